//! The rows of `conformance/rows/`: each rule of the documentation and the tests that show it.
//!
//! A table has four columns: the row's id, the rule, the page it comes from, and the tests, separated by spaces. A test is
//! `crate::file::name`, where `file` lies in the crate's `tests` or `src`; `simulation` is the folder of that name. A program
//! of `conformance/c` is `c::name`. The rules of `api.tsv` name every function of the tiers 1 and 2.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::tidy::{code_of, entries, read, tokens};

const COLUMNS: [&str; 4] = ["id", "rule", "source", "tests"];

/// What is wrong with the tables.
pub(crate) fn faults(root: &Path) -> Result<Vec<String>, String> {
    let mut faults = Vec::new();
    let mut ids = BTreeSet::new();
    let mut files = Files::new(root);
    let tables: Vec<_> = entries(&root.join("conformance/rows"))?
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "tsv"))
        .collect();
    if tables.is_empty() {
        faults.push("conformance/rows: no table".to_owned());
    }
    for table in tables {
        let stem = table
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let found = table_faults(&stem, &read(&table)?, &mut ids, &mut |test| files.has_test(test));
        faults.extend(
            found
                .into_iter()
                .map(|(line, what)| format!("conformance/rows/{stem}.tsv:{line}: {what}")),
        );
    }
    let surface = read(&root.join("conformance/rows/api.tsv"))?;
    let exports = read(&root.join("crates/com/exports.tsv"))?;
    let missing = unnamed(&exports, &surface).into_iter();
    faults.extend(missing.map(|name| format!("conformance/rows/api.tsv: no rule names {name}")));
    Ok(faults)
}

/// The functions of the tiers 1 and 2 that no rule names.
fn unnamed<'a>(exports: &'a str, rows: &str) -> Vec<&'a str> {
    let mut named = BTreeSet::new();
    for line in rows.lines() {
        let rule = line.split('\t').nth(1).unwrap_or_default();
        named.extend(rule.split(|c: char| !c.is_alphanumeric() && c != '_'));
    }
    let functions = exports.lines().filter(|line| !line.starts_with('#'));
    let functions = functions.filter_map(|line| {
        let mut columns = line.split('\t');
        let (name, tier) = (columns.next()?, columns.nth(1)?);
        matches!(tier, "1" | "2").then_some(name)
    });
    functions.filter(|name| !named.contains(name)).collect()
}

/// The faults of one table, with their lines. `has_test` says whether a test exists.
fn table_faults(
    stem: &str,
    text: &str,
    ids: &mut BTreeSet<String>,
    has_test: &mut dyn FnMut(&str) -> bool,
) -> Vec<(usize, String)> {
    let mut lines = text
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line))
        .filter(|(_, line)| !line.starts_with('#'));
    let mut faults = Vec::new();
    let header = lines.next().map(|(_, line)| line.split('\t').collect::<Vec<_>>());
    if header.as_deref() != Some(&COLUMNS) {
        return vec![(1, format!("the columns are {}", COLUMNS.join(", ")))];
    }
    let mut rows = 0;
    for (number, line) in lines {
        rows += 1;
        let columns: Vec<&str> = line.split('\t').collect();
        let [id, rule, source, tests] = columns.as_slice() else {
            faults.push((number, format!("{} columns instead of 4", columns.len())));
            continue;
        };
        if !id
            .strip_prefix(stem)
            .is_some_and(|rest| rest.len() > 1 && rest.starts_with('/'))
        {
            faults.push((number, format!("the id `{id}` does not begin with `{stem}/`")));
        }
        if !ids.insert((*id).to_owned()) {
            faults.push((number, format!("the id `{id}` comes twice")));
        }
        if rule.is_empty() || source.is_empty() {
            faults.push((number, format!("`{id}` lacks its rule or its source")));
        }
        if tests.split_whitespace().next().is_none() {
            faults.push((number, format!("`{id}` names no test")));
        }
        for test in tests.split_whitespace().filter(|test| !has_test(test)) {
            faults.push((number, format!("`{id}`: there is no test `{test}`")));
        }
    }
    if rows == 0 {
        faults.push((1, "no row".to_owned()));
    }
    faults
}

/// The test functions of files that were looked at.
struct Files<'a> {
    root: &'a Path,
    known: BTreeMap<PathBuf, BTreeSet<String>>,
}

