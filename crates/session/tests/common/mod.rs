//! A driver whose components answer at once, as they are told to.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(unreachable_pub, reason = "a module of several test programs")]

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use openmf_core::{
    ClockStart, Error, HostTime, MediaTime, PresentationTime, RateBounds, StartPosition, TimeSpan,
};
use openmf_session::{
    Action, BranchId, BranchShape, Command, Component, Config, EventAttribute, EventValue, Generation, Input,
    OpId, PresentationShape, Rate, SeekMode, Session, SessionEvent, SessionState, SetTopologyFlags, SinkId,
    SinkShape, SourceId, SourceShape, StreamSinkId, TopologyKey, TopologyStatus,
};

pub const SECOND: i64 = 10_000_000;

pub struct Rig {
    pub session: Session,
    pub now: HostTime,
    /// Every action since the last [`Rig::take_trace`], written out.
    pub trace: Vec<String>,
    pub events: Vec<SessionEvent>,
    pub completions: Vec<(OpId, Option<Error>)>,
    pub resolutions: BTreeMap<TopologyKey, Result<PresentationShape, Error>>,
    /// These never answer.
    pub silent: BTreeSet<Component>,
    /// These fail in what they are asked for next.
    pub failing: BTreeMap<Component, Error>,
    /// Whether the stream sinks show a frame when the clock starts at rate 0, and which.
    pub answers_scrubs: bool,
    pub frame: Option<PresentationTime>,
    /// The generation each branch runs in.
    pub running: BTreeMap<BranchId, Generation>,
    /// Every source has key frames this far apart, in 100 ns.
    pub key_frames: i64,
    pending: VecDeque<Input>,
    bound: BTreeSet<TopologyKey>,
    next_op: u64,
}

impl Rig {
    pub fn new() -> Self {
        Self {
            session: Session::new(Config::default()),
            now: HostTime::from_100ns(SECOND),
            trace: Vec::new(),
            events: Vec::new(),
            completions: Vec::new(),
            resolutions: BTreeMap::new(),
            silent: BTreeSet::new(),
            failing: BTreeMap::new(),
            answers_scrubs: true,
            frame: None,
            running: BTreeMap::new(),
            key_frames: 4 * SECOND,
            pending: VecDeque::new(),
            bound: BTreeSet::new(),
            next_op: 0,
        }
    }

    /// A session in a state, with topology 1 current where the state has one.
    pub fn in_state(state: &str) -> Self {
        let mut rig = Self::new();
        rig.enter(state, 1.0);
        rig
    }

    /// The same, with a rate that is set while the session is stopped.
    pub fn enter(&mut self, state: &str, rate: f32) {
        let rig = self;
        if rate != 1.0 {
            rig.set_first();
            rig.command(set_rate(false, rate));
        }
        match state {
            "New" => {}
            "Stopped" => rig.set_first(),
            "Started" => {
                rig.set_first();
                rig.command(start());
            }
            "Paused" => {
                rig.set_first();
                rig.command(start());
                rig.command(Command::Pause);
            }
            "Ended" => {
                rig.set_first();
                rig.command(start());
                rig.end(1, 2 * SECOND);
            }
            "Closed" => {
                rig.set_first();
                rig.command(Command::Close);
            }
            "ClosedNew" => {
                rig.command(Command::Close);
            }
            "Shutdown" => {
                rig.set_first();
                rig.input(Input::Shutdown);
            }
            other => panic!("no such state: {other}"),
        }
        let expected = match state {
            "New" => SessionState::New,
            "Stopped" | "Ended" => SessionState::Stopped,
            "Started" => SessionState::Started,
            "Paused" => SessionState::Paused,
            "Closed" | "ClosedNew" => SessionState::Closed,
            _ => SessionState::Shutdown,
        };
        assert_eq!(rig.session.state(), expected, "{state}: {:#?}", rig.trace);
        rig.forget();
    }

    fn set_first(&mut self) {
        if self.session.state() == SessionState::New {
            self.set(1);
        }
    }

    /// Sets a topology of two branches under this key.
    pub fn set(&mut self, key: u64) {
        self.command(set(key));
    }

    pub fn forget(&mut self) {
        self.trace.clear();
        self.events.clear();
        self.completions.clear();
    }

    pub fn take_trace(&mut self) -> Vec<String> {
        std::mem::take(&mut self.trace)
    }

    pub fn command(&mut self, command: Command) -> OpId {
        let op = self.submit(command);
        self.settle();
        op
    }

