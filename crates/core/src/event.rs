use std::fmt;
use std::sync::Arc;

use crate::{Attributes, Error, Guid, HResult, UserObject, Variant};

macro_rules! event_types {
    ($($name:ident = $number:literal, $documented:literal;)*) => {
        /// What an event says (`MediaEventType`). The variants are the documented events, in documented order.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum EventType {
            $(#[doc = concat!("`", $documented, "` (", $number, ").")] $name,)*
            /// A number that is not documented; its meaning is the sender's.
            Other(u32),
        }

        impl EventType {
            /// The documented number.
            pub const fn code(self) -> u32 {
                match self {
                    $(Self::$name => $number,)*
                    Self::Other(code) => code,
                }
            }

            /// The event of a number.
            pub const fn from_code(code: u32) -> Self {
                match code {
                    $($number => Self::$name,)*
                    code => Self::Other(code),
                }
            }

            /// The documented name.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $documented,)*
                    Self::Other(_) => "MEUnknown",
                }
            }
        }
    };
}

event_types! {
    Error = 1, "MEError";
    ExtendedType = 2, "MEExtendedType";
    NonFatalError = 3, "MENonFatalError";
    SessionTopologySet = 101, "MESessionTopologySet";
    SessionTopologiesCleared = 102, "MESessionTopologiesCleared";
    SessionStarted = 103, "MESessionStarted";
    SessionPaused = 104, "MESessionPaused";
    SessionStopped = 105, "MESessionStopped";
    SessionClosed = 106, "MESessionClosed";
    SessionEnded = 107, "MESessionEnded";
    SessionRateChanged = 108, "MESessionRateChanged";
    SessionScrubSampleComplete = 109, "MESessionScrubSampleComplete";
    SessionCapabilitiesChanged = 110, "MESessionCapabilitiesChanged";
    SessionTopologyStatus = 111, "MESessionTopologyStatus";
    SessionNotifyPresentationTime = 112, "MESessionNotifyPresentationTime";
    NewPresentation = 113, "MENewPresentation";
    LicenseAcquisitionStart = 114, "MELicenseAcquisitionStart";
    LicenseAcquisitionCompleted = 115, "MELicenseAcquisitionCompleted";
    IndividualizationStart = 116, "MEIndividualizationStart";
    IndividualizationCompleted = 117, "MEIndividualizationCompleted";
    EnablerProgress = 118, "MEEnablerProgress";
    EnablerCompleted = 119, "MEEnablerCompleted";
    PolicyError = 120, "MEPolicyError";
    PolicyReport = 121, "MEPolicyReport";
    BufferingStarted = 122, "MEBufferingStarted";
    BufferingStopped = 123, "MEBufferingStopped";
    ConnectStart = 124, "MEConnectStart";
    ConnectEnd = 125, "MEConnectEnd";
    ReconnectStart = 126, "MEReconnectStart";
    ReconnectEnd = 127, "MEReconnectEnd";
    RendererEvent = 128, "MERendererEvent";
    SessionStreamSinkFormatChanged = 129, "MESessionStreamSinkFormatChanged";
    SourceStarted = 201, "MESourceStarted";
    StreamStarted = 202, "MEStreamStarted";
    SourceSeeked = 203, "MESourceSeeked";
    StreamSeeked = 204, "MEStreamSeeked";
    NewStream = 205, "MENewStream";
    UpdatedStream = 206, "MEUpdatedStream";
    SourceStopped = 207, "MESourceStopped";
    StreamStopped = 208, "MEStreamStopped";
    SourcePaused = 209, "MESourcePaused";
    StreamPaused = 210, "MEStreamPaused";
    EndOfPresentation = 211, "MEEndOfPresentation";
    EndOfStream = 212, "MEEndOfStream";
    MediaSample = 213, "MEMediaSample";
    StreamTick = 214, "MEStreamTick";
    StreamThinMode = 215, "MEStreamThinMode";
    StreamFormatChanged = 216, "MEStreamFormatChanged";
    SourceRateChanged = 217, "MESourceRateChanged";
    EndOfPresentationSegment = 218, "MEEndOfPresentationSegment";
    SourceCharacteristicsChanged = 219, "MESourceCharacteristicsChanged";
    SourceRateChangeRequested = 220, "MESourceRateChangeRequested";
    SourceMetadataChanged = 221, "MESourceMetadataChanged";
    SequencerSourceTopologyUpdated = 222, "MESequencerSourceTopologyUpdated";
    StreamSinkStarted = 301, "MEStreamSinkStarted";
    StreamSinkStopped = 302, "MEStreamSinkStopped";
    StreamSinkPaused = 303, "MEStreamSinkPaused";
    StreamSinkRateChanged = 304, "MEStreamSinkRateChanged";
    StreamSinkRequestSample = 305, "MEStreamSinkRequestSample";
    StreamSinkMarker = 306, "MEStreamSinkMarker";
    StreamSinkPrerolled = 307, "MEStreamSinkPrerolled";
    StreamSinkScrubSampleComplete = 308, "MEStreamSinkScrubSampleComplete";
    StreamSinkFormatChanged = 309, "MEStreamSinkFormatChanged";
    StreamSinkDeviceChanged = 310, "MEStreamSinkDeviceChanged";
    QualityNotify = 311, "MEQualityNotify";
    SinkInvalidated = 312, "MESinkInvalidated";
    AudioSessionNameChanged = 313, "MEAudioSessionNameChanged";
    AudioSessionVolumeChanged = 314, "MEAudioSessionVolumeChanged";
    AudioSessionDeviceRemoved = 315, "MEAudioSessionDeviceRemoved";
    AudioSessionServerShutdown = 316, "MEAudioSessionServerShutdown";
    AudioSessionGroupingParamChanged = 317, "MEAudioSessionGroupingParamChanged";
    AudioSessionIconChanged = 318, "MEAudioSessionIconChanged";
    AudioSessionFormatChanged = 319, "MEAudioSessionFormatChanged";
    AudioSessionDisconnected = 320, "MEAudioSessionDisconnected";
    AudioSessionExclusiveModeOverride = 321, "MEAudioSessionExclusiveModeOverride";
    CaptureAudioSessionVolumeChanged = 322, "MECaptureAudioSessionVolumeChanged";
    CaptureAudioSessionDeviceRemoved = 323, "MECaptureAudioSessionDeviceRemoved";
    CaptureAudioSessionFormatChanged = 324, "MECaptureAudioSessionFormatChanged";
    CaptureAudioSessionDisconnected = 325, "MECaptureAudioSessionDisconnected";
    CaptureAudioSessionExclusiveModeOverride = 326, "MECaptureAudioSessionExclusiveModeOverride";
    CaptureAudioSessionServerShutdown = 327, "MECaptureAudioSessionServerShutdown";
    PolicyChanged = 401, "MEPolicyChanged";
    ContentProtectionMessage = 402, "MEContentProtectionMessage";
    PolicySet = 403, "MEPolicySet";
    WMDRMLicenseBackupCompleted = 500, "MEWMDRMLicenseBackupCompleted";
    WMDRMLicenseBackupProgress = 501, "MEWMDRMLicenseBackupProgress";
    WMDRMLicenseRestoreCompleted = 502, "MEWMDRMLicenseRestoreCompleted";
    WMDRMLicenseRestoreProgress = 503, "MEWMDRMLicenseRestoreProgress";
    WMDRMLicenseAcquisitionCompleted = 506, "MEWMDRMLicenseAcquisitionCompleted";
    WMDRMIndividualizationCompleted = 508, "MEWMDRMIndividualizationCompleted";
    WMDRMIndividualizationProgress = 513, "MEWMDRMIndividualizationProgress";
    WMDRMProximityCompleted = 514, "MEWMDRMProximityCompleted";
    WMDRMLicenseStoreCleaned = 515, "MEWMDRMLicenseStoreCleaned";
    WMDRMRevocationDownloadCompleted = 516, "MEWMDRMRevocationDownloadCompleted";
    TransformNeedInput = 601, "METransformNeedInput";
    TransformHaveOutput = 602, "METransformHaveOutput";
    TransformDrainComplete = 603, "METransformDrainComplete";
    TransformMarker = 604, "METransformMarker";
    TransformInputStreamStateChanged = 605, "METransformInputStreamStateChanged";
    ByteStreamCharacteristicsChanged = 700, "MEByteStreamCharacteristicsChanged";
    VideoCaptureDeviceRemoved = 800, "MEVideoCaptureDeviceRemoved";
    VideoCaptureDevicePreempted = 801, "MEVideoCaptureDevicePreempted";
    StreamSinkFormatInvalidated = 802, "MEStreamSinkFormatInvalidated";
    EncodingParameters = 803, "MEEncodingParameters";
    ContentProtectionMetadata = 900, "MEContentProtectionMetadata";
    DeviceThermalStateChanged = 950, "MEDeviceThermalStateChanged";
}

