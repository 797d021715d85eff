//! Fake components: sources, sinks and transforms that negotiate types by tables and move no data.
#![allow(dead_code, reason = "each test file uses its part")]

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, Weak};

use openmf_core::*;
use openmf_topology::*;

pub(crate) fn audio(subtype: Guid) -> MediaType {
    MediaType::partial(guids::MFMediaType_Audio, subtype)
}

pub(crate) fn aac() -> MediaType {
    AudioFormat::compressed(guids::MFAudioFormat_AAC, 44_100, 2).to_media_type()
}

pub(crate) fn s16(rate: u32) -> MediaType {
    AudioFormat::pcm(SampleFormat::S16, rate, 2).to_media_type()
}

pub(crate) fn f32(rate: u32) -> MediaType {
    AudioFormat::pcm(SampleFormat::F32, rate, 2).to_media_type()
}

pub(crate) fn video(subtype: Guid) -> MediaType {
    let size = FrameSize {
        width: 64,
        height: 48,
    };
    VideoFormat::new(subtype, size).to_media_type()
}

/// A source of streams of the given types, all selected.
pub(crate) struct Source {
    events: EventQueue,
    pub(crate) presentation: Arc<PresentationDescriptor>,
}

impl Source {
    pub(crate) fn new(streams: &[Vec<MediaType>]) -> Arc<Self> {
        let streams = (1..)
            .zip(streams)
            .map(|(id, types)| (Arc::new(StreamDescriptor::new(id, types.clone())), true));
        Arc::new(Self {
            events: EventQueue::new(Arc::new(InlineDispatcher)),
            presentation: Arc::new(PresentationDescriptor::new(streams)),
        })
    }

    pub(crate) fn node(self: &Arc<Self>, stream: usize) -> TopologyNode {
        let descriptor = Arc::clone(self.presentation.stream(stream).unwrap().0);
        TopologyNode::source(
            Arc::clone(self) as Arc<dyn MediaSource>,
            Arc::clone(&self.presentation),
            descriptor,
        )
    }
}

impl MediaSource for Source {
    fn events(&self) -> &EventQueue {
        &self.events
    }
    fn characteristics(&self) -> Result<SourceCharacteristics> {
        Ok(SourceCharacteristics::FILE)
    }
    fn create_presentation_descriptor(&self) -> Result<Arc<PresentationDescriptor>> {
        Ok(Arc::new(PresentationDescriptor::clone(&self.presentation)))
    }
    fn start(&self, _: &PresentationDescriptor, _: &StartPosition) -> Result<()> {
        Ok(())
    }
    fn pause(&self) -> Result<()> {
        Ok(())
    }
    fn stop(&self) -> Result<()> {
        Ok(())
    }
    fn shutdown(&self) -> Result<()> {
        Ok(())
    }
    fn name(&self) -> String {
        "clip.mp4".to_owned()
    }
}

/// A sink whose streams take what completes one of their types.
pub(crate) struct Sink {
    name: &'static str,
    types: Vec<MediaType>,
    streams: Mutex<Vec<Arc<SinkStream>>>,
    me: Weak<Sink>,
    fixed: bool,
}

pub(crate) struct SinkStream {
    events: EventQueue,
    id: u32,
    handler: TypeList,
    sink: Weak<Sink>,
}

impl Sink {
    pub(crate) fn new(name: &'static str, types: Vec<MediaType>, ids: &[u32], fixed: bool) -> Arc<Self> {
        let sink = Arc::new_cyclic(|me: &Weak<Self>| Self {
            name,
            types,
            streams: Mutex::default(),
            me: me.clone(),
            fixed,
        });
        for id in ids {
            sink.push(*id);
        }
        sink
    }

    fn push(&self, id: u32) -> Arc<SinkStream> {
        let stream = Arc::new(SinkStream {
            events: EventQueue::new(Arc::new(InlineDispatcher)),
            id,
            handler: TypeList::new(self.types.clone()),
            sink: self.me.clone(),
        });
        self.streams.lock().unwrap().push(Arc::clone(&stream));
        stream
    }
}

