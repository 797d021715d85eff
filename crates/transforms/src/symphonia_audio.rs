//! MPEG audio, FLAC and ALAC by Symphonia's decoders.

use openmf_core::{
    AudioFormat, Error, Guid, MediaType, Result, SampleFormat, default_channel_mask, guids, keys,
};
use symphonia::core::audio::{Channels, GenericAudioBufferRef};
use symphonia::core::codecs::audio::well_known::{
    CODEC_ID_ALAC, CODEC_ID_FLAC, CODEC_ID_MP1, CODEC_ID_MP2, CODEC_ID_MP3,
};
use symphonia::core::codecs::audio::{AudioCodecId, AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::packet::PacketRef;
use symphonia::core::units::{Duration, Timestamp};
use symphonia::default::codecs::{AlacDecoder, FlacDecoder, MpaDecoder};

use crate::decoder::{AudioShape, Codec, DecoderKind, Format, Packet, Sink};

const FLOAT: &[Guid] = &[guids::MFAudioFormat_Float];
const PCM: &[Guid] = &[guids::MFAudioFormat_PCM];

/// MPEG-1 and MPEG-2 audio, layers I to III.
pub(crate) static MPEG_AUDIO: DecoderKind = DecoderKind {
    name: "MPEG audio decoder",
    class: Guid::from_u128(0x6f70656e_6d66_4d01_8001_6d7065676175),
    video: false,
    inputs: &[guids::MFAudioFormat_MP3, guids::MFAudioFormat_MPEG],
    outputs: FLOAT,
    create: |media_type| Ok(Box::new(MpegAudio::new(media_type)?)),
};

/// Free Lossless Audio Codec.
pub(crate) static FLAC: DecoderKind = DecoderKind {
    name: "FLAC decoder",
    class: Guid::from_u128(0x6f70656e_6d66_4d01_8002_666c61630000),
    video: false,
    inputs: &[guids::MFAudioFormat_FLAC],
    outputs: PCM,
    create: |media_type| Ok(Box::new(Lossless::flac(media_type)?)),
};

/// Apple Lossless.
pub(crate) static ALAC: DecoderKind = DecoderKind {
    name: "ALAC decoder",
    class: Guid::from_u128(0x6f70656e_6d66_4d01_8003_616c61630000),
    video: false,
    inputs: &[guids::MFAudioFormat_ALAC, Guid::from_fourcc(*b"alac")],
    outputs: PCM,
    create: |media_type| Ok(Box::new(Lossless::alac(media_type)?)),
};

/// The codec's private data.
///
/// # Errors
/// - [`Error::InvalidMediaType`]: there is none.
pub(crate) fn user_data(media_type: &MediaType, codec: &str) -> Result<Vec<u8>> {
    media_type
        .attributes()
        .get(keys::MF_MT_USER_DATA)
        .ok()
        .filter(|data| !data.is_empty())
        .ok_or_else(|| Error::invalid_media_type(format!("{codec} without its header in the user data")))
}

/// What a Symphonia error is in our terms.
pub(crate) fn codec_error(component: &'static str, error: &symphonia::core::errors::Error) -> Error {
    Error::codec(component, error.to_string())
}

/// Options for all: the engine trims, not the decoder.
pub(crate) fn options() -> AudioDecoderOptions {
    AudioDecoderOptions::default().gapless(false)
}

/// Speaker positions of a Symphonia layout; its planes are in their order.
pub(crate) fn channel_mask(channels: &Channels) -> u32 {
    let count = channels.count() as u32;
    match channels {
        // Mono is the front left channel to Symphonia, the centre to WAVE.
        Channels::Positioned(positions) if count > 1 => u32::try_from(positions.bits())
            .ok()
            .filter(|mask| mask >> 18 == 0)
            .unwrap_or(0),
        _ => default_channel_mask(count),
    }
}

/// A packet as Symphonia wants it.
pub(crate) fn packet(data: &[u8], frames: u64) -> PacketRef<'_> {
    PacketRef::new(0, Timestamp::new(0), Duration::new(frames), data)
}

/// Gives a decoded buffer to the sink as 32-bit floating point.
fn put_float(buffer: &GenericAudioBufferRef<'_>, packet: Packet<'_>, out: &mut Sink<'_>) -> Result<()> {
    let shape = shape_of(buffer, SampleFormat::F32, 32);
    out.audio(shape, buffer.frames(), packet.stamp, |bytes| {
        buffer.copy_bytes_interleaved_as::<f32, _>(bytes);
    })
}

