//! Files that are too long to keep: made by FFmpeg when the tests run, skipped without it.

#![allow(clippy::print_stdout, reason = "says what was skipped")]

mod contract;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use contract::{Rig, audible_frames, check, open_bytes, poll};
use openmf_core::{Error, EventType, MediaTime, MediaType, Sample, StreamItem, keys};

/// A folder that is removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("openmf-sources-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Half a minute of noise and tones, encoded; `None` where FFmpeg is missing or lacks the encoder.
    fn make(&self, name: &str, options: &str) -> Option<Vec<u8>> {
        let path = self.0.join(name);
        let sound = "aevalsrc='0.3*sin(2*PI*t*(200+20*t))+0.05*random(0)|0.2*sin(1000*t)':s=44100:d=30";
        let status = Command::new("ffmpeg")
            .args(["-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", sound])
            .args(options.split_whitespace())
            .arg(&path)
            .stderr(Stdio::null())
            .status();
        if !status.is_ok_and(|status| status.success()) {
            println!("skipped {name}: ffmpeg cannot make it");
            return None;
        }
        Some(std::fs::read(Path::new(&path)).unwrap())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn read(handler: &str, bytes: &[u8]) -> (Vec<Vec<Sample>>, Rig) {
    let mut rig = Rig::new(open_bytes(handler, "long", bytes.to_vec()).unwrap()).select_all();
    rig.at(0.0);
    (rig.read_all(), rig)
}

fn seconds(rig: &Rig) -> f64 {
    let duration = rig.descriptor.attributes().get(keys::MF_PD_DURATION);
    duration.unwrap().as_secs_f64()
}

#[test]
fn seeks_in_long_files_are_exact() {
    let folder = Folder::new("seeks");
    let table = [
        ("flac", "a.flac", "-c:a flac", 0.0),
        ("ogg", "a.opus", "-c:a libopus -b:a 96k", 0.0),
        ("ogg", "a.ogg", "-c:a libvorbis -q:a 4", 0.0),
        ("ogg", "a.oga", "-c:a flac -f ogg", 0.0),
        ("mp3", "a.mp3", "-c:a libmp3lame -q:a 3", 0.0),
        // Without a length in the header: found by counting frames, encoder delay included.
        (
            "mp3",
            "b.mp3",
            "-c:a libmp3lame -q:a 3 -write_xing 0 -id3v2_version 0",
            0.1,
        ),
        ("adts", "a.aac", "-c:a aac -b:a 96k", 0.1),
    ];
    for (handler, name, options, tolerance) in table {
        let Some(bytes) = folder.make(name, options) else {
            continue;
        };
        let open = || open_bytes(handler, name, bytes.clone()).unwrap();
        check(open);
        let (samples, rig) = read(handler, &bytes);
        let length = seconds(&rig);
        assert!((length - 30.0).abs() <= tolerance, "{name}: {length} s");
        let frames = audible_frames(&samples[0], &rig.streams[0].descriptor()) as f64;
        let rate = if name == "a.opus" { 48_000.0 } else { 44_100.0 };
        assert!(
            (frames / rate - 30.0).abs() <= tolerance + 1e-6,
            "{name}: {frames}"
        );
    }
}

#[test]
fn a_flac_stream_without_a_length_is_measured() {
    let folder = Folder::new("flac");
    let Some(mut bytes) = folder.make("a.flac", "-c:a flac") else {
        return;
    };
    // The low 36 bits of the packed field of STREAMINFO.
    bytes[21] &= 0xf0;
    bytes[22..26].fill(0);
    let (samples, rig) = read("flac", &bytes);
    assert_eq!(seconds(&rig), 30.0);
    assert_eq!(samples[0].last().unwrap().end().unwrap().as_secs_f64(), 30.0);
    check(|| open_bytes("flac", "a.flac", bytes.clone()).unwrap());
}

#[test]
fn several_ogg_streams_are_read_together() {
    let folder = Folder::new("streams");
    let options =
        "-filter_complex [0:a]asplit[a][b] -map [a] -map [b] -c:a:0 libvorbis -c:a:1 libopus -f ogg";
    let Some(bytes) = folder.make("a.ogg", options) else {
        return;
    };
    let open = || open_bytes("ogg", "a.ogg", bytes.clone()).unwrap();
    let (samples, rig) = read("ogg", &bytes);
    assert_eq!(samples.len(), 2);
    for (samples, stream) in samples.iter().zip(&rig.streams) {
        let rate = stream
            .descriptor()
            .current_type()
            .attributes()
            .get(keys::MF_MT_AUDIO_SAMPLES_PER_SECOND);
        let frames = audible_frames(samples, &stream.descriptor());
        assert_eq!(frames, u64::from(rate.unwrap()) * 30);
    }
    check(open);
}

/// What comes of the one stream, and the error it ends with.
fn items(rig: &Rig) -> (Vec<StreamItem>, Option<Error>) {
    let stream = &*rig.streams[0];
    let mut items = Vec::new();
    loop {
        match poll(stream) {
            Ok(StreamItem::EndOfStream) => return (items, None),
            Ok(item) => items.push(item),
            Err(error) => return (items, Some(error)),
        }
    }
}

fn range(media_type: &MediaType) -> (MediaTime, MediaTime) {
    let a = media_type.attributes();
    let time = |key| a.get(key).unwrap();
    (time(keys::OPENMF_VALID_START), time(keys::OPENMF_VALID_STOP))
}

#[test]
fn the_links_of_a_chain_follow_each_other_by_a_change_of_type() {
    let folder = Folder::new("chain");
    let at = MediaTime::from_secs_f64;
    // Also with the numbers of the streams alike, which no chain should have and some do.
    for serials in [[1, 2], [1, 1]] {
        let (Some(first), Some(second)) = (
            folder.make(
                "a.ogg",
                &format!(
                    "-c:a libvorbis -t 3 -fflags +bitexact -serial_offset {}",
                    serials[0]
                ),
            ),
            folder.make(
                "b.ogg",
                &format!(
                    "-c:a libvorbis -q:a 8 -fflags +bitexact -serial_offset {}",
                    serials[1]
                ),
            ),
        ) else {
            return;
        };
        let chain = [first.clone(), second.clone()].concat();
        let (alone, _) = read("ogg", &first);
        let (other, _) = read("ogg", &second);
        let mut rig = Rig::new(open_bytes("ogg", "chain", chain.clone()).unwrap());
        assert_eq!(seconds(&rig), 33.0, "{serials:?}");
        let described = rig.descriptor.stream(0).unwrap().0.current_type();
        assert_eq!(range(&described), (MediaTime::ZERO, at(3.0)));
        for position in [0.0, 20.0, 1.0, 3.0, 0.0] {
            rig.at(position);
            rig.streams[0].direct().unwrap().set_attached(true);
            let (found, error) = items(&rig);
            assert!(error.is_none(), "{error:?}");
            let changes: Vec<usize> = (0..found.len())
                .filter(|index| matches!(found[*index], StreamItem::FormatChanged(_)))
                .collect();
            let StreamItem::FormatChanged(changed) = &found[*changes.last().unwrap()] else {
                unreachable!()
            };
            assert_eq!(range(changed), (at(3.0), at(33.0)));
            assert_ne!(
                changed.attributes().get(keys::MF_MT_USER_DATA).unwrap(),
                described.attributes().get(keys::MF_MT_USER_DATA).unwrap()
            );
            let times: Vec<MediaTime> = found
                .iter()
                .filter_map(|item| match item {
                    StreamItem::Sample(sample) => sample.time,
                    _ => None,
                })
                .collect();
            assert!(times[0] <= at(position), "{:?}", times[0]);
            assert!(times.is_sorted());
            if position < 3.0 {
                assert_eq!(changes.len(), 1, "{changes:?}");
            } else {
                assert_eq!(changes, [0]);
                assert!(times[0] >= at(3.0));
            }
            if position == 0.0 {
                assert_eq!(changes, [alone[0].len()]);
                assert_eq!(times.len(), alone[0].len() + other[0].len());
            }
        }
        // A reader that comes later knows the descriptor's type alone.
        rig.at(20.0);
        rig.streams[0].direct().unwrap().set_attached(false);
        rig.streams[0].direct().unwrap().set_attached(true);
        assert!(matches!(poll(&*rig.streams[0]), Ok(StreamItem::FormatChanged(_))));
        // By requests it is an event.
        rig.at(20.0);
        let stream = &rig.streams[0];
        stream.request_sample(None).unwrap();
        let types: Vec<EventType> = std::iter::from_fn(|| stream.events().try_get_event().ok())
            .map(|event| event.event_type())
            .collect();
        assert!(
            types.ends_with(&[EventType::StreamFormatChanged, EventType::MediaSample]),
            "{types:?}"
        );
        rig.source.shutdown().unwrap();
    }
}

#[test]
fn a_link_that_cannot_be_read_is_told_where_it_begins() {
    let folder = Folder::new("refused");
    let Some(first) = folder.make("a.ogg", "-c:a libvorbis -t 3") else {
        return;
    };
    let mut second = first.clone();
    // The codec of the second link is none: its page has to have a right checksum all the same.
    let at = second
        .windows(7)
        .position(|seven| seven == b"\x01vorbis")
        .unwrap();
    second[at + 1] = b'V';
    let len = at + second[at..].windows(4).position(|four| four == b"OggS").unwrap();
    second[22..26].fill(0);
    let sum = second[..len].iter().fold(0_u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte) << 24, |sum, _| {
            sum << 1 ^ if sum >> 31 == 1 { 0x04c1_1db7 } else { 0 }
        })
    });
    second[22..26].copy_from_slice(&sum.to_le_bytes());
    let (alone, _) = read("ogg", &first);
    let mut rig = Rig::new(open_bytes("ogg", "chain", [first.clone(), second].concat()).unwrap());
    assert_eq!(seconds(&rig), 3.0);
    rig.at(0.0);
    let (samples, errors) = rig.read_damaged();
    assert_eq!(samples[0].len(), alone[0].len());
    let told = format!(
        "a further link of a chained Ogg file, at offset {}: ",
        first.len()
    );
    assert!(
        matches!(&errors[..], [Error::UnsupportedFormat { what }] if what.starts_with(&told)),
        "{errors:?}"
    );
}

