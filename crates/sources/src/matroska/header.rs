//! What a segment holds beside its clusters: information, cues, chapters, tags, attachments.

use openmf_core::MediaTime;

use super::ebml::{self, Child};
use super::ids;
use crate::codec::Chapter;
use crate::limits::{MAX_COVER_BYTES, MAX_SEEK_POINTS};
use crate::tags::Tags;

/// Chapters kept of a file.
const MAX_CHAPTERS: usize = 4096;

/// A place to start reading at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Point {
    /// 100 ns, before codec delays are taken off.
    pub(super) time: i64,
    /// Where the cluster starts in the stream.
    pub(super) cluster: u64,
    /// The track that the point was made for; 0 for all.
    pub(super) track: u64,
}

/// The elements of a segment that are read before any cluster.
#[derive(Debug)]
pub(super) struct Header {
    /// Nanoseconds of one unit of time.
    pub(super) scale: u64,
    /// 100 ns.
    pub(super) duration: Option<i64>,
    pub(super) tags: Tags,
    /// The bits of a second by the identifier of the track, as writers count them.
    pub(super) bitrates: Vec<(u64, u32)>,
    pub(super) chapters: Vec<Chapter>,
    pub(super) cover: Option<Vec<u8>>,
    pub(super) points: Vec<Point>,
}

impl Default for Header {
    fn default() -> Self {
        Self {
            scale: 1_000_000,
            duration: None,
            tags: Tags::default(),
            bitrates: Vec::new(),
            chapters: Vec::new(),
            cover: None,
            points: Vec::new(),
        }
    }
}

/// `ticks` units of `scale` nanoseconds in 100 ns, rounded to the nearest; saturates.
pub(super) fn to_100ns(ticks: i64, scale: u64) -> i64 {
    let nanoseconds = i128::from(ticks) * i128::from(scale);
    i64::try_from((nanoseconds + 50).div_euclid(100)).unwrap_or(if ticks < 0 { i64::MIN } else { i64::MAX })
}

/// Rates of tracks that are kept.
const MAX_BITRATES: usize = 256;

impl Header {
    pub(super) fn info(&mut self, body: &[u8]) {
        let mut duration = 0.0;
        for child in ebml::children(body) {
            match child.id {
                // More than a second would make nonsense of every time.
                ids::TIMESTAMP_SCALE => self.scale = child.uint().clamp(1, 1_000_000_000),
                ids::DURATION => duration = child.float(),
                ids::TITLE => self.tags.add("TITLE", &child.text()),
                ids::WRITING_APP => self.tags.add("ENCODER", &child.text()),
                _ => {}
            }
        }
        let duration = duration * self.scale as f64 / 100.0;
        // `as` saturates.
        self.duration = (duration >= 1.0).then_some(duration.round() as i64);
    }

    /// Cues; `segment` is where positions count from.
    pub(super) fn cues(&mut self, body: &[u8], segment: u64) {
        for cue in ebml::children(body).filter(|child| child.id == ids::CUE_POINT) {
            let mut time = 0;
            for child in cue.children() {
                match child.id {
                    ids::CUE_TIME => time = i64::try_from(child.uint()).unwrap_or(i64::MAX),
                    ids::CUE_TRACK_POSITIONS if self.points.len() < MAX_SEEK_POINTS => {
                        let find = |id| {
                            child
                                .children()
                                .find(|found| found.id == id)
                                .map(|found| found.uint())
                        };
                        if let Some(position) = find(ids::CUE_CLUSTER_POSITION) {
                            self.points.push(Point {
                                time: to_100ns(time, self.scale),
                                cluster: segment.saturating_add(position),
                                track: find(ids::CUE_TRACK).unwrap_or(0),
                            });
                        }
                    }
                    _ => {}
                }
            }
        }
        self.points.sort_unstable();
    }

    pub(super) fn chapters(&mut self, body: &[u8]) {
        // The first edition; others are other cuts of the same.
        let Some(edition) = ebml::children(body).find(|child| child.id == ids::EDITION_ENTRY) else {
            return;
        };
        for atom in edition
            .children()
            .filter(|child| child.id == ids::CHAPTER_ATOM)
            .take(MAX_CHAPTERS)
        {
            let mut start = 0;
            let mut title = String::new();
            for child in atom.children() {
                match child.id {
                    ids::CHAPTER_TIME_START => start = i64::try_from(child.uint() / 100).unwrap_or(0),
                    ids::CHAPTER_DISPLAY if title.is_empty() => {
                        if let Some(text) = child.children().find(|found| found.id == ids::CHAP_STRING) {
                            title = text.text();
                        }
                    }
                    _ => {}
                }
            }
            self.chapters.push((MediaTime::from_100ns(start), title));
        }
    }

