//! `IMFSourceReader`.

use std::ffi::c_void;
use std::sync::Arc;

use openmf_core::{
    AttributeValue, DeviceManager, Guid, MediaSource, SharedEvent, SharedTransform, StartPosition, Variant,
    codes, guids,
};
use openmf_runtime::{Read, ReaderEvents, ReaderOptions, SourceReader, VideoConversion};
use windows_core::{BOOL, GUID, HRESULT, IUnknown, Interface, OutRef, Ref, implement};

use crate::bindings::{
    IMFActivate, IMFAttributes, IMFMediaType, IMFSample, IMFSourceReader, IMFSourceReader_Impl,
    IMFSourceReaderCallback, IMFSourceReaderCallback2, IMFSourceReaderEx, IMFSourceReaderEx_Impl,
    IMFTransform, IPropertyStore, PROPVARIANT,
};
use crate::convert::{code, fail, read_guid, to_guid};
use crate::devices::{self, WithDevices};
use crate::edge::Live;
use crate::event::missing;
use crate::foreign::{self, Foreign};
use crate::inward::Object;
use crate::media_type::{MediaTypeObject, described, media_type};
use crate::{event, neighbours, platform, propvariant, sample_convert, services, session, source, transform};

type Result<T> = windows_core::Result<T>;

// Source: `MF_SOURCE_READER_FIRST_VIDEO_STREAM` and its neighbours.
const FIRST_VIDEO_STREAM: u32 = 0xFFFF_FFFC;
const FIRST_AUDIO_STREAM: u32 = 0xFFFF_FFFD;
/// `MF_SOURCE_READER_ANY_STREAM`, `MF_SOURCE_READER_ALL_STREAMS`.
const ALL_STREAMS: u32 = 0xFFFF_FFFE;
const MEDIASOURCE: u32 = 0xFFFF_FFFF;
/// `MF_SOURCE_READER_CURRENT_TYPE_INDEX`.
const CURRENT_TYPE: u32 = 0xFFFF_FFFF;
/// `MF_SOURCE_READERF_ERROR`.
const ERROR: u32 = 1;
/// `MF_SOURCE_READER_CONTROLF_DRAIN`.
const DRAIN: u32 = 1;

/// What the attributes ask for.
///
/// Nothing of ours works with Direct3D: a manager (`MF_SOURCE_READER_D3D_MANAGER`) goes to the program's own source and,
/// unless `MF_SOURCE_READER_DISABLE_DXVA` is set, to its transforms that know one. `MF_READWRITE_D3D_OPTIONAL` and
/// `MF_SOURCE_READER_PASSTHROUGH_MODE` change nothing, and there are no cameras
/// (`MF_SOURCE_READER_DISABLE_CAMERA_PLUGINS`).
pub(crate) struct Options {
    reader: ReaderOptions,
    callback: Option<IMFSourceReaderCallback>,
    /// What configures a source that the reader makes (`MF_SOURCE_READER_MEDIASOURCE_CONFIG`).
    pub(crate) configuration: Option<IPropertyStore>,
    devices: Option<DeviceManager>,
    /// `MF_SOURCE_READER_DISABLE_DXVA`: decoders do not get them.
    disable_dxva: bool,
}

impl Options {
    /// # Errors
    /// Whatever the store or the callback answers.
    pub(crate) fn read(attributes: Option<&IMFAttributes>) -> Result<Self> {
        let mut options = Self {
            reader: ReaderOptions::default(),
            callback: None,
            configuration: None,
            devices: None,
            disable_dxva: false,
        };
        let Some(attributes) = attributes else {
            return Ok(options);
        };
        let attributes = crate::attributes::to_core(attributes)?;
        let flag = |key| matches!(attributes.item(&key), Some(AttributeValue::U32(value)) if value != 0);
        options.reader.keep_source = flag(guids::MF_SOURCE_READER_DISCONNECT_MEDIASOURCE_ON_SHUTDOWN);
        options.reader.disable_converters = flag(guids::MF_READWRITE_DISABLE_CONVERTERS);
        options.reader.enable_hardware = flag(guids::MF_READWRITE_ENABLE_HARDWARE_TRANSFORMS);
        options.reader.video = if flag(guids::MF_SOURCE_READER_ENABLE_ADVANCED_VIDEO_PROCESSING) {
            VideoConversion::Advanced
        } else if flag(guids::MF_SOURCE_READER_ENABLE_VIDEO_PROCESSING) {
            VideoConversion::Basic
        } else {
            VideoConversion::None
        };
        if let Some(AttributeValue::Object(object)) = attributes.item(&guids::MF_SOURCE_READER_ASYNC_CALLBACK)
        {
            let callback = Foreign::unwrap(&object).ok_or_else(missing)?;
            options.callback = Some(callback.cast()?);
        }
        if let Some(AttributeValue::Object(object)) =
            attributes.item(&guids::MF_SOURCE_READER_MEDIASOURCE_CONFIG)
        {
            let store = Foreign::unwrap(&object).ok_or_else(missing)?;
            options.configuration = Some(store.cast()?);
        }
        options.disable_dxva = flag(guids::MF_SOURCE_READER_DISABLE_DXVA);
        if let Some(AttributeValue::Object(object)) = attributes.item(&guids::MF_SOURCE_READER_D3D_MANAGER) {
            options.devices = Foreign::unwrap(&object).map(|manager| devices::manager(&manager));
        }
        Ok(options)
    }

