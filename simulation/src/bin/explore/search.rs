//! Every state that can be reached, each once.

use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::canonical;
use crate::world::{Move, Options, World};

/// How many parts the set of known states has, each with a lock of its own.
const PARTS: usize = 64;

/// How a state came to be.
pub(crate) struct Path {
    step: Move,
    before: Option<Arc<Path>>,
}

#[derive(Clone)]
struct Node {
    world: World,
    path: Option<Arc<Path>>,
}

/// What an exploration came to.
#[derive(Default)]
pub(crate) struct Counts {
    pub states: AtomicU64,
    pub transitions: AtomicU64,
    pub rests: AtomicU64,
}

/// A state in which something does not hold.
pub(crate) struct Violation {
    pub what: String,
    /// What led to it.
    pub moves: Vec<Move>,
}

pub(crate) struct Search {
    pub options: Options,
    pub counts: Counts,
    known: Vec<Mutex<Known>>,
    began: Instant,
    limit: Duration,
    jobs: usize,
    /// All of them, and not the first alone.
    keep_going: bool,
    violations: Mutex<Vec<Violation>>,
    over: AtomicBool,
    /// Whether it came to its end.
    pub is_complete: bool,
}

/// For each budget of faults the states that were met with it.
type Known = Vec<HashSet<u128, BuildHasherDefault<Same>>>;

/// A hash is its own hash.
#[derive(Default)]
struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {}

    fn write_u128(&mut self, hash: u128) {
        self.0 = hash as u64;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Search {
    pub(crate) fn new(options: Options, faults: u8, jobs: usize, limit: Duration, keep_going: bool) -> Self {
        let known = || (0..=faults).map(|_| HashSet::default()).collect();
        Self {
            options,
            counts: Counts::default(),
            known: (0..PARTS).map(|_| Mutex::new(known())).collect(),
            began: Instant::now(),
            limit,
            jobs,
            keep_going,
            violations: Mutex::default(),
            over: AtomicBool::new(false),
            is_complete: false,
        }
    }

    /// Searches.
    ///
    /// All that components and time can do is explored before the next command is given anywhere: a state that was met
    /// with more commands left than now has shown all that can follow already.
    pub(crate) fn run(mut self, start: World) -> Self {
        let commands = start.commands_left;
        let first = Node {
            world: start,
            path: None,
        };
        let mut level = vec![first];
        for given in 0..=commands {
            let next = Mutex::default();
            let at = AtomicUsize::new(0);
            std::thread::scope(|scope| {
                for _ in 0..self.jobs {
                    scope.spawn(|| self.work(&level, given, &at, &next, given < commands));
                }
            });
            level = next.into_inner().unwrap_or_else(PoisonError::into_inner);
            if self.over.load(Ordering::Relaxed) {
                break;
            }
        }
        self.is_complete = !self.over.load(Ordering::Relaxed);
        self
    }

    pub(crate) fn violations(&self) -> MutexGuard<'_, Vec<Violation>> {
        lock(&self.violations)
    }

    /// The states that were met, each with the most faults that were left then.
    pub(crate) fn known(&self) -> BTreeMap<u128, usize> {
        let mut all = BTreeMap::new();
        for part in &self.known {
            for (faults, known) in lock(part).iter().enumerate() {
                all.extend(known.iter().map(|hash| (*hash, faults)));
            }
        }
        all
    }

    /// Gives commands in the states of a level and explores what follows.
    fn work(&self, level: &[Node], given: u8, at: &AtomicUsize, next: &Mutex<Vec<Node>>, keep: bool) {
        let (mut kept, mut open) = (Vec::new(), Vec::new());
        let mut moves = Vec::new();
        while let Some(node) = level.get(at.fetch_add(1, Ordering::Relaxed)) {
            if given == 0 {
                self.add(node.clone(), &mut open);
            } else {
                for command in node.world.commands(self.options.all) {
                    self.go(node.clone(), command, &mut open);
                }
            }
            while let Some(node) = open.pop() {
                if self.over.load(Ordering::Relaxed) {
                    return;
                }
                self.expand(&node, &mut moves, &mut open);
                if keep {
                    kept.push(node);
                }
            }
        }
        lock(next).append(&mut kept);
    }

    fn expand(&self, node: &Node, moves: &mut Vec<Move>, open: &mut Vec<Node>) {
        let states = self.counts.states.fetch_add(1, Ordering::Relaxed);
        if states.is_multiple_of(1024) && self.began.elapsed() > self.limit {
            self.over.store(true, Ordering::Relaxed);
        }
        if node.world.is_at_rest() {
            self.counts.rests.fetch_add(1, Ordering::Relaxed);
            if let Err(what) = node.world.check_rest() {
                self.violated(what, &node.path);
            }
        }
        if let Err(what) = node.world.clone().check_shutdown(self.options) {
            self.violated(what, &node.path);
        }
        node.world.moves(self.options, moves);
        for step in moves {
            self.go(node.clone(), *step, open);
        }
    }

    fn go(&self, mut node: Node, step: Move, open: &mut Vec<Node>) {
        let made = node.world.make(step, self.options);
        node.path = Some(Arc::new(Path {
            step,
            before: node.path.take(),
        }));
        match made {
            Ok(true) => {
                self.counts.transitions.fetch_add(1, Ordering::Relaxed);
                self.add(node, open);
            }
            Ok(false) => {}
            Err(what) => {
                self.counts.transitions.fetch_add(1, Ordering::Relaxed);
                self.violated(what, &node.path);
            }
        }
    }

    fn add(&self, mut node: Node, open: &mut Vec<Node>) {
        let settled = canonical::settle(&mut node.world);
        node.world.void.clear();
        let hash = match settled {
            Ok(hash) => hash,
            Err(what) => return self.violated(what, &node.path),
        };
        let faults = usize::from(node.world.faults_left);
        let is_new = {
            let mut known = lock(&self.known[(hash >> 64) as usize % PARTS]);
            // With more faults to come everything can follow that can with fewer.
            !known[faults..].iter().any(|known| known.contains(&hash)) && known[faults].insert(hash)
        };
        if is_new {
            open.push(node);
        }
    }

    fn violated(&self, what: String, path: &Option<Arc<Path>>) {
        let mut moves = Vec::new();
        let mut at = path.as_ref();
        while let Some(path) = at {
            moves.push(path.step);
            at = path.before.as_ref();
        }
        moves.reverse();
        let mut violations = lock(&self.violations);
        if !violations.iter().any(|known| kind(&known.what) == kind(&what)) {
            violations.push(Violation { what, moves });
        }
        if !self.keep_going {
            self.over.store(true, Ordering::Relaxed);
        }
    }
}

/// What is violated, without its numbers.
pub(crate) fn kind(violation: &str) -> String {
    violation.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// What happened, in words.
pub(crate) fn trace(mut world: World, moves: &[Move], options: Options) -> String {
    world.trace = Some(Arc::default());
    for step in moves {
        if world.make(*step, options).is_err() {
            break;
        }
    }
    world.trace.map_or(String::new(), |trace| trace.join("\n"))
}
