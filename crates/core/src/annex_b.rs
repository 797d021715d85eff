//! NAL units between start codes, as encoders and byte streams have them.
//!
//! Source: ISO/IEC 14496-10 Annex B and §7.4.1; ISO/IEC 23008-2 has the same.

use std::borrow::Cow;

/// What is put in front of a unit.
pub const START_CODE: [u8; 4] = [0, 0, 0, 1];

/// Appends a unit with a start code.
pub fn push_unit(target: &mut Vec<u8>, unit: &[u8]) {
    target.extend_from_slice(&START_CODE);
    target.extend_from_slice(unit);
}

/// Whether bytes begin with a start code.
pub fn is_annex_b(data: &[u8]) -> bool {
    data.starts_with(&[0, 0, 1]) || data.starts_with(&[0, 0, 0, 1])
}

/// The NAL units between start codes, header included, none of them empty.
///
/// Zeros in front of a start code belong to it. Those at the end are left: they may be the last unit's.
pub fn units(data: &[u8]) -> Units<'_> {
    Units {
        rest: behind_start_code(data),
    }
}

/// See [`units`].
#[derive(Clone, Debug)]
pub struct Units<'a> {
    /// Behind a start code.
    rest: Option<&'a [u8]>,
}

impl<'a> Iterator for Units<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        loop {
            let data = self.rest?;
            let unit = match find_start_code(data) {
                Some(end) => {
                    self.rest = data.get(end + 3..);
                    without_zeros(data.get(..end)?)
                }
                None => {
                    self.rest = None;
                    data
                }
            };
            if !unit.is_empty() {
                return Some(unit);
            }
        }
    }
}

/// A unit without the zeros behind it.
pub fn without_zeros(unit: &[u8]) -> &[u8] {
    let last = unit.iter().rposition(|byte| *byte != 0);
    last.and_then(|last| unit.get(..=last)).unwrap_or(&[])
}

/// The payload without the bytes that keep start codes out of it.
pub fn unescape(unit: &[u8]) -> Cow<'_, [u8]> {
    let escaped = |window: &[u8]| window == [0, 0, 3];
    if !unit.windows(3).any(escaped) {
        return Cow::Borrowed(unit);
    }
    let mut zeros = 0;
    let payload = unit.iter().copied().filter(|byte| {
        let drop = zeros >= 2 && *byte == 3;
        zeros = if *byte == 0 { zeros + 1 } else { 0 };
        !drop
    });
    Cow::Owned(payload.collect())
}

fn behind_start_code(data: &[u8]) -> Option<&[u8]> {
    data.get(find_start_code(data)? + 3..)
}

/// Where the next 00 00 01 begins.
fn find_start_code(data: &[u8]) -> Option<usize> {
    let mut at = 0;
    // The third byte decides how far the code must at least be away.
    while let Some(&[first, second, third]) = data.get(at..)?.first_chunk() {
        if third > 1 {
            at += 3;
        } else if third == 1 && first == 0 && second == 0 {
            return Some(at);
        } else {
            at += 1;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn start_codes_separate_units() {
        let data = [
            0, 0, 0, 1, 0x67, 1, 0, 0, 0, 1, 0x68, 2, 0, 0, 0, 0, 1, 0, 0, 1, 0x65, 3, 0, 0,
        ];
        let found: Vec<&[u8]> = units(&data).collect();
        assert_eq!(found, [&[0x67, 1][..], &[0x68, 2], &[0x65, 3, 0, 0]]);
        assert_eq!(without_zeros(&[0x65, 3, 0, 0]), [0x65, 3]);
        assert_eq!(without_zeros(&[0, 0]), <[u8; 0]>::default());
        assert_eq!(units(&[0x67, 0, 0]).count(), 0);
        assert_eq!(units(&[0, 0, 1]).count(), 0);
        let mut pushed = Vec::new();
        for unit in found {
            push_unit(&mut pushed, unit);
        }
        assert_eq!(units(&pushed).count(), 3);
        assert_eq!(pushed[..8], data[..8]);
        assert!(is_annex_b(&data) && is_annex_b(&data[1..]) && !is_annex_b(&data[2..]));
    }

    #[test]
    fn emulation_prevention_is_removed() {
        assert_eq!(
            *unescape(&[1, 0, 0, 3, 1, 0, 0, 3, 0, 0, 3]),
            [1, 0, 0, 1, 0, 0, 0, 0]
        );
        assert!(matches!(unescape(&[1, 0, 3, 0, 0]), Cow::Borrowed(_)));
    }
}
