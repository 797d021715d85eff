//! From audio packets to sound. Source: Vorbis I specification §4.3.

use std::f64::consts::PI;

use symphonia::core::dsp::mdct::Imdct;

use super::bits::PacketReader;
use super::codebook::ilog;
use super::floor::{Values, inverse_decibels};
use super::headers::{Coupling, Identification, Setup};
use super::residue;

/// Why a packet brings no sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Undecodable(pub(super) &'static str);

/// What belongs to blocks of one size.
struct BlockSize {
    len: usize,
    transform: Imdct,
    /// The rising half of the window.
    slope: Vec<f32>,
}

struct Channel {
    floor: Values,
    has_floor: bool,
    spectrum: Vec<f32>,
    block: Vec<f32>,
    /// The second half of the block before.
    held: Vec<f32>,
    sound: Vec<f32>,
}

/// A decoder behind the headers.
pub(super) struct Synthesis {
    setup: Setup,
    sizes: [BlockSize; 2],
    channels: Vec<Channel>,
    decibels: Box<[f32; 256]>,
    scratch: residue::Scratch,
    /// Samples of the block before, if there was one.
    previous: Option<usize>,
}

impl BlockSize {
    fn new(bits: u32) -> Self {
        let len = 1usize << bits;
        let slope = (0..len / 2)
            .map(|at| {
                let sine = ((at as f64 + 0.5) / len as f64 * PI).sin();
                (PI / 2.0 * sine * sine).sin() as f32
            })
            .collect();
        Self {
            len,
            transform: Imdct::new(len / 2),
            slope,
        }
    }
}

impl Synthesis {
    pub(super) fn new(identification: &Identification, setup: Setup) -> Self {
        let channel = || Channel {
            floor: Values::default(),
            has_floor: false,
            spectrum: Vec::new(),
            block: Vec::new(),
            held: Vec::new(),
            sound: Vec::new(),
        };
        Self {
            setup,
            sizes: identification.block_bits.map(BlockSize::new),
            channels: (0..identification.channels).map(|_| channel()).collect(),
            decibels: inverse_decibels(),
            scratch: residue::Scratch::default(),
            previous: None,
        }
    }

    /// Forgets the block before: the next packet brings no sound.
    pub(super) fn reset(&mut self) {
        self.previous = None;
    }

    /// Decodes an audio packet; how many frames of sound it finished.
    pub(super) fn decode(&mut self, packet: &[u8]) -> Result<usize, Undecodable> {
        let bits = &mut PacketReader::new(packet);
        let short = Undecodable("a packet without its mode");
        if bits.flag().ok_or(short)? {
            return Err(Undecodable("no audio packet"));
        }
        let mode = bits.bits(ilog(self.setup.modes.len() as u32 - 1)).ok_or(short)?;
        let unknown = Undecodable("a packet of an unknown mode");
        let mode = *self.setup.modes.get(mode as usize).ok_or(unknown)?;
        if mode.long {
            // The sizes of the neighbours, which their own packets say as well.
            bits.bits(2).ok_or(short)?;
        }
        let mapping = self.setup.mappings.get(mode.mapping).ok_or(unknown)?;
        let [short_block, long_block] = &self.sizes;
        let half = if mode.long {
            long_block.len
        } else {
            short_block.len
        } / 2;

        for (channel, submap) in self.channels.iter_mut().zip(&mapping.multiplex) {
            let submap = mapping.submaps.get(*submap).ok_or(unknown)?;
            let floor = self.setup.floors.get(submap.floor).ok_or(unknown)?;
            channel.has_floor = floor.decode(bits, &self.setup.codebooks, &mut channel.floor);
            channel.spectrum.clear();
            channel.spectrum.resize(half, 0.0);
        }
        // A channel without a floor has a residue where one that it is coupled with has a floor. Source: §4.3.3.
        let mut wanted: Vec<bool> = self.channels.iter().map(|channel| channel.has_floor).collect();
        for Coupling { magnitude, angle } in &mapping.couplings {
            let either = wanted.get(*magnitude) == Some(&true) || wanted.get(*angle) == Some(&true);
            for at in [magnitude, angle] {
                if let Some(wanted) = wanted.get_mut(*at) {
                    *wanted = either;
                }
            }
        }
        for (at, submap) in mapping.submaps.iter().enumerate() {
            let residue = self.setup.residues.get(submap.residue).ok_or(unknown)?;
            let mut spectra: Vec<Option<&mut [f32]>> = self
                .channels
                .iter_mut()
                .zip(&wanted)
                .zip(&mapping.multiplex)
                .filter(|(_, submap)| **submap == at)
                .map(|((channel, wanted), _)| wanted.then_some(channel.spectrum.as_mut_slice()))
                .collect();
            residue.decode(bits, &self.setup.codebooks, &mut spectra, half, &mut self.scratch);
        }
        for Coupling { magnitude, angle } in mapping.couplings.iter().rev() {
            if let Ok([magnitude, angle]) = self.channels.get_disjoint_mut([*magnitude, *angle]) {
                decouple(&mut magnitude.spectrum, &mut angle.spectrum);
            }
        }
        for (channel, submap) in self.channels.iter_mut().zip(&mapping.multiplex) {
            let floor = mapping
                .submaps
                .get(*submap)
                .and_then(|submap| self.setup.floors.get(submap.floor))
                .ok_or(unknown)?;
            if channel.has_floor {
                floor.apply(
                    &mut channel.floor,
                    mode.long,
                    &mut channel.spectrum,
                    &self.decibels,
                );
            } else {
                channel.spectrum.fill(0.0);
            }
        }
        Ok(self.overlap(mode.long))
    }

