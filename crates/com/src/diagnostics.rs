//! What the edge tells about its work when it is asked to by its environment: `OPENMF_LOG` and `OPENMF_TRACE`.
//!
//! `OPENMF_LOG` is a level, and a file after a comma if the lines are not to go to standard error. `OPENMF_TRACE` is a
//! file, to which every call of a function or method, its answer, and every event that is given out are written. Both are
//! read at the first `MFStartup`. A line is made first and then written whole; no lock is held meanwhile but the file's.

use std::fmt::{self, Write as _};
use std::fs::File;
use std::io::Write as _;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, Once, OnceLock, PoisonError};
use std::time::Instant;

use tracing::field::{Field, Visit};
use tracing::{Level, Metadata, Subscriber, span};
use windows_core::HRESULT;

/// Where the calls are written; read relaxed, for a call more or less at the start does not matter.
static TRACES: AtomicBool = AtomicBool::new(false);
static TRACE: OnceLock<Mutex<File>> = OnceLock::new();
static START: OnceLock<Instant> = OnceLock::new();

/// Reads the environment, once.
pub(crate) fn start() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        START.get_or_init(Instant::now);
        if let Some(setting) = setting("OPENMF_LOG") {
            match Log::of(&setting) {
                // The program may have a subscriber of its own, which then stays.
                Ok(log) => drop(tracing::subscriber::set_global_default(log)),
                Err(error) => complain(&format!("OPENMF_LOG={setting}: {error}")),
            }
        }
        if let Some(name) = setting("OPENMF_TRACE") {
            match File::create(&name) {
                Ok(file) => {
                    TRACES.store(TRACE.set(Mutex::new(file)).is_ok(), Ordering::Relaxed);
                    write_trace(&format!(
                        "openmf {} in process {}",
                        env!("CARGO_PKG_VERSION"),
                        std::process::id()
                    ));
                }
                Err(error) => complain(&format!("OPENMF_TRACE={name}: {error}")),
            }
        }
        tracing::info!(version = env!("CARGO_PKG_VERSION"), "openmf is used");
    });
}

fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Says what is wrong with a setting, where whoever set it looks.
fn complain(what: &str) {
    let _ = writeln!(std::io::stderr(), "openmf: {what}");
}

/// Seconds since the first `MFStartup`, and a number for the thread: in the order in which they first wrote a line.
fn head() -> String {
    static THREADS: AtomicU64 = AtomicU64::new(1);
    thread_local! {
        static NUMBER: u64 = THREADS.fetch_add(1, Ordering::Relaxed);
    }
    let time = START.get_or_init(Instant::now).elapsed();
    // A thread that ends has no number any more.
    let number = NUMBER.try_with(|number| *number).unwrap_or(0);
    format!("{:>12.6} {number:>4}", time.as_secs_f64())
}

fn write_trace(what: &str) {
    let line = format!("{} {what}\n", head());
    if let Some(file) = TRACE.get() {
        // A trace that cannot be written has nobody to be told to.
        let _ = file
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .write_all(line.as_bytes());
    }
}

/// A call that is traced, until it answers.
pub(crate) struct Call {
    name: &'static str,
    start: Instant,
}

/// Notes that a function or method was entered; `None` when nothing is traced.
#[inline]
pub(crate) fn enter(name: &'static str, object: usize) -> Option<Call> {
    if TRACES.load(Ordering::Relaxed) {
        Some(entered(name, object))
    } else {
        None
    }
}

#[cold]
fn entered(name: &'static str, object: usize) -> Call {
    if object == 0 {
        write_trace(&format!("> {name}"));
    } else {
        write_trace(&format!("> {name} {object:#x}"));
    }
    Call {
        name,
        start: Instant::now(),
    }
}

/// What a traced function answers.
pub(crate) trait Answer {
    /// The code, if that is what it answers.
    fn code(&self) -> Option<HRESULT> {
        None
    }
}

impl Answer for HRESULT {
    fn code(&self) -> Option<HRESULT> {
        Some(*self)
    }
}