fn shape_of(buffer: &GenericAudioBufferRef<'_>, format: SampleFormat, valid_bits: u32) -> AudioShape {
    let spec = buffer.spec();
    AudioShape {
        sample_rate: spec.rate(),
        channels: spec.channels().count() as u32,
        channel_mask: channel_mask(spec.channels()),
        format,
        valid_bits,
    }
}

/// The float format that the media type announces.
pub(crate) fn announced_float(media_type: &MediaType) -> Option<Format> {
    let audio = AudioFormat::try_from(media_type).ok()?;
    Some(Format::Audio(AudioShape {
        sample_rate: audio.sample_rate,
        channels: audio.channels,
        channel_mask: default_channel_mask(audio.channels),
        format: SampleFormat::F32,
        valid_bits: 32,
    }))
}

struct MpegAudio {
    decoder: Option<(AudioCodecId, u32, MpaDecoder)>,
    announced: Option<Format>,
}

impl MpegAudio {
    fn new(media_type: &MediaType) -> Result<Self> {
        Ok(Self {
            decoder: None,
            announced: announced_float(media_type),
        })
    }
}

/// The layer of an MPEG audio frame, and the header bits that a decoder cannot change between frames: version,
/// layer, rate and whether it is mono. Source: ISO/IEC 11172-3 §2.4.1.3.
fn mpeg_frame_kind(data: &[u8]) -> Option<(AudioCodecId, u32)> {
    let header = u32::from_be_bytes(*data.first_chunk()?);
    if header >> 21 != 0x7ff {
        return None;
    }
    let codec = match header >> 17 & 3 {
        1 => CODEC_ID_MP3,
        2 => CODEC_ID_MP2,
        3 => CODEC_ID_MP1,
        _ => return None,
    };
    let mono = u32::from(header >> 6 & 3 == 3);
    Some((codec, header & 0x001e_0c00 | mono))
}

impl Codec for MpegAudio {
    fn format(&self) -> Option<Format> {
        self.announced.clone()
    }

    fn decode(&mut self, coded: Packet<'_>, out: &mut Sink<'_>) -> Result<()> {
        const NAME: &str = "MPEG audio decoder";
        let (codec, kind) = mpeg_frame_kind(coded.data)
            .ok_or_else(|| Error::codec(NAME, "no frame header where one should be"))?;
        // Symphonia's decoder keeps the format of its first frame.
        let decoder = match &mut self.decoder {
            Some((_, known, decoder)) if *known == kind => decoder,
            slot => {
                let mut params = AudioCodecParameters::new();
                params.for_codec(codec);
                let decoder = MpaDecoder::try_new(&params, &options()).map_err(|e| codec_error(NAME, &e))?;
                &mut slot.insert((codec, kind, decoder)).2
            }
        };
        let buffer = decoder
            .decode_ref(&packet(coded.data, 0))
            .map_err(|e| codec_error(NAME, &e))?;
        put_float(&buffer, coded, out)
    }

    fn reset(&mut self) -> Result<()> {
        self.decoder = None;
        Ok(())
    }
}

/// FLAC or ALAC.
struct Lossless {
    name: &'static str,
    decoder: Box<dyn AudioDecoder>,
    valid_bits: u32,
    format: AudioShape,
}

impl Lossless {
    fn flac(media_type: &MediaType) -> Result<Self> {
        let info = user_data(media_type, "FLAC")?;
        let mut params = AudioCodecParameters::new();
        params.for_codec(CODEC_ID_FLAC).with_extra_data(info.into());
        let decoder = FlacDecoder::try_new(&params, &options())
            .map_err(|e| Error::invalid_media_type(format!("FLAC STREAMINFO: {e}")))?;
        let bits = decoder.codec_params().bits_per_sample.unwrap_or(16);
        Ok(Self::new("FLAC decoder", Box::new(decoder), bits))
    }

    fn alac(media_type: &MediaType) -> Result<Self> {
        let data = user_data(media_type, "ALAC")?;
        let config = alac_config(&data)
            .ok_or_else(|| Error::invalid_media_type("an ALAC cookie that is too short"))?;
        // Byte 5 of ALACSpecificConfig. Source: Apple, "ALAC magic cookie description".
        let bits = u32::from(config.get(5).copied().unwrap_or(16));
        let mut params = AudioCodecParameters::new();
        params.for_codec(CODEC_ID_ALAC).with_extra_data(config.into());
        let decoder = AlacDecoder::try_new(&params, &options())
            .map_err(|e| Error::invalid_media_type(format!("ALAC cookie: {e}")))?;
        Ok(Self::new("ALAC decoder", Box::new(decoder), bits))
    }

