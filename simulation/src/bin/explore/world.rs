//! One state of the world: the machine, and what is on its way to it.

use std::collections::VecDeque;
use std::sync::Arc;

use openmf_core::{Error, EventType, HostTime, MediaTime, StartPosition, TimeSpan};
use openmf_session::{
    Action, BranchId, Command, Component, Config, EventAttribute, EventKey, EventValue, Generation, Input,
    OpId, Rate, SeekMode, Session, SessionEvent, SessionState, SetTopologyFlags, SinkId, SourceId,
    StreamSinkId, TopologyKey, TopologyQuery, TopologyStatus,
};

use crate::answer::Answer;
use crate::shape::{FINALIZABLE, MAX_BRANCHES, number, place, topology_of};

/// `Stop` has to complete within this: the grace of those before it, and the time to stop.
const STOP_BOUND: TimeSpan = TimeSpan::from_millis(500);
/// `Close`: to stop, and to finalize.
const CLOSE_BOUND: TimeSpan = TimeSpan::from_millis(10_900);
/// Any other, from when those before it are complete: to resolve, to stop what was, and to activate or start.
const BOUND: TimeSpan = TimeSpan::from_millis(21_500);

/// What is explored.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    pub branches: u32,
    /// All commands.
    pub all: bool,
    /// The data of each branch may end.
    pub ends: bool,
    /// Components fail of their own accord.
    pub events: bool,
    /// How often an action of the machine counts, for tests of what is found: 0 that it is lost, 2 that it comes twice.
    pub sabotage: Option<fn(&World, &Action) -> usize>,
}

/// What can happen next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Move {
    /// The command of this number.
    Command(u8),
    /// The answer of this number comes.
    Answer(u8),
    /// It comes as a failure.
    Failure(u8),
    /// From now on it may come at any time or never, and is not waited for.
    Delay(u8),
    /// It comes, and once more at any time or never.
    Twice(u8),
    /// One that is late comes.
    Late(u8),
    /// One that is void comes.
    Void(u8),
    /// The event of this number, which nobody asked for.
    Event(u8),
    /// Time passes up to the next deadline.
    Wake,
}

/// A topology that the session holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held {
    pub key: TopologyKey,
    /// Its sinks have the clock.
    pub bound: bool,
    /// It was activated.
    pub active: bool,
    /// The branches that run.
    pub running: [bool; MAX_BRANCHES as usize],
    /// The last one told.
    pub status: Option<TopologyStatus>,
    /// All of it was given back but its sink with a file, which `Close` finalizes.
    pub released: bool,
}

/// An operation that is not complete.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pending {
    pub op: OpId,
    pub event: EventType,
    pub since: HostTime,
    /// `Close` was called before it.
    pub after_close: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    Stopped,
    Running,
    Paused,
    /// Its time source did not answer in time, or refused.
    Unknown,
}

#[derive(Clone, Debug)]
pub(crate) struct World {
    pub session: Session,
    pub now: HostTime,
    /// Answers on their way.
    pub answers: Vec<Answer>,
    /// Those that may also never come.
    pub late: Vec<Answer>,
    /// Those that count for nothing, now and later.
    pub void: Vec<Answer>,
    pub commands_left: u8,
    pub faults_left: u8,
    /// In call order.
    pub pending: VecDeque<Pending>,
    pub completed_at: HostTime,
    /// In the order of their keys.
    pub held: Vec<Held>,
    pub closed: bool,
    pub clock: Clock,
    pub generation: Generation,
    pub preroll: Generation,
    next_op: u64,
    next_key: u64,
    /// Keeps what came of it in words.
    pub trace: Option<Arc<Vec<String>>>,
}

