//! `openmf inspect`: what is in a file, and how it would be played.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use openmf::sinks::{GrabberOptions, NullOptions, NullRenderer, SampleGrabber};
use openmf::{
    AudioFormat, Error, EventType, MediaEvent, MediaSession, MediaSink, MediaSource, NodeId, Platform,
    PresentationDescriptor, SinkFactory, StreamDescriptor, StreamSink, TopologyBuilder, VideoFormat,
    codec_name, keys,
};
use serde::Serialize;

use crate::exit::Exit;
use crate::hash::SampleDigest;
use crate::name;
use crate::overwrite::refuse_overwriting;
use crate::print::harmless;
use crate::problem::{Problem, stream_of_node};

/// What to show of which file.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The file, or a `file:` URL.
    file: OsString,
    /// Print one JSON object; see docs/json.md.
    #[arg(long)]
    json: bool,
    /// Say why each node of the topology was chosen or refused.
    #[arg(long)]
    why: bool,
    /// Write the resolved topology as a Graphviz graph.
    #[arg(long, value_name = "PATH")]
    dot: Option<PathBuf>,
    /// Write the resolved topology as an SVG picture.
    #[arg(long, value_name = "PATH")]
    svg: Option<PathBuf>,
    /// Decode everything and report frames, times and a SHA-256 of each stream.
    #[arg(long)]
    decode: bool,
}

#[derive(Debug, Serialize)]
struct Report {
    file: String,
    container: Option<String>,
    duration: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    chapters: Vec<Chapter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cover_bytes: Option<usize>,
    streams: Vec<Stream>,
    errors: Vec<Problem>,
}

#[derive(Debug, Serialize)]
struct Chapter {
    start: f64,
    title: String,
}

#[derive(Debug, Default, Serialize)]
struct Stream {
    index: usize,
    id: u32,
    kind: &'static str,
    codec: String,
    #[serde(skip)]
    media_type: String,
    selected: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    frame_rate: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rotation: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sample_rate: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channels: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    frames: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_time: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_time: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
}

/// A stream being decoded.
struct Decoding {
    stream: usize,
    output_node: Option<NodeId>,
    digest: Arc<Mutex<SampleDigest>>,
    sink: Arc<dyn StreamSink>,
}

pub(crate) fn run(arguments: &Arguments) -> Exit {
    let dot = arguments.dot.as_deref().map(|path| ("--dot", path));
    let svg = arguments.svg.as_deref().map(|path| ("--svg", path));
    let outputs: Vec<_> = dot.into_iter().chain(svg).collect();
    if let Err(problem) = refuse_overwriting(&[arguments.file.as_os_str()], &outputs) {
        eprintln!("openmf: {problem}");
        return Exit::Usage;
    }
    let platform = Platform::shared();
    match name::open(&platform, &arguments.file) {
        Ok(source) => {
            let exit = inspect(arguments, &platform, &source);
            // Its owner's duty; it cannot be shut down twice here.
            let _ = source.shutdown();
            exit.unwrap_or_else(|error| fail(arguments, &error))
        }
        Err(error) => fail(arguments, &error),
    }
}

fn fail(arguments: &Arguments, error: &Error) -> Exit {
    let message = error.to_string();
    let file = name::shown(&arguments.file);
    let named = message.contains(&file);
    if arguments.json {
        let report = Report {
            file: file.clone(),
            container: None,
            duration: None,
            title: None,
            tags: Vec::new(),
            chapters: Vec::new(),
            cover_bytes: None,
            streams: Vec::new(),
            errors: vec![Problem::new(None, error)],
        };
        print_json(&report);
    }
    if named {
        eprintln!("{}", harmless(&format!("openmf: {message}")));
    } else {
        eprintln!("{}", harmless(&format!("openmf: {file}: {message}")));
    }
    Exit::Failed
}

