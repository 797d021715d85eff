//! A small topology, every order of calls and answers.

mod common;

use common::*;
use openmf_core::Error;
use openmf_session::{Command, Input, SessionState, TopologyKey};

/// The choices of one run, replayed from the front and counted up from the back.
#[derive(Default)]
struct Choices {
    /// What was chosen, of how many.
    made: Vec<(usize, usize)>,
    next: usize,
}

impl Choices {
    fn choose(&mut self, options: usize) -> usize {
        assert!(options > 0);
        if self.next == self.made.len() {
            self.made.push((0, options));
        }
        let (chosen, before) = self.made[self.next];
        assert_eq!(before, options, "a run depends on its choices only");
        self.next += 1;
        chosen
    }

    /// Whether there is another run.
    fn advance(&mut self) -> bool {
        self.next = 0;
        while let Some((chosen, options)) = self.made.pop() {
            if chosen + 1 < options {
                self.made.push((chosen + 1, options));
                return true;
            }
        }
        false
    }
}

fn commands() -> Vec<Command> {
    vec![
        start(),
        seek(SECOND),
        Command::Pause,
        Command::Stop,
        Command::Close,
        set_with(1, Some(2)),
    ]
}

/// One source, one branch, one sink.
fn small(key: u64) -> openmf_session::PresentationShape {
    let mut small = shape(key);
    small.branches.truncate(1);
    small.sinks.truncate(1);
    small
}

/// Runs `calls` calls, of whose answers `losses` never come, in every way there is.
fn explore(state: &str, calls: usize, losses: usize) -> usize {
    let mut choices = Choices::default();
    let mut runs = 0;
    loop {
        run(state, calls, losses, &mut choices);
        runs += 1;
        if !choices.advance() {
            return runs;
        }
    }
}

fn run(state: &str, mut calls: usize, mut losses: usize, choices: &mut Choices) {
    let mut rig = Rig::new();
    for key in [1, 2] {
        rig.resolutions.insert(TopologyKey(key), Ok(small(key)));
    }
    rig.set(1);
    if state != "Stopped" {
        rig.command(start());
    }
    if state == "Paused" {
        rig.command(Command::Pause);
    }
    rig.forget();
    let mut submitted = Vec::new();
    let mut closed = false;
    // Each turn: a call, an answer, a loss, or, when no answer is on its way, the time that passes.
    loop {
        let commands = if calls > 0 { commands() } else { Vec::new() };
        let pending = rig.pending();
        let lost = if losses > 0 { pending } else { 0 };
        let options = commands.len() + pending + lost;
        if options == 0 {
            let Some(deadline) = rig.session.next_deadline() else {
                break;
            };
            rig.now = deadline;
            rig.feed(Input::Wake);
            continue;
        }
        let choice = choices.choose(options);
        if choice < pending {
            rig.deliver(choice);
        } else if choice < pending + lost {
            rig.lose(choice - pending);
            losses -= 1;
        } else {
            let command = commands[choice - pending - lost].clone();
            calls -= 1;
            closed |= command == Command::Close;
            submitted.push(rig.submit(command));
        }
    }
    let trace = || rig.trace.join("\n");
    let completed: Vec<_> = rig.completions.iter().map(|(op, _)| *op).collect();
    assert_eq!(
        completed,
        submitted,
        "each completes once, in call order\n{}",
        trace()
    );
    let expected = if closed { Some(SessionState::Closed) } else { None };
    let found = rig.session.state();
    assert!(
        expected.is_none_or(|expected| expected == found),
        "{found:?}\n{}",
        trace()
    );
    let last = rig.trace.iter().rev().find(|line| line.contains(" clock"));
    let runs = match last.map(String::as_str) {
        Some("stop clock") => "Stopped",
        Some("pause clock") => "Paused",
        Some(_) => "Started",
        None => state,
    };
    match found {
        // What a time source that did not answer does, nobody knows.
        SessionState::Started if trace().contains("cut off time source") => {}
        SessionState::Started => assert_eq!(runs, "Started", "\n{}", trace()),
        SessionState::Paused => assert_eq!(runs, "Paused", "\n{}", trace()),
        SessionState::New | SessionState::Stopped | SessionState::Closed => {
            assert_eq!(runs, "Stopped", "\n{}", trace());
        }
        SessionState::Shutdown => panic!("nobody called Shutdown"),
    }
    // Nobody who answered is cut off.
    let cut_off = rig.trace.iter().any(|line| line.starts_with("cut off"));
    assert!(!cut_off || losses == 0, "{}", trace());
    rig.forget();
    rig.input(Input::Shutdown);
    assert_eq!(rig.trace.last().map(String::as_str), Some("shut down"));
    assert_eq!(rig.session.check_open(), Err(Error::Shutdown));
}

#[test]
fn two_calls_in_every_order_of_answers() {
    for state in ["Stopped", "Started", "Paused"] {
        let runs = explore(state, 2, 0);
        assert!(runs > 300, "{state}: {runs} runs");
    }
}

#[test]
fn calls_of_which_any_answer_is_lost() {
    for (state, calls, least) in [("Stopped", 2, 8_000), ("Paused", 2, 20_000), ("Started", 1, 40)] {
        let runs = explore(state, calls, 1);
        assert!(runs > least, "{state}: {runs} runs");
    }
}
