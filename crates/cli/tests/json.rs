//! docs/json.md and what the program prints.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{demo, run, scratch, testdata};
use serde_json::Value;

/// The documented fields of a section: path, type, and whether it is always there.
type Fields = BTreeMap<String, (String, bool)>;

fn manual() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/json.md")).unwrap()
}

/// The rows of the first table after a heading.
fn documented(heading: &str) -> Fields {
    let manual = manual();
    let at = manual
        .find(&format!("\n{heading}\n"))
        .unwrap_or_else(|| panic!("no section {heading}"));
    let rows = manual[at..]
        .lines()
        .skip_while(|line| !line.starts_with('|'))
        .take_while(|line| line.starts_with('|'));
    let fields: Fields = rows
        .skip(2)
        .map(|row| {
            let cells: Vec<_> = row.split('|').map(str::trim).collect();
            (
                cells[1].trim_matches('`').to_owned(),
                (cells[2].to_owned(), cells[3] == "always"),
            )
        })
        .collect();
    assert!(fields.len() > 5, "{heading}");
    fields
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Checks a value and all below it against the documentation, and notes the paths met.
fn check(path: &str, value: &Value, fields: &Fields, met: &mut BTreeSet<String>) {
    if !path.is_empty() {
        let (documented, _) = fields
            .get(path)
            .unwrap_or_else(|| panic!("{path} is not documented: {value}"));
        assert!(
            documented.split(" or ").any(|known| known == kind(value)),
            "{path} is no {documented}: {value}"
        );
        met.insert(path.to_owned());
    }
    match value {
        Value::Array(items) => items
            .iter()
            .for_each(|item| check(&format!("{path}[]"), item, fields, met)),
        Value::Object(members) => {
            let join = |name: &str| {
                if path.is_empty() {
                    name.to_owned()
                } else {
                    format!("{path}.{name}")
                }
            };
            let present: BTreeSet<_> = members.keys().map(|name| join(name)).collect();
            for (required, _) in fields.iter().filter(|(_, (_, always))| *always) {
                if required.rsplit_once('.').map_or("", |(parent, _)| parent) == path
                    && !required.ends_with(']')
                {
                    assert!(present.contains(required), "{required} is missing: {value}");
                }
            }
            members
                .iter()
                .for_each(|(name, member)| check(&join(name), member, fields, met));
        }
        _ => {}
    }
}

/// The same with every value replaced by its type.
fn shape(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(shape).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), shape(value)))
            .collect(),
        value => kind(value).into(),
    }
}

#[test]
fn inspect_prints_what_is_documented() {
    let fields = documented("## inspect");
    let mut met = BTreeSet::new();
    let clips = [
        "demo.mp4",
        "clips/mp4-chapters-tags-cover.mp4",
        "clips/mkv-undecodable-audio.mkv",
        "clips/mp4-two-audio.mp4",
        "clips/mp4-rotated.mp4",
    ];
    for clip in clips {
        let ran = run(&["inspect", &testdata(clip), "--decode", "--json"]);
        let report: Value = serde_json::from_str(&ran.out).unwrap();
        check("", &report, &fields, &mut met);
    }
    let ran = run(&["inspect", "/no/such/file", "--json"]);
    assert_eq!(ran.code, Some(1));
    check("", &serde_json::from_str(&ran.out).unwrap(), &fields, &mut met);
    let rare = ["streams[].language", "streams[].name"];
    let unmet: Vec<_> = fields
        .keys()
        .filter(|path| !met.contains(*path) && !rare.contains(&path.as_str()))
        .collect();
    assert!(unmet.is_empty(), "documented and never printed: {unmet:?}");
}

#[test]
fn the_example_of_inspect_is_what_it_prints() {
    let manual = manual();
    let example = manual
        .split("```json\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .unwrap();
    let example: Value = serde_json::from_str(example).unwrap();
    let ran = run(&["inspect", &demo(), "--decode", "--json"]);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(shape(&report), shape(&example));
    assert_eq!(report["streams"][0]["frames"], example["streams"][0]["frames"]);
    assert_eq!(report["tags"], example["tags"]);
}

#[test]
fn play_prints_what_is_documented() {
    let (events, result) = (documented("### event"), documented("### result"));
    let (mut met_events, mut met_result) = (BTreeSet::new(), BTreeSet::new());
    let script = scratch("json").join("script.txt");
    std::fs::write(&script, "at 0.1 pause\nexpect stopped within 0").unwrap();
    let (demo, script) = (demo(), script.display().to_string());
    let steps = scratch("json-steps").join("script.txt");
    std::fs::write(
        &steps,
        "at 0.1 step\nexpect scrub-complete within 5\nafter 0 quit",
    )
    .unwrap();
    let steps = steps.display().to_string();
    let undecodable = testdata("clips/mkv-undecodable-audio.mkv");
    for arguments in [
        ["play", &demo, "--rateless", "--json"].as_slice(),
        &["play", &undecodable, "/no/such/file", "--rateless", "--json"],
        &["play", &demo, "--rateless", "--json", "--start", "99"],
        &[
            "play", &demo, "--audio", "null", "--video", "null", "--json", "--script", &script,
        ],
        &[
            "play", &demo, "--audio", "null", "--video", "null", "--json", "--script", &steps,
        ],
        // Without a display.
        &["play", &demo, "--stop", "0.2", "--audio", "null", "--json"],
    ] {
        let ran = run(arguments);
        let mut objects = ran.objects();
        check("", &objects.pop().unwrap(), &result, &mut met_result);
        for object in objects {
            assert_eq!(object["type"], "event");
            check("", &object, &events, &mut met_events);
        }
    }
    let unmet: Vec<_> = result.keys().filter(|path| !met_result.contains(*path)).collect();
    assert!(unmet.is_empty(), "documented and never printed: {unmet:?}");
    let rare = ["start_time_at_output"];
    let unmet: Vec<_> = events
        .keys()
        .filter(|path| !met_events.contains(*path) && !rare.contains(&path.as_str()))
        .collect();
    assert!(unmet.is_empty(), "documented and never printed: {unmet:?}");
}

#[test]
fn the_manual_of_scripts_names_every_event() {
    let manual =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/script.md")).unwrap();
    let ran = run(&["play", &demo(), "--script", "/dev/null", "--rateless", "--json"]);
    assert_eq!(ran.code, Some(0), "an empty script is none: {}", ran.err);
    let folder = scratch("script-names");
    let path = folder.join("script.txt");
    std::fs::write(&path, "on midnight stop").unwrap();
    let ran = run(&["play", &demo(), "--script", &path.display().to_string()]);
    let (_, names) = ran.err.trim_end().split_once("is no event: ").unwrap();
    for name in names.split(", ") {
        assert!(manual.contains(&format!("| `{name}` | ")), "{name}");
    }
}
