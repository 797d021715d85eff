//! `MFCreateMuxSink` over a multiplexer of the application's.
//!
//! Sources: `MFCreateMuxSink`, `MFTRegisterLocal`, `IMFMediaSink::AddStreamSink`, `IMFTransform::AddInputStreams`, "Basic MFT
//! Processing Model" (Microsoft Learn).

mod components;
mod session_common;

use std::collections::VecDeque;
use std::ffi::c_void;
use std::mem::ManuallyDrop;
use std::ptr;
use std::sync::{Arc, Mutex};

use components::*;
use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{EventType, HResult, codes, guids};
use session_common::*;
use windows_core::{BOOL, GUID, HRESULT, IUnknown, Interface, PCWSTR, Ref, implement};

const WRITE: u32 = 2;
const SUBTYPE: GUID = GUID::from_u128(0x6d75_7800_0000_0010_8000_00aa_0038_9b71);
/// A number that the multiplexer's output has.
const VERSION: GUID = GUID::from_u128(0x6d75_7801_0000_0010_8000_00aa_0038_9b71);
/// The identifier of the one input that it has from the beginning.
const FIRST: u32 = 7;
const MOST: u32 = 3;

fn error(code: HResult) -> windows_core::Error {
    windows_core::Error::from_hresult(HRESULT(code.0))
}

/// Takes a sample of each input in turn, of those that have not ended, and writes for each its identifier, the milliseconds
/// of its time, and its bytes. It makes its output when it has two.
#[implement(IMFTransform)]
struct Turns {
    log: Log,
    /// Whether inputs are added.
    grows: bool,
    state: Mutex<TurnsState>,
}

#[derive(Default)]
struct TurnsState {
    inputs: Vec<(u32, Option<IMFMediaType>, bool)>,
    output: Option<IMFMediaType>,
    turn: usize,
    held: Vec<u8>,
    pieces: usize,
    drains: bool,
    ready: VecDeque<Vec<u8>>,
}

impl TurnsState {
    fn at(&self, id: u32) -> windows_core::Result<usize> {
        let at = self.inputs.iter().position(|(known, ..)| *known == id);
        at.ok_or_else(|| error(codes::MF_E_INVALIDSTREAMNUMBER))
    }
}

fn output_type() -> IMFMediaType {
    // SAFETY: documented pointers and live objects.
    unsafe {
        let made: IMFMediaType = make(|result| MFCreateMediaType(result));
        let set = |at, value| made.SetGUID(&key(at), &value).ok().unwrap();
        set(guids::MF_MT_MAJOR_TYPE, key(guids::MFMediaType_Stream));
        set(guids::MF_MT_SUBTYPE, SUBTYPE);
        made.SetUINT32(&VERSION, 2).ok().unwrap();
        made
    }
}

