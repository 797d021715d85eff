//! `MFGetService`: the services of sessions and components.

use std::collections::HashSet;
use std::ffi::c_void;
use std::sync::Arc;

use openmf_core::{
    AttributeValue, Error, Guid, MediaMetadata, MediaSink, MediaSource, MetadataProviderObject,
    SharedTransform, UserObject, codes, guids,
};
use openmf_runtime::{LocalTransforms, NodeAttributeUpdate, SessionDriver, WorkQueueServices};
use openmf_session::TopologyQuery;
use openmf_sinks::{AudioVolume, VideoDisplayControl};
use openmf_topology::{NodeId, NodeKind, Topology, TopologyNode};
use std::sync::{Mutex, MutexGuard, PoisonError};
use windows_core::{BOOL, GUID, HRESULT, IUnknown, Interface, PCWSTR, PWSTR, Ref, implement};

use crate::bindings::{
    IMFGetService, IMFLocalMFTRegistration, IMFLocalMFTRegistration_Impl, IMFMetadata, IMFMetadata_Impl,
    IMFMetadataProvider, IMFMetadataProvider_Impl, IMFPresentationDescriptor, IMFSimpleAudioVolume,
    IMFSimpleAudioVolume_Impl, IMFTopologyNodeAttributeEditor, IMFTopologyNodeAttributeEditor_Impl,
    MFT_REGISTRATION_INFO, MFTOPONODE_ATTRIBUTE_UPDATE, PROPVARIANT, TOPOID,
};
use crate::convert::{code, fail, from_guid, read_string, to_guid};
use crate::edge::{Live, guard};
use crate::event::missing;
use crate::registrations::{self, Made, Registered, Scope};
use crate::{
    descriptors, display_control, foreign, media_sink, memory, propvariant, sink, source, transform,
    work_queue_services,
};

type Result<T> = windows_core::Result<T>;

/// Asks one object: `QueryInterface` for `IMFGetService`, then `GetService`.
///
/// # Errors
/// `E_NOINTERFACE`: it has no services. Whatever it answers.
///
/// # Safety
/// `iid` is readable and `result` writable.
pub(crate) unsafe fn get(
    object: &IUnknown,
    service: &Guid,
    iid: *const GUID,
    result: *mut *mut c_void,
) -> Result<()> {
    let services: IMFGetService = object.cast()?;
    // SAFETY: a live object; the pointers by the caller's promise. The function of the table is called directly, for the
    // interface that is wanted is known only to the caller.
    unsafe {
        (Interface::vtable(&services).GetService)(services.as_raw(), &to_guid(*service), iid, result).ok()?;
        // Somebody's object may say that it succeeded, and give nothing.
        if (*result).is_null() {
            return Err(code(codes::E_POINTER));
        }
    }
    Ok(())
}

/// The services of a session: its own, then those of its sources, of its transforms in the order of the data, and of its
/// sinks.
///
/// # Errors
/// `MF_E_UNSUPPORTED_SERVICE`: nobody has it.
///
/// # Safety
/// `iid` is readable and `result` writable.
pub(crate) unsafe fn of_session(
    driver: &SessionDriver,
    service: &Guid,
    iid: *const GUID,
    result: *mut *mut c_void,
) -> Result<()> {
    let own: Option<IUnknown> = match *service {
        guids::MF_TOPONODE_ATTRIBUTE_EDITOR_SERVICE => Some(
            IMFTopologyNodeAttributeEditor::from(AttributeEditor {
                driver: driver.clone(),
                _live: Live::new(),
            })
            .cast()?,
        ),
        guids::MF_WORKQUEUE_SERVICES | guids::MF_LOCAL_MFT_REGISTRATION_SERVICE => {
            let object = driver.service(service).map_err(fail)?;
            to_com(&object, None)
        }
        _ => None,
    };
    if let Some(own) = own {
        // SAFETY: by the caller's promise.
        return unsafe { foreign::query(&own, iid, result) }.ok();
    }
    let unsupported = || code(codes::MF_E_UNSUPPORTED_SERVICE);
    if !driver.capabilities().map_err(fail)?.start {
        return Err(unsupported());
    }
    let topology = driver
        .full_topology(TopologyQuery::Current)
        .map_err(|error| match error {
            Error::Shutdown => fail(error),
            _ => unsupported(),
        })?;
    for object in components(&topology) {
        // SAFETY: by the caller's promise.
        if unsafe { get(&object, service, iid, result) }.is_ok() {
            return Ok(());
        }
    }
    Err(unsupported())
}

