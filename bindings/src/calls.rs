//! Makes `crates/com/tests/hostile/calls.rs`: every method of the interfaces and every function that is exported, with the
//! kind of each argument, so that the tests reach all of them and none can be forgotten.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// What the source of the exported functions does not say: which interface an argument is of, and which may be NULL.
const ARGUMENTS: &str = include_str!("../arguments.txt");

/// One parameter: its name and its type in the table of functions.
struct Parameter {
    name: String,
    of: String,
}

/// The file's text, before it is formatted.
///
/// # Errors
/// The generated interfaces or the exported functions are not of the known form.
pub(crate) fn generate(header: &str, bindings: &str, exports: &Path) -> Result<String, String> {
    let mut out = format!(
        "{header}//! Every method and every exported function.\n\nuse std::ffi::{{c_char, c_void}};\n\nuse \
         openmf_com::bindings::*;\nuse openmf_com::exports::*;\nuse windows_core::{{BOOL, GUID, HRESULT, IUnknown, \
         IUnknown_Vtbl, PCWSTR, PWSTR}};\n\nuse crate::call::Kind::*;\nuse crate::call::PeriodicCallback;\n\n"
    );
    interfaces(bindings, &mut out)?;
    functions(exports, &mut out)?;
    Ok(out)
}

fn interfaces(bindings: &str, out: &mut String) -> Result<(), String> {
    out.push_str("crate::call::interfaces! {\n");
    for (at, _) in bindings.match_indices("windows_core::imp::define_interface!(") {
        let rest = &bindings[at..];
        let name = between(rest, "(", ",")?.trim();
        let table = format!("pub struct {name}_Vtbl {{");
        let table = bindings
            .split_once(&table)
            .and_then(|(_, rest)| rest.split_once("\n}"))
            .ok_or_else(|| format!("{name} has no table of functions"))?
            .0;
        // Inherited for automation alone, with functions that nobody is given.
        if table.contains(": usize,") {
            continue;
        }
        let base = between(table, "base__: ", "_Vtbl")?.replace("windows_core::", "");
        let entries = body(bindings, &format!("\nimpl {name}_Vtbl {{\n"))?;
        let wrappers = body(bindings, &format!("\nimpl {name} {{\n"))?;
        let _ = writeln!(out, "{name} {name}_Vtbl ({base}_Vtbl) {{");
        for line in table.lines() {
            let Some((method, _)) = line
                .trim()
                .strip_prefix("pub ")
                .and_then(|line| line.split_once(':'))
            else {
                continue;
            };
            if method == "base__" {
                continue;
            }
            let entry = after(entries, &format!("unsafe extern \"system\" fn {method}<"))?;
            let wrapper = after(wrappers, &format!("pub unsafe fn {method}")).unwrap_or_default();
            method_line(name, method, entry, wrapper, out)
                .map_err(|error| format!("{name}::{method}: {error}"))?;
        }
        out.push_str("}\n");
    }
    out.push_str("}\n\n");
    Ok(())
}

fn method_line(
    interface: &str,
    method: &str,
    entry: &str,
    wrapper: &str,
    out: &mut String,
) -> Result<(), String> {
    let (parameters, result) = signature(entry)?;
    let (wrapped, wrapped_result) = match wrapper {
        "" => (Vec::new(), String::new()),
        wrapper => signature(wrapper)?,
    };
    let bounds: HashMap<&str, &str> = wrapper
        .split_once('{')
        .and_then(|(head, _)| head.split_once("where"))
        .map(|(_, bounds)| bounds)
        .unwrap_or_default()
        .lines()
        .filter_map(|line| {
            line.trim()
                .trim_end_matches(',')
                .split_once(": windows_core::Param<")
        })
        .map(|(of, interface)| (of, interface.trim_end_matches('>')))
        .collect();
    let own = |of: &str| of.replace("windows_core::", "").replace("Self", interface);
    let _ = write!(out, "{method}(");
    for parameter in parameters.iter().skip(1) {
        let in_wrapper = wrapped.iter().find(|known| known.name == parameter.name);
        let known = in_wrapper.map_or("", |known| known.of.as_str());
        let optional = known.starts_with("Option<");
        let inner = known.strip_prefix("Option<").unwrap_or(known);
        let kind = match parameter.of.as_str() {
            "*mut core::ffi::c_void" => match bounds.get(known) {
                Some(interface) => format!("Input(\"{}\")", own(interface)),
                None => data(optional),
            },
            "*mut *mut core::ffi::c_void" => {
                let interface = if let Some(interface) = inner.strip_prefix("*mut Option<") {
                    Some(own(interface.trim_end_matches('>')))
                } else if in_wrapper.is_none() {
                    between(&wrapped_result, "Result<", ">").ok().map(own)
                } else {
                    None
                };
                match interface.as_deref() {
                    Some("T") => "Asked".to_owned(),
                    Some(interface) if optional => format!("OptionalOutput(\"{interface}\")"),
                    Some(interface) => format!("Output(\"{interface}\")"),
                    None => data(optional),
                }
            }
            of if of.starts_with('*') || of.ends_with("PCWSTR") || of.ends_with("PWSTR") => data(optional),
            _ => "Value".to_owned(),
        };
        let _ = write!(out, "{}: {} = {kind}, ", parameter.name, own(&parameter.of));
    }
    let _ = writeln!(
        out,
        ") -> {};",
        if result.is_empty() {
            "()".to_owned()
        } else {
            own(&result)
        }
    );
    Ok(())
}

