//! AAC: low complexity in mono and stereo by Symphonia, which is the fastest; everything else by syom.
//!
//! Source of the configuration: ISO/IEC 14496-3 §1.6.2.1.

use openmf_core::aac::audio_specific_config;
use openmf_core::{
    AudioFormat, Error, Guid, MediaType, Result, SampleFormat, default_channel_mask, guids, keys,
};
use symphonia::core::codecs::audio::well_known::CODEC_ID_AAC;
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder};
use symphonia::default::codecs::AacDecoder;
use syom::{AacError, Channel, DecodeOptions};

use crate::bits::BitReader;
use crate::channels::speaker;
use crate::decoder::{AudioShape, Codec, DecoderKind, Format, Packet, Sink};
use crate::symphonia_audio::{codec_error, options, packet};

const NAME: &str = "AAC decoder";

/// `MEDIASUBTYPE_RAW_AAC1`: raw frames. Its user data is the AudioSpecificConfig alone. Source: "AAC Decoder".
const RAW_AAC1: Guid = Guid::from_tag(0xff);

pub(crate) static KIND: DecoderKind = DecoderKind {
    name: NAME,
    class: Guid::from_u128(0x6f70656e_6d66_4d01_8008_616163000000),
    video: false,
    inputs: &[guids::MFAudioFormat_AAC, RAW_AAC1],
    outputs: &[guids::MFAudioFormat_Float],
    create: |media_type| Ok(Box::new(Aac::new(media_type)?)),
};

/// What the configuration says about the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Config {
    object_type: u32,
    /// Of the core, in Hz.
    sample_rate: u32,
    /// channelConfiguration; 0 means that a program config element tells.
    channels: u32,
    /// The output rate with spectral band replication, if that is signalled; `Some(0)` if it is signalled as absent.
    extension_rate: Option<u32>,
    parametric_stereo: bool,
    /// 960 instead of 1024 values in a frame.
    short_frames: bool,
}

const SAMPLE_RATES: [u32; 13] = [
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
];
const SBR: u32 = 5;
const PS: u32 = 29;
const LC: u32 = 2;

fn object_type(bits: &mut BitReader<'_>) -> Option<u32> {
    match bits.bits(5)? {
        31 => Some(32 + bits.bits(6)?),
        object_type => Some(object_type),
    }
}

fn sample_rate(bits: &mut BitReader<'_>) -> Option<u32> {
    match bits.bits(4)? {
        15 => bits.bits(24),
        index => SAMPLE_RATES.get(index as usize).copied(),
    }
}

fn parse_config(data: &[u8]) -> Option<Config> {
    let mut bits = BitReader::new(data);
    let first = object_type(&mut bits)?;
    let mut config = Config {
        object_type: first,
        sample_rate: sample_rate(&mut bits)?,
        channels: bits.bits(4)?,
        extension_rate: None,
        parametric_stereo: first == PS,
        short_frames: false,
    };
    if first == SBR || first == PS {
        config.extension_rate = Some(sample_rate(&mut bits)?);
        config.object_type = object_type(&mut bits)?;
    }
    config.short_frames = bits.bits(1)? == 1;
    if bits.bits(1)? == 1 {
        bits.skip(14)?;
    }
    bits.skip(1)?;
    // The backward compatible signalling follows a channel configuration that is given here.
    if config.channels != 0 && config.extension_rate.is_none() && bits.bits(11) == Some(0x2b7) {
        let extension = object_type(&mut bits)?;
        if extension == SBR {
            let present = bits.bits(1)? == 1;
            config.extension_rate = Some(if present { sample_rate(&mut bits)? } else { 0 });
            if present && bits.bits(11) == Some(0x548) {
                config.parametric_stereo = bits.bits(1)? == 1;
            }
        }
    }
    Some(config)
}

impl Config {
    /// Whether Symphonia's decoder will do. Its low-complexity decoder knows no band replication, which a low core
    /// rate may hide without saying so.
    fn is_plain(&self) -> bool {
        let hidden = self.extension_rate.is_none() && self.sample_rate <= 24_000;
        self.object_type == LC
            && (1..=2).contains(&self.channels)
            && !self.short_frames
            && self.extension_rate.unwrap_or(0) == 0
            && !hidden
    }

