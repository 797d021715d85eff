//! Arguments at random for any call, good, borderline and hostile, and what becomes of what it gives.

use std::ffi::c_void;
use std::sync::{Arc, Mutex, PoisonError};

use openmf_com::bindings::PROPVARIANT;
use openmf_com::exports::*;
use windows_core::{GUID, HRESULT, IUnknown, Interface};

use crate::arena::{self, Rng};
use crate::call::{Call, Kind, Parameter, pointer, word_of};
use crate::null::Memory;
use crate::object::{self, MANNERS, Manner};
use crate::pool::Object;
use crate::scratch;

/// Calls that are not made at random, with the reason.
const LEFT_OUT: &[(&str, &str)] = &[
    ("IMFAttributes::LockStore", "keeps the other threads out for ever"),
    ("CoTaskMemAlloc", "the caller frees what it gives"),
    ("CoTaskMemFree", "frees what it is given"),
    ("CoTaskMemRealloc", "frees what it is given"),
    ("SysAllocString", "the caller frees what it gives"),
    ("SysAllocStringLen", "the caller frees what it gives"),
    ("SysFreeString", "frees what it is given"),
    ("SysStringLen", "reads in front of what it is given"),
    ("SysStringByteLen", "reads in front of what it is given"),
    ("MFHeapAlloc", "the caller frees what it gives"),
    ("MFHeapFree", "frees what it is given"),
    ("IMFMediaType::FreeRepresentation", "frees what it is given"),
    (
        "IMFVideoMediaType::GetVideoRepresentation",
        "is freed by its counterpart",
    ),
    ("IMFMediaType::GetRepresentation", "is freed by its counterpart"),
    (
        "MFCreateMediaTypeFromRepresentation",
        "reads pointers in what it is given",
    ),
    (
        "MFInitMediaTypeFromAMMediaType",
        "reads pointers in what it is given",
    ),
    ("MFRegisterLocalSchemeHandler", "cannot be taken back"),
    ("MFRegisterLocalByteStreamHandler", "cannot be taken back"),
    ("MFTRegister", "is kept for as long as the process lives"),
    ("MFTRegisterLocal", "is kept for as long as the process lives"),
    (
        "MFTRegisterLocalByCLSID",
        "is kept for as long as the process lives",
    ),
    (
        "CoRegisterClassObject",
        "is kept for as long as the process lives",
    ),
    (
        "RtwqRegisterPlatformEvents",
        "is kept for as long as the process lives",
    ),
    ("MFShutdown", "at the end of a round"),
    ("RtwqShutdown", "at the end of a round"),
    ("MFStartup", "at the end of a round"),
    ("RtwqStartup", "at the end of a round"),
    ("MFLockPlatform", "holds back the end of a round"),
    ("RtwqLockPlatform", "holds back the end of a round"),
];

/// Methods that keep an object beyond the reach of whoever put it there: whoever takes a media type takes a copy of its
/// attributes, and a clock has no method that empties it.
const STORES: [&str; 3] = ["SetUnknown", "AddClockStateSink", "SetTimeSource"];

/// Functions that wait until a foreign component has answered, which a hostile one never does.
pub const WAITING: [&str; 3] = ["ReadSample", "Flush", "SetCurrentPosition"];

pub fn left_out(call: &Call) -> bool {
    let full = call.full_name();
    LEFT_OUT.iter().any(|(name, _)| *name == full)
}

/// The arguments of one call, and what they point at.
pub struct Arguments {
    pub words: Vec<u64>,
    pub memory: Vec<Memory>,
    pub held: Vec<Arc<Object>>,
    made: Vec<*mut c_void>,
    pub foreign: bool,
}

/// The objects that the threads of a round call.
pub type Shared = Mutex<Vec<Arc<Object>>>;

pub fn locked(pool: &Shared) -> std::sync::MutexGuard<'_, Vec<Arc<Object>>> {
    pool.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One of the objects, the same whatever others there are, as long as it is there: a sequence of calls can be made shorter.
pub fn pick(pool: &Shared, number: u64, is_good: impl Fn(&Object) -> bool) -> Option<Arc<Object>> {
    let pool = locked(pool);
    let known = pool.iter().filter(|object| is_good(object));
    known.max_by_key(|object| mix(object.number, number)).cloned()
}

pub fn mix(one: u64, other: u64) -> u64 {
    Rng::new(one ^ Rng::new(other).next()).next()
}

