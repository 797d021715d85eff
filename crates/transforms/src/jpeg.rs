//! Baseline JPEG into the planes it was coded in.
//!
//! JPEG libraries give interleaved pixels with the chroma already scaled up. A video pipeline wants the coded planes:
//! half the memory, and no scaling that a converter would have to undo. Source: ITU-T T.81.

use std::num::Wrapping;

/// The most pixels of a picture.
const MAX_PIXELS: usize = 1 << 26;
/// The bits with which a block can do: one for its first coefficient, one for its end.
const MIN_BLOCK_BITS: usize = 2;
/// Bits of a Huffman code that the first look takes.
const LOOKUP_BITS: u32 = 9;

/// Why a picture could not be decoded.
pub(crate) type Problem = &'static str;

#[rustfmt::skip]
const ZIGZAG: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
    35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55,
    62, 63,
];

/// The tables of T.81 Annex K.3, which frames in AVI files leave out.
mod standard {
    pub(super) const DC_LUMA: [u8; 16] = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
    pub(super) const DC_CHROMA: [u8; 16] = [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0];
    pub(super) const DC_VALUES: [u8; 12] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
    pub(super) const AC_LUMA: [u8; 16] = [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7d];
    #[rustfmt::skip]
    pub(super) const AC_LUMA_VALUES: [u8; 162] = [
        0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61, 0x07, 0x22, 0x71, 0x14, 0x32,
        0x81, 0x91, 0xa1, 0x08, 0x23, 0x42, 0xb1, 0xc1, 0x15, 0x52, 0xd1, 0xf0, 0x24, 0x33, 0x62, 0x72, 0x82, 0x09, 0x0a, 0x16,
        0x17, 0x18, 0x19, 0x1a, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x43, 0x44, 0x45,
        0x46, 0x47, 0x48, 0x49, 0x4a, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69,
        0x6a, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x92, 0x93, 0x94,
        0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6,
        0xb7, 0xb8, 0xb9, 0xba, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8,
        0xd9, 0xda, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8,
        0xf9, 0xfa,
    ];
    pub(super) const AC_CHROMA: [u8; 16] = [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 0x77];
    #[rustfmt::skip]
    pub(super) const AC_CHROMA_VALUES: [u8; 162] = [
        0x00, 0x01, 0x02, 0x03, 0x11, 0x04, 0x05, 0x21, 0x31, 0x06, 0x12, 0x41, 0x51, 0x07, 0x61, 0x71, 0x13, 0x22, 0x32, 0x81,
        0x08, 0x14, 0x42, 0x91, 0xa1, 0xb1, 0xc1, 0x09, 0x23, 0x33, 0x52, 0xf0, 0x15, 0x62, 0x72, 0xd1, 0x0a, 0x16, 0x24, 0x34,
        0xe1, 0x25, 0xf1, 0x17, 0x18, 0x19, 0x1a, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x43, 0x44,
        0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68,
        0x69, 0x6a, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x92,
        0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xb2, 0xb3, 0xb4,
        0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6,
        0xd7, 0xd8, 0xd9, 0xda, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8,
        0xf9, 0xfa,
    ];
}

/// A Huffman table. Source: T.81 Annex C, §F.2.2.3.
#[derive(Clone)]
struct Huffman {
    /// Length in the high byte and value in the low one for every start of a stream; 0 where the code is longer.
    lookup: Box<[u16; 1 << LOOKUP_BITS]>,
    /// For each length, one more than its largest code, and what to add to a code for its place in `values`.
    limits: [(u32, i32); 17],
    values: Vec<u8>,
}

impl Huffman {
    fn new(counts: &[u8; 16], values: &[u8]) -> Option<Self> {
        let mut table = Self {
            lookup: Box::new([0; 1 << LOOKUP_BITS]),
            limits: [(0, 0); 17],
            values: values.to_vec(),
        };
        let (mut code, mut place) = (0u32, 0usize);
        for (length, count) in (1u32..).zip(counts) {
            let first = code;
            for _ in 0..*count {
                let value = *values.get(place)?;
                if length <= LOOKUP_BITS {
                    let shift = LOOKUP_BITS - length;
                    let entry = (length as u16) << 8 | u16::from(value);
                    table
                        .lookup
                        .get_mut((code << shift) as usize..((code + 1) << shift) as usize)?
                        .fill(entry);
                }
                place += 1;
                code += 1;
            }
            if code > 1 << length {
                return None;
            }
            *table.limits.get_mut(length as usize)? = (code, place as i32 - code as i32);
            if first == code {
                // No codes of this length: nothing is below the limit.
                *table.limits.get_mut(length as usize)? = (0, 0);
            }
            code <<= 1;
        }
        Some(table)
    }
}

