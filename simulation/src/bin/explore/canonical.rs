//! When two states are alike.
//!
//! A state is known by a hash of 128 bits. What is left out of it, and why that is sound:
//! - The numbers of operations, topologies and components: the machine compares them and nothing else, and new ones are
//!   higher than all before. They count from the oldest one that is pending or held. Those of generations and prerolls
//!   only have to be the same or not; they count in the order in which they are met.
//! - Time: only how far away each deadline is, and for how long each operation has been waited for.
//! - What the machine remembers of the components of topologies that it has released: no later one has them.
//! - Answers of such components, and of generations that are neither the newest nor those of a flow: they are ignored, now
//!   and later.
//! - The order of the answers on their way: any of them can be the next.
//!
//! `--check` puts this to the test.

use openmf_session::{Component, Digest, Generation, OpId, TopologyKey};

use crate::answer::Answer;
use crate::shape::topology_of;
use crate::world::{Clock, World};

/// Stands for what is there no more.
const GONE: u64 = 0xff;

struct Canonical<'a> {
    world: &'a World,
    generations: Vec<Generation>,
    prerolls: Vec<Generation>,
    hash: Hash,
    /// The machine refers to something that it has completed or released.
    dangling: Option<String>,
    awaited: usize,
}

/// Puts the answers that are void apart. Then the hash of what matters for the future, without the budgets of commands and
/// faults. `Err`: the machine refers to something that it has completed or released, or waits for ever.
pub(crate) fn settle(world: &mut World) -> Result<u128, String> {
    let mut canonical = Canonical {
        world,
        generations: vec![Generation::default()],
        prerolls: Vec::new(),
        hash: Hash::default(),
        dangling: None,
        awaited: 0,
    };
    canonical.world.session.digest(&mut canonical);
    let alive = |answers: &[Answer]| {
        let alive = answers.iter().filter(|answer| canonical.is_alive(**answer));
        let mut codes: Vec<u64> = alive.map(|answer| canonical.code(*answer)).collect();
        codes.sort_unstable();
        codes
    };
    let codes = [alive(&canonical.world.answers), alive(&canonical.world.late)];
    let is_void = |answer: &Answer| !canonical.is_alive(*answer);
    let all = canonical.world.answers.iter().chain(&canonical.world.late);
    let void: Vec<Answer> = all.copied().filter(is_void).collect();
    let Canonical {
        mut hash,
        mut dangling,
        awaited,
        ..
    } = canonical;
    if awaited > 0 && world.session.next_deadline().is_none() {
        dangling.get_or_insert_with(|| "something is waited for without a deadline".to_owned());
    }
    if !void.is_empty() {
        let stays = |answer: &Answer| !void.contains(answer);
        world.answers.retain(stays);
        world.late.retain(stays);
        world.void.extend(void);
    }
    for codes in codes {
        hash.put(codes.len() as u64);
        codes.iter().for_each(|code| hash.put(*code));
    }
    for (index, pending) in world.pending.iter().enumerate() {
        hash.put(u64::from(pending.event.code()) << 1 | u64::from(pending.after_close));
        let (waited, bound) = world.waited(index).unwrap_or_default();
        hash.put(waited.as_100ns().min(bound.as_100ns()) as u64);
    }
    hash.put(world.pending.len() as u64);
    for held in &world.held {
        let status = held.status.map_or(0, |status| u64::from(status.code()));
        let [first, second] = held.running;
        let flags = [held.bound, held.active, held.released, first, second];
        hash.put(
            flags
                .into_iter()
                .fold(status, |bits, flag| bits << 1 | u64::from(flag)),
        );
    }
    hash.put(world.held.len() as u64);
    let clock = match world.clock {
        Clock::Stopped => 0,
        Clock::Running => 1,
        Clock::Paused => 2,
        Clock::Unknown => 3,
    };
    hash.put(clock << 1 | u64::from(world.closed));
    dangling.map_or(Ok(hash.finish()), Err)
}

