//! The search for media types and transforms that join the nodes of one group of connected branches.

use std::sync::Arc;

use openmf_core::{
    Error, Guid, Key, MediaType, MediaTypeHandler, Result, SharedTransform, TopologyFault, TransformCatalog,
    TransformRegistration, guids, keys,
};

use crate::complete::{complete, is_complete};
use crate::current_type::{current_type, primary_output};
use crate::explain::{Attempt, AttemptResult, Connection, Method, NodeRef};
use crate::validate::connect_method;
use crate::{ConnectMethod, NodeKind, NodeObject, Topology, TopologyNode};

/// `MF_TOPONODE_DRAIN_ALWAYS`.
const DRAIN_ALWAYS: u32 = 1;
/// The most types that are taken from one list; a transform's list may have no end.
const MAX_TYPES: usize = 256;
/// The most attempts for one group of branches.
const MAX_ATTEMPTS: usize = 10_000;
/// The most connections of one group of branches: the search recurses once for each.
const MAX_CONNECTIONS: usize = 128;

/// A connection of the partial topology.
#[derive(Clone)]
pub(crate) struct Edge {
    pub(crate) up: TopologyNode,
    pub(crate) output: u32,
    pub(crate) down: TopologyNode,
    pub(crate) input: u32,
}

/// Where and why the search ended.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The index of the connection that could not be made.
    pub(crate) edge: usize,
    pub(crate) error: Error,
    /// The subtype for which there was no decoder.
    pub(crate) no_decoder_for: Option<(Guid, Guid)>,
    /// What was tried there.
    pub(crate) report: Option<Box<Connection>>,
    /// No other choice of types would help.
    fatal: bool,
}

/// Searches depth first: every choice on a connection is followed to the ends of its branches before it counts. A
/// failure further down takes the search back to the connections upstream of it only, not to its neighbours.
pub(crate) struct Search<'a> {
    catalog: &'a dyn TransformCatalog,
    topology: &'a Topology,
    edges: Vec<Edge>,
    enumerate_source_types: bool,
    attempts_left: usize,
    pub(crate) reports: Vec<Option<Connection>>,
    pub(crate) inserted: Vec<TopologyNode>,
}

enum Outcome {
    Done,
    /// Nothing fits here.
    Nothing,
    /// Something fits here, but then not further down.
    Later(Box<Failure>),
    /// The failure has nothing to do with the choices here.
    Elsewhere(Box<Failure>),
}

type Next<'n, 'a> = &'n mut dyn FnMut(&mut Search<'a>) -> Result<(), Box<Failure>>;

struct Link<'l> {
    edge: usize,
    up: &'l TopologyNode,
    output: u32,
    down: &'l TopologyNode,
    input: u32,
    /// Whether a tee takes types that its primary output cannot pass on as they are.
    lenient: bool,
}

impl<'a> Search<'a> {
    /// A search over connections given in the order of the data's flow.
    pub(crate) fn new(catalog: &'a dyn TransformCatalog, topology: &'a Topology, edges: Vec<Edge>) -> Self {
        let enumerate = topology
            .attributes()
            .get_or(keys::MF_TOPOLOGY_ENUMERATE_SOURCE_TYPES, false);
        Self {
            catalog,
            topology,
            reports: vec![None; edges.len()],
            edges,
            enumerate_source_types: enumerate,
            attempts_left: MAX_ATTEMPTS,
            inserted: Vec::new(),
        }
    }

    pub(crate) fn run(&mut self) -> Result<(), Box<Failure>> {
        if self.edges.len() > MAX_CONNECTIONS {
            return Err(Failure::fatal(
                0,
                Error::LimitReached {
                    what: "connections of a branch",
                    limit: MAX_CONNECTIONS as u64,
                },
            ));
        }
        let result = self.resolve(0);
        // The first choice's failure is the one that is returned, so its report is the one that is shown.
        if let Err(failure) = &result
            && let Some(report) = &failure.report
            && let Some(slot) = self.reports.get_mut(failure.edge)
        {
            *slot = Some(Connection::clone(report));
        }
        result
    }