/// The entropy-coded bits of a scan.
struct Bits<'a> {
    data: &'a [u8],
    at: usize,
    buffer: u64,
    count: u32,
    /// Bits made up after the data's end.
    missing: u32,
}

impl<'a> Bits<'a> {
    const fn new(data: &'a [u8], at: usize) -> Self {
        Self {
            data,
            at,
            buffer: 0,
            count: 0,
            missing: 0,
        }
    }

    fn fill(&mut self) {
        while self.count <= 56 {
            let byte = match (self.data.get(self.at), self.data.get(self.at + 1)) {
                (Some(0xff), Some(0)) => {
                    self.at += 2;
                    0xff
                }
                // A marker, or the end.
                (Some(0xff), _) | (None, _) => {
                    self.missing += 8;
                    0
                }
                (Some(byte), _) => {
                    self.at += 1;
                    *byte
                }
            };
            self.buffer |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
    }

    /// Whether more bits were used than there are.
    const fn is_overdrawn(&self) -> bool {
        self.missing > self.count
    }

    fn consume(&mut self, count: u32) {
        self.buffer <<= count;
        self.count -= count;
    }

    /// One coded value. At least 32 bits are in the buffer afterwards.
    fn value(&mut self, table: &Huffman) -> Result<u8, Problem> {
        if self.count < 48 {
            self.fill();
        }
        let entry = table
            .lookup
            .get((self.buffer >> (64 - LOOKUP_BITS)) as usize)
            .copied()
            .unwrap_or(0);
        if entry != 0 {
            self.consume(u32::from(entry >> 8));
            return Ok(entry as u8);
        }
        for length in LOOKUP_BITS + 1..=16 {
            let code = (self.buffer >> (64 - length)) as u32;
            let (limit, offset) = table.limits.get(length as usize).copied().unwrap_or_default();
            if code < limit {
                self.consume(length);
                let place =
                    usize::try_from(code as i32 + offset).map_err(|_| "a code that is not in its table")?;
                return table
                    .values
                    .get(place)
                    .copied()
                    .ok_or("a code that is not in its table");
            }
        }
        Err("a code that is not in its table")
    }

    /// A number of `count` bits, at most 15. Source: T.81 §F.2.2.1, EXTEND.
    fn extended(&mut self, count: u32) -> i32 {
        if count == 0 {
            return 0;
        }
        let value = (self.buffer >> (64 - count)) as i32;
        self.consume(count);
        if value < 1 << (count - 1) {
            value - (1 << count) + 1
        } else {
            value
        }
    }
}

/// A colour component and its plane.
#[derive(Clone, Default)]
pub(crate) struct Component {
    id: u8,
    /// Sampling factors.
    pub(crate) horizontal: usize,
    pub(crate) vertical: usize,
    quantization: usize,
    /// Rows of `stride` bytes, in whole blocks.
    pub(crate) plane: Vec<u8>,
    pub(crate) stride: usize,
}

/// A decoder, which keeps its planes from picture to picture.
#[derive(Default)]
pub(crate) struct Jpeg {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) components: Vec<Component>,
    quantization: [Option<[u16; 64]>; 4],
    dc: [Option<Huffman>; 4],
    ac: [Option<Huffman>; 4],
    restart_interval: usize,
    /// Whether a frame header was met in this picture.
    has_frame: bool,
    /// The bytes of the planes of the last picture, also if they were refused.
    pub(crate) plane_bytes: u64,
    /// The most of them that are allowed, if there is a limit.
    pub(crate) max_plane_bytes: Option<u64>,
}

/// The planes would be larger than is allowed.
pub(crate) const TOO_LARGE: Problem = "a picture that is too large";

/// What a marker's segment is read with.
struct Segment<'a>(&'a [u8]);

impl<'a> Segment<'a> {
    fn take(&mut self, len: usize) -> Result<&'a [u8], Problem> {
        let (taken, rest) = self.0.split_at_checked(len).ok_or("a header that is cut off")?;
        self.0 = rest;
        Ok(taken)
    }

    fn u8(&mut self) -> Result<u8, Problem> {
        Ok(self.take(1)?.first().copied().unwrap_or(0))
    }

    fn u16(&mut self) -> Result<usize, Problem> {
        Ok(usize::from(self.u8()?) << 8 | usize::from(self.u8()?))
    }
}

