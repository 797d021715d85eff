//! The promises, checked at every input of the machine and at every event of the application.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use openmf_core::{EventType, HResult, HostTime, Result, SharedEvent, TimeSpan};
use openmf_runtime::Recorder;
use openmf_session::{
    Action, Command, EventAttribute, EventValue, Input, OpId, SessionEvent, SessionState, TopologyKey,
    TopologyStatus,
};

use crate::world::{World, lock};

/// `Stop` has to complete within this: the grace of those before it, and the time to stop.
const STOP_BOUND: TimeSpan = TimeSpan::from_millis(500);
/// `Close`: to stop, and to finalize.
const CLOSE_BOUND: TimeSpan = TimeSpan::from_millis(10_900);
/// Any other, from when those before it are complete: to resolve, to stop what was, and to activate or start.
const BOUND: TimeSpan = TimeSpan::from_millis(21_500);

pub(crate) struct Checker {
    world: Arc<World>,
    bound: TimeSpan,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The operations that are not complete, in call order.
    pending: VecDeque<Pending>,
    results: BTreeMap<u64, Option<HResult>>,
    last_op: u64,
    completed_at: HostTime,
    closes: u32,
    /// What the application has to see, in order; `None` for an event of a component.
    to_see: VecDeque<Option<EventType>>,
    statuses: BTreeMap<TopologyKey, TopologyStatus>,
    /// The sinks of each topology, by name.
    sinks: BTreeMap<TopologyKey, Vec<String>>,
    /// Those that were given to the session and not given back.
    held: BTreeSet<TopologyKey>,
    shut_down: bool,
}

struct Pending {
    op: OpId,
    event: EventType,
    since: HostTime,
    after_close: bool,
}

impl Checker {
    /// A start waits for a source that has no data, for so many milliseconds.
    /// With `clean` all components do what they should, in time.
    pub(crate) fn new(world: &Arc<World>, buffering: u32, clean: bool) -> Arc<Self> {
        world.clean.store(clean, Ordering::Relaxed);
        Arc::new(Self {
            world: Arc::clone(world),
            bound: BOUND + TimeSpan::from_millis(i64::from(buffering)),
            state: Mutex::default(),
        })
    }

    fn violated(&self, what: impl FnOnce() -> String) {
        self.world.violated(what);
    }

    /// Time is about to pass.
    pub(crate) fn idle(&self) {
        let now = self.world.now();
        let state = lock(&self.state);
        for pending in &state.pending {
            let bound = match pending.event {
                _ if pending.after_close => continue,
                EventType::SessionStopped => STOP_BOUND,
                EventType::SessionClosed => CLOSE_BOUND,
                _ => continue,
            };
            if now - pending.since > bound {
                return self.violated(|| format!("{} does not come within {bound}", pending.event));
            }
        }
        if let Some(first) = state.pending.front()
            && now - first.since.max(state.completed_at) > self.bound
        {
            self.violated(|| format!("{} does not come within {}", first.event, self.bound));
        }
    }

    /// Nothing will happen any more of its own accord.
    pub(crate) fn quiescent(&self) {
        let state = lock(&self.state);
        if let Some(first) = state.pending.front() {
            self.violated(|| format!("{} never comes", first.event));
        }
    }

    /// The application sees an event.
    pub(crate) fn seen(&self, event: &SharedEvent) {
        let due = lock(&self.state).to_see.pop_front();
        let same = due.is_some_and(|due| due.is_none_or(|due| due == event.event_type()));
        if !same {
            self.violated(|| format!("{} is seen where {due:?} was due", event.event_type()));
        }
    }

    pub(crate) fn holds_topologies(&self) -> bool {
        !lock(&self.state).held.is_empty()
    }

    pub(crate) fn unseen(&self) -> usize {
        lock(&self.state).to_see.len()
    }

    /// Whether neither Close nor Shutdown was called.
    pub(crate) fn is_open(&self) -> bool {
        let state = lock(&self.state);
        state.closes == 0 && !state.shut_down
    }

    /// Whether a topology with this sink was ready.
    pub(crate) fn was_ready(&self, sink: &str) -> bool {
        let state = lock(&self.state);
        let mut ready = state.statuses.keys().filter_map(|key| state.sinks.get(key));
        ready.any(|names| names.iter().any(|name| name == sink))
    }

    /// What the operation came to: `None` if Shutdown cut it short.
    pub(crate) fn result_of(&self, op: u64) -> Option<Option<HResult>> {
        lock(&self.state).results.get(&op).copied()
    }

