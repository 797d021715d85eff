use std::collections::VecDeque;

/// Things that are sent one after the other, in order, by whichever thread comes first, without a lock held.
pub(crate) struct Outbox<T> {
    items: VecDeque<T>,
    busy: bool,
}

impl<T> Default for Outbox<T> {
    fn default() -> Self {
        Self {
            items: VecDeque::new(),
            busy: false,
        }
    }
}

impl<T> Outbox<T> {
    pub(crate) fn push(&mut self, item: T) {
        self.items.push_back(item);
    }

    /// Whether somebody has to begin to send; the caller does, and takes items by [`Outbox::next`] until there is none.
    pub(crate) fn begin(&mut self) -> bool {
        !self.items.is_empty() && !std::mem::replace(&mut self.busy, true)
    }

    /// The next item for whoever sends; ends the sending if there is none.
    pub(crate) fn next(&mut self) -> Option<T> {
        let next = self.items.pop_front();
        self.busy = next.is_some();
        next
    }
}