impl Jpeg {
    /// Decodes the picture at the start of `data` and gives the bytes after it.
    pub(crate) fn decode<'a>(&mut self, data: &'a [u8]) -> Result<&'a [u8], Problem> {
        let start = data
            .windows(2)
            .position(|pair| pair == [0xff, 0xd8])
            .ok_or("no picture")?;
        let mut at = start + 2;
        self.has_frame = false;
        self.restart_interval = 0;
        self.set_standard_tables();
        let mut scanned = false;
        loop {
            // Bytes before a marker, and fill bytes, are skipped.
            while data.get(at).is_some_and(|byte| *byte != 0xff) {
                at += 1;
            }
            while data.get(at) == Some(&0xff) {
                at += 1;
            }
            let Some(marker) = data.get(at) else {
                return if scanned { Ok(&[]) } else { Err("no scan") };
            };
            at += 1;
            match marker {
                0x00 | 0x01 | 0xd0..=0xd8 => continue,
                0xd9 => {
                    return if scanned {
                        Ok(data.get(at..).unwrap_or(&[]))
                    } else {
                        Err("no scan")
                    };
                }
                _ => {}
            }
            let mut header = Segment(data.get(at..).unwrap_or(&[]));
            let len = header.u16()?.checked_sub(2).ok_or("a header without a length")?;
            let mut segment = Segment(header.take(len)?);
            at += len + 2;
            match marker {
                0xc0 | 0xc1 => self.frame(&mut segment, data.len())?,
                0xc4 => self.huffman_tables(&mut segment)?,
                0xc2..=0xcf => return Err("a coding process other than baseline"),
                0xdb => self.quantization_tables(&mut segment)?,
                0xdd => self.restart_interval = segment.u16()?,
                0xda => {
                    at = self.scan(&mut segment, data, at)?;
                    scanned = true;
                }
                _ => {}
            }
        }
    }

    fn set_standard_tables(&mut self) {
        use standard::*;
        // Made once; a picture with tables of its own replaces them.
        let make = |counts: &[u8; 16], values: &[u8]| Huffman::new(counts, values);
        self.dc = [
            make(&DC_LUMA, &DC_VALUES),
            make(&DC_CHROMA, &DC_VALUES),
            None,
            None,
        ];
        self.ac = [
            make(&AC_LUMA, &AC_LUMA_VALUES),
            make(&AC_CHROMA, &AC_CHROMA_VALUES),
            None,
            None,
        ];
    }

    fn frame(&mut self, segment: &mut Segment<'_>, data_len: usize) -> Result<(), Problem> {
        if segment.u8()? != 8 {
            return Err("samples of other than 8 bits");
        }
        self.height = segment.u16()?;
        self.width = segment.u16()?;
        if self.width == 0 || self.height == 0 || self.width * self.height > MAX_PIXELS {
            return Err("an absurd size");
        }
        let count = usize::from(segment.u8()?);
        if count != 1 && count != 3 {
            return Err("a number of components other than 1 or 3");
        }
        self.components.resize(count, Component::default());
        for component in &mut self.components {
            component.id = segment.u8()?;
            let sampling = segment.u8()?;
            component.horizontal = usize::from(sampling >> 4);
            component.vertical = usize::from(sampling & 0xf);
            component.quantization = usize::from(segment.u8()? & 3);
            if !(1..=4).contains(&component.horizontal) || !(1..=4).contains(&component.vertical) {
                return Err("absurd sampling factors");
            }
        }
        if let [component] = self.components.as_mut_slice() {
            // A single component is not interleaved, so its factors mean nothing. Source: T.81 §A.2.2.
            component.horizontal = 1;
            component.vertical = 1;
        }
        let (columns, rows) = self.mcus();
        let blocks: usize = self.components.iter().map(|c| c.horizontal * c.vertical).sum();
        if columns * rows * blocks * MIN_BLOCK_BITS / 8 > data_len {
            return Err("less data than any picture of its size has");
        }
        self.plane_bytes = (columns * rows * blocks * 64) as u64;
        if self.max_plane_bytes.is_some_and(|most| self.plane_bytes > most) {
            return Err(TOO_LARGE);
        }
        for component in &mut self.components {
            component.stride = columns * component.horizontal * 8;
            component
                .plane
                .resize(component.stride * rows * component.vertical * 8, 0);
        }
        self.has_frame = true;
        Ok(())
    }

    /// The largest sampling factors.
    pub(crate) fn sampling(&self) -> (usize, usize) {
        let horizontal = self.components.iter().map(|c| c.horizontal).max();
        let vertical = self.components.iter().map(|c| c.vertical).max();
        (horizontal.unwrap_or(1), vertical.unwrap_or(1))
    }

    fn mcus(&self) -> (usize, usize) {
        let (horizontal, vertical) = self.sampling();
        (
            self.width.div_ceil(horizontal * 8),
            self.height.div_ceil(vertical * 8),
        )
    }

    fn quantization_tables(&mut self, segment: &mut Segment<'_>) -> Result<(), Problem> {
        while !segment.0.is_empty() {
            let kind = segment.u8()?;
            let mut table = [0; 64];
            for value in &mut table {
                *value = if kind >> 4 == 0 {
                    u16::from(segment.u8()?)
                } else {
                    segment.u16()? as u16
                };
            }
            *self
                .quantization
                .get_mut(usize::from(kind & 0xf))
                .ok_or("a fifth table")? = Some(table);
        }
        Ok(())
    }

    fn huffman_tables(&mut self, segment: &mut Segment<'_>) -> Result<(), Problem> {
        while !segment.0.is_empty() {
            let kind = segment.u8()?;
            let counts: &[u8; 16] = segment
                .take(16)?
                .try_into()
                .map_err(|_| "a header that is cut off")?;
            let values = segment.take(counts.iter().map(|count| usize::from(*count)).sum())?;
            let table = Huffman::new(counts, values).ok_or("a code table with too many codes")?;
            let tables = if kind >> 4 == 0 {
                &mut self.dc
            } else {
                &mut self.ac
            };
            *tables.get_mut(usize::from(kind & 0xf)).ok_or("a fifth table")? = Some(table);
        }
        Ok(())
    }

    /// Decodes a scan and says where it ends.
    fn scan(&mut self, segment: &mut Segment<'_>, data: &[u8], at: usize) -> Result<usize, Problem> {
        if !self.has_frame {
            return Err("a scan without a frame header");
        }
        let (columns, rows) = self.mcus();
        let mut components = Vec::new();
        for _ in 0..segment.u8()? {
            let (id, tables) = (segment.u8()?, segment.u8()?);
            let index = self
                .components
                .iter()
                .position(|c| c.id == id)
                .ok_or("a scan of an unknown component")?;
            let table = |tables: &'_ [Option<Huffman>; 4], index: u8| {
                tables.get(usize::from(index)).cloned().flatten()
            };
            let dc = table(&self.dc, tables >> 4).ok_or("a missing code table")?;
            let ac = table(&self.ac, tables & 0xf).ok_or("a missing code table")?;
            components.push((index, dc, ac, 0i32));
        }
        let interleaved = components.len() > 1;
        if components.is_empty() || components.len() > self.components.len() {
            return Err("a scan of a wrong number of components");
        }
        // A single component in a scan comes in its own blocks, without those that fill up an MCU.
        // Source: T.81 §A.2.2.
        let (columns, rows) = match (
            interleaved,
            components.first().and_then(|c| self.components.get(c.0)),
        ) {
            (false, Some(component)) => {
                let (horizontal, vertical) = self.sampling();
                let width = (self.width * component.horizontal).div_ceil(horizontal);
                let height = (self.height * component.vertical).div_ceil(vertical);
                (width.div_ceil(8), height.div_ceil(8))
            }
            _ => (columns, rows),
        };
        let mut bits = Bits::new(data, at);
        let mut until_restart = self.restart_interval;
        for row in 0..rows {
            for column in 0..columns {
                if self.restart_interval > 0 && until_restart == 0 {
                    bits = Bits::new(
                        data,
                        after_restart(data, bits.at).ok_or("a missing restart marker")?,
                    );
                    until_restart = self.restart_interval;
                    components.iter_mut().for_each(|component| component.3 = 0);
                }
                until_restart = until_restart.wrapping_sub(1);
                for (index, dc, ac, predicted) in &mut components {
                    let component = self
                        .components
                        .get_mut(*index)
                        .ok_or("a scan of an unknown component")?;
                    let table = self
                        .quantization
                        .get(component.quantization)
                        .and_then(Option::as_ref);
                    let table = table.ok_or("a missing quantization table")?;
                    let (across, down) = if interleaved {
                        (component.horizontal, component.vertical)
                    } else {
                        (1, 1)
                    };
                    for y in 0..down {
                        for x in 0..across {
                            let block = block(&mut bits, dc, ac, table, predicted)?;
                            let start = ((row * down + y) * component.stride + column * across + x) * 8;
                            let target = component
                                .plane
                                .get_mut(start..)
                                .ok_or("a block outside the picture")?;
                            inverse_transform(&block, target, component.stride);
                        }
                    }
                }
                if bits.is_overdrawn() {
                    return Err("data that ends too early");
                }
            }
        }
        Ok(bits.at)
    }
}

