//! Sample entries (`stsd`).
//!
//! Sources: ISO/IEC 14496-12 §8.5.2 and §12, 14496-14, 14496-15; ETSI TS 102 366 Annex F; "Opus in ISOBMFF", "FLAC in
//! ISOBMFF"; 3GPP TS 26.244 §6.

use openmf_core::{AudioFormat, ColorInfo, VideoFormat};

use super::boxes::Boxes;
use crate::archive::format::{Codec, Shape, TrackFormat};

/// Writes the `stsd` box; whether everything for it is known.
pub(super) fn describe(format: &TrackFormat, bitrate: u32, boxes: &mut Boxes) -> bool {
    if format.codec == Codec::Described {
        boxes.raw(&format.config);
        return true;
    }
    let mut entry = Boxes::new();
    let known = match &format.shape {
        Shape::Video(video) => visual(format, video, bitrate, &mut entry),
        Shape::Audio(audio) => sound(format, audio, bitrate, &mut entry),
    };
    boxes.put_full(b"stsd", 0, 0, |boxes| {
        boxes.u32(1).raw(&entry.into_bytes());
    });
    known.is_some()
}

fn visual(format: &TrackFormat, video: &VideoFormat, bitrate: u32, boxes: &mut Boxes) -> Option<()> {
    let kind = match format.codec {
        Codec::H264 if format.has_sets_in_samples() => b"avc3",
        Codec::H264 => b"avc1",
        Codec::Hevc if format.has_sets_in_samples() => b"hev1",
        Codec::Hevc => b"hvc1",
        Codec::Av1 => b"av01",
        Codec::Vp8 => b"vp08",
        Codec::Vp9 => b"vp09",
        Codec::H263 => b"s263",
        _ => b"mp4v",
    };
    let mut known = Some(());
    boxes.put(kind, |boxes| {
        boxes.zeros(6).u16(1).zeros(16);
        boxes.u16(video.size.width as u16).u16(video.size.height as u16);
        // 72 dpi.
        boxes.u32(0x48_0000).u32(0x48_0000).zeros(4).u16(1).zeros(32);
        boxes.u16(0x18).u16(0xffff);
        known = visual_config(format, bitrate, boxes);
        let color = &video.color;
        if let Some([primaries, transfer, matrix]) = h273(color) {
            boxes.put(b"colr", |boxes| {
                boxes.raw(b"nclx").u16(primaries).u16(transfer).u16(matrix);
                boxes.u8(if color.range == 1 { 0x80 } else { 0 });
            });
        }
        let aspect = video.pixel_aspect;
        if aspect.numerator != aspect.denominator && aspect.numerator != 0 && aspect.denominator != 0 {
            boxes.put(b"pasp", |boxes| {
                boxes.u32(aspect.numerator).u32(aspect.denominator);
            });
        }
    });
    known
}

fn visual_config(format: &TrackFormat, bitrate: u32, boxes: &mut Boxes) -> Option<()> {
    let config = &format.config;
    match format.codec {
        Codec::H264 | Codec::Hevc | Codec::Av1 => {
            let kind = match format.codec {
                Codec::H264 => b"avcC",
                Codec::Hevc => b"hvcC",
                _ => b"av1C",
            };
            if config.is_empty() {
                return None;
            }
            boxes.put(kind, |boxes| {
                boxes.raw(config);
            });
        }
        Codec::Vp8 | Codec::Vp9 => boxes.put(b"vpcC", |boxes| {
            if config.is_empty() {
                let (profile, depth) = vp_profile(format);
                // Version 1, level unknown, 4:2:0, colours unspecified.
                boxes.u32(1 << 24).u8(profile).u8(0).u8(depth << 4 | 1 << 1);
                boxes.raw(&[2, 2, 2, 0, 0]);
            } else {
                boxes.raw(config);
            }
        }),
        Codec::H263 => boxes.put(b"d263", |boxes| {
            // Vendor, decoder version, level 10 and profile 0 where nothing is known.
            boxes.raw(b"omf ").u8(0).u8(10).u8(0);
        }),
        Codec::Mpeg4Visual(kind) => elementary_stream(kind, 0x11, bitrate, config, boxes),
        _ => return None,
    }
    Some(())
}

/// Profile and bits per component out of the first frame. Source: VP9 bitstream specification §6.2.
fn vp_profile(format: &TrackFormat) -> (u8, u8) {
    let Some(first) = format.head.first().filter(|_| format.codec == Codec::Vp9) else {
        return (0, 8);
    };
    let profile = first >> 5 & 1 | (first >> 4 & 1) << 1;
    // A key frame of profile 2: marker, profile, flags, then three bytes of sync code, then the bit.
    let twelve = format.head.get(4).is_some_and(|byte| byte >> 7 == 1);
    match profile {
        2 if twelve => (profile, 12),
        2 => (profile, 10),
        _ => (profile, 8),
    }
}

