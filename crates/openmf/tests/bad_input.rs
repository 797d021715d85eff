//! Files that are missing, of no kind, cut off or damaged: each is refused with an error that names it, or decoded as
//! far as it goes. No panic of this project's code, no hang, and a bound on memory.
//!
//! Every run takes the same cases of every clip. `OPENMF_FULL=1` takes all of them, which takes long;
//! `OPENMF_CLIP=TEXT` takes the clips that have this in their name.

#![allow(clippy::print_stdout)]

mod support;

use std::collections::BTreeMap;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};
use std::time::{Duration, Instant};

use openmf::sources::MemoryByteStream;
use openmf::{Error, Platform};
use peak_alloc::PeakAlloc;
use support::{Decoded, Options, decode, expected, testdata};

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

/// The most that a file may take, with its own bytes.
const MAX_BYTES: usize = 256 << 20;
/// The most that a few seconds of media may take.
const MAX_TIME: Duration = Duration::from_secs(8);
const SEED: u64 = 0x6f70_656e_6d66;
/// Of each kind of damage to each clip.
const FULL: usize = 200;
/// Of these, how many every run takes.
const USUAL: [usize; 3] = [3, 2, 1];

/// Formats that say neither how long they are nor what is the last of their parts: a cut between two parts is no
/// damage.
const WITHOUT_LENGTH: &[&str] = &[".aac", "mp3-cbr-bare.mp3", "mp4-fragmented.mp4"];

/// Panics since the last look: where, and what.
static PANICS: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());
/// What is measured is the process's memory: one test at a time.
static ALONE: Mutex<()> = Mutex::new(());

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Components that panic are caught by the engine, so that only a hook sees whose panic it was.
fn record_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let place = info.location().map_or_else(String::new, ToString::to_string);
            if place.contains("/tests/") {
                usual(info);
            }
            let message = info.payload_as_str().unwrap_or("").to_owned();
            lock(&PANICS).push((place, message));
        }));
    });
}

/// Whether a panic was in this project's code: Cargo gives those paths from the workspace on.
fn is_ours(place: &str) -> bool {
    place.starts_with("crates/")
}

struct Random(u64);