    /// Nobody else has the source: it ends with the reader.
    pub(crate) fn of_own_source(mut self) -> Self {
        self.reader.keep_source = false;
        self
    }
}

/// The application's callback.
struct Callback {
    callback: Object<IMFSourceReaderCallback>,
    /// The same, if it wants to know more.
    more: Option<Object<IMFSourceReaderCallback2>>,
}

impl Callback {
    fn new(callback: IMFSourceReaderCallback) -> Self {
        Self {
            more: callback.cast().ok().map(Object::new),
            callback: Object::new(callback),
        }
    }

    fn read(&self, read: Read) {
        let (status, told) = settle(read);
        // SAFETY: a live object, and arguments that outlive the call. Its answer has no receiver.
        let _ = unsafe {
            self.callback
                .OnReadSample(status, told.stream, told.flags, told.time, told.sample.as_ref())
        };
    }
}

impl ReaderEvents for Callback {
    fn event(&self, told: SharedEvent) {
        if let Ok(told) = event::to_com(told) {
            // SAFETY: live objects. Its answer has no receiver.
            let _ = unsafe { self.callback.OnEvent(MEDIASOURCE, &told) };
        }
    }

    fn transforms_changed(&self) {
        if let Some(more) = &self.more {
            // SAFETY: a live object. Its answer has no receiver.
            let _ = unsafe { more.OnTransformChange() };
        }
    }

    fn failed(&self, stream: Option<usize>, error: &openmf_core::Error) {
        if let Some(more) = &self.more {
            let stream = stream.map_or(MEDIASOURCE, stream_number);
            // SAFETY: a live object. Its answer has no receiver.
            let _ = unsafe { more.OnStreamError(stream, HRESULT(error.hresult().0)) };
        }
    }
}

fn stream_number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(ALL_STREAMS)
}

/// What one read gave, as a caller gets it.
struct Told {
    stream: u32,
    flags: u32,
    time: i64,
    sample: Option<IMFSample>,
}

fn settle(read: Read) -> (HRESULT, Told) {
    let mut told = Told {
        stream: stream_number(read.stream),
        flags: read.flags.bits(),
        time: read.time.map_or(0, openmf_core::MediaTime::as_100ns),
        sample: None,
    };
    let sample = match read.error {
        Some(error) => Err(fail(error)),
        None => read
            .sample
            .map(|sample| sample_convert::to_com(sample_convert::packed(sample)?))
            .transpose(),
    };
    match sample {
        Ok(sample) => told.sample = sample,
        Err(error) => {
            told.flags |= ERROR;
            return (error.code(), told);
        }
    }
    (HRESULT(0), told)
}

#[implement(IMFSourceReaderEx)]
struct ReaderObject {
    reader: SourceReader,
    callback: Option<Arc<Callback>>,
    _live: Live,
}

/// The reader of a source.
///
/// # Errors
/// `MF_E_SHUTDOWN`: the platform is not running, or the source was shut down. Whatever the source answers.
pub(crate) fn create(of: Arc<dyn MediaSource>, options: Options) -> Result<IMFSourceReader> {
    platform::require_started()?;
    let callback = options.callback.map(|callback| Arc::new(Callback::new(callback)));
    let events = callback.clone().map(|callback| callback as Arc<dyn ReaderEvents>);
    let mut catalog = session::catalog();
    if let Some(manager) = options.devices {
        devices::give_to_source(&manager, &of);
        if !options.disable_dxva {
            catalog = Arc::new(WithDevices {
                all: catalog,
                manager,
            });
        }
    }
    let reader = SourceReader::new(&neighbours::pool(), of, catalog, options.reader, events);
    let object: IMFSourceReaderEx = ReaderObject {
        reader: reader.map_err(fail)?,
        callback,
        _live: Live::new(),
    }
    .into();
    object.cast()
}

