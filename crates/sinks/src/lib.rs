//! Renderers, the sample grabber and file sinks.
//!
//! Every sink here is a [`MediaSink`](openmf_core::MediaSink) of one stream, but for [`ArchiveSink`] and
//! [`MuxSink`], which have one for each of their file. It registers itself with its clock and takes samples by event or by the direct path. Rules shared by all:
//!
//! - A sink never reads a system clock. A clocked sink reads the presentation clock it is given and waits with its
//!   timers; a rateless one consumes what comes. There is no thread in a sink but the sound device's own and the one
//!   of the windows.
//! - Samples that end before the start position, or are marked as preroll, are not rendered.
//! - A marker is answered when everything before it is consumed: for a clocked sink, when the sample before it is over.
//!   Flush and stop answer queued markers with `E_ABORT`.
//! - While a branch asks by [`DirectStreamSink`](openmf_core::DirectStreamSink), no request is sent by event; the first
//!   call of [`StreamSink::direct`](openmf_core::StreamSink::direct) decides that.

mod activate;
mod archive;
mod audio_renderer;
mod file_sink;
mod file_timeline;
mod grabber;
mod null;
mod output_file;
mod packets;
mod render_sink;
mod statistics;
mod stream_queue;
mod turn;
mod video_window;
mod wave;
mod y4m;

pub use activate::{
    Activate, AudioRendererActivate, NullActivate, SampleGrabberActivate, SinkHandle, VideoRendererActivate,
    WaveActivate, Y4mActivate,
};
pub use archive::{ArchiveFile, ArchiveSink, MuxSink};
pub use audio_renderer::{AudioDevice, AudioRenderer, AudioRendererOptions, AudioVolume, audio_devices};
pub use file_sink::{Evened, FileOptions};
pub use file_timeline::FileTimeline;
pub use grabber::{GrabberOptions, SampleGrabber, SampleGrabberCallback};
pub use null::{NullOptions, NullRenderer};
pub use output_file::OutputStream;
pub use packets::{PacketFile, PacketSink};
pub use statistics::{MAX_SEGMENTS, STATISTICS_SERVICE, Statistics, StatisticsReader};
pub use video_window::{
    AspectRatioMode, CurrentImage, DisplayPreferences, NormalizedRect, PictureSurface, PixelRect,
    VideoDisplayControl, VideoWindow, VideoWindowOptions, WindowInput, WindowKey,
};
pub use wave::WaveSink;
pub use y4m::Y4mSink;
