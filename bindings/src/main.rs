//! Makes `crates/com/src/bindings.rs` from Microsoft's published metadata, and the functions that refuse from the table
//! of exports: `cargo xtask bindings`.
//!
//! The metadata's generator writes the interfaces, their tables of functions and the structures. Three things are added
//! to each function that a foreign caller enters: a NULL where a result is to be written is answered with `E_POINTER`; a
//! place for a pointer is NULL unless the method succeeds (source: "Parameters" of COM's rules of memory management); and
//! a panic is answered with `E_UNEXPECTED` instead of leaving through the caller's frames.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line program")]

mod calls;
mod refused;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

const INTERFACES: &str = include_str!("../interfaces.txt");
const HEADER: &str =
    "// Made by `cargo xtask bindings` from Microsoft's metadata. Do not edit: change bindings/ instead.\n";

const HEADER_OF_REFUSED: &str =
    "// Made by `cargo xtask bindings` from `exports.tsv`. Do not edit: change the table instead.\n";

const HEADER_OF_CALLS: &str = "// Made by `cargo xtask bindings` from the interfaces and the exported functions. Do not edit: change bindings/ instead.\n";

/// Methods whose result may be NULL: the caller does not want it.
const OPTIONAL_RESULTS: [&str; 3] = [
    "IMFMediaTypeHandler_Impl::IsMediaTypeSupported(",
    "IMFTimer_Impl::SetTimer(",
    "IMFSequencerSource_Impl::AppendTopology(",
];

/// Methods that answer NULL for a result with `E_INVALIDARG`, as documented ("NULL pointer argument").
const INVALID_RESULTS: [&str; 4] = [
    "IMFMediaEventGenerator_Impl::GetEvent(",
    // "Pass the parameters from that method directly to this method."
    "IMFMediaEventQueue_Impl::GetEvent(",
    "IMFSample_Impl::GetBufferByIndex(",
    "IMFShutdown_Impl::GetShutdownStatus(",
];

