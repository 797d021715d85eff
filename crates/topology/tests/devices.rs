//! Who is given the Direct3D devices of a sink, and who is left out for them.
//!
//! Source: `MF_TOPOLOGY_DXVA_MODE`, `MF_TOPONODE_D3DAWARE`, "Direct3D-Aware MFTs" (Microsoft Learn).

mod support;

use std::sync::{Arc, Mutex};

use openmf_core::*;
use openmf_topology::*;
use support::*;

type Told = Arc<Mutex<Vec<String>>>;

/// A stream sink that offers devices of Direct3D 9.
struct Offering(Arc<dyn StreamSink>);

impl StreamSink for Offering {
    fn events(&self) -> &EventQueue {
        self.0.events()
    }
    fn id(&self) -> u32 {
        self.0.id()
    }
    fn media_sink(&self) -> Result<Arc<dyn MediaSink>> {
        self.0.media_sink()
    }
    fn media_type_handler(&self) -> &dyn MediaTypeHandler {
        self.0.media_type_handler()
    }
    fn process_sample(&self, sample: Sample) -> Result<()> {
        self.0.process_sample(sample)
    }
    fn place_marker(&self, marker: Marker) -> Result<()> {
        self.0.place_marker(marker)
    }
    fn flush(&self) -> Result<()> {
        self.0.flush()
    }
    fn device_managers(&self) -> Vec<DeviceManager> {
        vec![DeviceManager {
            object: UserObject::new(9_u32),
            aware: guids::MF_SA_D3D_AWARE,
        }]
    }
}

/// A transform that knows devices of Direct3D 9, or none.
struct Aware {
    inner: Box<dyn Transform>,
    attributes: Attributes,
    has: bool,
    told: Told,
}

impl Aware {
    fn new(fake: Table, knows: bool, told: &Told) -> Self {
        let attributes = Attributes::new();
        attributes.set(Key::<bool>::new(guids::MF_SA_D3D_AWARE), knows);
        Self {
            inner: fake.boxed(),
            attributes,
            has: false,
            told: Arc::clone(told),
        }
    }
}

impl Transform for Aware {
    fn name(&self) -> &str {
        self.inner.name()
    }
    fn stream_count(&self) -> (u32, u32) {
        self.inner.stream_count()
    }
    fn input_available_type(&self, stream: u32, index: usize) -> Result<MediaType> {
        self.inner.input_available_type(stream, index)
    }
    fn output_available_type(&self, stream: u32, index: usize) -> Result<MediaType> {
        self.inner.output_available_type(stream, index)
    }
    fn test_input_type(&self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.inner.test_input_type(stream, media_type)
    }
    fn set_input_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.inner.set_input_type(stream, media_type)
    }
    fn set_output_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.inner.set_output_type(stream, media_type)
    }
    fn input_type(&self, stream: u32) -> Result<MediaType> {
        self.inner.input_type(stream)
    }
    fn output_type(&self, stream: u32) -> Result<MediaType> {
        self.inner.output_type(stream)
    }
    fn process_input(&mut self, stream: u32, sample: Sample) -> Result<Input> {
        self.inner.process_input(stream, sample)
    }
    fn process_output(&mut self) -> Result<Output> {
        self.inner.process_output()
    }
    fn process_message(&mut self, message: TransformMessage) -> Result<()> {
        self.inner.process_message(message)
    }
    fn attributes(&self) -> Option<&Attributes> {
        Some(&self.attributes)
    }
    fn set_device_manager(&mut self, manager: Option<&UserObject>) -> Result<()> {
        self.has = manager.is_some();
        self.told.lock().unwrap().push(self.name().to_owned());
        Ok(())
    }
    fn has_device_manager(&self) -> bool {
        self.has
    }
}

const H264: Guid = guids::MFVideoFormat_H264;
const NV12: Guid = guids::MFVideoFormat_NV12;

