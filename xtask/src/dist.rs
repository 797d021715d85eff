//! `cargo xtask dist`: the libraries that programs written to Media Foundation load.
//!
//! - `dist/linux`: `libopenmf.so` with a stable SONAME, a pkg-config file and the headers.
//! - `dist/windows/x86_64`, `dist/windows/i686`: `openmf.dll`, which is the engine, and the documented DLLs, each of
//!   which passes its functions on to it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::exports::{self, Export};

/// The name that programs are linked with: its number changes when a documented function changes or goes.
const SONAME: &str = "libopenmf.so.0";

/// The DLLs that are made. Other DLLs of the table stay the platform's own.
pub(crate) const DLLS: &[&str] = &[
    "mf.dll",
    "mfplat.dll",
    "mfreadwrite.dll",
    "mfplay.dll",
    "rtworkq.dll",
];

/// The engine behind them.
const ENGINE: &str = "openmf.dll";

/// The libraries of Windows that the engine and Rust's standard library call.
const SYSTEM_LIBRARIES: &[&str] = &[
    "kernel32", "ntdll", "userenv", "ws2_32", "dbghelp", "advapi32", "bcrypt", "dwmapi", "gdi32", "imm32",
    "ole32", "oleaut32", "user32", "uxtheme", "uuid",
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

/// Makes `libopenmf.so`, its pkg-config file and the headers in a folder.
pub(crate) fn linux(root: &Path, out: &Path, profile: &str) -> Result<Vec<PathBuf>, String> {
    let target = cargo(root, "staticlib", None, profile)?;
    let archive = target.join("libopenmf_com.a");
    fs::create_dir_all(out).map_err(|error| shown(out, &error))?;
    let table = exports::table(root)?;
    let names: BTreeSet<&str> = table.iter().map(|export| export.name.as_str()).collect();

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
    link.args([
        "-shared",
        "-s",
        "-Wl,--gc-sections",
        "-Wl,-z,relro,-z,now,-z,nodelete",
    ])
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

    exports::check(&names, &exports::of_shared_object(&library)?, &library)?;
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
    let target = cargo(root, "staticlib", Some(triple), profile)?;
    fs::create_dir_all(out).map_err(|error| shown(out, &error))?;
    let table = exports::table(root)?;
    let of = |dll: &str| -> Vec<&Export> {
        let exported = |export: &&Export| export.dlls.iter().any(|name| name == dll);
        table.iter().filter(exported).collect()
    };

    let engine = out.join(ENGINE);
    let all: Vec<&Export> = table
        .iter()
        .filter(|export| {
            export
                .dlls
                .iter()
                .any(|name| name == ENGINE || DLLS.contains(&name.as_str()))
        })
        .collect();
    // 32-bit Windows decorates the names of functions that take their arguments off the stack; nobody asks for them so.
    let decorated = |export: &Export| match name {
        "i686" => format!("{}@{}", export.name, export.bytes),
        _ => export.name.clone(),
    };
    let list: String = all
        .iter()
        .map(|export| format!("  {} = {}\n", export.name, decorated(export)))
        .collect();
    let definition = out.join(format!("{ENGINE}.def"));
    write(&definition, &format!("LIBRARY {ENGINE}\nEXPORTS\n{list}"))?;
    let mut link = Command::new(format!("{tools}gcc"));
    link.args([
        "-shared",
        "-static-libgcc",
        "-s",
        "-Wl,--gc-sections",
        "-Wl,--dynamicbase",
        "-Wl,--nxcompat",
    ])
    .arg("-o")
    .arg(&engine)
    .arg(&definition)
    .arg("-Wl,--start-group")
    .arg(target.join("libopenmf_com.a"))
    .args(SYSTEM_LIBRARIES.iter().map(|library| format!("-l{library}")))
    .arg("-Wl,--end-group");
    run_command(&mut link)?;
    fs::remove_file(&definition).map_err(|error| shown(&definition, &error))?;
    check_dll(tools, &engine, &all)?;
    let mut made = vec![engine];

    for dll in DLLS {
        let list: String = of(dll)
            .iter()
            .map(|export| format!("  {0} = openmf.{0}\n", export.name))
            .collect();
        let file = out.join(format!("{dll}.def"));
        write(&file, &format!("LIBRARY {dll}\nEXPORTS\n{list}"))?;
        let library = out.join(dll);
        let mut link = Command::new(format!("{tools}gcc"));
        link.args(["-shared", "-nostdlib", "-s", "-Wl,--entry=0", "-o"])
            .arg(&library)
            .arg(&file);
        run_command(&mut link)?;
        fs::remove_file(&file).map_err(|error| shown(&file, &error))?;
        check_dll(tools, &library, &of(dll))?;
        made.push(library);
    }
    Ok(made)
}

/// Fails unless a DLL exports exactly these functions.
fn check_dll(tools: &str, library: &Path, wanted: &[&Export]) -> Result<(), String> {
    let wanted = wanted.iter().map(|export| export.name.as_str()).collect();
    exports::check(&wanted, &exports::of_dll(tools, library)?, library)
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

pub(crate) fn output(command: &mut Command) -> Result<String, String> {
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

pub(crate) fn shown(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}
