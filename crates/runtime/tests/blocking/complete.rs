//! That no method is forgotten: each one of each trait that something outside the engine can implement has a row, or a
//! reason why it needs none. The traits are read from the sources, so a new method without either fails here.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What no session calls while others wait for it. `Trait::*` is every method of a trait.
const NEEDS_NO_ROW: &[(&str, &str)] = &[
    (
        "AsyncCallback::work_queue",
        "asked by who makes asynchronous results, in the call that begins one; not by an event queue",
    ),
    ("Attribute::*", "converts values, no object"),
    (
        "ByteStream::*",
        "called by a source inside its own methods, which have rows",
    ),
    (
        "ByteStreamHandler::*",
        "called by the source resolver, before there is a session",
    ),
    ("ClockedSink::*", "has no methods of its own"),
    (
        "Demuxer::*",
        "part of a source, called inside its methods, which have rows",
    ),
    ("Digest::*", "of whoever explores the session's machine"),
    ("Dispatcher::*", "the pool of the session itself"),
    ("EventTap::*", "the session's own, which calls nobody"),
    ("HostClock::*", "the clock of the pool itself"),
    ("MediaSink::remove_stream_sink", "no session removes a stream"),
    (
        "MediaSink::stream_sinks",
        "no session asks for it; the default of stream_sink_by_id, which has a row, does",
    ),
    (
        "MediaSinkPreroll::notify_preroll",
        "a session calls notify_numbered_preroll, whose default it is",
    ),
    (
        "MediaSource::create_presentation_descriptor",
        "called by who makes a topology, in its own thread",
    ),
    (
        "MediaSource::shutdown",
        "a session never calls it: a source is its application's",
    ),
    (
        "MediaTypeHandler::major_type",
        "by default asks for types, which has rows; called by no session",
    ),
    (
        "MetadataProvider::*",
        "what a service hands out; called by the application",
    ),
    (
        "PictureOwner::*",
        "the memory of a sample, read by transforms and sinks inside their methods, which have rows",
    ),
    (
        "PictureSurface::*",
        "part of the video renderer, called inside its methods, which have rows",
    ),
    ("PresentationClock::*", "the session's own"),
    (
        "QualityAdvise::drop_mode",
        "called by the standard quality manager right before set_drop_mode, which has a row",
    ),
    (
        "SinkActivate::name",
        "asked to print a node that is not bound yet, which no session does",
    ),
    (
        "QualityAdvise::adjusts_itself",
        "called by the standard quality manager right before set_drop_mode, which has a row",
    ),
    (
        "QualityAdvise::notify_quality_event",
        "called by the standard quality manager where it would call set_drop_mode, which has a row",
    ),
    (
        "MediaSource::quality_advise",
        "for quality managers, inside their methods, which have rows",
    ),
    (
        "MediaSink::clock_state_sink",
        "for who drives a sink without a clock; a session gives it its clock",
    ),
    (
        "OutputStream::*",
        "part of file sinks, called inside their methods, which have rows",
    ),
    (
        "QualityAdvise::drop_time",
        "for quality managers of the application, inside their methods, which have rows",
    ),
    (
        "QualityAdvise::quality_level",
        "for quality managers of the application, inside their methods, which have rows",
    ),
    (
        "QualityAdvise::set_quality_level",
        "for quality managers of the application, inside their methods, which have rows",
    ),
    ("RateControl::rate", "no session asks: it knows what it has set"),
    (
        "ClockConsumer::*",
        "called where MediaSource::clock_consumer is, which has a row, and in the same lane",
    ),
    (
        "HandlerPreference::*",
        "called by the source resolver, before there is a session",
    ),
    (
        "MediaSink::real_time_client",
        "called when the application registers work queues, in a lane that nothing else waits for",
    ),
    (
        "MediaSink::presentation_clock",
        "called for the application that asks the sink, in that call; no session asks",
    ),
    (
        "MediaSource::real_time_client",
        "called when the application registers work queues, in a lane that nothing else waits for",
    ),
    (
        "MediaSource::set_device_manager",
        "called by who makes a source reader, in its own thread",
    ),
    (
        "RealTimeClient::*",
        "called when the application registers work queues, in a lane that nothing else waits for",
    ),
    (
        "StreamSink::real_time_client",
        "called when the application registers work queues, in a lane that nothing else waits for",
    ),
    (
        "Transform::real_time_client",
        "asked once, by who makes the transform shareable",
    ),
    (
        "Transform::clock_consumer",
        "asked once, by who makes the transform shareable",
    ),
    (
        "Transform::add_input",
        "called by the multiplexer's sink for whoever adds a stream sink, in that call; no session adds one",
    ),
    (
        "Transform::remove_input",
        "called by the multiplexer's sink for whoever removes a stream sink, in that call; no session removes one",
    ),
    (
        "Transform::input_limits",
        "called while a multiplexer's sink is made, and for whoever adds or removes a stream sink",
    ),
    (
        "Transform::test_output_type",
        "called for the application that has a transform by itself (`MFT_SET_TYPE_TEST_ONLY`)",
    ),
    (
        "Transform::set_device_manager",
        "called by the loader for decoders in front of a sink with devices, where the types are set, which have rows; and by \
         what makes a transform, before anybody else has it",
    ),
    ("ReaderEvents::*", "of the source reader, which has no session"),
    (
        "SampleGrabberCallback::*",
        "called by the sample grabber inside its methods, which have rows",
    ),
    ("Scheduler::*", "the timers of the pool itself"),
    (
        "SchemeHandler::*",
        "called by the source resolver, before there is a session",
    ),
    (
        "SeekInfo::next_key_frame",
        "no session asks: a seek to a key frame goes to the one before",
    ),
    ("SinkHandle::*", "what the application keeps of a renderer"),
    (
        "StreamSink::id",
        "no session asks: it has the stream sink by its node",
    ),
    (
        "StreamSink::quality_advise",
        "for quality managers of the application, inside their methods, which have rows",
    ),
    (
        "TopologyLoader::with_catalog",
        "called while the session is made, by who makes it",
    ),
    (
        "Transform::service",
        "called in the application's own call for a service, which has the transform as long as that takes; a branch that \
         waits for it is cut off like one inside the transform",
    ),
    (
        "Transform::quality_advise",
        "asked once, by who makes the transform shareable",
    ),
    (
        "Transform::handles",
        "asked once, by who makes the transform shareable",
    ),
];

