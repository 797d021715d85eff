//! Finding the sequence header among OBUs. Source: AV1 specification, 5.3.2 and 4.10.5.

const OBU_SEQUENCE_HEADER: u8 = 1;

/// The last sequence header OBU in `data`, header and size included; OBUs after a broken one are not seen.
pub(crate) fn last_sequence_header(mut data: &[u8]) -> Option<&[u8]> {
    let mut found = None;
    while let Some((kind, obu, rest)) = split_obu(data) {
        if kind == OBU_SEQUENCE_HEADER {
            found = Some(obu);
        }
        data = rest;
    }
    found
}

/// The type of the first OBU, all of its bytes, and what follows it.
fn split_obu(data: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let &header = data.first()?;
    let kind = header >> 3 & 15;
    let start = 1 + usize::from(header >> 2 & 1);
    let has_size = header >> 1 & 1 == 1;
    let end = if has_size {
        let (size, len) = leb128(data.get(start..)?)?;
        start.checked_add(len)?.checked_add(size)?
    } else {
        data.len()
    };
    let (obu, rest) = data.split_at_checked(end)?;
    Some((kind, obu, rest))
}

/// A number of seven bits a byte, least significant first, and the bytes it takes, eight at most.
fn leb128(data: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0_u64;
    for (i, &byte) in data.iter().take(8).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * i);
        if byte & 0x80 == 0 {
            return Some((usize::try_from(value).ok()?, i + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_sequence_header_is_found() {
        let table: [(&[u8], Option<&[u8]>); 8] = [
            (&[], None),
            (&[0x12, 0x00], None),
            (
                &[0x12, 0x00, 0x0a, 0x02, 7, 8, 0x32, 0x01, 9],
                Some(&[0x0a, 0x02, 7, 8]),
            ),
            (&[0x0a, 0x01, 7, 0x0a, 0x01, 8], Some(&[0x0a, 0x01, 8])),
            // With an extension byte, and a size in two bytes.
            (&[0x0e, 0x20, 0x81, 0x00, 7], Some(&[0x0e, 0x20, 0x81, 0x00, 7])),
            // Without a size: to the end.
            (&[0x08, 7, 8], Some(&[0x08, 7, 8])),
            // Cut short, and a size without end.
            (&[0x0a, 0x02, 7], None),
            (
                &[0x0a, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00],
                None,
            ),
        ];
        for (data, expected) in table {
            assert_eq!(last_sequence_header(data), expected, "{data:x?}");
        }
    }
}
