use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use openmf_core::{
    ClockStart, ClockState, ClockStateSink, DropMode, HostTime, MediaEvent, PresentationClock,
    PresentationTime, QualityAdvise, Result, Sample, TimeSpan, Variant, guids,
};
use openmf_topology::{NodeId, NodeKind, Topology, TopologyNode};

use super::QualityManager;

/// The quality manager that a session has unless it is told otherwise (`MFCreateStandardQualityManager`).
///
/// It looks at pictures only, and only where they are shown by the clock. A picture that reaches its sink later than it
/// is due by more than [`LATE`](Self::LATE) makes the branch's decoders leave out more, a step at a time, as long as the
/// lag does not shrink. When no picture was late for [`SLACK`](Self::SLACK) the last step is taken back. At rate 0 each
/// picture is asked for by itself: nothing is left out from the moment on that the clock is told of it.
///
/// The documentation says what a manager can do and not when it does it: the figures are openmf's own.
#[derive(Default)]
pub struct StandardQualityManager {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    clock: Option<Heard>,
    /// By output node.
    paths: BTreeMap<NodeId, Path>,
}

impl State {
    fn clock(&self) -> Option<Arc<dyn PresentationClock>> {
        self.clock.as_ref().map(|heard| Arc::clone(&heard.clock))
    }
}

/// The session's clock, and who hears of its rates.
struct Heard {
    clock: Arc<dyn PresentationClock>,
    rates: Arc<dyn ClockStateSink>,
}

impl Drop for Heard {
    fn drop(&mut self) {
        // Fails if the clock was shut down: it has let go of everything then.
        let _ = self.clock.remove_state_sink(&self.rates);
    }
}

/// What leads to one output node.
struct Path {
    /// What can be told to leave out pictures, the decoder first.
    advised: Vec<Arc<dyn QualityAdvise>>,
    /// The lag when it was measured last, and when that was; `None` while nothing is late.
    measured: Option<(TimeSpan, HostTime)>,
    /// Since when no picture was late.
    in_time_since: Option<HostTime>,
    /// What adjusts itself has said that it can do no more, and is told nothing until samples are in time.
    cannot_keep_up: bool,
}

/// What to do about a picture.
enum Step {
    More,
    Less,
}

impl StandardQualityManager {
    /// By how much a picture may be late before anything is left out.
    pub const LATE: TimeSpan = TimeSpan::from_millis(20);
    /// How far measurements are apart: how long a lag has to grow, and a step has to show its effect.
    pub const SETTLING: TimeSpan = TimeSpan::from_millis(300);
    /// How long no picture may be late before a step is taken back.
    pub const SLACK: TimeSpan = TimeSpan::from_millis(3_000);

    /// A manager that has no topology yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes account of a picture at its sink, which is late by `lag`.
    fn observe(&self, node: NodeId, lag: TimeSpan, now: HostTime) {
        let (advised, step) = {
            let mut state = self.lock();
            let Some(path) = state.paths.get_mut(&node) else {
                return;
            };
            let Some(step) = path.observe(lag, now) else {
                return;
            };
            (path.advised.clone(), step)
        };
        // The first that can take the step: the decoder, before what follows it. What adjusts itself is let be.
        let mut advised = advised.iter().filter(|advised| !advised.adjusts_itself());
        let taken = match step {
            Step::More => advised.any(more),
            Step::Less => advised.any(less),
        };
        if taken {
            tracing::debug!(node = node.0, %lag, "the quality manager changed what is left out");
        }
    }

