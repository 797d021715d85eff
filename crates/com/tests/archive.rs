//! Media sinks that write files onto a byte stream, and files that are opened to be written.
//!
//! Sources: `MFCreateWAVEMediaSink`, `MFCreateADTSMediaSink`, `IMFFinalizableMediaSink`, `MF_FILE_OPENMODE`, "Source
//! Resolver Flags" (Microsoft Learn).

mod components;
mod session_common;

use std::fs;
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use components::*;
use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{EventType, codes, guids};
use session_common::*;
use windows_core::{GUID, HRESULT, IUnknown, Interface, PCWSTR};

const READ: u32 = 1;
const WRITE: u32 = 2;
const READ_WRITE: u32 = 3;

fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("openmf-archive-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn create(access: u32, mode: u32, path: &Path) -> Result<IMFByteStream, i32> {
    let name = wide(path.to_str().unwrap());
    let mut made = ptr::null_mut();
    // SAFETY: documented pointers; a successful call gave a stream.
    unsafe {
        let result = MFCreateFile(access, mode, 0, name.as_ptr(), &mut made);
        if result.is_err() {
            assert!(made.is_null());
            return Err(result.0);
        }
        Ok(IMFByteStream::from_raw(made))
    }
}

/// What comes of a mode: of no file, a failure or none; of a file of 4 bytes, its length and the position, or a failure.
type Mode = (u32, Option<i32>, Result<(u64, u64), i32>);

#[test]
fn a_file_is_opened_as_its_mode_says() {
    let _alone = alone();
    let folder = Folder::new();
    let (not_found, exists, denied) = (
        0x8007_0002_u32 as i32,
        0x8007_0050_u32 as i32,
        codes::E_ACCESSDENIED.0,
    );
    let invalid = codes::E_INVALIDARG.0;
    let table: [Mode; 6] = [
        (0, Some(not_found), Ok((4, 0))),
        (1, None, Err(exists)),
        (2, Some(not_found), Ok((0, 0))),
        (3, None, Ok((4, 4))),
        (4, None, Ok((0, 0))),
        (5, Some(invalid), Err(invalid)),
    ];
    for (mode, of_none, of_some) in table {
        for access in [READ, WRITE, READ_WRITE] {
            let path = folder.file("file.bin");
            let _ = fs::remove_file(&path);
            let made = create(access, mode, &path);
            assert_eq!(
                made.as_ref().err().copied(),
                of_none,
                "mode {mode}, access {access}"
            );
            assert_eq!(path.exists(), of_none.is_none(), "mode {mode}, access {access}");
            drop(made);
            fs::write(&path, b"data").unwrap();
            let found = create(access, mode, &path).map(|stream| {
                // SAFETY: a live object with buffers of these lengths.
                unsafe {
                    let (len, position) = (stream.GetLength().unwrap(), stream.GetCurrentPosition().unwrap());
                    assert_eq!(stream.GetCapabilities().unwrap(), access | 4);
                    let mut buffer = [0_u8; 4];
                    let read = stream.Read(buffer.as_mut_ptr(), 4, ptr::null_mut());
                    let expected = if access & READ == 0 { denied } else { 0 };
                    assert_eq!(read.0, expected, "mode {mode}, access {access}");
                    let written = stream.Write(buffer.as_ptr(), 4);
                    let expected = if access & WRITE == 0 { Err(denied) } else { Ok(4) };
                    assert_eq!(written.map_err(|error| error.code().0), expected);
                    (len, position)
                }
            });
            assert_eq!(found, of_some, "mode {mode}, access {access}");
        }
    }
    for access in [0, 4] {
        assert_eq!(create(access, 0, &folder.file("file.bin")).err(), Some(invalid));
    }
    drop(folder);
    assert_all_gone();
}

