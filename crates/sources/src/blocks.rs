//! Audio of a constant rate in blocks of one size: what WAVE and AIFF hold.

use openmf_core::{BufferPool, Error, MediaBuffer, MediaTime, Result, Sample, TimeSpan};

use crate::reader::Reader;
use crate::{Demuxer, Presentation};

/// Where the blocks are and what they hold.
pub(crate) struct BlockLayout {
    /// The offset of the first block.
    pub(crate) start: u64,
    /// Bytes of all blocks; `None` if they go on to an end of the file that is not known.
    pub(crate) len: Option<u64>,
    /// Bytes of all blocks as the file states them, more than `len` if it was cut off; `None` if it states nothing.
    pub(crate) stated_len: Option<u64>,
    /// Bytes of a block: of a frame for PCM.
    pub(crate) block_bytes: u32,
    /// Frames of a block: 1 for PCM.
    pub(crate) block_frames: u32,
    /// Hz.
    pub(crate) sample_rate: u32,
    /// Bytes of one number that have to be reversed to be little-endian; 0 for none.
    pub(crate) reverse: usize,
    /// The 8-bit numbers are signed, ours are not.
    pub(crate) flip_sign: bool,
}

impl BlockLayout {
    /// The number of whole blocks, if it is known.
    fn blocks(&self) -> Option<u64> {
        Some(self.len? / u64::from(self.block_bytes))
    }

    /// How long the blocks last, if that is known.
    pub(crate) fn duration(&self) -> Option<TimeSpan> {
        let frames = self.blocks()?.saturating_mul(u64::from(self.block_frames));
        Some(TimeSpan::from_frames(frames, self.sample_rate))
    }

    fn time(&self, block: u64) -> MediaTime {
        let frames = block.saturating_mul(u64::from(self.block_frames));
        MediaTime::ZERO + TimeSpan::from_frames(frames, self.sample_rate)
    }

    /// 4096 frames, but no more than a tenth of a second, of PCM; one block of anything else.
    fn blocks_of_packet(&self) -> u32 {
        if self.block_frames > 1 {
            return 1;
        }
        (self.sample_rate / 10).clamp(1, 4096)
    }
}

/// The demuxer over one stream of blocks.
pub(crate) struct Blocks {
    reader: Reader,
    layout: BlockLayout,
    presentation: Presentation,
    pool: BufferPool,
    /// The block that is read next.
    next: u64,
    wanted: bool,
    /// Bytes that the file lacks at its end, while that was not told.
    missing: Option<u64>,
}

impl Blocks {
    /// Reads `layout`'s blocks; the presentation has its one track already.
    pub(crate) fn new(reader: Reader, layout: BlockLayout, mut presentation: Presentation) -> Self {
        presentation.duration = layout.duration();
        presentation.can_seek = reader.seekable();
        let missing = layout
            .stated_len
            .zip(layout.len)
            .and_then(|(stated, len)| stated.checked_sub(len));
        Self {
            reader,
            layout,
            presentation,
            pool: BufferPool::new(),
            next: 0,
            wanted: true,
            missing: missing.filter(|bytes| *bytes > 0),
        }
    }

    /// The end, which is an error the first time if the file was cut off.
    fn end(&mut self) -> Result<Option<(usize, Sample)>> {
        let Some(missing) = self.missing.take() else {
            return Ok(None);
        };
        let end = self.layout.start.saturating_add(self.layout.len.unwrap_or(0));
        let problem = format!("the file ends {missing} bytes before the sound should");
        Err(self.reader.malformed(end, "sound", problem))
    }

    fn convert(&self, buffer: MediaBuffer) -> MediaBuffer {
        let (width, flip) = (self.layout.reverse, self.layout.flip_sign);
        if width < 2 && !flip {
            return buffer;
        }
        // The buffer was just read and has no other owner; should it have one, nothing may be changed in it.
        match buffer.into_unique() {
            Ok(mut bytes) => {
                if flip {
                    bytes.iter_mut().for_each(|byte| *byte ^= 0x80);
                } else {
                    bytes.chunks_exact_mut(width).for_each(<[u8]>::reverse);
                }
                bytes.freeze()
            }
            Err(shared) => {
                let mut bytes = shared.to_vec();
                if flip {
                    bytes.iter_mut().for_each(|byte| *byte ^= 0x80);
                } else {
                    bytes.chunks_exact_mut(width).for_each(<[u8]>::reverse);
                }
                MediaBuffer::from(bytes)
            }
        }
    }
}

impl Demuxer for Blocks {
    fn presentation(&self) -> &Presentation {
        &self.presentation
    }

    fn set_wanted(&mut self, wanted: &[bool]) {
        self.wanted = wanted.first().copied().unwrap_or(false);
    }

    fn next_packet(&mut self, track: usize) -> Result<Option<(usize, Sample)>> {
        let layout = &self.layout;
        let left = layout.blocks().map(|blocks| blocks.saturating_sub(self.next));
        if track != 0 || !self.wanted {
            return Ok(None);
        }
        if left == Some(0) {
            return self.end();
        }
        let bytes = u64::from(layout.block_bytes);
        let count = u64::from(layout.blocks_of_packet()).min(left.unwrap_or(u64::MAX));
        let offset = self.next.checked_mul(bytes);
        let Some(offset) = offset.and_then(|offset| offset.checked_add(layout.start)) else {
            return Ok(None);
        };
        self.reader.set_position(offset);
        let wanted = usize::try_from(count * bytes).map_err(|_| Error::TimeOutOfRange)?;
        let Some(buffer) = self.reader.packet(wanted, &self.pool)? else {
            return Ok(None);
        };
        // A file that was cut off ends with its last whole block.
        let whole = buffer.len() as u64 / bytes;
        if whole == 0 {
            return Ok(None);
        }
        let used = (whole * bytes) as usize;
        let buffer = if used < buffer.len() {
            buffer.slice(0..used)?
        } else {
            buffer
        };
        let time = layout.time(self.next);
        let end = layout.time(self.next.saturating_add(whole));
        let sample = Sample::new(self.convert(buffer))
            .at(time)
            .lasting(end - time)
            .clean_point(true);
        self.next = self.next.saturating_add(whole);
        Ok(Some((0, sample)))
    }

    fn seek(&mut self, time: MediaTime) -> Result<()> {
        let layout = &self.layout;
        if layout.duration().is_some_and(|end| time.since_zero() > end) {
            return Err(Error::invalid_request(format!("seek to {time}, past the end")));
        }
        // Rounded down to the block that holds the time; one early does no harm.
        let frames = time.since_zero().to_frames(layout.sample_rate);
        self.next = frames / u64::from(layout.block_frames.max(1));
        if layout.time(self.next) > time {
            self.next = self.next.saturating_sub(1);
        }
        // Packets are the same wherever reading starts.
        let packet = u64::from(layout.blocks_of_packet());
        self.next = self.next / packet * packet;
        Ok(())
    }
}
