//! `crates/com/exports.tsv`, and what the libraries that were made really export.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::dist::{output, shown};

/// A function of the table.
pub(crate) struct Export {
    pub(crate) name: String,
    pub(crate) dlls: Vec<String>,
    /// The length of its arguments on 32-bit Windows.
    pub(crate) bytes: u32,
}

/// The rows of `crates/com/exports.tsv`.
pub(crate) fn table(root: &Path) -> Result<Vec<Export>, String> {
    let path = root.join("crates/com/exports.tsv");
    let text = fs::read_to_string(&path).map_err(|error| shown(&path, &error))?;
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| {
        let malformed = || format!("{}: not five columns: {line}", path.display());
        let columns: Vec<&str> = line.split('\t').collect();
        let &[name, dlls, _tier, bytes, _state] = columns.as_slice() else {
            return Err(malformed());
        };
        Ok(Export {
            name: name.to_owned(),
            dlls: dlls.split(',').map(str::to_owned).collect(),
            bytes: bytes.parse().map_err(|_| malformed())?,
        })
    })
    .collect()
}

/// Fails unless a library exports exactly what it should.
pub(crate) fn check(wanted: &BTreeSet<&str>, found: &BTreeSet<String>, library: &Path) -> Result<(), String> {
    let missing: Vec<&str> = wanted
        .iter()
        .copied()
        .filter(|name| !found.contains(*name))
        .collect();
    let extra: Vec<&str> = found
        .iter()
        .map(String::as_str)
        .filter(|name| !wanted.contains(name))
        .collect();
    if missing.is_empty() && extra.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{}: not exported: {}; exported without need: {}",
        library.display(),
        missing.join(" "),
        extra.join(" ")
    ))
}

/// The names that a shared object exports.
pub(crate) fn of_shared_object(library: &Path) -> Result<BTreeSet<String>, String> {
    let text = output(Command::new("nm").args(["-D", "--defined-only"]).arg(library))?;
    Ok(text
        .lines()
        .filter_map(|line| line.split_whitespace().nth(2))
        .map(str::to_owned)
        .collect())
}

/// The names in a DLL's export table.
pub(crate) fn of_dll(tools: &str, library: &Path) -> Result<BTreeSet<String>, String> {
    let text = output(Command::new(format!("{tools}objdump")).arg("-p").arg(library))?;
    let table = text
        .lines()
        .skip_while(|line| !line.contains("Ordinal/Name Pointer"));
    Ok(table
        .skip(1)
        .take_while(|line| line.trim_start().starts_with('['))
        .filter_map(|line| line.split_whitespace().last())
        .map(str::to_owned)
        .collect())
}
