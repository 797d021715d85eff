//! Video through a session against the library that decodes it, alone: files of some hundred pictures, so that opening one
//! does not hide what each picture costs.

use std::path::Path;
use std::process::Command;

use super::{TESTDATA, repeat};

/// Clips of about 25 pictures and how often each is repeated.
const CLIPS: &[(&str, u32)] = &[
    ("h264-main-cabac-b.mp4", 20),
    ("h264-high10.mp4", 12),
    ("hevc-8bit.mp4", 16),
    ("vp9-profile0.webm", 20),
    ("av1-8bit.mp4", 8),
];

pub(super) fn run(bench: &Path, folder: &Path) -> Result<(), String> {
    let mut command = Command::new(bench);
    for (clip, times) in CLIPS {
        let file = folder.join(clip);
        repeat(&Path::new(TESTDATA).join("clips").join(clip), *times, &file)?;
        command.arg(file);
    }
    let status = command
        .status()
        .map_err(|error| format!("{}: {error}", bench.display()))?;
    status
        .success()
        .then_some(())
        .ok_or_else(|| format!("{} failed", bench.display()))
}