#[test]
fn a_file_is_opened_meanwhile_or_not_at_all() {
    let _alone = alone();
    let folder = Folder::new();
    let path = folder.file("later.bin");
    let name = wide(path.to_str().unwrap());
    for cancels in [false, true] {
        let (callback, done) = callback();
        let mut cookie = ptr::null_mut();
        // SAFETY: documented pointers and live objects.
        unsafe {
            let begun = MFBeginCreateFile(
                READ_WRITE,
                4,
                0,
                name.as_ptr(),
                callback.as_raw(),
                ptr::null_mut(),
                &mut cookie,
            );
            assert_eq!(begun, HRESULT(0));
            let cookie = IUnknown::from_raw(cookie);
            if cancels {
                assert_eq!(MFCancelCreateFile(cookie.as_raw()), HRESULT(0));
            }
            let result = done.recv_timeout(LIMIT).unwrap();
            let mut made = ptr::null_mut();
            let ended = MFEndCreateFile(result.as_raw(), &mut made);
            if ended.is_ok() {
                drop(IMFByteStream::from_raw(made));
            }
            // It may have been faster than the call that cancels it.
            let expected: &[i32] = if cancels { &[0, codes::E_ABORT.0] } else { &[0] };
            assert!(expected.contains(&ended.0), "{ended:?}");
            assert_eq!(
                MFEndCreateFile(result.as_raw(), &mut made).0,
                codes::E_INVALIDARG.0
            );
            assert_eq!(MFCancelCreateFile(callback.as_raw()).0, codes::E_INVALIDARG.0);
            assert_eq!(MFCancelCreateFile(ptr::null_mut()).0, codes::E_POINTER.0);
        }
    }
    drop(folder);
    assert_all_gone();
}

#[test]
fn the_resolver_gives_what_can_be_written() {
    const BYTESTREAM: u32 = 2;
    const MEDIASOURCE: u32 = 1;
    const TO_READ: u32 = 0x1_0000;
    const TO_WRITE: u32 = 0x2_0000;
    let _alone = alone();
    let folder = Folder::new();
    {
        // SAFETY: documented pointers.
        let resolver = resolver();
        let open = |path: &Path, flags: u32| {
            let name = wide(path.to_str().unwrap());
            let (mut kind, mut object) = (7, None);
            // SAFETY: a live object, a string and writable locals.
            let opened = unsafe {
                resolver.CreateObjectFromURL(PCWSTR(name.as_ptr()), flags, None, &mut kind, &mut object)
            };
            (opened.0, kind, object)
        };
        let path = folder.file("new.bin");
        let (opened, kind, object) = open(&path, BYTESTREAM | TO_WRITE);
        assert_eq!((opened, kind), (0, 1));
        let stream: IMFByteStream = object.unwrap().cast().unwrap();
        // SAFETY: a live object with buffers of these lengths.
        unsafe {
            assert_eq!(stream.GetCapabilities().unwrap(), WRITE | 4);
            assert_eq!(stream.Write(b"written".as_ptr(), 7).unwrap(), 7);
            drop(stream);
            let (_, _, object) = open(&path, BYTESTREAM | TO_READ | TO_WRITE);
            let stream: IMFByteStream = object.unwrap().cast().unwrap();
            assert_eq!(stream.GetCapabilities().unwrap(), READ_WRITE | 4);
            let mut buffer = [0_u8; 8];
            let mut count = 0;
            stream.Read(buffer.as_mut_ptr(), 8, &mut count).ok().unwrap();
            assert_eq!(&buffer[..count as usize], b"written", "what was there stays");
        }
        // A source is made of what is there already.
        let missing = folder.file("missing.wav");
        let (opened, kind, _) = open(&missing, MEDIASOURCE | TO_WRITE);
        assert_eq!((opened, kind), (0x8007_0002_u32 as i32, 2));
        assert!(!missing.exists());
        let copy = folder.file("copy.mp4");
        fs::copy(testdata("demo.mp4"), &copy).unwrap();
        let (opened, kind, object) = open(&copy, MEDIASOURCE | TO_READ | TO_WRITE);
        assert_eq!((opened, kind), (0, 0));
        let source: IMFMediaSource = object.unwrap().cast().unwrap();
        // SAFETY: a live object.
        unsafe { source.Shutdown() }.ok().unwrap();
    }
    drop(folder);
    assert_all_gone();
}

/// Ends the file as an application does that drives a sink itself.
fn finalize(sink: &IMFMediaSink) -> HRESULT {
    let (callback, done) = callback();
    // SAFETY: live objects.
    unsafe {
        let sink: IMFFinalizableMediaSink = sink.cast().unwrap();
        sink.BeginFinalize(&callback, None).ok().unwrap();
        let result = done.recv_timeout(LIMIT).unwrap();
        sink.EndFinalize(&result)
    }
}