impl ReaderObject {
    /// The index of a stream that may be named by its kind.
    ///
    /// # Errors
    /// `MF_E_INVALIDSTREAMNUMBER`: there is no such stream.
    fn stream(&self, number: u32) -> Result<usize> {
        let index = match number {
            FIRST_VIDEO_STREAM => self.reader.first_stream(guids::MFMediaType_Video),
            FIRST_AUDIO_STREAM => self.reader.first_stream(guids::MFMediaType_Audio),
            ALL_STREAMS | MEDIASOURCE => None,
            number => usize::try_from(number).ok(),
        };
        index
            .filter(|index| *index < self.reader.presentation().stream_count())
            .ok_or_else(|| code(codes::MF_E_INVALIDSTREAMNUMBER))
    }

    /// One stream, or `None` for all.
    fn streams(&self, number: u32) -> Result<Option<usize>> {
        match number {
            ALL_STREAMS => Ok(None),
            number => self.stream(number).map(Some),
        }
    }
}

impl IMFSourceReader_Impl for ReaderObject_Impl {
    fn GetStreamSelection(&self, stream: u32) -> Result<BOOL> {
        let selected = self.reader.is_selected(self.stream(stream)?);
        selected.map(Into::into).map_err(fail)
    }

    fn SetStreamSelection(&self, stream: u32, selected: BOOL) -> Result<()> {
        let range = match self.streams(stream)? {
            Some(index) => index..index + 1,
            None => 0..self.reader.presentation().stream_count(),
        };
        for index in range {
            self.reader.select(index, selected.as_bool()).map_err(fail)?;
        }
        Ok(())
    }

    fn GetNativeMediaType(&self, stream: u32, index: u32) -> Result<IMFMediaType> {
        let stream = self.stream(stream)?;
        let index = (index != CURRENT_TYPE).then_some(index as usize);
        let native = self.reader.native_type(stream, index).map_err(fail)?;
        Ok(MediaTypeObject::create(native))
    }

    fn GetCurrentMediaType(&self, stream: u32) -> Result<IMFMediaType> {
        let current = self.reader.current_type(self.stream(stream)?).map_err(fail)?;
        Ok(described(&current))
    }

    fn SetCurrentMediaType(
        &self,
        stream: u32,
        _reserved: *const u32,
        set: Ref<'_, IMFMediaType>,
    ) -> Result<()> {
        let stream = self.stream(stream)?;
        let set = media_type(set.as_ref().ok_or_else(missing)?)?;
        self.reader.set_current_type(stream, &set).map_err(fail)
    }

    fn SetCurrentPosition(&self, format: *const GUID, value: *const PROPVARIANT) -> Result<()> {
        if format.is_null() || value.is_null() {
            return Err(missing());
        }
        // SAFETY: not NULL, so as the method documents them.
        let position = unsafe { source::position(format, value) }?;
        if position == StartPosition::Current {
            return Err(code(codes::MF_E_INVALIDTYPE));
        }
        match &self.callback {
            Some(_) => self.reader.seek(position),
            None => self.reader.seek_and_wait(position),
        }
        .map_err(fail)
    }

    fn ReadSample(
        &self,
        stream: u32,
        control: u32,
        actual: *mut u32,
        flags: *mut u32,
        time: *mut i64,
        sample: OutRef<'_, IMFSample>,
    ) -> Result<()> {
        if let Some(callback) = &self.callback {
            if !(actual.is_null() && flags.is_null() && time.is_null() && sample.is_null()) {
                return Err(missing());
            }
            if control & !DRAIN != 0 {
                return Err(missing());
            }
            let stream = self.streams(stream)?;
            let callback = Arc::clone(callback);
            let done = Box::new(move |read| callback.read(read));
            return self
                .reader
                .begin_read(stream, control & DRAIN != 0, done)
                .map_err(fail);
        }
        if flags.is_null() || sample.is_null() {
            return Err(code(codes::E_POINTER));
        }
        let give = |told: &Told| {
            // SAFETY: places that are not NULL are writable by the method's contract.
            unsafe {
                if !actual.is_null() {
                    actual.write(told.stream);
                }
                flags.write(told.flags);
                if !time.is_null() {
                    time.write(told.time);
                }
            }
        };
        give(&Told {
            stream: 0,
            flags: 0,
            time: 0,
            sample: None,
        });
        // A place that is not NULL can be written.
        if control & !DRAIN != 0 {
            sample.write(None)?;
            return Err(missing());
        }
        let read = self.streams(stream).and_then(|stream| {
            self.reader
                .read_and_wait(stream, control & DRAIN != 0)
                .map_err(fail)
        });
        let (status, told) = match read {
            Ok(read) => settle(read),
            Err(error) => {
                sample.write(None)?;
                return Err(error);
            }
        };
        give(&told);
        sample.write(told.sample)?;
        status.ok()
    }

