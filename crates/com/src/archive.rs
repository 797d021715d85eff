//! Media sinks that write files onto an application's byte stream.

use std::io::{self, Seek, SeekFrom, Write};
use std::sync::Arc;

use openmf_core::{Guid, MediaSink, MediaType, codes, guids, keys};
use openmf_sinks::{
    ArchiveFile, ArchiveSink, FileOptions, MuxSink, OutputStream, PacketFile, PacketSink, WaveSink,
};

use crate::bindings::{IMFAttributes, IMFByteStream, IMFMediaSink};
use crate::byte_stream::{SEEKABLE, WRITABLE};
use crate::convert::{code, fail};
use crate::inward::{self, Object};
use crate::{registrations, sink};

type Result<T> = windows_core::Result<T>;

/// `MFT_ENUM_FLAG_ALL`.
const ALL_TRANSFORMS: u32 = 0x3f;
/// What a stream is called in messages.
const NAME: &str = "the application's byte stream";

/// An application's byte stream as a file is written to it. The file begins where the stream is when the sink is made.
struct Output {
    stream: Object<IMFByteStream>,
    base: u64,
    position: u64,
    is_seekable: bool,
}

impl Output {
    /// # Errors
    /// `E_INVALIDARG`: it cannot be written. Whatever it answers.
    fn new(stream: &IMFByteStream) -> Result<Self> {
        // SAFETY: calls of a live object.
        let capabilities = unsafe { stream.GetCapabilities() }?;
        if capabilities & WRITABLE == 0 {
            return Err(crate::event::missing());
        }
        let is_seekable = capabilities & SEEKABLE != 0;
        let base = if is_seekable {
            // SAFETY: as above.
            unsafe { stream.GetCurrentPosition() }?
        } else {
            0
        };
        Ok(Self {
            stream: Object::new(stream.clone()),
            base,
            position: 0,
            is_seekable,
        })
    }

    fn place(&self, position: u64) -> io::Result<u64> {
        let place = self.base.checked_add(position);
        place.ok_or_else(|| io::ErrorKind::InvalidInput.into())
    }
}

fn failed(error: windows_core::Error) -> io::Error {
    io::Error::other(inward::error(error))
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let len = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        if self.is_seekable {
            // The application may have moved it meanwhile.
            // SAFETY: a live object.
            unsafe { self.stream.SetCurrentPosition(self.place(self.position)?) }
                .ok()
                .map_err(failed)?;
        }
        // SAFETY: a live object with this many bytes.
        let written = unsafe { self.stream.Write(bytes.as_ptr(), len) }.map_err(failed)?;
        let written = written.min(len) as usize;
        self.position += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        // SAFETY: a live object.
        unsafe { self.stream.Flush() }.ok().map_err(failed)
    }
}

impl Seek for Output {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
            // Nobody else writes behind the file.
            SeekFrom::End(_) => None,
        };
        let position = position.ok_or(io::ErrorKind::InvalidInput)?;
        if !self.is_seekable && position != self.position {
            return Err(io::ErrorKind::NotSeekable.into());
        }
        self.position = position;
        Ok(position)
    }
}

impl OutputStream for Output {
    fn set_len(&mut self, len: u64) -> io::Result<()> {
        // SAFETY: a live object.
        let cut = unsafe { self.stream.SetLength(self.place(len)?) }.ok();
        match cut {
            Err(error) if error.code().0 == codes::E_NOTIMPL.0 => Err(io::ErrorKind::Unsupported.into()),
            result => result.map_err(failed),
        }
    }
}

/// The object of a sink whose only stream has this type from the beginning.
fn typed(sink: Arc<dyn MediaSink>, media_type: Option<&MediaType>) -> Result<IMFMediaSink> {
    if let Some(media_type) = media_type {
        let stream = sink.stream_sink_by_id(0).map_err(fail)?;
        stream
            .media_type_handler()
            .set_current_type(media_type)
            .map_err(fail)?;
    }
    sink::to_com(&sink)
}

/// `MFCreateWAVEMediaSink`.
///
/// # Errors
/// `E_INVALIDARG`: the stream cannot be written. `MF_E_INVALIDMEDIATYPE`: the type is not that of uncompressed audio.
pub(crate) fn wave(stream: &IMFByteStream, media_type: &MediaType) -> Result<IMFMediaSink> {
    let output = Output::new(stream)?;
    let is_seekable = output.is_seekable;
    let sink = WaveSink::to_stream(NAME, Box::new(output), is_seekable, &FileOptions::default());
    typed(sink.sink(), Some(media_type))
}

/// `MFCreateMP3MediaSink`, `MFCreateADTSMediaSink`, `MFCreateAC3MediaSink`.
///
/// # Errors
/// `E_INVALIDARG`: the stream cannot be written. `MF_E_INVALIDMEDIATYPE`: the type is not of what the file holds.
pub(crate) fn packets(
    kind: PacketFile,
    stream: &IMFByteStream,
    media_type: Option<&MediaType>,
) -> Result<IMFMediaSink> {
    let sink = PacketSink::to_stream(kind, NAME, Box::new(Output::new(stream)?));
    typed(sink.sink(), media_type)
}

/// `MFCreateMPEG4MediaSink` and what is like it.
///
/// # Errors
/// `E_INVALIDARG`: the stream cannot be written. `MF_E_BYTESTREAM_NOT_SEEKABLE`: it cannot seek, which such a file needs.
/// `MF_E_INVALIDMEDIATYPE`: the file has no place for a type.
pub(crate) fn streams(
    kind: ArchiveFile,
    stream: &IMFByteStream,
    types: &[MediaType],
) -> Result<IMFMediaSink> {
    let output = Output::new(stream)?;
    let is_seekable = output.is_seekable;
    let made = ArchiveSink::to_stream(kind, NAME, Box::new(output), is_seekable, types).map_err(fail)?;
    let sink: Arc<dyn MediaSink> = made.sink();
    sink::to_com(&sink)
}

/// `MFCreateMuxSink`: over the first multiplexer of those that are registered for such an output and make it.
///
/// # Errors
/// `MF_E_NOT_FOUND`: no multiplexer is registered that gives the subtype; there is none of the engine's own. `E_INVALIDARG`:
/// the stream cannot be written. What the last multiplexer answered, if none makes such an output.
pub(crate) fn multiplexed(
    subtype: Guid,
    attributes: Option<&IMFAttributes>,
    stream: Option<&IMFByteStream>,
) -> Result<IMFMediaSink> {
    let wanted = MediaType::new();
    if let Some(attributes) = attributes {
        wanted
            .attributes()
            .copy_from(&crate::attributes::to_core(attributes)?);
    }
    wanted
        .attributes()
        .set(keys::MF_MT_MAJOR_TYPE, guids::MFMediaType_Stream);
    wanted.attributes().set(keys::MF_MT_SUBTYPE, subtype);
    let output = Some((guids::MFMediaType_Stream, subtype));
    let found = registrations::find(&guids::MFT_CATEGORY_MULTIPLEXER, ALL_TRANSFORMS, None, output);
    let mut failed = code(codes::MF_E_NOT_FOUND);
    for multiplexer in found {
        let target = stream.map(Output::new).transpose()?;
        let target = target.map(|target| Box::new(target) as Box<dyn OutputStream>);
        let made = multiplexer
            .create()
            .and_then(|transform| MuxSink::new(NAME, transform, wanted.clone(), target));
        match made {
            Ok(made) => {
                let sink: Arc<dyn MediaSink> = made.sink();
                return sink::to_com(&sink);
            }
            Err(error) => failed = fail(error),
        }
    }
    Err(failed)
}
