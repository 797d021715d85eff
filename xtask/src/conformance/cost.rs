//! `cargo xtask conformance cost [ROUNDS]`: what samples and commands cost through the interfaces, with our DLLs and with
//! Wine's own by turns, by `conformance/c/cost.c`.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;

use crate::dist;

use super::wine::{Wine, overrides, test_files};

/// A run that takes longer does not finish: Wine 8's own session hangs now and then, and at a seek while it plays always.
const WATCH_SECONDS: &str = "60";

/// The parts of the program, and how often each is done in one run.
const PARTS: &[(&str, &str)] = &[
    ("samples", "50000"),
    ("ahead", "50000"),
    ("stops", "300"),
    ("pauses", "300"),
    ("seeks", "300"),
];

const ROUNDS: usize = 5;

/// A figure of a run, from its name.
type Figures = BTreeMap<String, f64>;

pub(super) fn run(wine: &Wine, root: &Path, arguments: &[String]) -> Result<(), String> {
    let rounds = match arguments {
        [] => ROUNDS,
        [rounds] => rounds
            .parse()
            .map_err(|_| format!("not a number of rounds: {rounds}"))?,
        _ => return Err("usage: cargo xtask conformance cost [ROUNDS]".to_owned()),
    };
    let program = wine.compile(&root.join("conformance/c/cost.c"))?;
    println!("| part | figure | ours | Wine's | ratio | finished, of {rounds} |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for (part, count) in PARTS {
        let (mut ours, mut builtin) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            for (list, runs) in [(dist::DLLS, &mut ours), (&[][..], &mut builtin)] {
                let mut run = wine.start_for(WATCH_SECONDS, &overrides(list), &wine.out);
                run.arg(&program)
                    .args([&test_files(root), *part, *count])
                    .stderr(Stdio::null());
                let output = run.output().map_err(|error| format!("wine: {error}"))?;
                let text = String::from_utf8_lossy(&output.stdout);
                // A measurement that is made and a program that then hangs has not finished either.
                runs.push(if output.status.success() {
                    figures(&text)
                } else {
                    None
                });
            }
        }
        report(part, &ours, &builtin);
    }
    Ok(())
}

/// The figures in the line of JSON that a part prints.
fn figures(text: &str) -> Option<Figures> {
    let line = text.lines().find(|line| line.starts_with('{'))?;
    let value: serde_json::Value = serde_json::from_str(line).ok()?;
    let numbers = value.as_object()?.iter();
    let of = numbers.filter(|(name, _)| *name != "count");
    Some(
        of.filter_map(|(name, value)| Some((name.clone(), value.as_f64()?)))
            .collect(),
    )
}

fn report(part: &str, ours: &[Option<Figures>], builtin: &[Option<Figures>]) {
    let finished = |runs: &[Option<Figures>]| runs.iter().flatten().count();
    let ends = format!("{} and {}", finished(ours), finished(builtin));
    let names: Vec<String> = ours
        .iter()
        .chain(builtin)
        .flatten()
        .next()
        .map(|figures| figures.keys().cloned().collect())
        .unwrap_or_default();
    if names.is_empty() {
        println!("| {part} | | did not finish | did not finish | | {ends} |");
    }
    for name in names {
        let all = |runs: &[Option<Figures>]| -> Vec<f64> {
            let of = runs
                .iter()
                .flatten()
                .filter_map(|figures| figures.get(&name).copied());
            of.collect()
        };
        let pairs = ours.iter().flatten().zip(builtin.iter().flatten());
        let ratios = pairs
            .filter_map(|(ours, theirs)| Some(ours.get(&name)? / theirs.get(&name)?))
            .filter(|ratio| ratio.is_finite())
            .collect();
        let shown =
            |value: Option<f64>| value.map_or("did not finish".to_owned(), |value| format!("{value:.1}"));
        let ratio = median(ratios).map_or(String::new(), |ratio| format!("{ratio:.2}"));
        println!(
            "| {part} | {name} | {} | {} | {ratio} | {ends} |",
            shown(median(all(ours))),
            shown(median(all(builtin)))
        );
    }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
