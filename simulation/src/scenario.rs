//! What happens in a run: components, commands and faults, all of it chosen by a seed and all of it data.

use crate::random::Random;

/// One run. The schedule is chosen by `seed` while it runs.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    pub seed: u64,
    /// One in so many calls of components lets others run before it goes on; 0: none.
    pub split: u64,
    /// The application reads its events in callbacks; else on a thread.
    pub callbacks: bool,
    pub sources: Vec<SourcePlan>,
    pub sinks: Vec<SinkPlan>,
    pub topologies: Vec<TopologyPlan>,
    /// These two sources are parts of one aggregate source.
    pub aggregate: Option<(usize, usize)>,
    /// The topologies are the elements of a playlist, of which the application sets the first one, and each one that is
    /// announced.
    pub playlist: bool,
    pub steps: Vec<(Actor, Step)>,
    pub faults: Vec<Fault>,
    pub happenings: Vec<(u32, Happening)>,
    pub finish: Finish,
}

#[derive(Clone, Debug)]
pub(crate) struct SourcePlan {
    /// How many samples each stream has.
    pub streams: Vec<u32>,
    pub direct: bool,
    pub can_seek: bool,
    pub can_pause: bool,
    pub is_live: bool,
    pub rates: Rates,
    /// One in so many samples is a clean point: the source starts at the last one.
    pub clean_every: u32,
    /// From this sample on the format is another one.
    pub change_at: Option<u32>,
}

/// The rates of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rates {
    /// It has no rate control.
    None,
    /// Forwards, and scrubbing.
    Forward,
    /// Backwards and thinned too.
    All,
}

#[derive(Clone, Debug)]
pub(crate) struct SinkPlan {
    pub rateless: bool,
    pub direct: bool,
    pub can_preroll: bool,
    pub finalizable: bool,
    pub capacity: u32,
    /// It has rate support, and shows a frame when it is to scrub.
    pub rates: bool,
    /// It asks for nothing.
    pub silent: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct TopologyPlan {
    /// Source, stream, sink. Those of one stream follow a tee.
    pub branches: Vec<(usize, usize, usize)>,
    /// The output of every tee that sets the pace, and one that may lose samples.
    pub tee: (u32, Option<u32>),
    /// `MF_TOPOLOGY_START_TIME_ON_PRESENTATION_SWITCH` in milliseconds.
    pub start_on_switch: Option<u32>,
    /// `MF_TOPONODE_NOSHUTDOWN_ON_REMOVE` is false.
    pub shut_down_on_remove: bool,
    /// `MF_TOPONODE_MEDIASTOP` in milliseconds.
    pub media_stop: Option<u32>,
    /// The first two streams that it reads are the inputs of a transform, whose output goes to the sinks of the first.
    pub mixes: bool,
    /// Where several sinks show the first stream, a transform of several outputs is before them and not a tee.
    pub splits: bool,
    /// Where several sinks show the first stream, all but the last one follow a tee of their own, behind the first.
    pub rows: bool,
    /// In front of the first sink of each stream is a transform of one output.
    pub filters: bool,
}

/// Who does a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Actor {
    /// A thread of the application.
    Thread(usize),
    /// The application's event handler, at the event of this number.
    Event(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Topology and flags.
    Set(usize, u32),
    ClearCurrent,
    ClearTopologies,
    Start,
    /// To this time in milliseconds.
    Seek(u32),
    /// To the key frame before this time.
    SeekKeyFrame(u32),
    /// To this time in an element of the playlist.
    Jump(usize, u32),
    /// `MF_TOPONODE_MEDIASTOP` of all source nodes of this topology, in milliseconds.
    ChangeStop(usize, u32),
    /// Removes an element of the playlist.
    Delete(usize),
    Pause,
    Stop,
    /// Thinned or not, in percent.
    Rate(bool, i32),
    Back,
    Close,
    Shutdown,
    /// For the last command of this actor.
    Wait,
    /// In milliseconds.
    Sleep(u32),
}

/// One call of a component goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub component: usize,
    pub call: Call,
    /// From which call on, counted from 0.
    pub nth: u32,
    /// All later ones too.
    pub lasts: bool,
    pub what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    SourceStart,
    SourcePause,
    SourceStop,
    Read,
    SetClock,
    SinkStart,
    SinkPause,
    SinkStop,
    Flush,
    Preroll,
    Sample,
    Marker,
    Finalize,
    SinkShutdown,
    Load,
    SourceRate,
    SinkRate,
    Scrub,
    MixerInput,
    MixerOutput,
    MixerFlush,
    SplitterInput,
    SplitterOutput,
    SplitterDrain,
    SplitterFlush,
}

