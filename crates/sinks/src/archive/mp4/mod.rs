//! MP4 and 3GP files.
//!
//! In a file that is no fragmented one samples are written in chunks of half a second as they come, the movie box behind them when the file is complete.
//!
//! Sources: ISO/IEC 14496-12, 14496-14; 3GPP TS 26.244.

mod boxes;
mod entry;
mod fragments;
mod movie;
mod timing;
mod track;

use openmf_core::{Error, MediaType, Result, TICKS_PER_SECOND, TimeSpan, codes};

use super::container::{Container, Packet};
use super::format::{Codec, TrackFormat};
use crate::output_file::OutputFile;
use boxes::Boxes;
pub(crate) use fragments::FragmentedMp4;
use track::{Chunk, PENDING_BYTES, Track};

/// Samples of a track that are next to each other last about as long as this, in 100-nanosecond units,
const CHUNK_SPAN: i64 = TICKS_PER_SECOND / 2;
/// or have so many bytes, so that one more sample is all that is kept beyond that.
const CHUNK_BYTES: usize = 1 << 20;

/// Which kind of file it is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flavor {
    Mp4,
    ThreeGp,
}

impl Flavor {
    /// The brands of `ftyp`, of which the first is the major one.
    fn brands(self) -> &'static [&'static [u8; 4]] {
        match self {
            Self::Mp4 => &[b"mp42", b"isom", b"iso2", b"mp41"],
            // Release 6, the first with H.264.
            Self::ThreeGp => &[b"3gp6", b"isom", b"3gp4"],
        }
    }

    /// Whether the kind of file has a place for a type.
    pub(crate) fn check(self, media_type: &MediaType) -> Result<()> {
        let format = TrackFormat::of(media_type)?;
        let fits = match self {
            Self::Mp4 => !matches!(format.codec, Codec::AmrNb | Codec::AmrWb | Codec::H263),
            Self::ThreeGp => matches!(
                format.codec,
                Codec::H264
                    | Codec::Hevc
                    | Codec::H263
                    | Codec::Mpeg4Visual(0x20)
                    | Codec::Aac
                    | Codec::AmrNb
                    | Codec::AmrWb
            ),
        };
        if fits {
            Ok(())
        } else {
            Err(Error::invalid_media_type(format!("{media_type} in such a file")))
        }
    }
}

/// Writes a file with its index at the end.
pub(crate) struct Mp4 {
    flavor: Flavor,
    tracks: Vec<Track>,
    /// Where the box of samples begins.
    samples_at: Option<u64>,
}

impl Mp4 {
    /// A file of so many streams, which is not begun yet.
    pub(crate) fn new(flavor: Flavor, streams: usize) -> Self {
        Self {
            flavor,
            tracks: (0..streams).map(|_| Track::default()).collect(),
            samples_at: None,
        }
    }

    fn track(&mut self, number: usize) -> Result<&mut Track> {
        self.tracks.get_mut(number).ok_or(Error::InvalidStreamNumber {
            stream: number as u32,
        })
    }

    fn write_pending(&mut self, number: usize, file: &mut OutputFile) -> Result<()> {
        let samples_at = &mut self.samples_at;
        let Some(track) = self
            .tracks
            .get_mut(number)
            .filter(|track| track.pending_samples > 0)
        else {
            return Ok(());
        };
        if samples_at.is_none() {
            let mut head = Boxes::new();
            file_type(self.flavor.brands(), &mut head);
            *samples_at = Some(file.len() + head.len() as u64);
            // The empty box makes room for a length of 64 bits; of length 0 the samples go on to the end of the file.
            head.put(b"free", |_| {});
            head.u32(0).raw(b"mdat");
            file.write(&head.into_bytes())?;
        }
        track.chunks.push(Chunk {
            offset: file.len(),
            samples: std::mem::take(&mut track.pending_samples),
        });
        file.write(&track.pending)?;
        track.pending.clear();
        // One large sample does not keep its memory.
        track.pending.shrink_to(PENDING_BYTES);
        Ok(())
    }
}

fn file_type(brands: &[&[u8; 4]], boxes: &mut Boxes) {
    boxes.put(b"ftyp", |boxes| {
        boxes.raw(brands.first().copied().unwrap_or(b"isom")).u32(0);
        for brand in brands {
            boxes.raw(*brand);
        }
    });
}

/// The error of a file that would have nothing in it.
fn no_samples() -> Error {
    Error::Code {
        code: codes::MF_E_SINK_NO_SAMPLES_PROCESSED,
    }
}

/// The error of a stream whose samples were to describe it, and do not.
fn undescribed() -> Error {
    Error::codec(
        "MP4 file",
        "the samples do not say what their decoder has to know",
    )
}

impl Container for Mp4 {
    fn set_type(&mut self, track: usize, media_type: &MediaType) -> Result<()> {
        self.track(track)?.set_type(media_type, false)
    }

    fn begin(&mut self, track: usize, base: TimeSpan) {
        if let Ok(track) = self.track(track) {
            track.begin(base.as_100ns());
        }
    }

    fn write(&mut self, number: usize, packet: Packet<'_>, file: &mut OutputFile) -> Result<()> {
        let track = self.track(number)?;
        if track.take(packet)? && (track.pending.len() >= CHUNK_BYTES || track.pending_span() >= CHUNK_SPAN) {
            self.write_pending(number, file)?;
        }
        Ok(())
    }

    fn ended(&mut self, number: usize, file: &mut OutputFile) -> Result<()> {
        self.write_pending(number, file)
    }

    fn finish(&mut self, file: &mut OutputFile) -> Result<()> {
        for number in 0..self.tracks.len() {
            self.write_pending(number, file)?;
        }
        let Some(start) = self.samples_at else {
            return Err(no_samples());
        };
        // Behind the empty box.
        let len = file.len() - start - 8;
        match u32::try_from(len) {
            Ok(len) => file.patch(start + 8, &len.to_be_bytes())?,
            Err(_) => {
                let mut head = Boxes::new();
                head.u32(1).raw(b"mdat").u64(len + 8);
                file.patch(start, &head.into_bytes())?;
            }
        }
        let tables: Vec<_> = self.tracks.iter_mut().map(Track::tables).collect();
        let tracks: Vec<_> = self.tracks.iter().zip(tables).collect();
        let mut moov = Boxes::new();
        let described = movie::movie(&tracks, false, &mut moov);
        let mut all = tracks.iter().zip(described);
        if all.any(|((track, _), is_described)| !is_described && !track.entries.is_empty()) {
            return Err(undescribed());
        }
        file.write(&moov.into_bytes())
    }
}
