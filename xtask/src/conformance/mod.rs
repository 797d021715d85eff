//! `cargo xtask conformance`: the programs of `conformance/c`, in C and C++, against the libraries, natively, under Wine, and with
//! each DLL beside Wine's own.
//!
//! `wine --builtin` runs them with Wine's own libraries and lists what differs, and `cost` measures beside these; both are
//! run by hand.
//!
//! They are compiled against third-party headers, mingw-w64's, which are included and not copied. What a machine has no
//! tools for is skipped with a line that says so. Programs to run can be named; all are run otherwise.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::dist;

mod alone;
mod builtin;
mod cost;
mod cpp;
mod wine;

use wine::Wine;

/// Where Debian's mingw-w64 puts its headers.
const HEADERS: &str = "/usr/share/mingw-w64/include";

/// After this a program counts as hanging.
const PATIENCE_SECONDS: &str = "300";

/// Optimized dependencies, and everything that the code asserts.
const PROFILE: &str = "dev";

/// The same, with dependencies that are built sooner: nothing else shares the 32-bit ones.
const PROFILE_32: &str = "wine32";

/// Where programs are run: natively, in 64-bit and 32-bit Wine, and in 64-bit Wine with each DLL beside Wine's own.
const PLATFORMS: &[&str] = &["linux", "wine", "wine32", "beside"];

/// Runs the programs with Wine's own libraries.
const BUILTIN: &str = "--builtin";

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let root = dist::workspace()?;
    if let Some(("cost", rest)) = arguments
        .split_first()
        .map(|(first, rest)| (first.as_str(), rest))
    {
        return match Wine::prepare(&root, "x86_64", Some("dist"))? {
            Some(wine) => cost::run(&wine, &root, rest),
            None => Ok(()),
        };
    }
    let with_builtin = arguments.iter().any(|argument| argument == BUILTIN);
    let (platforms, names): (Vec<&str>, Vec<&str>) = arguments
        .iter()
        .map(String::as_str)
        .filter(|argument| *argument != BUILTIN)
        .partition(|argument| PLATFORMS.contains(argument));
    let wanted = |platform| platforms.is_empty() || platforms.contains(&platform);
    let programs: Vec<PathBuf> = programs(&root)?
        .into_iter()
        .filter(|program| names.is_empty() || names.contains(&stem(program).as_str()))
        .collect();
    if programs.is_empty() {
        return Err(format!("no such program: {}", names.join(" ")));
    }
    if with_builtin {
        return match Wine::prepare(&root, "x86_64", None)? {
            Some(wine) => builtin::run(&wine, &root, &programs),
            None => Ok(()),
        };
    }
    if wanted("linux") {
        linux(&root, &programs)?;
    }
    if wanted("wine") {
        under_wine(&root, "x86_64", &programs)?;
    }
    if wanted("beside") && (names.is_empty() || names.contains(&"alone")) {
        beside_wine(&root)?;
    }
    if wanted("wine32") {
        under_wine(&root, "i686", &programs)?;
    }
    Ok(())
}

fn linux(root: &Path, programs: &[PathBuf]) -> Result<(), String> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) || !Path::new(HEADERS).is_dir() {
        println!("linux: skipped: needs x86-64 Linux and mingw-w64's headers in {HEADERS}");
        return Ok(());
    }
    let out = dist::target_directory(root)?.join("conformance/linux");
    dist::linux(root, &out, PROFILE)?;
    let include = out.join("include");
    for source in programs {
        if !cpp::can_compile(source, &cpp::native(), "linux") {
            continue;
        }
        let program = out.join(stem(source));
        let mut compile = if cpp::is_cpp(source) {
            cpp::check_standards(source, &include, HEADERS)?;
            let mut compile = Command::new(cpp::native());
            compile.arg(cpp::standard());
            compile
        } else {
            Command::new(std::env::var("CC").unwrap_or_else(|_| "cc".to_owned()))
        };
        compile
            .args(["-O1", "-Wall", "-Werror", "-fshort-wchar", "-I"])
            .arg(&include)
            .args(["-idirafter", HEADERS])
            .arg(source)
            .arg("-o")
            .arg(&program)
            .arg("-L")
            .arg(&out)
            .args(["-lopenmf", "-lpthread", "-lm", "-Wl,-rpath,$ORIGIN"]);
        dist::run_command(&mut compile)?;
        let mut run = Command::new("timeout");
        run.arg(PATIENCE_SECONDS)
            .arg(&program)
            .arg(root.join("testdata"))
            .current_dir(&out);
        println!("linux: {}", stem(source));
        dist::run_command(&mut run)?;
    }
    Ok(())
}

fn under_wine(root: &Path, name: &str, programs: &[PathBuf]) -> Result<(), String> {
    let profile = if name == "i686" { PROFILE_32 } else { PROFILE };
    let Some(wine) = Wine::prepare(root, name, Some(profile))? else {
        return Ok(());
    };
    let label = if name == "i686" { "wine32" } else { "wine" };
    for source in programs {
        if !cpp::can_compile(source, &wine.compiler_of(source), label) {
            continue;
        }
        let program = wine.compile(source)?;
        println!("{label}: {}", stem(source));
        let mut run = wine.start(&wine::overrides(dist::DLLS), &wine.out);
        run.arg(&program).arg(wine::test_files(root));
        dist::run_command(&mut run)?;
    }
    Ok(())
}

/// Each DLL with the others Wine's own.
fn beside_wine(root: &Path) -> Result<(), String> {
    match Wine::prepare(root, "x86_64", Some(PROFILE))? {
        Some(wine) => alone::run(&wine, root),
        None => Ok(()),
    }
}

fn programs(root: &Path) -> Result<Vec<PathBuf>, String> {
    let folder = root.join("conformance/c");
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut programs: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| cpp::is_cpp(path) || path.extension().is_some_and(|extension| extension == "c"))
        .collect();
    programs.sort();
    Ok(programs)
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn works(tool: &str) -> bool {
    let mut command = Command::new(tool);
    command
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn has_target(triple: &str) -> bool {
    let output = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", triple])
        .output();
    output.is_ok_and(|output| Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
}
