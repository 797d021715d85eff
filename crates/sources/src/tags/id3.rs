//! ID3 tags, version 1 and 2.2 to 2.4.
//!
//! Sources: "ID3 tag version 2.4.0 - Main Structure" and "- Native Frames", "ID3 tag version 2.3.0", "ID3 tag version
//! 2" and "ID3v1" (id3.org).

use std::borrow::Cow;

use super::vorbis_comment::FRONT_COVER;
use super::{Tags, latin1, text};
use crate::reader::Fields;

/// The length of an ID3v1 tag, which ends a file.
pub(crate) const ID3V1_BYTES: usize = 128;

const HEADER: usize = 10;

/// The length in bytes, with header and footer, of the ID3v2 tag that starts here.
pub(crate) fn id3v2_len(head: &[u8]) -> Option<u64> {
    let header: &[u8; HEADER] = head.first_chunk()?;
    let [b'I', b'D', b'3', major, minor, flags, size @ ..] = header else {
        return None;
    };
    if *major == 0xff || *minor == 0xff || size.iter().any(|byte| *byte >= 0x80) {
        return None;
    }
    let footer = if flags & 0x10 != 0 { HEADER } else { 0 };
    Some(u64::from(synchsafe(*size)) + (HEADER + footer) as u64)
}

fn synchsafe(bytes: [u8; 4]) -> u32 {
    bytes
        .iter()
        .fold(0, |value, byte| value << 7 | u32::from(byte & 0x7f))
}

impl Tags {
    /// Adds an ID3v1 tag: the last 128 bytes of a file. Frames of version 2 win.
    pub(crate) fn add_id3v1(&mut self, tag: &[u8; ID3V1_BYTES]) {
        let mut fields = Fields(tag);
        if fields.take(3) != Some(b"TAG") {
            return;
        }
        for (name, len) in [
            ("TITLE", 30),
            ("ARTIST", 30),
            ("ALBUM", 30),
            ("DATE", 4),
            ("COMMENT", 30),
        ] {
            let field = fields.take(len).unwrap_or_default();
            let end = field.iter().position(|byte| *byte == 0).unwrap_or(len);
            if !self.contains(name) {
                self.add(name, &text(field.get(..end).unwrap_or_default()));
            }
        }
    }

    /// Adds a whole ID3v2 tag, header included. Damaged, compressed and encrypted frames are left out.
    pub(crate) fn add_id3v2(&mut self, tag: &[u8]) {
        let _ = self.id3v2(tag);
    }

    fn id3v2(&mut self, tag: &[u8]) -> Option<()> {
        let [_, _, _, major, _, tag_flags, ..] = *tag.first_chunk::<HEADER>()?;
        let flags = tag_flags;
        let body = tag.get(HEADER..)?;
        // Up to version 2.3 unsynchronisation covers the whole tag, in 2.4 each frame says.
        let body = if flags & 0x80 != 0 && major < 4 {
            resynchronised(body)
        } else {
            Cow::Borrowed(body)
        };
        let mut fields = Fields(&body);
        if flags & 0x40 != 0 && major >= 3 {
            let size = fields.array()?;
            let rest = match major {
                3 => u32::from_be_bytes(size),
                _ => synchsafe(size).checked_sub(4)?,
            };
            fields.take(usize::try_from(rest).ok()?)?;
        }
        loop {
            let (id, len, flags) = frame_header(&mut fields, major)?;
            let content = fields.take(len)?;
            // Some writers set the tag's flag alone. Where a false synchronisation is left it was not meant.
            let whole = tag_flags & 0x80 != 0 && major >= 4 && !content.windows(2).any(is_synchronisation);
            let flags = if whole { flags | 2 } else { flags };
            if let Some(content) = frame_content(content, major, flags) {
                self.id3v2_frame(id, &content);
            }
        }
    }

    fn id3v2_frame(&mut self, id: &[u8], content: &[u8]) -> Option<()> {
        match id {
            b"APIC" | b"PIC" => return self.id3v2_picture(id, content),
            b"TXXX" | b"TXX" => {
                let (encoding, rest) = content.split_first()?;
                let (name, value) = split_text(*encoding, rest);
                self.add(&decode(*encoding, name), &decode(*encoding, value));
                return Some(());
            }
            b"COMM" | b"COM" => {
                let (encoding, rest) = content.split_first()?;
                let (_, value) = split_text(*encoding, rest.get(3..)?);
                self.add("COMMENT", &decode(*encoding, value));
                return Some(());
            }
            _ => {}
        }
        let (_, name) = FRAMES.iter().find(|(known, _)| *known == id)?;
        let (encoding, value) = content.split_first()?;
        let value = decode(*encoding, value);
        // Version 2.4 separates several values by zeros.
        for value in value.split('\0') {
            self.add(name, value);
        }
        Some(())
    }

