//! Residues: the fine structure of the spectrum. Source: Vorbis I specification §8.

use super::bits::PacketReader;
use super::codebook::Codebook;
use super::headers::{Malformed, OrShort, read_index};

/// Passes over a residue, each with codebooks of its own.
const STAGES: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The numbers of a vector lie apart.
    Spread,
    /// They lie next to each other.
    Contiguous,
    /// As `Contiguous`, and the channels are interleaved.
    Interleaved,
}

pub(super) struct Residue {
    kind: Kind,
    begin: usize,
    end: usize,
    partition_size: usize,
    classbook: usize,
    /// For each class the codebooks of its stages.
    books: Vec<[Option<usize>; STAGES]>,
}

/// What is needed while a residue is decoded, kept from packet to packet.
#[derive(Default)]
pub(super) struct Scratch {
    /// Classes of the partitions, channel after channel.
    classes: Vec<u32>,
    interleaved: Vec<f32>,
}

impl Residue {
    pub(super) fn read(bits: &mut PacketReader<'_>, codebooks: &[Codebook]) -> Result<Self, Malformed> {
        let kind = match bits.bits(16).or_short()? {
            0 => Kind::Spread,
            1 => Kind::Contiguous,
            2 => Kind::Interleaved,
            _ => return Err(Malformed("an unknown type of residue")),
        };
        let begin = bits.bits(24).or_short()? as usize;
        let end = bits.bits(24).or_short()? as usize;
        let partition_size = bits.bits(24).or_short()? as usize + 1;
        let classes = bits.bits(6).or_short()? + 1;
        let classbook = read_index(bits, 8, codebooks.len())?;
        let mut cascades = Vec::with_capacity(classes as usize);
        for _ in 0..classes {
            let low = bits.bits(3).or_short()?;
            let high = if bits.flag().or_short()? {
                bits.bits(5).or_short()?
            } else {
                0
            };
            cascades.push(high << 3 | low);
        }
        let mut books = Vec::with_capacity(cascades.len());
        for cascade in cascades {
            let mut stages = [None; STAGES];
            for (stage, book) in stages.iter_mut().enumerate() {
                if cascade >> stage & 1 == 0 {
                    continue;
                }
                let index = read_index(bits, 8, codebooks.len())?;
                if !codebooks.get(index).is_some_and(Codebook::has_vectors) {
                    return Err(Malformed("a residue with a codebook without vectors"));
                }
                *book = Some(index);
            }
            books.push(stages);
        }
        Ok(Self {
            kind,
            begin,
            end,
            partition_size,
            classbook,
            books,
        })
    }

    /// Decodes the residue of some channels into `spectra`, `len` numbers each, which are zero before. Channels that
    /// are `None` are left out. Ends early with the packet.
    pub(super) fn decode(
        &self,
        bits: &mut PacketReader<'_>,
        codebooks: &[Codebook],
        spectra: &mut [Option<&mut [f32]>],
        len: usize,
        scratch: &mut Scratch,
    ) {
        if self.kind != Kind::Interleaved {
            self.decode_vectors(bits, codebooks, spectra, len, &mut scratch.classes);
            return;
        }
        // All channels are decoded if one is. Source: §8.6.5.
        if spectra.iter().all(Option::is_none) {
            return;
        }
        let channels = spectra.len();
        let interleaved = &mut scratch.interleaved;
        interleaved.clear();
        interleaved.resize(len * channels, 0.0);
        let mut only = [Some(interleaved.as_mut_slice())];
        self.decode_vectors(bits, codebooks, &mut only, len * channels, &mut scratch.classes);
        for (channel, spectrum) in spectra.iter_mut().enumerate() {
            let Some(spectrum) = spectrum else { continue };
            let values = scratch.interleaved.iter().skip(channel).step_by(channels);
            for (target, value) in spectrum.iter_mut().zip(values) {
                *target = *value;
            }
        }
    }

    /// `None` at the end of the packet.
    fn decode_vectors(
        &self,
        bits: &mut PacketReader<'_>,
        codebooks: &[Codebook],
        spectra: &mut [Option<&mut [f32]>],
        len: usize,
        classes: &mut Vec<u32>,
    ) -> Option<()> {
        let (begin, end) = (self.begin.min(len), self.end.min(len));
        let partitions = end.saturating_sub(begin) / self.partition_size;
        if partitions == 0 {
            return None;
        }
        let classbook = codebooks.get(self.classbook)?;
        let word_len = classbook.dimensions();
        let class_count = self.books.len() as u32;
        classes.clear();
        classes.resize(partitions * spectra.len(), 0);
        for stage in 0..STAGES {
            if stage > 0
                && self
                    .books
                    .iter()
                    .all(|books| books.iter().skip(stage).all(Option::is_none))
            {
                break;
            }
            let mut first = 0;
            while first < partitions {
                let last = (first + word_len).min(partitions);
                if stage == 0 {
                    for (classes, spectrum) in classes.chunks_exact_mut(partitions).zip(&*spectra) {
                        if spectrum.is_none() {
                            continue;
                        }
                        let mut word = classbook.entry(bits)?;
                        // The last digit is the class of the last partition; the word may reach past the end.
                        for at in (first..first + word_len).rev() {
                            if let Some(class) = classes.get_mut(at) {
                                *class = word % class_count;
                            }
                            word /= class_count;
                        }
                    }
                }
                for partition in first..last {
                    let start = begin + partition * self.partition_size;
                    for (classes, spectrum) in classes.chunks_exact(partitions).zip(spectra.iter_mut()) {
                        let Some(spectrum) = spectrum else { continue };
                        let class = classes.get(partition).map_or(0, |class| *class as usize);
                        let book = self.books.get(class).and_then(|books| *books.get(stage)?);
                        let Some(book) = book.and_then(|book| codebooks.get(book)) else {
                            continue;
                        };
                        let target = spectrum.get_mut(start..start + self.partition_size)?;
                        add_vectors(self.kind, book, bits, target)?;
                    }
                }
                first = last;
            }
        }
        Some(())
    }
}

/// Adds the vectors of one partition.
#[inline]
fn add_vectors(kind: Kind, book: &Codebook, bits: &mut PacketReader<'_>, target: &mut [f32]) -> Option<()> {
    let dimensions = book.dimensions();
    if kind == Kind::Spread {
        let step = target.len() / dimensions;
        for first in 0..step {
            let vector = book.vector(bits)?;
            for (target, value) in target.iter_mut().skip(first).step_by(step).zip(vector) {
                *target += value;
            }
        }
        return Some(());
    }
    for target in target.chunks_mut(dimensions) {
        let vector = book.vector(bits)?;
        for (target, value) in target.iter_mut().zip(vector) {
            *target += value;
        }
    }
    Some(())
}
