//! Wine, 64-bit and 32-bit: a prefix of its own, the DLLs in it, and programs that are compiled for it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::dist;

use super::{PATIENCE_SECONDS, PROFILE, PROFILE_32, cpp, has_target, stem, works};

/// Names a command that runs 32-bit Wine where the machine's own does not, words apart, such as `chroot FOLDER wine`:
/// what is built has to be found there under the same path.
const WINE32: &str = "OPENMF_WINE32";

/// What Debian's 32-bit Wine brings.
const WINE32_LIBRARY: &str = "/usr/lib/i386-linux-gnu/wine/i386-unix/ntdll.so";

/// Libraries that every program is linked with.
const LIBRARIES: &[&str] = &[
    "-lmf",
    "-lmfplat",
    "-lmfreadwrite",
    "-lmfuuid",
    "-lgdi32",
    "-lole32",
    "-luuid",
];

pub(super) struct Wine {
    /// `x86_64` or `i686`.
    name: &'static str,
    /// What the names of its compilers begin with.
    tools: &'static str,
    /// The command, in words.
    command: Vec<String>,
    /// Where the DLLs and programs are.
    pub(super) out: PathBuf,
    prefix: PathBuf,
}

impl Wine {
    /// Makes the DLLs, if a profile is given, and a prefix; `None`, with a line that says why, where the machine lacks a tool.
    pub(super) fn prepare(root: &Path, name: &str, profile: Option<&str>) -> Result<Option<Self>, String> {
        let label = if name == "i686" { "wine32" } else { "wine" };
        let Some(&(name, triple, tools)) = dist::WINDOWS.iter().find(|target| target.0 == name) else {
            return Err(format!("no such processor: {name}"));
        };
        let compiler = format!("{tools}gcc");
        let command: Vec<String> = match std::env::var(WINE32) {
            Ok(command) if name == "i686" => command.split_whitespace().map(str::to_owned).collect(),
            _ => vec!["wine".to_owned()],
        };
        let program = command.first().ok_or_else(|| format!("{WINE32} names nothing"))?;
        // The 32-bit DLLs are worth making where nothing runs them: it shows that they can be.
        let needed: &[&String] = if name == "i686" {
            &[&compiler]
        } else {
            &[&compiler, program]
        };
        for tool in needed {
            if !works(tool) {
                println!("{label}: skipped: there is no {tool}");
                return Ok(None);
            }
        }
        if !has_target(triple) {
            println!(
                "{label}: skipped: there is no standard library for {triple} (rustup target add {triple})"
            );
            return Ok(None);
        }
        let folder = match profile {
            Some(PROFILE | PROFILE_32) => label.to_owned(),
            Some(profile) => format!("{label}-{profile}"),
            None => format!("{label}-builtin"),
        };
        let out = dist::target_directory(root)?.join("conformance").join(folder);
        fs::create_dir_all(&out).map_err(|error| dist::shown(&out, &error))?;
        if let Some(profile) = profile {
            dist::windows(root, &out, name, profile)?;
        }
        if name == "i686" && (!works(program) || command.len() == 1 && !Path::new(WINE32_LIBRARY).exists()) {
            println!(
                "{label}: the DLLs are made; skipped: no Wine here runs 32-bit programs, and {WINE32} names none"
            );
            return Ok(None);
        }
        let mut compile = Command::new(&compiler);
        compile
            .args(["-shared", "-O1", "-o"])
            .arg(out.join("bcryptprimitives.dll"))
            .arg(root.join("conformance/c/wine/bcryptprimitives.c"))
            .args(["-ladvapi32", "-static-libgcc"]);
        if name == "i686" {
            // The DLL's one function is asked for without the decoration of 32-bit names.
            compile.arg("-Wl,--kill-at");
        }
        dist::run_command(&mut compile)?;
        let wine = Self {
            name,
            tools,
            command,
            prefix: out.join("prefix"),
            out,
        };
        if !wine.prefix.join("system.reg").exists() {
            fs::create_dir_all(&wine.prefix).map_err(|error| dist::shown(&wine.prefix, &error))?;
            // The prefix is made with Wine's own libraries.
            let mut boot = wine.start("mscoree,mshtml=", &wine.out);
            boot.args(["wineboot", "-i"]).stderr(Stdio::null());
            dist::run_command(&mut boot)?;
        }
        Ok(Some(wine))
    }

    /// The compiler for a program's language.
    pub(super) fn compiler_of(&self, source: &Path) -> String {
        let name = if cpp::is_cpp(source) { "g++" } else { "gcc" };
        format!("{}{name}", self.tools)
    }

    /// Compiles a program, and gives its path.
    pub(super) fn compile(&self, source: &Path) -> Result<PathBuf, String> {
        let program = self.out.join(stem(source)).with_extension("exe");
        let mut compile = Command::new(self.compiler_of(source));
        compile
            .args(["-O1", "-Wall", "-Werror"])
            .arg(source)
            .arg("-o")
            .arg(&program)
            .args(LIBRARIES);
        if cpp::is_cpp(source) {
            compile
                .args([cpp::standard().as_str(), "-static"])
                .args(cpp::LIBRARIES);
        } else {
            compile.arg("-static-libgcc");
        }
        dist::run_command(&mut compile)?;
        Ok(program)
    }

    /// A command in Wine, ended when it hangs. `overrides` is for `WINEDLLOVERRIDES`.
    pub(super) fn start(&self, overrides: &str, folder: &Path) -> Command {
        self.start_for(PATIENCE_SECONDS, overrides, folder)
    }

    /// As [`Wine::start`], ended after so many seconds.
    pub(super) fn start_for(&self, seconds: &str, overrides: &str, folder: &Path) -> Command {
        let mut wine = Command::new("timeout");
        wine.args(["-k", "5", seconds])
            .args(&self.command)
            .env("WINEPREFIX", &self.prefix)
            .env("WINEDEBUG", "-all")
            .env("WINEARCH", if self.name == "i686" { "win32" } else { "win64" })
            .env("WINEDLLOVERRIDES", overrides)
            .current_dir(folder)
            .stdin(Stdio::null());
        wine
    }
}

/// The value of `WINEDLLOVERRIDES` with which these DLLs are ours and the others Wine's own.
pub(super) fn overrides(ours: &[&str]) -> String {
    let of = |dll: &&str| {
        let order = if ours.contains(dll) { "n" } else { "b" };
        format!("{}={order};", dll.trim_end_matches(".dll"))
    };
    let list: String = dist::DLLS.iter().map(of).collect();
    format!("{list}bcryptprimitives=n;mscoree,mshtml=")
}

/// The folder of the test files as Wine names it.
pub(super) fn test_files(root: &Path) -> String {
    format!("Z:{}", root.join("testdata").display()).replace('/', "\\")
}
