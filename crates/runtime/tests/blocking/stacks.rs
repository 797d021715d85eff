//! Threads on virtual time: each job has a stack of its own, so that a call may be left in the middle for ever while
//! everything else goes on.

#![allow(
    deprecated,
    reason = "the other way to leave a stack needs a handle in every call of a component"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use generator::{Generator, Gn};
use openmf_core::HostTime;
use openmf_runtime::SteppedRuntime;

enum Left {
    Done,
    Wait(Arc<AtomicBool>),
}

type Stack = Generator<'static, (), Left>;

/// In words of 8 bytes.
const STACK_SIZE: usize = 0x8000;
/// More steps than any of these sessions takes: tasks wake each other without end.
const MAX_STEPS: u32 = 200_000;

/// Waits for a flag on a stack of its own; the flag may never be set.
pub(crate) fn wait_for(flag: &Arc<AtomicBool>) {
    if generator::is_generator() && !flag.load(Ordering::Acquire) {
        generator::yield_with(Left::Wait(Arc::clone(flag)));
    }
}

/// Runs the tasks of a runtime, and threads of the application.
pub(crate) struct Scheduler {
    pub stepped: SteppedRuntime,
    waiting: Vec<(Arc<AtomicBool>, Stack)>,
}

impl Scheduler {
    pub(crate) fn new() -> Self {
        Self {
            stepped: SteppedRuntime::new(wait_for),
            waiting: Vec::new(),
        }
    }

    /// Begins a thread.
    pub(crate) fn thread(&mut self, body: impl FnOnce() + Send + 'static) {
        let mut body = Some(body);
        self.resume(Gn::new_opt(STACK_SIZE, move || {
            if let Some(body) = body.take() {
                body();
            }
            generator::yield_with(Left::Done);
            Left::Done
        }));
    }

    /// Runs what can run, moving the time on where nothing can, until `done`; whether that came before `limit`.
    pub(crate) fn run_until(&mut self, limit: HostTime, mut done: impl FnMut() -> bool) -> bool {
        for _ in 0..MAX_STEPS {
            if done() {
                return true;
            }
            if let Some(task) = self.stepped.take_ready(0) {
                self.thread(move || task.run());
                continue;
            }
            let ready = self
                .waiting
                .iter()
                .position(|(flag, _)| flag.load(Ordering::Acquire));
            if let Some(index) = ready {
                let (_, stack) = self.waiting.remove(index);
                self.resume(stack);
                continue;
            }
            match self.stepped.next_timer() {
                Some(at) if at <= limit => {
                    self.stepped.set_time(at);
                }
                _ => return false,
            }
        }
        panic!("tasks wake each other without end");
    }

    fn resume(&mut self, mut stack: Stack) {
        if let Some(Left::Wait(flag)) = stack.resume() {
            self.waiting.push((flag, stack));
        }
    }
}

impl Drop for Scheduler {
    fn drop(&mut self) {
        // Left only by a test that fails: to unwind them would run what it failed for.
        self.waiting.drain(..).for_each(std::mem::forget);
    }
}
