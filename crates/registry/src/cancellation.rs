use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use openmf_core::{ByteStream, Error, Result};

/// Cancels the creation of a source from any thread (`IMFSourceResolver::CancelObjectCreation`). Clones are the same
/// handle.
///
/// It serves one call: once cancelled it stays so.
#[derive(Clone, Default)]
pub struct Cancellation {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    cancelled: bool,
    stream: Option<Arc<dyn ByteStream>>,
}

impl Cancellation {
    /// A handle that was not used yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes the running or next call that was given this handle fail with [`Error::Aborted`]. A source that was
    /// created already is not touched.
    pub fn cancel(&self) {
        let stream = {
            let mut state = self.state();
            state.cancelled = true;
            state.stream.take()
        };
        // Not under the lock: the stream may be the application's own.
        if let Some(stream) = stream {
            stream.cancel();
        }
    }

    /// Whether [`Cancellation::cancel`] was called.
    pub fn is_cancelled(&self) -> bool {
        self.state().cancelled
    }

    /// Whether both are the same handle.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.state, &other.state)
    }

    pub(crate) fn check(&self) -> Result<()> {
        if self.is_cancelled() {
            return Err(Error::Aborted);
        }
        Ok(())
    }

    /// Lets `cancel` reach the stream until the guard is dropped.
    pub(crate) fn watch(&self, stream: &Arc<dyn ByteStream>) -> Result<Watch<'_>> {
        let mut state = self.state();
        if state.cancelled {
            return Err(Error::Aborted);
        }
        state.stream = Some(Arc::clone(stream));
        Ok(Watch { handle: self })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Cancellation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cancellation")
            .field("cancelled", &self.is_cancelled())
            .finish_non_exhaustive()
    }
}

pub(crate) struct Watch<'a> {
    handle: &'a Cancellation,
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        let stream = self.handle.state().stream.take();
        drop(stream);
    }
}
