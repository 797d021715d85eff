//! Writes boxes. Source: ISO/IEC 14496-12 §4.2.

/// Boxes in memory.
#[derive(Default)]
pub(super) struct Boxes {
    bytes: Vec<u8>,
}

impl Boxes {
    pub(super) fn new() -> Self {
        Self::default()
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// A box with what `content` writes.
    pub(super) fn put(&mut self, kind: &[u8; 4], content: impl FnOnce(&mut Self)) {
        let start = self.bytes.len();
        self.u32(0).raw(kind);
        content(self);
        let len = self.bytes.len() - start;
        // An index that needs more was refused when its samples were counted.
        self.patch(start, u32::try_from(len).unwrap_or(u32::MAX));
    }

    /// A box with a version and flags.
    pub(super) fn put_full(
        &mut self,
        kind: &[u8; 4],
        version: u8,
        flags: u32,
        content: impl FnOnce(&mut Self),
    ) {
        self.put(kind, |boxes| {
            boxes.u32(u32::from(version) << 24 | flags);
            content(boxes);
        });
    }

    /// An MPEG-4 descriptor. Source: ISO/IEC 14496-1 §8.3.3.
    pub(super) fn descriptor(&mut self, tag: u8, content: impl FnOnce(&mut Self)) {
        let mut inner = Self::new();
        content(&mut inner);
        let len = inner.bytes.len() as u32;
        self.u8(tag);
        for shift in [21, 14, 7] {
            self.u8((len >> shift) as u8 & 0x7f | 0x80);
        }
        self.u8(len as u8 & 0x7f);
        self.raw(&inner.bytes);
    }

    pub(super) fn patch(&mut self, at: usize, value: u32) {
        if let Some(field) = self.bytes.get_mut(at..at + 4) {
            field.copy_from_slice(&value.to_be_bytes());
        }
    }

    pub(super) fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(bytes);
        self
    }

    pub(super) fn zeros(&mut self, count: usize) -> &mut Self {
        self.bytes.resize(self.bytes.len() + count, 0);
        self
    }

    pub(super) fn u8(&mut self, value: u8) -> &mut Self {
        self.raw(&[value])
    }

    pub(super) fn u16(&mut self, value: u16) -> &mut Self {
        self.raw(&value.to_be_bytes())
    }

    pub(super) fn u32(&mut self, value: u32) -> &mut Self {
        self.raw(&value.to_be_bytes())
    }

    pub(super) fn i32(&mut self, value: i32) -> &mut Self {
        self.raw(&value.to_be_bytes())
    }

    pub(super) fn u64(&mut self, value: u64) -> &mut Self {
        self.raw(&value.to_be_bytes())
    }

    /// A number of 32 bits, or in version 1 of 64.
    pub(super) fn sized(&mut self, version: u8, value: u64) -> &mut Self {
        if version == 0 {
            self.u32(u32::try_from(value).unwrap_or(u32::MAX))
        } else {
            self.u64(value)
        }
    }
}