    /// Issues a command without letting any component answer.
    pub fn submit(&mut self, command: Command) -> OpId {
        self.session.check(&command).expect("the command is accepted");
        self.next_op += 1;
        let op = OpId(self.next_op);
        if let Command::SetTopology {
            topology: Some(key), ..
        } = &command
        {
            self.resolutions.entry(*key).or_insert_with(|| Ok(shape(key.0)));
        }
        self.feed(Input::Command { op, command });
        op
    }

    pub fn input(&mut self, input: Input) {
        self.feed(input);
        self.settle();
    }

    /// Lets the components answer until nothing happens any more.
    pub fn settle(&mut self) {
        while let Some(input) = self.pending.pop_front() {
            self.feed(input);
        }
    }

    /// How many answers are on their way.
    pub fn pending(&self) -> usize {
        self.pending.len()
    }

    /// Delivers one of the answers that are on their way.
    pub fn deliver(&mut self, index: usize) {
        if let Some(input) = self.pending.remove(index) {
            self.feed(input);
        }
    }

    /// One of the answers that are on their way never comes.
    pub fn lose(&mut self, index: usize) {
        self.pending.remove(index);
    }

    /// Takes out one of the answers that are on their way, to be given later.
    pub fn hold(&mut self, wanted: impl Fn(&Input) -> bool) -> Option<Input> {
        let index = self.pending.iter().position(wanted)?;
        self.pending.remove(index)
    }

    /// Lets time pass until the session wants nothing any more, or until `until`.
    pub fn wait(&mut self, span: TimeSpan) {
        let until = self.now + span;
        while let Some(deadline) = self.session.next_deadline().filter(|deadline| *deadline <= until) {
            self.now = self.now.max(deadline);
            self.input(Input::Wake);
        }
        self.now = until;
    }

    /// Everything of topology `key` has been read and rendered.
    pub fn end(&mut self, key: u64, end: i64) {
        self.source_ends(key);
        self.drain(key, end);
        self.render(key, end);
    }

    pub fn source_ends(&mut self, key: u64) {
        let generation = self
            .running
            .get(&BranchId(2 * key as u32))
            .copied()
            .unwrap_or_default();
        self.input(Input::SourceEnded {
            source: SourceId(key as u32),
            generation,
        });
    }

    pub fn drain(&mut self, key: u64, end: i64) {
        for branch in branches(key) {
            let generation = self.running[&branch];
            let end = Some(PresentationTime::from_100ns(end));
            self.input(Input::BranchDrained {
                branch,
                generation,
                end,
            });
        }
    }

    pub fn render(&mut self, key: u64, end: i64) {
        for branch in branches(key) {
            let generation = self.running[&branch];
            let end = Some(PresentationTime::from_100ns(end));
            self.input(Input::BranchEnded {
                branch,
                generation,
                end,
            });
        }
    }

    pub fn feed(&mut self, input: Input) {
        let actions = self.session.handle(self.now, input);
        for action in actions {
            self.trace.push(text(&action));
            self.perform(action);
        }
    }

    fn verdict(&mut self, component: Component) -> Option<Result<(), Error>> {
        if self.silent.contains(&component) {
            return None;
        }
        Some(self.failing.remove(&component).map_or(Ok(()), Err))
    }

    fn bound_stream_sinks(&self) -> BTreeSet<StreamSinkId> {
        let shapes = self
            .bound
            .iter()
            .filter_map(|key| self.resolutions.get(key)?.as_ref().ok());
        shapes
            .flat_map(|shape| shape.sinks.iter().flat_map(|sink| sink.stream_sinks.clone()))
            .collect()
    }

