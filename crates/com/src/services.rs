//! `MFGetService`: the services of sessions and components.

use std::collections::HashSet;
use std::ffi::c_void;
use std::sync::Arc;

use openmf_core::{
    AttributeValue, Error, Guid, MediaMetadata, MediaSink, MediaSource, MetadataProviderObject,
    SharedTransform, UserObject, Variant, codes, guids,
};
use openmf_runtime::{LocalTransforms, NodeAttributeUpdate, SessionDriver, WorkQueueServices};
use openmf_session::TopologyQuery;
use openmf_sinks::{AspectRatioMode, AudioVolume, NormalizedRect, PixelRect, VideoDisplayControl};
use openmf_topology::{NodeId, NodeKind, Topology, TopologyNode};
use std::sync::{Mutex, MutexGuard, PoisonError};
use windows_core::{BOOL, GUID, HRESULT, IUnknown, Interface, PCWSTR, PWSTR, Ref, implement};

use crate::bindings::{
    BITMAPINFOHEADER, COLORREF, HWND, IMFGetService, IMFLocalMFTRegistration, IMFLocalMFTRegistration_Impl,
    IMFMetadata, IMFMetadata_Impl, IMFMetadataProvider, IMFMetadataProvider_Impl, IMFPresentationDescriptor,
    IMFSimpleAudioVolume, IMFSimpleAudioVolume_Impl, IMFTopologyNodeAttributeEditor,
    IMFTopologyNodeAttributeEditor_Impl, IMFVideoDisplayControl, IMFVideoDisplayControl_Impl,
    MFT_REGISTRATION_INFO, MFTOPONODE_ATTRIBUTE_UPDATE, MFVideoNormalizedRect, PROPVARIANT, RECT, SIZE,
    TOPOID,
};
use crate::convert::{code, fail, from_guid, read_string, to_guid};
use crate::edge::{Live, guard};
use crate::event::missing;
use crate::registrations::{self, Made, Registered};
use crate::{
    descriptors, foreign, media_sink, memory, propvariant, sink, source, transform, work_queue_services,
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
            to_com(&object, 0)
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
    to_com(&object, sink::channels(of)).ok_or_else(unsupported)
}

