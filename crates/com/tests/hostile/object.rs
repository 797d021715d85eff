//! An application's object that has every interface and keeps no contract: it refuses, or says that it succeeded and gives
//! nothing, or lies about sizes.

use std::cell::Cell;
use std::ffi::c_void;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use openmf_com::bindings::PROPVARIANT;
use openmf_com::exports::{CoTaskMemAlloc, MFCreateAsyncResult, MFInvokeCallback};
use openmf_core::codes;
use windows_core::{GUID, HRESULT, IUnknown, IUnknown_Vtbl, Interface};

use crate::arena::{self, Rng};
use crate::call::{Call, Kind, Table, pointer, word_of};
use crate::calls::INTERFACES;

/// What an object does wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Manner {
    /// `E_NOTIMPL` everywhere.
    Refuses,
    /// Another code of failure at each call.
    Fails,
    /// `S_OK`, and NULL or 0 wherever something is to be written.
    GivesNothing,
    /// `S_OK`, and nothing is written.
    Silent,
    /// `S_OK` and borderline numbers, variants and objects of its own kind.
    Lies,
    /// Any of these, at each call.
    Random,
}

pub const MANNERS: [Manner; 6] = [
    Manner::Refuses,
    Manner::Fails,
    Manner::GivesNothing,
    Manner::Silent,
    Manner::Lies,
    Manner::Random,
];

/// The memory that lying objects say is theirs.
const MEMORY: usize = 1 << 16;
static SHARED: [AtomicU64; MEMORY / 8] = [const { AtomicU64::new(0) }; MEMORY / 8];

/// An interface that hostile objects alone have.
pub const HOSTILE: GUID = GUID::from_u128(0x6f70656e_6d66_4e03_9a7c_2f6b1d0e5aff);

static ALIVE: AtomicU32 = AtomicU32::new(0);

/// How many hostile objects there are.
pub fn alive() -> u32 {
    ALIVE.load(Ordering::Acquire)
}

/// One interface of an object: the first word is what COM wants.
#[repr(C)]
struct Face {
    table: *const c_void,
    /// What follows in an `MFASYNCRESULT`, which an application's own result has to begin with.
    _result: [u64; 8],
    owner: Cell<*const Hostile>,
}

struct Hostile {
    references: AtomicU32,
    manner: Manner,
    random: AtomicU64,
    faces: Vec<Face>,
}

/// A new object, as the interface; the reference is the caller's.
pub fn create(manner: Manner, seed: u64, interface: &str) -> *mut c_void {
    ALIVE.fetch_add(1, Ordering::AcqRel);
    let tables = INTERFACES.iter().map(|interface| (interface.hostile)());
    let unknown: *const c_void = (&raw const UNKNOWN).cast();
    let faces = std::iter::once(unknown).chain(tables).map(|table| Face {
        table,
        _result: [0; 8],
        owner: Cell::new(std::ptr::null()),
    });
    let object = Box::leak(Box::new(Hostile {
        references: AtomicU32::new(1),
        manner,
        random: AtomicU64::new(seed),
        faces: faces.collect(),
    }));
    let owner: *const Hostile = object;
    for face in &object.faces {
        face.owner.set(owner);
    }
    object.face(interface)
}

static UNKNOWN: IUnknown_Vtbl = IUnknown_Vtbl::TABLE;

impl Hostile {
    fn face(&self, interface: &str) -> *mut c_void {
        let at = match interface {
            "IUnknown" => 0,
            name => {
                let known = INTERFACES.iter().position(|interface| interface.name == name);
                known.unwrap_or_else(|| panic!("there is no interface {name}")) + 1
            }
        };
        (&raw const self.faces[at]).cast_mut().cast()
    }

    fn rng(&self) -> Rng {
        Rng::new(self.random.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed))
    }

    fn add_ref(&self) -> u32 {
        self.references.fetch_add(1, Ordering::Relaxed) + 1
    }
}

/// # Safety
/// `this` is an interface of a live hostile object.
unsafe fn owner<'a>(this: *mut c_void) -> &'a Hostile {
    // SAFETY: by the caller's promise; the object lives while it is called.
    unsafe { &*(*this.cast::<Face>()).owner.get() }
}