impl Random {
    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

enum Outcome {
    Refused(Error),
    Decoded(Decoded),
}

/// What became of one case, and what is wrong with that.
#[derive(Default)]
struct Verdict {
    defects: Vec<String>,
    foreign_panics: Vec<String>,
    outcome: Option<Outcome>,
    /// One of the defects is that something took too long.
    is_late: bool,
    peak: usize,
    took: Duration,
    /// How long the process computed meanwhile, where that is known: what else runs does not count.
    computed: Duration,
}

/// How long this process has computed.
fn computed() -> Duration {
    // Behind the name, which is in brackets, fields 14 and 15 in hundredths of a second. Source: proc(5).
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u64 = fields
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    Duration::from_millis(ticks * 10)
}

/// How often a case is tried whose answer came late: a machine that is busy with other things is late now and then, what
/// hangs is late each time.
const TRIES: usize = 6;

/// Opens and decodes bytes under a name.
fn attempt(name: &str, bytes: Vec<u8>) -> Verdict {
    let mut verdict = attempt_once(name, bytes.clone());
    for _ in 1..TRIES {
        if !verdict.is_late {
            break;
        }
        let again = attempt_once(name, bytes.clone());
        verdict = again;
    }
    verdict
}

fn attempt_once(name: &str, bytes: Vec<u8>) -> Verdict {
    record_panics();
    lock(&PANICS).clear();
    let before = ALLOCATED.current_usage();
    ALLOCATED.reset_peak_usage();
    let (began, computed_before) = (Instant::now(), computed());
    let (done, result) = channel();
    let file = name.to_owned();
    std::thread::spawn(move || {
        let platform = Platform::shared();
        let stream = Arc::new(MemoryByteStream::new(bytes).named(&file));
        let outcome = match platform.open_byte_stream(stream) {
            Err(error) if !error.to_string().contains(&file) => {
                Err(format!("the error does not name the file: {error}"))
            }
            Err(error) => Ok(Outcome::Refused(error)),
            Ok(source) => Ok(match decode(&platform, &source, Options::default()) {
                Err(error) => Outcome::Refused(error),
                Ok(decoded) => Outcome::Decoded(decoded),
            }),
        };
        // Nobody listens any more if it took too long.
        let _ = done.send(outcome);
    });
    let outcome = result.recv_timeout(MAX_TIME);
    let mut verdict = Verdict {
        took: began.elapsed(),
        computed: computed().saturating_sub(computed_before),
        ..Verdict::default()
    };
    match outcome {
        Ok(Ok(outcome)) => verdict.outcome = Some(outcome),
        Ok(Err(defect)) => verdict.defects.push(defect),
        Err(RecvTimeoutError::Timeout) => {
            verdict.is_late = true;
            verdict.defects.push(format!("not done after {MAX_TIME:?}"));
        }
        // A panic outside of components, which is below.
        Err(RecvTimeoutError::Disconnected) => verdict.defects.push("the decoding thread is gone".to_owned()),
    }
    verdict.peak = ALLOCATED.peak_usage().saturating_sub(before);
    if verdict.peak > MAX_BYTES {
        verdict.defects.push(format!("{} MB in use", verdict.peak >> 20));
    }
    for (place, message) in lock(&PANICS).drain(..) {
        let text = format!("panic at {place}: {message}");
        if is_ours(&place) {
            verdict.defects.push(text)
        } else {
            verdict.foreign_panics.push(text)
        }
    }
    let problems = match &verdict.outcome {
        Some(Outcome::Refused(error)) => std::slice::from_ref(error),
        Some(Outcome::Decoded(decoded)) => &decoded.problems,
        None => &[],
    };
    for problem in problems {
        match problem {
            Error::ComponentStalled { .. } => {
                verdict.is_late = true;
                verdict.defects.push(problem.to_string());
            }
            // The decoders' guard keeps their panics from the hook; the message says where one was.
            Error::ComponentPanicked { message, .. } if message.contains(" at crates/") => {
                verdict.defects.push(problem.to_string());
            }
            Error::ComponentPanicked { message, .. } if message.contains(" at ") => {
                verdict.foreign_panics.push(problem.to_string());
            }
            Error::ComponentPanicked { .. } if verdict.foreign_panics.is_empty() => {
                verdict.defects.push(problem.to_string());
            }
            _ => {}
        }
    }
    verdict
}

/// The error with which the opening of bytes fails.
fn refusal(name: &str, bytes: &[u8]) -> Error {
    let _alone = lock(&ALONE);
    let verdict = attempt(name, bytes.to_vec());
    assert!(verdict.defects.is_empty(), "{name}: {:?}", verdict.defects);
    match verdict.outcome {
        Some(Outcome::Refused(error)) => error,
        _ => panic!("{name} was decoded"),
    }
}

#[test]
fn what_is_no_media_file_is_refused_by_name() {
    let platform = Platform::shared();
    let folder = testdata();
    let missing = folder.join("no-such-file.mp4");
    for path in [&folder, &missing] {
        let error = platform.open_path(path).map(|_| ()).unwrap_err();
        assert!(matches!(error, Error::Io { .. }), "{error:?}");
        assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
    }
    let text = std::fs::read(folder.join("README.md")).unwrap();
    for extension in [
        "mp4", "mkv", "wav", "flac", "ogg", "avi", "aiff", "mp3", "aac", "txt", "",
    ] {
        let name = |kind: &str| format!("{kind}.{extension}");
        for (name, bytes) in [
            (name("empty"), &[][..]),
            (name("text"), &text),
            (name("byte"), b"\0"),
        ] {
            let error = refusal(&name, bytes);
            let named = matches!(
                error,
                Error::UnsupportedByteStream { .. } | Error::CannotOpen { .. }
            );
            assert!(named, "{name}: {error:?}");
        }
    }
}

#[test]
fn random_bytes_are_refused_or_found_empty() {
    let _alone = lock(&ALONE);
    println!("seed {SEED:#x}");
    let mut random = Random(SEED);
    let mut defects = Vec::new();
    for number in 0..60 {
        let bytes: Vec<u8> = (0..1 + random.below(40_000))
            .map(|_| random.next() as u8)
            .collect();
        let extension = [
            "mp4", "mkv", "wav", "flac", "ogg", "avi", "aiff", "mp3", "aac", "bin",
        ][number % 10];
        let name = format!("random-{number}.{extension}");
        let verdict = attempt(&name, bytes);
        defects.extend(verdict.defects.iter().map(|defect| format!("{name}: {defect}")));
    }
    assert!(defects.is_empty(), "{}", defects.join("\n"));
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Damage {
    Truncated,
    Changed,
    Ones,
}

/// A damaged clip, the same for the same number.
fn damaged(clip: &[u8], damage: Damage, number: usize) -> (String, Vec<u8>) {
    let mut bytes = clip.to_vec();
    let mut random = Random(SEED ^ (number as u64) << 8 ^ damage as u64);
    match damage {
        Damage::Truncated => {
            // The same distance apart, and nearer to each other at the beginning, where the headers are.
            let len = if number % 4 == 3 {
                number.pow(2).min(clip.len() - 1)
            } else {
                clip.len() * number / FULL
            };
            bytes.truncate(len);
            (format!("truncated to {len}"), bytes)
        }
        Damage::Changed => {
            let count = 1 + number % FULL;
            for _ in 0..count {
                let at = random.below(bytes.len());
                bytes[at] = random.next() as u8;
            }
            (format!("{count} bytes changed, number {number}"), bytes)
        }
        Damage::Ones => {
            let at = random.below(bytes.len());
            let len = 1 + random.below(bytes.len() / 4);
            let end = (at + len).min(bytes.len());
            bytes[at..end].fill(0xff);
            (format!("0xff from {at} to {end}"), bytes)
        }
    }
}

/// Which of the cases of a kind of damage to run.
fn numbers(full: bool, count: usize, clip: usize) -> Vec<usize> {
    if full {
        (0..FULL).collect()
    } else {
        (0..count)
            .map(|n| (n * FULL / count + clip * 37) % FULL)
            .collect()
    }
}

#[test]
fn damaged_clips_are_refused_or_partly_decoded() {
    let _alone = lock(&ALONE);
    let folder = testdata();
    let full = std::env::var_os("OPENMF_FULL").is_some();
    let wanted = std::env::var("OPENMF_CLIP").unwrap_or_default();
    println!("seed {SEED:#x}");
    let (mut defects, mut silent) = (Vec::new(), Vec::new());
    let mut foreign = BTreeMap::<String, (usize, String)>::new();
    let (mut cases, mut peak, mut longest) = (0, (0, String::new()), (Duration::ZERO, String::new()));
    let mut dearest = (Duration::ZERO, String::new());
    for (index, file) in expected(&folder)
        .keys()
        .filter(|file| file.contains(&wanted))
        .enumerate()
    {
        let clip = std::fs::read(folder.join(file)).unwrap();
        let whole = attempt(file, clip.clone());
        assert!(whole.defects.is_empty(), "{file}: {:?}", whole.defects);
        let Some(Outcome::Decoded(whole)) = whole.outcome else {
            panic!("{file} cannot be decoded")
        };
        for (damage, count) in [Damage::Truncated, Damage::Changed, Damage::Ones]
            .into_iter()
            .zip(USUAL)
        {
            for number in numbers(full, count, index) {
                let (what, bytes) = damaged(&clip, damage, number);
                let verdict = attempt(file, bytes);
                cases += 1;
                let case = || format!("{file} {what}");
                defects.extend(
                    verdict
                        .defects
                        .iter()
                        .map(|defect| format!("{}: {defect}", case())),
                );
                for panic in verdict.foreign_panics {
                    let entry = foreign.entry(panic).or_insert_with(|| (0, case()));
                    entry.0 += 1;
                }
                if verdict.peak > peak.0 {
                    peak = (verdict.peak, case());
                }
                if verdict.computed > dearest.0 {
                    dearest = (verdict.computed, case());
                }
                if verdict.took > longest.0 {
                    longest = (verdict.took, case());
                }
                if let (Damage::Truncated, Some(Outcome::Decoded(part))) = (damage, &verdict.outcome)
                    && !WITHOUT_LENGTH.iter().any(|end| file.ends_with(end))
                    && part.problems.len() <= whole.problems.len()
                    && part
                        .streams
                        .iter()
                        .zip(&whole.streams)
                        .any(|(part, whole)| part.frames() < whole.frames())
                {
                    silent.push(case());
                }
            }
        }
    }
    println!(
        "{cases} cases; at most {} MB ({}), {:?} ({}), {:?} of computing ({})",
        peak.0 >> 20,
        peak.1,
        longest.0,
        longest.1,
        dearest.0,
        dearest.1
    );
    for (panic, (count, case)) in &foreign {
        println!("{count} times, caught: {panic} ({case})");
    }
    assert!(
        defects.is_empty(),
        "{} defects:\n{}",
        defects.len(),
        defects.join("\n")
    );
    assert!(
        silent.is_empty(),
        "{} files end early without a word:\n{}",
        silent.len(),
        silent.join("\n")
    );
}
