//! A logical stream: its packets out of its pages, and where they lie.

use openmf_core::{Error, MediaTime, Result, TimeSpan};

use super::codec::Codec;
use crate::limits;

/// A logical stream.
pub(super) struct Stream {
    pub(super) serial: u32,
    pub(super) codec: Codec,
    /// The number of the last page.
    pub(super) sequence: Option<u32>,
    /// The packet that goes on on the next page.
    pub(super) partial: Vec<u8>,
    pub(super) in_packet: bool,
    /// Where the next packet starts.
    pub(super) position: Option<i64>,
    /// The size of the block before, for Vorbis.
    pub(super) previous: Option<u32>,
    /// The next packet is left out: its start is not known.
    pub(super) skip: bool,
    pub(super) discontinuity: bool,
    pub(super) ended: bool,
    /// The position on the last page that had one.
    pub(super) granule: Option<i64>,
    /// Where the stream's first packet starts, and where its last one ends.
    pub(super) start: i64,
    pub(super) end: Option<i64>,
}

impl Stream {
    pub(super) fn new(serial: u32, codec: Codec) -> Self {
        Self {
            serial,
            codec,
            sequence: None,
            partial: Vec::new(),
            in_packet: false,
            position: None,
            previous: None,
            skip: false,
            discontinuity: false,
            ended: false,
            granule: None,
            start: 0,
            end: None,
        }
    }

    /// Forgets where the stream was.
    pub(super) fn lose(&mut self) {
        self.sequence = None;
        self.partial.clear();
        self.in_packet = false;
        self.position = None;
        self.previous = None;
        self.skip = self.codec.needs_previous();
    }

    /// The time of a position.
    pub(super) fn time(&self, position: i64, shift: TimeSpan) -> Result<MediaTime> {
        let audible = position.checked_sub(i64::from(self.codec.pre_skip()));
        audible
            .and_then(|ticks| MediaTime::from_ticks(ticks, self.codec.sample_rate()))
            .map(|time| time - shift)
            .ok_or(Error::TimeOutOfRange)
    }

    /// Puts the next part of a packet to what is there; the packet when it is whole. `None` also for a packet whose
    /// beginning is missing.
    pub(super) fn assemble<'a>(
        &'a mut self,
        part: &'a [u8],
        continues: bool,
        ends: bool,
    ) -> Option<&'a [u8]> {
        if continues && !self.in_packet {
            return None;
        }
        if !continues {
            self.partial.clear();
        }
        self.in_packet = !ends;
        if ends && self.partial.is_empty() {
            return Some(part);
        }
        if self.partial.len() + part.len() > limits::MAX_PACKET_BYTES {
            self.partial.clear();
            self.in_packet = false;
            return None;
        }
        self.partial.extend_from_slice(part);
        ends.then_some(&*self.partial)
    }
}
