//! What `play` prints: events and totals, for people and as JSON.

use openmf::sinks::Statistics;
use openmf::{MediaEvent, NodeId, PresentationTime, TimeSpan, Variant, keys};
use serde::Serialize;

use super::outputs::Rendered;
use super::script::EVENTS;
use crate::commands::inspect::plural;
use crate::exit::Exit;
use crate::problem::Problem;

/// An event of the session.
#[derive(Debug, Serialize)]
pub(super) struct EventReport {
    #[serde(rename = "type")]
    kind: &'static str,
    file: usize,
    event: String,
    time: f64,
    elapsed: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stand_in: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    topology_status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    presentation_offset: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time_at_output: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    capabilities: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rate: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scrub_time: Option<f64>,
}

impl EventReport {
    /// `now` is for events that do not say when they occurred, or say 0 because the clock was stopped by then, `elapsed` is host time since the program began.
    pub(super) fn new(
        file: usize,
        stream: Option<usize>,
        event: &MediaEvent,
        now: PresentationTime,
        elapsed: f64,
    ) -> Self {
        let a = event.attributes();
        let time = a
            .get(keys::MF_SESSION_APPROX_EVENT_OCCURRENCE_TIME)
            .ok()
            .filter(|time| *time > PresentationTime::ZERO)
            .unwrap_or(now);
        Self {
            kind: "event",
            file,
            event: event.event_type().to_string(),
            time: time.as_secs_f64(),
            elapsed,
            status: event.status().is_err().then(|| event.status().to_string()),
            message: event.cause().map(ToString::to_string),
            stream,
            stand_in: a.get(keys::OPENMF_EVENT_STAND_IN).ok(),
            topology_status: a.get(keys::MF_EVENT_TOPOLOGY_STATUS).ok().map(topology_status),
            start_time: a
                .get(keys::MF_EVENT_START_PRESENTATION_TIME)
                .ok()
                .map(PresentationTime::as_secs_f64),
            presentation_offset: a
                .get(keys::MF_EVENT_PRESENTATION_TIME_OFFSET)
                .ok()
                .map(TimeSpan::as_secs_f64),
            start_time_at_output: a
                .get(keys::MF_EVENT_START_PRESENTATION_TIME_AT_OUTPUT)
                .ok()
                .map(PresentationTime::as_secs_f64),
            capabilities: a.get(keys::MF_EVENT_SESSIONCAPS).ok(),
            rate: match event.value() {
                Variant::F32(rate) => Some(*rate),
                _ => None,
            },
            scrub_time: a
                .get(keys::MF_EVENT_SCRUBSAMPLE_TIME)
                .ok()
                .map(PresentationTime::as_secs_f64),
        }
    }

    /// One line for a person: the presentation time, the name, and what else is known.
    pub(super) fn line(&self) -> String {
        let mut line = format!("{:>10.4}  {}", self.time, self.event);
        let mut add = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                line.push_str(&format!("  {name}={value}"));
            }
        };
        add("status", self.topology_status.clone());
        add("start", self.start_time.map(|time| format!("{time:.4}")));
        add(
            "offset",
            self.presentation_offset.map(|time| format!("{time:.4}")),
        );
        add("rate", self.rate.map(|rate| rate.to_string()));
        add("shown", self.scrub_time.map(|time| format!("{time:.4}")));
        add("stream", self.stream.map(|stream| stream.to_string()));
        add("instead", self.stand_in.clone());
        add("failed", self.status.clone());
        if let Some(message) = &self.message {
            line.push_str(&format!("  {message}"));
        }
        line
    }
}

fn topology_status(code: u32) -> String {
    let known = EVENTS.iter().find(|(_, _, status)| *status == Some(code));
    known.map_or_else(|| code.to_string(), |(name, ..)| (*name).to_owned())
}

