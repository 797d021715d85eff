//! `IMFSourceResolver`.

use std::sync::Arc;

use openmf_core::{MediaSource, UserObject, codes};
use openmf_registry::{Cancellation, ObjectKind, ResolveOptions, SourceResolver};
use windows_core::{IUnknown, OutRef, PCWSTR, Ref, implement};

use crate::bindings::{
    IMFAsyncCallback, IMFAsyncResult, IMFByteStream, IMFByteStreamHandler, IMFByteStreamHandler_Impl,
    IMFMediaSource, IMFSchemeHandler, IMFSchemeHandler_Impl, IMFSourceResolver, IMFSourceResolver_Impl,
    IPropertyStore, MF_OBJECT_TYPE,
};
use crate::byte_stream::OpenMode;
use crate::convert::{code, fail, read_string};
use crate::edge::Live;
use crate::event::missing;
use crate::foreign::Foreign;
use crate::inward::Object;
use crate::session::registry;
use crate::{byte_stream, identity, operation, plugin_control, source};

type Result<T> = windows_core::Result<T>;

// Source: `MF_OBJECT_TYPE`.
const OBJECT_MEDIASOURCE: MF_OBJECT_TYPE = 0;
pub(crate) const OBJECT_BYTESTREAM: MF_OBJECT_TYPE = 1;
pub(crate) const OBJECT_INVALID: MF_OBJECT_TYPE = 2;

/// What was made, on its way from one thread to another.
enum Made {
    Source(Object<IMFMediaSource>),
    Stream(Object<IMFByteStream>),
}

impl Made {
    fn source(source: &Arc<dyn MediaSource>) -> Result<Self> {
        source::to_com(source).map(|source| Self::Source(Object::new(source)))
    }

    /// # Safety
    /// `kind` is NULL or writable.
    unsafe fn give(self, kind: *mut MF_OBJECT_TYPE, object: OutRef<'_, IUnknown>) -> Result<()> {
        // As the interface that it is told to be: there are programs that do not ask for it.
        let (number, made): (_, IUnknown) = match &self {
            Self::Source(source) => (OBJECT_MEDIASOURCE, (**source).clone().into()),
            Self::Stream(stream) => (OBJECT_BYTESTREAM, (**stream).clone().into()),
        };
        object.write(Some(made))?;
        if !kind.is_null() {
            // SAFETY: not NULL, so writable.
            unsafe { kind.write(number) };
        }
        Ok(())
    }
}

/// `MFCreateSourceResolver`; and the class of our handlers, which open what the resolver does.
#[implement(IMFSourceResolver, IMFSchemeHandler, IMFByteStreamHandler)]
pub(crate) struct ResolverObject {
    _live: Live,
}

impl ResolverObject {
    pub(crate) fn create() -> IMFSourceResolver {
        Self { _live: Live::new() }.into()
    }
}

fn resolver() -> SourceResolver {
    SourceResolver::new(Arc::clone(registry())).with_preference(Arc::new(plugin_control::Preferred))
}

/// What a caller gave to configure the source.
fn properties_of(properties: Option<&IPropertyStore>) -> Option<UserObject> {
    properties.map(|store| Foreign::wrap(store.into()))
}

fn from_url(
    url: &str,
    flags: u32,
    properties: Option<UserObject>,
    cancellation: Option<Cancellation>,
) -> Result<Made> {
    let (kind, mut options) = ResolveOptions::from_flags(flags).map_err(fail)?;
    options.properties = properties;
    options.cancellation = cancellation;
    let resolver = resolver();
    if options.write
        && let Some(path) = resolver.file_of(url, &options).map_err(fail)?
    {
        let mode = match kind {
            ObjectKind::MediaSource => OpenMode::EXISTING,
            ObjectKind::ByteStream => OpenMode::to_write(options.read),
        };
        let stream = byte_stream::open_file(url, mode)?;
        if kind == ObjectKind::ByteStream {
            return Ok(Made::Stream(Object::new(stream)));
        }
        options.name.get_or_insert_with(|| path.display().to_string());
        let core = byte_stream::to_core(&stream)?;
        return Made::source(&resolver.open_byte_stream(core, &options).map_err(fail)?);
    }
    match kind {
        ObjectKind::MediaSource => Made::source(&resolver.open_url(url, &options).map_err(fail)?),
        ObjectKind::ByteStream => {
            let stream = resolver.byte_stream(url, &options).map_err(fail)?;
            Ok(Made::Stream(Object::new(byte_stream::to_com(&stream)?)))
        }
    }
}

fn from_stream(
    stream: &IMFByteStream,
    url: Option<String>,
    flags: u32,
    properties: Option<UserObject>,
    cancellation: Option<Cancellation>,
) -> Result<Made> {
    let (kind, mut options) = ResolveOptions::from_flags(flags).map_err(fail)?;
    options.properties = properties;
    if kind == ObjectKind::ByteStream {
        return Err(missing());
    }
    options.cancellation = cancellation;
    options.name = url;
    let open = || {
        let core = byte_stream::to_core(stream)?;
        Made::source(&resolver().open_byte_stream(core, &options).map_err(fail)?)
    };
    let made = open();
    if made.is_err() && !options.keep_byte_stream_alive_on_fail {
        // "By default, the source resolver closes the byte stream on failure" ("Source Resolver Flags"). Why it failed is
        // what the caller is told.
        // SAFETY: a live object.
        let _ = unsafe { stream.Close() };
    }
    made
}

