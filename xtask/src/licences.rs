//! `cargo xtask licences`: every dependency's licence is one that `deny.toml` allows.
//!
//! A small stand-in for `cargo deny check licenses sources`, so that checking needs nothing installed.

use std::process::Command;

use serde_json::Value;

/// Checks all packages that any build of the workspace can need.
pub(crate) fn run(_arguments: &[String]) -> Result<(), String> {
    let policy = std::fs::read_to_string("deny.toml").map_err(|error| format!("deny.toml: {error}"))?;
    let allowed = allowed_licences(&policy)?;
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked", "--all-features"])
        .output()
        .map_err(|error| format!("cargo metadata: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let metadata: Value = serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
    let packages = metadata["packages"]
        .as_array()
        .ok_or("cargo metadata lists no packages")?;
    let faults: Vec<String> = packages
        .iter()
        .filter_map(|package| fault(package, &allowed))
        .collect();
    if faults.is_empty() {
        println!("licences: {} packages, all allowed", packages.len());
        Ok(())
    } else {
        Err(faults.join("\n"))
    }
}

fn fault(package: &Value, allowed: &[String]) -> Option<String> {
    let name = format!("{} {}", package["name"].as_str()?, package["version"].as_str()?);
    if let Some(source) = package["source"].as_str()
        && source != "registry+https://github.com/rust-lang/crates.io-index"
    {
        return Some(format!("{name} comes from {source}, not from crates.io"));
    }
    let Some(expression) = package["license"].as_str() else {
        return Some(format!("{name} states no licence expression"));
    };
    match satisfied(expression, allowed) {
        Ok(true) => None,
        Ok(false) => Some(format!("{name}: {expression} is not allowed by deny.toml")),
        Err(error) => Some(format!("{name}: {expression}: {error}")),
    }
}

/// The strings of `allow = [...]` in the `[licenses]` table.
fn allowed_licences(policy: &str) -> Result<Vec<String>, String> {
    let table = policy
        .split_once("[licenses]")
        .ok_or("deny.toml has no [licenses] table")?
        .1;
    let list = table
        .split_once("allow = [")
        .and_then(|(_, rest)| rest.split_once(']'));
    let list = list.ok_or("deny.toml has no list of allowed licences")?.0;
    Ok(list.split('"').skip(1).step_by(2).map(str::to_owned).collect())
}

/// Whether a licence expression can be met by allowed licences alone. The old form `A/B` means `A OR B`.
fn satisfied(expression: &str, allowed: &[String]) -> Result<bool, String> {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut parser = Parser {
        tokens: &tokens,
        allowed,
    };
    let result = parser.any()?;
    if parser.tokens.is_empty() {
        Ok(result)
    } else {
        Err(format!("\"{}\" is out of place", parser.tokens[0]))
    }
}

struct Parser<'a> {
    tokens: &'a [&'a str],
    allowed: &'a [String],
}

impl Parser<'_> {
    fn any(&mut self) -> Result<bool, String> {
        let mut result = self.all()?;
        while self.take("OR") {
            // Both sides are read in any case: the parser has to get past them.
            result |= self.all()?;
        }
        Ok(result)
    }

    fn all(&mut self) -> Result<bool, String> {
        let mut result = self.one()?;
        while self.take("AND") {
            result &= self.one()?;
        }
        Ok(result)
    }

    fn one(&mut self) -> Result<bool, String> {
        if self.take("(") {
            let result = self.any()?;
            return if self.take(")") {
                Ok(result)
            } else {
                Err("a parenthesis is not closed".to_owned())
            };
        }
        let (first, rest) = self.tokens.split_first().ok_or("the expression ends early")?;
        self.tokens = rest;
        let mut licence = (*first).to_owned();
        if self.take("WITH") {
            let (exception, rest) = self.tokens.split_first().ok_or("WITH what?")?;
            self.tokens = rest;
            licence = format!("{licence} WITH {exception}");
        }
        Ok(self.allowed.contains(&licence))
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.tokens.first() == Some(&token);
        if found {
            self.tokens = &self.tokens[1..];
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_met_by_allowed_licences_alone() {
        let allowed = allowed_licences(
            "[graph]\n[licenses]\nallow = [\n\"MIT\",\n\"Zlib\", \"Apache-2.0 WITH LLVM-exception\"]\n[bans]\n",
        )
        .unwrap();
        let table = [
            ("MIT", Ok(true)),
            ("GPL-3.0-only", Ok(false)),
            ("GPL-3.0-only OR MIT", Ok(true)),
            ("GPL-3.0-only/MIT", Ok(true)),
            ("MIT AND GPL-3.0-only", Ok(false)),
            ("(MIT OR Apache-2.0) AND Zlib", Ok(true)),
            ("Apache-2.0 WITH LLVM-exception", Ok(true)),
            ("Apache-2.0", Ok(false)),
            ("MIT OR", Err(())),
            ("(MIT", Err(())),
            ("MIT Zlib", Err(())),
        ];
        for (expression, expected) in table {
            assert_eq!(
                satisfied(expression, &allowed).map_err(drop),
                expected,
                "{expression}"
            );
        }
    }

    #[test]
    fn packages_from_elsewhere_or_without_a_licence_are_faults() {
        let allowed = ["MIT".to_owned()];
        let package = |source: Value, licence: Value| serde_json::json!({"name": "a", "version": "1", "source": source, "license": licence});
        let registry = "registry+https://github.com/rust-lang/crates.io-index";
        assert_eq!(fault(&package(registry.into(), "MIT".into()), &allowed), None);
        assert!(
            fault(
                &package("git+https://example.org/a".into(), "MIT".into()),
                &allowed
            )
            .is_some()
        );
        assert!(fault(&package(registry.into(), Value::Null), &allowed).is_some());
    }
}
