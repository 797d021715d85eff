//! `cargo xtask simulate`: the session under a seeded scheduler; see `simulation/`.

use std::process::Command;

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    run_program("openmf-simulation", arguments)
}

/// `cargo xtask explore`: the session machine in every order of a few commands and their answers.
pub(crate) fn explore(arguments: &[String]) -> Result<(), String> {
    run_program("explore", arguments)
}

/// Builds the program fast and with all assertions, and runs it.
fn run_program(program: &str, arguments: &[String]) -> Result<(), String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let status = Command::new(cargo)
        .args([
            "run",
            "--quiet",
            "--profile",
            "simulation",
            "-p",
            "openmf-simulation",
        ])
        .args(["--bin", program, "--"])
        .args(arguments)
        .status()
        .map_err(|error| format!("cargo cannot be run: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err("a run failed".to_owned())
    }
}
