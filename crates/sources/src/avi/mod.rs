//! AVI, with OpenDML's extensions.
//!
//! Sources: "AVI RIFF File Reference" (Microsoft Learn); "OpenDML AVI File Format Extensions", version 1.02.

mod framer;
mod index;

use std::sync::Arc;

use openmf_core::{ByteStream, Error, MediaTime, MediaType, Ratio, Result, Sample, TimeSpan, guids, keys};

use crate::bytes::Bytes;
use crate::chunk_reader::ChunkReader;
use crate::codec;
use crate::container::Container;
use crate::demuxer::{Demuxer, Presentation, Track};
use crate::limits::MAX_HEADER_BYTES;
use crate::tags::Tags;
use framer::Framer;
use index::Entry;

/// Streams of a file: their numbers have two digits.
const MAX_STREAMS: usize = 100;
/// Lists and chunks looked at beside the movie data.
const MAX_CHUNKS: usize = 4096;

pub(crate) const AVI: Container = Container {
    name: "avi",
    extensions: &["avi", "divx"],
    mime_types: &["video/x-msvideo", "video/avi", "video/msvideo"],
    recognize,
    open: |stream| Ok(Box::new(AviDemuxer::open(stream)?)),
};

fn recognize(head: &[u8]) -> u8 {
    let riff = matches!(head.get(..4), Some(b"RIFF"));
    if riff && matches!(head.get(8..12), Some(b"AVI " | b"AVIX")) {
        100
    } else {
        0
    }
}

/// Reads AVI.
pub(crate) struct AviDemuxer {
    reader: ChunkReader,
    presentation: Presentation,
    streams: Vec<Stream>,
    /// What the main header promises and is not there, while that was not told.
    unreadable: Option<String>,
}

/// A stream, its index and its position.
struct Stream {
    header: StreamHeader,
    media_type: MediaType,
    name: Option<String>,
    indx: Vec<u8>,
    entries: Vec<Entry>,
    /// Bytes of a unit of time in audio of constant rate; 0 if each chunk counts on its own.
    unit_bytes: u64,
    /// Bytes of a block in audio whose chunks count by blocks; 0 otherwise.
    block_bytes: u64,
    next: usize,
    wanted: bool,
    discontinuity: bool,
    /// It was told that units are missing.
    told: bool,
    /// Set for MPEG audio whose chunks are not frames.
    framer: Option<Framer>,
}

/// `strh`.
#[derive(Clone, Copy, Debug, Default)]
struct StreamHeader {
    kind: [u8; 4],
    code: [u8; 4],
    disabled: bool,
    scale: u32,
    rate: u32,
    start: u32,
    /// Units of the stream.
    length: u32,
    sample_size: u32,
}

fn stream_header(strh: &[u8]) -> Option<StreamHeader> {
    let mut r = Bytes::new(strh);
    let kind = *r.array()?;
    let code = *r.array()?;
    let flags = r.u32_le()?;
    r.skip(8)?;
    let (scale, rate, start) = (r.u32_le()?, r.u32_le()?, r.u32_le()?);
    let length = r.u32_le()?;
    r.skip(8)?;
    Some(StreamHeader {
        kind,
        code,
        disabled: flags & 1 != 0,
        scale: scale.max(1),
        rate,
        start,
        length,
        sample_size: r.u32_le().unwrap_or(0),
    })
}

/// The chunks in a piece of memory: name and content; for lists the content starts with the list's type.
fn chunks(mut data: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let mut r = Bytes::new(data);
        let id = *r.array()?;
        let size = r.u32_le()? as usize;
        let rest = r.rest();
        let body = rest.get(..size).unwrap_or(rest);
        data = rest.get(body.len() + (size & 1)..).unwrap_or(&[]);
        Some((id, body))
    })
}

