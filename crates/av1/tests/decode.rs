//! Decoding real streams: every picture must equal what libdav1d made of the same file.
//!
//! The files in `data` were encoded with libaom from FFmpeg's `testsrc2`; the `.sha256` beside each holds, for every
//! picture, its timestamp and the SHA-256 of its planes as FFmpeg's `framehash` muxer wrote them.

mod support;

use std::sync::Arc;
use std::{fs, thread};

use openmf_av1::{ColorDescription, Decoder, Error, Picture, PixelLayout, Sent, SequenceHeader, Settings};
use support::{Packet, hash, read_ivf};

struct Clip {
    name: &'static str,
    width: usize,
    height: usize,
    bit_depth: u8,
    layout: PixelLayout,
    color: ColorDescription,
}

const UNSPECIFIED: ColorDescription = ColorDescription {
    primaries: 2,
    transfer: 2,
    matrix: 2,
    full_range: false,
    chroma_sample_position: 0,
};

const CLIPS: [Clip; 6] = [
    Clip {
        name: "8bit",
        width: 176,
        height: 144,
        bit_depth: 8,
        layout: PixelLayout::I420,
        color: UNSPECIFIED,
    },
    Clip {
        name: "10bit_odd",
        width: 131,
        height: 93,
        bit_depth: 10,
        layout: PixelLayout::I420,
        color: UNSPECIFIED,
    },
    Clip {
        name: "444",
        width: 98,
        height: 70,
        bit_depth: 8,
        layout: PixelLayout::I444,
        color: UNSPECIFIED,
    },
    Clip {
        name: "422_12bit",
        width: 98,
        height: 70,
        bit_depth: 12,
        layout: PixelLayout::I422,
        color: UNSPECIFIED,
    },
    Clip {
        name: "mono",
        width: 98,
        height: 70,
        bit_depth: 8,
        layout: PixelLayout::I400,
        color: ColorDescription {
            full_range: true,
            ..UNSPECIFIED
        },
    },
    Clip {
        name: "grain",
        width: 128,
        height: 96,
        bit_depth: 8,
        layout: PixelLayout::I420,
        color: ColorDescription {
            primaries: 9,
            transfer: 16,
            matrix: 9,
            full_range: true,
            chroma_sample_position: 0,
        },
    },
];

fn packets(name: &str) -> Vec<Packet> {
    read_ivf(&fs::read(format!("{}/tests/data/{name}.ivf", env!("CARGO_MANIFEST_DIR"))).unwrap())
}

fn expected(name: &str) -> Vec<(i64, String)> {
    let text =
        fs::read_to_string(format!("{}/tests/data/{name}.sha256", env!("CARGO_MANIFEST_DIR"))).unwrap();
    text.lines()
        .map(|line| {
            let (timestamp, hash) = line.split_once(' ').unwrap();
            (timestamp.parse().unwrap(), hash.to_owned())
        })
        .collect()
}

fn take_all(decoder: &mut Decoder, pictures: &mut Vec<Picture>) {
    while let Some(picture) = decoder.get_picture().unwrap() {
        pictures.push(picture);
    }
}

fn send(decoder: &mut Decoder, packet: &Packet, pictures: &mut Vec<Picture>) {
    while decoder.send_data(&packet.data, packet.timestamp, 1).unwrap() == Sent::Again {
        take_all(decoder, pictures);
    }
    take_all(decoder, pictures);
}

fn decode(packets: &[Packet], settings: &Settings) -> Vec<Picture> {
    let mut decoder = Decoder::new(settings).unwrap();
    let mut pictures = Vec::new();
    for packet in packets {
        send(&mut decoder, packet, &mut pictures);
    }
    decoder.drain();
    take_all(&mut decoder, &mut pictures);
    pictures
}

fn hashes(pictures: &[Picture]) -> Vec<(i64, String)> {
    pictures
        .iter()
        .map(|picture| (picture.timestamp(), hash(picture)))
        .collect()
}

fn settings(threads: u32, max_frame_delay: u32) -> Settings {
    Settings {
        threads,
        max_frame_delay,
        ..Settings::default()
    }
}

#[test]
fn every_picture_is_bit_exact_whatever_the_threads() {
    for clip in CLIPS {
        let packets = packets(clip.name);
        let expected = expected(clip.name);
        assert!(expected.len() >= 10, "{}", clip.name);
        for (threads, delay) in [(1, 1), (2, 2), (3, 0), (4, 4), (0, 0)] {
            let pictures = decode(&packets, &settings(threads, delay));
            assert_eq!(
                hashes(&pictures),
                expected,
                "{} with {threads} threads, delay {delay}",
                clip.name
            );
            for picture in &pictures {
                assert_eq!(
                    (picture.width(), picture.height()),
                    (clip.width, clip.height),
                    "{}",
                    clip.name
                );
                assert_eq!(picture.bit_depth(), clip.bit_depth, "{}", clip.name);
                assert_eq!(picture.layout(), clip.layout, "{}", clip.name);
                assert_eq!(picture.color(), clip.color, "{}", clip.name);
                assert_eq!(picture.duration(), 1, "{}", clip.name);
            }
        }
    }
}

