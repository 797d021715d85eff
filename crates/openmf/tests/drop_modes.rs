//! What decoders leave out when a quality manager wants them to need less time.

mod support;

use std::collections::BTreeMap;
use std::sync::Arc;

use openmf::registry::Registry;
use openmf::{
    DropMode, Error, Input, MediaType, Output, Platform, Runtime, Sample, SharedTransform, TransformCatalog,
    TransformMessage, guids,
};
use support::packets::packets;

fn take(decoder: &SharedTransform, pictures: &mut BTreeMap<i64, Vec<u8>>) {
    loop {
        let output = decoder.lock().process_output().unwrap();
        match output {
            Output::Sample(picture) => {
                let time = picture.time.unwrap().as_100ns();
                pictures.insert(time, picture.contiguous().to_vec());
            }
            Output::StreamChange => {
                let mut decoder = decoder.lock();
                let media_type = decoder.output_available_type(0, 0).unwrap();
                decoder.set_output_type(0, &media_type).unwrap();
            }
            Output::NeedMoreInput => return,
        }
    }
}

/// Decodes all; `mode` says what is left out from each packet on.
fn decode(
    platform: &Platform,
    (media_type, packets): &(MediaType, Vec<Sample>),
    mode: impl Fn(usize) -> DropMode,
) -> BTreeMap<i64, Vec<u8>> {
    let category = guids::MFT_CATEGORY_VIDEO_DECODER;
    let found = platform.registry().enumerate(&category, Some(media_type), None);
    let decoder = found[0].create().unwrap();
    let advice = {
        let mut decoder = decoder.lock();
        decoder.set_input_type(0, media_type).unwrap();
        let output = decoder.output_available_type(0, 0).unwrap();
        decoder.set_output_type(0, &output).unwrap();
        decoder.quality_advise().unwrap()
    };
    let mut pictures = BTreeMap::new();
    for (index, packet) in packets.iter().enumerate() {
        advice.set_drop_mode(mode(index)).unwrap();
        assert!(matches!(
            decoder.lock().process_input(0, packet.clone()),
            Ok(Input::Accepted)
        ));
        take(&decoder, &mut pictures);
    }
    decoder.lock().process_message(TransformMessage::Drain).unwrap();
    take(&decoder, &mut pictures);
    pictures
}

#[test]
fn what_is_left_out_changes_nothing_of_the_rest() {
    let platform = Platform::new(Runtime::with_workers(1), Arc::new(Registry::with_defaults()));
    // The clip, and whether it has pictures that no other needs.
    let clips = [
        ("clips/h264-main-cabac-b.mp4", true),
        ("clips/h264-baseline.mp4", false),
        ("clips/hevc-8bit.mp4", true),
        ("clips/vp9.mp4", false),
        ("clips/vp8.webm", false),
        ("clips/av1-8bit.mp4", false),
    ];
    for (clip, has_disposable) in clips {
        let packets = packets(&platform, clip);
        let all = decode(&platform, &packets, |_| DropMode::None);
        let is_part =
            |part: &BTreeMap<i64, Vec<u8>>| part.iter().all(|(time, picture)| all.get(time) == Some(picture));
        let needed = decode(&platform, &packets, |_| DropMode::Mode1);
        assert!(is_part(&needed), "{clip}");
        assert!(
            !has_disposable || needed.len() < all.len(),
            "{clip}: {} of {}",
            needed.len(),
            all.len()
        );
        let key_frames = packets.1.iter().filter(|packet| packet.flags.clean_point).count();
        let keys = decode(&platform, &packets, |_| DropMode::Mode2);
        assert!(is_part(&keys), "{clip}");
        assert_eq!(keys.len(), key_frames, "{clip}");
        // After key frames alone the others are there from the next key frame on, and not before.
        let back = decode(&platform, &packets, |index| {
            if index < 3 {
                DropMode::Mode2
            } else {
                DropMode::None
            }
        });
        assert!(is_part(&back), "{clip}");
        let next_key = packets.1.iter().skip(3).find(|packet| packet.flags.clean_point);
        let expected = next_key.map_or(1, |key| 1 + all.range(key.time.unwrap().as_100ns()..).count());
        assert_eq!(back.len(), expected, "{clip}");
    }
}

#[test]
fn before_a_seeks_position_only_what_others_need_is_decoded() {
    let platform = Platform::new(Runtime::with_workers(1), Arc::new(Registry::with_defaults()));
    for (clip, has_disposable) in [
        ("clips/h264-main-cabac-b.mp4", true),
        ("clips/h264-baseline.mp4", false),
        ("clips/hevc-8bit.mp4", true),
    ] {
        let (media_type, mut packets) = packets(&platform, clip);
        let all = decode(&platform, &(media_type.clone(), packets.clone()), |_| {
            DropMode::None
        });
        let position = *all.keys().nth(all.len() / 2).unwrap();
        for packet in &mut packets {
            packet.flags.preroll = packet.end().unwrap().as_100ns() <= position;
        }
        let sought = decode(&platform, &(media_type, packets), |_| DropMode::None);
        assert!(
            sought.range(position..).eq(all.range(position..)),
            "{clip}: from the position on nothing is missing"
        );
        assert!(
            sought
                .iter()
                .all(|(time, picture)| all.get(time) == Some(picture)),
            "{clip}"
        );
        assert_eq!(sought.len() < all.len(), has_disposable, "{clip}");
    }
}

#[test]
fn a_decoder_of_pictures_has_two_modes_and_one_of_sound_none() {
    let registry = Registry::with_defaults();
    for (category, has) in [
        (guids::MFT_CATEGORY_VIDEO_DECODER, true),
        (guids::MFT_CATEGORY_AUDIO_DECODER, false),
    ] {
        for registration in registry.enumerate(&category, None, None) {
            let decoder = registration.create().unwrap();
            let Some(advice) = decoder.lock().quality_advise() else {
                assert!(!has, "{}", registration.name);
                continue;
            };
            assert!(has, "{}", registration.name);
            advice.set_drop_mode(DropMode::Mode2).unwrap();
            assert_eq!(advice.set_drop_mode(DropMode::Mode3), Err(Error::NoMoreDropModes));
            assert_eq!(advice.drop_mode(), DropMode::Mode2);
            assert_eq!(
                advice.set_quality_level(openmf::QualityLevel::Minus1),
                Err(Error::NoMoreQualityLevels)
            );
        }
    }
}
