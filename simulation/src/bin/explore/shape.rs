//! The topologies that are explored: their components have numbers that follow from the topology's.

use openmf_core::{MediaTime, RateBounds, TimeSpan};
use openmf_session::{
    BranchId, BranchShape, Component, PresentationShape, SinkId, SinkShape, SourceId, SourceShape,
    StreamSinkId, TopologyKey,
};

/// The most branches that a topology has here.
pub(crate) const MAX_BRANCHES: u32 = 2;

/// The branch whose sink has a file to finish, and outlives its topology because of that.
pub(crate) const FINALIZABLE: u32 = 1;

/// The number of a branch, of its sink and of its stream sink.
pub(crate) fn number(key: TopologyKey, branch: u32) -> u32 {
    MAX_BRANCHES * key.0 as u32 + branch
}

/// The topology of the number of a branch or sink, and which one of it that is.
pub(crate) fn place(number: u32) -> (TopologyKey, u32) {
    (
        TopologyKey(u64::from(number / MAX_BRANCHES)),
        number % MAX_BRANCHES,
    )
}

/// The topology of a component, and which one of it that is; `None` for the clock, which is of the session.
pub(crate) fn topology_of(component: Component) -> Option<(TopologyKey, u32)> {
    match component {
        Component::Clock => None,
        Component::Loader(key) | Component::Activation(key) => Some((key, 0)),
        Component::Source(SourceId(source)) => Some((TopologyKey(u64::from(source)), 0)),
        Component::Branch(BranchId(id))
        | Component::StreamSink(StreamSinkId(id))
        | Component::Sink(SinkId(id)) => Some(place(id)),
    }
}

/// One source, and a branch and a sink for each of its streams; the last of two sinks prerolls and has to be finalized.
pub(crate) fn shape(key: TopologyKey, branches: u32) -> PresentationShape {
    let source = SourceId(key.0 as u32);
    let id = |branch| number(key, branch);
    PresentationShape {
        topology_id: key.0,
        sources: vec![SourceShape {
            id: source,
            name: String::new(),
            can_seek: true,
            can_pause: true,
            is_live: false,
            is_local: true,
            duration: Some(TimeSpan::from_millis(1000)),
            rates: Some(RateBounds::ALL),
        }],
        branches: (0..branches)
            .map(|branch| BranchShape {
                id: BranchId(id(branch)),
                name: String::new(),
                source,
                stream_sink: StreamSinkId(id(branch)),
                media_start: MediaTime::ZERO,
                media_stop: None,
                transform_rates: Vec::new(),
                joined: Vec::new(),
            })
            .collect(),
        sinks: (0..branches)
            .map(|branch| SinkShape {
                id: SinkId(id(branch)),
                name: String::new(),
                stream_sinks: vec![StreamSinkId(id(branch))],
                rateless: false,
                rates: Some(RateBounds::ALL),
                can_preroll: branch == FINALIZABLE,
                finalizable: branch == FINALIZABLE,
                shutdown_on_remove: false,
            })
            .collect(),
        ..PresentationShape::default()
    }
}