    /// Passes a sink's word on to what adjusts itself; whether that sees to it. Source: `MF_QUALITY_ADVISE_FLAGS`.
    fn forward(&self, node: NodeId, event: &MediaEvent, lag: TimeSpan) -> bool {
        let itself: Vec<_> = {
            let mut state = self.lock();
            let Some(path) = state.paths.get_mut(&node) else {
                return false;
            };
            if lag <= Self::LATE {
                path.cannot_keep_up = false;
            } else if path.cannot_keep_up {
                return false;
            }
            let advised = path.advised.iter();
            advised
                .filter(|advised| advised.adjusts_itself())
                .cloned()
                .collect()
        };
        if itself.is_empty() {
            return false;
        }
        // One that fails cannot keep up either.
        let mut keeps_up = true;
        for advised in &itself {
            keeps_up &= advised.notify_quality_event(event).unwrap_or(false);
        }
        if !keeps_up && let Some(path) = self.lock().paths.get_mut(&node) {
            path.cannot_keep_up = true;
        }
        keeps_up
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Hears of the clock's rates.
struct Rates(Weak<Mutex<State>>);

impl ClockStateSink for Rates {
    fn on_clock_start(&self, _host_time: HostTime, _start: ClockStart) -> Result<()> {
        Ok(())
    }

    fn on_clock_stop(&self, _host_time: HostTime) -> Result<()> {
        Ok(())
    }

    fn on_clock_pause(&self, _host_time: HostTime) -> Result<()> {
        Ok(())
    }

    fn on_clock_restart(&self, _host_time: HostTime) -> Result<()> {
        Ok(())
    }

    fn on_clock_set_rate(&self, _host_time: HostTime, rate: f32) -> Result<()> {
        if rate == 0.0
            && let Some(state) = self.0.upgrade()
        {
            let advised: Vec<_> = {
                let mut state = lock(&state);
                let paths = state.paths.values_mut();
                paths
                    .flat_map(|path| {
                        path.forget();
                        path.advised.clone()
                    })
                    .collect()
            };
            everything(&advised);
        }
        Ok(())
    }
}

impl Path {
    fn new(advised: Vec<Arc<dyn QualityAdvise>>) -> Self {
        Self {
            advised,
            measured: None,
            in_time_since: None,
            cannot_keep_up: false,
        }
    }

    /// Whatever was late does not count any more.
    fn forget(&mut self) {
        (self.measured, self.in_time_since, self.cannot_keep_up) = (None, None, false);
    }

    fn observe(&mut self, lag: TimeSpan, now: HostTime) -> Option<Step> {
        if lag <= StandardQualityManager::LATE {
            let since = *self.in_time_since.get_or_insert(now);
            if now - since < StandardQualityManager::SLACK {
                return None;
            }
            self.in_time_since = Some(now);
            self.measured = None;
            return Some(Step::Less);
        }
        self.in_time_since = None;
        let (before, at) = *self.measured.get_or_insert((lag, now));
        if now - at < StandardQualityManager::SETTLING {
            return None;
        }
        self.measured = Some((lag, now));
        // A lag that shrinks is being caught up with already.
        (lag >= before).then_some(Step::More)
    }
}

/// Leaves out one step more; false if there is none.
fn more(advised: &Arc<dyn QualityAdvise>) -> bool {
    let next = advised.drop_mode().next();
    next.is_some_and(|mode| advised.set_drop_mode(mode).is_ok())
}

fn less(advised: &Arc<dyn QualityAdvise>) -> bool {
    let previous = advised.drop_mode().previous();
    previous.is_some_and(|mode| advised.set_drop_mode(mode).is_ok())
}

impl QualityManager for StandardQualityManager {
    fn notify_topology(&self, topology: Option<&Topology>) {
        let mut paths = BTreeMap::new();
        for output in topology.into_iter().flat_map(Topology::output_nodes) {
            let advised = advised_upstream(&output);
            if !advised.is_empty() {
                paths.insert(output.id(), Path::new(advised));
            }
        }
        let former = std::mem::replace(&mut self.lock().paths, paths);
        // A component that goes on in another topology begins there with everything.
        everything(former.values().flat_map(|path| &path.advised));
    }

    fn notify_presentation_clock(&self, clock: Option<&Arc<dyn PresentationClock>>) {
        let heard = clock.map(|clock| Heard {
            clock: Arc::clone(clock),
            rates: Arc::new(Rates(Arc::downgrade(&self.state))),
        });
        let sink = heard.as_ref().map(|heard| Arc::clone(&heard.rates));
        let former = std::mem::replace(&mut self.lock().clock, heard);
        drop(former);
        // A clock that was shut down tells nothing.
        if let Some((clock, sink)) = clock.zip(sink) {
            let _ = clock.add_state_sink(sink);
        }
    }

    fn watches(&self, node: &TopologyNode, rateless: bool) -> bool {
        let shows_pictures = || {
            let sink = node.stream_sink();
            let media_type = sink.and_then(|sink| sink.media_type_handler().current_type().ok());
            media_type.is_some_and(|media_type| media_type.is_video())
        };
        !rateless && node.kind() == NodeKind::Output && shows_pictures()
    }

    fn notify_process_input(&self, node: NodeId, _input: u32, sample: &Sample) {
        let Some(due) = sample.time else { return };
        let clock = {
            let state = self.lock();
            if !state.paths.contains_key(&node) {
                return;
            }
            state.clock()
        };
        let Some(clock) = clock.filter(|clock| clock.state() == ClockState::Running) else {
            return;
        };
        // Backwards, and as fast as it goes, other rules hold.
        if let Ok((now, host)) = clock.correlated_time()
            && clock.rate() > 0.0
        {
            let due = PresentationTime::from_100ns(due.as_100ns());
            self.observe(node, now - due, host);
        }
    }

    fn notify_process_output(&self, _node: NodeId, _output: u32, _sample: &Sample) {}

    fn notify_quality_event(&self, node: NodeId, event: &MediaEvent) {
        let Variant::I64(lag) = *event.value() else { return };
        if event.extended_type() != guids::MF_QUALITY_NOTIFY_SAMPLE_LAG {
            return;
        }
        let lag = TimeSpan::from_100ns(lag);
        if self.forward(node, event, lag) {
            return;
        }
        let clock = self.lock().clock();
        if let Some(clock) = clock.filter(|clock| clock.rate() != 0.0) {
            self.observe(node, lag, clock.host_time());
        }
    }

    fn shutdown(&self) {
        let former = std::mem::take(&mut *self.lock());
        drop(former);
    }
}

/// Nothing is left out any more. What adjusts itself is let be.
fn everything<'a>(advised: impl IntoIterator<Item = &'a Arc<dyn QualityAdvise>>) {
    for advised in advised.into_iter().filter(|advised| !advised.adjusts_itself()) {
        // Leaving out nothing is the one mode that every component has.
        let _ = advised.set_drop_mode(DropMode::None);
    }
}

/// What can be advised on the way to this output node: the transforms, the nearest to the source first, then the sink, then
/// the source, whose doing less is seen most.
fn advised_upstream(output: &TopologyNode) -> Vec<Arc<dyn QualityAdvise>> {
    let mut advised = Vec::new();
    let mut at = output.clone();
    // The loader has seen to it that there is no loop.
    while let Ok((upstream, _)) = at.input(0) {
        if let Some(transform) = upstream.shared_transform() {
            advised.extend(transform.quality_advise());
        }
        at = upstream;
    }
    advised.reverse();
    let source = at.media_source().and_then(|source| source.quality_advise());
    let sink = output.stream_sink().and_then(|sink| sink.quality_advise());
    advised.extend(sink.into_iter().chain(source));
    advised
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path() -> Path {
        Path::new(Vec::new())
    }

    /// Pictures every 40 ms with this lag, in ms; what is done about each.
    fn steps(path: &mut Path, from: i64, lags: impl IntoIterator<Item = i64>) -> String {
        let host = |index: usize| HostTime::from_100ns((from + 40 * index as i64) * 10_000);
        let steps = lags.into_iter().enumerate().map(|(index, lag)| {
            match path.observe(TimeSpan::from_millis(lag), host(index)) {
                Some(Step::More) => '+',
                Some(Step::Less) => '-',
                None => '.',
            }
        });
        steps.collect()
    }

    #[test]
    fn a_growing_lag_takes_step_after_step() {
        let growing = (0..20).map(|index| 30 + 10 * index);
        assert_eq!(steps(&mut path(), 0, growing), "........+.......+...");
    }

    #[test]
    fn a_step_that_helps_is_enough_and_is_taken_back_after_slack() {
        let mut path = path();
        assert_eq!(steps(&mut path, 0, [100; 9]), "........+");
        let shrinking = (0..40).map(|index| 100 - 5 * index);
        assert_eq!(steps(&mut path, 360, shrinking), ".".repeat(40));
        // The 17th of these was the first in time; 3 s later, and 3 s after that.
        let in_time = steps(&mut path, 1_960, [-40; 150]);
        let taken_back: Vec<_> = in_time
            .match_indices('-')
            .map(|(index, _)| index as i64 * 40 + 1_960)
            .collect();
        assert_eq!(taken_back, [1_000 + 3_000, 1_000 + 6_000]);
    }

    #[test]
    fn a_late_picture_now_and_then_is_no_reason() {
        let mut path = path();
        let first = steps(&mut path, 0, [-40, 10, 19, 20, 0]);
        assert_eq!(first, ".....");
    }
}
