//! Makes `crates/com/src/exports/refused.rs` from `crates/com/exports.tsv`: the functions that answer every call with one
//! code. They take their arguments off the stack, as 32-bit Windows has it, and look at none but a place for an object,
//! which is NULL afterwards.

use std::fmt::Write;

const TABLE: &str = include_str!("../../crates/com/exports.tsv");

/// Whether the last argument of a function is a place for an object, and every other one fills a register or a word.
fn gives_an_object(name: &str) -> bool {
    let creates = name.starts_with("MFCreate") || name.starts_with("MFPCreate");
    // An offset of 64 bits comes before that of `MFCreateASFIndexerByteStream`.
    (creates && name != "MFCreateASFIndexerByteStream") || name == "MFTranscodeGetAudioOutputAvailableTypes"
}

/// The file's text, before it is formatted.
///
/// # Errors
/// A line of the table is not of its form.
pub(crate) fn generate(header: &str) -> Result<String, String> {
    let mut out = format!(
        "{header}//! The functions that answer every call with one code.\n\nuse openmf_core::codes;\nuse \
         windows_core::HRESULT;\n\nrefused! {{\n"
    );
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let &[name, dll, _tier, bytes, state] = columns.as_slice() else {
            return Err(format!("exports.tsv: not five columns: {line}"));
        };
        let bytes: usize = bytes
            .parse()
            .map_err(|_| format!("exports.tsv: {name}: {bytes} is no number of bytes"))?;
        if !bytes.is_multiple_of(4) {
            return Err(format!(
                "exports.tsv: {name}: arguments have a multiple of 4 bytes"
            ));
        }
        if state == "implemented" {
            continue;
        }
        let gives = gives_an_object(name) && bytes > 0;
        let words = vec!["u32"; bytes / 4 - usize::from(gives)].join(", ");
        let place = if gives { " result" } else { "" };
        let _ = writeln!(
            out,
            "/// `{state}`. Of `{dll}`.\nfn {name}({words};{place}) = {state};"
        );
    }
    out.push_str("}\n");
    Ok(out)
}
