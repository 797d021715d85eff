//! `cargo xtask tidy`: the rules of ARCHITECTURE.md that the compiler does not check.
//!
//! - A dependency between crates of the workspace points to a strictly lower layer.
//! - `unsafe` appears only in `av1` and `com`.
//! - The pure crates use no thread, clock, network or file.
//! - Every crate takes the workspace's lints; those with `unsafe` may have a table of their own.
//! - No `todo!` or `unimplemented!` anywhere.
//! - Every row of `conformance/rows/` names tests that exist.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The layer of every crate, by the name of its package.
const LAYERS: &[(&str, u8)] = &[
    ("openmf-cli", 5),
    ("openmf-com", 5),
    ("openmf", 4),
    ("openmf-runtime", 3),
    ("openmf-registry", 2),
    ("openmf-sequencer", 2),
    ("openmf-session", 2),
    ("openmf-clock", 1),
    ("openmf-sinks", 1),
    ("openmf-sources", 1),
    ("openmf-topology", 1),
    ("openmf-transforms", 1),
    ("openmf-av1", 0),
    ("openmf-core", 0),
];

/// Only a dev-dependency, so it stands beside the layers and may itself use any library of them.
const TESTKIT: &str = "openmf-testkit";
const TESTKIT_LAYER: u8 = 5;

/// Packages that nothing depends on and that may use any library.
const OUTSIDE: &[&str] = &["xtask", "openmf-benches", "openmf-bindings", "openmf-simulation"];

/// The folders in `crates/` that may contain `unsafe` and have lints of their own.
const WITH_UNSAFE: &[&str] = &["av1", "com"];

/// The folders in `crates/` that never touch the system; time is an argument there.
const PURE: &[&str] = &["clock", "session", "topology"];

/// Modules of `std` that reach the system.
const SYSTEM_MODULES: &[&str] = &["env", "fs", "net", "process", "thread"];

/// Types of `std::time` that read a clock.
const CLOCKS: &[&str] = &["Instant", "SystemTime"];

/// Macros that leave work undone.
const UNDONE: &[&str] = &["todo", "unimplemented"];

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    if let Some(argument) = arguments.first() {
        return Err(format!("takes no argument, got `{argument}`"));
    }
    let metadata = metadata()?;
    let root = PathBuf::from(
        metadata["workspace_root"]
            .as_str()
            .ok_or("cargo metadata names no workspace_root")?,
    );

    let mut faults = layer_faults(&metadata);
    for folder in crate_folders(&root)? {
        let name = folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let manifest = folder.join("Cargo.toml");
        faults.extend(lint_faults(&name, &read(&manifest)?));
        for file in rust_files(&folder)? {
            let shown = file.strip_prefix(&root).unwrap_or(&file).display().to_string();
            let pure = PURE.contains(&name.as_str()) && file.starts_with(folder.join("src"));
            faults.extend(source_faults(
                &shown,
                &read(&file)?,
                pure,
                WITH_UNSAFE.contains(&name.as_str()),
            ));
        }
    }
    for folder in ["xtask", "conformance", "benches", "fuzz", "simulation"] {
        for file in rust_files(&root.join(folder))? {
            let shown = file.strip_prefix(&root).unwrap_or(&file).display().to_string();
            faults.extend(source_faults(&shown, &read(&file)?, false, false));
        }
    }

    faults.extend(crate::rows::faults(&root)?);

    if faults.is_empty() {
        return Ok(());
    }
    Err(format!("{} found\n  {}", faults.len(), faults.join("\n  ")))
}

fn metadata() -> Result<Value, String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--no-deps"])
        .output()
        .map_err(|error| format!("cannot run cargo metadata: {error}"))?;
    if !output.status.success() {
        return Err(format!(
            "cargo metadata failed: {}",
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))
}

pub(crate) fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn crate_folders(root: &Path) -> Result<Vec<PathBuf>, String> {
    let folders: Vec<_> = entries(&root.join("crates"))?
        .into_iter()
        .filter(|f| f.join("Cargo.toml").is_file())
        .collect();
    if folders.is_empty() {
        Err("no crate found in crates/".to_owned())
    } else {
        Ok(folders)
    }
}