/// The source of a URL, for a reader.
///
/// # Errors
/// As `CreateObjectFromURL`.
pub(crate) fn source_of_url(url: &str, properties: Option<&IPropertyStore>) -> Result<Arc<dyn MediaSource>> {
    resolver()
        .open_url(url, &with_properties(properties))
        .map_err(fail)
}

fn with_properties(properties: Option<&IPropertyStore>) -> ResolveOptions {
    ResolveOptions {
        properties: properties_of(properties),
        ..ResolveOptions::default()
    }
}

/// The source of a byte stream, for a reader.
///
/// # Errors
/// As `CreateObjectFromByteStream`.
pub(crate) fn source_of_stream(
    stream: &IMFByteStream,
    properties: Option<&IPropertyStore>,
) -> Result<Arc<dyn MediaSource>> {
    let core = byte_stream::to_core(stream)?;
    resolver()
        .open_byte_stream(core, &with_properties(properties))
        .map_err(fail)
}

/// A URL that is required.
///
/// # Safety
/// `url` is NULL or ends with a zero.
unsafe fn required_url(url: &PCWSTR) -> Result<String> {
    if url.is_null() {
        return Err(code(codes::E_POINTER));
    }
    // SAFETY: not NULL, and ends with a zero by the caller's promise.
    Ok(unsafe { read_string(url.0) })
}

/// # Safety
/// As [`required_url`].
unsafe fn optional_url(url: &PCWSTR) -> Option<String> {
    // SAFETY: by the caller's promise.
    unsafe { required_url(url) }.ok()
}

/// Gives the handle that ends the operation, unless the caller does not want it: then its place is NULL.
fn give_cookie(cookie: OutRef<'_, IUnknown>, cancellation: &Cancellation) {
    if !cookie.is_null() {
        // A place that is not NULL can be written.
        let _ = cookie.write(Some(identity::opaque(UserObject::new(cancellation.clone()))));
    }
}

/// # Errors
/// `E_POINTER`: there is no place for the object.
fn clear(kind: *mut MF_OBJECT_TYPE, object: &OutRef<'_, IUnknown>) -> Result<()> {
    if !kind.is_null() {
        // SAFETY: not NULL, and writable by the interface's contract.
        unsafe { kind.write(OBJECT_INVALID) };
    }
    if object.is_null() {
        return Err(code(codes::E_POINTER));
    }
    Ok(())
}

impl IMFSourceResolver_Impl for ResolverObject_Impl {
    fn CreateObjectFromURL(
        &self,
        url: &PCWSTR,
        flags: u32,
        properties: Ref<'_, IPropertyStore>,
        kind: *mut MF_OBJECT_TYPE,
        object: OutRef<'_, IUnknown>,
    ) -> Result<()> {
        clear(kind, &object)?;
        // SAFETY: the interface's caller gives pointers as the method documents them.
        unsafe {
            from_url(
                &required_url(url)?,
                flags,
                properties_of(properties.as_ref()),
                None,
            )?
            .give(kind, object)
        }
    }

    fn CreateObjectFromByteStream(
        &self,
        stream: Ref<'_, IMFByteStream>,
        url: &PCWSTR,
        flags: u32,
        properties: Ref<'_, IPropertyStore>,
        kind: *mut MF_OBJECT_TYPE,
        object: OutRef<'_, IUnknown>,
    ) -> Result<()> {
        clear(kind, &object)?;
        let stream = stream.as_ref().ok_or_else(|| code(codes::E_POINTER))?;
        // SAFETY: the interface's caller gives pointers as the method documents them.
        unsafe {
            let properties = properties_of(properties.as_ref());
            from_stream(stream, optional_url(url), flags, properties, None)?.give(kind, object)
        }
    }

    fn BeginCreateObjectFromURL(
        &self,
        url: &PCWSTR,
        flags: u32,
        properties: Ref<'_, IPropertyStore>,
        cookie: OutRef<'_, IUnknown>,
        callback: Ref<'_, IMFAsyncCallback>,
        state: Ref<'_, IUnknown>,
    ) -> Result<()> {
        // SAFETY: the interface's caller gives a string with a terminator or NULL.
        let url = unsafe { required_url(url) }?;
        ResolveOptions::from_flags(flags).map_err(fail)?;
        let cancellation = Cancellation::new();
        let handle = cancellation.clone();
        let properties = properties_of(properties.as_ref());
        operation::begin(callback.as_ref(), state.as_ref(), move || {
            from_url(&url, flags, properties, Some(handle))
        })?;
        give_cookie(cookie, &cancellation);
        Ok(())
    }

