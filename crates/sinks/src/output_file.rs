use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use openmf_core::{Error, Result, from_io};

const BUFFER_BYTES: usize = 256 << 10;
const MAX_NAME_ATTEMPTS: u32 = 100;

/// Where a file's bytes go when that is no file of the system: such as an application's byte stream. Offsets count from
/// where the file begins in it.
pub trait OutputStream: Write + Seek + Send {
    /// Takes back everything behind the first `len` bytes.
    ///
    /// # Errors
    /// Whatever the medium answers; `Unsupported` if it keeps what it got.
    fn set_len(&mut self, len: u64) -> io::Result<()>;
}

enum Medium {
    File(File),
    Stream(Box<dyn OutputStream>),
}

impl Write for Medium {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.write(bytes),
            Self::Stream(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(file) => file.flush(),
            Self::Stream(stream) => stream.flush(),
        }
    }
}

impl Seek for Medium {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::File(file) => file.seek(to),
            Self::Stream(stream) => stream.seek(to),
        }
    }
}

impl Medium {
    fn set_len(&mut self, len: u64) -> io::Result<()> {
        match self {
            Self::File(file) => file.set_len(len),
            Self::Stream(stream) => stream.set_len(len),
        }
    }
}

/// A file that is written under a temporary name in the folder of its final name, and renamed when it is complete.
///
/// Dropping it unfinished removes the temporary file, and the final name is left as it was. A final name that is
/// a device or a pipe is written in place.
pub(crate) struct OutputFile {
    name: String,
    target: Option<Target>,
    writer: Option<BufWriter<Medium>>,
    len: u64,
    /// What was written stays as it is.
    front_to_back: bool,
}

struct Target {
    temporary: PathBuf,
    last: PathBuf,
}

impl OutputFile {
    /// Opens the temporary file.
    ///
    /// # Errors
    /// - [`Error::Io`]: the folder is missing or not writable, or the name is a folder's.
    pub(crate) fn create(path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        let (file, target) = open(path).map_err(|error| from_io("create", &name, error))?;
        let mut made = Self::to_medium(name, Medium::File(file), false);
        made.target = target;
        Ok(made)
    }

    /// Writes to what is open already and has no other name, front to back.
    pub(crate) fn stream(name: &str, file: File) -> Self {
        Self::to_medium(name.to_owned(), Medium::File(file), true)
    }

    /// Writes to somebody's stream, which need not be able to seek.
    pub(crate) fn to_stream(name: &str, stream: Box<dyn OutputStream>, seekable: bool) -> Self {
        Self::to_medium(name.to_owned(), Medium::Stream(stream), !seekable)
    }

    fn to_medium(name: String, medium: Medium, front_to_back: bool) -> Self {
        Self {
            name,
            target: None,
            writer: Some(BufWriter::with_capacity(BUFFER_BYTES, medium)),
            len: 0,
            front_to_back,
        }
    }

    /// Appends bytes.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.writer()?
            .write_all(bytes)
            .map_err(|error| from_io("write", &self.name, error))?;
        self.len += bytes.len() as u64;
        Ok(())
    }

    /// Bytes written so far.
    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// Overwrites bytes that were written before. What cannot seek, such as a pipe, is left as it is.
    pub(crate) fn patch(&mut self, offset: u64, bytes: &[u8]) -> Result<()> {
        if self.front_to_back {
            return Ok(());
        }
        let in_place = self.target.is_none();
        let len = self.len;
        let writer = self.writer()?;
        let patched = (|| {
            writer.seek(SeekFrom::Start(offset))?;
            writer.write_all(bytes)?;
            writer.seek(SeekFrom::Start(len)).map(|_| ())
        })();
        match patched {
            Err(error) if in_place && error.kind() == io::ErrorKind::NotSeekable => Ok(()),
            result => result.map_err(|error| from_io("write", &self.name, error)),
        }
    }

    /// Takes back everything behind the first `len` bytes; whether that can be done here.
    pub(crate) fn truncate(&mut self, len: u64) -> Result<bool> {
        if len > self.len || self.front_to_back {
            return Ok(false);
        }
        let has_no_target = self.target.is_none();
        let writer = self.writer()?;
        if has_no_target && matches!(writer.get_ref(), Medium::File(_)) {
            return Ok(false);
        }
        let truncated = (|| {
            writer.flush()?;
            writer.get_mut().set_len(len)?;
            writer.seek(SeekFrom::Start(len)).map(|_| ())
        })();
        match truncated {
            Err(error) if error.kind() == io::ErrorKind::Unsupported => return Ok(false),
            result => result.map_err(|error| from_io("write", &self.name, error))?,
        }
        self.len = len;
        Ok(true)
    }

    /// Completes the file and gives it its final name.
    pub(crate) fn finish(mut self) -> Result<()> {
        self.writer()?;
        let finished = (|| {
            let Some(writer) = self.writer.take() else {
                return Ok(());
            };
            let mut medium = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
            medium.flush()?;
            if let (Some(target), Medium::File(file)) = (&self.target, medium) {
                // The content must be there before the name is, also when the machine loses power.
                file.sync_all()?;
                drop(file);
                fs::rename(&target.temporary, &target.last)?;
            }
            Ok(())
        })();
        match finished {
            Ok(()) => {
                self.target = None;
                Ok(())
            }
            Err(error) => Err(from_io("write", &self.name, error)),
        }
    }

    fn writer(&mut self) -> Result<&mut BufWriter<Medium>> {
        self.writer
            .as_mut()
            .ok_or_else(|| Error::invalid_request("the file is finished"))
    }
}

impl Drop for OutputFile {
    fn drop(&mut self) {
        // Without `into_parts` the writer would still write its buffer to a file that is about to go.
        if let Some(writer) = self.writer.take() {
            // What was given up is not written to somebody's stream either: nobody is to be called here.
            if self.target.is_some() || matches!(writer.get_ref(), Medium::Stream(_)) {
                let _ = writer.into_parts();
            } else {
                drop(writer);
            }
        }
        if let Some(target) = &self.target {
            // There is nobody to tell; at worst a file under a temporary name stays.
            let _ = fs::remove_file(&target.temporary);
        }
    }
}

fn open(path: &Path) -> io::Result<(File, Option<Target>)> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
        Ok(found) if !found.is_file() => return Ok((OpenOptions::new().write(true).open(path)?, None)),
        Ok(found) if found.permissions().readonly() => return Err(io::ErrorKind::PermissionDenied.into()),
        Ok(_) | Err(_) => {}
    }
    // A link's target is replaced, not the link.
    let last = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let file_name = last
        .file_name()
        .ok_or(io::ErrorKind::InvalidFilename)?
        .to_string_lossy()
        .into_owned();
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    for _ in 0..MAX_NAME_ATTEMPTS {
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let temporary = last.with_file_name(format!(".{file_name}.{}-{number}.part", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&temporary) {
            Ok(file) => return Ok((file, Some(Target { temporary, last }))),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}
