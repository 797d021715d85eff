use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::codes::*;
use crate::{Guid, HResult, TICKS_PER_SECOND, TimeSpan};

/// The result type of the engine.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, with the data a caller needs to act on it. Each error owns one [`HResult`].
///
/// Cloning is cheap: an error travels in events as well as in return values.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Error {
    /// A failure code without further data, from a foreign component or a COM caller.
    Code {
        /// The code, unchanged.
        code: HResult,
    },
    /// An argument is outside what the documentation allows.
    InvalidArgument {
        /// Which argument, and what is wrong with it.
        what: Cow<'static, str>,
    },
    /// The object cannot do this in its present state.
    InvalidRequest {
        /// What was asked, and why it is impossible now.
        what: Cow<'static, str>,
    },
    /// The operation is documented as optional and is not offered here.
    NotImplemented {
        /// Which operation.
        what: Cow<'static, str>,
    },
    /// The object was shut down.
    Shutdown,
    /// The operation was cancelled before it ended.
    Aborted,
    /// An internal rule was broken; the text says which.
    Unexpected {
        /// The broken rule.
        what: Cow<'static, str>,
    },
    /// The named thing does not exist.
    NotFound {
        /// What was looked up.
        what: Cow<'static, str>,
    },
    /// An index is past the end of a list.
    InvalidIndex {
        /// The index asked for.
        index: u64,
        /// How many items there are.
        count: u64,
    },
    /// A stream identifier is not one of this object's.
    InvalidStreamNumber {
        /// The identifier asked for.
        stream: u32,
    },
    /// A limit on memory or counts was reached.
    LimitReached {
        /// What is limited.
        what: &'static str,
        /// The limit.
        limit: u64,
    },

    /// The store has no value under this key.
    AttributeNotFound {
        /// The key.
        key: Guid,
    },
    /// The value under this key has another type.
    AttributeType {
        /// The key.
        key: Guid,
        /// The type asked for.
        expected: &'static str,
        /// The type found.
        found: &'static str,
    },

    /// No event is queued (`MF_EVENT_FLAG_NO_WAIT`).
    NoEventsAvailable,
    /// The same callback asked again with another state object while its request was pending.
    MultipleBegin,
    /// Another caller's request for an event is pending.
    MultipleSubscribers,

    /// A file or stream could not be opened, read or written.
    Io {
        /// What was being done: "open", "read", ….
        operation: &'static str,
        /// The file or URL.
        name: Arc<str>,
        /// The system's own error.
        source: Arc<std::io::Error>,
    },
    /// The content breaks its format's rules.
    Malformed(Malformed),
    /// The content is of a kind that is not supported.
    UnsupportedFormat {
        /// What is not supported, and where it was met.
        what: Cow<'static, str>,
    },
    /// No scheme handler takes this URL.
    UnsupportedScheme {
        /// The scheme with its colon.
        scheme: String,
    },
    /// No byte-stream handler recognizes the content.
    UnsupportedByteStream {
        /// The file or URL.
        name: Arc<str>,
        /// What the first bytes look like, for a person.
        looks_like: Cow<'static, str>,
    },
    /// The handler that takes this content could not open it.
    CannotOpen {
        /// The file or URL.
        name: Arc<str>,
        /// The handler's short name: "mp4".
        handler: &'static str,
        /// What it reported, whose code this error has.
        error: Arc<Error>,
    },
    /// The stream has ended; a request for another sample cannot be met until it is restarted.
    EndOfStream,
    /// The source is stopped or being stopped.
    SourceWrongState,
    /// The state transition is not allowed.
    InvalidStateTransition,
    /// No stream of the presentation is selected.
    NoStreamsSelected,
    /// A sequencer source has no element of this identifier.
    UnknownSegment {
        /// The identifier.
        segment: u32,
    },
    /// The time format of a start position is not supported.
    UnsupportedTimeFormat {
        /// The format's GUID.
        format: Guid,
    },
    /// A value lies outside the range of its time type.
    TimeOutOfRange,

    /// A media type is not acceptable.
    InvalidMediaType {
        /// Which rule it breaks, with the offending attribute.
        what: Cow<'static, str>,
    },
    /// There is no such type in the list of types.
    NoMoreTypes,
    /// A type of the other side has to be set first.
    TypeNotSet {
        /// "input" or "output".
        side: &'static str,
    },
    /// The object has no current type yet.
    NotInitialized {
        /// What is missing.
        what: &'static str,
    },
    /// A decoder or converter could not process its input.
    Codec {
        /// The component.
        component: &'static str,
        /// What it reported.
        what: Cow<'static, str>,
    },

    /// No registered decoder accepts this media type.
    CodecNotFound {
        /// The subtype that has no decoder.
        subtype: Guid,
        /// The whole media type, written out.
        media_type: String,
        /// The decoders that were asked and what each answered.
        tried: Vec<String>,
    },
    /// Two nodes could not be connected.
    CannotConnect {
        /// The upstream node.
        upstream: String,
        /// The downstream node.
        downstream: String,
        /// What the upstream node offers.
        offered: String,
        /// What the downstream node accepts.
        accepted: String,
    },
    /// The shape of a topology is wrong.
    Topology(TopologyFault),

    /// `Pause` was issued while the session was stopped.
    PauseWhileStopped,
    /// The rate is not supported.
    UnsupportedRate {
        /// The rate asked for.
        rate: f32,
    },
    /// The requested change of rate is not possible in this state.
    UnsupportedRateTransition,
    /// The component does not play backwards.
    ReverseUnsupported,
    /// The component cannot deliver key frames alone.
    ThinningUnsupported,
    /// No object answers this service.
    UnsupportedService {
        /// The service.
        service: Guid,
    },

    /// The presentation clock has no time source.
    NoTimeSource,
    /// The clock is in the requested state already.
    ClockStateAlreadySet,
    /// The time source does not count in units of 100 ns.
    ClockNotSimple {
        /// How many units it counts in a second.
        frequency: u64,
    },
    /// The sink has no presentation clock.
    NoClock,
    /// The sample carries no time stamp and the component needs one.
    NoSampleTimestamp,
    /// The sink's list of streams is fixed.
    StreamSinksFixed,
    /// A stream sink of this identifier exists already.
    StreamSinkExists {
        /// The identifier.
        id: u32,
    },
    /// The stream sink was removed from its sink.
    StreamSinkRemoved,

    /// The component cannot leave out more, or not in this way.
    NoMoreDropModes,
    /// The component has no lower quality.
    NoMoreQualityLevels,
    /// The component cannot leave out a stretch of time.
    DropTimeUnsupported,

    /// A device is missing, was lost, or refuses its format.
    Device {
        /// Which device.
        device: Cow<'static, str>,
        /// What happened.
        what: Cow<'static, str>,
    },
    /// A decoder's pictures would take memory out of proportion to the coded data.
    PicturesTooLarge {
        /// The decoder.
        component: &'static str,
        /// The size of a picture in pixels.
        size: crate::FrameSize,
        /// What the pictures that the decoder needs at a time would take.
        bytes: u64,
        /// What they may take.
        limit: u64,
    },
    /// A component panicked; it was cut off.
    ComponentPanicked {
        /// The component.
        component: String,
        /// The panic's message.
        message: String,
    },
    /// A component did not answer in time; it was cut off.
    ComponentStalled {
        /// The component.
        component: String,
        /// How long it was waited for.
        waited: TimeSpan,
    },
}

