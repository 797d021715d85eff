//! Renderers, the sample grabber and file sinks.
