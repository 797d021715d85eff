//! Simulated threads: each job runs on a stack of its own and can be left in the middle of a call.

#![allow(
    deprecated,
    reason = "the other way to leave a stack needs a handle in every call of a component"
)]

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use generator::{Generator, Gn};
use openmf_runtime::ReadyTask;

/// What runs on a stack.
pub(crate) enum Job {
    Task(ReadyTask),
    Thread(Box<dyn FnOnce() + Send>),
}

/// Why a stack was left.
pub(crate) enum Left {
    /// The job is done.
    Done,
    /// It can go on at any time.
    Yield,
    /// It can go on when the flag is set.
    Wait(Arc<AtomicBool>),
}

type Stack = Generator<'static, (), Left>;

/// In words of 8 bytes.
const STACK_SIZE: usize = 0x4000;

thread_local! {
    static IDLE: RefCell<Vec<Stack>> = const { RefCell::new(Vec::new()) };
    static JOB: RefCell<Option<Job>> = const { RefCell::new(None) };
}

/// The stacks whose jobs are not done.
#[derive(Default)]
pub(crate) struct Stacks {
    yielded: Vec<Stack>,
    waiting: Vec<(Arc<AtomicBool>, Stack)>,
}

impl Stacks {
    pub(crate) fn start(&mut self, job: Job) {
        let stack = IDLE.with_borrow_mut(Vec::pop).unwrap_or_else(new_stack);
        JOB.set(Some(job));
        self.resume(stack);
    }

    /// How many can go on now.
    pub(crate) fn ready_count(&mut self) -> usize {
        let mut index = 0;
        while index < self.waiting.len() {
            if self.waiting[index].0.load(Ordering::Acquire) {
                let (_, stack) = self.waiting.swap_remove(index);
                self.yielded.push(stack);
            } else {
                index += 1;
            }
        }
        self.yielded.len()
    }

    pub(crate) fn go_on(&mut self, index: usize) {
        let stack = self.yielded.swap_remove(index);
        self.resume(stack);
    }

    /// How many wait in the middle of a call.
    pub(crate) fn waiting_count(&self) -> usize {
        self.waiting.len()
    }

    fn resume(&mut self, mut stack: Stack) {
        match stack.resume() {
            Some(Left::Done) | None => IDLE.with_borrow_mut(|idle| idle.push(stack)),
            Some(Left::Yield) => self.yielded.push(stack),
            Some(Left::Wait(flag)) => self.waiting.push((flag, stack)),
        }
    }
}

impl Drop for Stacks {
    fn drop(&mut self) {
        // Only a run that was given up leaves jobs behind. To unwind them would run what it was given up for.
        self.yielded.drain(..).for_each(std::mem::forget);
        self.waiting.drain(..).for_each(std::mem::forget);
    }
}

fn new_stack() -> Stack {
    Gn::new_opt(STACK_SIZE, || {
        loop {
            match JOB.take() {
                Some(Job::Task(task)) => task.run(),
                Some(Job::Thread(thread)) => thread(),
                None => {}
            }
            generator::yield_with(Left::Done);
        }
    })
}

/// Lets others run. Outside a job nothing happens.
pub(crate) fn yield_now() {
    if generator::is_generator() {
        generator::yield_with(Left::Yield);
    }
}

/// Waits for a flag, for as long as it takes.
pub(crate) fn wait_for(flag: &Arc<AtomicBool>) {
    if generator::is_generator() && !flag.load(Ordering::Acquire) {
        generator::yield_with(Left::Wait(Arc::clone(flag)));
    }
}