/// Where the data after the next restart marker begins.
fn after_restart(data: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let pair: &[u8; 2] = data.get(at..)?.first_chunk()?;
        match pair {
            [0xff, 0xd0..=0xd7] => return Some(at + 2),
            [0xff, 0x00 | 0xff] | [0..=0xfe, _] => at += 1,
            // Another marker: the scan is over.
            _ => return None,
        }
    }
}

/// The coefficients of a block and whether any beside the first is not 0.
struct Block {
    coefficients: [i16; 64],
    flat: bool,
}

fn block(
    bits: &mut Bits<'_>,
    dc: &Huffman,
    ac: &Huffman,
    table: &[u16; 64],
    predicted: &mut i32,
) -> Result<Block, Problem> {
    let mut coefficients = [0i16; 64];
    let scaled = |value: i32, factor: u16| {
        // Wider than any coefficient of 8-bit samples; only damage exceeds it.
        value.saturating_mul(i32::from(factor)).clamp(-8192, 8191) as i16
    };
    let size = bits.value(dc)?;
    if size > 15 {
        return Err("an absurd coefficient");
    }
    *predicted = predicted.wrapping_add(bits.extended(u32::from(size)));
    coefficients[0] = scaled(*predicted, table[0]);
    let mut at = 1usize;
    let mut flat = true;
    while at < 64 {
        let value = bits.value(ac)?;
        let (run, size) = (usize::from(value >> 4), u32::from(value & 0xf));
        if size == 0 {
            if run != 15 {
                break;
            }
            at += 16;
            continue;
        }
        at += run;
        let number = bits.extended(size);
        let (Some(place), Some(factor)) = (ZIGZAG.get(at), table.get(at)) else {
            return Err("a coefficient past the end of its block");
        };
        if let Some(coefficient) = coefficients.get_mut(usize::from(*place)) {
            *coefficient = scaled(number, *factor);
        }
        flat = false;
        at += 1;
    }
    Ok(Block { coefficients, flat })
}

