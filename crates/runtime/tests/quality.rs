//! Quality management: who is told what, and a decoder that is too slow.
//!
//! Source: `IMFQualityManager`, `IMFQualityAdvise` (Microsoft Learn).

mod common;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use common::*;
use openmf_core::{
    DropMode, Error, EventType, MediaEvent, PresentationClock, QualityAdvise, RateBounds, Result, Sample,
    SharedTransform, StartPosition, StreamSink, TransformCatalog, Variant,
};
use openmf_runtime::{
    QualityManagement, QualityManager, SessionDriver, SessionParts, StandardQualityManager,
};
use openmf_session::Config;
use openmf_testkit::{Journal, Mixer, PassThrough, ScriptedSource, SourceScript};
use openmf_topology::{NodeId, NodeKind, StandardTopologyLoader, Topology, TopologyNode};

/// Two drop modes, and a record of how they changed.
#[derive(Default)]
struct Advice {
    mode: AtomicU32,
    changes: Mutex<Vec<u32>>,
}

impl QualityAdvise for Advice {
    fn set_drop_mode(&self, mode: DropMode) -> Result<()> {
        if mode > DropMode::Mode2 {
            return Err(Error::NoMoreDropModes);
        }
        if self.mode.swap(mode.number(), Ordering::Relaxed) != mode.number() {
            self.changes.lock().unwrap().push(mode.number());
        }
        Ok(())
    }

    fn drop_mode(&self) -> DropMode {
        DropMode::from_number(self.mode.load(Ordering::Relaxed)).unwrap()
    }
}

fn session_with(rig: &mut Rig, quality: &QualityManagement) {
    let catalog: Arc<dyn TransformCatalog> = Arc::new(NoTransforms);
    let parts = SessionParts {
        loader: Arc::new(StandardTopologyLoader::new(Arc::clone(&catalog))),
        catalog,
        config: Config::default(),
    };
    rig.session = SessionDriver::with_quality(rig.manual.runtime(), parts, quality);
}

/// Pictures of 40 ms that are there as soon as the decoder in between has made them, which takes `cost` milliseconds in
/// each drop mode. Returns the modes it was put into, and how late the worst picture was.
fn play(
    quality: &QualityManagement,
    rateless: bool,
    pictures: u64,
    cost: impl Fn(u64, u32) -> i64,
) -> (Vec<u32>, i64) {
    let script = SourceScript {
        supplied: true,
        video: true,
        samples: pictures,
        sample_duration: ms(40),
        ..SourceScript::default()
    };
    let sink = openmf_testkit::SinkScript {
        rateless,
        ..clocked()
    };
    let mut rig = Rig::new(script, [sink]);
    session_with(&mut rig, quality);
    let advice = Arc::<Advice>::default();
    let advised = Arc::clone(&advice);
    let topology = topology_with(&rig.source, &rig.sinks, || {
        Some(Box::new(PassThrough::advised(advised.clone())))
    });
    let set = rig.set(&topology);
    rig.settled(set).unwrap();
    let start = rig.session.start(StartPosition::Current).unwrap();
    rig.settled(start).unwrap();
    let mut worst = 0;
    for picture in 0..pictures {
        let mode = advice.drop_mode().number();
        // It may work ahead of the clock, by as much as the sink holds.
        let ahead = picture as i64 * 40 - rig.time() - 120;
        rig.manual.advance(ms(cost(picture, mode).max(ahead)));
        worst = worst.max(rig.time() - picture as i64 * 40);
        rig.source.supply(1);
        rig.manual.run_until_idle();
    }
    drop(topology);
    rig.shut_down();
    let changes = advice.changes.lock().unwrap().clone();
    (changes, worst)
}

#[test]
fn a_decoder_that_is_too_slow_leaves_out_more_until_it_keeps_up() {
    // 50 ms for a picture of 40 ms; 30 ms without those that no other needs.
    let slow = |_, mode| [50, 30, 5][mode as usize];
    let (modes, worst) = play(&QualityManagement::Standard, false, 200, slow);
    assert_eq!(modes[0], 1);
    assert!(!modes.contains(&2), "the first step is enough: {modes:?}");
    assert!(worst < 200, "{worst} ms late");
    // Even so too slow: key frames alone.
    let slower = |_, mode| [90, 60, 5][mode as usize];
    let (modes, worst) = play(&QualityManagement::Standard, false, 200, slower);
    assert_eq!(modes[..2], [1, 2]);
    assert!(worst < 1_500, "{worst} ms late");
}

