//! Files of compressed audio: packets one after the other, without a container around them.

use std::path::Path;
use std::sync::Arc;

use openmf_core::aac::audio_specific_config;
use openmf_core::{AudioFormat, ClockedSink, Error, Guid, MediaType, Result, Sample, TimeSpan, guids, keys};

use crate::file_sink::{Evened, FileFormat, FileOptions, FileRender};
use crate::file_timeline::Place;
use crate::output_file::{OutputFile, OutputStream};

/// What kind of packets a [`PacketSink`] writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PacketFile {
    /// MPEG audio, layer 3 (`MFCreateMP3MediaSink`).
    Mp3,
    /// AAC with ADTS headers, which raw AAC gets here (`MFCreateADTSMediaSink`).
    Adts,
    /// AC-3 and Enhanced AC-3 (`MFCreateAC3MediaSink`).
    Ac3,
}

/// Writes packets of compressed audio as they come, rateless. Nothing is decoded or encoded.
///
/// What is presented twice, after a seek back, is written twice; a gap stays out.
#[derive(Clone)]
pub struct PacketSink {
    sink: Arc<dyn ClockedSink>,
}

impl PacketSink {
    /// A sink that writes the file `path`; an existing one is replaced when the new one is complete.
    ///
    /// # Errors
    /// - [`Error::Io`]: the file cannot be made.
    pub fn create(kind: PacketFile, path: impl AsRef<Path>) -> Result<Self> {
        let (path, options) = (path.as_ref(), FileOptions::default());
        let sink: Arc<dyn ClockedSink> = match kind {
            PacketFile::Mp3 => FileRender::create(path, Packets::<Mp3>::default(), &options)?,
            PacketFile::Adts => FileRender::create(path, Packets::<Adts>::default(), &options)?,
            PacketFile::Ac3 => FileRender::create(path, Packets::<Ac3>::default(), &options)?,
        };
        Ok(Self { sink })
    }

    /// A sink that writes to somebody's stream, front to back. `name` is for messages.
    pub fn to_stream(kind: PacketFile, name: &str, stream: Box<dyn OutputStream>) -> Self {
        let options = FileOptions::default();
        let sink: Arc<dyn ClockedSink> = match kind {
            PacketFile::Mp3 => {
                FileRender::to_stream(name, stream, false, Packets::<Mp3>::default(), &options)
            }
            PacketFile::Adts => {
                FileRender::to_stream(name, stream, false, Packets::<Adts>::default(), &options)
            }
            PacketFile::Ac3 => {
                FileRender::to_stream(name, stream, false, Packets::<Ac3>::default(), &options)
            }
        };
        Self { sink }
    }

    /// The sink, for a topology.
    pub fn sink(&self) -> Arc<dyn ClockedSink> {
        Arc::clone(&self.sink)
    }
}

/// What differs between the kinds.
trait Kind: Default + Send + 'static {
    const NAME: &'static str;
    const SUBTYPES: &'static [Guid];

    /// Takes a type of one of the subtypes.
    fn set_type(&mut self, _media_type: &MediaType) -> Result<()> {
        Ok(())
    }

    /// What comes before a packet of `len` bytes.
    fn header(&self, _len: usize) -> Result<Option<[u8; AdtsHeader::BYTES]>> {
        Ok(None)
    }
}

#[derive(Default)]
struct Packets<K> {
    kind: K,
    is_typed: bool,
}

impl<K: Kind> FileFormat for Packets<K> {
    const NAME: &'static str = K::NAME;

    fn is_supported(media_type: &MediaType) -> Result<()> {
        if !media_type.is_audio() || !K::SUBTYPES.contains(&media_type.subtype()) {
            return Err(Error::invalid_media_type(format!(
                "{media_type} in an {}",
                K::NAME
            )));
        }
        K::default().set_type(media_type)
    }

    fn preferred_types() -> Vec<MediaType> {
        let subtypes = K::SUBTYPES.iter();
        subtypes
            .map(|subtype| MediaType::partial(guids::MFMediaType_Audio, *subtype))
            .collect()
    }

