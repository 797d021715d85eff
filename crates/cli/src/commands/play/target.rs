//! Where an output file goes: a name, or something that is open before playing starts.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Whether a path means standard output.
pub(super) fn is_stdout(path: &Path) -> bool {
    path == Path::new("-") || path == Path::new("/dev/stdout")
}

/// Where an output goes.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) path: PathBuf,
    /// What is written front to back and never replaced: standard output, or a pipe.
    pub(super) open: Option<Arc<File>>,
}

impl Target {
    /// Opens what has to be open before playing starts. Opening a pipe waits for its reader, as long as an interrupt can
    /// end the program.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let open = if is_stdout(path) {
            Some(standard_output()?)
        } else if is_pipe(path) {
            eprintln!("openmf: waiting for a reader of {}", path.display());
            Some(File::options().write(true).open(path)?)
        } else {
            None
        };
        Ok(Self {
            path: path.to_owned(),
            open: open.map(Arc::new),
        })
    }

    /// The open file, for a sink.
    pub(super) fn stream(&self) -> Option<io::Result<File>> {
        self.open.as_ref().map(|file| file.try_clone())
    }

    /// For messages.
    pub(super) fn name(&self) -> String {
        if is_stdout(&self.path) {
            return "standard output".to_owned();
        }
        let name: &OsStr = self.path.as_os_str();
        name.to_string_lossy().into_owned()
    }
}

#[cfg(unix)]
fn standard_output() -> io::Result<File> {
    use std::os::fd::AsFd;
    let stdout = io::stdout();
    if stdout.is_terminal() {
        return Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "standard output is a terminal",
        ));
    }
    stdout.as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(not(unix))]
fn standard_output() -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(unix)]
fn is_pipe(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    std::fs::metadata(path).is_ok_and(|found| found.file_type().is_fifo())
}

#[cfg(not(unix))]
fn is_pipe(_path: &Path) -> bool {
    false
}
