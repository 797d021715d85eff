//! Where a running script is.

use std::time::{Duration, Instant};

use openmf::{EventType, MediaEvent, PresentationTime, SessionState, keys};

use super::script::{Action, EVENTS, EventName, Expectation, Line, Step};

/// How long an `on` line waits after everything has come to rest.
const REST_LIMIT: Duration = Duration::from_secs(2);
/// How long commands may take before a line that waits for them fails.
const COMMAND_LIMIT: Duration = Duration::from_secs(10);

/// What a script sees of the session.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    pub(super) now: Instant,
    pub(super) state: SessionState,
    pub(super) position: PresentationTime,
    /// Commands that have not completed.
    pub(super) pending: bool,
}

/// What a script wants.
#[derive(Debug, PartialEq)]
pub(super) enum Turn {
    /// Ask again after this long, or after an event.
    Wait(Duration),
    /// Do this, then ask again.
    Do(Action),
    /// All lines have taken effect.
    Finished,
    /// The present line has failed.
    Failed(String),
}

/// A script being run.
pub(super) struct ScriptRun {
    lines: Vec<Line>,
    at: usize,
    /// When the line before took effect.
    since: Instant,
    /// Since when nothing moves any more.
    rest: Option<Instant>,
    /// The present line saw its event.
    event_seen: bool,
}

impl ScriptRun {
    pub(super) fn new(lines: Vec<Line>, now: Instant) -> Self {
        Self {
            lines,
            at: 0,
            since: now,
            rest: None,
            event_seen: false,
        }
    }

    pub(super) fn is_finished(&self) -> bool {
        self.at >= self.lines.len()
    }

    /// Whether there is a script, all of which has taken effect.
    pub(super) fn was_used(&self) -> bool {
        !self.lines.is_empty() && self.is_finished()
    }

    /// Leaves out the rest of the script.
    pub(super) fn give_up(&mut self) {
        self.at = self.lines.len();
    }

    /// The present line.
    pub(super) fn line(&self) -> Option<&Line> {
        self.lines.get(self.at)
    }

    /// An event has come. It serves the present line only.
    pub(super) fn event(&mut self, event: &MediaEvent) {
        self.rest = None;
        if let Some(Line {
            step: Step::On(name, _) | Step::Expect(Expectation::Event(name, _)),
            ..
        }) = self.line()
        {
            self.event_seen |= is_event(*name, event);
        }
    }

    /// Goes on as far as it can. To be asked until it says something else than [`Turn::Do`].
    pub(super) fn turn(&mut self, view: View) -> Turn {
        loop {
            let Some(line) = self.lines.get(self.at).cloned() else {
                return Turn::Finished;
            };
            let waited = view.now.saturating_duration_since(self.since);
            let action = match &line.step {
                Step::At(time, action) => match self.wait_for_time(*time, view) {
                    Some(turn) => return turn,
                    None => Some(action.clone()),
                },
                Step::After(delay, action) => match delay.checked_sub(waited) {
                    Some(left) if !left.is_zero() => return Turn::Wait(left),
                    _ => Some(action.clone()),
                },
                Step::On(name, action) => {
                    if !self.event_seen {
                        return self.wait_for_event(*name, view);
                    }
                    Some(action.clone())
                }
                Step::Expect(Expectation::Event(name, within)) => {
                    if !self.event_seen {
                        return match within.checked_sub(waited) {
                            Some(left) if !left.is_zero() => Turn::Wait(left),
                            _ => {
                                Turn::Failed(format!("{name} did not come within {} s", within.as_secs_f64()))
                            }
                        };
                    }
                    None
                }
                Step::Expect(Expectation::State(_) | Expectation::Position(..)) if view.pending => {
                    return match COMMAND_LIMIT.checked_sub(waited) {
                        Some(left) if !left.is_zero() => Turn::Wait(left),
                        _ => Turn::Failed("the commands before it did not complete".to_owned()),
                    };
                }
                Step::Expect(Expectation::State(expected)) => {
                    if view.state != *expected {
                        return Turn::Failed(format!(
                            "the state is {}",
                            format!("{:?}", view.state).to_lowercase()
                        ));
                    }
                    None
                }
                Step::Expect(Expectation::Position(expected, tolerance)) => {
                    if (view.position - *expected).abs() > *tolerance {
                        return Turn::Failed(format!("the position is {:.4}", view.position.as_secs_f64()));
                    }
                    None
                }
            };
            self.at += 1;
            self.since = view.now;
            self.event_seen = false;
            self.rest = None;
            if let Some(action) = action {
                return Turn::Do(action);
            }
        }
    }

