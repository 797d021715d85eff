use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use openmf_core::{
    ByteStream, ByteStreamHandler, Error, MediaSource, OpenRequest, Result, SchemeHandler, SchemeObject,
    UserObject, codes, keys, read_full_at,
};
use openmf_sources::FileByteStream;

use crate::url::{self, Address};
use crate::{Cancellation, Origin, Registry, looks_like};

/// How many bytes at the start of the content handlers get to recognize it by.
pub const MAX_HEAD: usize = 4096;

/// From this score on a handler is certain of its content: if it cannot open it, nothing else is tried.
const CERTAIN: u8 = 80;

/// Makes media sources of URLs, file names and byte streams (`IMFSourceResolver`).
///
/// Opening may block; it belongs on a thread that may.
#[derive(Clone, Debug)]
pub struct SourceResolver {
    registry: Arc<Registry>,
    preference: Option<Preference>,
}

#[derive(Clone)]
struct Preference(Arc<dyn HandlerPreference>);

impl fmt::Debug for Preference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Preference")
    }
}

/// Which handlers come first, and whether the engine's own are used (`IMFPluginControl`).
pub trait HandlerPreference: Send + Sync {
    /// The handler that comes first for the URLs of a scheme, given in lower case without its colon.
    fn scheme(&self, scheme: &str) -> Option<Arc<dyn SchemeHandler>>;
    /// The handlers that come first, in order, for content of an extension, in lower case without its dot, and of a MIME
    /// type, in lower case.
    fn content(&self, extension: Option<&str>, mime_type: Option<&str>) -> Vec<Arc<dyn ByteStreamHandler>>;
    /// Whether the engine's own handlers of content are asked. Files are opened anyhow.
    fn has_built_in(&self) -> bool;
}

/// What a resolver is asked to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectKind {
    /// `MF_RESOLUTION_MEDIASOURCE`.
    MediaSource,
    /// `MF_RESOLUTION_BYTESTREAM`.
    ByteStream,
}

/// How a source is opened. Nothing is set by default.
#[derive(Clone, Debug, Default)]
pub struct ResolveOptions {
    /// What to call the content, in place of the stream's own name; its extension is a hint.
    pub name: Option<String>,
    /// The MIME type, in place of the stream's own.
    pub mime_type: Option<String>,
    /// `MF_RESOLUTION_CONTENT_DOES_NOT_HAVE_TO_MATCH_EXTENSION_OR_MIME_TYPE`: content that no handler recognizes, and
    /// that is of no known extension or MIME type, is given to every handler in turn.
    pub content_does_not_have_to_match: bool,
    /// `MF_RESOLUTION_KEEP_BYTE_STREAM_ALIVE_ON_FAIL`: a byte stream that could not be opened is not cancelled.
    pub keep_byte_stream_alive_on_fail: bool,
    /// `MF_RESOLUTION_DISABLE_LOCAL_PLUGINS`: the application's own handlers are not asked.
    pub disable_local_plugins: bool,
    /// `MF_RESOLUTION_READ`: the stream of bytes is to be read. What is not to be written is read anyhow.
    pub read: bool,
    /// `MF_RESOLUTION_WRITE`: the stream of bytes is to be written. The scheme's handler has to make such a stream; for
    /// files whoever calls the resolver opens it.
    pub write: bool,
    /// What configures the source (an `IPropertyStore`), for handlers that know it.
    pub properties: Option<UserObject>,
    /// Ends the call early.
    pub cancellation: Option<Cancellation>,
}

impl ResolveOptions {
    /// The documented flags as options (`MF_RESOLUTION_*`).
    ///
    /// # Errors
    /// - [`Error::Code`] (`MF_E_SOURCERESOLVER_MUTUALLY_EXCLUSIVE_FLAGS`): both kinds of object are asked for, or the
    ///   content need not match and the stream is to be kept.
    /// - [`Error::InvalidArgument`]: no kind of object is asked for, or a flag is unknown.
    ///
    /// Source: `IMFSourceResolver::CreateObjectFromURL`; "Source Resolver Flags" (Microsoft Learn).
    pub fn from_flags(flags: u32) -> Result<(ObjectKind, Self)> {
        let is_set = |flag: u32| flags & flag != 0;
        let both = |a: u32, b: u32| is_set(a) && is_set(b);
        if both(MEDIASOURCE, BYTESTREAM) || both(NEED_NOT_MATCH, KEEP_ALIVE) {
            return Err(codes::MF_E_SOURCERESOLVER_MUTUALLY_EXCLUSIVE_FLAGS.into());
        }
        if flags & !KNOWN_FLAGS != 0 {
            return Err(Error::invalid_argument(format!(
                "unknown flags 0x{:X} of the source resolver",
                flags & !KNOWN_FLAGS
            )));
        }
        let kind = match (is_set(MEDIASOURCE), is_set(BYTESTREAM)) {
            (true, _) => ObjectKind::MediaSource,
            (false, true) => ObjectKind::ByteStream,
            (false, false) => {
                return Err(Error::invalid_argument(
                    "neither a media source nor a byte stream is asked for",
                ));
            }
        };
        let options = Self {
            content_does_not_have_to_match: is_set(NEED_NOT_MATCH),
            keep_byte_stream_alive_on_fail: is_set(KEEP_ALIVE),
            disable_local_plugins: is_set(DISABLE_LOCAL),
            read: is_set(READ),
            write: is_set(WRITE),
            ..Self::default()
        };
        Ok((kind, options))
    }

