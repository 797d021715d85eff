//! `cargo xtask dist`: the libraries that programs written to Media Foundation load.
//!
//! - `dist/linux`: `libopenmf.so` with a stable SONAME, a pkg-config file and the headers.
//! - `dist/windows/x86_64`, `dist/windows/i686`: `openmf.dll`, which is the engine, and the documented DLLs, each of
//!   which passes its functions on to it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The name that programs are linked with: its number changes when a documented function changes or goes.
const SONAME: &str = "libopenmf.so.0";

/// Exported on Linux beside the table: what Windows has in `ole32.dll`.
const LINUX_ONLY: &[&str] = &[
    "CoCreateInstance",
    "CoRegisterClassObject",
    "CoRevokeClassObject",
    "CoTaskMemAlloc",
    "CoTaskMemFree",
    "PropVariantClear",
    "PropVariantCopy",
];

/// Exported by the engine for the tests.
const FOR_TESTS: &[&str] = &["OpenMFLiveObjects"];

/// The DLLs that are made. Other DLLs of the table stay the platform's own.
pub(crate) const DLLS: &[&str] = &[
    "mf.dll",
    "mfplat.dll",
    "mfreadwrite.dll",
    "mfplay.dll",
    "rtworkq.dll",
];

/// A processor that Windows runs on: its name, Rust's name for the target, and the prefix of the C tools.
pub(crate) const WINDOWS: &[(&str, &str, &str)] = &[
    ("x86_64", "x86_64-pc-windows-gnu", "x86_64-w64-mingw32-"),
    ("i686", "i686-pc-windows-gnu", "i686-w64-mingw32-"),
];

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let root = workspace()?;
    let out = root.join("dist");
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["linux"] => report(&linux(&root, &out.join("linux"), "dist")?),
        ["windows"] => {
            for (name, ..) in WINDOWS {
                report(&windows(&root, &out.join("windows").join(name), name, "dist")?)?;
            }
            Ok(())
        }
        ["windows", name] => report(&windows(&root, &out.join("windows").join(name), name, "dist")?),
        _ => Err("usage: cargo xtask dist linux | windows [x86_64 | i686]".to_owned()),
    }
}

/// Prints what was made, with sizes in bytes.
fn report(files: &[PathBuf]) -> Result<(), String> {
    let mut total = 0;
    for file in files {
        let len = fs::metadata(file).map_err(|error| shown(file, &error))?.len();
        total += len;
        println!("{len:>10} {}", file.display());
    }
    println!("{total:>10} together");
    Ok(())
}

/// A function of the table.
pub(crate) struct Export {
    pub(crate) name: String,
    pub(crate) dlls: Vec<String>,
}

/// The rows of `crates/com/exports.tsv`.
pub(crate) fn exports(root: &Path) -> Result<Vec<Export>, String> {
    let path = root.join("crates/com/exports.tsv");
    let text = fs::read_to_string(&path).map_err(|error| shown(&path, &error))?;
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| match line.split('\t').collect::<Vec<_>>().as_slice() {
        [name, dlls, _tier, _bytes, _state] => Ok(Export {
            name: (*name).to_owned(),
            dlls: dlls.split(',').map(str::to_owned).collect(),
        }),
        _ => Err(format!("{}: not five columns: {line}", path.display())),
    })
    .collect()
}

/// Makes `libopenmf.so`, its pkg-config file and the headers in a folder.
pub(crate) fn linux(root: &Path, out: &Path, profile: &str) -> Result<Vec<PathBuf>, String> {
    let target = cargo(root, "staticlib", None, profile)?;
    let archive = target.join("libopenmf_com.a");
    fs::create_dir_all(out).map_err(|error| shown(out, &error))?;
    let table = exports(root)?;
    let names: BTreeSet<&str> = table
        .iter()
        .map(|export| export.name.as_str())
        .chain(LINUX_ONLY.iter().copied())
        .chain(FOR_TESTS.iter().copied())
        .collect();

    // A linker takes from an archive what is asked for, and exports what the script names.
    let script = out.join("exports.map");
    let list: String = names.iter().map(|name| format!("    {name};\n")).collect();
    write(&script, &format!("{{\n  global:\n{list}  local:\n    *;\n}};\n"))?;
    let wanted = out.join("exports.rsp");
    let list: String = names
        .iter()
        .map(|name| format!("-Wl,--undefined={name}\n"))
        .collect();
    write(&wanted, &list)?;
    let library = out.join(SONAME);
    let mut link = Command::new(std::env::var("CC").unwrap_or_else(|_| "cc".to_owned()));
    link.args(["-shared", "-s", "-Wl,--gc-sections", "-Wl,-z,relro,-z,now"])
        .arg(format!("-Wl,-soname,{SONAME}"))
        .arg(format!("-Wl,--version-script={}", script.display()))
        .arg(format!("@{}", wanted.display()))
        .arg(&archive)
        .args(["-lgcc_s", "-lm", "-lpthread", "-ldl", "-lc"])
        .arg("-o")
        .arg(&library);
    run_command(&mut link)?;
    for file in [&script, &wanted] {
        fs::remove_file(file).map_err(|error| shown(file, &error))?;
    }
    let link = out.join("libopenmf.so");
    let _ = fs::remove_file(&link);
    #[cfg(unix)]
    std::os::unix::fs::symlink(SONAME, &link).map_err(|error| shown(&link, &error))?;

    check(
        &names,
        &dynamic_symbols("nm", &["-D", "--defined-only"], &library)?,
        &library,
    )?;
    copy_tree(&root.join("crates/com/include"), &out.join("include"))?;
    let version = env!("CARGO_PKG_VERSION");
    write(&out.join("openmf.pc"), &pkg_config(version))?;
    Ok(vec![library])
}

