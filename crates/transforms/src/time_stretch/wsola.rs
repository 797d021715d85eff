//! The stretching itself: waveform similarity overlap-add.

/// Stretches interleaved frames by overlapping segments of 40 ms. Each segment is moved by up to 10 ms to where it goes on
/// most like the one before it, so that periods stay whole (W. Verhelst and M. Roelands, ICASSP 1993).
///
/// What comes out begins with the first frame that went in, ends with the last one, and has as many frames as went in
/// divided by the rate, to one frame at each end of a run.
#[derive(Debug)]
pub(super) struct Wsola {
    channels: usize,
    rate: f64,
    /// Frames of half a segment: what comes out at a time.
    hop: usize,
    /// By how many frames a segment may be moved.
    search: usize,
    /// How many frames make one of `coarse`.
    stride: usize,
    /// Half of the window: how much of a new segment is heard.
    fade: Vec<f32>,
    /// Interleaved; what is not needed any more is dropped from its front.
    input: Vec<f32>,
    /// The same as one channel.
    mono: Vec<f32>,
    /// The same at a lower sample rate.
    coarse: Vec<f32>,
    /// The frames dropped from the front of `input`.
    dropped: u64,
    /// What comes out next, in frames of `input`.
    next: f64,
    /// Where the last segment goes on.
    follow: Option<usize>,
}

/// Half a segment, in parts of a second.
const HOPS_PER_SECOND: u32 = 50;
/// The sample rate at which the best place is looked for at first, in Hz. Finer differences are looked for around it.
const COARSE_HZ: u32 = 12_000;
/// How much less each channel counts in the search than the one before it: two in opposite phase must not cancel.
const CHANNEL_WEIGHT: f32 = 0.9;

impl Wsola {
    pub(super) fn new(hz: u32, channels: usize) -> Self {
        let stride = (hz / COARSE_HZ).max(1) as usize;
        let hop = ((hz / HOPS_PER_SECOND) as usize / stride).max(4) * stride;
        let fade = (0..hop).map(|index| {
            let turn = std::f32::consts::PI * (index as f32 + 0.5) / hop as f32;
            0.5 - 0.5 * turn.cos()
        });
        Self {
            channels: channels.max(1),
            rate: 1.0,
            hop,
            search: hop / 2 / stride * stride,
            stride,
            fade: fade.collect(),
            input: Vec::new(),
            mono: Vec::new(),
            coarse: Vec::new(),
            dropped: 0,
            next: 0.0,
            follow: None,
        }
    }

    pub(super) fn set_rate(&mut self, rate: f32) {
        self.rate = f64::from(rate);
    }

    /// Whether nothing was taken since the last [`Wsola::clear`].
    pub(super) fn is_empty(&self) -> bool {
        self.taken() == 0
    }

    /// The frames taken.
    pub(super) fn taken(&self) -> u64 {
        self.dropped + self.mono.len() as u64
    }

    /// How much of what was taken has come out, in frames.
    pub(super) fn position(&self) -> f64 {
        self.dropped as f64 + self.next
    }

    /// Takes whole frames.
    pub(super) fn push(&mut self, numbers: &[f32]) {
        self.input.extend_from_slice(numbers);
        let frames = numbers.chunks_exact(self.channels);
        self.mono.extend(frames.map(|frame| {
            let mut weight = 1.0;
            frame.iter().fold(0.0, |sum, number| {
                let sum = sum + number * weight;
                weight *= CHANNEL_WEIGHT;
                sum
            })
        }));
        let known = self.coarse.len() * self.stride;
        let fresh = self.mono.get(known..).unwrap_or(&[]);
        let scale = 1.0 / self.stride as f32;
        self.coarse.extend(
            fresh
                .chunks_exact(self.stride)
                .map(|frames| frames.iter().sum::<f32>() * scale),
        );
    }

    /// Appends what can be made now.
    pub(super) fn run(&mut self, output: &mut Vec<f32>) {
        loop {
            let ideal = self.ideal(self.hop);
            let end = self.follow.unwrap_or(0).max(ideal + self.search) + 2 * self.hop + self.stride;
            // At least half a segment is left for the end, so that there is time to fade over.
            let reach = self.next + 2.0 * self.hop as f64 * self.rate;
            if end.max(reach.ceil() as usize) > self.mono.len() {
                break;
            }
            let at = self.place(ideal, ideal + self.search);
            self.step(at, self.hop, self.hop, output);
        }
        self.forget();
    }

    /// Appends the rest, and begins anew.
    pub(super) fn finish(&mut self, output: &mut Vec<f32>) {
        let total = self.mono.len();
        let mut left = ((total as f64 - self.next) / self.rate).round().max(0.0) as usize;
        // Less than a segment in all is stretched by shorter ones.
        let hop = self.hop.min(total / 2).max(1);
        let last = total.saturating_sub(2 * hop);
        while left > 2 * hop {
            let ideal = self.ideal(hop).min(last);
            let at = if hop == self.hop {
                self.place(ideal, last)
            } else {
                ideal
            };
            self.step(at, hop, hop, output);
            left -= hop;
        }
        // The last segment ends with the last frame.
        self.step(total.saturating_sub(left), hop.min(left), left, output);
        self.clear();
    }

