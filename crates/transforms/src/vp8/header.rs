//! The frame header. Source: RFC 6386, sections 9 and 19.2.

use super::Error;
use super::bool_decoder::BoolDecoder;
use super::tables;

/// By block type, coefficient band, context and node of the token tree.
pub(super) type CoefficientProbabilities = [[[[u8; 11]; 3]; 8]; 4];
/// By component, rows first.
pub(super) type MvProbabilities = [[u8; 19]; 2];

const START_CODE: [u8; 3] = [0x9d, 0x01, 0x2a];

/// The greatest version there is; the fourth bit was for experiments.
const MAX_VERSION: u8 = 3;

/// The uncompressed part at the start of each frame.
pub(super) struct FrameTag {
    pub(super) version: u8,
    pub(super) show_frame: bool,
    pub(super) first_partition_size: usize,
    /// Of a key frame.
    pub(super) size: Option<FrameSize>,
}

/// What a key frame says of its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FrameSize {
    pub(super) width: u16,
    pub(super) height: u16,
}

impl FrameTag {
    /// The tag, and the rest of the frame.
    pub(super) fn parse(data: &[u8]) -> Result<(Self, &[u8]), Error> {
        let (&[a, b, c], rest) = data.split_first_chunk::<3>().ok_or(Error::Truncated)?;
        let bits = u32::from_le_bytes([a, b, c, 0]);
        let version = (bits >> 1 & 7) as u8;
        if version > MAX_VERSION {
            return Err(Error::UnsupportedVersion { version });
        }
        let (size, rest) = if bits & 1 == 0 {
            let (header, rest) = rest.split_first_chunk::<7>().ok_or(Error::Truncated)?;
            let &[s0, s1, s2, w0, w1, h0, h1] = header;
            if [s0, s1, s2] != START_CODE {
                return Err(Error::InvalidStartCode);
            }
            let [width, height] = [u16::from_le_bytes([w0, w1]), u16::from_le_bytes([h0, h1])];
            // The upper two bits ask for the picture to be enlarged for display, which no decoder does.
            let size = FrameSize {
                width: width & 0x3fff,
                height: height & 0x3fff,
            };
            (Some(size), rest)
        } else {
            (None, rest)
        };
        let tag = Self {
            version,
            show_frame: bits >> 4 & 1 == 1,
            first_partition_size: (bits >> 5) as usize,
            size,
        };
        Ok((tag, rest))
    }
}

/// Probabilities that frames inherit from one another.
#[derive(Clone)]
pub(super) struct Probabilities {
    pub(super) coefficients: CoefficientProbabilities,
    pub(super) mv: MvProbabilities,
    pub(super) y_mode: [u8; 4],
    pub(super) uv_mode: [u8; 3],
}

impl Default for Probabilities {
    fn default() -> Self {
        Self {
            coefficients: tables::DEFAULT_COEFFICIENT_PROBABILITIES,
            mv: tables::DEFAULT_MV_PROBABILITIES,
            y_mode: tables::DEFAULT_Y_MODE_PROBABILITIES,
            uv_mode: tables::DEFAULT_UV_MODE_PROBABILITIES,
        }
    }
}

/// Section 9.3.
#[derive(Clone, Default)]
pub(super) struct Segmentation {
    pub(super) enabled: bool,
    pub(super) update_map: bool,
    /// The values below replace those of the frame instead of being added.
    pub(super) absolute: bool,
    pub(super) quantizer: [i8; 4],
    pub(super) filter_level: [i8; 4],
    pub(super) tree: [u8; 3],
}

/// Sections 9.6 and 15.
#[derive(Clone, Default)]
pub(super) struct LoopFilter {
    pub(super) simple: bool,
    pub(super) level: u8,
    pub(super) sharpness: u8,
    pub(super) deltas_enabled: bool,
    pub(super) reference_deltas: [i8; 4],
    pub(super) mode_deltas: [i8; 4],
}

/// Section 9.6.
#[derive(Clone, Copy, Default)]
pub(super) struct QuantizerIndices {
    pub(super) y_ac: u8,
    pub(super) y_dc_delta: i8,
    pub(super) y2_dc_delta: i8,
    pub(super) y2_ac_delta: i8,
    pub(super) uv_dc_delta: i8,
    pub(super) uv_ac_delta: i8,
}

/// What lasts from one frame to the next, beside pictures.
#[derive(Clone, Default)]
pub(super) struct Persistent {
    pub(super) probabilities: Probabilities,
    pub(super) segmentation: Segmentation,
    pub(super) filter: LoopFilter,
    /// Whether vectors into the golden and alternate frames are inverted, at indices 2 and 3.
    pub(super) sign_bias: [bool; 4],
}

/// Where a reference frame comes from when the new frame does not replace it: section 9.7.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CopyFrom {
    Nothing,
    Last,
    /// The alternate frame for the golden one, and the other way round.
    Other,
}

/// The compressed header of one frame.
pub(super) struct FrameHeader {
    pub(super) partitions: usize,
    pub(super) quantizer: QuantizerIndices,
    pub(super) refresh_golden: bool,
    pub(super) refresh_alternate: bool,
    pub(super) refresh_last: bool,
    pub(super) copy_to_golden: CopyFrom,
    pub(super) copy_to_alternate: CopyFrom,
    /// The probabilities to go on with after this frame, if not its own.
    pub(super) saved_probabilities: Option<Box<Probabilities>>,
    /// The probability that a macroblock has coefficients, if it may have none.
    pub(super) skip_probability: Option<u8>,
    pub(super) intra_probability: u8,
    pub(super) last_probability: u8,
    pub(super) golden_probability: u8,
}

