//! What a session records, and that the machine does it again.
//!
//! With `OPENMF_RECORDINGS=make` the recordings of these sessions go to `conformance/recordings/`.

mod common;

use std::path::{Path, PathBuf};

use common::*;
use openmf_core::{Error, MediaTime, StartPosition};
use openmf_runtime::{ManualRuntime, Recording, SessionDriver};
use openmf_session::record::{Reader, Replay};
use openmf_session::{Input, SessionState};
use openmf_testkit::{Answer, Journal, RecordingSink, ScriptedSource, SinkScript, SourceScript};

struct Recorded {
    manual: ManualRuntime,
    session: SessionDriver,
    recording: Recording,
    path: PathBuf,
    journal: Journal,
}

impl Recorded {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.log"));
        let manual = ManualRuntime::new();
        let session = driver(manual.runtime());
        let recording = Recording::create(&path).unwrap();
        session.record_into(&recording).unwrap();
        Self {
            manual,
            session,
            recording,
            path,
            journal: Journal::default(),
        }
    }

    /// Two streams of a second into two clocked sinks.
    fn set(&self, source: SourceScript, first: SinkScript) -> openmf_runtime::Completion {
        let source = SourceScript { streams: 2, ..source };
        let source = ScriptedSource::new(source, &self.journal);
        let second = SinkScript {
            name: "second".to_owned(),
            rateless: false,
            ..SinkScript::default()
        };
        let first = SinkScript {
            name: "first".to_owned(),
            rateless: false,
            ..first
        };
        let sinks = [first, second].map(|script| RecordingSink::new(script, &self.journal));
        let topology = topology_of(&source, &sinks);
        self.session
            .set_topology(openmf_session::SetTopologyFlags::default(), Some(&topology))
            .unwrap()
    }

    /// Shuts the session down, and replays what was recorded. Gives the inputs.
    fn replayed(self, about: &str) -> Vec<Input> {
        self.session.shutdown().unwrap();
        drop(self.session);
        assert!(self.recording.failure().is_none());
        let text = std::fs::read_to_string(&self.path).unwrap();
        let mut reader = Reader::new(text.as_bytes()).unwrap();
        let mut replay = Replay::new(*reader.config());
        let mut inputs = Vec::new();
        let mut state = SessionState::New;
        while let Some(entry) = reader.next_entry().unwrap() {
            let step = replay.step(&entry);
            assert!(entry.is_whole());
            assert_eq!(step.difference, None, "{text}");
            state = step.state;
            inputs.push(entry.input);
        }
        assert_eq!(state, SessionState::Shutdown, "{text}");
        if !about.is_empty() && std::env::var("OPENMF_RECORDINGS").is_ok_and(|value| value == "make") {
            let (first, rest) = text.split_once('\n').unwrap();
            let name = self.path.file_name().unwrap();
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/recordings");
            std::fs::write(folder.join(name), format!("{first}\n# {about}\n{rest}")).unwrap();
        }
        inputs
    }
}

fn commands(inputs: &[Input]) -> usize {
    let commands = inputs
        .iter()
        .filter(|input| matches!(input, Input::Command { .. }));
    commands.count()
}

#[test]
fn a_session_that_plays_to_its_end() {
    let recorded = Recorded::new("play");
    let set = recorded.set(SourceScript::default(), SinkScript::default());
    let start = recorded.session.start(StartPosition::Current).unwrap();
    recorded.manual.run_until_idle();
    assert!(set.wait().is_ok() && start.wait().is_ok());
    recorded.manual.advance(ms(300));
    let pause = recorded.session.pause().unwrap();
    recorded.manual.run_until_idle();
    assert!(pause.wait().is_ok());
    drop(recorded.session.start(StartPosition::Current).unwrap());
    for _ in 0..20 {
        recorded.manual.advance(ms(100));
    }
    assert_eq!(recorded.session.state(), SessionState::Stopped);
    let close = recorded.session.close().unwrap();
    recorded.manual.run_until_idle();
    assert!(close.wait().is_ok());
    let inputs =
        recorded.replayed("Two streams are played to their end, with a pause, and the session is closed.");
    assert_eq!(commands(&inputs), 5);
    let ends = inputs
        .iter()
        .filter(|input| matches!(input, Input::BranchEnded { .. }));
    assert_eq!(ends.count(), 2);
}