#[test]
fn planes_have_the_size_of_their_layout() {
    let table: [(&str, &[(usize, usize)]); 4] = [
        ("10bit_odd", &[(131, 93), (66, 47), (66, 47)]),
        ("422_12bit", &[(98, 70), (49, 70), (49, 70)]),
        ("444", &[(98, 70), (98, 70), (98, 70)]),
        ("mono", &[(98, 70)]),
    ];
    for (name, sizes) in table {
        let picture = decode(&packets(name)[..1], &settings(1, 0)).remove(0);
        for (index, &(width, height)) in sizes.iter().enumerate() {
            let plane = picture.plane(index).unwrap();
            assert_eq!(
                (plane.width, plane.height),
                (width, height),
                "{name} plane {index}"
            );
            let row = width * picture.bytes_per_sample();
            assert_eq!(
                plane.data.len(),
                plane.stride * (height - 1) + row,
                "{name} plane {index}"
            );
            assert_eq!(plane.rows().len(), height, "{name} plane {index}");
            assert!(plane.rows().all(|r| r.len() == row), "{name} plane {index}");
        }
        assert!(picture.plane(sizes.len()).is_none(), "{name}");
        assert!(picture.plane(usize::MAX).is_none(), "{name}");
    }
}

#[test]
fn the_sequence_header_tells_the_format() {
    for clip in CLIPS {
        let header = SequenceHeader::parse(&packets(clip.name)[0].data).unwrap();
        assert_eq!(
            (header.max_width, header.max_height),
            (clip.width as u32, clip.height as u32),
            "{}",
            clip.name
        );
        assert_eq!(header.bit_depth, clip.bit_depth, "{}", clip.name);
        assert_eq!(header.layout, clip.layout, "{}", clip.name);
        assert_eq!(header.color, clip.color, "{}", clip.name);
    }
    assert_eq!(SequenceHeader::parse(&[]), Err(Error::InvalidData));
    // A temporal delimiter alone.
    assert_eq!(SequenceHeader::parse(&[0x12, 0x00]), Err(Error::NoSequenceHeader));
    assert_eq!(SequenceHeader::parse(&[0x0a, 0x7f]), Err(Error::InvalidData));
}

#[test]
fn grain_can_be_left_out() {
    let packets = packets("grain");
    let plain = decode(
        &packets,
        &Settings {
            apply_grain: false,
            threads: 1,
            ..Settings::default()
        },
    );
    let expected = expected("grain");
    assert_eq!(plain.len(), expected.len());
    assert!(
        hashes(&plain)
            .iter()
            .zip(&expected)
            .all(|(ours, grainy)| ours.0 == grainy.0 && ours.1 != grainy.1)
    );
}

#[test]
fn flush_forgets_and_a_key_frame_resumes() {
    let packets = packets("8bit");
    let expected = expected("8bit");
    // The clip's key frames come every 12 frames.
    let key = 12;
    for (threads, delay) in [(1, 0), (2, 2), (4, 4)] {
        let mut decoder = Decoder::new(&settings(threads, delay)).unwrap();
        let mut pictures = Vec::new();
        for packet in &packets[..5] {
            send(&mut decoder, packet, &mut pictures);
        }
        assert_eq!(hashes(&pictures), expected[..pictures.len()]);
        decoder.flush().unwrap();
        decoder.drain();
        assert!(
            decoder.get_picture().unwrap().is_none(),
            "pictures held back are forgotten"
        );
        decoder.flush().unwrap();

        let mut resumed = Vec::new();
        for packet in &packets[key..] {
            send(&mut decoder, packet, &mut resumed);
        }
        decoder.drain();
        take_all(&mut decoder, &mut resumed);
        assert_eq!(hashes(&resumed), expected[key..], "{threads} threads");
        // The earlier pictures have kept their contents.
        assert_eq!(hashes(&pictures), expected[..pictures.len()]);
    }
}

#[test]
fn a_sequence_header_given_once_survives_errors_and_flushes() {
    let packets = packets("8bit");
    let expected = expected("8bit");
    let key = 12;
    // The key frames without their sequence header: a temporal delimiter of two bytes, then that header.
    assert_eq!(packets[key].data[..3], [0x12, 0x00, 0x0a]);
    let header = &packets[key].data[2..4 + usize::from(packets[key].data[3])];
    let bare = Packet {
        timestamp: packets[key].timestamp,
        data: packets[key].data[2 + header.len()..].to_vec(),
    };

    let mut decoder = Decoder::new(&settings(2, 2)).unwrap();
    assert_eq!(
        decoder.send_data(&bare.data, 0, 0),
        Err(Error::InvalidData),
        "no sequence header yet"
    );
    assert_eq!(decoder.send_data(header, 0, 0), Ok(Sent::Accepted));
    let mut pictures = Vec::new();
    for after in [0, 1, 2] {
        match after {
            1 => decoder.flush().unwrap(),
            2 => assert_eq!(decoder.send_data(&[0x0a, 0x7f], 0, 0), Err(Error::InvalidData)),
            _ => {}
        }
        pictures.clear();
        send(&mut decoder, &bare, &mut pictures);
        decoder.drain();
        take_all(&mut decoder, &mut pictures);
        assert_eq!(hashes(&pictures), expected[key..=key], "{after}");
    }
}

