use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use openmf_core::{
    AUDIBLE_RATES, AudioFormat, ClockedSink, Error, Guid, MediaType, Result, Sample, SampleFormat, TimeSpan,
};

use crate::audio_renderer::AudioVolume;
use crate::file_sink::{Evened, FileFormat, FileOptions, FileRender, MAX_GAP};
use crate::file_timeline::Place;
use crate::null::audio_types;
use crate::output_file::{OutputFile, OutputStream};
use crate::render_sink::RenderSink;
use crate::statistics::Statistics;

/// Writes uncompressed audio to a WAV file.
///
/// Takes every [`SampleFormat`]. The file keeps the time of the presentation, from its first start on: a gap of more
/// than 20 ms between samples is filled with silence, and as long an overlap is left out; smaller ones are rounding, and
/// the samples are written back to back. A partial frame at a sample's end is left out. At full volume the file holds
/// exactly the data that were rendered.
///
/// At other rates than 1.0 it holds the sound as it is heard, faster or slower with its pitch kept; what is not heard, at
/// rates beyond [`AUDIBLE_RATES`], is left out.
///
/// `WAVE_FORMAT_EXTENSIBLE` is used for more than two channels, more than 16 bits, more than 48 kHz, or unusual
/// speaker positions. A file beyond 4 GiB becomes RF64.
///
/// The sink is rateless unless [`FileOptions::clocked`] says otherwise. Its file has a temporary name until it is
/// finalized; if it never is, or nothing was presented, none is left.
///
/// Source: "Multiple Channel Audio Data and WAVE Files" (Microsoft); EBU Tech 3306 (RF64).
#[derive(Clone)]
pub struct WaveSink {
    sink: Arc<RenderSink<FileRender<WaveFormat>>>,
    volume: AudioVolume,
}

impl WaveSink {
    /// A rateless sink that writes the file `path`; an existing one is replaced when the new one is complete.
    ///
    /// # Errors
    /// - [`Error::Io`]: the file cannot be made.
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        Self::create_with(path, &FileOptions::default())
    }

    /// As [`create`](Self::create), with options.
    ///
    /// # Errors
    /// - [`Error::Io`]: the file cannot be made.
    pub fn create_with(path: impl AsRef<Path>, options: &FileOptions) -> Result<Self> {
        Self::with_riff_limit(path.as_ref(), MAX_RIFF_BYTES, options)
    }

    /// A sink that writes to what is open already and may be no file, such as a pipe: front to back, with a header that
    /// says that the length is unknown. `name` is for messages.
    pub fn stream(name: &str, file: File, options: &FileOptions) -> Self {
        let format = WaveFormat::new(MAX_RIFF_BYTES);
        let volume = format.volume.clone();
        Self {
            sink: FileRender::stream(name, file, format, options),
            volume,
        }
    }

    /// A sink that writes to somebody's stream, whose header is completed at the end if it can seek.
    pub fn to_stream(
        name: &str,
        stream: Box<dyn OutputStream>,
        seekable: bool,
        options: &FileOptions,
    ) -> Self {
        let format = WaveFormat::new(MAX_RIFF_BYTES);
        let volume = format.volume.clone();
        Self {
            sink: FileRender::to_stream(name, stream, seekable, format, options),
            volume,
        }
    }

    /// By how much the samples are multiplied. At full volume, the default, they are written as they are.
    pub fn volume(&self) -> AudioVolume {
        self.volume.clone()
    }

    /// What was filled and left out.
    pub fn evened(&self) -> Evened {
        self.sink.render.evened()
    }

    /// The sink, for a topology.
    pub fn sink(&self) -> Arc<dyn ClockedSink> {
        Arc::clone(&self.sink) as _
    }

    /// What was written so far.
    pub fn statistics(&self) -> Statistics {
        self.sink.render.statistics.read()
    }

    fn with_riff_limit(path: &Path, riff_limit: u64, options: &FileOptions) -> Result<Self> {
        let format = WaveFormat::new(riff_limit);
        let volume = format.volume.clone();
        Ok(Self {
            sink: FileRender::create(path, format, options)?,
            volume,
        })
    }
}

/// The largest size a RIFF header can state.
const MAX_RIFF_BYTES: u64 = u32::MAX as u64;
/// The size of a `ds64` chunk without a table, for which a `JUNK` chunk keeps the place.
const DS64_BYTES: u32 = 28;
const DS64_OFFSET: u64 = 12;
/// What a size field says while the size is not known, and in RF64.
const UNKNOWN_SIZE: u32 = u32::MAX;

struct WaveFormat {
    format: Option<AudioFormat>,
    header: Option<Header>,
    riff_limit: u64,
    /// Frames written.
    frames: u64,
    evened: Evened,
    volume: AudioVolume,
    /// A sample at another volume than full.
    scaled: Vec<u8>,
}