pub(crate) fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let listed: Result<Vec<_>, _> =
        fs::read_dir(folder).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    let mut paths = listed.map_err(|error| format!("{}: {error}", folder.display()))?;
    paths.sort();
    Ok(paths)
}

/// The Rust files under a folder, none if it does not exist. Build output is not ours.
fn rust_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    for path in entries(folder)? {
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                files.extend(rust_files(&path)?);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(files)
}

fn layer(name: &str) -> Option<u8> {
    LAYERS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, layer)| *layer)
}

/// Dependencies between workspace crates that do not point down. Reads `cargo metadata`'s `packages`.
fn layer_faults(metadata: &Value) -> Vec<String> {
    let packages = metadata["packages"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let ours: Vec<&str> = packages
        .iter()
        .filter_map(|package| package["name"].as_str())
        .collect();
    let mut faults = Vec::new();
    if ours.is_empty() {
        faults.push("cargo metadata lists no package".to_owned());
    }
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        if OUTSIDE.contains(&name) {
            continue;
        }
        let Some(own) = layer(name).or((name == TESTKIT).then_some(TESTKIT_LAYER)) else {
            faults.push(format!("{name}: has no layer; give it one in xtask/src/tidy.rs"));
            continue;
        };
        for dependency in package["dependencies"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default()
        {
            let on = dependency["name"].as_str().unwrap_or_default();
            if !ours.contains(&on) || dependency["kind"] == "dev" {
                continue;
            }
            match layer(on) {
                _ if on == TESTKIT => faults.push(format!("{name} -> {on}: may only be a dev-dependency")),
                Some(other) if other >= own => {
                    faults.push(format!(
                        "{name} (layer {own}) -> {on} (layer {other}): must point to a lower layer"
                    ));
                }
                Some(_) => {}
                None => faults.push(format!("{name} -> {on}: which has no layer")),
            }
        }
    }
    faults
}

/// A manifest without the workspace's lints.
fn lint_faults(folder: &str, manifest: &str) -> Option<String> {
    let mut table = "";
    let (mut inherits, mut own) = (false, false);
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            table = line;
            own |= table.starts_with("[lints.");
        } else if table == "[lints]" && line.replace(' ', "").starts_with("workspace=true") {
            inherits = true;
        }
    }
    let fine = inherits || (own && WITH_UNSAFE.contains(&folder));
    (!fine).then(|| format!("crates/{folder}/Cargo.toml: lacks `[lints] workspace = true`"))
}

/// What a source file must not contain.
fn source_faults(file: &str, source: &str, pure: bool, may_be_unsafe: bool) -> Vec<String> {
    let code = code_of(source);
    let tokens: Vec<(usize, &str)> = tokens(&code);
    let word = |i: usize| tokens.get(i).map_or("", |token| token.1);
    let mut faults = Vec::new();
    for (i, &(at, token)) in tokens.iter().enumerate() {
        let mut fault = |what: String| {
            let line = code.get(..at).unwrap_or_default().matches('\n').count() + 1;
            faults.push(format!("{file}:{line}: {what}"));
        };
        if token == "unsafe" && !may_be_unsafe {
            fault("`unsafe` outside crates/av1 and crates/com".to_owned());
        } else if UNDONE.contains(&token) && word(i + 1) == "!" {
            fault(format!("`{token}!` leaves work undone"));
        } else if pure && CLOCKS.contains(&token) {
            fault(format!("`{token}` in a pure crate; time is an argument"));
        } else if pure && token == "std" && word(i + 1) == ":" && word(i + 2) == ":" {
            for module in modules_at(&tokens, i + 3) {
                if SYSTEM_MODULES.contains(&module) {
                    fault(format!("`std::{module}` in a pure crate"));
                }
            }
        }
    }
    faults
}

/// The first path segments at a token: one name, or those directly inside a `{…}` group.
fn modules_at<'a>(tokens: &[(usize, &'a str)], start: usize) -> Vec<&'a str> {
    let mut rest = tokens
        .get(start..)
        .unwrap_or_default()
        .iter()
        .map(|token| token.1);
    let first = rest.next().unwrap_or("");
    if first != "{" {
        return vec![first];
    }
    let (mut modules, mut depth, mut begins) = (Vec::new(), 1, true);
    for token in rest {
        match token {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ if depth == 1 && begins => modules.push(token),
            _ => {}
        }
        if depth == 0 {
            break;
        }
        begins = token == "," && depth == 1;
    }
    modules
}

