//! What the pages of sinks, of their services and of metadata say.
//!
//! Sources: `IMFMediaSink`, `IMFStreamSink`, `IMFAudioStreamVolume`, `IMFMetadataProvider`, `IMFMetadata` (Microsoft Learn).

mod session_common;

use std::ptr;

use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{EventType, HResult, codes, guids};
use session_common::*;
use windows_core::{HRESULT, IUnknown, Interface, PCWSTR, PWSTR};

const S_OK: HResult = HResult(0);

fn of(answer: HRESULT) -> HResult {
    HResult(answer.0)
}

fn pcm(channels: u32) -> IMFMediaType {
    // SAFETY: documented pointers and live objects.
    unsafe {
        let made: IMFMediaType = make(|result| MFCreateMediaType(result));
        for (at, value) in [
            (guids::MF_MT_MAJOR_TYPE, guids::MFMediaType_Audio),
            (guids::MF_MT_SUBTYPE, guids::MFAudioFormat_PCM),
        ] {
            made.SetGUID(&key(at), &key(value)).ok().unwrap();
        }
        for (at, value) in [
            (guids::MF_MT_AUDIO_SAMPLES_PER_SECOND, 48_000),
            (guids::MF_MT_AUDIO_NUM_CHANNELS, channels),
            (guids::MF_MT_AUDIO_BITS_PER_SAMPLE, 16),
            (guids::MF_MT_AUDIO_BLOCK_ALIGNMENT, 2 * channels),
            (guids::MF_MT_AUDIO_AVG_BYTES_PER_SECOND, 96_000 * channels),
        ] {
            made.SetUINT32(&key(at), value).ok().unwrap();
        }
        made
    }
}

#[test]
fn a_sink_takes_a_clock_that_has_a_time_source() {
    let _alone = alone();
    {
        let (callback, told) = Grabber::pair();
        // SAFETY: documented pointers and live objects.
        unsafe {
            let activate = grabber(guids::MFMediaType_Audio, guids::MFAudioFormat_PCM, &callback);
            let sink: IMFMediaSink = activate.ActivateObject().unwrap();
            let clock: IMFPresentationClock = make(|result| MFCreatePresentationClock(result));
            assert_eq!(
                of(sink.SetPresentationClock(&clock)),
                codes::MF_E_CLOCK_NO_TIME_SOURCE
            );
            assert_eq!(code(sink.GetPresentationClock()), codes::MF_E_NO_CLOCK);
            assert!(told.try_recv().is_err(), "nobody was told of it");
            let time: IMFPresentationTimeSource = make(|result| MFCreateSystemTimeSource(result));
            clock.SetTimeSource(&time).ok().unwrap();
            assert_eq!(of(sink.SetPresentationClock(&clock)), S_OK);
            assert_eq!(sink.GetPresentationClock(), Ok(clock.clone()));
            assert_eq!(told.recv_timeout(LIMIT).unwrap(), Grabbed::Clock(true));
            // No clock is nothing to have a time source.
            assert_eq!(of(sink.SetPresentationClock(None)), S_OK);
            assert_eq!(code(sink.GetPresentationClock()), codes::MF_E_NO_CLOCK);
            activate.ShutdownObject().ok().unwrap();
            clock.cast::<IMFShutdown>().unwrap().Shutdown().ok().unwrap();
        }
    }
    assert_all_gone();
}

#[test]
fn in_a_session_a_sink_has_the_clock_of_the_session() {
    let _alone = alone();
    {
        let (callback, _told) = Grabber::pair();
        let session = session();
        let events = Events::of(&session);
        let source = open("demo.mp4");
        let activate = grabber(guids::MFMediaType_Audio, guids::MFAudioFormat_PCM, &callback);
        let topology = player_topology(&source, |major| {
            (*major == key(guids::MFMediaType_Audio)).then(|| activate.cast().unwrap())
        });
        // SAFETY: documented pointers and live objects.
        unsafe {
            let sink: IMFMediaSink = activate.ActivateObject().unwrap();
            assert_eq!(code(sink.GetPresentationClock()), codes::MF_E_NO_CLOCK);
            assert_eq!(of(session.SetTopology(0, &topology)), S_OK);
            // `MF_TOPOSTATUS_READY`.
            events.wait_status(100);
            let clock: IUnknown = session.GetClock().unwrap().cast().unwrap();
            let told: IUnknown = sink.GetPresentationClock().unwrap().cast().unwrap();
            assert_eq!(told, clock);
            assert_eq!(of(session.Close()), S_OK);
            events.wait(EventType::SessionClosed);
            assert_eq!(of(session.Shutdown()), S_OK);
            assert_eq!(of(source.Shutdown()), S_OK);
            assert_eq!(of(activate.ShutdownObject()), S_OK);
        }
    }
    assert_all_gone();
}

