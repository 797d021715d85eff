//! Sound of the clips against ffmpeg's.

#![allow(clippy::print_stdout, reason = "what was measured is shown with --nocapture")]

mod common;

use std::path::Path;

use common::{clip, decode, generate, have_ffmpeg, open, reference};
use openmf_core::{AudioFormat, TimeSpan, guids};

fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes
        .chunks_exact(4)
        .map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap()))
        .collect()
}

/// Decodes and compares: lossless sound bit by bit, lossy sound to one step of 16 bits in the mean.
fn check(path: &Path, channels: u32, mask: u32, bits: u32, lossless: bool) {
    let name = path.display();
    let stream = open(path, "a");
    let decoded = decode(&stream);
    assert!(decoded.errors.is_empty(), "{name}: {:?}", decoded.errors);
    let format = AudioFormat::try_from(&decoded.types[0]).unwrap();
    assert_eq!(
        (format.channels, format.channel_mask, format.bits_per_sample),
        (channels, mask, bits),
        "{name}"
    );
    let float = format.subtype == guids::MFAudioFormat_Float;
    let raw = match (float, bits) {
        (true, _) => "f32le",
        (false, 16) => "s16le",
        _ => "s32le",
    };
    let reference = reference(path, "a", &["-f", raw]);
    let bytes = decoded.bytes();
    if lossless {
        assert_eq!(bytes.len(), reference.len(), "{name}: length");
        assert!(bytes == reference, "{name}: differs");
    } else {
        let (ours, theirs) = (floats(&bytes), floats(&reference));
        assert_eq!(ours.len(), theirs.len(), "{name}: length");
        let error: f64 = ours
            .iter()
            .zip(&theirs)
            .map(|(a, b)| f64::from(a - b).powi(2))
            .sum();
        let rms = (error / ours.len() as f64).sqrt();
        println!("{name}: rms error {:.3} of a 16-bit step", rms * 32768.0);
        assert!(rms < 1.0 / 32768.0, "{name}: rms error {rms}");
    }
    // Time stamps: the first is the container's, then they go on without a gap larger than its rounding. Not in Ogg:
    // the stamps of its last page count back from the end of what is to be heard, not of what is decoded.
    let tolerance = TimeSpan::from_millis(1);
    let stamped = if path.extension().is_some_and(|e| e == "ogg") {
        0
    } else {
        decoded.samples.len()
    };
    for pair in decoded.samples[..stamped].windows(2) {
        if let (Some(end), Some(next)) = (pair[0].end(), pair[1].time) {
            assert!((next - end).abs() <= tolerance, "{name}: {end:?} then {next:?}");
        }
    }
}

macro_rules! clips {
    ($($test:ident: $file:literal, $channels:literal, $mask:literal, $bits:literal, $lossless:literal;)*) => {
        $(#[test] fn $test() {
            if have_ffmpeg() {
                check(&clip($file), $channels, $mask, $bits, $lossless);
            }
        })*
    };
}

clips! {
    aac_adts: "aac-adts.aac", 2, 0x3, 32, false;
    aac_adts_low_rate: "aac-adts-mono-22k.aac", 1, 0x4, 32, false;
    aac_mp4: "aac-edit-list.m4a", 2, 0x3, 32, false;
    aac_surround: "aac-51.m4a", 6, 0x3f, 32, false;
    he_aac_v1: "he-aac-v1.m4a", 2, 0x3, 32, false;
    he_aac_v1_adts: "he-aac-v1.aac", 2, 0x3, 32, false;
    he_aac_v2: "he-aac-v2.m4a", 2, 0x3, 32, false;
    he_aac_v2_adts: "he-aac-v2.aac", 2, 0x3, 32, false;
    mp3: "mp3-cbr.mp3", 2, 0x3, 32, false;
    mp3_low_rate: "mp3-22k.mp3", 2, 0x3, 32, false;
    mp3_mono: "mp3-mono-48k.mp3", 1, 0x4, 32, false;
    mp3_variable: "mp3-vbr.mp3", 2, 0x3, 32, false;
    vorbis: "vorbis.ogg", 2, 0x3, 32, false;
    vorbis_mono: "vorbis-mono.ogg", 1, 0x4, 32, false;
    opus: "opus.opus", 2, 0x3, 32, false;
    opus_mono: "opus-voip-mono.opus", 1, 0x4, 32, false;
    opus_surround: "opus-51.opus", 6, 0x3f, 32, false;
    flac: "flac-s16.flac", 2, 0x3, 16, true;
    flac_24: "flac-s24.flac", 2, 0x3, 32, true;
    flac_ogg: "ogg-flac.oga", 2, 0x3, 16, true;
    alac: "alac-s16.m4a", 2, 0x3, 16, true;
    alac_24: "alac-s24.m4a", 2, 0x3, 32, true;
    a_law: "wav-alaw.wav", 2, 0x3, 16, true;
    mu_law: "wav-mulaw.wav", 2, 0x3, 16, true;
    ms_adpcm: "wav-msadpcm.wav", 2, 0x3, 16, true;
    ima_adpcm: "wav-ima.wav", 2, 0x3, 16, true;
    ima_adpcm_mono: "wav-ima-mono.wav", 1, 0x4, 16, true;
}