    fn set_type(&mut self, media_type: &MediaType) -> Result<()> {
        self.kind.set_type(media_type)?;
        self.is_typed = true;
        Ok(())
    }

    fn write(&mut self, sample: &Sample, _place: Option<Place>, file: &mut OutputFile) -> Result<u64> {
        if !self.is_typed {
            return Err(Error::NotInitialized {
                what: "the file's media type",
            });
        }
        if let Some(header) = self.kind.header(sample.total_len())? {
            file.write(&header)?;
        }
        for buffer in sample.buffers() {
            file.write(buffer)?;
        }
        Ok(0)
    }

    fn duration(&self, sample: &Sample) -> TimeSpan {
        sample.duration.unwrap_or(TimeSpan::ZERO)
    }

    fn cut(&mut self, _at: TimeSpan, _fill: bool, _file: &mut OutputFile) -> Result<()> {
        Ok(())
    }

    fn finish(&mut self, _file: &mut OutputFile) -> Result<()> {
        Ok(())
    }

    fn evened(&self) -> Evened {
        Evened::default()
    }
}

#[derive(Default)]
struct Mp3;

impl Kind for Mp3 {
    const NAME: &'static str = "MP3 file";
    const SUBTYPES: &'static [Guid] = &[guids::MFAudioFormat_MP3];
}

#[derive(Default)]
struct Ac3;

impl Kind for Ac3 {
    const NAME: &'static str = "AC-3 file";
    const SUBTYPES: &'static [Guid] = &[guids::MFAudioFormat_Dolby_AC3, guids::MFAudioFormat_Dolby_DDPlus];
}

#[derive(Default)]
struct Adts {
    /// Of raw packets; others have their own.
    header: Option<AdtsHeader>,
}

impl Kind for Adts {
    const NAME: &'static str = "ADTS file";
    const SUBTYPES: &'static [Guid] = &[guids::MFAudioFormat_AAC];

    fn set_type(&mut self, media_type: &MediaType) -> Result<()> {
        self.header = match media_type.attributes().get_or(keys::MF_MT_AAC_PAYLOAD_TYPE, 0) {
            // Raw.
            0 => Some(AdtsHeader::of(media_type)?),
            // ADTS.
            1 => None,
            other => {
                return Err(Error::invalid_media_type(format!(
                    "AAC of payload type {other} in an ADTS file"
                )));
            }
        };
        Ok(())
    }

    fn header(&self, len: usize) -> Result<Option<[u8; AdtsHeader::BYTES]>> {
        self.header.map(|header| header.bytes(len)).transpose()
    }
}

/// What the header of an ADTS frame says besides its length. Source: ISO/IEC 13818-7 §6.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct AdtsHeader {
    /// The object type less 1.
    profile: u8,
    rate_index: u8,
    channels: u8,
}

/// The sample rates of ISO/IEC 14496-3, table 1.18, by their index.
pub(crate) const RATES: [u32; 13] = [
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
];
impl AdtsHeader {
    const BYTES: usize = 7;
    /// The length has 13 bits.
    const MAX_FRAME: usize = (1 << 13) - 1;

    fn of(media_type: &MediaType) -> Result<Self> {
        if let Ok(data) = media_type.attributes().get(keys::MF_MT_USER_DATA) {
            let config = audio_specific_config(&data);
            if !config.is_empty() {
                return Self::of_config(config);
            }
        }
        let format = AudioFormat::try_from(media_type)?;
        let rate_index = RATES.iter().position(|rate| *rate == format.sample_rate);
        let channels = match format.channels {
            channels @ 1..=6 => Some(channels as u8),
            8 => Some(7),
            _ => None,
        };
        match rate_index.zip(channels) {
            Some((rate_index, channels)) => Ok(Self {
                profile: 1,
                rate_index: rate_index as u8,
                channels,
            }),
            None => Err(Error::invalid_media_type(format!(
                "{media_type}, which ADTS has no header for"
            ))),
        }
    }

