//! A session and its components, and what must hold of them after every step.

use super::*;

pub(crate) struct World {
    random: Random,
    session: Session,
    now: HostTime,
    later: BinaryHeap<Later>,
    serial: u64,
    log: Vec<String>,
    shapes: BTreeMap<TopologyKey, PresentationShape>,
    held: BTreeSet<TopologyKey>,
    ready: BTreeSet<TopologyKey>,
    /// The last status of each topology in its present run.
    status: BTreeMap<TopologyKey, TopologyStatus>,
    cut_off: BTreeSet<Component>,
    running: BTreeMap<BranchId, Generation>,
    generation: Generation,
    clock_runs: bool,
    /// The input is that a sink is lost.
    losing: bool,
    pending: Vec<(OpId, Command, HostTime)>,
    closed: u32,
    close_completed: bool,
    close_called: bool,
    next_op: u64,
    next_key: u64,
    /// The events of buffering that were told: which begin it.
    told: BTreeMap<EventKey, bool>,
    /// How many sources buffer, as the application knows.
    buffering: u32,
    /// How badly the components behave: one in so many answers goes wrong; 0: all is well.
    trouble: u64,
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let trouble = [0, 3, 8, 30][random.below(4) as usize];
        Self {
            random,
            session: Session::new(Config::default()),
            now: HostTime::from_100ns(SECOND),
            later: BinaryHeap::new(),
            serial: 0,
            log: vec![format!("seed {seed}, trouble {trouble}")],
            shapes: BTreeMap::new(),
            held: BTreeSet::new(),
            ready: BTreeSet::new(),
            status: BTreeMap::new(),
            cut_off: BTreeSet::new(),
            running: BTreeMap::new(),
            generation: Generation::default(),
            clock_runs: false,
            losing: false,
            pending: Vec::new(),
            closed: 0,
            close_completed: false,
            close_called: false,
            next_op: 0,
            next_key: 0,
            told: BTreeMap::new(),
            buffering: 0,
            trouble,
        }
    }

    #[track_caller]
    fn require(&self, holds: bool, what: &str) {
        assert!(holds, "{what}\n{}", self.log.join("\n"));
    }

    fn goes_wrong(&mut self) -> bool {
        self.trouble != 0 && self.random.one_in(self.trouble)
    }

    /// Sources and sinks come from a small stock, so that presentations share them.
    fn random_shape(&mut self, key: TopologyKey) -> PresentationShape {
        let mut shape = PresentationShape {
            topology_id: 1 + self.random.below(6),
            ..PresentationShape::default()
        };
        for number in 0..1 + self.random.below(2) {
            let mut source = common::shape(10 * number + self.random.below(4))
                .sources
                .remove(0);
            source.rates = source.id.0.is_multiple_of(2).then_some(RateBounds::ALL);
            source.can_seek = !self.random.one_in(8);
            source.can_pause = !self.random.one_in(8);
            shape.sources.push(source);
        }
        for number in 0..1 + self.random.below(3) as u32 {
            let mut sink = common::sink(10 * number + self.random.below(3) as u32);
            sink.can_preroll = self.random.one_in(3);
            sink.finalizable = self.random.one_in(3);
            sink.shutdown_on_remove = self.random.one_in(2);
            let source = self.random.pick(&shape.sources).expect("there is one").id;
            shape.branches.push(BranchShape {
                id: BranchId(key.0 as u32 * 10 + number),
                name: format!("branch {number}"),
                source,
                stream_sink: StreamSinkId(sink.id.0),
                media_start: openmf_core::MediaTime::ZERO,
                media_stop: None,
                transform_rates: vec![self.random.one_in(2).then_some(RateBounds::ALL)],
                joined: Vec::new(),
            });
            shape.sinks.push(sink);
        }
        // A source that no branch reads is none.
        let read: BTreeSet<_> = shape.branches.iter().map(|branch| branch.source).collect();
        shape.sources.retain(|source| read.contains(&source.id));
        shape
    }

    /// An answer, in one of the ways in which components answer.
    fn answer(&mut self, input: impl Fn(Result<(), Error>) -> Input) {
        let result = if self.goes_wrong() {
            Err(if self.random.one_in(3) {
                Error::Shutdown
            } else {
                Error::InvalidStateTransition
            })
        } else {
            Ok(())
        };
        self.deliver(input(result));
    }

    fn deliver(&mut self, input: Input) {
        if self.goes_wrong() {
            match self.random.below(3) {
                0 => return,
                1 => self.schedule(input.clone()),
                _ => {
                    let delay = TimeSpan::from_millis(self.random.below(12_000) as i64);
                    self.serial += 1;
                    self.later.push(Later(self.now + delay, self.serial, input));
                    return;
                }
            }
        }
        self.schedule(input);
    }

    fn schedule(&mut self, input: Input) {
        let delay = TimeSpan::from_millis([0, 0, 1, 5, 30][self.random.below(5) as usize]);
        self.serial += 1;
        self.later.push(Later(self.now + delay, self.serial, input));
    }

    fn feed(&mut self, input: Input) {
        self.log
            .push(format!("[{}] < {input:?}", self.now.as_100ns() / 10_000));
        let shut_down = self.session.state() == SessionState::Shutdown;
        self.losing = matches!(input, Input::SinkInvalidated { .. });
        let actions = self.session.handle(self.now, input);
        self.require(!shut_down || actions.is_empty(), "nothing is done after Shutdown");
        let mut last_event = None;
        for action in actions {
            self.log.push(format!("    {}", text(&action)));
            if let Action::Emit(event) = &action {
                last_event = Some(event.clone());
            }
            self.perform(action, &mut last_event);
        }
        let limit = self.session.next_deadline();
        self.require(
            limit.is_none_or(|limit| limit > self.now),
            "a deadline that has passed was seen to",
        );
        let late = self.pending.iter().find(|(_, command, since)| {
            *command == Command::Stop && !self.close_called && *since + STOP_BOUND < self.now
        });
        self.require(late.is_none(), "Stop is bounded");
        if self.pending.is_empty() && limit.is_none() && self.later.is_empty() {
            let rests = match self.session.state() {
                SessionState::Started | SessionState::Paused => false,
                SessionState::New | SessionState::Stopped | SessionState::Closed | SessionState::Shutdown => {
                    true
                }
            };
            self.require(
                !rests || !self.clock_runs,
                "the clock rests while the session does",
            );
        }
    }

    fn must_be_held(&self, component: Component) {
        let held = self
            .held
            .iter()
            .filter_map(|key| self.shapes.get(key))
            .any(|shape| match component {
                Component::Source(id) => shape.sources.iter().any(|source| source.id == id),
                Component::Branch(id) => shape.branches.iter().any(|branch| branch.id == id),
                Component::Sink(id) => shape.sinks.iter().any(|sink| sink.id == id),
                Component::StreamSink(id) => shape.sinks.iter().any(|sink| sink.stream_sinks.contains(&id)),
                Component::Loader(_) | Component::Activation(_) | Component::Clock => true,
            });
        self.require(held, &format!("{component} belongs to a topology that is held"));
        self.require(
            !self.cut_off.contains(&component),
            &format!("{component} was cut off"),
        );
    }

    fn clock_answers(
        &mut self,
        runs: Option<bool>,
        input: impl Fn(StreamSinkId, Result<(), Error>) -> Input,
    ) {
        if let Some(runs) = runs {
            if self.goes_wrong() {
                self.schedule(Input::ClockChanged {
                    result: Err(Error::InvalidStateTransition),
                });
                return;
            }
            self.clock_runs = runs;
            self.deliver(Input::ClockChanged { result: Ok(()) });
        } else {
            self.clock_runs = false;
        }
        let held = self.held.iter().filter_map(|key| self.shapes.get(key));
        let stream_sinks: BTreeSet<_> = held
            .flat_map(|shape| &shape.sinks)
            .map(|sink| sink.id.0)
            .collect();
        for id in stream_sinks {
            self.answer(|result| input(StreamSinkId(id), result));
        }
    }

    fn perform(&mut self, action: Action, last_event: &mut Option<SessionEvent>) {
        match action {
            Action::Resolve { op, topology, .. } => {
                let shape = self.random_shape(topology);
                let result = if self.random.one_in(6) {
                    Err(Error::NoStreamsSelected)
                } else {
                    Ok(shape.clone())
                };
                if result.is_ok() {
                    self.shapes.insert(topology, shape);
                }
                self.deliver(Input::TopologyResolved { op, topology, result });
            }
            Action::Activate { topology } | Action::Prepare { topology } => {
                self.require(self.held.contains(&topology), "what becomes current is held");
                self.answer(|result| Input::PresentationActivated { topology, result });
            }
            Action::StartSource { source, topology, .. } => {
                self.require(self.ready.contains(&topology), "what starts is ready");
                self.must_be_held(Component::Source(source));
                self.answer(|result| Input::SourceStarted { source, result });
            }
            Action::FindKeyFrame { source, time } => {
                self.must_be_held(Component::Source(source));
                let earlier = TimeSpan::from_millis(self.random.below(500) as i64);
                self.answer(|result| Input::KeyFrameFound {
                    source,
                    result: result.map(|()| time - earlier),
                });
            }
            Action::PauseSource { source } => {
                self.must_be_held(Component::Source(source));
                self.answer(|result| Input::SourcePaused { source, result });
            }
            Action::StopSource { source } => {
                self.must_be_held(Component::Source(source));
                self.answer(|result| Input::SourceStopped { source, result });
            }
            Action::FlushBranches { branches, generation } => {
                // The branches of a sink that is lost hold within their own generation.
                self.require(generation > self.generation || self.losing, "generations rise");
                self.generation = self.generation.max(generation);
                for branch in branches {
                    self.must_be_held(Component::Branch(branch));
                    self.running.remove(&branch);
                    self.deliver(Input::BranchFlushed { branch, generation });
                }
            }
            Action::RunBranches { branches, generation } => {
                self.require(generation >= self.generation, "generations rise");
                self.generation = generation;
                for run in branches {
                    self.must_be_held(Component::Branch(run.branch));
                    self.running.insert(run.branch, generation);
                }
            }
            Action::ChangeStop { .. } | Action::ForceEndOfPresentation { .. } => {}
            Action::FlushSinks { stream_sinks } => {
                stream_sinks
                    .into_iter()
                    .for_each(|id| self.must_be_held(Component::StreamSink(id)));
            }
            Action::Preroll { sink, preroll, .. } => {
                self.must_be_held(Component::Sink(sink));
                self.answer(|result| Input::SinkPrerolled {
                    stream_sink: StreamSinkId(sink.0),
                    preroll,
                    result,
                });
            }
            Action::SetSourceRate { source, .. } => {
                self.must_be_held(Component::Source(source));
                self.answer(|result| Input::SourceRateChanged { source, result });
            }
            Action::SetBranchRates { branches, .. } => {
                branches
                    .into_iter()
                    .for_each(|branch| self.must_be_held(Component::Branch(branch)));
            }
            Action::SetClockRate { .. } => {
                let runs = self.clock_runs;
                self.clock_answers(Some(runs), |stream_sink, result| Input::SinkRateChanged {
                    stream_sink,
                    result,
                });
            }
            Action::StartClock { rate, .. } => {
                self.clock_answers(Some(true), |stream_sink, result| Input::SinkStarted {
                    stream_sink,
                    result,
                });
                if rate == 0.0 {
                    let held = self.held.iter().filter_map(|key| self.shapes.get(key));
                    let sinks: BTreeSet<_> = held
                        .flat_map(|shape| &shape.sinks)
                        .map(|sink| sink.id.0)
                        .collect();
                    for id in sinks {
                        let time = self
                            .random
                            .one_in(2)
                            .then_some(PresentationTime::from_100ns(SECOND));
                        self.answer(|result| Input::SinkScrubbed {
                            stream_sink: StreamSinkId(id),
                            time,
                            result,
                        });
                    }
                }
            }
            Action::PauseClock => {
                self.require(
                    self.clock_runs || self.trouble > 0,
                    "a clock that is paused was running",
                );
                self.clock_answers(Some(false), |stream_sink, result| Input::SinkPaused {
                    stream_sink,
                    result,
                });
            }
            Action::StopClock => {
                self.clock_answers(None, |stream_sink, result| Input::SinkStopped {
                    stream_sink,
                    result,
                });
            }
            Action::JoinClock { sinks, .. } => {
                for sink in sinks {
                    self.must_be_held(Component::Sink(sink));
                    self.answer(|result| Input::SinkStarted {
                        stream_sink: StreamSinkId(sink.0),
                        result,
                    });
                }
            }
            Action::Finalize { sink } => {
                // A sink that outlives its topologies is finished by Close.
                let mut sinks = self.shapes.values().flat_map(|shape| &shape.sinks);
                let known = sinks.any(|known| known.id == sink && known.finalizable);
                self.require(known, "what is finalized was in a topology");
                self.require(
                    !self.cut_off.contains(&Component::Sink(sink)),
                    "what was cut off is not finalized",
                );
                self.answer(|result| Input::SinkFinalized { sink, result });
            }
            Action::Release {
                topology,
                shutdown_sinks,
            } => {
                let held = self.held.remove(&topology);
                self.require(held, "a topology is released once");
                if self.session.state() != SessionState::Shutdown {
                    for sink in shutdown_sinks {
                        // A retired one may still be finishing its file; it is not asked for anything else.
                        let current = self.session.full_topology(TopologyQuery::Current);
                        let used = current.ok().and_then(|key| self.shapes.get(&key));
                        let used = used.is_some_and(|shape| shape.sinks.iter().any(|shape| shape.id == sink));
                        self.require(!used, "a sink in use is not shut down");
                    }
                }
            }
            Action::CutOff { component, error } => {
                self.require(self.trouble > 0, "nobody is cut off who answers");
                self.require(
                    matches!(error, Error::ComponentStalled { .. }),
                    "the error names it",
                );
                match component {
                    Component::Loader(_) | Component::Activation(_) | Component::Clock => {}
                    Component::Source(_)
                    | Component::Branch(_)
                    | Component::StreamSink(_)
                    | Component::Sink(_) => {
                        self.cut_off.insert(component);
                    }
                }
            }
            Action::Emit(event) => {
                self.require(
                    self.session.state() != SessionState::Shutdown,
                    "no event is sent by Shutdown",
                );
                if event.event_type == EventType::SessionClosed {
                    self.closed += 1;
                }
                if event.event_type == EventType::BufferingStopped {
                    self.buffering_stopped();
                }
                let status = event.attributes.iter().find_map(|attribute| match attribute {
                    EventAttribute::TopologyStatus(status) => Some(*status),
                    _ => None,
                });
                if let (Some(status), EventValue::FullTopology(key)) = (status, event.value) {
                    if status == TopologyStatus::Ready && event.status.is_ok() {
                        let first = self.ready.insert(key);
                        self.require(first, "READY is sent once");
                    } else if event.status.is_ok() {
                        self.require(self.ready.contains(&key), "READY is the first status");
                    }
                    // A new run begins with STARTED_SOURCE; a topology may change more than once.
                    let last = self.status.insert(key, status);
                    let begins = status == TopologyStatus::StartedSource;
                    let again = status == TopologyStatus::DynamicChanged;
                    self.require(
                        begins || again || last.is_none_or(|last| last < status),
                        "statuses come in numeric order",
                    );
                }
            }
            Action::Complete { op, result } => {
                self.require(!self.pending.is_empty(), "a completion belongs to an operation");
                let (first, command, _) = self.pending.remove(0);
                self.require(first == op, "operations complete in call order, each once");
                if self.session.state() == SessionState::Shutdown {
                    self.require(result == Err(Error::Shutdown), "Shutdown cuts operations short");
                    return;
                }
                let expected = match command {
                    Command::SetTopology { .. } => EventType::SessionTopologySet,
                    Command::ClearTopologies => EventType::SessionTopologiesCleared,
                    Command::Start { .. } => EventType::SessionStarted,
                    Command::SetRate { .. } => EventType::SessionRateChanged,
                    Command::StepBack => EventType::SessionStarted,
                    Command::Pause => EventType::SessionPaused,
                    Command::Stop => EventType::SessionStopped,
                    Command::Close => EventType::SessionClosed,
                };
                let event = last_event.take().map(|event| (event.event_type, event.status));
                if command == Command::Close && self.close_completed {
                    self.require(event.is_none(), "a second Close completes without an event");
                } else {
                    self.require(
                        event == Some((expected, result)),
                        "an operation completes by its own event",
                    );
                }
                self.close_completed |= command == Command::Close;
            }
            Action::Forward(event) => match self.told.get(&event) {
                Some(true) => self.buffering += 1,
                Some(false) => self.buffering_stopped(),
                None => {}
            },
            Action::ShutDown | Action::Note(_) => {}
        }
    }

    fn buffering_stopped(&mut self) {
        self.require(self.buffering > 0, "the events of buffering are paired");
        self.buffering -= 1;
    }

    fn command(&mut self) {
        let command = match self.random.below(30) {
            0..=4 => {
                self.next_key += 1;
                let flags = [0, 0, 0, 1, 2, 4][self.random.below(6) as usize];
                Command::SetTopology {
                    flags: SetTopologyFlags::from_bits(flags),
                    topology: Some(TopologyKey(self.next_key)),
                    topology_id: 1 + self.random.below(6),
                }
            }
            5 => set_with(4, None),
            6 => Command::ClearTopologies,
            7..=12 => start(),
            13..=14 => seek(self.random.below(20) as i64 * SECOND / 10),
            15 => seek_to_key_frame(self.random.below(20) as i64 * SECOND / 10),
            16..=18 => Command::Pause,
            19 | 20 => Command::Stop,
            21..=26 => {
                let rates = [0.0, 0.0, 1.0, 1.0, 2.0, 0.5, -1.0, -2.0, f32::NAN];
                let rate = self.random.pick(&rates).expect("there are some");
                set_rate(self.random.one_in(4), rate)
            }
            27 | 28 => Command::StepBack,
            _ if self.random.one_in(6) => Command::Close,
            _ => Command::Stop,
        };
        if let Err(error) = self.session.check(&command) {
            self.require(
                self.session.state() == SessionState::Shutdown || matches!(command, Command::SetRate { .. }),
                "a command is accepted until Shutdown",
            );
            self.log.push(format!("    refused {command:?}: {error}"));
            return;
        }
        self.next_op += 1;
        let op = OpId(self.next_op);
        if let Command::SetTopology {
            topology: Some(key), ..
        } = &command
        {
            self.held.insert(*key);
        }
        self.close_called |= command == Command::Close;
        self.pending.push((op, command.clone(), self.now));
        self.feed(Input::Command { op, command });
    }

    fn data(&mut self) {
        let running: Vec<_> = self
            .running
            .iter()
            .map(|(branch, generation)| (*branch, *generation))
            .collect();
        let end = Some(PresentationTime::from_100ns(
            self.random.below(30) as i64 * SECOND / 10,
        ));
        let shapes: Vec<_> = self.held.iter().filter_map(|key| self.shapes.get(key)).collect();
        let sources: Vec<_> = shapes
            .iter()
            .flat_map(|shape| &shape.sources)
            .map(|source| source.id)
            .collect();
        let sinks: Vec<_> = shapes
            .iter()
            .flat_map(|shape| &shape.sinks)
            .map(|sink| sink.id)
            .collect();
        let Some((branch, generation)) = self.random.pick(&running) else {
            return;
        };
        if self.random.one_in(6) {
            if let Some(source) = self.random.pick(&sources) {
                let event = EventKey(self.told.len() as u64);
                let buffering = self.random.one_in(2);
                self.told.insert(event, buffering);
                self.feed(Input::SourceBuffering {
                    source,
                    buffering,
                    event,
                });
            }
            return;
        }
        let kind = self.random.below(if self.trouble > 0 { 14 } else { 9 });
        match kind {
            0..=2 => {
                if let Some(source) = self.random.pick(&sources) {
                    self.feed(Input::SourceEnded { source, generation });
                }
            }
            3..=4 => self.feed(Input::BranchDrained {
                branch,
                generation,
                end,
            }),
            5..=7 => {
                // Everything that runs comes to its end.
                for (branch, generation) in running {
                    self.feed(Input::BranchEnded {
                        branch,
                        generation,
                        end,
                    });
                }
            }
            8 => self.feed(Input::Wake),
            9 => self.feed(Input::BranchFailed {
                branch,
                generation,
                error: Error::EndOfStream,
            }),
            10 => {
                if let Some(source) = self.random.pick(&sources) {
                    let error = if self.random.one_in(2) {
                        Error::Shutdown
                    } else {
                        Error::TimeOutOfRange
                    };
                    self.feed(Input::SourceFailed { source, error });
                }
            }
            11 => {
                if let Some(sink) = self.random.pick(&sinks).filter(|_| self.random.one_in(4)) {
                    let error = Error::NoClock;
                    self.feed(Input::SinkInvalidated { sink, error });
                }
            }
            12 => {
                if let Some(source) = self.random.pick(&sources) {
                    let can_seek = self.random.one_in(2);
                    self.feed(Input::SourceCharacteristicsChanged {
                        source,
                        can_seek,
                        can_pause: true,
                        rates: Some(RateBounds::ALL),
                    });
                }
            }
            _ => {
                // Answers that nobody asked for.
                let stream_sink = StreamSinkId(self.random.below(40) as u32);
                let source = SourceId(self.random.below(40) as u32);
                self.feed(Input::SinkStarted {
                    stream_sink,
                    result: Ok(()),
                });
                self.feed(Input::SourceStopped {
                    source,
                    result: Err(Error::Shutdown),
                });
                self.feed(Input::ClockChanged { result: Ok(()) });
                self.feed(Input::BranchFlushed {
                    branch,
                    generation: Generation(generation.0.saturating_sub(1)),
                });
            }
        }
    }

    fn pass_up_to(&mut self, millis: u64) {
        let span = TimeSpan::from_millis(self.random.below(millis) as i64);
        self.pass(span);
    }

    /// Lets time pass, with everything that is due in it.
    fn pass(&mut self, span: TimeSpan) {
        let until = self.now + span;
        loop {
            let answer = self.later.peek().map(|later| later.0);
            let deadline = self.session.next_deadline();
            let Some(due) = answer
                .into_iter()
                .chain(deadline)
                .min()
                .filter(|due| *due <= until)
            else {
                break;
            };
            self.now = self.now.max(due);
            if answer == Some(due) {
                if let Some(Later(_, _, input)) = self.later.pop() {
                    self.feed(input);
                }
            } else {
                self.feed(Input::Wake);
            }
        }
        self.now = until;
    }

    /// The log of the run.
    pub(crate) fn run(mut self) -> Vec<String> {
        for _ in 0..STEPS {
            match self.random.below(10) {
                0..=3 => self.command(),
                4..=5 => self.data(),
                6 => self.pass_up_to(700),
                _ => self.pass_up_to(40),
            }
        }
        // Operations end although nothing but time goes on. Only a chain of them may take long.
        for _ in 0..200 {
            if self.pending.is_empty() {
                break;
            }
            self.pass(TimeSpan::from_millis(10_000));
        }
        self.require(self.pending.is_empty(), "no operation is pending for ever");
        self.pass(TimeSpan::from_millis(60_000));
        if self.random.one_in(2) {
            for _ in 0..5 {
                self.command();
            }
        }
        let rests = match self.session.state() {
            SessionState::New | SessionState::Stopped | SessionState::Closed => true,
            SessionState::Started | SessionState::Paused | SessionState::Shutdown => false,
        };
        self.require(
            !rests || !self.pending.is_empty() || self.buffering == 0,
            "nothing buffers that is stopped",
        );
        self.feed(Input::Shutdown);
        self.require(self.pending.is_empty(), "Shutdown completes what is pending");
        self.require(self.held.is_empty(), "Shutdown releases every topology");
        self.require(!self.clock_runs, "Shutdown stops the clock");
        self.require(self.closed <= 1, "MESessionClosed is sent once");
        self.trouble = 0;
        self.feed(Input::Wake);
        self.feed(Input::SourceFailed {
            source: SourceId(1),
            error: Error::TimeOutOfRange,
        });
        self.pass(TimeSpan::from_millis(60_000));
        self.require(
            self.session.next_deadline().is_none(),
            "after Shutdown nothing is due",
        );
        self.log
    }
}
