//! Files that are larger than fields of 32 bits can say, onto a stream that keeps only what is not zero.
//!
//! Sources: ISO/IEC 14496-12 §8.1.1 (`mdat`), §8.7.5 (`co64`); "OpenDML AVI File Format Extensions", version 1.02.

mod common;

use std::collections::BTreeMap;
use std::io::{self, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex};

use common::*;
use openmf_core::{
    ClockStart, FrameSize, HostTime, MediaBuffer, MediaSink, MediaTime, MediaType, Ratio, Sample,
    VideoFormat, guids,
};
use openmf_sinks::{ArchiveFile, ArchiveSink, OutputStream};

const BLOCK: usize = 4096;
const ZEROS: [u8; BLOCK] = [0; BLOCK];

/// A file that keeps only its blocks that are not all zero.
#[derive(Clone, Default)]
struct Sparse {
    content: Arc<Mutex<Content>>,
    position: u64,
}

#[derive(Default)]
struct Content {
    blocks: BTreeMap<u64, Vec<u8>>,
    len: u64,
}

impl Sparse {
    fn len(&self) -> u64 {
        self.content.lock().unwrap().len
    }

    fn read<const N: usize>(&self, at: u64) -> [u8; N] {
        let Content { blocks, len } = &*self.content.lock().unwrap();
        assert!(at + N as u64 <= *len, "{at} is behind the end");
        std::array::from_fn(|index| {
            let at = at + index as u64;
            let block = blocks.get(&(at / BLOCK as u64));
            block.map_or(0, |block| block[at as usize % BLOCK])
        })
    }

    fn u32(&self, at: u64) -> u32 {
        u32::from_le_bytes(self.read(at))
    }

    fn u64(&self, at: u64) -> u64 {
        u64::from_le_bytes(self.read(at))
    }
}

impl Write for Sparse {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let within = self.position as usize % BLOCK;
        let part = &bytes[..bytes.len().min(BLOCK - within)];
        let Content { blocks, len } = &mut *self.content.lock().unwrap();
        let number = self.position / BLOCK as u64;
        if part != &ZEROS[..part.len()] || blocks.contains_key(&number) {
            let block = blocks.entry(number).or_insert_with(|| ZEROS.to_vec());
            block[within..within + part.len()].copy_from_slice(part);
        }
        self.position += part.len() as u64;
        *len = self.position.max(*len);
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Sparse {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.position = match to {
            SeekFrom::Start(position) => position,
            SeekFrom::Current(0) => self.position,
            to => panic!("{to:?}"),
        };
        Ok(self.position)
    }
}