impl World {
    pub(crate) fn new(commands: u8, faults: u8) -> Self {
        Self {
            session: Session::new(Config::default()),
            now: HostTime::ZERO,
            answers: Vec::new(),
            late: Vec::new(),
            void: Vec::new(),
            commands_left: commands,
            faults_left: faults,
            pending: VecDeque::new(),
            completed_at: HostTime::ZERO,
            held: Vec::new(),
            closed: false,
            clock: Clock::Stopped,
            generation: Generation::default(),
            preroll: Generation::default(),
            next_op: 0,
            next_key: 0,
            trace: None,
        }
    }

    /// The command of a number; `None` behind the last one.
    fn command(&self, number: u8, all: bool) -> Option<Command> {
        let at = StartPosition::At(MediaTime::from_100ns(5_000_000));
        let start = |position, mode| Command::Start { position, mode };
        let topology_id = self.next_key + 1;
        let set = |bits, topology_id| Command::SetTopology {
            flags: SetTopologyFlags::from_bits(bits),
            topology: Some(TopologyKey(self.next_key + 1)),
            topology_id,
        };
        let rate = |thin, rate| Command::SetRate {
            rate: Rate { thin, rate },
        };
        Some(match number {
            0 => set(0, topology_id),
            1 => set(1, topology_id),
            2 => start(StartPosition::Current, SeekMode::Exact),
            3 => start(at, SeekMode::Exact),
            4 => Command::Pause,
            5 => Command::Stop,
            6 => Command::Close,
            7.. if !all => return None,
            7 => set(4, topology_id),
            8 => {
                let current = self.session.full_topology(TopologyQuery::Current);
                set(4, current.map_or(0, |current| current.0))
            }
            9 => Command::SetTopology {
                flags: SetTopologyFlags::from_bits(4),
                topology: None,
                topology_id: 0,
            },
            10 => Command::ClearTopologies,
            11 => start(at, SeekMode::KeyFrame),
            12 => rate(false, 2.0),
            13 => rate(true, -1.0),
            14 => rate(false, 0.0),
            15 => Command::StepBack,
            _ => return None,
        })
    }

    /// The event of a number; `None` behind the last one.
    fn event(&self, number: u8, options: Options) -> Option<Input> {
        let branches = options.branches as u8;
        let held = self
            .held
            .get(usize::from(number / (2 + 2 * MAX_BRANCHES as u8)))?;
        let source = SourceId(held.key.0 as u32);
        let error = Error::InvalidStateTransition;
        let which = number % (2 + 2 * MAX_BRANCHES as u8);
        // What a session was not told of it does not know.
        if !held.active || held.released {
            return None;
        }
        Some(match which {
            0 => Input::SourceFailed { source, error },
            1 => Input::SourceFailed {
                source,
                error: Error::Shutdown,
            },
            _ => {
                let branch = (which - 2) / 2;
                if branch >= branches {
                    return None;
                }
                let id = crate::shape::number(held.key, u32::from(branch));
                if which.is_multiple_of(2) {
                    Input::SinkInvalidated {
                        sink: SinkId(id),
                        error,
                    }
                } else if held.running[usize::from(branch)] {
                    Input::BranchFailed {
                        branch: BranchId(id),
                        generation: self.generation,
                        error,
                    }
                } else {
                    return None;
                }
            }
        })
    }

    /// Nothing is on its way that is waited for.
    fn is_quiet(&self) -> bool {
        self.answers.iter().all(|answer| answer.is_of_data())
    }