/// The COM objects of a topology's components, each once: sources, transforms in the order of the data, sinks.
fn components(topology: &Topology) -> Vec<IUnknown> {
    #[derive(Default)]
    struct Found {
        sources: Vec<Arc<dyn MediaSource>>,
        transforms: Vec<SharedTransform>,
        sinks: Vec<Arc<dyn MediaSink>>,
        /// Looked at: several ways may lead to a node.
        nodes: HashSet<usize>,
    }
    fn visit(found: &mut Found, node: &TopologyNode, depth: usize) {
        // Deeper than any topology that resolves; a loop ends here.
        if depth > 64 || !found.nodes.insert(node.address()) {
            return;
        }
        for (_, upstream, _) in node.inputs() {
            visit(found, &upstream, depth + 1);
        }
        match node.kind() {
            NodeKind::SourceStream => {
                if let Some(source) = node.media_source()
                    && !found.sources.iter().any(|known| Arc::ptr_eq(known, &source))
                {
                    found.sources.push(source);
                }
            }
            NodeKind::Transform => {
                if let Some(transform) = node.shared_transform()
                    && !found.transforms.iter().any(|known| known.is_same(&transform))
                {
                    found.transforms.push(transform);
                }
            }
            NodeKind::Output => {
                if let Some(sink) = node.stream_sink().and_then(|stream| stream.media_sink().ok())
                    && !found.sinks.iter().any(|known| Arc::ptr_eq(known, &sink))
                {
                    found.sinks.push(sink);
                }
            }
            NodeKind::Tee => {}
        }
    }
    let mut found = Found::default();
    for output in topology.output_nodes() {
        visit(&mut found, &output, 0);
    }
    fn unknown<I: Interface>(object: Result<I>) -> Option<IUnknown> {
        object.ok()?.cast().ok()
    }
    let sources = found
        .sources
        .iter()
        .filter_map(|source| unknown(source::to_com(source)));
    let transforms = found
        .transforms
        .iter()
        .filter_map(|transform| unknown(transform::to_com(transform)));
    let sinks = found.sinks.iter().filter_map(|sink| unknown(sink::to_com(sink)));
    sources.chain(transforms).chain(sinks).collect()
}

/// A service of one of our sinks.
///
/// # Errors
/// `MF_E_UNSUPPORTED_SERVICE`: it does not have it.
pub(crate) fn of_sink(of: &Arc<dyn MediaSink>, service: &Guid) -> Result<IUnknown> {
    let unsupported = || code(codes::MF_E_UNSUPPORTED_SERVICE);
    if *service == guids::MF_RATE_CONTROL_SERVICE {
        return media_sink::rates(of).ok_or_else(unsupported);
    }
    let object = of.service(service).ok_or_else(unsupported)?;
    to_com(&object, Some(of)).ok_or_else(unsupported)
}