/// Whether the numbers of a call say how much memory there is behind its pointers.
fn has_buffer(call: &Call) -> bool {
    let buffer = |of: &Parameter| {
        matches!(of.kind, Kind::Data | Kind::OptionalData)
            && (of.size <= 2
                || of.of.starts_with("*const") && !matches!(of.of, "*const GUID" | "*const PROPVARIANT")
                || call.name == "ProcessOutput"
                || call.name == "GetStreamIDs"
                || call.name == "GetAllVolumes"
                || call.name == "MFSplitSample"
                || call.name.contains("FP16"))
    };
    let text = |of: &Parameter| of.of == "PCWSTR";
    call.parameters.iter().any(|of| buffer(of) && !text(of))
}

impl Arguments {
    pub fn new(pool: &Shared, call: &Call, rng: &mut Rng, hostile: bool) -> Self {
        let mut arguments = Self {
            words: Vec::new(),
            memory: Vec::new(),
            held: Vec::new(),
            made: Vec::new(),
            foreign: false,
        };
        let small = has_buffer(call);
        for parameter in call.parameters {
            let word = arguments.word(pool, call, parameter, rng, hostile, small);
            arguments.words.push(word);
        }
        arguments
    }

    fn word(
        &mut self,
        pool: &Shared,
        call: &Call,
        parameter: &Parameter,
        rng: &mut Rng,
        hostile: bool,
        small: bool,
    ) -> u64 {
        if parameter.kind != Kind::Value && rng.below(12) == 0 {
            return 0;
        }
        match parameter.kind {
            Kind::Value => self.value(call, parameter, rng, small),
            Kind::Input(interface) => {
                // An object that is put into itself is never released, and that is as it should be: what may hold itself is
                // emptied at the end (`Object::empty`), and what nobody can empty gets objects that keep nothing.
                let kept = STORES.contains(&call.name) || interface == "IMFAsyncCallback";
                if kept {
                    let manner = if hostile {
                        *rng.pick(&MANNERS)
                    } else {
                        Manner::Refuses
                    };
                    self.foreign |= hostile;
                    let made = object::create(manner, rng.next(), interface);
                    self.made.push(made);
                    return word_of(made);
                }
                if hostile && rng.below(4) == 0 {
                    self.foreign = true;
                    let made = object::create(*rng.pick(&MANNERS), rng.next(), interface);
                    self.made.push(made);
                    return word_of(made);
                }
                let known = pick(pool, rng.next(), |object| object.face(interface).is_some());
                let Some(object) = known else {
                    let made = object::create(Manner::Refuses, rng.next(), interface);
                    self.made.push(made);
                    return word_of(made);
                };
                self.foreign |= object.foreign.load(std::sync::atomic::Ordering::Relaxed);
                let face = object.face(interface).expect("it was just found");
                self.held.push(object);
                word_of(face)
            }
            Kind::Data | Kind::OptionalData => self.data(parameter, rng),
            Kind::Output(_) | Kind::OptionalOutput(_) | Kind::Asked => self.block(&[]),
        }
    }

    /// Memory that begins with these words.
    fn block(&mut self, words: &[u64]) -> u64 {
        let mut memory = Memory::new();
        let word = memory.word();
        for (at, value) in words.iter().enumerate() {
            // SAFETY: within the block.
            unsafe { pointer::<u64>(word).add(at).write(*value) };
        }
        self.memory.push(memory);
        word
    }

    fn value(&mut self, call: &Call, parameter: &Parameter, rng: &mut Rng, small: bool) -> u64 {
        match parameter.of {
            "GUID" => {
                let guid = arena::guid(rng);
                let word = self.block(&[]);
                // SAFETY: within the block.
                unsafe { pointer::<GUID>(word).write(guid) };
                word
            }
            "f32" => {
                let value = *rng.pick(&[
                    0.0,
                    1.0,
                    -1.0,
                    0.5,
                    2.0,
                    8.0,
                    -0.0,
                    f32::NAN,
                    f32::INFINITY,
                    f32::MAX,
                    1e-40,
                ]);
                u64::from(value.to_bits())
            }
            "f64" => rng.pick(&[0.0_f64, 1.0, f64::NAN, f64::MIN]).to_bits(),
            // No number that may be that of an open file of somebody else.
            "HANDLE" | "HWND" => *rng.pick(&[0, u64::MAX, 1 << 40]),
            "BOOL" => rng.below(3) as u64,
            // `MF_EVENT_FLAG_NO_WAIT`, for what waits would wait for ever.
            _ if call.name == "GetEvent" => 1,
            // A stream that never ends may be copied for as long as was asked for.
            "u64" if call.name == "CopyTo" => rng.below(1 << 16) as u64,
            // A stride has its pointer in the middle; the lines and rows are few.
            _ if small => rng.below(33) as u64,
            _ => arena::number(rng),
        }
    }

