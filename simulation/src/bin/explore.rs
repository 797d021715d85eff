//! Explores the session machine: every order of up to so many commands and of all answers of components, each of which
//! succeeds, fails, or never comes. States that were met before are not explored again.
//!
//! `--all` takes all commands instead of the main ones: also those of the rate, frame steps, seeks to key frames, and
//! topologies that are cleared. `--ends` lets the data of every branch end, at any time.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line program")]

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::fmt::Write;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use openmf_core::{
    Error, EventType, HostTime, MediaTime, PresentationTime, RateBounds, StartPosition, TimeSpan,
};
use openmf_session::{
    Action, BranchId, BranchShape, Command, Config, Generation, Input, OpId, PresentationShape, Rate,
    SeekMode, Session, SessionState, SetTopologyFlags, SinkId, SinkShape, SourceId, SourceShape,
    StreamSinkId, TopologyKey,
};

const USAGE: &str =
    "usage: explore [--commands N] [--branches 1|2] [--faults N] [--seconds N] [--all] [--ends]";

/// What is explored.
#[derive(Clone, Copy)]
struct Options {
    branches: u32,
    /// All commands.
    all: bool,
    /// The data of each branch may end.
    ends: bool,
}

/// One state of the world: the machine and what is on its way to it.
#[derive(Clone)]
struct World {
    session: Session,
    now: HostTime,
    /// Answers on their way.
    answers: Vec<Input>,
    commands_left: u32,
    faults_left: u32,
    pending: VecDeque<(OpId, EventType)>,
    next_op: u64,
    next_key: u64,
    closed: bool,
    generation: Generation,
    clock: Clock,
    /// The topologies whose sinks have the clock.
    bound: BTreeSet<TopologyKey>,
    running: BTreeSet<BranchId>,
    /// How it came to be.
    path: Option<std::rc::Rc<Step>>,
}

struct Step {
    what: String,
    before: Option<std::rc::Rc<Step>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clock {
    Stopped,
    Running,
    Paused,
    /// Its time source did not answer, or refused.
    Unknown,
}

struct Explorer {
    options: Options,
    seen: HashSet<u128>,
    edges: u64,
    ends: u64,
}

fn main() -> ExitCode {
    let (mut commands, mut faults, mut seconds) = (3, 1, u64::MAX);
    let mut options = Options {
        branches: 1,
        all: false,
        ends: false,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--all" => options.all = true,
            "--ends" => options.ends = true,
            _ => {}
        }
        if matches!(argument.as_str(), "--all" | "--ends") {
            continue;
        }
        let value = arguments.next().and_then(|value| value.parse::<u64>().ok());
        let Some(value) = value else {
            eprintln!("{argument} needs a number\n{USAGE}");
            return ExitCode::from(2);
        };
        match argument.as_str() {
            "--commands" => commands = value as u32,
            "--branches" => options.branches = value.clamp(1, 2) as u32,
            "--faults" => faults = value as u32,
            "--seconds" => seconds = value,
            _ => {
                eprintln!("{USAGE}");
                return ExitCode::from(2);
            }
        }
    }
    let began = Instant::now();
    let mut explorer = Explorer {
        options,
        seen: HashSet::new(),
        edges: 0,
        ends: 0,
    };
    let complete = match explorer.explore(World::new(commands, faults), began, Duration::from_secs(seconds)) {
        Ok(complete) => complete,
        Err(what) => {
            println!("{what}");
            return ExitCode::FAILURE;
        }
    };
    println!(
        "{} commands{}{}, {} branches, {} faults: {} states, {} transitions, {} ends, {:.1} s{}",
        commands,
        if options.all { " of all" } else { "" },
        if options.ends { " and ends of data" } else { "" },
        options.branches,
        faults,
        explorer.seen.len(),
        explorer.edges,
        explorer.ends,
        began.elapsed().as_secs_f64(),
        if complete {
            ""
        } else {
            ", not complete: the time is over"
        }
    );
    ExitCode::SUCCESS
}

