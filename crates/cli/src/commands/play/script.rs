//! Scripts: timed actions on a session. docs/script.md is their manual.

use std::fmt;
use std::time::Duration;

use openmf::{PresentationTime, SessionState, TimeSpan};

use crate::time::parse_time;

/// One line of a script that does something.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// Counted from 1.
    pub(super) number: usize,
    /// The line without its comment.
    pub(super) text: String,
    pub(super) step: Step,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    /// At a presentation time.
    At(PresentationTime, Action),
    /// This long, in host time, after the line before took effect.
    After(Duration, Action),
    /// At the next event of this name.
    On(EventName, Action),
    Expect(Expectation),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Action {
    Start,
    Pause,
    Stop,
    Seek(PresentationTime),
    Rate(f32),
    Step { back: bool },
    Volume(f32),
    Mute(bool),
    Close,
    Shutdown,
    Quit,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expectation {
    Event(EventName, Duration),
    State(SessionState),
    Position(PresentationTime, TimeSpan),
}

/// An event as scripts name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct EventName(pub(super) &'static str);

impl fmt::Display for EventName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// The names of events: what they are called here, the documented event, and `MF_TOPOSTATUS` where it matters.
pub(super) const EVENTS: &[(&str, &str, Option<u32>)] = &[
    ("topology-set", "MESessionTopologySet", None),
    ("topologies-cleared", "MESessionTopologiesCleared", None),
    ("ready", "MESessionTopologyStatus", Some(100)),
    ("started-source", "MESessionTopologyStatus", Some(200)),
    ("sink-switched", "MESessionTopologyStatus", Some(300)),
    ("topology-ended", "MESessionTopologyStatus", Some(400)),
    ("started", "MESessionStarted", None),
    ("paused", "MESessionPaused", None),
    ("stopped", "MESessionStopped", None),
    ("rate-changed", "MESessionRateChanged", None),
    ("scrub-complete", "MESessionScrubSampleComplete", None),
    ("end-of-presentation", "MEEndOfPresentation", None),
    ("ended", "MESessionEnded", None),
    ("closed", "MESessionClosed", None),
    ("capabilities-changed", "MESessionCapabilitiesChanged", None),
    ("new-presentation", "MENewPresentation", None),
    ("non-fatal-error", "MENonFatalError", None),
    ("error", "MEError", None),
];

const STATES: &[(&str, SessionState)] = &[
    ("new", SessionState::New),
    ("stopped", SessionState::Stopped),
    ("started", SessionState::Started),
    ("paused", SessionState::Paused),
    ("closed", SessionState::Closed),
    ("shutdown", SessionState::Shutdown),
];

/// The longest wait that a line may ask for.
const MAX_SECONDS: f64 = 24.0 * 3600.0;

/// A line that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ScriptError {
    pub(super) line: usize,
    pub(super) message: String,
}

/// Reads a script. Each line is a word list; `#` begins a comment.
pub(super) fn parse(text: &str) -> Result<Vec<Line>, ScriptError> {
    let mut lines = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let text = line.split('#').next().unwrap_or_default().trim();
        if text.is_empty() {
            continue;
        }
        let number = index + 1;
        let mut words = Words {
            rest: text.split_whitespace().collect::<Vec<_>>().into_iter(),
        };
        let step = words.step().and_then(|step| words.end().map(|()| step));
        match step {
            Ok(step) => lines.push(Line {
                number,
                text: text.to_owned(),
                step,
            }),
            Err(message) => {
                return Err(ScriptError {
                    line: number,
                    message,
                });
            }
        }
    }
    Ok(lines)
}

struct Words<'a> {
    rest: std::vec::IntoIter<&'a str>,
}