#[test]
fn garbage_in_the_middle_is_passed_over() {
    let folder = Folder::new("garbage");
    let table = [
        ("mp3", "a.mp3", "-c:a libmp3lame -b:a 128k"),
        ("adts", "a.aac", "-c:a aac"),
        ("ogg", "a.ogg", "-c:a libvorbis"),
        ("flac", "a.flac", "-c:a flac"),
    ];
    for (handler, name, options) in table {
        let Some(bytes) = folder.make(name, options) else {
            continue;
        };
        let (whole, _) = read(handler, &bytes);
        let mut damaged = bytes.clone();
        let middle = bytes.len() / 2;
        let garbage: Vec<u8> = (0..3000_u32).map(|index| (index * 7 % 251) as u8).collect();
        damaged[middle..middle + garbage.len()].copy_from_slice(&garbage);
        let mut rig = Rig::new(open_bytes(handler, name, damaged).unwrap());
        rig.at(0.0);
        let (samples, errors) = rig.read_damaged();
        let [Error::Malformed(told)] = &errors[..] else {
            panic!("{name}: {errors:?}");
        };
        let offset = told.offset.unwrap();
        assert!(offset.abs_diff(middle as u64) < 12_000, "{name}: {told:?}");
        let lost = whole[0].len() - samples[0].len();
        assert!((1..100).contains(&lost), "{name}: {lost} packets lost");
        let breaks = samples[0]
            .iter()
            .filter(|sample| sample.flags.discontinuity)
            .count();
        assert_eq!(breaks, 1, "{name}");
        // FLAC and Ogg tell positions, so that the end stays where it was.
        if matches!(handler, "flac" | "ogg") {
            assert_eq!(
                samples[0].last().unwrap().time,
                whole[0].last().unwrap().time,
                "{name}"
            );
        }
    }
}