    fn resolve(&mut self, index: usize) -> Result<(), Box<Failure>> {
        let Some(edge) = self.edges.get(index).cloned() else {
            return Ok(());
        };
        let mut log = Log::default();
        let outcome = self.connect(index, &edge, &mut log);
        let report = |error| Connection {
            upstream: NodeRef::new(&edge.up),
            output: edge.output,
            downstream: NodeRef::new(&edge.down),
            input: edge.input,
            attempts: log.attempts.clone(),
            error,
        };
        let (report, result) = match outcome {
            Outcome::Done => (report(None), Ok(())),
            Outcome::Elsewhere(failure) => (report(None), Err(failure)),
            Outcome::Later(failure) => (report(Some(failure.error.clone())), Err(failure)),
            Outcome::Nothing => {
                let mut failure = self.explain_failure(index, &edge, &log);
                let report = report(Some(failure.error.clone()));
                failure.report = Some(Box::new(report.clone()));
                (report, Err(failure))
            }
        };
        if let Some(slot) = self.reports.get_mut(index) {
            *slot = Some(report);
        }
        result
    }

    fn connect(&mut self, index: usize, edge: &Edge, log: &mut Log) -> Outcome {
        let mut offers = self.offers(&edge.up, edge.output);
        for wish in self.granted(edge) {
            push_new(&mut offers, wish);
        }
        let independent = connect_method(&edge.up).contains(ConnectMethod::RESOLVE_INDEPENDENT_OUTPUT_TYPES);
        let batches: Vec<&[MediaType]> =
            if edge.up.kind() == NodeKind::SourceStream && self.enumerate_source_types && independent {
                offers.chunks(1).collect()
            } else {
                vec![&offers]
            };
        log.offered = offers.clone();
        let mut next = |search: &mut Search<'a>| search.resolve(index + 1);
        let mut later = None;
        // In front of a tee the types that suit its primary output come first; what the tee's branches can still
        // convert for themselves comes last.
        let leniencies: &[bool] = if edge.down.kind() == NodeKind::Tee {
            &[false, true]
        } else {
            &[false]
        };
        for &lenient in leniencies {
            let link = Link {
                edge: index,
                up: &edge.up,
                output: edge.output,
                down: &edge.down,
                input: edge.input,
                lenient,
            };
            for offers in &batches {
                match self.join(&link, offers, log, &mut next) {
                    Outcome::Nothing => {}
                    Outcome::Later(failure) => {
                        later.get_or_insert(failure);
                    }
                    outcome => return outcome,
                }
            }
        }
        later.map_or(Outcome::Nothing, Outcome::Later)
    }

    fn join(&mut self, link: &Link<'_>, offers: &[MediaType], log: &mut Log, next: Next<'_, 'a>) -> Outcome {
        let method = connect_method(link.down);
        let direct = self.direct(link, offers, &mut log.attempts, next);
        if !method.contains(ConnectMethod::ALLOW_CONVERTER) {
            return direct;
        }
        let converted = direct.or_else(|| self.convert(link, offers, &mut log.attempts, next));
        if !method.contains(ConnectMethod::ALLOW_DECODER) {
            return converted;
        }
        converted.or_else(|| self.decode(link, offers, log, next))
    }

    fn direct(
        &mut self,
        link: &Link<'_>,
        offers: &[MediaType],
        log: &mut Vec<Attempt>,
        next: Next<'_, 'a>,
    ) -> Outcome {
        let mut later = None;
        for media_type in offers {
            if self.attempts_left == 0 {
                return Outcome::Elsewhere(Failure::fatal(link.edge, out_of_attempts()));
            }
            self.attempts_left -= 1;
            let mut attempt = Attempt {
                method: Method::Direct,
                media_type: media_type.clone(),
                result: AttemptResult::Chosen,
                then: Vec::new(),
            };
            if let Err(error) = self.apply(link, media_type) {
                attempt.result = AttemptResult::Refused(error);
                log.push(attempt);
                continue;
            }
            match next(self) {
                Ok(()) => {
                    log.push(attempt);
                    return Outcome::Done;
                }
                Err(failure) if failure.fatal || !self.depends(failure.edge, link.edge) => {
                    log.push(attempt);
                    return Outcome::Elsewhere(failure);
                }
                Err(failure) => {
                    attempt.result = AttemptResult::Abandoned(failure.error.clone());
                    log.push(attempt);
                    later.get_or_insert(failure);
                }
            }
        }
        later.map_or(Outcome::Nothing, Outcome::Later)
    }