pub(crate) const CALLS: usize = 25;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// The call fails.
    Refused,
    /// The call succeeds, the answer is an error.
    Failed,
    /// The answer comes so many milliseconds later.
    Late(u32),
    Twice,
    Never,
    /// The call returns so many milliseconds later.
    Blocks(u32),
    /// The call returns when everything else is over.
    BlocksForever,
    Panics,
    /// The component shuts itself down.
    ShutsDown,
}

/// What a component does without being called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Happening {
    SourceFails(usize),
    SourceShutsDown(usize),
    DeviceRemoved(usize),
    SinkFails(usize),
    /// An answer to a question that nobody asked.
    Unasked(usize, u8),
    CannotSeekAnyMore(usize),
    /// For so many milliseconds.
    Buffers(usize, u32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Finish {
    Close,
    Shutdown,
    /// The last handle is dropped.
    Drop,
}

/// The sinks' numbers as components follow the sources'.
pub(crate) const FIRST_SINK: usize = 4;
pub(crate) const LOADER: usize = 11;
/// Of all topologies.
pub(crate) const MIXER: usize = 12;
/// Of all topologies.
pub(crate) const SPLITTER: usize = 13;
/// The most transforms that are called by the number of the splitter on the way to one sink: a filter, and a splitter in
/// front of it.
const TRANSFORMS: u32 = 2;
pub(crate) const COMPONENTS: usize = 14;
/// Of one sample.
pub(crate) const SAMPLE_MS: u32 = 10;
/// In milliseconds: what is no later than this is not cut off.
const HARMLESS_DELAY: u32 = 300;

/// Sets the chance of what was added later apart.
const JOINED: u64 = 0x6a6f_696e;
const SPLIT: u64 = 0x7370_6c69;
const AGGREGATED: u64 = 0x6167_6772;
const SILENT: u64 = 0x51_1e47;
const ROWS: u64 = 0x726f_7773;
const FILTERED: u64 = 0x6669_6c74;

const SOURCE_CALLS: [Call; 6] = [
    Call::SourceStart,
    Call::SourcePause,
    Call::SourceStop,
    Call::SourceRate,
    Call::Read,
    Call::Read,
];
const SINK_CALLS: [Call; 14] = [
    Call::SetClock,
    Call::SinkStart,
    Call::SinkPause,
    Call::SinkStop,
    Call::SinkStop,
    Call::Flush,
    Call::Preroll,
    Call::Sample,
    Call::Sample,
    Call::Marker,
    Call::Finalize,
    Call::SinkShutdown,
    Call::SinkRate,
    Call::Scrub,
];

impl Scenario {
    pub(crate) fn from_seed(seed: u64) -> Self {
        let r = &mut Random::new(seed);
        let mut sources: Vec<_> = (0..1 + r.below(3)).map(|_| SourcePlan::random(r)).collect();
        let sinks: Vec<_> = (0..1 + r.below(5)).map(|_| SinkPlan::random(r)).collect();
        let mut topologies: Vec<_> = (0..1 + r.below(3))
            .map(|_| TopologyPlan::random(r, &sources, sinks.len()))
            .collect();
        let playlist = r.one_in(5);
        if playlist {
            // A later element could not be set, and the playlist would wait for it.
            topologies
                .iter_mut()
                .for_each(|topology| topology.shut_down_on_remove = false);
        }
        let habit = Habit {
            topologies: topologies.len() as u64,
            playlist,
            rates: r.one_in(3),
        };
        let mut steps = vec![];
        // Most runs begin as applications do.
        if !r.one_in(8) {
            steps.push((Actor::Thread(0), Step::Set(0, 0)));
            if !r.one_in(4) {
                steps.push((Actor::Thread(0), Step::Start));
            }
        }
        let threads = 1 + r.below(3);
        for _ in 0..r.below(10) {
            let actor = if r.one_in(4) {
                Actor::Event(r.below(8) as usize)
            } else {
                Actor::Thread(r.below(threads) as usize)
            };
            steps.push((actor, Step::random(r, habit)));
        }
        let sets = steps.iter().filter(|(_, step)| matches!(step, Step::Set(..)));
        if topologies.len() > 1 || sets.count() > 1 {
            // The loader of the simulation leaves sinks at the type that they have from another topology.
            sources.iter_mut().for_each(|source| source.change_at = None);
        }
        let fault_count = [0, 0, 1, 1, 2, 3, 6][r.below(7) as usize];
        let faults = (0..fault_count)
            .map(|_| Fault::random(r, sources.len(), sinks.len()))
            .collect();
        let happening_count = [0, 0, 0, 1, 2][r.below(5) as usize];
        let happenings = (0..happening_count)
            .map(|_| {
                (
                    r.below(300) as u32,
                    Happening::random(r, sources.len(), sinks.len()),
                )
            })
            .collect();
        let mut scenario = Self {
            seed: r.next(),
            split: r.pick(&[0, 2, 4, 16]),
            callbacks: !r.one_in(3),
            sources,
            sinks,
            topologies,
            aggregate: None,
            playlist,
            steps,
            faults,
            happenings,
            finish: match r.below(6) {
                0 => Finish::Drop,
                1 | 2 => Finish::Shutdown,
                _ => Finish::Close,
            },
        };
        // What was added later has its own chance, so that a seed without it stays what it was.
        scenario.join_streams(&mut Random::new(seed ^ JOINED));
        scenario.split_streams(&mut Random::new(seed ^ SPLIT));
        scenario.aggregate_sources(&mut Random::new(seed ^ AGGREGATED));
        scenario.put_in_rows(&mut Random::new(seed ^ ROWS));
        scenario.silence_sinks(&mut Random::new(seed ^ SILENT));
        scenario.filter_streams(&mut Random::new(seed ^ FILTERED));
        scenario
    }

    /// Puts transforms of one output into some topologies.
    fn filter_streams(&mut self, r: &mut Random) {
        if !r.one_in(4) {
            return;
        }
        for topology in &mut self.topologies {
            topology.filters = !r.one_in(3);
        }
        if self.topologies.iter().any(|topology| topology.filters) {
            self.sources.iter_mut().for_each(|source| source.change_at = None);
            self.spoil_transforms(r);
        }
    }

    /// Puts a transform with several outputs into some topologies.
    fn split_streams(&mut self, r: &mut Random) {
        if !r.one_in(4) {
            return;
        }
        let sinks = self.sinks.len();
        for topology in &mut self.topologies {
            topology.splits = !r.one_in(3);
            let (source, stream, _) = topology.branches[0];
            let free = (0..sinks).find(|sink| topology.branches.iter().all(|branch| branch.2 != *sink));
            if let Some(sink) = free
                && topology.splits
                && topology.streams()[0].2.len() < 2
            {
                topology.branches.push((source, stream, sink));
            }
            topology.splits &= topology.is_split();
        }
        if self.topologies.iter().all(|topology| !topology.splits) {
            return;
        }
        self.sources.iter_mut().for_each(|source| source.change_at = None);
        self.spoil_transforms(r);
    }

    /// Has the transforms with one input fail.
    fn spoil_transforms(&mut self, r: &mut Random) {
        for _ in 0..r.pick(&[0, 0, 1, 2]) {
            let calls = [
                Call::SplitterInput,
                Call::SplitterOutput,
                Call::SplitterOutput,
                Call::SplitterDrain,
                Call::SplitterFlush,
            ];
            let what = What::random(r);
            self.faults.push(Fault {
                component: SPLITTER,
                call: r.pick(&calls),
                nth: r.pick(&[0, 1, 2, 5]),
                // One that repeats its sample for ever never ends.
                lasts: r.one_in(3) && what != What::Twice,
                what,
            });
        }
    }

    /// Puts a tee behind a tee, or behind a transform of several outputs, into some topologies.
    fn put_in_rows(&mut self, r: &mut Random) {
        if !r.one_in(4) {
            return;
        }
        for topology in &mut self.topologies {
            topology.rows = r.one_in(2) && topology.streams()[0].2.len() > 1;
        }
    }

    /// Has some sinks ask for nothing, as far as no topology waits for them.
    fn silence_sinks(&mut self, r: &mut Random) {
        for (number, sink) in self.sinks.iter_mut().enumerate() {
            let mut topologies = self.topologies.iter();
            let dispensable = topologies.all(|plan| plan.does_without(number));
            sink.silent = r.one_in(3) && dispensable;
        }
    }

    /// Whether a sink asks for nothing and no topology waits for it.
    pub(crate) fn is_silent(&self, sink: usize) -> bool {
        self.sinks[sink].silent && self.topologies.iter().all(|plan| plan.does_without(sink))
    }

    /// Makes one source of two.
    fn aggregate_sources(&mut self, r: &mut Random) {
        let count = self.sources.len() as u64;
        if count < 2 || !r.one_in(3) {
            return;
        }
        let first = r.below(count);
        let second = (first + 1 + r.below(count - 1)) % count;
        self.aggregate = Some((first as usize, second as usize));
    }

    /// Puts a transform with several inputs into some topologies.
    fn join_streams(&mut self, r: &mut Random) {
        if !r.one_in(3) {
            return;
        }
        let sources = &self.sources;
        for topology in &mut self.topologies {
            if topology.streams().len() < 2 && r.one_in(2) {
                // A second stream, whose sink is not needed.
                let source = r.below(sources.len() as u64) as usize;
                let stream = r.below(sources[source].streams.len() as u64) as usize;
                topology.branches.push((source, stream, topology.branches[0].2));
            }
            topology.mixes = topology.streams().len() >= 2 && !r.one_in(3);
            if !topology.mixes {
                topology.unmix();
            }
        }
        if self.topologies.iter().all(|topology| !topology.mixes) {
            return;
        }
        self.sources.iter_mut().for_each(|source| source.change_at = None);
        if r.one_in(4) {
            self.faults.push(Fault {
                component: MIXER,
                call: r.pick(&[Call::MixerInput, Call::MixerOutput, Call::MixerFlush]),
                nth: r.pick(&[0, 1, 2, 5]),
                lasts: r.one_in(3),
                what: r.pick(&[What::Failed, What::Panics]),
            });
        }
    }

    /// Whether all components do what they should.
    pub(crate) fn is_clean(&self) -> bool {
        // One that takes its seconds for every sample ends some time, but not while this is watched.
        let harmless = |fault: &Fault| match fault.what {
            What::Late(milliseconds) => milliseconds <= HARMLESS_DELAY,
            What::Twice => true,
            _ => false,
        };
        // Branches wait for each other in it: one may find all its late calls one after the other, and those that last in
        // every transform on its way.
        let late_in_all = |component: usize| {
            let late = self.faults.iter().map(|fault| match fault.what {
                What::Late(milliseconds) if fault.component == component && fault.lasts => {
                    milliseconds * TRANSFORMS
                }
                What::Late(milliseconds) if fault.component == component => milliseconds,
                _ => 0,
            });
            late.sum::<u32>()
        };
        let shared = [MIXER, SPLITTER];
        shared
            .iter()
            .all(|component| late_in_all(*component) <= HARMLESS_DELAY)
            && self.faults.iter().all(harmless)
            && self.happenings.is_empty()
            && (!self.playlist || self.plays_list())
    }

    /// Whether the application does what plays a playlist to its end: it sets the first element once, and removes none.
    fn plays_list(&self) -> bool {
        let sets = self
            .steps
            .iter()
            .filter(|(_, step)| matches!(step, Step::Set(..)));
        let strays =
            |step: &Step| matches!(step, Step::Delete(_) | Step::ClearCurrent | Step::ClearTopologies);
        sets.count() <= 1 && !self.steps.iter().any(|(_, step)| strays(step))
    }

    /// Whether a playlist is played as it is, without jumps and stops.
    pub(crate) fn plays_straight(&self) -> bool {
        let straight = |step: &Step| {
            matches!(
                step,
                Step::Set(..) | Step::Start | Step::Pause | Step::Wait | Step::Sleep(_)
            )
        };
        self.playlist && self.steps.iter().all(|(_, step)| straight(step))
    }

    /// In milliseconds: for how long a source has no data.
    pub(crate) fn longest_buffering(&self) -> u32 {
        let all = self.happenings.iter().map(|(_, happening)| match happening {
            Happening::Buffers(_, milliseconds) => *milliseconds,
            _ => 0,
        });
        all.max().unwrap_or(0)
    }
}

impl SourcePlan {
    fn random(r: &mut Random) -> Self {
        let longest = r.pick(&[2, 6, 12]);
        Self {
            streams: (0..1 + r.below(3)).map(|_| r.below(longest) as u32).collect(),
            direct: r.one_in(2),
            can_seek: !r.one_in(8),
            can_pause: !r.one_in(8),
            is_live: r.one_in(10),
            rates: r.pick(&[Rates::None, Rates::Forward, Rates::All, Rates::All]),
            clean_every: r.pick(&[1, 1, 3]),
            change_at: r.one_in(8).then(|| r.below(longest) as u32),
        }
    }
}

impl SinkPlan {
    fn random(r: &mut Random) -> Self {
        Self {
            rateless: r.one_in(3),
            direct: r.one_in(2),
            can_preroll: r.one_in(3),
            finalizable: r.one_in(3),
            capacity: 1 + r.below(4) as u32,
            rates: !r.one_in(3),
            silent: false,
        }
    }
}

impl TopologyPlan {
    /// Each stream that is read, with its sinks.
    pub(crate) fn streams(&self) -> Vec<(usize, usize, Vec<usize>)> {
        let mut streams: Vec<(usize, usize, Vec<usize>)> = Vec::new();
        for (source, stream, sink) in &self.branches {
            let known = streams
                .iter_mut()
                .find(|known| (known.0, known.1) == (*source, *stream));
            match known {
                Some((.., sinks)) => sinks.push(*sink),
                None => streams.push((*source, *stream, vec![*sink])),
            }
        }
        streams
    }

    /// The same without the sinks of a stream that is mixed into another.
    pub(crate) fn read_streams(&self) -> Vec<(usize, usize, Vec<usize>)> {
        let mut streams = self.streams();
        if self.is_mixed() {
            streams[1].2.clear();
        }
        streams
    }

    /// Every stream has sinks of its own again.
    pub(crate) fn unmix(&mut self) {
        self.mixes = false;
        let first = self.branches[0].2;
        let mut index = 0;
        self.branches.retain(|branch| {
            index += 1;
            index == 1 || branch.2 != first
        });
    }

    /// Whether there are two streams to mix.
    pub(crate) fn is_mixed(&self) -> bool {
        self.mixes && self.streams().len() >= 2
    }

    /// Whether there are several sinks for the first stream, and a transform before them.
    pub(crate) fn is_split(&self) -> bool {
        self.splits && self.streams()[0].2.len() > 1
    }

    /// Whether this sink is behind the transform of several outputs.
    pub(crate) fn splits_to(&self, sink: usize) -> bool {
        self.is_split() && self.streams()[0].2.contains(&sink)
    }

    /// Whether there is a tee behind what is before the sinks of the first stream.
    pub(crate) fn is_in_rows(&self) -> bool {
        self.rows && self.streams()[0].2.len() > 1
    }

    /// For each stream the sinks behind the tee whose outputs may lose samples.
    fn groups(&self) -> Vec<Vec<usize>> {
        let mut groups: Vec<_> = self.read_streams().into_iter().map(|(.., sinks)| sinks).collect();
        if self.is_in_rows() {
            groups[0].pop();
        }
        groups
    }

    /// Whether a transform of one input is on the way to this sink.
    pub(crate) fn transforms_for(&self, sink: usize) -> bool {
        let is_first = |(.., sinks): &(usize, usize, Vec<usize>)| sinks.first() == Some(&sink);
        self.splits_to(sink) || self.filters && self.read_streams().iter().any(is_first)
    }

    /// Whether samples on their way to this sink may be discarded.
    pub(crate) fn discards(&self, sink: usize) -> bool {
        let (_, Some(output)) = self.tee else { return false };
        let tees = self.is_in_rows() || !self.splits_to(sink);
        let mut groups = self.groups().into_iter();
        groups.any(|sinks| sinks.len() > 1 && sinks[output as usize % sinks.len()] == sink && tees)
    }

    /// Whether this sink is not in it, or behind an output that may lose samples and does not set the pace.
    fn does_without(&self, sink: usize) -> bool {
        let mut streams = self.read_streams().into_iter().zip(self.groups());
        streams.all(|((.., all), group)| {
            let place = group.iter().position(|known| *known == sink);
            place.map_or(!all.contains(&sink), |place| {
                self.discards(sink) && self.tee.0 as usize % group.len() != place
            })
        })
    }

    fn random(r: &mut Random, sources: &[SourcePlan], sinks: usize) -> Self {
        let mut free: Vec<usize> = (0..sinks).collect();
        let count = 1 + r.below(4);
        let mut branches: Vec<(usize, usize, usize)> = Vec::new();
        for _ in 0..count.min(sinks as u64) {
            let source = r.below(sources.len() as u64) as usize;
            let stream = r.below(sources[source].streams.len() as u64) as usize;
            let sink = free.swap_remove(r.below(free.len() as u64) as usize);
            if r.one_in(3) || !branches.iter().any(|b| (b.0, b.1) == (source, stream)) {
                branches.push((source, stream, sink));
            }
        }
        Self {
            branches,
            tee: (r.below(3) as u32, r.one_in(3).then(|| r.below(3) as u32)),
            start_on_switch: r.one_in(8).then(|| r.below(60) as u32),
            shut_down_on_remove: r.one_in(4),
            media_stop: r.one_in(6).then(|| 1 + r.below(80) as u32),
            mixes: false,
            splits: false,
            rows: false,
            filters: false,
        }
    }
}

/// What the steps of a run are like.
#[derive(Clone, Copy)]
struct Habit {
    topologies: u64,
    playlist: bool,
    /// The rate is changed often.
    rates: bool,
}

impl Step {
    fn random(r: &mut Random, habit: Habit) -> Self {
        if habit.rates && r.one_in(3) {
            return match r.below(4) {
                0 => Self::Back,
                1 => Self::Start,
                _ => Self::Rate(r.one_in(3), r.pick(&[0, 0, 25, 50, 100, 200, 400, -100, -200])),
            };
        }
        let topology = r.below(habit.topologies) as usize;
        if habit.playlist && r.one_in(4) {
            return match r.below(6) {
                0 => Self::Delete(topology),
                _ => Self::Jump(topology, r.below(90) as u32),
            };
        }
        match r.below(27) {
            0..=2 => Self::Set(topology, r.pick(&[0, 0, 0, 1, 1, 2, 3, 4, 5])),
            3 => Self::ClearCurrent,
            4 => Self::ClearTopologies,
            5..=8 => Self::Start,
            9..=10 => Self::Seek(r.below(130) as u32),
            11 => Self::SeekKeyFrame(r.below(130) as u32),
            12..=13 => Self::Pause,
            14..=16 => Self::Stop,
            17 => Self::Close,
            18 if r.one_in(3) => Self::Shutdown,
            18..=20 => Self::Wait,
            21 => Self::Rate(r.one_in(4), r.pick(&[0, 50, 100, 100, 200, -100])),
            22 if r.one_in(4) => Self::Back,
            23 => Self::ChangeStop(topology, r.below(90) as u32),
            _ => Self::Sleep(r.pick(&[0, 1, 5, 20, 60, 600])),
        }
    }
}

impl Fault {
    fn random(r: &mut Random, sources: usize, sinks: usize) -> Self {
        let (component, call) = match r.below(12) {
            0 => (LOADER, Call::Load),
            1..=5 => (r.below(sources as u64) as usize, r.pick(&SOURCE_CALLS)),
            _ => (FIRST_SINK + r.below(sinks as u64) as usize, r.pick(&SINK_CALLS)),
        };
        Self {
            component,
            call,
            nth: r.pick(&[0, 0, 0, 1, 2, 5]),
            lasts: r.one_in(3),
            what: What::random(r),
        }
    }
}

impl What {
    fn random(r: &mut Random) -> Self {
        match r.below(12) {
            0 => Self::Refused,
            1 => Self::Failed,
            2 | 3 => Self::Late(r.pick(&[1, 30, 300, 450, 700, 12_000])),
            4 => Self::Twice,
            5 | 6 => Self::Never,
            7 => Self::Blocks(r.pick(&[1, 30, 300, 450, 700, 12_000])),
            8 | 9 => Self::BlocksForever,
            10 => Self::Panics,
            _ => Self::ShutsDown,
        }
    }
}

impl Happening {
    fn random(r: &mut Random, sources: usize, sinks: usize) -> Self {
        let source = r.below(sources as u64) as usize;
        let sink = r.below(sinks as u64) as usize;
        match r.below(8) {
            0 => Self::SourceFails(source),
            1 => Self::SourceShutsDown(source),
            2 => Self::DeviceRemoved(sink),
            3 => Self::SinkFails(sink),
            4 => Self::CannotSeekAnyMore(source),
            5 => Self::Buffers(source, r.pick(&[0, 3, 30, 300, 70_000])),
            _ => Self::Unasked(r.below((sources + sinks) as u64) as usize, r.below(8) as u8),
        }
    }
}
