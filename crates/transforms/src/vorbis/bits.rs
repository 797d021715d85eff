//! Reading bits, the first one the lowest of its byte. Source: Vorbis I specification §2.

/// A packet that is read bit by bit. A read past the end fails, and so does every later one that needs bits.
pub(super) struct PacketReader<'a> {
    rest: &'a [u8],
    /// Bits that come next, the first one lowest; those above `held` are zero.
    cache: u64,
    held: u32,
}

impl<'a> PacketReader<'a> {
    pub(super) const fn new(data: &'a [u8]) -> Self {
        Self {
            rest: data,
            cache: 0,
            held: 0,
        }
    }

    /// Fills the cache to at least 32 bits, or with all that is left.
    fn refill(&mut self) {
        if self.held >= 32 {
            return;
        }
        if let Some((word, rest)) = self.rest.split_first_chunk::<4>() {
            self.cache |= u64::from(u32::from_le_bytes(*word)) << self.held;
            self.held += 32;
            self.rest = rest;
            return;
        }
        for byte in self.rest {
            self.cache |= u64::from(*byte) << self.held;
            self.held += 8;
        }
        self.rest = &[];
    }

    /// The next `count` bits, at most 32, as a number.
    pub(super) fn bits(&mut self, count: u32) -> Option<u32> {
        self.refill();
        let value = self.cache & ((1 << count) - 1);
        self.skip(count)?;
        Some(value as u32)
    }

    pub(super) fn flag(&mut self) -> Option<bool> {
        self.bits(1).map(|bit| bit == 1)
    }

    /// The next 32 bits without taking them; zeros stand for what is past the end.
    pub(super) fn peek(&mut self) -> u32 {
        self.refill();
        self.cache as u32
    }

    /// Takes bits that [`peek`](Self::peek) showed, at most 32.
    pub(super) fn skip(&mut self, count: u32) -> Option<()> {
        if count > self.held {
            // "An attempt to read past the end of an encoded packet results in an 'end-of-packet' condition."
            self.cache = 0;
            self.held = 0;
            return None;
        }
        self.cache >>= count;
        self.held -= count;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_bits_come_first() {
        // The example of §2.1.6: 12 in 4 bits, -1 in 3, 17 in 7, 6969 in 13.
        let mut reader = PacketReader::new(&[0b1111_1100, 0b0100_1000, 0b1100_1110, 0b0000_0110]);
        assert_eq!(
            [4, 3, 7, 13].map(|count| reader.bits(count)),
            [Some(12), Some(7), Some(17), Some(6969)]
        );
        assert_eq!(reader.bits(5), Some(0));
        assert_eq!(reader.bits(1), None);
    }

    #[test]
    fn words_and_tails_join() {
        let data: Vec<u8> = (1..=11).collect();
        let mut reader = PacketReader::new(&data);
        assert_eq!(reader.bits(8), Some(1));
        assert_eq!(reader.bits(32), Some(0x0504_0302));
        assert_eq!(reader.peek(), 0x0908_0706);
        assert_eq!(reader.skip(24), Some(()));
        assert_eq!(reader.bits(24), Some(0x000b_0a09));
        assert_eq!(reader.flag(), None);
    }
}
