//! Every committed clip, decoded through a session, against what FFmpeg found in it (`testdata/expected.tsv`).

mod support;

use openmf::Platform;
use support::{Exception, compare, expected, testdata};

/// What has no decoder here: it is reported, and the other stream plays.
const EXCEPTIONS: &[Exception] = &[
    Exception {
        file: "clips/mkv-undecodable-audio.mkv",
        index: "1",
        column: "samples",
        here: "0",
    },
    Exception {
        file: "clips/mkv-undecodable-audio.mkv",
        index: "1",
        column: "problem",
        here: "no decoder for audio MFAudioFormat_Dolby_AC3 (AC-3) 48000 Hz 2 ch",
    },
    Exception {
        file: "clips/mp4-undecodable-video.mp4",
        index: "0",
        column: "frames",
        here: "0",
    },
    Exception {
        file: "clips/mp4-undecodable-video.mp4",
        index: "0",
        column: "problem",
        here: "no decoder for video MFVideoFormat_MP4V (MPEG-4 part 2) 160x120 25.000 fps",
    },
];

#[test]
fn every_clip_decodes_to_what_its_table_says() {
    let platform = Platform::shared();
    let folder = testdata();
    let files = expected(&folder);
    assert!(files.len() > 80, "{} files in the table", files.len());
    let differences: Vec<String> = files
        .iter()
        .flat_map(|(file, rows)| compare(&platform, &folder, file, rows, EXCEPTIONS))
        .collect();
    assert!(
        differences.is_empty(),
        "{} differences:\n{}",
        differences.len(),
        differences.join("\n")
    );
}