/// Content that breaks its format's rules: where, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// The format: "MP4", "Matroska", "WAVE", ….
    pub format: &'static str,
    /// The byte offset in the file where it was noticed, if known.
    pub offset: Option<u64>,
    /// The box, chunk, element or page: "moov/trak/stbl/stsz".
    pub element: Cow<'static, str>,
    /// The broken rule: "entry count 4294967295 exceeds the box".
    pub problem: Cow<'static, str>,
}

/// What is wrong with the shape of a topology.
///
/// Source: the `MF_E_TOPO_*` codes of the published API metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TopologyFault {
    /// There is no source node connected to an output node.
    NoSourceNode,
    /// A source node lacks `MF_TOPONODE_SOURCE`.
    MissingSource {
        /// The node.
        node: u64,
    },
    /// A source node lacks `MF_TOPONODE_PRESENTATION_DESCRIPTOR`.
    MissingPresentationDescriptor {
        /// The node.
        node: u64,
    },
    /// A source node lacks `MF_TOPONODE_STREAM_DESCRIPTOR`.
    MissingStreamDescriptor {
        /// The node.
        node: u64,
    },
    /// The stream descriptor of a source node is not selected in its presentation descriptor.
    StreamNotSelected {
        /// The node.
        node: u64,
    },
    /// The nodes form a loop.
    Loop {
        /// A node on the loop.
        node: u64,
    },
    /// A node is marked optional where it cannot be left out.
    InvalidOptionalNode {
        /// The node.
        node: u64,
    },
    /// An output node holds an activation object that nobody has bound.
    SinkActivatesUnsupported {
        /// The node.
        node: u64,
    },
    /// A node has no object, or one of the wrong kind.
    MissingObject {
        /// The node.
        node: u64,
    },
    /// `MEDIASTART`, `MEDIASTOP`, `PROJECTSTART` or `PROJECTSTOP` contradict each other or the session.
    InvalidTimeAttributes {
        /// Which attributes, and how.
        what: &'static str,
    },
    /// A stream is protected and nothing here decrypts it.
    CannotFindDecryptor {
        /// The node.
        node: u64,
    },
    /// The topology uses something that is not supported.
    Unsupported {
        /// What.
        what: &'static str,
    },
}