    fn convert(
        &mut self,
        link: &Link<'_>,
        offers: &[MediaType],
        log: &mut Vec<Attempt>,
        next: Next<'_, 'a>,
    ) -> Outcome {
        let mut later = None;
        for media_type in offers.iter().filter(|offer| !offer.is_compressed()) {
            let category = if media_type.is_audio() {
                guids::MFT_CATEGORY_AUDIO_EFFECT
            } else {
                guids::MFT_CATEGORY_VIDEO_PROCESSOR
            };
            for registration in self.catalog.enumerate(&category, Some(media_type), None) {
                let mut attempt = Attempt {
                    method: Method::Converter {
                        name: registration.name.to_owned(),
                        class: registration.class,
                        merit: registration.merit,
                    },
                    media_type: media_type.clone(),
                    result: AttemptResult::Chosen,
                    then: Vec::new(),
                };
                let outcome = self.insert(link, media_type, &registration, |search, node| {
                    // What it holds back belongs to the presentation also where a stop time ends that.
                    node.attributes().set(keys::MF_TOPONODE_DRAIN, DRAIN_ALWAYS);
                    let wanted = search.wanted(link.down, link.input, 0);
                    let mut outputs: Vec<MediaType> =
                        wanted.iter().map(|wish| complete(wish, media_type)).collect();
                    for offer in search.offers(node, 0) {
                        push_new(&mut outputs, offer);
                    }
                    outputs.retain(|output| output.major_type() == media_type.major_type());
                    let behind = link.behind(node);
                    search.direct(&behind, &outputs, &mut attempt.then, next)
                });
                match settle(outcome, attempt, log, "none of its output types fits") {
                    Outcome::Nothing => {}
                    Outcome::Later(failure) => {
                        later.get_or_insert(failure);
                    }
                    outcome => return outcome,
                }
            }
        }
        later.map_or(Outcome::Nothing, Outcome::Later)
    }

    fn decode(
        &mut self,
        link: &Link<'_>,
        offers: &[MediaType],
        log: &mut Log,
        next: Next<'_, 'a>,
    ) -> Outcome {
        let mut later = None;
        for media_type in offers.iter().filter(|offer| offer.is_compressed()) {
            let category = if media_type.is_audio() {
                guids::MFT_CATEGORY_AUDIO_DECODER
            } else if media_type.is_video() {
                guids::MFT_CATEGORY_VIDEO_DECODER
            } else {
                continue;
            };
            for registration in self.catalog.enumerate(&category, Some(media_type), None) {
                let mut attempt = Attempt {
                    method: Method::Decoder {
                        name: registration.name.to_owned(),
                        class: registration.class,
                        merit: registration.merit,
                    },
                    media_type: media_type.clone(),
                    result: AttemptResult::Chosen,
                    then: Vec::new(),
                };
                let may_convert = connect_method(link.down).contains(ConnectMethod::ALLOW_CONVERTER);
                let outcome = self.insert(link, media_type, &registration, |search, node| {
                    node.attributes().set(keys::MF_TOPONODE_DECODER, true);
                    let outputs = search.offers(node, 0);
                    let behind = link.behind(node);
                    let direct = search.direct(&behind, &outputs, &mut attempt.then, next);
                    if may_convert {
                        direct.or_else(|| search.convert(&behind, &outputs, &mut attempt.then, next))
                    } else {
                        direct
                    }
                });
                match &outcome {
                    Err(error) => log
                        .decoders_refused
                        .push(format!("{}: {error}", registration.name)),
                    Ok(_) => log.decoder_accepted = true,
                }
                match settle(
                    outcome,
                    attempt,
                    &mut log.attempts,
                    "none of its output types fits",
                ) {
                    Outcome::Nothing => {}
                    Outcome::Later(failure) => {
                        later.get_or_insert(failure);
                    }
                    outcome => return outcome,
                }
            }
        }
        later.map_or(Outcome::Nothing, Outcome::Later)
    }

    /// Puts a new transform on the link with its input type set, goes on behind it, and takes it out again unless that
    /// was the end of the search. An error is the transform's own refusal.
    fn insert(
        &mut self,
        link: &Link<'_>,
        media_type: &MediaType,
        registration: &Arc<TransformRegistration>,
        then: impl FnOnce(&mut Self, &TopologyNode) -> Outcome,
    ) -> Result<Outcome> {
        if self.attempts_left == 0 {
            return Err(out_of_attempts());
        }
        self.attempts_left -= 1;
        let transform = registration.create()?;
        transform.lock().set_input_type(0, media_type)?;
        set_output_side(link.up, link.output, media_type)?;
        let node = TopologyNode::transform(transform);
        node.attributes()
            .set(keys::MF_TOPONODE_TRANSFORM_OBJECTID, registration.class);
        mark_hardware(&node);
        self.topology.add_node(&node)?;
        link.up.connect_output(link.output, &node, 0)?;
        node.connect_output(0, link.down, link.input)?;
        self.inserted.push(node.clone());
        let outcome = then(self, &node);
        if !matches!(outcome, Outcome::Done) {
            self.inserted.retain(|other| !other.is_same(&node));
            self.topology.remove_node(&node)?;
            link.up.connect_output(link.output, link.down, link.input)?;
        }
        Ok(outcome)
    }

