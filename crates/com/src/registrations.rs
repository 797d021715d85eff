//! The transforms of this process: the built-in ones, and those that the application registers.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use openmf_core::{
    Attributes, Error, Guid, HResult, Key, PixelFormat, Transform, TransformActivate, TransformKind,
    TransformRegistration, guids,
};
use openmf_registry::Origin;
use windows_core::{IUnknown, Interface};

use crate::activate::{self, TransformMaker};
use crate::bindings::{IClassFactory, IMFActivate, IMFTransform, MFT_REGISTER_TYPE_INFO};
use crate::convert::from_guid;
use crate::event::missing;
use crate::inward::{Object, error};
use crate::{classes, field_of_use, inward, plugin_control, relay, session, transform};

type Result<T> = windows_core::Result<T>;

/// `MFT_ENUM_FLAG_SYNCMFT`, and what a registration without flags is.
pub(crate) const SYNCHRONOUS: u32 = 1;
/// `MFT_ENUM_FLAG_ASYNCMFT`.
const ASYNCHRONOUS: u32 = 2;
/// `MFT_ENUM_FLAG_HARDWARE`.
const HARDWARE: u32 = 4;
/// `MFT_ENUM_FLAG_FIELDOFUSE`.
pub(crate) const FIELD_OF_USE: u32 = 8;
/// `MFT_ENUM_FLAG_TRANSCODE_ONLY`.
const TRANSCODE_ONLY: u32 = 0x20;
/// How a transform works: each in one of these ways.
const WAYS: u32 = SYNCHRONOUS | ASYNCHRONOUS | HARDWARE;
/// What is left out of a list unless it is asked for, as local ones are.
const SPECIAL: u32 = FIELD_OF_USE | TRANSCODE_ONLY;
/// `MFT_ENUM_FLAG_LOCALMFT`.
const LOCAL: u32 = 0x10;
/// `MFT_ENUM_FLAG_SORTANDFILTER`.
const SORT_AND_FILTER: u32 = 0x40;
/// What a search with flags 0 means: synchronous and local ones, sorted.
const DEFAULT: u32 = SYNCHRONOUS | LOCAL | SORT_AND_FILTER;
/// Between the built-in transforms and nothing: the application's own come first at the same merit.
const MERIT: u32 = 0x0060_0000;
/// More names of transforms than this are not kept.
const MAX_NAMES: usize = 65_536;

/// Major type and subtype pairs.
pub(crate) type Pairs = Vec<(Guid, Guid)>;

#[derive(Default)]
struct Own {
    /// The flags of the application's registrations.
    flags: HashMap<Guid, u32>,
    /// What was registered besides (`MFTRegister`), without objects.
    attributes: HashMap<Guid, Attributes>,
    /// Those of them that are found only if local ones are asked for.
    local: HashSet<Guid>,
    /// The class that stands for a factory that came without one.
    factories: Vec<(Object<IClassFactory>, Guid)>,
}

fn own() -> MutexGuard<'static, Own> {
    static OWN: OnceLock<Mutex<Own>> = OnceLock::new();
    OWN.get_or_init(Mutex::default)
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
}

/// A name that stays: registrations name themselves for the whole process.
fn kept(name: String) -> &'static str {
    static NAMES: OnceLock<Mutex<HashSet<&'static str>>> = OnceLock::new();
    let mut names = NAMES
        .get_or_init(Mutex::default)
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(name.as_str()) {
        return known;
    }
    if names.len() >= MAX_NAMES {
        return "transform";
    }
    let kept: &'static str = Box::leak(name.into_boxed_str());
    names.insert(kept);
    kept
}

/// What makes an application's transform.
pub(crate) enum Made {
    /// A class that is registered somewhere.
    Class,
    /// This factory.
    Factory(IClassFactory),
}

/// What is registered.
pub(crate) struct Registered {
    pub(crate) class: Guid,
    pub(crate) category: Guid,
    pub(crate) name: String,
    pub(crate) flags: u32,
    pub(crate) inputs: Pairs,
    pub(crate) outputs: Pairs,
    /// What else is to be told of it.
    pub(crate) attributes: Option<Attributes>,
}