impl IMFTransform_Impl for Turns_Impl {
    fn GetStreamLimits(
        &self,
        a: *mut u32,
        b: *mut u32,
        c: *mut u32,
        d: *mut u32,
    ) -> windows_core::Result<()> {
        let inputs = self.state.lock().unwrap().inputs.len() as u32;
        let (fewest, most) = if self.grows { (1, MOST) } else { (inputs, inputs) };
        for (place, value) in [(a, fewest), (b, most), (c, 1), (d, 1)] {
            // SAFETY: writable by the interface's contract.
            unsafe { place.write(value) };
        }
        Ok(())
    }
    fn GetStreamCount(&self, inputs: *mut u32, outputs: *mut u32) -> windows_core::Result<()> {
        // SAFETY: writable by the interface's contract.
        unsafe {
            inputs.write(self.state.lock().unwrap().inputs.len() as u32);
            outputs.write(1);
        }
        Ok(())
    }
    fn GetStreamIDs(
        &self,
        count: u32,
        inputs: *mut u32,
        _: u32,
        outputs: *mut u32,
    ) -> windows_core::Result<()> {
        let state = self.state.lock().unwrap();
        assert_eq!(count as usize, state.inputs.len());
        for (at, (id, ..)) in state.inputs.iter().enumerate() {
            // SAFETY: so many are writable by the interface's contract.
            unsafe { inputs.add(at).write(*id) };
        }
        // SAFETY: as above.
        unsafe { outputs.write(0) };
        Ok(())
    }
    fn GetInputStreamInfo(&self, _: u32, info: *mut MFT_INPUT_STREAM_INFO) -> windows_core::Result<()> {
        // SAFETY: writable by the interface's contract.
        unsafe { info.write(MFT_INPUT_STREAM_INFO::default()) };
        Ok(())
    }
    fn GetOutputStreamInfo(&self, _: u32) -> windows_core::Result<MFT_OUTPUT_STREAM_INFO> {
        Ok(MFT_OUTPUT_STREAM_INFO {
            dwFlags: 0x100,
            ..MFT_OUTPUT_STREAM_INFO::default()
        })
    }
    fn GetAttributes(&self) -> windows_core::Result<IMFAttributes> {
        fail(codes::E_NOTIMPL)
    }
    fn GetInputStreamAttributes(&self, _: u32) -> windows_core::Result<IMFAttributes> {
        fail(codes::E_NOTIMPL)
    }
    fn GetOutputStreamAttributes(&self, _: u32) -> windows_core::Result<IMFAttributes> {
        fail(codes::E_NOTIMPL)
    }
    fn DeleteInputStream(&self, id: u32) -> windows_core::Result<()> {
        let mut state = self.state.lock().unwrap();
        let at = state.at(id)?;
        drop(state.inputs.remove(at));
        note(&self.log, format!("Delete {id}"));
        Ok(())
    }
    fn AddInputStreams(&self, count: u32, ids: *const u32) -> windows_core::Result<()> {
        if !self.grows {
            return fail(codes::E_NOTIMPL);
        }
        assert_eq!(count, 1);
        // SAFETY: as many identifiers, by the interface's contract.
        let id = unsafe { ids.read() };
        let mut state = self.state.lock().unwrap();
        if state.at(id).is_ok() {
            return fail(codes::E_INVALIDARG);
        }
        state.inputs.push((id, None, false));
        note(&self.log, format!("Add {id}"));
        Ok(())
    }
    fn GetInputAvailableType(&self, id: u32, index: u32) -> windows_core::Result<IMFMediaType> {
        self.state.lock().unwrap().at(id)?;
        if index == 0 {
            Ok(pcm())
        } else {
            fail(codes::MF_E_NO_MORE_TYPES)
        }
    }
    fn GetOutputAvailableType(&self, _: u32, index: u32) -> windows_core::Result<IMFMediaType> {
        let typed = self
            .state
            .lock()
            .unwrap()
            .inputs
            .iter()
            .all(|(_, set, _)| set.is_some());
        match index {
            _ if !typed => fail(codes::MF_E_TRANSFORM_TYPE_NOT_SET),
            0 => Ok(output_type()),
            _ => fail(codes::MF_E_NO_MORE_TYPES),
        }
    }
    fn SetInputType(&self, id: u32, set: Ref<'_, IMFMediaType>, flags: u32) -> windows_core::Result<()> {
        let mut state = self.state.lock().unwrap();
        let at = state.at(id)?;
        // SAFETY: a live object.
        let major = unsafe { set.as_ref().unwrap().GetMajorType() }?;
        if major != key(guids::MFMediaType_Audio) && major != key(guids::MFMediaType_Video) {
            return fail(codes::MF_E_INVALIDMEDIATYPE);
        }
        if flags & 1 == 0 {
            state.inputs[at].1 = set.cloned();
        }
        Ok(())
    }
    fn SetOutputType(&self, _: u32, set: Ref<'_, IMFMediaType>, flags: u32) -> windows_core::Result<()> {
        let mut state = self.state.lock().unwrap();
        if state.inputs.iter().any(|(_, set, _)| set.is_none()) {
            return fail(codes::MF_E_TRANSFORM_TYPE_NOT_SET);
        }
        // SAFETY: a live object.
        if unsafe { set.as_ref().unwrap().GetUINT32(&VERSION) } != Ok(2) {
            return fail(codes::MF_E_INVALIDMEDIATYPE);
        }
        if flags & 1 == 0 {
            state.output = set.cloned();
        }
        Ok(())
    }
    fn GetInputCurrentType(&self, id: u32) -> windows_core::Result<IMFMediaType> {
        let state = self.state.lock().unwrap();
        let set = state.inputs[state.at(id)?].1.clone();
        set.ok_or_else(|| error(codes::MF_E_TRANSFORM_TYPE_NOT_SET))
    }
    fn GetOutputCurrentType(&self, _: u32) -> windows_core::Result<IMFMediaType> {
        let set = self.state.lock().unwrap().output.clone();
        set.ok_or_else(|| error(codes::MF_E_TRANSFORM_TYPE_NOT_SET))
    }
    fn GetInputStatus(&self, _: u32) -> windows_core::Result<u32> {
        fail(codes::E_NOTIMPL)
    }
    fn GetOutputStatus(&self) -> windows_core::Result<u32> {
        fail(codes::E_NOTIMPL)
    }
    fn SetOutputBounds(&self, _: i64, _: i64) -> windows_core::Result<()> {
        fail(codes::E_NOTIMPL)
    }
    fn ProcessEvent(&self, _: u32, _: Ref<'_, IMFMediaEvent>) -> windows_core::Result<()> {
        fail(codes::E_NOTIMPL)
    }
    fn ProcessMessage(&self, message: MFT_MESSAGE_TYPE, param: usize) -> windows_core::Result<()> {
        let mut state = self.state.lock().unwrap();
        match message as u32 {
            1 => {
                note(&self.log, format!("Drain {param}"));
                let rest = std::mem::take(&mut state.held);
                state.pieces = 0;
                state.ready.extend((!rest.is_empty()).then_some(rest));
                state.drains = true;
            }
            0x1000_0000 => note(&self.log, "Begin"),
            0x1000_0001 => note(&self.log, "End"),
            0x1000_0002 => {
                let at = state.at(param as u32)?;
                state.inputs[at].2 = true;
                note(&self.log, format!("EndOfStream {param}"));
            }
            0x1000_0003 => note(&self.log, "Start"),
            other => panic!("message {other:#x}"),
        }
        Ok(())
    }
    fn ProcessInput(&self, id: u32, sample: Ref<'_, IMFSample>, _: u32) -> windows_core::Result<()> {
        let mut state = self.state.lock().unwrap();
        assert!(state.output.is_some(), "types come first");
        let at = state.at(id)?;
        let count = state.inputs.len();
        while state.inputs[state.turn % count].2 && !state.inputs.iter().all(|(.., ended)| *ended) {
            state.turn += 1;
        }
        if !state.ready.is_empty() || state.turn % count != at {
            return fail(codes::MF_E_NOTACCEPTING);
        }
        state.turn = (at + 1) % count;
        let sample = sample.as_ref().unwrap();
        // SAFETY: a live object.
        let time = unsafe { sample.GetSampleTime() }.unwrap();
        state.held.push(id as u8);
        state.held.extend((time / 10_000).to_le_bytes());
        state.held.extend(bytes_of(sample));
        state.pieces += 1;
        if state.pieces == 2 {
            state.pieces = 0;
            let made = std::mem::take(&mut state.held);
            state.ready.push_back(made);
        }
        Ok(())
    }
    fn ProcessOutput(
        &self,
        _flags: u32,
        count: u32,
        buffers: *mut MFT_OUTPUT_DATA_BUFFER,
        _status: *mut u32,
    ) -> windows_core::Result<()> {
        assert_eq!(count, 1);
        let Some(made) = self.state.lock().unwrap().ready.pop_front() else {
            return fail(codes::MF_E_TRANSFORM_NEED_MORE_INPUT);
        };
        // SAFETY: one structure, as was checked.
        unsafe { (*buffers).pSample = ManuallyDrop::new(Some(sample_of(&made, 0, &Hook::none()))) };
        Ok(())
    }
}

