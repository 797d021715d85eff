//! The names of all inputs and actions and of their fields.
//!
//! A variant or field that is missing here does not build. Names are never changed: recordings have them.

use super::fields::{Put, Take};
use super::value::{Record, Value};
use crate::{
    Action, BranchInput, BranchRun, BranchShape, Capabilities, Command, Component, Config, EventAttribute,
    EventValue, Input, Note, PresentationShape, Rate, SeekMode, SessionEvent, SetTopologyFlags, SinkShape,
    SourceShape, TopologyStatus,
};

/// Writes and reads structures.
macro_rules! structs {
    ($($type:ident { $($field:ident),* })*) => {$(
        impl Put for $type {
            fn value(&self) -> Value {
                let Self { $($field),* } = self;
                let mut record = Record::default();
                $($field.put(stringify!($field), &mut record);)*
                Value::Record(record)
            }
        }
        impl Take for $type {
            fn read(value: Value) -> Result<Self, String> {
                let mut record = value.into_record()?;
                $(let $field = Take::take(stringify!($field), &mut record)?;)*
                record.finish()?;
                Ok(Self { $($field),* })
            }
        }
    )*};
}
pub(super) use structs;

/// Writes enumerations. A variant without fields is its name alone.
macro_rules! written {
    ($type:ident { $($name:literal => $variant:ident $(($value:ident))? $({ $($field:ident),* })?,)* }) => {
        impl Put for $type {
            fn value(&self) -> Value {
                match self {
                    $(Self::$variant $(($value))? $({ $($field),* })? => {
                        #[allow(unused_mut, reason = "without fields")]
                        let mut record = Record::named($name);
                        $($value.put(stringify!($value), &mut record);)?
                        $($($field.put(stringify!($field), &mut record);)*)?
                        if record.fields.is_empty() {
                            return Value::Atom(record.name);
                        }
                        Value::Record(record)
                    })*
                }
            }
        }
    };
}

/// Writes and reads enumerations.
macro_rules! enums {
    ($($type:ident { $($name:literal => $variant:ident $(($value:ident))? $({ $($field:ident),* })?,)* })*) => {$(
        written! { $type { $($name => $variant $(($value))? $({ $($field),* })?,)* } }

        impl Take for $type {
            fn read(value: Value) -> Result<Self, String> {
                #[allow(unused_mut, reason = "of those without fields")]
                let mut record = value.into_record()?;
                let read = match &*record.name {
                    $($name => {
                        $(let $value = Take::take(stringify!($value), &mut record)?;)?
                        $($(let $field = Take::take(stringify!($field), &mut record)?;)*)?
                        Self::$variant $(($value))? $({ $($field),* })?
                    })*
                    other => return Err(format!("there is no `{other}` here")),
                };
                record.finish()?;
                Ok(read)
            }
        }

        impl $type {
            /// The names of all variants.
            #[cfg(test)]
            #[allow(dead_code, reason = "of inputs and commands")]
            pub(super) const NAMES: &'static [&'static str] = &[$($name),*];
        }
    )*};
}

structs! {
    Config {
        component_timeout, start_timeout, finalize_timeout, buffering_timeout, overtake_grace, global_time,
        low_latency
    }
    PresentationShape { topology_id, sources, branches, sinks, start_on_switch, playlist_sources, project }
    SourceShape { id, name, can_seek, can_pause, is_live, is_local, duration, rates }
    BranchShape { id, name, source, stream_sink, media_start, media_stop, transform_rates, joined }
    BranchInput { source, media_start, media_stop }
    SinkShape { id, name, stream_sinks, rateless, rates, can_preroll, finalizable, shutdown_on_remove }
    SetTopologyFlags { immediate, no_resolution, clear_current }
    Rate { thin, rate }
}

enums! {
    SeekMode {
        "exact" => Exact,
        "key-frame" => KeyFrame,
    }
    Command {
        "set-topology" => SetTopology { flags, topology, topology_id },
        "clear-topologies" => ClearTopologies,
        "start" => Start { position, mode },
        "pause" => Pause,
        "stop" => Stop,
        "set-rate" => SetRate { rate },
        "step-back" => StepBack,
        "close" => Close,
    }
    Input {
        "command" => Command { op, command },
        "shutdown" => Shutdown,
        "wake" => Wake,
        "topology-resolved" => TopologyResolved { op, topology, result },
        "presentation-activated" => PresentationActivated { topology, result },
        "source-started" => SourceStarted { source, result },
        "source-start-reported" => SourceStartReported { source, actual_start, is_fake },
        "key-frame-found" => KeyFrameFound { source, result },
        "source-paused" => SourcePaused { source, result },
        "source-stopped" => SourceStopped { source, result },
        "source-rate-changed" => SourceRateChanged { source, result },
        "branch-flushed" => BranchFlushed { branch, generation },
        "sink-started" => SinkStarted { stream_sink, result },
        "sink-paused" => SinkPaused { stream_sink, result },
        "sink-stopped" => SinkStopped { stream_sink, result },
        "sink-prerolled" => SinkPrerolled { stream_sink, preroll, result },
        "sink-rate-changed" => SinkRateChanged { stream_sink, result },
        "sink-scrubbed" => SinkScrubbed { stream_sink, time, result },
        "clock-changed" => ClockChanged { result },
        "sink-finalized" => SinkFinalized { sink, result },
        "source-ended" => SourceEnded { source, generation },
        "branch-drained" => BranchDrained { branch, generation, end },
        "branch-ended" => BranchEnded { branch, generation, end },
        "source-segment-ended" => SourceSegmentEnded { source, generation },
        "media-stop-changed" => MediaStopChanged { branch, input, stop },
        "topology-changed" => TopologyChanged { topology },
        "branch-failed" => BranchFailed { branch, generation, error },
        "source-failed" => SourceFailed { source, error },
        "sink-invalidated" => SinkInvalidated { sink, error },
        "source-characteristics-changed" => SourceCharacteristicsChanged { source, can_seek, can_pause, rates },
        "source-buffering" => SourceBuffering { source, buffering, event },
        "forwarded-event" => ForwardedEvent { event },
    }
}

