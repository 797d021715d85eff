use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident($inner:ty), $label:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($label, " {}"), self.0)
            }
        }
    };
}

id! {
    /// An operation: one call of `SetTopology`, `Start`, …. The driver gives each command the next number.
    OpId(u64), "operation"
}
id! {
    /// The driver's handle of a topology it was given. Each `SetTopology` call gets its own key.
    TopologyKey(u64), "topology"
}
id! {
    /// A media source. An object has one id for the life of the session, in whichever topologies it appears.
    SourceId(u32), "source"
}
id! {
    /// A path from a source's stream to a stream sink. Unique across topologies.
    BranchId(u32), "branch"
}
id! {
    /// A media sink. An object has one id for the life of the session, in whichever topologies it appears.
    SinkId(u32), "sink"
}
id! {
    /// A stream sink. An object has one id for the life of the session, in whichever topologies it appears.
    StreamSinkId(u32), "stream sink"
}
id! {
    /// The driver's handle of an event of a component that goes through the session unchanged.
    EventKey(u64), "event"
}

/// Which flow of data a sample belongs to. Every start and every flush has a higher one than all before; a sample of
/// an older generation is dropped where it is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Generation(pub u64);

/// Something that answers the session, and can fail to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Component {
    /// The loader resolving this topology.
    Loader(TopologyKey),
    /// The driver's work of making this topology ready: binding the clock, building the branches.
    Activation(TopologyKey),
    /// The presentation clock's time source.
    Clock,
    /// A media source.
    Source(SourceId),
    /// A branch: its transforms, or its task.
    Branch(BranchId),
    /// A stream sink.
    StreamSink(StreamSinkId),
    /// A media sink.
    Sink(SinkId),
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // To resolve a topology its sinks are activated and all its components are asked what they can do.
            Self::Loader(topology) => write!(f, "loader of {topology}, or a component that it asks,"),
            Self::Activation(topology) => write!(f, "activation of {topology}"),
            Self::Clock => f.write_str("time source"),
            Self::Source(source) => write!(f, "{source}"),
            Self::Branch(branch) => write!(f, "{branch}"),
            Self::StreamSink(stream_sink) => write!(f, "{stream_sink}"),
            Self::Sink(sink) => write!(f, "{sink}"),
        }
    }
}
