//! A call of any method or function with arguments that are chosen at run time, each a word of 64 bits.

use std::ffi::c_void;

use openmf_com::bindings::{COLORREF, HANDLE, HWND, MFSequencerElementId, MFTIME, MediaEventType, TOPOID};
use windows_core::{BOOL, GUID, HRESULT, IUnknown, Interface, PCWSTR, PWSTR};

/// What `MFAddPeriodicCallback` calls.
pub type PeriodicCallback = unsafe extern "system" fn(*mut c_void);

/// What an argument is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Value,
    /// A pointer to something else than an interface.
    Data,
    /// The same, where NULL is documented.
    OptionalData,
    /// An object of the interface.
    Input(&'static str),
    /// A place for an object of the interface.
    Output(&'static str),
    /// The same, where NULL is documented.
    OptionalOutput(&'static str),
    /// A place for an object of the interface that the argument before names.
    Asked,
}

/// A parameter of a method or function.
pub struct Parameter {
    pub name: &'static str,
    pub of: &'static str,
    pub kind: Kind,
    /// The bytes that a pointer points at.
    pub size: usize,
}

/// A method of an interface, or an exported function.
pub struct Call {
    /// Empty for a function.
    pub interface: &'static str,
    pub name: &'static str,
    pub parameters: &'static [Parameter],
    pub result: &'static str,
    /// Calls it, with the object first.
    ///
    /// # Safety
    /// The words are what the function documents.
    pub run: unsafe fn(*mut c_void, &[u64]) -> u64,
}

impl Call {
    /// `IMFMediaSession::Start`, or `MFStartup`.
    pub fn full_name(&self) -> String {
        match self.interface {
            "" => self.name.to_owned(),
            interface => format!("{interface}::{}", self.name),
        }
    }

    pub fn gives_code(&self) -> bool {
        self.result == "HRESULT"
    }
}

/// An interface, with the table of functions that a hostile object has for it.
pub struct InterfaceInfo {
    pub name: &'static str,
    pub base: &'static str,
    pub iid: GUID,
    pub methods: &'static [Call],
    pub hostile: fn() -> *const c_void,
}

/// An argument or a result, as a word.
pub trait Raw: Sized {
    const SIZE: usize = 0;

    /// # Safety
    /// The word is of this type.
    unsafe fn of(word: u64) -> Self;
    fn word(self) -> u64;
}

pub fn pointer<T>(word: u64) -> *mut T {
    std::ptr::with_exposed_provenance_mut(word as usize)
}

pub fn word_of<T>(pointer: *const T) -> u64 {
    pointer.expose_provenance() as u64
}

impl<T> Raw for *mut T {
    const SIZE: usize = size_of::<T>();
    unsafe fn of(word: u64) -> Self {
        pointer(word)
    }
    fn word(self) -> u64 {
        word_of(self)
    }
}

impl<T> Raw for *const T {
    const SIZE: usize = size_of::<T>();
    unsafe fn of(word: u64) -> Self {
        pointer::<T>(word)
    }
    fn word(self) -> u64 {
        word_of(self)
    }
}

macro_rules! raw {
    ($($type:ty, $word:ident => $of:expr, $value:ident => $to:expr;)*) => {
        $(impl Raw for $type {
            unsafe fn of($word: u64) -> Self {
                $of
            }
            fn word(self) -> u64 {
                let $value = self;
                $to
            }
        })*
    };
}

raw! {
    (), _word => (), _value => 0;
    u16, word => word as u16, value => value.into();
    u32, word => word as u32, value => value.into();
    i32, word => word as i32, value => value as u32 as u64;
    u64, word => word, value => value;
    i64, word => word as i64, value => value as u64;
    usize, word => word as usize, value => value as u64;
    isize, word => word as isize, value => value as u64;
    f32, word => f32::from_bits(word as u32), value => value.to_bits().into();
    f64, word => f64::from_bits(word), value => value.to_bits();
    BOOL, word => BOOL(word as i32), value => value.0 as u32 as u64;
    HRESULT, word => HRESULT(word as i32), value => value.0 as u32 as u64;
    MFTIME, word => MFTIME(word as i64), value => value.0 as u64;
    TOPOID, word => TOPOID(word), value => value.0;
    MediaEventType, word => MediaEventType(word as u32), value => value.0.into();
    MFSequencerElementId, word => MFSequencerElementId(word as u32), value => value.0.into();
    COLORREF, word => COLORREF(word as u32), value => value.0.into();
    HANDLE, word => HANDLE(pointer(word)), value => word_of(value.0);
    HWND, word => HWND(pointer(word)), value => word_of(value.0);
}

impl Raw for PCWSTR {
    const SIZE: usize = 2;
    unsafe fn of(word: u64) -> Self {
        Self(pointer(word))
    }
    fn word(self) -> u64 {
        word_of(self.0)
    }
}

impl Raw for PWSTR {
    const SIZE: usize = 2;
    unsafe fn of(word: u64) -> Self {
        Self(pointer(word))
    }
    fn word(self) -> u64 {
        word_of(self.0)
    }
}

/// By value: the word is its address.
impl Raw for GUID {
    unsafe fn of(word: u64) -> Self {
        // SAFETY: the caller's promise.
        unsafe { *pointer::<Self>(word) }
    }
    fn word(self) -> u64 {
        0
    }
}

impl Raw for Option<PeriodicCallback> {
    unsafe fn of(word: u64) -> Self {
        unsafe extern "system" fn nothing(_context: *mut c_void) {}
        (word != 0).then_some(nothing)
    }
    fn word(self) -> u64 {
        u64::from(self.is_some())
    }
}

/// Of `GetStateNoAddRef`: no reference is given.
impl Raw for Option<IUnknown> {
    unsafe fn of(_word: u64) -> Self {
        None
    }
    fn word(self) -> u64 {
        self.map_or(0, |object| word_of(object.into_raw()))
    }
}

/// The table of functions that a hostile object has.
pub trait Table: Sized {
    const TABLE: Self;
}

macro_rules! parameters {
    ($($name:ident: $type:ty = $kind:expr,)*) => {
        &[$($crate::call::Parameter {
            name: stringify!($name),
            of: stringify!($type),
            kind: $kind,
            size: <$type as $crate::call::Raw>::SIZE,
        }),*]
    };
}
pub(crate) use parameters;

macro_rules! method {
    ($interface:ident $table:ident $method:ident $arguments:tt $result:ty) => {
        $crate::call::method!(@ $interface $table $method $arguments $arguments $result)
    };
    (@ $interface:ident $table:ident $method:ident ($($name:ident: $type:ty = $kind:expr,)*) ($($all:tt)*) $result:ty) => {
        $crate::call::Call {
            interface: stringify!($interface),
            name: stringify!($method),
            parameters: $crate::call::parameters!($($all)*),
            result: stringify!($result),
            run: |object, words| {
                let mut words = words.iter().copied();
                $(
                    // SAFETY: by the caller's promise.
                    let $name = unsafe {
                        <$type as $crate::call::Raw>::of(words.next().expect("a word for every parameter"))
                    };
                )*
                assert!(words.next().is_none());
                // SAFETY: an interface begins with its table, and the arguments are as the caller promises.
                let answer = unsafe {
                    let table = *object.cast::<*const $table>();
                    ((*table).$method)(object, $($name),*)
                };
                <$result as $crate::call::Raw>::word(answer)
            },
        }
    };
}
pub(crate) use method;

macro_rules! interfaces {
    ($($interface:ident $table:ident ($base:ident) { $($method:ident $arguments:tt -> $result:ty;)* })*) => {
        $(const _: () = {
            $($crate::call::thunk!($interface $table $method $arguments $result);)*
            impl $crate::call::Table for $table {
                const TABLE: Self = Self {
                    base__: <$base as $crate::call::Table>::TABLE,
                    $($method),*
                };
            }
        };)*
        /// Every interface.
        pub static INTERFACES: &[$crate::call::InterfaceInfo] = &[$(
            $crate::call::InterfaceInfo {
                name: stringify!($interface),
                base: stringify!($base),
                iid: <$interface as windows_core::Interface>::IID,
                methods: &[$($crate::call::method!($interface $table $method $arguments $result)),*],
                hostile: || {
                    static TABLE: $table = <$table as $crate::call::Table>::TABLE;
                    (&raw const TABLE).cast()
                },
            }
        ),*];
    };
}
pub(crate) use interfaces;

macro_rules! thunk {
    ($interface:ident $table:ident $method:ident ($($name:ident: $type:ty = $kind:expr,)*) $result:ty) => {
        unsafe extern "system" fn $method(this: *mut c_void, $($name: $type),*) -> $result {
            static CALL: $crate::call::Call = $crate::call::method!(
                $interface $table $method ($($name: $type = $kind,)*) $result
            );
            let words: &[u64] = &[$(<$type as $crate::call::Raw>::word($name)),*];
            // SAFETY: only hostile objects have these tables.
            unsafe { <$result as $crate::call::Raw>::of($crate::object::answer(this, &CALL, words)) }
        }
    };
}
pub(crate) use thunk;

macro_rules! functions {
    ($($function:ident ($($name:ident: $type:ty = $kind:expr,)*) -> $result:ty;)*) => {
        /// Every exported function that is implemented.
        pub static FUNCTIONS: &[$crate::call::Call] = &[$(
            $crate::call::Call {
                interface: "",
                name: stringify!($function),
                parameters: $crate::call::parameters!($($name: $type = $kind,)*),
                result: stringify!($result),
                run: |_, words| {
                    let mut words = words.iter().copied();
                    $(
                        // SAFETY: by the caller's promise.
                        let $name = unsafe {
                            <$type as $crate::call::Raw>::of(words.next().expect("a word for every parameter"))
                        };
                    )*
                    assert!(words.next().is_none());
                    #[allow(unused_unsafe, reason = "some of the functions are safe")]
                    // SAFETY: as above.
                    let answer = unsafe { $function($($name),*) };
                    <$result as $crate::call::Raw>::word(answer)
                },
            }
        ),*];
    };
}
pub(crate) use functions;