/// Crates whose traits an application implements only through those of the others.
const NOT_READ: &[&str] = &["av1", "cli", "com", "testkit"];

fn rust_files(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// The methods of the public traits in formatted code, as `Trait::method`; a trait without any as `Trait::`.
fn methods(code: &str, into: &mut BTreeSet<String>) {
    let mut inside: Option<String> = None;
    for line in code.lines() {
        if let Some(rest) = line.strip_prefix("pub trait ") {
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
            into.insert(format!("{name}::"));
            inside = (!line.ends_with("{}")).then_some(name);
        } else if line == "}" {
            inside = None;
        } else if let (Some(name), Some(rest)) = (&inside, line.strip_prefix("    fn ")) {
            let method: String = rest
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            into.insert(format!("{name}::{method}"));
        }
    }
}

#[test]
fn every_method_of_a_component_has_a_row_or_a_reason_why_it_needs_none() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = BTreeSet::new();
    let mut files = Vec::new();
    for entry in fs::read_dir(&crates).unwrap() {
        let folder = entry.unwrap();
        let name = folder.file_name();
        if NOT_READ.iter().all(|other| *other != name) && folder.path().join("src").is_dir() {
            rust_files(&folder.path().join("src"), &mut files);
        }
    }
    for file in &files {
        methods(&fs::read_to_string(file).unwrap(), &mut found);
    }
    // That the traits were read at all.
    for known in [
        "MediaSource::start",
        "StreamSink::flush",
        "Transform::process_input",
        "Recorder::input",
    ] {
        assert!(found.contains(known), "{known} is not found");
    }
    let rows: BTreeSet<&str> = super::METHODS
        .iter()
        .map(|(row, _)| row.split([' ', '(']).next().unwrap_or(row))
        .collect();
    let reason = |method: &str| {
        let (of, _) = method.split_once("::").unwrap();
        NEEDS_NO_ROW
            .iter()
            .find(|(known, _)| *known == method || known.strip_suffix('*') == Some(&format!("{of}::")))
    };
    let mut wrong = Vec::new();
    for method in found.iter().filter(|method| !method.ends_with("::")) {
        match (rows.contains(method.as_str()), reason(method)) {
            (true, None) | (false, Some(_)) => {}
            (true, Some(_)) => wrong.push(format!("{method} has a row and a reason for none")),
            (false, None) => wrong.push(format!("{method} has neither a row nor a reason")),
        }
    }
    let named = rows.iter().copied().filter(|row| !row.ends_with("::drop"));
    let named = named.chain(
        NEEDS_NO_ROW
            .iter()
            .map(|(method, _)| method.trim_end_matches('*')),
    );
    wrong.extend(
        named
            .filter(|name| !found.contains(*name))
            .map(|name| format!("there is no {name}")),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