impl<'a> Words<'a> {
    fn next(&mut self, what: &str) -> Result<&'a str, String> {
        self.rest.next().ok_or_else(|| format!("{what} is missing"))
    }

    fn end(&mut self) -> Result<(), String> {
        match self.rest.next() {
            None => Ok(()),
            Some(word) => Err(format!("'{word}' is one word too many")),
        }
    }

    fn step(&mut self) -> Result<Step, String> {
        match self.next("a line's first word")? {
            "at" => Ok(Step::At(self.time()?, self.action()?)),
            "after" => Ok(Step::After(self.seconds()?, self.action()?)),
            "on" => Ok(Step::On(self.event()?, self.action()?)),
            "expect" => Ok(Step::Expect(self.expectation()?)),
            word => Err(format!("'{word}' does not begin a line: at, after, on, expect")),
        }
    }

    fn action(&mut self) -> Result<Action, String> {
        Ok(match self.next("an action")? {
            "start" | "resume" => Action::Start,
            "pause" => Action::Pause,
            "stop" => Action::Stop,
            "seek" => Action::Seek(self.time()?),
            "rate" => Action::Rate(parse_script_rate(self.next("a rate")?)?),
            "step" => match self.rest.next() {
                None => Action::Step { back: false },
                Some("back") => Action::Step { back: true },
                Some(word) => return Err(format!("'{word}' stands where 'back' or nothing belongs")),
            },
            "volume" => Action::Volume(parse_volume(self.next("a volume")?)?),
            "mute" => Action::Mute(true),
            "unmute" => Action::Mute(false),
            "close" => Action::Close,
            "shutdown" => Action::Shutdown,
            "quit" => Action::Quit,
            word => {
                return Err(format!(
                    "'{word}' is no action: start, resume, pause, stop, seek, rate, step, volume, mute, unmute, close, shutdown, quit"
                ));
            }
        })
    }

    fn expectation(&mut self) -> Result<Expectation, String> {
        match self.next("'state', 'position' or an event")? {
            "state" => {
                let word = self.next("a state")?;
                let names = || {
                    STATES
                        .iter()
                        .map(|(name, _)| *name)
                        .collect::<Vec<_>>()
                        .join(", ")
                };
                let found = STATES.iter().find(|(name, _)| *name == word);
                let (_, state) = found.ok_or_else(|| format!("'{word}' is no state: {}", names()))?;
                Ok(Expectation::State(*state))
            }
            "position" => {
                let time = self.time()?;
                self.keyword("tolerance")?;
                Ok(Expectation::Position(time, TimeSpan::from(self.seconds()?)))
            }
            word => {
                let event = event_name(word)?;
                self.keyword("within")?;
                Ok(Expectation::Event(event, self.seconds()?))
            }
        }
    }

    fn keyword(&mut self, keyword: &str) -> Result<(), String> {
        match self.next(&format!("'{keyword}'"))? {
            word if word == keyword => Ok(()),
            word => Err(format!("'{word}' stands where '{keyword}' belongs")),
        }
    }

    fn event(&mut self) -> Result<EventName, String> {
        event_name(self.next("an event")?)
    }

    fn time(&mut self) -> Result<PresentationTime, String> {
        parse_time(self.next("a time")?)
    }

    fn seconds(&mut self) -> Result<Duration, String> {
        let word = self.next("a number of seconds")?;
        match word.parse::<f64>() {
            Ok(seconds) if (0.0..=MAX_SECONDS).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
            _ => Err(format!(
                "'{word}' is no number of seconds from 0 to {MAX_SECONDS}"
            )),
        }
    }
}

fn event_name(word: &str) -> Result<EventName, String> {
    let found = EVENTS
        .iter()
        .find(|(name, documented, status)| *name == word || (status.is_none() && *documented == word));
    found.map(|(name, ..)| EventName(name)).ok_or_else(|| {
        let names: Vec<_> = EVENTS.iter().map(|(name, ..)| *name).collect();
        format!("'{word}' is no event: {}", names.join(", "))
    })
}

/// Reads the rate at which files begin.
pub(crate) fn parse_rate(text: &str) -> Result<f32, String> {
    match parse_script_rate(text)? {
        0.0 => Err("a file cannot begin at rate 0".to_owned()),
        rate => Ok(rate),
    }
}

/// Reads a rate, which may be 0.
fn parse_script_rate(text: &str) -> Result<f32, String> {
    let digits = text.strip_suffix('x').unwrap_or(text);
    match digits.parse::<f32>() {
        Ok(rate) if rate.is_finite() => Ok(rate),
        _ => Err(format!("'{text}' is no rate: 2, 0.5, -1")),
    }
}