/// The COM form of a service's object; `channels` are those of the stream whose volume it is.
pub(crate) fn to_com(object: &UserObject, channels: u32) -> Option<IUnknown> {
    if let Some(volume) = object.downcast::<AudioVolume>() {
        let volume: IMFSimpleAudioVolume = Volume {
            volume: (*volume).clone(),
            channels,
            _live: Live::new(),
        }
        .into();
        return volume.cast().ok();
    }
    if let Some(display) = object.downcast::<VideoDisplayControl>() {
        let display: IMFVideoDisplayControl = Display {
            control: display,
            window: Mutex::new(HWND::default()),
            prefs: Mutex::default(),
            _live: Live::new(),
        }
        .into();
        return display.cast().ok();
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
    channels: u32,
    _live: Live,
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
        // SAFETY: not NULL, so writable by the interface's contract.
        unsafe { count.write(self.channels) };
        S_OK
    }

    unsafe fn SetChannelVolume(&self, index: u32, level: f32) -> HRESULT {
        guard(|| {
            if index >= self.channels {
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
            if index >= self.channels {
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
            if count != self.channels {
                return E_INVALIDARG;
            }
            for index in 0..count as usize {
                // SAFETY: the interface's caller gives this many levels.
                let level = unsafe { levels.add(index).read_unaligned() };
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
            if count != self.channels {
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

#[implement(IMFVideoDisplayControl)]
struct Display {
    control: Arc<VideoDisplayControl>,
    window: Mutex<HWND>,
    prefs: Mutex<(u32, bool)>,
    _live: Live,
}

// SAFETY: a window's handle is a number, and may be kept by any thread.
unsafe impl Send for Display {}
// SAFETY: as above.
unsafe impl Sync for Display {}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// 0xRRGGBB of `COLORREF`, which is 0xBBGGRR, and the other way round.
fn swapped(color: u32) -> u32 {
    let [blue, green, red, _] = color.to_le_bytes();
    u32::from_le_bytes([red, green, blue, 0])
}

impl IMFVideoDisplayControl_Impl for Display_Impl {
    fn GetNativeVideoSize(&self, size: *mut SIZE, aspect: *mut SIZE) -> Result<()> {
        if size.is_null() && aspect.is_null() {
            return Err(code(codes::E_POINTER));
        }
        let now = self.control.video_size().map_err(fail)?;
        let now = SIZE {
            cx: now.width as i32,
            cy: now.height as i32,
        };
        for target in [size, aspect] {
            if !target.is_null() {
                // SAFETY: not NULL, so writable by the interface's contract.
                unsafe { target.write(now) };
            }
        }
        Ok(())
    }

    fn GetIdealVideoSize(&self, smallest: *mut SIZE, largest: *mut SIZE) -> Result<()> {
        self.GetNativeVideoSize(smallest, largest)
    }

    fn SetVideoPosition(&self, source: *const MFVideoNormalizedRect, target: *const RECT) -> Result<()> {
        if source.is_null() && target.is_null() {
            return Err(code(codes::E_POINTER));
        }
        // SAFETY: NULL or readable by the interface's contract.
        let (source, target) = unsafe {
            (
                source.as_ref().map(|of| NormalizedRect {
                    left: of.left,
                    top: of.top,
                    right: of.right,
                    bottom: of.bottom,
                }),
                target.as_ref().map(|of| PixelRect {
                    x: of.left.max(0) as u32,
                    y: of.top.max(0) as u32,
                    width: of.right.saturating_sub(of.left.max(0)).max(0) as u32,
                    height: of.bottom.saturating_sub(of.top.max(0)).max(0) as u32,
                }),
            )
        };
        self.control.set_position(source, target).map_err(fail)
    }

    fn GetVideoPosition(&self, source: *mut MFVideoNormalizedRect, target: *mut RECT) -> Result<()> {
        if source.is_null() || target.is_null() {
            return Err(code(codes::E_POINTER));
        }
        let (of_source, of_target) = self.control.position();
        let of_target = of_target.map_or_else(RECT::default, |of| RECT {
            left: of.x as i32,
            top: of.y as i32,
            right: of.x.saturating_add(of.width) as i32,
            bottom: of.y.saturating_add(of.height) as i32,
        });
        // SAFETY: not NULL, so writable by the interface's contract.
        unsafe {
            source.write(MFVideoNormalizedRect {
                left: of_source.left,
                top: of_source.top,
                right: of_source.right,
                bottom: of_source.bottom,
            });
            target.write(of_target);
        }
        Ok(())
    }

    fn SetAspectRatioMode(&self, mode: u32) -> Result<()> {
        // `MFVideoARMode_PreservePicture` is bit 0.
        self.control.set_aspect_ratio_mode(if mode & 1 != 0 {
            AspectRatioMode::Preserve
        } else {
            AspectRatioMode::Stretch
        });
        Ok(())
    }

    fn GetAspectRatioMode(&self) -> Result<u32> {
        Ok(match self.control.aspect_ratio_mode() {
            AspectRatioMode::Stretch => 0,
            AspectRatioMode::Preserve => 3,
        })
    }

    fn SetVideoWindow(&self, window: HWND) -> Result<()> {
        match self.control.set_window(window.0.addr()) {
            // The renderer has a window of its own, and keeps the number alone.
            Err(Error::InvalidRequest { .. }) => *lock(&self.window) = window,
            other => other.map_err(fail)?,
        }
        Ok(())
    }

    fn GetVideoWindow(&self) -> Result<HWND> {
        Ok(match self.control.window() {
            Some(window) => HWND(std::ptr::without_provenance_mut(window)),
            None => *lock(&self.window),
        })
    }

    fn RepaintVideo(&self) -> Result<()> {
        self.control.repaint();
        Ok(())
    }

    fn GetCurrentImage(
        &self,
        header: *mut BITMAPINFOHEADER,
        pixels: *mut *mut u8,
        len: *mut u32,
        time: *mut i64,
    ) -> Result<()> {
        if header.is_null() || pixels.is_null() || len.is_null() {
            return Err(code(codes::E_POINTER));
        }
        let image = self.control.current_image().map_err(fail)?;
        // A device-independent bitmap begins with its last row.
        let rows = image.pixels.chunks_exact(image.size.width.max(1) as usize).rev();
        let dib: Vec<u8> = rows.flatten().flat_map(|pixel| pixel.to_le_bytes()).collect();
        let bytes = memory::allocate(&dib)?;
        // SAFETY: not NULL, or checked within; otherwise writable by the interface's contract.
        unsafe {
            pixels.write(bytes);
            len.write(dib.len() as u32);
            if !time.is_null() {
                time.write(0);
            }
            header.write(BITMAPINFOHEADER {
                biSize: size_of::<BITMAPINFOHEADER>() as u32,
                biWidth: image.size.width as i32,
                biHeight: image.size.height as i32,
                biPlanes: 1,
                biBitCount: 32,
                biSizeImage: dib.len() as u32,
                ..BITMAPINFOHEADER::default()
            });
        }
        Ok(())
    }

    fn SetBorderColor(&self, color: COLORREF) -> Result<()> {
        self.control.set_border_color(swapped(color.0));
        Ok(())
    }

    fn GetBorderColor(&self) -> Result<COLORREF> {
        Ok(COLORREF(swapped(self.control.border_color())))
    }

    fn SetRenderingPrefs(&self, prefs: u32) -> Result<()> {
        lock(&self.prefs).0 = prefs;
        Ok(())
    }

    fn GetRenderingPrefs(&self) -> Result<u32> {
        Ok(lock(&self.prefs).0)
    }

    fn SetFullscreen(&self, on: BOOL) -> Result<()> {
        lock(&self.prefs).1 = on.as_bool();
        Ok(())
    }

    fn GetFullscreen(&self) -> Result<BOOL> {
        Ok(lock(&self.prefs).1.into())
    }
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
        _flags: u32,
    ) -> Result<IMFMetadata> {
        let presentation = descriptors::presentation_to_core(presentation.as_ref().ok_or_else(missing)?)?;
        let found = self
            .provider
            .0
            .metadata(&presentation, (stream != 0).then_some(stream))
            .map_err(fail)?;
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
        propvariant::make(&value.unwrap_or(Variant::Empty))
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
                };
                registrations::registration(what, Made::Class)
            });
        }
        self.transforms.register(registered);
        Ok(())
    }
}