/// The registration of an application's transform in the core's terms.
pub(crate) fn registration(registered: Registered, made: Made, scope: Scope) -> TransformRegistration {
    let class = registered.class;
    let kind = TransformKind {
        hardware: registered.flags & HARDWARE != 0,
        field_of_use: registered.flags & FIELD_OF_USE != 0,
        transcode_only: registered.flags & TRANSCODE_ONLY != 0,
        local: scope == Scope::Local,
    };
    let factory: Option<Object<IClassFactory>> = match made {
        Made::Factory(factory) => Some(Object::new(factory)),
        Made::Class => None,
    };
    let make = move || -> openmf_core::Result<Box<dyn Transform>> {
        let transform: IMFTransform = match &factory {
            // SAFETY: a live object.
            Some(factory) => unsafe { factory.CreateInstance(None::<&IUnknown>) }.map_err(error)?,
            None => classes::create_foreign(class).map_err(error)?,
        };
        inward::transform::boxed(&transform).map_err(error)
    };
    TransformRegistration {
        class,
        name: kept(registered.name),
        category: registered.category,
        inputs: registered.inputs,
        outputs: registered.outputs,
        merit: MERIT,
        kind,
        factory: Arc::new(make),
    }
}

/// Who finds a registration.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Whoever looks for transforms (`MFTRegister`).
    All,
    /// Who asks for local ones too (`MFT_ENUM_FLAG_LOCALMFT`), as the loader does.
    Local,
}

/// `MFTRegister`, `MFTRegisterLocal`, `MFTRegisterLocalByCLSID`.
pub(crate) fn register(registered: Registered, made: Made, scope: Scope) {
    {
        let mut own = own();
        own.flags.insert(registered.class, registered.flags);
        match registered.attributes.clone() {
            Some(attributes) => own.attributes.insert(registered.class, attributes),
            None => own.attributes.remove(&registered.class),
        };
        match scope {
            Scope::All => own.local.remove(&registered.class),
            Scope::Local => own.local.insert(registered.class),
        };
    }
    session::registry().register_transform(Origin::Local, registration(registered, made, scope));
}

/// More types than this of one transform are refused.
const MAX_TYPES: u32 = 4096;

/// A caller's types.
///
/// # Errors
/// `E_INVALIDARG`: NULL, or too many.
///
/// # Safety
/// `types` is NULL or points to `count` structures.
pub(crate) unsafe fn pairs(count: u32, types: *const MFT_REGISTER_TYPE_INFO) -> Result<Pairs> {
    if count == 0 {
        return Ok(Vec::new());
    }
    if types.is_null() || count > MAX_TYPES {
        return Err(missing());
    }
    let read = |index: usize| {
        // SAFETY: by the caller's promise.
        let pair = unsafe { types.add(index).read_unaligned() };
        (from_guid(pair.guidMajorType), from_guid(pair.guidSubtype))
    };
    Ok((0..count as usize).map(read).collect())
}

/// The class that stands for a factory.
pub(crate) fn class_of(factory: &IClassFactory) -> Guid {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let mut own = own();
    let known = own.factories.iter().find(|(known, _)| **known == *factory);
    if let Some((_, class)) = known {
        return *class;
    }
    let number = u128::from(NEXT.fetch_add(1, Ordering::Relaxed));
    let class = Guid::from_u128(0x6f70_656e_6d66_4f01_0000_0000_0000_0000 + number);
    own.factories.push((Object::new(factory.clone()), class));
    class
}

/// `HRESULT_FROM_WIN32(ERROR_NOT_FOUND)`.
const NOT_REGISTERED: HResult = HResult(0x8007_0490_u32 as i32);

