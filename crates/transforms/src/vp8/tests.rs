//! Whole streams: every picture must equal libvpx's, and broken data must be refused.
//!
//! The files in `tests/data/vp8` were encoded with libvpx; the `.sha256` beside each holds the SHA-256 of the planes of
//! every picture, as FFmpeg's `framehash` muxer wrote them after decoding with libvpx.

#![allow(clippy::print_stderr, reason = "the seed belongs to a failure report")]

use std::fs;

use sha2::{Digest, Sha256};

use super::*;

/// Name, size, and frames that are not shown.
const CLIPS: [(&str, (usize, usize), usize); 8] = [
    ("alternate", (176, 144), 2),
    ("odd_size", (75, 51), 1),
    ("version_1", (98, 66), 0),
    ("version_2", (98, 66), 0),
    ("version_3", (98, 66), 0),
    ("partitions", (98, 162), 0),
    ("segments", (112, 96), 0),
    ("one_sample", (1, 1), 0),
];

fn path(name: &str, extension: &str) -> String {
    format!("{}/tests/data/vp8/{name}.{extension}", env!("CARGO_MANIFEST_DIR"))
}

/// The packets of an IVF file.
fn packets(name: &str) -> Vec<Vec<u8>> {
    let file = fs::read(path(name, "ivf")).unwrap();
    let mut rest = &file[32..];
    let mut packets = Vec::new();
    while let Some((header, tail)) = rest.split_first_chunk::<12>() {
        let (packet, tail) = tail.split_at(u32::from_le_bytes(*header.first_chunk().unwrap()) as usize);
        packets.push(packet.to_vec());
        rest = tail;
    }
    packets
}

fn expected(name: &str) -> Vec<String> {
    fs::read_to_string(path(name, "sha256"))
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect()
}

/// The visible rows of a plane.
fn rows(frame: &Frame, index: usize) -> impl Iterator<Item = &[u8]> {
    let plane = frame.plane(index).unwrap();
    let width = if index == 0 {
        frame.width()
    } else {
        frame.width().div_ceil(2)
    };
    plane.data.chunks(plane.stride).map(move |row| &row[..width])
}