fn data(optional: bool) -> String {
    if optional { "OptionalData" } else { "Data" }.to_owned()
}

fn functions(folder: &Path, out: &mut String) -> Result<(), String> {
    let mut notes = BTreeMap::new();
    for line in ARGUMENTS.lines().filter(|line| !line.starts_with('#')) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let &[function, parameter, of] = words.as_slice() else {
            return Err(format!("arguments.txt: not three words: {line}"));
        };
        notes.insert((function.to_owned(), parameter.to_owned()), of);
    }
    let fail = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut files: Vec<_> = fs::read_dir(folder)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(fail)?
        .into_iter()
        .map(|entry| entry.path())
        .collect();
    files.sort();
    out.push_str("crate::call::functions! {\n");
    let mut count = 0;
    for file in files {
        if file.ends_with("refused.rs") || file.ends_with("mod.rs") {
            continue;
        }
        let text = fs::read_to_string(&file).map_err(fail)?;
        for (_, block) in text
            .match_indices("\nexports! {")
            .map(|(at, found)| text.split_at(at + found.len()))
        {
            let block = block.split_once("\n}").map_or(block, |(block, _)| block);
            for (at, _) in block.match_indices("\n    fn ") {
                function_line(&block[at + 8..], &mut notes, out)?;
                count += 1;
            }
        }
    }
    out.push_str("}\n");
    if count < 190 {
        return Err(format!("only {count} exported functions were recognised"));
    }
    match notes.keys().next() {
        Some((function, parameter)) => Err(format!("arguments.txt: there is no {parameter} of {function}")),
        None => Ok(()),
    }
}

fn function_line(
    text: &str,
    notes: &mut BTreeMap<(String, String), &str>,
    out: &mut String,
) -> Result<(), String> {
    let (name, _) = text.split_once('(').ok_or("a function without parameters")?;
    let (parameters, result) = signature(text)?;
    let _ = write!(out, "{name}(");
    for parameter in &parameters {
        let plain = parameter.name.trim_start_matches('_');
        let note = notes.remove(&(name.to_owned(), plain.to_owned()));
        let kind = match (parameter.of.as_str(), note) {
            ("*mut c_void", Some("data")) => "Data".to_owned(),
            ("*mut c_void", Some(of)) => format!("Input(\"{of}\")"),
            ("*mut c_void", None) => {
                return Err(format!("arguments.txt does not say what {plain} of {name} is"));
            }
            ("*mut *mut c_void", _) => "Output(\"IUnknown\")".to_owned(),
            (of, _) if of.starts_with('*') || of.starts_with("Option<") || of.ends_with("WSTR") => {
                data(note == Some("optional"))
            }
            _ => "Value".to_owned(),
        };
        let _ = write!(
            out,
            "{plain}: {} = {kind}, ",
            parameter.of.replace("windows_core::", "")
        );
    }
    let _ = writeln!(out, ") -> {};", if result.is_empty() { "()" } else { &result });
    Ok(())
}

/// The parameters and the result of the function whose text begins before its parenthesis.
fn signature(text: &str) -> Result<(Vec<Parameter>, String), String> {
    let start = text.find('(').ok_or("no parameters")?;
    let end = start + text[start..].find(')').ok_or("no end of the parameters")?;
    let parameters = text[start + 1..end]
        .split(',')
        .filter_map(|parameter| parameter.trim().split_once(": "))
        .map(|(name, of)| Parameter {
            name: name.to_owned(),
            of: of.to_owned(),
        })
        .collect();
    let rest = text[end + 1..].trim_start();
    let result = rest.strip_prefix("-> ").unwrap_or_default();
    let result = result.split(['{', '\n']).next().unwrap_or_default().trim();
    Ok((parameters, result.to_owned()))
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> Result<&'a str, String> {
    text.split_once(from)
        .and_then(|(_, rest)| rest.split_once(to))
        .map(|(found, _)| found)
        .ok_or_else(|| format!("nothing between {from} and {to}"))
}

/// What follows `head` up to the closing brace at the start of a line.
fn body<'a>(text: &'a str, head: &str) -> Result<&'a str, String> {
    match between(text, head, "\n}") {
        Ok(body) => Ok(body),
        // An interface that adds no method.
        Err(_) if text.contains(head.trim()) => Ok(""),
        Err(error) => Err(error),
    }
}

fn after<'a>(text: &'a str, head: &str) -> Result<&'a str, String> {
    text.match_indices(head)
        .map(|(at, _)| &text[at + head.len()..])
        .find(|rest| head.ends_with('<') || rest.starts_with(['(', '<']))
        .ok_or_else(|| format!("no {head}"))
}
