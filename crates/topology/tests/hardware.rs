//! Which registered transforms a topology is completed with: those of software, of devices, and none that is for others.
//!
//! Sources: `MF_TOPOLOGY_HARDWARE_MODE`, `MFTOPOLOGY_HARDWARE_MODE`, "Field of Use Restrictions", "Implementing a Codec
//! MFT" (Microsoft Learn).

mod support;

use std::sync::Arc;

use openmf_core::*;
use openmf_topology::*;
use support::*;

const H264: Guid = guids::MFVideoFormat_H264;
const NV12: Guid = guids::MFVideoFormat_NV12;
const URL: Key<String> = Key::new(guids::MFT_ENUM_HARDWARE_URL_Attribute);

const HARDWARE: TransformKind = TransformKind {
    hardware: true,
    field_of_use: false,
    transcode_only: false,
    local: false,
};

/// A transform that says for which device it stands.
struct Device {
    table: Box<dyn Transform>,
    attributes: Attributes,
}

impl Transform for Device {
    fn name(&self) -> &str {
        self.table.name()
    }
    fn input_available_type(&self, stream: u32, index: usize) -> Result<MediaType> {
        self.table.input_available_type(stream, index)
    }
    fn output_available_type(&self, stream: u32, index: usize) -> Result<MediaType> {
        self.table.output_available_type(stream, index)
    }
    fn test_input_type(&self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.table.test_input_type(stream, media_type)
    }
    fn set_input_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.table.set_input_type(stream, media_type)
    }
    fn set_output_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.table.set_output_type(stream, media_type)
    }
    fn input_type(&self, stream: u32) -> Result<MediaType> {
        self.table.input_type(stream)
    }
    fn output_type(&self, stream: u32) -> Result<MediaType> {
        self.table.output_type(stream)
    }
    fn process_input(&mut self, stream: u32, sample: Sample) -> Result<Input> {
        self.table.process_input(stream, sample)
    }
    fn process_output(&mut self) -> Result<Output> {
        self.table.process_output()
    }
    fn process_message(&mut self, message: TransformMessage) -> Result<()> {
        self.table.process_message(message)
    }
    fn attributes(&self) -> Option<&Attributes> {
        Some(&self.attributes)
    }
}

fn decoder(name: &'static str, merit: u32, kind: TransformKind) -> TransformRegistration {
    let table = Table::new(name, vec![video(H264)], vec![video(NV12)]);
    let made = table.clone();
    TransformRegistration {
        kind,
        factory: Arc::new(move || {
            let attributes = Attributes::new();
            if kind.hardware {
                attributes.set(URL, "device".to_owned());
            }
            Ok(Box::new(Device {
                table: made.boxed(),
                attributes,
            }))
        }),
        ..table.register(guids::MFT_CATEGORY_VIDEO_DECODER, merit)
    }
}

/// What stands between the stream and the sink, and the devices that the nodes name.
fn resolve(
    registrations: &[TransformRegistration],
    mode: Option<u32>,
) -> Result<(Vec<String>, Vec<String>), HResult> {
    let source = Source::new(&[vec![video(H264)]]);
    let from = source.node(0);
    let (to, _sink) = output("sink", vec![video(NV12)]);
    let partial = chain(&[&from, &to]);
    if let Some(mode) = mode {
        let key = Key::<u32>::new(guids::MF_TOPOLOGY_HARDWARE_MODE);
        partial.attributes().set(key, mode);
    }
    let full = StandardTopologyLoader::new(Catalog::with(registrations.to_vec()))
        .load(&partial, None)
        .map_err(|failure| failure.error.hresult())?
        .topology;
    let transforms = full.nodes();
    let transforms = transforms
        .iter()
        .filter(|node| node.kind() == NodeKind::Transform);
    let devices = transforms
        .clone()
        .filter_map(|node| node.attributes().get(URL).ok());
    Ok((transforms.map(TopologyNode::name).collect(), devices.collect()))
}