    /// The commands that may be given now.
    pub(crate) fn commands(&self, all: bool) -> impl Iterator<Item = Move> + '_ {
        let given = (0..).map_while(move |number| Some((number, self.command(number, all)?)));
        let allowed =
            given.filter(|(_, command)| self.commands_left > 0 && self.session.check(command).is_ok());
        allowed.map(|(number, _)| Move::Command(number))
    }

    /// What components and time may do now.
    pub(crate) fn moves(&self, options: Options, moves: &mut Vec<Move>) {
        moves.clear();
        for (index, answer) in self.answers.iter().enumerate() {
            if self.answers[..index].contains(answer) {
                continue;
            }
            let at = index as u8;
            moves.push(Move::Answer(at));
            if self.faults_left > 0 && !answer.is_of_data() {
                moves.extend([Move::Failure(at), Move::Delay(at), Move::Twice(at)]);
            }
        }
        moves.extend((0..self.late.len() as u8).map(Move::Late));
        if options.events && self.faults_left > 0 {
            let count = self.held.len() as u8 * (2 + 2 * MAX_BRANCHES as u8);
            moves.extend((0..count).map(Move::Event));
        }
        if self.is_quiet() && self.session.next_deadline().is_some() {
            moves.push(Move::Wake);
        }
    }

    /// Makes a move. Returns whether it could be made.
    pub(crate) fn make(&mut self, step: Move, options: Options) -> Result<bool, String> {
        let branches = options.branches;
        match step {
            Move::Command(number) => {
                let Some(command) = self.command(number, options.all) else {
                    return Ok(false);
                };
                self.commands_left -= 1;
                self.submit(command, options)?;
            }
            Move::Answer(index) => {
                let answer = self.answers.remove(usize::from(index));
                self.come(answer, options)?;
            }
            Move::Failure(index) => {
                let answer = self.answers.remove(usize::from(index));
                let Some(failure) = answer.failure(branches) else {
                    return Ok(false);
                };
                self.faults_left -= 1;
                if answer == Answer::ClockChanged {
                    self.clock = Clock::Unknown;
                    // No sink was told.
                    self.answers.retain(|answer| !answer.is_told_by_clock());
                }
                self.feed(failure, options)?;
            }
            Move::Delay(index) => {
                let answer = self.answers.remove(usize::from(index));
                self.faults_left -= 1;
                if answer == Answer::ClockChanged {
                    self.clock = Clock::Unknown;
                }
                self.note(|| format!("late: {answer:?}"));
                self.late.push(answer);
            }
            Move::Twice(index) => {
                let answer = self.answers.remove(usize::from(index));
                self.faults_left -= 1;
                self.note(|| "twice:".to_owned());
                self.late.push(answer);
                self.come(answer, options)?;
            }
            Move::Late(index) => {
                let answer = self.late.remove(usize::from(index));
                self.come(answer, options)?;
            }
            Move::Void(index) => {
                let answer = self.void.remove(usize::from(index));
                self.come(answer, options)?;
            }
            Move::Event(number) => {
                let Some(event) = self.event(number, options) else {
                    return Ok(false);
                };
                self.faults_left -= 1;
                self.feed(event, options)?;
            }
            Move::Wake => {
                let Some(deadline) = self.session.next_deadline() else {
                    return Ok(false);
                };
                self.now = deadline;
                self.feed(Input::Wake, options)?;
            }
        }
        Ok(true)
    }

    fn come(&mut self, answer: Answer, options: Options) -> Result<(), String> {
        match answer {
            Answer::BranchDrained(branch, generation) => {
                self.answers.push(Answer::BranchEnded(branch, generation));
            }
            // A source tells things in their order.
            Answer::SourceStarted(source) | Answer::SourceStopped(source) => {
                self.answers
                    .retain(|answer| *answer != Answer::SourceEnded(source));
            }
            Answer::Activated(topology) => {
                if let Some(held) = self.find(topology) {
                    held.active = true;
                }
            }
            _ => {}
        }
        self.feed(answer.input(options.branches, self.generation), options)
    }

    fn find(&mut self, key: TopologyKey) -> Option<&mut Held> {
        self.held
            .iter_mut()
            .find(|held| held.key == key && !held.released)
    }

    /// Whether the session may still have to do with a component.
    pub(crate) fn is_held(&self, component: Component) -> bool {
        let Some((key, index)) = topology_of(component) else {
            return true;
        };
        let outlives = matches!(component, Component::Sink(_)) && index == FINALIZABLE;
        self.held
            .iter()
            .any(|held| held.key == key && (!held.released || outlives))
    }

    fn submit(&mut self, command: Command, options: Options) -> Result<(), String> {
        self.next_op += 1;
        let op = OpId(self.next_op);
        if let Command::SetTopology {
            topology: Some(key), ..
        } = &command
        {
            self.next_key = key.0;
            self.held.push(Held {
                key: *key,
                bound: false,
                active: false,
                running: Default::default(),
                status: None,
                released: false,
            });
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
        self.pending.push_back(Pending {
            op,
            event,
            since: self.now,
            after_close: self.closed,
        });
        self.closed |= event == EventType::SessionClosed;
        self.feed(Input::Command { op, command }, options)
    }

    fn note(&mut self, what: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            Arc::make_mut(trace).push(what());
        }
    }

    fn feed(&mut self, input: Input, options: Options) -> Result<(), String> {
        let now = self.now;
        self.note(|| format!("{now:?} < {input:?}"));
        let actions = self.session.handle(self.now, input);
        let mut before = None;
        for action in actions {
            self.note(|| format!("    {action:?}"));
            let times = options.sabotage.map_or(1, |times| times(self, &action));
            for _ in 0..times {
                self.perform(&action, before, options)?;
                before = match &action {
                    Action::Emit(event) => Some((event.event_type, event.status.is_ok())),
                    _ => None,
                };
            }
        }
        if self.session.next_deadline().is_some_and(|at| at <= self.now) {
            return Err("a deadline that has passed was not seen to".to_owned());
        }
        self.check_times()
    }

    /// How long an operation has been waited for, as far as it is bounded, and the bound.
    pub(crate) fn waited(&self, index: usize) -> Option<(TimeSpan, TimeSpan)> {
        let pending = self.pending.get(index)?;
        let called = self.now - pending.since;
        let first = self.now - pending.since.max(self.completed_at);
        match pending.event {
            EventType::SessionStopped if !pending.after_close => Some((called, STOP_BOUND)),
            EventType::SessionClosed if !pending.after_close => Some((called, CLOSE_BOUND)),
            _ if index == 0 => Some((first, BOUND)),
            _ => None,
        }
    }

    fn check_times(&self) -> Result<(), String> {
        for (index, pending) in self.pending.iter().enumerate() {
            if let Some((waited, bound)) = self.waited(index)
                && waited > bound
            {
                return Err(format!("{} does not come within {bound}", pending.event));
            }
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
        match action {
            Action::Resolve { op, topology, .. } => self.answers.push(Answer::Resolved(*op, *topology)),
            Action::Activate { topology } | Action::Prepare { topology } => {
                let binds = matches!(action, Action::Activate { .. });
                let Some(held) = self.find(*topology) else {
                    return Err(format!("{topology} is activated after its release"));
                };
                held.bound |= binds;
                self.answers.push(Answer::Activated(*topology));
            }
            Action::StartSource { source, topology, .. } => {
                self.expect_active(*topology)?;
                self.answers.push(Answer::SourceStarted(*source));
            }
            Action::PauseSource { source } => self.answers.push(Answer::SourcePaused(*source)),
            Action::StopSource { source } => self.answers.push(Answer::SourceStopped(*source)),
            Action::FlushBranches { branches, generation } => {
                // The branches of a lost sink are held within their own generation.
                self.generation = self.generation.max(*generation);
                for branch in branches {
                    self.run(*branch, false)?;
                    self.answers.push(Answer::BranchFlushed(*branch, *generation));
                }
            }
            Action::RunBranches { branches, generation } => {
                self.newer(*generation)?;
                for branch in branches.iter().map(|run| run.branch) {
                    self.run(branch, true)?;
                    if options.ends {
                        let source = SourceId(place(branch.0).0.0 as u32);
                        let ended = Answer::SourceEnded(source);
                        if !self.answers.contains(&ended) {
                            self.answers.push(ended);
                        }
                        self.answers.push(Answer::BranchDrained(branch, *generation));
                    }
                }
            }
            Action::FindKeyFrame { source, time } => {
                self.answers.push(Answer::KeyFrameFound(*source, *time));
            }
            Action::SetSourceRate { source, .. } => self.answers.push(Answer::SourceRateChanged(*source)),
            Action::SetClockRate { .. } => {
                self.answers.push(Answer::ClockChanged);
                self.sinks_answer(branches, Answer::SinkRateChanged);
            }
            Action::JoinClock { topology, sinks } => {
                self.expect_active(*topology)?;
                if let Some(held) = self.find(*topology) {
                    held.bound = true;
                }
                let started = sinks.iter().map(|sink| Answer::SinkStarted(StreamSinkId(sink.0)));
                self.answers.extend(started);
            }
            Action::Preroll { sink, preroll, .. } => {
                self.preroll = *preroll;
                let stream_sink = StreamSinkId(sink.0);
                self.answers.push(Answer::SinkPrerolled(stream_sink, *preroll));
            }
            Action::StartClock { rate, .. } => {
                self.clock = Clock::Running;
                self.answers.push(Answer::ClockChanged);
                self.sinks_answer(branches, Answer::SinkStarted);
                if *rate == 0.0 {
                    self.sinks_answer(branches, Answer::SinkScrubbed);
                }
            }
            Action::PauseClock => {
                self.clock = Clock::Paused;
                self.answers.push(Answer::ClockChanged);
                self.sinks_answer(branches, Answer::SinkPaused);
            }
            Action::StopClock => {
                self.clock = Clock::Stopped;
                self.sinks_answer(branches, Answer::SinkStopped);
            }
            Action::Finalize { sink } => self.answers.push(Answer::SinkFinalized(*sink)),
            Action::Release { topology, .. } => {
                let Some(held) = self.find(*topology) else {
                    return Err(format!("{topology} is released twice"));
                };
                held.released = true;
                held.bound = false;
                held.running = Default::default();
                held.status = None;
                if !held.active || branches <= FINALIZABLE {
                    self.held.retain(|held| held.key != *topology);
                }
            }
            Action::Complete { op, result } => self.completed(*op, result.is_ok(), before)?,
            Action::Emit(event) => self.emitted(event)?,
            _ => {}
        }
        Ok(())
    }

    fn expect_active(&mut self, topology: TopologyKey) -> Result<(), String> {
        match self.find(topology) {
            Some(held) if held.active => Ok(()),
            _ => Err(format!("{topology} is started and not ready")),
        }
    }

    fn newer(&mut self, generation: Generation) -> Result<(), String> {
        if generation <= self.generation {
            return Err(format!("{generation:?} follows {:?}", self.generation));
        }
        self.generation = generation;
        Ok(())
    }

    fn run(&mut self, branch: BranchId, runs: bool) -> Result<(), String> {
        let (topology, index) = place(branch.0);
        if runs {
            self.expect_active(topology)?;
        }
        match self.find(topology) {
            Some(held) => held.running[index as usize] = runs,
            None => return Err(format!("{branch} is told something after its release")),
        }
        Ok(())
    }

    fn completed(&mut self, op: OpId, is_ok: bool, before: Option<(EventType, bool)>) -> Result<(), String> {
        let Some(first) = self.pending.pop_front() else {
            return Err("something completes and nothing is pending".to_owned());
        };
        self.completed_at = self.now;
        if first.op != op {
            return Err(format!("{op} completes before {}", first.op));
        }
        let told = before == Some((first.event, is_ok));
        let unsaid = first.event == EventType::SessionClosed && first.after_close;
        if !told && !unsaid && self.session.state() != SessionState::Shutdown {
            return Err(format!("{op} completes without {}", first.event));
        }
        Ok(())
    }

    fn emitted(&mut self, event: &SessionEvent) -> Result<(), String> {
        use TopologyStatus::{DynamicChanged, Ended, Ready, SinkSwitched, StartedSource};
        let (EventValue::FullTopology(key), EventType::SessionTopologyStatus) =
            (event.value, event.event_type)
        else {
            return Ok(());
        };
        let status = event.attributes.iter().find_map(|attribute| match attribute {
            EventAttribute::TopologyStatus(status) => Some(*status),
            _ => None,
        });
        let (Some(held), Some(status)) = (self.find(key), status) else {
            return Err(format!("the status of {key} is told after its release"));
        };
        let before = held.status.replace(status);
        let in_order = match (before, status) {
            (None, Ready) => true,
            // One that could be made ready once may fail to be when its turn comes again.
            (Some(_), Ready) if event.status.is_err() => true,
            (Some(_), StartedSource | DynamicChanged) => true,
            (Some(StartedSource | DynamicChanged), SinkSwitched | Ended) => true,
            (Some(SinkSwitched), Ended) => true,
            (_, Ready | StartedSource | DynamicChanged | SinkSwitched | Ended) => false,
        };
        if !in_order {
            return Err(format!("status {status:?} of {key} after {before:?}"));
        }
        Ok(())
    }

    fn sinks_answer(&mut self, branches: u32, answer: impl Fn(StreamSinkId) -> Answer) {
        let bound = self.held.iter().filter(|held| held.bound);
        let sinks = bound.flat_map(|held| (0..branches).map(|branch| number(held.key, branch)));
        self.answers.extend(sinks.map(|id| answer(StreamSinkId(id))));
    }

    /// Whether nothing is on its way and no time is waited for. What is late may stay away for ever.
    pub(crate) fn is_at_rest(&self) -> bool {
        self.is_quiet() && self.session.next_deadline().is_none()
    }

    /// What has to hold at rest.
    pub(crate) fn check_rest(&self) -> Result<(), String> {
        if let Some(first) = self.pending.front() {
            return Err(format!("{} never completes by {}", first.op, first.event));
        }
        let state = self.session.state();
        if self.closed && state != SessionState::Closed {
            return Err(format!("the session was closed and is {state:?}"));
        }
        let agrees = match self.clock {
            Clock::Unknown => true,
            Clock::Running => state == SessionState::Started,
            Clock::Paused => state == SessionState::Paused,
            Clock::Stopped => !matches!(state, SessionState::Started | SessionState::Paused),
        };
        if !agrees {
            return Err(format!("the session is {state:?}, the clock {:?}", self.clock));
        }
        let runs = self.held.iter().any(|held| held.running.contains(&true));
        if runs && !matches!(state, SessionState::Started | SessionState::Paused) {
            return Err(format!("the session is {state:?} and branches run"));
        }
        Ok(())
    }

    /// `Shutdown` is accepted in every state, completes everything and gives everything back; nothing comes after it.
    pub(crate) fn check_shutdown(&mut self, options: Options) -> Result<(), String> {
        self.feed(Input::Shutdown, options)?;
        let coming = self.answers.iter().chain(&self.late);
        let coming = coming.map(|answer| answer.input(options.branches, self.generation));
        let event = EventKey(1);
        let others = [Input::Wake, Input::ForwardedEvent { event }];
        for input in coming.chain(others).collect::<Vec<_>>() {
            let actions = self.session.handle(self.now, input);
            if !actions.is_empty() || self.session.next_deadline().is_some() {
                return Err("something is done after Shutdown".to_owned());
            }
        }
        if !self.pending.is_empty() {
            return Err("Shutdown leaves an operation pending".to_owned());
        }
        if let Some(held) = self.held.iter().find(|held| !held.released) {
            return Err(format!("Shutdown does not release {}", held.key));
        }
        Ok(())
    }
}