#[test]
fn a_burst_of_seeks() {
    let recorded = Recorded::new("seek-burst");
    drop(recorded.set(SourceScript::default(), SinkScript::default()));
    let start = recorded.session.start(StartPosition::Current).unwrap();
    recorded.manual.run_until_idle();
    assert!(start.wait().is_ok());
    let seeks: Vec<_> = [700, 100, 400, 900, 250]
        .into_iter()
        .map(|position| recorded.session.start(at(position)).unwrap())
        .collect();
    recorded.manual.run_until_idle();
    for seek in seeks {
        assert!(seek.wait().is_ok());
    }
    recorded.manual.advance(ms(100));
    let refused = recorded
        .session
        .start(StartPosition::At(MediaTime::ZERO - ms(1)))
        .unwrap();
    recorded.manual.run_until_idle();
    assert!(refused.wait().is_err());
    let inputs = recorded.replayed("Five seeks without waiting, and one to before the beginning.");
    assert_eq!(commands(&inputs), 8);
}

#[test]
fn a_source_that_fails() {
    let recorded = Recorded::new("error");
    let script = SourceScript {
        name: "broken \"file\"".to_owned(),
        read_ok: 20,
        on_read: Answer::Failed(Error::Device {
            device: "disk".into(),
            what: "it is gone".into(),
        }),
        ..SourceScript::default()
    };
    drop(recorded.set(script, SinkScript::default()));
    drop(recorded.session.start(StartPosition::Current).unwrap());
    for _ in 0..5 {
        recorded.manual.advance(ms(100));
    }
    assert_eq!(recorded.session.state(), SessionState::Stopped);
    let inputs = recorded.replayed("A stream fails in the middle.");
    let failures = inputs
        .iter()
        .filter(|input| matches!(input, Input::BranchFailed { .. }));
    assert!(failures.count() > 0);
}

#[test]
fn a_sink_that_is_stuck() {
    let recorded = Recorded::new("stuck-sink");
    let script = SinkScript {
        on_stop: Answer::Never,
        ..SinkScript::default()
    };
    drop(recorded.set(SourceScript::default(), script));
    let start = recorded.session.start(StartPosition::Current).unwrap();
    recorded.manual.run_until_idle();
    assert!(start.wait().is_ok());
    let stop = recorded.session.stop().unwrap();
    recorded.manual.run_until_idle();
    recorded.manual.advance(ms(1000));
    assert!(matches!(stop.wait(), Err(Error::ComponentStalled { .. })));
    let again = recorded.session.start(StartPosition::Current).unwrap();
    recorded.manual.run_until_idle();
    assert!(again.wait().is_err());
    let inputs = recorded
        .replayed("A sink does not say that it has stopped: it is cut off, and cannot be started again.");
    assert!(inputs.iter().any(|input| matches!(input, Input::Wake)));
}

#[test]
fn a_recording_holds_one_session_from_its_first_command_on() {
    let recorded = Recorded::new("one-session");
    let other = driver(recorded.manual.runtime());
    assert!(matches!(
        other.record_into(&recorded.recording),
        Err(Error::InvalidRequest { .. })
    ));
    drop(other.stop().unwrap());
    let path = recorded.path.with_extension("other");
    let late = Recording::create(&path).unwrap();
    assert!(matches!(
        other.record_into(&late),
        Err(Error::InvalidRequest { .. })
    ));
    other.shutdown().unwrap();
    assert!(matches!(other.record_into(&late), Err(Error::Shutdown)));
    assert_eq!(std::fs::read(&path).unwrap(), b"");
    recorded.replayed("");
}

#[test]
fn a_recording_that_cannot_be_made_is_told() {
    let nowhere = Path::new(env!("CARGO_TARGET_TMPDIR")).join("no such folder/session.log");
    let error = Recording::create(nowhere).unwrap_err();
    assert!(
        matches!(
            error,
            Error::Io {
                operation: "create",
                ..
            }
        ),
        "{error}"
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_ends_the_recording_and_not_the_session() {
    let manual = ManualRuntime::new();
    let session = driver(manual.runtime());
    let recording = Recording::create("/dev/full").unwrap();
    let error = session.record_into(&recording).unwrap_err();
    assert!(
        matches!(
            error,
            Error::Io {
                operation: "write",
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(recording.failure(), Some(error));
    let stop = session.stop().unwrap();
    manual.run_until_idle();
    assert!(stop.wait().is_err(), "there is no topology");
    session.shutdown().unwrap();
}
