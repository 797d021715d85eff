//! Programs in C++, and that the header set is C++ of every standard.

use std::path::Path;
use std::process::Command;

use crate::dist;

use super::works;

/// The first is the one that programs are built with.
const STANDARDS: &[&str] = &["c++11", "c++14", "c++17", "c++20"];

/// What such programs are linked with in Wine beside what those in C are.
pub(super) const LIBRARIES: &[&str] = &["-lshlwapi", "-lpropsys"];

pub(super) fn is_cpp(source: &Path) -> bool {
    source.extension().is_some_and(|extension| extension == "cpp")
}

/// The platform's own compiler.
pub(super) fn native() -> String {
    std::env::var("CXX").unwrap_or_else(|_| "c++".to_owned())
}

/// What a program is built with.
pub(super) fn standard() -> String {
    format!("-std={}", STANDARDS[0])
}

/// Whether a program can be compiled here; says so where it cannot.
pub(super) fn can_compile(source: &Path, compiler: &str, label: &str) -> bool {
    let can = !is_cpp(source) || works(compiler);
    if !can {
        println!(
            "{label}: {}: skipped: there is no {compiler}",
            super::stem(source)
        );
    }
    can
}

/// A program has no warning with any standard, where `wchar_t` has 16 bits and where it has the platform's own 32.
pub(super) fn check_standards(source: &Path, include: &Path, headers: &str) -> Result<(), String> {
    for standard in STANDARDS {
        for short in [&["-fshort-wchar"][..], &[]] {
            let mut check = Command::new(native());
            check
                .args([
                    &format!("-std={standard}"),
                    "-fsyntax-only",
                    "-Wall",
                    "-Wextra",
                    "-Werror",
                ])
                .args(short)
                .arg("-I")
                .arg(include)
                .args(["-idirafter", headers])
                .arg(source);
            dist::run_command(&mut check)?;
        }
    }
    Ok(())
}