impl<'a> Files<'a> {
    fn new(root: &'a Path) -> Self {
        Self {
            root,
            known: BTreeMap::new(),
        }
    }

    fn has_test(&mut self, test: &str) -> bool {
        let parts: Vec<&str> = test.split("::").collect();
        let [package, file @ .., name] = parts.as_slice() else {
            return false;
        };
        if file.is_empty() {
            let folder = self.root.join("conformance/c");
            let is_program = |extension: &str| {
                let source = read(&folder.join(format!("{name}.{extension}")));
                source.is_ok_and(|source| source.contains("main("))
            };
            return *package == "c" && ["c", "cpp"].into_iter().any(is_program);
        }
        let base = match *package {
            "simulation" => self.root.join("simulation"),
            package => self.root.join("crates").join(package),
        };
        let file = file.join("/");
        let places =
            ["tests", "src"].map(|folder| [format!("{folder}/{file}.rs"), format!("{folder}/{file}/mod.rs")]);
        places
            .iter()
            .flatten()
            .any(|place| self.tests_of(&base.join(place)).contains(*name))
    }

    fn tests_of(&mut self, path: &Path) -> &BTreeSet<String> {
        self.known
            .entry(path.to_owned())
            .or_insert_with(|| read(path).map(|source| tests_in(&source)).unwrap_or_default())
    }
}

/// The functions of a file that have the attribute `test`.
fn tests_in(source: &str) -> BTreeSet<String> {
    let code = code_of(source);
    let words: Vec<&str> = tokens(&code).into_iter().map(|(_, word)| word).collect();
    let mut found = BTreeSet::new();
    for start in 0..words.len() {
        if !words
            .get(start..)
            .is_some_and(|rest| rest.starts_with(&["#", "[", "test", "]"]))
        {
            continue;
        }
        let mut rest = words.iter().skip(start + 4).skip_while(|word| **word != "fn");
        found.extend(rest.nth(1).map(|name| (*name).to_owned()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_name_tests_that_exist() {
        let table = [
            ("id\trule\tsource\ttests\na/1\tIt holds.\tPage\tx::y::z", vec![]),
            (
                "# about\nid\trule\tsource\ttests\na/1\tIt holds.\tPage\tx::y::z x::y::missing",
                vec![(3, "`a/1`: there is no test `x::y::missing`")],
            ),
            (
                "id\trule\tsource\ttests\na/1\tIt holds.\tPage\t",
                vec![(2, "`a/1` names no test")],
            ),
            (
                "id\trule\tsource\ttests\nb/1\t\tPage\tx::y::z",
                vec![
                    (2, "the id `b/1` does not begin with `a/`"),
                    (2, "`b/1` lacks its rule or its source"),
                ],
            ),
            (
                "id\trule\tsource\ttests\na/1\tx\ty\tx::y::z\na/1\tx\ty\tx::y::z\na/2",
                vec![(3, "the id `a/1` comes twice"), (4, "1 columns instead of 4")],
            ),
            (
                "id\trule\ttests",
                vec![(1, "the columns are id, rule, source, tests")],
            ),
            ("id\trule\tsource\ttests", vec![(1, "no row")]),
        ];
        for (text, expected) in table {
            let found = table_faults("a", text, &mut BTreeSet::new(), &mut |test| test == "x::y::z");
            let found: Vec<_> = found.iter().map(|(line, what)| (*line, what.as_str())).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn every_function_of_the_first_tiers_is_in_a_rule() {
        let exports =
            "# about\nA\tx.dll\t1\t4\timplemented\nB_2\tx.dll\t2\t4\tE_NOTIMPL\nC\tx.dll\t3\t4\tE_NOTIMPL";
        assert!(unnamed(exports, "a/1\tA, B_2: they work.\tPage\tx::y::z").is_empty());
        assert_eq!(unnamed(exports, "a/1\tB_2A\tA\tB_2"), ["A", "B_2"]);
    }

    #[test]
    fn only_test_functions_are_tests() {
        let source = "#[test]\nfn one() {}\n#[test]\n#[ignore = \"fn no\"]\nfn two() {}\nfn three() {}\n// #[test]\nfn four() {}";
        assert_eq!(tests_in(source).into_iter().collect::<Vec<_>>(), ["one", "two"]);
    }
}
