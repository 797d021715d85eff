//! Reading IVF files and hashing pictures.

use openmf_av1::Picture;
use sha2::{Digest, Sha256};

/// One packet of an IVF file: its timestamp and its data.
#[allow(dead_code, reason = "not every user reads the timestamps")]
pub(crate) struct Packet {
    pub(crate) timestamp: i64,
    pub(crate) data: Vec<u8>,
}

/// Reads an IVF file: a header of 32 bytes, then packets of a 32-bit size, a 64-bit timestamp and the data. A packet
/// cut short ends the file.
pub(crate) fn read_ivf(file: &[u8]) -> Vec<Packet> {
    assert_eq!(file.get(..4), Some(&b"DKIF"[..]), "not an IVF file");
    let mut rest = file.get(32..).unwrap_or_default();
    let mut packets = Vec::new();
    while let Some((header, tail)) = rest.split_first_chunk::<12>() {
        let size = u32::from_le_bytes(header[..4].try_into().unwrap()) as usize;
        let timestamp = i64::from_le_bytes(header[4..].try_into().unwrap());
        let Some(data) = tail.get(..size) else { break };
        packets.push(Packet {
            timestamp,
            data: data.to_vec(),
        });
        rest = &tail[size..];
    }
    packets
}

/// The SHA-256 of the rows of all planes, little-endian and without padding, in lower-case hexadecimal.
pub(crate) fn hash(picture: &Picture) -> String {
    let mut sha = Sha256::new();
    for index in 0..picture.layout().planes() {
        for row in picture.plane(index).unwrap().rows() {
            sha.update(row);
        }
    }
    sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
