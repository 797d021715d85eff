use std::borrow::Cow;

/// What the first bytes of a file look like, for a person who gave a file that is no media file: `"a JPEG image"`.
///
/// For messages only; handlers recognize their content themselves.
pub fn looks_like(head: &[u8]) -> Cow<'static, str> {
    if head.is_empty() {
        return "an empty file".into();
    }
    if let Some((_, _, what)) = KNOWN
        .iter()
        .find(|(offset, magic, _)| head.get(*offset..).is_some_and(|rest| rest.starts_with(magic)))
    {
        return (*what).into();
    }
    if head.iter().all(|byte| *byte == 0) {
        return "nothing but zero bytes".into();
    }
    if is_text(head) {
        return "text".into();
    }
    let start: Vec<String> = head.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("unknown binary data starting with {}", start.join(" ")).into()
}

type Magic = (usize, &'static [u8], &'static str);

// Source: the formats' own specifications; offsets in bytes. Longer marks come before shorter ones that they begin with.
const KNOWN: &[Magic] = &[
    (0, b"\xff\xd8\xff", "a JPEG image"),
    (0, b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (0, b"GIF87a", "a GIF image"),
    (0, b"GIF89a", "a GIF image"),
    (8, b"WEBP", "a WebP image"),
    (0, b"II*\0", "a TIFF image"),
    (0, b"MM\0*", "a TIFF image"),
    (0, b"PK\x03\x04", "a ZIP archive"),
    (0, b"PK\x05\x06", "a ZIP archive"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"BZh", "a bzip2 archive"),
    (0, b"\xfd7zXZ\0", "an xz archive"),
    (0, b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (257, b"ustar", "a tar archive"),
    (0, b"\x7fELF", "an ELF program"),
    (0, b"MZ", "a Windows program"),
    (0, b"\xcf\xfa\xed\xfe", "a Mach-O program"),
    (0, b"\xca\xfe\xba\xbe", "a Mach-O program or Java class"),
    (0, b"%PDF-", "a PDF document"),
    (0, b"SQLite format 3\0", "an SQLite database"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "an ASF file (WMA, WMV)"),
    (0, b"FLV\x01", "a Flash video"),
    (0, b"\x00\x00\x01\xba", "an MPEG program stream"),
    (0, b".RMF", "a RealMedia file"),
    (0, b"MThd", "a MIDI file"),
    (0, b"#!", "a script"),
    (0, b"<!DOCTYPE html", "an HTML page"),
    (0, b"<html", "an HTML page"),
    (0, b"<?xml", "an XML document"),
    (0, b"\xff\xfe", "UTF-16 text"),
    (0, b"\xfe\xff", "UTF-16 text"),
];

fn is_text(head: &[u8]) -> bool {
    let valid = match std::str::from_utf8(head) {
        Ok(text) => text,
        // A character may be cut in two at the end of what was read.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(head.get(..error.valid_up_to()).unwrap_or_default()).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !valid.is_empty()
        && valid
            .chars()
            .all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{c}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_files_are_named() {
        let mut tar = vec![b'a'; 300];
        tar[100] = 0;
        tar[257..262].copy_from_slice(b"ustar");
        let table: [(&[u8], &str); 12] = [
            (b"", "an empty file"),
            (b"hello, world\n", "text"),
            ("caf\u{e9}".as_bytes(), "text"),
            (&"caf\u{e9}".as_bytes()[..4], "text"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG image"),
            (b"PK\x03\x04\x14\0", "a ZIP archive"),
            (b"\x7fELF\x02\x01\x01", "an ELF program"),
            (b"\0\0\0\0", "nothing but zero bytes"),
            (
                b"\x8f\x01\x90\xa0\xff",
                "unknown binary data starting with 8f 01 90 a0",
            ),
            (b"\x01", "unknown binary data starting with 01"),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "a WebP image"),
            (&tar, "a tar archive"),
        ];
        for (head, expected) in table {
            assert_eq!(looks_like(head), expected, "{head:?}");
        }
    }
}