impl MediaSink for Sink {
    fn characteristics(&self) -> SinkCharacteristics {
        SinkCharacteristics::default()
    }
    fn add_stream_sink(&self, id: u32, _: Option<&MediaType>) -> Result<Arc<dyn StreamSink>> {
        if self.fixed {
            return Err(Error::StreamSinksFixed);
        }
        Ok(self.push(id))
    }
    fn stream_sinks(&self) -> Result<Vec<Arc<dyn StreamSink>>> {
        let streams = self.streams.lock().unwrap();
        Ok(streams
            .iter()
            .map(|stream| Arc::clone(stream) as Arc<dyn StreamSink>)
            .collect())
    }
    fn set_presentation_clock(self: Arc<Self>, _: Option<Arc<dyn PresentationClock>>) -> Result<()> {
        Ok(())
    }
    fn shutdown(&self) -> Result<()> {
        Ok(())
    }
    fn name(&self) -> String {
        self.name.to_owned()
    }
}

impl StreamSink for SinkStream {
    fn events(&self) -> &EventQueue {
        &self.events
    }
    fn id(&self) -> u32 {
        self.id
    }
    fn media_sink(&self) -> Result<Arc<dyn MediaSink>> {
        let sink = self.sink.upgrade().ok_or(Error::StreamSinkRemoved)?;
        Ok(sink)
    }
    fn media_type_handler(&self) -> &dyn MediaTypeHandler {
        &self.handler
    }
    fn process_sample(&self, _: Sample) -> Result<()> {
        Ok(())
    }
    fn place_marker(&self, _: Marker) -> Result<()> {
        Ok(())
    }
    fn flush(&self) -> Result<()> {
        Ok(())
    }
}

/// Counts how often it made a sink and shut one down.
pub(crate) struct Activate {
    pub(crate) sink: Arc<Sink>,
    pub(crate) activated: AtomicU32,
    pub(crate) shut_down: AtomicU32,
}

impl Activate {
    pub(crate) fn new(sink: Arc<Sink>) -> Arc<Self> {
        Arc::new(Self {
            sink,
            activated: AtomicU32::new(0),
            shut_down: AtomicU32::new(0),
        })
    }
}

impl SinkActivate for Activate {
    fn activate(&self) -> Result<Arc<dyn MediaSink>> {
        self.activated.fetch_add(1, Ordering::Relaxed);
        Ok(Arc::clone(&self.sink) as Arc<dyn MediaSink>)
    }
    fn shutdown_object(&self) {
        self.shut_down.fetch_add(1, Ordering::Relaxed);
    }
    fn name(&self) -> String {
        format!("activate of {}", self.sink.name)
    }
}

/// A transform by tables: partial input types, and for each accepted input the partial output types.
#[derive(Clone)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) inputs: Vec<MediaType>,
    pub(crate) outputs: Vec<MediaType>,
    /// Sets the types that it lists, completed or not, and nothing else.
    pub(crate) strict: bool,
}

pub(crate) struct Fake {
    table: Table,
    input: Option<MediaType>,
    output: Option<MediaType>,
}

impl Table {
    pub(crate) fn new(name: &'static str, inputs: Vec<MediaType>, outputs: Vec<MediaType>) -> Self {
        Self {
            name,
            inputs,
            outputs,
            strict: true,
        }
    }

    pub(crate) fn make(&self) -> SharedTransform {
        SharedTransform::new(self.boxed())
    }

    pub(crate) fn boxed(&self) -> Box<dyn Transform> {
        Box::new(Fake {
            table: self.clone(),
            input: None,
            output: None,
        })
    }

    pub(crate) fn register(&self, category: Guid, merit: u32) -> TransformRegistration {
        let pairs = |types: &[MediaType]| types.iter().map(|t| (t.major_type(), t.subtype())).collect();
        let table = self.clone();
        TransformRegistration {
            class: Guid::from_u128(0x1000 + u128::from(merit)),
            name: self.name,
            category,
            inputs: pairs(&self.inputs),
            outputs: pairs(&self.outputs),
            merit,
            kind: TransformKind::default(),
            factory: Arc::new(move || Ok(table.boxed())),
        }
    }
}