    fn shape(&self) -> Option<AudioShape> {
        let channels = match self.channels {
            1 if self.parametric_stereo => 2,
            channels @ 1..=6 => channels,
            7 => 8,
            _ => return None,
        };
        Some(AudioShape {
            sample_rate: self
                .extension_rate
                .filter(|rate| *rate != 0)
                .unwrap_or(self.sample_rate),
            channels,
            channel_mask: match self.channels {
                4 => 0x107,
                _ => default_channel_mask(channels),
            },
            format: SampleFormat::F32,
            valid_bits: 32,
        })
    }
}

enum Engine {
    Plain(Box<AacDecoder>),
    Full(Box<syom::Decoder>),
}

struct Aac {
    config: Vec<u8>,
    adts: bool,
    engine: Option<Engine>,
    announced: Option<AudioShape>,
}

/// The length of the ADTS header at the start of `data` and the configuration in it. Source: ISO/IEC 13818-7 §6.2.
fn adts_header(data: &[u8]) -> Option<(usize, [u8; 2])> {
    let header: &[u8; 7] = data.first_chunk()?;
    if header[0] != 0xff || header[1] & 0xf6 != 0xf0 {
        return None;
    }
    let len = if header[1] & 1 == 1 { 7 } else { 9 };
    let object_type = (header[2] >> 6) + 1;
    let rate = header[2] >> 2 & 0xf;
    let channels = (header[2] & 1) << 2 | header[3] >> 6;
    Some((len, [object_type << 3 | rate >> 1, rate << 7 | channels << 3]))
}

impl Aac {
    fn new(media_type: &MediaType) -> Result<Self> {
        let a = media_type.attributes();
        let is_raw = a.get(keys::MF_MT_SUBTYPE) == Ok(RAW_AAC1);
        let adts = !is_raw && a.get_or(keys::MF_MT_AAC_PAYLOAD_TYPE, 0) == 1;
        let user_data = a.get_or(keys::MF_MT_USER_DATA, Vec::new());
        let mut this = Self {
            config: audio_specific_config(&user_data).to_vec(),
            adts,
            engine: None,
            announced: None,
        };
        if adts && this.config.is_empty() {
            // The first frame's header tells.
            this.announced = AudioFormat::try_from(media_type).ok().map(|audio| AudioShape {
                sample_rate: audio.sample_rate,
                channels: audio.channels,
                channel_mask: default_channel_mask(audio.channels),
                format: SampleFormat::F32,
                valid_bits: 32,
            });
            return Ok(this);
        }
        if this.config.is_empty() {
            return Err(Error::invalid_media_type(
                "AAC without its AudioSpecificConfig in the user data",
            ));
        }
        let config = parse_config(&this.config)
            .ok_or_else(|| Error::invalid_media_type("a malformed AudioSpecificConfig"))?;
        this.announced = config.shape();
        this.engine = Some(this.create_engine(config)?);
        Ok(this)
    }

    fn create_engine(&self, config: Config) -> Result<Engine> {
        if config.is_plain() {
            let mut params = AudioCodecParameters::new();
            params
                .for_codec(CODEC_ID_AAC)
                .with_extra_data(self.config.clone().into());
            if let Ok(decoder) = AacDecoder::try_new(&params, &options()) {
                return Ok(Engine::Plain(Box::new(decoder)));
            }
        }
        // The engine, not the decoder, decides how long a stream may be; nothing is collected.
        syom::Decoder::from_asc(&self.config, DecodeOptions::unbounded())
            .map(|decoder| Engine::Full(Box::new(decoder)))
            .map_err(|error| Error::UnsupportedFormat {
                what: format!("AAC object type {}: {error}", config.object_type).into(),
            })
    }

    /// The engine, made from `self.config` if there is none.
    fn engine(&mut self) -> Result<&mut Engine> {
        if self.engine.is_none() {
            let config = parse_config(&self.config)
                .ok_or_else(|| Error::codec(NAME, "a frame without a configuration"))?;
            self.engine = Some(self.create_engine(config)?);
        }
        self.engine.as_mut().ok_or(Error::NotInitialized { what: NAME })
    }
}