/// Differences between a sample's time and the file's that are rounding.
const TOLERANCE: TimeSpan = TimeSpan::from_millis(20);
/// What is on its way when the rate changes makes no greater difference.
const LAG: TimeSpan = TimeSpan::from_millis(2_000);

/// Where the sizes have to be patched.
#[derive(Clone, Copy)]
struct Header {
    format: SampleFormat,
    channels: usize,
    sample_rate: u32,
    frame_bytes: usize,
    fact_offset: Option<u64>,
    data_start: u64,
}

impl FileFormat for WaveFormat {
    const NAME: &'static str = "WAV file";

    fn is_supported(media_type: &MediaType) -> Result<()> {
        let format = AudioFormat::try_from(media_type)?;
        match format.sample_format() {
            Some(_) => Ok(()),
            None => Err(Error::invalid_media_type(format!("{media_type} in a WAV file"))),
        }
    }

    fn preferred_types() -> Vec<MediaType> {
        audio_types()
    }

    fn set_type(&mut self, media_type: &MediaType) -> Result<()> {
        let format = AudioFormat::try_from(media_type)?;
        if self.header.is_some() && self.format.as_ref() != Some(&format) {
            return Err(Error::invalid_request(
                "another media type in the middle of a WAV file",
            ));
        }
        self.format = Some(format);
        Ok(())
    }

    const STRETCHED: bool = true;

    fn takes_rate(rate: f32) -> bool {
        rate == 0.0 || AUDIBLE_RATES.contains(&rate)
    }

    fn write(&mut self, sample: &Sample, place: Option<Place>, file: &mut OutputFile) -> Result<u64> {
        let header = self.begin(file)?;
        let frames = (sample.total_len() / header.frame_bytes) as u64;
        let skip = match place {
            Some(place) => self.meet(place, frames, file)?,
            None => 0,
        };
        let full = (0..header.channels).all(|channel| self.volume.gain(channel) == 1.0);
        let mut from = skip as usize * header.frame_bytes;
        let mut left = frames as usize * header.frame_bytes - from;
        if full {
            for buffer in sample.buffers() {
                let part = buffer.get(from.min(buffer.len())..).unwrap_or(&[]);
                from -= buffer.len() - part.len();
                let part = part.get(..left.min(part.len())).unwrap_or(&[]);
                file.write(part)?;
                left -= part.len();
            }
        } else {
            let bytes = sample.contiguous();
            self.scaled.clear();
            let part = bytes.get(from..from + left).unwrap_or(&[]);
            self.scaled.extend_from_slice(part);
            let gains: Vec<f32> = (0..header.channels)
                .map(|channel| self.volume.gain(channel))
                .collect();
            scale(&mut self.scaled, header.format, &gains);
            file.write(&self.scaled)?;
        }
        self.frames += frames - skip;
        Ok(frames - skip)
    }

    fn duration(&self, sample: &Sample) -> TimeSpan {
        self.header.map_or(TimeSpan::ZERO, |header| {
            let frames = sample.total_len() / header.frame_bytes;
            TimeSpan::from_frames(frames as u64, header.sample_rate)
        })
    }

    fn cut(&mut self, at: TimeSpan, fill: bool, file: &mut OutputFile) -> Result<()> {
        if self.format.is_none() {
            return Ok(());
        }
        let header = self.begin(file)?;
        let target = at.to_frames(header.sample_rate);
        if self.frames > target {
            let len = header.data_start + target * header.frame_bytes as u64;
            if file.truncate(len)? {
                self.frames = target;
            }
        } else if fill {
            self.silence(target - self.frames, file)?;
        }
        Ok(())
    }

    fn evened(&self) -> Evened {
        self.evened
    }

    fn finish(&mut self, file: &mut OutputFile) -> Result<()> {
        let header = self.begin(file)?;
        let data_bytes = file.len() - header.data_start;
        let frames = data_bytes / header.frame_bytes as u64;
        if data_bytes % 2 == 1 {
            file.write(&[0])?;
        }
        let riff_bytes = file.len() - 8;
        let rf64 = riff_bytes > self.riff_limit;
        let short = |value: u64| {
            match u32::try_from(value) {
                Ok(value) if !rf64 => value,
                _ => UNKNOWN_SIZE,
            }
            .to_le_bytes()
        };
        if let Some(offset) = header.fact_offset {
            file.patch(offset, &short(frames))?;
        }
        file.patch(header.data_start - 4, &short(data_bytes))?;
        if rf64 {
            let mut ds64 = Vec::from(*b"ds64");
            ds64.extend(DS64_BYTES.to_le_bytes());
            for value in [riff_bytes, data_bytes, frames] {
                ds64.extend(value.to_le_bytes());
            }
            file.patch(DS64_OFFSET, &ds64)?;
            file.patch(0, b"RF64")?;
        }
        file.patch(4, &short(riff_bytes))
    }
}

