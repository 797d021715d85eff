//! One run: its scheduler, and what must be left when all is over.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use openmf_core::{MediaSource, TimeSpan};
use openmf_runtime::SteppedRuntime;

use crate::app::App;
use crate::random::Random;
use crate::scenario::{Actor, Finish, Scenario, Step};
use crate::stacks::{Job, Stacks, wait_for};
use crate::world::{World, lock};

/// What a run came to.
pub(crate) struct Outcome {
    pub violation: Option<String>,
    pub steps: u64,
}

/// More steps than any run needs: tasks wake each other without end. A clock whose time source stands still before a timer
/// looks again every millisecond, for as long as the run goes on by itself.
const MAX_STEPS: u64 = 500_000;
/// How long a run goes on by itself.
const PATIENCE: TimeSpan = TimeSpan::from_millis(200_000);

pub(crate) fn run(scenario: &Scenario, trace: bool) -> Outcome {
    let stepped = SteppedRuntime::new(wait_for);
    let world = Arc::new(World::new(
        stepped.runtime().clone(),
        Random::new(scenario.seed),
        scenario.split,
        scenario.faults.clone(),
        trace,
    ));
    let mut scheduler = Scheduler {
        stepped,
        world: Arc::clone(&world),
        stacks: Stacks::default(),
        due: Vec::new(),
        random: Random::new(!scenario.seed),
        steps: 0,
        tasks_before: 0,
    };
    let app = App::new(&world, scenario);
    scheduler.play(&app, scenario);
    if !world.is_violated() {
        scheduler.finish(app, scenario);
    } else {
        // What it holds is in the middle of something.
        std::mem::forget(app);
    }
    Outcome {
        violation: world.violation(),
        steps: scheduler.steps,
    }
}

pub(crate) struct Scheduler {
    stepped: SteppedRuntime,
    world: Arc<World>,
    stacks: Stacks,
    /// What is due outside the pool.
    due: Vec<Box<dyn FnOnce() + Send>>,
    random: Random,
    steps: u64,
    /// How many tasks the session has before anything is done with it.
    tasks_before: usize,
}

impl Scheduler {
    fn play(&mut self, app: &Arc<App>, scenario: &Scenario) {
        for (at, happening) in &scenario.happenings {
            let (app, happening) = (Arc::downgrade(app), *happening);
            self.world.later(*at, move || {
                if let Some(app) = app.upgrade() {
                    app.happens(happening);
                }
            });
        }
        self.tasks_before = self.world.runtime.task_count();
        app.read_events(self);
        let mut threads: Vec<usize> = Vec::new();
        for (actor, _) in &scenario.steps {
            if let Actor::Thread(thread) = actor
                && !threads.contains(thread)
            {
                threads.push(*thread);
            }
        }
        for thread in threads {
            let app = Arc::clone(app);
            app.threads.fetch_add(1, Ordering::Relaxed);
            self.thread(move || {
                for index in 0..app.steps.len() {
                    if let (Actor::Thread(number), step) = app.steps[index]
                        && number == thread
                    {
                        app.perform(Actor::Thread(thread), step);
                    }
                }
                app.threads.fetch_sub(1, Ordering::Relaxed);
            });
        }
        let settled = self.run_until_quiescent(app);
        if self.world.is_violated() {
            return;
        }
        app.checker.quiescent();
        let waiting = app.threads.load(Ordering::Relaxed) + app.in_callback.load(Ordering::Relaxed);
        if waiting > 0 {
            self.world
                .violated(|| format!("{waiting} threads of the application wait for ever"));
        }
        app.check_state(scenario, settled);
        if scenario.seed.is_multiple_of(4)
            && settled
            && scenario.faults.is_empty()
            && !self.world.is_violated()
        {
            self.check_leaks(app);
        }
    }

    /// A session that holds no topology any more has no more tasks than before its first one.
    fn check_leaks(&mut self, app: &Arc<App>) {
        let clearing = Arc::clone(app);
        self.thread(move || {
            for step in [Step::ClearTopologies, Step::ClearCurrent, Step::Wait] {
                clearing.perform(Actor::Thread(0), step);
            }
        });
        if !self.run_until_quiescent(app) || self.world.is_violated() || app.checker.holds_topologies() {
            return;
        }
        let (before, now) = (self.tasks_before, self.world.runtime.task_count());
        if now > before {
            self.world
                .violated(|| format!("{now} tasks without a topology, and {before} before the first one"));
        }
    }