/// One pass of the inverse cosine transform over eight values, with 13 fractional bits in the factors. The result is
/// to be shifted right by them.
///
/// Source: C. Loeffler, A. Ligtenberg, G. Moschytz, "Practical Fast 1-D DCT Algorithms with 11 Multiplications",
/// Proc. ICASSP 1989.
fn inverse_pass(v: [Wrapping<i32>; 8]) -> [Wrapping<i32>; 8] {
    // The names tell the factors: 8192 times 0.298631336 and so on.
    const F_0_298: Wrapping<i32> = Wrapping(2446);
    const F_0_390: Wrapping<i32> = Wrapping(3196);
    const F_0_541: Wrapping<i32> = Wrapping(4433);
    const F_0_765: Wrapping<i32> = Wrapping(6270);
    const F_0_899: Wrapping<i32> = Wrapping(7373);
    const F_1_175: Wrapping<i32> = Wrapping(9633);
    const F_1_501: Wrapping<i32> = Wrapping(12_299);
    const F_1_847: Wrapping<i32> = Wrapping(15_137);
    const F_1_961: Wrapping<i32> = Wrapping(16_069);
    const F_2_053: Wrapping<i32> = Wrapping(16_819);
    const F_2_562: Wrapping<i32> = Wrapping(20_995);
    const F_3_072: Wrapping<i32> = Wrapping(25_172);

    let rotated = (v[2] + v[6]) * F_0_541;
    let (e2, e3) = (rotated - v[6] * F_1_847, rotated + v[2] * F_0_765);
    let (e0, e1) = ((v[0] + v[4]) << 13, (v[0] - v[4]) << 13);
    let even = [e0 + e3, e1 + e2, e1 - e2, e0 - e3];

    let (z1, z2, z3, z4) = (v[7] + v[1], v[5] + v[3], v[7] + v[3], v[5] + v[1]);
    let z5 = (z3 + z4) * F_1_175;
    let (z1, z2) = (-z1 * F_0_899, -z2 * F_2_562);
    let (z3, z4) = (z5 - z3 * F_1_961, z5 - z4 * F_0_390);
    let odd = [
        v[1] * F_1_501 + z1 + z4,
        v[3] * F_3_072 + z2 + z3,
        v[5] * F_2_053 + z2 + z4,
        v[7] * F_0_298 + z1 + z3,
    ];
    [
        even[0] + odd[0],
        even[1] + odd[1],
        even[2] + odd[2],
        even[3] + odd[3],
        even[3] - odd[3],
        even[2] - odd[2],
        even[1] - odd[1],
        even[0] - odd[0],
    ]
}