    /// Out of an AudioSpecificConfig (ISO/IEC 14496-3 §1.6.2.1). Of what has a core and an extension the core is told.
    fn of_config(config: &[u8]) -> Result<Self> {
        let refused = || Error::invalid_media_type("an AudioSpecificConfig that ADTS has no header for");
        let [first, second, ..] = *config else {
            return Err(refused());
        };
        let word = u16::from_be_bytes([first, second]);
        let object_type = (word >> 11) as u8;
        let rate_index = (word >> 7 & 0xf) as u8;
        let channels = (word >> 3 & 0xf) as u8;
        let profile = match object_type {
            1..=4 => object_type - 1,
            // Explicit SBR and PS over AAC-LC.
            5 | 29 => 1,
            _ => return Err(refused()),
        };
        if usize::from(rate_index) >= RATES.len() || !(1..=7).contains(&channels) {
            return Err(refused());
        }
        Ok(Self {
            profile,
            rate_index,
            channels,
        })
    }

    fn bytes(self, len: usize) -> Result<[u8; Self::BYTES]> {
        let whole = len.saturating_add(Self::BYTES);
        if whole > Self::MAX_FRAME {
            return Err(Error::LimitReached {
                what: "bytes of an ADTS frame",
                limit: Self::MAX_FRAME as u64,
            });
        }
        let Self {
            profile,
            rate_index,
            channels,
        } = self;
        Ok([
            0xff,
            // MPEG-4, layer 0, no CRC.
            0xf1,
            profile << 6 | rate_index << 2 | channels >> 2,
            channels << 6 | (whole >> 11) as u8,
            (whole >> 3) as u8,
            // The buffer's fullness is 0x7ff: a variable rate. One raw data block.
            (whole << 5) as u8 | 0x1f,
            0xfc,
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aac(user_data: &[u8], payload: u32) -> MediaType {
        let media_type = AudioFormat::compressed(guids::MFAudioFormat_AAC, 44_100, 2).to_media_type();
        media_type.attributes().set(keys::MF_MT_AAC_PAYLOAD_TYPE, payload);
        if !user_data.is_empty() {
            media_type
                .attributes()
                .set(keys::MF_MT_USER_DATA, user_data.to_vec());
        }
        media_type
    }

    #[test]
    fn headers_say_what_the_media_type_does() {
        let header = |profile, rate_index, channels| AdtsHeader {
            profile,
            rate_index,
            channels,
        };
        let waveinfo = [0, 0, 0x29, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x11, 0x90];
        let table: [(&[u8], Option<AdtsHeader>); 7] = [
            (&[], Some(header(1, 4, 2))),
            (&[0x11, 0x90], Some(header(1, 3, 2))),
            (&waveinfo, Some(header(1, 3, 2))),
            // HE-AAC: explicit SBR over 24 kHz.
            (&[0x2b, 0x11, 0x88, 0x00], Some(header(1, 6, 2))),
            (&[0x11], None),
            // Another object type; an explicit sample rate.
            (&[0xb9, 0x90], None),
            (&[0x17, 0x80, 0, 0, 0], None),
        ];
        for (data, expected) in table {
            assert_eq!(AdtsHeader::of(&aac(data, 0)).ok(), expected, "{data:x?}");
        }
        assert!(Packets::<Adts>::is_supported(&aac(&[], 1)).is_ok());
        let error = Packets::<Adts>::is_supported(&aac(&[], 2)).unwrap_err();
        assert_eq!(error.hresult(), openmf_core::codes::MF_E_INVALIDMEDIATYPE);
    }

    #[test]
    fn a_header_has_the_length_of_its_frame() {
        let header = AdtsHeader::of(&aac(&[0x12, 0x10], 0)).unwrap();
        assert_eq!(
            header.bytes(0).unwrap(),
            [0xff, 0xf1, 0x50, 0x80, 0x00, 0xff, 0xfc]
        );
        assert_eq!(
            header.bytes(8_184).unwrap(),
            [0xff, 0xf1, 0x50, 0x83, 0xff, 0xff, 0xfc]
        );
        assert!(header.bytes(8_185).is_err());
    }
}