impl Error {
    /// The code a COM caller sees.
    pub fn hresult(&self) -> HResult {
        match self {
            Self::Code { code } => *code,
            Self::InvalidArgument { .. } => E_INVALIDARG,
            Self::InvalidRequest { .. } => MF_E_INVALIDREQUEST,
            Self::NotImplemented { .. } => E_NOTIMPL,
            Self::Shutdown => MF_E_SHUTDOWN,
            Self::Aborted => E_ABORT,
            Self::Unexpected { .. } => E_UNEXPECTED,
            Self::NotFound { .. } => MF_E_NOT_FOUND,
            Self::InvalidIndex { .. } => MF_E_INVALIDINDEX,
            Self::InvalidStreamNumber { .. } => MF_E_INVALIDSTREAMNUMBER,
            Self::LimitReached { .. } | Self::PicturesTooLarge { .. } => E_OUTOFMEMORY,
            Self::AttributeNotFound { .. } => MF_E_ATTRIBUTENOTFOUND,
            Self::AttributeType { .. } => MF_E_INVALIDTYPE,
            Self::NoEventsAvailable => MF_E_NO_EVENTS_AVAILABLE,
            Self::MultipleBegin => MF_E_MULTIPLE_BEGIN,
            Self::MultipleSubscribers => MF_E_MULTIPLE_SUBSCRIBERS,
            // The codes HRESULT_FROM_WIN32 gives for the usual causes; E_FAIL where there is no counterpart.
            Self::Io { source, .. } => io_code(source),
            Self::Malformed(_) => MF_E_INVALID_FILE_FORMAT,
            Self::UnsupportedFormat { .. } => MF_E_UNSUPPORTED_FORMAT,
            Self::UnsupportedScheme { .. } => MF_E_UNSUPPORTED_SCHEME,
            Self::UnsupportedByteStream { .. } => MF_E_UNSUPPORTED_BYTESTREAM_TYPE,
            Self::CannotOpen { error, .. } => error.hresult(),
            Self::EndOfStream => MF_E_END_OF_STREAM,
            Self::SourceWrongState => MF_E_MEDIA_SOURCE_WRONGSTATE,
            Self::InvalidStateTransition => MF_E_INVALID_STATE_TRANSITION,
            Self::NoStreamsSelected => MF_E_MEDIA_SOURCE_NO_STREAMS_SELECTED,
            Self::UnknownSegment { .. } => MF_E_SEQUENCER_UNKNOWN_SEGMENT_ID,
            Self::UnsupportedTimeFormat { .. } => MF_E_UNSUPPORTED_TIME_FORMAT,
            Self::TimeOutOfRange => MF_E_INVALID_TIMESTAMP,
            Self::InvalidMediaType { .. } => MF_E_INVALIDMEDIATYPE,
            Self::NoMoreTypes => MF_E_NO_MORE_TYPES,
            Self::TypeNotSet { .. } => MF_E_TRANSFORM_TYPE_NOT_SET,
            Self::NotInitialized { .. } => MF_E_NOT_INITIALIZED,
            Self::Codec { .. } => MF_E_INVALID_STREAM_DATA,
            Self::CodecNotFound { .. } => MF_E_TOPO_CODEC_NOT_FOUND,
            Self::CannotConnect { .. } => MF_E_TOPO_CANNOT_CONNECT,
            Self::Topology(fault) => fault.hresult(),
            Self::PauseWhileStopped => MF_E_SESSION_PAUSEWHILESTOPPED,
            Self::UnsupportedRate { .. } => MF_E_UNSUPPORTED_RATE,
            Self::UnsupportedRateTransition => MF_E_UNSUPPORTED_RATE_TRANSITION,
            Self::ReverseUnsupported => MF_E_REVERSE_UNSUPPORTED,
            Self::ThinningUnsupported => MF_E_THINNING_UNSUPPORTED,
            Self::UnsupportedService { .. } => MF_E_UNSUPPORTED_SERVICE,
            Self::NoTimeSource => MF_E_CLOCK_NO_TIME_SOURCE,
            Self::ClockStateAlreadySet => MF_E_CLOCK_STATE_ALREADY_SET,
            Self::ClockNotSimple { .. } => MF_E_CLOCK_NOT_SIMPLE,
            Self::NoClock => MF_E_NO_CLOCK,
            Self::NoSampleTimestamp => MF_E_NO_SAMPLE_TIMESTAMP,
            Self::StreamSinksFixed => MF_E_STREAMSINKS_FIXED,
            Self::StreamSinkExists { .. } => MF_E_STREAMSINK_EXISTS,
            Self::StreamSinkRemoved => MF_E_STREAMSINK_REMOVED,
            Self::NoMoreDropModes => MF_E_NO_MORE_DROP_MODES,
            Self::NoMoreQualityLevels => MF_E_NO_MORE_QUALITY_LEVELS,
            Self::DropTimeUnsupported => MF_E_DROPTIME_NOT_SUPPORTED,
            Self::Device { .. } => E_DEVICE_LOST,
            Self::ComponentPanicked { .. } => E_FAIL,
            Self::ComponentStalled { .. } => E_TIMEOUT,
        }
    }