const fn speaker_of(channel: Channel) -> u32 {
    match channel {
        Channel::FrontLeft => speaker::FRONT_LEFT,
        Channel::FrontRight => speaker::FRONT_RIGHT,
        Channel::FrontCenter => speaker::FRONT_CENTER,
        Channel::Lfe => speaker::LOW_FREQUENCY,
        Channel::BackLeft => speaker::BACK_LEFT,
        Channel::BackRight => speaker::BACK_RIGHT,
        Channel::BackCenter => speaker::BACK_CENTER,
        Channel::SideLeft => speaker::SIDE_LEFT,
        Channel::SideRight => speaker::SIDE_RIGHT,
        _ => 0,
    }
}

/// Writes planes interleaved, in the order of their speaker bits.
fn put_planes(frame: &syom::Frame<'_>, coded: Packet<'_>, out: &mut Sink<'_>) -> Result<()> {
    let mut order = [(0u32, 0usize); syom::MAX_PLANES];
    let channels = frame.planar.len().min(order.len());
    let mut mask = 0;
    for (index, (slot, label)) in order
        .iter_mut()
        .zip(frame.meta.channels)
        .take(channels)
        .enumerate()
    {
        *slot = (label.map_or(0, speaker_of), index);
        mask |= slot.0;
    }
    let order = order.get_mut(..channels).unwrap_or_default();
    if mask.count_ones() as usize == channels {
        order.sort_unstable();
    } else {
        mask = default_channel_mask(channels as u32);
    }
    let shape = AudioShape {
        sample_rate: frame.sample_rate,
        channels: channels as u32,
        // One channel is the centre, whatever the program config element calls it.
        channel_mask: if channels == 1 {
            speaker::FRONT_CENTER
        } else {
            mask
        },
        format: SampleFormat::F32,
        valid_bits: 32,
    };
    out.audio(shape, frame.samples, coded.stamp, |bytes| {
        for (slot, (_, plane)) in order.iter().enumerate() {
            let plane = frame.planar.get(*plane).copied().unwrap_or(&[]);
            for (target, value) in bytes.chunks_exact_mut(channels * 4).zip(plane) {
                if let Some(target) = target.get_mut(slot * 4..slot * 4 + 4) {
                    target.copy_from_slice(&value.to_le_bytes());
                }
            }
        }
    })
}

impl Codec for Aac {
    fn format(&self) -> Option<Format> {
        self.announced.map(Format::Audio)
    }

    fn decode(&mut self, coded: Packet<'_>, out: &mut Sink<'_>) -> Result<()> {
        let mut coded = coded;
        if self.adts
            && let Some((len, config)) = adts_header(coded.data)
        {
            coded.data = coded.data.get(len..).unwrap_or(&[]);
            if self.config.get(..2) != Some(&config) {
                self.config = config.to_vec();
                self.engine = None;
            }
        }
        if coded.data.is_empty() {
            return Err(Error::codec(NAME, "an empty packet"));
        }
        match self.engine()? {
            Engine::Plain(decoder) => {
                let buffer = decoder
                    .decode_ref(&packet(coded.data, 0))
                    .map_err(|e| codec_error(NAME, &e))?;
                let spec = buffer.spec();
                let channels = spec.channels().count() as u32;
                let shape = AudioShape {
                    sample_rate: spec.rate(),
                    channels,
                    channel_mask: default_channel_mask(channels),
                    format: SampleFormat::F32,
                    valid_bits: 32,
                };
                out.audio(shape, buffer.frames(), coded.stamp, |bytes| {
                    buffer.copy_bytes_interleaved_as::<f32, _>(bytes);
                })
            }
            Engine::Full(decoder) => {
                let mut put = Ok(());
                let result = decoder.decode_au(coded.data, |frame| {
                    put = put_planes(&frame, coded, out);
                    Ok(())
                });
                if let Err(error) = result {
                    // A decoder that failed stays failed.
                    self.engine = None;
                    return Err(aac_error(&error));
                }
                put
            }
        }
    }