/// Gives a sink the test sound by hand: starts it, delivers, ends it.
fn deliver(sink: &IMFMediaSink) {
    // SAFETY: live objects.
    unsafe {
        let state: IMFClockStateSink = sink.cast().unwrap();
        state.OnClockStart(MFTIME(0), 0).ok().unwrap();
        let stream = sink.GetStreamSinkByIndex(0).unwrap();
        for index in 0..SAMPLES {
            let sample = sample_of(&sound(index), index * STEP, &Hook::none());
            stream.ProcessSample(&sample).ok().unwrap();
        }
        state.OnClockStop(MFTIME(0)).ok().unwrap();
    }
}

fn wave_sink(stream: &IMFByteStream) -> IMFMediaSink {
    // SAFETY: live objects.
    make(|result| unsafe { MFCreateWAVEMediaSink(stream.as_raw(), pcm().as_raw(), result) })
}

/// The sizes that a header of the test sound states, from the RIFF chunk on.
fn sizes(file: &[u8]) -> (u32, u32) {
    let number = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().unwrap());
    assert_eq!(
        (&file[..4], &file[8..12]),
        (b"RIFF".as_slice(), b"WAVE".as_slice())
    );
    let data = file.windows(4).position(|four| four == b"data").unwrap();
    (number(4), number(data + 4))
}

#[test]
fn a_wave_file_is_written_where_the_stream_is() {
    let _alone = alone();
    let expected: Vec<u8> = (0..SAMPLES).flat_map(sound).collect();
    for (capabilities, start) in [(WRITE | 4, 0), (WRITE | 4, 5), (WRITE, 0)] {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&asked);
        let hook = Hook::new(move |method| {
            told.lock().unwrap().push(method);
            Ok(())
        });
        let (stream, content) = Memory::create(capabilities, start, hook);
        let sink = wave_sink(&stream);
        deliver(&sink);
        assert_eq!(finalize(&sink), HRESULT(0));
        assert_eq!(finalize(&sink).0, codes::MF_E_INVALIDREQUEST.0, "it is complete");
        // SAFETY: a live object.
        unsafe { sink.Shutdown() }.ok().unwrap();
        let content = content.lock().unwrap().0.clone();
        assert!(content[..start].iter().all(|byte| *byte == b'-'));
        let file = &content[start..];
        assert!(file.ends_with(&expected));
        let complete = (file.len() as u32 - 8, expected.len() as u32);
        let stated = if capabilities & 4 == 0 {
            (u32::MAX, u32::MAX)
        } else {
            complete
        };
        assert_eq!(sizes(file), stated);
        let asked = asked.lock().unwrap();
        assert!(asked.contains(&"Flush") && !asked.contains(&"Close"), "{asked:?}");
    }
    assert_all_gone();
}

#[test]
fn a_session_writes_a_wave_file_that_can_be_read_again() {
    let _alone = alone();
    let folder = Folder::new();
    let path = folder.file("session.wav");
    {
        let stream = create(READ_WRITE, 4, &path).unwrap();
        let sink = wave_sink(&stream);
        let (source, _) = test_source(Fault::None);
        let session = session();
        let events = Events::of(&session);
        // SAFETY: live objects.
        unsafe {
            let topology = custom_topology(&source, None, &sink);
            session.SetTopology(0, &topology).ok().unwrap();
            session.Start(&GUID::zeroed(), &current()).ok().unwrap();
            assert_eq!(events.wait(EventType::SessionEnded).status, S_OK);
            session.Close().ok().unwrap();
            assert_eq!(events.wait(EventType::SessionClosed).status, S_OK);
            source.Shutdown().ok().unwrap();
            session.Shutdown().ok().unwrap();
        }
    }
    let file = fs::read(&path).unwrap();
    let expected: Vec<u8> = (0..SAMPLES).flat_map(sound).collect();
    assert!(file.ends_with(&expected));
    assert_eq!(sizes(&file), (file.len() as u32 - 8, expected.len() as u32));
    {
        let source = openmf_com::testing::open(&path).unwrap();
        // SAFETY: live objects.
        unsafe {
            let presentation = source.CreatePresentationDescriptor().unwrap();
            let duration = presentation.GetUINT64(&key(guids::MF_PD_DURATION)).unwrap();
            assert_eq!(duration as i64, SAMPLES * STEP);
            source.Shutdown().ok().unwrap();
        }
    }
    drop(folder);
    assert_all_gone();
}