/// Words and single punctuation characters, with their byte offsets.
pub(crate) fn tokens(code: &str) -> Vec<(usize, &str)> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    let mut rest = code.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        if c.is_whitespace() {
            continue;
        }
        let mut end = start + c.len_utf8();
        if is_word(c) {
            while let Some((at, next)) = rest.next_if(|(_, next)| is_word(*next)) {
                end = at + next.len_utf8();
            }
        }
        found.push((start, &code[start..end]));
    }
    found
}

/// The source with comments, strings and characters blanked, and its lines kept.
pub(crate) fn code_of(source: &str) -> String {
    let chars: Vec<char> = source.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut code = String::with_capacity(source.len());
    let mut i = 0;
    while i < chars.len() {
        let start = i;
        let raw = raw_string(&chars, i);
        if at(i) == '/' && at(i + 1) == '/' {
            while i < chars.len() && at(i) != '\n' {
                i += 1;
            }
        } else if at(i) == '/' && at(i + 1) == '*' {
            let mut depth = 0;
            while i < chars.len() {
                match (at(i), at(i + 1)) {
                    ('/', '*') => (depth, i) = (depth + 1, i + 2),
                    ('*', '/') => (depth, i) = (depth - 1, i + 2),
                    _ => i += 1,
                }
                if depth == 0 {
                    break;
                }
            }
        } else if let Some((opening, hashes)) = raw {
            i += opening;
            while i < chars.len() && !(at(i) == '"' && (1..=hashes).all(|n| at(i + n) == '#')) {
                i += 1;
            }
            i += hashes + 1;
        } else if at(i) == '"' {
            i += 1;
            while i < chars.len() && at(i) != '"' {
                i += if at(i) == '\\' { 2 } else { 1 };
            }
            i += 1;
        } else if at(i) == '\'' && (at(i + 1) == '\\' || at(i + 2) == '\'') {
            i += if at(i + 1) == '\\' { 3 } else { 2 };
            while i < chars.len() && at(i) != '\'' {
                i += 1;
            }
            i += 1;
        } else {
            // A whole word, so that the `r` of an identifier is not taken for a raw string.
            code.push(at(i));
            i += 1;
            while is_word(at(i - 1)) && is_word(at(i)) {
                code.push(at(i));
                i += 1;
            }
            continue;
        }
        code.extend(
            chars[start..i.min(chars.len())]
                .iter()
                .map(|&c| if c == '\n' { '\n' } else { ' ' }),
        );
    }
    code
}

