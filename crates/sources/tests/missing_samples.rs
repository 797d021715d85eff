//! A stream that has fewer samples than its container promises ends with an error that says so.

mod contract;

use contract::{Rig, clip_path, open_bytes, poll};
use openmf_core::{Error, StreamItem};

fn clip(name: &str) -> Vec<u8> {
    std::fs::read(clip_path(name)).unwrap()
}

/// The clip with these bytes at an offset from where `mark` stands for the `nth` time.
fn patched(name: &str, mark: &[u8], nth: usize, offset: usize, with: &[u8]) -> Vec<u8> {
    let mut bytes = clip(name);
    let at = bytes
        .windows(mark.len())
        .enumerate()
        .filter(|(_, window)| *window == mark)
        .nth(nth)
        .unwrap()
        .0
        + offset;
    bytes[at..at + with.len()].copy_from_slice(with);
    bytes
}

/// The samples of the first stream, and the error before its end.
fn read_out(handler: &str, bytes: Vec<u8>) -> (usize, Option<Error>) {
    let mut rig = Rig::new(open_bytes(handler, "damaged", bytes).unwrap());
    rig.at(0.0);
    let mut samples = 0;
    loop {
        match poll(&*rig.streams[0]) {
            Ok(StreamItem::Sample(_)) => samples += 1,
            Ok(StreamItem::EndOfStream) => return (samples, None),
            Ok(_) => {}
            Err(error) => return (samples, Some(error)),
        }
    }
}

/// What is wrong, the handler, the file, the samples, and what is told: the element and the problem.
type Case = (
    &'static str,
    &'static str,
    Vec<u8>,
    usize,
    Option<(&'static str, &'static str)>,
);

#[test]
fn missing_samples_are_told() {
    const MP4: &str = "h264-main-cabac-b.mp4";
    let cut_page = {
        let mut bytes = clip("vorbis.ogg");
        let pages: Vec<usize> = (0..bytes.len() - 4)
            .filter(|at| bytes[*at..].starts_with(b"OggS\0"))
            .collect();
        bytes[pages[pages.len() - 2] + 40] ^= 0xff;
        bytes
    };
    let mp3 = |at: usize| {
        let mut bytes = clip("mp3-cbr-bare.mp3");
        bytes[at..at + 4].copy_from_slice(b"oops");
        bytes
    };
    let frame = clip("mp3-cbr-bare.mp3")
        .windows(2)
        .skip(2000)
        .position(|pair| matches!(pair, [0xff, 0xfb]))
        .unwrap()
        + 2000;
    let table: Vec<Case> = vec![
        ("whole", "mp4", clip(MP4), 25, None),
        (
            "count above the sizes",
            "mp4",
            patched(MP4, b"stsz", 0, 12, &[0, 0, 1, 0]),
            25,
            Some(("stsz", "the sizes of 25 samples are there, of 256 claimed")),
        ),
        (
            "count below the times",
            "mp4",
            patched(MP4, b"stsz", 0, 12, &[0, 0, 0, 5]),
            5,
            Some(("stsz", "the sizes of 5 samples are there, and the times of 25")),
        ),
        (
            "no samples",
            "mp4",
            patched(MP4, b"stsz", 0, 12, &[0, 0, 0, 0]),
            0,
            Some(("stsz", "the sizes of 0 samples are there, and the times of 25")),
        ),
        (
            "no times",
            "mp4",
            patched(MP4, b"stts", 0, 8, &[0, 0, 0, 0]),
            25,
            Some(("stts", "the times of 0 samples are there, and the sizes of 25")),
        ),
        (
            "chunks of less",
            "mp4",
            patched(MP4, b"stsc", 0, 16, &[0, 0, 0, 7]),
            7,
            Some(("stsc", "the chunks have 7 samples, and 25 are claimed")),
        ),
        (
            "no table",
            "mp4",
            patched(MP4, b"stco", 0, 0, b"xxxx"),
            0,
            Some(("stco", "the box is missing or damaged")),
        ),
        (
            "an edit behind the end",
            "mp4",
            patched(MP4, b"elst", 0, 16, &[0x70, 0, 0, 0]),
            25,
            Some(("elst", "none of 25 samples is presented")),
        ),
        (
            "a track without a description",
            "mp4",
            patched("mp4-index-first.mp4", b"minf", 1, 0, b"xxxx"),
            50,
            Some(("minf", "track 2 of the file cannot be read")),
        ),
        ("whole", "avi", clip("mjpeg-420.avi"), 15, None),
        (
            "more frames than the index has",
            "avi",
            patched("mjpeg-420.avi", b"strh", 0, 8 + 32, &[99, 0, 0, 0]),
            15,
            Some(("strh", "stream 0 has 15 of the 99 units that its header counts")),
        ),
        (
            "a stream of no kind",
            "avi",
            patched("avi-h264-mp3.avi", b"strl", 0, 0, b"xxxx"),
            0,
            Some(("hdrl", "streams can be read")),
        ),
        (
            "blocks of no track",
            "matroska",
            patched("mkv-h264-aac.mkv", &[0xae, 0x01, 0, 0, 0, 0, 0, 0], 0, 0, &[0xaf]),
            0,
            Some(("Block", "there is no track 1 for it")),
        ),
        (
            "a damaged page",
            "ogg",
            cut_page,
            0,
            Some(("page", "a page is missing or damaged")),
        ),
        (
            "a damaged frame",
            "mp3",
            mp3(frame),
            0,
            Some(("frame", "no frame starts here")),
        ),
        (
            "sound behind its chunk",
            "aiff",
            patched("aiff-s16.aiff", b"COMM", 0, 10, &[0, 1, 0, 0]),
            0,
            Some(("sound", "bytes before the sound should")),
        ),
    ];
    for (name, handler, bytes, samples, expected) in table {
        let (found, error) = read_out(handler, bytes);
        if samples > 0 || matches!(expected, Some(("stsz" | "stco", _))) {
            assert_eq!(found, samples, "{handler}: {name}");
        }
        match (error, expected) {
            (None, None) => {}
            (Some(Error::Malformed(told)), Some((element, problem))) => {
                assert_eq!(told.element, element, "{handler}: {name}: {told:?}");
                assert!(told.problem.contains(problem), "{handler}: {name}: {told:?}");
            }
            (error, _) => panic!("{handler}: {name}: {error:?}"),
        }
    }
}

#[test]
fn a_tag_longer_than_the_file_hides_no_frames() {
    let whole = clip("mp3-cbr.mp3");
    let (expected, error) = read_out("mp3", whole.clone());
    assert!(error.is_none() && expected > 10, "{expected}: {error:?}");
    let mut bytes = whole;
    assert_eq!(bytes[..3], *b"ID3");
    bytes[6..10].copy_from_slice(&[0x7f; 4]);
    let (found, error) = read_out("mp3", bytes);
    assert_eq!((found, error.map(|error| error.to_string())), (expected, None));
}