macro_rules! without_code {
    ($($type:ty),*) => {
        $(impl Answer for $type {})*
    };
}

without_code!((), i32, u32, i64, u64, usize, windows_core::BOOL);

impl<T> Answer for *mut T {}

impl<T> Answer for *const T {}

impl<T> Answer for Option<T> {}

/// Notes what a call answered.
#[inline]
pub(crate) fn leave(call: Option<Call>, answer: Option<HRESULT>) {
    if let Some(call) = call {
        left(&call, answer);
    }
}

#[cold]
fn left(call: &Call, answer: Option<HRESULT>) {
    let micros = call.start.elapsed().as_micros();
    let name = call.name;
    match answer {
        Some(code) => write_trace(&format!("< {name} {:#010x} {micros} us", code.0)),
        None => write_trace(&format!("< {name} {micros} us")),
    }
}

/// Notes an event that is given out.
pub(crate) fn event(event: &openmf_core::SharedEvent) {
    if TRACES.load(Ordering::Relaxed) {
        let status = event.status().0;
        write_trace(&format!("* {} {status:#010x}", event.event_type()));
    }
}

/// Writes what the engine tells through `tracing`.
struct Log {
    level: Level,
    file: Option<Mutex<File>>,
}

impl Log {
    /// From `LEVEL` or `LEVEL,FILE`.
    fn of(setting: &str) -> Result<Self, String> {
        let (level, file) = match setting.split_once(',') {
            Some((level, file)) => (level, Some(file)),
            None => (setting, None),
        };
        let level = match level.trim().to_ascii_lowercase().as_str() {
            "error" => Level::ERROR,
            "warn" => Level::WARN,
            "info" => Level::INFO,
            "debug" => Level::DEBUG,
            "trace" => Level::TRACE,
            _ => return Err("the levels are error, warn, info, debug and trace".to_owned()),
        };
        let file = match file {
            Some(name) => Some(Mutex::new(
                File::create(name).map_err(|error| format!("{name}: {error}"))?,
            )),
            None => None,
        };
        Ok(Self { level, file })
    }
}

/// An event of `tracing` as text: the message, then `field=value` for each other field.
struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a string cannot fail.
        let _ = if field.name() == "message" {
            write!(self.0, " {value:?}")
        } else {
            write!(self.0, " {}={value:?}", field.name())
        };
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && *metadata.level() <= self.level
    }

    fn max_level_hint(&self) -> Option<tracing::level_filters::LevelFilter> {
        Some(self.level.into())
    }

    fn new_span(&self, _span: &span::Attributes<'_>) -> span::Id {
        // None is enabled; the number must not be 0.
        span::Id::from_u64(1)
    }

    fn record(&self, _span: &span::Id, _values: &span::Record<'_>) {}

    fn record_follows_from(&self, _span: &span::Id, _follows: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        let metadata = event.metadata();
        let mut text = Text(format!(
            "{} {:<5} {}:",
            head(),
            metadata.level(),
            metadata.target()
        ));
        event.record(&mut text);
        text.0.push('\n');
        match &self.file {
            Some(file) => {
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                let _ = file.write_all(text.0.as_bytes());
            }
            None => {
                let _ = std::io::stderr().lock().write_all(text.0.as_bytes());
            }
        }
    }

    fn enter(&self, _span: &span::Id) {}

    fn exit(&self, _span: &span::Id) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_the_log() {
        assert_eq!(Log::of("warn").map(|log| log.level), Ok(Level::WARN));
        assert_eq!(Log::of(" DEBUG ").map(|log| log.level), Ok(Level::DEBUG));
        assert!(Log::of("loud").is_err_and(|error| error.contains("levels")));
        assert!(Log::of("info,/there/is/no/such/folder/log").is_err());
    }

    #[test]
    fn nothing_is_traced_unless_asked_for() {
        assert!(enter("IMFMediaSession::Start", 1).is_none());
    }
}
