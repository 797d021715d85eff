//! What simulated components share: chance, time, faults, and the first thing that went wrong.

use std::collections::{BTreeMap, BinaryHeap};
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use openmf_core::{Error, HostClock, HostTime, Result, TimeSpan};
use openmf_runtime::Runtime;

use crate::random::Random;
use crate::scenario::{CALLS, COMPONENTS, Call, Fault, What};
use crate::stacks::{wait_for, yield_now};

pub(crate) struct World {
    pub runtime: Runtime,
    pub random: Mutex<Random>,
    split: u64,
    faults: Vec<Fault>,
    counts: Mutex<[[u32; CALLS]; COMPONENTS]>,
    later: Mutex<BinaryHeap<Later>>,
    serial: AtomicU64,
    /// Calls that never return go on when this is set.
    pub released: Arc<AtomicBool>,
    violation: Mutex<Option<String>>,
    /// A component was cut off: what comes from it may be at odds with what the session does.
    pub cut_off: AtomicBool,
    /// All components do what they should, in time.
    pub clean: AtomicBool,
    /// The branches run: what is in them is meant for their sinks.
    pub running: AtomicBool,
    /// Of each stream, by the number in its tag, how many stops and seeks there were.
    pub runs: Mutex<BTreeMap<u8, u32>>,
    pub trace: bool,
}

struct Later {
    at: HostTime,
    serial: u64,
    work: Box<dyn FnOnce() + Send>,
}

impl PartialEq for Later {
    fn eq(&self, other: &Self) -> bool {
        (self.at, self.serial) == (other.at, other.serial)
    }
}
impl Eq for Later {}
impl PartialOrd for Later {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Later {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (other.at, other.serial).cmp(&(self.at, self.serial))
    }
}

/// How a component answers a call that it has accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    Now,
    Failed,
    Late(u32),
    Twice,
    Never,
    ShutsDown,
}

impl World {
    pub(crate) fn new(runtime: Runtime, random: Random, split: u64, faults: Vec<Fault>, trace: bool) -> Self {
        Self {
            runtime,
            random: Mutex::new(random),
            split,
            faults,
            counts: Mutex::new([[0; CALLS]; COMPONENTS]),
            later: Mutex::default(),
            serial: AtomicU64::new(0),
            released: Arc::default(),
            violation: Mutex::default(),
            cut_off: AtomicBool::new(false),
            clean: AtomicBool::new(false),
            running: AtomicBool::new(false),
            runs: Mutex::default(),
            trace,
        }
    }

    pub(crate) fn now(&self) -> HostTime {
        HostClock::now(&self.runtime)
    }

    /// Something that must not be. Only the first counts.
    pub(crate) fn violated(&self, what: impl FnOnce() -> String) {
        let mut violation = lock(&self.violation);
        if violation.is_none() {
            let what = what();
            self.say(|| format!("VIOLATED: {what}"));
            *violation = Some(what);
        }
    }

    pub(crate) fn violation(&self) -> Option<String> {
        lock(&self.violation).clone()
    }

    pub(crate) fn is_violated(&self) -> bool {
        lock(&self.violation).is_some()
    }

    #[allow(clippy::print_stdout, reason = "a trace is asked for")]
    pub(crate) fn say(&self, what: impl FnOnce() -> String) {
        if self.trace {
            println!("{:>9.1} {}", self.now().as_100ns() as f64 / 10_000.0, what());
        }
    }

    pub(crate) fn one_in(&self, odds: u64) -> bool {
        odds != 0 && lock(&self.random).one_in(odds)
    }

    /// Does something at a later time, on no thread of the pool.
    pub(crate) fn later(&self, milliseconds: u32, work: impl FnOnce() + Send + 'static) {
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let at = self.now() + TimeSpan::from_millis(i64::from(milliseconds));
        let work = Box::new(work);
        lock(&self.later).push(Later { at, serial, work });
    }

