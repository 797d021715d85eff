//! Each DLL with the others Wine's own: `conformance/c/alone.c` hands objects across every border between them.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use crate::dist;

use super::wine::{Wine, overrides, test_files};

/// The parts of the program.
const PARTS: &[&str] = &[
    "results",
    "topologies",
    "clocks",
    "sessions",
    "files",
    "readers",
    "streams",
];

/// Which DLLs are ours.
const COMBINATIONS: &[(&str, &[&str])] = &[
    ("mf", &["mf.dll"]),
    ("mfplat", &["mfplat.dll"]),
    ("mfreadwrite", &["mfreadwrite.dll"]),
    ("rtworkq", &["rtworkq.dll"]),
    (
        "all-but-mf",
        &["mfplat.dll", "mfreadwrite.dll", "mfplay.dll", "rtworkq.dll"],
    ),
    (
        "all-but-mfplat",
        &["mf.dll", "mfreadwrite.dll", "mfplay.dll", "rtworkq.dll"],
    ),
    (
        "all-but-mfreadwrite",
        &["mf.dll", "mfplat.dll", "mfplay.dll", "rtworkq.dll"],
    ),
    (
        "all-but-rtworkq",
        &["mf.dll", "mfplat.dll", "mfreadwrite.dll", "mfplay.dll"],
    ),
];

pub(super) fn run(wine: &Wine, root: &Path) -> Result<(), String> {
    let program = wine.compile(&root.join("conformance/c/alone.c"))?;
    let mut failed = Vec::new();
    for (name, ours) in COMBINATIONS {
        let folder = wine.out.join("alone").join(name);
        fs::create_dir_all(&folder).map_err(|error| dist::shown(&folder, &error))?;
        let needed = ["openmf.dll", "bcryptprimitives.dll"];
        for dll in needed.iter().chain(*ours) {
            link(&wine.out.join(dll), &folder.join(dll))?;
        }
        let here = folder.join("alone.exe");
        link(&program, &here)?;
        for part in PARTS {
            let mut run = wine.start(&overrides(ours), &folder);
            run.arg(&here)
                .arg(part)
                .arg(test_files(root))
                .stderr(Stdio::null());
            let output = run.output().map_err(|error| format!("wine: {error}"))?;
            let text = String::from_utf8_lossy(&output.stdout);
            let last = text.lines().last().unwrap_or("nothing was said").trim();
            let shown = format!("ours {name}: {part}: {last}");
            println!("beside Wine: {shown}");
            if !output.status.success() {
                failed.push(format!("{shown} ({})", output.status));
            }
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(format!("DLLs of ours beside Wine's own: {}", failed.join(", ")))
}

/// The same file under another name.
fn link(from: &Path, to: &Path) -> Result<(), String> {
    let _ = fs::remove_file(to);
    fs::hard_link(from, to)
        .or_else(|_| fs::copy(from, to).map(drop))
        .map_err(|error| dist::shown(to, &error))
}
