//! Runs the program.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part")]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// How long a run may take before the test gives it up.
const LIMIT: Duration = Duration::from_secs(300);

pub fn testdata(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../testdata")
        .join(name);
    path.canonicalize()
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .display()
        .to_string()
}

pub fn demo() -> String {
    testdata("demo.mp4")
}

/// Ten minutes of five pictures a second: it does not end while something is done that takes a slow machine its time.
pub fn long() -> String {
    testdata("long.mp4")
}

/// An empty folder of this name for a test's files.
pub fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The JSON objects of `play --json`.
    pub fn objects(&self) -> Vec<Value> {
        self.out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
            .collect()
    }

    /// The last of them, after checking that it says how the program ended.
    pub fn result(&self) -> Value {
        let result = self
            .objects()
            .pop()
            .unwrap_or_else(|| panic!("nothing was printed; {}", self.err));
        assert_eq!(result["type"], "result");
        assert_eq!(result["exit_code"].as_i64(), self.code.map(i64::from));
        result
    }

    pub fn event_names(&self) -> Vec<String> {
        let events = self
            .objects()
            .into_iter()
            .filter(|object| object["type"] == "event");
        events
            .map(|event| event["event"].as_str().unwrap_or_default().to_owned())
            .collect()
    }
}

/// Starts the program without a display, a sound system and a terminal.
pub fn start(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_openmf"))
        .args(arguments)
        .env_remove("DISPLAY")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Waits for the end; a program that hangs is killed, and the test fails.
pub fn finish(child: Child) -> Ran {
    let id = child.id();
    let (done, waiting) = std::sync::mpsc::channel::<()>();
    let watch = std::thread::spawn(move || {
        if waiting.recv_timeout(LIMIT) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
            signal(id, "KILL");
        }
    });
    let begun = Instant::now();
    let Output {
        status,
        stdout,
        stderr,
    } = child.wait_with_output().unwrap();
    drop(done);
    watch.join().unwrap();
    assert!(begun.elapsed() < LIMIT, "the program hangs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran {
        code: status.code(),
        out: text(stdout),
        err: text(stderr),
    }
}

pub fn run(arguments: &[&str]) -> Ran {
    finish(start(arguments))
}

pub fn signal(process: u32, name: &str) {
    let status = Command::new("kill")
        .arg(format!("-{name}"))
        .arg(process.to_string())
        .status()
        .unwrap();
    assert!(status.success());
}