impl Explorer {
    fn explore(&mut self, start: World, began: Instant, limit: Duration) -> Result<bool, String> {
        let mut open = vec![start];
        while let Some(world) = open.pop() {
            if self.seen.len().is_multiple_of(1024) && began.elapsed() > limit {
                return Ok(false);
            }
            let mut moved = false;
            if world.commands_left > 0 {
                for command in world.commands(self.options.all) {
                    if world.session.check(&command).is_err() {
                        continue;
                    }
                    moved = true;
                    let mut next = world.clone();
                    next.commands_left -= 1;
                    next.submit(command, self.options)?;
                    self.add(next, &mut open);
                }
            }
            for index in 0..world.answers.len() {
                moved = true;
                let mut next = world.clone();
                let answer = next.answers.remove(index);
                next.feed(answer, self.options)?;
                self.add(next, &mut open);
                if world.faults_left > 0 {
                    let mut failing = world.clone();
                    failing.faults_left -= 1;
                    let answer = failing.answers.remove(index);
                    if let Some(failed) = failed(&answer) {
                        failing.fail(failed, self.options)?;
                        self.add(failing, &mut open);
                    }
                    let mut losing = world.clone();
                    losing.faults_left -= 1;
                    let lost = losing.answers.remove(index);
                    losing.lose(&lost);
                    self.add(losing, &mut open);
                }
            }
            // Data may take longer than anything that is waited for.
            let is_data = |answer: &Input| matches!(answer, Input::BranchEnded { .. });
            if world.answers.iter().all(is_data)
                && let Some(deadline) = world.session.next_deadline()
            {
                moved = true;
                let mut next = world.clone();
                next.now = deadline;
                next.feed(Input::Wake, self.options)?;
                self.add(next, &mut open);
            }
            if !moved {
                self.ends += 1;
                world.check_end()?;
                let mut last = world;
                last.shut_down(self.options)?;
            }
        }
        Ok(true)
    }

    fn add(&mut self, world: World, open: &mut Vec<World>) {
        self.edges += 1;
        if self.seen.insert(world.key()) {
            open.push(world);
        }
    }
}

/// The same answer as a failure, if it can fail.
fn failed(answer: &Input) -> Option<Input> {
    let mut failed = answer.clone();
    let error = Error::InvalidStateTransition;
    match &mut failed {
        Input::TopologyResolved { result, .. } => *result = Err(error),
        Input::KeyFrameFound { result, .. } => *result = Err(error),
        Input::PresentationActivated { result, .. }
        | Input::SourceStarted { result, .. }
        | Input::SourcePaused { result, .. }
        | Input::SourceStopped { result, .. }
        | Input::SourceRateChanged { result, .. }
        | Input::SinkStarted { result, .. }
        | Input::SinkPaused { result, .. }
        | Input::SinkStopped { result, .. }
        | Input::SinkPrerolled { result, .. }
        | Input::SinkRateChanged { result, .. }
        | Input::SinkScrubbed { result, .. }
        | Input::ClockChanged { result }
        | Input::SinkFinalized { result, .. } => *result = Err(error),
        _ => return None,
    }
    Some(failed)
}

impl World {
    fn new(commands: u32, faults: u32) -> Self {
        Self {
            session: Session::new(Config::default()),
            now: HostTime::ZERO,
            answers: Vec::new(),
            commands_left: commands,
            faults_left: faults,
            pending: VecDeque::new(),
            next_op: 0,
            next_key: 0,
            closed: false,
            generation: Generation::default(),
            clock: Clock::Stopped,
            bound: BTreeSet::new(),
            running: BTreeSet::new(),
            path: None,
        }
    }

    fn commands(&self, all: bool) -> Vec<Command> {
        let start = |position| Command::Start {
            position,
            mode: SeekMode::Exact,
        };
        let set = |bits| Command::SetTopology {
            flags: SetTopologyFlags::from_bits(bits),
            topology: Some(TopologyKey(self.next_key + 1)),
            topology_id: self.next_key + 1,
        };
        let mut commands = vec![
            set(0),
            set(1),
            start(StartPosition::Current),
            start(StartPosition::At(MediaTime::from_100ns(5_000_000))),
            Command::Pause,
            Command::Stop,
            Command::Close,
        ];
        if all {
            let rate = |thin, rate| Command::SetRate {
                rate: Rate { thin, rate },
            };
            commands.extend([
                set(4),
                Command::SetTopology {
                    flags: SetTopologyFlags::from_bits(4),
                    topology: None,
                    topology_id: 0,
                },
                Command::ClearTopologies,
                Command::Start {
                    position: StartPosition::At(MediaTime::from_100ns(5_000_000)),
                    mode: SeekMode::KeyFrame,
                },
                rate(false, 2.0),
                rate(true, -1.0),
                rate(false, 0.0),
                Command::StepBack,
            ]);
        }
        commands
    }

