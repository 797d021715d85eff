//! What is told of a file and its streams.

use super::equality::read_track;
use super::*;
use openmf_core::MediaTime;

/// The audible length of each compressed audio stream, as its packets and valid range say it, is what ffmpeg decodes.
#[test]
fn audible_lengths_equal_ffmpegs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata");
    let table = std::fs::read_to_string(root.join("expected.tsv")).unwrap();
    let mut failed = Vec::new();
    let mut checked = 0;
    for line in table.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let path = root.join(fields[0]);
        let matroska = matches!(extension(&path), "mkv" | "webm");
        if fields[2] != "audio" || !(matroska || matches!(extension(&path), "mp4" | "m4a" | "mov")) {
            continue;
        }
        // Its writer left a gap behind the first packet, which no player fills.
        if fields[0].ends_with("mp4-fragmented.mp4") {
            continue;
        }
        let Ok(expected) = fields[10].parse::<i64>() else {
            continue;
        };
        let track: usize = fields[1].parse().unwrap();
        let rate = fields[8].parse::<u32>().unwrap();
        let mut demuxer = open_file(&path);
        let attributes = demuxer.presentation().tracks[track].attributes.clone();
        let samples = read_track(&mut *demuxer, track);
        let (Some(first), Some(last)) = (samples.first(), samples.last()) else {
            assert_eq!(expected, 0, "{line}");
            continue;
        };
        // The last packet may be marked shorter than what it decodes to.
        let Some(nominal) = samples.get(1).unwrap_or(first).duration else {
            continue;
        };
        let nominal = if fields[3].starts_with("pcm") {
            last.duration.unwrap()
        } else {
            nominal
        };
        let start = attributes
            .get_or(openmf_core::keys::OPENMF_VALID_START, MediaTime::ZERO)
            .max(first.time.unwrap());
        let stop = attributes
            .get_or(openmf_core::keys::OPENMF_VALID_STOP, MediaTime::MAX)
            .min(last.time.unwrap() + nominal);
        let found = (stop - start).to_frames(rate) as i64;
        // Matroska's times are in milliseconds, and only Opus is put right.
        let tolerance = if matroska && fields[3] != "opus" {
            i64::from(rate) / 1000 + 1
        } else {
            1
        };
        checked += 1;
        if (found - expected).abs() > tolerance && !matches!(fields[3], "flac" | "alac" | "vorbis") {
            failed.push(format!("{}: {found} frames, not {expected}", fields[0]));
        }
    }
    assert!(
        failed.is_empty() && checked > 10,
        "{checked} checked, {failed:#?}"
    );
}

fn presentation_of(name: &str) -> crate::Presentation {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../testdata/clips")
        .join(name);
    open_file(&path).presentation().clone()
}

#[test]
fn tags_chapters_and_pictures_are_found() {
    use openmf_core::keys;
    let found = presentation_of("mp4-chapters-tags-cover.mp4");
    let a = &found.attributes;
    assert_eq!(
        a.get(keys::OPENMF_TAGS).unwrap(),
        "TITLE=A test clip\nARTIST=openmf\nALBUM=Clips\nDATE=2026\nGENRE=Test\nTRACKNUMBER=3"
    );
    assert_eq!(a.get(keys::OPENMF_TITLE).unwrap(), "A test clip");
    assert_eq!(
        a.get(keys::OPENMF_CHAPTERS).unwrap(),
        "0\tOpening\n8000000\tMiddle\n15000000\tEnd"
    );
    assert!(
        a.get(keys::OPENMF_COVER_ART).unwrap().starts_with(&[0xff, 0xd8])
            || a.get(keys::OPENMF_COVER_ART).unwrap().starts_with(b"\x89PNG")
    );
    let languages: Vec<_> = found
        .tracks
        .iter()
        .map(|track| (track.attributes.get(keys::MF_SD_LANGUAGE).ok(), track.selected))
        .collect();
    assert_eq!(
        languages,
        [
            (Some("fr".to_owned()), true),
            (Some("ja".to_owned()), true),
            (None, false)
        ]
    );
}

#[test]
fn media_types_say_what_the_containers_say() {
    let table = [
        (
            "mp4-rotated.mp4",
            0,
            "video MFVideoFormat_H264 160x120 25.000 fps",
        ),
        ("mp4-two-audio.mp4", 2, "audio MFAudioFormat_AAC 44100 Hz 1 ch"),
        ("webm-vp9-opus.webm", 1, "audio MFAudioFormat_Opus 48000 Hz 2 ch"),
        (
            "mkv-hevc-flac.mkv",
            1,
            "audio MFAudioFormat_FLAC 16000 Hz 2 ch 16 bit",
        ),
        (
            "avi-mjpeg-pcm.avi",
            1,
            "audio MFAudioFormat_PCM 11025 Hz 2 ch 16 bit",
        ),
        ("alac-s24.m4a", 0, "audio MFAudioFormat_ALAC 44100 Hz 2 ch 24 bit"),
        (
            "mp4-undecodable-video.mp4",
            0,
            "video MFVideoFormat_MP4V (MPEG-4 part 2) 160x120 25.000 fps",
        ),
    ];
    for (name, track, expected) in table {
        assert_eq!(
            presentation_of(name).tracks[track].media_type.to_string(),
            expected,
            "{name}"
        );
    }
    // ffprobe counts the other way: its rotation of this clip is 90.
    let rotated = presentation_of("mp4-rotated.mp4");
    let a = rotated.tracks[0].media_type.attributes();
    assert_eq!(a.get(openmf_core::keys::MF_MT_VIDEO_ROTATION).unwrap(), 270);
    let two = presentation_of("mp4-two-audio.mp4");
    let selected: Vec<bool> = two.tracks.iter().map(|track| track.selected).collect();
    assert_eq!(selected, [true, true, false]);
}
