//! EBML elements, RFC 8794: an identifier, a size, content.

use openmf_core::Result;

use crate::chunk_reader::ChunkReader;

/// An element in the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) id: u32,
    /// Where the element starts.
    pub(super) start: u64,
    /// Where its content starts.
    pub(super) body: u64,
    /// Where its content ends; `None` if the file does not say.
    pub(super) end: Option<u64>,
}

/// The value of a variable-length integer and how many bytes it has; `None` for the value that means unknown.
pub(super) fn vint(data: &[u8]) -> Option<(Option<u64>, usize)> {
    let first = *data.first()?;
    let len = first.leading_zeros() as usize + 1;
    if len > 8 {
        return None;
    }
    let bytes = data.get(1..len)?;
    let head = u64::from(first) & ((1 << (8 - len)) - 1);
    let value = bytes.iter().fold(head, |value, byte| value << 8 | u64::from(*byte));
    let unknown = (1_u64 << (7 * len)) - 1;
    Some(((value != unknown).then_some(value), len))
}

/// An identifier with its marker bits, and how many bytes it has.
fn id(data: &[u8]) -> Option<(u32, usize)> {
    let len = data.first()?.leading_zeros() as usize + 1;
    if len > 4 {
        return None;
    }
    let value = data.get(..len)?.iter().fold(0, |value, byte| value << 8 | u32::from(*byte));
    Some((value, len))
}

/// The header of an element: identifier, size, length of the header.
pub(super) fn header(data: &[u8]) -> Option<(u32, Option<u64>, usize)> {
    let (id, id_len) = id(data)?;
    let (size, size_len) = vint(data.get(id_len..)?)?;
    Some((id, size, id_len + size_len))
}

impl Element {
    /// The element at `offset`; `None` where none can be.
    pub(super) fn at(reader: &mut ChunkReader, offset: u64) -> Result<Option<Self>> {
        let found = header(reader.peek(offset, 12)?);
        Ok(found.map(|(id, size, len)| {
            let body = offset.saturating_add(len as u64);
            Self {
                id,
                start: offset,
                body,
                end: size.map(|size| body.saturating_add(size)),
            }
        }))
    }
}

/// An element whose content is in memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct Child<'a> {
    pub(super) id: u32,
    pub(super) body: &'a [u8],
}

/// The elements in a piece of memory. One that claims more than there is gets what there is.
pub(super) fn children(mut data: &[u8]) -> impl Iterator<Item = Child<'_>> + Clone {
    std::iter::from_fn(move || {
        let (id, size, len) = header(data)?;
        let rest = data.get(len..)?;
        let size = size.and_then(|size| usize::try_from(size).ok()).unwrap_or(rest.len()).min(rest.len());
        let (body, next) = rest.split_at_checked(size)?;
        data = next;
        Some(Child { id, body })
    })
}

impl<'a> Child<'a> {
    pub(super) fn children(&self) -> impl Iterator<Item = Child<'a>> + Clone + use<'a> {
        children(self.body)
    }

    pub(super) fn uint(&self) -> u64 {
        // Longer than eight bytes is not an integer; the last eight are as good as any.
        self.body.iter().fold(0, |value, byte| value << 8 | u64::from(*byte))
    }

    pub(super) fn int(&self) -> i64 {
        let unused = 64 - 8 * self.body.len().min(8) as u32;
        if unused == 64 { 0 } else { (self.uint() << unused) as i64 >> unused }
    }

    pub(super) fn float(&self) -> f64 {
        match self.body {
            [a, b, c, d] => f64::from(f32::from_be_bytes([*a, *b, *c, *d])),
            [a, b, c, d, e, f, g, h] => f64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h]),
            _ => 0.0,
        }
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(self.body).trim_end_matches('\0').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variable_length_integers() {
        let table: [(&[u8], Option<(Option<u64>, usize)>); 7] = [
            (&[0x81], Some((Some(1), 1))),
            (&[0xff], Some((None, 1))),
            (&[0x40, 0x02], Some((Some(2), 2))),
            (&[0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], Some((None, 8))),
            (&[0x40], None),
            (&[0x00, 0x01], None),
            (&[], None),
        ];
        for (data, expected) in table {
            assert_eq!(vint(data), expected, "{data:02x?}");
        }
    }

    #[test]
    fn signed_integers_are_extended() {
        let int = |body| Child { id: 0, body }.int();
        assert_eq!(int(&[0xff]), -1);
        assert_eq!(int(&[0x00, 0x80]), 128);
        assert_eq!(int(&[]), 0);
    }
}