    fn perform(&mut self, action: Action) {
        match action {
            Action::Resolve { op, topology, .. } => {
                if self.verdict(Component::Loader(topology)).is_some() {
                    let result = self.resolutions[&topology].clone();
                    self.pending
                        .push_back(Input::TopologyResolved { op, topology, result });
                }
            }
            Action::Activate { topology } | Action::Prepare { topology } => {
                if matches!(action, Action::Activate { .. }) {
                    self.bound.insert(topology);
                }
                if let Some(result) = self.verdict(Component::Activation(topology)) {
                    self.pending
                        .push_back(Input::PresentationActivated { topology, result });
                }
            }
            Action::FindKeyFrame { source, time } => {
                if let Some(result) = self.verdict(Component::Source(source)) {
                    let grid = self.key_frames;
                    let time = MediaTime::from_100ns(time.as_100ns() / grid * grid);
                    self.pending.push_back(Input::KeyFrameFound {
                        source,
                        result: result.map(|()| time),
                    });
                }
            }
            Action::StartSource { source, .. } => {
                if let Some(result) = self.verdict(Component::Source(source)) {
                    self.pending.push_back(Input::SourceStarted { source, result });
                }
            }
            Action::PauseSource { source } => {
                if let Some(result) = self.verdict(Component::Source(source)) {
                    self.pending.push_back(Input::SourcePaused { source, result });
                }
            }
            Action::StopSource { source } => {
                if let Some(result) = self.verdict(Component::Source(source)) {
                    self.pending.push_back(Input::SourceStopped { source, result });
                }
            }
            Action::FlushBranches { branches, generation } => {
                for branch in branches {
                    self.running.remove(&branch);
                    if self.verdict(Component::Branch(branch)).is_some() {
                        self.pending
                            .push_back(Input::BranchFlushed { branch, generation });
                    }
                }
            }
            Action::RunBranches { branches, generation } => {
                for run in branches {
                    self.running.insert(run.branch, generation);
                }
            }
            Action::Preroll { sink, preroll, .. } => {
                let stream_sink = StreamSinkId(sink.0);
                if let Some(result) = self.verdict(Component::StreamSink(stream_sink)) {
                    self.pending.push_back(Input::SinkPrerolled {
                        stream_sink,
                        preroll,
                        result,
                    });
                }
            }
            Action::SetSourceRate { source, .. } => {
                if let Some(result) = self.verdict(Component::Source(source)) {
                    self.pending
                        .push_back(Input::SourceRateChanged { source, result });
                }
            }
            Action::StartClock { rate, .. } => {
                self.clock(|stream_sink, result| Input::SinkStarted { stream_sink, result });
                for stream_sink in self.bound_stream_sinks() {
                    let component = Component::StreamSink(stream_sink);
                    if rate == 0.0 && !self.silent.contains(&component) && self.answers_scrubs {
                        self.pending.push_back(Input::SinkScrubbed {
                            stream_sink,
                            // The frame that is shown; an audio sink shows none.
                            time: self.frame.filter(|_| stream_sink.0 % 2 == 1),
                            result: Ok(()),
                        });
                    }
                }
            }
            Action::SetClockRate { .. } => {
                self.clock(|stream_sink, result| Input::SinkRateChanged { stream_sink, result });
            }
            Action::PauseClock => self.clock(|stream_sink, result| Input::SinkPaused { stream_sink, result }),
            Action::StopClock => {
                for stream_sink in self.bound_stream_sinks() {
                    if let Some(result) = self.verdict(Component::StreamSink(stream_sink)) {
                        self.pending.push_back(Input::SinkStopped { stream_sink, result });
                    }
                }
            }
            Action::JoinClock { topology, sinks } => {
                self.bound.insert(topology);
                for sink in sinks {
                    let stream_sink = StreamSinkId(sink.0);
                    if let Some(result) = self.verdict(Component::StreamSink(stream_sink)) {
                        self.pending.push_back(Input::SinkStarted { stream_sink, result });
                    }
                }
            }
            Action::Finalize { sink } => {
                if let Some(result) = self.verdict(Component::Sink(sink)) {
                    self.pending.push_back(Input::SinkFinalized { sink, result });
                }
            }
            Action::Release { topology, .. } => {
                self.bound.remove(&topology);
            }
            Action::Emit(event) => self.events.push(event),
            Action::Complete { op, result } => self.completions.push((op, result.err())),
            Action::FlushSinks { .. }
            | Action::ChangeStop { .. }
            | Action::ForceEndOfPresentation { .. }
            | Action::SetBranchRates { .. }
            | Action::CutOff { .. }
            | Action::Forward(_)
            | Action::ShutDown
            | Action::Note(_) => {}
        }
    }

    fn clock(&mut self, answer: impl Fn(StreamSinkId, Result<(), Error>) -> Input) {
        let Some(result) = self.verdict(Component::Clock) else {
            return;
        };
        let refused = result.is_err();
        self.pending.push_back(Input::ClockChanged { result });
        if refused {
            return;
        }
        for stream_sink in self.bound_stream_sinks() {
            if let Some(result) = self.verdict(Component::StreamSink(stream_sink)) {
                self.pending.push_back(answer(stream_sink, result));
            }
        }
    }
}

