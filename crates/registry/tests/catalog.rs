//! The registry as a catalog of transforms and sinks.

use std::sync::Arc;

use openmf_core::*;
use openmf_registry::*;

fn registration(name: &'static str, class: u128, input: Guid, merit: u32) -> TransformRegistration {
    TransformRegistration {
        class: Guid::from_u128(class),
        name,
        category: guids::MFT_CATEGORY_AUDIO_DECODER,
        inputs: vec![(guids::MFMediaType_Audio, input)],
        outputs: vec![(guids::MFMediaType_Audio, guids::MFAudioFormat_PCM)],
        merit,
        kind: TransformKind::default(),
        factory: Arc::new(|| Err(Error::NotImplemented { what: "tests".into() })),
    }
}

fn names(found: Vec<Arc<TransformRegistration>>) -> Vec<&'static str> {
    found.iter().map(|transform| transform.name).collect()
}

#[test]
fn transforms_come_by_merit_then_origin_then_registration() {
    let registry = Registry::new();
    let (aac, mp3) = (guids::MFAudioFormat_AAC, guids::MFAudioFormat_MP3);
    for (origin, name, class, input, merit) in [
        (Origin::BuiltIn, "first", 1, aac, 100),
        (Origin::BuiltIn, "second", 2, aac, 100),
        (Origin::BuiltIn, "best", 3, aac, 200),
        (Origin::BuiltIn, "mp3", 4, mp3, 300),
        (Origin::BuiltIn, "any", 5, Guid::ZERO, 10),
        (Origin::Local, "mine", 2, aac, 100),
    ] {
        registry.register_transform(origin, registration(name, class, input, merit));
    }
    let category = guids::MFT_CATEGORY_AUDIO_DECODER;
    let of = |subtype| MediaType::partial(guids::MFMediaType_Audio, subtype);
    let pcm = of(guids::MFAudioFormat_PCM);
    let find = |input: Option<&MediaType>, output: Option<&MediaType>| {
        names(registry.enumerate(&category, input, output))
    };
    assert_eq!(
        find(Some(&of(aac)), None),
        ["best", "mine", "first", "second", "any"]
    );
    assert_eq!(find(Some(&of(mp3)), Some(&pcm)), ["mp3", "any"]);
    assert_eq!(find(None, None).len(), 6);
    assert!(find(None, Some(&of(aac))).is_empty());
    assert!(
        registry
            .enumerate(&guids::MFT_CATEGORY_VIDEO_DECODER, None, None)
            .is_empty()
    );
    let class = Guid::from_u128(2);
    assert_eq!(registry.by_class(&class).unwrap().name, "mine");
    registry.unregister_local_transform(&class).unwrap();
    assert_eq!(registry.by_class(&class).unwrap().name, "second");
    let again = registry.unregister_local_transform(&class);
    assert_eq!(again.map_err(|error| error.hresult()), Err(codes::MF_E_NOT_FOUND));
    assert_eq!(
        registry
            .by_class(&Guid::from_u128(9))
            .map(|_| ())
            .map_err(|error| error.hresult()),
        Err(codes::MF_E_NOT_FOUND)
    );
}

#[test]
fn sinks_are_found_by_name_and_by_default() {
    let registry = Registry::new();
    let (audio, video) = (guids::MFMediaType_Audio, guids::MFMediaType_Video);
    let sink = |name, major_type, merit| SinkRegistration {
        name,
        major_type,
        merit,
        factory: Arc::new(|_| Err(Error::NotImplemented { what: "tests".into() })),
    };
    registry.register_sink(Origin::BuiltIn, sink("null", Guid::ZERO, 1));
    registry.register_sink(Origin::BuiltIn, sink("device", audio, 100));
    registry.register_sink(Origin::BuiltIn, sink("wav", audio, 0));
    let default = |major| registry.default_sink(major).map(|sink| sink.name);
    assert_eq!(default(&audio), Ok("device"));
    assert_eq!(default(&video), Ok("null"));
    let named = |name, major| registry.sink(name, major).map(|sink| sink.name);
    assert_eq!(named("wav", &audio), Ok("wav"));
    assert_eq!(
        named("wav", &video).map_err(|error| error.hresult()),
        Err(codes::MF_E_NOT_FOUND)
    );
    registry.register_sink(Origin::Local, sink("speaker", audio, 100));
    assert_eq!(default(&audio), Ok("speaker"));
}

#[test]
fn the_defaults_are_consistent() {
    let registry = Registry::with_defaults();
    let transforms = registry.transforms();
    for (index, (_, transform)) in transforms.iter().enumerate() {
        let twin = transforms
            .iter()
            .skip(index + 1)
            .find(|(_, other)| other.class == transform.class);
        assert!(twin.is_none(), "{transform:?} and {twin:?} share a class");
        let made = transform.create().map(|made| made.name().to_owned());
        assert!(made.is_ok(), "{transform:?}: {made:?}");
    }
    for (_, handler) in registry.byte_stream_handlers() {
        assert_eq!(handler.recognize(b""), 0, "{} recognizes nothing", handler.name());
        for text in handler.extensions().iter().chain(handler.mime_types()) {
            assert_eq!(*text, text.to_lowercase(), "{}", handler.name());
            assert!(!text.starts_with('.'), "{}", handler.name());
        }
    }
}