#[test]
fn after_its_shutdown_a_sink_says_nothing_else() {
    let _alone = alone();
    {
        let (callback, _told) = Grabber::pair();
        // SAFETY: documented pointers and live objects.
        unsafe {
            let activate = grabber(guids::MFMediaType_Audio, guids::MFAudioFormat_PCM, &callback);
            // One with a clock is prerolled.
            let ignores_clock = key(guids::MF_SAMPLEGRABBERSINK_IGNORE_CLOCK);
            activate.SetUINT32(&ignores_clock, 0).ok().unwrap();
            let sink: IMFMediaSink = activate.ActivateObject().unwrap();
            let stream = sink.GetStreamSinkByIndex(0).unwrap();
            assert_eq!(code(sink.GetStreamSinkByIndex(1)), codes::MF_E_INVALIDINDEX);
            assert_eq!(code(sink.GetStreamSinkById(1)), codes::MF_E_INVALIDSTREAMNUMBER);
            assert_eq!(code(sink.AddStreamSink(1, None)), codes::MF_E_STREAMSINKS_FIXED);
            assert_eq!(of(sink.RemoveStreamSink(0)), codes::MF_E_STREAMSINKS_FIXED);
            // Without a time source: the shutdown comes first.
            let clock: IMFPresentationClock = make(|result| MFCreatePresentationClock(result));
            let (preroll, state): (IMFMediaSinkPreroll, IMFClockStateSink) =
                (sink.cast().unwrap(), sink.cast().unwrap());
            assert_eq!(of(sink.Shutdown()), S_OK);
            let sample: IMFSample = make(|result| MFCreateSample(result));
            for answer in [
                code(sink.GetCharacteristics()),
                code(sink.AddStreamSink(1, None)),
                of(sink.RemoveStreamSink(0)),
                code(sink.GetStreamSinkCount()),
                code(sink.GetStreamSinkByIndex(7)),
                code(sink.GetStreamSinkById(7)),
                of(sink.SetPresentationClock(&clock)),
                of(sink.SetPresentationClock(None)),
                code(sink.GetPresentationClock()),
                of(sink.Shutdown()),
                of(preroll.NotifyPreroll(MFTIME(0))),
                of(state.OnClockStart(MFTIME(0), 0)),
                of(state.OnClockStop(MFTIME(0))),
                of(state.OnClockPause(MFTIME(0))),
                of(state.OnClockRestart(MFTIME(0))),
                of(state.OnClockSetRate(MFTIME(0), 2.0)),
                code(stream.GetIdentifier()),
                code(stream.GetMediaSink()),
                code(stream.GetMediaTypeHandler()),
                of(stream.ProcessSample(&sample)),
                of(stream.PlaceMarker(0, ptr::null(), ptr::null())),
                of(stream.Flush()),
                code(stream.GetEvent(1)),
            ] {
                assert_eq!(answer, codes::MF_E_SHUTDOWN);
            }
            activate.ShutdownObject().ok().unwrap();
            clock.cast::<IMFShutdown>().unwrap().Shutdown().ok().unwrap();
        }
    }
    assert_all_gone();
}

