//! Reads numbers out of bytes in memory; `None` where the bytes end.

/// A position in a slice of bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bytes<'a> {
    data: &'a [u8],
}

macro_rules! numbers {
    ($($be:ident $le:ident $type:ty;)*) => {$(
        #[allow(dead_code, reason = "the set is kept whole")]
        pub(crate) fn $be(&mut self) -> Option<$type> {
            Some(<$type>::from_be_bytes(*self.array()?))
        }
        #[allow(dead_code, reason = "the set is kept whole")]
        pub(crate) fn $le(&mut self) -> Option<$type> {
            Some(<$type>::from_le_bytes(*self.array()?))
        }
    )*};
}

impl<'a> Bytes<'a> {
    pub(crate) fn new(data: &'a [u8]) -> Self {
        Self { data }
    }

    numbers! {
        u16 u16_le u16;
        i16 i16_le i16;
        u32 u32_le u32;
        i32 i32_le i32;
        u64 u64_le u64;
        i64 i64_le i64;
        f64 f64_le f64;
    }

    pub(crate) fn u8(&mut self) -> Option<u8> {
        let (first, rest) = self.data.split_first()?;
        self.data = rest;
        Some(*first)
    }

    pub(crate) fn u24(&mut self) -> Option<u32> {
        let [a, b, c] = *self.array()?;
        Some(u32::from_be_bytes([0, a, b, c]))
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (first, rest) = self.data.split_first_chunk()?;
        self.data = rest;
        Some(first)
    }

    pub(crate) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (first, rest) = self.data.split_at_checked(count)?;
        self.data = rest;
        Some(first)
    }

    pub(crate) fn skip(&mut self, count: usize) -> Option<()> {
        self.take(count).map(|_| ())
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.data
    }

    pub(crate) fn len(&self) -> usize {
        self.data.len()
    }
}