fn inspect(arguments: &Arguments, platform: &Platform, source: &Arc<dyn MediaSource>) -> Result<Exit, Error> {
    let builder = TopologyBuilder::new(source)?;
    let mut report = describe(&name::shown(&arguments.file), builder.descriptor());
    let resolved = resolve(platform, &builder, &mut report);
    if arguments.decode {
        decode(platform, source, &mut report)?;
    }
    let (topology, why) = match resolved {
        Ok((topology, why)) => (Some(topology), why),
        Err((error, why)) => {
            report.errors.push(Problem::new(None, &error));
            (None, why)
        }
    };
    if let Some(topology) = &topology {
        for (path, text) in [(&arguments.dot, &topology.dot), (&arguments.svg, &topology.svg)] {
            if let Some(path) = path {
                std::fs::write(path, text)
                    .map_err(|error| Error::io("write", &path.display().to_string(), error))?;
            }
        }
    }
    if arguments.json {
        print_json(&report);
    } else {
        print_text(
            &report,
            topology.as_ref(),
            why.as_deref().filter(|_| arguments.why),
        );
    }
    for problem in &report.errors {
        eprintln!("{}", harmless(&problem.line(&report.file)));
    }
    let decodable = report.streams.iter().any(|stream| stream.kind != "other");
    Ok(
        match (topology.is_some() && decodable, report.errors.is_empty()) {
            (false, _) => Exit::Failed,
            (true, true) => Exit::Done,
            (true, false) => Exit::Partly,
        },
    )
}

fn describe(file: &str, descriptor: &PresentationDescriptor) -> Report {
    let a = descriptor.attributes();
    let lines = |text: String| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let tags = a.get(keys::OPENMF_TAGS).map(lines).unwrap_or_default();
    let chapters = a.get(keys::OPENMF_CHAPTERS).map(lines).unwrap_or_default();
    Report {
        file: file.to_owned(),
        container: a.get(keys::OPENMF_CONTAINER).ok(),
        duration: a
            .get(keys::MF_PD_DURATION)
            .ok()
            .map(|duration| duration.as_secs_f64()),
        title: a.get(keys::OPENMF_TITLE).ok(),
        tags: tags
            .iter()
            .filter_map(|line| line.split_once('='))
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
            .collect(),
        chapters: chapters
            .iter()
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(start, title)| {
                let start = start.parse::<i64>().ok()?;
                Some(Chapter {
                    start: start as f64 / 1e7,
                    title: title.to_owned(),
                })
            })
            .collect(),
        cover_bytes: a.get(keys::OPENMF_COVER_ART).ok().map(|picture| picture.len()),
        streams: descriptor
            .streams()
            .enumerate()
            .map(|(at, (stream, on))| describe_stream(at, stream, on))
            .collect(),
        errors: Vec::new(),
    }
}

fn describe_stream(index: usize, descriptor: &StreamDescriptor, selected: bool) -> Stream {
    let media_type = descriptor.current_type();
    let mut stream = Stream {
        index,
        id: descriptor.id(),
        kind: if media_type.is_video() {
            "video"
        } else if media_type.is_audio() {
            "audio"
        } else {
            "other"
        },
        codec: codec_name(&media_type),
        media_type: media_type.to_string(),
        selected,
        language: descriptor
            .attributes()
            .get(keys::MF_SD_LANGUAGE)
            .ok()
            .filter(|language| !language.trim().is_empty()),
        name: descriptor.attributes().get(keys::MF_SD_STREAM_NAME).ok(),
        ..Stream::default()
    };
    stream.read_format(&media_type);
    stream
}

impl Stream {
    fn read_format(&mut self, media_type: &openmf::MediaType) {
        if let Ok(video) = VideoFormat::try_from(media_type) {
            if video.size.width != 0 {
                (self.width, self.height) = (Some(video.size.width), Some(video.size.height));
            }
            self.frame_rate = video.frame_rate.map(openmf::Ratio::as_f64).or(self.frame_rate);
            self.rotation = Some(video.rotation)
                .filter(|rotation| *rotation != 0)
                .or(self.rotation);
        }
        if let Ok(audio) = AudioFormat::try_from(media_type) {
            self.sample_rate = Some(audio.sample_rate);
            self.channels = Some(audio.channels);
        }
    }
}

/// A resolved topology as people look at it, drawn while its sinks are alive and have names.
struct Drawing {
    tree: String,
    dot: String,
    svg: String,
}

