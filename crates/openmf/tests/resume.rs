//! Seeks in decoders of pictures: what comes out is the same wherever they were before, and inside a group of pictures
//! they go on from where they were.

#![allow(clippy::print_stdout, reason = "a failure has to tell its seed")]

mod support;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use openmf::registry::Registry;
use openmf::{
    Input, MediaType, Output, Platform, Runtime, Sample, SharedTransform, TransformCatalog, TransformMessage,
    guids,
};
use support::packets::packets;

const CLIPS: [&str; 10] = [
    "demo.mp4",
    "clips/h264-main-cabac-b.mp4",
    "clips/h264-baseline.mp4",
    "clips/h264-vfr.mkv",
    "clips/h264-high10.mp4",
    "clips/h264-mbaff.mp4",
    "clips/hevc-8bit.mp4",
    "clips/vp8.webm",
    "clips/vp9.mp4",
    "clips/avi-h264-mp3.avi",
];

fn platform() -> Platform {
    Platform::new(Runtime::with_workers(1), Arc::new(Registry::with_defaults()))
}

struct Decoder {
    transform: SharedTransform,
    packets: Vec<Sample>,
}

impl Decoder {
    fn new(platform: &Platform, media_type: &MediaType, packets: &[Sample]) -> Self {
        let category = guids::MFT_CATEGORY_VIDEO_DECODER;
        let found = platform.registry().enumerate(&category, Some(media_type), None);
        let transform = found[0].create().unwrap();
        transform.lock().set_input_type(0, media_type).unwrap();
        Self {
            transform,
            packets: packets.to_vec(),
        }
    }

    fn take(&self, pictures: &mut Vec<(i64, Vec<u8>)>) {
        loop {
            let output = self.transform.lock().process_output().unwrap();
            match output {
                Output::Sample(picture) => {
                    let time = picture.time.unwrap().as_100ns();
                    pictures.push((time, picture.contiguous().to_vec()));
                }
                Output::StreamChange => {
                    let mut decoder = self.transform.lock();
                    let media_type = decoder.output_available_type(0, 0).unwrap();
                    decoder.set_output_type(0, &media_type).unwrap();
                }
                Output::NeedMoreInput => return,
            }
        }
    }

    fn give(&self, packet: Sample, pictures: &mut Vec<(i64, Vec<u8>)>) {
        let mut decoder = self.transform.lock();
        if let Ok(offered) = decoder.output_available_type(0, 0)
            && decoder.output_type(0).is_err()
        {
            decoder.set_output_type(0, &offered).unwrap();
        }
        assert!(matches!(decoder.process_input(0, packet), Ok(Input::Accepted)));
        drop(decoder);
        self.take(pictures);
    }

    fn tell(&self, message: TransformMessage) {
        self.transform.lock().process_message(message).unwrap();
    }

    /// What a source gives after a seek to `position`, all of it at most.
    fn sought(&self, position: i64) -> Vec<Sample> {
        let starts =
            |packet: &&Sample| packet.flags.clean_point && packet.time.unwrap().as_100ns() <= position;
        let key = self.packets.iter().rfind(starts).unwrap();
        let at = self
            .packets
            .iter()
            .position(|packet| packet.time == key.time)
            .unwrap();
        let mut packets = self.packets[at..].to_vec();
        for packet in &mut packets {
            packet.flags.preroll = packet.end().is_some_and(|end| end.as_100ns() <= position);
        }
        packets
    }

    /// Seeks, and plays until `count` pictures from the position on are there, or to the end.
    fn play(&self, position: i64, count: usize) -> Vec<(i64, Vec<u8>)> {
        self.tell(TransformMessage::Flush);
        let mut pictures = Vec::new();
        let enough = |pictures: &[(i64, Vec<u8>)]| {
            pictures.iter().filter(|(time, _)| *time >= position).count() >= count
        };
        for packet in self.sought(position) {
            self.give(packet, &mut pictures);
            if enough(&pictures) {
                return pictures;
            }
        }
        self.tell(TransformMessage::Drain);
        self.take(&mut pictures);
        pictures
    }
}

/// All pictures, in order, and when the packets say that they end.
fn all(decoder: &Decoder) -> (BTreeMap<i64, Vec<u8>>, BTreeMap<i64, i64>) {
    let mut pictures = Vec::new();
    for packet in decoder.packets.clone() {
        decoder.give(packet, &mut pictures);
    }
    decoder.tell(TransformMessage::Drain);
    decoder.take(&mut pictures);
    let times: Vec<i64> = pictures.iter().map(|(time, _)| *time).collect();
    assert!(times.is_sorted(), "{times:?}");
    let end = |packet: &Sample| {
        let end = packet.end().or(packet.time).unwrap();
        (packet.time.unwrap().as_100ns(), end.as_100ns())
    };
    (
        pictures.into_iter().collect(),
        decoder.packets.iter().map(end).collect(),
    )
}

