use std::fmt::Write;

use openmf::{MediaTime, Sample};
use sha2::{Digest, Sha256};

/// Digests decoded samples in the decoder's own format: pictures as their planes without padding, sound as its
/// interleaved frames.
#[derive(Debug, Default)]
pub(crate) struct SampleDigest {
    hash: Sha256,
    pub(crate) samples: u64,
    pub(crate) bytes: u64,
    pub(crate) first: Option<MediaTime>,
    pub(crate) last: Option<MediaTime>,
}

impl SampleDigest {
    pub(crate) fn add(&mut self, sample: &Sample) {
        self.samples += 1;
        self.first = self.first.or(sample.time);
        self.last = sample.end().or(sample.time).or(self.last);
        for buffer in sample.buffers() {
            let planes = buffer.layout().map_or(0, |layout| layout.planes().len());
            if planes == 0 {
                self.update(buffer);
            }
            for (bytes, plane) in (0..planes).filter_map(|index| buffer.plane(index)) {
                for row in bytes.chunks(plane.stride.max(1)).take(plane.rows) {
                    self.update(row.get(..plane.width_bytes).unwrap_or(row));
                }
            }
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
    }

    pub(crate) fn hex(&self) -> String {
        self.hash
            .clone()
            .finalize()
            .iter()
            .fold(String::new(), |mut text, byte| {
                // Writing to a string cannot fail.
                let _ = write!(text, "{byte:02x}");
                text
            })
    }
}
