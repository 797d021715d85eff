use std::fmt;
use std::fs::File;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use openmf_core::{Error, HostTime, Result};
use openmf_session::{Action, Config, Input, SessionState, record};

use super::lane::Lane;
use super::{TaskGuard, lock};
use crate::Runtime;
use crate::sync::Mutex;
use crate::sync::atomic::{AtomicUsize, Ordering};

/// Is shown every input of a session's machine, and what the machine did about it. Set by
/// [`crate::SessionDriver::record`].
///
/// The calls come in the order of the inputs, one at a time, in a task of their own: the session does not wait for them. If
/// it is ahead by more than 65,536 calls, recording ends.
pub trait Recorder: Send + Sync {
    /// The machine gets `input` at `now`.
    fn input(&self, now: HostTime, input: &Input);

    /// The machine's answer to the input before: what will be done, in order, and the state it is in.
    fn actions(&self, actions: &[Action], state: SessionState);
}

/// What is on its way to a recorder, which may take its time.
pub(super) struct Records {
    recorder: Arc<dyn Recorder>,
    lane: Lane,
    waiting: Arc<AtomicUsize>,
}

/// More than any session has at a time whose recorder gets on at all.
const MAX_WAITING: usize = 65_536;

impl Records {
    pub(super) fn new(recorder: Arc<dyn Recorder>, runtime: &Runtime) -> Self {
        Self {
            recorder,
            lane: Lane::new(runtime.clone()),
            waiting: Arc::default(),
        }
    }

    /// Whether there is room for it.
    pub(super) fn tell(&self, guard: TaskGuard, tell: impl FnOnce(&dyn Recorder) + Send + 'static) -> bool {
        let waiting = Arc::clone(&self.waiting);
        if waiting.fetch_add(1, Ordering::AcqRel) >= MAX_WAITING {
            return false;
        }
        let recorder = Arc::clone(&self.recorder);
        self.lane.run(move || {
            let _guard = guard;
            if catch_unwind(AssertUnwindSafe(|| tell(&*recorder))).is_err() {
                tracing::warn!("a recorder panicked");
            }
            waiting.fetch_sub(1, Ordering::AcqRel);
        });
        true
    }
}

/// A file into which a session writes everything that happens to it, for `openmf replay` and
/// [`openmf_session::record`]. The format is in `docs/record.md`.
///
/// Each input, and then its actions, is handed to the system at once, by a task that the session does not wait for: what a
/// process that is killed leaves behind can be replayed to its last moment. Shutdown waits for what is not written yet, as
/// it does for a component. If it cannot be written, recording ends and the session goes on;
/// [`Recording::failure`] tells.
///
/// It holds the names of the files that are played, nothing of their content. Clones are the same recording.
#[derive(Clone)]
pub struct Recording {
    name: Arc<str>,
    file: Arc<Mutex<RecordingFile>>,
}

enum RecordingFile {
    Unused(File),
    Open(File),
    Failed(Arc<io::Error>),
}

impl Recording {
    /// Creates the file, or empties the one that is there.
    ///
    /// # Errors
    /// - [`Error::Io`]: it cannot be created.
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let name: Arc<str> = path.to_string_lossy().into();
        let file = File::create(path).map_err(|source| Error::Io {
            operation: "create",
            name: Arc::clone(&name),
            source: Arc::new(source),
        })?;
        Ok(Self {
            name,
            file: Arc::new(Mutex::new(RecordingFile::Unused(file))),
        })
    }

    /// Why it ends before the session does, if so: [`Error::Io`].
    pub fn failure(&self) -> Option<Error> {
        match &*lock(&self.file) {
            RecordingFile::Unused(_) | RecordingFile::Open(_) => None,
            RecordingFile::Failed(source) => Some(Error::Io {
                operation: "write",
                name: Arc::clone(&self.name),
                source: Arc::clone(source),
            }),
        }
    }

    /// Begins with the header.
    pub(super) fn begin(&self, config: &Config) -> Result<()> {
        let mut file = lock(&self.file);
        let unused = match &*file {
            RecordingFile::Unused(unused) => unused.try_clone(),
            RecordingFile::Open(_) | RecordingFile::Failed(_) => {
                return Err(Error::invalid_request("a recording holds one session"));
            }
        };
        *file = unused.map_or_else(
            |error| RecordingFile::Failed(Arc::new(error)),
            RecordingFile::Open,
        );
        drop(file);
        self.write(&record::header(
            config,
            concat!("openmf ", env!("CARGO_PKG_VERSION")),
        ));
        self.failure().map_or(Ok(()), Err)
    }

    fn write(&self, text: &str) {
        let mut file = lock(&self.file);
        if let RecordingFile::Open(open) = &mut *file
            && let Err(error) = open.write_all(text.as_bytes())
        {
            tracing::warn!(file = %self.name, %error, "the recording ends");
            *file = RecordingFile::Failed(Arc::new(error));
        }
    }
}

impl Recorder for Recording {
    fn input(&self, now: HostTime, input: &Input) {
        self.write(&record::input(now, input));
    }

    fn actions(&self, actions: &[Action], state: SessionState) {
        self.write(&record::answer(actions, state));
    }
}

impl fmt::Debug for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recording")
            .field("name", &self.name)
            .field("failure", &self.failure())
            .finish()
    }
}
