//! NULL for every pointer of every function and method.
//!
//! The rule is `E_POINTER`; the table has the exceptions, with their sources.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::c_void;
use std::path::Path;
use std::sync::Mutex;

use openmf_com::exports::{CoTaskMemFree, MFShutdown, MFStartup, PropVariantClear};
use openmf_core::{HResult, codes};
use windows_core::HRESULT;

use crate::call::{Call, Kind, word_of};
use crate::calls::{FUNCTIONS, INTERFACES};
use crate::object::{self, Manner};
use crate::pool::Pool;
use crate::session_common::{SDK, alone, assert_all_gone};

const TABLE: &str = include_str!("../../../../conformance/tables/edge.tsv");

/// What the table says of a function's parameter.
fn table() -> BTreeMap<(&'static str, &'static str), &'static str> {
    let mut rows = BTreeMap::new();
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let &[function, parameter, answer, reason] = columns.as_slice() else {
            panic!("edge.tsv: not four columns: {line}");
        };
        assert!(!reason.is_empty(), "edge.tsv: no reason: {line}");
        let former = rows.insert((function, parameter), answer);
        assert_eq!(former, None, "edge.tsv: twice: {line}");
    }
    rows
}

/// Interfaces that objects of ours have and no program is given.
const INTERNAL: [&str; 3] = ["IOwn", "IOwnBuffer", "IMFAsyncCallback"];

/// Interfaces of which no object can be made here, with the reason.
const NOT_MADE: [(&str, &str); 4] = [
    ("IMFVideoDisplayControl", "needs a window"),
    ("IMFQualityAdvise", "of the application's components alone"),
    ("IMFQualityAdvise2", "of the application's components alone"),
    ("IMFQualityAdviseLimits", "of the application's components alone"),
];

/// The interfaces that the sources implement, and those that these are derived from.
pub fn outward() -> BTreeSet<&'static str> {
    fn implemented(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                implemented(&path, found);
            } else if !path.ends_with("bindings.rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                // The tests within the sources have objects of an application.
                let text = text.split("#[cfg(test)]").next().unwrap();
                for (_, rest) in text
                    .match_indices("implement(\n")
                    .chain(text.match_indices("implement(I"))
                    .map(|(at, _)| text.split_at(at))
                {
                    let (_, list) = rest.split_once('(').unwrap();
                    let (list, _) = list.split_once(')').unwrap();
                    found.extend(
                        list.split(',')
                            .map(|name| name.trim().to_owned())
                            .filter(|name| !name.is_empty()),
                    );
                }
            }
        }
    }
    let mut found = BTreeSet::new();
    implemented(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    let mut outward = BTreeSet::new();
    for name in &found {
        let mut name = name.as_str();
        if INTERNAL.contains(&name) {
            continue;
        }
        // Written by hand; the table of functions is the same.
        if name == "IAudioStreamVolume" {
            name = "IMFAudioStreamVolume";
        }
        while let Some(interface) = INTERFACES.iter().find(|known| known.name == name) {
            outward.insert(interface.name);
            name = interface.base.trim_end_matches("_Vtbl");
        }
        assert_eq!(
            name, "IUnknown",
            "an interface that is implemented, but not in calls.rs"
        );
    }
    assert!(outward.len() > 60, "{outward:?}");
    outward
}

/// Memory that every pointer may point at.
pub struct Memory(Vec<u64>);

impl Memory {
    pub const BYTES: usize = 1 << 16;

    pub fn new() -> Self {
        Self(vec![0; Self::BYTES / 8])
    }

    pub fn word(&mut self) -> u64 {
        word_of(self.0.as_mut_ptr())
    }

    pub fn first_word(&self) -> u64 {
        word_of(self.0.as_ptr())
    }

    pub fn first(&self) -> u64 {
        self.0[0]
    }

    /// Something that is no object is there.
    fn soil(&mut self) {
        self.0[0] = SOILED;
    }
}

/// What is in a place for an object that nobody has written to.
const SOILED: u64 = 1;