#[test]
fn a_stream_that_calls_its_sink_back_gets_an_answer() {
    let _alone = alone();
    {
        let answers = Arc::new(Mutex::new(Vec::new()));
        let known: Arc<Mutex<Option<Known>>> = Arc::default();
        let hook = {
            let (answers, known) = (Arc::clone(&answers), Arc::clone(&known));
            Hook::new(move |_| {
                let known = known.lock().unwrap();
                let Some(Known(sink)) = &*known else { return Ok(()) };
                // SAFETY: live objects.
                unsafe {
                    let stream = sink.GetStreamSinkByIndex(0).unwrap();
                    let handler = stream.GetMediaTypeHandler().unwrap();
                    let set = handler.SetCurrentMediaType(&handler.GetCurrentMediaType().unwrap());
                    answers.lock().unwrap().push(set.0);
                }
                Ok(())
            })
        };
        let (stream, _) = Memory::create(WRITE | 4, 0, hook);
        let sink = wave_sink(&stream);
        *known.lock().unwrap() = Some(Known(sink.clone()));
        deliver(&sink);
        assert_eq!(finalize(&sink), HRESULT(0));
        *known.lock().unwrap() = None;
        // SAFETY: a live object.
        unsafe { sink.Shutdown() }.ok().unwrap();
        let answers = answers.lock().unwrap();
        assert!(!answers.is_empty());
        let refused = codes::MF_E_INVALIDREQUEST.0;
        assert!(answers.iter().all(|answer| *answer == refused), "{answers:?}");
    }
    assert_all_gone();
}

/// A sink, for any thread.
struct Known(IMFMediaSink);

// SAFETY: Media Foundation's objects may be used from any thread.
unsafe impl Send for Known {}

#[test]
fn a_stream_that_fails_is_what_the_file_fails_with() {
    let _alone = alone();
    let full = openmf_core::HResult(0x8007_0070_u32 as i32);
    let (stream, _) = Memory::create(WRITE | 4, 0, Hook::new(move |_| fail(full)));
    let sink = wave_sink(&stream);
    deliver(&sink);
    assert_eq!(finalize(&sink).0, full.0);
    // SAFETY: a live object.
    unsafe { sink.Shutdown() }.ok().unwrap();
    drop((sink, stream));
    assert_all_gone();
}

fn compressed(subtype: openmf_core::Guid, payload: Option<u32>) -> IMFMediaType {
    let made = pcm();
    // SAFETY: live objects.
    unsafe {
        made.SetGUID(&key(guids::MF_MT_SUBTYPE), &key(subtype))
            .ok()
            .unwrap();
        if let Some(payload) = payload {
            made.SetUINT32(&key(guids::MF_MT_AAC_PAYLOAD_TYPE), payload)
                .ok()
                .unwrap();
        }
    }
    made
}

