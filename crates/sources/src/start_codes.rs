//! H.264 and HEVC as samples have them: NAL units behind start codes, whole pictures, with their parameter sets.
//!
//! MP4 and Matroska, and AVI files that were made of them, have lengths in front of the units and the parameter sets in
//! a configuration record. `MFVideoFormat_H264` and `MFVideoFormat_HEVC` stand for start codes, and
//! `MF_MT_MPEG_SEQUENCE_HEADER` for parameter sets with start codes.
//!
//! Sources: "Video Subtype GUIDs", "H.264 Video Decoder"; ISO/IEC 14496-10 Annex B; ISO/IEC 14496-15 §5.3.2.

use std::sync::Arc;

use openmf_core::annex_b::{START_CODE, is_annex_b};
use openmf_core::nal::{self, ConfigurationRecord, Family, Role};
use openmf_core::{BufferPool, Error, MediaBuffer, MediaTime, MediaType, Result, Sample, guids, keys};

use crate::demuxer::{Demuxer, Presentation};
use crate::limits;

/// The demuxer with start codes in the packets of all tracks that have a configuration record; itself if none has.
///
/// A malformed record is left where it is, for the decoder to refuse, and so are its packets.
pub(crate) fn with_start_codes(demuxer: Box<dyn Demuxer>) -> Box<dyn Demuxer> {
    let records: Vec<Option<Record>> = demuxer
        .presentation()
        .tracks
        .iter()
        .map(|track| Record::of(&track.media_type))
        .collect();
    if records.iter().all(Option::is_none) {
        return demuxer;
    }
    let presentation = demuxer.presentation().clone();
    for (track, record) in presentation.tracks.iter().zip(&records) {
        if let Some(record) = record {
            record.put_header(&track.media_type);
        }
    }
    Box::new(StartCodes {
        inner: demuxer,
        presentation,
        records,
        changes: Vec::new(),
        pool: BufferPool::new(),
    })
}

/// See [`with_start_codes`].
struct StartCodes {
    inner: Box<dyn Demuxer>,
    presentation: Presentation,
    /// By track.
    records: Vec<Option<Record>>,
    /// Types that the stream has changed to.
    changes: Vec<Change>,
    pool: BufferPool,
}

/// A type in the middle of a stream, as the demuxer has it and with start codes.
struct Change {
    inner: Arc<MediaType>,
    media_type: Arc<MediaType>,
    record: Option<Record>,
}

impl Change {
    fn of(inner: &Arc<MediaType>) -> Self {
        let record = Record::of(inner);
        let media_type = match &record {
            Some(record) => {
                let media_type = MediaType::clone(inner);
                record.put_header(&media_type);
                Arc::new(media_type)
            }
            None => Arc::clone(inner),
        };
        Self {
            inner: Arc::clone(inner),
            media_type,
            record,
        }
    }
}

impl StartCodes {
    /// The type that a track has now, if it is not the one that it began with and is known.
    fn change(&self, track: usize) -> Option<&Change> {
        let inner = self.inner.changed_type(track)?;
        self.changes
            .iter()
            .find(|change| Arc::ptr_eq(&change.inner, inner))
    }
}

impl Demuxer for StartCodes {
    fn presentation(&self) -> &Presentation {
        &self.presentation
    }

    fn set_wanted(&mut self, wanted: &[bool]) {
        self.inner.set_wanted(wanted);
    }

    fn next_packet(&mut self, track: usize) -> Result<Option<(usize, Sample)>> {
        let Some((found, mut sample)) = self.inner.next_packet(track)? else {
            return Ok(None);
        };
        if self.change(found).is_none()
            && let Some(inner) = self.inner.changed_type(found)
        {
            let change = Change::of(inner);
            self.changes.push(change);
        }
        let record = match self.change(found) {
            Some(change) => &change.record,
            None => self.records.get(found).unwrap_or(&None),
        };
        if let Some(record) = record {
            record.convert(&mut sample, &self.pool)?;
        }
        Ok(Some((found, sample)))
    }

    fn changed_type(&self, track: usize) -> Option<&Arc<MediaType>> {
        let inner = self.inner.changed_type(track)?;
        Some(self.change(track).map_or(inner, |change| &change.media_type))
    }

    fn seek(&mut self, time: MediaTime) -> Result<()> {
        self.inner.seek(time)
    }
}

/// A configuration record.
#[derive(Debug, PartialEq, Eq)]
struct Record {
    family: Family,
    /// The bytes of the lengths, 1 to 4.
    length_bytes: usize,
    /// All its units with start codes.
    header: Vec<u8>,
    /// The parameter sets among them, which go in front of pictures that decoding can start with.
    sets: Vec<u8>,
}