impl Table for IUnknown_Vtbl {
    const TABLE: Self = {
        unsafe extern "system" fn query(
            this: *mut c_void,
            iid: *const GUID,
            result: *mut *mut c_void,
        ) -> HRESULT {
            // SAFETY: the engine calls live objects with documented pointers.
            unsafe {
                let object = owner(this);
                let mut rng = object.rng();
                let iid = *iid;
                let at = if iid == IUnknown::IID {
                    Some(0)
                } else {
                    let known = INTERFACES.iter().position(|interface| interface.iid == iid);
                    known.map(|at| at + 1)
                };
                result.write(std::ptr::null_mut());
                if iid == HOSTILE {
                    object.add_ref();
                    result.write(this);
                    return HRESULT(0);
                }
                // Identity is the one rule that it keeps.
                if at != Some(0) && matches!(object.manner, Manner::Random | Manner::Lies) {
                    match rng.below(12) {
                        0 => return HRESULT(codes::E_NOINTERFACE.0),
                        1 => return HRESULT(0),
                        2 => return HRESULT(codes::E_OUTOFMEMORY.0),
                        _ => {}
                    }
                }
                let Some(at) = at else {
                    // Success and nothing, for an interface that nobody but the engine knows.
                    return if object.manner == Manner::GivesNothing {
                        HRESULT(0)
                    } else {
                        HRESULT(codes::E_NOINTERFACE.0)
                    };
                };
                object.add_ref();
                result.write((&raw const object.faces[at]).cast_mut().cast());
                HRESULT(0)
            }
        }
        unsafe extern "system" fn add_ref(this: *mut c_void) -> u32 {
            // SAFETY: as above.
            let object = unsafe { owner(this) };
            let count = object.add_ref();
            // The result is for diagnosis alone.
            if object.manner == Manner::Lies { 0 } else { count }
        }
        unsafe extern "system" fn release(this: *mut c_void) -> u32 {
            // SAFETY: as above.
            let object = unsafe { owner(this) };
            let lies = object.manner == Manner::Lies;
            let left = object.references.fetch_sub(1, Ordering::AcqRel) - 1;
            if left == 0 {
                // SAFETY: made by `Box::leak`, and this was the last reference.
                drop(unsafe { Box::from_raw(std::ptr::from_ref(object).cast_mut()) });
                ALIVE.fetch_sub(1, Ordering::AcqRel);
            }
            if lies { u32::MAX } else { left }
        }
        IUnknown_Vtbl {
            QueryInterface: query,
            AddRef: add_ref,
            Release: release,
        }
    };
}

