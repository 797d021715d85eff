//! MS ADPCM and IMA ADPCM, in the block forms of WAVE and QuickTime.

use openmf_core::{
    AudioFormat, Error, Guid, MediaType, Result, SampleFormat, default_channel_mask, guids, keys,
};

use crate::decoder::{AudioShape, Codec, DecoderKind, Format, Packet, Sink};

const NAME: &str = "ADPCM decoder";
const MS: Guid = Guid::from_tag(2);
const IMA_WAV: Guid = Guid::from_tag(0x11);
const IMA_QT: Guid = Guid::from_fourcc(*b"ima4");

pub(crate) static KIND: DecoderKind = DecoderKind {
    name: NAME,
    class: Guid::from_u128(0x6f70656e_6d66_4d01_8006_616470636d00),
    video: false,
    inputs: &[MS, IMA_WAV, IMA_QT],
    outputs: &[guids::MFAudioFormat_PCM],
    create: |media_type| {
        if media_type.subtype() == IMA_QT {
            Ok(Box::new(QuickTime::new(media_type)?))
        } else {
            Ok(Box::new(Blocks::new(media_type)?))
        }
    },
};

/// The largest block: nBlockAlign of WAVEFORMATEX is a 16-bit number.
const MAX_BLOCK: usize = 0xffff;
const MAX_CHANNELS: usize = 2;

/// MS ADPCM or IMA ADPCM in blocks that stand for themselves.
struct Blocks {
    coding: Coding,
    shape: AudioShape,
    block: usize,
    frames_per_block: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Ms,
    Ima,
}

/// The frames in `bytes` bytes of a block.
fn frames_in(coding: Coding, bytes: usize, channels: usize) -> usize {
    let each = bytes / channels;
    match coding {
        // A header of 7 bytes with two values, then a nibble a value.
        Coding::Ms if each >= 7 => (bytes - 7 * channels) * 2 / channels + 2,
        // A header of 4 bytes with one value, then groups of 4 bytes.
        Coding::Ima if each >= 4 => (each - 4) / 4 * 8 + 1,
        _ => 0,
    }
}

impl Blocks {
    fn new(media_type: &MediaType) -> Result<Self> {
        let audio = AudioFormat::try_from(media_type)?;
        let coding = if audio.subtype == MS {
            Coding::Ms
        } else {
            Coding::Ima
        };
        let channels = audio.channels as usize;
        if !(1..=MAX_CHANNELS).contains(&channels) {
            return Err(Error::invalid_media_type(format!("ADPCM of {channels} channels")));
        }
        let attributes = media_type.attributes();
        let block = attributes.get_or(keys::MF_MT_AUDIO_BLOCK_ALIGNMENT, 0) as usize;
        // MSADPCM and IMA both begin their extra bytes with wSamplesPerBlock, which may leave the block's end unused.
        let stated = attributes.get(keys::MF_MT_USER_DATA).ok().and_then(|data| {
            data.first_chunk()
                .map(|bytes| usize::from(u16::from_le_bytes(*bytes)))
        });
        let possible = frames_in(coding, block, channels);
        if block > MAX_BLOCK || possible == 0 {
            return Err(Error::invalid_media_type(format!(
                "ADPCM with blocks of {block} bytes"
            )));
        }
        let frames_per_block = stated
            .filter(|frames| (1..=possible).contains(frames))
            .unwrap_or(possible);
        Ok(Self {
            coding,
            shape: AudioShape {
                sample_rate: audio.sample_rate,
                channels: audio.channels,
                channel_mask: default_channel_mask(audio.channels),
                format: SampleFormat::S16,
                valid_bits: 16,
            },
            block,
            frames_per_block,
        })
    }
}

impl Codec for Blocks {
    fn format(&self) -> Option<Format> {
        Some(Format::Audio(self.shape))
    }

