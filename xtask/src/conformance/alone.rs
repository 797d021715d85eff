//! Each DLL with the others Wine's own: `conformance/c/alone.c` hands objects across every border between them.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use crate::dist;

use super::wine::{Wine, overrides, test_files};

/// The parts of the program, and the DLLs whose functions each of them is about.
const PARTS: &[(&str, &[&str])] = &[
    ("results", &["mfplat.dll", "rtworkq.dll"]),
    ("topologies", &["mf.dll", "mfplat.dll"]),
    ("clocks", &["mf.dll", "mfplat.dll", "rtworkq.dll"]),
    ("sessions", &["mf.dll", "mfplat.dll", "rtworkq.dll"]),
    ("files", &["mf.dll", "mfplat.dll", "rtworkq.dll"]),
    ("readers", &["mfreadwrite.dll", "mfplat.dll", "rtworkq.dll"]),
    ("streams", &["mfreadwrite.dll", "mfplat.dll", "rtworkq.dll"]),
];

/// Wine 8's own session hangs now and then, with nothing of ours in it too: a part that fails is run this often.
const ATTEMPTS: usize = 2;

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
        for (part, about) in PARTS {
            if !about.iter().any(|dll| ours.contains(dll)) {
                continue;
            }
            let mut passed = false;
            for _ in 0..ATTEMPTS {
                let mut run = wine.start(&overrides(ours), &folder);
                run.arg(&here)
                    .arg(part)
                    .arg(test_files(root))
                    .stderr(Stdio::null());
                let output = run.output().map_err(|error| format!("wine: {error}"))?;
                let text = String::from_utf8_lossy(&output.stdout);
                let last = text.lines().last().unwrap_or("nothing was said").trim();
                println!("beside Wine: ours {name}: {part}: {last} ({})", output.status);
                passed = output.status.success();
                // Where the session is ours, a hang is too.
                if passed || ours.contains(&"mf.dll") {
                    break;
                }
            }
            if !passed {
                failed.push(format!("{name}: {part}"));
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