impl OutputStream for Sparse {
    fn set_len(&mut self, _len: u64) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

fn pictures() -> MediaType {
    let size = FrameSize {
        width: 64,
        height: 48,
    };
    let mut format = VideoFormat::new(guids::MFVideoFormat_MJPG, size);
    format.frame_rate = Some(Ratio {
        numerator: 25,
        denominator: 1,
    });
    format.to_media_type()
}

/// What a picture begins with.
fn name(number: u32) -> [u8; 8] {
    let [a, b, c, d] = number.to_le_bytes();
    [0xff, 0xd8, b'#', 1, a, b, c, d]
}

/// Writes so many pictures of so many bytes.
fn write(kind: ArchiveFile, count: u32, bytes: usize) -> Sparse {
    let file = Sparse::default();
    let stream = Box::new(file.clone());
    let made = ArchiveSink::to_stream(kind, "large file", stream, true, &[pictures()]).unwrap();
    let sink: Arc<dyn MediaSink> = made.sink();
    let state = Arc::clone(&sink).clock_state_sink().unwrap();
    state
        .on_clock_start(HostTime::ZERO, ClockStart::At(at(0)))
        .unwrap();
    let stream = sink.stream_sinks().unwrap().remove(0);
    let zeros = MediaBuffer::from(vec![0; bytes - 8]);
    for number in 0..count {
        let mut picture = Sample::new(MediaBuffer::from(name(number).to_vec()))
            .at(MediaTime::ZERO + ms(40 * i64::from(number)))
            .lasting(ms(40))
            .clean_point(true);
        picture.add_buffer(zeros.clone());
        stream.process_sample(picture).unwrap();
    }
    sink.finalizable().unwrap().finalize().unwrap();
    sink.shutdown().unwrap();
    file
}

#[test]
fn an_mp4_file_of_more_than_4_gib_has_wide_offsets() {
    const COUNT: u32 = 66;
    const BYTES: u32 = 64 << 20;
    let file = write(ArchiveFile::Mp4, COUNT, BYTES as usize);
    let big = |at: u64| u64::from(u32::from_be_bytes(file.read(at)));
    let mut boxes = BTreeMap::new();
    let mut at = 0;
    while at < file.len() {
        let (len, head) = match big(at) {
            1 => (u64::from_be_bytes(file.read(at + 8)), 16),
            len => (len, 8),
        };
        assert!(len >= head, "a box of {len} bytes at {at}");
        boxes.insert(file.read::<4>(at + 4), (at, len));
        at += len;
    }
    assert_eq!(at, file.len());
    let (samples_at, samples) = boxes[b"mdat"];
    assert_eq!(samples, 16 + u64::from(COUNT) * u64::from(BYTES));
    let (index_at, index) = boxes[b"moov"];
    assert_eq!(index_at, samples_at + samples);
    let find = |name: &[u8; 4]| (index_at..index_at + index - 4).find(|at| file.read::<4>(*at) == *name);
    assert_eq!(find(b"stco"), None);
    // The name, version and flags, the number of chunks.
    let offsets = find(b"co64").unwrap();
    assert_eq!(big(offsets + 8), u64::from(COUNT), "a chunk for each");
    for number in 0..COUNT {
        let offset = u64::from_be_bytes(file.read(offsets + 12 + 8 * u64::from(number)));
        assert_eq!(offset, samples_at + 16 + u64::from(number) * u64::from(BYTES));
        assert_eq!(file.read(offset), name(number), "at {offset}");
    }
}

#[test]
fn an_avi_file_of_more_than_1_gib_has_parts_and_an_index_of_them() {
    const COUNT: u32 = 70;
    const BYTES: u32 = 32 << 20;
    let file = write(ArchiveFile::Avi, COUNT, BYTES as usize);
    // Part after part, each as long as it says.
    let mut parts = Vec::new();
    let mut at = 0;
    while at < file.len() {
        assert_eq!(file.read(at), *b"RIFF", "at {at}");
        let len = u64::from(file.u32(at + 4)) + 8;
        assert!(len <= 1 << 30, "{len} bytes");
        parts.push((file.read::<4>(at + 8), at, len));
        at += len;
    }
    assert_eq!(at, file.len());
    let kinds: Vec<_> = parts.iter().map(|(kind, ..)| *kind).collect();
    assert_eq!(kinds, [*b"AVI ", *b"AVIX", *b"AVIX"]);
    let find = |name: &[u8; 4]| (0..1 << 16).find(|at| file.read::<4>(*at) == *name).unwrap();
    // Pictures of the first part, and of all.
    let (first, total) = (file.u32(find(b"avih") + 24), file.u32(find(b"dmlh") + 8));
    assert_eq!((first, total), (31, COUNT));
    assert_eq!(file.u32(find(b"strh") + 40), COUNT);
    // The index of indexes has an entry for each part, and these one for each picture.
    let index = find(b"indx") + 8;
    assert_eq!(file.u32(index + 4), 3);
    let mut number = 0;
    for (part, (_, at, len)) in parts.iter().enumerate() {
        let entry = index + 24 + 16 * part as u64;
        let (chunks_at, size, units) = (file.u64(entry), file.u32(entry + 8), file.u32(entry + 12));
        assert!((*at..at + len).contains(&chunks_at), "in its part");
        assert_eq!(file.read(chunks_at), *b"ix00");
        assert_eq!(file.u32(chunks_at + 4) + 8, size);
        assert_eq!(file.u32(chunks_at + 12), units, "a unit is a picture");
        let base = file.u64(chunks_at + 20);
        for chunk in 0..u64::from(units) {
            let place = base + u64::from(file.u32(chunks_at + 32 + 8 * chunk));
            assert_eq!(file.u32(chunks_at + 36 + 8 * chunk), BYTES, "a key frame");
            assert_eq!(file.read(place), name(number), "at {place}");
            assert_eq!(file.u32(place - 4), BYTES);
            number += 1;
        }
    }
    assert_eq!(number, COUNT);
}
