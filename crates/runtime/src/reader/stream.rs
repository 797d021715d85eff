use std::collections::VecDeque;
use std::sync::Arc;
use std::task::Waker;

use openmf_core::{Error, Guid, MediaStream, MediaTime, MediaType, Sample, SharedTransform};

use super::ReadFlags;
use super::chain::Chain;
use super::engine::Request;
use crate::branch::{BranchControl, StreamSlot};

/// One stream as its reader knows it.
pub(super) struct Stream {
    /// The source's identifier of the stream.
    pub(super) id: u32,
    pub(super) selected: bool,
    /// The type that was asked for, if one was.
    pub(super) wanted: Option<MediaType>,
    /// The type of the next sample to be read.
    pub(super) current: MediaType,
    /// The type of the last sample that has come.
    pub(super) arriving: MediaType,
    pub(super) effects: Vec<SharedTransform>,
    pub(super) chain: Option<Chain>,
    pub(super) branch: Option<Running>,
    /// What the source announced last.
    pub(super) source_stream: Option<Arc<dyn MediaStream>>,
    /// What has come and was not read yet.
    pub(super) ahead: VecDeque<Item>,
    pub(super) requests: VecDeque<Request>,
    /// What the next item tells besides.
    pub(super) news: ReadFlags,
    /// Nothing comes any more.
    pub(super) ended: bool,
    /// A reader of whichever stream was told so.
    pub(super) end_told: bool,
    pub(super) failed: Option<Error>,
    /// `OnFlush` is due.
    pub(super) flushing: u32,
    /// Where the last item was.
    pub(super) last: Option<MediaTime>,
    /// The branch, while nobody reads.
    pub(super) waker: Option<Waker>,
    /// The branch was told to give out what it holds.
    pub(super) draining: bool,
}

/// A stream's branch.
pub(super) struct Running {
    pub(super) control: Arc<BranchControl>,
    pub(super) slot: Arc<StreamSlot>,
    /// It delivers, or has delivered everything; else it holds.
    pub(super) runs: bool,
    /// It has dropped everything that was before the present generation.
    pub(super) flushed: bool,
}

/// What a branch has delivered.
pub(super) struct Item {
    pub(super) flags: ReadFlags,
    pub(super) time: Option<MediaTime>,
    pub(super) sample: Option<Sample>,
    /// The type that it and those behind it have, if it is another one.
    pub(super) media_type: Option<MediaType>,
}

impl Stream {
    pub(super) fn new(id: u32, selected: bool, native: MediaType) -> Self {
        Self {
            id,
            selected,
            wanted: None,
            current: native.clone(),
            arriving: native,
            effects: Vec::new(),
            chain: None,
            branch: None,
            source_stream: None,
            ahead: VecDeque::new(),
            requests: VecDeque::new(),
            news: ReadFlags::default(),
            ended: false,
            end_told: false,
            failed: None,
            flushing: 0,
            last: None,
            waker: None,
            draining: false,
        }
    }

    /// Everything before a seek is void. What was read ahead is returned: it may be the application's, so it is dropped
    /// when no lock is held.
    pub(super) fn forget(&mut self) -> VecDeque<Item> {
        self.ended = false;
        self.end_told = false;
        self.failed = None;
        self.last = None;
        self.draining = false;
        self.drop_ahead()
    }

    /// What was read ahead is not given any more; what it told besides is told with the next item.
    pub(super) fn drop_ahead(&mut self) -> VecDeque<Item> {
        for item in &mut self.ahead {
            let flags = std::mem::take(&mut item.flags);
            self.news = self.news.and(ReadFlags { tick: false, ..flags });
            if let Some(media_type) = item.media_type.take() {
                self.current = media_type;
            }
        }
        std::mem::take(&mut self.ahead)
    }

    /// What a chain with effects is to lead to. None of them makes something encoded into something else: if no type was
    /// asked for, no decoder is put in.
    pub(super) fn asked(&self) -> MediaType {
        let subtype = match self.current.is_compressed() {
            true => self.current.subtype(),
            false => Guid::ZERO,
        };
        let any = || MediaType::partial(self.current.major_type(), subtype);
        self.wanted.clone().unwrap_or_else(any)
    }

    pub(super) fn runs(&self) -> bool {
        self.branch.as_ref().is_some_and(|branch| branch.runs)
    }

    /// Whether its samples come by a plain call, so that one is sure to come.
    pub(super) fn is_direct(&self) -> bool {
        self.source_stream
            .as_ref()
            .is_some_and(|stream| stream.direct().is_some())
    }
}