    /// Sets a type on both sides of a link, if both take it.
    fn apply(&self, link: &Link<'_>, media_type: &MediaType) -> Result<()> {
        self.test(link.down, link.input, media_type, link.lenient, 0)?;
        set_output_side(link.up, link.output, media_type)?;
        match (link.down.kind(), link.down.object()) {
            (NodeKind::Output, Some(NodeObject::StreamSink(sink))) => {
                let handler = sink.media_type_handler();
                if handler.current_type().is_ok_and(|now| now == *media_type) {
                    return Ok(());
                }
                handler.set_current_type(media_type)
            }
            (NodeKind::Transform, Some(NodeObject::Transform(transform))) => {
                let mut transform = transform.lock();
                // Setting it again could reset the output type, which may be locked.
                if transform
                    .input_type(link.input)
                    .is_ok_and(|now| now == *media_type)
                {
                    return Ok(());
                }
                transform.set_input_type(link.input, media_type)
            }
            // A tee has no object: its type is that of what feeds it.
            (NodeKind::Tee, _) => Ok(()),
            _ => Err(Error::Topology(TopologyFault::MissingObject {
                node: link.down.id().0,
            })),
        }
    }

    fn test(
        &self,
        node: &TopologyNode,
        input: u32,
        media_type: &MediaType,
        lenient: bool,
        depth: usize,
    ) -> Result<()> {
        if let Some(demanded) = node.input_preferred_type(input)?
            && !media_type.satisfies(&demanded)
        {
            return Err(Error::invalid_media_type(format!(
                "the node's preferred input type is {demanded}"
            )));
        }
        if node.attributes().get_or(keys::MF_TOPONODE_LOCKED, false)
            && let Ok(locked) = current_type(node, input, false)
            && locked != *media_type
        {
            return Err(Error::invalid_media_type(format!(
                "the node's type is locked to {locked}"
            )));
        }
        match (node.kind(), node.object()) {
            (NodeKind::Output, Some(NodeObject::StreamSink(sink))) => {
                sink.media_type_handler().is_supported(media_type)
            }
            (NodeKind::Transform, Some(NodeObject::Transform(transform))) => {
                transform.lock().test_input_type(input, media_type)
            }
            (NodeKind::Tee, _) if lenient || depth >= MAX_CONNECTIONS => Ok(()),
            (NodeKind::Tee, _) => match primary_output(node) {
                Ok((next, input)) => self.test(&next, input, media_type, false, depth + 1),
                Err(_) => Ok(()),
            },
            _ => Err(Error::Topology(TopologyFault::MissingObject {
                node: node.id().0,
            })),
        }
    }

    /// The types that a node can give out, in the order in which they are tried.
    fn offers(&self, node: &TopologyNode, output: u32) -> Vec<MediaType> {
        let mut offers = Vec::new();
        if node.attributes().get_or(keys::MF_TOPONODE_LOCKED, false)
            && let Ok(locked) = current_type(node, output, true)
        {
            return vec![locked];
        }
        let preferred = node.output_preferred_type(output).ok().flatten();
        match node.kind() {
            NodeKind::SourceStream => {
                offers.extend(preferred);
                if let Some(descriptor) = node.stream_descriptor() {
                    push_new(&mut offers, descriptor.current_type());
                    if self.enumerate_source_types {
                        let handler = descriptor.type_handler();
                        let types = (0..MAX_TYPES).map_while(|index| handler.type_by_index(index).ok());
                        types.for_each(|offer| push_new(&mut offers, offer));
                    }
                }
            }
            NodeKind::Transform => {
                if let Some(transform) = node.shared_transform() {
                    offers = transform_offers(&transform, output, preferred);
                }
            }
            NodeKind::Tee => offers.extend(current_type(node, output, true)),
            NodeKind::Output => {}
        }
        offers
    }