    /// What two worlds have in common that go on alike.
    fn key(&self) -> u128 {
        let mut hash = Canonical {
            hash: 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d,
            generation: self.generation.0,
            tail: [0; 11],
            number: None,
        };
        // Writing to a hash does not fail.
        let _ = write!(
            hash,
            "{:?}|{:?}|{:?}|{}|{}|{:?}|{:?}|{:?}|{:?}|{}",
            self.session,
            self.now,
            self.answers,
            self.commands_left,
            self.faults_left,
            self.pending,
            self.clock,
            self.bound,
            self.running,
            self.closed
        );
        hash.hash
    }

    fn submit(&mut self, command: Command, options: Options) -> Result<(), String> {
        self.next_op += 1;
        let op = OpId(self.next_op);
        if let Command::SetTopology {
            topology: Some(key), ..
        } = &command
        {
            self.next_key = key.0;
        }
        let event = match &command {
            Command::SetTopology { .. } => EventType::SessionTopologySet,
            Command::ClearTopologies => EventType::SessionTopologiesCleared,
            Command::Start { .. } | Command::StepBack => EventType::SessionStarted,
            Command::Pause => EventType::SessionPaused,
            Command::Stop => EventType::SessionStopped,
            Command::SetRate { .. } => EventType::SessionRateChanged,
            Command::Close => EventType::SessionClosed,
        };
        self.pending.push_back((op, event));
        self.closed |= event == EventType::SessionClosed;
        self.feed(Input::Command { op, command }, options)
    }

    /// An answer that is a failure: what it says of the clock holds too.
    fn fail(&mut self, answer: Input, options: Options) -> Result<(), String> {
        if matches!(answer, Input::ClockChanged { .. }) {
            self.clock = Clock::Unknown;
            // No sink was told.
            let of_clock = |answer: &Input| {
                matches!(
                    answer,
                    Input::SinkStarted { .. }
                        | Input::SinkPaused { .. }
                        | Input::SinkRateChanged { .. }
                        | Input::SinkScrubbed { .. }
                )
            };
            self.answers.retain(|answer| !of_clock(answer));
        }
        self.feed(answer, options)
    }

    fn lose(&mut self, answer: &Input) {
        if matches!(answer, Input::ClockChanged { .. }) {
            self.clock = Clock::Unknown;
        }
        self.note(format!("lost: {answer:?}"));
    }

    fn note(&mut self, what: String) {
        self.path = Some(std::rc::Rc::new(Step {
            what,
            before: self.path.take(),
        }));
    }

    fn violated(&self, what: &str) -> String {
        let mut lines = Vec::new();
        let mut at = self.path.as_ref();
        while let Some(step) = at {
            lines.push(step.what.as_str());
            at = step.before.as_ref();
        }
        lines.reverse();
        format!("VIOLATED: {what}\n{}", lines.join("\n"))
    }

    fn feed(&mut self, input: Input, options: Options) -> Result<(), String> {
        self.note(format!("{:?} < {input:?}", self.now));
        let actions = self.session.handle(self.now, input);
        let mut before = None;
        for action in actions {
            self.note(format!("    {action:?}"));
            self.perform(&action, before, options)?;
            before = match action {
                Action::Emit(event) => Some((event.event_type, event.status.is_ok())),
                _ => None,
            };
        }
        if self.session.next_deadline().is_some_and(|at| at <= self.now) {
            return Err(self.violated("a deadline that has passed was not seen to"));
        }
        Ok(())
    }

