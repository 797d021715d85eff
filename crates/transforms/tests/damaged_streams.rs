//! Damaged samples, seeks and changes of format: no panic gets out, nothing hangs, and afterwards the decoder still
//! decodes.

#![allow(clippy::print_stdout, reason = "what was measured is shown with --nocapture")]

mod common;

use std::path::PathBuf;
use std::sync::mpsc;
use std::time::Duration;

use common::{Decoded, Stream, clip, decode, drain, have_ffmpeg, open, packed, pattern, pull, push, start};
use openmf_core::{Error, MediaBuffer, MediaTime, Sample, TransformMessage, VideoFormat, keys};

const VIDEO: &[&str] = &[
    "h264-baseline.mp4",
    "h264-main-cabac-b.mp4",
    "h264-high10.mp4",
    "h264-mbaff.mp4",
    "h264-slices-cavlc.mkv",
    "hevc-8bit.mp4",
    "hevc-10bit.mp4",
    "vp8.webm",
    "vp9-profile0.webm",
    "av1-8bit.mp4",
    "mjpeg-420.avi",
];
const AUDIO: &[&str] = &[
    "aac-edit-list.m4a",
    "aac-51.m4a",
    "he-aac-v2.m4a",
    "mp3-cbr.mp3",
    "vorbis.ogg",
    "opus.opus",
    "opus-51.opus",
    "flac-s16.flac",
    "alac-s16.m4a",
    "wav-msadpcm.wav",
    "wav-ima.wav",
    "wav-alaw.wav",
];

/// A small generator of numbers; the same ones for the same seed.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit.max(1)
    }
}

fn damage(sample: &Sample, numbers: &mut Numbers) -> Sample {
    let mut bytes = sample.contiguous().to_vec();
    match numbers.below(4) {
        0 => bytes.truncate(numbers.below(bytes.len() + 1)),
        1 => {
            for _ in 0..1 + numbers.below(8) {
                let at = numbers.below(bytes.len());
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << numbers.below(8);
                }
            }
        }
        2 => {
            let at = numbers.below(bytes.len().min(64));
            if let Some(byte) = bytes.get_mut(at) {
                *byte = numbers.below(256) as u8;
            }
        }
        _ => {}
    }
    let mut damaged = sample.clone();
    damaged.set_buffer(MediaBuffer::from(bytes));
    damaged
}

/// Runs `call` and fails if it takes longer than any decoding here may.
fn within_limit(what: String, call: impl FnOnce() + Send + 'static) {
    let (done, wait) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        call();
        let _ = done.send(());
    });
    match wait.recv_timeout(Duration::from_secs(120)) {
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("{what} hangs"),
        _ => thread
            .join()
            .unwrap_or_else(|payload| std::panic::resume_unwind(payload)),
    }
}