fn random(state: &mut u64, range: Range<i64>) -> i64 {
    *state = state
        .wrapping_mul(0x5851_f42d_4c95_7f2d)
        .wrapping_add(0x1405_7b7e_f767_814f);
    range.start + ((*state >> 33) as i64).rem_euclid((range.end - range.start).max(1))
}

#[test]
fn a_seek_gives_the_same_pictures_wherever_the_decoder_was() {
    let platform = platform();
    let seed = std::env::var("SEED").map_or(7, |seed| seed.parse().unwrap());
    println!("SEED={seed}");
    for clip in CLIPS {
        let (media_type, packets) = packets(&platform, clip);
        let decoder = Decoder::new(&platform, &media_type, &packets);
        let (reference, ends) = all(&decoder);
        let last = *reference.keys().next_back().unwrap();
        let mut state = seed;
        let mut position = 0;
        for round in 0..25 {
            position = match random(&mut state, 0..4) {
                0 => random(&mut state, 0..last + 500_000),
                1 => position + random(&mut state, 0..1_000_000),
                2 => *reference
                    .keys()
                    .nth(random(&mut state, 0..reference.len() as i64) as usize)
                    .unwrap(),
                _ => position + random(&mut state, 0..10_000_000),
            };
            if position > last + 1_000_000 {
                position = 0;
            }
            let count = random(&mut state, 1..12) as usize;
            let got = decoder.play(position, count);
            let context = format!("{clip}, SEED={seed}, round {round}: {position}, {count} pictures");
            let times: Vec<i64> = got.iter().map(|(time, _)| *time).collect();
            assert!(times.is_sorted(), "{context}: {times:?}");
            for (time, picture) in &got {
                assert!(
                    reference.get(time) == Some(picture),
                    "{context}: the picture at {time}"
                );
            }
            let wanted: Vec<i64> = reference
                .range(position..)
                .map(|(time, _)| *time)
                .take(count)
                .collect();
            let came: Vec<i64> = times.iter().copied().filter(|time| *time >= position).collect();
            assert!(came.len() >= wanted.len().min(count), "{context}: {times:?}");
            assert_eq!(came[..wanted.len()], wanted, "{context}");
            // What is on the screen at the position: the picture whose time includes it, or the last one before. Of
            // these, one that no other needs is left out, as its end says that it is not wanted.
            let before: Vec<i64> = reference.range(..=position).map(|(time, _)| *time).collect();
            if let Some(shown) = before.last() {
                let covers = ends.get(shown).is_none_or(|end| *end > position);
                if covers {
                    assert!(
                        times.contains(shown),
                        "{context}: {shown} is missing of {times:?}"
                    );
                } else {
                    assert!(times.iter().any(|time| *time <= position), "{context}: {times:?}");
                }
            }
        }
    }
}

#[test]
fn inside_a_group_of_pictures_a_decoder_goes_on_from_where_it_was() {
    let platform = platform();
    for clip in [
        "demo.mp4",
        "clips/h264-baseline.mp4",
        "clips/vp8.webm",
        "clips/vp9.mp4",
    ] {
        let (media_type, packets) = packets(&platform, clip);
        let decoder = Decoder::new(&platform, &media_type, &packets);
        let times: Vec<i64> = {
            let mut times: Vec<i64> = packets
                .iter()
                .map(|packet| packet.time.unwrap().as_100ns())
                .collect();
            times.sort_unstable();
            times
        };
        let cold = Decoder::new(&platform, &media_type, &packets).play(times[18], 1);
        let first = decoder.play(times[8], 1);
        let warm = decoder.play(times[18], 1);
        assert_eq!(warm.last(), cold.last(), "{clip}");
        assert_eq!(first.last().map(|(time, _)| *time), Some(times[8]), "{clip}");
        assert!(
            warm.len() < cold.len() && warm.iter().all(|(time, _)| *time > times[8]),
            "{clip}: {} and {} pictures",
            warm.len(),
            cold.len()
        );
        // Back to where it was: what was given out has to be decoded once more.
        let back = decoder.play(times[8], 1);
        assert_eq!(back, first, "{clip}");
        // An end of streaming forgets.
        decoder.tell(TransformMessage::Flush);
        decoder.tell(TransformMessage::NotifyEndStreaming);
        assert_eq!(decoder.play(times[18], 1), cold, "{clip}");
    }
}