/// Writes a block's samples.
fn inverse_transform(block: &Block, target: &mut [u8], stride: usize) {
    // Two more fractional bits between the passes.
    const BETWEEN: usize = 2;
    let rows = target.chunks_mut(stride.max(1)).take(8);
    if block.flat {
        let sample = (((i32::from(block.coefficients[0]) + 4) >> 3) + 128).clamp(0, 255) as u8;
        rows.for_each(|row| row.iter_mut().take(8).for_each(|target| *target = sample));
        return;
    }
    let mut between = [[Wrapping(0i32); 8]; 8];
    for (column, values) in between.iter_mut().enumerate() {
        let input = std::array::from_fn(|row| Wrapping(i32::from(block.coefficients[row * 8 + column])));
        let shift = 13 - BETWEEN;
        *values = inverse_pass(input).map(|value| (value + Wrapping(1 << (shift - 1))) >> shift);
    }
    for (row, target) in rows.enumerate() {
        let input = std::array::from_fn(|column| between[column][row & 7]);
        let shift = 13 + BETWEEN + 3;
        let output = inverse_pass(input).map(|value| ((value + Wrapping(1 << (shift - 1))) >> shift).0);
        for (target, value) in target.iter_mut().zip(output) {
            *target = value.wrapping_add(128).clamp(0, 255) as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_transform_is_within_one_of_the_exact_one() {
        let mut state = 0x1234_5678_9abc_def0u64;
        for _ in 0..500 {
            let mut coefficients = [0i16; 64];
            for (at, coefficient) in coefficients.iter_mut().enumerate() {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let range = 400 / (1 + (at / 8 + at % 8) as i64);
                *coefficient = ((state >> 33) as i64 % (2 * range + 1) - range) as i16;
            }
            let mut ours = [0u8; 64];
            inverse_transform(
                &Block {
                    coefficients,
                    flat: false,
                },
                &mut ours,
                8,
            );
            for (at, sample) in ours.iter().enumerate() {
                let mut exact = 0.0;
                for (place, coefficient) in coefficients.iter().enumerate() {
                    let scale = |k: usize| if k == 0 { 0.5f64.sqrt() } else { 1.0 };
                    let wave = |k: usize, x: usize| {
                        ((2 * x + 1) as f64 * k as f64 * std::f64::consts::PI / 16.0).cos()
                    };
                    let (v, u) = (place / 8, place % 8);
                    exact += 0.25
                        * scale(u)
                        * scale(v)
                        * f64::from(*coefficient)
                        * wave(u, at % 8)
                        * wave(v, at / 8);
                }
                let exact = (exact + 128.0).clamp(0.0, 255.0);
                assert!((f64::from(*sample) - exact).abs() < 1.0, "{sample} for {exact}");
            }
        }
    }

    #[test]
    fn code_tables_that_cannot_be_are_refused() {
        let mut counts = [0; 16];
        counts[0] = 3;
        assert!(Huffman::new(&counts, &[1, 2, 3]).is_none());
        counts[0] = 2;
        assert!(Huffman::new(&counts, &[1]).is_none());
        assert!(Huffman::new(&counts, &[1, 2]).is_some());
    }

    #[test]
    fn sizes_out_of_proportion_to_the_data_are_refused() {
        let mut picture = vec![
            0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0x20, 0, 0x20, 0, 1, 1, 0x11, 0, 0xff, 0xd9,
        ];
        assert_eq!(
            Jpeg::default().decode(&picture),
            Err("less data than any picture of its size has")
        );
        picture[7] = 0xff;
        picture[9] = 0xff;
        assert_eq!(Jpeg::default().decode(&picture), Err("an absurd size"));
    }
}
