//! The COM and C edge of openmf.
//!
//! Programs that are written to `mfapi.h`, `mfidl.h` and `mfreadwrite.h` reach the engine here. The crate has two
//! halves: COM objects over the core's types (outward), and adapters that let an application's own objects take part as
//! core components (inward). No object is assumed to be ours. No lock is held while foreign code runs, and no panic
//! leaves through a foreign frame.
//!
//! The interfaces in `bindings` are generated from Microsoft's metadata.

mod activate;
mod allocator;
mod archive;
mod async_result;
mod attributes;
mod audio_renderer;
#[allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    non_snake_case,
    non_camel_case_types,
    non_upper_case_globals,
    unsafe_op_in_unsafe_fn,
    elided_lifetimes_in_paths,
    clippy::all,
    clippy::undocumented_unsafe_blocks,
    reason = "generated from the metadata"
)]
#[doc(hidden)]
pub mod bindings;
#[doc(hidden)]
pub mod bstr;
mod buffer;
mod byte_stream;
mod carried;
mod class_factory;
mod classes;
mod clock;
mod codec_api;
mod collection;
mod combined_sample;
mod convert;
mod core_buffer;
mod descriptors;
mod devices;
mod diagnostics;
mod display_control;
mod edge;
mod event;
mod event_queue;
pub mod exports;
mod field_of_use;
mod foreign;
mod formats;
#[cfg(windows)]
mod fullscreen;
mod handlers;
#[cfg(windows)]
mod hwnd;
mod identity;
mod inward;
mod layout;
mod legacy_buffer;
mod loader;
mod media_sink;
mod media_type;
mod memory;
mod neighbours;
mod node;
mod objects;
mod operation;
mod picture_buffer;
mod platform;
mod plugin_control;
mod property_store;
mod propvariant;
mod quality;
mod rate;
mod read_write;
mod reader;
mod registrations;
mod relay;
mod representation;
mod resolver;
mod sample;
mod sample_convert;
mod seek_info;
mod sequencer;
mod serialize;
mod services;
mod session;
mod sink;
mod source;
mod streams;
mod time_source;
mod topology;
mod tracked_sample;
mod transform;
mod transform_activate;
mod turn;
mod waits;
mod work_items;
mod work_queue_services;

/// What tests look at that no C program sees.
#[doc(hidden)]
pub mod testing {
    /// How many panics the edge has turned into an answer.
    #[must_use]
    pub fn panics() -> u64 {
        crate::edge::panics()
    }

    /// Where in the sources the objects were made that are alive, and how many of each; nothing without debug assertions.
    #[must_use]
    pub fn live_places() -> Vec<(String, usize)> {
        crate::edge::live_places()
    }

    /// The COM object of the source of a file.
    ///
    /// # Errors
    /// Those of [`openmf_registry::SourceResolver::open_path`].
    pub fn open(path: &std::path::Path) -> windows_core::Result<crate::bindings::IMFMediaSource> {
        let options = openmf_registry::ResolveOptions::default();
        let resolver = openmf_registry::SourceResolver::new(crate::session::registry().clone());
        let source = resolver.open_path(path, &options).map_err(crate::convert::fail)?;
        crate::source::to_com(&source)
    }
}
