//! The source resolver and the registry of components.
