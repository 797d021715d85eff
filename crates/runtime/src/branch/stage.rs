use std::sync::atomic::{AtomicU64, Ordering};

use openmf_core::{MediaType, Result, SharedTransform, TransformMessage, keys};
use openmf_topology::{NodeId, TopologyNode};

/// One transform of a branch.
pub(crate) struct Stage {
    pub(super) transform: SharedTransform,
    pub(super) node: NodeId,
    pub(super) conduct: Conduct,
    pub(super) state: StageState,
    streaming: Streaming,
    /// It was drained, and has got nothing since.
    pub(super) drained: bool,
    /// As whom it uses the transform, which may be in another topology too.
    user: u64,
    /// Since the last flush it has made sure that nothing of another topology is in the transform.
    took_over: bool,
    /// The type of what comes next, which the transform takes when it has given out what it holds.
    pub(super) pending: Option<MediaType>,
    /// The type of what it gives out next, of which those behind do not know yet.
    pub(super) announced: Option<MediaType>,
    /// The stream goes on without it if a new type cannot be made into one that it takes.
    pub(super) is_optional: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StageState {
    Flowing,
    /// It gives out what it holds before its input type changes.
    Changing,
    Draining,
    Ended,
}

/// What the transform was told of its streaming.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Streaming {
    /// Nothing, or that it has ended.
    Idle,
    /// `MFT_MESSAGE_NOTIFY_BEGIN_STREAMING`.
    Begun,
    /// `MFT_MESSAGE_NOTIFY_START_OF_STREAM` too.
    Started,
}

impl Stage {
    /// `node`: its node in the topology.
    pub(crate) fn new(transform: SharedTransform, node: NodeId, conduct: Conduct) -> Self {
        Self {
            transform,
            node,
            conduct,
            pending: None,
            announced: None,
            state: StageState::Flowing,
            streaming: Streaming::Idle,
            drained: false,
            user: new_user(),
            took_over: false,
            is_optional: false,
        }
    }

    pub(crate) fn optional(mut self, is_optional: bool) -> Self {
        self.is_optional = is_optional;
        self
    }

    /// Whether data went in since the last flush.
    pub(super) fn has_started(&self) -> bool {
        self.streaming == Streaming::Started
    }

    /// Before anything is taken of the transform: it may hold what another topology could not flush, or has left there since
    /// this one was flushed.
    pub(super) fn take_over(&mut self) -> Result<()> {
        if std::mem::replace(&mut self.took_over, true) {
            return Ok(());
        }
        let before = self.transform.hand_over(self.user);
        // A new segment for a transform that another topology has used.
        if before != 0 && before != self.user && self.conduct.flushes_between_topologies() {
            self.transform.lock().process_message(TransformMessage::Flush)?;
        }
        Ok(())
    }

    /// Tells the transform that data comes, if it does not know.
    pub(super) fn begin(&mut self) -> Result<()> {
        self.take_over()?;
        let known = std::mem::replace(&mut self.streaming, Streaming::Started);
        if known == Streaming::Started {
            return Ok(());
        }
        let mut transform = self.transform.lock();
        if known == Streaming::Idle {
            transform.process_message(TransformMessage::NotifyBeginStreaming)?;
        }
        transform.process_message(TransformMessage::NotifyStartOfStream)
    }

    /// Makes it ready for data that does not follow what it had.
    pub(super) fn flush(&mut self) {
        // A change of type that waits is of the stream, not of the data that is dropped.
        self.state = match self.pending {
            Some(_) => StageState::Changing,
            None => StageState::Flowing,
        };
        (self.drained, self.took_over) = (false, false);
        if self.streaming == Streaming::Started {
            self.streaming = Streaming::Begun;
        }
        if self.conduct.flushes() {
            // A transform that cannot flush has nothing that could be used; its next input tells.
            let _ = self.transform.lock().process_message(TransformMessage::Flush);
        }
    }

    /// Data comes again behind a drain.
    pub(super) fn resume(&mut self) {
        if self.state == StageState::Ended {
            self.state = StageState::Flowing;
            self.streaming = Streaming::Begun;
        }
    }

    /// As [`Stage::resume`], where the end of the stream has moved.
    pub(super) fn resume_behind_end(&mut self) {
        if matches!(self.state, StageState::Ended | StageState::Draining) {
            self.drained |= self.conduct.drains(true);
            self.state = StageState::Ended;
        }
        self.resume();
    }

    /// No data comes for the time being.
    pub(super) fn end_streaming(&mut self) {
        if std::mem::replace(&mut self.streaming, Streaming::Idle) != Streaming::Idle {
            // It may free what it needs for streaming; if it does not, that is all.
            let message = TransformMessage::NotifyEndStreaming;
            let _ = self.transform.lock().process_message(message);
        }
    }

    /// The topology is dropped. What another one has taken over is left alone.
    pub(super) fn release(&mut self) {
        if self.streaming == Streaming::Idle || !self.transform.give_back(self.user) {
            return;
        }
        if self.conduct.flushes_at_release() {
            let _ = self.transform.lock().process_message(TransformMessage::Flush);
        }
        self.end_streaming();
    }
}

/// As whom somebody feeds a transform.
pub(super) fn new_user() -> u64 {
    static USERS: AtomicU64 = AtomicU64::new(1);
    USERS.fetch_add(1, Ordering::Relaxed)
}

/// What a transform node's attributes ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Conduct {
    drain: Drain,
    flush: Flush,
}

/// `MF_TOPONODE_DRAIN`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Drain {
    /// `MF_TOPONODE_DRAIN_DEFAULT`: at the end of the stream, not where the segment is marked out.
    AtEndOfStream,
    /// `MF_TOPONODE_DRAIN_ALWAYS`.
    Always,
    /// `MF_TOPONODE_DRAIN_NEVER`.
    Never,
}

/// `MF_TOPONODE_FLUSH`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flush {
    /// `MF_TOPONODE_FLUSH_ALWAYS`: by a seek, by a stop, and when a new segment begins.
    Always,
    /// `MF_TOPONODE_FLUSH_SEEK`: by a seek, and by a stop, behind which nothing goes on where it was.
    OnSeek,
    /// `MF_TOPONODE_FLUSH_NEVER`: when it is released.
    Never,
}

impl Conduct {
    /// By a seek or a stop.
    pub(super) fn flushes(self) -> bool {
        self.flush != Flush::Never
    }

    /// When a topology takes the transform over from another.
    pub(super) fn flushes_between_topologies(self) -> bool {
        self.flush == Flush::Always
    }

    /// When the topology is dropped.
    pub(super) fn flushes_at_release(self) -> bool {
        self.flush != Flush::OnSeek
    }

    /// At the end of what comes, which may be where the segment is marked out.
    pub(super) fn drains(self, marked_out: bool) -> bool {
        match self.drain {
            Drain::AtEndOfStream => !marked_out,
            Drain::Always => true,
            Drain::Never => false,
        }
    }

    /// What is put in between has a delay that nobody asked for: it always gives out what it holds.
    pub(super) const OF_THE_ENGINE: Self = Self {
        drain: Drain::Always,
        flush: Flush::Always,
    };

    pub(crate) fn of(node: &TopologyNode) -> Self {
        let number = |key| node.attributes().get_or(key, 0);
        Self {
            drain: match number(keys::MF_TOPONODE_DRAIN) {
                1 => Drain::Always,
                2 => Drain::Never,
                _ => Drain::AtEndOfStream,
            },
            flush: match number(keys::MF_TOPONODE_FLUSH) {
                1 => Flush::OnSeek,
                2 => Flush::Never,
                _ => Flush::Always,
            },
        }
    }
}
