//! Finding positions: the index of clusters, and walks over the headers of blocks.

use std::ops::ControlFlow;

use openmf_core::{MediaTime, Result};

use super::block::BlockHeader;
use super::ebml::{self, Element};
use super::header::{Point, to_100ns};
use super::{INTERLEAVE, MAX_WALK, MatroskaDemuxer, Walked, ids};
use crate::limits::MAX_SEEK_POINTS;

impl MatroskaDemuxer {
    /// Walks over the headers of clusters from the first on, for files without cues.
    pub(super) fn build_index(&mut self) -> Result<()> {
        self.indexed = true;
        let mut at = self.first_cluster;
        let mut cluster = None;
        for _ in 0..MAX_WALK {
            let head = ebml::header(self.reader.peek_only(at, 12)?);
            let Some((id, size, len)) = head else {
                break;
            };
            let body = at.saturating_add(len as u64);
            let end = size.map(|size| body.saturating_add(size));
            match (id, end) {
                (ids::CLUSTER, _) => {
                    // The timestamp is the cluster's first child in all but strange files; those are entered.
                    let inside = self.reader.peek_only(body, 16)?;
                    let time = ebml::children(inside)
                        .next()
                        .filter(|child| child.id == ids::TIMESTAMP);
                    match (time.map(|time| time.uint()), end) {
                        (Some(time), Some(end)) => {
                            self.add_point(time, at);
                            at = end;
                        }
                        _ => {
                            cluster = Some(at);
                            at = body;
                        }
                    }
                }
                (ids::TIMESTAMP, Some(end)) => {
                    let value = self.reader.peek_only(body, 8)?;
                    let size = usize::try_from(end - body).unwrap_or(usize::MAX);
                    let time = value
                        .get(..size)
                        .unwrap_or(value)
                        .iter()
                        .fold(0, |v, b| v << 8 | u64::from(*b));
                    if let Some(cluster) = cluster.take() {
                        self.add_point(time, cluster);
                    }
                    at = end;
                }
                (_, Some(end)) => at = end,
                (_, None) => break,
            }
        }
        self.points.sort_unstable();
        Ok(())
    }

    fn add_point(&mut self, time: u64, cluster: u64) {
        if self.points.len() < MAX_SEEK_POINTS {
            let time = to_100ns(i64::try_from(time).unwrap_or(i64::MAX), self.scale);
            self.points.push(Point {
                time,
                cluster,
                track: 0,
            });
        }
    }

    /// Calls `visit` for every block from the cluster at `from` on, until it breaks or the file ends.
    pub(super) fn walk(&mut self, from: u64, mut visit: impl FnMut(Walked) -> ControlFlow<()>) -> Result<()> {
        let mut at = from;
        let mut cluster_time = 0_i64;
        for _ in 0..MAX_WALK {
            let Some(found) = Element::at_alone(&mut self.reader, at)? else {
                return Ok(());
            };
            let block = match found.id {
                ids::CLUSTER | ids::SEGMENT => {
                    at = found.body;
                    continue;
                }
                ids::TIMESTAMP => {
                    cluster_time = self.read_uint(&found)?;
                    None
                }
                ids::SIMPLE_BLOCK => {
                    BlockHeader::parse(self.reader.peek_sparse(found.body, 16)?).map(|header| Walked {
                        start: found.start,
                        track: header.track,
                        time: cluster_time.saturating_add(i64::from(header.time)),
                        key: header.key(),
                        discard: 0,
                        data: found.body.saturating_add(header.len as u64),
                    })
                }
                ids::BLOCK_GROUP => self.walk_group(&found, cluster_time)?,
                _ => None,
            };
            if let Some(block) = block
                && visit(block).is_break()
            {
                return Ok(());
            }
            match found.end {
                Some(end) if end > at => at = end,
                _ => return Ok(()),
            }
        }
        Ok(())
    }

    fn walk_group(&mut self, group: &Element, cluster_time: i64) -> Result<Option<Walked>> {
        let Some(end) = group.end else {
            return Ok(None);
        };
        let mut at = group.body;
        let mut found: Option<Walked> = None;
        let (mut key, mut discard) = (true, 0);
        while at < end {
            let Some(child) = Element::at_alone(&mut self.reader, at)? else {
                break;
            };
            match child.id {
                ids::BLOCK => {
                    found =
                        BlockHeader::parse(self.reader.peek_sparse(child.body, 16)?).map(|header| Walked {
                            start: group.start,
                            track: header.track,
                            time: cluster_time.saturating_add(i64::from(header.time)),
                            key: true,
                            discard: 0,
                            data: child.body.saturating_add(header.len as u64),
                        });
                }
                ids::REFERENCE_BLOCK => key = false,
                ids::DISCARD_PADDING => {
                    let len = usize::try_from(child.end.unwrap_or(child.body) - child.body)
                        .unwrap_or(0)
                        .min(8);
                    let body = self.reader.peek_sparse(child.body, len)?;
                    discard = ebml::Child { id: child.id, body }.int();
                }
                _ => {}
            }
            match child.end {
                Some(next) if next > at => at = next,
                _ => break,
            }
        }
        Ok(found.map(|found| Walked {
            key,
            discard,
            ..found
        }))
    }