#[test]
fn when_the_load_is_over_everything_comes_back_step_by_step() {
    let cost = |picture, mode| match picture {
        0..60 => [90, 60, 5][mode as usize],
        _ => 5,
    };
    let (modes, _) = play(&QualityManagement::Standard, false, 400, cost);
    assert_eq!(modes, [1, 2, 1, 0]);
}

#[test]
fn at_rate_0_every_picture_is_there() {
    let script = SourceScript {
        supplied: true,
        video: true,
        samples: 200,
        sample_duration: ms(40),
        rates: Some(RateBounds::ALL),
        ..SourceScript::default()
    };
    let mut rig = Rig::new(script, [clocked()]);
    session_with(&mut rig, &QualityManagement::Standard);
    let advice = Arc::<Advice>::default();
    let advised = Arc::clone(&advice);
    let topology = topology_with(&rig.source, &rig.sinks, || {
        Some(Box::new(PassThrough::advised(advised.clone())))
    });
    let set = rig.set(&topology);
    rig.settled(set).unwrap();
    let start = rig.session.start(StartPosition::Current).unwrap();
    rig.settled(start).unwrap();
    while advice.drop_mode() == DropMode::None {
        assert!(rig.time() < 10_000, "pictures come ever later");
        rig.manual.advance(ms(90));
        rig.source.supply(1);
        rig.manual.run_until_idle();
    }
    let pause = rig.session.pause().unwrap();
    rig.settled(pause).unwrap();
    assert_eq!(advice.drop_mode(), DropMode::Mode1);
    let rate = rig.session.set_rate(false, 0.0).unwrap();
    rig.settled(rate).unwrap();
    assert_eq!(advice.drop_mode(), DropMode::None);
    drop(topology);
    rig.shut_down();
}

#[test]
fn nothing_is_left_out_without_lag_without_a_clock_or_without_a_manager() {
    let fast = |_, _| 39;
    assert_eq!(play(&QualityManagement::Standard, false, 200, fast).0, [0; 0]);
    let slow = |_, _| 90;
    assert_eq!(play(&QualityManagement::Standard, true, 100, slow).0, [0; 0]);
    assert_eq!(play(&QualityManagement::Off, false, 100, slow).0, [0; 0]);
}

/// Writes down what it is told.
struct Manager(Journal);

impl QualityManager for Manager {
    fn notify_topology(&self, topology: Option<&Topology>) {
        self.0.note(match topology {
            Some(topology) => format!("topology of {}", topology.output_nodes().len()),
            None => "no topology".to_owned(),
        });
    }
    fn notify_presentation_clock(&self, clock: Option<&Arc<dyn PresentationClock>>) {
        self.0.note(format!("clock {}", clock.is_some()));
    }
    fn watches(&self, node: &TopologyNode, rateless: bool) -> bool {
        assert!(!rateless);
        node.kind() != NodeKind::Tee
    }
    fn notify_process_input(&self, node: NodeId, input: u32, sample: &Sample) {
        self.0.note(format!(
            "in {} {input} {}",
            node.0,
            sample.time.unwrap().as_100ns() / 10_000
        ));
    }
    fn notify_process_output(&self, node: NodeId, output: u32, sample: &Sample) {
        self.0.note(format!(
            "out {} {output} {}",
            node.0,
            sample.time.unwrap().as_100ns() / 10_000
        ));
    }
    fn notify_quality_event(&self, node: NodeId, event: &MediaEvent) {
        self.0.note(format!("quality of {}: {:?}", node.0, event.value()));
    }
    fn shutdown(&self) {
        self.0.note("shutdown");
    }
}

#[test]
fn an_applications_manager_is_told_of_every_call_in_its_place() {
    let script = SourceScript {
        samples: 2,
        ..SourceScript::default()
    };
    let mut rig = Rig::new(script, [clocked()]);
    let told = Journal::default();
    let journal = told.clone();
    let custom = QualityManagement::Custom(Arc::new(move || Arc::new(Manager(journal.clone()))));
    session_with(&mut rig, &custom);
    let topology = topology_with(&rig.source, &rig.sinks, || Some(Box::<PassThrough>::default()));
    let set = rig.set(&topology);
    rig.settled(set).unwrap();
    assert_eq!(told.take(), ["topology of 1", "clock true"]);
    let start = rig.session.start(at(10)).unwrap();
    rig.settled(start).unwrap();
    let full = rig
        .session
        .full_topology(openmf_session::TopologyQuery::Current)
        .unwrap();
    let source = full.source_nodes()[0].id().0;
    let output = full.output_nodes()[0].id().0;
    let transform = full.output_nodes()[0].input(0).unwrap().0.id().0;
    assert_eq!(
        told.take(),
        [
            format!("out {source} 0 10"),
            format!("in {transform} 0 10"),
            format!("out {transform} 0 10"),
            format!("in {output} 0 10"),
        ]
    );
    let lag = MediaEvent::new(EventType::QualityNotify).with_value(Variant::I64(77));
    rig.sinks[0].events().queue(lag).unwrap();
    // It goes to the manager only.
    rig.events();
    assert!(
        rig.seen
            .iter()
            .all(|event| event.event_type() != EventType::QualityNotify)
    );
    assert_eq!(told.take(), [format!("quality of {output}: I64(77)")]);
    let close = rig.session.close().unwrap();
    rig.settled(close).unwrap();
    drop((full, topology));
    rig.shut_down();
    assert_eq!(told.take().last().map(String::as_str), Some("shutdown"));
}

