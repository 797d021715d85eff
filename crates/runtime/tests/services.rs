//! What a session answers when it is asked for a service, and time sources that sinks bring.
//!
//! Source: `IMFGetService::GetService`, `MFGetService` (Microsoft Learn).

mod common;

use std::sync::Arc;

use common::*;
use openmf_core::codes::{MF_E_CLOCK_NOT_SIMPLE, MF_E_SHUTDOWN, MF_E_UNSUPPORTED_SERVICE};
use openmf_core::{
    AudioFormat, ClockStart, ClockStateSink, Error, Guid, HostTime, PresentationTime, PresentationTimeSource,
    Result, SampleFormat, SharedTransform, StartPosition, TransformCatalog, TransformRegistration,
    UserObject, WorkQueueId, guids, keys,
};
use openmf_runtime::{LocalTransforms, QueueClass, SessionDriver, WorkQueueServices};
use openmf_testkit::{PassThrough, SinkScript, SourceScript};

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

/// The system's time, counted in other units.
struct Odd(openmf_clock::SystemTimeSource, u64);

impl ClockStateSink for Odd {
    fn on_clock_start(&self, host: HostTime, start: ClockStart) -> Result<()> {
        self.0.on_clock_start(host, start)
    }
    fn on_clock_stop(&self, host: HostTime) -> Result<()> {
        self.0.on_clock_stop(host)
    }
    fn on_clock_pause(&self, host: HostTime) -> Result<()> {
        self.0.on_clock_pause(host)
    }
    fn on_clock_restart(&self, host: HostTime) -> Result<()> {
        self.0.on_clock_restart(host)
    }
    fn on_clock_set_rate(&self, host: HostTime, rate: f32) -> Result<()> {
        self.0.on_clock_set_rate(host, rate)
    }
}

impl PresentationTimeSource for Odd {
    /// Half as fast as the host.
    fn correlated_time(&self) -> Result<(PresentationTime, HostTime)> {
        let (time, host) = self.0.correlated_time()?;
        Ok((PresentationTime::from_100ns(time.as_100ns() / 2), host))
    }
    fn frequency(&self) -> Result<u64> {
        Ok(self.1)
    }
}

#[test]
fn a_sink_with_a_clock_of_its_own_drives_the_clock_if_it_counts_in_100_ns() {
    for (frequency, refused) in [(10_000_000, false), (48_000, true)] {
        let mut rig = Rig::clocked();
        let host = Arc::new(rig.manual.runtime().clone());
        let source = Odd(openmf_clock::SystemTimeSource::new(host), frequency);
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