    fn flags(&self, kind: ObjectKind) -> u32 {
        let kind = match kind {
            ObjectKind::MediaSource => MEDIASOURCE,
            ObjectKind::ByteStream => BYTESTREAM,
        };
        let set = [
            (self.content_does_not_have_to_match, NEED_NOT_MATCH),
            (self.keep_byte_stream_alive_on_fail, KEEP_ALIVE),
            (self.read, READ),
            (self.write, WRITE),
        ];
        let flags = set.iter().filter(|(is_set, _)| *is_set);
        flags.fold(kind, |all, (_, flag)| all | flag)
    }

    /// As handlers are told, of what is from `url`.
    fn request<'a>(&'a self, kind: ObjectKind, url: Option<&'a str>) -> OpenRequest<'a> {
        OpenRequest {
            flags: self.flags(kind),
            url,
            properties: self.properties.as_ref(),
            cancellation: self.cancellation.as_ref(),
        }
    }

    fn check(&self) -> Result<()> {
        if self.content_does_not_have_to_match && self.keep_byte_stream_alive_on_fail {
            return Err(codes::MF_E_SOURCERESOLVER_MUTUALLY_EXCLUSIVE_FLAGS.into());
        }
        self.check_cancelled()
    }

    fn check_cancelled(&self) -> Result<()> {
        self.cancellation.as_ref().map_or(Ok(()), Cancellation::check)
    }
}

const MEDIASOURCE: u32 = 0x1;
const BYTESTREAM: u32 = 0x2;
const NEED_NOT_MATCH: u32 = 0x10;
const KEEP_ALIVE: u32 = 0x20;
const DISABLE_LOCAL: u32 = 0x40;
const READ: u32 = 0x1_0000;
const WRITE: u32 = 0x2_0000;
/// `MF_RESOLUTION_PLUGIN_CONTROL_POLICY_APPROVED_ONLY`, `_WEB_ONLY`, `_WEB_ONLY_EDGEMODE` and
/// `MF_RESOLUTION_ENABLE_STORE_PLUGINS`: which of the system's other handlers may be used, of which there are none.
const POLICY: u32 = 0x80 | 0x100 | 0x200 | 0x400;
const KNOWN_FLAGS: u32 =
    MEDIASOURCE | BYTESTREAM | NEED_NOT_MATCH | KEEP_ALIVE | DISABLE_LOCAL | POLICY | READ | WRITE;

impl SourceResolver {
    /// A resolver that finds its handlers in this registry (`MFCreateSourceResolver`).
    pub fn new(registry: Arc<Registry>) -> Self {
        Self {
            registry,
            preference: None,
        }
    }

    /// The same, with handlers that come before those of the registry.
    #[must_use]
    pub fn with_preference(self, preference: Arc<dyn HandlerPreference>) -> Self {
        Self {
            preference: Some(Preference(preference)),
            ..self
        }
    }

    fn has_built_in(&self) -> bool {
        let preference = self.preference.as_ref();
        preference.is_none_or(|preference| preference.0.has_built_in())
    }

    /// What opens the URLs of a scheme.
    fn scheme_handler(&self, scheme: &str, options: &ResolveOptions) -> Option<Arc<dyn SchemeHandler>> {
        let preferred = self.preference.as_ref();
        let preferred = preferred.and_then(|preference| preference.0.scheme(scheme));
        preferred.or_else(|| {
            self.registry
                .scheme_handler(scheme, !options.disable_local_plugins)
        })
    }

    /// The registry.
    pub fn registry(&self) -> &Arc<Registry> {
        &self.registry
    }

    /// Opens a URL or a plain file name (`CreateObjectFromURL`). `file:` URLs are percent-decoded, plain names are not.
    ///
    /// # Errors
    /// - [`Error::UnsupportedScheme`]: nothing opens URLs of this scheme.
    /// - [`Error::InvalidArgument`]: a `file:` URL is malformed or names another machine.
    /// - [`Error::Io`]: the file is missing, unreadable, or a directory.
    /// - Those of [`SourceResolver::open_byte_stream`].
    pub fn open_url(&self, url: &str, options: &ResolveOptions) -> Result<Arc<dyn MediaSource>> {
        options.check()?;
        match self.object(url, ObjectKind::MediaSource, options)? {
            SchemeObject::MediaSource(source) => keep_unless_cancelled(source, options),
            SchemeObject::ByteStream(stream) => self.open_byte_stream(stream, options),
        }
    }

