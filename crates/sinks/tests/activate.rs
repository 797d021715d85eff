//! Sinks made on demand.

mod common;

use std::sync::Arc;

use common::{Folder, audio_type};
use openmf_core::{Attributes, Error, FinalizableMediaSink, SinkActivate, keys};
use openmf_sinks::{Activate, GrabberOptions, NullActivate, NullOptions, WaveActivate};

#[test]
fn the_object_is_the_same_until_it_is_shut_down() {
    let activate: NullActivate = Activate::null_audio(NullOptions::default());
    assert!(activate.object().is_none());
    let first = activate.activate().unwrap();
    assert!(Arc::ptr_eq(&first, &activate.activate().unwrap()));
    assert_eq!(activate.object().unwrap().statistics().samples, 0);
    activate.shutdown_object();
    activate.shutdown_object();
    assert!(matches!(first.stream_sinks(), Err(Error::Shutdown)));
    let second = activate.activate().unwrap();
    assert!(!Arc::ptr_eq(&first, &second));
    assert_eq!(second.stream_sinks().unwrap().len(), 1);
    assert_eq!(activate.name(), "null audio renderer");
}

#[test]
fn a_sink_that_cannot_be_made_is_an_error_each_time() {
    let folder = Folder::new();
    let path = folder.file("later/a.wav");
    let activate: WaveActivate = Activate::wave(&path);
    for _ in 0..2 {
        assert!(matches!(activate.activate(), Err(Error::Io { .. })));
    }
    std::fs::create_dir(folder.file("later")).unwrap();
    let sink = activate.activate().unwrap();
    let stream = sink.stream_sink_by_id(0).unwrap();
    stream
        .media_type_handler()
        .set_current_type(&audio_type())
        .unwrap();
    sink.finalizable()
        .map(FinalizableMediaSink::finalize)
        .unwrap()
        .unwrap();
    // Nothing was presented.
    assert!(!path.exists());
}

#[test]
fn grabber_options_are_attributes() {
    let attributes = Attributes::new();
    assert_eq!(GrabberOptions::from(&attributes), GrabberOptions::default());
    attributes.set(keys::MF_SAMPLEGRABBERSINK_IGNORE_CLOCK, true);
    attributes.set(keys::MF_SAMPLEGRABBERSINK_SAMPLE_TIME_OFFSET, common::ms(15));
    let expected = GrabberOptions {
        ignore_clock: true,
        sample_time_offset: common::ms(15),
        uncompressed: false,
        stretched: false,
    };
    assert_eq!(GrabberOptions::from(&attributes), expected);
}
