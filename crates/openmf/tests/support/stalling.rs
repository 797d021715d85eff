//! Byte streams that stop giving bytes.

use std::sync::{Arc, Condvar, Mutex};
use std::task::{Context, Poll, Waker};

use openmf::{Attributes, ByteStream, ByteStreamCapabilities, Error, keys};

/// A file in memory, of which at a chosen read no more comes until it is let go or cancelled.
pub struct Stalling {
    bytes: Vec<u8>,
    attributes: Attributes,
    /// The reader's thread is held; else it is told to wait.
    blocks: bool,
    state: Mutex<State>,
    changed: Condvar,
    /// Rung when a read stalls.
    bell: Option<Box<dyn Fn() + Send + Sync>>,
}

struct State {
    /// How many reads still succeed.
    left: u64,
    released: bool,
    cancelled: bool,
    stalled: bool,
    waker: Option<Waker>,
}

impl Stalling {
    pub fn new(bytes: Vec<u8>, name: &str, good_reads: u64, blocks: bool) -> Arc<Self> {
        Arc::new(Self::make(bytes, name, good_reads, blocks))
    }

    /// The same; `bell` is rung whenever a read stalls.
    pub fn with_bell(
        bytes: Vec<u8>,
        name: &str,
        good_reads: u64,
        blocks: bool,
        bell: impl Fn() + Send + Sync + 'static,
    ) -> Arc<Self> {
        Arc::new(Self {
            bell: Some(Box::new(bell)),
            ..Self::make(bytes, name, good_reads, blocks)
        })
    }

    fn make(bytes: Vec<u8>, name: &str, good_reads: u64, blocks: bool) -> Self {
        let attributes = Attributes::new();
        attributes.set(keys::MF_BYTESTREAM_ORIGIN_NAME, name.to_owned());
        Self {
            bytes,
            attributes,
            blocks,
            state: Mutex::new(State {
                left: good_reads,
                released: false,
                cancelled: false,
                stalled: false,
                waker: None,
            }),
            changed: Condvar::new(),
            bell: None,
        }
    }

    /// Lets every read through, now and later.
    pub fn release(&self) {
        let waker = {
            let mut state = self.state.lock().unwrap();
            state.released = true;
            state.waker.take()
        };
        self.changed.notify_all();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Stalls from the next read on.
    pub fn stall(&self) {
        self.state.lock().unwrap().left = 0;
    }

    pub fn has_stalled(&self) -> bool {
        self.state.lock().unwrap().stalled
    }
}

impl ByteStream for Stalling {
    fn capabilities(&self) -> ByteStreamCapabilities {
        ByteStreamCapabilities {
            seekable: true,
            remote: false,
            slow_seek: false,
        }
    }

    fn len(&self) -> Option<u64> {
        Some(self.bytes.len() as u64)
    }

    fn poll_read_at(
        &self,
        cx: &mut Context<'_>,
        offset: u64,
        buffer: &mut [u8],
    ) -> Poll<Result<usize, Error>> {
        let mut state = self.state.lock().unwrap();
        loop {
            if state.cancelled {
                return Poll::Ready(Err(Error::Aborted));
            }
            if state.released || state.left > 0 {
                break;
            }
            state.stalled = true;
            if let Some(bell) = &self.bell {
                bell();
            }
            if !self.blocks {
                state.waker = Some(cx.waker().clone());
                return Poll::Pending;
            }
            state = self.changed.wait(state).unwrap();
        }
        state.left = state.left.saturating_sub(1);
        let rest = self.bytes.get(offset as usize..).unwrap_or(&[]);
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        Poll::Ready(Ok(count))
    }

    fn cancel(&self) {
        let waker = {
            let mut state = self.state.lock().unwrap();
            state.cancelled = true;
            state.waker.take()
        };
        self.changed.notify_all();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn attributes(&self) -> &Attributes {
        &self.attributes
    }
}
