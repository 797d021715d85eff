//! The source reader: samples of a media source on demand, decoded and converted (`IMFSourceReader`).
//!
//! Each stream has a branch, as in a session: stream, decoder, converters, and a sink that asks for as many samples as
//! are read. There is no clock and no session. The transforms are found by the topology loader. What happens is decided in
//! `state.rs`, under one lock that is never held while a component or the application is called.

mod chain;
mod engine;
mod sink;
mod source;
mod state;
mod stream;
mod types;

use std::sync::Arc;

use openmf_core::{
    Error, Guid, MediaSource, MediaTime, MediaType, PresentationDescriptor, Result, Sample, SharedEvent,
    SharedTransform, StartPosition, TransformCatalog,
};

use crate::Runtime;
use engine::{Request, Shared, Slot};

/// How a reader is made (`MF_SOURCE_READER_*`, `MF_READWRITE_*`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct ReaderOptions {
    /// What may be done to pictures besides decoding. Default: nothing.
    pub video: VideoConversion,
    /// `MF_READWRITE_DISABLE_CONVERTERS`: decoders alone are put in.
    pub disable_converters: bool,
    /// `MF_READWRITE_ENABLE_HARDWARE_TRANSFORMS`: transforms that work in hardware too. Those that are registered in this
    /// process are used anyhow.
    pub enable_hardware: bool,
    /// `MF_SOURCE_READER_DISCONNECT_MEDIASOURCE_ON_SHUTDOWN`: the source is not shut down with the reader.
    pub keep_source: bool,
}

/// What a reader may do to pictures, apart from the layouts that decoders offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum VideoConversion {
    /// Nothing.
    #[default]
    None,
    /// `MF_SOURCE_READER_ENABLE_VIDEO_PROCESSING`: to RGB of 32 bits.
    Basic,
    /// `MF_SOURCE_READER_ENABLE_ADVANCED_VIDEO_PROCESSING`: to any format and size.
    Advanced,
}

/// What one read gave.
#[derive(Clone, Debug)]
pub struct Read {
    /// The stream's index.
    pub stream: usize,
    /// What else there is to know.
    pub flags: ReadFlags,
    /// The sample's time, or that of the gap or of the end.
    pub time: Option<MediaTime>,
    /// The sample; none at the end, in a gap, and on failure.
    pub sample: Option<Sample>,
    /// What went wrong.
    pub error: Option<Error>,
}

/// `MF_SOURCE_READER_FLAG`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct ReadFlags {
    /// `MF_SOURCE_READERF_ENDOFSTREAM`.
    pub end_of_stream: bool,
    /// `MF_SOURCE_READERF_NEWSTREAM`: the source has more streams than before. The new ones are not selected.
    pub new_stream: bool,
    /// `MF_SOURCE_READERF_NATIVEMEDIATYPECHANGED`.
    pub native_type_changed: bool,
    /// `MF_SOURCE_READERF_CURRENTMEDIATYPECHANGED`: this sample and those behind it have another type.
    pub current_type_changed: bool,
    /// `MF_SOURCE_READERF_STREAMTICK`: there is no data up to the time.
    pub tick: bool,
    /// `MF_SOURCE_READERF_ALLEFFECTSREMOVED`: the application's transforms could not take a new type of the stream.
    pub effects_removed: bool,
}

impl ReadFlags {
    /// The documented bits. `MF_SOURCE_READERF_ERROR` is not among them: see [`Read::error`].
    pub const fn bits(self) -> u32 {
        (self.end_of_stream as u32) << 1
            | (self.new_stream as u32) << 2
            | (self.native_type_changed as u32) << 4
            | (self.current_type_changed as u32) << 5
            | (self.tick as u32) << 8
            | (self.effects_removed as u32) << 9
    }

    fn and(self, other: Self) -> Self {
        Self {
            end_of_stream: self.end_of_stream | other.end_of_stream,
            new_stream: self.new_stream | other.new_stream,
            native_type_changed: self.native_type_changed | other.native_type_changed,
            current_type_changed: self.current_type_changed | other.current_type_changed,
            tick: self.tick | other.tick,
            effects_removed: self.effects_removed | other.effects_removed,
        }
    }
}

/// Is told what one read gave. Called on a work queue, one at a time in the order of the reads' completion.
pub type ReadDone = Box<dyn FnOnce(Read) + Send>;
/// Is told that a flush is complete, in the same order.
pub type Flushed = Box<dyn FnOnce() + Send>;