/// The colours by the numbers of ITU-T H.273, if anything is known.
fn h273(color: &ColorInfo) -> Option<[u16; 3]> {
    let primaries = match color.primaries {
        2 => 1,
        3 => 4,
        4 => 5,
        5 => 6,
        6 => 7,
        7 => 22,
        9 => 9,
        10 => 10,
        11 => 11,
        13 => 12,
        _ => 2,
    };
    let transfer = match color.transfer {
        5 => 1,
        4 => 4,
        8 => 5,
        6 => 7,
        1 => 8,
        9 => 9,
        10 => 10,
        11 => 11,
        18 => 12,
        7 => 13,
        13 => 14,
        15 => 16,
        19 => 17,
        16 => 18,
        _ => 2,
    };
    let matrix = match color.matrix {
        6 => 0,
        1 => 1,
        7 => 4,
        2 => 6,
        3 => 7,
        8 => 8,
        4 => 9,
        9 => 11,
        10 => 12,
        11 => 13,
        12 => 14,
        _ => 2,
    };
    ([primaries, transfer, matrix] != [2, 2, 2]).then_some([primaries, transfer, matrix])
}

fn sound(format: &TrackFormat, audio: &AudioFormat, bitrate: u32, boxes: &mut Boxes) -> Option<()> {
    let kind = match format.codec {
        Codec::Ac3 => b"ac-3",
        Codec::Eac3 => b"ec-3",
        Codec::Alac => b"alac",
        Codec::Flac => b"fLaC",
        Codec::Opus => b"Opus",
        Codec::AmrNb => b"samr",
        Codec::AmrWb => b"sawb",
        _ => b"mp4a",
    };
    let bits = match format.codec {
        Codec::Alac | Codec::Flac if audio.bits_per_sample != 0 => audio.bits_per_sample as u16,
        _ => 16,
    };
    let mut known = Some(());
    boxes.put(kind, |boxes| {
        boxes.zeros(6).u16(1).zeros(8);
        boxes.u16(audio.channels as u16).u16(bits).zeros(4);
        // 16.16: what does not fit is said by the configuration.
        let rate = if audio.sample_rate > 0xffff {
            0
        } else {
            audio.sample_rate
        };
        boxes.u32(rate << 16);
        known = sound_config(format, bitrate, boxes);
    });
    known
}

fn sound_config(format: &TrackFormat, bitrate: u32, boxes: &mut Boxes) -> Option<()> {
    let config = &format.config;
    match format.codec {
        Codec::Aac if config.is_empty() => return None,
        Codec::Aac => elementary_stream(0x40, 0x15, bitrate, config, boxes),
        Codec::Mp3 => elementary_stream(0x6b, 0x15, bitrate, &[], boxes),
        Codec::Ac3 => {
            let fields = ac3_fields(&format.head)?;
            boxes.put(b"dac3", |boxes| {
                boxes.raw(&fields);
            });
        }
        Codec::Eac3 => {
            let fields = eac3_fields(&format.head)?;
            boxes.put(b"dec3", |boxes| {
                boxes.raw(&fields);
            });
        }
        Codec::Alac => boxes.put_full(b"alac", 0, 0, |boxes| {
            boxes.raw(config);
        }),
        Codec::Flac => boxes.put_full(b"dfLa", 0, 0, |boxes| {
            let info = config.get(..34).unwrap_or(config);
            // The last metadata block, STREAMINFO.
            boxes.u32(0x80 << 24 | info.len() as u32).raw(info);
        }),
        Codec::Opus => {
            let head = config.get(8..)?;
            let &[_, channels, p0, p1, r0, r1, r2, r3, g0, g1, ref mapping @ ..] = head else {
                return None;
            };
            boxes.put(b"dOps", |boxes| {
                // As OpusHead, but big-endian and of version 0.
                boxes
                    .raw(&[0, channels, p1, p0, r3, r2, r1, r0, g1, g0])
                    .raw(mapping);
            });
        }
        Codec::AmrNb | Codec::AmrWb => boxes.put(b"damr", |boxes| {
            // Vendor, decoder version, all modes, one frame a sample.
            boxes.raw(b"omf ").u8(0).u16(0x81ff).u8(0).u8(1);
        }),
        _ => return None,
    }
    Some(())
}

