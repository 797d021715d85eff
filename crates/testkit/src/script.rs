use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use openmf_core::{Error, Guid, Result, UserObject};

/// How a scripted component answers a request.
#[derive(Clone, Debug, Default)]
pub enum Answer {
    /// Before the call returns.
    #[default]
    AtOnce,
    /// Before the call returns, and once more.
    Twice,
    /// When the test calls `release`.
    Late,
    /// Never.
    Never,
    /// The call itself fails.
    Refused(Error),
    /// The call succeeds and the answer is this error.
    Failed(Error),
    /// The call blocks its thread until the gate is opened, then answers. Needs a runtime with threads.
    Blocks(Gate),
}

/// What a test opens to let blocked calls go on.
#[derive(Clone, Default)]
pub struct Gate(Arc<GateState>);

#[derive(Default)]
struct GateState {
    open: Mutex<bool>,
    changed: Condvar,
    bell: Option<Box<dyn Fn() + Send + Sync>>,
}

impl Gate {
    /// A gate that tells of each call before it holds it.
    pub fn with_bell(bell: impl Fn() + Send + Sync + 'static) -> Self {
        Self(Arc::new(GateState {
            bell: Some(Box::new(bell)),
            ..GateState::default()
        }))
    }

    /// Lets everybody through, now and later.
    pub fn open(&self) {
        *lock(&self.0.open) = true;
        self.0.changed.notify_all();
    }

    /// Waits until the gate is open.
    pub fn pass(&self) {
        if *lock(&self.0.open) {
            return;
        }
        if let Some(bell) = &self.0.bell {
            bell();
        }
        let mut open = lock(&self.0.open);
        while !*open {
            open = self.0.changed.wait(open).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate")
            .field("open", &*lock(&self.0.open))
            .finish_non_exhaustive()
    }
}

/// What was called, in order, across all components that were given a clone.
#[derive(Clone, Debug, Default)]
pub struct Journal(Arc<Mutex<Vec<String>>>);

impl Journal {
    /// Appends an entry.
    pub fn note(&self, entry: impl Into<String>) {
        lock(&self.0).push(entry.into());
    }

    /// All entries so far.
    pub fn entries(&self) -> Vec<String> {
        lock(&self.0).clone()
    }

    /// Takes the entries out.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *lock(&self.0))
    }

    /// How many entries begin with this.
    pub fn count(&self, start: &str) -> usize {
        lock(&self.0)
            .iter()
            .filter(|entry| entry.starts_with(start))
            .count()
    }
}

type Deliver = Box<dyn FnOnce() + Send>;

/// Answers that are held back until the test releases them.
#[derive(Default)]
pub(crate) struct HeldBack(Mutex<Vec<Deliver>>);

impl HeldBack {
    /// Carries out an answer.
    pub(crate) fn answer(&self, answer: Answer, deliver: impl Fn(Result<()>) + Send + 'static) -> Result<()> {
        match answer {
            Answer::AtOnce => deliver(Ok(())),
            Answer::Twice => {
                deliver(Ok(()));
                deliver(Ok(()));
            }
            Answer::Late => lock(&self.0).push(Box::new(move || deliver(Ok(())))),
            Answer::Never => {}
            Answer::Refused(error) => return Err(error),
            Answer::Failed(error) => deliver(Err(error)),
            Answer::Blocks(gate) => {
                gate.pass();
                deliver(Ok(()));
            }
        }
        Ok(())
    }

    pub(crate) fn release(&self) {
        let held = std::mem::take(&mut *lock(&self.0));
        held.into_iter().for_each(|deliver| deliver());
    }
}

/// The service of a list.
pub(crate) fn find_service(services: &[(Guid, UserObject)], service: &Guid) -> Option<UserObject> {
    let known = services.iter().find(|(known, _)| known == service);
    known.map(|(_, object)| object.clone())
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