    fn data(&mut self, parameter: &Parameter, rng: &mut Rng) -> u64 {
        match parameter.of {
            "*const GUID" => {
                let word = self.block(&[]);
                // SAFETY: within the block.
                unsafe { pointer::<GUID>(word).write(arena::guid(rng)) };
                word
            }
            "*const PROPVARIANT" => {
                let word = self.block(&[]);
                // SAFETY: within the block. What it holds stays until the process ends, which costs a few bytes.
                unsafe { pointer::<PROPVARIANT>(word).write(arena::variant(rng)) };
                word
            }
            "PCWSTR" | "*const u16" => {
                let clip = scratch::clip();
                let long = "x".repeat(4000);
                let text = *rng.pick(&[
                    "",
                    ".wav",
                    "audio/wav",
                    "file:///no/such",
                    "http://[",
                    "a:b",
                    "new.wav",
                    long.as_str(),
                    clip.to_str().expect("a path in UTF-8"),
                    "\u{10FFFF}",
                ]);
                let word = self.block(&[]);
                for (at, unit) in text.encode_utf16().enumerate() {
                    // SAFETY: within the block, which is zero behind it.
                    unsafe { pointer::<u16>(word).add(at).write(unit) };
                }
                word
            }
            // Variants that are written, structures with pointers in them, and places for pointers begin as nothing.
            of if of.starts_with("*mut") || of == "PWSTR" => {
                let word = self.block(&[]);
                // The pointer may go back from here: a picture that is stored upside down.
                if of == "*mut u8" {
                    word + Memory::BYTES as u64 / 2
                } else {
                    word
                }
            }
            "*const u8" => self.block(&[rng.next(), rng.next()]) + Memory::BYTES as u64 / 2,
            "*const *mut core::ffi::c_void" | "*const *mut c_void" | "*const MFT_REGISTRATION_INFO" => {
                self.block(&[])
            }
            _ => {
                let words: Vec<u64> = (0..8)
                    .map(|_| if rng.below(2) == 0 { 0 } else { arena::number(rng) })
                    .collect();
                match parameter.of {
                    // Only numbers are in these.
                    "*const RECT"
                    | "*const SIZE"
                    | "*const MFVideoNormalizedRect"
                    | "*const MFARGB"
                    | "*const MFT_REGISTER_TYPE_INFO"
                    | "*const f32"
                    | "*const u32" => self.block(&words),
                    "*const WAVEFORMATEX" => self.block(&[words[0], words[1], words[2] & 0x7FFF]),
                    _ => self.block(&[]),
                }
            }
        }
    }
}

impl Drop for Arguments {
    fn drop(&mut self) {
        for made in self.made.drain(..) {
            // SAFETY: the first reference.
            unsafe { object::release(made) };
        }
    }
}

/// What is found wrong.
pub type Findings = Mutex<Vec<String>>;

pub fn find(findings: &Findings, what: String) {
    findings.lock().unwrap_or_else(PoisonError::into_inner).push(what);
}

/// Methods that succeed without a result, as documented.
const GIVES_NOTHING: &[&str] = &[
    // An element may be NULL.
    "IMFCollection::GetElement",
    "IMFCollection::RemoveElement",
    // No type is nearer than the one that was asked for.
    "IMFMediaTypeHandler::IsMediaTypeSupported",
    // There is no protection to enable.
    "MFCreatePMPMediaSession",
];

/// Of which parameter an object is the result.
fn word_number(call: &Call, parameter: &Parameter) -> u64 {
    let at = call
        .parameters
        .iter()
        .position(|other| std::ptr::eq(other, parameter));
    (at.unwrap_or(0) as u64) << 32
}

/// Pointers that these give stay the object's.
const LOCKS: [&str; 5] = [
    "Lock2D",
    "Lock2DSize",
    "Lock",
    "GetScanline0AndPitch",
    "GetBufferAndLength",
];