    fn id3v2_picture(&mut self, id: &[u8], content: &[u8]) -> Option<()> {
        let (encoding, rest) = content.split_first()?;
        let rest = if id == b"PIC" {
            rest.get(3..)?
        } else {
            split_text(0, rest).1
        };
        let (kind, rest) = rest.split_first()?;
        let (_, picture) = split_text(*encoding, rest);
        self.add_picture(picture, u32::from(*kind) == FRONT_COVER);
        Some(())
    }
}

fn frame_header<'a>(fields: &mut Fields<'a>, major: u8) -> Option<(&'a [u8], usize, u16)> {
    let (id, len, flags) = if major < 3 {
        let id = fields.take(3)?;
        let [a, b, c] = fields.array()?;
        (id, u32::from_be_bytes([0, a, b, c]), 0)
    } else {
        let id = fields.take(4)?;
        let size: [u8; 4] = fields.array()?;
        let len = if major == 3 || size.iter().any(|byte| *byte >= 0x80) {
            u32::from_be_bytes(size)
        } else {
            synchsafe(size)
        };
        (id, len, fields.u16_be()?)
    };
    // Zeros are padding: the frames have ended.
    let valid = id
        .iter()
        .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    Some((id, usize::try_from(len).ok()?, flags)).filter(|_| valid)
}

fn frame_content(content: &[u8], major: u8, flags: u16) -> Option<Cow<'_, [u8]>> {
    match major {
        3 if flags & 0xc0 != 0 => None,
        4 if flags & 0x0c != 0 => None,
        3 if flags & 0x20 != 0 => content.get(1..).map(Cow::Borrowed),
        4 => {
            let grouped = usize::from(flags & 0x40 != 0);
            let with_length = if flags & 1 != 0 { 4 } else { 0 };
            let content = content.get(grouped + with_length..)?;
            Some(if flags & 2 != 0 {
                resynchronised(content)
            } else {
                Cow::Borrowed(content)
            })
        }
        _ => Some(Cow::Borrowed(content)),
    }
}

/// What unsynchronisation keeps out of a tag.
fn is_synchronisation(pair: &[u8]) -> bool {
    matches!(pair, [0xff, 0xe0..=0xff])
}

/// Undoes unsynchronisation: `FF 00` stands for `FF`.
fn resynchronised(bytes: &[u8]) -> Cow<'_, [u8]> {
    let mut previous = 0;
    let kept = bytes.iter().copied().filter(|byte| {
        let keep = !(previous == 0xff && *byte == 0);
        previous = *byte;
        keep
    });
    Cow::Owned(kept.collect())
}

/// Splits at the terminator of a text in this encoding.
fn split_text(encoding: u8, bytes: &[u8]) -> (&[u8], &[u8]) {
    let wide = matches!(encoding, 1 | 2);
    let width = if wide { 2 } else { 1 };
    let end = bytes
        .chunks_exact(width)
        .position(|unit| unit.iter().all(|byte| *byte == 0))
        .map_or(bytes.len(), |index| index * width);
    let (text, rest) = bytes.split_at_checked(end).unwrap_or((bytes, &[]));
    (text, rest.get(width..).unwrap_or_default())
}

fn decode(encoding: u8, bytes: &[u8]) -> Cow<'_, str> {
    let utf16 = |bytes: &[u8], from: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.as_chunks().0.iter().map(|unit| from(*unit)).collect();
        Cow::Owned(String::from_utf16_lossy(&units))
    };
    match (encoding, bytes) {
        (1, [0xfe, 0xff, rest @ ..]) => utf16(rest, u16::from_be_bytes),
        (1, [0xff, 0xfe, rest @ ..]) => utf16(rest, u16::from_le_bytes),
        (1, _) => utf16(bytes, u16::from_le_bytes),
        (2, _) => utf16(bytes, u16::from_be_bytes),
        (3, _) => text(bytes),
        _ => Cow::Owned(latin1(bytes)),
    }
}