impl fmt::Display for EventType {
    /// The documented name, or the number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Other(code) => write!(f, "event {code}"),
            known => f.write_str(known.name()),
        }
    }
}

/// An event (`IMFMediaEvent`): its type, a status, a value and attributes.
///
/// Events are shared as `Arc<MediaEvent>`. A failed status comes with the [`Error`] behind it where there is one.
#[derive(Debug)]
pub struct MediaEvent {
    event_type: EventType,
    extended_type: Guid,
    status: HResult,
    value: Variant,
    attributes: Attributes,
    /// Few events have one.
    error: Option<Box<Error>>,
    identity: Option<UserObject>,
}

impl MediaEvent {
    /// A successful event with no value.
    pub fn new(event_type: EventType) -> Self {
        Self {
            event_type,
            extended_type: Guid::ZERO,
            status: HResult(0),
            value: Variant::Empty,
            attributes: Attributes::new(),
            error: None,
            identity: None,
        }
    }

    /// An event that completes an operation: successful, or with the error's code and no value.
    pub fn completion(event_type: EventType, result: Result<(), Error>) -> Self {
        match result {
            Ok(()) => Self::new(event_type),
            Err(error) => Self::new(event_type).with_error(error),
        }
    }

    /// The same event with a value.
    #[must_use]
    pub fn with_value(mut self, value: Variant) -> Self {
        self.value = value;
        self
    }