impl FrameHeader {
    /// Reads the header, updating what lasts.
    pub(super) fn parse(
        decoder: &mut BoolDecoder<'_>,
        key_frame: bool,
        persistent: &mut Persistent,
    ) -> Result<Self, Error> {
        if key_frame {
            *persistent = Persistent::default();
            // The colour space, and whether clamping is needed: neither changes the decoding.
            decoder.literal(2);
        }
        parse_segmentation(decoder, &mut persistent.segmentation);
        parse_filter(decoder, &mut persistent.filter);
        let partitions = 1 << decoder.literal(2);
        let quantizer = QuantizerIndices {
            y_ac: decoder.literal(7),
            y_dc_delta: decoder.optional_signed(4).unwrap_or(0),
            y2_dc_delta: decoder.optional_signed(4).unwrap_or(0),
            y2_ac_delta: decoder.optional_signed(4).unwrap_or(0),
            uv_dc_delta: decoder.optional_signed(4).unwrap_or(0),
            uv_ac_delta: decoder.optional_signed(4).unwrap_or(0),
        };

        let mut header = Self {
            partitions,
            quantizer,
            refresh_golden: true,
            refresh_alternate: true,
            refresh_last: true,
            copy_to_golden: CopyFrom::Nothing,
            copy_to_alternate: CopyFrom::Nothing,
            saved_probabilities: None,
            skip_probability: None,
            intra_probability: 0,
            last_probability: 0,
            golden_probability: 0,
        };
        if !key_frame {
            header.refresh_golden = decoder.flag();
            header.refresh_alternate = decoder.flag();
            if !header.refresh_golden {
                header.copy_to_golden = parse_copy(decoder);
            }
            if !header.refresh_alternate {
                header.copy_to_alternate = parse_copy(decoder);
            }
            persistent.sign_bias[2] = decoder.flag();
            persistent.sign_bias[3] = decoder.flag();
        }
        let probabilities = &mut persistent.probabilities;
        if !decoder.flag() {
            header.saved_probabilities = Some(Box::new(probabilities.clone()));
        }
        if !key_frame {
            header.refresh_last = decoder.flag();
        }

        let coefficients = probabilities.coefficients.as_flattened_mut().as_flattened_mut();
        let updates = tables::COEFFICIENT_UPDATE_PROBABILITIES
            .as_flattened()
            .as_flattened();
        for (probability, &update) in coefficients
            .as_flattened_mut()
            .iter_mut()
            .zip(updates.as_flattened())
        {
            if decoder.read(update) {
                *probability = decoder.literal(8);
            }
        }
        header.skip_probability = decoder.flag().then(|| decoder.literal(8));
        if !key_frame {
            header.intra_probability = decoder.literal(8);
            header.last_probability = decoder.literal(8);
            header.golden_probability = decoder.literal(8);
            if decoder.flag() {
                probabilities.y_mode = std::array::from_fn(|_| decoder.literal(8));
            }
            if decoder.flag() {
                probabilities.uv_mode = std::array::from_fn(|_| decoder.literal(8));
            }
            let updates = tables::MV_UPDATE_PROBABILITIES.as_flattened();
            for (probability, &update) in probabilities.mv.as_flattened_mut().iter_mut().zip(updates) {
                if decoder.read(update) {
                    *probability = match decoder.literal(7) {
                        0 => 1,
                        x => x << 1,
                    };
                }
            }
        }
        if decoder.is_overrun() {
            Err(Error::Truncated)
        } else {
            Ok(header)
        }
    }
}

fn parse_segmentation(decoder: &mut BoolDecoder<'_>, segmentation: &mut Segmentation) {
    segmentation.enabled = decoder.flag();
    segmentation.update_map = false;
    if !segmentation.enabled {
        return;
    }
    segmentation.update_map = decoder.flag();
    if decoder.flag() {
        segmentation.absolute = decoder.flag();
        segmentation.quantizer = std::array::from_fn(|_| decoder.optional_signed(7).unwrap_or(0));
        segmentation.filter_level = std::array::from_fn(|_| decoder.optional_signed(6).unwrap_or(0));
    }
    if segmentation.update_map {
        segmentation.tree = std::array::from_fn(|_| if decoder.flag() { decoder.literal(8) } else { 255 });
    }
}

fn parse_filter(decoder: &mut BoolDecoder<'_>, filter: &mut LoopFilter) {
    filter.simple = decoder.flag();
    filter.level = decoder.literal(6);
    filter.sharpness = decoder.literal(3);
    filter.deltas_enabled = decoder.flag();
    if filter.deltas_enabled && decoder.flag() {
        for delta in filter.reference_deltas.iter_mut().chain(&mut filter.mode_deltas) {
            if let Some(value) = decoder.optional_signed(6) {
                *delta = value;
            }
        }
    }
}

fn parse_copy(decoder: &mut BoolDecoder<'_>) -> CopyFrom {
    match decoder.literal(2) {
        1 => CopyFrom::Last,
        2 => CopyFrom::Other,
        _ => CopyFrom::Nothing,
    }
}