    /// Tags of the whole file; those of single tracks and chapters are statistics mostly.
    pub(super) fn tags(&mut self, body: &[u8]) {
        for tag in ebml::children(body).filter(|child| child.id == ids::TAG) {
            let narrow = |target: &Child<'_>| {
                target.id == ids::TARGETS
                    && target.children().any(|uid| {
                        matches!(uid.id, ids::TAG_TRACK_UID | ids::TAG_CHAPTER_UID) && uid.uint() != 0
                    })
            };
            if tag.children().any(|child| narrow(&child)) {
                self.bitrates_of(&tag);
                continue;
            }
            for simple in tag.children().filter(|child| child.id == ids::SIMPLE_TAG) {
                let find = |id| {
                    simple
                        .children()
                        .find(|found| found.id == id)
                        .map(|found| found.text())
                };
                if let (Some(name), Some(value)) = (find(ids::TAG_NAME), find(ids::TAG_STRING)) {
                    let name = match name.as_str() {
                        "PART_NUMBER" => "TRACKNUMBER",
                        "DATE_RELEASED" => "DATE",
                        other => other,
                    };
                    self.tags.add(name, &value);
                }
            }
        }
    }

    /// The statistics of tracks. Source: "Matroska Tags" (`BPS`).
    fn bitrates_of(&mut self, tag: &Child<'_>) {
        let is_rate = |simple: &Child<'_>| {
            simple
                .children()
                .any(|child| child.id == ids::TAG_NAME && child.text() == "BPS")
        };
        let mut simple = tag.children().filter(|child| child.id == ids::SIMPLE_TAG);
        let Some(rate) = simple.find(is_rate) else {
            return;
        };
        let text = rate.children().find(|child| child.id == ids::TAG_STRING);
        let Some(rate) = text.and_then(|text| text.text().parse().ok()) else {
            return;
        };
        for targets in tag.children().filter(|child| child.id == ids::TARGETS) {
            for track in targets.children().filter(|child| child.id == ids::TAG_TRACK_UID) {
                if self.bitrates.len() < MAX_BITRATES {
                    self.bitrates.push((track.uint(), rate));
                }
            }
        }
    }

    /// The cover: the attached picture that is called so, else the first.
    pub(super) fn attachments(&mut self, body: &[u8]) {
        for file in ebml::children(body).filter(|child| child.id == ids::ATTACHED_FILE) {
            let find = |id| file.children().find(|found| found.id == id);
            let is_picture =
                find(ids::FILE_MEDIA_TYPE).is_some_and(|found| found.text().starts_with("image/"));
            let named_cover =
                find(ids::FILE_NAME).is_some_and(|found| found.text().to_lowercase().starts_with("cover"));
            if let Some(data) = find(ids::FILE_DATA)
                && is_picture
                && data.body.len() <= MAX_COVER_BYTES
                && (self.cover.is_none() || named_cover)
            {
                self.cover = Some(data.body.to_vec());
                if named_cover {
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(id: u32, body: &[u8]) -> Vec<u8> {
        let mut bytes = id.to_be_bytes()[id.leading_zeros() as usize / 8..].to_vec();
        bytes.push(0x80 | body.len() as u8);
        bytes.extend(body);
        bytes
    }

    #[test]
    fn statistics_tell_the_rates_of_tracks() {
        let simple = |name: &[u8], value: &[u8]| {
            let body = [element(ids::TAG_NAME, name), element(ids::TAG_STRING, value)].concat();
            element(ids::SIMPLE_TAG, &body)
        };
        let tag = |uid: u8, rate: &[u8]| {
            let targets = element(ids::TARGETS, &element(ids::TAG_TRACK_UID, &[uid]));
            let body = [targets, simple(b"DURATION", b"1"), simple(b"BPS", rate)].concat();
            element(ids::TAG, &body)
        };
        let mut header = Header::default();
        header.tags(&[tag(7, b"64000"), tag(8, b"much"), tag(9, b"-1"), tag(10, b"300")].concat());
        assert_eq!(header.bitrates, [(7, 64_000), (10, 300)]);
    }
}