    fn new(name: &'static str, decoder: Box<dyn AudioDecoder>, bits: u32) -> Self {
        let format = if bits <= 16 {
            SampleFormat::S16
        } else {
            SampleFormat::S32
        };
        let format = shape_of(&decoder.last_decoded(), format, bits);
        Self {
            name,
            decoder,
            valid_bits: bits,
            format,
        }
    }
}

/// The ALACSpecificConfig within a cookie: it may follow a `frma` atom, an `alac` atom or version and flags.
fn alac_config(data: &[u8]) -> Option<&[u8]> {
    const CONFIG_LEN: usize = 24;
    const WITH_LAYOUT_LEN: usize = 48;
    let mut data = data;
    for name in [b"frma", b"alac"] {
        if data.get(4..8) == Some(name.as_slice()) {
            data = data.get(12..)?;
        }
    }
    if data.len() == CONFIG_LEN + 4 && data.starts_with(&[0; 4]) {
        data = data.get(4..)?;
    }
    if data.len() >= WITH_LAYOUT_LEN {
        return data.get(..WITH_LAYOUT_LEN);
    }
    data.get(..CONFIG_LEN)
}

impl Codec for Lossless {
    fn format(&self) -> Option<Format> {
        Some(Format::Audio(self.format))
    }

    fn decode(&mut self, coded: Packet<'_>, out: &mut Sink<'_>) -> Result<()> {
        let buffer = self
            .decoder
            .decode_ref(&packet(coded.data, 0))
            .map_err(|e| codec_error(self.name, &e))?;
        // Symphonia's values are 32 bits wide with the significant ones on top, for any depth.
        if self.valid_bits <= 16 {
            let shape = shape_of(&buffer, SampleFormat::S16, self.valid_bits);
            out.audio(shape, buffer.frames(), coded.stamp, |bytes| {
                buffer.copy_bytes_interleaved_as::<i16, _>(bytes);
            })
        } else {
            let shape = shape_of(&buffer, SampleFormat::S32, self.valid_bits);
            out.audio(shape, buffer.frames(), coded.stamp, |bytes| {
                buffer.copy_bytes_interleaved_as::<i32, _>(bytes);
            })
        }
    }

    fn reset(&mut self) -> Result<()> {
        self.decoder.reset();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alac_cookie_is_found_in_its_wrappings() {
        let config: Vec<u8> = (0..24).collect();
        let atom = |name: &[u8; 4], rest: &[u8]| [&[0, 0, 0, 36], name.as_slice(), &[0; 4], rest].concat();
        let frma = [&[0, 0, 0, 12], b"frma".as_slice(), b"alac"].concat();
        for data in [
            config.clone(),
            [&[0; 4], config.as_slice()].concat(),
            atom(b"alac", &config),
            [frma, atom(b"alac", &config)].concat(),
            [config.as_slice(), &[0; 8]].concat(),
        ] {
            assert_eq!(alac_config(&data), Some(config.as_slice()));
        }
        assert_eq!(alac_config(&config[..20]), None);
    }

    #[test]
    fn mpeg_frames_are_told_apart() {
        assert_eq!(
            mpeg_frame_kind(&[0xff, 0xfb, 0x90, 0x64]).unwrap().0,
            CODEC_ID_MP3
        );
        assert_eq!(
            mpeg_frame_kind(&[0xff, 0xfd, 0x90, 0x64]).unwrap().0,
            CODEC_ID_MP2
        );
        assert_eq!(
            mpeg_frame_kind(&[0xff, 0xff, 0x90, 0x64]).unwrap().0,
            CODEC_ID_MP1
        );
        assert_eq!(mpeg_frame_kind(&[0xff, 0xf9, 0x90]), None);
        assert_eq!(mpeg_frame_kind(&[0x00, 0xfb, 0x90, 0x64]), None);
        let kind = |header: [u8; 4]| mpeg_frame_kind(&header).unwrap().1;
        assert_eq!(
            kind([0xff, 0xfb, 0x90, 0x04]),
            kind([0xff, 0xfa, 0xb2, 0x44]),
            "bit rate, padding, joint stereo"
        );
        assert_ne!(
            kind([0xff, 0xfb, 0x90, 0x04]),
            kind([0xff, 0xfb, 0x94, 0x04]),
            "sample rate"
        );
        assert_ne!(
            kind([0xff, 0xfb, 0x90, 0x04]),
            kind([0xff, 0xfb, 0x90, 0xc4]),
            "mono"
        );
    }
}