    /// The cluster to start looking for `time` (100 ns) at.
    fn start_for(&self, time: i64, lead: Option<u64>) -> (usize, u64) {
        let fits = |point: &&Point| lead.is_none() || point.track == 0 || Some(point.track) == lead;
        let points: Vec<&Point> = self.points.iter().filter(fits).collect();
        let after = points.partition_point(|point| point.time <= time);
        match after.checked_sub(1).and_then(|at| points.get(at)) {
            Some(point) => (after, point.cluster),
            None => (0, self.first_cluster),
        }
    }

    pub(super) fn seek_to(&mut self, time: MediaTime) -> Result<()> {
        if !self.indexed {
            self.build_index()?;
        }
        let target = time.as_100ns();
        let scale = self.scale;
        let lead = self
            .tracks
            .iter()
            .position(|track| track.wanted && track.info.is_video());
        let mut starts: Vec<Option<u64>> = vec![None; self.tracks.len()];
        let mut from = target;
        if let Some((lead, track)) = lead.and_then(|at| Some((at, self.tracks.get(at)?))) {
            let number = track.info.number;
            let (delay, mut look) = (track.info.codec_delay / 100, target);
            let mut best = None;
            // Earlier and earlier clusters, for cues that name one without a clean point.
            for _ in 0..16 {
                let (remaining, cluster) = self.start_for(look.saturating_add(delay), Some(number));
                self.walk(cluster, |block| {
                    let at = to_100ns(block.time, scale).saturating_sub(delay);
                    if block.track == number && block.key {
                        if at > target {
                            return ControlFlow::Break(());
                        }
                        best = Some((block.start, at));
                    }
                    // Pictures are out of order only by a few; this far ahead none is earlier.
                    if at > target.saturating_add(INTERLEAVE * 4) {
                        ControlFlow::Break(())
                    } else {
                        ControlFlow::Continue(())
                    }
                })?;
                if best.is_some() || remaining == 0 || cluster == self.first_cluster {
                    break;
                }
                look = self
                    .points
                    .iter()
                    .filter(|point| point.cluster < cluster)
                    .map(|point| point.time)
                    .max()
                    .unwrap_or(i64::MIN);
            }
            if let Some((start, at)) = best {
                if let Some(slot) = starts.get_mut(lead) {
                    *slot = Some(start);
                }
                from = at.min(target);
            }
        }
        // Every other track starts with its last block at or before where it has to start.
        let limits: Vec<Option<(u64, i64)>> = self
            .tracks
            .iter()
            .enumerate()
            .map(|(at, track)| {
                let needed = from.saturating_sub(track.info.preroll.as_100ns());
                (track.wanted && Some(at) != lead)
                    .then_some((track.info.number, needed + track.info.codec_delay / 100))
            })
            .collect();
        let earliest = limits.iter().flatten().map(|(_, limit)| *limit).min();
        if let Some(earliest) = earliest {
            let latest = limits
                .iter()
                .flatten()
                .map(|(_, limit)| *limit)
                .max()
                .unwrap_or(earliest);
            let (_, cluster) = self.start_for(earliest.saturating_sub(INTERLEAVE), None);
            self.walk(cluster, |block| {
                let at = to_100ns(block.time, scale);
                for (slot, limit) in starts.iter_mut().zip(&limits) {
                    if let Some((number, limit)) = limit
                        && *number == block.track
                        && (at <= *limit || slot.is_none())
                    {
                        *slot = Some(block.start);
                    }
                }
                if at > latest.saturating_add(INTERLEAVE) {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            })?;
        }
        let begin = starts
            .iter()
            .flatten()
            .copied()
            .min()
            .unwrap_or(self.first_cluster);
        // Blocks have no time without their cluster's: reading starts at the cluster that holds the first.
        let cluster = self
            .points
            .iter()
            .map(|point| point.cluster)
            .filter(|cluster| *cluster <= begin)
            .max()
            .unwrap_or(self.first_cluster);
        for (track, start) in self.tracks.iter_mut().zip(starts) {
            track.start = start.unwrap_or(0);
            track.discontinuity = true;
            track.reorder.restart();
        }
        self.at = cluster;
        self.pending.clear();
        self.ended = false;
        Ok(())
    }
}
