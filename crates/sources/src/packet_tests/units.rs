//! Pictures with start codes have the units that are stored, and the parameter sets of the record.

use super::equality::read_track;
use super::*;
use openmf_core::{guids, keys};

fn is_hevc(subtype: openmf_core::Guid) -> bool {
    subtype == guids::MFVideoFormat_HEVC
}

/// Type 7 and 8, or 32 to 34.
fn is_set(unit: &[u8], hevc: bool) -> bool {
    if hevc {
        matches!(unit[0] >> 1 & 63, 32..=34)
    } else {
        matches!(unit[0] & 31, 7 | 8)
    }
}

/// The units of a record, by array, each behind a length of two bytes.
fn units_of_record(record: &[u8], hevc: bool) -> Vec<Vec<u8>> {
    let mut units = Vec::new();
    let mut at = if hevc { 23 } else { 5 };
    for array in 0..if hevc { record[22] } else { 2 } {
        let count = match (hevc, array) {
            (true, _) => {
                at += 3;
                usize::from(record[at - 2]) << 8 | usize::from(record[at - 1])
            }
            (false, _) => {
                at += 1;
                usize::from(record[at - 1] & if array == 0 { 31 } else { 255 })
            }
        };
        for _ in 0..count {
            let len = usize::from(record[at]) << 8 | usize::from(record[at + 1]);
            units.push(record[at + 2..at + 2 + len].to_vec());
            at += 2 + len;
        }
    }
    units
}

fn units_behind_lengths(mut data: &[u8], length_bytes: usize) -> Vec<Vec<u8>> {
    let mut units = Vec::new();
    while !data.is_empty() {
        let (field, rest) = data.split_at(length_bytes);
        let len = field.iter().fold(0, |len, byte| len << 8 | usize::from(*byte));
        let (unit, rest) = rest.split_at(len);
        units.push(unit.to_vec());
        data = rest;
    }
    units
}

fn with_codes(units: &[Vec<u8>]) -> Vec<u8> {
    units
        .iter()
        .flat_map(|unit| [&[0, 0, 0, 1][..], unit].concat())
        .collect()
}

/// Compares each track with the same one as it is stored; how many have records.
fn compare_units(path: &Path) -> usize {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let types = |demuxer: &dyn Demuxer| -> Vec<_> {
        let tracks = demuxer.presentation().tracks.iter();
        tracks.map(|track| track.media_type.clone()).collect()
    };
    let (stored, given) = (types(&*open_stored_file(path)), types(&*open_file(path)));
    assert_eq!(stored.len(), given.len(), "{name}");
    let mut compared = 0;
    for (track, (stored, given)) in stored.iter().zip(&given).enumerate() {
        let subtype = stored.subtype();
        let codecs = [guids::MFVideoFormat_H264, guids::MFVideoFormat_HEVC];
        let record = stored.attributes().get(keys::MF_MT_MPEG_SEQUENCE_HEADER).ok();
        let Some(record) = record.filter(|_| codecs.contains(&subtype)) else {
            assert_eq!(stored, given, "{name} {track}");
            continue;
        };
        compared += 1;
        let hevc = is_hevc(subtype);
        let length_bytes = usize::from(record[if hevc { 21 } else { 4 }] & 3) + 1;
        let header = units_of_record(&record, hevc);
        let sets: Vec<Vec<u8>> = header.iter().filter(|unit| is_set(unit, hevc)).cloned().collect();
        assert!(sets.len() >= 2, "{name}");
        assert_eq!(
            given.attributes().get(keys::MF_MT_MPEG_SEQUENCE_HEADER).unwrap(),
            with_codes(&header),
            "{name} {track}"
        );
        let samples = read_track(&mut *open_stored_file(path), track);
        let others = read_track(&mut *open_file(path), track);
        assert_eq!(samples.len(), others.len(), "{name}");
        for (number, (sample, other)) in samples.iter().zip(&others).enumerate() {
            let mut units = units_behind_lengths(&sample.contiguous(), length_bytes);
            if sample.flags.clean_point && !units.iter().any(|unit| is_set(unit, hevc)) {
                let first = units[0][0];
                let delimiter = if hevc {
                    first >> 1 & 63 == 35
                } else {
                    first & 31 == 9
                };
                let at = usize::from(delimiter);
                units.splice(at..at, sets.iter().cloned());
            }
            assert!(
                other.contiguous()[..] == with_codes(&units),
                "{name} {track} packet {number}"
            );
            let facts = |sample: &openmf_core::Sample| {
                let times = (sample.time, sample.decode_time, sample.duration);
                (times, sample.flags)
            };
            assert_eq!(facts(sample), facts(other), "{name} {track} packet {number}");
        }
    }
    compared
}

#[test]
fn units_are_those_of_the_file() {
    let compared: usize = clips().iter().map(|path| compare_units(path)).sum();
    assert!(compared > 10, "{compared}");
}

#[test]
fn units_of_generated_files_are_those_of_the_file() {
    if have("ffmpeg") {
        let compared: usize = generated_files().iter().map(|path| compare_units(path)).sum();
        assert!(compared > 10, "{compared}");
    }
}
