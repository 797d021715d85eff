//! What every transform keeps.
//!
//! Source: `IMFTransform`, "Basic MFT Processing Model" (Microsoft Learn).

mod common;

use common::{clip, have_ffmpeg, open, start};
use openmf_core::{Error, Input, MediaType, Output, Transform};
use openmf_transforms::registrations;

/// More types than any transform lists.
const MANY: usize = 10_000;

#[test]
fn every_transform_keeps_the_rules_of_types() {
    for registration in registrations() {
        let name = registration.name;
        let mut transform = (registration.factory)().unwrap();
        assert!(
            matches!(
                transform.output_available_type(0, 0),
                Err(Error::TypeNotSet { .. })
            ),
            "{name}: the input type comes first"
        );
        let end = (0..MANY).find_map(|index| transform.input_available_type(0, index).err());
        assert!(
            matches!(end, Some(Error::NoMoreTypes | Error::NotImplemented { .. })),
            "{name}: the list of input types ends with {end:?}"
        );
        // A test sets nothing, whatever comes of it.
        let mut asked = vec![MediaType::new()];
        asked.extend(
            registration
                .inputs
                .iter()
                .map(|(major, sub)| MediaType::partial(*major, *sub)),
        );
        asked.extend((0..8).map_while(|index| transform.input_available_type(0, index).ok()));
        for media_type in &asked {
            let tested = transform.test_input_type(0, media_type);
            assert!(
                matches!(tested, Ok(()) | Err(Error::InvalidMediaType { .. })),
                "{name}, {media_type}: {tested:?}"
            );
            let set = transform.input_type(0);
            assert!(
                matches!(set, Err(Error::TypeNotSet { .. })),
                "{name}, {media_type}"
            );
            // What it says it takes it takes.
            let mut other = (registration.factory)().unwrap();
            assert_eq!(
                other.set_input_type(0, media_type).is_ok(),
                tested.is_ok(),
                "{name}, {media_type}"
            );
            if tested.is_ok() {
                assert_eq!(&other.input_type(0).unwrap(), media_type, "{name}");
            }
        }
        let end = asked
            .iter()
            .find(|media_type| transform.set_input_type(0, media_type).is_ok());
        if end.is_some() {
            let end = (0..MANY).find_map(|index| transform.output_available_type(0, index).err());
            assert!(matches!(end, Some(Error::NoMoreTypes)), "{name}: {end:?}");
        }
    }
}

fn choose(transform: &mut dyn Transform) {
    let media_type = transform.output_available_type(0, 0).unwrap();
    transform.set_output_type(0, &media_type).unwrap();
}

#[test]
fn a_transform_accepts_input_or_has_output() {
    if !have_ffmpeg() {
        return;
    }
    // Never both, never neither.
    for (name, kind) in [
        ("mp3-cbr.mp3", "a"),
        ("vorbis.ogg", "a"),
        ("flac-s16.flac", "a"),
        ("h264-main-cabac-b.mp4", "v"),
        ("vp8.webm", "v"),
    ] {
        let stream = open(&clip(name), kind);
        let mut decoder = start(&stream.media_type);
        let (mut outputs, mut refusals) = (0, 0);
        for sample in stream.samples {
            let mut given = Some(sample);
            while let Some(sample) = given.take() {
                match decoder.process_input(0, sample).unwrap() {
                    Input::Accepted => {}
                    Input::NotAccepting(sample) => {
                        refusals += 1;
                        match decoder.process_output().unwrap() {
                            Output::Sample(_) => outputs += 1,
                            Output::StreamChange => choose(decoder.as_mut()),
                            Output::NeedMoreInput => panic!("{name}: neither takes nor gives"),
                        }
                        given = Some(sample);
                    }
                }
            }
        }
        assert!(outputs > 0 && refusals > 0, "{name}");
        // Everything out, it takes input again.
        loop {
            match decoder.process_output().unwrap() {
                Output::Sample(_) => {}
                Output::StreamChange => choose(decoder.as_mut()),
                Output::NeedMoreInput => break,
            }
        }
        let again = open(&clip(name), kind).samples.remove(0);
        assert!(
            matches!(decoder.process_input(0, again), Ok(Input::Accepted)),
            "{name}"
        );
    }
}