#[implement(IClassFactory)]
struct Factory {
    log: Log,
    inputs: Vec<u32>,
    grows: bool,
}

impl IClassFactory_Impl for Factory_Impl {
    fn CreateInstance(
        &self,
        _outer: Ref<'_, IUnknown>,
        iid: *const GUID,
        result: *mut *mut c_void,
    ) -> windows_core::Result<()> {
        let made: IMFTransform = Turns {
            log: Arc::clone(&self.log),
            grows: self.grows,
            state: Mutex::new(TurnsState {
                inputs: self.inputs.iter().map(|id| (*id, None, false)).collect(),
                ..TurnsState::default()
            }),
        }
        .into();
        // SAFETY: the interface's caller gives pointers as the method documents them.
        unsafe { made.query(iid, result) }.ok()
    }
    fn LockServer(&self, _lock: BOOL) -> windows_core::Result<()> {
        Ok(())
    }
}

/// The registration of a multiplexer, as long as this is there.
struct Registered(IClassFactory);

fn register(inputs: &[u32], grows: bool) -> (Registered, Log) {
    let log = Log::default();
    let factory: IClassFactory = Factory {
        log: Arc::clone(&log),
        inputs: inputs.to_vec(),
        grows,
    }
    .into();
    let output = MFT_REGISTER_TYPE_INFO {
        guidMajorType: key(guids::MFMediaType_Stream),
        guidSubtype: SUBTYPE,
    };
    let name: Vec<u16> = "in turns".encode_utf16().chain([0]).collect();
    let category = key(guids::MFT_CATEGORY_MULTIPLEXER);
    // SAFETY: documented pointers.
    let registered = unsafe {
        MFTRegisterLocal(
            factory.as_raw(),
            &category,
            PCWSTR(name.as_ptr()),
            1,
            0,
            ptr::null(),
            1,
            &output,
        )
    };
    assert_eq!(registered, HRESULT(0));
    (Registered(factory), log)
}