    fn reset(&mut self) -> Result<()> {
        // Symphonia's own reset leaves some of the last frame behind.
        self.engine = None;
        Ok(())
    }
}

fn aac_error(error: &AacError) -> Error {
    Error::codec(NAME, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configurations() {
        let plain = Config {
            object_type: LC,
            sample_rate: 44_100,
            channels: 2,
            extension_rate: None,
            parametric_stereo: false,
            short_frames: false,
        };
        let table: [(&[u8], Option<Config>, bool); 6] = [
            (&[0x12, 0x10], Some(plain), true),
            // What FFmpeg writes for plain AAC: band replication signalled as absent.
            (
                &[0x12, 0x10, 0x56, 0xe5, 0x00],
                Some(Config {
                    extension_rate: Some(0),
                    ..plain
                }),
                true,
            ),
            // Explicit: SBR, 24 kHz core, stereo, 48 kHz output.
            (
                &[0x2b, 0x11, 0x88, 0x00],
                Some(Config {
                    sample_rate: 24_000,
                    extension_rate: Some(48_000),
                    ..plain
                }),
                false,
            ),
            // Parametric stereo on a mono core.
            (
                &[0xeb, 0x09, 0x88, 0x00],
                Some(Config {
                    sample_rate: 24_000,
                    channels: 1,
                    extension_rate: Some(48_000),
                    parametric_stereo: true,
                    ..plain
                }),
                false,
            ),
            // A low core rate without a word about band replication.
            (
                &[0x13, 0x10],
                Some(Config {
                    sample_rate: 24_000,
                    ..plain
                }),
                false,
            ),
            (&[0x12], None, false),
        ];
        for (data, expected, is_plain) in table {
            let config = parse_config(data);
            assert_eq!(config, expected, "{data:02x?}");
            assert_eq!(
                config.is_some_and(|config| config.is_plain()),
                is_plain,
                "{data:02x?}"
            );
        }
    }

    #[test]
    fn the_configuration_stands_in_the_user_data_as_documented() {
        let aac = |subtype, payload: Option<u32>, data: &[u8]| {
            let media_type = AudioFormat::compressed(subtype, 44_100, 2).to_media_type();
            let a = media_type.attributes();
            a.set(keys::MF_MT_USER_DATA, data.to_vec());
            if let Some(payload) = payload {
                a.set(keys::MF_MT_AAC_PAYLOAD_TYPE, payload);
            }
            Aac::new(&media_type).map(|aac| (aac.config, aac.adts, aac.engine.is_some()))
        };
        let (aac_type, config) = (guids::MFAudioFormat_AAC, vec![0x12, 0x10]);
        let info = [0, 0, 0x29, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12, 0x10];
        let raw = (config.clone(), false, true);
        assert_eq!(aac(aac_type, Some(0), &info).unwrap(), raw);
        assert_eq!(aac(aac_type, None, &info).unwrap(), raw);
        assert_eq!(aac(aac_type, Some(0), &config).unwrap(), raw);
        assert_eq!(aac(RAW_AAC1, Some(1), &config).unwrap(), raw);
        assert_eq!(aac(aac_type, Some(1), &info).unwrap(), (config, true, true));
        // The first frame's header has it.
        assert_eq!(
            aac(aac_type, Some(1), &info[..12]).unwrap(),
            (Vec::new(), true, false)
        );
        for data in [&info[..12], &info[..13], &[], &[0x12]] {
            let error = aac(aac_type, Some(0), data).unwrap_err();
            assert_eq!(
                error.hresult(),
                openmf_core::codes::MF_E_INVALIDMEDIATYPE,
                "{data:?}"
            );
        }
    }

    #[test]
    fn adts_headers_carry_the_configuration() {
        // LC, 44.1 kHz, stereo, without a checksum.
        let header = [0xff, 0xf1, 0x50, 0x80, 0x2e, 0x7f, 0xfc];
        assert_eq!(adts_header(&header), Some((7, [0x12, 0x10])));
        assert_eq!(adts_header(&header[..6]), None);
    }
}