#[test]
fn packets_are_written_as_they_are_and_raw_aac_with_headers() {
    let _alone = alone();
    let whole: Vec<u8> = (0..SAMPLES).flat_map(sound).collect();
    let framed: Vec<u8> = (0..SAMPLES)
        .flat_map(|index| {
            // AAC-LC, 8 kHz, mono; 1607 bytes with the header.
            let mut frame = vec![0xff, 0xf1, 0x6c, 0x40, 0xc8, 0xff, 0xfc];
            frame.extend(sound(index));
            frame
        })
        .collect();
    {
        let mp3 = compressed(guids::MFAudioFormat_MP3, None);
        let (raw, adts) = (
            compressed(guids::MFAudioFormat_AAC, None),
            compressed(guids::MFAudioFormat_AAC, Some(1)),
        );
        let ac3 = compressed(guids::MFAudioFormat_Dolby_AC3, None);
        for (media_type, expected) in [(&mp3, &whole), (&raw, &framed), (&adts, &whole), (&ac3, &whole)] {
            let (stream, content) = Memory::create(WRITE, 0, Hook::none());
            // SAFETY: live objects.
            unsafe {
                let (stream, format) = (stream.as_raw(), media_type.as_raw());
                let sink: IMFMediaSink = make(|result| {
                    if media_type == &mp3 {
                        MFCreateMP3MediaSink(stream, result)
                    } else if media_type == &ac3 {
                        MFCreateAC3MediaSink(stream, format, result)
                    } else {
                        MFCreateADTSMediaSink(stream, format, result)
                    }
                });
                if media_type == &mp3 {
                    let handler = sink
                        .GetStreamSinkByIndex(0)
                        .unwrap()
                        .GetMediaTypeHandler()
                        .unwrap();
                    assert_eq!(code(handler.GetCurrentMediaType()), codes::MF_E_NOT_INITIALIZED);
                    assert_eq!(
                        handler.SetCurrentMediaType(&raw).0,
                        codes::MF_E_INVALIDMEDIATYPE.0
                    );
                    handler.SetCurrentMediaType(&mp3).ok().unwrap();
                }
                assert_eq!(
                    sink.GetCharacteristics().unwrap(),
                    1 | 4,
                    "fixed streams, rateless"
                );
                deliver(&sink);
                assert_eq!(finalize(&sink), HRESULT(0));
                sink.Shutdown().ok().unwrap();
            }
            assert!(content.lock().unwrap().0 == *expected);
        }
        // What they are not made with.
        let (writable, _) = Memory::create(WRITE, 0, Hook::none());
        let (readable, _) = Memory::create(READ, 0, Hook::none());
        let (invalid, no_type) = (codes::E_INVALIDARG.0, codes::MF_E_INVALIDMEDIATYPE.0);
        let mut made = ptr::null_mut();
        // SAFETY: live objects and a writable local.
        unsafe {
            let null = ptr::null_mut();
            let (to, from, aac) = (writable.as_raw(), readable.as_raw(), raw.as_raw());
            for (result, expected) in [
                (MFCreateMP3MediaSink(from, &mut made), invalid),
                (MFCreateMP3MediaSink(null, &mut made), codes::E_POINTER.0),
                (MFCreateMP3MediaSink(to, null.cast()), codes::E_POINTER.0),
                (MFCreateADTSMediaSink(from, aac, &mut made), invalid),
                (MFCreateADTSMediaSink(to, null, &mut made), codes::E_POINTER.0),
                (MFCreateADTSMediaSink(to, mp3.as_raw(), &mut made), no_type),
                (MFCreateAC3MediaSink(to, aac, &mut made), no_type),
                (MFCreateWAVEMediaSink(to, aac, &mut made), no_type),
                (MFCreateWAVEMediaSink(from, pcm().as_raw(), &mut made), invalid),
            ] {
                assert_eq!(result.0, expected);
                assert!(made.is_null());
            }
        }
    }
    assert_all_gone();
}

/// AAC packets of the test sound's times, by hand: the sink of one stream that a function makes.
fn aac() -> IMFMediaType {
    compressed(guids::MFAudioFormat_AAC, None)
}

type Create = unsafe extern "system" fn(
    *mut std::ffi::c_void,
    *mut std::ffi::c_void,
    *mut std::ffi::c_void,
    *mut *mut std::ffi::c_void,
) -> HRESULT;