impl WaveFormat {
    fn new(riff_limit: u64) -> Self {
        Self {
            format: None,
            header: None,
            riff_limit,
            frames: 0,
            evened: Evened::default(),
            volume: AudioVolume::default(),
            scaled: Vec::new(),
        }
    }

    /// Makes the file as long as a sample's time says; how many of its frames are there already.
    fn meet(&mut self, place: Place, frames: u64, file: &mut OutputFile) -> Result<u64> {
        let header = self.begin(file)?;
        let rate = header.sample_rate;
        let target = place.at.to_frames(rate);
        let tolerance = if place.follows { LAG } else { TOLERANCE }.to_frames(rate);
        if target > self.frames + tolerance {
            let missing = target - self.frames;
            if missing > MAX_GAP.to_frames(rate) {
                return Err(Error::LimitReached {
                    what: "seconds without sound in a WAV file",
                    limit: MAX_GAP.as_secs_f64() as u64,
                });
            }
            self.evened.filled += missing;
            self.silence(missing, file)?;
        } else if target + tolerance < self.frames {
            let skip = (self.frames - target).min(frames);
            self.evened.left_out += skip;
            return Ok(skip);
        }
        Ok(0)
    }

    fn silence(&mut self, frames: u64, file: &mut OutputFile) -> Result<()> {
        const PIECE: usize = 16 << 10;
        let header = self.begin(file)?;
        let quiet = if header.format == SampleFormat::U8 {
            0x80
        } else {
            0
        };
        let piece = [quiet; PIECE];
        let mut left = frames.saturating_mul(header.frame_bytes as u64);
        while left > 0 {
            let len = left.min(PIECE as u64);
            file.write(piece.get(..len as usize).unwrap_or(&piece))?;
            left -= len;
        }
        self.frames += frames;
        Ok(())
    }

    /// Writes the header if it is not there yet.
    fn begin(&mut self, file: &mut OutputFile) -> Result<Header> {
        if let Some(header) = self.header {
            return Ok(header);
        }
        let not_set = || Error::NotInitialized {
            what: "the WAV file's media type",
        };
        let format = self.format.as_ref().ok_or_else(not_set)?;
        let (sample_format, frame_bytes) = format
            .sample_format()
            .zip(format.frame_bytes())
            .ok_or_else(not_set)?;
        let float = matches!(sample_format, SampleFormat::F32 | SampleFormat::F64);
        let mut bytes = Vec::with_capacity(128);
        bytes.extend(b"RIFF");
        bytes.extend(UNKNOWN_SIZE.to_le_bytes());
        bytes.extend(b"WAVEJUNK");
        bytes.extend(DS64_BYTES.to_le_bytes());
        bytes.extend([0; DS64_BYTES as usize]);
        bytes.extend(b"fmt ");
        put_format(&mut bytes, format, sample_format, frame_bytes);
        let mut fact_offset = None;
        if float {
            bytes.extend(b"fact");
            bytes.extend(4_u32.to_le_bytes());
            fact_offset = Some(bytes.len() as u64);
            bytes.extend(UNKNOWN_SIZE.to_le_bytes());
        }
        bytes.extend(b"data");
        bytes.extend(UNKNOWN_SIZE.to_le_bytes());
        file.write(&bytes)?;
        let header = Header {
            format: sample_format,
            channels: format.channels as usize,
            sample_rate: format.sample_rate,
            frame_bytes,
            fact_offset,
            data_start: bytes.len() as u64,
        };
        self.header = Some(header);
        Ok(header)
    }
}

/// Multiplies interleaved frames by the gain of each channel.
fn scale(bytes: &mut [u8], format: SampleFormat, gains: &[f32]) {
    let width = format.bytes();
    for (sample, gain) in bytes.chunks_exact_mut(width).zip(gains.iter().cycle()) {
        let gain = f64::from(*gain);
        match (format, sample) {
            (SampleFormat::U8, [byte]) => {
                *byte = ((f64::from(*byte) - 128.0) * gain).round() as i8 as u8 ^ 0x80;
            }
            (SampleFormat::F32, sample) => {
                if let Some(value) = sample.first_chunk_mut() {
                    *value = ((f64::from(f32::from_le_bytes(*value)) * gain) as f32).to_le_bytes();
                }
            }
            (SampleFormat::F64, sample) => {
                if let Some(value) = sample.first_chunk_mut() {
                    *value = (f64::from_le_bytes(*value) * gain).to_le_bytes();
                }
            }
            (_, sample) => {
                // Whole numbers of 2, 3 or 4 bytes, sign-extended from the top.
                let mut word = [0; 4];
                let free = word.len() - sample.len().min(word.len());
                if let Some(part) = word.get_mut(free..) {
                    part.copy_from_slice(sample);
                    let unit = f64::from(1_u32 << (8 * free));
                    let value = (f64::from(i32::from_le_bytes(word)) / unit * gain).round() * unit;
                    word = (value as i32).to_le_bytes();
                    sample.copy_from_slice(word.get(free..).unwrap_or(&[]));
                }
            }
        }
    }
}