/// Is told what the source tells (`IMFSourceReaderCallback::OnEvent`). Called on a work queue, in order with the reads.
pub trait ReaderEvents: Send + Sync {
    /// An event of the source that is not the reader's business.
    fn event(&self, event: SharedEvent);

    /// The transforms of a stream are others (`IMFSourceReaderCallback2::OnTransformChange`). Default: nothing.
    fn transforms_changed(&self) {}

    /// Something went wrong besides the reads: with a stream, or with the source as a whole
    /// (`IMFSourceReaderCallback2::OnStreamError`). Default: nothing; the next read tells it too.
    fn failed(&self, stream: Option<usize>, error: &Error) {
        let _ = (stream, error);
    }
}

/// Reads a media source, sample by sample (`IMFSourceReader`).
///
/// Streams are the presentation's, by their index. A stream is read in its native type until
/// [`SourceReader::set_current_type`] asks for another. The source is started by the first read or seek. Every method may be
/// called from any thread; those that wait say so. Dropping the reader cancels what is pending and shuts the source down,
/// unless [`ReaderOptions::keep_source`] says otherwise.
pub struct SourceReader {
    shared: Arc<Shared>,
}

impl SourceReader {
    /// A reader of a source, with transforms from this catalog. Belongs on a thread that may block.
    ///
    /// # Errors
    /// Whatever the source answers.
    pub fn new(
        runtime: &Runtime,
        source: Arc<dyn MediaSource>,
        catalog: Arc<dyn TransformCatalog>,
        options: ReaderOptions,
        events: Option<Arc<dyn ReaderEvents>>,
    ) -> Result<Self> {
        let shared = Shared::create(runtime.clone(), source, catalog, options, events)?;
        Ok(Self { shared })
    }

    /// The source.
    pub fn source(&self) -> &Arc<dyn MediaSource> {
        &self.shared.source
    }

    /// What the source presents, with the present selection. It is another one when the source has got more streams.
    pub fn presentation(&self) -> Arc<PresentationDescriptor> {
        self.shared.presentation()
    }

    /// The index of the first stream of a kind (`MFMediaType_*`), as `MF_SOURCE_READER_FIRST_VIDEO_STREAM` names it.
    pub fn first_stream(&self, major_type: Guid) -> Option<usize> {
        let presentation = self.presentation();
        let mut streams = presentation.streams();
        streams.position(|(stream, _)| stream.current_type().major_type() == major_type)
    }

    /// Whether a stream is selected.
    ///
    /// # Errors
    /// - [`Error::InvalidStreamNumber`]: there is no such stream.
    pub fn is_selected(&self, stream: usize) -> Result<bool> {
        self.shared.with_stream(stream, |stream| Ok(stream.selected))
    }

    /// Selects or deselects a stream; takes effect with the next read.
    ///
    /// # Errors
    /// - [`Error::InvalidStreamNumber`]: there is no such stream.
    pub fn select(&self, stream: usize, selected: bool) -> Result<()> {
        self.shared.select(stream, selected)
    }

    /// A type in which the source can give the stream; without an index, the one in which it does.
    ///
    /// # Errors
    /// - [`Error::InvalidStreamNumber`]: there is no such stream.
    /// - [`Error::NoMoreTypes`]: the list is shorter.
    pub fn native_type(&self, stream: usize, index: Option<usize>) -> Result<MediaType> {
        self.shared.native_type(stream, index)
    }

    /// Lets the source give the stream in another of its types. The stream is read in that type then.
    ///
    /// # Errors
    /// - [`Error::InvalidMediaType`]: it is not one of them.
    /// - [`Error::InvalidRequest`]: a read of the stream is pending.
    pub fn set_native_type(&self, stream: usize, media_type: &MediaType) -> Result<ReadFlags> {
        self.shared.set_native_type(stream, media_type)
    }

    /// The type of the stream's samples.
    ///
    /// # Errors
    /// - [`Error::InvalidStreamNumber`]: there is no such stream.
    pub fn current_type(&self, stream: usize) -> Result<MediaType> {
        self.shared
            .with_stream(stream, |stream| Ok(stream.current.clone()))
    }