    fn decode(&mut self, coded: Packet<'_>, out: &mut Sink<'_>) -> Result<()> {
        let channels = self.shape.channels as usize;
        // The last block may be incomplete.
        let frames_of =
            |block: &[u8]| frames_in(self.coding, block.len(), channels).min(self.frames_per_block);
        let frames = coded.data.chunks(self.block).map(frames_of).sum();
        if frames == 0 && !coded.data.is_empty() {
            return Err(Error::codec(NAME, "less than a block"));
        }
        out.audio(self.shape, frames, coded.stamp, |bytes| {
            let mut target = bytes;
            for block in coded.data.chunks(self.block) {
                let here = frames_of(block) * channels * 2;
                let (here, after) = target.split_at_mut(here.min(target.len()));
                target = after;
                match self.coding {
                    Coding::Ms => decode_ms(block, channels, here),
                    Coding::Ima => decode_ima(block, channels, here),
                };
            }
        })
    }

    fn reset(&mut self) -> Result<()> {
        Ok(())
    }
}

fn put(target: &mut [u8], at: usize, value: i16) {
    if let Some(target) = target.get_mut(at * 2..at * 2 + 2) {
        target.copy_from_slice(&value.to_le_bytes());
    }
}

/// How the step of MS ADPCM follows a nibble, in 256ths. Source: "Microsoft ADPCM" in the Multimedia Data Standards
/// Update (Microsoft, 1994), as the two tables below.
const MS_ADAPTATION: [i32; 16] = [
    230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230,
];
/// Weights of the last two values, in 256ths.
const MS_COEFFICIENTS: [(i32, i32); 7] = [
    (256, 0),
    (512, -256),
    (0, 0),
    (192, 64),
    (240, 0),
    (460, -208),
    (392, -232),
];
const MS_SMALLEST_STEP: i32 = 16;
/// Keeps the arithmetic in bounds; a value of 16 bits is long at its limit with any such step.
const MS_LARGEST_STEP: i32 = i32::MAX / 768;

/// One channel of MS ADPCM.
#[derive(Clone, Copy, Default)]
struct MsChannel {
    coefficients: (i32, i32),
    step: i32,
    /// The last value, and the one before.
    last: i32,
    before: i32,
}

impl MsChannel {
    fn next(&mut self, nibble: u8) -> i16 {
        let signed = i32::from(nibble as i8) - if nibble & 8 == 0 { 0 } else { 16 };
        let (first, second) = self.coefficients;
        let predicted = (self.last * first + self.before * second) / 256;
        let value = predicted
            .saturating_add(signed.saturating_mul(self.step))
            .clamp(-0x8000, 0x7fff);
        self.before = self.last;
        self.last = value;
        let adaptation = MS_ADAPTATION.get(usize::from(nibble)).copied().unwrap_or(230);
        self.step = ((adaptation * self.step) >> 8).clamp(MS_SMALLEST_STEP, MS_LARGEST_STEP);
        value as i16
    }
}

/// Fills `target` from one block; `None` if that is shorter than its header.
fn decode_ms(block: &[u8], channels: usize, target: &mut [u8]) -> Option<()> {
    let (selectors, rest) = block.split_at_checked(channels)?;
    let (words, nibbles) = rest.split_at_checked(channels * 6)?;
    let word = |at: usize| {
        words
            .get(at * 2..at * 2 + 2)
            .map_or(0, |b| i32::from(i16::from_le_bytes([b[0], b[1]])))
    };
    let mut state = [MsChannel::default(); MAX_CHANNELS];
    for (channel, (state, selector)) in state.iter_mut().zip(selectors).enumerate() {
        *state = MsChannel {
            coefficients: MS_COEFFICIENTS
                .get(usize::from(*selector))
                .copied()
                .unwrap_or((256, 0)),
            step: word(channel),
            last: word(channels + channel),
            before: word(2 * channels + channel),
        };
        put(target, channel, state.before as i16);
        put(target, channels + channel, state.last as i16);
    }
    let nibbles = nibbles.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    let values = target.len() / 2;
    for (at, nibble) in (2 * channels..values).zip(nibbles) {
        if let Some(state) = state.get_mut(at % channels) {
            put(target, at, state.next(nibble));
        }
    }
    Some(())
}