    fn EndCreateObjectFromURL(
        &self,
        result: Ref<'_, IMFAsyncResult>,
        kind: *mut MF_OBJECT_TYPE,
        object: OutRef<'_, IUnknown>,
    ) -> Result<()> {
        clear(kind, &object)?;
        // SAFETY: the interface's caller gives pointers as the method documents them.
        unsafe { operation::end::<Made>(result.as_ref())?.give(kind, object) }
    }

    fn BeginCreateObjectFromByteStream(
        &self,
        stream: Ref<'_, IMFByteStream>,
        url: &PCWSTR,
        flags: u32,
        properties: Ref<'_, IPropertyStore>,
        cookie: OutRef<'_, IUnknown>,
        callback: Ref<'_, IMFAsyncCallback>,
        state: Ref<'_, IUnknown>,
    ) -> Result<()> {
        let stream = Object::new(stream.as_ref().ok_or_else(|| code(codes::E_POINTER))?.clone());
        // SAFETY: the interface's caller gives a string with a terminator or NULL.
        let url = unsafe { optional_url(url) };
        ResolveOptions::from_flags(flags).map_err(fail)?;
        let cancellation = Cancellation::new();
        let handle = cancellation.clone();
        let properties = properties_of(properties.as_ref());
        operation::begin(callback.as_ref(), state.as_ref(), move || {
            let stream = stream;
            from_stream(&stream, url, flags, properties, Some(handle))
        })?;
        give_cookie(cookie, &cancellation);
        Ok(())
    }

    fn EndCreateObjectFromByteStream(
        &self,
        result: Ref<'_, IMFAsyncResult>,
        kind: *mut MF_OBJECT_TYPE,
        object: OutRef<'_, IUnknown>,
    ) -> Result<()> {
        self.EndCreateObjectFromURL(result, kind, object)
    }

    fn CancelObjectCreation(&self, cookie: Ref<'_, IUnknown>) -> Result<()> {
        let cookie = cookie.as_ref().ok_or_else(|| code(codes::E_POINTER))?;
        let handle = identity::inner_of::<Cancellation>(cookie).ok_or_else(missing)?;
        handle.cancel();
        Ok(())
    }
}

impl IMFSchemeHandler_Impl for ResolverObject_Impl {
    fn BeginCreateObject(
        &self,
        url: &PCWSTR,
        flags: u32,
        properties: Ref<'_, IPropertyStore>,
        cookie: OutRef<'_, IUnknown>,
        callback: Ref<'_, IMFAsyncCallback>,
        state: Ref<'_, IUnknown>,
    ) -> Result<()> {
        self.BeginCreateObjectFromURL(url, flags, properties, cookie, callback, state)
    }

    fn EndCreateObject(
        &self,
        result: Ref<'_, IMFAsyncResult>,
        kind: *mut MF_OBJECT_TYPE,
        object: OutRef<'_, IUnknown>,
    ) -> Result<()> {
        self.EndCreateObjectFromURL(result, kind, object)
    }

    fn CancelObjectCreation(&self, cookie: Ref<'_, IUnknown>) -> Result<()> {
        IMFSourceResolver_Impl::CancelObjectCreation(self, cookie)
    }
}

impl IMFByteStreamHandler_Impl for ResolverObject_Impl {
    fn BeginCreateObject(
        &self,
        stream: Ref<'_, IMFByteStream>,
        url: &PCWSTR,
        flags: u32,
        properties: Ref<'_, IPropertyStore>,
        cookie: OutRef<'_, IUnknown>,
        callback: Ref<'_, IMFAsyncCallback>,
        state: Ref<'_, IUnknown>,
    ) -> Result<()> {
        self.BeginCreateObjectFromByteStream(stream, url, flags, properties, cookie, callback, state)
    }

    fn EndCreateObject(
        &self,
        result: Ref<'_, IMFAsyncResult>,
        kind: *mut MF_OBJECT_TYPE,
        object: OutRef<'_, IUnknown>,
    ) -> Result<()> {
        self.EndCreateObjectFromURL(result, kind, object)
    }

    fn CancelObjectCreation(&self, cookie: Ref<'_, IUnknown>) -> Result<()> {
        IMFSourceResolver_Impl::CancelObjectCreation(self, cookie)
    }

    fn GetMaxNumberOfBytesRequiredForResolution(&self) -> Result<u64> {
        Ok(openmf_registry::MAX_HEAD as u64)
    }
}

/// The schemes of all URLs that can be opened, with their colons, in order.
pub(crate) fn schemes() -> Vec<String> {
    let mut all = registry().schemes();
    // Files are opened without a handler.
    all.push("file".to_owned());
    all.sort();
    all.dedup();
    all.into_iter().map(|scheme| scheme + ":").collect()
}

/// The MIME types of all contents that can be opened, in order.
pub(crate) fn mime_types() -> Vec<String> {
    let handlers = registry().byte_stream_handlers();
    let mut all: Vec<String> = handlers
        .iter()
        .flat_map(|(_, handler)| handler.mime_types().iter().map(|mime| (*mime).to_owned()))
        .collect();
    all.sort();
    all.dedup();
    all
}