impl Drop for Registered {
    fn drop(&mut self) {
        // SAFETY: a live object.
        assert_eq!(unsafe { MFTUnregisterLocal(self.0.as_raw()) }, HRESULT(0));
    }
}

fn finalize(sink: &IMFMediaSink) -> HResult {
    let (callback, done) = callback();
    // SAFETY: live objects.
    unsafe {
        let sink: IMFFinalizableMediaSink = sink.cast().unwrap();
        sink.BeginFinalize(&callback, None).ok().unwrap();
        let result = done.recv_timeout(LIMIT).unwrap();
        HResult(sink.EndFinalize(&result).0)
    }
}

/// What the multiplexer writes of a sample of the test sound.
fn piece(id: u32, index: i64) -> Vec<u8> {
    let mut piece = vec![id as u8];
    piece.extend((index * STEP / 10_000).to_le_bytes());
    piece.extend(sound(index));
    piece
}

fn sample(index: i64) -> IMFSample {
    sample_of(&sound(index), index * STEP, &Hook::none())
}

/// How many `MEStreamSinkRequestSample` there are.
fn requests(stream: &IMFStreamSink) -> usize {
    let mut count = 0;
    // SAFETY: a live object.
    while let Ok(event) = unsafe { stream.GetEvent(1) } {
        // SAFETY: as above.
        count +=
            usize::from(unsafe { event.GetType() }.unwrap().0 == EventType::StreamSinkRequestSample.code());
    }
    count
}