/// An `esds` box. Source: ISO/IEC 14496-1 §7.2.6.
fn elementary_stream(kind: u8, stream: u8, bitrate: u32, config: &[u8], boxes: &mut Boxes) {
    boxes.put_full(b"esds", 0, 0, |boxes| {
        boxes.descriptor(3, |boxes| {
            boxes.u16(0).u8(0);
            boxes.descriptor(4, |boxes| {
                boxes.u8(kind).u8(stream).zeros(3).u32(bitrate).u32(bitrate);
                if !config.is_empty() {
                    boxes.descriptor(5, |boxes| {
                        boxes.raw(config);
                    });
                }
            });
            boxes.descriptor(6, |boxes| {
                boxes.u8(2);
            });
        });
    });
}

/// The fields of `dac3` out of a frame. Source: ETSI TS 102 366 §4.3, §F.4.
fn ac3_fields(frame: &[u8]) -> Option<[u8; 3]> {
    let &[0x0b, 0x77, _, _, rates, ids, modes, more, ..] = frame else {
        return None;
    };
    let (rate, size) = (u32::from(rates >> 6), u32::from(rates & 0x3f));
    let (id, mode) = (u32::from(ids >> 3), u32::from(ids & 7));
    let channels = u32::from(modes >> 5);
    let bits = u32::from(modes) << 8 | u32::from(more);
    // Mix levels are between the channels and the flag of the low-frequency channel.
    let mut at = 3;
    if channels & 1 == 1 && channels != 1 {
        at += 2;
    }
    if channels & 4 != 0 {
        at += 2;
    }
    if channels == 2 {
        at += 2;
    }
    let low = bits >> (15 - at) & 1;
    let fields = rate << 22 | id << 17 | mode << 14 | channels << 11 | low << 10 | (size >> 1) << 5;
    let [_, a, b, c] = fields.to_be_bytes();
    Some([a, b, c])
}

/// The fields of `dec3` out of a sample of one independent substream. Source: ETSI TS 102 366 §E.1.2, §F.6.
fn eac3_fields(sample: &[u8]) -> Option<Vec<u8>> {
    let &[0x0b, 0x77, sizes, size, rates, ids, ..] = sample else {
        return None;
    };
    let words = (u32::from(sizes & 7) << 8 | u32::from(size)) + 1;
    let (rate, blocks) = (u32::from(rates >> 6), u32::from(rates >> 4 & 3));
    let (hz, blocks) = match rate {
        0 => (48_000, blocks),
        1 => (44_100, blocks),
        2 => (32_000, blocks),
        // Half rates have all blocks.
        _ => (24_000, 3),
    };
    let frames = [256, 512, 768, 1536]
        .get(blocks as usize)
        .copied()
        .unwrap_or(1536);
    let kilobits = words * 16 * (hz / 100) / frames / 10;
    let (channels, low) = (u32::from(rates >> 1 & 7), u32::from(rates & 1));
    let id = u32::from(ids >> 3);
    // Dependent substreams of the same time follow.
    let behind = sample.get(words as usize * 2..).unwrap_or(&[]);
    let dependent = u32::from(matches!(behind, [0x0b, 0x77, kind, ..] if kind >> 6 == 1));
    let mut fields = (kilobits.min(0x1fff) << 3).to_be_bytes().get(2..)?.to_vec();
    let independent = rate << 22 | id << 17 | channels << 9 | low << 8 | dependent << 1;
    fields.extend(independent.to_be_bytes().get(1..)?);
    if dependent > 0 {
        fields.push(0);
    }
    Some(fields)
}

#[cfg(test)]
#[expect(clippy::unusual_byte_groupings, reason = "grouped by fields")]
mod tests {
    use super::*;

    #[test]
    fn dolby_descriptions_come_out_of_frames() {
        // 48 kHz, 192 kbit/s (code 20), bsid 8, 2/0 without surround: 000 10 0 1.
        let frame = [0x0b, 0x77, 0, 0, 20, 8 << 3, 0b010_00_0_00, 0];
        assert_eq!(
            ac3_fields(&frame).unwrap(),
            [0b00_01000_0, 0b00_010_0_01, 0b010_00000]
        );
        // 3/2 with a low-frequency channel, 448 kbit/s (code 30).
        let frame = [0x0b, 0x77, 0, 0, 30, 8 << 3, 0b111_00_00_1, 0];
        assert_eq!(
            ac3_fields(&frame).unwrap(),
            [0b00_01000_0, 0b00_111_1_01, 0b111_00000]
        );
        assert_eq!(ac3_fields(&[1, 2, 3]), None);
        // 192 kbit/s: 768 bytes of six blocks at 48 kHz, 2/0, bsid 16.
        let frame = [0x0b, 0x77, 1, 0x7f, 0b00_11_010_0, 16 << 3];
        assert_eq!(
            eac3_fields(&frame).unwrap(),
            [
                (192 << 3 >> 8) as u8,
                (192 << 3 & 0xff) as u8,
                0b00_10000_0,
                0b0000_010_0,
                0
            ]
        );
    }
}