type Resolution = Result<(Drawing, Option<String>), (Error, Option<String>)>;

/// Resolves the topology that would play the file, with null renderers: no device is opened.
fn resolve(platform: &Platform, builder: &TopologyBuilder, report: &mut Report) -> Resolution {
    let session = MediaSession::new(platform);
    let partial = builder.build(null_renderer).map_err(|error| (error, None))?;
    let result = session.set_topology(&partial).wait();
    let why = session
        .explanation(&partial)
        .map(|explanation| explanation.to_string());
    for event in drain(&session) {
        if let Some(problem) = Problem::of_event(&event, |node| stream_of_node(&partial, node)) {
            report.errors.push(problem);
        }
    }
    let resolved = match result.and_then(|()| session.full_topology(partial.id().0)) {
        Ok(topology) => {
            let drawing = Drawing {
                tree: topology.tree(),
                dot: topology.to_dot(),
                svg: topology.to_svg(),
            };
            Ok((drawing, why))
        }
        Err(error) => Err((error, why)),
    };
    // The last use of the session; it was not shut down before.
    let _ = session.shutdown();
    resolved
}

fn null_renderer(stream: &StreamDescriptor) -> Option<Arc<dyn openmf::SinkActivate>> {
    let (audio, video) = (stream.current_type().is_audio(), stream.current_type().is_video());
    let options = NullOptions {
        rateless: true,
        ..NullOptions::default()
    };
    (audio || video).then(|| {
        SinkFactory::new(
            if video { "video renderer" } else { "audio renderer" },
            move || {
                let renderer = if video {
                    NullRenderer::video(options)
                } else {
                    NullRenderer::audio(options)
                };
                Ok(renderer.sink() as Arc<dyn MediaSink>)
            },
        )
    })
}

fn drain(session: &MediaSession) -> Vec<Arc<MediaEvent>> {
    let mut events = session.events();
    std::iter::from_fn(|| events.try_next_event().ok()).collect()
}

/// Decodes all audio and video streams as fast as it goes.
fn decode(platform: &Platform, source: &Arc<dyn MediaSource>, report: &mut Report) -> Result<(), Error> {
    let builder = TopologyBuilder::new(source)?;
    let descriptor = Arc::clone(builder.descriptor());
    for (index, stream) in report.streams.iter().enumerate() {
        descriptor.select(index, stream.kind != "other")?;
    }
    let mut decodings = Vec::new();
    let topology = builder.build(|stream| {
        let index = descriptor
            .streams()
            .position(|(known, _)| std::ptr::eq(&**known, stream))?;
        let digest = Arc::<Mutex<SampleDigest>>::default();
        let target = Arc::clone(&digest);
        let major = openmf::MediaType::partial(stream.current_type().major_type(), openmf::Guid::ZERO);
        let options = GrabberOptions {
            ignore_clock: true,
            uncompressed: true,
            ..GrabberOptions::default()
        };
        let grabber = SampleGrabber::from_fn(major, options, move |sample| {
            target.lock().unwrap_or_else(PoisonError::into_inner).add(&sample);
            Ok(())
        });
        let sink: Arc<dyn MediaSink> = grabber.sink();
        let stream_sink = sink.stream_sinks().ok()?.into_iter().next()?;
        decodings.push(Decoding {
            stream: index,
            output_node: None,
            digest,
            sink: stream_sink,
        });
        Some(SinkFactory::new("decoded samples", move || Ok(Arc::clone(&sink))))
    })?;
    for (decoding, node) in decodings.iter_mut().zip(topology.output_nodes()) {
        decoding.output_node = Some(node.id());
    }

    let session = MediaSession::new(platform);
    let topology_set = session.set_topology(&topology);
    // Waits for the topology by itself.
    let started = session.start();
    let stream_of = |node| {
        decodings
            .iter()
            .find(|d| d.output_node == Some(node))
            .map(|d| d.stream)
    };
    report.errors.retain(|problem| problem.stream.is_none());
    let mut failed = topology_set.wait().and_then(|()| started.wait()).err();
    if failed.is_none() {
        for event in session.events() {
            report.errors.extend(Problem::of_event(&event, stream_of));
            match event.event_type() {
                EventType::SessionEnded => break,
                EventType::Error => {
                    failed = event.result().err();
                    break;
                }
                _ => {}
            }
        }
    }
    if let Some(error) = failed {
        report.errors.push(Problem::new(None, &error));
    }
    for decoding in &decodings {
        let digest = decoding.digest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(stream) = report.streams.get_mut(decoding.stream) {
            stream.take_decoded(&digest, &*decoding.sink);
        }
    }
    // The last use of the session; it was not shut down before.
    let _ = session.shutdown();
    Ok(())
}