/// Places for objects that calls which failed have left as they were. COM has them NULL: "All out pointer parameters must
/// explicitly be set to NULL" ("Memory Management Rules").
static LEFT_SOILED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Functions that keep what they are given for longer than the test.
const REGISTERS: [&str; 9] = [
    "MFRegisterLocalSchemeHandler",
    "MFRegisterLocalByteStreamHandler",
    "MFTRegisterLocal",
    "CoRegisterClassObject",
    "MFAddPeriodicCallback",
    "RtwqAddPeriodicCallback",
    "RtwqRegisterPlatformEvents",
    "RegisterClassFactory",
    "RegisterMFTs",
];

fn is_pointer(kind: Kind) -> bool {
    kind != Kind::Value
}

/// The answer to a call with plain arguments, but NULL for one; and without NULL.
pub fn answer_at(pool: &Pool, object: *mut c_void, call: &Call, null: Option<usize>) -> HRESULT {
    let mut memory: Vec<Memory> = call.parameters.iter().map(|_| Memory::new()).collect();
    let mut hostile = Vec::new();
    let words: Vec<u64> = call
        .parameters
        .iter()
        .zip(&mut memory)
        .enumerate()
        .map(|(at, (parameter, memory))| match parameter.kind {
            _ if Some(at) == null => 0,
            Kind::Input(interface) => {
                let known = pool
                    .find(interface)
                    .filter(|_| !REGISTERS.contains(&call.name))
                    .and_then(|object| object.face(interface));
                word_of(known.unwrap_or_else(|| {
                    let made = object::create(Manner::Refuses, 1, interface);
                    hostile.push(made);
                    made
                }))
            }
            Kind::Value if parameter.of == "GUID" => memory.word(),
            Kind::Value => 0,
            Kind::Output(_) | Kind::OptionalOutput(_) | Kind::Asked => {
                memory.soil();
                memory.word()
            }
            _ => memory.word(),
        })
        .collect();
    // SAFETY: live objects, memory that is large enough, and NULL.
    let answer = unsafe { crate::watch::run(call, object, &words) };
    for (parameter, memory) in call.parameters.iter().zip(&memory) {
        let given = matches!(
            parameter.kind,
            Kind::Output(_) | Kind::OptionalOutput(_) | Kind::Asked
        );
        if given && memory.first() == SOILED {
            let failed = HRESULT(answer as i32).is_err() && call.gives_code() && call.name != AN_ARRAY;
            if failed && word_of_place(&words, memory) {
                let place = format!("{}\t{}", call.full_name(), parameter.name);
                LEFT_SOILED.lock().unwrap().insert(place);
            }
        } else if given && memory.first() != 0 {
            // SAFETY: a reference that the call gave.
            unsafe { object::release(crate::call::pointer(memory.first())) };
        }
        if parameter.of == "*mut PROPVARIANT" && memory.first() != 0 && !call.name.starts_with("Set") {
            // SAFETY: what the call gave.
            let _ = unsafe { PropVariantClear(crate::call::pointer(memory.first_word())) };
        }
        if parameter.of == "*mut *mut *mut c_void" && memory.first() != 0 {
            let list: *mut *mut c_void = crate::call::pointer(memory.first());
            // The last result of these functions is the count.
            let count = words.last().map_or(0, |count| {
                // SAFETY: NULL, or the memory that was passed.
                unsafe { crate::call::pointer::<u32>(*count).as_ref() }.map_or(0, |count| *count)
            });
            // SAFETY: as many objects as the call says, in a block that is the caller's.
            unsafe {
                for at in 0..count as usize {
                    object::release(*list.add(at));
                }
                CoTaskMemFree(list.cast());
            }
        }
    }
    for made in hostile {
        // SAFETY: the first reference.
        unsafe { object::release(made) };
    }
    HRESULT(answer as i32)
}

/// Its places are counted by another argument, which says that there is none.
const AN_ARRAY: &str = "MFSplitSample";

/// Whether the call was given this place, and not NULL for it.
fn word_of_place(words: &[u64], memory: &Memory) -> bool {
    words.contains(&memory.first_word())
}