impl Record {
    /// The record of a type; `None` if it has none, or one that is malformed.
    fn of(media_type: &MediaType) -> Option<Self> {
        let family = match media_type.subtype() {
            guids::MFVideoFormat_H264 => Family::H264,
            guids::MFVideoFormat_HEVC => Family::Hevc,
            _ => return None,
        };
        let header = media_type.attributes().get(keys::MF_MT_MPEG_SEQUENCE_HEADER);
        let record = header.ok().filter(|record| !is_annex_b(record))?;
        let record = ConfigurationRecord::parse(family, &record)?;
        if !record.has_known_version {
            return None;
        }
        let mut units = record.units;
        units.extend(record.extensions);
        units.retain(|unit| family.role(unit) < Role::Delimiter);
        units.sort_by_key(|unit| family.role(unit));
        let with_codes = |units: &mut dyn Iterator<Item = &&[u8]>| {
            let units = units.flat_map(|unit| START_CODE.iter().chain(unit.iter()));
            units.copied().collect::<Vec<u8>>()
        };
        let header = with_codes(&mut units.iter());
        let mut sets = with_codes(&mut units.iter().filter(|unit| family.role(unit).is_set()));
        if sets.len() > limits::MAX_REPEATED_SETS {
            sets.clear();
        }
        Some(Self {
            family,
            length_bytes: record.length_bytes,
            header,
            sets,
        })
    }

    /// Puts the header with start codes into a type.
    fn put_header(&self, media_type: &MediaType) {
        let a = media_type.attributes();
        if self.header.is_empty() {
            a.delete(&keys::MF_MT_MPEG_SEQUENCE_HEADER.guid());
        } else {
            a.set(keys::MF_MT_MPEG_SEQUENCE_HEADER, self.header.clone());
        }
    }

    /// Puts start codes where the lengths are, and the parameter sets in front of a picture that decoding can start
    /// with and that has none of its own, behind its access unit delimiter.
    ///
    /// What is behind a length that reaches beyond the packet is its last unit. Empty units, and what is too short for
    /// a length, are left out.
    ///
    /// # Errors
    /// - [`Error::Malformed`]: the packet grows, by lengths of fewer bytes than a start code, beyond
    ///   [`limits::MAX_PACKET_BYTES`].
    fn convert(&self, sample: &mut Sample, pool: &BufferPool) -> Result<()> {
        let data = sample.contiguous();
        if data.is_empty() {
            return Ok(());
        }
        let mut bytes = 0_usize;
        let mut has_sets = false;
        for unit in nal::units(&data, self.length_bytes) {
            bytes = bytes.saturating_add(START_CODE.len()).saturating_add(unit.len());
            has_sets |= self.family.role(unit).is_set();
        }
        let sets: &[u8] = if sample.flags.clean_point && !has_sets && bytes > 0 {
            &self.sets
        } else {
            &[]
        };
        let padding = data.len().checked_sub(bytes);
        let fits = self.length_bytes == START_CODE.len()
            && sample.buffers().nth(1).is_none()
            && sets.is_empty()
            && padding.is_some_and(|padding| padding < START_CODE.len());
        let data = if fits {
            drop(data);
            match sample.take_buffer().map(MediaBuffer::into_unique) {
                Some(Ok(mut buffer)) => {
                    replace_lengths(&mut buffer);
                    buffer.truncate(bytes);
                    sample.set_buffer(buffer.freeze());
                    return Ok(());
                }
                Some(Err(shared)) => {
                    sample.set_buffer(shared.clone());
                    shared
                }
                None => return Ok(()),
            }
        } else {
            data
        };
        let total = bytes.saturating_add(sets.len());
        if bytes > limits::MAX_PACKET_BYTES {
            let problem = format!(
                "{bytes} bytes with start codes, more than {}",
                limits::MAX_PACKET_BYTES
            );
            return Err(Error::malformed("NAL units", None, "packet", problem));
        }
        let mut buffer = pool.acquire(total);
        let mut at = 0;
        let mut put = |part: &[u8]| {
            if let Some(place) = buffer.get_mut(at..).and_then(|rest| rest.get_mut(..part.len())) {
                place.copy_from_slice(part);
                at += part.len();
            }
        };
        let mut sets = Some(sets);
        for unit in nal::units(&data, self.length_bytes) {
            if self.family.role(unit) != Role::Delimiter {
                put(sets.take().unwrap_or_default());
            }
            put(&START_CODE);
            put(unit);
        }
        buffer.truncate(at);
        sample.set_buffer(buffer.freeze());
        Ok(())
    }
}