    /// The same event with a status code.
    #[must_use]
    pub fn with_status(mut self, status: HResult) -> Self {
        self.status = status;
        self
    }

    /// The same event with a failed status and the error behind it.
    #[must_use]
    pub fn with_error(mut self, error: Error) -> Self {
        self.status = error.hresult();
        self.error = Some(Box::new(error));
        self
    }

    /// The same event with an error behind it that leaves its status a success: a thing to know, not a failure.
    #[must_use]
    pub fn with_cause(mut self, error: Error) -> Self {
        self.error = Some(Box::new(error));
        self
    }

    /// The error behind the event, whatever its status.
    pub fn cause(&self) -> Option<&Error> {
        self.error.as_deref()
    }

    /// The same event with an extended type.
    #[must_use]
    pub fn with_extended_type(mut self, extended_type: Guid) -> Self {
        self.extended_type = extended_type;
        self
    }

    /// The event's type.
    pub fn event_type(&self) -> EventType {
        self.event_type
    }

    /// The extended type; [`Guid::ZERO`] unless the type calls for one.
    pub fn extended_type(&self) -> Guid {
        self.extended_type
    }

    /// The result of the operation that the event reports.
    pub fn status(&self) -> HResult {
        self.status
    }

    /// The status as a result, with the error's data where they are known.
    ///
    /// # Errors
    /// The error behind a failed status.
    pub fn result(&self) -> Result<(), Error> {
        match &self.error {
            Some(error) if self.status.is_err() => Err((**error).clone()),
            _ => self.status.ok(),
        }
    }

    /// The event's value.
    pub fn value(&self) -> &Variant {
        &self.value
    }

    /// The event's value, moved out of it where nobody else has the event.
    pub fn take_value(event: SharedEvent) -> Variant {
        match Arc::try_unwrap(event) {
            Ok(event) => event.value,
            Err(shared) => shared.value.clone(),
        }
    }

    /// The same event as what stands for a foreign event.
    #[must_use]
    pub fn with_identity(mut self, identity: UserObject) -> Self {
        self.identity = Some(identity);
        self
    }

    /// The foreign event that this one stands for, if it came from outside.
    pub fn identity(&self) -> Option<&UserObject> {
        self.identity.as_ref()
    }

    /// The event's attributes.
    pub fn attributes(&self) -> &Attributes {
        &self.attributes
    }
}

/// A shared event.
pub type SharedEvent = Arc<MediaEvent>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes;

    #[test]
    fn numbers_round_trip() {
        for code in 0..1_000 {
            assert_eq!(EventType::from_code(code).code(), code);
        }
        assert_eq!(EventType::from_code(103), EventType::SessionStarted);
        assert_eq!(EventType::SessionStarted.to_string(), "MESessionStarted");
        assert_eq!(EventType::from_code(20_000), EventType::Other(20_000));
    }

    #[test]
    fn a_failed_completion_carries_its_error() {
        let event = MediaEvent::completion(EventType::SessionPaused, Err(Error::PauseWhileStopped));
        assert_eq!(event.status(), codes::MF_E_SESSION_PAUSEWHILESTOPPED);
        assert!(matches!(event.result(), Err(Error::PauseWhileStopped)));
        assert_eq!(*event.value(), Variant::Empty);
    }
}