#[test]
fn mp4_files_are_written_onto_a_byte_stream_and_read_again() {
    const MARKER: i64 = 7;
    let _alone = alone();
    let folder = Folder::new();
    let kinds: [(Create, &[u8; 4], u32); 3] = [
        (MFCreateMPEG4MediaSink, b"mp42", WRITE | 4),
        (MFCreateFMPEG4MediaSink, b"iso5", WRITE),
        (MFCreate3GPMediaSink, b"3gp6", WRITE | 4),
    ];
    for (create, brand, capabilities) in kinds {
        for ends in [true, false] {
            let (stream, content) = Memory::create(capabilities, 0, Hook::none());
            // SAFETY: documented pointers and live objects throughout.
            unsafe {
                let sink: IMFMediaSink =
                    make(|result| create(stream.as_raw(), ptr::null_mut(), aac().as_raw(), result));
                assert_eq!(
                    sink.GetCharacteristics().unwrap(),
                    1 | 4,
                    "fixed streams, rateless"
                );
                assert_eq!(sink.GetStreamSinkCount().unwrap(), 1);
                assert_eq!(code(sink.AddStreamSink(5, None)), codes::MF_E_STREAMSINKS_FIXED);
                assert_eq!(sink.RemoveStreamSink(0).0, codes::MF_E_STREAMSINKS_FIXED.0);
                let stream = sink.GetStreamSinkByIndex(0).unwrap();
                let handler = stream.GetMediaTypeHandler().unwrap();
                assert!(handler.GetCurrentMediaType().is_ok());
                let mp3 = compressed(guids::MFAudioFormat_MP3, None);
                let refused = handler.SetCurrentMediaType(&mp3);
                assert_eq!(refused.0, codes::MF_E_INVALIDMEDIATYPE.0);
                let early = sample_of(&sound(0), 0, &Hook::none());
                assert_eq!(stream.ProcessSample(&early).0, codes::MF_E_INVALIDREQUEST.0);
                deliver_and(&sink, |stream, state| {
                    if ends {
                        let (none, context) = (PROPVARIANT::default(), propvariant_of(MARKER));
                        stream.PlaceMarker(1, &none, &context).ok().unwrap();
                    } else {
                        state.OnClockStop(MFTIME(0)).ok().unwrap();
                    }
                });
                if ends {
                    assert!(marker_is_answered(&stream, MARKER));
                }
                assert_eq!(finalize(&sink), HRESULT(0));
                assert_eq!(finalize(&sink).0, codes::MF_E_INVALIDREQUEST.0, "it is complete");
                sink.Shutdown().ok().unwrap();
                assert_eq!(code(sink.GetStreamSinkCount()), codes::MF_E_SHUTDOWN);
            }
            let content = content.lock().unwrap().0.clone();
            assert_eq!((&content[4..8], &content[8..12]), (&b"ftyp"[..], &brand[..]));
            let whole: Vec<u8> = (0..SAMPLES).flat_map(sound).collect();
            assert!(
                content.windows(whole.len()).any(|part| part == whole),
                "{brand:?}"
            );
            let path = folder.file("written.mp4");
            fs::write(&path, &content).unwrap();
            let source = openmf_com::testing::open(&path).unwrap();
            // SAFETY: live objects.
            unsafe {
                let presentation = source.CreatePresentationDescriptor().unwrap();
                let duration = presentation.GetUINT64(&key(guids::MF_PD_DURATION)).unwrap();
                assert_eq!(duration as i64, SAMPLES * STEP);
                source.Shutdown().ok().unwrap();
            }
        }
    }
    drop(folder);
    assert_all_gone();
}

/// A file that ends with the packet that the decoder needs first: its time is before 0 in the file too.
#[test]
fn an_mp4_file_of_what_comes_before_the_start_keeps_its_times() {
    const PRIMING: i64 = -1_280_000;
    let _alone = alone();
    let folder = Folder::new();
    for create in [MFCreateMPEG4MediaSink as Create, MFCreateFMPEG4MediaSink] {
        for packets in [1, 2] {
            let (stream, content) = Memory::create(WRITE | 4, 0, Hook::none());
            // SAFETY: documented pointers and live objects throughout.
            unsafe {
                let sink: IMFMediaSink =
                    make(|result| create(stream.as_raw(), ptr::null_mut(), aac().as_raw(), result));
                let state: IMFClockStateSink = sink.cast().unwrap();
                state.OnClockStart(MFTIME(0), 0).ok().unwrap();
                let taken = sink.GetStreamSinkByIndex(0).unwrap();
                for index in 0..packets {
                    let sample = sample_of(&sound(index), PRIMING * (1 - index), &Hook::none());
                    sample.SetSampleDuration(-PRIMING).ok().unwrap();
                    taken.ProcessSample(&sample).ok().unwrap();
                }
                assert_eq!(finalize(&sink), HRESULT(0));
                sink.Shutdown().ok().unwrap();
            }
            let path = folder.file("before.mp4");
            fs::write(&path, &content.lock().unwrap().0).unwrap();
            let url = wide(path.to_str().unwrap());
            // SAFETY: as above.
            unsafe {
                let reader: IMFSourceReader =
                    make(|result| MFCreateSourceReaderFromURL(url.as_ptr(), ptr::null_mut(), result));
                let (mut flags, mut time, mut sample) = (0, 0, None);
                reader
                    .ReadSample(0, 0, None, Some(&mut flags), Some(&mut time), Some(&mut sample))
                    .ok()
                    .unwrap();
                assert_eq!((flags, time), (0, PRIMING), "of {packets}");
                assert_eq!(sample.unwrap().GetSampleTime().unwrap(), PRIMING);
            }
        }
    }
    drop(folder);
    assert_all_gone();
}