/// One source; audio and video branch; an audio sink, and a video sink that prerolls.
pub fn shape(key: u64) -> PresentationShape {
    let n = key as u32;
    PresentationShape {
        topology_id: 100 + key,
        sources: vec![SourceShape {
            id: SourceId(n),
            name: format!("file{key}.mp4"),
            can_seek: true,
            can_pause: true,
            is_live: false,
            is_local: true,
            duration: Some(TimeSpan::from_100ns(2 * SECOND)),
            rates: None,
        }],
        branches: branches(key)
            .into_iter()
            .map(|id| BranchShape {
                id,
                name: format!("branch {} of file{key}.mp4", id.0),
                source: SourceId(n),
                stream_sink: StreamSinkId(id.0),
                media_start: MediaTime::ZERO,
                media_stop: None,
                transform_rates: Vec::new(),
                joined: Vec::new(),
            })
            .collect(),
        sinks: vec![
            sink(2 * n),
            SinkShape {
                can_preroll: true,
                ..sink(2 * n + 1)
            },
        ],
        ..PresentationShape::default()
    }
}

pub fn sink(id: u32) -> SinkShape {
    SinkShape {
        id: SinkId(id),
        name: format!("renderer {id}"),
        stream_sinks: vec![StreamSinkId(id)],
        rateless: false,
        rates: Some(RateBounds::ALL),
        can_preroll: false,
        finalizable: false,
        shutdown_on_remove: false,
    }
}

pub fn branches(key: u64) -> [BranchId; 2] {
    [BranchId(2 * key as u32), BranchId(2 * key as u32 + 1)]
}

pub fn set(key: u64) -> Command {
    set_with(0, Some(key))
}

pub fn set_with(flags: u32, key: Option<u64>) -> Command {
    Command::SetTopology {
        flags: SetTopologyFlags::from_bits(flags),
        topology: key.map(TopologyKey),
        topology_id: key.map_or(0, |key| 100 + key),
    }
}

pub fn set_rate(thin: bool, rate: f32) -> Command {
    Command::SetRate {
        rate: Rate { thin, rate },
    }
}

pub fn start() -> Command {
    Command::Start {
        position: StartPosition::Current,
        mode: SeekMode::Exact,
    }
}

pub fn seek(time: i64) -> Command {
    Command::Start {
        position: StartPosition::At(MediaTime::from_100ns(time)),
        mode: SeekMode::Exact,
    }
}

pub fn seek_to_key_frame(time: i64) -> Command {
    Command::Start {
        position: StartPosition::At(MediaTime::from_100ns(time)),
        mode: SeekMode::KeyFrame,
    }
}

pub fn code(error: &Error) -> String {
    format!("{:#010X}", error.hresult().0 as u32)
}

fn list<T: std::fmt::Display>(items: impl IntoIterator<Item = T>) -> String {
    items
        .into_iter()
        .map(|item| item.to_string())
        .collect::<Vec<_>>()
        .join(",")
}

/// The trace since the last one is this, line by line.
#[track_caller]
pub(crate) fn check(rig: &mut Rig, expected: &str) {
    let expected: Vec<&str> = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let found = rig.take_trace();
    assert!(
        found == expected,
        "expected\n  {}\nfound\n  {}",
        expected.join("\n  "),
        found.join("\n  ")
    );
}

