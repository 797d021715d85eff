//! What a session answers when it is asked for a service, and time sources that sinks bring.
//!
//! Source: `IMFGetService::GetService`, `MFGetService` (Microsoft Learn).

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::{HalfSpeed, Rig, clocked, driver, ms, output_node, source_node, topology_with};
use openmf_core::codes::{MF_E_CLOCK_NOT_SIMPLE, MF_E_SHUTDOWN, MF_E_UNSUPPORTED_SERVICE};
use openmf_core::{
    AudioFormat, Error, EventType, Guid, Result, SampleFormat, SharedTransform, StartPosition,
    TransformCatalog, TransformKind, TransformRegistration, UserObject, WorkQueueId, guids, keys,
};
use openmf_runtime::{LocalTransforms, QueueClass, Runtime, SessionDriver, WorkQueueServices};
use openmf_testkit::{Journal, Mixer, PassThrough, RecordingSink, ScriptedSource, SinkScript, SourceScript};
use openmf_topology::{Topology, TopologyNode};

const ASKED: Guid = Guid::from_u128(0x1234);
const OTHER: Guid = Guid::from_u128(0x5678);

fn named(name: &'static str) -> UserObject {
    UserObject::new(name)
}

fn answers(session: &SessionDriver, service: &Guid) -> Result<&'static str, Error> {
    session.service_of::<&'static str>(service).map(|name| *name)
}

#[test]
fn the_first_of_sources_transforms_and_sinks_answers_and_only_while_there_is_a_topology() {
    // Who has the service, and who answers.
    let table = [
        ([true, true, true, true], Some("source")),
        ([false, true, true, true], Some("first transform")),
        ([false, false, true, true], Some("second transform")),
        ([false, false, false, true], Some("sink")),
        ([false, false, false, false], None),
    ];
    for ([source, first, second, sink], answer) in table {
        let list = |has: bool, name| {
            if has {
                vec![(ASKED, named(name))]
            } else {
                Vec::new()
            }
        };
        let source = SourceScript {
            services: list(source, "source"),
            ..SourceScript::default()
        };
        let sink = SinkScript {
            services: list(sink, "sink"),
            ..clocked()
        };
        let mut rig = Rig::new(source, [sink]);
        let unsupported = Err(Error::UnsupportedService { service: ASKED });
        assert_eq!(answers(&rig.session, &ASKED), unsupported, "before READY");
        let topology = topology_with(&rig.source, &rig.sinks, || {
            let pass = PassThrough::default();
            Some(Box::new(if first {
                pass.with_service(ASKED, named("first transform"))
            } else {
                pass
            }))
        });
        // A second transform behind the first.
        let output = topology.output_nodes()[0].clone();
        let before = output.input(0).unwrap().0;
        let pass = PassThrough::default();
        let pass = if second {
            pass.with_service(ASKED, named("second transform"))
        } else {
            pass
        };
        let node = openmf_topology::TopologyNode::transform(SharedTransform::new(Box::new(pass)));
        topology.add_node(&node).unwrap();
        before.disconnect_output(0).unwrap();
        before.connect_output(0, &node, 0).unwrap();
        node.connect_output(0, &output, 0).unwrap();
        let set = rig.set(&topology);
        rig.settled(set).unwrap();
        match answer {
            Some(answer) => assert_eq!(answers(&rig.session, &ASKED), Ok(answer)),
            None => assert_eq!(answers(&rig.session, &ASKED), unsupported),
        }
        assert_eq!(
            rig.session.service(&OTHER).unwrap_err().hresult(),
            MF_E_UNSUPPORTED_SERVICE
        );
        // The object is the component's own, and of its own type.
        assert!(rig.session.service_of::<u32>(&ASKED).is_err());
        let session = rig.session.clone();
        let close = rig.session.close().unwrap();
        rig.settled(close).unwrap();
        drop(topology);
        session.shutdown().unwrap();
        for service in [
            &ASKED,
            &guids::MF_WORKQUEUE_SERVICES,
            &guids::MF_RATE_CONTROL_SERVICE,
        ] {
            assert_eq!(session.service(service).unwrap_err().hresult(), MF_E_SHUTDOWN);
        }
    }
}