#[test]
fn what_a_registered_multiplexer_makes_is_written() {
    let _alone = alone();
    {
        let (registered, log) = register(&[FIRST], true);
        let (to, content) = Memory::create(WRITE, 0, Hook::none());
        // SAFETY: documented pointers and live objects throughout.
        unsafe {
            let sink: IMFMediaSink =
                make(|result| MFCreateMuxSink(SUBTYPE, ptr::null_mut(), to.as_raw(), result));
            assert_eq!(sink.GetCharacteristics().unwrap(), 4, "rateless, and not fixed");
            assert_eq!(sink.GetStreamSinkCount().unwrap(), 1);
            let first = sink.GetStreamSinkById(0).unwrap();
            let handler = first.GetMediaTypeHandler().unwrap();
            assert_eq!(
                handler.GetMediaTypeByIndex(0).unwrap().GetMajorType(),
                pcm().GetMajorType()
            );
            assert_eq!(code(handler.GetMediaTypeByIndex(1)), codes::MF_E_NO_MORE_TYPES);
            let other: IMFMediaType = output_type();
            assert_eq!(
                HResult(handler.SetCurrentMediaType(&other).0),
                codes::MF_E_INVALIDMEDIATYPE
            );
            assert_eq!(
                HResult(first.ProcessSample(&sample(0)).0),
                codes::MF_E_NOT_INITIALIZED
            );
            handler.SetCurrentMediaType(&pcm()).ok().unwrap();

            assert_eq!(code(sink.AddStreamSink(0, None)), codes::MF_E_STREAMSINK_EXISTS);
            assert_eq!(code(sink.AddStreamSink(5, &other)), codes::MF_E_INVALIDMEDIATYPE);
            let second = sink.AddStreamSink(5, &pcm()).unwrap();
            let third = sink.AddStreamSink(6, None).unwrap();
            assert_eq!(
                code(sink.AddStreamSink(8, None)),
                codes::MF_E_STREAMSINKS_FIXED,
                "no more"
            );
            assert_eq!(third.GetIdentifier().unwrap(), 6);
            let of_third = third.GetMediaTypeHandler().unwrap();
            sink.RemoveStreamSink(6).ok().unwrap();
            assert_eq!(
                HResult(sink.RemoveStreamSink(6).0),
                codes::MF_E_INVALIDSTREAMNUMBER
            );
            assert_eq!(code(sink.GetStreamSinkById(6)), codes::MF_E_INVALIDSTREAMNUMBER);
            // Its place is free, and what it was knows nothing of who takes it.
            let fourth = sink.AddStreamSink(6, None).unwrap();
            assert_ne!(fourth, third);
            for answer in [
                HResult(third.ProcessSample(&sample(0)).0),
                HResult(third.PlaceMarker(0, ptr::null(), ptr::null()).0),
                HResult(third.Flush().0),
                code(third.GetIdentifier()),
                code(third.GetMediaSink()),
                code(third.GetMediaTypeHandler()),
                HResult(of_third.SetCurrentMediaType(&pcm()).0),
                code(of_third.IsMediaTypeSupported(&pcm())),
            ] {
                assert_eq!(answer, codes::MF_E_STREAMSINK_REMOVED);
            }
            assert_eq!(code(third.GetEvent(1)), codes::MF_E_SHUTDOWN);
            let of_fourth = fourth.GetMediaTypeHandler().unwrap();
            assert_eq!(code(of_fourth.GetCurrentMediaType()), codes::MF_E_NOT_INITIALIZED);
            sink.RemoveStreamSink(6).ok().unwrap();
            assert_eq!(sink.GetStreamSinkByIndex(1).unwrap(), second);

            let state: IMFClockStateSink = sink.cast().unwrap();
            state.OnClockStart(MFTIME(0), 0).ok().unwrap();
            let asked = requests(&first);
            assert!(asked > 0 && requests(&second) > 0);
            // What is not its turn waits, and its stream asks for no more.
            first.ProcessSample(&sample(0)).ok().unwrap();
            first.ProcessSample(&sample(1)).ok().unwrap();
            // Asked for as the first ones were taken.
            assert_eq!(requests(&first), 2);
            first.ProcessSample(&sample(2)).ok().unwrap();
            assert_eq!(requests(&first), 0);
            assert!(content.lock().unwrap().0.is_empty());
            second.ProcessSample(&sample(0)).ok().unwrap();
            assert_eq!(requests(&first), 0, "one waits still");
            assert_eq!(content.lock().unwrap().0, [piece(FIRST, 0), piece(5, 0)].concat());
            // At the end of the one, the other goes on alone.
            let none = PROPVARIANT::default();
            second.PlaceMarker(1, &none, &none).ok().unwrap();
            assert_eq!(requests(&first), 1);
            first.ProcessSample(&sample(3)).ok().unwrap();
            state.OnClockStop(MFTIME(0)).ok().unwrap();
            assert_eq!(finalize(&sink), HResult(0));
            assert_eq!(finalize(&sink), codes::MF_E_INVALIDREQUEST, "it is complete");
            sink.Shutdown().ok().unwrap();
            assert_eq!(code(sink.GetStreamSinkCount()), codes::MF_E_SHUTDOWN);
        }
        let expected = [
            piece(FIRST, 0),
            piece(5, 0),
            piece(FIRST, 1),
            piece(FIRST, 2),
            piece(FIRST, 3),
        ];
        assert!(content.lock().unwrap().0 == expected.concat());
        assert_eq!(
            log.lock().unwrap()[..],
            [
                "Add 5",
                "Delete 5",
                "Add 5",
                "Add 6",
                "Delete 6",
                "Add 6",
                "Delete 6",
                "Begin",
                "Start",
                "EndOfStream 5",
                "EndOfStream 7",
                "Drain 7",
                "Drain 5",
                "End"
            ]
        );
        drop(registered);
    }
    assert_all_gone();
}

