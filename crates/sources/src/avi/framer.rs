//! Cuts MPEG audio of constant rate into frames: chunks hold any piece of it then.

use openmf_core::{BufferPool, MediaTime, Sample, TimeSpan};

/// The most bytes that wait for the rest of a frame; the largest frame is far smaller.
const MAX_WAITING: usize = 1 << 20;

/// Collects chunks and gives out frames.
#[derive(Debug, Default)]
pub(super) struct Framer {
    waiting: Vec<u8>,
    /// How many bytes of `waiting` are given out.
    taken: usize,
    time: MediaTime,
    pool: BufferPool,
}

/// Bytes of a frame and its samples and rate. Source: ISO/IEC 11172-3 §2.4.2.3, 13818-3 §2.4.2.3.
fn frame(header: &[u8]) -> Option<(usize, u32, u32)> {
    const LAYER_3: [[usize; 16]; 2] = [
        [
            0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0,
        ],
        [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0],
    ];
    const RATES: [u32; 3] = [44_100, 48_000, 32_000];
    let [0xff, second, third, _] = *header.first_chunk::<4>()? else {
        return None;
    };
    let (version, layer) = (second >> 3 & 3, second >> 1 & 3);
    if second & 0xe0 != 0xe0 || version == 1 || layer != 1 {
        return None;
    }
    let low = usize::from(version != 3);
    let bitrate = *LAYER_3.get(low)?.get(usize::from(third >> 4))?;
    let rate = *RATES.get(usize::from(third >> 2 & 3))? >> [2, 0, 1, 0][usize::from(version)];
    let samples = if low == 0 { 1152 } else { 576 };
    if bitrate == 0 {
        return None;
    }
    let bytes = samples / 8 * bitrate * 1000 / rate as usize + usize::from(third >> 1 & 1);
    Some((bytes, samples as u32, rate))
}

impl Framer {
    /// Forgets what waits, after a seek.
    pub(super) fn restart(&mut self) {
        self.waiting.clear();
        self.taken = 0;
    }

    /// Adds a chunk that starts at `time`.
    pub(super) fn push(&mut self, chunk: &[u8], time: MediaTime) {
        self.waiting.drain(..self.taken);
        self.taken = 0;
        if self.waiting.len() > MAX_WAITING {
            self.waiting.clear();
        }
        if self.waiting.is_empty() {
            self.time = time;
        }
        self.waiting.extend_from_slice(chunk);
    }

    /// The next whole frame.
    pub(super) fn pop(&mut self) -> Option<Sample> {
        loop {
            let rest = self.waiting.get(self.taken..).filter(|rest| rest.len() >= 4)?;
            let Some((len, samples, rate)) = frame(rest) else {
                // Not at a frame: the stream was cut, or sought in.
                self.taken += 1;
                continue;
            };
            let bytes = rest.get(..len)?;
            let mut buffer = self.pool.acquire(len);
            buffer.copy_from_slice(bytes);
            let duration = TimeSpan::from_frames(u64::from(samples), rate);
            let sample = Sample::new(buffer.freeze())
                .at(self.time)
                .lasting(duration)
                .clean_point(true);
            self.time += duration;
            self.taken += len;
            return Some(sample);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_become_frames_again() {
        // 128 kbit/s at 44.1 kHz: 417 bytes, with padding 418.
        let mut stream = Vec::new();
        let lengths = [417, 418, 417, 417, 418];
        for len in lengths {
            let mut frame = vec![0x55; len];
            frame[..4].copy_from_slice(&[0xff, 0xfb, if len == 418 { 0x92 } else { 0x90 }, 0x64]);
            stream.extend(frame);
        }
        let mut framer = Framer::default();
        let mut found = Vec::new();
        for piece in stream.chunks(100) {
            framer.push(piece, MediaTime::ZERO);
            while let Some(sample) = framer.pop() {
                found.push((sample.total_len(), sample.time.unwrap().as_100ns()));
            }
        }
        let expected: Vec<_> = lengths.iter().copied().zip((0..5).map(|n| n * 261_224)).collect();
        assert_eq!(found, expected);
    }
}
