//! Makes a sequence of calls that fails as short as it can.

use std::time::Duration;

use crate::round::{Plan, run};
use crate::watch;

/// How long objects may take to go while a sequence is made shorter.
pub const PATIENCE: Duration = Duration::from_secs(4);

/// How often a sequence is tried whose threads run at the same time.
const TRIES: usize = 4;

fn fails(plan: &Plan) -> bool {
    let tries = if plan.together { TRIES } else { 1 };
    (0..tries).any(|_| !run(plan, PATIENCE).is_empty())
}

/// The shortest sequence that is found; the same where the failure does not come again.
fn reduce(plan: &Plan) -> Plan {
    let mut best = plan.clone();
    let changes: [fn(&mut Plan); 2] = [|plan| plan.together = false, |plan| plan.released = false];
    for change in changes {
        let mut candidate = best.clone();
        change(&mut candidate);
        if fails(&candidate) {
            best = candidate;
        }
    }
    if !best.released {
        best.steps.retain(|step| !step.after_shutdown);
    }
    let mut size = best.steps.len().div_ceil(2);
    while size > 0 {
        let mut at = 0;
        while at < best.steps.len() {
            let mut candidate = best.clone();
            candidate.steps.drain(at..(at + size).min(best.steps.len()));
            if fails(&candidate) {
                best = candidate;
                eprintln!("{} calls", best.steps.len());
            } else {
                at += size;
            }
        }
        size /= 2;
    }
    best
}

/// Prints the shortest sequence.
pub fn print(plan: &Plan) {
    let best = reduce(plan);
    watch::show(true);
    let wrong = run(&best, PATIENCE);
    watch::show(false);
    println!("{best}\n{}", wrong.join("\n"));
}