written! { Action {
    "resolve" => Resolve { op, topology, no_resolution },
    "activate" => Activate { topology },
    "prepare" => Prepare { topology },
    "find-key-frame" => FindKeyFrame { source, time },
    "start-source" => StartSource { source, topology, position },
    "pause-source" => PauseSource { source },
    "stop-source" => StopSource { source },
    "set-source-rate" => SetSourceRate { source, rate },
    "set-branch-rates" => SetBranchRates { branches, generation, rate },
    "flush-branches" => FlushBranches { branches, generation },
    "run-branches" => RunBranches { branches, generation },
    "change-stop" => ChangeStop { branch, input, stop },
    "force-end-of-presentation" => ForceEndOfPresentation { source, topology },
    "flush-sinks" => FlushSinks { stream_sinks },
    "preroll" => Preroll { sink, preroll, time },
    "start-clock" => StartClock { start, rate },
    "set-clock-rate" => SetClockRate { rate },
    "pause-clock" => PauseClock,
    "stop-clock" => StopClock,
    "join-clock" => JoinClock { topology, sinks },
    "finalize" => Finalize { sink },
    "release" => Release { topology, shutdown_sinks },
    "cut-off" => CutOff { component, error },
    "emit" => Emit(event),
    "forward" => Forward(event),
    "complete" => Complete { op, result },
    "shut-down" => ShutDown,
    "note" => Note(note),
} }

written! { Note {
    "unexpected-answer" => UnexpectedAnswer { component, what },
    "ignored-failure" => IgnoredFailure { component, error },
} }

written! { Component {
    "loader" => Loader(topology),
    "activation" => Activation(topology),
    "clock" => Clock,
    "source" => Source(id),
    "branch" => Branch(id),
    "stream-sink" => StreamSink(id),
    "sink" => Sink(id),
} }

written! { EventValue {
    "empty" => Empty,
    "full-topology" => FullTopology(topology),
    "code" => Code(code),
    "rate" => Rate(rate),
} }

written! { EventAttribute {
    "topology-status" => TopologyStatus(status),
    "start-presentation-time" => StartPresentationTime(time),
    "presentation-time-offset" => PresentationTimeOffset(offset),
    "start-presentation-time-at-output" => StartPresentationTimeAtOutput(time),
    "seek-overtaken" => SeekOvertaken,
    "scrub-sample-time" => ScrubSampleTime(time),
    "session-caps" => SessionCaps(caps),
    "session-caps-delta" => SessionCapsDelta(caps),
    "output-node" => OutputNode { topology, sink },
} }

written! { TopologyStatus {
    "ready" => Ready,
    "started-source" => StartedSource,
    "dynamic-changed" => DynamicChanged,
    "sink-switched" => SinkSwitched,
    "ended" => Ended,
} }

impl Put for Capabilities {
    fn value(&self) -> Value {
        let Self {
            start,
            seek,
            pause,
            rate_forward,
            rate_reverse,
            does_not_use_network,
        } = *self;
        let all = [
            (start, "start"),
            (seek, "seek"),
            (pause, "pause"),
            (rate_forward, "rate-forward"),
            (rate_reverse, "rate-reverse"),
            (does_not_use_network, "does-not-use-network"),
        ];
        let set = all.into_iter().filter(|(set, _)| *set);
        Value::List(set.map(|(_, name)| Value::atom(name)).collect())
    }
}

impl Put for SessionEvent {
    fn value(&self) -> Value {
        let Self {
            event_type,
            status,
            value,
            attributes,
        } = self;
        let mut record = Record {
            name: match event_type.value() {
                Value::Atom(name) => name,
                _ => String::new(),
            },
            fields: Vec::new(),
        };
        if let Err(error) = status {
            error.put("status", &mut record);
        }
        if *value != EventValue::Empty {
            value.put("value", &mut record);
        }
        attributes.put("attributes", &mut record);
        if record.fields.is_empty() {
            return Value::Atom(record.name);
        }
        Value::Record(record)
    }
}

impl Put for BranchRun {
    fn value(&self) -> Value {
        let Self {
            branch,
            start,
            stop,
            offset,
            rate,
            thin,
        } = self;
        let mut record = Record::default();
        branch.put("branch", &mut record);
        start.put("start", &mut record);
        stop.put("stop", &mut record);
        offset.put("offset", &mut record);
        rate.put("rate", &mut record);
        thin.put("thin", &mut record);
        Value::Record(record)
    }
}