thread_local! {
    /// How deep hostile objects call back on this thread.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// What a hostile object answers to a method.
pub fn answer(this: *mut c_void, call: &Call, words: &[u64]) -> u64 {
    // SAFETY: only hostile objects have the tables that lead here.
    let object = unsafe { owner(this) };
    let mut rng = object.rng();
    let manner = match object.manner {
        Manner::Random => MANNERS[rng.below(5)],
        manner => manner,
    };
    if !call.gives_code() {
        return 0;
    }
    let fail = |code: openmf_core::HResult| u64::from(code.0 as u32);
    match manner {
        Manner::Refuses => return fail(codes::E_NOTIMPL),
        Manner::Fails => {
            return fail(*rng.pick(&[
                codes::E_FAIL,
                codes::E_POINTER,
                codes::E_OUTOFMEMORY,
                codes::E_UNEXPECTED,
                codes::MF_E_SHUTDOWN,
                codes::MF_E_INVALIDREQUEST,
                codes::MF_E_NO_MORE_TYPES,
                codes::MF_E_TRANSFORM_NEED_MORE_INPUT,
                codes::MF_E_END_OF_STREAM,
                codes::MF_E_NOTACCEPTING,
            ]));
        }
        Manner::Silent => return 0,
        Manner::GivesNothing | Manner::Lies | Manner::Random => {}
    }
    let lies = manner == Manner::Lies;
    for (at, (parameter, word)) in call.parameters.iter().zip(words).enumerate() {
        if *word == 0 {
            continue;
        }
        match parameter.kind {
            Kind::Value | Kind::Input(_) => {}
            Kind::Output(interface) | Kind::OptionalOutput(interface) => {
                // SAFETY: the engine's place for a pointer.
                unsafe { pointer::<*mut c_void>(*word).write(object.give(&mut rng, lies, interface)) };
            }
            Kind::Asked => {
                let iid = at.checked_sub(1).map(|before| words[before]);
                // SAFETY: the argument before is the identifier of an interface.
                let iid = iid
                    .filter(|iid| *iid != 0)
                    .map(|iid| unsafe { *pointer::<GUID>(iid) });
                let known = INTERFACES.iter().find(|interface| Some(interface.iid) == iid);
                let name = known.map_or("IUnknown", |interface| interface.name);
                let lies = lies && (known.is_some() || iid == Some(IUnknown::IID));
                // SAFETY: as above.
                unsafe { pointer::<*mut c_void>(*word).write(object.give(&mut rng, lies, name)) };
            }
            // SAFETY: the engine's place for what the parameter's type says.
            Kind::Data | Kind::OptionalData => unsafe {
                write(call, parameter.of, parameter.size, *word, lies, &mut rng)
            },
        }
    }
    if lies {
        // SAFETY: live objects, and documented pointers.
        unsafe { call_back(this, call, words, &mut rng) };
    }
    0
}

impl Hostile {
    fn give(&self, rng: &mut Rng, lies: bool, interface: &str) -> *mut c_void {
        if !lies || rng.below(6) == 0 {
            return std::ptr::null_mut();
        }
        // Not too many: an object that makes objects whenever it is asked would never end.
        if rng.below(3) == 0 && alive() < 256 {
            return create(*rng.pick(&MANNERS), rng.next(), interface);
        }
        self.add_ref();
        self.face(interface)
    }
}

/// # Safety
/// `word` is a place of the type.
unsafe fn write(call: &Call, of: &str, size: usize, word: u64, lies: bool, rng: &mut Rng) {
    // An array whose length is another argument, and may be 0.
    if call.name == "GetStreamIDs" {
        return;
    }
    let of = of.replace("core::ffi::", "");
    // SAFETY: by the caller's promise.
    unsafe {
        match of.as_str() {
            "*mut *mut u8" | "*mut *mut MF_BYTE_STREAM_CACHE_RANGE" | "*mut PWSTR" => {
                let locks = call.name.starts_with("Lock")
                    || call.name.starts_with("Get")
                        && of == "*mut *mut u8"
                        && !call.name.starts_with("GetAllocated");
                let given: *mut c_void = if !lies || rng.below(4) == 0 {
                    std::ptr::null_mut()
                } else if locks {
                    (&raw const SHARED).cast_mut().cast()
                } else {
                    let block = CoTaskMemAlloc(64);
                    std::ptr::write_bytes(block.cast::<u8>(), 0, 64);
                    block
                };
                pointer::<*mut c_void>(word).write(given);
            }
            "*mut *mut c_void" => pointer::<*mut c_void>(word).write(std::ptr::null_mut()),
            "*mut PROPVARIANT" => {
                let value = if lies {
                    arena::variant(rng)
                } else {
                    PROPVARIANT::default()
                };
                pointer::<PROPVARIANT>(word).write(value);
            }
            // A buffer of the caller, or a value that is read; what the caller owns is left alone.
            "*mut u8"
            | "*mut u16"
            | "PWSTR"
            | "PCWSTR"
            | "*mut c_void"
            | "*mut MFT_OUTPUT_DATA_BUFFER"
            | "*mut STATSTG" => {}
            of if of.starts_with("*const") => {}
            "*mut u32" if lies => {
                let value = borderline(call, rng);
                pointer::<u32>(word).write(value);
            }
            "*mut u64" | "*mut i64" | "*mut MFTIME" | "*mut TOPOID" if lies => {
                pointer::<u64>(word).write(arena::number(rng));
            }
            "*mut i32" if lies => pointer::<i32>(word).write(rng.below(4096) as i32 - 2048),
            _ if lies && size <= 16 => {
                for at in 0..size {
                    pointer::<u8>(word).add(at).write(rng.next() as u8);
                }
            }
            _ => std::ptr::write_bytes(pointer::<u8>(word), 0, size),
        }
    }
}

/// A number; what says how much memory there is says no more than there is, for nobody could tell.
fn borderline(call: &Call, rng: &mut Rng) -> u32 {
    let locks = call.name.starts_with("Lock") || call.name.starts_with("GetBufferAndLength");
    if locks {
        return *rng.pick(&[0, 1, 7, MEMORY as u32]);
    }
    if call.name.starts_with("GetAllocated") {
        return rng.below(17) as u32;
    }
    arena::number(rng) as u32
}

/// Calls the callback that was passed, at once or twice or with another result.
///
/// # Safety
/// The words are the arguments of the call.
unsafe fn call_back(this: *mut c_void, call: &Call, words: &[u64], rng: &mut Rng) {
    let callback = call
        .parameters
        .iter()
        .position(|parameter| parameter.kind == Kind::Input("IMFAsyncCallback"));
    let Some(callback) = callback.and_then(|at| words.get(at)).filter(|word| **word != 0) else {
        return;
    };
    if DEPTH.get() > 3 || rng.below(3) == 0 {
        return;
    }
    DEPTH.set(DEPTH.get() + 1);
    let state = words.last().copied().unwrap_or(0);
    let state = if call
        .parameters
        .last()
        .is_some_and(|last| last.kind == Kind::Input("IUnknown"))
    {
        pointer(state)
    } else {
        std::ptr::null_mut()
    };
    let mut result = std::ptr::null_mut();
    // SAFETY: live objects, and a place for the result.
    unsafe {
        let object = if rng.below(2) == 0 {
            this
        } else {
            std::ptr::null_mut()
        };
        if MFCreateAsyncResult(object, pointer(*callback), state, &mut result) == HRESULT(0) {
            for _ in 0..=rng.below(2) {
                let _ = MFInvokeCallback(result);
            }
            drop(IUnknown::from_raw(result));
        }
    }
    DEPTH.set(DEPTH.get() - 1);
}

/// Gives back a reference.
///
/// # Safety
/// `object` is NULL or a live object, and a reference is the caller's.
pub unsafe fn release(object: *mut c_void) {
    if !object.is_null() {
        // SAFETY: by the caller's promise.
        drop(unsafe { IUnknown::from_raw(object) });
    }
}

/// The address of a hostile object as an argument.
pub fn argument(manner: Manner, seed: u64, interface: &str) -> u64 {
    word_of(create(manner, seed, interface))
}
