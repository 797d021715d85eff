//! Every committed clip, decoded through a session, against what FFmpeg found in it (`testdata/expected.tsv`).

mod support;

use openmf::Platform;
use support::{Exception, compare, expected, testdata};

/// Where the table is not what is right.
const EXCEPTIONS: &[Exception] = &[];

#[test]
fn every_clip_decodes_to_what_its_table_says() {
    let platform = Platform::shared();
    let folder = testdata();
    let files = expected(&folder);
    assert!(files.len() > 80, "{} files in the table", files.len());
    let differences: Vec<String> =
        files.iter().flat_map(|(file, rows)| compare(&platform, &folder, file, rows, EXCEPTIONS)).collect();
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}