/// Text frames and the names of Vorbis comments for them.
const FRAMES: &[(&[u8], &str)] = &[
    (b"TIT2", "TITLE"),
    (b"TT2", "TITLE"),
    (b"TPE1", "ARTIST"),
    (b"TP1", "ARTIST"),
    (b"TPE2", "ALBUMARTIST"),
    (b"TP2", "ALBUMARTIST"),
    (b"TALB", "ALBUM"),
    (b"TAL", "ALBUM"),
    (b"TCOM", "COMPOSER"),
    (b"TCM", "COMPOSER"),
    (b"TCON", "GENRE"),
    (b"TCO", "GENRE"),
    (b"TDRC", "DATE"),
    (b"TYER", "DATE"),
    (b"TYE", "DATE"),
    (b"TRCK", "TRACKNUMBER"),
    (b"TRK", "TRACKNUMBER"),
    (b"TPOS", "DISCNUMBER"),
    (b"TPA", "DISCNUMBER"),
    (b"TCOP", "COPYRIGHT"),
    (b"TCR", "COPYRIGHT"),
    (b"TSSE", "ENCODER"),
    (b"TSS", "ENCODER"),
    (b"TENC", "ENCODED-BY"),
    (b"TPUB", "ORGANIZATION"),
    (b"TSRC", "ISRC"),
    (b"TBPM", "BPM"),
    (b"TLAN", "LANGUAGE"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(major: u8, flags: u8, frames: &[u8]) -> Vec<u8> {
        let mut tag = b"ID3".to_vec();
        tag.extend([
            major,
            0,
            flags,
            0,
            0,
            (frames.len() >> 7) as u8,
            frames.len() as u8 & 0x7f,
        ]);
        tag.extend(frames);
        tag
    }

    fn lines(tag: &[u8]) -> String {
        assert_eq!(id3v2_len(tag), Some(tag.len() as u64));
        let mut tags = Tags::default();
        tags.add_id3v2(tag);
        tags.lines
    }

    #[test]
    fn every_version_and_encoding_is_read() {
        let table: [(u8, &[u8], &str); 5] = [
            (2, b"TT2\x00\x00\x03\x00\xe9\x62", "TITLE=éb"),
            (
                3,
                b"TPE1\x00\x00\x00\x07\x00\x00\x01\xff\xfeA\x00B\x00",
                "ARTIST=AB",
            ),
            (4, b"TALB\x00\x00\x00\x05\x00\x00\x03a\x00bc", "ALBUM=a\nALBUM=bc"),
            (4, b"TXXX\x00\x00\x00\x06\x00\x00\x03x\x00yz\x00", "X=yz"),
            (4, b"COMM\x00\x00\x00\x08\x00\x00\x00eng\x00abc", "COMMENT=abc"),
        ];
        for (major, frames, expected) in table {
            assert_eq!(lines(&tag(major, 0, frames)), expected);
        }
        // Unsynchronised by the frame's flag, by the tag's alone, and by the tag's though it was not done.
        let table: [(u8, &[u8], &str); 3] = [
            (0, b"TIT2\x00\x00\x00\x04\x00\x02\x00\xff\x00b", "TITLE=\u{ff}b"),
            (
                0x80,
                b"TIT2\x00\x00\x00\x04\x00\x00\x00\xff\x00b",
                "TITLE=\u{ff}b",
            ),
            (
                0x80,
                b"TIT2\x00\x00\x00\x04\x00\x00\x00\xff\xffb",
                "TITLE=\u{ff}\u{ff}b",
            ),
        ];
        for (flags, frames, expected) in table {
            assert_eq!(lines(&tag(4, flags, frames)), expected, "{flags:#x}");
        }
    }

    #[test]
    fn damage_ends_the_tag_and_padding_is_not_a_frame() {
        assert_eq!(
            lines(&tag(
                3,
                0,
                b"TIT2\x00\x00\x00\x02\x00\x00\x00A\0\0\0\0\0\0\0\0\0\0\0\0"
            )),
            "TITLE=A"
        );
        assert_eq!(lines(&tag(3, 0, b"TIT2\xff\xff\xff\xff\x00\x00\x00A")), "");
        assert_eq!(id3v2_len(b"ID3\x04\x00\x00\x80\x00\x00\x00"), None);
    }
}