impl Stream {
    fn parse(strl: &[u8]) -> Option<Self> {
        let (mut header, mut format, mut name, mut indx) = (None, &[][..], None, Vec::new());
        let mut aspect = None;
        for (id, body) in chunks(strl) {
            match &id {
                b"strh" => header = stream_header(body),
                b"strf" => format = body,
                b"strn" => name = Some(String::from_utf8_lossy(body).trim_end_matches('\0').to_owned()),
                b"indx" => indx = body.to_vec(),
                // OpenDML's video properties: the frame's aspect ratio at 24, as y in the low word.
                b"vprp" => aspect = body.get(24..28).and_then(|bytes| Bytes::new(bytes).u32_le()),
                _ => {}
            }
        }
        let header = header?;
        let media_type = match &header.kind {
            b"vids" => video(&header, format, aspect),
            b"auds" => codec::wave_format(format)
                .unwrap_or_else(|| codec::other_stream(guids::MFMediaType_Binary, header.code)),
            b"txts" => codec::other_stream(guids::MFMediaType_Subtitle, header.code),
            _ => codec::other_stream(guids::MFMediaType_Binary, header.kind),
        };
        let block = media_type
            .attributes()
            .get_or(keys::MF_MT_AUDIO_BLOCK_ALIGNMENT, 0);
        let audio = header.kind == *b"auds";
        // Writers of audio disagree about dwSampleSize; what counts is whether it is 0 (VBR) and the block's size.
        let unit_bytes = match (audio, header.sample_size) {
            (true, 0) | (false, _) => 0,
            (true, size) if block != 0 && !media_type.is_compressed() => u64::from(size.max(block)),
            (true, size) => u64::from(size),
        };
        let framer =
            (unit_bytes != 0 && media_type.subtype() == guids::MFAudioFormat_MP3).then(Framer::default);
        Some(Self {
            // A chunk of these is one frame, whatever the block's size says.
            block_bytes: match media_type.subtype() {
                guids::MFAudioFormat_AAC | guids::MFAudioFormat_FLAC => 0,
                _ if audio && unit_bytes == 0 => u64::from(block),
                _ => 0,
            },
            unit_bytes,
            header,
            media_type,
            name: name.filter(|name| !name.is_empty()),
            indx,
            entries: Vec::new(),
            next: 0,
            wanted: true,
            discontinuity: false,
            told: false,
            framer,
        })
    }

    /// Numbers the units of all chunks, from the first on.
    fn count_units(&mut self) {
        let mut units = u64::from(self.header.start);
        let mut bytes = 0_u64;
        for entry in &mut self.entries {
            entry.units = units;
            if self.unit_bytes != 0 {
                bytes += u64::from(entry.size);
                let whole = bytes.checked_div(self.unit_bytes).unwrap_or(0);
                units = u64::from(self.header.start) + whole;
            } else if self.block_bytes != 0 {
                units += u64::from(entry.size).div_ceil(self.block_bytes);
            } else if entry.size != 0 || self.header.kind == *b"vids" {
                units += 1;
            }
        }
        // Chunks without bytes are pictures that last: they count, but there is nothing to hand out.
        self.entries.push(Entry {
            offset: u64::MAX,
            size: 0,
            key: true,
            units,
        });
    }

    fn time(&self, units: u64) -> MediaTime {
        let scaled = u128::from(units) * u128::from(self.header.scale) * 10_000_000;
        let rate = u128::from(self.header.rate.max(1));
        MediaTime::from_100ns(i64::try_from((scaled + rate / 2) / rate).unwrap_or(i64::MAX))
    }

    /// Says, once, that the index has fewer units than the header counts. Of sound, which writers count each in their
    /// own way, it has to have some.
    fn check_length(&mut self, number: usize) -> Result<()> {
        let (first, length) = (u64::from(self.header.start), u64::from(self.header.length));
        let found = self.entries.last().map_or(0, |end| end.units - first);
        let least = if self.media_type.is_video() {
            length
        } else {
            length.min(1)
        };
        if found >= least || std::mem::replace(&mut self.told, true) {
            return Ok(());
        }
        let problem = format!("stream {number} has {found} of the {length} units that its header counts");
        Err(Error::malformed("avi", None, "strh", problem))
    }

    fn end(&self) -> TimeSpan {
        self.entries
            .last()
            .map_or(TimeSpan::ZERO, |end| self.time(end.units).since_zero())
    }