/// Appends the content of a `fmt ` chunk with its size: `PCMWAVEFORMAT` or `WAVEFORMATEXTENSIBLE`.
fn put_format(bytes: &mut Vec<u8>, format: &AudioFormat, sample_format: SampleFormat, frame_bytes: usize) {
    let bits = sample_format.bytes() as u16 * 8;
    let usual_mask = [0, openmf_core::default_channel_mask(format.channels)].contains(&format.channel_mask);
    let extensible = format.channels > 2 || bits > 16 || format.sample_rate > 48_000 || !usual_mask;
    // `sample_format` is PCM or float, whose subtypes are made from their format tags.
    let tag = format.subtype.tag().unwrap_or(1) as u16;
    bytes.extend(if extensible { 40_u32 } else { 16 }.to_le_bytes());
    bytes.extend(if extensible { EXTENSIBLE_TAG } else { tag }.to_le_bytes());
    bytes.extend((format.channels as u16).to_le_bytes());
    bytes.extend(format.sample_rate.to_le_bytes());
    bytes.extend(
        format
            .sample_rate
            .saturating_mul(frame_bytes as u32)
            .to_le_bytes(),
    );
    bytes.extend((frame_bytes as u16).to_le_bytes());
    bytes.extend(bits.to_le_bytes());
    if extensible {
        bytes.extend(22_u16.to_le_bytes());
        bytes.extend(bits.to_le_bytes());
        bytes.extend(format.channel_mask.to_le_bytes());
        bytes.extend(guid_bytes(&format.subtype));
    }
}

const EXTENSIBLE_TAG: u16 = 0xfffe;

/// A GUID as files have it: the first three fields little-endian.
fn guid_bytes(guid: &Guid) -> [u8; 16] {
    let mut bytes = guid.to_u128().to_be_bytes();
    let (first, rest) = bytes.split_at_mut(4);
    let (second, rest) = rest.split_at_mut(2);
    let (third, _) = rest.split_at_mut(2);
    first.reverse();
    second.reverse();
    third.reverse();
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use openmf_core::{ClockStart, ClockStateSink, HostTime, MediaBuffer, MediaSink, PresentationTime};

    /// A file that is too long for RIFF, with the limit set low.
    #[test]
    fn a_long_file_becomes_rf64() {
        let path = std::env::temp_dir().join(format!("openmf-rf64-{}.wav", std::process::id()));
        let written = |riff_limit: u64| {
            let sink = WaveSink::with_riff_limit(&path, riff_limit, &FileOptions::default()).unwrap();
            let stream = sink.sink.stream_sink_by_id(0).unwrap();
            let media_type = AudioFormat::pcm(SampleFormat::F32, 48_000, 2).to_media_type();
            stream.media_type_handler().set_current_type(&media_type).unwrap();
            let start = ClockStart::At(PresentationTime::ZERO);
            sink.sink.on_clock_start(HostTime::ZERO, start).unwrap();
            stream
                .process_sample(Sample::new(MediaBuffer::from(vec![9; 800])))
                .unwrap();
            sink.sink.finalizable().unwrap().finalize().unwrap();
            let bytes = std::fs::read(&path).unwrap();
            std::fs::remove_file(&path).unwrap();
            bytes
        };
        let riff = written(908);
        assert_eq!(riff.len(), 116 + 800);
        assert_eq!(riff[..20], *b"RIFF\x8c\x03\0\0WAVEJUNK\x1c\0\0\0");
        assert_eq!(riff[96..116], *b"fact\x04\0\0\0\x64\0\0\0data\x20\x03\0\0");
        let rf64 = written(907);
        assert_eq!(rf64[..20], *b"RF64\xff\xff\xff\xffWAVEds64\x1c\0\0\0");
        let number = |at: usize| u64::from_le_bytes(rf64[at..at + 8].try_into().unwrap());
        assert_eq!((number(20), number(28), number(36)), (908, 800, 100));
        assert_eq!(
            rf64[96..116],
            *b"fact\x04\0\0\0\xff\xff\xff\xffdata\xff\xff\xff\xff"
        );
        assert_eq!(rf64[116..], riff[116..]);
    }
}
