//! Fields of packed little-endian structures, whose size is whatever a caller says.

use openmf_core::Guid;

/// Reads fields at documented offsets. A field past the end is `None`.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a>(pub(crate) &'a [u8]);

impl<'a> Fields<'a> {
    fn array<const N: usize>(self, at: usize) -> Option<[u8; N]> {
        self.0.get(at..at.checked_add(N)?)?.try_into().ok()
    }

    pub(crate) fn u16(self, at: usize) -> Option<u16> {
        self.array(at).map(u16::from_le_bytes)
    }

    pub(crate) fn u32(self, at: usize) -> Option<u32> {
        self.array(at).map(u32::from_le_bytes)
    }

    pub(crate) fn i32(self, at: usize) -> Option<i32> {
        self.array(at).map(i32::from_le_bytes)
    }

    pub(crate) fn i64(self, at: usize) -> Option<i64> {
        self.array(at).map(i64::from_le_bytes)
    }

    pub(crate) fn u64(self, at: usize) -> Option<u64> {
        self.array(at).map(u64::from_le_bytes)
    }

    pub(crate) fn guid(self, at: usize) -> Option<Guid> {
        Some(Guid {
            data1: self.u32(at)?,
            data2: self.u16(at.checked_add(4)?)?,
            data3: self.u16(at.checked_add(6)?)?,
            data4: self.array(at.checked_add(8)?)?,
        })
    }

    /// `len` bytes.
    pub(crate) fn bytes(self, at: usize, len: usize) -> Option<&'a [u8]> {
        self.0.get(at..at.checked_add(len)?)
    }

    /// What follows.
    pub(crate) fn rest(self, at: usize) -> &'a [u8] {
        self.0.get(at..).unwrap_or_default()
    }
}

/// A GUID as the sixteen bytes that it is in memory.
pub(crate) fn guid_bytes(guid: Guid) -> [u8; 16] {
    let mut bytes = [0; 16];
    let (head, tail) = bytes.split_at_mut(8);
    let fields = guid
        .data1
        .to_le_bytes()
        .into_iter()
        .chain(guid.data2.to_le_bytes())
        .chain(guid.data3.to_le_bytes());
    for (target, byte) in head.iter_mut().zip(fields) {
        *target = byte;
    }
    tail.copy_from_slice(&guid.data4);
    bytes
}
