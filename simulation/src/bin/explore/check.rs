//! Puts to the test that states that count as one go on alike.
//!
//! Here a state is known by everything that it has, and none is left out. Two that have the same hash have to allow steps
//! to states of the same hashes, with the same budgets, and the same violations; a step that changes nothing is none. By
//! induction then no path is lost that begins in a state that is not explored again. The search has to meet the same
//! states and violations.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write;
use std::time::Duration;

use crate::canonical::{self, Hash};
use crate::search::{Search, kind};
use crate::world::{Move, Options, World};

/// What follows a state: the hash and the budgets of commands and faults, or what is violated.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    State(u128, u8, u8),
    Violated(String),
}

pub(crate) fn run(start: &World, options: Options, jobs: usize) -> Result<String, String> {
    let mut seen: HashSet<u128> = HashSet::new();
    let mut classes: HashMap<(u128, u8, u8), (BTreeSet<Next>, World)> = HashMap::new();
    let mut violations: BTreeSet<String> = BTreeSet::new();
    let mut most_faults: BTreeMap<u128, usize> = BTreeMap::new();
    let mut open = vec![start.clone()];
    seen.insert(whole(start));
    while let Some(mut world) = open.pop() {
        let own = match canonical::settle(&mut world) {
            Ok(own) => own,
            Err(what) => {
                violations.insert(kind(&what));
                continue;
            }
        };
        let faults = most_faults.entry(own).or_default();
        *faults = usize::from(world.faults_left).max(*faults);
        let (next, worlds) = successors(&world, own, options);
        let unseen = worlds.into_iter().filter(|next| seen.insert(whole(next)));
        open.extend(unseen);
        violations.extend(next.iter().filter_map(|next| match next {
            Next::Violated(what) => Some(what.clone()),
            Next::State(..) => None,
        }));
        let class = (own, world.commands_left, world.faults_left);
        if let Some((known, other)) = classes.get(&class) {
            if *known != next {
                return Err(difference(other, known, &world, &next));
            }
        } else {
            classes.insert(class, (next, world));
        }
    }
    let search = Search::new(options, start.faults_left, jobs, Duration::MAX, true).run(start.clone());
    let found: BTreeSet<String> = search.violations().iter().map(|v| kind(&v.what)).collect();
    if found != violations {
        return Err(format!(
            "the search finds {found:?}, and there are {violations:?}"
        ));
    }
    let known = search.known();
    if known != most_faults {
        return Err(format!(
            "the search meets {} kinds of states of {}",
            known.len(),
            most_faults.len()
        ));
    }
    let mut what = format!(
        "{} states of {} kinds ({} without what is left of commands and faults), {} kinds of violations",
        seen.len(),
        classes.len(),
        most_faults.len(),
        violations.len()
    );
    for violation in violations {
        // Writing to a string does not fail.
        let _ = write!(what, "\n{violation}");
    }
    Ok(what)
}

/// What follows a state, but for what changes nothing.
fn successors(world: &World, own: u128, options: Options) -> (BTreeSet<Next>, Vec<World>) {
    let mut all = BTreeSet::new();
    let mut worlds = Vec::new();
    if world.is_at_rest()
        && let Err(what) = world.check_rest()
    {
        all.insert(Next::Violated(kind(&what)));
    }
    if let Err(what) = world.clone().check_shutdown(options) {
        all.insert(Next::Violated(kind(&what)));
    }
    let mut moves = Vec::new();
    world.moves(options, &mut moves);
    moves.extend(world.commands(options.all));
    moves.extend((0..world.void.len() as u8).map(Move::Void));
    for step in moves {
        let mut next = world.clone();
        let settled = match next.make(step, options) {
            Ok(true) => canonical::settle(&mut next),
            Ok(false) => continue,
            Err(what) => Err(what),
        };
        match settled {
            Ok(hash) => {
                if hash != own {
                    all.insert(Next::State(hash, next.commands_left, next.faults_left));
                }
                worlds.push(next);
            }
            Err(what) => {
                all.insert(Next::Violated(kind(&what)));
            }
        }
    }
    (all, worlds)
}

fn difference(one: &World, of_one: &BTreeSet<Next>, other: &World, of_other: &BTreeSet<Next>) -> String {
    let only =
        |one: &BTreeSet<Next>, other: &BTreeSet<Next>| one.difference(other).cloned().collect::<Vec<_>>();
    format!(
        "two states that count as one go on otherwise\n{one:#?}\nonly to {:?}\n{other:#?}\nonly to {:?}",
        only(of_one, of_other),
        only(of_other, of_one)
    )
}

/// A hash of all that a state is.
fn whole(world: &World) -> u128 {
    let mut text = Text(Hash::default());
    // Writing to a hash does not fail.
    let _ = write!(text, "{world:?}");
    text.0.finish()
}

struct Text(Hash);

impl Write for Text {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for chunk in text.as_bytes().chunks(8) {
            let mut bytes = [0; 8];
            bytes[..chunk.len()].copy_from_slice(chunk);
            self.0.put(u64::from_le_bytes(bytes));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use openmf_core::EventType;
    use openmf_session::{Action, SessionState};

    use super::*;

    fn options(branches: u32) -> Options {
        Options {
            branches,
            all: true,
            ends: true,
            events: false,
            sabotage: None,
        }
    }

    #[test]
    fn states_that_count_as_one_go_on_alike() {
        for branches in [1, 2] {
            let options = Options {
                all: branches == 1,
                ..options(branches)
            };
            let what = run(&World::new(2, 1), options, 1);
            assert!(what.is_ok(), "{branches} branches: {}", what.unwrap_or_default());
        }
    }

    /// What the machine would do wrong, and how that shows.
    type Fault = (fn(&World, &Action) -> usize, &'static str);

    const FAULTS: [Fault; 7] = [
        (
            |_, action| match action {
                Action::Complete { result: Err(_), .. } => 0,
                _ => 1,
            },
            "never completes",
        ),
        (
            |world, action| match action {
                Action::Complete { .. } if !world.late.is_empty() => 2,
                _ => 1,
            },
            "completes",
        ),
        (
            |world, action| match action {
                Action::Emit(event) if event.event_type == EventType::SessionStarted => {
                    usize::from(world.clock == crate::world::Clock::Running)
                }
                _ => 1,
            },
            "completes without MESessionStarted",
        ),
        (
            |world, action| match action {
                Action::FlushBranches { .. } => usize::from(world.faults_left > 0),
                _ => 1,
            },
            "branches run",
        ),
        (
            |world, action| match action {
                Action::StopClock if world.faults_left == 0 => 0,
                _ => 1,
            },
            "the clock Running",
        ),
        (
            |world, action| match action {
                Action::Release { .. } if world.session.state() == SessionState::Shutdown => {
                    usize::from(world.held.len() < 2)
                }
                _ => 1,
            },
            "Shutdown does not release",
        ),
        (
            |world, action| match action {
                Action::Release { .. } if world.faults_left == 0 => 2,
                _ => 1,
            },
            "is released twice",
        ),
    ];

    #[test]
    fn what_is_wrong_shows_with_and_without_the_reductions() {
        for (index, (sabotage, shows)) in FAULTS.into_iter().enumerate() {
            let options = Options {
                sabotage: Some(sabotage),
                ..options(1)
            };
            let what = run(&World::new(2, 1), options, 1).unwrap_or_else(|what| panic!("{index}: {what}"));
            assert!(what.contains(shows), "{index}: `{shows}` is not in {what}");
        }
    }
}