/// An action on one line; times in 100 ns.
pub fn text(action: &Action) -> String {
    match action {
        Action::Resolve {
            op,
            topology,
            no_resolution,
        } => format!(
            "resolve t{} for {}{}",
            topology.0,
            op.0,
            if *no_resolution { " as full" } else { "" }
        ),
        Action::Activate { topology } => format!("activate t{}", topology.0),
        Action::Prepare { topology } => format!("prepare t{}", topology.0),
        Action::StartSource {
            source,
            topology,
            position,
        } => {
            let position = match position {
                StartPosition::Current => "current".to_owned(),
                StartPosition::At(time) => time.as_100ns().to_string(),
                StartPosition::Other { format, .. } => format.to_string(),
            };
            format!("start source {} of t{} at {position}", source.0, topology.0)
        }
        Action::FindKeyFrame { source, time } => {
            format!("find key frame of source {} at {}", source.0, time.as_100ns())
        }
        Action::PauseSource { source } => format!("pause source {}", source.0),
        Action::StopSource { source } => format!("stop source {}", source.0),
        Action::FlushBranches { branches, generation } => {
            format!(
                "flush branches {} g{}",
                list(branches.iter().map(|id| id.0)),
                generation.0
            )
        }
        Action::RunBranches { branches, generation } => {
            let runs = branches.iter().map(|run| {
                let stop = run
                    .stop
                    .map_or(String::new(), |stop| format!("..{}", stop.as_100ns()));
                format!(
                    "{} from {}{stop} {:+}{}",
                    run.branch.0,
                    run.start.as_100ns(),
                    run.offset.as_100ns(),
                    if (run.rate, run.thin) == (1.0, false) {
                        String::new()
                    } else {
                        let (rate, thin) = (run.rate, run.thin);
                        format!(" rate {}", rate_text(Rate { thin, rate }))
                    }
                )
            });
            format!("run branches {} g{}", list(runs), generation.0)
        }
        Action::ChangeStop { branch, input, stop } => {
            format!("stop input {input} of branch {} at {}", branch.0, stop.as_100ns())
        }
        Action::ForceEndOfPresentation { source, topology } => {
            format!("force end of source {} of t{}", source.0, topology.0)
        }
        Action::FlushSinks { stream_sinks } => {
            format!("flush sinks {}", list(stream_sinks.iter().map(|id| id.0)))
        }
        Action::Preroll { sink, time, .. } => format!("preroll {} at {}", sink.0, time.as_100ns()),
        Action::SetSourceRate { source, rate } => {
            format!("rate of source {}: {}", source.0, rate_text(*rate))
        }
        Action::SetBranchRates {
            branches,
            generation,
            rate,
        } => format!(
            "rate of branches {} g{}: {}",
            list(branches.iter().map(|id| id.0)),
            generation.0,
            rate_text(*rate)
        ),
        Action::SetClockRate { rate } => format!("rate of clock: {rate}"),
        Action::StartClock { start, rate } => {
            let at = match start {
                ClockStart::Current => String::new(),
                ClockStart::At(time) => format!(" at {}", time.as_100ns()),
            };
            let rate = if *rate == 1.0 {
                String::new()
            } else {
                format!(" rate {rate}")
            };
            format!("start clock{at}{rate}")
        }
        Action::PauseClock => "pause clock".to_owned(),
        Action::StopClock => "stop clock".to_owned(),
        Action::JoinClock { topology, sinks } => {
            format!(
                "join clock t{} sinks {}",
                topology.0,
                list(sinks.iter().map(|id| id.0))
            )
        }
        Action::Finalize { sink } => format!("finalize {}", sink.0),
        Action::Release {
            topology,
            shutdown_sinks,
        } => {
            let sinks = list(shutdown_sinks.iter().map(|id| id.0));
            format!(
                "release t{}{}{sinks}",
                topology.0,
                if sinks.is_empty() { "" } else { " shutting down " }
            )
        }
        Action::CutOff { component, error } => format!("cut off {component}: {error}"),
        Action::Emit(event) => event_text(event),
        Action::Forward(key) => format!("! forward {}", key.0),
        Action::Complete { op, result } => match result {
            Ok(()) => format!("done {}", op.0),
            Err(error) => format!("done {} {}", op.0, code(error)),
        },
        Action::ShutDown => "shut down".to_owned(),
        Action::Note(note) => format!("note {note:?}"),
    }
}

fn rate_text(rate: Rate) -> String {
    format!("{}{}", rate.rate, if rate.thin { " thin" } else { "" })
}

pub fn event_text(event: &SessionEvent) -> String {
    let mut text = format!("! {}", event.event_type);
    if let Err(error) = &event.status {
        text += &format!(" {}", code(error));
    }
    match event.value {
        EventValue::Empty => {}
        EventValue::FullTopology(key) => text += &format!(" t{}", key.0),
        EventValue::Rate(rate) => text += &format!(" {rate}"),
        EventValue::Code(code) => text += &format!(" {:#010X}", code.0 as u32),
    }
    for attribute in &event.attributes {
        text += &match attribute {
            EventAttribute::TopologyStatus(status) => format!(" {}", status_name(*status)),
            EventAttribute::StartPresentationTime(time) => format!(" start {}", time.as_100ns()),
            EventAttribute::PresentationTimeOffset(offset) => format!(" offset {}", offset.as_100ns()),
            EventAttribute::StartPresentationTimeAtOutput(time) => format!(" at output {}", time.as_100ns()),
            EventAttribute::SeekOvertaken => " overtaken".to_owned(),
            EventAttribute::ScrubSampleTime(time) => format!(" at {}", time.as_100ns()),
            EventAttribute::SessionCaps(caps) => format!(" {:#x}", caps.bits()),
            EventAttribute::SessionCapsDelta(caps) => format!(" delta {:#x}", caps.bits()),
            EventAttribute::OutputNode { topology, sink } => {
                format!(" node of sink {} in t{}", sink.0, topology.0)
            }
        };
    }
    text
}

fn status_name(status: TopologyStatus) -> &'static str {
    match status {
        TopologyStatus::Ready => "READY",
        TopologyStatus::StartedSource => "STARTED_SOURCE",
        TopologyStatus::DynamicChanged => "DYNAMIC_CHANGED",
        TopologyStatus::SinkSwitched => "SINK_SWITCHED",
        TopologyStatus::Ended => "ENDED",
    }
}