/// The most objects of a round.
const MOST_OBJECTS: usize = 400;

/// Takes what a call gave: objects for the pool, memory to be freed.
pub fn take(
    pool: &Shared,
    call: &Call,
    arguments: &Arguments,
    code: HRESULT,
    number: u64,
    findings: &Findings,
) {
    let read = |word: u64, at: usize| -> u64 {
        // SAFETY: a block of at least 64 bytes is behind every pointer.
        unsafe { pointer::<u64>(word).add(at).read_unaligned() }
    };
    let free = |block: u64| {
        if block != 0 {
            // SAFETY: a block that the call gave to its caller.
            unsafe { CoTaskMemFree(pointer(block)) };
        }
    };
    let last = arguments.words.last().copied().unwrap_or(0);
    for (parameter, word) in call.parameters.iter().zip(&arguments.words) {
        let word = *word;
        if word == 0 {
            continue;
        }
        match parameter.kind {
            Kind::Output(_) | Kind::OptionalOutput(_) | Kind::Asked => {
                let count = if call.name == "MFSplitSample" && last != 0 {
                    read(last, 0) as u32 as usize
                } else {
                    1
                };
                for at in 0..count {
                    let given = read(word, at);
                    if given == 0 {
                        let may = matches!(parameter.kind, Kind::OptionalOutput(_))
                            || GIVES_NOTHING.contains(&call.full_name().as_str());
                        if code == HRESULT(0) && call.gives_code() && !may {
                            find(
                                findings,
                                format!("{} succeeds and gives no {}", call.full_name(), parameter.name),
                            );
                        }
                        continue;
                    }
                    if code.is_err() {
                        find(
                            findings,
                            format!(
                                "{} fails with {:#x} and gives {}",
                                call.full_name(),
                                code.0,
                                parameter.name
                            ),
                        );
                        continue;
                    }
                    // SAFETY: a reference of an interface.
                    let given = unsafe { IUnknown::from_raw(pointer(given)) };
                    let number = mix(number, word_number(call, parameter) ^ at as u64);
                    if let Some(object) = Object::of(given, arguments.foreign, number) {
                        let object = Arc::new(object);
                        let full = {
                            let mut pool = locked(pool);
                            let full = pool.len() >= MOST_OBJECTS;
                            if !full {
                                pool.push(Arc::clone(&object));
                            }
                            full
                        };
                        if full {
                            object.empty();
                        }
                    }
                }
            }
            Kind::Data | Kind::OptionalData if code.is_ok() => match parameter.of {
                "*mut PWSTR"
                | "*mut *mut WAVEFORMATEX"
                | "*mut *mut MFVIDEOFORMAT"
                | "*mut *mut AM_MEDIA_TYPE"
                | "*mut *mut MFT_REGISTER_TYPE_INFO"
                | "*mut *mut GUID" => {
                    free(read(word, 0));
                }
                "*mut *mut u8" if !LOCKS.contains(&call.name) => free(read(word, 0)),
                "*mut STATSTG" | "*mut *mut VARIANT" => free(read(word, 0)),
                "*mut *mut *mut c_void" => {
                    let list = read(word, 0);
                    let count = if last == 0 || list == 0 {
                        0
                    } else {
                        read(last, 0) as u32 as usize
                    };
                    for at in 0..count {
                        // SAFETY: as many objects as the call says.
                        unsafe { object::release(pointer(read(list, at))) };
                    }
                    free(list);
                }
                "*mut PROPVARIANT" if !call.name.starts_with("Set") => {
                    // SAFETY: what the call gave.
                    let _ = unsafe { PropVariantClear(pointer(word)) };
                }
                _ => {}
            },
            _ => {}
        }
        if parameter.of == "*mut MFT_OUTPUT_DATA_BUFFER" {
            for at in [1, 3] {
                // SAFETY: the sample and the events that the transform gave.
                unsafe { object::release(pointer(read(word, at))) };
            }
        }
        if code.is_ok() && parameter.of == "*mut u32" {
            let number = read(word, 0) as u32;
            // SAFETY: numbers that the call gave.
            unsafe {
                if call.name.ends_with("PeriodicCallback") {
                    let _ = MFRemovePeriodicCallback(number);
                } else if parameter.name == "queue" && call.name.contains("Allocate")
                    || call.name.contains("LockShared")
                {
                    let _ = MFUnlockWorkQueue(number);
                }
            }
        }
    }
}
