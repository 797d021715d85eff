use std::fmt;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use openmf_core::{
    ByteStreamHandler, Error, Guid, MediaType, Result, SchemeHandler, SinkActivate, TransformCatalog,
    TransformRegistration,
};

/// The components that there are: the engine's own and the application's.
///
/// Everything may be registered at any time, from any thread; what is being opened or resolved keeps what it has found.
#[derive(Default)]
pub struct Registry {
    components: RwLock<Components>,
}

#[derive(Default)]
struct Components {
    schemes: Vec<(Origin, Arc<dyn SchemeHandler>)>,
    handlers: Vec<(Origin, Arc<dyn ByteStreamHandler>)>,
    transforms: Vec<(Origin, Arc<TransformRegistration>)>,
    sinks: Vec<(Origin, Arc<SinkRegistration>)>,
}

/// Whose component it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// The application's own (`MFTRegisterLocal`, `MFRegisterLocalSchemeHandler`,
    /// `MFRegisterLocalByteStreamHandler`). Comes first.
    Local,
    /// The engine's.
    BuiltIn,
}

/// A sink that can be asked for by name.
#[derive(Clone)]
pub struct SinkRegistration {
    /// The name: "null", "wav".
    pub name: &'static str,
    /// The major type of its streams; [`Guid::ZERO`] matches anything.
    pub major_type: Guid,
    /// The one of highest merit is the default; sinks of merit 0 are never the default.
    pub merit: u32,
    /// Makes what makes the sink.
    pub factory: SinkFactory,
}

/// Makes an activation object for a sink. The argument is the sink's own: a path, a device.
pub type SinkFactory = Arc<dyn Fn(Option<&str>) -> Result<Arc<dyn SinkActivate>> + Send + Sync>;

impl fmt::Debug for SinkRegistration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SinkRegistration")
            .field("name", &self.name)
            .field("major_type", &self.major_type)
            .field("merit", &self.merit)
            .finish_non_exhaustive()
    }
}

impl Registry {
    /// A registry of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// A registry of all containers and transforms that were built in.
    pub fn with_defaults() -> Self {
        let registry = Self::new();
        for handler in openmf_sources::handlers() {
            registry.register_byte_stream_handler(Origin::BuiltIn, handler);
        }
        for transform in openmf_transforms::registrations() {
            registry.register_transform(Origin::BuiltIn, transform);
        }
        registry
    }

    /// Adds what opens the URLs of a scheme.
    pub fn register_scheme_handler(&self, origin: Origin, handler: Arc<dyn SchemeHandler>) {
        self.write().schemes.push((origin, handler));
    }

    /// Adds what opens a kind of content.
    pub fn register_byte_stream_handler(&self, origin: Origin, handler: Arc<dyn ByteStreamHandler>) {
        self.write().handlers.push((origin, handler));
    }

    /// Adds a transform.
    pub fn register_transform(&self, origin: Origin, transform: TransformRegistration) {
        self.write().transforms.push((origin, Arc::new(transform)));
    }

    /// Adds a sink.
    pub fn register_sink(&self, origin: Origin, sink: SinkRegistration) {
        self.write().sinks.push((origin, Arc::new(sink)));
    }

    /// Removes the application's own transforms of a class (`MFTUnregisterLocal`).
    ///
    /// # Errors
    /// - [`Error::NotFound`]: there is none.
    pub fn unregister_local_transform(&self, class: &Guid) -> Result<()> {
        let mut components = self.write();
        let before = components.transforms.len();
        components
            .transforms
            .retain(|(origin, transform)| *origin != Origin::Local || transform.class != *class);
        if components.transforms.len() == before {
            return Err(no_transform(class));
        }
        Ok(())
    }

    /// The handler of a scheme, given in lower case without its colon; the application's own first.
    pub fn scheme_handler(&self, scheme: &str, with_local: bool) -> Option<Arc<dyn SchemeHandler>> {
        let components = self.read();
        let mut found: Vec<_> = components
            .schemes
            .iter()
            .filter(|(origin, handler)| {
                (with_local || *origin != Origin::Local) && handler.scheme() == scheme
            })
            .collect();
        found.sort_by_key(|(origin, _)| *origin);
        found.first().map(|(_, handler)| Arc::clone(handler))
    }

