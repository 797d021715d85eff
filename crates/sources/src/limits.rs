//! Limits on what a file may make us keep in memory. All are far above what real content needs.

/// Bytes that may wait for a stream that is read, but more slowly than another stream of the same file.
pub const MAX_QUEUED_BYTES: usize = 64 << 20;

/// Bytes that may wait for a selected stream that nobody has read yet. Reading the first samples of one stream passes
/// over those of the others, which their readers are about to ask for; beyond this nobody is going to.
pub const MAX_UNREAD_BYTES: usize = 4 << 20;

/// Packets that may wait for one stream, whatever their size.
pub const MAX_QUEUED_PACKETS: usize = 1 << 17;

/// Bytes of one group of pictures that is played backwards. Of a larger one only its key frame is delivered.
pub const MAX_GROUP_BYTES: usize = 64 << 20;

/// Packets of one group of pictures that is played backwards.
pub const MAX_GROUP_PACKETS: usize = 1 << 12;

/// The slowest rate but 0, in either direction.
pub const SLOWEST_RATE: f32 = 1.0 / 64.0;

/// The fastest forward rate with every sample. What is read and decoded at it is the limit in practice.
pub const FASTEST_RATE: f32 = 16.0;

/// The fastest rate backwards with every picture: each group is read and decoded as a whole, parts of it twice.
pub const FASTEST_WHOLE_REVERSE: f32 = 8.0;

/// The fastest rate of key frames alone, in either direction.
pub const FASTEST_THINNED: f32 = 128.0;

/// The largest packet.
pub const MAX_PACKET_BYTES: usize = 64 << 20;

/// Parameter sets of a configuration record that are put in front of each picture that decoding can start with, in bytes.
/// Those of a larger record are in the media type alone.
pub const MAX_REPEATED_SETS: usize = 64 << 10;

/// The largest header, tag block or codec configuration that is read into memory.
pub const MAX_HEADER_BYTES: usize = 16 << 20;

/// The largest cover picture that is kept.
pub const MAX_COVER_BYTES: usize = 16 << 20;

/// Bytes of tag text that are kept of one presentation.
pub const MAX_TAG_BYTES: usize = 1 << 20;

/// Tags that are kept of one presentation.
pub const MAX_TAGS: usize = 1024;

/// Streams of one file.
pub const MAX_TRACKS: usize = 128;

/// Links of a chained file, each with headers of its own.
pub const MAX_LINKS: usize = 1024;

/// Channels of an audio stream.
pub const MAX_CHANNELS: u32 = openmf_core::AudioFormat::MAX_CHANNELS;

/// How many bytes without a valid frame or page are passed over before a stream counts as broken.
pub const MAX_RESYNC_BYTES: u64 = 1 << 20;

/// How many bytes of a file are scanned at most to find its length when it has no index.
pub const MAX_SCAN_BYTES: u64 = 256 << 20;

/// Entries of a seek table that are kept in memory.
pub const MAX_SEEK_POINTS: usize = 1 << 16;

/// Reserved up front for a list whose length an untrusted file states.
pub const MAX_PREALLOCATED: usize = 4096;