    /// Moves to the last chunk at or before `time` that decoding can start with; says its time.
    fn seek(&mut self, time: MediaTime) -> MediaTime {
        let after = self
            .entries
            .partition_point(|entry| self.time(entry.units) <= time);
        let reachable = self
            .entries
            .get(..after.min(self.entries.len().saturating_sub(1)))
            .unwrap_or(&[]);
        self.next = reachable
            .iter()
            .rposition(|entry| entry.key && entry.size > 0)
            .unwrap_or(0);
        self.discontinuity = true;
        if let Some(framer) = &mut self.framer {
            framer.restart();
        }
        self.entries
            .get(self.next)
            .map_or(time, |entry| self.time(entry.units))
    }
}

fn video(header: &StreamHeader, format: &[u8], aspect: Option<u32>) -> MediaType {
    let Some(description) = codec::bitmap_info(format) else {
        return codec::other_stream(guids::MFMediaType_Video, header.code);
    };
    let media_type = description.media_type();
    let a = media_type.attributes();
    if header.rate != 0 {
        let divisor = gcd(header.rate, header.scale);
        a.set(
            keys::MF_MT_FRAME_RATE,
            Ratio {
                numerator: header.rate / divisor,
                denominator: header.scale / divisor,
            },
        );
    }
    let size = description.size;
    if let Some(aspect) = aspect.filter(|_| size.width != 0) {
        let (x, y) = (u64::from(aspect >> 16), u64::from(aspect & 0xffff));
        let (numerator, denominator) = (x * u64::from(size.height), y * u64::from(size.width));
        if let (Ok(numerator), Ok(denominator)) = (u32::try_from(numerator), u32::try_from(denominator))
            && numerator != 0
            && denominator != 0
        {
            let divisor = gcd(numerator, denominator);
            a.set(
                keys::MF_MT_PIXEL_ASPECT_RATIO,
                Ratio {
                    numerator: numerator / divisor,
                    denominator: denominator / divisor,
                },
            );
        }
    }
    if intra_only(&media_type) {
        a.set(keys::MF_MT_ALL_SAMPLES_INDEPENDENT, true);
    }
    media_type
}

fn intra_only(media_type: &MediaType) -> bool {
    !media_type.is_video() || !media_type.is_compressed() || media_type.subtype() == guids::MFVideoFormat_MJPG
}

fn gcd(mut a: u32, mut b: u32) -> u32 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

impl AviDemuxer {
    /// Reads the headers and the index; scans the file if it has none.
    ///
    /// # Errors
    /// - [`Error::Malformed`]: it is not an AVI file, or it has no stream.
    /// - [`Error::Io`], [`Error::Aborted`]: those of the stream.
    pub(crate) fn open(stream: Arc<dyn ByteStream>) -> Result<Self> {
        let mut reader = ChunkReader::new(stream, "avi");
        let head = reader.peek(0, 12)?;
        if !(head.starts_with(b"RIFF") && matches!(head.get(8..12), Some(b"AVI "))) {
            return Err(Error::malformed(
                "avi",
                Some(0),
                "RIFF",
                "the file is not an AVI file",
            ));
        }
        let mut streams: Vec<Stream> = Vec::new();
        let mut tags = Tags::default();
        let (mut movi, mut idx1) = (None, None);
        let mut promised = None;
        let mut at = 12_u64;
        for _ in 0..MAX_CHUNKS {
            let mut r = Bytes::new(reader.peek_only(at, 12)?);
            let (Some(id), Some(size)) = (r.array::<4>().copied(), r.u32_le()) else {
                break;
            };
            let kind = r.array::<4>().copied();
            let body = at + 8;
            match (&id, kind.as_ref()) {
                (b"LIST", Some(b"hdrl" | b"INFO")) => {
                    let len = (size as usize).saturating_sub(4);
                    if len > MAX_HEADER_BYTES {
                        return Err(Error::malformed(
                            "avi",
                            Some(at),
                            "LIST",
                            "the headers are too large",
                        ));
                    }
                    let data = reader.peek_only(body + 4, len)?;
                    if kind == Some(*b"INFO") {
                        read_info(data, &mut tags);
                    } else {
                        let header = chunks(data).find(|(id, _)| id == b"avih");
                        promised = header.and_then(|(_, body)| Bytes::new(body.get(24..)?).u32_le());
                        let lists = chunks(data).filter(|(id, _)| id == b"LIST");
                        let found = lists.filter_map(|(_, body)| Stream::parse(body.strip_prefix(b"strl")?));
                        streams.extend(found.take(MAX_STREAMS.saturating_sub(streams.len())));
                    }
                }
                (b"LIST", Some(b"movi")) if movi.is_none() => movi = Some(body),
                (b"idx1", _) if idx1.is_none() => idx1 = Some((body, size)),
                // Further parts of a large file hold nothing but movie data and their own indexes.
                (b"RIFF", _) => break,
                _ => {}
            }
            at = body + u64::from(size) + u64::from(size & 1);
        }
        if streams.is_empty() {
            return Err(Error::malformed("avi", Some(12), "hdrl", "no stream can be read"));
        }
        Self::read_index(&mut reader, &mut streams, movi, idx1)?;
        let presentation = Self::present(&streams, tags);
        let (count, promised) = (streams.len(), promised.map_or(0, |promised| promised as usize));
        let unreadable =
            (count < promised.min(MAX_STREAMS)).then(|| format!("{count} of {promised} streams can be read"));
        Ok(Self {
            reader,
            presentation,
            unreadable,
            streams,
        })
    }