    fn completed(&self, state: &mut State, op: OpId, result: &Result<()>, before: Option<&SessionEvent>) {
        let Some(first) = state.pending.pop_front() else {
            return self.violated(|| format!("{op} completes and nothing is pending"));
        };
        if first.op != op {
            return self.violated(|| format!("{op} completes before {}", first.op));
        }
        let code = result.as_ref().err().map(openmf_core::Error::hresult);
        state.results.insert(op.0, code);
        state.completed_at = self.world.now();
        let told = before.is_some_and(|event| {
            event.event_type == first.event
                && event.status.as_ref().err().map(openmf_core::Error::hresult) == code
        });
        let second_close = first.event == EventType::SessionClosed && first.after_close;
        if !told && !second_close {
            self.violated(|| format!("{op} completes without {} of its status", first.event));
        }
    }

    fn emitted(&self, state: &mut State, event: &SessionEvent) {
        state.to_see.push_back(Some(event.event_type));
        let (EventValue::FullTopology(key), EventType::SessionTopologyStatus) =
            (&event.value, event.event_type)
        else {
            return;
        };
        for attribute in &event.attributes {
            let EventAttribute::TopologyStatus(status) = attribute else {
                continue;
            };
            use TopologyStatus::{DynamicChanged, Ended, Ready, SinkSwitched, StartedSource};
            let before = state.statuses.insert(*key, *status);
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
                self.violated(|| format!("status {status:?} of topology {} after {before:?}", key.0));
            }
        }
    }
}

impl Recorder for Checker {
    fn input(&self, now: HostTime, input: &Input) {
        self.world.say(|| format!("< {input:?}"));
        let mut state = lock(&self.state);
        if state.shut_down {
            return;
        }
        if let Input::TopologyResolved {
            topology,
            result: Ok(shape),
            ..
        } = input
        {
            let names = shape.sinks.iter().map(|sink| sink.name.clone()).collect();
            state.sinks.insert(*topology, names);
        }
        let Input::Command { op, command } = input else {
            return;
        };
        if let Command::SetTopology {
            topology: Some(topology),
            ..
        } = command
        {
            state.held.insert(*topology);
        }
        if op.0 != state.last_op + 1 {
            self.violated(|| format!("{op} follows operation {}", state.last_op));
        }
        state.last_op = op.0;
        let event = match command {
            Command::SetTopology { .. } => EventType::SessionTopologySet,
            Command::ClearTopologies => EventType::SessionTopologiesCleared,
            Command::Start { .. } | Command::StepBack => EventType::SessionStarted,
            Command::SetRate { .. } => EventType::SessionRateChanged,
            Command::Pause => EventType::SessionPaused,
            Command::Stop => EventType::SessionStopped,
            Command::Close => EventType::SessionClosed,
        };
        let after_close = state.closes > 0;
        state.closes += u32::from(event == EventType::SessionClosed);
        state.pending.push_back(Pending {
            op: *op,
            event,
            since: now,
            after_close,
        });
    }

    fn actions(&self, actions: &[Action], _: SessionState) {
        let state = &mut *lock(&self.state);
        if state.shut_down && !actions.is_empty() {
            self.violated(|| "something is done after Shutdown".to_owned());
        }
        let mut before = None;
        for action in actions {
            self.world.say(|| format!("> {action:?}"));
            match action {
                Action::Emit(event) => self.emitted(state, event),
                Action::Complete { op, result } => {
                    // What Shutdown cuts short has no event.
                    let shuts_down = matches!(actions.last(), Some(Action::ShutDown));
                    if shuts_down {
                        let first = state.pending.pop_front();
                        if first.is_none_or(|first| first.op != *op) {
                            self.violated(|| format!("{op} is cut short out of order"));
                        }
                        state.results.insert(op.0, None);
                    } else {
                        self.completed(state, *op, result, before);
                    }
                }
                Action::StartSource { topology, .. } if !state.statuses.contains_key(topology) => {
                    self.violated(|| format!("topology {} is started and not ready", topology.0));
                }
                Action::CutOff { component, .. } => {
                    if self.world.clean.load(Ordering::Relaxed) {
                        self.violated(|| format!("{component} is cut off, and nothing is wrong with it"));
                    }
                    self.world.cut_off.store(true, Ordering::Relaxed);
                }
                Action::RunBranches { .. } => self.world.running.store(true, Ordering::Relaxed),
                Action::FlushBranches { .. } | Action::StopClock => {
                    self.world.running.store(false, Ordering::Relaxed);
                }
                Action::ShutDown => {
                    self.world.running.store(false, Ordering::Relaxed);
                    state.shut_down = true;
                    state.to_see.clear();
                    if let Some(topology) = state.held.first() {
                        self.violated(|| format!("Shutdown does not release {topology}"));
                    }
                }
                Action::Release { topology, .. } if !state.held.remove(topology) => {
                    self.violated(|| format!("{topology} is released twice"));
                }
                Action::Forward(_) => state.to_see.push_back(None),
                _ => {}
            }
            before = match action {
                Action::Emit(event) => Some(event),
                _ => None,
            };
        }
    }
}