fn pkg_config(version: &str) -> String {
    format!(
        "libdir=${{pcfiledir}}\nincludedir=${{pcfiledir}}/include\n\nName: openmf\nDescription: An open, portable \
         Media Session with the interfaces of Media Foundation\nVersion: {version}\nCflags: -I${{includedir}} \
         -fshort-wchar\nLibs: -L${{libdir}} -lopenmf\n"
    )
}

/// Makes the engine and the documented DLLs for one processor in a folder.
pub(crate) fn windows(root: &Path, out: &Path, name: &str, profile: &str) -> Result<Vec<PathBuf>, String> {
    let (_, triple, tools) = WINDOWS
        .iter()
        .find(|target| target.0 == name)
        .ok_or_else(|| format!("no such processor: {name}"))?;
    let target = cargo(root, "cdylib", Some(triple), profile)?;
    fs::create_dir_all(out).map_err(|error| shown(out, &error))?;
    let engine = out.join("openmf.dll");
    let built = target.join("openmf_com.dll");
    fs::copy(&built, &engine).map_err(|error| shown(&built, &error))?;
    run_command(Command::new(format!("{tools}strip")).arg(&engine))?;
    let mut made = vec![engine.clone()];

    let table = exports(root)?;
    let symbols = exported_names(tools, &engine)?;
    let wanted: BTreeSet<&str> = table.iter().map(|export| export.name.as_str()).collect();
    let missing: Vec<&str> = wanted
        .iter()
        .copied()
        .filter(|name| !symbols.contains(*name))
        .collect();
    if !missing.is_empty() {
        return Err(format!(
            "{}: not exported: {}",
            engine.display(),
            missing.join(" ")
        ));
    }
    for dll in DLLS {
        let mut definition = format!("LIBRARY {dll}\nEXPORTS\n");
        for export in &table {
            if export.dlls.iter().any(|name| name == dll) {
                definition.push_str(&format!("  {0} = openmf.{0}\n", export.name));
            }
        }
        let file = out.join(format!("{dll}.def"));
        write(&file, &definition)?;
        let library = out.join(dll);
        let mut link = Command::new(format!("{tools}gcc"));
        link.args(["-shared", "-nostdlib", "-s", "-Wl,--entry=0", "-o"])
            .arg(&library)
            .arg(&file);
        run_command(&mut link)?;
        fs::remove_file(&file).map_err(|error| shown(&file, &error))?;
        made.push(library);
    }
    Ok(made)
}

/// Fails unless a library exports exactly what it should.
fn check(wanted: &BTreeSet<&str>, found: &BTreeSet<String>, library: &Path) -> Result<(), String> {
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

fn dynamic_symbols(tool: &str, arguments: &[&str], library: &Path) -> Result<BTreeSet<String>, String> {
    let text = output(Command::new(tool).args(arguments).arg(library))?;
    Ok(text
        .lines()
        .filter_map(|line| line.split_whitespace().nth(2))
        .map(str::to_owned)
        .collect())
}

/// The names in a DLL's export table.
fn exported_names(tools: &str, library: &Path) -> Result<BTreeSet<String>, String> {
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

/// Builds the edge, and gives the folder in which the result is.
fn cargo(root: &Path, kind: &str, target: Option<&str>, profile: &str) -> Result<PathBuf, String> {
    let mut cargo = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    cargo
        .current_dir(root)
        .args(["rustc", "--quiet", "-p", "openmf-com", "--lib"])
        .args(["--crate-type", kind, "--profile", profile]);
    if let Some(target) = target {
        cargo.args(["--target", target]);
    }
    run_command(&mut cargo)?;
    let mut folder = target_directory(root)?;
    if let Some(target) = target {
        folder.push(target);
    }
    folder.push(if profile == "dev" { "debug" } else { profile });
    Ok(folder)
}

/// Where cargo builds.
pub(crate) fn target_directory(root: &Path) -> Result<PathBuf, String> {
    let mut cargo = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    cargo
        .current_dir(root)
        .args(["metadata", "--format-version=1", "--no-deps"]);
    let metadata: serde_json::Value =
        serde_json::from_str(&output(&mut cargo)?).map_err(|error| format!("cargo metadata: {error}"))?;
    let folder = metadata["target_directory"].as_str();
    Ok(PathBuf::from(
        folder.ok_or("cargo metadata names no target_directory")?,
    ))
}

/// The folder of the workspace.
pub(crate) fn workspace() -> Result<PathBuf, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    root.canonicalize().map_err(|error| shown(&root, &error))
}

/// Runs a command to its success.
pub(crate) fn run_command(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|error| format!("{name}: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{name}: {status}"))
    }
}

fn output(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{name}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{name}: {}", String::from_utf8_lossy(&output.stderr)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn copy_tree(from: &Path, to: &Path) -> Result<(), String> {
    fs::create_dir_all(to).map_err(|error| shown(to, &error))?;
    for entry in fs::read_dir(from).map_err(|error| shown(from, &error))? {
        let entry = entry.map_err(|error| shown(from, &error))?;
        fs::copy(entry.path(), to.join(entry.file_name())).map_err(|error| shown(&entry.path(), &error))?;
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| shown(path, &error))
}

fn shown(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}