fn decoder() -> Table {
    Table::new("decoder", vec![video(H264)], vec![video(NV12)])
}

fn effect() -> Table {
    Table::new("effect", vec![video(NV12)], vec![video(NV12)])
}

/// Where a decoder of the catalog is put in front of an effect of the program's.
struct Case {
    mode: u32,
    decoder_knows: bool,
    effect_knows: bool,
    optional: bool,
    offers: bool,
    /// Who is told, in order, and what is on the way to the sink.
    told: &'static [&'static str],
    path: &'static [&'static str],
}

#[test]
fn devices_go_where_the_mode_says_and_optional_transforms_without_them_go() {
    let case = Case {
        mode: 0,
        decoder_knows: true,
        effect_knows: true,
        optional: true,
        offers: true,
        told: &["decoder"],
        path: &["decoder", "effect"],
    };
    let table = [
        Case {
            offers: false,
            told: &[],
            ..case
        },
        Case {
            mode: 1,
            told: &[],
            ..case
        },
        Case {
            mode: 2,
            told: &["effect", "decoder"],
            ..case
        },
        Case {
            mode: 2,
            effect_knows: false,
            ..case
        },
        Case {
            decoder_knows: false,
            told: &[],
            ..case
        },
        Case {
            decoder_knows: false,
            effect_knows: false,
            told: &[],
            ..case
        },
        Case {
            effect_knows: false,
            optional: false,
            ..case
        },
        // It is made again for the next round.
        Case {
            effect_knows: false,
            told: &["decoder", "decoder"],
            path: &["decoder"],
            ..case
        },
        Case { ..case },
    ];
    for (index, case) in table.iter().enumerate() {
        let told = Told::default();
        let registration = {
            let (knows, told) = (case.decoder_knows, Arc::clone(&told));
            TransformRegistration {
                factory: Arc::new(move || Ok(Box::new(Aware::new(decoder(), knows, &told)))),
                ..decoder().register(guids::MFT_CATEGORY_VIDEO_DECODER, 1)
            }
        };
        let catalog = Catalog::with(vec![registration]);
        let source = Source::new(&[vec![video(H264)]]);
        let from = source.node(0);
        let between = TopologyNode::transform(SharedTransform::new(Box::new(Aware::new(
            effect(),
            case.effect_knows,
            &told,
        ))));
        if case.optional {
            let method = ConnectMethod::ALLOW_DECODER.with(ConnectMethod::AS_OPTIONAL).0;
            between.attributes().set(keys::MF_TOPONODE_CONNECT_METHOD, method);
        }
        let (to, _sink) = output("sink", vec![video(NV12)]);
        if case.offers {
            let Some(NodeObject::StreamSink(sink)) = to.object() else {
                panic!("a stream sink");
            };
            to.set_object(Some(NodeObject::StreamSink(Arc::new(Offering(sink)))))
                .unwrap();
        }
        let partial = chain(&[&from, &between, &to]);
        partial
            .attributes()
            .set(Key::<u32>::new(guids::MF_TOPOLOGY_DXVA_MODE), case.mode);
        let resolved = StandardTopologyLoader::new(catalog)
            .load(&partial, None)
            .unwrap_or_else(|failure| panic!("{index}: {failure}"));
        assert_eq!(*told.lock().unwrap(), case.told, "{index}");
        let full = &resolved.topology;
        let names: Vec<String> = path(full, from.id());
        let between: Vec<&str> = names
            .iter()
            .map(String::as_str)
            .filter(|name| ["decoder", "effect"].contains(name))
            .collect();
        assert_eq!(between, case.path, "{index}");
        for node in full.nodes() {
            let said = node
                .attributes()
                .get_or(Key::<bool>::new(guids::MF_TOPONODE_D3DAWARE), false);
            let has = match node.object() {
                Some(NodeObject::Transform(transform)) => transform.lock().has_device_manager(),
                _ => false,
            };
            assert_eq!(said, has, "{index}");
        }
    }
}