    /// Asks for a type of the stream's samples, which may be partial: a native one, or one that a decoder and converters
    /// make of it.
    ///
    /// # Errors
    /// - [`Error::InvalidStreamNumber`]: there is no such stream.
    /// - [`Error::CodecNotFound`]: there is no decoder for the native type.
    /// - [`Error::InvalidMediaType`]: the type cannot be made of the native one.
    /// - [`Error::InvalidRequest`]: a read of the stream is pending.
    pub fn set_current_type(&self, stream: usize, media_type: &MediaType) -> Result<()> {
        self.shared.set_current_type(stream, media_type)
    }

    /// Puts a transform of the application's behind the decoder, and behind those that were added before.
    ///
    /// It stays the application's: an asynchronous one is shut down by whoever made it, when the reader has ended.
    ///
    /// # Errors
    /// - [`Error::InvalidMediaType`]: it does not take what comes there.
    /// - [`Error::InvalidRequest`]: a read of the stream is pending, or the options allow no converters, or only
    ///   [`VideoConversion::Basic`].
    ///
    /// Source: `IMFSourceReaderEx::AddTransformForStream`.
    pub fn add_transform(&self, stream: usize, transform: SharedTransform) -> Result<()> {
        self.shared.add_effect(stream, transform)
    }

    /// Takes those transforms out again.
    ///
    /// # Errors
    /// - [`Error::InvalidRequest`]: a read of the stream is pending.
    pub fn remove_transforms(&self, stream: usize) -> Result<()> {
        self.shared.remove_effects(stream)
    }

    /// A transform of the stream, in the order of the data, and its category (`MFT_CATEGORY_*`).
    ///
    /// # Errors
    /// - [`Error::InvalidIndex`]: there are fewer.
    pub fn transform(&self, stream: usize, index: usize) -> Result<(Guid, SharedTransform)> {
        self.shared.transform(stream, index)
    }

    /// Seeks: the next samples come from the last clean point at or before the position. Does not wait; a failure is that
    /// of the next read.
    ///
    /// # Errors
    /// - [`Error::InvalidRequest`]: a read is pending.
    pub fn seek(&self, position: StartPosition) -> Result<()> {
        self.shared.seek(position)
    }

    /// The same, and waits until the source is there.
    ///
    /// # Errors
    /// - [`Error::InvalidRequest`]: a read is pending, or the source cannot go there.
    pub fn seek_and_wait(&self, position: StartPosition) -> Result<()> {
        self.shared.seek(position)?;
        self.shared.wait_for_start()
    }

    /// Asks for the next sample of a stream; without one, of whichever selected stream has the next. `drain`: only what the
    /// transforms hold, without asking the source for more.
    ///
    /// # Errors
    /// - [`Error::InvalidStreamNumber`]: there is no such stream.
    /// - [`Error::InvalidRequest`]: the stream is not selected.
    /// - `MF_E_NOTACCEPTING`: a flush is pending.
    pub fn begin_read(&self, stream: Option<usize>, drain: bool, done: ReadDone) -> Result<()> {
        self.shared.read(stream, Request::told(drain, done))
    }

    /// The same, and resolves with what it gave.
    ///
    /// # Errors
    /// Those of [`SourceReader::begin_read`].
    pub fn read(
        &self,
        stream: Option<usize>,
        drain: bool,
    ) -> Result<impl Future<Output = Read> + Send + use<>> {
        let slot = Arc::<Slot>::default();
        self.shared.read(stream, Request::slot(drain, &slot))?;
        Ok(std::future::poll_fn(move |cx| slot.poll(cx)))
    }

    /// The same, and waits.
    ///
    /// # Errors
    /// Those of [`SourceReader::begin_read`].
    pub fn read_and_wait(&self, stream: Option<usize>, drain: bool) -> Result<Read> {
        let read = self.read(stream, drain)?;
        Ok(self.shared.runtime.block_on(read))
    }

    /// Drops what was read ahead and every pending read of a stream, or of all. With `done` no sample can be asked for until
    /// that is called.
    ///
    /// # Errors
    /// - [`Error::InvalidStreamNumber`]: there is no such stream.
    pub fn flush(&self, stream: Option<usize>, done: Option<Flushed>) -> Result<()> {
        self.shared.flush(stream, done)
    }

    /// Ends everything: pending reads are dropped, the source is shut down. Also done when the reader is dropped.
    pub fn shutdown(&self) {
        self.shared.shut_down();
    }
}

impl Drop for SourceReader {
    fn drop(&mut self) {
        self.shared.shut_down();
    }
}

impl std::fmt::Debug for SourceReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SourceReader")
            .field("source", &self.shared.source.name())
            .finish_non_exhaustive()
    }
}