/// Puts start codes into the places of lengths of as many bytes.
fn replace_lengths(data: &mut [u8]) {
    let mut at = 0_usize;
    while let Some(field) = data.get_mut(at..).and_then(|rest| rest.first_chunk_mut()) {
        let len = u32::from_be_bytes(*field) as usize;
        *field = START_CODE;
        at = at.saturating_add(START_CODE.len()).saturating_add(len);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demuxer::Track;

    const SPS: [u8; 4] = [0x67, 66, 0xc0, 30];
    const PPS: [u8; 2] = [0x68, 0xce];

    fn avc(length_bytes: u8, profile: u8, extensions: &[u8]) -> Vec<u8> {
        let mut record = vec![1, profile, 0xc0, 30, 0xfc | (length_bytes - 1), 0xe1, 0, 4];
        record.extend(SPS);
        record.extend([1, 0, 2]);
        record.extend(PPS);
        record.extend(extensions);
        record
    }

    fn hevc() -> Vec<u8> {
        let mut record = vec![0; 21];
        record[0] = 1;
        record.extend([0xff, 4]);
        // Not in the order of a header.
        for (kind, unit) in [(39, 0x4e), (34, 0x44), (33, 0x42), (32, 0x40)] {
            record.extend([0x80 | kind, 0, 1, 0, 3, unit, 1, kind]);
        }
        record
    }

    fn media_type(subtype: openmf_core::Guid, header: &[u8]) -> MediaType {
        let media_type = MediaType::partial(guids::MFMediaType_Video, subtype);
        media_type
            .attributes()
            .set(keys::MF_MT_MPEG_SEQUENCE_HEADER, header.to_vec());
        media_type
    }

    fn h264_record(length_bytes: u8) -> Record {
        Record::of(&media_type(
            guids::MFVideoFormat_H264,
            &avc(length_bytes, 66, &[]),
        ))
        .unwrap()
    }

    fn converted(record: &Record, data: &[u8], key: bool) -> Vec<u8> {
        let mut sample = Sample::new(MediaBuffer::from(data.to_vec())).clean_point(key);
        record.convert(&mut sample, &BufferPool::new()).unwrap();
        sample.contiguous().to_vec()
    }

    fn coded(units: &[&[u8]]) -> Vec<u8> {
        units
            .iter()
            .flat_map(|unit| [&START_CODE[..], unit].concat())
            .collect()
    }

    #[test]
    fn records_become_headers() {
        let record = h264_record(2);
        assert_eq!((record.length_bytes, &record.header), (2, &coded(&[&SPS, &PPS])));
        assert_eq!(record.sets, record.header);
        let extension = [0x6d, 1];
        let high = avc(4, 100, &[0xfd, 0xf8, 0xf8, 1, 0, 2, 0x6d, 1]);
        let record = Record::of(&media_type(guids::MFVideoFormat_H264, &high)).unwrap();
        assert_eq!(record.header, coded(&[&SPS, &extension, &PPS]));
        // Extensions that are cut off are none.
        let cut = Record::of(&media_type(guids::MFVideoFormat_H264, &high[..high.len() - 1])).unwrap();
        assert_eq!(cut.header, coded(&[&SPS, &PPS]));

        let record = Record::of(&media_type(guids::MFVideoFormat_HEVC, &hevc())).unwrap();
        let units: [&[u8]; 4] = [&[0x40, 1, 32], &[0x42, 1, 33], &[0x44, 1, 34], &[0x4e, 1, 39]];
        assert_eq!((record.length_bytes, &record.header), (4, &coded(&units)));
        assert_eq!(record.sets, coded(&units[..3]));
    }

    #[test]
    fn malformed_records_are_left() {
        for (subtype, whole) in [
            (guids::MFVideoFormat_H264, avc(4, 66, &[])),
            (guids::MFVideoFormat_HEVC, hevc()),
        ] {
            for len in 0..whole.len() {
                let cut = media_type(subtype, &whole[..len]);
                assert_eq!(Record::of(&cut), None, "{subtype} of {len} bytes");
            }
        }
        for (subtype, header) in [
            (guids::MFVideoFormat_H264, &[2, 66, 0, 30, 0xff, 0xe0, 0][..]),
            (guids::MFVideoFormat_H264, &[0, 0, 0, 1, 0x67, 1, 2, 3]),
            (guids::MFVideoFormat_AV1, &avc(4, 66, &[])),
        ] {
            assert_eq!(Record::of(&media_type(subtype, header)), None, "{header:?}");
        }
    }

    #[test]
    fn lengths_become_start_codes() {
        let four = h264_record(4);
        let sets = coded(&[&SPS, &PPS]);
        let (delimiter, key, other) = ([9, 0xf0], [0x65, 1, 2], [0x41, 7]);
        let framed = |length_bytes: usize, units: &[&[u8]]| -> Vec<u8> {
            let field = |unit: &[u8]| unit.len().to_be_bytes()[8 - length_bytes..].to_vec();
            units
                .iter()
                .flat_map(|unit| [field(unit), unit.to_vec()].concat())
                .collect()
        };
        for length_bytes in 1..=4 {
            let record = h264_record(length_bytes);
            let framed = |units: &[&[u8]]| framed(usize::from(length_bytes), units);
            let convert = |units: &[&[u8]], key| converted(&record, &framed(units), key);
            assert_eq!(convert(&[&other, &other], false), coded(&[&other, &other]));
            assert_eq!(convert(&[&key], true), [&sets[..], &coded(&[&key])].concat());
            assert_eq!(
                convert(&[&delimiter, &key], true),
                [&coded(&[&delimiter])[..], &sets, &coded(&[&key])].concat()
            );
            // Sets of its own, of which it needs no others.
            let own: [&[u8]; 3] = [&[0x67, 1], &PPS, &key];
            assert_eq!(convert(&own, true), coded(&own));
            assert_eq!(convert(&[&other, &[], &other], false), coded(&[&other, &other]));
            assert_eq!(convert(&[&[]], true), [0; 0]);
            assert_eq!(convert(&[], true), [0; 0]);
            let mut beyond = framed(&[&other, &key]);
            beyond.pop();
            assert_eq!(converted(&record, &beyond, false), coded(&[&other, &key[..2]]));
            if length_bytes > 1 {
                let padded = [framed(&[&other]), vec![0]].concat();
                assert_eq!(converted(&record, &padded, false), coded(&[&other]));
            }
        }
        assert_eq!(converted(&four, &[0xff; 9], false), coded(&[&[0xff; 5]]));
        assert_eq!(converted(&four, &[9, 9, 9], true), [0; 0]);
        let mut parts = Sample::new(MediaBuffer::from(vec![0, 0, 0, 2, 0x41]));
        parts.add_buffer(MediaBuffer::from(vec![7, 0, 0, 0, 3, 0x65, 1, 2]));
        four.convert(&mut parts, &BufferPool::new()).unwrap();
        assert_eq!(parts.contiguous()[..], coded(&[&other, &key]));
        // A buffer that somebody else holds is not written to.
        let data = MediaBuffer::from(framed(4, &[&other]));
        let mut sample = Sample::new(data.clone());
        four.convert(&mut sample, &BufferPool::new()).unwrap();
        assert_eq!(sample.contiguous()[..], coded(&[&other]));
        assert_eq!(data[..], framed(4, &[&other]));
    }

    #[test]
    fn packets_that_grow_too_large_are_refused() {
        let one = h264_record(1);
        let data = [1, 0x41].repeat(limits::MAX_PACKET_BYTES / 5 + 1);
        let mut sample = Sample::new(MediaBuffer::from(data));
        let error = one.convert(&mut sample, &BufferPool::new()).unwrap_err();
        assert!(matches!(error, Error::Malformed(_)), "{error}");
    }

    #[test]
    fn large_sets_are_not_repeated() {
        let mut record = vec![1, 66, 0xc0, 30, 0xff, 0xe2];
        for _ in 0..2 {
            record.extend([0xff, 0xff]);
            record.extend([&[0x67][..], &[1; 65_534]].concat());
        }
        record.push(0);
        let record = Record::of(&media_type(guids::MFVideoFormat_H264, &record)).unwrap();
        assert_eq!((record.header.len(), record.sets.len()), (2 * 65_539, 0));
    }

    /// A track whose type changes at every packet, until it is the first one again.
    struct Changing {
        presentation: Presentation,
        types: Vec<Arc<MediaType>>,
        at: usize,
    }

    impl Demuxer for Changing {
        fn presentation(&self) -> &Presentation {
            &self.presentation
        }

        fn set_wanted(&mut self, _wanted: &[bool]) {}

        fn next_packet(&mut self, track: usize) -> Result<Option<(usize, Sample)>> {
            self.at += 1;
            let data = match self.at {
                2 => vec![0, 2, 0x65, 7],
                _ => vec![0, 0, 0, 2, 0x65, 7],
            };
            Ok(Some((
                track,
                Sample::new(MediaBuffer::from(data)).clean_point(true),
            )))
        }

        fn changed_type(&self, _track: usize) -> Option<&Arc<MediaType>> {
            self.types.get(self.at.checked_sub(2)?)
        }

        fn seek(&mut self, _time: MediaTime) -> Result<()> {
            self.at = 0;
            Ok(())
        }
    }

    #[test]
    fn types_in_the_middle_of_a_stream_have_start_codes_and_sets_of_their_own() {
        let of = |header: &[u8]| media_type(guids::MFVideoFormat_H264, header);
        let mut other = avc(2, 66, &[]);
        let set = other.iter().position(|byte| *byte == SPS[0]).unwrap();
        other[set + 3] = 31;
        let plain = coded(&[&[0x67, 66, 0xc0, 40], &PPS]);
        let track = Track {
            media_type: of(&avc(4, 66, &[])),
            ..Track::default()
        };
        let mut demuxer = with_start_codes(Box::new(Changing {
            presentation: Presentation {
                tracks: vec![track],
                ..Presentation::default()
            },
            types: vec![Arc::new(of(&other)), Arc::new(of(&plain))],
            at: 0,
        }));
        let (first, second) = (coded(&[&SPS, &PPS]), coded(&[&[0x67, 66, 0xc0, 31], &PPS]));
        let picture = coded(&[&[0x65, 7]]);
        let mut known = Vec::new();
        for _ in 0..2 {
            let mut next = |expected: &[u8]| {
                let (_, sample) = demuxer.next_packet(0).unwrap().unwrap();
                assert_eq!(sample.contiguous()[..], *expected);
                demuxer.changed_type(0).cloned()
            };
            assert_eq!(next(&[&first[..], &picture].concat()), None);
            let changed = next(&[&second[..], &picture].concat()).unwrap();
            let header = changed.attributes().get(keys::MF_MT_MPEG_SEQUENCE_HEADER);
            assert_eq!(header.unwrap(), second);
            // Start codes already: as it is.
            let left = next(&[0, 0, 0, 2, 0x65, 7]).unwrap();
            let header = left.attributes().get(keys::MF_MT_MPEG_SEQUENCE_HEADER);
            assert_eq!(header.unwrap(), plain);
            known.push((changed, left));
            demuxer.seek(MediaTime::ZERO).unwrap();
        }
        assert!(Arc::ptr_eq(&known[0].0, &known[1].0), "the same object");
        assert!(Arc::ptr_eq(&known[0].1, &known[1].1), "the same object");
    }

    struct Two(Presentation);

    impl Demuxer for Two {
        fn presentation(&self) -> &Presentation {
            &self.0
        }

        fn set_wanted(&mut self, _wanted: &[bool]) {}

        fn next_packet(&mut self, track: usize) -> Result<Option<(usize, Sample)>> {
            Ok(Some((
                track,
                Sample::new(MediaBuffer::from(vec![0, 0, 0, 2, 0x41, 7])),
            )))
        }

        fn seek(&mut self, _time: MediaTime) -> Result<()> {
            Ok(())
        }
    }

    #[test]
    fn only_tracks_with_records_change() {
        let none = avc(4, 66, &[]);
        let empty = [1, 66, 0xc0, 30, 0xff, 0xe0, 0];
        let types = [
            (guids::MFVideoFormat_H264, &none[..]),
            (guids::MFVideoFormat_AV1, &[0x81, 0, 0, 0]),
            (guids::MFVideoFormat_H264, &empty),
        ];
        let tracks = types.map(|(subtype, header)| Track {
            media_type: media_type(subtype, header),
            ..Track::default()
        });
        let mut demuxer = with_start_codes(Box::new(Two(Presentation {
            tracks: tracks.to_vec(),
            ..Presentation::default()
        })));
        let headers: Vec<Option<Vec<u8>>> = demuxer
            .presentation()
            .tracks
            .iter()
            .map(|track| {
                let a = track.media_type.attributes();
                a.get(keys::MF_MT_MPEG_SEQUENCE_HEADER).ok()
            })
            .collect();
        let sets = coded(&[&SPS, &PPS]);
        assert_eq!(headers, [Some(sets), Some(vec![0x81, 0, 0, 0]), None]);
        for (track, expected) in [(0, [0, 0, 0, 1]), (1, [0, 0, 0, 2]), (2, [0, 0, 0, 1])] {
            let (_, sample) = demuxer.next_packet(track).unwrap().unwrap();
            assert_eq!(sample.contiguous()[..4], expected, "track {track}");
        }
    }
}