    /// Brings the spectra into time and adds each block's first half to the second half of the one before.
    fn overlap(&mut self, long: bool) -> usize {
        let [short_size, long_size] = &mut self.sizes;
        let shortest = short_size.len;
        let short_slope = &short_size.slope;
        let (size, slopes) = if long {
            (&mut long_size.transform, [short_slope, &long_size.slope])
        } else {
            (&mut short_size.transform, [short_slope, &long_size.slope])
        };
        let len = if long { long_size.len } else { shortest };
        let half = len / 2;
        let previous = self.previous.replace(len);
        let frames = previous.map_or(0, |previous| (previous + len) / 4);
        for channel in &mut self.channels {
            channel.block.resize(len, 0.0);
            size.imdct(&channel.spectrum, &mut channel.block);
            let Some((first, second)) = channel.block.split_at_checked(half) else {
                continue;
            };
            channel.sound.clear();
            if let Some(previous) = previous {
                let overlap = previous.min(len) / 2;
                let [short, long] = slopes;
                let slope = if overlap * 2 == shortest { short } else { long };
                // The longer of the two reaches beyond the other by half of the difference.
                let alone = (previous / 2 - overlap) / 2;
                let ahead = (half - overlap) / 2;
                channel.sound.extend(channel.held.iter().take(alone));
                let falling = channel.held.iter().skip(alone).zip(slope.iter().rev());
                let rising = first.iter().skip(ahead).zip(slope.iter());
                let both = falling.zip(rising).take(overlap);
                channel
                    .sound
                    .extend(both.map(|((old, down), (new, up))| old * down + new * up));
                channel.sound.extend(first.iter().skip(ahead + overlap));
            }
            channel.held.clear();
            channel.held.extend_from_slice(second);
        }
        frames
    }

    /// What the last packet finished of a channel.
    pub(super) fn sound(&self, channel: usize) -> &[f32] {
        self.channels
            .get(channel)
            .map_or(&[], |channel| channel.sound.as_slice())
    }
}

/// Source: §4.3.5.
fn decouple(magnitude: &mut [f32], angle: &mut [f32]) {
    for (magnitude, angle) in magnitude.iter_mut().zip(angle) {
        let (m, a) = (*magnitude, *angle);
        let (new_m, new_a) = if m > 0.0 {
            if a > 0.0 { (m, m - a) } else { (m + a, m) }
        } else if a > 0.0 {
            (m, m + a)
        } else {
            (m - a, m)
        };
        *magnitude = new_m;
        *angle = new_a;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coupling_is_undone_by_the_table() {
        let mut magnitude = [4.0, 4.0, -4.0, -4.0, 0.0];
        let mut angle = [1.0, -1.0, 1.0, -1.0, 2.0];
        decouple(&mut magnitude, &mut angle);
        assert_eq!(magnitude, [4.0, 3.0, -4.0, -3.0, 0.0]);
        assert_eq!(angle, [3.0, 4.0, -3.0, -4.0, 2.0]);
    }

    #[test]
    fn the_two_halves_of_a_window_keep_the_power() {
        for bits in [6, 13] {
            let size = BlockSize::new(bits);
            for (up, down) in size.slope.iter().zip(size.slope.iter().rev()) {
                assert!((up * up + down * down - 1.0).abs() < 1e-6);
            }
        }
    }
}
