//! What a source says of its presentation, from the content and from who brings it.
//!
//! Source: "Presentation Descriptor Attributes", "Byte Stream Attributes" (Microsoft Learn).

mod contract;

use std::sync::Arc;

use contract::{clip_path, open_clip};
use openmf_core::{ByteStream, MediaTime, MediaType, Result, Sample, TimeSpan, file_time, guids, keys};
use openmf_sources::{DemuxSource, Demuxer, FileByteStream, MemoryByteStream, Presentation, Track};

#[test]
fn bit_rates_are_said_where_all_that_is_selected_says_its_own() {
    let table = [
        ("wav", "wav-s16.wav", Some(352_800), None),
        ("aiff", "aiff-s16.aiff", Some(512_000), None),
        ("mp4", "mp4-index-first.mp4", Some(96_104), Some(105_952)),
        // One of its two streams of sound is selected.
        ("mp4", "mp4-two-audio.mp4", Some(95_632), Some(97_232)),
        ("mp4", "mp4-video-only.mp4", None, Some(97_232)),
        ("avi", "avi-mjpeg-pcm.avi", Some(352_800), None),
        ("matroska", "mkv-vp9-opus.mkv", None, None),
    ];
    for (handler, clip, sound, pictures) in table {
        let descriptor = open_clip(handler, clip).create_presentation_descriptor().unwrap();
        let a = descriptor.attributes();
        let found = (
            a.get(keys::MF_PD_AUDIO_ENCODING_BITRATE).ok(),
            a.get(keys::MF_PD_VIDEO_ENCODING_BITRATE).ok(),
        );
        assert_eq!(found, (sound, pictures), "{clip}");
    }
}

#[test]
fn when_a_file_was_modified_is_what_the_file_system_knows() {
    let path = clip_path("wav-s16.wav");
    let modified = file_time(std::fs::metadata(&path).unwrap().modified().unwrap());
    let stream = FileByteStream::open(&path).unwrap();
    let told = stream.attributes().get(keys::MF_BYTESTREAM_LAST_MODIFIED_TIME);
    assert_eq!(told.ok(), modified);
    let descriptor = open_clip("wav", "wav-s16.wav")
        .create_presentation_descriptor()
        .unwrap();
    let told = descriptor.attributes().get(keys::MF_PD_LAST_MODIFIED_TIME);
    assert_eq!(told.ok(), modified);
    assert!(modified.is_some());
}

/// A stream of sound without packets.
struct Silent(Presentation);

impl Silent {
    /// With as many streams as there are rates, in bytes a second; 0: not told.
    fn new(duration: Option<TimeSpan>, rates: &[u32]) -> Self {
        let track = |(id, rate): (usize, &u32)| {
            let media_type = MediaType::partial(guids::MFMediaType_Audio, guids::MFAudioFormat_MP3);
            let a = media_type.attributes();
            a.set(keys::MF_MT_AUDIO_AVG_BYTES_PER_SECOND, *rate);
            Track {
                id: id as u32,
                media_type,
                selected: true,
                ..Track::default()
            }
        };
        Self(Presentation {
            tracks: rates.iter().enumerate().map(track).collect(),
            duration,
            ..Presentation::default()
        })
    }
}

impl Demuxer for Silent {
    fn presentation(&self) -> &Presentation {
        &self.0
    }
    fn set_wanted(&mut self, _wanted: &[bool]) {}
    fn next_packet(&mut self, _track: usize) -> Result<Option<(usize, Sample)>> {
        Ok(None)
    }
    fn seek(&mut self, _time: MediaTime) -> Result<()> {
        Ok(())
    }
}

#[test]
fn sums_of_bit_rates_are_whole_or_not_said() {
    let table: [(&[u32], Option<u32>); 5] = [
        (&[1000, 2000], Some(24_000)),
        (&[1000, 0], None),
        (&[], None),
        (&[u32::MAX / 8], Some(u32::MAX / 8 * 8)),
        (&[u32::MAX / 8, 1], None),
    ];
    for (rates, expected) in table {
        let stream = Arc::new(MemoryByteStream::new(vec![0; 3]));
        let source = DemuxSource::new("silent", Box::new(Silent::new(None, rates)), stream);
        let descriptor = source.create_presentation_descriptor().unwrap();
        let told = descriptor.attributes().get(keys::MF_PD_AUDIO_ENCODING_BITRATE);
        assert_eq!(told.ok(), expected, "{rates:?}");
    }
}

#[test]
fn who_brings_the_stream_says_what_the_content_does_not() {
    let span = TimeSpan::from_100ns;
    let table = [
        (None, None, None),
        (None, Some(span(70)), Some(span(70))),
        (Some(span(50)), Some(span(70)), Some(span(50))),
        (None, Some(span(-1)), None),
    ];
    for (own, told, expected) in table {
        let stream = MemoryByteStream::new(vec![0; 3]);
        if let Some(told) = told {
            stream.attributes().set(keys::MF_BYTESTREAM_DURATION, told);
        }
        let source = DemuxSource::new("silent", Box::new(Silent::new(own, &[1])), Arc::new(stream));
        let descriptor = source.create_presentation_descriptor().unwrap();
        let found = descriptor.attributes().get(keys::MF_PD_DURATION).ok();
        assert_eq!(found, expected, "{own:?} {told:?}");
    }
    // A time is a `FILETIME` or none.
    for (time, is_one) in [(vec![1, 2, 3, 4, 5, 6, 7, 8], true), (vec![1, 2, 3], false)] {
        let stream = MemoryByteStream::new(vec![0; 3]);
        let a = stream.attributes();
        a.set(keys::MF_BYTESTREAM_LAST_MODIFIED_TIME, time.clone());
        let source = DemuxSource::new("silent", Box::new(Silent::new(None, &[1])), Arc::new(stream));
        let descriptor = source.create_presentation_descriptor().unwrap();
        let found = descriptor.attributes().get(keys::MF_PD_LAST_MODIFIED_TIME).ok();
        assert_eq!(found, is_one.then_some(time));
    }
}
