//! Every method of an object that was shut down.
//!
//! The rule is `MF_E_SHUTDOWN`; the table has the exceptions, with their reasons.

use std::collections::BTreeSet;

use windows_core::HRESULT;

use crate::call::word_of;
use crate::calls::INTERFACES;
use crate::null::{answer_at, name};
use crate::pool::{Object, Pool, method_of};
use crate::session_common::{alone, assert_all_gone};

const TABLE: &str = include_str!("../../../../conformance/tables/edge-shutdown.tsv");

/// Whose methods these are, when they are shut down with it, or with what they are a part of.
const OWNERS: [&str; 8] = [
    "IMFMediaStream",
    "IMFStreamSink",
    "IMFMediaSession",
    "IMFMediaSource",
    "IMFMediaSink",
    "IMFMediaEventQueue",
    "IMFQualityManager",
    "IMFPresentationClock",
];

#[test]
fn what_was_shut_down_says_so() {
    let _alone = alone();
    crate::watch::start();
    let mut rows: Vec<(&str, &str)> = Vec::new();
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let &[method, answer, reason] = columns.as_slice() else {
            panic!("edge-shutdown.tsv: not three columns: {line}");
        };
        assert!(!reason.is_empty(), "edge-shutdown.tsv: no reason: {line}");
        assert!(
            rows.iter().all(|(known, _)| *known != method),
            "edge-shutdown.tsv: twice: {line}"
        );
        rows.push((method, answer));
    }
    let mut wrong = BTreeSet::new();
    let mut used = BTreeSet::new();
    for owner in OWNERS {
        let mut pool = Pool::filled();
        let of_kind = |object: &Object| object.face(owner).is_some();
        if matches!(owner, "IMFMediaStream" | "IMFStreamSink") {
            pool.objects.iter().for_each(|object| object.shut_down());
        }
        for object in pool.objects.clone().iter().filter(|object| of_kind(object)) {
            object.shut_down();
            // The session's clock is the session's to shut down.
            let clock = object
                .face("IMFShutdown")
                .filter(|_| owner == "IMFPresentationClock");
            let mut status = [0_u64; 1];
            if let Some(face) = clock {
                let call = method_of("IMFShutdown", "GetShutdownStatus");
                // SAFETY: a live object and a place for the status.
                let code = unsafe { (call.run)(face, &[word_of(status.as_mut_ptr())]) };
                if HRESULT(code as i32).is_err() {
                    continue;
                }
            }
            for (at, face) in object.faces() {
                for call in INTERFACES[*at].methods {
                    // A store of attributes and a list of types are no part of what is shut down.
                    let plain = matches!(call.interface, "IMFAttributes" | "IMFMediaTypeHandler");
                    if !call.gives_code() || plain || call.name == "GetShutdownStatus" {
                        continue;
                    }
                    let full = format!("{owner}: {}", call.full_name());
                    let row = rows.iter().find(|(method, _)| *method == full);
                    used.extend(row.map(|(method, _)| *method));
                    let expected = row.map_or("MF_E_SHUTDOWN", |(_, answer)| *answer);
                    let got: HRESULT = answer_at(&pool, *face, call, None);
                    let got = name(got);
                    if !expected.split('|').any(|expected| expected == got) {
                        wrong.insert(format!("{full}\t{got}\tinstead of {expected}"));
                    }
                }
            }
        }
        pool.end();
    }
    for (method, _) in &rows {
        if !used.contains(method) {
            wrong.insert(format!("edge-shutdown.tsv: {method} is no method"));
        }
    }
    let wrong: Vec<String> = wrong.into_iter().collect();
    assert!(wrong.is_empty(), "{} answers:\n{}", wrong.len(), wrong.join("\n"));
    assert_all_gone();
}
