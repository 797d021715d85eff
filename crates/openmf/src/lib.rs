//! An open, portable Media Session: plays media files, hands out their frames, and lets you build the way in between.
//!
//! There are four ways in:
//!
//! - [`Player`] plays files: open, play, pause, seek, next event. Sound goes to the sound device and pictures to a
//!   window, or both to you.
//! - [`SourceReader`] gives the samples of a file or of any [`MediaSource`], one by one when you ask, as they are stored
//!   or decoded and converted. There is no clock and nothing plays.
//! - [`MediaSession`] is the engine documented as `IMFMediaSession`: it takes a [`Topology`], asynchronous commands,
//!   and tells everything by events.
//! - The component traits ([`MediaSource`], [`Transform`], [`MediaSink`], …) are what sources, codecs, effects and
//!   renderers are made of, openmf's and yours.
//!
//! # A player
//!
//! In `Cargo.toml`, with this repository beside the program:
//!
//! ```toml
//! [dependencies]
//! openmf = { path = "../openmf/crates/openmf" }
//!
//! # Decoders are far slower without: a program's own profile holds for what it depends on.
//! [profile.dev.package."*"]
//! opt-level = 3
//! ```
//!
//! ```no_run
//! use openmf::{Player, PlayerEvent};
//!
//! fn main() -> Result<(), openmf::Error> {
//!     let player = Player::new();
//!     let media = player.open("clip.mp4").wait()?;
//!     for stream in &media.streams {
//!         println!("{:?} {} {}", stream.kind, stream.codec, if stream.selected { "plays" } else { "" });
//!     }
//!     player.play().wait()?;
//!     for event in player.events() {
//!         match event {
//!             PlayerEvent::Ended => break,
//!             PlayerEvent::Opened { media } => println!("{}", media.name),
//!             PlayerEvent::Failed { error } => return Err(error),
//!             other => println!("{:6.2} s {other:?}", player.position().as_secs_f64()),
//!         }
//!     }
//!     Ok(())
//! }
//! ```
//!
//! Every operation returns at once and gives an [`Operation`]: `.wait()` it, `.await` it in any executor, or drop it.
//! No async runtime is needed, and any may be there. Operations take effect in the order of their calls:
//!
//! ```no_run
//! # async fn run() -> Result<(), openmf::Error> {
//! use openmf::{Player, PresentationTime};
//!
//! let player = Player::new();
//! player.open("clip.mp4");
//! player.seek(PresentationTime::from_secs_f64(12.5)).await?; // plays from there
//! player.set_volume(0.5)?;
//! player.pause().await?;
//! while let Some(event) = player.next_event().await {
//!     println!("{event:?}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Frames
//!
//! [`VideoOutput::Frames`] decodes at your pace, [`VideoOutput::rgba`] calls you when a picture is due, and
//! [`AudioOutput::blocks`] does the same for sound. This runs as it stands:
//!
//! ```
//! use openmf::{AudioOutput, Player, VideoOutput};
//!
//! # fn main() -> Result<(), openmf::Error> {
//! # let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/clips/h264-baseline.mp4");
//! let player = Player::builder().video(VideoOutput::Frames).audio(AudioOutput::None).build();
//! player.open(file).wait()?;
//! player.play().wait()?;
//! # futures_lite::future::block_on(async {
//! let mut count = 0;
//! while let Some(frame) = player.next_frame().await {
//!     let frame = frame?;
//!     assert_eq!(frame.pixels.len(), frame.stride * frame.height as usize);
//!     count += 1;
//! }
//! assert_eq!(count, 25);
//! # Ok::<_, openmf::Error>(())
//! # })
//! # }
//! ```
//!
//! # A reader
//!
//! A [`SourceReader`] is the shortest way to the samples of a file. Each stream comes in the type that is asked for, which
//! may leave open what the file decides:
//!
//! ```
//! use openmf::{MediaTime, MediaType, Platform, ReaderOptions, StartPosition, VideoConversion, guids};
//!
//! # fn main() -> Result<(), openmf::Error> {
//! # let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/clips/h264-baseline.mp4");
//! let options = ReaderOptions { video: VideoConversion::Advanced, ..ReaderOptions::default() };
//! let reader = Platform::shared().open_reader(file, options)?;
//! let rgb = MediaType::partial(guids::MFMediaType_Video, guids::MFVideoFormat_RGB32);
//! let video = reader.first_stream(guids::MFMediaType_Video).expect("a clip with pictures");
//! reader.set_current_type(video, &rgb)?;
//! println!("{}", reader.current_type(video)?); // the whole type: size, rate, colours
//!
//! let mut pictures = 0;
//! loop {
//!     let read = reader.read_and_wait(Some(video), false)?;
//!     if let Some(error) = read.error {
//!         return Err(error);
//!     }
//!     if let Some(sample) = read.sample {
//!         println!("{:?}: {} bytes", sample.time, sample.total_len());
//!         pictures += 1;
//!     }
//!     if read.flags.end_of_stream {
//!         break;
//!     }
//! }
//! assert_eq!(pictures, 25);
//!
//! reader.seek_and_wait(StartPosition::At(MediaTime::ZERO))?; // and once more
//! # assert!(reader.read_and_wait(Some(video), false)?.sample.is_some());
//! # Ok(())
//! # }
//! ```
//!
//! Without a stream's index [`SourceReader::read_and_wait`] gives whichever sample is next; [`SourceReader::read`] is the
//! same as a future, [`SourceReader::begin_read`] calls you back.
//!
//! # The session
//!
//! [`Platform`] opens files and makes the usual topology; [`MediaSession`] plays it. The events are those that Media
//! Foundation documents, by their names.
//!
//! ```no_run
//! # async fn run() -> Result<(), openmf::Error> {
//! use openmf::{EventType, MediaSession, Platform};
//!
//! let platform = Platform::shared();
//! let source = platform.open("clip.mp4")?;
//! let session = MediaSession::new(&platform);
//! session.set_topology(&platform.playback_topology(&source)?).await?;
//! session.start().await?;
//! let mut events = session.events();
//! while let Some(event) = events.next_event().await {
//!     if event.event_type() == EventType::SessionEnded {
//!         break;
//!     }
//! }
//! session.close().await?;
//! session.shutdown()?;
//! source.shutdown()
//! # }
//! ```
//!
//! A [`TopologyBuilder`] chooses streams, sinks, and where to begin and end. A [`Topology`] of [`TopologyNode`]s is put
//! together by hand where a source, a transform or a sink is your own; the example `custom_components` shows all of it.
//! [`MediaSession::explanation`] tells how a topology was resolved, and what was tried and refused.
//!
//! # Playlists
//!
//! Topologies that are set one after the other play without a gap. A [`SequencerSource`] keeps a list of them and says
//! when the next one is due; see [`Platform::new_sequencer`]. For one stream of sound, the topologies share its sink:
//! what has another format is converted to that of the first.
//!
//! # Units, errors, threads
//!
//! Times are in units of 100 ns and of three types that do not mix: [`MediaTime`] in a file, [`PresentationTime`] in
//! what is played, [`HostTime`] of the machine; [`TimeSpan`] lies between two of the same. Errors are one type,
//! [`Error`], whose variants carry what happened and where; [`Error::hresult`] is the documented code. All threads are
//! those of a [`Runtime`]: the process-wide one, unless a [`Platform`] is made with another. [`ManualRuntime`] has none
//! and a virtual clock, for tests.
//!
//! # Features
//!
//! - `av1-asm`: AV1 in hand-written assembly, five to nine times faster. On x86 the build then needs `nasm` 2.14 or
//!   later. Off by default.