    /// Drops what was taken, and begins anew.
    pub(super) fn clear(&mut self) {
        self.input.clear();
        self.mono.clear();
        self.coarse.clear();
        self.dropped = 0;
        self.next = 0.0;
        self.follow = None;
    }

    /// Where the next segment belongs. A segment is heard most in its middle: at a slow rate it begins earlier, so that its
    /// middle is on time. At a fast one it does not begin later, or a change to a slower rate would repeat what was heard.
    fn ideal(&self, hop: usize) -> usize {
        let lead = hop as f64 * (1.0 - self.rate).max(0.0);
        (self.next - lead).round().max(0.0) as usize
    }

    /// Where near `ideal`, and not behind `last`, a segment goes on most like what follows the one before.
    fn place(&self, ideal: usize, last: usize) -> usize {
        let Some(follow) = self.follow else {
            return ideal;
        };
        let first = ideal.saturating_sub(self.search);
        let last = last.min(ideal + self.search).max(first);
        if self.rate == 1.0 && (first..=last).contains(&follow) {
            return follow;
        }
        let stride = self.stride;
        let wanted = piece(&self.coarse, follow / stride, self.hop / stride);
        let near = best(
            wanted,
            ideal / stride,
            first.div_ceil(stride)..=last / stride,
            |at| piece(&self.coarse, at, self.hop / stride),
        );
        if stride == 1 {
            return near.clamp(first, last);
        }
        // The piece that is wanted began up to a stride before `follow`.
        let near = (near * stride + follow % stride).clamp(first, last);
        let wanted = piece(&self.mono, follow, self.hop);
        let range = near.saturating_sub(stride).max(first)..=(near + stride).min(last);
        best(wanted, near, range, |at| piece(&self.mono, at, self.hop))
    }

    /// Appends `count` frames of the segment at `at`, the first `fading` of them faded over from the one before.
    fn step(&mut self, at: usize, fading: usize, count: usize, output: &mut Vec<f32>) {
        let channels = self.channels;
        let numbers = |from: usize, count: usize| {
            let end = (from + count).saturating_mul(channels).min(self.input.len());
            self.input.get(from * channels..end).unwrap_or(&[])
        };
        let begin = output.len();
        output.extend_from_slice(numbers(at, count));
        output.resize(begin + count * channels, 0.0);
        if let Some(follow) = self.follow.filter(|follow| *follow != at) {
            let former = numbers(follow, fading).chunks_exact(channels);
            let fresh = output.get_mut(begin..).unwrap_or_default();
            for (index, (new, old)) in fresh.chunks_exact_mut(channels).zip(former).enumerate() {
                let share = self.fade.get(index * self.hop / fading.max(1));
                let share = share.copied().unwrap_or(1.0);
                for (new, old) in new.iter_mut().zip(old) {
                    *new = old + (*new - old) * share;
                }
            }
        }
        self.follow = Some(at + count);
        self.next += count as f64 * self.rate;
    }

    /// Drops the frames that no later segment needs.
    fn forget(&mut self) {
        // At the slowest rate a segment begins a whole hop early.
        let earliest = (self.next as usize).saturating_sub(self.hop + self.search);
        let needed = self.follow.unwrap_or(0).min(earliest).min(self.mono.len());
        if needed < 8 * self.hop {
            return;
        }
        let strides = needed / self.stride;
        let count = strides * self.stride;
        self.mono.drain(..count);
        self.coarse.drain(..strides.min(self.coarse.len()));
        self.input.drain(..count * self.channels);
        self.dropped += count as u64;
        self.next -= count as f64;
        self.follow = self.follow.map(|follow| follow - count);
    }
}

fn piece(numbers: &[f32], from: usize, count: usize) -> &[f32] {
    let end = (from + count).min(numbers.len());
    numbers.get(from..end).unwrap_or(&[])
}

/// Which candidate is most like what is wanted; `first` if none is more so.
fn best<'a>(
    wanted: &[f32],
    first: usize,
    candidates: std::ops::RangeInclusive<usize>,
    piece_at: impl Fn(usize) -> &'a [f32],
) -> usize {
    let likeness = |at: usize| {
        let (product, energy) = product_and_energy(wanted, piece_at(at));
        product / (energy + QUIET).sqrt()
    };
    let mut found = (first, likeness(first));
    for at in candidates {
        let likeness = likeness(at);
        if likeness > found.1 {
            found = (at, likeness);
        }
    }
    found.0
}

/// Sums of eight at a time, which a compiler turns into vector instructions.
fn product_and_energy(one: &[f32], other: &[f32]) -> (f32, f32) {
    const LANES: usize = 8;
    let (mut products, mut energies) = ([0.0_f32; LANES], [0.0_f32; LANES]);
    for (a, b) in one
        .as_chunks::<LANES>()
        .0
        .iter()
        .zip(other.as_chunks::<LANES>().0)
    {
        let sums = products.iter_mut().zip(&mut energies);
        for ((product, energy), (a, b)) in sums.zip(a.iter().zip(b)) {
            *product += a * b;
            *energy += b * b;
        }
    }
    (products.iter().sum(), energies.iter().sum())
}

/// The energy of what is silent.
const QUIET: f32 = 1e-9;