fn survives(name: &'static str, kind: &'static str, rounds: u64) {
    within_limit(name.to_owned(), move || {
        let stream = open(&clip(name), kind);
        let clean = decode(&stream);
        let mut transform = start(&stream.media_type);
        let (mut panics, mut errors) = (0, 0);
        for seed in 1..=rounds {
            let mut numbers = Numbers(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let mut decoded = Decoded::default();
            for sample in &stream.samples {
                push(transform.as_mut(), damage(sample, &mut numbers), &mut decoded);
            }
            drain(transform.as_mut(), &mut decoded);
            panics += decoded
                .errors
                .iter()
                .filter(|e| matches!(e, Error::ComponentPanicked { .. }))
                .count();
            errors += decoded.errors.len();
            transform.process_message(TransformMessage::Flush).unwrap();
            // The same decoder goes on with an undamaged stream as if nothing had been.
            let mut again = Decoded::default();
            for sample in &stream.samples {
                push(transform.as_mut(), sample.clone(), &mut again);
            }
            drain(transform.as_mut(), &mut again);
            assert!(again.errors.is_empty(), "{name}, seed {seed}: {:?}", again.errors);
            assert_eq!(again.samples.len(), clean.samples.len(), "{name}, seed {seed}");
            assert!(
                again.bytes() == clean.bytes(),
                "{name}, seed {seed}: other output than before"
            );
        }
        println!("{name}: {rounds} seeds, {errors} errors, of which {panics} panics in the library");
    });
}

#[test]
fn damaged_video_is_survived() {
    if have_ffmpeg() {
        for name in VIDEO {
            survives(name, "v", 3);
        }
    }
}

#[test]
fn damaged_sound_is_survived() {
    if have_ffmpeg() {
        for name in AUDIO {
            survives(name, "a", 4);
        }
    }
}

/// Vorbis headers are programs for the decoder: every damage must be met by this project's own checks.
#[test]
fn damaged_vorbis_headers_are_refused_or_taken() {
    if !have_ffmpeg() {
        return;
    }
    let (mut refused, mut taken) = (0, 0);
    for name in ["vorbis.ogg", "vorbis-mono.ogg"] {
        let stream = open(&clip(name), "a");
        let headers = stream.media_type.attributes().get(keys::MF_MT_USER_DATA).unwrap();
        for seed in 1..=400u64 {
            let mut numbers = Numbers(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let mut damaged = headers.clone();
            for _ in 0..1 + numbers.below(6) {
                let at = numbers.below(damaged.len());
                damaged[at] ^= 1 << numbers.below(8);
            }
            let media_type = stream.media_type.clone();
            media_type.attributes().set(keys::MF_MT_USER_DATA, damaged);
            let mut transform = common::decoder_for(&stream.media_type);
            match transform.set_input_type(0, &media_type) {
                Ok(()) => taken += 1,
                Err(Error::InvalidMediaType { .. }) => {
                    refused += 1;
                    continue;
                }
                Err(error) => panic!("{name}, seed {seed}: {error}"),
            }
            let offered = transform.output_available_type(0, 0).unwrap();
            transform.set_output_type(0, &offered).unwrap();
            let mut decoded = Decoded::default();
            for sample in stream.samples.iter().take(20) {
                push(transform.as_mut(), sample.clone(), &mut decoded);
            }
            for error in &decoded.errors {
                assert!(
                    matches!(error, Error::Codec { .. }),
                    "{name}, seed {seed}: {error}"
                );
            }
        }
    }
    println!("{refused} refused, {taken} taken");
    assert!(refused > 100 && taken > 20, "{refused} refused, {taken} taken");
}

/// Decodes a part, seeks to a key sample by a flush, and compares with the pictures of the whole.
fn seek(path: &std::path::Path) {
    let name = path.display();
    let stream = open(path, "v");
    let whole = decode(&stream);
    assert_eq!(whole.samples.len(), stream.samples.len(), "{name}");
    let keys: Vec<usize> = (0..stream.samples.len())
        .filter(|i| stream.samples[*i].flags.clean_point)
        .collect();
    let key = keys[keys.len() / 2];
    assert!(key > 0, "{name}: more than one key sample");
    let mut transform = start(&stream.media_type);
    let mut dropped = Decoded::default();
    for sample in &stream.samples[..key / 2 + 1] {
        push(transform.as_mut(), sample.clone(), &mut dropped);
    }
    transform.process_message(TransformMessage::Flush).unwrap();
    let mut decoded = Decoded::default();
    for sample in &stream.samples[key..] {
        push(transform.as_mut(), sample.clone(), &mut decoded);
    }
    drain(transform.as_mut(), &mut decoded);
    assert!(decoded.errors.is_empty(), "{name}: {:?}", decoded.errors);
    let from = stream.samples[key].time.unwrap();
    let expected: Vec<&Sample> = whole
        .samples
        .iter()
        .filter(|sample| sample.time.unwrap() >= from)
        .collect();
    let got: Vec<&Sample> = decoded
        .samples
        .iter()
        .filter(|sample| sample.time.unwrap() >= from)
        .collect();
    let times = |samples: &[&Sample]| samples.iter().map(|sample| sample.time).collect::<Vec<_>>();
    assert_eq!(times(&got), times(&expected), "{name}");
    for (got, expected) in got.iter().zip(&expected) {
        assert!(
            packed(got) == packed(expected),
            "{name}: the picture at {:?}",
            got.time
        );
    }
}

/// Decoders keep their memory over a flush, and with it what they had decoded.
#[test]
fn behind_a_flush_no_picture_is_made_from_those_before() {
    if !have_ffmpeg() {
        return;
    }
    for name in ["vp9-profile0.webm", "h264-main-cabac-b.mp4"] {
        let stream = open(&clip(name), "v");
        let mut transform = start(&stream.media_type);
        let mut before = Decoded::default();
        for sample in &stream.samples {
            push(transform.as_mut(), sample.clone(), &mut before);
        }
        assert!(!before.samples.is_empty(), "{name}");
        transform.process_message(TransformMessage::Flush).unwrap();
        let mut after = Decoded::default();
        for sample in stream.samples.iter().filter(|sample| !sample.flags.clean_point) {
            push(transform.as_mut(), sample.clone(), &mut after);
        }
        drain(transform.as_mut(), &mut after);
        assert_eq!(after.samples.len(), 0, "{name}: no key sample came");
    }
}

#[test]
fn a_seek_goes_on_at_a_key_sample() {
    if !have_ffmpeg() {
        return;
    }
    // Several groups of pictures, so that there is something to seek to. Open groups: the pictures before a clean random
    // access point cannot be decoded after a seek.
    let table = [
        ("seek-h264.mp4", "-c:v libx264 -g 12 -bf 3 -pix_fmt yuv420p"),
        ("seek-high10.mkv", "-c:v libx264 -g 12 -bf 3 -pix_fmt yuv420p10le"),
        (
            "seek-hevc.mp4",
            "-c:v libx265 -x265-params keyint=12:open-gop=1:log-level=none -pix_fmt yuv420p",
        ),
        (
            "seek-vp9.webm",
            "-c:v libvpx-vp9 -g 12 -deadline realtime -cpu-used 8 -pix_fmt yuv420p",
        ),
        (
            "seek-av1.mkv",
            "-c:v libaom-av1 -g 12 -cpu-used 8 -usage realtime -pix_fmt yuv420p",
        ),
    ];
    for (name, encoder) in table {
        seek(&pattern(name, "160x120", 2.0, encoder));
    }
}

/// Feeds one stream after the other under the type of the first.
fn joined(first: &Stream, second: &Stream) -> Decoded {
    let mut transform = start(&first.media_type);
    let mut decoded = Decoded::default();
    let gap = openmf_core::TimeSpan::from_millis(60_000);
    for sample in &first.samples {
        push(transform.as_mut(), sample.clone(), &mut decoded);
    }
    for sample in &second.samples {
        let mut sample = sample.clone();
        sample.time = sample.time.map(|time| time + gap);
        push(transform.as_mut(), sample, &mut decoded);
    }
    drain(transform.as_mut(), &mut decoded);
    decoded
}

fn check_joined(first: PathBuf, second: PathBuf) {
    let (first, second) = (open(&first, "v"), open(&second, "v"));
    let (one, two) = (decode(&first), decode(&second));
    let both = joined(&first, &second);
    assert!(both.errors.is_empty(), "{:?}", both.errors);
    assert_eq!(both.samples.len(), one.samples.len() + two.samples.len());
    assert!(both.bytes() == [one.bytes(), two.bytes()].concat());
    let format = |decoded: &Decoded| VideoFormat::try_from(decoded.types.last().unwrap()).unwrap();
    let (before, after) = (format(&one), format(&both));
    assert_ne!((before.subtype, before.size), (after.subtype, after.size));
    assert!(both.changes > one.changes);
    let times: Vec<Option<MediaTime>> = both.samples.iter().map(|sample| sample.time).collect();
    assert!(times.is_sorted(), "{times:?}");
}

#[test]
fn a_change_of_format_in_the_stream_is_told() {
    if !have_ffmpeg() {
        return;
    }
    // With the parameters in the stream where there are any. H.264 goes from one library to the other, and back.
    let x264 = "-c:v libx264 -bf 2 -pix_fmt yuv420p";
    let x265 = "-c:v libx265 -x265-params log-level=none:bframes=2 -pix_fmt yuv420p";
    let vp8 = "-c:v libvpx -deadline realtime -cpu-used 8 -pix_fmt yuv420p";
    let vp9 = "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -pix_fmt yuv420p";
    let aom = "-c:v libaom-av1 -cpu-used 8 -usage realtime -pix_fmt yuv420p";
    let jpeg = "-c:v mjpeg -pix_fmt yuvj420p";
    let table = [
        (
            "avi",
            "160x120",
            x264,
            "160x120",
            "-c:v libx264 -bf 2 -pix_fmt yuv420p10le",
        ),
        (
            "avi",
            "160x120",
            "-c:v libx264 -bf 2 -pix_fmt yuv420p10le",
            "208x128",
            x264,
        ),
        ("avi", "160x120", x264, "208x128", x264),
        ("hevc", "160x120", x265, "208x128", x265),
        (
            "hevc",
            "208x128",
            x265,
            "160x120",
            "-c:v libx265 -x265-params log-level=none -pix_fmt yuv420p10le",
        ),
        ("webm", "160x120", vp8, "209x131", vp8),
        ("webm", "160x120", vp9, "209x131", vp9),
        ("mkv", "208x128", aom, "163x121", aom),
        ("avi", "160x120", jpeg, "161x121", "-c:v mjpeg -pix_fmt yuvj422p"),
    ];
    for (number, (kind, size, encoder, other_size, other_encoder)) in table.into_iter().enumerate() {
        check_joined(
            pattern(&format!("change-{number}-a.{kind}"), size, 0.6, encoder),
            pattern(
                &format!("change-{number}-b.{kind}"),
                other_size,
                0.6,
                other_encoder,
            ),
        );
    }
}

#[test]
fn time_goes_on_where_stamps_stop() {
    if !have_ffmpeg() {
        return;
    }
    for (name, kind) in [("h264-baseline.mp4", "v"), ("flac-s16.flac", "a")] {
        let mut stream = open(&clip(name), kind);
        let whole = decode(&stream);
        for sample in stream.samples.iter_mut().skip(3) {
            sample.time = None;
        }
        let decoded = decode(&stream);
        for (got, expected) in decoded.samples.iter().zip(&whole.samples) {
            let (got, expected) = (got.time.unwrap(), expected.time.unwrap());
            assert!(
                (got - expected).abs().as_100ns() < 1_000,
                "{name}: {got:?} for {expected:?}"
            );
        }
    }
}

#[test]
fn a_drain_accepts_input_again_only_when_all_is_out() {
    if !have_ffmpeg() {
        return;
    }
    let stream = open(&clip("h264-main-cabac-b.mp4"), "v");
    let mut transform = start(&stream.media_type);
    let mut decoded = Decoded::default();
    for sample in &stream.samples[..8] {
        push(transform.as_mut(), sample.clone(), &mut decoded);
    }
    assert!(decoded.samples.len() < 8, "the stream reorders");
    transform.process_message(TransformMessage::Drain).unwrap();
    let refused = transform.process_input(0, stream.samples[0].clone()).unwrap();
    assert!(matches!(refused, openmf_core::Input::NotAccepting(_)));
    pull(transform.as_mut(), &mut decoded);
    assert_eq!(decoded.samples.len(), 8);
    assert!(decoded.samples.iter().all(|sample| !sample.flags.discontinuity));
    push(transform.as_mut(), stream.samples[0].clone(), &mut decoded);
    drain(transform.as_mut(), &mut decoded);
    assert_eq!(decoded.samples.len(), 9);
    assert!(
        decoded.samples[8].flags.discontinuity,
        "the first sample after a drain"
    );
}
