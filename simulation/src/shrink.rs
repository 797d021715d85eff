//! From a run that fails to the smallest one that still does.

use crate::run::run;
use crate::scenario::Scenario;

/// How many schedules are tried for a smaller scenario.
const SCHEDULES: u64 = 40;

/// The smallest failing scenario found, and how it fails.
pub(crate) fn shrink(scenario: &Scenario, violation: String) -> (Scenario, String) {
    let mut best = (scenario.clone(), violation);
    loop {
        let smaller = candidates(&best.0)
            .into_iter()
            .find_map(|candidate| fails(candidate, &best.1));
        match smaller {
            Some(smaller) => best = smaller,
            None => return best,
        }
    }
}

fn fails(mut scenario: Scenario, like: &str) -> Option<(Scenario, String)> {
    let first = scenario.seed;
    for schedule in 0..SCHEDULES {
        scenario.seed = first.wrapping_add(schedule);
        if let Some(violation) = run(&scenario, false).violation
            && kind(&violation) == kind(like)
        {
            return Some((scenario, violation));
        }
    }
    None
}

/// What is violated, without its numbers.
pub(crate) fn kind(violation: &str) -> String {
    violation.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// Each with one thing less.
fn candidates(scenario: &Scenario) -> Vec<Scenario> {
    let mut all = Vec::new();
    let mut without = |change: &dyn Fn(&mut Scenario)| {
        let mut smaller = scenario.clone();
        change(&mut smaller);
        all.push(smaller);
    };
    for index in 0..scenario.steps.len() {
        without(&|smaller| {
            smaller.steps.remove(index);
        });
    }
    for index in 0..scenario.faults.len() {
        without(&|smaller| {
            smaller.faults.remove(index);
        });
    }
    for index in 0..scenario.happenings.len() {
        without(&|smaller| {
            smaller.happenings.remove(index);
        });
    }
    for (index, topology) in scenario.topologies.iter().enumerate() {
        if topology.branches.len() > 1 {
            for branch in 0..topology.branches.len() {
                without(&|smaller| {
                    smaller.topologies[index].branches.remove(branch);
                });
            }
        }
        if topology.mixes {
            without(&|smaller| smaller.topologies[index].unmix());
        }
        if topology.splits {
            without(&|smaller| smaller.topologies[index].splits = false);
        }
        if topology.rows {
            without(&|smaller| smaller.topologies[index].rows = false);
        }
        if topology.filters {
            without(&|smaller| smaller.topologies[index].filters = false);
        }
        if topology.media_stop.is_some() {
            without(&|smaller| smaller.topologies[index].media_stop = None);
        }
    }
    if scenario.aggregate.is_some() {
        without(&|smaller| smaller.aggregate = None);
    }
    if scenario.split != 0 {
        without(&|smaller| smaller.split = 0);
    }
    if !scenario.callbacks {
        without(&|smaller| smaller.callbacks = true);
    }
    all
}
