//! Tags, the cover and chapters of the user data.
//!
//! Sources: "QuickTime File Format: User Data Atoms, Metadata"; the iTunes list (`ilst`) as players write it.

use openmf_core::MediaTime;

use super::boxes::MemoryBox;
use crate::bytes::Bytes;
use crate::codec::Chapter;
use crate::tags::Tags;

/// Chapters kept of a file.
pub(super) const MAX_CHAPTERS: usize = 4096;

/// What the user data holds.
#[derive(Debug, Default)]
pub(super) struct Meta {
    pub(super) tags: Tags,
    pub(super) cover: Option<Vec<u8>>,
    pub(super) chapters: Vec<Chapter>,
    pub(super) gapless: Option<Gapless>,
}

/// Encoder delay and length that iTunes noted (`iTunSMPB`), in frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gapless {
    pub(super) delay: u32,
    pub(super) length: u64,
}

impl Meta {
    /// Reads `udta` and `meta` of a movie box.
    pub(super) fn read(moov: &MemoryBox<'_>) -> Self {
        let mut meta = Self::default();
        for found in moov.children() {
            match &found.kind {
                b"udta" => meta.user_data(&found),
                b"meta" => meta.metadata(&found),
                _ => {}
            }
        }
        meta
    }

    fn user_data(&mut self, udta: &MemoryBox<'_>) {
        for found in udta.children() {
            match &found.kind {
                b"meta" => self.metadata(&found),
                b"chpl" => self.nero_chapters(&found),
                [0xa9, ..] => {
                    // QuickTime's: a length, a language, the text.
                    let mut r = found.bytes();
                    if let (Some(len), Some(_)) = (r.u16(), r.u16())
                        && let (Some(text), Some(name)) = (r.take(usize::from(len)), tag_name(found.kind))
                    {
                        self.tags.add(name, &String::from_utf8_lossy(text));
                    }
                }
                _ => {}
            }
        }
    }

    fn metadata(&mut self, meta: &MemoryBox<'_>) {
        // A full box in MP4, a plain one in QuickTime, which shows in where its first child is.
        let plain = meta.body.get(4..8) == Some(b"hdlr");
        let skip = if plain { 0 } else { 4 };
        let children = meta.children_after(skip);
        let keys = children
            .clone()
            .find(|child| child.kind == *b"keys")
            .map(|keys| key_names(&keys));
        for list in children.filter(|child| child.kind == *b"ilst") {
            for item in list.children() {
                self.item(&item, keys.as_deref());
            }
        }
    }

    fn item(&mut self, item: &MemoryBox<'_>, keys: Option<&[String]>) {
        let value = item.children().find(|child| child.kind == *b"data");
        let Some((kind, data)) = value.and_then(|value| {
            let mut r = value.bytes();
            let kind = r.u32()?;
            r.skip(4)?;
            Some((kind & 0xff_ffff, r.rest()))
        }) else {
            return;
        };
        if let Some(keys) = keys {
            let index = u32::from_be_bytes(item.kind) as usize;
            if let Some(name) = index.checked_sub(1).and_then(|index| keys.get(index)) {
                let name = name.strip_prefix("com.apple.quicktime.").unwrap_or(name);
                self.tags.add(name, &value_text(kind, data));
            }
            return;
        }
        match &item.kind {
            b"covr" => {
                if self.cover.is_none() && !data.is_empty() {
                    self.cover = Some(data.to_vec());
                }
            }
            b"trkn" | b"disk" => {
                let mut r = Bytes::new(data);
                let pair = r.skip(2).and_then(|()| Some((r.u16()?, r.u16()?)));
                let name = if item.kind == *b"trkn" {
                    "TRACKNUMBER"
                } else {
                    "DISCNUMBER"
                };
                match pair {
                    Some((0, _)) | None => {}
                    Some((number, 0)) => self.tags.add(name, &number.to_string()),
                    Some((number, total)) => self.tags.add(name, &format!("{number}/{total}")),
                }
            }
            b"----" => {
                let text = |kind: &[u8; 4]| {
                    let found = item.child(kind)?;
                    Some(String::from_utf8_lossy(found.body.get(4..)?).into_owned())
                };
                if let Some(name) = text(b"name") {
                    let value = value_text(kind, data);
                    if name == "iTunSMPB" {
                        self.gapless = gapless(&value);
                    } else {
                        self.tags.add(&name, &value);
                    }
                }
            }
            kind_of_item => {
                if let Some(name) = tag_name(*kind_of_item) {
                    self.tags.add(name, &value_text(kind, data));
                }
            }
        }
    }

