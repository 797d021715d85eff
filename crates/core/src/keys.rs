//! Attribute keys with the types of their values, under their documented names.
//!
//! The plain GUIDs, also of attributes that are not listed here, are in [`crate::guids`].

#![expect(
    non_upper_case_globals,
    reason = "the documented names are kept letter for letter"
)]

use crate::{FrameSize, Guid, Key, MediaTime, PresentationTime, Ratio, TimeSpan, UserObject, guids};

macro_rules! keys {
    ($($name:ident: $type:ty, $doc:literal;)*) => {
        $(#[doc = $doc] pub const $name: Key<$type> = Key::new(guids::$name);)*
    };
}

keys! {
    MF_MT_MAJOR_TYPE: Guid, "The major type: audio or video.";
    MF_MT_SUBTYPE: Guid, "The subtype: the codec or the uncompressed format.";
    MF_MT_ALL_SAMPLES_INDEPENDENT: bool, "Every sample can be decoded on its own.";
    MF_MT_FIXED_SIZE_SAMPLES: bool, "All samples have the same size.";
    MF_MT_SAMPLE_SIZE: u32, "The size of a sample in bytes.";
    MF_MT_USER_DATA: Vec<u8>, "Codec-specific data for the decoder, e.g. of AAC the rest of a HEAACWAVEINFO, Vorbis headers or codec private data.";
    MF_MT_MPEG_SEQUENCE_HEADER: Vec<u8>, "The video decoder's configuration: avcC, hvcC, av1C or raw sequence headers.";
    MF_MT_AUDIO_NUM_CHANNELS: u32, "Channels.";
    MF_MT_AUDIO_SAMPLES_PER_SECOND: u32, "Sample rate in Hz.";
    MF_MT_AUDIO_BLOCK_ALIGNMENT: u32, "Bytes per block; for PCM, bytes per frame.";
    MF_MT_AUDIO_AVG_BYTES_PER_SECOND: u32, "Average bytes per second.";
    MF_MT_AUDIO_BITS_PER_SAMPLE: u32, "Bits per sample in its container.";
    MF_MT_AUDIO_VALID_BITS_PER_SAMPLE: u32, "Significant bits per sample.";
    MF_MT_AUDIO_CHANNEL_MASK: u32, "Speaker positions, bit 0 front left.";
    MF_MT_AUDIO_SAMPLES_PER_BLOCK: u32, "Samples per channel in a compressed block.";
    MF_MT_AAC_PAYLOAD_TYPE: u32, "0 raw AAC, 1 ADTS, 2 ADIF, 3 LOAS.";
    MF_MT_FRAME_SIZE: FrameSize, "The picture's size in pixels.";
    MF_MT_FRAME_RATE: Ratio, "Frames per second.";
    MF_MT_PIXEL_ASPECT_RATIO: Ratio, "Width to height of a pixel.";
    MF_MT_INTERLACE_MODE: u32, "`MFVideoInterlaceMode`: 2 progressive, 7 mixed.";
    MF_MT_DEFAULT_STRIDE: u32, "Bytes from one row to the next, as a signed number.";
    MF_MT_AVG_BITRATE: u32, "Bits per second.";
    MF_MT_VIDEO_PRIMARIES: u32, "`MFVideoPrimaries`.";
    MF_MT_TRANSFER_FUNCTION: u32, "`MFVideoTransferFunction`.";
    MF_MT_YUV_MATRIX: u32, "`MFVideoTransferMatrix`: 1 BT.709, 2 BT.601, 4 BT.2020.";
    MF_MT_VIDEO_NOMINAL_RANGE: u32, "`MFNominalRange`: 1 full (0-255), 2 limited (16-235).";
    MF_MT_VIDEO_ROTATION: u32, "Clockwise rotation to apply for display, in degrees: 0, 90, 180, 270.";
    MF_MT_VIDEO_PROFILE: u32, "The codec's profile.";
    MF_MT_VIDEO_LEVEL: u32, "The codec's level.";
    MF_PD_DURATION: TimeSpan, "The presentation's length.";
    MF_PD_MIME_TYPE: String, "The content's MIME type.";
    MF_PD_TOTAL_FILE_SIZE: u64, "Bytes of the file.";
    MF_PD_AUDIO_ENCODING_BITRATE: u32, "Bits per second of the audio.";
    MF_PD_VIDEO_ENCODING_BITRATE: u32, "Bits per second of the video.";
    MF_PD_LAST_MODIFIED_TIME: Vec<u8>, "When the content was modified last: a `FILETIME`.";
    MF_PD_PREFERRED_LANGUAGE: String, "The preferred language, RFC 1766.";
    MF_SD_LANGUAGE: String, "The stream's language, RFC 1766.";
    MF_SD_STREAM_NAME: String, "The stream's name.";
    MF_SD_PROTECTED: bool, "The stream is encrypted.";
    MF_SD_MUTUALLY_EXCLUSIVE: bool, "Only one stream of a group may be selected.";
    MF_TOPONODE_SOURCE: UserObject, "The node's media source.";
    MF_TOPONODE_PRESENTATION_DESCRIPTOR: UserObject, "The source's presentation descriptor.";
    MF_TOPONODE_STREAM_DESCRIPTOR: UserObject, "The node's stream descriptor.";
    MF_TOPONODE_MEDIASTART: MediaTime, "Where play starts on the source's timeline.";
    MF_TOPONODE_MEDIASTOP: MediaTime, "Where play stops on the source's timeline.";
    MF_TOPONODE_CONNECT_METHOD: u32, "How the node may be connected to its upstream node (`MF_CONNECT_METHOD`).";
    MF_TOPONODE_DECODER: bool, "The node is a decoder.";
    MF_TOPONODE_MARKIN_HERE: bool, "The node's output is trimmed to the start.";
    MF_TOPONODE_MARKOUT_HERE: bool, "The node's output is trimmed to the stop.";
    MF_TOPONODE_NOSHUTDOWN_ON_REMOVE: bool, "The object outlives its topology. Default true.";
    MF_TOPONODE_STREAMID: u32, "The stream sink's identifier. Default 0.";
    MF_TOPONODE_DISABLE_PREROLL: bool, "The sink is not prerolled.";
    MF_TOPONODE_RATELESS: bool, "The sink is treated as rateless.";
    MF_TOPONODE_DRAIN: u32, "When the transform is drained: 0 at the end of the stream, 1 always, 2 never.";
    MF_TOPONODE_FLUSH: u32, "When the transform is flushed: 0 always, 1 on seek, 2 never.";
    MF_TOPONODE_ERRORCODE: u32, "The HRESULT of the last failed connection.";
    MF_TOPONODE_ERROR_MAJORTYPE: Guid, "The major type for which no decoder was found.";
    MF_TOPONODE_ERROR_SUBTYPE: Guid, "The subtype for which no decoder was found.";
    MF_TOPONODE_LOCKED: bool, "The media types must not change.";
    MF_TOPONODE_TRANSFORM_OBJECTID: Guid, "The class identifier of the transform.";
    MF_TOPONODE_PRIMARYOUTPUT: u32, "The tee's primary output. Default 0.";
    MF_TOPONODE_DISCARDABLE: Vec<u8>, "The tee's outputs that may lose samples: their indexes as 32-bit little-endian numbers.";
    MF_TOPONODE_SEQUENCE_ELEMENTID: u32, "The element of a sequencer source that the node belongs to.";
    MF_TOPONODE_WORKQUEUE_ID: u32, "The application's number of a work queue.";
    MF_TOPOLOGY_PROJECTSTART: PresentationTime, "Start relative to the whole sequence.";
    MF_TOPOLOGY_PROJECTSTOP: PresentationTime, "Stop relative to the whole sequence.";
    MF_TOPOLOGY_ENUMERATE_SOURCE_TYPES: bool, "Try all media types of a stream, not only the current one.";
    MF_TOPOLOGY_NO_MARKIN_MARKOUT: bool, "Nothing is trimmed.";
    MF_TOPOLOGY_RESOLUTION_STATUS: u32, "Which optional nodes were rejected.";
    MF_TOPOLOGY_START_TIME_ON_PRESENTATION_SWITCH: PresentationTime, "Where a queued presentation starts. Default 0.";
    MF_TOPOLOGY_DYNAMIC_CHANGE_NOT_ALLOWED: bool, "The session never modifies the topology.";
    MF_EVENT_PRESENTATION_TIME_OFFSET: TimeSpan, "Presentation time minus source time.";
    MF_EVENT_START_PRESENTATION_TIME: PresentationTime, "Where the presentation starts on the clock.";
    MF_EVENT_START_PRESENTATION_TIME_AT_OUTPUT: PresentationTime, "The presentation time of the first sample at the sinks.";
    MF_EVENT_TOPOLOGY_STATUS: u32, "`MF_TOPOSTATUS`.";
    MF_EVENT_SCRUBSAMPLE_TIME: PresentationTime, "The time of the sample that a scrub rendered.";
    MF_EVENT_OUTPUT_NODE: u64, "The identifier of an output node.";
    MF_EVENT_SESSIONCAPS: u32, "`MFSESSIONCAP_*` flags.";
    MF_EVENT_SESSIONCAPS_DELTA: u32, "The capability flags that changed.";
    MF_EVENT_SOURCE_ACTUAL_START: MediaTime, "The true start when the event's value is empty.";
    MF_EVENT_SOURCE_FAKE_START: bool, "The segment has no data; playback has not begun.";
    MF_EVENT_SOURCE_PROJECTSTART: PresentationTime, "`MF_TOPOLOGY_PROJECTSTART` of the segment that starts.";
    MF_EVENT_SOURCE_TOPOLOGY_CANCELED: bool, "The segment ended because the sequencer source cancelled it.";
    MF_EVENT_SOURCE_CHARACTERISTICS: u32, "The source's characteristics now.";
    MF_EVENT_SOURCE_CHARACTERISTICS_OLD: u32, "The source's characteristics before.";
    MF_SESSION_GLOBAL_TIME: bool, "Topologies carry their place in the whole sequence.";
    MF_SESSION_APPROX_EVENT_OCCURRENCE_TIME: PresentationTime, "When the session raised the event.";
    MF_LOW_LATENCY: bool, "Prefer low latency to smoothness.";
    MF_SAMPLEGRABBERSINK_IGNORE_CLOCK: bool, "Samples are grabbed at once, not at their time.";
    MF_SAMPLEGRABBERSINK_SAMPLE_TIME_OFFSET: TimeSpan, "How much earlier than its time a sample is grabbed.";
    MF_BYTESTREAM_CONTENT_TYPE: String, "The MIME type.";
    MF_BYTESTREAM_DURATION: TimeSpan, "How long the content plays.";
    MF_BYTESTREAM_LAST_MODIFIED_TIME: Vec<u8>, "When the content was modified last: a `FILETIME`.";
    MF_BYTESTREAM_ORIGIN_NAME: String, "The file name or URL.";
    MFSampleExtension_CleanPoint: bool, "Decoding can start at this sample.";
    MFSampleExtension_Discontinuity: bool, "The sample follows a break in the stream.";
}

/// openmf: tags of a presentation or stream as `NAME=value` lines in UTF-8, one per tag, names in upper case.
///
/// Media Foundation has no single attribute for free tags; its metadata provider comes with the services.
pub const OPENMF_TAGS: Key<String> = Key::new(Guid::from_u128(0x6f70656e_6d66_4001_8000_746167730001));
/// openmf: the cover picture's bytes, a JPEG or PNG file, on the presentation descriptor.
pub const OPENMF_COVER_ART: Key<Vec<u8>> = Key::new(Guid::from_u128(0x6f70656e_6d66_4002_8000_636f76657201));
/// openmf: chapters of a presentation, one per line: start in 100 ns, a tab, the title.
pub const OPENMF_CHAPTERS: Key<String> = Key::new(Guid::from_u128(0x6f70656e_6d66_4003_8000_636861707401));
/// openmf: the container's name, e.g. `mp4` or `matroska`, on the presentation descriptor.
pub const OPENMF_CONTAINER: Key<String> = Key::new(Guid::from_u128(0x6f70656e_6d66_4004_8000_636f6e746101));
/// openmf: the presentation's or stream's title.
pub const OPENMF_TITLE: Key<String> = Key::new(Guid::from_u128(0x6f70656e_6d66_4005_8000_7469746c6501));
/// openmf: the codec's short name when the subtype alone does not tell it to a person.
pub const OPENMF_CODEC_NAME: Key<String> = Key::new(Guid::from_u128(0x6f70656e_6d66_4007_8000_636f64656301));
/// openmf: on `MESessionStarted`, true when the seek was not carried out because another one waited behind it. The
/// event's status is success; the position that holds is that of the last seek. Default: false.
pub const OPENMF_EVENT_SEEK_OVERTAKEN: Key<bool> =
    Key::new(Guid::from_u128(0x6f70656e_6d66_4009_8000_7365656b6f01));
/// openmf: on `MEStreamSinkPrerolled`, the number of the preroll that it answers
/// ([`MediaSinkPreroll::notify_numbered_preroll`](crate::MediaSinkPreroll::notify_numbered_preroll)). Default: none, it answers
/// the last one that the sink was told of when it came.
pub const OPENMF_EVENT_PREROLL: Key<u64> = Key::new(Guid::from_u128(0x6f70656e_6d66_400a_8000_707265726f01));
/// openmf: on `MENonFatalError`, the name of the sink that takes the place of one that could not be made, such as
/// `null audio renderer`. The event's value says why, `MF_EVENT_OUTPUT_NODE` where. Default: the event is about
/// something else.
pub const OPENMF_EVENT_STAND_IN: Key<String> =
    Key::new(Guid::from_u128(0x6f70656e_6d66_400b_8000_7374616e6401));
/// openmf: where the audible content of an audio stream starts on its timeline, on the stream descriptor; what decodes
/// to earlier times is encoder delay and is trimmed. Default: nothing is trimmed before time 0. On a media type: of the
/// content up to the next change of type.
pub const OPENMF_VALID_START: Key<MediaTime> =
    Key::new(Guid::from_u128(0x6f70656e_6d66_4008_8000_76616c696401));
/// openmf: where the audible content of an audio stream stops on its timeline, on the stream descriptor; what decodes to
/// later times is padding and is trimmed. Default: none. On a media type: of the content up to the next change of type.
pub const OPENMF_VALID_STOP: Key<MediaTime> =
    Key::new(Guid::from_u128(0x6f70656e_6d66_4008_8000_76616c696402));
/// openmf: where the encoded content of an audio stream stops by its container's account, on the stream descriptor; what
/// decodes to later times pads the last packet. It is played, except by an element of a sequencer source, which the next
/// one follows without a gap. Default: none.
pub const OPENMF_CONTENT_STOP: Key<MediaTime> =
    Key::new(Guid::from_u128(0x6f70656e_6d66_4008_8000_76616c696403));
