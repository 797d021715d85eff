//! Seeded sequences of calls on live objects of every kind, on one and two threads.
//!
//! `OPENMF_SEED` is the first seed, `OPENMF_ROUNDS` says how many seeds there are, `OPENMF_STEPS` how many calls each
//! thread makes in a round, `OPENMF_ONLY` which calls, as `OPENMF_REDUCE` names them. `OPENMF_SHOW` prints every call; `OPENMF_REDUCE` makes a sequence that fails as short as it
//! can and prints it. After each round every object is gone, nothing has panicked, every call has returned, and no
//! temporary file is left.

use std::collections::BTreeMap;
use std::fmt;
use std::ptr;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use openmf_com::exports::*;
use openmf_core::codes;
use windows_core::HRESULT;

use crate::arena::Rng;
use crate::call::{Call, Kind, pointer};
use crate::calls::{FUNCTIONS, INTERFACES};
use crate::fuzz::{Arguments, Findings, Shared, WAITING, find, left_out, locked, mix, pick, take};
use crate::null::Memory;
use crate::object;
use crate::pool::{Object, Pool};
use crate::session_common::{SDK, alone};
use crate::{reduce, scratch, watch};

/// The rounds, unless the environment says otherwise.
const ROUNDS: u64 = 6;
/// The calls of each thread in a round.
const STEPS: u64 = 400;
/// Guards against a hang; nothing depends on it.
const LIMIT: Duration = Duration::from_secs(60);

/// A sequence of calls.
#[derive(Clone, Debug)]
pub struct Plan {
    pub seed: u64,
    pub hostile: bool,
    /// The threads at the same time, else one after the other.
    pub together: bool,
    /// Some of the calls are made after `MFShutdown`.
    pub released: bool,
    pub steps: Vec<Step>,
}

/// One call, whose arguments its numbers decide.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    pub thread: u8,
    pub after_shutdown: bool,
    pub number: u32,
}