mod default_sinks;
mod events;
mod names;
mod platform;
mod player;
mod session;

pub use default_sinks::{FallbackActivate, SinkFactory};
pub use events::Events;
pub use names::{codec_name, uncompressed_name};
pub use openmf_core::{self as core, *};
pub use openmf_registry as registry;
pub use openmf_runtime::{
    Completion, Flushed, LocalTransforms, ManualRuntime, NodeAttributeUpdate, QualityManagement,
    QualityManager, QueueClass, Read, ReadDone, ReadFlags, ReaderEvents, ReaderOptions, Recording, Runtime,
    SourceReader, VideoConversion, WorkQueueServices,
};
pub use openmf_sequencer::SequencerSource;
pub use openmf_session::{
    Capabilities, Config, Rate, SeekMode, SessionState, SetTopologyFlags, TopologyQuery, TopologyStatus,
    record,
};
pub use openmf_sinks as sinks;
pub use openmf_sources as sources;
pub use openmf_topology::{
    ConnectMethod, Explanation, NodeId, NodeKind, NodeObject, Topology, TopologyId, TopologyLoader,
    TopologyNode,
};
pub use platform::{Platform, TopologyBuilder};
pub use player::{
    AudioBlock, AudioFunction, AudioOutput, MediaInfo, Operation, Player, PlayerBuilder, PlayerEvent,
    PlayerEvents, PlayerState, RgbaFrame, StreamInfo, StreamKind, VideoFunction, VideoOutput,
};
pub use session::MediaSession;