    pub(crate) fn next_later(&self) -> Option<HostTime> {
        lock(&self.later).peek().map(|later| later.at)
    }

    pub(crate) fn take_due(&self) -> Option<Box<dyn FnOnce() + Send>> {
        let now = self.now();
        let mut later = lock(&self.later);
        if later.peek()?.at > now {
            return None;
        }
        later.pop().map(|later| later.work)
    }

    pub(crate) fn sleep(&self, milliseconds: u32) {
        let flag = Arc::<AtomicBool>::default();
        let over = Arc::clone(&flag);
        self.later(milliseconds, move || over.store(true, Ordering::Release));
        wait_for(&flag);
    }

    /// Others may run here.
    pub(crate) fn pass(&self) {
        if self.split != 0 && self.one_in(self.split) {
            yield_now();
        }
    }

    /// A component is called: what it does about it.
    pub(crate) fn call(&self, component: usize, call: Call) -> Result<Reply> {
        self.pass();
        let what = self.fate(component, call);
        self.say(|| {
            format!(
                "  component {component}: {call:?} {}",
                what.map_or(String::new(), |w| format!("{w:?}"))
            )
        });
        let reply = match what {
            None => Reply::Now,
            Some(What::Refused) => return Err(Error::InvalidStateTransition),
            Some(What::Failed) => Reply::Failed,
            Some(What::Late(milliseconds)) => Reply::Late(milliseconds),
            Some(What::Twice) => Reply::Twice,
            Some(What::Never) => Reply::Never,
            Some(What::Blocks(milliseconds)) => {
                self.sleep(milliseconds);
                Reply::Now
            }
            Some(What::BlocksForever) => {
                wait_for(&self.released);
                Reply::Now
            }
            // Without the hook, which would print it.
            Some(What::Panics) => resume_unwind(Box::new("a simulated panic")),
            Some(What::ShutsDown) => Reply::ShutsDown,
        };
        Ok(reply)
    }

    /// A transform is called. Its caller has locked it for the call, so that nobody else runs meanwhile.
    pub(crate) fn call_locked(&self, component: usize, call: Call) -> Result<()> {
        let what = self.fate(component, call);
        self.say(|| format!("  component {component}: {call:?} {what:?}"));
        match what {
            Some(What::Refused | What::Failed) => Err(Error::InvalidStateTransition),
            Some(What::Panics) => resume_unwind(Box::new("a simulated panic")),
            Some(
                What::Late(_)
                | What::Twice
                | What::Never
                | What::Blocks(_)
                | What::BlocksForever
                | What::ShutsDown,
            )
            | None => Ok(()),
        }
    }

    fn fate(&self, component: usize, call: Call) -> Option<What> {
        if self.released.load(Ordering::Relaxed) {
            return None;
        }
        let nth = {
            let mut counts = lock(&self.counts);
            let count = &mut counts[component][call as usize];
            *count += 1;
            *count - 1
        };
        let fault = self.faults.iter().find(|fault| {
            fault.component == component
                && fault.call == call
                && (fault.nth == nth || fault.lasts && fault.nth < nth)
        });
        fault.map(|fault| fault.what)
    }

    /// Carries out an answer by event. A component that behaves answers at once or a little later.
    pub(crate) fn answer(self: &Arc<Self>, reply: Reply, deliver: impl Fn(Result<()>) + Send + 'static) {
        match reply {
            Reply::Now if self.one_in(3) => {
                let milliseconds = lock(&self.random).below(6) as u32;
                self.later(milliseconds, move || deliver(Ok(())));
            }
            Reply::Now => deliver(Ok(())),
            Reply::Failed => deliver(Err(Error::InvalidStateTransition)),
            Reply::Late(milliseconds) => self.later(milliseconds, move || deliver(Ok(()))),
            Reply::Twice => {
                deliver(Ok(()));
                deliver(Ok(()));
            }
            Reply::Never | Reply::ShutsDown => {}
        }
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
