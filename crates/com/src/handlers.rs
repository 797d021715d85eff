//! The application's own handlers of schemes and contents.

use std::sync::Arc;

use openmf_core::{
    ByteStream, ByteStreamHandler, Guid, MediaSource, OpenRequest, SchemeHandler, SchemeObject,
};
use openmf_registry::Origin;
use windows_core::{HRESULT, IUnknown, Interface, PCWSTR};

use crate::bindings::{
    IMFActivate, IMFAsyncCallback, IMFAsyncResult, IMFByteStream, IMFByteStreamHandler, IMFMediaSource,
    IMFSchemeHandler, IPropertyStore, MF_OBJECT_TYPE,
};
use crate::foreign::Foreign;
use crate::inward::Object;
use crate::operation::{Made, Opener};
use crate::resolver::{OBJECT_BYTESTREAM, OBJECT_INVALID};
use crate::session::registry;
use crate::{byte_stream, classes, inward, operation, source};

type Result<T> = windows_core::Result<T>;

/// `MF_RESOLUTION_MEDIASOURCE`, with which handlers are called.
const MEDIASOURCE: u32 = 1;

/// What makes an application's handler when it is needed.
enum Maker {
    Activate(Object<IMFActivate>),
    Class(Guid),
}

impl Maker {
    fn make<T: Interface>(&self) -> Result<T> {
        match self {
            // SAFETY: a live object.
            Self::Activate(activate) => unsafe { activate.ActivateObject() },
            Self::Class(class) => classes::create_foreign(*class),
        }
    }
}

/// One of the two interfaces of handlers, whose methods differ in what is opened alone.
trait Handler: Interface {
    const NAME: &'static str;
    /// What it opens besides a URL.
    type Content: Send + Sync;

    /// # Safety
    /// The URL is NULL or ends with a zero.
    unsafe fn begin(
        &self,
        content: &Self::Content,
        request: (PCWSTR, u32, Option<&IPropertyStore>),
        cookie: &mut Option<IUnknown>,
        callback: &IMFAsyncCallback,
    ) -> HRESULT;
    fn end(
        &self,
        result: &IMFAsyncResult,
        kind: &mut MF_OBJECT_TYPE,
        object: &mut Option<IUnknown>,
    ) -> HRESULT;
    fn cancel(&self, cookie: &IUnknown) -> HRESULT;
}

impl Handler for IMFSchemeHandler {
    const NAME: &'static str = "the application's scheme handler";
    type Content = ();

    unsafe fn begin(
        &self,
        (): &(),
        (url, flags, store): (PCWSTR, u32, Option<&IPropertyStore>),
        cookie: &mut Option<IUnknown>,
        callback: &IMFAsyncCallback,
    ) -> HRESULT {
        // SAFETY: a live object; the URL by the caller's promise.
        unsafe { self.BeginCreateObject(url, flags, store, cookie, callback, None) }
    }

    fn end(
        &self,
        result: &IMFAsyncResult,
        kind: &mut MF_OBJECT_TYPE,
        object: &mut Option<IUnknown>,
    ) -> HRESULT {
        // SAFETY: a live object with its result and writable places.
        unsafe { self.EndCreateObject(result, kind, object) }
    }

    fn cancel(&self, cookie: &IUnknown) -> HRESULT {
        // SAFETY: live objects.
        unsafe { self.CancelObjectCreation(cookie) }
    }
}

impl Handler for IMFByteStreamHandler {
    const NAME: &'static str = "the application's byte stream handler";
    type Content = Object<IMFByteStream>;

    unsafe fn begin(
        &self,
        content: &Object<IMFByteStream>,
        (url, flags, store): (PCWSTR, u32, Option<&IPropertyStore>),
        cookie: &mut Option<IUnknown>,
        callback: &IMFAsyncCallback,
    ) -> HRESULT {
        // SAFETY: live objects; the URL by the caller's promise.
        unsafe { self.BeginCreateObject(&**content, url, flags, store, cookie, callback, None) }
    }

    fn end(
        &self,
        result: &IMFAsyncResult,
        kind: &mut MF_OBJECT_TYPE,
        object: &mut Option<IUnknown>,
    ) -> HRESULT {
        // SAFETY: a live object with its result and writable places.
        unsafe { self.EndCreateObject(result, kind, object) }
    }

    fn cancel(&self, cookie: &IUnknown) -> HRESULT {
        // SAFETY: live objects.
        unsafe { self.CancelObjectCreation(cookie) }
    }
}

/// What an application's handler opens.
struct Opening<H: Handler + 'static> {
    handler: Object<H>,
    content: H::Content,
    url: Option<Vec<u16>>,
    flags: u32,
    store: Option<Object<IPropertyStore>>,
}

impl<H: Handler> Opening<H> {
    fn run(maker: &Maker, content: H::Content, request: &OpenRequest<'_>) -> openmf_core::Result<Made> {
        let store = request.properties.and_then(Foreign::unwrap);
        let opening = Self {
            handler: Object::new(maker.make().map_err(inward::error)?),
            content,
            url: request.url.map(|url| url.encode_utf16().chain([0]).collect()),
            flags: request.flags,
            store: store.and_then(|store| store.cast().ok()).map(Object::new),
        };
        operation::open(&Arc::new(opening), request.cancellation)
    }
}

impl<H: Handler> Opener for Arc<Opening<H>> {
    const NAME: &'static str = H::NAME;