#[test]
fn a_session_without_a_topology_answers_for_itself() {
    // Observed: rate control, the node attribute editor and the registration of transforms.
    let rig = Rig::clocked();
    let own = [
        guids::MF_RATE_CONTROL_SERVICE,
        guids::MF_TOPONODE_ATTRIBUTE_EDITOR_SERVICE,
        guids::MF_LOCAL_MFT_REGISTRATION_SERVICE,
        guids::MF_WORKQUEUE_SERVICES,
    ];
    for service in own {
        assert!(rig.session.service(&service).is_ok(), "{service}");
    }
    for service in [guids::MR_VIDEO_RENDER_SERVICE, guids::MR_POLICY_VOLUME_SERVICE] {
        let error = rig.session.service(&service).unwrap_err();
        assert_eq!(error.hresult(), MF_E_UNSUPPORTED_SERVICE, "{service}");
    }
    rig.session.shutdown().unwrap();
}

#[test]
fn transforms_of_one_session_come_before_those_of_all() {
    let rig = Rig::clocked();
    let local = rig
        .session
        .service_of::<LocalTransforms>(&guids::MF_LOCAL_MFT_REGISTRATION_SERVICE)
        .unwrap();
    let registration = |number: u128, merit| TransformRegistration {
        class: Guid::from_u128(number),
        name: "local",
        category: guids::MFT_CATEGORY_AUDIO_DECODER,
        inputs: vec![(guids::MFMediaType_Audio, guids::MFAudioFormat_AAC)],
        outputs: vec![(guids::MFMediaType_Audio, guids::MFAudioFormat_PCM)],
        merit,
        kind: TransformKind::default(),
        factory: Arc::new(|| Ok(Box::<PassThrough>::default())),
    };
    local.register([registration(1, 5), registration(2, 9)]);
    local.register([registration(3, 5)]);
    let pcm = AudioFormat::pcm(SampleFormat::S16, 48_000, 2).to_media_type();
    let found = |output| {
        let found = local.enumerate(&guids::MFT_CATEGORY_AUDIO_DECODER, None, output);
        found.iter().map(|transform| transform.class).collect::<Vec<_>>()
    };
    assert_eq!(found(Some(&pcm)), [2, 3, 1].map(Guid::from_u128));
    assert_eq!(local.by_class(&Guid::from_u128(3)).unwrap().merit, 5);
    assert!(local.by_class(&Guid::from_u128(4)).is_err());
    assert_eq!(
        local
            .enumerate(&guids::MFT_CATEGORY_VIDEO_DECODER, None, None)
            .len(),
        0
    );
    rig.session.shutdown().unwrap();
}

#[test]
fn work_queues_are_registered_and_told() {
    let mut rig = Rig::clocked();
    let services = rig
        .session
        .service_of::<WorkQueueServices>(&guids::MF_WORKQUEUE_SERVICES)
        .unwrap();
    assert!(services.register_topology().is_err(), "no topology yet");
    let topology = rig.topology();
    let node = topology.source_nodes()[0].clone();
    node.attributes().set(keys::MF_TOPONODE_WORKQUEUE_ID, 7);
    node.attributes().set(
        openmf_core::Key::<String>::new(guids::MF_TOPONODE_WORKQUEUE_MMCSS_CLASS),
        "Playback".to_owned(),
    );
    let set = rig.set(&topology);
    rig.settled(set).unwrap();
    services.register_topology().unwrap();
    let registered = services.topology_class(7);
    assert_eq!((registered.name.as_str(), registered.priority), ("Playback", 0));
    assert!(registered.task > 0);
    assert_eq!(services.topology_class(8), QueueClass::default());
    services.unregister_topology();
    assert_eq!(services.topology_class(7), QueueClass::default());
    let audio = QueueClass {
        name: "Audio".to_owned(),
        task: registered.task,
        priority: 1,
    };
    let task = services
        .register_platform(WorkQueueId::STANDARD, audio.clone())
        .unwrap();
    assert_eq!(task, registered.task, "in the same group");
    assert_eq!(services.platform_class(WorkQueueId::STANDARD), audio);
    let queues = rig.manual.runtime().work_queues();
    assert_eq!(queues.class(WorkQueueId::STANDARD).unwrap(), audio, "one record");
    let nowhere = services.register_platform(WorkQueueId(0x7777), audio.clone());
    assert_eq!(
        nowhere.unwrap_err().hresult(),
        openmf_core::codes::MF_E_INVALID_WORKQUEUE
    );
    services.unregister_platform(WorkQueueId::STANDARD);
    assert_eq!(
        services.platform_class(WorkQueueId::STANDARD),
        QueueClass::default()
    );
    assert!(
        services
            .register_platform(WorkQueueId::STANDARD, QueueClass::default())
            .is_err()
    );
    drop((topology, node));
    rig.shut_down();
}