#[test]
fn the_output_is_as_its_attributes_say() {
    let _alone = alone();
    {
        let (registered, _) = register(&[0, 1], false);
        let (from, _) = Memory::create(1, 0, Hook::none());
        let mut made = ptr::null_mut();
        // SAFETY: documented pointers and live objects throughout.
        unsafe {
            let attributes: IMFAttributes = make(|result| MFCreateAttributes(result, 1));
            let null = ptr::null_mut();
            let other = GUID::from_u128(1);
            assert_eq!(
                MFCreateMuxSink(other, null, null, &mut made).0,
                codes::MF_E_NOT_FOUND.0
            );
            assert_eq!(
                MFCreateMuxSink(SUBTYPE, null, from.as_raw(), &mut made).0,
                codes::E_INVALIDARG.0,
                "it cannot be written"
            );
            assert!(made.is_null());
            assert_eq!(
                MFCreateMuxSink(SUBTYPE, null, null, ptr::null_mut()).0,
                codes::E_POINTER.0
            );
            for (version, expected) in [(2, HResult(0)), (3, codes::MF_E_INVALIDMEDIATYPE)] {
                attributes.SetUINT32(&VERSION, version).ok().unwrap();
                // What it makes without a stream goes nowhere.
                let sink: IMFMediaSink =
                    make(|result| MFCreateMuxSink(SUBTYPE, attributes.as_raw(), null, result));
                assert_eq!(sink.GetCharacteristics().unwrap(), 5, "fixed streams, rateless");
                assert_eq!(code(sink.AddStreamSink(5, None)), codes::MF_E_STREAMSINKS_FIXED);
                assert_eq!(HResult(sink.RemoveStreamSink(0).0), codes::MF_E_STREAMSINKS_FIXED);
                let streams: Vec<IMFStreamSink> =
                    (0..2).map(|id| sink.GetStreamSinkById(id).unwrap()).collect();
                let mut set = HResult(0);
                for stream in &streams {
                    assert_eq!(
                        set,
                        HResult(0),
                        "the output's type follows from all of the inputs'"
                    );
                    let handler = stream.GetMediaTypeHandler().unwrap();
                    set = HResult(handler.SetCurrentMediaType(&pcm()).0);
                }
                assert_eq!(set, expected);
                if set == HResult(0) {
                    let state: IMFClockStateSink = sink.cast().unwrap();
                    state.OnClockStart(MFTIME(0), 0).ok().unwrap();
                    for stream in &streams {
                        stream.ProcessSample(&sample(0)).ok().unwrap();
                    }
                    assert_eq!(finalize(&sink), HResult(0));
                }
                sink.Shutdown().ok().unwrap();
            }
        }
        drop(registered);
    }
    assert_all_gone();
}