/// The COM form of a service's object; `sink` is the one whose service it is.
pub(crate) fn to_com(object: &UserObject, sink: Option<&Arc<dyn MediaSink>>) -> Option<IUnknown> {
    if let Some(volume) = object.downcast::<AudioVolume>() {
        let volume: IMFSimpleAudioVolume = Volume {
            volume: (*volume).clone(),
            sink: sink.cloned(),
            _live: Live::new(),
        }
        .into();
        return volume.cast().ok();
    }
    if let Some(display) = object.downcast::<VideoDisplayControl>() {
        return display_control::create(display).cast().ok();
    }
    if let Some(provider) = object.downcast::<MetadataProviderObject>() {
        let provider: IMFMetadataProvider = Provider {
            provider: (*provider).clone(),
            _live: Live::new(),
        }
        .into();
        return provider.cast().ok();
    }
    if let Some(transforms) = object.downcast::<LocalTransforms>() {
        let transforms: IMFLocalMFTRegistration = LocalRegistration {
            transforms,
            _live: Live::new(),
        }
        .into();
        return transforms.cast().ok();
    }
    if let Some(services) = object.downcast::<WorkQueueServices>() {
        return Some(work_queue_services::to_com(services));
    }
    crate::objects::to_com(object)
}

#[implement(IMFTopologyNodeAttributeEditor)]
struct AttributeEditor {
    driver: SessionDriver,
    _live: Live,
}

/// More updates than this in one call are refused.
const MAX_UPDATES: u32 = 4096;
/// `MF_ATTRIBUTE_UINT64`.
const ATTRIBUTE_UINT64: i32 = 21;

impl IMFTopologyNodeAttributeEditor_Impl for AttributeEditor_Impl {
    fn UpdateNodeAttributes(
        &self,
        topology: TOPOID,
        count: u32,
        updates: *const MFTOPONODE_ATTRIBUTE_UPDATE,
    ) -> Result<()> {
        if updates.is_null() || count > MAX_UPDATES {
            return Err(missing());
        }
        let mut changes = Vec::new();
        for index in 0..count as usize {
            // SAFETY: the interface's caller gives this many structures.
            let update = unsafe { updates.add(index).read_unaligned() };
            if update.attrType != ATTRIBUTE_UINT64 {
                continue;
            }
            changes.push(NodeAttributeUpdate {
                node: NodeId(update.NodeId.0),
                attribute: from_guid(update.guidAttributeKey),
                // SAFETY: the type of the attribute says which field is valid.
                value: AttributeValue::U64(unsafe { update.Anonymous.u64 }),
            });
        }
        self.driver
            .update_node_attributes(topology.0, &changes)
            .map_err(fail)
    }
}

#[allow(non_snake_case, reason = "the documented names")]
mod stream_volume {
    use windows_core::{HRESULT, IUnknown, interface};

    /// `IMFAudioStreamVolume`, whose metadata has one level where the caller gives room for all.
    #[interface("76b1bbdb-4ec8-4f36-b106-70a9316df593")]
    pub(crate) unsafe trait IAudioStreamVolume: IUnknown {
        fn GetChannelCount(&self, count: *mut u32) -> HRESULT;
        fn SetChannelVolume(&self, index: u32, level: f32) -> HRESULT;
        fn GetChannelVolume(&self, index: u32, level: *mut f32) -> HRESULT;
        fn SetAllVolumes(&self, count: u32, levels: *const f32) -> HRESULT;
        fn GetAllVolumes(&self, count: u32, levels: *mut f32) -> HRESULT;
    }
}
use stream_volume::{IAudioStreamVolume, IAudioStreamVolume_Impl};

#[implement(IMFSimpleAudioVolume, IAudioStreamVolume)]
struct Volume {
    volume: AudioVolume,
    /// Whose volume it is.
    sink: Option<Arc<dyn MediaSink>>,
    _live: Live,
}

impl Volume {
    /// The channels of the stream's media type, which may be set later; 0 before.
    fn channels(&self) -> u32 {
        self.sink.as_ref().map_or(0, sink::channels)
    }
}

impl IMFSimpleAudioVolume_Impl for Volume_Impl {
    fn SetMasterVolume(&self, level: f32) -> Result<()> {
        self.volume.set_master(level).map_err(fail)
    }
    fn GetMasterVolume(&self) -> Result<f32> {
        Ok(self.volume.master())
    }
    fn SetMute(&self, mute: BOOL) -> Result<()> {
        self.volume.set_muted(mute.as_bool());
        Ok(())
    }
    fn GetMute(&self) -> Result<BOOL> {
        Ok(self.volume.is_muted().into())
    }
}