#[test]
fn an_open_ended_wave_goes_to_the_end_of_the_file() {
    let folder = Folder::new("wave");
    let Some(bytes) = folder.make("a.wav", "-c:a pcm_s16le") else {
        return;
    };
    let (whole, _) = read("wav", &bytes);
    let at = bytes.windows(4).position(|four| four == b"data").unwrap() + 4;
    for size in [0_u32, u32::MAX, 0x7fff_ffff] {
        let mut open = bytes.clone();
        open[at..at + 4].copy_from_slice(&size.to_le_bytes());
        let (samples, rig) = read("wav", &open);
        assert_eq!(seconds(&rig), 30.0);
        assert_eq!(samples[0].len(), whole[0].len());
    }
    // Half a frame at the end is left out, and it is told that something is missing.
    let cut = bytes[..bytes.len() - 3].to_vec();
    let mut rig = Rig::new(open_bytes("wav", "cut", cut).unwrap()).select_all();
    rig.at(0.0);
    let stream = &*rig.streams[0];
    stream.direct().unwrap().set_attached(true);
    let mut last = None;
    let error = loop {
        match poll(stream) {
            Ok(StreamItem::Sample(sample)) => last = Some(sample),
            Ok(other) => panic!("{other:?}"),
            Err(error) => break error,
        }
    };
    assert!(error.to_string().contains("ends 3 bytes before"), "{error}");
    let end = last.and_then(|sample| sample.end()).unwrap();
    assert_eq!(end.since_zero().to_frames(44_100), 30 * 44_100 - 1);
}