/// Ends the registration of a class (`MFTUnregister`).
///
/// # Errors
/// `MF_E_NOT_FOUND`: the application has not registered it.
pub(crate) fn unregister(class: Guid) -> openmf_core::Result<()> {
    session::registry().unregister_local_transform(&class)?;
    let mut own = own();
    own.flags.remove(&class);
    own.attributes.remove(&class);
    own.local.remove(&class);
    Ok(())
}

/// Ends the local registration of a class (`MFTUnregisterLocalByCLSID`).
///
/// # Errors
/// `HRESULT_FROM_WIN32(ERROR_NOT_FOUND)`: there is none.
pub(crate) fn unregister_local(class: Guid) -> openmf_core::Result<()> {
    if !own().local.contains(&class) {
        return Err(Error::from(NOT_REGISTERED));
    }
    unregister(class)
}

/// Ends the local registration of a factory, or all local registrations (`MFTUnregisterLocal`).
///
/// # Errors
/// `HRESULT_FROM_WIN32(ERROR_NOT_FOUND)`: the factory is not registered.
pub(crate) fn unregister_factory(factory: Option<&IClassFactory>) -> openmf_core::Result<()> {
    let (removed, classes) = {
        let mut own = own();
        let all = std::mem::take(&mut own.factories);
        let (removed, kept): (Vec<_>, Vec<_>) = all
            .into_iter()
            .partition(|(known, _)| factory.is_none_or(|factory| **known == *factory));
        own.factories = kept;
        let classes: Vec<Guid> = match factory {
            Some(_) => removed.iter().map(|(_, class)| *class).collect(),
            None => own.local.iter().copied().collect(),
        };
        (removed, classes)
    };
    if removed.is_empty() && factory.is_some() {
        return Err(Error::from(NOT_REGISTERED));
    }
    for class in classes {
        unregister(class)?;
    }
    drop(removed);
    Ok(())
}

/// What a transform makes as an application uses it: a built-in decoder gives pictures in the forms that programs know, and
/// floating-point sound in 16 bits too.
pub(crate) fn made_types(transform: &TransformRegistration) -> Pairs {
    outputs_of(&own(), transform)
}

fn outputs_of(own: &Own, transform: &TransformRegistration) -> Pairs {
    let mut outputs = transform.outputs.clone();
    let picture = |form: Guid| (guids::MFMediaType_Video, form);
    if transform.category == guids::MFT_CATEGORY_VIDEO_DECODER && !own.flags.contains_key(&transform.class) {
        outputs.retain(|made| !relay::PICTURES.map(picture).contains(made));
        outputs.splice(0..0, relay::PICTURES.map(picture));
        if outputs.contains(&picture(PixelFormat::I010.subtype())) {
            outputs.push(picture(PixelFormat::P010.subtype()));
        }
    }
    let pcm = (guids::MFMediaType_Audio, guids::MFAudioFormat_PCM);
    if transform.category == guids::MFT_CATEGORY_AUDIO_DECODER
        && !own.flags.contains_key(&transform.class)
        && outputs[..] == [(guids::MFMediaType_Audio, guids::MFAudioFormat_Float)]
    {
        outputs.push(pcm);
    }
    outputs
}

/// The transforms of a category that take and make these types, in the order in which they are tried.
pub(crate) fn find(
    category: &Guid,
    flags: u32,
    input: Option<(Guid, Guid)>,
    output: Option<(Guid, Guid)>,
) -> Vec<Arc<TransformRegistration>> {
    let flags = if flags == 0 { DEFAULT } else { flags };
    let ways = match flags & WAYS {
        0 => SYNCHRONOUS,
        ways => ways,
    };
    let has = |pairs: &Pairs, wanted: Option<(Guid, Guid)>| {
        wanted.is_none_or(|(major, sub)| {
            pairs.iter().any(|(m, s)| {
                (*m == Guid::ZERO || *m == major) && (*s == Guid::ZERO || sub == Guid::ZERO || *s == sub)
            })
        })
    };
    let all = session::registry().transforms();
    let own = own();
    let mut found = all;
    found.retain(|(_, transform)| {
        let kind = own.flags.get(&transform.class).copied().unwrap_or(SYNCHRONOUS);
        let way = [HARDWARE, ASYNCHRONOUS].into_iter().find(|way| kind & way != 0);
        let is_local = own.local.contains(&transform.class);
        let special = kind & SPECIAL | if is_local { LOCAL } else { 0 };
        ways & way.unwrap_or(SYNCHRONOUS) != 0
            && flags & special == special
            && transform.category == *category
            && has(&transform.inputs, input)
            && has(&outputs_of(&own, transform), output)
    });
    drop(own);
    let mut found: Vec<_> = found.into_iter().map(|(_, transform)| transform).collect();
    if flags & SORT_AND_FILTER != 0 {
        let subtype = |pair: Option<(Guid, Guid)>| pair.map(|(_, subtype)| subtype);
        plugin_control::arrange(&mut found, subtype(input), subtype(output));
    }
    found
}