    /// `None` when it is time.
    fn wait_for_time(&mut self, time: PresentationTime, view: View) -> Option<Turn> {
        if view.pending {
            return Some(Turn::Wait(COMMAND_LIMIT));
        }
        match view.state {
            SessionState::Started | SessionState::Paused if view.position >= time => None,
            SessionState::Started => {
                let left = (time - view.position).to_duration();
                Some(Turn::Wait(
                    left.clamp(Duration::from_millis(1), Duration::from_millis(20)),
                ))
            }
            SessionState::Paused if self.has_rested(view.now) => Some(Turn::Failed(format!(
                "the session is paused at {:.4}",
                view.position.as_secs_f64()
            ))),
            SessionState::Paused => Some(Turn::Wait(REST_LIMIT)),
            _ => Some(Turn::Failed(format!(
                "the presentation ended before {:.4}",
                time.as_secs_f64()
            ))),
        }
    }

    fn wait_for_event(&mut self, name: EventName, view: View) -> Turn {
        if view.pending || view.state == SessionState::Started {
            self.rest = None;
        } else if self.has_rested(view.now) {
            return Turn::Failed(format!("{name} did not come, and nothing goes on"));
        }
        Turn::Wait(REST_LIMIT)
    }

    fn has_rested(&mut self, now: Instant) -> bool {
        let since = *self.rest.get_or_insert(now);
        now.saturating_duration_since(since) >= REST_LIMIT
    }
}

/// Whether an event is the one that is waited for. What tells that a command failed is not.
fn is_event(name: EventName, event: &MediaEvent) -> bool {
    let tells_of_errors = matches!(event.event_type(), EventType::Error | EventType::NonFatalError);
    let found = event.attributes().get(keys::MF_EVENT_TOPOLOGY_STATUS).ok();
    (event.status().is_ok() || tells_of_errors)
        && EVENTS.iter().any(|(known, documented, status)| {
            *known == name.0
                && event.event_type().name() == *documented
                && status.is_none_or(|status| found == Some(status))
        })
}

#[cfg(test)]
mod tests {
    use super::super::script::parse;
    use super::*;

    struct Script {
        run: ScriptRun,
        view: View,
    }

    impl Script {
        fn new(text: &str) -> Self {
            let now = Instant::now();
            let (state, position) = (SessionState::Started, PresentationTime::ZERO);
            Self {
                run: ScriptRun::new(parse(text).unwrap(), now),
                view: View {
                    now,
                    state,
                    position,
                    pending: false,
                },
            }
        }

        fn pass(&mut self, host: f64, position: f64) -> Turn {
            self.view.now += Duration::from_secs_f64(host);
            self.view.position = PresentationTime::from_secs_f64(position);
            self.run.turn(self.view)
        }

        fn event(&mut self, event_type: EventType) -> Turn {
            self.run.event(&MediaEvent::new(event_type));
            self.run.turn(self.view)
        }
    }

    fn millis(millis: u64) -> Turn {
        Turn::Wait(Duration::from_millis(millis))
    }

    #[test]
    fn at_waits_for_presentation_time_and_for_commands() {
        let mut script = Script::new("at 1 pause\nat 0.5 stop");
        assert_eq!(script.pass(0.0, 0.0), millis(20));
        assert_eq!(script.pass(1.0, 0.9995), millis(1));
        assert_eq!(script.pass(0.0, 1.0), Turn::Do(Action::Pause));
        script.view.pending = true;
        assert_eq!(script.pass(0.0, 1.0), Turn::Wait(COMMAND_LIMIT));
        script.view.pending = false;
        assert_eq!(script.pass(0.0, 1.0), Turn::Do(Action::Stop));
        assert_eq!(script.pass(0.0, 1.0), Turn::Finished);
    }