    fn nero_chapters(&mut self, chpl: &MemoryBox<'_>) {
        let Some((version, _, mut r)) = chpl.full() else {
            return;
        };
        if version != 0 && r.skip(4).is_none() {
            return;
        }
        let count = usize::from(r.u8().unwrap_or(0));
        for _ in 0..count.min(MAX_CHAPTERS) {
            let (Some(start), Some(len)) = (r.u64(), r.u8()) else {
                return;
            };
            let Some(title) = r.take(usize::from(len)) else {
                return;
            };
            let start = MediaTime::from_100ns(i64::try_from(start).unwrap_or(i64::MAX));
            self.chapters
                .push((start, String::from_utf8_lossy(title).into_owned()));
        }
    }
}

fn key_names(keys: &MemoryBox<'_>) -> Vec<String> {
    keys.children_after(8)
        .map(|key| String::from_utf8_lossy(key.body).into_owned())
        .collect()
}

/// A value of the list as text. Source: "Well-known data types".
fn value_text(kind: u32, data: &[u8]) -> String {
    match kind {
        // Signed and unsigned big-endian integers of one to eight bytes.
        21 | 22 | 0
            if matches!(data.len(), 1..=8)
                && (kind != 0 || std::str::from_utf8(data).is_err() || data.contains(&0)) =>
        {
            let value = data
                .iter()
                .fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
            value.to_string()
        }
        2 => text_utf16(data),
        _ => String::from_utf8_lossy(data).into_owned(),
    }
}

fn text_utf16(data: &[u8]) -> String {
    let units: Vec<u16> = data
        .as_chunks::<2>()
        .0
        .iter()
        .map(|pair| u16::from_be_bytes(*pair))
        .collect();
    String::from_utf16_lossy(&units)
}

/// The text of a sample of a chapter track: a length, then UTF-8 or UTF-16 with a byte order mark.
pub(super) fn chapter_title(sample: &[u8]) -> Option<String> {
    let mut r = Bytes::new(sample);
    let len = usize::from(r.u16()?);
    let text = r.take(len.min(r.len()))?;
    Some(match text {
        [0xfe, 0xff, rest @ ..] => text_utf16(rest),
        _ => String::from_utf8_lossy(text).into_owned(),
    })
}

/// iTunes' note: hexadecimal words: 0, delay, padding, length in frames, and more.
fn gapless(value: &str) -> Option<Gapless> {
    let mut words = value.split_whitespace().skip(1);
    let delay = u32::from_str_radix(words.next()?, 16).ok()?;
    words.next()?;
    let length = u64::from_str_radix(words.next()?, 16).ok()?;
    (length != 0).then_some(Gapless { delay, length })
}

fn tag_name(kind: [u8; 4]) -> Option<&'static str> {
    Some(match &kind {
        b"\xa9nam" => "TITLE",
        b"\xa9ART" => "ARTIST",
        b"aART" => "ALBUMARTIST",
        b"\xa9alb" => "ALBUM",
        b"\xa9day" => "DATE",
        b"\xa9gen" => "GENRE",
        b"\xa9wrt" | b"\xa9com" => "COMPOSER",
        b"\xa9cmt" => "COMMENT",
        b"\xa9too" | b"\xa9swr" | b"\xa9enc" => "ENCODER",
        b"\xa9lyr" => "LYRICS",
        b"\xa9grp" => "GROUPING",
        b"\xa9cpy" | b"cprt" => "COPYRIGHT",
        b"\xa9des" | b"desc" => "DESCRIPTION",
        b"ldes" => "SYNOPSIS",
        b"tmpo" => "BPM",
        b"tvsh" => "SHOW",
        b"tven" => "EPISODE_ID",
        b"tvsn" => "SEASON_NUMBER",
        b"tves" => "EPISODE_SORT",
        b"cpil" => "COMPILATION",
        b"sonm" => "TITLESORT",
        b"soar" => "ARTISTSORT",
        b"soal" => "ALBUMSORT",
        b"soaa" => "ALBUMARTISTSORT",
        b"soco" => "COMPOSERSORT",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn itunes_gapless_notes() {
        let note = " 00000000 00000840 000001CA 00000000003F31F6 00000000 00000000";
        assert_eq!(
            gapless(note),
            Some(Gapless {
                delay: 0x840,
                length: 0x3f_31f6
            })
        );
        assert_eq!(gapless("00000000 zz 0 1"), None);
    }

    #[test]
    fn chapter_titles() {
        assert_eq!(chapter_title(b"\0\x02Hi-encd").as_deref(), Some("Hi"));
        assert_eq!(chapter_title(b"\0\x06\xfe\xff\0H\0i").as_deref(), Some("Hi"));
        assert_eq!(chapter_title(b"\0"), None);
    }
}