    /// An [`Error::InvalidRequest`].
    pub fn invalid_request(what: impl Into<Cow<'static, str>>) -> Self {
        Self::InvalidRequest { what: what.into() }
    }

    /// An [`Error::InvalidArgument`].
    pub fn invalid_argument(what: impl Into<Cow<'static, str>>) -> Self {
        Self::InvalidArgument { what: what.into() }
    }

    /// An [`Error::InvalidMediaType`].
    pub fn invalid_media_type(what: impl Into<Cow<'static, str>>) -> Self {
        Self::InvalidMediaType { what: what.into() }
    }

    /// An [`Error::Malformed`].
    pub fn malformed(
        format: &'static str,
        offset: Option<u64>,
        element: impl Into<Cow<'static, str>>,
        problem: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::Malformed(Malformed {
            format,
            offset,
            element: element.into(),
            problem: problem.into(),
        })
    }

    /// An [`Error::Codec`].
    pub fn codec(component: &'static str, what: impl Into<Cow<'static, str>>) -> Self {
        Self::Codec {
            component,
            what: what.into(),
        }
    }

    /// An [`Error::Io`] for the named file.
    pub fn io(operation: &'static str, name: &str, source: std::io::Error) -> Self {
        Self::Io {
            operation,
            name: name.into(),
            source: Arc::new(source),
        }
    }
}

// AUDCLNT_E_DEVICE_INVALIDATED, the documented code of a lost audio device.
const E_DEVICE_LOST: HResult = HResult(0x8889_0004_u32 as i32);
// HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND).
const E_FILE_NOT_FOUND: HResult = HResult(0x8007_0002_u32 as i32);
// HRESULT_FROM_WIN32(ERROR_FILE_EXISTS).
const E_FILE_EXISTS: HResult = HResult(0x8007_0050_u32 as i32);
// HRESULT_FROM_WIN32(ERROR_DISK_FULL).
const E_DISK_FULL: HResult = HResult(0x8007_0070_u32 as i32);
// HRESULT_FROM_WIN32(ERROR_TIMEOUT); Media Foundation has no code of its own for a component that is late.
const E_TIMEOUT: HResult = HResult(0x8007_05B4_u32 as i32);

fn io_code(source: &std::io::Error) -> HResult {
    match source.kind() {
        std::io::ErrorKind::NotFound => E_FILE_NOT_FOUND,
        std::io::ErrorKind::AlreadyExists => E_FILE_EXISTS,
        std::io::ErrorKind::PermissionDenied => E_ACCESSDENIED,
        std::io::ErrorKind::StorageFull => E_DISK_FULL,
        std::io::ErrorKind::OutOfMemory => E_OUTOFMEMORY,
        std::io::ErrorKind::TimedOut => E_TIMEOUT,
        _ => E_FAIL,
    }
}

