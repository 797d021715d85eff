//! What who opens something for a caller is told, and how the caller ends it.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::{Error, Result, UserObject};

/// How something is to be opened, for [`SchemeHandler`](crate::SchemeHandler) and
/// [`ByteStreamHandler`](crate::ByteStreamHandler).
#[derive(Clone, Copy, Debug, Default)]
pub struct OpenRequest<'a> {
    /// `MF_RESOLUTION_*` of the resolver's caller.
    pub flags: u32,
    /// Where the bytes of a stream are from, if it is known.
    pub url: Option<&'a str>,
    /// What configures the source (an `IPropertyStore`), for handlers that know it.
    pub properties: Option<&'a UserObject>,
    /// Ends the request early. A handler need not look at it: reads of a stream that was cancelled fail.
    pub cancellation: Option<&'a Cancellation>,
}

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
    /// The number of the next one.
    next: u64,
    /// What ends what is under way, in the order in which it began.
    ends: Vec<(u64, Box<dyn FnOnce() + Send>)>,
}

impl Cancellation {
    /// A handle that was not used yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes the running or next call that was given this handle fail with [`Error::Aborted`]. A source that was
    /// created already is not touched.
    pub fn cancel(&self) {
        let ends = {
            let mut state = self.state();
            state.cancelled = true;
            std::mem::take(&mut state.ends)
        };
        // Not under the lock: they may call the application. What began last waits for nothing of the others.
        for (_, end) in ends.into_iter().rev() {
            end();
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

    /// Fails if it was cancelled.
    ///
    /// # Errors
    /// - [`Error::Aborted`]: it was.
    pub fn check(&self) -> Result<()> {
        if self.is_cancelled() {
            return Err(Error::Aborted);
        }
        Ok(())
    }

    /// Runs `end` when it is cancelled, on the thread that cancels, unless what is returned was dropped before. It may run
    /// still while that is dropped on another thread.
    ///
    /// # Errors
    /// - [`Error::Aborted`]: it was cancelled already; `end` has run.
    pub fn watch(&self, end: impl FnOnce() + Send + 'static) -> Result<CancellationWatch> {
        let mut state = self.state();
        if state.cancelled {
            drop(state);
            end();
            return Err(Error::Aborted);
        }
        let number = state.next;
        state.next += 1;
        state.ends.push((number, Box::new(end)));
        Ok(CancellationWatch {
            handle: self.clone(),
            number,
        })
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

/// As long as it lives a [`Cancellation`] ends what [`Cancellation::watch`] was given.
#[derive(Debug)]
#[must_use = "dropped, it does nothing"]
pub struct CancellationWatch {
    handle: Cancellation,
    number: u64,
}

impl Drop for CancellationWatch {
    fn drop(&mut self) {
        let mut state = self.handle.state();
        let place = state.ends.iter().position(|(number, _)| *number == self.number);
        let end = place.map(|place| state.ends.remove(place));
        // What it holds may be the application's.
        drop(state);
        drop(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_watched_is_ended_once_the_latest_first() {
        let log = Arc::new(Mutex::new(Vec::new()));
        let cancellation = Cancellation::new();
        let watch = |name: &'static str| {
            let log = Arc::clone(&log);
            cancellation.watch(move || log.lock().unwrap().push(name))
        };
        let outer = watch("outer").unwrap();
        drop(watch("over").unwrap());
        let inner = watch("inner").unwrap();
        cancellation.clone().cancel();
        cancellation.cancel();
        assert!(matches!(watch("late"), Err(Error::Aborted)));
        drop((outer, inner));
        assert_eq!(*log.lock().unwrap(), ["inner", "outer", "late"]);
    }
}