const S_OK: HRESULT = HRESULT(0);
const E_POINTER: HRESULT = HRESULT(codes::E_POINTER.0);
const E_INVALIDARG: HRESULT = HRESULT(codes::E_INVALIDARG.0);

fn done(result: openmf_core::Result<()>) -> HRESULT {
    result.map_or_else(|error| fail(error).code(), |()| S_OK)
}

impl IAudioStreamVolume_Impl for Volume_Impl {
    unsafe fn GetChannelCount(&self, count: *mut u32) -> HRESULT {
        if count.is_null() {
            return E_POINTER;
        }
        guard(|| {
            // SAFETY: not NULL, so writable by the interface's contract.
            unsafe { count.write(self.channels()) };
            S_OK
        })
    }

    unsafe fn SetChannelVolume(&self, index: u32, level: f32) -> HRESULT {
        guard(|| {
            if index >= self.channels() {
                return E_INVALIDARG;
            }
            done(self.volume.set_channel(index as usize, level))
        })
    }

    unsafe fn GetChannelVolume(&self, index: u32, level: *mut f32) -> HRESULT {
        guard(|| {
            if level.is_null() {
                return E_POINTER;
            }
            if index >= self.channels() {
                return E_INVALIDARG;
            }
            done(self.volume.channel(index as usize).map(|now| {
                // SAFETY: not NULL, so writable by the interface's contract.
                unsafe { level.write(now) };
            }))
        })
    }

    unsafe fn SetAllVolumes(&self, count: u32, levels: *const f32) -> HRESULT {
        guard(|| {
            if levels.is_null() {
                return E_POINTER;
            }
            if count != self.channels() {
                return E_INVALIDARG;
            }
            // SAFETY: the interface's caller gives this many levels.
            let levels: Vec<f32> = (0..count as usize)
                .map(|index| unsafe { levels.add(index).read_unaligned() })
                .collect();
            // All of them, or none.
            if !levels.iter().all(|level| (0.0..=1.0).contains(level)) {
                return E_INVALIDARG;
            }
            for (index, level) in levels.into_iter().enumerate() {
                let set = done(self.volume.set_channel(index, level));
                if set != S_OK {
                    return set;
                }
            }
            S_OK
        })
    }