/// Calls that this test cannot make, with the reason.
const LEFT_OUT: [(&str, &str); 3] = [
    ("CoTaskMemFree", "gives no code; NULL is tried by its own test"),
    ("MFHeapFree", "gives no code; NULL is tried by its own test"),
    ("MFFreeRepresentation", "frees what it is given"),
];

pub fn name(code: HRESULT) -> String {
    let known = codes::name(HResult(code.0));
    known.map_or_else(|| format!("{:#010x}", code.0), str::to_owned)
}

#[test]
fn null_is_answered_as_documented() {
    let _alone = alone();
    crate::watch::start();
    let table = table();
    let mut used = BTreeSet::new();
    let mut wrong = Vec::new();
    let outward = outward();
    let mut check = |wrong: &mut Vec<String>, pool: &Pool, object, call: &'static Call| {
        let full = call.full_name();
        if !call.gives_code() || LEFT_OUT.iter().any(|(name, _)| *name == full) {
            return;
        }
        for (at, parameter) in call.parameters.iter().enumerate() {
            if !is_pointer(parameter.kind) {
                continue;
            }
            let row = table
                .iter()
                .find(|(key, _)| key.0 == full && key.1 == parameter.name);
            if let Some((key, _)) = row {
                used.insert(*key);
            }
            let optional = matches!(parameter.kind, Kind::OptionalData | Kind::OptionalOutput(_));
            let expected = row.map_or(if optional { "optional" } else { "E_POINTER" }, |(_, answer)| {
                *answer
            });
            let got = name(answer_at(pool, object, call, Some(at)));
            // What the metadata says may be NULL is not refused for it.
            let right = if expected == "optional" {
                got != "E_POINTER"
            } else {
                got == expected
            };
            if !right {
                wrong.push(format!(
                    "{full}\t{}\t{got}\tinstead of {expected}",
                    parameter.name
                ));
            }
        }
    };
    for name in &outward {
        let interface = INTERFACES
            .iter()
            .find(|known| known.name == *name)
            .expect("a known interface");
        let mut pool = Pool::filled();
        let Some(object) = pool.find(name).cloned() else {
            if !NOT_MADE.iter().any(|(known, _)| known == name) {
                wrong.push(format!("no object of the pool has {name}: have pool.rs make one"));
            }
            pool.end();
            continue;
        };
        let face = object.face(name).expect("it was just found");
        for call in interface.methods {
            check(&mut wrong, &pool, face, call);
        }
        drop(object);
        pool.end();
        crate::watch::expect_live(0, name);
    }
    let mut pool = Pool::filled();
    for call in FUNCTIONS {
        check(&mut wrong, &pool, std::ptr::null_mut(), call);
    }
    pool.end();
    drop(pool);
    for key in table.keys() {
        if !used.contains(key) {
            wrong.push(format!("edge.tsv: {} has no {}", key.0, key.1));
        }
    }
    assert!(wrong.is_empty(), "{} answers:\n{}", wrong.len(), wrong.join("\n"));
    let left: Vec<String> = LEFT_SOILED.lock().unwrap().iter().cloned().collect();
    assert!(
        left.is_empty(),
        "{} places that are not NULL after a failure:\n{}",
        left.len(),
        left.join("\n")
    );
    assert_eq!(openmf_com::testing::panics(), 0);
    // Ends the periodic callbacks, of which some gave no key to end them with.
    // SAFETY: no pointers.
    unsafe {
        assert_eq!(MFShutdown(), HRESULT(0));
        assert_eq!(MFStartup(SDK, 0), HRESULT(0));
    }
    assert_all_gone();
}

#[test]
fn every_implemented_function_is_tried() {
    let table = include_str!("../../exports.tsv");
    let implemented: BTreeSet<&str> = table
        .lines()
        .filter(|line| !line.starts_with('#') && line.ends_with("\timplemented"))
        .filter_map(|line| line.split('\t').next())
        .collect();
    let tried: BTreeSet<&str> = FUNCTIONS.iter().map(|call| call.name).collect();
    assert_eq!(tried, implemented);
}
