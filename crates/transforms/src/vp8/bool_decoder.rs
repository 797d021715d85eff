//! The boolean entropy decoder. Source: RFC 6386, section 7.

/// Zero bits a sound stream may take from beyond its end: the decoder looks ahead, and encoders may leave out zeros.
const MAX_BITS_BEYOND_END: u32 = 64;

/// Decodes booleans of given probabilities. Beyond the end of its data it sees zeros.
#[derive(Clone, Copy)]
pub(super) struct BoolDecoder<'a> {
    data: &'a [u8],
    /// The window on the data, its first bit the most significant.
    value: u64,
    /// 128 to 255 between calls.
    range: u32,
    /// Bits of the window beyond the first eight.
    bits: i32,
    /// Zero bits put in for missing data.
    padding: u32,
}

impl<'a> BoolDecoder<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self {
            data,
            value: 0,
            range: 255,
            bits: -8,
            padding: 0,
        }
    }

    #[cold]
    #[inline(never)]
    fn fill_at_end(&mut self) {
        while self.bits < 48 {
            let byte = match self.data.split_first() {
                Some((&byte, rest)) => {
                    self.data = rest;
                    byte
                }
                None => {
                    self.padding = self.padding.saturating_add(8);
                    0
                }
            };
            self.value |= u64::from(byte) << (48 - self.bits);
            self.bits += 8;
        }
    }

    #[inline(always)]
    fn fill(&mut self) {
        // Here `bits` is -8 to -1, so the window has room for seven bytes below its `bits + 8` valid ones.
        let Some((bytes, _)) = self.data.split_first_chunk::<8>() else {
            return self.fill_at_end();
        };
        let room = (56 - (self.bits + 8)) as u32 & !7;
        let word = u64::from_be_bytes(*bytes) >> (64 - room) << (64 - room);
        self.value |= word >> (self.bits + 8);
        self.bits += room as i32;
        self.data = &self.data[room as usize / 8..];
    }

    /// One boolean, 0 with `probability` / 256.
    #[inline(always)]
    pub(super) fn read(&mut self, probability: u8) -> bool {
        let split = 1 + (((self.range - 1) * u32::from(probability)) >> 8);
        if self.bits < 0 {
            self.fill();
        }
        let big_split = u64::from(split) << 56;
        let bit = self.value >= big_split;
        if bit {
            self.range -= split;
            self.value -= big_split;
        } else {
            self.range = split;
        }
        let shift = self.range.leading_zeros() - 24;
        self.range <<= shift;
        self.value <<= shift;
        self.bits -= shift as i32;
        bit
    }

    pub(super) fn flag(&mut self) -> bool {
        self.read(128)
    }

    /// An unsigned number of `bits` bits.
    pub(super) fn literal(&mut self, bits: u32) -> u8 {
        (0..bits).fold(0, |value, _| value << 1 | u8::from(self.flag()))
    }

    /// A magnitude of `bits` bits, then a sign.
    pub(super) fn signed(&mut self, bits: u32) -> i8 {
        let value = self.literal(bits) as i8;
        if self.flag() { -value } else { value }
    }

    /// A flag, and if it is set a signed number.
    pub(super) fn optional_signed(&mut self, bits: u32) -> Option<i8> {
        self.flag().then(|| self.signed(bits))
    }

    /// A leaf of `tree`: section 8.1.
    #[inline]
    pub(super) fn tree(&mut self, tree: &[i8], probabilities: &[u8]) -> u8 {
        self.tree_from(tree, probabilities, 0)
    }

    #[inline]
    pub(super) fn tree_from(&mut self, tree: &[i8], probabilities: &[u8], start: usize) -> u8 {
        let mut at = start;
        loop {
            let next = tree[at + usize::from(self.read(probabilities[at >> 1]))];
            if next <= 0 {
                return next.unsigned_abs();
            }
            at = next as usize;
        }
    }

    /// Whether more has been read than the data can have held.
    pub(super) fn is_overrun(&self) -> bool {
        self.padding > (self.bits + 8).max(0) as u32 + MAX_BITS_BEYOND_END
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The encoder of section 7.3.
    struct BoolEncoder {
        out: Vec<u8>,
        range: u32,
        bottom: u32,
        bit_count: i32,
    }

    impl BoolEncoder {
        fn write(&mut self, probability: u8, bit: bool) {
            let split = 1 + (((self.range - 1) * u32::from(probability)) >> 8);
            if bit {
                self.bottom = self.bottom.wrapping_add(split);
                if self.bottom < split {
                    self.carry();
                }
                self.range -= split;
            } else {
                self.range = split;
            }
            while self.range < 128 {
                self.range <<= 1;
                if self.bottom & 1 << 31 != 0 {
                    self.carry();
                }
                self.bottom <<= 1;
                self.bit_count -= 1;
                if self.bit_count == 0 {
                    self.out.push((self.bottom >> 24) as u8);
                    self.bottom &= (1 << 24) - 1;
                    self.bit_count = 8;
                }
            }
        }

        fn carry(&mut self) {
            for byte in self.out.iter_mut().rev() {
                *byte = byte.wrapping_add(1);
                if *byte != 0 {
                    break;
                }
            }
        }

        fn finish(mut self) -> Vec<u8> {
            for _ in 0..32 {
                self.write(128, false);
            }
            self.out
        }
    }

    #[test]
    fn what_the_reference_encoder_wrote_is_read() {
        let mut seed = 1_u32;
        let mut next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed >> 16
        };
        let symbols: Vec<(u8, bool)> = (0..20_000)
            .map(|_| {
                let probability = (next() % 255 + 1) as u8;
                (probability, next() & 255 >= u32::from(probability))
            })
            .collect();
        let mut encoder = BoolEncoder {
            out: Vec::new(),
            range: 255,
            bottom: 0,
            bit_count: 24,
        };
        for &(probability, bit) in &symbols {
            encoder.write(probability, bit);
        }
        let data = encoder.finish();
        let mut decoder = BoolDecoder::new(&data);
        for (i, &(probability, bit)) in symbols.iter().enumerate() {
            assert_eq!(decoder.read(probability), bit, "symbol {i}");
        }
        assert!(!decoder.is_overrun());
        for _ in 0..1000 {
            decoder.flag();
        }
        assert!(decoder.is_overrun());
    }

    #[test]
    fn no_data_reads_as_zeros() {
        let mut decoder = BoolDecoder::new(&[]);
        assert_eq!(decoder.literal(7), 0);
        assert!(!decoder.is_overrun());
    }
}