#[test]
fn devices_are_used_as_the_topology_says() {
    let software = || decoder("software", 2, TransformKind::default());
    let hardware = || decoder("hardware", 1, HARDWARE);
    let broken = || TransformRegistration {
        factory: Arc::new(|| Err(Error::codec("broken", "no device"))),
        ..decoder("broken", 3, HARDWARE)
    };
    let none = Err(codes::MF_E_TOPO_CODEC_NOT_FOUND);
    let found = |name: &str, devices: &[&str]| {
        let devices = devices.iter().map(|device| (*device).to_owned()).collect();
        Ok((vec![name.to_owned()], devices))
    };
    let soft = || found("software", &[]);
    let hard = || found("hardware", &["device"]);
    // Not set, SOFTWARE_ONLY, USE_HARDWARE, USE_ONLY_HARDWARE, and a value that there is not.
    let modes = [None, Some(0), Some(1), Some(2), Some(7)];
    let table = [
        (
            vec![software(), hardware()],
            [soft(), soft(), hard(), hard(), soft()],
        ),
        (vec![software()], [soft(), soft(), soft(), none.clone(), soft()]),
        (
            vec![hardware()],
            [none.clone(), none.clone(), hard(), hard(), none.clone()],
        ),
        // One that fails gives way to the next one, of either kind.
        (
            vec![software(), broken()],
            [soft(), soft(), soft(), none.clone(), soft()],
        ),
        (
            vec![software(), hardware(), broken()],
            [soft(), soft(), hard(), hard(), soft()],
        ),
    ];
    for (row, (registrations, answers)) in table.iter().enumerate() {
        for (mode, answer) in modes.iter().zip(answers) {
            assert_eq!(resolve(registrations, *mode), *answer, "row {row}, mode {mode:?}");
        }
    }
}

#[test]
fn sound_is_decoded_by_software_in_every_mode() {
    for mode in 0..=2_u32 {
        let source = Source::new(&[vec![aac()]]);
        let from = source.node(0);
        let (to, _sink) = output("sink", vec![s16(48_000)]);
        let partial = chain(&[&from, &to]);
        let key = Key::<u32>::new(guids::MF_TOPOLOGY_HARDWARE_MODE);
        partial.attributes().set(key, mode);
        let full = StandardTopologyLoader::new(standard_catalog())
            .load(&partial, None)
            .unwrap_or_else(|failure| panic!("{mode}: {failure}"));
        assert_eq!(full.topology.node_count(), 4, "{mode}");
    }
}

#[test]
fn what_is_for_transcoding_or_is_locked_is_not_for_playback() {
    for kind in [
        TransformKind {
            transcode_only: true,
            ..TransformKind::default()
        },
        TransformKind {
            field_of_use: true,
            ..TransformKind::default()
        },
    ] {
        let special = decoder("special", 9, kind);
        let answer = resolve(std::slice::from_ref(&special), Some(1));
        assert_eq!(answer, Err(codes::MF_E_TOPO_CODEC_NOT_FOUND), "{kind:?}");
        let answer = resolve(
            &[special.clone(), decoder("plain", 1, TransformKind::default())],
            None,
        );
        assert_eq!(answer.unwrap().0, ["plain"], "{kind:?}");
        // A program that names it gets it.
        let source = Source::new(&[vec![video(H264)]]);
        let from = source.node(0);
        let by_name = TopologyNode::new(NodeKind::Transform);
        let class = keys::MF_TOPONODE_TRANSFORM_OBJECTID;
        by_name.attributes().set(class, special.class);
        let (to, _sink) = output("sink", vec![video(NV12)]);
        let partial = chain(&[&from, &by_name, &to]);
        let full = StandardTopologyLoader::new(Catalog::with(vec![special]))
            .load(&partial, None)
            .unwrap_or_else(|failure| panic!("{kind:?}: {failure}"));
        assert_eq!(full.topology.node_count(), 3, "{kind:?}");
    }
}