fn hash(frame: &Frame) -> String {
    let mut sha = Sha256::new();
    for index in 0..3 {
        for row in rows(frame, index) {
            sha.update(row);
        }
    }
    sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn hashes(decoder: &mut Decoder, packets: &[Vec<u8>]) -> Vec<String> {
    packets
        .iter()
        .filter_map(|packet| decoder.decode(packet).unwrap())
        .map(|frame| hash(&frame))
        .collect()
}

#[test]
fn every_picture_is_bit_exact() {
    // One decoder for all: a key frame of another size starts over.
    let mut decoder = Decoder::new();
    for (name, size, hidden) in CLIPS {
        let packets = packets(name);
        let expected = expected(name);
        assert_eq!(hashes(&mut decoder, &packets), expected, "{name}");
        assert_eq!(packets.len() - expected.len(), hidden, "{name}: frames not shown");
        let frame = decoder.decode(&packets[0]).unwrap().unwrap();
        assert_eq!((frame.width(), frame.height()), size, "{name}");
        for (index, height) in [size.1, size.1.div_ceil(2), size.1.div_ceil(2)]
            .into_iter()
            .enumerate()
        {
            assert_eq!(rows(&frame, index).count(), height, "{name} plane {index}");
        }
        assert!(frame.plane(3).is_none(), "{name}");
    }
}

#[test]
fn scaling_does_not_change_the_picture() {
    let mut packets = packets("version_1");
    packets[0][7] |= 1 << 6;
    packets[0][9] |= 3 << 6;
    assert_eq!(hashes(&mut Decoder::new(), &packets), expected("version_1"));
}

#[test]
fn pictures_keep_their_contents() {
    let packets = packets("alternate");
    let mut decoder = Decoder::new();
    let frames: Vec<_> = packets
        .iter()
        .filter_map(|packet| decoder.decode(packet).unwrap())
        .collect();
    drop(decoder);
    let hashes: Vec<_> = frames.iter().map(|frame| hash(frame)).collect();
    assert_eq!(hashes, expected("alternate"));
}

#[test]
fn frames_are_reused() {
    let mut decoder = Decoder::new();
    hashes(&mut decoder, &packets("alternate"));
    let size = decoder.size.unwrap();
    let spare = decoder.spare.len();
    assert!((1..=MAX_SPARE_FRAMES).contains(&spare), "{spare}");
    decoder.new_frame(size);
    assert_eq!(decoder.spare.len(), spare - 1);
}

#[test]
fn nothing_starts_without_a_key_frame() {
    let packets = packets("version_2");
    let mut decoder = Decoder::new();
    assert_eq!(decoder.decode(&packets[1]).err(), Some(Error::NoKeyFrame));
    hashes(&mut decoder, &packets);
    decoder.reset();
    assert_eq!(decoder.decode(&packets[1]).err(), Some(Error::NoKeyFrame));
}

#[test]
fn a_refused_frame_changes_nothing() {
    let packets = packets("segments");
    let expected = expected("segments");
    let mut decoder = Decoder::new();
    let mut got = Vec::new();
    for packet in &packets {
        for cut in [0, 2, 3, 5, packet.len().min(12)] {
            assert_eq!(
                decoder.decode(&packet[..cut]).err(),
                Some(Error::Truncated),
                "{cut} bytes"
            );
        }
        got.extend(decoder.decode(packet).unwrap().map(|frame| hash(&frame)));
    }
    assert_eq!(got, expected);
}

#[test]
fn headers_are_checked() {
    let key = packets("version_1").remove(0);
    let with = |changes: &[(usize, u8)]| {
        let mut key = key.clone();
        for &(at, value) in changes {
            key[at] = value;
        }
        Decoder::new().decode(&key).err()
    };
    let table: [(&[(usize, u8)], Error); 6] = [
        (&[(3, 0)], Error::InvalidStartCode),
        (
            &[(0, key[0] & !0xe | 4 << 1)],
            Error::UnsupportedVersion { version: 4 },
        ),
        (&[(6, 0)], Error::InvalidSize { width: 0, height: 66 }),
        (&[(8, 0)], Error::InvalidSize { width: 98, height: 0 }),
        (
            &[(6, 255), (7, 63), (8, 255), (9, 63)],
            Error::InvalidSize {
                width: 16383,
                height: 16383,
            },
        ),
        (&[(2, 255)], Error::Truncated),
    ];
    for (changes, expected) in table {
        assert_eq!(with(changes), Some(expected), "{changes:?}");
    }
    // A picture within the limit, of which only the first part is there, costs little.
    assert_eq!(with(&[(6, 0), (7, 32), (8, 0), (9, 16)]), Some(Error::Truncated));
}

#[test]
fn damage_is_survived() {
    let seed = std::env::var("OPENMF_SEED")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(20_240_601_u64);
    let rounds = std::env::var("OPENMF_ROUNDS")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(20);
    eprintln!("OPENMF_SEED={seed}");
    let mut state = seed;
    // SplitMix64.
    let mut below = |n: usize| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    };
    let mut decoder = Decoder::new();
    for (name, ..) in CLIPS {
        let sound = packets(name);
        for _ in 0..rounds {
            for packet in &sound {
                let mut packet = packet.clone();
                for _ in 0..below(4) {
                    // Headers decide more than the rest.
                    let at = below(packet.len()).min(if below(2) == 0 { usize::MAX } else { below(40) });
                    match below(8) {
                        0 => packet.truncate(at.max(1)),
                        1 => packet.insert(at, below(256) as u8),
                        2 => packet[at] = below(256) as u8,
                        // A size may change, but not so much that the test takes long.
                        _ if (6..10).contains(&at) => packet[at] ^= 1 << below(7),
                        _ => packet[at] ^= 1 << below(8),
                    }
                }
                if packet.len() >= 10 {
                    packet[7] &= 0xc1;
                    packet[9] &= 0xc1;
                }
                if let Ok(Some(frame)) = decoder.decode(&packet) {
                    assert_eq!(rows(&frame, 0).count(), frame.height());
                }
            }
        }
        assert_eq!(
            hashes(&mut decoder, &sound),
            expected(name),
            "{name} after broken data"
        );
    }
}
