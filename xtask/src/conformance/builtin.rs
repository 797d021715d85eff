//! The programs with Wine's builtin implementation: what differs from what they check, as a list. Nothing of it is an
//! expectation; the programs say what is documented.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::dist;

use super::wine::{Wine, overrides, test_files};
use super::{cpp, stem};

/// Programs that are for our library alone.
const LEFT_OUT: &[&str] = &["alone", "cost", "window"];
/// The program tells by itself where it hangs, long before.
const WATCH_SECONDS: &str = "60";
/// No program has so many parts.
const MAX_PARTS: usize = 100;

pub(super) fn run(wine: &Wine, root: &Path, programs: &[PathBuf]) -> Result<(), String> {
    let mut list = String::new();
    for source in programs {
        let name = stem(source);
        if LEFT_OUT.contains(&name.as_str()) {
            continue;
        }
        if !cpp::can_compile(source, &wine.compiler_of(source), "wine") {
            continue;
        }
        let program = wine.compile(source)?;
        for part in 1..=MAX_PARTS {
            let mut run = wine.start_for(WATCH_SECONDS, &overrides(&[]), &wine.out);
            run.arg(&program)
                .arg(test_files(root))
                .env("CONFORMANCE_GO_ON", "1")
                .env("CONFORMANCE_PART", part.to_string())
                .stderr(Stdio::null());
            let output = run.output().map_err(|error| format!("wine: {error}"))?;
            let text = String::from_utf8_lossy(&output.stdout);
            if text.lines().any(|line| line.trim() == "no such part") {
                break;
            }
            let answer = describe(&text, output.status.code());
            eprintln!("{name} {part}: {}", answer.lines().count());
            for line in answer.lines() {
                let _ = writeln!(list, "{name}\t{line}");
            }
            // It came to none of its parts.
            if !text.lines().any(|line| line.starts_with("part ")) {
                break;
            }
        }
    }
    let version = dist::output(Command::new("wine").arg("--version"))?;
    let date = dist::output(Command::new("date").arg("+%F"))?;
    println!("# {}, {}", version.trim(), date.trim());
    println!("program\tpart\tplace\tanswer");
    print!("{list}");
    Ok(())
}

/// What a part said that it should not have: part, place, and what; each once.
fn describe(text: &str, code: Option<i32>) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut part = "before the first part";
    let mut told = false;
    for line in text.lines() {
        let line = line.trim();
        if let Some((_, name)) = line.strip_prefix("part ").and_then(|rest| rest.split_once(": ")) {
            part = name;
        }
        for (mark, ends) in [(": FAILED: ", false), (": CRASHED: ", true), (": HANGS: ", true)] {
            let Some((place, what)) = line.split_once(mark) else {
                continue;
            };
            told |= ends;
            let place = place.rsplit(['/', '\\']).next().unwrap_or(place);
            let word = if ends {
                mark.trim_matches([':', ' ']).to_lowercase() + " "
            } else {
                String::new()
            };
            let shown = format!("{part}\t{place}\t{word}{what}");
            if !lines.contains(&shown) {
                lines.push(shown);
            }
        }
    }
    if !told && lines.is_empty() && code != Some(0) {
        let ended = code.map_or("it did not end".to_owned(), |code| format!("ended with {code}"));
        lines.push(format!("{part}\t?\t{ended}"));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}