/// The length of a raw string's opening that begins here, and the number of its `#`.
fn raw_string(chars: &[char], start: usize) -> Option<(usize, usize)> {
    let rest = chars.get(start..)?;
    let prefix = rest.iter().take_while(|&&c| matches!(c, 'b' | 'c' | 'r')).count();
    let hashes = rest.iter().skip(prefix).take_while(|&&c| c == '#').count();
    let opens =
        matches!(rest.get(..prefix)?, ['r'] | ['b' | 'c', 'r']) && rest.get(prefix + hashes) == Some(&'"');
    opens.then_some((prefix + hashes + 1, hashes))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn package(name: &str, dependencies: &[(&str, Value)]) -> Value {
        let dependencies: Vec<_> = dependencies
            .iter()
            .map(|(name, kind)| json!({ "name": name, "kind": kind }))
            .collect();
        json!({ "name": name, "dependencies": dependencies })
    }

    #[test]
    fn dependencies_point_down() {
        let table = [
            ("openmf-session", "openmf-core", Value::Null, None),
            ("openmf-session", "serde", Value::Null, None),
            ("openmf-session", TESTKIT, json!("dev"), None),
            ("openmf-core", "openmf-session", json!("dev"), None),
            (TESTKIT, "openmf-runtime", Value::Null, None),
            (
                "openmf-session",
                "openmf-registry",
                Value::Null,
                Some("openmf-session (layer 2) -> openmf-registry (layer 2): must point to a lower layer"),
            ),
            (
                "openmf-core",
                "openmf-session",
                json!("build"),
                Some("openmf-core (layer 0) -> openmf-session (layer 2): must point to a lower layer"),
            ),
            (
                "openmf-session",
                TESTKIT,
                Value::Null,
                Some("openmf-session -> openmf-testkit: may only be a dev-dependency"),
            ),
        ];
        let ours = [
            "openmf-core",
            "openmf-session",
            "openmf-registry",
            "openmf-runtime",
            TESTKIT,
        ];
        for (from, to, kind, expected) in table {
            let packages: Vec<_> = ours
                .iter()
                .map(|name| {
                    if *name == from {
                        package(name, &[(to, kind.clone())])
                    } else {
                        package(name, &[])
                    }
                })
                .collect();
            let faults = layer_faults(&json!({ "packages": packages }));
            assert_eq!(
                faults,
                Vec::from_iter(expected.map(str::to_owned)),
                "{from} -> {to} {kind}"
            );
        }
    }

    #[test]
    fn a_crate_without_a_layer_is_named() {
        let faults = layer_faults(&json!({ "packages": [package("openmf-new", &[])] }));
        assert_eq!(
            faults,
            ["openmf-new: has no layer; give it one in xtask/src/tidy.rs"]
        );
        assert_eq!(layer_faults(&json!({})), ["cargo metadata lists no package"]);
    }

    #[test]
    fn lints_come_from_the_workspace() {
        let table = [
            ("core", "[lints]\nworkspace = true\n", true),
            ("core", "[lints.rust]\nunsafe_code = \"deny\"\n", false),
            ("av1", "[lints.rust]\nunsafe_code = \"deny\"\n", true),
            ("core", "[package]\nworkspace = true\n", false),
            ("av1", "[package]\n", false),
        ];
        for (folder, manifest, fine) in table {
            assert_eq!(
                lint_faults(folder, manifest).is_none(),
                fine,
                "{folder}: {manifest}"
            );
        }
    }

    #[test]
    fn forbidden_words_are_found_in_code_only() {
        let table: [(&str, bool, &[&str]); 14] = [
            (
                "fn f() {\n    unsafe { g() }\n}",
                false,
                &["x.rs:2: `unsafe` outside crates/av1 and crates/com"],
            ),
            (
                "// unsafe\n/* a /* todo!() */ unsafe */ \"unsafe\" 'u' #![forbid(unsafe_code)]",
                true,
                &[],
            ),
            (
                "let a = r#\"unsafe \" todo!()\"#; let b = '\"'; let c = \"\\\"unsafe\";",
                true,
                &[],
            ),
            (
                "fn f<'a>(x: &'a str) { todo!() }",
                false,
                &["x.rs:1: `todo!` leaves work undone"],
            ),
            (
                "let c = '\\''; unimplemented!(\"later\")",
                false,
                &["x.rs:1: `unimplemented!` leaves work undone"],
            ),
            ("let todo = 1; a != todo", false, &[]),
            (
                "use std::thread;",
                true,
                &["x.rs:1: `std::thread` in a pure crate"],
            ),
            ("use std::thread;", false, &[]),
            (
                "use std::{collections::{BTreeMap, fs}, fs::File};",
                true,
                &["x.rs:1: `std::fs` in a pure crate"],
            ),
            (
                "\n::std :: net::connect()",
                true,
                &["x.rs:2: `std::net` in a pure crate"],
            ),
            ("use std::time::Duration;", true, &[]),
            (
                "use std::time::{Duration, Instant};",
                true,
                &["x.rs:1: `Instant` in a pure crate; time is an argument"],
            ),
            (
                "SystemTime::now()",
                true,
                &["x.rs:1: `SystemTime` in a pure crate; time is an argument"],
            ),
            (
                "b\"unsafe\" br\"\\\"; todo!()",
                true,
                &["x.rs:1: `todo!` leaves work undone"],
            ),
        ];
        for (source, pure, expected) in table {
            assert_eq!(source_faults("x.rs", source, pure, false), expected, "{source}");
        }
        assert!(source_faults("x.rs", "unsafe {}", false, true).is_empty());
    }
}
