//! `cargo xtask conformance`: the C programs of `conformance/c` against the libraries, natively and under Wine.
//!
//! They are compiled against third-party headers, mingw-w64's, which are included and not copied. What a machine has no
//! tools for is skipped with a line that says so. Programs to run can be named; all are run otherwise.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::dist;

/// Where Debian's mingw-w64 puts its headers.
const HEADERS: &str = "/usr/share/mingw-w64/include";

/// After this a program counts as hanging.
const PATIENCE_SECONDS: &str = "300";

/// Optimized dependencies, and everything that the code asserts.
const PROFILE: &str = "dev";

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let root = dist::workspace()?;
    let (platforms, names): (Vec<&str>, Vec<&str>) = arguments
        .iter()
        .map(String::as_str)
        .partition(|argument| matches!(*argument, "linux" | "wine"));
    let wanted = |platform| platforms.is_empty() || platforms.contains(&platform);
    let programs: Vec<PathBuf> = programs(&root)?
        .into_iter()
        .filter(|program| names.is_empty() || names.contains(&stem(program).as_str()))
        .collect();
    if programs.is_empty() {
        return Err(format!("no such program: {}", names.join(" ")));
    }
    if wanted("linux") {
        linux(&root, &programs)?;
    }
    if wanted("wine") {
        wine(&root, &programs)?;
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
    for source in programs {
        let program = out.join(stem(source));
        let mut compile = Command::new(std::env::var("CC").unwrap_or_else(|_| "cc".to_owned()));
        compile
            .args(["-O1", "-Wall", "-Werror", "-fshort-wchar", "-I"])
            .arg(out.join("include"))
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

fn wine(root: &Path, programs: &[PathBuf]) -> Result<(), String> {
    let (name, triple, tools) = dist::WINDOWS[0];
    let compiler = format!("{tools}gcc");
    for tool in [compiler.as_str(), "wine"] {
        if !works(tool) {
            println!("wine: skipped: there is no {tool}");
            return Ok(());
        }
    }
    if !has_target(triple) {
        println!("wine: skipped: there is no standard library for {triple} (rustup target add {triple})");
        return Ok(());
    }
    let out = dist::target_directory(root)?.join("conformance/wine");
    dist::windows(root, &out, name, PROFILE)?;
    let shim = out.join("bcryptprimitives.dll");
    let mut compile = Command::new(&compiler);
    compile
        .args(["-shared", "-O1", "-o"])
        .arg(&shim)
        .arg(root.join("conformance/c/wine/bcryptprimitives.c"))
        .arg("-ladvapi32");
    dist::run_command(&mut compile)?;

    let prefix = out.join("prefix");
    if !prefix.join("system.reg").exists() {
        // The prefix is made with Wine's own libraries.
        let mut boot = in_wine(&prefix, "mscoree,mshtml=");
        boot.args(["wineboot", "-i"]).stderr(Stdio::null());
        dist::run_command(&mut boot)?;
    }
    let own: Vec<&str> = dist::DLLS
        .iter()
        .map(|dll| dll.trim_end_matches(".dll"))
        .collect();
    let overrides = format!("{},bcryptprimitives=n;mscoree,mshtml=", own.join(","));
    for source in programs {
        let program = out.join(stem(source)).with_extension("exe");
        let mut compile = Command::new(&compiler);
        compile
            .args(["-O1", "-Wall", "-Werror"])
            .arg(source)
            .arg("-o")
            .arg(&program)
            .args([
                "-lmf",
                "-lmfplat",
                "-lmfreadwrite",
                "-lmfuuid",
                "-lgdi32",
                "-lole32",
                "-luuid",
            ]);
        dist::run_command(&mut compile)?;
        println!("wine: {}", stem(source));
        let mut run = in_wine(&prefix, &overrides);
        run.arg(&program)
            .arg(format!("Z:{}", root.join("testdata").display()).replace('/', "\\"))
            .current_dir(&out);
        dist::run_command(&mut run)?;
    }
    Ok(())
}

/// Wine in a prefix of its own, ended when it hangs.
fn in_wine(prefix: &Path, overrides: &str) -> Command {
    let mut wine = Command::new("timeout");
    wine.args([PATIENCE_SECONDS, "wine"])
        .env("WINEPREFIX", prefix)
        .env("WINEDEBUG", "-all")
        .env("WINEARCH", "win64")
        .env("WINEDLLOVERRIDES", overrides)
        .stdin(Stdio::null());
    wine
}

fn programs(root: &Path) -> Result<Vec<PathBuf>, String> {
    let folder = root.join("conformance/c");
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut programs: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "c"))
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
