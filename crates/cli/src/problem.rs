use openmf::{Error, EventType, MediaEvent, NodeId, Topology, keys};
use serde::Serialize;

/// What went wrong, and with which stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Problem {
    /// The stream's index in the file, if it is one stream's problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stream: Option<usize>,
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Problem {
    pub(crate) fn new(stream: Option<usize>, error: &Error) -> Self {
        Self {
            stream,
            code: error.hresult().to_string(),
            message: error.to_string(),
        }
    }

    /// What an event of the session tells, if it tells of an error; `stream_of` finds the stream of an output node. A
    /// device that is missing is none: whoever chose it is told.
    pub(crate) fn of_event(event: &MediaEvent, stream_of: impl Fn(NodeId) -> Option<usize>) -> Option<Self> {
        let error = match event.event_type() {
            EventType::NonFatalError | EventType::Error => event.cause()?,
            _ => return None,
        };
        if event.attributes().get(keys::OPENMF_EVENT_STAND_IN).is_ok() {
            return None;
        }
        let node = event
            .attributes()
            .get(keys::MF_EVENT_OUTPUT_NODE)
            .ok()
            .map(NodeId);
        Some(Self::new(node.and_then(stream_of), error))
    }

    /// For a person.
    pub(crate) fn line(&self, file: &str) -> String {
        match self.stream {
            Some(stream) => format!("openmf: {file}: stream {stream}: {}", self.message),
            // Errors of opening name the file by themselves.
            None if self.message.contains(file) => format!("openmf: {}", self.message),
            None => format!("openmf: {file}: {}", self.message),
        }
    }
}

/// The index, in the presentation, of the stream that an output node of a partial topology renders.
pub(crate) fn stream_of_node(topology: &Topology, node: NodeId) -> Option<usize> {
    let mut at = topology.node_by_id(node).ok()?;
    while let Ok((upstream, _)) = at.input(0) {
        at = upstream;
    }
    let (stream, descriptor) = (at.stream_descriptor()?, at.presentation_descriptor()?);
    descriptor
        .streams()
        .position(|(known, _)| std::sync::Arc::ptr_eq(known, &stream))
}
