//! The vocabulary of openmf: identifiers, errors, time, attributes, media types, samples, events, and the component
//! traits.
//!
//! Everything else in openmf is written in these terms. The names are Media Foundation's own, written as Rust; each
//! item's documentation names the interface or constant it stands for.
//!
//! - [`Guid`], [`HResult`], [`Error`]: identifiers and results; [`guids`] and [`codes`] are the documented tables.
//! - [`MediaTime`], [`PresentationTime`], [`HostTime`], [`TimeSpan`]: 100-nanosecond units, never mixed.
//! - [`Attributes`] with [`keys`], [`MediaType`] with its views [`AudioFormat`] and [`VideoFormat`].
//! - [`Sample`], [`MediaBuffer`], [`BufferPool`], [`FrameLayout`]: media data.
//! - [`MediaEvent`], [`EventQueue`]: what components tell.
//! - [`ByteStream`], [`MediaSource`], [`MediaStream`], [`Transform`], [`MediaSink`], [`StreamSink`],
//!   [`PresentationClock`], [`PresentationTimeSource`]: what components are.
//!
//! The component traits are written for components that answer late, from other threads, by events. A component of
//! our own adds the direct path ([`DirectStream`], [`DirectStreamSink`]), by which a sample moves in a plain call.

pub mod aac;
pub mod annex_b;
mod async_result;
mod attributes;
mod buffer;
mod byte_stream;
mod clock;
pub mod codes;
pub mod deferred;
mod descriptor;
mod devices;
mod error;
mod event;
mod event_queue;
mod frame;
mod guid;
pub mod guids;
mod hresult;
pub mod keys;
pub mod live;
mod media_type;
mod metadata;
pub mod nal;
mod object;
mod opening;
mod quality;
mod rate;
mod real_time;
mod sample;
mod sink;
mod source;
mod suited;
mod sync;
mod time;
mod transform;
mod variant;

pub use async_result::{AsyncCallback, AsyncResult, WorkQueueId};
pub use attributes::{Attribute, AttributeValue, Attributes, FrameSize, Key, MatchType, Ratio};
pub use buffer::{BufferPool, MediaBuffer, PictureOwner, UniqueBuffer};
pub use byte_stream::{
    ByteStream, ByteStreamCapabilities, ByteStreamHandler, ByteStreamReader, SchemeHandler, SchemeObject,
    from_io, read_at, read_full_at,
};
pub use clock::{
    ClockStart, ClockState, ClockStateSink, HostClock, PresentationClock, PresentationTimeSource,
    ShutdownStatus, TimerKey, TimerSet, TimerTime,
};
pub use descriptor::{MediaTypeHandler, PresentationDescriptor, StreamDescriptor, TypeList};
pub use devices::{DeviceCatalog, DeviceManager};
pub use error::{Error, Malformed, Result, TopologyFault};
pub use event::{EventType, MediaEvent, SharedEvent};
pub use event_queue::{Begin, Dispatcher, EventQueue, EventTap, InlineDispatcher, Tapped};
pub use frame::{FrameLayout, PixelFormat, Plane};
pub use guid::Guid;
pub use hresult::HResult;
pub use media_type::{AudioFormat, ColorInfo, MediaType, SampleFormat, VideoFormat, default_channel_mask};
pub use metadata::{MediaMetadata, MetadataProvider, MetadataProviderObject};
pub use object::UserObject;
pub use opening::{Cancellation, CancellationWatch, OpenRequest};
pub use quality::{DropMode, QualityAdvise, QualityLevel};
pub use rate::{
    AUDIBLE_RATES, RateBounds, RateControl, RateDirection, RateModes, RateRange, RateRefused, RateSupport,
};
pub use real_time::{ClockConsumer, RealTimeClient};
pub use sample::{Sample, SampleFlags};
pub use sink::{
    ClockedSink, DirectStreamSink, FinalizableMediaSink, Marker, MarkerKind, MediaSink, MediaSinkPreroll,
    SinkActivate, SinkCharacteristics, StandIn, StreamSink, TakenBack, TakenItem,
};
pub use source::{
    DirectStream, MediaSource, MediaStream, PresentationProvider, SeekInfo, SourceCharacteristics,
    SourceObject, StartPosition, StreamItem, StreamObject,
};
pub use suited::{HardwareMode, SuitedCatalog, TransformKind};
pub use time::{HostTime, MediaTime, PresentationTime, TICKS_PER_SECOND, TimeSpan, file_time};
pub use transform::{
    Input, Output, SharedTransform, TIME_STRETCH_CLASS, Transform, TransformActivate, TransformCatalog,
    TransformFactory, TransformGuard, TransformHandles, TransformMessage, TransformRegistration,
    WeakTransform,
};
pub use variant::Variant;