fn main() -> ExitCode {
    let check = env::args().any(|argument| argument == "--check");
    match run(check) {
        Ok(message) => {
            println!("{message}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("bindings: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(check: bool) -> Result<String, String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/com/src");
    let bindings = format(&guard(&generate()?)?)?;
    let calls = calls::generate(HEADER_OF_CALLS, &bindings, &source.join("exports"))?;
    let files = [
        ("bindings.rs", bindings),
        (
            "exports/refused.rs",
            format(&refused::generate(HEADER_OF_REFUSED)?)?,
        ),
        ("../tests/hostile/calls.rs", calls),
    ];
    for (name, text) in files {
        let target = source.join(name);
        if check {
            let present =
                fs::read_to_string(&target).map_err(|error| format!("{}: {error}", target.display()))?;
            if present != text {
                return Err(format!(
                    "{} is not what it is made from: run `cargo xtask bindings`",
                    target.display()
                ));
            }
        } else {
            fs::write(&target, text).map_err(|error| format!("{}: {error}", target.display()))?;
        }
    }
    Ok(if check {
        "the generated files are up to date".to_owned()
    } else {
        format!("wrote the generated files in {}", source.display())
    })
}

fn generate() -> Result<String, String> {
    let out: PathBuf = env::temp_dir().join(format!("openmf-bindings-{}.rs", std::process::id()));
    let out_name = out.to_string_lossy().into_owned();
    let fixed = ["--out", &out_name, "--flat", "--implement", "--filter"];
    windows_bindgen::bindgen(fixed.into_iter().chain(INTERFACES.split_whitespace()));
    let text = fs::read_to_string(&out).map_err(|error| format!("{out_name}: {error}"))?;
    fs::remove_file(&out).map_err(|error| format!("{out_name}: {error}"))?;
    Ok(text)
}

/// Adds the checks to every entry function, and replaces what exists on Windows only.
fn guard(generated: &str) -> Result<String, String> {
    let mut out = String::with_capacity(generated.len() + generated.len() / 4);
    out.push_str(HEADER);
    let mut lines = generated.lines().peekable();
    let mut entries = 0;
    let mut may_be_null = false;
    while let Some(line) = lines.next() {
        let indent = line.len() - line.trim_start().len();
        let is_entry = line.trim_start().starts_with("unsafe extern \"system\" fn ") && indent == 8;
        if !is_entry {
            if line.trim_start().starts_with("pub unsafe fn ") {
                // "The method can succeed and give NULL": there is no nearest type, for example.
                may_be_null = line.contains("fn IsMediaTypeSupported");
            }
            // `&[u8].len()` of an argument that the interface counts in 32 bits: refused rather than a panic.
            if let Some(slice) = line.trim().strip_suffix(".len().try_into().unwrap(),") {
                push(&mut out, &format!("match u32::try_from({slice}.len()) {{"));
                push(&mut out, "Ok(count) => count,");
                push(&mut out, "Err(_) => return crate::edge::INVALID_ARGUMENT,");
                push(&mut out, "},");
            } else if may_be_null {
                push(&mut out, line);
            } else {
                // A foreign method that succeeds and gives NULL is otherwise an error whose code is that of success.
                let given = "windows_core::imp::Type::from_abi(result__)";
                push(
                    &mut out,
                    &line.replace(given, &format!("{given}.map_err(crate::edge::not_given)")),
                );
            }
            continue;
        }
        let mut function = vec![line];
        for line in lines.by_ref() {
            function.push(line);
            if line == "        }" {
                break;
            }
        }
        guard_function(&function, &mut out)?;
        entries += 1;
    }
    if entries < 480 {
        return Err(format!("only {entries} entry functions were recognised"));
    }
    Ok(out)
}

fn guard_function(function: &[&str], out: &mut String) -> Result<(), String> {
    let name = function.first().copied().unwrap_or_default().trim();
    let body = function
        .iter()
        .position(|line| *line == "            unsafe {")
        .ok_or_else(|| format!("{name} has no body of the known form"))?;
    let (head, rest) = function.split_at(body);
    let returns_code = head
        .iter()
        .any(|line| line.contains("-> windows_core::HRESULT {"));
    for line in head {
        push(out, line);
    }
    let optional = rest
        .iter()
        .any(|line| OPTIONAL_RESULTS.iter().any(|method| line.contains(method)));
    let calls = |methods: &[&str]| {
        rest.iter()
            .any(|line| methods.iter().any(|method| line.contains(method)))
    };
    let null_code = if calls(&INVALID_RESULTS) {
        "INVALID_ARGUMENT"
    } else {
        "E_POINTER"
    };
    let method = method_name(rest).ok_or_else(|| format!("{name} calls no method of the known form"))?;
    push(
        out,
        &format!("            let call__ = crate::diagnostics::enter(\"{method}\", this as usize);"),
    );
    if !returns_code {
        // Without a code to return, a panic gives the type's default.
        push(
            out,
            "            let answer__ = crate::edge::guard_value(move || unsafe {",
        );
    } else {
        let mut results: Vec<&str> = Vec::new();
        for line in rest {
            if let Some((target, _)) = line.trim().split_once(".write(")
                && target.chars().all(|c| c.is_alphanumeric() || c == '_')
                && !results.contains(&target)
            {
                results.push(target);
            }
        }
        push(
            out,
            "            let answer__ = crate::edge::guard(move || unsafe {",
        );
        let objects = pointers_to_pointers(head);
        for object in objects.iter().filter(|object| !results.contains(object)) {
            push(out, &format!("                if !{object}.is_null() {{"));
            push(
                out,
                &format!("                    {object}.write(core::ptr::null_mut());"),
            );
            push(out, "                }");
        }
        for result in results {
            if optional {
                push(out, &format!("                if !{result}.is_null() {{"));
                push(
                    out,
                    &format!("                    {result}.write(core::mem::zeroed());"),
                );
            } else {
                push(out, &format!("                if {result}.is_null() {{"));
                push(
                    out,
                    &format!("                    return crate::edge::{null_code};"),
                );
            }
            push(out, "                }");
            // As said above. A method that gives NULL with success says so by an error without a code.
            if !optional && objects.contains(&result) {
                push(
                    out,
                    &format!("                {result}.write(core::ptr::null_mut());"),
                );
            }
            // "The method sets pbResult to FALSE" when it fails.
            if calls(&["IMFAttributes_Impl::CompareItem("]) {
                push(out, &format!("{result}.write(core::mem::zeroed());"));
            }
        }
    }
    let inner = rest.get(1..rest.len().saturating_sub(2)).unwrap_or_default();
    let partial = inner
        .iter()
        .any(|line| line.contains("IMFMediaType_Impl::IsEqual("));
    let timer = inner.iter().any(|line| line.contains("IMFTimer_Impl::SetTimer("));
    for line in inner {
        if optional && let Some((target, _)) = line.trim().split_once(".write(") {
            push(out, &format!("if !{target}.is_null() {{ {} }}", line.trim()));
            continue;
        }
        // A timer of a stopped clock is set, and the code says so (`MF_S_CLOCK_STOPPED`).
        if timer && line.trim() == "windows_core::HRESULT(0)" {
            push(out, "crate::edge::success()");
            continue;
        }
        // The one method that writes its result and answers `S_FALSE`: media types that are equal in some of their four
        // parts.
        if partial && line.trim() == "windows_core::HRESULT(0)" {
            push(out, "windows_core::HRESULT(i32::from(ok__ != 15))");
        } else {
            push(out, line);
        }
    }
    push(out, "            });");
    push(
        out,
        "            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));",
    );
    push(out, "            answer__");
    push(out, "        }");
    Ok(())
}

/// The parameters of a function that are places for pointers, each of which is NULL until the method gives one.
fn pointers_to_pointers<'a>(head: &[&'a str]) -> Vec<&'a str> {
    head.iter()
        .filter_map(|line| {
            let (name, kind) = line.trim().split_once(": ")?;
            kind.starts_with("*mut *mut ").then_some(name)
        })
        .collect()
}

/// `IMFMediaSession::Start` of the function whose body calls `IMFMediaSession_Impl::Start(`.
fn method_name(body: &[&str]) -> Option<String> {
    body.iter().find_map(|line| {
        let (before, after) = line.split_once("_Impl::")?;
        let of_name = |c: char| !(c.is_alphanumeric() || c == '_');
        let interface = before.rsplit(of_name).next()?;
        let method = after.split(of_name).next()?;
        Some(format!("{interface}::{method}"))
    })
}

/// The form that `cargo fmt` keeps.
fn format(text: &str) -> Result<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let file = env::temp_dir().join(format!("openmf-guarded-{}.rs", std::process::id()));
    let fail = |error: std::io::Error| format!("{}: {error}", file.display());
    fs::write(&file, text).map_err(fail)?;
    let status = Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path"])
        .arg(root.join("rustfmt.toml"))
        .arg(&file)
        .status()
        .map_err(|error| format!("rustfmt: {error}"))?;
    let text = fs::read_to_string(&file).map_err(fail)?;
    fs::remove_file(&file).map_err(fail)?;
    if status.success() {
        Ok(text)
    } else {
        Err("rustfmt failed".to_owned())
    }
}

fn push(out: &mut String, line: &str) {
    out.push_str(&line.replace("windows_core::BSTR", "crate::bstr::BSTR"));
    out.push('\n');
}