#[test]
fn the_standard_manager_follows_the_lag_that_a_sink_reports() {
    let mut rig = Rig::new(
        SourceScript {
            video: true,
            ..SourceScript::default()
        },
        [clocked()],
    );
    let advice = Arc::<Advice>::default();
    let advised = Arc::clone(&advice);
    let topology = topology_with(&rig.source, &rig.sinks, || {
        Some(Box::new(PassThrough::advised(advised.clone())))
    });
    let set = rig.set(&topology);
    rig.settled(set).unwrap();
    let report = |rig: &mut Rig, lag: i64| {
        let lag = MediaEvent::new(EventType::QualityNotify)
            .with_extended_type(openmf_core::guids::MF_QUALITY_NOTIFY_SAMPLE_LAG)
            .with_value(Variant::I64(lag * 10_000));
        rig.sinks[0].events().queue(lag).unwrap();
        rig.manual.advance(ms(0));
    };
    report(&mut rig, 15);
    assert_eq!(advice.drop_mode(), DropMode::None);
    report(&mut rig, 100);
    assert_eq!(advice.drop_mode(), DropMode::None);
    rig.manual.advance(StandardQualityManager::SETTLING);
    report(&mut rig, 110);
    assert_eq!(advice.drop_mode(), DropMode::Mode1);
    rig.manual.advance(StandardQualityManager::SETTLING);
    report(&mut rig, 150);
    assert_eq!(advice.drop_mode(), DropMode::Mode2);
    report(&mut rig, -10);
    rig.manual.advance(StandardQualityManager::SLACK);
    report(&mut rig, -10);
    assert_eq!(advice.drop_mode(), DropMode::Mode1);
    drop(topology);
    // Another topology begins with everything.
    let next = topology_with(&rig.source, &rig.sinks, || Some(Box::<PassThrough>::default()));
    let flags = openmf_session::SetTopologyFlags::from_bits(1);
    let set = rig.session.set_topology(flags, Some(&next)).unwrap();
    rig.settled(set).unwrap();
    assert_eq!(advice.drop_mode(), DropMode::None);
    drop(next);
    rig.shut_down();
}

#[test]
fn the_manager_is_told_where_branches_meet() {
    let script = SourceScript {
        samples: 2,
        ..SourceScript::default()
    };
    let mut rig = Rig::new(script.clone(), [clocked()]);
    let told = Journal::default();
    let journal = told.clone();
    let custom = QualityManagement::Custom(Arc::new(move || Arc::new(Manager(journal.clone()))));
    session_with(&mut rig, &custom);
    let other = ScriptedSource::new(script, &rig.journal);
    let topology = Topology::new();
    let mixer = SharedTransform::new(Box::new(Mixer::new(2, &rig.journal)));
    let (mixer, output) = (TopologyNode::transform(mixer), output_node(&rig.sinks[0]));
    let inputs = [source_node(&rig.source), source_node(&other)];
    for node in inputs.iter().chain([&mixer, &output]) {
        topology.add_node(node).unwrap();
    }
    inputs[0].connect_output(0, &mixer, 0).unwrap();
    inputs[1].connect_output(0, &mixer, 1).unwrap();
    mixer.connect_output(0, &output, 0).unwrap();
    let set = rig.set(&topology);
    rig.settled(set).unwrap();
    let start = rig.session.start(at(10)).unwrap();
    rig.settled(start).unwrap();
    let (mixer, output) = (mixer.id().0, output.id().0);
    let of_mixer: Vec<_> = told
        .take()
        .into_iter()
        .filter(|entry| entry.contains(&format!(" {mixer} ")) || entry.contains(&format!(" {output} ")))
        .collect();
    assert_eq!(
        of_mixer,
        [
            format!("in {mixer} 0 10"),
            format!("in {mixer} 1 10"),
            format!("out {mixer} 0 10"),
            format!("in {output} 0 10"),
        ]
    );
    rig.session.shutdown().unwrap();
}
