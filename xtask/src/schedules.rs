//! `cargo xtask schedules`: the driver's threads in every order that a library thinks of; see
//! `crates/runtime/tests/schedules`.

use std::process::Command;

const USAGE: &str = "usage: cargo xtask schedules [--count N] [--seed S]";

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = Command::new(cargo);
    command.args(["test", "--quiet", "-p", "openmf-runtime"]).args([
        "--features",
        "schedules",
        "--test",
        "schedules",
        "--",
        "--nocapture",
    ]);
    for pair in arguments.chunks(2) {
        let variable = match pair {
            [name, _] if name == "--count" => "OPENMF_SCHEDULES",
            [name, _] if name == "--seed" => "OPENMF_SEED",
            _ => return Err(USAGE.to_owned()),
        };
        let value: u64 = pair[1].parse().map_err(|_| USAGE.to_owned())?;
        command.env(variable, value.to_string());
    }
    let status = command
        .status()
        .map_err(|error| format!("cargo cannot be run: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err("a schedule failed".to_owned())
    }
}