/// Fills `target` from one block; `None` if that is shorter than its header.
fn decode_ima(block: &[u8], channels: usize, target: &mut [u8]) -> Option<()> {
    let (headers, groups) = block.split_at_checked(channels * 4)?;
    let frames = target.len() / 2 / channels;
    let mut state = [Predictor::default(); MAX_CHANNELS];
    for (channel, (state, header)) in state.iter_mut().zip(headers.chunks_exact(4)).enumerate() {
        let [low, high, index, _] = *header.first_chunk()?;
        state.value = i32::from(i16::from_le_bytes([low, high]));
        state.index = usize::from(index).min(STEPS.len() - 1);
        put(target, channel, state.value as i16);
    }
    for (at, group) in groups.chunks_exact(4).enumerate() {
        let channel = at % channels;
        let first = at / channels * 8 + 1;
        let Some(state) = state.get_mut(channel) else {
            continue;
        };
        let nibbles = group.iter().flat_map(|byte| [byte & 0xf, byte >> 4]);
        for (frame, nibble) in (first..frames).zip(nibbles) {
            put(target, frame * channels + channel, state.next_rounded(nibble));
        }
    }
    Some(())
}

/// Bytes of a block of one channel in QuickTime's form, and the values in it.
const QT_BLOCK: usize = 34;
const QT_FRAMES: usize = 64;

/// Source: IMA Digital Audio Focus and Technical Working Groups, "Recommended Practices", revision 3.0, table 1.
#[rustfmt::skip]
const STEPS: [i32; 89] = [
    7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107, 118, 130,
    143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876, 963, 1060, 1166, 1282,
    1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630,
    9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767,
];

/// One channel's state.
#[derive(Clone, Copy, Default)]
struct Predictor {
    value: i32,
    index: usize,
}

impl Predictor {
    /// A block begins with the state in 16 bits: the value's upper nine, then the index. What was reached by decoding
    /// is more exact, and is kept unless the block says something else.
    fn begin(&mut self, header: [u8; 2]) {
        let header = i16::from_be_bytes(header);
        let index = (usize::from(header as u16) & 0x7f).min(STEPS.len() - 1);
        let value = i32::from(header) & !0x7f;
        if index != self.index || (value - self.value).abs() > 0x7f {
            *self = Self { value, index };
        }
    }

    /// The next value; the difference is the sum of shifted steps.
    fn next(&mut self, nibble: u8) -> i16 {
        let step = self.step();
        let mut difference = step >> 3;
        for (bit, share) in [(4, step), (2, step >> 1), (1, step >> 2)] {
            if nibble & bit != 0 {
                difference += share;
            }
        }
        self.advance(nibble, difference)
    }

    /// The next value; the difference is shifted once, as decoders of WAVE files do, whose error is the smaller.
    fn next_rounded(&mut self, nibble: u8) -> i16 {
        let difference = ((2 * i32::from(nibble & 7) + 1) * self.step()) >> 3;
        self.advance(nibble, difference)
    }

    fn step(&self) -> i32 {
        STEPS.get(self.index).copied().unwrap_or(7)
    }

    fn advance(&mut self, nibble: u8, difference: i32) -> i16 {
        const CHANGES: [isize; 8] = [-1, -1, -1, -1, 2, 4, 6, 8];
        let difference = if nibble & 8 != 0 { -difference } else { difference };
        self.value = (self.value + difference).clamp(-0x8000, 0x7fff);
        let change = CHANGES.get(usize::from(nibble & 7)).copied().unwrap_or(0);
        self.index = self.index.saturating_add_signed(change).min(STEPS.len() - 1);
        self.value as i16
    }
}

/// IMA ADPCM in QuickTime's form, whose blocks continue each other.
struct QuickTime {
    shape: AudioShape,
    channels: Vec<Predictor>,
}