    fn perform(
        &mut self,
        action: &Action,
        before: Option<(EventType, bool)>,
        options: Options,
    ) -> Result<(), String> {
        let branches = options.branches;
        let ok = || Ok(());
        match action {
            Action::Resolve { op, topology, .. } => self.answers.push(Input::TopologyResolved {
                op: *op,
                topology: *topology,
                result: Ok(shape(*topology, branches)),
            }),
            Action::Activate { topology } | Action::Prepare { topology } => {
                if matches!(action, Action::Activate { .. }) {
                    self.bound.insert(*topology);
                }
                self.answers.push(Input::PresentationActivated {
                    topology: *topology,
                    result: ok(),
                });
            }
            Action::StartSource { source, .. } => self.answers.push(Input::SourceStarted {
                source: *source,
                result: ok(),
            }),
            Action::PauseSource { source } => self.answers.push(Input::SourcePaused {
                source: *source,
                result: ok(),
            }),
            Action::StopSource { source } => self.answers.push(Input::SourceStopped {
                source: *source,
                result: ok(),
            }),
            Action::FlushBranches { branches, generation } => {
                self.generation = self.generation.max(*generation);
                for branch in branches {
                    self.running.remove(branch);
                    self.answers.push(Input::BranchFlushed {
                        branch: *branch,
                        generation: *generation,
                    });
                }
            }
            Action::RunBranches { branches, generation } => {
                self.generation = self.generation.max(*generation);
                self.running.extend(branches.iter().map(|run| run.branch));
                if options.ends {
                    // What is left of an older flow of data is void.
                    self.answers
                        .retain(|answer| !matches!(answer, Input::BranchEnded { .. }));
                    self.answers.extend(branches.iter().map(|run| Input::BranchEnded {
                        branch: run.branch,
                        generation: *generation,
                        end: Some(PresentationTime::from_100ns(10_000_000)),
                    }));
                }
            }
            Action::FindKeyFrame { source, time } => self.answers.push(Input::KeyFrameFound {
                source: *source,
                result: Ok(*time),
            }),
            Action::SetSourceRate { source, .. } => self.answers.push(Input::SourceRateChanged {
                source: *source,
                result: ok(),
            }),
            Action::SetClockRate { .. } => {
                self.answers.push(Input::ClockChanged { result: ok() });
                self.sinks_answer(branches, |stream_sink| Input::SinkRateChanged {
                    stream_sink,
                    result: Ok(()),
                });
            }
            Action::JoinClock { topology, sinks } => {
                self.bound.insert(*topology);
                let started = sinks.iter().map(|sink| Input::SinkStarted {
                    stream_sink: StreamSinkId(sink.0),
                    result: ok(),
                });
                self.answers.extend(started);
            }
            Action::Preroll { sink, preroll, .. } => self.answers.push(Input::SinkPrerolled {
                stream_sink: StreamSinkId(sink.0),
                preroll: *preroll,
                result: ok(),
            }),
            Action::StartClock { rate, .. } => {
                self.clock = Clock::Running;
                self.answers.push(Input::ClockChanged { result: ok() });
                self.sinks_answer(branches, |stream_sink| Input::SinkStarted {
                    stream_sink,
                    result: Ok(()),
                });
                if *rate == 0.0 {
                    self.sinks_answer(branches, |stream_sink| Input::SinkScrubbed {
                        stream_sink,
                        time: Some(PresentationTime::ZERO),
                        result: Ok(()),
                    });
                }
            }
            Action::PauseClock => {
                self.clock = Clock::Paused;
                self.answers.push(Input::ClockChanged { result: ok() });
                self.sinks_answer(branches, |stream_sink| Input::SinkPaused {
                    stream_sink,
                    result: Ok(()),
                });
            }
            Action::StopClock => {
                self.clock = Clock::Stopped;
                self.sinks_answer(branches, |stream_sink| Input::SinkStopped {
                    stream_sink,
                    result: Ok(()),
                });
            }
            Action::Finalize { sink } => self.answers.push(Input::SinkFinalized {
                sink: *sink,
                result: ok(),
            }),
            Action::Release { topology, .. } => {
                self.bound.remove(topology);
                for branch in shape(*topology, branches).branches {
                    self.running.remove(&branch.id);
                }
            }
            Action::Complete { op, result } => {
                let Some((first, event)) = self.pending.pop_front() else {
                    return Err(self.violated("something completes and nothing is pending"));
                };
                if first != *op {
                    return Err(self.violated(&format!("{op} completes before {first}")));
                }
                let told = before == Some((event, result.is_ok()));
                let unsaid =
                    event == EventType::SessionClosed && self.session.state() == SessionState::Closed;
                if !told && !unsaid && self.session.state() != SessionState::Shutdown {
                    return Err(self.violated(&format!("{op} completes without {event}")));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn sinks_answer(&mut self, branches: u32, answer: impl Fn(StreamSinkId) -> Input) {
        let sinks: Vec<_> = self
            .bound
            .iter()
            .flat_map(|key| shape(*key, branches).sinks)
            .map(|sink| StreamSinkId(sink.id.0))
            .collect();
        self.answers.extend(sinks.into_iter().map(answer));
    }

    /// Nothing is on its way and no time is waited for.
    fn check_end(&self) -> Result<(), String> {
        if let Some((op, event)) = self.pending.front() {
            return Err(self.violated(&format!("{op} never completes by {event}")));
        }
        let state = self.session.state();
        if self.closed && state != SessionState::Closed {
            return Err(self.violated(&format!("the session was closed and is {state:?}")));
        }
        let agrees = match self.clock {
            Clock::Unknown => true,
            Clock::Running => state == SessionState::Started,
            Clock::Paused => state == SessionState::Paused,
            Clock::Stopped => !matches!(state, SessionState::Started | SessionState::Paused),
        };
        if !agrees {
            return Err(self.violated(&format!("the session is {state:?}, the clock {:?}", self.clock)));
        }
        if !matches!(state, SessionState::Started | SessionState::Paused) && !self.running.is_empty() {
            return Err(self.violated(&format!("the session is {state:?} and branches run")));
        }
        Ok(())
    }

    fn shut_down(&mut self, options: Options) -> Result<(), String> {
        self.feed(Input::Shutdown, options)?;
        let actions = self.session.handle(self.now, Input::Wake);
        if !actions.is_empty() || self.session.next_deadline().is_some() {
            return Err(self.violated("something is done after Shutdown"));
        }
        if !self.pending.is_empty() {
            return Err(self.violated("Shutdown leaves an operation pending"));
        }
        Ok(())
    }
}

/// A hash of a text in which generations count from the newest one back: only their order means something.
struct Canonical {
    hash: u128,
    generation: u64,
    tail: [u8; 11],
    number: Option<u64>,
}

impl Canonical {
    fn byte(&mut self, byte: u8) {
        // FNV-1a of 128 bits.
        self.hash = (self.hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
}

impl Write for Canonical {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for byte in text.bytes() {
            if let Some(number) = &mut self.number {
                if byte.is_ascii_digit() {
                    *number = *number * 10 + u64::from(byte - b'0');
                    continue;
                }
                let back = self.generation.wrapping_sub(*number);
                self.number = None;
                back.to_le_bytes().into_iter().for_each(|byte| self.byte(byte));
            }
            self.byte(byte);
            self.tail.rotate_left(1);
            self.tail[10] = byte;
            if &self.tail == b"Generation(" {
                self.number = Some(0);
            }
        }
        Ok(())
    }
}

/// One source, and a branch and a sink for each of its streams; the second sink prerolls and has to be finalized.
fn shape(key: TopologyKey, branches: u32) -> PresentationShape {
    let number = key.0 as u32;
    let id = |branch: u32| 2 * number + branch;
    PresentationShape {
        topology_id: key.0,
        sources: vec![SourceShape {
            id: SourceId(number),
            name: String::new(),
            can_seek: true,
            can_pause: true,
            is_live: false,
            is_local: true,
            duration: Some(TimeSpan::from_millis(1000)),
            rates: Some(RateBounds::ALL),
        }],
        branches: (0..branches)
            .map(|branch| BranchShape {
                id: BranchId(id(branch)),
                name: String::new(),
                source: SourceId(number),
                stream_sink: StreamSinkId(id(branch)),
                media_start: MediaTime::ZERO,
                media_stop: None,
                transform_rates: Vec::new(),
                joined: Vec::new(),
            })
            .collect(),
        sinks: (0..branches)
            .map(|branch| SinkShape {
                id: SinkId(id(branch)),
                name: String::new(),
                stream_sinks: vec![StreamSinkId(id(branch))],
                rateless: false,
                rates: Some(RateBounds::ALL),
                can_preroll: branch == 1,
                finalizable: branch == 1,
                shutdown_on_remove: false,
            })
            .collect(),
        ..PresentationShape::default()
    }
}