/// What became of one stream.
#[derive(Clone, Debug, Serialize)]
pub(super) struct StreamTotals {
    pub(super) file: usize,
    stream: usize,
    kind: &'static str,
    codec: String,
    renderer: Option<String>,
    samples: u64,
    frames: u64,
    bytes: u64,
    late: u64,
    dropped: u64,
    skipped: u64,
    underruns: u64,
    error_mean_ms: f64,
    error_p99_ms: f64,
    error_max_ms: f64,
}

/// A stream that is played.
#[derive(Clone)]
pub(super) struct StreamOutput {
    pub(super) stream: usize,
    /// Its output node in the partial topology.
    pub(super) node: Option<NodeId>,
    pub(super) video: bool,
    pub(super) codec: String,
    pub(super) rendered: Rendered,
    /// Other files use the renderer too.
    pub(super) shared: bool,
}

impl StreamOutput {
    pub(super) fn totals(&self, file: usize) -> StreamTotals {
        let statistics: Statistics = if self.shared {
            self.rendered.take_segment()
        } else {
            self.rendered.statistics()
        };
        let millis = |span: TimeSpan| span.as_100ns() as f64 / 1e4;
        StreamTotals {
            file,
            stream: self.stream,
            kind: if self.video { "video" } else { "audio" },
            codec: self.codec.clone(),
            renderer: self.rendered.name(),
            samples: statistics.samples,
            frames: if self.video {
                statistics.samples
            } else {
                statistics.frames
            },
            bytes: statistics.bytes,
            late: statistics.late,
            dropped: statistics.dropped,
            skipped: statistics.skipped,
            underruns: statistics.underruns,
            error_mean_ms: millis(statistics.mean_error),
            error_p99_ms: millis(statistics.p99_error),
            error_max_ms: millis(statistics.max_error),
        }
    }
}

impl StreamTotals {
    /// One line for a person.
    pub(super) fn line(&self, files: &[String]) -> String {
        let file = match (files.len(), files.get(self.file)) {
            (2.., Some(file)) => format!("{file}: "),
            _ => String::new(),
        };
        let renderer = self.renderer.as_deref().unwrap_or("left out");
        let mut line = format!(
            "{file}stream {} {} ({renderer}): {} {}, {} late, {} dropped",
            self.stream,
            self.codec,
            self.frames,
            plural(self.frames, "frame"),
            self.late,
            self.dropped
        );
        if self.underruns > 0 {
            line.push_str(&format!(
                ", {} {}",
                self.underruns,
                plural(self.underruns, "underrun")
            ));
        }
        if self.error_max_ms > 0.0 {
            line.push_str(&format!(
                ", off by {:.2} ms (mean), {:.2} ms (99 %), {:.2} ms (most)",
                self.error_mean_ms, self.error_p99_ms, self.error_max_ms
            ));
        }
        line
    }
}

/// A problem, and with which file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct FileProblem {
    pub(super) file: usize,
    #[serde(flatten)]
    pub(super) problem: Problem,
}

/// The line at which a script failed.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ScriptFailure {
    pub(super) path: String,
    pub(super) line: usize,
    pub(super) text: String,
    pub(super) message: String,
}

/// The end of a run.
#[derive(Debug, Serialize)]
pub(super) struct RunReport {
    #[serde(rename = "type")]
    kind: &'static str,
    files: Vec<String>,
    streams: Vec<StreamTotals>,
    errors: Vec<FileProblem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    script: Option<ScriptFailure>,
    elapsed: f64,
    result: &'static str,
    exit_code: u8,
}

impl RunReport {
    pub(super) fn new(
        files: &[String],
        streams: Vec<StreamTotals>,
        errors: &[FileProblem],
        script: Option<ScriptFailure>,
        elapsed: f64,
        exit: Exit,
    ) -> Self {
        Self {
            kind: "result",
            files: files.to_vec(),
            streams,
            errors: errors.to_vec(),
            script,
            elapsed,
            result: match exit {
                Exit::Done => "done",
                Exit::Partly => "partly",
                Exit::Interrupted => "interrupted",
                Exit::Failed | Exit::Usage => "failed",
            },
            exit_code: exit.code(),
        }
    }
}
