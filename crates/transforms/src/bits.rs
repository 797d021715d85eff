//! Reading bits, the first one the highest of its byte.

/// A position in bytes that are read bit by bit. Every read fails at the end.
#[derive(Clone)]
pub(crate) struct BitReader<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> BitReader<'a> {
    pub(crate) const fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0 }
    }

    /// The next `count` bits, at most 32, as a number.
    pub(crate) fn bits(&mut self, count: u32) -> Option<u32> {
        let mut value = 0u64;
        for _ in 0..count {
            let byte = self.data.get(self.at / 8)?;
            value = value << 1 | u64::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        u32::try_from(value).ok()
    }

    pub(crate) fn flag(&mut self) -> Option<bool> {
        self.bits(1).map(|bit| bit == 1)
    }

    pub(crate) fn skip(&mut self, count: usize) -> Option<()> {
        let at = self.at.checked_add(count)?;
        if at > self.data.len() * 8 {
            return None;
        }
        self.at = at;
        Some(())
    }

    /// An unsigned Exp-Golomb number. Source: ISO/IEC 14496-10 §9.1.
    pub(crate) fn ue(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while self.bits(1)? == 0 {
            zeros += 1;
            if zeros > 31 {
                return None;
            }
        }
        (1u32 << zeros).checked_add(self.bits(zeros)?)?.checked_sub(1)
    }

    /// A signed Exp-Golomb number. Source: ISO/IEC 14496-10 §9.1.1.
    pub(crate) fn se(&mut self) -> Option<i32> {
        let value = self.ue()?;
        let magnitude = (value / 2 + value % 2) as i32;
        Some(if value % 2 == 1 { magnitude } else { -magnitude })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_golomb_numbers() {
        // 1, 010, 011, 00100, 00101, then the end.
        let mut bits = BitReader::new(&[0b1010_0110, 0b0100_0010, 0b1000_0000]);
        assert_eq!(
            (bits.ue(), bits.ue(), bits.ue(), bits.ue(), bits.ue()),
            (Some(0), Some(1), Some(2), Some(3), Some(4))
        );
        assert_eq!(bits.ue(), None);
        let mut bits = BitReader::new(&[0b0100_1100, 0b1000_0101]);
        assert_eq!(
            (bits.se(), bits.se(), bits.se(), bits.se()),
            (Some(1), Some(-1), Some(2), Some(-2))
        );
        assert_eq!(BitReader::new(&[0; 8]).ue(), None);
        assert_eq!(
            BitReader::new(&[0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff]).ue(),
            Some((1 << 31) - 1 + 0x7fff_ffff)
        );
    }
}