    /// Ends the session in one of the ways there are; then nothing of it may be left.
    fn finish(&mut self, app: Arc<App>, scenario: &Scenario) {
        if scenario.finish == Finish::Close && app.session().is_some() {
            let closing = Arc::clone(&app);
            self.thread(move || {
                closing.perform(Actor::Thread(0), Step::Close);
                closing.perform(Actor::Thread(0), Step::Wait);
            });
            self.run_until_quiescent(&app);
            app.checker.quiescent();
        }
        match scenario.finish {
            Finish::Close | Finish::Shutdown => {
                let last = Arc::clone(&app);
                self.thread(move || last.perform(Actor::Thread(0), Step::Shutdown));
            }
            Finish::Drop => {
                let last = Arc::clone(&app);
                self.thread(move || {
                    last.mark_shut_down();
                    drop(lock(&last.session).take());
                });
            }
        }
        self.run_until_quiescent(&app);
        if self.world.is_violated() {
            std::mem::forget(app);
            return;
        }
        app.check_completions();
        let stuck = self.stacks.waiting_count();
        let left = self.world.runtime.task_count();
        if left > stuck {
            self.world
                .violated(|| format!("{left} tasks are left after Shutdown, {stuck} of them in components"));
        }
        if let Some(at) = self.stepped.next_timer() {
            self.world
                .violated(|| format!("a timer at {} ms is left after Shutdown", at.as_100ns() / 10_000));
        }
        app.check_sinks(scenario);
        // Calls that never returned do so now; it must not matter any more.
        self.world.released.store(true, Ordering::Release);
        self.run_until_quiescent(&app);
        let left = self.world.runtime.task_count();
        if left > 0 {
            self.world
                .violated(|| format!("{left} tasks are left when all calls have returned"));
        }
        let playlist = lock(&app.playlist).take();
        if let Some(playlist) = playlist {
            self.thread(move || {
                if let Err(error) = playlist.sequencer.shutdown() {
                    playlist
                        .world
                        .violated(|| format!("the sequencer cannot be shut down: {error}"));
                }
            });
            self.run_until_quiescent(&app);
        }
        if let Some(aggregate) = &app.aggregate {
            let _ = aggregate.shutdown();
        }
        app.sources.iter().for_each(|source| drop(source.shutdown()));
        let (sources, sinks) = app.weak();
        drop(lock(&app.session).take());
        let others = Arc::strong_count(&app) - 1;
        if others > 0 {
            self.world
                .violated(|| format!("the event callback is held {others} times after Shutdown"));
        }
        drop(app);
        let sources = sources.iter().filter(|source| source.strong_count() > 0).count();
        let sinks = sinks.iter().filter(|sink| sink.strong_count() > 0).count();
        if sources + sinks > 0 {
            self.world
                .violated(|| format!("{sources} sources and {sinks} sinks are held after Shutdown"));
        }
    }

    pub(crate) fn thread(&mut self, body: impl FnOnce() + Send + 'static) {
        let world = Arc::clone(&self.world);
        self.stacks.start(Job::Thread(Box::new(move || {
            if let Err(panic) = catch_unwind(AssertUnwindSafe(body)) {
                world.violated(|| format!("a call into the session panicked: {}", message(&*panic)));
            }
        })));
    }

    /// Whether it came to rest by itself.
    fn run_until_quiescent(&mut self, app: &Arc<App>) -> bool {
        let end = self.world.now() + PATIENCE;
        loop {
            if self.world.is_violated() {
                return false;
            }
            if self.step() {
                self.steps += 1;
                if self.steps > MAX_STEPS {
                    self.world.violated(|| {
                        format!("more than {MAX_STEPS} steps: tasks wake each other without end")
                    });
                }
                continue;
            }
            app.checker.idle();
            let next = [self.stepped.next_timer(), self.world.next_later()]
                .into_iter()
                .flatten()
                .min();
            match next {
                None => return true,
                Some(at) if at > end => return false,
                Some(at) => {
                    self.stepped.set_time(at);
                    while let Some(work) = self.world.take_due() {
                        self.due.push(work);
                    }
                }
            }
        }
    }

    /// Runs one of those that can run.
    fn step(&mut self) -> bool {
        let (tasks, stacks, due) = (
            self.stepped.ready_count(),
            self.stacks.ready_count(),
            self.due.len(),
        );
        if tasks + stacks + due == 0 {
            return false;
        }
        let choice = self.random.below((tasks + stacks + due) as u64) as usize;
        let world = Arc::clone(&self.world);
        let stepped = catch_unwind(AssertUnwindSafe(|| {
            if choice < tasks {
                if let Some(task) = self.stepped.take_ready(choice) {
                    self.stacks.start(Job::Task(task));
                }
            } else if choice < tasks + stacks {
                self.stacks.go_on(choice - tasks);
            } else {
                let work = self.due.swap_remove(choice - tasks - stacks);
                // On a thread of the component's own, whose panics are its own.
                let own = move || drop(catch_unwind(AssertUnwindSafe(work)));
                self.stacks.start(Job::Thread(Box::new(own)));
            }
        }));
        if let Err(panic) = stepped {
            world.violated(|| format!("a task panicked: {}", message(&*panic)));
        }
        true
    }
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}