    fn begin(&self, callback: &IMFAsyncCallback) -> Result<Option<IUnknown>> {
        let url = self
            .url
            .as_ref()
            .map_or(PCWSTR::null(), |url| PCWSTR(url.as_ptr()));
        let request = (url, self.flags, self.store.as_deref());
        let mut cookie = None;
        // SAFETY: the URL ends with a zero, and outlives the call.
        unsafe { self.handler.begin(&self.content, request, &mut cookie, callback) }.ok()?;
        Ok(cookie)
    }

    fn end(&self, result: &IMFAsyncResult) -> Result<Made> {
        let (mut kind, mut object) = (OBJECT_INVALID, None);
        self.handler.end(result, &mut kind, &mut object).ok()?;
        Made::of(kind, object)
    }

    fn cancel(&self, cookie: &IUnknown) {
        // It may be too late for that.
        let _ = self.handler.cancel(cookie);
    }
}

/// An application's `IMFSchemeHandler`.
struct LocalScheme {
    scheme: String,
    maker: Maker,
}

impl SchemeHandler for LocalScheme {
    fn scheme(&self) -> &str {
        &self.scheme
    }

    fn open(&self, url: &str) -> openmf_core::Result<SchemeObject> {
        let request = OpenRequest {
            flags: MEDIASOURCE,
            url: Some(url),
            ..OpenRequest::default()
        };
        self.open_for(url, &request)
    }

    fn open_for(&self, url: &str, request: &OpenRequest<'_>) -> openmf_core::Result<SchemeObject> {
        let request = OpenRequest {
            url: Some(url),
            ..*request
        };
        let made = Opening::<IMFSchemeHandler>::run(&self.maker, (), &request)?;
        let object = || -> Result<SchemeObject> {
            if made.kind == OBJECT_BYTESTREAM {
                let stream: IMFByteStream = made.object.cast()?;
                return Ok(SchemeObject::ByteStream(byte_stream::to_core(&stream)?));
            }
            let source: IMFMediaSource = made.object.cast()?;
            Ok(SchemeObject::MediaSource(source::to_core(&source)?))
        };
        object().map_err(inward::error)
    }
}

/// An application's `IMFByteStreamHandler`. It is found by extension or MIME type: what it recognizes is not known.
struct LocalContent {
    extensions: Vec<&'static str>,
    mime_types: Vec<&'static str>,
    maker: Maker,
}

impl ByteStreamHandler for LocalContent {
    fn name(&self) -> &'static str {
        "the application's handler"
    }

    fn extensions(&self) -> &[&'static str] {
        &self.extensions
    }

    fn mime_types(&self) -> &[&'static str] {
        &self.mime_types
    }

    fn recognize(&self, _head: &[u8]) -> u8 {
        0
    }

    fn open(&self, stream: Arc<dyn ByteStream>) -> openmf_core::Result<Arc<dyn MediaSource>> {
        let request = OpenRequest {
            flags: MEDIASOURCE,
            ..OpenRequest::default()
        };
        self.open_for(stream, &request)
    }

    fn open_for(
        &self,
        stream: Arc<dyn ByteStream>,
        request: &OpenRequest<'_>,
    ) -> openmf_core::Result<Arc<dyn MediaSource>> {
        let content = Object::new(byte_stream::to_com(&stream).map_err(inward::error)?);
        let made = Opening::<IMFByteStreamHandler>::run(&self.maker, content, request)?;
        let source: IMFMediaSource = made.object.cast().map_err(inward::error)?;
        source::to_core(&source).map_err(inward::error)
    }
}

/// `MFRegisterLocalSchemeHandler`. The scheme may end with its colon.
pub(crate) fn register_scheme(scheme: &str, activate: &IMFActivate) {
    let handler = LocalScheme {
        scheme: scheme.trim_end_matches("//").trim_end_matches(':').to_lowercase(),
        maker: Maker::Activate(Object::new(activate.clone())),
    };
    registry().register_scheme_handler(Origin::Local, Arc::new(handler));
}

/// `MFRegisterLocalByteStreamHandler`. The extension may begin with its dot.
pub(crate) fn register_content(extension: Option<String>, mime_type: Option<String>, activate: &IMFActivate) {
    // Kept as long as the process, as the registration is.
    let kept = |text: String| -> &'static str { Box::leak(text.to_lowercase().into_boxed_str()) };
    let handler = LocalContent {
        extensions: extension
            .map(|extension| kept(extension.trim_start_matches('.').to_owned()))
            .into_iter()
            .collect(),
        mime_types: mime_type.map(kept).into_iter().collect(),
        maker: Maker::Activate(Object::new(activate.clone())),
    };
    registry().register_byte_stream_handler(Origin::Local, Arc::new(handler));
}

/// The scheme handler of a class of the application's or the system's.
pub(crate) fn scheme_of_class(scheme: &str, class: Guid) -> Arc<dyn SchemeHandler> {
    Arc::new(LocalScheme {
        scheme: scheme.to_owned(),
        maker: Maker::Class(class),
    })
}

/// The byte-stream handler of a class of the application's or the system's.
pub(crate) fn content_of_class(class: Guid) -> Arc<dyn ByteStreamHandler> {
    Arc::new(LocalContent {
        extensions: Vec::new(),
        mime_types: Vec::new(),
        maker: Maker::Class(class),
    })
}
