//! Arguments: seeded numbers, and memory for what pointers point at.

use std::ffi::c_void;

use openmf_com::bindings::PROPVARIANT;
use openmf_com::exports::CoTaskMemAlloc;
use windows_core::GUID;

/// A seeded generator (SplitMix64).
pub struct Rng(u64);

impl Rng {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let at = self.below(of.len());
        &of[at]
    }
}

/// A number that is likely to be at a limit.
pub fn number(rng: &mut Rng) -> u64 {
    match rng.below(16) {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => u64::MAX,
        4 => u64::from(u32::MAX),
        5 => i32::MAX as u64,
        6 => i32::MIN as u64,
        7 => i64::MAX as u64,
        8 => i64::MIN as u64,
        9 => 1 << 31,
        10 => -(rng.below(1 << 20) as i64) as u64,
        11 => rng.below(1 << 16) as u64,
        12 => 10_000_000 * rng.below(100) as u64,
        13 => rng.below(8) as u64,
        14 => 0xFFFF_FFFC + rng.below(4) as u64,
        _ => rng.next(),
    }
}

/// What is behind the tag of a variant: `vt` and the two words after the header.
#[repr(C)]
pub struct Variant {
    pub vt: u16,
    pub reserved: [u16; 3],
    pub words: [u64; 2],
}

const _: () = assert!(size_of::<Variant>() == size_of::<PROPVARIANT>());

pub fn variant_of(vt: u16, words: [u64; 2]) -> PROPVARIANT {
    let value = Variant {
        vt,
        reserved: [0; 3],
        words,
    };
    // SAFETY: the same bytes; what is behind the tags that are used is right, or NULL.
    unsafe { std::mem::transmute(value) }
}

/// A variant of any type whose payload may be cleared: numbers, or NULL for what would be pointed at, or small blocks.
pub fn variant(rng: &mut Rng) -> PROPVARIANT {
    let block = |bytes: usize| -> u64 {
        // SAFETY: any size.
        let block: *mut c_void = unsafe { CoTaskMemAlloc(bytes) };
        // SAFETY: as large as asked for.
        unsafe { std::ptr::write_bytes(block.cast::<u8>(), 0, bytes) };
        crate::call::word_of(block)
    };
    match rng.below(14) {
        0 | 1 => PROPVARIANT::default(),
        2..=4 => variant_of(20, [number(rng), 0]),
        5 => variant_of(19, [number(rng), 0]),
        6 => variant_of(21, [number(rng), 0]),
        7 => variant_of(5, [number(rng), 0]),
        8 => variant_of(*rng.pick(&[31, 72, 13, 8, 30, 9]), [0, 0]),
        9 => variant_of(31, [block(16), 0]),
        10 => variant_of(72, [block(16), 0]),
        11 => variant_of(0x1011, [8, block(8)]),
        12 => variant_of(0x1011, [0, 0]),
        // VT_NULL, VT_I2, VT_R4, VT_CY, VT_DATE, VT_ERROR, VT_BOOL, VT_I1, VT_UI1, VT_UI2, VT_INT, VT_UINT, VT_FILETIME, ...
        _ => variant_of(
            *rng.pick(&[
                1, 2, 3, 4, 6, 7, 10, 11, 16, 17, 18, 22, 23, 64, 0x101F, 0x1013, 0xFFFF, 0x2003,
            ]),
            [0, 0],
        ),
    }
}

/// Identifiers that mean something, or nothing.
pub fn guid(rng: &mut Rng) -> GUID {
    let known = crate::pool::guids();
    match rng.below(8) {
        0 => GUID::zeroed(),
        1 => GUID::from_u128(u128::from(rng.next()) << 64 | u128::from(rng.next())),
        _ => rng.pick(known).1,
    }
}
