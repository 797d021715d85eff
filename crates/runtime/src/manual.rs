use openmf_core::{HostClock, HostTime, TimeSpan};

use crate::Runtime;

/// Runs a [`Runtime`] on the calling thread with a virtual clock: tests are exact and never sleep.
///
/// Time stands still except in [`ManualRuntime::advance`]; timers fire in their order, each at its own time, and all
/// tasks run until they wait before the next timer fires.
#[derive(Debug)]
pub struct ManualRuntime {
    runtime: Runtime,
}

impl Default for ManualRuntime {
    fn default() -> Self {
        Self::new()
    }
}

impl ManualRuntime {
    /// A runtime at host time zero.
    pub fn new() -> Self {
        Self {
            runtime: Runtime::manual(),
        }
    }

    /// The runtime to hand to sessions.
    pub fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// The virtual host time.
    pub fn now(&self) -> HostTime {
        HostClock::now(&self.runtime)
    }

    /// Runs all tasks until each of them waits. Timers that are due at the present time fire too.
    pub fn run_until_idle(&self) {
        loop {
            while self.runtime.try_tick() {}
            if self.runtime.fire_timers() == 0 {
                return;
            }
        }
    }

    /// Lets time pass; returns when all tasks wait at the new time.
    pub fn advance(&self, span: TimeSpan) {
        let target = self.now() + span;
        self.run_until_idle();
        while let Some(at) = self.runtime.next_timer().filter(|at| *at <= target) {
            self.runtime.set_manual_time(at.max(self.now()));
            self.run_until_idle();
        }
        self.runtime.set_manual_time(target);
        self.run_until_idle();
    }

    /// Lets time pass from timer to timer until `done`, at most for `limit`; whether it came to be.
    pub fn advance_until(&self, limit: TimeSpan, mut done: impl FnMut() -> bool) -> bool {
        let end = self.now() + limit;
        loop {
            self.run_until_idle();
            if done() {
                return true;
            }
            match self.runtime.next_timer().filter(|at| *at <= end) {
                Some(at) => self.runtime.set_manual_time(at.max(self.now())),
                None => return false,
            }
        }
    }
}