    /// Opens a file.
    ///
    /// # Errors
    /// - [`Error::Io`]: the file is missing, unreadable, or a directory.
    /// - Those of [`SourceResolver::open_byte_stream`].
    pub fn open_path(
        &self,
        path: impl AsRef<Path>,
        options: &ResolveOptions,
    ) -> Result<Arc<dyn MediaSource>> {
        options.check()?;
        self.open_byte_stream(Arc::new(FileByteStream::open(path)?), options)
    }

    /// Opens a URL or file name as a byte stream (`CreateObjectFromURL` with `MF_RESOLUTION_BYTESTREAM`).
    ///
    /// # Errors
    /// - Those of [`SourceResolver::open_url`].
    /// - [`Error::NotImplemented`]: a file is to be written, or the scheme's handler makes nothing to write to.
    /// - [`Error::InvalidRequest`]: the URL's scheme makes media sources only.
    pub fn byte_stream(&self, url: &str, options: &ResolveOptions) -> Result<Arc<dyn ByteStream>> {
        options.check()?;
        match self.object(url, ObjectKind::ByteStream, options)? {
            SchemeObject::ByteStream(stream) => Ok(stream),
            SchemeObject::MediaSource(source) => {
                // Nobody will use it; a source that is shut down already needs nothing more.
                let _ = source.shutdown();
                Err(Error::invalid_request(format!("{url} is no stream of bytes")))
            }
        }
    }

    /// The file that a URL or a plain name names; `None` if a scheme's handler opens it.
    ///
    /// # Errors
    /// - [`Error::UnsupportedScheme`], [`Error::InvalidArgument`]: as [`SourceResolver::open_url`].
    pub fn file_of(&self, url: &str, options: &ResolveOptions) -> Result<Option<PathBuf>> {
        let has_handler = |scheme: &str| self.scheme_handler(scheme, options).is_some();
        Ok(match url::parse(url, has_handler)? {
            Address::File(path) => Some(path),
            Address::Scheme(_) => None,
        })
    }

    fn object(&self, url: &str, kind: ObjectKind, options: &ResolveOptions) -> Result<SchemeObject> {
        let handler = |scheme: &str| self.scheme_handler(scheme, options);
        match url::parse(url, |scheme| handler(scheme).is_some())? {
            Address::File(path) if options.write => Err(Error::NotImplemented {
                what: format!("writing to {}", path.display()).into(),
            }),
            Address::File(path) => Ok(SchemeObject::ByteStream(Arc::new(FileByteStream::open(path)?))),
            Address::Scheme(scheme) => match handler(&scheme) {
                Some(handler) => {
                    let opened = handler.open_for(url, &options.request(kind, Some(url)));
                    // Whatever the handler made of being cancelled, this is why.
                    opened.map_err(|error| options.check_cancelled().err().unwrap_or(error))
                }
                None => Err(Error::UnsupportedScheme {
                    scheme: format!("{scheme}:"),
                }),
            },
        }
    }

    /// Opens the content of a byte stream (`CreateObjectFromByteStream`).
    ///
    /// The handler is found by the content: the one that is surest of the first bytes. If none recognizes them, by the MIME
    /// type, then by the extension. The application's own come before the engine's, also those that are found by type or
    /// extension alone. On failure the stream is cancelled,
    /// unless it is to be kept.
    ///
    /// # Errors
    /// - [`Error::UnsupportedByteStream`]: no handler takes the content; it says what the first bytes look like.
    /// - [`Error::CannotOpen`]: a handler recognized the content, or is the application's for this type or extension, but
    ///   could not open it; it has that failure's code.
    /// - [`Error::Io`]: the medium failed.
    /// - [`Error::Aborted`]: it was cancelled.
    pub fn open_byte_stream(
        &self,
        stream: Arc<dyn ByteStream>,
        options: &ResolveOptions,
    ) -> Result<Arc<dyn MediaSource>> {
        options.check()?;
        let watch = match &options.cancellation {
            Some(cancellation) => {
                let stream = Arc::clone(&stream);
                Some(cancellation.watch(move || stream.cancel())?)
            }
            None => None,
        };
        let result = self.open_content(&stream, options);
        drop(watch);
        let result = match result {
            Ok(source) => keep_unless_cancelled(source, options),
            // Whatever the handler made of the cancelled read, this is why.
            Err(error) => Err(options.check_cancelled().err().unwrap_or(error)),
        };
        if result.is_err() && !options.keep_byte_stream_alive_on_fail {
            stream.cancel();
        }
        result
    }

