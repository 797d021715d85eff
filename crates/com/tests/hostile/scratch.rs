//! A folder of the tests' own: what a call writes at random goes there, and no file gets large.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::session_common::testdata;

/// The most bytes of a file that this process writes.
const LARGEST_FILE: u64 = 64 << 20;

/// The folder, made when it is first asked for; relative names and temporary files are in it from then on.
pub fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let all = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile");
        std::fs::create_dir_all(&all).expect("a folder for tests");
        // What programs left that ended before they could clear up.
        for entry in std::fs::read_dir(&all).expect("it was just made").flatten() {
            if !Path::new("/proc").join(entry.file_name()).exists() {
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
        let folder = all.join(std::process::id().to_string());
        std::fs::create_dir_all(&folder).expect("a folder for tests");
        std::env::set_current_dir(&folder).expect("it was just made");
        // SAFETY: the tests of this program run one after the other, and whoever reads the environment does it through
        // Rust's lock. The limit is a valid one, and a signal that is ignored runs no code.
        unsafe {
            std::env::set_var("TMPDIR", &folder);
            assert_ne!(libc::signal(libc::SIGXFSZ, libc::SIG_IGN), libc::SIG_ERR);
            let mut limit = std::mem::zeroed::<libc::rlimit>();
            assert_eq!(libc::getrlimit(libc::RLIMIT_FSIZE, &mut limit), 0);
            limit.rlim_cur = LARGEST_FILE.min(limit.rlim_max);
            assert_eq!(libc::setrlimit(libc::RLIMIT_FSIZE, &limit), 0);
        }
        folder
    })
}

/// A copy of a clip, which may be written to.
pub fn clip() -> PathBuf {
    folder().join("clip.wav")
}

/// Removes every file but a fresh copy of the clip, and says which temporary files of the engine's were left.
pub fn reset() -> Vec<String> {
    let mut left = Vec::new();
    for entry in std::fs::read_dir(folder())
        .expect("the tests' own folder")
        .flatten()
    {
        let name = entry.file_name().to_string_lossy().into_owned();
        let _ = std::fs::remove_file(entry.path());
        if name.starts_with("openmf-") {
            left.push(name);
        }
    }
    std::fs::copy(testdata("clips/wav-s16.wav"), clip()).expect("the clip is copied");
    left
}