    fn read_index(
        reader: &mut ChunkReader,
        streams: &mut [Stream],
        movi: Option<u64>,
        idx1: Option<(u64, u32)>,
    ) -> Result<()> {
        let mut indexed = true;
        for stream in streams.iter_mut() {
            let indx = std::mem::take(&mut stream.indx);
            indexed &= index::open_dml(reader, &indx, &mut stream.entries).is_some();
        }
        if !indexed {
            let mut found: Vec<Vec<Entry>> = vec![Vec::new(); streams.len()];
            let movi = movi.unwrap_or(12);
            let old = match idx1 {
                Some((body, len)) => index::idx1(reader, body, len, movi, &mut found)?,
                None => None,
            };
            if old.is_none() {
                found.iter_mut().for_each(Vec::clear);
                index::scan(reader, movi.saturating_sub(8), &mut found)?;
                for (stream, entries) in streams.iter().zip(&mut found) {
                    mark_keys(reader, &stream.media_type, entries)?;
                }
            }
            for (stream, found) in streams.iter_mut().zip(found) {
                stream.entries = found;
            }
        }
        for stream in streams {
            if intra_only(&stream.media_type) {
                stream.entries.iter_mut().for_each(|entry| entry.key = true);
            }
            stream.count_units();
        }
        Ok(())
    }

    fn present(streams: &[Stream], tags: Tags) -> Presentation {
        let mut tracks: Vec<Track> = streams
            .iter()
            .enumerate()
            .map(|(at, stream)| {
                let track = Track {
                    id: at as u32,
                    media_type: stream.media_type.clone(),
                    selected: !stream.header.disabled,
                    ..Track::default()
                };
                if let Some(name) = &stream.name {
                    track.attributes.set(keys::MF_SD_STREAM_NAME, name.clone());
                }
                track
            })
            .collect();
        codec::select_one_of_a_kind(tracks.iter_mut());
        let presentation = Presentation {
            tracks,
            duration: streams
                .iter()
                .map(Stream::end)
                .max()
                .filter(|end| *end > TimeSpan::ZERO),
            can_seek: true,
            ..Presentation::default()
        };
        let a = &presentation.attributes;
        a.set(keys::MF_PD_MIME_TYPE, "video/x-msvideo".to_owned());
        tags.store(a);
        presentation
    }
}