    fn open_content(
        &self,
        stream: &Arc<dyn ByteStream>,
        options: &ResolveOptions,
    ) -> Result<Arc<dyn MediaSource>> {
        let url = options
            .name
            .clone()
            .or_else(|| stream.attributes().get(keys::MF_BYTESTREAM_ORIGIN_NAME).ok());
        let name = options.name.clone().unwrap_or_else(|| stream.name());
        let mut head = vec![0; MAX_HEAD];
        let length = read_full_at(&**stream, 0, &mut head)?;
        head.truncate(length);
        let unsupported = |looks_like| Error::UnsupportedByteStream {
            name: name.as_str().into(),
            looks_like,
        };
        if head.is_empty() {
            return Err(unsupported(looks_like(&head)));
        }
        let request = options.request(ObjectKind::MediaSource, url.as_deref());
        let mut first_failure = None;
        for candidate in self.candidates(&head, &name, stream, options) {
            options.check_cancelled()?;
            let opened = candidate.handler.open_for(Arc::clone(stream), &request);
            let error = match opened {
                Ok(source) => return Ok(source),
                // These say themselves what happened to which file, and no other handler would fare better.
                Err(error @ (Error::Aborted | Error::Shutdown | Error::Io { .. })) => return Err(error),
                Err(error) => error,
            };
            let error = Error::CannotOpen {
                name: name.as_str().into(),
                handler: candidate.handler.name(),
                error: Arc::new(error),
            };
            if candidate.score >= CERTAIN {
                return Err(error);
            }
            // A mere name is no reason to report a built-in handler's view of content that it never recognized. The
            // application's own was made for the name.
            if candidate.score > 0 || candidate.is_claimed() {
                first_failure.get_or_insert(error);
            }
        }
        Err(first_failure.unwrap_or_else(|| unsupported(looks_like(&head))))
    }

    /// The handlers to try, in order.
    fn candidates(
        &self,
        head: &[u8],
        name: &str,
        stream: &Arc<dyn ByteStream>,
        options: &ResolveOptions,
    ) -> Vec<Candidate> {
        let mime_type = options.mime_type.clone().or_else(|| {
            let own = stream.attributes().get(keys::MF_BYTESTREAM_CONTENT_TYPE);
            own.ok()
        });
        // Without parameters: `audio/ogg; codecs=opus`.
        let mime_type =
            mime_type.map(|mime| mime.split(';').next().unwrap_or_default().trim().to_lowercase());
        let extension = url::extension(name);
        let preferred = self.preference.as_ref().map(|preference| {
            let Preference(preference) = preference;
            preference.content(extension.as_deref(), mime_type.as_deref())
        });
        let preferred = preferred
            .unwrap_or_default()
            .into_iter()
            .map(|handler| Candidate {
                origin: Origin::Local,
                score: 0,
                by_mime: true,
                by_extension: true,
                handler,
            });
        let mut candidates: Vec<Candidate> = self
            .registry
            .byte_stream_handlers()
            .into_iter()
            .filter(|(origin, _)| match origin {
                Origin::Local => !options.disable_local_plugins,
                Origin::BuiltIn => self.has_built_in(),
            })
            .map(|(origin, handler)| Candidate {
                origin,
                score: handler.recognize(head),
                by_mime: mime_type
                    .as_deref()
                    .is_some_and(|m| handler.mime_types().contains(&m)),
                by_extension: extension
                    .as_deref()
                    .is_some_and(|e| handler.extensions().contains(&e)),
                handler,
            })
            .filter(|c| c.score > 0 || c.by_mime || c.by_extension || options.content_does_not_have_to_match)
            .collect();
        // Stable: handlers that are alike stay in the order of the registry.
        candidates.sort_by_key(|c| {
            (
                c.score == 0 && !c.is_claimed(),
                c.origin,
                std::cmp::Reverse(c.score),
                !c.by_mime,
                !c.by_extension,
            )
        });
        preferred.chain(candidates).collect()
    }
}

struct Candidate {
    origin: Origin,
    score: u8,
    by_mime: bool,
    by_extension: bool,
    handler: Arc<dyn ByteStreamHandler>,
}

impl Candidate {
    /// Whether the application registered it for this name or type.
    fn is_claimed(&self) -> bool {
        self.origin == Origin::Local && (self.by_mime || self.by_extension)
    }
}

impl fmt::Debug for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.handler.name(), self.score)
    }
}

fn keep_unless_cancelled(
    source: Arc<dyn MediaSource>,
    options: &ResolveOptions,
) -> Result<Arc<dyn MediaSource>> {
    if let Err(error) = options.check_cancelled() {
        // Its stream was cancelled under it; a second shutdown would only say that it was shut down.
        let _ = source.shutdown();
        return Err(error);
    }
    Ok(source)
}