/// Starts a sink, gives it the test sound, and does something more.
fn deliver_and(sink: &IMFMediaSink, then: impl FnOnce(&IMFStreamSink, &IMFClockStateSink)) {
    // SAFETY: live objects.
    unsafe {
        let state: IMFClockStateSink = sink.cast().unwrap();
        state.OnClockStart(MFTIME(0), 0).ok().unwrap();
        let stream = sink.GetStreamSinkByIndex(0).unwrap();
        for index in 0..SAMPLES {
            let sample = sample_of(&sound(index), index * STEP, &Hook::none());
            stream.ProcessSample(&sample).ok().unwrap();
        }
        then(&stream, &state);
    }
}

fn propvariant_of(number: i64) -> PROPVARIANT {
    let mut value = PROPVARIANT::default();
    // SAFETY: the fields of `VT_I8`.
    unsafe {
        let fields = &mut *std::ptr::from_mut(&mut value).cast::<(u16, [u16; 3], i64)>();
        fields.0 = 20;
        fields.2 = number;
    }
    value
}

/// Whether `MEStreamSinkMarker` is among the events, with this context.
fn marker_is_answered(stream: &IMFStreamSink, context: i64) -> bool {
    // SAFETY: live objects.
    unsafe {
        while let Ok(event) = stream.GetEvent(1) {
            if event.GetType().unwrap().0 == EventType::StreamSinkMarker.code() {
                let value = event.GetValue().unwrap();
                let fields = &*std::ptr::from_ref(&value).cast::<(u16, [u16; 3], i64)>();
                return (fields.0, fields.2) == (20, context) && event.GetStatus().unwrap() == HRESULT(0);
            }
        }
    }
    false
}

#[test]
fn mp4_sinks_say_what_they_are_not_made_with() {
    let _alone = alone();
    {
        let (to, _) = Memory::create(WRITE | 4, 0, Hook::none());
        let (forward, _) = Memory::create(WRITE, 0, Hook::none());
        let (from, _) = Memory::create(READ | 4, 0, Hook::none());
        let (aac, pcm) = (aac(), pcm());
        let (to, forward, from) = (to.as_raw(), forward.as_raw(), from.as_raw());
        let (null, aac, pcm) = (ptr::null_mut(), aac.as_raw(), pcm.as_raw());
        let mut made = ptr::null_mut();
        let none = GUID::zeroed();
        // SAFETY: live objects and a writable local.
        unsafe {
            for (result, expected) in [
                (
                    MFCreateMPEG4MediaSink(to, null, null, &mut made),
                    codes::E_INVALIDARG,
                ),
                (
                    MFCreateMPEG4MediaSink(null, null, aac, &mut made),
                    codes::E_POINTER,
                ),
                (
                    MFCreateMPEG4MediaSink(to, null, aac, null.cast()),
                    codes::E_POINTER,
                ),
                (
                    MFCreateMPEG4MediaSink(from, null, aac, &mut made),
                    codes::E_INVALIDARG,
                ),
                (
                    MFCreateMPEG4MediaSink(to, aac, null, &mut made),
                    codes::MF_E_INVALIDMEDIATYPE,
                ),
                (
                    MFCreateMPEG4MediaSink(to, null, pcm, &mut made),
                    codes::MF_E_INVALIDMEDIATYPE,
                ),
                (
                    MFCreateMPEG4MediaSink(forward, null, aac, &mut made),
                    codes::MF_E_BYTESTREAM_NOT_SEEKABLE,
                ),
                (
                    MFCreate3GPMediaSink(forward, null, aac, &mut made),
                    codes::MF_E_BYTESTREAM_NOT_SEEKABLE,
                ),
                (MFCreateMuxSink(none, null, to, &mut made), codes::MF_E_NOT_FOUND),
            ] {
                assert_eq!(result.0, expected.0);
                assert!(made.is_null());
            }
            // Nothing came, and a stream that takes nothing more.
            let full = openmf_core::HResult(0x8007_0070_u32 as i32);
            let sink: IMFMediaSink = make(|result| MFCreateMPEG4MediaSink(to, null, aac, result));
            assert_eq!(finalize(&sink).0, codes::MF_E_SINK_NO_SAMPLES_PROCESSED.0);
            sink.Shutdown().ok().unwrap();
            let (stream, _) = Memory::create(WRITE | 4, 0, Hook::new(move |_| fail(full)));
            let sink: IMFMediaSink =
                make(|result| MFCreateMPEG4MediaSink(stream.as_raw(), null, aac, result));
            deliver(&sink);
            assert_eq!(finalize(&sink).0, full.0);
            sink.Shutdown().ok().unwrap();
        }
    }
    assert_all_gone();
}