impl Stream {
    fn take_decoded(&mut self, digest: &SampleDigest, sink: &dyn StreamSink) {
        let media_type = sink.media_type_handler().current_type().unwrap_or_default();
        self.frames = Some(digest.samples);
        if digest.samples > 0 {
            self.read_format(&media_type);
            self.format = Some(
                match VideoFormat::try_from(&media_type)
                    .ok()
                    .and_then(|video| video.pixel_format())
                {
                    Some(format) => format!("{format:?}").to_lowercase(),
                    None => openmf::uncompressed_name(&media_type).unwrap_or_else(|| codec_name(&media_type)),
                },
            );
        }
        if let Some(frame_bytes) = AudioFormat::try_from(&media_type)
            .ok()
            .and_then(|audio| audio.frame_bytes())
        {
            self.frames = Some(digest.bytes / frame_bytes as u64);
        }
        self.first_time = digest.first.map(openmf::MediaTime::as_secs_f64);
        self.last_time = digest.last.map(openmf::MediaTime::as_secs_f64);
        self.sha256 = Some(digest.hex());
    }
}

/// A noun for this many.
pub(crate) fn plural(count: u64, noun: &str) -> String {
    format!("{noun}{}", if count == 1 { "" } else { "s" })
}

fn print_json(report: &Report) {
    match serde_json::to_string_pretty(report) {
        Ok(text) => outln!("{text}"),
        Err(error) => eprintln!("openmf: {error}"),
    }
}

fn print_text(report: &Report, topology: Option<&Drawing>, why: Option<&str>) {
    outln!("{}", report.file);
    let unknown = || "unknown".to_owned();
    outln!(
        "  container  {}",
        report.container.clone().unwrap_or_else(unknown)
    );
    outln!(
        "  duration   {}",
        report
            .duration
            .map_or_else(unknown, |seconds| format!("{seconds:.3} s"))
    );
    if let Some(title) = &report.title {
        outln!("  title      {title}");
    }
    for (name, value) in &report.tags {
        outln!("  tag        {name}={value}");
    }
    for chapter in &report.chapters {
        outln!("  chapter    {:.3} s  {}", chapter.start, chapter.title);
    }
    if let Some(bytes) = report.cover_bytes {
        outln!("  cover      {bytes} bytes");
    }
    for stream in &report.streams {
        out!(
            "  stream {}   {}: {}",
            stream.index,
            stream.codec,
            stream.media_type
        );
        if let Some(rotation) = stream.rotation {
            out!(" rotated {rotation}°");
        }
        if let Some(language) = &stream.language {
            out!(" [{language}]");
        }
        if let Some(name) = &stream.name {
            out!(" \"{name}\"");
        }
        outln!("{}", if stream.selected { "" } else { " (not selected)" });
        if let (Some(frames), Some(hash)) = (stream.frames, &stream.sha256) {
            let time = |seconds: Option<f64>| {
                seconds.map_or_else(|| "-".to_owned(), |seconds| format!("{seconds:.3}"))
            };
            let format = stream.format.as_deref().unwrap_or("nothing");
            outln!(
                "             {frames} {} of {format}, {} to {} s",
                plural(frames, "frame"),
                time(stream.first_time),
                time(stream.last_time)
            );
            outln!("             sha256 {hash}");
        }
    }
    if let Some(topology) = topology {
        outln!("  topology");
        for line in topology.tree.lines() {
            outln!("    {line}");
        }
    }
    if let Some(why) = why {
        outln!("  why");
        for line in why.lines() {
            outln!("    {line}");
        }
    }
}