#[test]
fn decoding_resumes_at_the_key_frame_after_a_broken_one() {
    let mut packets = packets("8bit");
    let expected = expected("8bit");
    let half = packets[3].data.len() / 2;
    packets[3].data[half..].fill(0x55);
    for (threads, delay) in [(2, 2), (4, 4)] {
        let mut decoder = Decoder::new(&settings(threads, delay)).unwrap();
        let mut seen = Vec::new();
        let mut errors = 0;
        for packet in &packets {
            errors += usize::from(decoder.send_data(&packet.data, packet.timestamp, 0).is_err());
            decoder.drain();
            loop {
                match decoder.get_picture() {
                    Ok(Some(picture)) => seen.push((picture.timestamp(), hash(&picture))),
                    Ok(None) => break,
                    Err(_) => errors += 1,
                }
            }
        }
        assert!(errors > 0);
        assert_eq!(seen[..3], expected[..3]);
        assert_eq!(seen[seen.len() - 13..], expected[12..]);
    }
}

#[test]
fn draining_gives_what_is_held_back_and_data_ends_it() {
    let packets = packets("8bit");
    let expected = expected("8bit");
    let mut decoder = Decoder::new(&settings(4, 4)).unwrap();
    assert_eq!(decoder.frame_delay(), 4);
    let mut pictures = Vec::new();
    for packet in &packets[..8] {
        send(&mut decoder, packet, &mut pictures);
    }
    assert!(
        pictures.len() >= 8 - 3 && pictures.len() < 8,
        "{} pictures before draining",
        pictures.len()
    );
    decoder.drain();
    take_all(&mut decoder, &mut pictures);
    assert_eq!(hashes(&pictures), expected[..8]);
    // Draining keeps the reference frames, so the stream goes on.
    for packet in &packets[8..] {
        send(&mut decoder, packet, &mut pictures);
    }
    decoder.drain();
    take_all(&mut decoder, &mut pictures);
    assert_eq!(hashes(&pictures), expected);
    assert!(decoder.get_picture().unwrap().is_none());
}

#[test]
fn pictures_outlive_their_decoder_and_cross_threads() {
    let expected = expected("10bit_odd");
    let pictures = Arc::new(decode(&packets("10bit_odd"), &settings(2, 2)));
    let readers: Vec<_> = (0..4)
        .map(|_| {
            let pictures = Arc::clone(&pictures);
            thread::spawn(move || hashes(&pictures))
        })
        .collect();
    drop(pictures);
    for reader in readers {
        assert_eq!(reader.join().unwrap(), expected);
    }
}

#[test]
fn decoders_work_side_by_side_and_move_between_threads() {
    let workers: Vec<_> = (0..4)
        .map(|i| {
            let name = CLIPS[i].name;
            let mut decoder = Decoder::new(&settings(2 + i as u32 % 2, 0)).unwrap();
            thread::spawn(move || {
                let mut pictures = Vec::new();
                for packet in packets(name) {
                    send(&mut decoder, &packet, &mut pictures);
                }
                (name, decoder, pictures)
            })
        })
        .collect();
    for worker in workers {
        let (name, mut decoder, mut pictures) = worker.join().unwrap();
        decoder.drain();
        take_all(&mut decoder, &mut pictures);
        assert_eq!(hashes(&pictures), expected(name), "{name}");
    }
}

#[test]
fn settings_out_of_range_are_refused() {
    let table = [
        (
            Settings {
                threads: 65,
                ..Settings::default()
            },
            "threads",
            65,
            64,
        ),
        (
            Settings {
                max_frame_delay: 9,
                ..Settings::default()
            },
            "max_frame_delay",
            9,
            8,
        ),
        (
            Settings {
                operating_point: 32,
                ..Settings::default()
            },
            "operating_point",
            32,
            31,
        ),
    ];
    for (settings, name, value, max) in table {
        assert_eq!(
            Decoder::new(&settings).err(),
            Some(Error::InvalidSetting { name, value, max })
        );
    }
}

#[test]
fn frames_over_the_limit_are_refused() {
    for threads in [1, 2] {
        let limit = |frame_size_limit| Settings {
            threads,
            frame_size_limit,
            ..Settings::default()
        };
        let first = &packets("8bit")[0];
        let mut decoder = Decoder::new(&limit(176 * 144 - 1)).unwrap();
        assert_eq!(decoder.send_data(&first.data, 0, 0), Err(Error::FrameTooLarge));
        assert_eq!(decode(std::slice::from_ref(first), &limit(176 * 144)).len(), 1);
    }
}
