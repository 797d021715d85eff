use std::sync::{Condvar, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use openmf_core::{Attributes, ByteStream, ByteStreamCapabilities, Error, Result, keys};

use crate::script::lock;

/// What a [`ScriptedByteStream`] does with a read.
#[derive(Clone, Debug, Default)]
pub enum ReadAnswer {
    /// Serves it.
    #[default]
    AtOnce,
    /// Waits until [`ScriptedByteStream::script`] says otherwise, or it is cancelled.
    Waits,
    /// Fails.
    Fails(Error),
    /// Serves at most so many bytes.
    AtMost(usize),
    /// Says that the stream ends here.
    Ends,
}

/// A byte stream in memory that waits, fails, or serves little, as a test says, from any read on.
pub struct ScriptedByteStream {
    bytes: Vec<u8>,
    attributes: Attributes,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    answer: ReadAnswer,
    /// How many reads are served before `answer` holds.
    good: u64,
    reads: u64,
    cancelled: bool,
    waiting: Vec<Waker>,
}

impl ScriptedByteStream {
    /// A stream that serves everything.
    pub fn new(name: &str, bytes: Vec<u8>) -> Self {
        let attributes = Attributes::new();
        attributes.set(keys::MF_BYTESTREAM_ORIGIN_NAME, name.to_owned());
        Self {
            bytes,
            attributes,
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// After `good` more reads, reads are answered like this. What waits is answered anew.
    pub fn script(&self, good: u64, answer: ReadAnswer) {
        let waiting = {
            let mut state = lock(&self.state);
            state.good = state.reads + good;
            state.answer = answer;
            std::mem::take(&mut state.waiting)
        };
        waiting.into_iter().for_each(Waker::wake);
    }

    /// How many reads were answered.
    pub fn reads(&self) -> u64 {
        lock(&self.state).reads
    }

    /// Whether it was cancelled.
    pub fn is_cancelled(&self) -> bool {
        lock(&self.state).cancelled
    }

    /// Returns when a read waits; false if none does within the limit.
    pub fn until_waiting(&self, limit: Duration) -> bool {
        let waits = |state: &mut State| state.waiting.is_empty();
        let state = lock(&self.state);
        match self.changed.wait_timeout_while(state, limit, waits) {
            Ok((state, _)) => !state.waiting.is_empty(),
            Err(poisoned) => !poisoned.into_inner().0.waiting.is_empty(),
        }
    }
}

impl ByteStream for ScriptedByteStream {
    fn capabilities(&self) -> ByteStreamCapabilities {
        ByteStreamCapabilities {
            seekable: true,
            remote: true,
            slow_seek: false,
        }
    }

    fn len(&self) -> Option<u64> {
        Some(self.bytes.len() as u64)
    }

    fn poll_read_at(&self, cx: &mut Context<'_>, offset: u64, buffer: &mut [u8]) -> Poll<Result<usize>> {
        let mut state = lock(&self.state);
        if state.cancelled {
            return Poll::Ready(Err(Error::Aborted));
        }
        let answer = if state.reads < state.good {
            ReadAnswer::AtOnce
        } else {
            state.answer.clone()
        };
        let most = match answer {
            ReadAnswer::AtOnce => buffer.len(),
            ReadAnswer::AtMost(most) => most.min(buffer.len()),
            ReadAnswer::Waits => {
                state.waiting.push(cx.waker().clone());
                self.changed.notify_all();
                return Poll::Pending;
            }
            ReadAnswer::Fails(error) => {
                state.reads += 1;
                return Poll::Ready(Err(error));
            }
            ReadAnswer::Ends => 0,
        };
        state.reads += 1;
        let from = usize::try_from(offset)
            .ok()
            .and_then(|offset| self.bytes.get(offset..));
        let from = from.unwrap_or_default();
        let count = from.len().min(most);
        for (to, from) in buffer.iter_mut().zip(from).take(count) {
            *to = *from;
        }
        Poll::Ready(Ok(count))
    }

    fn cancel(&self) {
        let waiting = {
            let mut state = lock(&self.state);
            state.cancelled = true;
            std::mem::take(&mut state.waiting)
        };
        waiting.into_iter().for_each(Waker::wake);
    }

    fn attributes(&self) -> &Attributes {
        &self.attributes
    }
}
