//! Files that change their format where one part ends and the next begins: chains of Ogg, and MP3 and ADTS that were put
//! together. Each is one presentation, in which every part decodes to what it decodes to alone.
#![allow(clippy::print_stdout, reason = "a skipped test says so")]

mod support;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use openmf::sources::MemoryByteStream;
use openmf::{AudioFormat, MediaTime, Platform, keys};
use support::{Decoded, Options, decode};

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("openmf-chained-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// A tone in a file of its own; `None` where FFmpeg is missing or lacks the encoder.
    fn make(&self, name: &str, tone: Tone<'_>) -> Option<Vec<u8>> {
        let path = self.0.join(name);
        let Tone(rate, channels, seconds, options) = tone;
        let pitch = 300 + 7 * name.len() + rate as usize / 100;
        let sound = format!("sine={pitch}:r={rate}:d={seconds}");
        let run = Command::new("ffmpeg")
            .args(["-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", &sound])
            .args(["-ac", &channels.to_string()])
            .args(options.split_whitespace())
            .arg(&path)
            .status();
        if !run.is_ok_and(|status| status.success()) {
            println!("skipped {name}: ffmpeg cannot make it");
            return None;
        }
        Some(std::fs::read(path).unwrap())
    }

    /// How many samples for each channel FFmpeg decodes from a file.
    fn frames(&self, name: &str, channels: u32) -> u64 {
        let run = Command::new("ffmpeg")
            .args(["-nostdin", "-v", "error", "-i"])
            .arg(self.0.join(name))
            .args(["-f", "s16le", "-"])
            .output()
            .unwrap();
        run.stdout.len() as u64 / 2 / u64::from(channels)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Rate, channels, seconds and FFmpeg's options.
#[derive(Clone, Copy)]
struct Tone<'a>(u32, u32, f64, &'a str);

fn play(name: &str, bytes: &[u8], start: MediaTime) -> (Decoded, f64) {
    let platform = Platform::shared();
    let stream = Arc::new(MemoryByteStream::new(bytes.to_vec()).named(name));
    let source = platform.open_byte_stream(stream).unwrap();
    let presentation = source.create_presentation_descriptor().unwrap();
    let duration = presentation.attributes().get(keys::MF_PD_DURATION).unwrap();
    let options = Options {
        keep_bytes: true,
        start,
        ..Options::default()
    };
    let decoded = decode(&platform, &source, options).unwrap();
    (decoded, duration.as_secs_f64())
}

const VORBIS: &str = "-c:a libvorbis -serial_offset";
const OPUS: &str = "-c:a libopus -serial_offset";
const FLAC: &str = "-c:a flac -serial_offset";

#[test]
fn the_links_of_a_chain_are_one_presentation() {
    let folder = Folder::new("ogg");
    let table: &[(&str, &[Tone<'_>])] = &[
        (
            "same.ogg",
            &[Tone(44_100, 2, 2.013, VORBIS), Tone(44_100, 2, 1.507, VORBIS)],
        ),
        (
            "other.ogg",
            &[Tone(44_100, 2, 2.013, VORBIS), Tone(48_000, 1, 1.507, VORBIS)],
        ),
        (
            "same.opus",
            &[Tone(48_000, 2, 1.31, OPUS), Tone(48_000, 2, 1.327, OPUS)],
        ),
        (
            "other.opus",
            &[Tone(48_000, 2, 1.31, OPUS), Tone(48_000, 1, 1.21, OPUS)],
        ),
        (
            "same.oga",
            &[Tone(44_100, 2, 1.31, FLAC), Tone(44_100, 2, 1.32, FLAC)],
        ),
        (
            "other.oga",
            &[Tone(44_100, 2, 1.31, FLAC), Tone(32_000, 1, 1.21, FLAC)],
        ),
        (
            "mixed.ogg",
            &[
                Tone(44_100, 2, 1.2, VORBIS),
                Tone(48_000, 2, 1.1, OPUS),
                Tone(22_050, 1, 0.9, FLAC),
                Tone(44_100, 2, 1.3, VORBIS),
                Tone(44_100, 2, 1.55, VORBIS),
            ],
        ),
    ];
    for (name, tones) in table {
        let (mut chain, mut seconds) = (Vec::new(), 0.0);
        let mut parts = Vec::new();
        for (number, tone) in tones.iter().enumerate() {
            let file = format!("{number}-{name}");
            let options = format!("{} {} -f ogg", tone.3, number + 1);
            let Some(link) = folder.make(&file, Tone(tone.0, tone.1, tone.2, &options)) else {
                return;
            };
            let (alone, length) = play(&file, &link, MediaTime::ZERO);
            assert!(alone.problems.is_empty(), "{file}: {:?}", alone.problems);
            assert_eq!(alone.streams[0].frames(), folder.frames(&file, tone.1), "{file}");
            let format = AudioFormat::try_from(&alone.streams[0].media_type).unwrap();
            parts.push((seconds, format, alone.streams[0].bytes.clone()));
            chain.extend(link);
            seconds += length;
        }
        let (whole, length) = play(name, &chain, MediaTime::ZERO);
        assert!(whole.problems.is_empty(), "{name}: {:?}", whole.problems);
        assert!(
            (length - seconds).abs() < 1e-6,
            "{name}: {length} s, not {seconds} s"
        );
        let codecs: BTreeSet<&str> = tones.iter().map(|tone| tone.3).collect();
        if codecs.len() > 1 {
            // Another decoder comes in the place of the first, and gives what that one gave.
            let (_, format, bytes) = &parts[0];
            let frame_bytes = format.frame_bytes().unwrap();
            assert!(whole.streams[0].bytes.starts_with(bytes), "{name}");
            let frames = (whole.streams[0].bytes.len() / frame_bytes) as f64;
            let expected = seconds * f64::from(format.sample_rate);
            assert!(
                (frames - expected).abs() < 100.0,
                "{name}: {frames} frames, not {expected}"
            );
            continue;
        }
        let expected: Vec<u8> = parts.iter().flat_map(|(.., bytes)| bytes.clone()).collect();
        assert!(
            whole.streams[0].bytes == expected,
            "{name}: {} bytes, not {} or others",
            whole.streams[0].bytes.len(),
            expected.len()
        );
        // Into each link, to where it begins, and into the link before.
        for (number, (from, format, bytes)) in parts.iter().enumerate().rev() {
            let frame_bytes = format.frame_bytes().unwrap();
            let frames = bytes.len() / frame_bytes;
            for skip in [0, frames / 2, frames - 1] {
                let start = MediaTime::from_secs_f64(from + skip as f64 / f64::from(format.sample_rate));
                let (played, _) = play(name, &chain, start);
                assert!(played.problems.is_empty(), "{name}: {:?}", played.problems);
                let behind = parts[number + 1..].iter().flat_map(|(.., bytes)| bytes.clone());
                let expected: Vec<u8> = bytes[skip * frame_bytes..]
                    .iter()
                    .copied()
                    .chain(behind)
                    .collect();
                let found = &played.streams[0].bytes;
                assert_eq!(found.len(), expected.len(), "{name} from {start}");
                // A decoder of lossy sound that starts elsewhere may round in another way.
                let is_lossless = name.ends_with(".oga");
                assert!(!is_lossless || *found == expected, "{name} from {start}");
            }
        }
    }
}

#[test]
fn streams_of_frames_go_on_with_another_format() {
    let folder = Folder::new("frames");
    let mp3 = "-c:a libmp3lame -b:a 64k -write_xing 0 -id3v2_version 0";
    let tagged = "-c:a libmp3lame -b:a 64k -metadata title=Joint";
    let aac = "-c:a aac -b:a 64k";
    let table: &[(&str, &[Tone<'_>])] = &[
        (
            "rate.mp3",
            &[Tone(44_100, 2, 2.0, mp3), Tone(48_000, 2, 1.5, mp3)],
        ),
        (
            "mono.mp3",
            &[Tone(44_100, 2, 2.0, mp3), Tone(44_100, 1, 1.5, mp3)],
        ),
        (
            "half.mp3",
            &[
                Tone(44_100, 2, 2.0, mp3),
                Tone(22_050, 2, 1.5, mp3),
                Tone(44_100, 2, 1.0, mp3),
            ],
        ),
        (
            "tags.mp3",
            &[Tone(44_100, 2, 2.0, tagged), Tone(48_000, 2, 1.5, tagged)],
        ),
        (
            "same.mp3",
            &[Tone(44_100, 2, 2.0, tagged), Tone(44_100, 2, 1.5, tagged)],
        ),
        (
            "rate.aac",
            &[Tone(44_100, 2, 2.0, aac), Tone(48_000, 2, 1.5, aac)],
        ),
        (
            "mono.aac",
            &[
                Tone(44_100, 2, 2.0, aac),
                Tone(44_100, 1, 1.5, aac),
                Tone(22_050, 2, 1.0, aac),
            ],
        ),
    ];
    for (name, tones) in table {
        let mut joined = Vec::new();
        for (number, tone) in tones.iter().enumerate() {
            let file = format!("{number}-{name}");
            let Some(part) = folder.make(&file, *tone) else {
                return;
            };
            joined.extend(part);
        }
        std::fs::write(folder.0.join(name), &joined).unwrap();
        let count = Command::new("ffprobe")
            .args(["-v", "error", "-show_entries", "packet=size", "-of", "csv=p=0"])
            .arg(folder.0.join(name))
            .output()
            .unwrap();
        let packets = String::from_utf8_lossy(&count.stdout).lines().count();
        // FFmpeg makes a packet of a tag between two files.
        let tags = if tones[0].3 == tagged { tones.len() - 1 } else { 0 };
        let (whole, length) = play(name, &joined, MediaTime::ZERO);
        assert!(whole.problems.is_empty(), "{name}: {:?}", whole.problems);
        assert_eq!(whole.streams[0].samples as usize, packets - tags, "{name}");
        let seconds: f64 = tones.iter().map(|tone| tone.2).sum();
        assert!((seconds..seconds + 0.2).contains(&length), "{name}: {length} s");
        let (rate, channels) = tones.last().map(|tone| (tone.0, tone.1)).unwrap();
        let frame_bytes = 4 * channels as usize;
        let start = (length - 0.5) * f64::from(rate);
        let (end, _) = play(
            name,
            &joined,
            MediaTime::from_secs_f64(start.round() / f64::from(rate)),
        );
        let bytes = &end.streams[0].bytes;
        let frames = bytes.len() / frame_bytes;
        assert!(
            frames.abs_diff((0.5 * f64::from(rate)).round() as usize) <= 1,
            "{name}: {frames}"
        );
        // The noise that AAC puts in for the ear depends on what was decoded before.
        assert!(
            name.ends_with(".aac") || whole.streams[0].bytes.ends_with(bytes),
            "{name} from {start}"
        );
    }
}