impl Plan {
    pub fn new(seed: u64, steps: u32) -> Self {
        let threads = if seed.is_multiple_of(4) { 1 } else { 2 };
        let phase = |thread, after_shutdown, count| {
            (0..count).map(move |number| Step {
                thread,
                after_shutdown,
                number,
            })
        };
        let steps =
            (0..threads).flat_map(|thread| phase(thread, false, steps).chain(phase(thread, true, steps / 4)));
        Self {
            seed,
            hostile: !seed.is_multiple_of(3),
            together: true,
            released: mix(seed, 0).is_multiple_of(2),
            steps: steps.collect(),
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OPENMF_SEED={} OPENMF_ROUNDS=1 OPENMF_ONLY=", self.seed)?;
        f.write_str(match (self.together, self.released) {
            (false, false) => "one-by-one",
            (true, false) => "together",
            (false, true) => "one-by-one,released",
            (true, true) => "together,released",
        })?;
        for step in &self.steps {
            let after = if step.after_shutdown { "+" } else { "" };
            write!(f, ",{}.{after}{}", step.thread, step.number)?;
        }
        Ok(())
    }
}

impl Plan {
    /// Leaves the calls that `text` names, which is what [`Display`](fmt::Display) writes.
    fn limit(&mut self, text: &str) {
        self.together = text.contains("together");
        self.released = text.contains("released");
        let named: Vec<&str> = text.split(',').collect();
        self.steps.retain(|step| {
            let after = if step.after_shutdown { "+" } else { "" };
            named.contains(&format!("{}.{after}{}", step.thread, step.number).as_str())
        });
    }
}

/// The calls of one thread.
fn play(plan: &Plan, pool: &Shared, steps: &[Step], findings: &Findings) {
    let functions: Vec<&Call> = FUNCTIONS.iter().filter(|call| !left_out(call)).collect();
    for step in steps {
        let number = mix(
            plan.seed,
            u64::from(step.thread) << 33 | u64::from(step.after_shutdown) << 32 | u64::from(step.number),
        );
        let mut rng = Rng::new(number);
        if rng.below(30) == 0
            && let Some(gone) = pick(pool, rng.next(), |_| true)
        {
            locked(pool).retain(|object| !Arc::ptr_eq(object, &gone));
            gone.shut_down();
            gone.empty();
        }
        let (call, object) = if rng.below(4) == 0 {
            (*rng.pick(&functions), None)
        } else {
            // An opaque object has no interface.
            let Some(object) = pick(pool, rng.next(), |object| !object.faces().is_empty()) else {
                continue;
            };
            let (interface, _) = *rng.pick(object.faces());
            let methods = INTERFACES[interface].methods;
            if methods.is_empty() {
                continue;
            }
            (rng.pick(methods), Some((object, interface)))
        };
        let ends = call.name.starts_with("Shutdown") || call.name == "Close";
        if left_out(call) || ends && rng.below(5) != 0 {
            continue;
        }
        let mut arguments = Arguments::new(pool, call, &mut rng, plan.hostile);
        let face = match &object {
            None => ptr::null_mut(),
            Some((object, interface)) => {
                if arguments.foreign {
                    object.foreign.store(true, Ordering::Relaxed);
                }
                let foreign = object.foreign.load(Ordering::Relaxed);
                if foreign && WAITING.contains(&call.name) {
                    continue;
                }
                let face = object.faces().iter().find(|(at, _)| at == interface);
                face.map_or(ptr::null_mut(), |(_, face)| *face)
            }
        };
        // SAFETY: live objects and memory as the call documents, or NULL.
        let answer = unsafe { watch::run(call, face, &arguments.words) };
        let code = if call.gives_code() {
            HRESULT(answer as i32)
        } else {
            HRESULT(0)
        };
        if watch::shows() {
            show(
                &arguments,
                call,
                object.as_ref().map(|(object, _)| &**object),
                code,
            );
        }
        if code == HRESULT(codes::E_UNEXPECTED.0) && openmf_com::testing::panics() > 0 {
            find(findings, format!("{} panics", call.full_name()));
        }
        if call.name == "GetStateNoAddRef" || call.result.starts_with('*') {
            continue;
        }
        take(pool, call, &arguments, code, number, findings);
        if call.name.starts_with("Begin") {
            // The buffer of an operation is used until it has ended.
            let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
            kept.append(&mut arguments.memory);
        }
    }
}

/// Prints what a call answered.
fn show(arguments: &Arguments, call: &Call, object: Option<&Object>, code: HRESULT) {
    let given = call.parameters.iter().zip(&arguments.words);
    let given = given.filter(|(of, word)| {
        **word != 0
            && matches!(
                of.kind,
                Kind::Output(_) | Kind::OptionalOutput(_) | Kind::Asked | Kind::Data
            )
    });
    let read = |word: u64| -> u64 {
        // SAFETY: a block of at least 64 bytes is behind every pointer.
        unsafe { pointer::<u64>(word).read_unaligned() }
    };
    let given: Vec<String> = given
        .map(|(of, word)| format!("{}={:#x}", of.name, read(*word)))
        .collect();
    eprintln!("    {} {}", crate::null::name(code), given.join(" "));
    for object in object
        .into_iter()
        .chain(arguments.held.iter().map(|object| &**object))
    {
        let faces: Vec<String> = object
            .faces()
            .iter()
            .map(|(at, face)| format!("{} {face:?}", INTERFACES[*at].name))
            .collect();
        eprintln!("    with {}: {}", object.number, faces.join(", "));
    }
}

/// The memory of operations that may still run.
static KEPT: Mutex<Vec<Memory>> = Mutex::new(Vec::new());

/// What there is, by kind and by the place in the sources where it was made.
fn counts() -> BTreeMap<String, usize> {
    // SAFETY: no pointers.
    let ours = unsafe { OpenMFLiveObjects() } as usize;
    let mut counts = BTreeMap::from([
        ("objects".to_owned(), ours),
        ("foreign objects".to_owned(), object::alive() as usize),
    ]);
    let core = openmf_core::live::live_objects();
    counts.extend(core.iter().map(|(name, count)| ((*name).to_owned(), *count)));
    counts.extend(openmf_com::testing::live_places());
    counts
}

/// Ends the platform, however often it was started, and starts it again.
fn restart() {
    // SAFETY: no pointers.
    unsafe {
        while MFShutdown() == HRESULT(0) {}
        assert_eq!(MFStartup(SDK, 0), HRESULT(0));
    }
}

/// One round: objects, calls, the end. What is wrong then; `patience` is how long objects may take to go.
pub fn run(plan: &Plan, patience: Duration) -> Vec<String> {
    let before = counts();
    let panics = openmf_com::testing::panics();
    let findings = Findings::default();
    scratch::reset();
    let pool: Shared = Mutex::new(Pool::filled().objects);
    let phase = |after_shutdown: bool| {
        let of = |thread: u8| -> Vec<Step> {
            let steps = plan.steps.iter().copied();
            steps
                .filter(|step| step.thread == thread && step.after_shutdown == after_shutdown)
                .collect()
        };
        let threads = [of(0), of(1)];
        if plan.together {
            std::thread::scope(|scope| {
                for steps in threads.iter().filter(|steps| !steps.is_empty()) {
                    scope.spawn(|| play(plan, &pool, steps, &findings));
                }
            });
        } else {
            threads
                .iter()
                .for_each(|steps| play(plan, &pool, steps, &findings));
        }
    };
    phase(false);
    if plan.released {
        // Results hold the platform for a few seconds.
        locked(&pool).retain(|object| object.face("IMFAsyncResult").is_none());
        // SAFETY: no pointers.
        unsafe {
            let _ = MFShutdown();
        }
        phase(true);
        // SAFETY: no pointers.
        unsafe {
            assert_eq!(MFStartup(SDK, 0), HRESULT(0));
        }
    }
    for object in locked(&pool).drain(..) {
        object.shut_down();
        object.empty();
    }
    // SAFETY: no pointers.
    while unsafe { MFUnlockPlatform() } == HRESULT(0) {}
    restart();
    let mut wrong = findings.into_inner().unwrap_or_else(PoisonError::into_inner);
    let end = Instant::now() + patience;
    loop {
        let more: Vec<String> = counts()
            .into_iter()
            .filter_map(|(name, count)| {
                let before = before.get(&name).copied().unwrap_or(0);
                (count > before).then(|| format!("{} {name}", count - before))
            })
            .collect();
        if more.is_empty() {
            break;
        }
        if Instant::now() > end {
            wrong.push(format!("left over: {}", more.join(", ")));
            break;
        }
        std::thread::yield_now();
        // A callback that came after the shutdown may have asked for the time to reply, and never reply.
        restart();
    }
    KEPT.lock().unwrap_or_else(PoisonError::into_inner).clear();
    if openmf_com::testing::panics() > panics {
        wrong.push("a panic was caught".to_owned());
    }
    wrong.extend(watch::take_panics());
    let files = scratch::reset();
    if !files.is_empty() {
        wrong.push(format!("temporary files are left: {files:?}"));
    }
    wrong.sort();
    wrong.dedup();
    wrong
}

fn of_environment(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is no number")))
}

#[test]
fn random_sequences_leave_nothing_behind() {
    let _alone = alone();
    watch::start();
    let rounds = of_environment("OPENMF_ROUNDS").unwrap_or(ROUNDS);
    let first = of_environment("OPENMF_SEED").unwrap_or(1);
    let steps = of_environment("OPENMF_STEPS").unwrap_or(STEPS);
    let steps = u32::try_from(steps).expect("a number of steps");
    let reduces = std::env::var_os("OPENMF_REDUCE").is_some();
    let mut failures = Vec::new();
    for seed in first..first + rounds {
        println!("OPENMF_SEED={seed} OPENMF_ROUNDS=1 OPENMF_STEPS={steps}");
        let mut plan = Plan::new(seed, steps);
        if let Ok(only) = std::env::var("OPENMF_ONLY") {
            plan.limit(&only);
        }
        let wrong = run(&plan, if reduces { reduce::PATIENCE } else { LIMIT });
        if wrong.is_empty() {
            continue;
        }
        println!("{}", wrong.join("\n"));
        if reduces {
            reduce::print(&plan);
        }
        failures.push(format!("seed {seed}:\n{}", wrong.join("\n")));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    // SAFETY: no pointers.
    assert_eq!(unsafe { MFShutdown() }, HRESULT(0));
}