/// Reads a volume: 0 to 1, or 0% to 100%; a bare number above 1 is per cent.
pub(crate) fn parse_volume(text: &str) -> Result<f32, String> {
    let wrong = || format!("'{text}' is no volume: 0 to 1, or 0% to 100%");
    let (digits, percent) = match text.strip_suffix('%') {
        Some(digits) => (digits, true),
        None => (text, false),
    };
    let value = digits.parse::<f32>().map_err(|_| wrong())?;
    let level = if percent || value > 1.0 {
        value / 100.0
    } else {
        value
    };
    if (0.0..=1.0).contains(&level) {
        Ok(level)
    } else {
        Err(wrong())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(seconds: f64) -> PresentationTime {
        PresentationTime::from_secs_f64(seconds)
    }

    #[test]
    fn every_kind_of_line_is_read() {
        let text = "# a comment\n\nat 1.0 seek 0:03.5 # and another\nafter 0.2 pause\n  on started stop\n\
            expect stopped within 0.05\nexpect state paused\nexpect position 3.5 tolerance 0.04\n\
            at 0 volume 40%\non MESessionEnded quit\non ready mute\nafter 0 unmute\nafter 0 close\nafter 0 shutdown\n\
            after 0 start\nafter 0 resume";
        let lines = parse(text).unwrap();
        let steps: Vec<_> = lines
            .iter()
            .map(|line| (line.number, line.step.clone()))
            .collect();
        let zero = Duration::ZERO;
        assert_eq!(
            steps,
            [
                (3, Step::At(time(1.0), Action::Seek(time(3.5)))),
                (4, Step::After(Duration::from_millis(200), Action::Pause)),
                (5, Step::On(EventName("started"), Action::Stop)),
                (
                    6,
                    Step::Expect(Expectation::Event(
                        EventName("stopped"),
                        Duration::from_millis(50)
                    ))
                ),
                (7, Step::Expect(Expectation::State(SessionState::Paused))),
                (
                    8,
                    Step::Expect(Expectation::Position(time(3.5), TimeSpan::from_millis(40)))
                ),
                (9, Step::At(time(0.0), Action::Volume(0.4))),
                (10, Step::On(EventName("ended"), Action::Quit)),
                (11, Step::On(EventName("ready"), Action::Mute(true))),
                (12, Step::After(zero, Action::Mute(false))),
                (13, Step::After(zero, Action::Close)),
                (14, Step::After(zero, Action::Shutdown)),
                (15, Step::After(zero, Action::Start)),
                (16, Step::After(zero, Action::Start)),
            ]
        );
        assert_eq!(lines[0].text, "at 1.0 seek 0:03.5");
    }

    #[test]
    fn a_wrong_line_is_named_with_what_is_wrong() {
        for (text, line, message) in [
            (
                "at 1 pause\nwhen 2 stop",
                2,
                "'when' does not begin a line: at, after, on, expect",
            ),
            (
                "at pause",
                1,
                "'pause' is not a time: seconds or [hh:]mm:ss[.fff]",
            ),
            ("at", 1, "a time is missing"),
            ("at 1", 1, "an action is missing"),
            ("\n\nat 1 seek", 3, "a time is missing"),
            ("at 1 pause now", 1, "'now' is one word too many"),
            (
                "after -1 pause",
                1,
                "'-1' is no number of seconds from 0 to 86400",
            ),
            (
                "after nan pause",
                1,
                "'nan' is no number of seconds from 0 to 86400",
            ),
            (
                "after 0 volume 101",
                1,
                "'101' is no volume: 0 to 1, or 0% to 100%",
            ),
            (
                "expect state open",
                1,
                "'open' is no state: new, stopped, started, paused, closed, shutdown",
            ),
            ("expect stopped in 1", 1, "'in' stands where 'within' belongs"),
            ("expect stopped", 1, "'within' is missing"),
            ("expect position 1", 1, "'tolerance' is missing"),
            ("expect", 1, "'state', 'position' or an event is missing"),
        ] {
            assert_eq!(
                parse(text),
                Err(ScriptError {
                    line,
                    message: message.to_owned()
                }),
                "{text}"
            );
        }
        let error = parse("on midnight stop").unwrap_err();
        assert!(
            error
                .message
                .starts_with("'midnight' is no event: topology-set, "),
            "{}",
            error.message
        );
        let error = parse("on ended dance").unwrap_err();
        assert!(
            error.message.starts_with("'dance' is no action: start, "),
            "{}",
            error.message
        );
    }

    #[test]
    fn volumes_are_levels_or_per_cent() {
        for (text, level) in [
            ("0", 0.0),
            ("0.5", 0.5),
            ("1", 1.0),
            ("50%", 0.5),
            ("1%", 0.01),
            ("80", 0.8),
            ("100%", 1.0),
        ] {
            assert_eq!(parse_volume(text), Ok(level), "{text}");
        }
        for text in ["", "-0.1", "101%", "loud", "nan", "inf"] {
            assert!(parse_volume(text).is_err(), "{text}");
        }
    }
}
