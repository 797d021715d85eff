//! A source with several presentations.

mod common;

use common::*;
use openmf_session::{
    Component, EventAttribute, EventValue, Input, PresentationShape, SourceId, TopologyKey, TopologyStatus,
};

const PLAYLIST: SourceId = SourceId(1);

/// A presentation of the playlist source.
fn element(key: u64) -> PresentationShape {
    let mut shape = shape(key);
    for source in &mut shape.sources {
        source.id = PLAYLIST;
    }
    for branch in &mut shape.branches {
        branch.source = PLAYLIST;
    }
    shape.playlist_sources = vec![PLAYLIST];
    shape
}

fn statuses(rig: &Rig, key: u64) -> Vec<TopologyStatus> {
    let of_topology = rig
        .events
        .iter()
        .filter(|event| event.value == EventValue::FullTopology(TopologyKey(key)));
    let statuses = of_topology.flat_map(|event| &event.attributes);
    statuses
        .filter_map(|attribute| match attribute {
            EventAttribute::TopologyStatus(status) => Some(*status),
            _ => None,
        })
        .collect()
}

/// The first presentation has ended, and the second one is about to start, when the application jumps to a third one,
/// which it has not set: the first one has no data then, and was started nevertheless.
#[test]
fn a_presentation_that_is_skipped_after_its_end_has_started_again() {
    use TopologyStatus::{Ended, Ready, StartedSource};
    let mut rig = Rig::new();
    for key in [1, 2] {
        rig.resolutions.insert(TopologyKey(key), Ok(element(key)));
        rig.command(set(key));
    }
    rig.command(start());
    rig.silent.insert(Component::Source(PLAYLIST));
    let generation = rig.running[&branches(1)[0]];
    rig.drain(1, SECOND);
    rig.input(Input::SourceSegmentEnded {
        source: PLAYLIST,
        generation,
    });
    rig.render(1, SECOND);
    assert_eq!(statuses(&rig, 1), [Ready, StartedSource, Ended]);

    rig.silent.clear();
    rig.submit(seek(SECOND / 2));
    let started = |rig: &Rig| rig.trace.last().map(String::as_str) == Some("start source 1 of t1 at 5000000");
    while !started(&rig) && rig.pending() > 0 {
        rig.deliver(0);
    }
    rig.feed(Input::SourceStartReported {
        source: PLAYLIST,
        actual_start: None,
        is_fake: true,
    });
    rig.settle();
    assert_eq!(
        statuses(&rig, 1),
        [Ready, StartedSource, Ended, StartedSource, Ended],
        "{:#?}",
        rig.trace
    );
}

/// The branches of a presentation can come to their end before the source has said that the presentation is over: the
/// next one starts only then, or that word would be lost in the source.
#[test]
fn the_next_presentation_starts_when_the_source_has_told_the_end_of_the_one_before() {
    let mut rig = Rig::new();
    for key in [1, 2] {
        rig.resolutions.insert(TopologyKey(key), Ok(element(key)));
        rig.command(set(key));
    }
    rig.command(start());
    let generation = rig.running[&branches(1)[0]];
    let next_starts = |rig: &Rig| {
        rig.trace
            .iter()
            .any(|line| line.starts_with("start source 1 of t2"))
    };
    rig.drain(1, SECOND);
    assert!(!next_starts(&rig), "{:#?}", rig.trace);
    rig.input(Input::SourceSegmentEnded {
        source: PLAYLIST,
        generation,
    });
    assert!(next_starts(&rig), "{:#?}", rig.trace);
}