#[test]
fn a_sink_with_a_clock_of_its_own_drives_the_clock_if_it_counts_in_100_ns() {
    for (frequency, refused) in [(10_000_000, false), (48_000, true)] {
        let mut rig = Rig::clocked();
        let host = Arc::new(rig.manual.runtime().clone());
        let source = HalfSpeed(openmf_clock::SystemTimeSource::new(host), frequency);
        rig.sinks[0].set_time_source(Arc::new(source));
        let topology = rig.topology();
        let set = rig.set(&topology);
        let result = rig.settled(set);
        drop(topology);
        if refused {
            assert_eq!(result.unwrap_err().hresult(), MF_E_CLOCK_NOT_SIMPLE);
            continue;
        }
        result.unwrap();
        let start = rig.session.start(StartPosition::Current).unwrap();
        rig.settled(start).unwrap();
        rig.manual.advance(ms(60));
        assert_eq!(rig.time(), 30, "its time is the clock's");
        rig.shut_down();
    }
}

/// Counts how many are inside at a time.
#[derive(Default)]
struct Inside {
    now: AtomicUsize,
    most: AtomicUsize,
    passed: AtomicUsize,
}

impl Inside {
    fn pass(&self) {
        let now = self.now.fetch_add(1, Ordering::AcqRel) + 1;
        self.most.fetch_max(now, Ordering::AcqRel);
        std::thread::yield_now();
        self.now.fetch_sub(1, Ordering::AcqRel);
        self.passed.fetch_add(1, Ordering::AcqRel);
    }
}

#[test]
fn branches_of_one_work_queue_run_one_at_a_time_and_the_last_stream_that_joins_decides() {
    // Three sources: the first two join in a mixer, whose output is worked on in the queue of the second; the third has
    // that queue too.
    let runtime = Runtime::with_workers(4);
    let journal = Journal::default();
    let session = driver(&runtime);
    let inside = Arc::<Inside>::default();
    let script = |name: &str| SourceScript {
        name: name.to_owned(),
        samples: 2_000,
        sample_duration: ms(1),
        ..SourceScript::default()
    };
    let sources = ["first", "second", "third"].map(|name| ScriptedSource::new(script(name), &journal));
    let sinks = ["joined", "alone"].map(|name| RecordingSink::new(common::named(name, true), &journal));
    let hooked = || {
        let inside = Arc::clone(&inside);
        let pass = PassThrough::default().with_hook(move || inside.pass());
        TopologyNode::transform(SharedTransform::new(Box::new(pass)))
    };
    let topology = Topology::new();
    let inputs = [0, 1, 2].map(|index: usize| source_node(&sources[index]));
    for (node, queue) in inputs.iter().zip([1, 2, 2]) {
        node.attributes().set(keys::MF_TOPONODE_WORKQUEUE_ID, queue);
    }
    let mixer = SharedTransform::new(Box::new(Mixer::new(2, &Journal::default())));
    let mixer = TopologyNode::transform(mixer);
    let (behind, alone) = (hooked(), hooked());
    let outputs = [output_node(&sinks[0]), output_node(&sinks[1])];
    for node in inputs.iter().chain([&mixer, &behind, &alone]).chain(&outputs) {
        topology.add_node(node).unwrap();
    }
    inputs[0].connect_output(0, &mixer, 0).unwrap();
    inputs[1].connect_output(0, &mixer, 1).unwrap();
    mixer.connect_output(0, &behind, 0).unwrap();
    behind.connect_output(0, &outputs[0], 0).unwrap();
    inputs[2].connect_output(0, &alone, 0).unwrap();
    alone.connect_output(0, &outputs[1], 0).unwrap();
    let set = session.set_topology(openmf_session::SetTopologyFlags::default(), Some(&topology));
    set.unwrap().wait().unwrap();
    session.start(StartPosition::Current).unwrap().wait().unwrap();
    while session.events().get_event().unwrap().event_type() != EventType::SessionEnded {}
    assert_eq!(inside.passed.load(Ordering::Acquire), 4_000);
    assert_eq!(inside.most.load(Ordering::Acquire), 1);
    session.shutdown().unwrap();
}
