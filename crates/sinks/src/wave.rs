use std::path::Path;
use std::sync::Arc;

use openmf_core::{AudioFormat, ClockedSink, Error, Guid, MediaType, Result, Sample, SampleFormat};

use crate::file_sink::{FileFormat, FileRender};
use crate::null::audio_types;
use crate::output_file::OutputFile;
use crate::render_sink::RenderSink;
use crate::statistics::Statistics;

/// Writes uncompressed audio to a WAV file.
///
/// Takes every [`SampleFormat`]. The samples are written back to back: gaps and overlaps of their times are not filled
/// or cut, so that the file holds exactly the data that were rendered; a partial frame at a sample's end is left out.
/// `WAVE_FORMAT_EXTENSIBLE` is used for more than two channels, more than 16 bits, more than 48 kHz, or unusual
/// speaker positions. A file beyond 4 GiB becomes RF64.
///
/// The sink is rateless. Its file has a temporary name until it is finalized; if it never is, none is left.
///
/// Source: "Multiple Channel Audio Data and WAVE Files" (Microsoft); EBU Tech 3306 (RF64).
#[derive(Clone)]
pub struct WaveSink {
    sink: Arc<RenderSink<FileRender<WaveFormat>>>,
}

impl WaveSink {
    /// A sink that writes the file `path`; an existing one is replaced when the new one is complete.
    ///
    /// # Errors
    /// - [`Error::Io`]: the file cannot be made.
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        Self::with_riff_limit(path.as_ref(), MAX_RIFF_BYTES)
    }

    /// The sink, for a topology.
    pub fn sink(&self) -> Arc<dyn ClockedSink> {
        Arc::clone(&self.sink) as _
    }

    /// What was written so far.
    pub fn statistics(&self) -> Statistics {
        self.sink.render.statistics.read()
    }

    fn with_riff_limit(path: &Path, riff_limit: u64) -> Result<Self> {
        let format = WaveFormat {
            format: None,
            header: None,
            riff_limit,
        };
        Ok(Self {
            sink: FileRender::create(path, format)?,
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
}

/// Where the sizes have to be patched.
#[derive(Clone, Copy)]
struct Header {
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

    fn write(&mut self, sample: &Sample, file: &mut OutputFile) -> Result<u64> {
        let header = self.begin(file)?;
        let total = sample.total_len();
        let frames = total / header.frame_bytes;
        let mut left = frames * header.frame_bytes;
        for buffer in sample.buffers() {
            let part = buffer.get(..left.min(buffer.len())).unwrap_or(&[]);
            file.write(part)?;
            left -= part.len();
        }
        Ok(frames as u64)
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
            frame_bytes,
            fact_offset,
            data_start: bytes.len() as u64,
        };
        self.header = Some(header);
        Ok(header)
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
            let sink = WaveSink::with_riff_limit(&path, riff_limit).unwrap();
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