    /// What the downstream node asks for, as far as it completes a partial type that the application's own transform
    /// upstream lists.
    fn granted(&self, edge: &Edge) -> Vec<MediaType> {
        let locked = edge.up.attributes().get_or(keys::MF_TOPONODE_LOCKED, false);
        let Some(transform) = edge.up.shared_transform().filter(|_| !locked) else {
            return Vec::new();
        };
        let (input, partial) = {
            let transform = transform.lock();
            let types = (0..MAX_TYPES)
                .map_while(|index| transform.output_available_type(edge.output, index).ok())
                .filter(|offer| !is_complete(offer));
            (transform.input_type(0), types.collect::<Vec<_>>())
        };
        // A decoder makes what is in the stream.
        let Some(input) = input.ok().filter(|input| !input.is_compressed()) else {
            return Vec::new();
        };
        let wanted = self.wanted(&edge.down, edge.input, 0).into_iter();
        wanted
            .map(|wish| complete(&wish, &input))
            .filter(|wish| partial.iter().any(|offer| wish.satisfies(offer)))
            .collect()
    }

    /// The types that a node asks for, which may be partial.
    fn wanted(&self, node: &TopologyNode, input: u32, depth: usize) -> Vec<MediaType> {
        if node.attributes().get_or(keys::MF_TOPONODE_LOCKED, false)
            && let Ok(locked) = current_type(node, input, false)
        {
            return vec![locked];
        }
        let mut wanted: Vec<MediaType> = Vec::new();
        wanted.extend(node.input_preferred_type(input).ok().flatten());
        match (node.kind(), node.object()) {
            (NodeKind::Output, Some(NodeObject::StreamSink(sink))) => {
                let handler = sink.media_type_handler();
                let types = (0..MAX_TYPES).map_while(|index| handler.type_by_index(index).ok());
                types.for_each(|wish| push_new(&mut wanted, wish));
            }
            (NodeKind::Transform, Some(NodeObject::Transform(transform))) => {
                let transform = transform.lock();
                let types =
                    (0..MAX_TYPES).map_while(|index| transform.input_available_type(input, index).ok());
                types.for_each(|wish| push_new(&mut wanted, wish));
            }
            (NodeKind::Tee, _) if depth < MAX_CONNECTIONS => {
                if let Ok((next, input)) = primary_output(node) {
                    for wish in self.wanted(&next, input, depth + 1) {
                        push_new(&mut wanted, wish);
                    }
                }
            }
            _ => {}
        }
        wanted
    }

    /// Whether the choice on connection `on` has an influence on connection `edge`.
    fn depends(&self, edge: usize, on: usize) -> bool {
        let mut reached = vec![false; self.edges.len()];
        let mut open = vec![on];
        while let Some(index) = open.pop() {
            let Some(from) = self.edges.get(index) else {
                continue;
            };
            if std::mem::replace(&mut reached[index], true) {
                continue;
            }
            let behind = self.edges.iter().enumerate();
            open.extend(
                behind
                    .filter(|(_, other)| other.up.is_same(&from.down))
                    .map(|(i, _)| i),
            );
        }
        edge != on && reached.get(edge) == Some(&true)
    }

    fn explain_failure(&self, index: usize, edge: &Edge, log: &Log) -> Box<Failure> {
        let compressed = log.offered.iter().find(|offer| offer.is_compressed());
        if let Some(media_type) = compressed
            && connect_method(&edge.down).contains(ConnectMethod::ALLOW_DECODER)
            && !log.decoder_accepted
        {
            return Box::new(Failure {
                edge: index,
                error: Error::CodecNotFound {
                    subtype: media_type.subtype(),
                    media_type: media_type.to_string(),
                    tried: log.decoders_refused.clone(),
                },
                no_decoder_for: Some((media_type.major_type(), media_type.subtype())),
                report: None,
                fatal: false,
            });
        }
        let wanted = self.wanted(&edge.down, edge.input, 0);
        Box::new(Failure {
            edge: index,
            error: Error::CannotConnect {
                upstream: edge.up.name(),
                downstream: edge.down.name(),
                offered: list(&log.offered),
                accepted: list(&wanted),
            },
            no_decoder_for: None,
            report: None,
            fatal: false,
        })
    }
}

/// What was tried on one connection.
#[derive(Default)]
struct Log {
    attempts: Vec<Attempt>,
    offered: Vec<MediaType>,
    decoders_refused: Vec<String>,
    decoder_accepted: bool,
}

impl Failure {
    fn fatal(edge: usize, error: Error) -> Box<Self> {
        Box::new(Self {
            edge,
            error,
            no_decoder_for: None,
            report: None,
            fatal: true,
        })
    }
}

