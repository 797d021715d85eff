//! Tags and cover pictures, collected from whatever form a container has them in.

mod id3;
mod vorbis_comment;

use std::borrow::Cow;
use std::fmt::Write as _;

use openmf_core::{Attributes, keys};

use crate::limits;

pub(crate) use id3::{ID3V1_BYTES, id3v2_len};

/// The tags of a presentation: names in upper case, as Vorbis comments call them.
#[derive(Debug, Default)]
pub(crate) struct Tags {
    lines: String,
    count: usize,
    title: Option<String>,
    cover: Option<Cover>,
}

#[derive(Debug)]
struct Cover {
    picture: Vec<u8>,
    is_front: bool,
}

impl Tags {
    /// Adds a tag. Empty values, and what exceeds the limit, are left out; a line break in a value becomes a space.
    pub(crate) fn add(&mut self, name: &str, value: &str) {
        let value = value.trim_matches(['\0', ' ', '\r', '\n', '\t']);
        let name = name.trim();
        let len = self.lines.len() + name.len() + value.len() + 2;
        if name.is_empty() || name.contains(['=', '\n']) || value.is_empty() || len > limits::MAX_TAG_BYTES {
            return;
        }
        if self.count >= limits::MAX_TAGS {
            return;
        }
        let value = if value.contains(['\r', '\n']) {
            Cow::Owned(value.replace("\r\n", " ").replace(['\r', '\n'], " "))
        } else {
            Cow::Borrowed(value)
        };
        let name = name.to_uppercase();
        let already = self
            .lines
            .lines()
            .any(|line| line.split_once('=') == Some((&name, &value)));
        if already {
            return;
        }
        if name == "TITLE" && self.title.is_none() {
            self.title = Some(value.to_string());
        }
        self.count += 1;
        if !self.lines.is_empty() {
            self.lines.push('\n');
        }
        // Writing to a string does not fail.
        let _ = write!(self.lines, "{name}={value}");
    }

    /// Whether a tag of this name was added.
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.lines
            .lines()
            .any(|line| line.split_once('=').is_some_and(|(known, _)| known == name))
    }

    /// Adds a picture. The first front cover wins, else the first picture; only JPEG and PNG are kept.
    pub(crate) fn add_picture(&mut self, picture: &[u8], is_front: bool) {
        let known = picture.starts_with(b"\xff\xd8\xff") || picture.starts_with(b"\x89PNG\r\n\x1a\n");
        let better = self
            .cover
            .as_ref()
            .is_none_or(|cover| is_front && !cover.is_front);
        if known && better && picture.len() <= limits::MAX_COVER_BYTES {
            self.cover = Some(Cover {
                picture: picture.to_vec(),
                is_front,
            });
        }
    }

    /// Sets the attributes of a presentation.
    pub(crate) fn store(self, attributes: &Attributes) {
        if !self.lines.is_empty() {
            attributes.set(keys::OPENMF_TAGS, self.lines);
        }
        if let Some(title) = self.title {
            attributes.set(keys::OPENMF_TITLE, title);
        }
        if let Some(cover) = self.cover {
            attributes.set(keys::OPENMF_COVER_ART, cover.picture);
        }
    }
}

/// Text that says UTF-8 but may be Latin-1, as old files have it.
pub(crate) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(latin1(bytes)),
    }
}

fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_become_lines_and_the_front_cover_wins() {
        let mut tags = Tags::default();
        tags.add("title", " A song\0");
        tags.add("Title", "Another");
        tags.add("comment", "two\r\nlines");
        tags.add("comment", "two lines");
        tags.add("a=b", "refused");
        tags.add("empty", " ");
        tags.add_picture(b"GIF89a", true);
        tags.add_picture(b"\xff\xd8\xff other", false);
        tags.add_picture(b"\xff\xd8\xff front", true);
        tags.add_picture(b"\xff\xd8\xff late", true);
        assert!(tags.contains("COMMENT") && !tags.contains("ARTIST"));
        let attributes = Attributes::new();
        tags.store(&attributes);
        assert_eq!(
            attributes.get(keys::OPENMF_TAGS).unwrap(),
            "TITLE=A song\nTITLE=Another\nCOMMENT=two lines"
        );
        assert_eq!(attributes.get(keys::OPENMF_TITLE).unwrap(), "A song");
        assert_eq!(
            attributes.get(keys::OPENMF_COVER_ART).unwrap(),
            b"\xff\xd8\xff front"
        );
    }
}
