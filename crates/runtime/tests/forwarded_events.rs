//! Which events of components the application gets, and which it does not.
//!
//! Source: the event pages of Media Foundation (Microsoft Learn), each of which says whether the Media Session forwards
//! it; what no page says is forwarded is not.

mod common;

use std::sync::Arc;

use common::*;
use openmf_core::{Error, EventType, Key, MediaEvent, SharedEvent, StreamSink, Variant, guids, keys};
use openmf_session::SessionState;

/// What the application gets of an event.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Gets {
    /// The event itself: the same object.
    It,
    Nothing,
    /// The event itself, and then `MESinkInvalidated` with the output node.
    ItAndInvalidated,
    /// `MESinkInvalidated` with the output node instead.
    Invalidated,
    /// `MEError`, and the playback ends.
    Failure,
}

fn tell(rig: &mut Rig, from_sink: bool, event: MediaEvent) -> (SharedEvent, Vec<SharedEvent>) {
    let event = Arc::new(event);
    let queue = if from_sink {
        rig.sinks[0].events().clone()
    } else {
        openmf_core::MediaSource::events(&*rig.source).clone()
    };
    queue.queue_shared(Arc::clone(&event)).unwrap();
    rig.events();
    (event, std::mem::take(&mut rig.seen))
}

#[track_caller]
fn check(rig: &mut Rig, from_sink: bool, event: MediaEvent, gets: Gets) {
    let event_type = event.event_type();
    let (sent, got) = tell(rig, from_sink, event);
    let names: Vec<_> = got.iter().map(describe).collect();
    let is_it = |event: &SharedEvent| Arc::ptr_eq(event, &sent);
    let is_invalidated = |event: &SharedEvent| {
        event.event_type() == EventType::SinkInvalidated
            && event.attributes().get(keys::MF_EVENT_OUTPUT_NODE).is_ok()
    };
    // The playback that a lost sink ends with is another matter.
    let got: Vec<_> = got
        .iter()
        .filter(|event| gets == Gets::Failure || event.event_type() != EventType::Error)
        .collect();
    let fits = match (gets, &got[..]) {
        (Gets::It, [event]) => is_it(event),
        (Gets::Nothing, []) => true,
        (Gets::ItAndInvalidated, [event, invalidated]) => is_it(event) && is_invalidated(invalidated),
        (Gets::Invalidated, [invalidated]) => is_invalidated(invalidated),
        (Gets::Failure, [error]) => error.event_type() == EventType::Error && error.result().is_err(),
        _ => false,
    };
    let sender = if from_sink { "sink" } else { "source" };
    assert!(
        fits,
        "{event_type} of the {sender}: expected {gets:?}, got {names:?}"
    );
}

#[test]
fn events_of_a_source() {
    use EventType as E;
    let forwarded = [
        E::ExtendedType,
        E::NonFatalError,
        E::NewPresentation,
        E::ReconnectStart,
        E::ReconnectEnd,
        E::EndOfPresentationSegment,
        E::SourceCharacteristicsChanged,
        E::SourceRateChangeRequested,
        E::SourceMetadataChanged,
        E::SequencerSourceTopologyUpdated,
    ];
    // What the session acts upon has tests of its own: the answers of a source, its end, its failure, buffering.
    let answers = [
        E::Error,
        E::SourceStarted,
        E::SourceSeeked,
        E::SourceStopped,
        E::SourcePaused,
        E::NewStream,
        E::UpdatedStream,
        E::EndOfPresentation,
        E::BufferingStarted,
        E::BufferingStopped,
    ];
    let mut rig = Rig::clocked().playing();
    for code in 1..=1_000 {
        let event_type = E::from_code(code);
        if answers.contains(&event_type) || is_of_the_session(event_type) {
            continue;
        }
        let gets = if forwarded.contains(&event_type) {
            Gets::It
        } else {
            Gets::Nothing
        };
        check(&mut rig, false, MediaEvent::new(event_type), gets);
    }
    assert_eq!(rig.session.state(), SessionState::Started);
    let failed = MediaEvent::new(E::Error).with_error(Error::TimeOutOfRange);
    check(&mut rig, false, failed, Gets::Failure);
    assert_eq!(rig.session.state(), SessionState::Stopped);
    rig.shut_down();
}

const THINNING: Key<bool> = Key::new(guids::MF_EVENT_DO_THINNING);

#[test]
fn an_event_keeps_its_value_and_attributes_on_its_way() {
    let mut rig = Rig::clocked().playing();
    let requested = MediaEvent::new(EventType::SourceRateChangeRequested).with_value(Variant::F32(2.0));
    requested.attributes().set(THINNING, true);
    let (_, got) = tell(&mut rig, false, requested);
    assert_eq!(got.len(), 1);
    assert_eq!(got[0].value(), &Variant::F32(2.0));
    assert!(got[0].attributes().get(THINNING).unwrap());
    rig.shut_down();
}

#[test]
fn events_of_a_stream_sink() {
    use EventType as E;
    let forwarded = [
        E::ExtendedType,
        E::NonFatalError,
        E::RendererEvent,
        E::AudioSessionNameChanged,
        E::AudioSessionVolumeChanged,
        E::AudioSessionGroupingParamChanged,
        E::AudioSessionIconChanged,
    ];
    let lost = [
        E::AudioSessionDeviceRemoved,
        E::AudioSessionServerShutdown,
        E::AudioSessionFormatChanged,
        E::AudioSessionDisconnected,
        E::AudioSessionExclusiveModeOverride,
    ];
    let answers = [E::Error, E::SinkInvalidated, E::StreamSinkFormatChanged];
    let mut rig = Rig::clocked().playing();
    for code in 1..=1_000 {
        let event_type = E::from_code(code);
        if answers.contains(&event_type) || lost.contains(&event_type) || is_of_the_session(event_type) {
            continue;
        }
        // A request asks for a sample that the sink will not want; the rest is the session's own business.
        if event_type == E::StreamSinkRequestSample {
            continue;
        }
        let gets = if forwarded.contains(&event_type) {
            Gets::It
        } else {
            Gets::Nothing
        };
        check(&mut rig, true, MediaEvent::new(event_type), gets);
    }
    assert_eq!(rig.session.state(), SessionState::Started);
    rig.shut_down();
    for event_type in lost {
        let mut rig = Rig::clocked().playing();
        check(
            &mut rig,
            true,
            MediaEvent::new(event_type),
            Gets::ItAndInvalidated,
        );
        rig.shut_down();
    }
    let mut rig = Rig::clocked().playing();
    let lost = MediaEvent::new(E::SinkInvalidated).with_error(Error::NoClock);
    check(&mut rig, true, lost, Gets::Invalidated);
    rig.shut_down();
    let mut rig = Rig::clocked().playing();
    let failed = MediaEvent::new(E::Error).with_error(Error::TimeOutOfRange);
    check(&mut rig, true, failed, Gets::Failure);
    rig.shut_down();
}

/// What only the session sends.
fn is_of_the_session(event_type: EventType) -> bool {
    (100..=112).contains(&event_type.code()) || event_type == EventType::SessionStreamSinkFormatChanged
}