impl QuickTime {
    fn new(media_type: &MediaType) -> Result<Self> {
        let audio = AudioFormat::try_from(media_type)?;
        Ok(Self {
            shape: AudioShape {
                sample_rate: audio.sample_rate,
                channels: audio.channels,
                channel_mask: default_channel_mask(audio.channels),
                format: SampleFormat::S16,
                valid_bits: 16,
            },
            channels: vec![Predictor::default(); audio.channels as usize],
        })
    }
}

impl Codec for QuickTime {
    fn format(&self) -> Option<Format> {
        Some(Format::Audio(self.shape))
    }

    fn decode(&mut self, coded: Packet<'_>, out: &mut Sink<'_>) -> Result<()> {
        let frame_bytes = self.channels.len() * 2;
        let groups = coded.data.chunks_exact(QT_BLOCK * self.channels.len());
        if !groups.remainder().is_empty() && groups.len() == 0 {
            return Err(Error::codec(NAME, "less than a block"));
        }
        out.audio(self.shape, groups.len() * QT_FRAMES, coded.stamp, |bytes| {
            for (group, target) in groups.zip(bytes.chunks_exact_mut(frame_bytes * QT_FRAMES)) {
                let blocks = group.chunks_exact(QT_BLOCK).zip(&mut self.channels);
                for (channel, (block, predictor)) in blocks.enumerate() {
                    let Some((header, nibbles)) = block.split_first_chunk() else {
                        continue;
                    };
                    predictor.begin(*header);
                    let nibbles = nibbles.iter().flat_map(|byte| [byte & 0xf, byte >> 4]);
                    for (frame, nibble) in target.chunks_exact_mut(frame_bytes).zip(nibbles) {
                        if let Some(target) = frame.get_mut(channel * 2..channel * 2 + 2) {
                            target.copy_from_slice(&predictor.next(nibble).to_le_bytes());
                        }
                    }
                }
            }
        })
    }

    fn reset(&mut self) -> Result<()> {
        self.channels.fill(Predictor::default());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_blocks() {
        // The usual block sizes of 22 050 Hz files and what their WAVEFORMATEX says.
        assert_eq!(frames_in(Coding::Ms, 512, 1), 1012);
        assert_eq!(frames_in(Coding::Ms, 1024, 2), 1012);
        assert_eq!(frames_in(Coding::Ima, 512, 1), 1017);
        assert_eq!(frames_in(Coding::Ima, 1024, 2), 1017);
        assert_eq!(frames_in(Coding::Ms, 6, 1), 0);
    }

    #[test]
    fn extreme_blocks_stay_in_range() {
        // The largest step and values, a coefficient pair that doubles them, and nibbles that push on.
        let mut block = vec![1, 0xff, 0x7f, 0xff, 0x7f, 0x00, 0x80];
        block.extend_from_slice(&[0x77; 500]);
        let mut target = vec![0; frames_in(Coding::Ms, block.len(), 1) * 2];
        decode_ms(&block, 1, &mut target).unwrap();
        assert_eq!(target.get(..6), Some(&[0x00, 0x80, 0xff, 0x7f, 0xff, 0x7f][..]));
        assert!(target[6..].chunks_exact(2).all(|value| value == [0xff, 0x7f]));
        // A selector that is none counts as the first.
        let block = [9, 16, 0, 5, 0, 3, 0, 0x10];
        let mut target = [0; 8];
        decode_ms(&block, 1, &mut target).unwrap();
        assert_eq!(target, [3, 0, 5, 0, 21, 0, 21, 0]);
        assert_eq!(decode_ms(&block[..6], 1, &mut target), None);
        let mut target = [0; 18];
        decode_ima(&[0xff, 0x7f, 200, 0, 0x77, 0x77, 0x77, 0x77], 1, &mut target).unwrap();
        assert!(target.chunks_exact(2).all(|value| value == [0xff, 0x7f]));
    }
}