#[test]
fn a_volume_has_the_channels_of_the_type_that_is_set_later() {
    let _alone = alone();
    {
        // SAFETY: documented pointers, live objects, and arrays of the lengths that are said.
        unsafe {
            let sink: IMFMediaSink = make(|result| MFCreateAudioRenderer(ptr::null_mut(), result));
            let (service, iid) = (key(guids::MR_STREAM_VOLUME_SERVICE), IMFAudioStreamVolume::IID);
            let volume: IMFAudioStreamVolume =
                make(|result| MFGetService(sink.as_raw(), &service, &iid, result));
            assert_eq!(volume.GetChannelCount(), Ok(0));
            assert_eq!(of(volume.SetChannelVolume(0, 1.0)), codes::E_INVALIDARG);
            let handler = sink.GetStreamSinkById(0).unwrap().GetMediaTypeHandler().unwrap();
            handler.SetCurrentMediaType(&pcm(2)).ok().unwrap();
            assert_eq!(volume.GetChannelCount(), Ok(2));
            let table = Interface::vtable(&volume);
            let set = |levels: &[f32]| {
                let count = levels.len() as u32;
                of((table.SetAllVolumes)(volume.as_raw(), count, levels.as_ptr()))
            };
            let get = || {
                let mut levels = [9.0; 2];
                let answer = (table.GetAllVolumes)(volume.as_raw(), 2, levels.as_mut_ptr());
                assert_eq!(of(answer), S_OK);
                levels
            };
            assert_eq!(get(), [1.0, 1.0]);
            assert_eq!(set(&[0.5, 0.25]), S_OK);
            // All or none.
            for refused in [
                &[0.75, 1.5][..],
                &[0.75, -0.5],
                &[0.75, f32::NAN],
                &[0.75],
                &[0.75; 3],
            ] {
                assert_eq!(set(refused), codes::E_INVALIDARG, "{refused:?}");
                assert_eq!(get(), [0.5, 0.25]);
            }
            assert_eq!(volume.GetChannelVolume(1), Ok(0.25));
            assert_eq!(code(volume.GetChannelVolume(2)), codes::E_INVALIDARG);
            assert_eq!(of(volume.SetChannelVolume(2, 1.0)), codes::E_INVALIDARG);
            sink.Shutdown().ok().unwrap();
        }
    }
    assert_all_gone();
}

#[test]
fn metadata_that_is_not_there_is_not_found() {
    let _alone = alone();
    {
        let wide = |text: &str| text.encode_utf16().chain([0]).collect::<Vec<u16>>();
        let (unknown, german) = (wide("no such property"), wide("de"));
        let source = open("clips/flac-s16.flac");
        // SAFETY: documented pointers and live objects.
        unsafe {
            let (service, iid) = (key(guids::MF_METADATA_PROVIDER_SERVICE), IMFMetadataProvider::IID);
            let provider: IMFMetadataProvider =
                make(|result| MFGetService(source.as_raw(), &service, &iid, result));
            let presentation = source.CreatePresentationDescriptor().unwrap();
            let metadata = provider.GetMFMetadata(&presentation, 0, 0).unwrap();
            let got = |result: windows_core::Result<IMFMetadata>| {
                result.map_or_else(|error| of(error.code()), |_| S_OK)
            };
            assert_eq!(
                got(provider.GetMFMetadata(&presentation, 0, 1)),
                codes::E_INVALIDARG,
                "the flags are reserved"
            );
            // Of the stream there is neither a name nor a language; another one there is not.
            let (_, stream, _) = selected(&presentation).remove(0);
            let id = stream.GetStreamIdentifier().unwrap();
            assert_eq!(
                got(provider.GetMFMetadata(&presentation, id, 0)),
                codes::MF_E_PROPERTY_NOT_FOUND
            );
            assert_eq!(
                got(provider.GetMFMetadata(&presentation, id + 1, 0)),
                codes::MF_E_INVALIDSTREAMNUMBER
            );
            let unknown = PCWSTR(unknown.as_ptr());
            let property = metadata.GetProperty(unknown).err().map(|error| of(error.code()));
            assert_eq!(property, Some(codes::MF_E_PROPERTY_NOT_FOUND));
            assert_eq!(
                of(metadata.DeleteProperty(unknown)),
                codes::MF_E_PROPERTY_NOT_FOUND
            );
            let language = |result: windows_core::Result<PWSTR>| match result {
                Ok(text) => {
                    let len = (0..).take_while(|at| *text.0.add(*at) != 0).count();
                    let told = String::from_utf16_lossy(std::slice::from_raw_parts(text.0, len));
                    CoTaskMemFree(text.0.cast());
                    Ok(told)
                }
                Err(error) => Err(of(error.code())),
            };
            assert_eq!(
                language(metadata.GetLanguage()),
                Err(codes::MF_E_INVALIDREQUEST),
                "none was set"
            );
            assert_eq!(of(metadata.SetLanguage(PCWSTR(german.as_ptr()))), S_OK);
            assert_eq!(language(metadata.GetLanguage()), Ok("de".to_owned()));
            let names = metadata.GetAllPropertyNames().unwrap();
            assert_eq!(
                names.Anonymous.Anonymous.Anonymous.calpwstr.cElems, 0,
                "in German"
            );
            source.Shutdown().ok().unwrap();
        }
    }
    assert_all_gone();
}
