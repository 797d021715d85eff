//! The source resolver and the registry of components.
//!
//! - [`Registry`]: scheme handlers, byte-stream handlers, transforms and sinks, the engine's own and the application's.
//!   It is the [`openmf_core::TransformCatalog`] of the topology loader.
//! - [`SourceResolver`]: makes a media source of a URL, a file name or a byte stream.
//!
//! ```
//! use std::sync::Arc;
//! use openmf_registry::{Registry, ResolveOptions, SourceResolver};
//!
//! let resolver = SourceResolver::new(Arc::new(Registry::with_defaults()));
//! let missing = resolver.open_url("no/such/file.mp4", &ResolveOptions::default());
//! assert!(missing.err().unwrap().to_string().starts_with("cannot open no/such/file.mp4"));
//! ```

mod content;
mod registry;
mod resolver;
mod url;

pub use content::looks_like;
pub use openmf_core::Cancellation;
pub use registry::{Origin, Registry, SinkFactory, SinkRegistration};
pub use resolver::{HandlerPreference, MAX_HEAD, ObjectKind, ResolveOptions, SourceResolver};
pub use url::file_path;