/// Encodes a tone of its own for each channel, so that a wrong order shows, and checks it.
fn check_encoded(name: &str, layout: &str, mask: u32, bits: u32, lossless: bool, options: &[&str]) {
    let channels = mask.count_ones();
    let tones: Vec<String> = (0..channels)
        .map(|channel| format!("0.{}*sin(2*PI*t*{})", channel + 1, 200 + 130 * channel))
        .collect();
    let source = format!("aevalsrc={}:c={layout}:s=48000:d=0.7", tones.join("|"));
    let mut arguments = vec!["-f", "lavfi", "-i", &source];
    arguments.extend(options);
    check(&generate(name, &arguments), channels, mask, bits, lossless);
}

/// Sound that comes and goes, so that an encoder changes the sizes of its blocks.
#[test]
fn vorbis_of_short_and_long_blocks() {
    if have_ffmpeg() {
        for (name, layout, mask) in [("clicks.ogg", "stereo", 0x3), ("clicks-51.ogg", "5.1", 0x3fu32)] {
            let tone = "0.8*lt(mod(t+0.013*CH,0.17),0.004)*random(0)+0.02*sin(2*PI*300*t)";
            let tones: Vec<String> = (0..mask.count_ones())
                .map(|at| tone.replace("CH", &at.to_string()))
                .collect();
            let source = format!("aevalsrc='{}':c={layout}:s=44100:d=2", tones.join("|"));
            let options = ["-f", "lavfi", "-i", &source, "-c:a", "libvorbis", "-q:a", "4"];
            check(&generate(name, &options), mask.count_ones(), mask, 32, false);
        }
        let source = "aevalsrc='0.5*lt(mod(t,0.2),0.01)*random(0)|0.3*sin(2*PI*t*440)':c=stereo:s=44100:d=1";
        let options = ["-f", "lavfi", "-i", source, "-c:a", "vorbis", "-strict", "-2"];
        check(&generate("native-encoder.ogg", &options), 2, 0x3, 32, false);
    }
}

#[test]
fn channels_come_in_wave_order() {
    if have_ffmpeg() {
        check_encoded(
            "51.flac",
            "5.1",
            0x3f,
            16,
            true,
            &["-c:a", "flac", "-sample_fmt", "s16"],
        );
        check_encoded(
            "71.flac",
            "7.1",
            0x63f,
            16,
            true,
            &["-c:a", "flac", "-sample_fmt", "s16"],
        );
        check_encoded(
            "quad.flac",
            "quad",
            0x33,
            16,
            true,
            &["-c:a", "flac", "-sample_fmt", "s16"],
        );
        check_encoded(
            "51.m4a",
            "5.1",
            0x3f,
            16,
            true,
            &["-c:a", "alac", "-sample_fmt", "s16p"],
        );
        for (layout, mask) in [
            ("mono", 0x4),
            ("stereo", 0x3),
            ("3.0", 0x7),
            ("quad", 0x33),
            ("5.0", 0x37),
            ("5.1", 0x3f),
            ("6.1", 0x70f),
            ("7.1", 0x63f),
        ] {
            for quality in ["0", "5", "9"] {
                let name = format!("{layout}-{quality}.ogg");
                let options = ["-c:a", "libvorbis", "-q:a", quality];
                check_encoded(&name, layout, mask, 32, false, &options);
            }
        }
        check_encoded("30.opus", "3.0", 0x7, 32, false, &["-c:a", "libopus"]);
        check_encoded(
            "71.opus",
            "7.1",
            0x63f,
            32,
            false,
            &["-c:a", "libopus", "-mapping_family", "1"],
        );
        check_encoded("aac-50.m4a", "5.0", 0x37, 32, false, &["-c:a", "aac"]);
        check_encoded("aac-40.m4a", "4.0", 0x107, 32, false, &["-c:a", "aac"]);
    }
}

#[test]
fn other_forms_of_the_codecs() {
    if have_ffmpeg() {
        check_encoded("layer2.mp2", "stereo", 0x3, 32, false, &["-c:a", "mp2"]);
        check_encoded("ima4.mov", "stereo", 0x3, 16, true, &["-c:a", "adpcm_ima_qt"]);
        check_encoded("ima4-mono.mov", "mono", 0x4, 16, true, &["-c:a", "adpcm_ima_qt"]);
        check_encoded("ms-mono.wav", "mono", 0x4, 16, true, &["-c:a", "adpcm_ms"]);
        check_encoded(
            "ms-stereo.wav",
            "stereo",
            0x3,
            16,
            true,
            &["-c:a", "adpcm_ms", "-block_size", "512"],
        );
        check_encoded(
            "ima-stereo.wav",
            "stereo",
            0x3,
            16,
            true,
            &["-c:a", "adpcm_ima_wav"],
        );
        check_encoded("u-law.wav", "mono", 0x4, 16, true, &["-c:a", "pcm_mulaw"]);
        check_encoded(
            "24.flac",
            "mono",
            0x4,
            32,
            true,
            &["-c:a", "flac", "-sample_fmt", "s32"],
        );
        check_encoded(
            "short.opus",
            "stereo",
            0x3,
            32,
            false,
            &["-c:a", "libopus", "-frame_duration", "2.5"],
        );
        check_encoded(
            "long.opus",
            "stereo",
            0x3,
            32,
            false,
            &["-c:a", "libopus", "-frame_duration", "60", "-b:a", "24k"],
        );
    }
}