fn types_blob(pairs: &Pairs) -> Vec<u8> {
    let bytes = |guid: &Guid| {
        let mut bytes = Vec::with_capacity(16);
        bytes.extend(guid.data1.to_le_bytes());
        bytes.extend(guid.data2.to_le_bytes());
        bytes.extend(guid.data3.to_le_bytes());
        bytes.extend(guid.data4);
        bytes
    };
    pairs
        .iter()
        .flat_map(|(major, sub)| bytes(major).into_iter().chain(bytes(sub)))
        .collect()
}

/// What is known of a transform before it is made (`MFTEnumEx`, `MFTGetInfo`).
pub(crate) fn attributes(transform: &TransformRegistration) -> Attributes {
    let (flags, is_local, registered) = {
        let own = own();
        let class = &transform.class;
        (
            own.flags.get(class).copied(),
            own.local.contains(class),
            own.attributes.get(class).cloned(),
        )
    };
    let attributes = registered.unwrap_or_default();
    if is_local {
        // `MFT_PROCESS_LOCAL_Attribute`.
        let local = Guid::from_u128(0x543186e4_4649_4e65_b588_4aa352aff379);
        attributes.set(Key::<u32>::new(local), 1);
    }
    attributes.set(
        Key::<String>::new(guids::MFT_FRIENDLY_NAME_Attribute),
        transform.name.to_owned(),
    );
    attributes.set(
        Key::<Guid>::new(guids::MFT_TRANSFORM_CLSID_Attribute),
        transform.class,
    );
    attributes.set(
        Key::<Guid>::new(guids::MF_TRANSFORM_CATEGORY_Attribute),
        transform.category,
    );
    attributes.set(
        Key::<u32>::new(guids::MF_TRANSFORM_FLAGS_Attribute),
        flags.unwrap_or(SYNCHRONOUS),
    );
    // `MFT_INPUT_TYPES_Attributes`, `MFT_OUTPUT_TYPES_Attributes`: arrays of `MFT_REGISTER_TYPE_INFO`.
    let inputs = Guid::from_u128(0x4276_c9b1_759d_4bf3_9cd0_0d72_3d13_8f96);
    let outputs = Guid::from_u128(0x8eae_8cf3_a44f_4306_ba5c_bf5d_da24_2818);
    attributes.set(Key::<Vec<u8>>::new(inputs), types_blob(&transform.inputs));
    attributes.set(Key::<Vec<u8>>::new(outputs), types_blob(&made_types(transform)));
    attributes
}

/// What makes a registered transform, and has it unlocked.
///
/// # Errors
/// None in practice.
pub(crate) fn activation(transform: &Arc<TransformRegistration>) -> Result<IMFActivate> {
    let attributes = Arc::new(attributes(transform));
    let (transform, told) = (Arc::clone(transform), Arc::clone(&attributes));
    let maker: Arc<dyn TransformActivate> = TransformMaker::create(move || {
        let made = transform.create()?;
        field_of_use::unlock(&told, || transform::to_com(&made)).map_err(error)?;
        Ok(made)
    });
    activate::transform_with(&maker, attributes)?.cast()
}
