//! What the session has activated for a topology that is refused: it is shut down, unless another topology has it.
//!
//! Source: `IMFActivate::ShutdownObject` (Microsoft Learn): who calls `ActivateObject` is responsible for calling it.

mod common;

use std::sync::{Arc, Mutex};

use common::*;
use openmf_core::{AudioFormat, MediaSink, Result, SampleFormat, SinkActivate};
use openmf_testkit::{Journal, RecordingSink, SinkScript};
use openmf_topology::{NodeKind, NodeObject, Topology, TopologyNode};

/// Makes one sink, and notes what becomes of it.
struct Maker {
    made: Mutex<Option<Arc<dyn MediaSink>>>,
    script: SinkScript,
    journal: Journal,
}

impl SinkActivate for Maker {
    fn name(&self) -> String {
        "maker".to_owned()
    }

    fn activate(&self) -> Result<Arc<dyn MediaSink>> {
        let mut made = self.made.lock().unwrap();
        Ok(Arc::clone(made.get_or_insert_with(|| {
            self.journal.note("maker.made");
            RecordingSink::new(self.script.clone(), &self.journal)
        })))
    }

    fn shutdown_object(&self) {
        if let Some(sink) = self.made.lock().unwrap().take() {
            self.journal.note("maker.given up");
            let _ = sink.shutdown();
        }
    }
}

fn activated(maker: &Arc<Maker>) -> TopologyNode {
    let node = TopologyNode::new(NodeKind::Output);
    let object: Arc<dyn SinkActivate> = maker.clone();
    node.set_object(Some(NodeObject::SinkActivate(object))).unwrap();
    node
}

fn connect(rig: &Rig, topology: &Topology, name: &str, output: &TopologyNode) {
    let (source, ..) = another(rig, name);
    let input = source_node(&source);
    topology.add_node(&input).unwrap();
    topology.add_node(output).unwrap();
    input.connect_output(0, output, 0).unwrap();
}

#[test]
fn a_sink_of_a_topology_that_is_refused_is_shut_down_unless_another_one_has_it() {
    for fault in ["unconnectable", "nothing to activate"] {
        for held in ["no", "queued", "playing"] {
            let case = format!("{fault}, held by another: {held}");
            let mut rig = Rig::clocked();
            let maker = Arc::new(Maker {
                made: Mutex::default(),
                script: named("made", false),
                journal: rig.journal.clone(),
            });
            let good = Topology::new();
            connect(&rig, &good, "good", &activated(&maker));
            if held == "queued" {
                rig = rig.playing();
            }
            if held != "no" {
                let set = rig.set(&good);
                rig.settled(set).unwrap();
            }
            if held == "playing" {
                rig.begin();
            }
            let bad = Topology::new();
            connect(&rig, &bad, "bad", &activated(&maker));
            let output = match fault {
                "unconnectable" => {
                    let strange = SinkScript {
                        types: vec![AudioFormat::pcm(SampleFormat::S16, 8_000, 1).to_media_type()],
                        ..named("strange", false)
                    };
                    output_node(&RecordingSink::new(strange, &rig.journal))
                }
                _ => TopologyNode::new(NodeKind::Output),
            };
            connect(&rig, &bad, "strange", &output);
            let set = rig.set(&bad);
            rig.settled(set).unwrap_err();
            rig.manual.run_until_idle();
            let notes = rig.journal.entries().into_iter();
            let notes: Vec<_> = notes.filter(|entry| entry.starts_with("maker.")).collect();
            let expected: &[&str] = match held {
                "no" => &["maker.made", "maker.given up"],
                _ => &["maker.made"],
            };
            assert_eq!(notes, expected, "{case}");
            if held != "no" {
                // What has it plays to its end.
                rig.manual.advance(ms(3_000));
                rig.manual.run_until_idle();
                let events = rig.events();
                let ends = |event: &String| event.starts_with("MESessionEnded");
                assert!(events.iter().any(ends), "{case}: {events:?}");
                let entries = rig.journal.entries();
                let shown = |entry: &String| entry.starts_with("made.first(");
                assert!(entries.iter().any(shown), "{case}: {entries:?}");
            }
            rig.session.shutdown().unwrap();
            rig.manual.run_until_idle();
            let given_up = rig.journal.entries().into_iter();
            let given_up = given_up.filter(|entry| entry == "maker.given up").count();
            assert_eq!(given_up, 1, "{case}");
        }
    }
}