/// A scan does not tell key frames: H.264 is asked itself, of other codecs only the first chunk counts.
fn mark_keys(reader: &mut ChunkReader, media_type: &MediaType, entries: &mut [Entry]) -> Result<()> {
    const IDR: u8 = 5;
    if intra_only(media_type) {
        return Ok(());
    }
    let h264 = media_type.subtype() == guids::MFVideoFormat_H264;
    for (at, entry) in entries.iter_mut().enumerate() {
        entry.key = if h264 {
            let data = reader.peek(entry.offset, (entry.size as usize).min(4096))?;
            data.windows(4)
                .any(|window| matches!(window, [0, 0, 1, nal] if nal & 31 == IDR))
        } else {
            at == 0
        };
    }
    Ok(())
}

fn read_info(list: &[u8], tags: &mut Tags) {
    for (id, body) in chunks(list) {
        let name = match &id {
            b"INAM" => "TITLE",
            b"IART" => "ARTIST",
            b"IPRD" => "ALBUM",
            b"ICMT" => "COMMENT",
            b"ICOP" => "COPYRIGHT",
            b"ICRD" => "DATE",
            b"IGNR" => "GENRE",
            b"ISFT" => "ENCODER",
            b"ITRK" | b"IPRT" => "TRACKNUMBER",
            b"ISBJ" => "DESCRIPTION",
            _ => continue,
        };
        let end = body.iter().position(|byte| *byte == 0).unwrap_or(body.len());
        tags.add(name, &String::from_utf8_lossy(body.get(..end).unwrap_or(body)));
    }
}

impl Demuxer for AviDemuxer {
    fn presentation(&self) -> &Presentation {
        &self.presentation
    }

    fn set_wanted(&mut self, wanted: &[bool]) {
        for (at, stream) in self.streams.iter_mut().enumerate() {
            stream.wanted = wanted.get(at).copied().unwrap_or(false);
        }
    }

    fn next_packet(&mut self, track: usize) -> Result<Option<(usize, Sample)>> {
        let Some(stream) = self.streams.get_mut(track) else {
            return Err(Error::InvalidStreamNumber { stream: track as u32 });
        };
        loop {
            if let Some(mut sample) = stream.framer.as_mut().and_then(Framer::pop) {
                sample.flags.discontinuity = std::mem::take(&mut stream.discontinuity);
                return Ok(Some((track, sample)));
            }
            let (Some(entry), Some(following)) = (
                stream.entries.get(stream.next),
                stream.entries.get(stream.next + 1),
            ) else {
                stream.check_length(track)?;
                if let Some(problem) = self.unreadable.take() {
                    return Err(Error::malformed("avi", Some(12), "hdrl", problem));
                }
                return Ok(None);
            };
            let (entry, units) = (*entry, following.units);
            stream.next += 1;
            if entry.size == 0 {
                continue;
            }
            let data = match self.reader.read(entry.offset, entry.size as usize) {
                Ok(data) => data,
                Err(error) => {
                    if matches!(error, Error::Malformed(_)) {
                        // The file was cut here.
                        stream.told = true;
                        stream.next = stream.entries.len();
                    }
                    return Err(error);
                }
            };
            let time = stream.time(entry.units);
            if let Some(framer) = &mut stream.framer {
                framer.push(&data, time);
                continue;
            }
            let mut sample = Sample::new(data).at(time).clean_point(entry.key);
            let duration = stream.time(units) - time;
            if duration > TimeSpan::ZERO {
                sample = sample.lasting(duration);
            }
            sample.flags.discontinuity = std::mem::take(&mut stream.discontinuity);
            return Ok(Some((track, sample)));
        }
    }

    fn seek(&mut self, time: MediaTime) -> Result<()> {
        if let Some(duration) = self.presentation.duration
            && time.since_zero() > duration
        {
            return Err(Error::invalid_request(format!(
                "seek to {time}: the presentation ends at {duration}"
            )));
        }
        let mut start = time.max(MediaTime::ZERO);
        if let Some(lead) = self
            .streams
            .iter_mut()
            .find(|stream| stream.wanted && stream.media_type.is_video())
        {
            start = lead.seek(start).min(start);
        }
        let mut lead = true;
        for stream in self.streams.iter_mut().filter(|stream| stream.wanted) {
            if stream.media_type.is_video() && std::mem::take(&mut lead) {
                continue;
            }
            stream.seek(start - codec::preroll(&stream.media_type));
        }
        Ok(())
    }
}