    /// The schemes that have a handler, in lower case without their colon, sorted, each once.
    pub fn schemes(&self) -> Vec<String> {
        let components = self.read();
        let schemes = components.schemes.iter();
        let mut schemes: Vec<_> = schemes.map(|(_, handler)| handler.scheme().to_owned()).collect();
        drop(components);
        schemes.sort();
        schemes.dedup();
        schemes
    }

    /// All byte-stream handlers, the application's own first, else in the order of their registration.
    pub fn byte_stream_handlers(&self) -> Vec<(Origin, Arc<dyn ByteStreamHandler>)> {
        let mut handlers = self.read().handlers.clone();
        handlers.sort_by_key(|(origin, _)| *origin);
        handlers
    }

    /// All transforms, as [`TransformCatalog::enumerate`] orders them.
    pub fn transforms(&self) -> Vec<(Origin, Arc<TransformRegistration>)> {
        let mut transforms = self.read().transforms.clone();
        transforms.sort_by_key(|(origin, transform)| (std::cmp::Reverse(transform.merit), *origin));
        transforms
    }

    /// The sink of a name for streams of a major type; the application's own first.
    ///
    /// # Errors
    /// - [`Error::NotFound`]: there is none.
    pub fn sink(&self, name: &str, major_type: &Guid) -> Result<Arc<SinkRegistration>> {
        self.best_sink(major_type, |sink| sink.name == name)
            .ok_or_else(|| Error::NotFound {
                what: format!("a sink \"{name}\" for {major_type}").into(),
            })
    }

    /// The sink that streams of a major type go to unless another is asked for: the one of highest merit.
    ///
    /// # Errors
    /// - [`Error::NotFound`]: there is none.
    pub fn default_sink(&self, major_type: &Guid) -> Result<Arc<SinkRegistration>> {
        self.best_sink(major_type, |sink| sink.merit > 0)
            .ok_or_else(|| Error::NotFound {
                what: format!("a default sink for {major_type}").into(),
            })
    }

    fn best_sink(
        &self,
        major_type: &Guid,
        wanted: impl Fn(&SinkRegistration) -> bool,
    ) -> Option<Arc<SinkRegistration>> {
        let components = self.read();
        let mut sinks: Vec<_> = components
            .sinks
            .iter()
            .filter(|(_, sink)| sink.major_type == *major_type || sink.major_type == Guid::ZERO)
            .filter(|(_, sink)| wanted(sink))
            .collect();
        sinks.sort_by_key(|(origin, sink)| (std::cmp::Reverse(sink.merit), *origin));
        sinks.first().map(|(_, sink)| Arc::clone(sink))
    }

    // A poisoned registry is still whole: every change is a single push or retain.
    fn read(&self) -> RwLockReadGuard<'_, Components> {
        self.components.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Components> {
        self.components.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TransformCatalog for Registry {
    /// Highest merit first; at equal merit the application's own, then the order of registration.
    fn enumerate(
        &self,
        category: &Guid,
        input: Option<&MediaType>,
        output: Option<&MediaType>,
    ) -> Vec<Arc<TransformRegistration>> {
        self.transforms()
            .into_iter()
            .map(|(_, transform)| transform)
            .filter(|transform| {
                transform.category == *category
                    && input.is_none_or(|media_type| transform.takes(media_type))
                    && output.is_none_or(|media_type| transform.makes(media_type))
            })
            .collect()
    }

    /// The application's own first.
    fn by_class(&self, class: &Guid) -> Result<Arc<TransformRegistration>> {
        let components = self.read();
        let of_class = components
            .transforms
            .iter()
            .filter(|(_, transform)| transform.class == *class);
        of_class
            .min_by_key(|(origin, _)| *origin)
            .map(|(_, transform)| Arc::clone(transform))
            .ok_or_else(|| no_transform(class))
    }
}

fn no_transform(class: &Guid) -> Error {
    Error::NotFound {
        what: format!("a transform of the class {class}").into(),
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let components = self.read();
        let names = components.handlers.iter().map(|(_, handler)| handler.name());
        f.debug_struct("Registry")
            .field("handlers", &names.collect::<Vec<_>>())
            .field("transforms", &components.transforms)
            .field("sinks", &components.sinks)
            .finish_non_exhaustive()
    }
}