impl TopologyFault {
    /// The code a COM caller sees.
    pub const fn hresult(&self) -> HResult {
        match self {
            Self::NoSourceNode | Self::Unsupported { .. } => MF_E_TOPO_UNSUPPORTED,
            Self::MissingSource { .. } => MF_E_TOPO_MISSING_SOURCE,
            Self::MissingPresentationDescriptor { .. } => MF_E_TOPO_MISSING_PRESENTATION_DESCRIPTOR,
            Self::MissingStreamDescriptor { .. } => MF_E_TOPO_MISSING_STREAM_DESCRIPTOR,
            Self::StreamNotSelected { .. } => MF_E_TOPO_STREAM_DESCRIPTOR_NOT_SELECTED,
            Self::Loop { .. } => MF_E_TOPO_LOOPS_IN_TOPOLOGY,
            Self::InvalidOptionalNode { .. } => MF_E_TOPO_INVALID_OPTIONAL_NODE,
            Self::SinkActivatesUnsupported { .. } => MF_E_TOPO_SINK_ACTIVATES_UNSUPPORTED,
            Self::MissingObject { .. } => E_FAIL,
            Self::InvalidTimeAttributes { .. } => MF_E_TOPO_INVALID_TIME_ATTRIBUTES,
            Self::CannotFindDecryptor { .. } => MF_E_TOPO_CANNOT_FIND_DECRYPTOR,
        }
    }
}