impl Transform for Fake {
    fn name(&self) -> &str {
        self.table.name
    }
    fn input_available_type(&self, _: u32, index: usize) -> Result<MediaType> {
        self.table.inputs.get(index).cloned().ok_or(Error::NoMoreTypes)
    }
    fn output_available_type(&self, _: u32, index: usize) -> Result<MediaType> {
        if self.input.is_none() {
            return Err(Error::TypeNotSet { side: "input" });
        }
        self.table.outputs.get(index).cloned().ok_or(Error::NoMoreTypes)
    }
    fn test_input_type(&self, _: u32, media_type: &MediaType) -> Result<()> {
        if self.table.inputs.iter().any(|ours| media_type.satisfies(ours)) {
            return Ok(());
        }
        Err(Error::invalid_media_type("not in the table"))
    }
    fn set_input_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.test_input_type(stream, media_type)?;
        self.input = Some(media_type.clone());
        self.output = None;
        Ok(())
    }
    fn set_output_type(&mut self, _: u32, media_type: &MediaType) -> Result<()> {
        if self.input.is_none() {
            return Err(Error::TypeNotSet { side: "input" });
        }
        if !self.table.outputs.iter().any(|ours| media_type.satisfies(ours)) {
            return Err(Error::invalid_media_type("not in the table"));
        }
        self.output = Some(media_type.clone());
        Ok(())
    }
    fn input_type(&self, _: u32) -> Result<MediaType> {
        self.input.clone().ok_or(Error::TypeNotSet { side: "input" })
    }
    fn output_type(&self, _: u32) -> Result<MediaType> {
        self.output.clone().ok_or(Error::TypeNotSet { side: "output" })
    }
    fn process_input(&mut self, _: u32, sample: Sample) -> Result<Input> {
        Ok(Input::NotAccepting(sample))
    }
    fn process_output(&mut self) -> Result<Output> {
        Ok(Output::NeedMoreInput)
    }
    fn process_message(&mut self, _: TransformMessage) -> Result<()> {
        Ok(())
    }
}

#[derive(Default)]
pub(crate) struct Catalog(pub(crate) Vec<Arc<TransformRegistration>>);

impl Catalog {
    pub(crate) fn with(registrations: Vec<TransformRegistration>) -> Arc<Self> {
        let mut list: Vec<_> = registrations.into_iter().map(Arc::new).collect();
        list.sort_by_key(|registration| std::cmp::Reverse(registration.merit));
        Arc::new(Self(list))
    }
}

impl TransformCatalog for Catalog {
    fn enumerate(
        &self,
        category: &Guid,
        input: Option<&MediaType>,
        output: Option<&MediaType>,
    ) -> Vec<Arc<TransformRegistration>> {
        let fits = |registration: &&Arc<TransformRegistration>| {
            registration.category == *category
                && input.is_none_or(|t| registration.takes(t))
                && output.is_none_or(|t| registration.makes(t))
        };
        self.0.iter().filter(fits).cloned().collect()
    }
    fn by_class(&self, class: &Guid) -> Result<Arc<TransformRegistration>> {
        let found = self.0.iter().find(|registration| registration.class == *class);
        found.cloned().ok_or_else(|| Error::NotFound {
            what: format!("transform {class}").into(),
        })
    }
}

/// AAC to float at 44.1 kHz, then 16 bit.
pub(crate) fn aac_decoder(name: &'static str) -> Table {
    Table::new(
        name,
        vec![audio(guids::MFAudioFormat_AAC)],
        vec![audio(guids::MFAudioFormat_Float), audio(guids::MFAudioFormat_PCM)],
    )
}

/// Any PCM or float to any PCM or float.
pub(crate) fn converter() -> Table {
    let any = vec![audio(guids::MFAudioFormat_Float), audio(guids::MFAudioFormat_PCM)];
    Table::new("audio converter", any.clone(), any)
}

pub(crate) fn standard_catalog() -> Arc<Catalog> {
    Catalog::with(vec![
        aac_decoder("AAC decoder").register(guids::MFT_CATEGORY_AUDIO_DECODER, 100),
        converter().register(guids::MFT_CATEGORY_AUDIO_EFFECT, 50),
    ])
}

pub(crate) fn output(name: &'static str, types: Vec<MediaType>) -> (TopologyNode, Arc<Sink>) {
    let sink = Sink::new(name, types, &[0], true);
    let stream = sink.stream_sink_by_id(0).unwrap();
    (TopologyNode::output_for(stream), sink)
}

/// A topology of nodes in a row.
pub(crate) fn chain(nodes: &[&TopologyNode]) -> Topology {
    let topology = Topology::new();
    for node in nodes {
        topology.add_node(node).unwrap();
    }
    for pair in nodes.windows(2) {
        pair[0].connect_output(0, pair[1], 0).unwrap();
    }
    topology
}

/// The names of the nodes from a source node on, with the type of each link, along first outputs.
pub(crate) fn path(topology: &Topology, from: NodeId) -> Vec<String> {
    let mut node = topology.node_by_id(from).unwrap();
    let mut path = vec![node.name()];
    while let Some((output, down, input)) = node.outputs().into_iter().next() {
        let given = current_type(&node, output, true).unwrap();
        assert_eq!(
            given,
            current_type(&down, input, false).unwrap(),
            "both sides agree"
        );
        path.push(given.to_string());
        path.push(down.name());
        node = down;
    }
    path
}