/// Compressed pictures and sound of a file, as they are.
#[test]
fn a_session_fills_a_multiplexer() {
    let _alone = alone();
    {
        let (registered, log) = register(&[0, 1], false);
        let (to, content) = Memory::create(WRITE, 0, Hook::none());
        let source = open("demo.mp4");
        let session = session();
        let events = Events::of(&session);
        // SAFETY: documented pointers and live objects throughout.
        unsafe {
            let sink: IMFMediaSink =
                make(|result| MFCreateMuxSink(SUBTYPE, ptr::null_mut(), to.as_raw(), result));
            let presentation = source.CreatePresentationDescriptor().unwrap();
            let topology = topology();
            for (index, stream, _) in selected(&presentation) {
                let taken = sink.GetStreamSinkById(index).unwrap();
                let native = stream
                    .GetMediaTypeHandler()
                    .unwrap()
                    .GetCurrentMediaType()
                    .unwrap();
                let handler = taken.GetMediaTypeHandler().unwrap();
                handler.SetCurrentMediaType(&native).ok().unwrap();
                let (from, into) = (
                    source_node(&source, &presentation, &stream),
                    output_node(&taken.cast().unwrap()),
                );
                topology.AddNode(&from).ok().unwrap();
                topology.AddNode(&into).ok().unwrap();
                from.ConnectOutput(0, &into, 0).ok().unwrap();
            }
            session.SetTopology(0, &topology).ok().unwrap();
            events.wait_status(READY);
            session.Start(ptr::null(), &current()).ok().unwrap();
            events.wait(EventType::SessionEnded);
            session.Close().ok().unwrap();
            events.wait(EventType::SessionClosed);
            source.Shutdown().ok().unwrap();
            session.Shutdown().ok().unwrap();
        }
        let pieces = pieces(&content.lock().unwrap().0);
        let of = |id| pieces.iter().filter(|(of, _)| *of == id).count();
        // 240640 frames of sound, of 1024 each, with the one before that the decoder needs.
        assert_eq!((of(0), of(1)), (125, 236));
        // In turns as long as there are both.
        let turns = pieces.iter().take(2 * 125).map(|(of, _)| *of);
        assert!(turns.eq((0..250).map(|at| at % 2)));
        assert!(log.lock().unwrap().contains(&"EndOfStream 0".to_owned()));
        drop(registered);
    }
    assert_all_gone();
}

/// The packets of a file by the identifier of their stream, with their times: each begins where the length of a known packet
/// of the source ends.
fn pieces(content: &[u8]) -> Vec<(u8, i64)> {
    let mut lengths: [VecDeque<usize>; 2] = Default::default();
    for (stream, lengths) in (0..2).zip(&mut lengths) {
        for packet in packets("demo.mp4", stream) {
            lengths.push_back(packet);
        }
    }
    let (mut rest, mut found) = (content, Vec::new());
    while let Some((id, after)) = rest.split_first() {
        let (time, after) = after.split_first_chunk::<8>().expect("a time");
        let len = lengths[usize::from(*id)]
            .pop_front()
            .expect("no more than the source has");
        found.push((*id, i64::from_le_bytes(*time)));
        rest = &after[len..];
    }
    found
}

/// The lengths of the packets of a stream.
fn packets(name: &str, stream: u32) -> Vec<usize> {
    let url: Vec<u16> = testdata(name)
        .to_str()
        .unwrap()
        .encode_utf16()
        .chain([0])
        .collect();
    let mut lengths = Vec::new();
    // SAFETY: documented pointers and live objects.
    unsafe {
        let reader: IMFSourceReader =
            make(|result| MFCreateSourceReaderFromURL(url.as_ptr(), ptr::null_mut(), result));
        reader.SetStreamSelection(0xFFFF_FFFE, false).ok().unwrap();
        reader.SetStreamSelection(stream, true).ok().unwrap();
        loop {
            let (mut flags, mut sample) = (0, None);
            reader
                .ReadSample(stream, 0, None, Some(&mut flags), None, Some(&mut sample))
                .ok()
                .unwrap();
            let Some(sample) = sample else { return lengths };
            lengths.push(sample.GetTotalLength().unwrap() as usize);
        }
    }
}