    unsafe fn GetAllVolumes(&self, count: u32, levels: *mut f32) -> HRESULT {
        guard(|| {
            if levels.is_null() {
                return E_POINTER;
            }
            if count != self.channels() {
                return E_INVALIDARG;
            }
            for index in 0..count as usize {
                match self.volume.channel(index) {
                    // SAFETY: the interface's caller has room for this many levels.
                    Ok(level) => unsafe { levels.add(index).write_unaligned(level) },
                    Err(error) => return fail(error).code(),
                }
            }
            S_OK
        })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[implement(IMFMetadataProvider)]
struct Provider {
    provider: MetadataProviderObject,
    _live: Live,
}

impl IMFMetadataProvider_Impl for Provider_Impl {
    fn GetMFMetadata(
        &self,
        presentation: Ref<'_, IMFPresentationDescriptor>,
        stream: u32,
        flags: u32,
    ) -> Result<IMFMetadata> {
        if flags != 0 {
            return Err(missing());
        }
        let presentation = descriptors::presentation_to_core(presentation.as_ref().ok_or_else(missing)?)?;
        let found = self
            .provider
            .0
            .metadata(&presentation, (stream != 0).then_some(stream))
            .map_err(fail)?;
        // Source: `GetMFMetadata`.
        if found.names().is_empty() && found.languages().is_empty() {
            return Err(code(codes::MF_E_PROPERTY_NOT_FOUND));
        }
        Ok(Metadata {
            metadata: Mutex::new(found),
            _live: Live::new(),
        }
        .into())
    }
}

#[implement(IMFMetadata)]
struct Metadata {
    metadata: Mutex<MediaMetadata>,
    _live: Live,
}

/// A caller's text.
///
/// # Errors
/// `E_POINTER` for NULL.
///
/// # Safety
/// `text` is NULL or ends with a zero.
unsafe fn text(text: &PCWSTR) -> Result<String> {
    if text.is_null() {
        return Err(code(codes::E_POINTER));
    }
    // SAFETY: by the caller's promise.
    Ok(unsafe { read_string(text.0) })
}

fn list(names: &[&str]) -> Result<PROPVARIANT> {
    propvariant::strings(names)
}

impl IMFMetadata_Impl for Metadata_Impl {
    fn SetLanguage(&self, language: &PCWSTR) -> Result<()> {
        // SAFETY: the interface's caller gives a string.
        let language = unsafe { text(language) }?;
        lock(&self.metadata).set_language(&language);
        Ok(())
    }

    fn GetLanguage(&self) -> Result<PWSTR> {
        let language = lock(&self.metadata).language().to_owned();
        // Source: `GetLanguage`: none was set.
        if language.is_empty() {
            return Err(code(codes::MF_E_INVALIDREQUEST));
        }
        Ok(memory::allocate_string(&language)?.0)
    }

    fn GetAllLanguages(&self) -> Result<PROPVARIANT> {
        list(&lock(&self.metadata).languages())
    }

    fn SetProperty(&self, name: &PCWSTR, value: *const PROPVARIANT) -> Result<()> {
        // SAFETY: the interface's caller gives a string and a variant.
        let (name, value) = unsafe { (text(name)?, propvariant::read(value)?) };
        lock(&self.metadata).set(&name, value);
        Ok(())
    }

    fn GetProperty(&self, name: &PCWSTR) -> Result<PROPVARIANT> {
        // SAFETY: the interface's caller gives a string.
        let name = unsafe { text(name) }?;
        let value = lock(&self.metadata).get(&name).cloned();
        propvariant::make(&value.ok_or_else(|| code(codes::MF_E_PROPERTY_NOT_FOUND))?)
    }

    fn DeleteProperty(&self, name: &PCWSTR) -> Result<()> {
        // SAFETY: the interface's caller gives a string.
        let name = unsafe { text(name) }?;
        let removed = lock(&self.metadata).remove(&name);
        removed
            .map(drop)
            .ok_or_else(|| code(codes::MF_E_PROPERTY_NOT_FOUND))
    }

    fn GetAllPropertyNames(&self) -> Result<PROPVARIANT> {
        list(&lock(&self.metadata).names())
    }
}

/// `IMFLocalMFTRegistration`: transforms of one session.
#[implement(IMFLocalMFTRegistration)]
struct LocalRegistration {
    transforms: Arc<LocalTransforms>,
    _live: Live,
}

/// More registrations than this in one call are refused.
const MAX_REGISTRATIONS: u32 = 4096;

impl IMFLocalMFTRegistration_Impl for LocalRegistration_Impl {
    fn RegisterMFTs(&self, infos: *const MFT_REGISTRATION_INFO, count: u32) -> Result<()> {
        if infos.is_null() || count > MAX_REGISTRATIONS {
            return Err(missing());
        }
        let mut registered = Vec::new();
        for index in 0..count as usize {
            // SAFETY: the interface's caller gives this many structures, with the arrays and strings they name.
            registered.push(unsafe {
                let info = infos.add(index).read_unaligned();
                let name = if info.pszName.is_null() {
                    String::new()
                } else {
                    read_string(info.pszName.0)
                };
                let what = Registered {
                    class: from_guid(info.clsid),
                    category: from_guid(info.guidCategory),
                    name,
                    flags: info.uiFlags,
                    inputs: registrations::pairs(info.cInTypes, info.pInTypes)?,
                    outputs: registrations::pairs(info.cOutTypes, info.pOutTypes)?,
                    attributes: None,
                };
                registrations::registration(what, Made::Class, Scope::Local)
            });
        }
        self.transforms.register(registered);
        Ok(())
    }
}