    #[test]
    fn at_fails_when_its_time_cannot_come() {
        let mut script = Script::new("at 9 pause");
        script.view.state = SessionState::Stopped;
        assert_eq!(
            script.pass(0.0, 0.0),
            Turn::Failed("the presentation ended before 9.0000".to_owned())
        );
        script.view.state = SessionState::Paused;
        assert_eq!(script.pass(0.0, 1.0), millis(2_000));
        assert_eq!(
            script.pass(2.0, 1.0),
            Turn::Failed("the session is paused at 1.0000".to_owned())
        );
    }

    #[test]
    fn after_counts_from_the_line_before() {
        let mut script = Script::new("on started pause\nafter 0.2 resume\nafter 0.1 quit");
        assert_eq!(script.pass(5.0, 0.0), millis(2_000));
        assert_eq!(script.event(EventType::SessionStarted), Turn::Do(Action::Pause));
        assert_eq!(script.pass(0.15, 0.0), millis(50));
        assert_eq!(script.pass(0.05, 0.0), Turn::Do(Action::Start));
        assert_eq!(script.pass(0.0, 0.0), millis(100));
    }

    #[test]
    fn an_event_serves_one_line() {
        let mut script = Script::new("on started stop\non started start");
        assert_eq!(script.event(EventType::SessionStarted), Turn::Do(Action::Stop));
        script.view.state = SessionState::Stopped;
        assert_eq!(script.pass(0.0, 0.0), millis(2_000));
        assert_eq!(
            script.pass(2.0, 0.0),
            Turn::Failed("started did not come, and nothing goes on".to_owned())
        );
    }

    #[test]
    fn expectations_hold_or_fail() {
        let mut script =
            Script::new("expect paused within 0.05\nexpect state started\nexpect position 2 tolerance 0.1");
        assert_eq!(script.pass(0.02, 0.0), millis(30));
        assert_eq!(script.event(EventType::SessionStopped), millis(30));
        let failed = MediaEvent::completion(EventType::SessionPaused, Err(openmf::Error::PauseWhileStopped));
        script.run.event(&failed);
        assert_eq!(script.pass(0.0, 0.0), millis(30));
        script.view.pending = true;
        assert_eq!(script.event(EventType::SessionPaused), Turn::Wait(COMMAND_LIMIT));
        script.view.pending = false;
        assert_eq!(script.pass(0.0, 2.1), Turn::Finished);

        let mut script = Script::new("expect paused within 0.05");
        assert_eq!(
            script.pass(0.05, 0.0),
            Turn::Failed("paused did not come within 0.05 s".to_owned())
        );
        let mut script = Script::new("expect state paused");
        assert_eq!(
            script.pass(0.0, 0.0),
            Turn::Failed("the state is started".to_owned())
        );
        let mut script = Script::new("expect position 2 tolerance 0.1");
        assert_eq!(
            script.pass(0.0, 2.2),
            Turn::Failed("the position is 2.2000".to_owned())
        );
        assert_eq!(script.run.line().map(|line| line.number), Some(1));
    }

    #[test]
    fn ready_is_one_status_of_the_topology() {
        let status = |code: u32| {
            let event = MediaEvent::new(EventType::SessionTopologyStatus);
            event.attributes().set(keys::MF_EVENT_TOPOLOGY_STATUS, code);
            event
        };
        let mut script = Script::new("on ready pause");
        script.run.event(&MediaEvent::completion(
            EventType::SessionTopologyStatus,
            Err(openmf::Error::Aborted),
        ));
        script.run.event(&status(200));
        assert_eq!(script.pass(0.0, 0.0), millis(2_000));
        script.run.event(&status(100));
        assert_eq!(script.pass(0.0, 0.0), Turn::Do(Action::Pause));
    }
}
