//! Vorbis comments and the picture block of FLAC, which Ogg carries in a comment.
//!
//! Sources: "Ogg Vorbis I format specification: comment field and header specification"; RFC 9639 §8.6 and §8.8.

use super::{Tags, text};
use crate::reader::Fields;

impl Tags {
    /// Adds the comments of a comment header, without its packet type and signature. A damaged tail is left out.
    pub(crate) fn add_vorbis_comments(&mut self, block: &[u8]) {
        let mut fields = Fields(block);
        let _ = self.vorbis_comments(&mut fields);
    }

    fn vorbis_comments(&mut self, fields: &mut Fields<'_>) -> Option<()> {
        let vendor = fields.u32_le()?;
        fields.take(usize::try_from(vendor).ok()?)?;
        let count = fields.u32_le()?;
        for _ in 0..count {
            let len = fields.u32_le()?;
            let comment = fields.take(usize::try_from(len).ok()?)?;
            let Some(equals) = comment.iter().position(|byte| *byte == b'=') else {
                continue;
            };
            let (name, value) = comment.split_at(equals);
            let value = value.get(1..).unwrap_or_default();
            if name.eq_ignore_ascii_case(b"METADATA_BLOCK_PICTURE") {
                self.add_flac_picture(&base64(value));
            } else {
                self.add(&text(name), &text(value));
            }
        }
        Some(())
    }

    /// Adds a FLAC picture block.
    pub(crate) fn add_flac_picture(&mut self, block: &[u8]) {
        let mut fields = Fields(block);
        let mut parse = || {
            let kind = fields.u32_be()?;
            for _ in ["MIME type", "description"] {
                let len = fields.u32_be()?;
                fields.take(usize::try_from(len).ok()?)?;
            }
            // Width, height, depth and number of colours.
            fields.take(16)?;
            let len = fields.u32_be()?;
            Some((kind, fields.take(usize::try_from(len).ok()?)?))
        };
        if let Some((kind, picture)) = parse() {
            self.add_picture(picture, kind == FRONT_COVER);
        }
    }
}

/// The picture type "front cover", of ID3v2 and FLAC alike.
pub(super) const FRONT_COVER: u32 = 3;

/// Decodes base64; stops at the first byte that is none.
fn base64(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => break,
        };
        bits = (bits << 6 | u32::from(value)) & 0xff_ffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_decodes_with_and_without_padding() {
        for (text, expected) in [("aGVsbG8=", "hello"), ("aGVsbG8", "hello"), ("", ""), ("YQ", "a")] {
            assert_eq!(base64(text.as_bytes()), expected.as_bytes(), "{text}");
        }
    }

    #[test]
    fn a_count_beyond_the_block_ends_with_the_block() {
        let mut block = vec![0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff];
        block.extend([3, 0, 0, 0]);
        block.extend(b"a=b");
        block.extend([0xff, 0xff, 0xff, 0xff]);
        let mut tags = Tags::default();
        tags.add_vorbis_comments(&block);
        assert!(tags.contains("A"));
    }
}