impl fmt::Display for TopologyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSourceNode => f.write_str("no source node is connected to an output node"),
            Self::MissingSource { node } => write!(f, "source node {node} has no media source"),
            Self::MissingPresentationDescriptor { node } => {
                write!(f, "source node {node} has no presentation descriptor")
            }
            Self::MissingStreamDescriptor { node } => {
                write!(f, "source node {node} has no stream descriptor")
            }
            Self::StreamNotSelected { node } => {
                write!(
                    f,
                    "the stream of source node {node} is not selected in its presentation descriptor"
                )
            }
            Self::Loop { node } => write!(f, "the nodes form a loop through node {node}"),
            Self::InvalidOptionalNode { node } => {
                write!(f, "node {node} is marked optional but cannot be left out")
            }
            Self::SinkActivatesUnsupported { node } => {
                write!(
                    f,
                    "output node {node} holds an activation object that was not bound to a stream sink"
                )
            }
            Self::MissingObject { node } => write!(f, "node {node} has no object of its kind"),
            Self::InvalidTimeAttributes { what } => write!(f, "invalid time attributes: {what}"),
            Self::CannotFindDecryptor { node } => {
                write!(
                    f,
                    "the stream of source node {node} is protected and there is no decryptor"
                )
            }
            Self::Unsupported { what } => write!(f, "unsupported topology: {what}"),
        }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "malformed {}: {}", self.format, self.element)?;
        if let Some(offset) = self.offset {
            write!(f, " at byte {offset}")?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code { code } => write!(f, "{code}"),
            Self::InvalidArgument { what } => write!(f, "invalid argument: {what}"),
            Self::InvalidRequest { what } => write!(f, "invalid request: {what}"),
            Self::NotImplemented { what } => write!(f, "not implemented: {what}"),
            Self::Shutdown => f.write_str("the object was shut down"),
            Self::Aborted => f.write_str("the operation was cancelled"),
            Self::Unexpected { what } => write!(f, "unexpected: {what}"),
            Self::NotFound { what } => write!(f, "not found: {what}"),
            Self::InvalidIndex { index, count } => {
                write!(f, "index {index} is past the end of {count} items")
            }
            Self::InvalidStreamNumber { stream } => write!(f, "there is no stream {stream}"),
            Self::LimitReached { what, limit } => write!(f, "limit reached: {what} (at most {limit})"),
            Self::AttributeNotFound { key } => write!(f, "the attribute {key} is not set"),
            Self::AttributeType { key, expected, found } => {
                write!(f, "the attribute {key} is a {found}, not a {expected}")
            }
            Self::NoEventsAvailable => f.write_str("no event is queued"),
            Self::MultipleBegin => f.write_str("this callback's request for an event is already pending"),
            Self::MultipleSubscribers => f.write_str("another caller's request for an event is pending"),
            Self::Io {
                operation,
                name,
                source,
            } => write!(f, "cannot {operation} {name}: {source}"),
            Self::Malformed(malformed) => write!(f, "{malformed}"),
            Self::UnsupportedFormat { what } => write!(f, "unsupported: {what}"),
            Self::UnsupportedScheme { scheme } => write!(f, "no handler for the scheme \"{scheme}\""),
            Self::UnsupportedByteStream { name, looks_like } => {
                write!(f, "{name}: not a media file that is known here ({looks_like})")
            }
            Self::CannotOpen { name, handler, error } => {
                write!(f, "{name}: cannot be opened as {handler}: {error}")
            }
            Self::EndOfStream => f.write_str("the stream has ended"),
            Self::SourceWrongState => f.write_str("the media source is stopped"),
            Self::InvalidStateTransition => f.write_str("the state transition is not allowed"),
            Self::NoStreamsSelected => f.write_str("no stream is selected"),
            Self::UnknownSegment { segment } => write!(f, "the sequence has no segment {segment}"),
            Self::UnsupportedTimeFormat { format } => write!(f, "the time format {format} is not supported"),
            Self::TimeOutOfRange => f.write_str("a time stamp is out of range"),
            Self::InvalidMediaType { what } => write!(f, "invalid media type: {what}"),
            Self::NoMoreTypes => f.write_str("there are no more types"),
            Self::TypeNotSet { side } => write!(f, "the {side} type has to be set first"),
            Self::NotInitialized { what } => write!(f, "not initialized: {what}"),
            Self::Codec { component, what } => write!(f, "{component}: {what}"),
            Self::CodecNotFound {
                media_type, tried, ..
            } => {
                write!(f, "no decoder for {media_type}")?;
                if !tried.is_empty() {
                    write!(f, " (tried {})", tried.join("; "))?;
                }
                Ok(())
            }
            Self::CannotConnect {
                upstream,
                downstream,
                offered,
                accepted,
            } => write!(
                f,
                "{upstream} cannot be connected to {downstream}: it offers {offered}, but {accepted} is accepted"
            ),
            Self::Topology(fault) => write!(f, "{fault}"),
            Self::PauseWhileStopped => f.write_str("the session is stopped and cannot be paused"),
            Self::UnsupportedRate { rate } => write!(f, "the rate {rate} is not supported"),
            Self::ReverseUnsupported => f.write_str("playing backwards is not supported"),
            Self::ThinningUnsupported => f.write_str("playing key frames alone is not supported"),
            Self::UnsupportedRateTransition => {
                f.write_str("the change of rate is not possible in this state")
            }
            Self::UnsupportedService { service } => write!(f, "no object offers the service {service}"),
            Self::NoTimeSource => f.write_str("the presentation clock has no time source"),
            Self::ClockStateAlreadySet => f.write_str("the clock is in that state already"),
            Self::ClockNotSimple { frequency } => {
                write!(
                    f,
                    "the time source counts {frequency} units a second, not {TICKS_PER_SECOND}"
                )
            }
            Self::NoClock => f.write_str("the sink has no presentation clock"),
            Self::NoSampleTimestamp => f.write_str("the sample has no time stamp"),
            Self::StreamSinksFixed => f.write_str("the sink's streams are fixed"),
            Self::StreamSinkExists { id } => write!(f, "there is a stream sink {id} already"),
            Self::StreamSinkRemoved => f.write_str("the stream sink was removed from its sink"),
            Self::NoMoreDropModes => f.write_str("no more can be left out"),
            Self::NoMoreQualityLevels => f.write_str("there is no lower quality"),
            Self::DropTimeUnsupported => f.write_str("a stretch of time cannot be left out"),
            Self::Device { device, what } => write!(f, "{device}: {what}"),
            Self::PicturesTooLarge {
                component,
                size,
                bytes,
                limit,
            } => write!(
                f,
                "{component}: pictures of {size} would take {} MiB, but no more than {} MiB for so little coded data",
                bytes >> 20,
                limit >> 20
            ),
            Self::ComponentPanicked { component, message } => write!(f, "{component} panicked: {message}"),
            Self::ComponentStalled { component, waited } => {
                write!(f, "{component} did not answer within {waited} and was cut off")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(&**source),
            Self::CannotOpen { error, .. } => Some(&**error),
            _ => None,
        }
    }
}

impl PartialEq for Error {
    /// Equal codes. Texts and data are for people and do not take part.
    fn eq(&self, other: &Self) -> bool {
        self.hresult() == other.hresult()
    }
}

impl From<HResult> for Error {
    fn from(code: HResult) -> Self {
        Self::Code { code }
    }
}