    fn Flush(&self, stream: u32) -> Result<()> {
        let stream = self.streams(stream)?;
        let Some(callback) = &self.callback else {
            return self.reader.flush(stream, None).map_err(fail);
        };
        let number = stream.map_or(ALL_STREAMS, stream_number);
        let callback = Arc::clone(callback);
        let done = Box::new(move || {
            // SAFETY: a live object. Its answer has no receiver.
            let _ = unsafe { callback.callback.OnFlush(number) };
        });
        self.reader.flush(stream, Some(done)).map_err(fail)
    }

    fn GetServiceForStream(
        &self,
        stream: u32,
        service: *const GUID,
        iid: *const GUID,
        result: *mut *mut c_void,
    ) -> Result<()> {
        // SAFETY: the method's caller gives a GUID or NULL.
        let service = unsafe { read_guid(service) }?;
        if iid.is_null() || result.is_null() {
            return Err(code(codes::E_POINTER));
        }
        // SAFETY: not NULL, and writable by the method's contract.
        unsafe { result.write(std::ptr::null_mut()) };
        let object: IUnknown = match stream {
            MEDIASOURCE => source::to_com(self.reader.source())?.cast()?,
            stream => {
                let decoder = decoder_of(&self.reader, self.stream(stream)?)?;
                transform::to_com(&decoder)?.cast()?
            }
        };
        // SAFETY: not NULL, so as the method documents them.
        unsafe {
            match service {
                Guid::ZERO => foreign::query(&object, iid, result).ok(),
                service => services::get(&object, &service, iid, result),
            }
        }
    }

    fn GetPresentationAttribute(&self, stream: u32, key: *const GUID) -> Result<PROPVARIANT> {
        // SAFETY: the method's caller gives a GUID or NULL.
        let key = unsafe { read_guid(key) }?;
        let presentation = self.reader.presentation();
        let value = match stream {
            MEDIASOURCE if key == guids::MF_SOURCE_READER_MEDIASOURCE_CHARACTERISTICS => {
                let of = self.reader.source().characteristics().map_err(fail)?;
                Some(AttributeValue::U32(of.to_flags()))
            }
            MEDIASOURCE => presentation.attributes().item(&key),
            stream => {
                let (stream, _) = presentation.stream(self.stream(stream)?).map_err(fail)?;
                stream.attributes().item(&key)
            }
        };
        let value = value.ok_or_else(|| code(codes::MF_E_ATTRIBUTENOTFOUND))?;
        let value: Variant = propvariant::from_attribute(value);
        propvariant::make(&value)
    }
}

/// # Errors
/// `MF_E_UNSUPPORTED_SERVICE`: the stream is not decoded.
fn decoder_of(reader: &SourceReader, stream: usize) -> Result<SharedTransform> {
    let decoders = [
        guids::MFT_CATEGORY_AUDIO_DECODER,
        guids::MFT_CATEGORY_VIDEO_DECODER,
    ];
    for index in 0.. {
        let Ok((category, transform)) = reader.transform(stream, index) else {
            break;
        };
        if decoders.contains(&category) {
            return Ok(transform);
        }
    }
    Err(code(codes::MF_E_UNSUPPORTED_SERVICE))
}

impl IMFSourceReaderEx_Impl for ReaderObject_Impl {
    fn SetNativeMediaType(&self, stream: u32, set: Ref<'_, IMFMediaType>) -> Result<u32> {
        let stream = self.stream(stream)?;
        let set = media_type(set.as_ref().ok_or_else(missing)?)?;
        let flags = self.reader.set_native_type(stream, &set).map_err(fail)?;
        Ok(flags.bits())
    }

    fn AddTransformForStream(&self, stream: u32, added: Ref<'_, IUnknown>) -> Result<()> {
        let stream = self.stream(stream)?;
        let added = added.as_ref().ok_or_else(missing)?;
        let added: IMFTransform = match added.cast::<IMFTransform>() {
            Ok(added) => added,
            Err(_) => {
                let activate: IMFActivate = added.cast()?;
                // SAFETY: a live object.
                unsafe { activate.ActivateObject() }?
            }
        };
        self.reader
            .add_transform(stream, transform::to_core(&added)?)
            .map_err(fail)
    }

    fn RemoveAllTransformsForStream(&self, stream: u32) -> Result<()> {
        let stream = self.stream(stream)?;
        self.reader.remove_transforms(stream).map_err(fail)
    }

    fn GetTransformForStream(
        &self,
        stream: u32,
        index: u32,
        category: *mut GUID,
        result: OutRef<'_, IMFTransform>,
    ) -> Result<()> {
        let stream = self.stream(stream)?;
        if result.is_null() {
            return Err(code(codes::E_POINTER));
        }
        let (kind, transform) = self.reader.transform(stream, index as usize).map_err(fail)?;
        if !category.is_null() {
            // SAFETY: not NULL, and writable by the method's contract.
            unsafe { category.write(to_guid(kind)) };
        }
        result.write(Some(transform::to_com(&transform)?))
    }
}
