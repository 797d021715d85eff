//! Sound in 16 bits, and WAV files of it.

use std::path::{Path, PathBuf};

/// A folder that goes with the test.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("openmf-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Interleaved 16-bit sound.
#[derive(Clone, Debug, PartialEq)]
pub struct Sound {
    pub rate: u32,
    pub channels: usize,
    pub samples: Vec<i16>,
}

impl Sound {
    /// A sine of `frequency` Hz, in the second channel a quarter of a period later.
    pub fn sine(rate: u32, channels: usize, frequency: f64, frames: usize) -> Self {
        let value = |frame: usize, channel: usize| {
            let turn = frame as f64 * frequency / f64::from(rate) + 0.25 * channel as f64;
            ((turn * std::f64::consts::TAU).sin() * 12_000.0).round() as i16
        };
        let samples = (0..frames).flat_map(|frame| (0..channels).map(move |channel| value(frame, channel)));
        Self {
            rate,
            channels,
            samples: samples.collect(),
        }
    }

    pub fn frames(&self) -> usize {
        self.samples.len() / self.channels
    }

    pub fn part(&self, frames: std::ops::Range<usize>) -> Self {
        let samples = self.samples[frames.start * self.channels..frames.end * self.channels].to_vec();
        Self {
            samples,
            ..self.clone()
        }
    }

    pub fn write(&self, path: &Path) {
        let data_bytes = self.samples.len() as u32 * 2;
        let frame_bytes = self.channels as u32 * 2;
        let mut bytes = b"RIFF".to_vec();
        bytes.extend((36 + data_bytes).to_le_bytes());
        bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0");
        bytes.extend((self.channels as u16).to_le_bytes());
        bytes.extend(self.rate.to_le_bytes());
        bytes.extend((self.rate * frame_bytes).to_le_bytes());
        bytes.extend((frame_bytes as u16).to_le_bytes());
        bytes.extend(16_u16.to_le_bytes());
        bytes.extend(b"data");
        bytes.extend(data_bytes.to_le_bytes());
        bytes.extend(self.samples.iter().flat_map(|sample| sample.to_le_bytes()));
        std::fs::write(path, bytes).unwrap();
    }

    /// Reads what a [`WaveSink`] has written; numbers of other formats are rounded to 16 bits.
    pub fn read(path: &Path) -> Self {
        let bytes = std::fs::read(path).unwrap();
        let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
        let (mut at, mut format, mut data) = (12, None, None);
        while at + 8 <= bytes.len() {
            let (name, len) = (&bytes[at..at + 4], number(at + 4) as usize);
            match name {
                b"fmt " => format = Some(at + 8),
                b"data" => data = Some(&bytes[at + 8..at + 8 + len]),
                _ => {}
            }
            at += 8 + len + len % 2;
        }
        let (format, data) = (format.unwrap(), data.unwrap());
        let short = |at: usize| u16::from_le_bytes(bytes[at..at + 2].try_into().unwrap());
        let float = short(format) == 3 || (short(format) == 0xfffe && short(format + 24) == 3);
        let samples = match (short(format + 14), float) {
            (16, false) => data
                .as_chunks::<2>()
                .0
                .iter()
                .map(|word| i16::from_le_bytes(*word))
                .collect(),
            (32, true) => data
                .as_chunks::<4>()
                .0
                .iter()
                .map(|word| (f32::from_le_bytes(*word) * 32_768.0).round() as i16)
                .collect(),
            other => panic!("a WAV file of {other:?}"),
        };
        Self {
            rate: number(format + 4),
            channels: short(format + 2).into(),
            samples,
        }
    }

    /// The largest and the root mean square difference, over the frames in `range`.
    pub fn difference(&self, other: &Self, range: std::ops::Range<usize>) -> (i32, f64) {
        let of = |sound: &Self| sound.part(range.clone()).samples;
        let pairs = of(self).into_iter().zip(of(other));
        let differences: Vec<i32> = pairs.map(|(a, b)| (i32::from(a) - i32::from(b)).abs()).collect();
        let squares: f64 = differences.iter().map(|d| f64::from(*d) * f64::from(*d)).sum();
        let largest = differences.iter().max().copied().unwrap_or(0);
        (largest, (squares / differences.len().max(1) as f64).sqrt())
    }
}