impl Canonical<'_> {
    fn rank(&self, key: TopologyKey) -> Option<u64> {
        let rank = self.world.held.iter().position(|held| held.key == key)?;
        Some(rank as u64)
    }

    fn is_alive(&self, answer: Answer) -> bool {
        let known = |generation| self.generations.contains(&generation);
        self.world.is_held(answer.component())
            && match answer {
                Answer::SinkPrerolled(_, preroll) => self.prerolls.contains(&preroll),
                Answer::BranchFlushed(_, generation) => generation == self.world.generation,
                answer => answer.generation().is_none_or(known),
            }
    }

    fn place(&self, component: Component) -> u64 {
        let kind = match component {
            Component::Loader(_) => 1,
            Component::Activation(_) => 2,
            Component::Clock => 3,
            Component::Source(_) => 4,
            Component::Branch(_) => 5,
            Component::StreamSink(_) => 6,
            Component::Sink(_) => 7,
        };
        let (rank, index) = topology_of(component).map_or((0, 0), |(key, index)| {
            (self.rank(key).unwrap_or(GONE), u64::from(index))
        });
        kind << 16 | rank << 8 | index
    }

    /// An answer as a number.
    fn code(&self, answer: Answer) -> u64 {
        let position = |of: &[Generation], one| {
            let found = of.iter().position(|known| *known == one);
            found.map_or(GONE, |index| index as u64)
        };
        let further = match answer {
            Answer::Resolved(op, _) => self.op_rank(op).unwrap_or(GONE),
            Answer::KeyFrameFound(_, time) => time.as_100ns() as u64,
            Answer::SinkPrerolled(_, preroll) => position(&self.prerolls, preroll),
            answer => answer
                .generation()
                .map_or(0, |generation| position(&self.generations, generation)),
        };
        (answer.kind() << 24 | self.place(answer.component())) ^ further << 32
    }

    fn op_rank(&self, op: OpId) -> Option<u64> {
        let rank = self.world.pending.iter().position(|pending| pending.op == op)?;
        Some(rank as u64)
    }

    fn number(&mut self, kind: u64, rank: Option<u64>, what: impl FnOnce() -> String) {
        if rank.is_none() {
            self.dangling.get_or_insert_with(what);
        }
        self.hash.put(kind << 32 | rank.unwrap_or(GONE));
    }
}

fn met(known: &mut Vec<Generation>, one: Generation) -> u64 {
    let index = known.iter().position(|known| *known == one);
    index.unwrap_or_else(|| {
        known.push(one);
        known.len() - 1
    }) as u64
}

impl Digest for Canonical<'_> {
    fn value(&mut self, value: u64) {
        self.hash.put(value);
    }

    fn op(&mut self, op: OpId) {
        let rank = self.op_rank(op);
        self.number(1, rank, || format!("{op} is complete and still known"));
    }

    fn topology(&mut self, topology: TopologyKey) {
        let rank = self.rank(topology);
        let rank = rank.filter(|_| self.world.is_held(Component::Activation(topology)));
        self.number(2, rank, || format!("{topology} is released and still known"));
    }

    fn topology_id(&mut self, id: u64) {
        let key = TopologyKey(id);
        let rank = self
            .rank(key)
            .filter(|_| self.world.is_held(Component::Activation(key)));
        let rank = rank.unwrap_or(GONE);
        self.hash.put(3 << 32 | rank);
    }

    fn generation(&mut self, generation: Generation) {
        let index = met(&mut self.generations, generation);
        self.hash.put(4 << 32 | index);
    }

    fn preroll(&mut self, preroll: Generation) {
        let index = met(&mut self.prerolls, preroll);
        self.hash.put(5 << 32 | index);
    }

    fn component(&mut self, component: Component) {
        let place = self.place(component);
        let held = self.world.is_held(component).then_some(place);
        self.number(6, held, || format!("{component} is released and still known"));
    }

    fn awaits(&mut self, answers: usize) {
        self.awaited += answers;
    }

    fn is_forgotten(&self, component: Component) -> bool {
        !self.world.is_held(component)
    }
}

/// A hash of words: two sums that go through multiplications of their own.
pub(crate) struct Hash([u64; 2]);

impl Default for Hash {
    fn default() -> Self {
        Self([0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344])
    }
}

impl Hash {
    pub(crate) fn put(&mut self, word: u64) {
        let [low, high] = self.0;
        self.0 = [
            fold(low ^ word, 0x9e37_79b9_7f4a_7c15),
            fold(high.rotate_left(23) ^ word, 0xd1b5_4a32_d192_ed03),
        ];
    }

    pub(crate) fn finish(&self) -> u128 {
        let [low, high] = self.0;
        let (low, high) = (
            fold(low ^ high, 0xa076_1d64_78bd_642f),
            fold(high ^ low.rotate_left(32), 0xe703_7ed1_a0b4_28db),
        );
        u128::from(high) << 64 | u128::from(low)
    }
}

fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ (product >> 64) as u64 ^ a.rotate_left(31)
}