impl Outcome {
    /// Tries something else unless the search is at an end. Of two failures further down the first one counts.
    fn or_else(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Done | Self::Elsewhere(_) => self,
            Self::Nothing => other(),
            Self::Later(first) => match other() {
                Self::Nothing | Self::Later(_) => Self::Later(first),
                end => end,
            },
        }
    }
}

impl<'l> Link<'l> {
    /// The link from a transform that was put on this one.
    fn behind(&self, node: &'l TopologyNode) -> Self {
        Link {
            edge: self.edge,
            up: node,
            output: 0,
            down: self.down,
            input: self.input,
            lenient: self.lenient,
        }
    }
}

fn settle(
    outcome: Result<Outcome>,
    mut attempt: Attempt,
    log: &mut Vec<Attempt>,
    nothing: &'static str,
) -> Outcome {
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(error) => {
            attempt.result = AttemptResult::Refused(error);
            log.push(attempt);
            return Outcome::Nothing;
        }
    };
    attempt.result = match &outcome {
        Outcome::Done | Outcome::Elsewhere(_) => AttemptResult::Chosen,
        Outcome::Nothing => AttemptResult::Refused(Error::invalid_media_type(nothing)),
        Outcome::Later(failure) => AttemptResult::Abandoned(failure.error.clone()),
    };
    log.push(attempt);
    outcome
}

/// Says of the node of a transform that stands for a device which one it is. Source: `MF_TOPOLOGY_HARDWARE_MODE`.
fn mark_hardware(node: &TopologyNode) {
    let url = Key::<String>::new(guids::MFT_ENUM_HARDWARE_URL_Attribute);
    let device = node.shared_transform().and_then(|transform| {
        let transform = transform.lock();
        transform.attributes()?.get(url).ok()
    });
    if let Some(device) = device {
        node.attributes().set(url, device);
    }
}

fn set_output_side(node: &TopologyNode, output: u32, media_type: &MediaType) -> Result<()> {
    match (node.kind(), node.object()) {
        (NodeKind::SourceStream, _) => {
            let descriptor =
                node.stream_descriptor()
                    .ok_or(Error::Topology(TopologyFault::MissingStreamDescriptor {
                        node: node.id().0,
                    }))?;
            // A source with an empty list of types, or a type that is current already, has nothing to choose.
            if descriptor.current_type() == *media_type {
                return Ok(());
            }
            descriptor.type_handler().set_current_type(media_type)
        }
        (NodeKind::Transform, Some(NodeObject::Transform(transform))) => {
            let mut transform = transform.lock();
            if transform.output_type(output).is_ok_and(|now| now == *media_type) {
                return Ok(());
            }
            transform.set_output_type(output, media_type)
        }
        (NodeKind::Tee, _) => Ok(()),
        _ => Err(Error::Topology(TopologyFault::MissingObject {
            node: node.id().0,
        })),
    }
}

fn transform_offers(
    transform: &SharedTransform,
    output: u32,
    preferred: Option<MediaType>,
) -> Vec<MediaType> {
    let transform = transform.lock();
    let input = transform.input_type(0).ok();
    let completed = |offer: MediaType| match &input {
        Some(input) => complete(&offer, input),
        None => offer,
    };
    let mut offers: Vec<MediaType> = preferred.into_iter().map(completed).collect();
    for index in 0..MAX_TYPES {
        match transform.output_available_type(output, index) {
            Ok(offer) => push_new(&mut offers, completed(offer)),
            Err(Error::NotImplemented { .. }) if index == 0 => {
                // No list: what is set already, else what goes in, is the best guess.
                if let Some(guess) = transform.output_type(output).ok().or_else(|| input.clone()) {
                    push_new(&mut offers, guess);
                }
                break;
            }
            Err(_) => break,
        }
    }
    offers
}

fn push_new(types: &mut Vec<MediaType>, media_type: MediaType) {
    if !types.contains(&media_type) {
        types.push(media_type);
    }
}

fn list(types: &[MediaType]) -> String {
    const SHOWN: usize = 4;
    let mut texts: Vec<String> = types.iter().take(SHOWN).map(MediaType::to_string).collect();
    if texts.is_empty() {
        return "nothing that it lists".to_owned();
    }
    if let Some(more) = types.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        texts.push(format!("{more} more"));
    }
    texts.join(", ")
}

fn out_of_attempts() -> Error {
    Error::LimitReached {
        what: "attempts to connect the nodes of a topology",
        limit: MAX_ATTEMPTS as u64,
    }
}
