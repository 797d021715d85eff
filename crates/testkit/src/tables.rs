use openmf_core::{HResult, RateBounds, RateModes, RateRange, codes};

const RATES: &str = include_str!("../../../conformance/tables/rate.tsv");

/// A row of `conformance/tables/rate.tsv`, which says what its columns mean.
#[derive(Clone, Debug)]
pub struct RateRow {
    /// The state.
    pub state: &'static str,
    /// The calls behind it that have not completed.
    pub calls: Vec<&'static str>,
    /// The rates of the source.
    pub source: Option<RateBounds>,
    /// The rate before.
    pub from: f32,
    /// Whether thinning is asked for.
    pub thin: bool,
    /// The rate that is asked for.
    pub to: f32,
    /// What `SetRate` returns.
    pub result: HResult,
    /// The status of `MESessionRateChanged`; `None`: no event.
    pub status: Option<HResult>,
    /// Its value as text; `-` without one.
    pub value: &'static str,
    /// The rate afterwards as text; `-` if none is told.
    pub holds: &'static str,
}

/// All rows.
///
/// # Panics
/// If the table is not in its form, or has lost rows: a test that used it would show nothing.
pub fn rate_rows() -> Vec<RateRow> {
    let mut lines = RATES.lines().filter(|line| !line.starts_with('#'));
    assert_eq!(
        lines.next(),
        Some("state\tsource\tfrom\tthin\tto\tresult\tevent\tstatus\tvalue\tholds")
    );
    let rows: Vec<RateRow> = lines.map(rate_row).collect();
    assert_eq!(rows.len(), 82);
    rows
}

fn rate_row(line: &'static str) -> RateRow {
    let columns: Vec<&'static str> = line.split('\t').collect();
    let [state, source, from, thin, to, result, event, status, value, holds] = columns[..] else {
        panic!("ten columns: {line}");
    };
    let mut calls = state.split(';');
    let status = (status != "-").then(|| code_of(status));
    assert_eq!(event == "MESessionRateChanged", status.is_some(), "{line}");
    RateRow {
        state: calls.next().unwrap_or_default(),
        calls: calls.collect(),
        source: rates_of(source),
        from: from.parse().expect("a rate"),
        thin: thin == "yes",
        to: to.parse().expect("a rate"),
        result: code_of(result),
        status,
        value,
        holds,
    }
}

/// A code by its documented name.
///
/// # Panics
/// If there is none.
pub fn code_of(name: &str) -> HResult {
    match name {
        "S_OK" => codes::S_OK,
        "E_INVALIDARG" => codes::E_INVALIDARG,
        "MF_E_INVALIDREQUEST" => codes::MF_E_INVALIDREQUEST,
        "MF_E_NOT_FOUND" => codes::MF_E_NOT_FOUND,
        "MF_E_REVERSE_UNSUPPORTED" => codes::MF_E_REVERSE_UNSUPPORTED,
        "MF_E_SESSION_PAUSEWHILESTOPPED" => codes::MF_E_SESSION_PAUSEWHILESTOPPED,
        "MF_E_SHUTDOWN" => codes::MF_E_SHUTDOWN,
        "MF_E_THINNING_UNSUPPORTED" => codes::MF_E_THINNING_UNSUPPORTED,
        "MF_E_TOPO_CODEC_NOT_FOUND" => codes::MF_E_TOPO_CODEC_NOT_FOUND,
        "MF_E_UNSUPPORTED_RATE" => codes::MF_E_UNSUPPORTED_RATE,
        "MF_E_UNSUPPORTED_RATE_TRANSITION" => codes::MF_E_UNSUPPORTED_RATE_TRANSITION,
        other => panic!("unknown code {other}"),
    }
}

fn rates_of(source: &str) -> Option<RateBounds> {
    let range = |slowest, fastest| Some(RateRange { slowest, fastest });
    let forward = RateModes {
        forward: range(0.25, 4.0),
        reverse: None,
        scrub: true,
    };
    match source {
        "full" => Some(RateBounds::ALL),
        "forward" => Some(RateBounds {
            whole: forward,
            thinned: RateModes::NONE,
        }),
        "thins" => Some(RateBounds {
            whole: forward,
            thinned: RateModes {
                forward: range(0.25, 8.0),
                reverse: range(0.25, 8.0),
                scrub: false,
            },
        }),
        "none" => None,
        other => panic!("unknown source {other}"),
    }
}
