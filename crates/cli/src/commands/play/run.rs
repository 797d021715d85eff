//! A run of `openmf play`: one session, file after file.

mod playlist;
mod steps;
mod user;

use std::collections::HashSet;
use std::ffi::OsStr;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use openmf::sinks::{FileTimeline, WindowInput};
use openmf::{
    Completion, Error, EventType, MediaEvent, MediaSession, MediaSource, MediaTime, Platform,
    PresentationTime, Recording, Result, SessionState, SetTopologyFlags, SharedEvent, StartPosition,
    TimeSpan, Topology, TopologyBuilder, codec_name, keys,
};

use super::outputs::{Outputs, Volume};
use super::rate::Rating;
use super::report::{EventReport, FileProblem, RunReport, ScriptFailure, StreamOutput, StreamTotals};
use super::screen::{Screen, UserKey, restore_terminal};
use super::script::Line;
use super::script_run::ScriptRun;
use super::{Arguments, Targets};
use crate::exit::Exit;
use crate::name;
use crate::problem::{Problem, stream_of_node};

use playlist::Playlist;

/// How long closing may take. The session has its own, shorter limits.
const CLOSE_LIMIT: Duration = Duration::from_secs(20);
/// What a program that was interrupted ends with, as shells have it.
const INTERRUPTED: i32 = 130;

/// What wakes the run.
enum Signal {
    Event(SharedEvent),
    Window(WindowInput),
    /// A message for the user.
    Told(String),
    Interrupt,
}

pub(super) struct Run<'a> {
    arguments: &'a Arguments,
    /// The files, as they are shown.
    names: Vec<String>,
    platform: Platform,
    pub(super) session: MediaSession,
    recording: Option<Recording>,
    signals: Receiver<Signal>,
    screen: Screen,
    outputs: Outputs,
    script: ScriptRun,
    script_failure: Option<ScriptFailure>,
    begun: Instant,
    pub(super) rating: Rating,
    /// The latest position at which something was presented: the clock reads 0 once it is stopped.
    last_position: PresentationTime,
    /// The file that plays, or is next.
    file: usize,
    playing: Option<Playing>,
    /// Several files, or one again and again, are played as one presentation.
    playlist: Option<Playlist>,
    /// The presentation time of the beginning of the file that plays, as its own times count.
    zero: TimeSpan,
    /// Commands that have not completed.
    pending: u32,
    /// The file's topology is being set: what comes now of commands is about the file before.
    setting: bool,
    /// Where a user wants to be, once the commands before have completed, and whether paused.
    wanted: Option<(PresentationTime, bool)>,
    /// Where the commands that were given lead to: the position of a seek, and whether it is paused there. It counts
    /// while some have not completed.
    heading: (Option<PresentationTime>, bool),
    /// The presentation has come to its end, and there is no next.
    at_end: bool,
    closing: Option<Instant>,
    interrupted: bool,
    /// The interrupt ended what would have gone on.
    cut_short: bool,
    totals: Vec<StreamTotals>,
    problems: Vec<FileProblem>,
    played: HashSet<usize>,
    /// The files that were really started.
    begun_files: HashSet<usize>,
    failed: HashSet<usize>,
    /// Sources of earlier files, which the session may still hold.
    retired: Vec<Arc<dyn MediaSource>>,
}

/// The file that plays.
struct Playing {
    file: usize,
    source: Arc<dyn MediaSource>,
    topology: Topology,
    streams: Vec<StreamOutput>,
    duration: Option<PresentationTime>,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        arguments: &'a Arguments,
        targets: Targets,
        script: Vec<Line>,
        recording: Option<Recording>,
    ) -> Self {
        let platform = Platform::shared();
        let session = MediaSession::new(&platform);
        if let Some(recording) = &recording {
            // The session is new; why else it fails, the recording tells in the end.
            let _ = session.record(recording);
        }
        let (sender, signals) = mpsc::channel();
        forward_events(&platform, &session, sender.clone());
        forward_interrupts(sender.clone());
        let begun = Instant::now();
        Self {
            arguments,
            names: arguments.names(),
            outputs: outputs(arguments, targets, &sender),
            platform,
            session,
            recording,
            signals,
            screen: Screen::new(!arguments.json, arguments.uses_stdout()),
            script: ScriptRun::new(script, begun),
            script_failure: None,
            begun,
            rating: Rating {
                wanted: arguments.rate,
                shown: None,
            },
            last_position: PresentationTime::ZERO,
            file: 0,
            playing: None,
            playlist: None,
            zero: TimeSpan::ZERO,
            pending: 0,
            setting: false,
            wanted: None,
            heading: (None, false),
            at_end: false,
            closing: None,
            interrupted: false,
            cut_short: false,
            totals: Vec::new(),
            problems: Vec::new(),
            played: HashSet::new(),
            begun_files: HashSet::new(),
            failed: HashSet::new(),
            retired: Vec::new(),
        }
    }

    pub(super) fn play(mut self) -> Exit {
        if self.arguments.files.len() > 1 || self.arguments.repeat {
            self.begin_playlist();
        } else {
            self.open_from(0);
        }
        while !self.is_over() {
            let patience = self.run_script();
            self.wait(patience);
            self.note_position();
            for key in self.screen.pressed() {
                self.key(key);
            }
            if self.screen.is_broken() {
                self.close();
            }
            if self.screen.wants_status() {
                let line = self.status_line();
                self.screen.status(&line);
            }
        }
        self.finish()
    }

    /// Waits for something to happen, and takes it in.
    fn wait(&mut self, patience: Duration) {
        match self.signals.recv_timeout(patience) {
            Ok(Signal::Event(event)) => self.event(&event),
            Ok(Signal::Window(input)) => self.window(&input),
            Ok(Signal::Told(message)) => self.screen.say(&message),
            Ok(Signal::Interrupt) => self.key(UserKey::Interrupt),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
        }
    }

    fn is_over(&self) -> bool {
        let overdue = self.closing.is_some_and(|since| since.elapsed() > CLOSE_LIMIT);
        match self.session.state() {
            SessionState::Shutdown => true,
            SessionState::Closed => self.closing.is_some() && (self.pending == 0 || overdue),
            _ => overdue,
        }
    }

    /// Where the clock is in the file that plays.
    pub(super) fn clock_position(&self) -> PresentationTime {
        (self.session.position() - self.zero).max(PresentationTime::ZERO)
    }

    // Files

    /// Opens the next file that can be opened, from this one on; closes the session if there is none.
    fn open_from(&mut self, first: usize) {
        let mut file = first;
        while let Some(name) = self.arguments.files.get(file) {
            self.file = file;
            match self.open(name) {
                Ok(()) => return,
                Err(error) => self.file_failed(&error),
            }
            file += 1;
        }
        self.close();
    }

    fn open(&mut self, name: &OsStr) -> Result<()> {
        let source = name::open(&self.platform, name)?;
        match self.topology(&name::shown(name), &source) {
            Ok(playing) => {
                let flags = SetTopologyFlags {
                    immediate: true,
                    ..SetTopologyFlags::default()
                };
                self.issue(self.session.set_topology_with(flags, Some(&playing.topology)));
                self.setting = true;
                self.release_playing();
                for what in self.outputs.unused(&playing.streams) {
                    self.problem(Problem::new(None, &Error::NotFound { what: what.into() }));
                }
                self.playing = Some(playing);
                Ok(())
            }
            Err(error) => {
                // The source was not used.
                let _ = source.shutdown();
                Err(error)
            }
        }
    }

    fn topology(&self, name: &str, source: &Arc<dyn MediaSource>) -> Result<Playing> {
        let mut builder = TopologyBuilder::new(source)?;
        if let Some(playlist) = &self.playlist {
            builder = playlist.prepare(builder, self.arguments)?;
        }
        if let Some(stop) = self.arguments.stop {
            builder = builder.media_stop(MediaTime::from_100ns(stop.as_100ns()));
        }
        let descriptor = Arc::clone(builder.descriptor());
        let mut streams = Vec::new();
        let topology = builder.build(|stream| {
            let media_type = stream.current_type();
            let index = descriptor
                .streams()
                .position(|(known, _)| std::ptr::eq(&**known, stream))?;
            let own = |video: bool| match video {
                true => self.outputs.video(&format!("{name} - openmf")),
                false => self.outputs.audio(&self.platform),
            };
            if !media_type.is_video() && !media_type.is_audio() {
                return None;
            }
            let shared = self
                .playlist
                .as_ref()
                .and_then(|playlist| playlist.shared(&self.outputs, media_type.is_video(), own));
            let is_shared = shared.is_some();
            let (activate, rendered) = shared.unwrap_or_else(|| own(media_type.is_video()));
            let video = media_type.is_video();
            streams.push(StreamOutput {
                stream: index,
                node: None,
                video,
                codec: codec_name(&media_type),
                rendered,
                shared: is_shared,
            });
            Some(activate)
        })?;
        for (stream, node) in streams.iter_mut().zip(topology.output_nodes()) {
            stream.node = Some(node.id());
            if stream.shared {
                let a = node.attributes();
                a.set(keys::MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, true);
            }
        }
        let duration = descriptor.attributes().get(keys::MF_PD_DURATION).ok();
        let end = duration.map(|duration| PresentationTime::from_100ns(duration.as_100ns()));
        let duration = match (end, self.arguments.stop) {
            (Some(end), Some(stop)) => Some(end.min(stop)),
            (end, stop) => end.or(stop),
        };
        let duration = match self.playlist {
            Some(_) => duration.map(|end| playlist::shortened(end, self.arguments.start)),
            None => duration,
        };
        Ok(Playing {
            file: self.file,
            source: Arc::clone(source),
            topology,
            streams,
            duration,
        })
    }

    /// Notes the totals of what has played. Its source stays open as long as the session may hold it.
    fn release_playing(&mut self) {
        if let Some(playing) = self.playing.take() {
            self.totals.retain(|totals| totals.file != playing.file);
            // Of a file that did not even begin there is nothing to count.
            if self.begun_files.contains(&playing.file) {
                let totals = playing.streams.iter().map(|stream| stream.totals(playing.file));
                self.totals.extend(totals);
                for (stream, note) in playing
                    .streams
                    .iter()
                    .filter_map(|s| Some((s.stream, s.rendered.note()?)))
                {
                    self.screen.say(&format!("openmf: stream {stream}: {note}"));
                }
            }
            self.retired.push(playing.source);
        }
    }

    fn shut_down_retired(&mut self) {
        for source in self.retired.drain(..) {
            // Fails only if it was shut down before.
            let _ = source.shutdown();
        }
    }

    /// The streams of the present topology that were left out have no renderer.
    fn note_left_out(&mut self) {
        let Some(playing) = &self.playing else { return };
        if let Ok(full) = self.session.full_topology(playing.topology.id().0) {
            for stream in &playing.streams {
                if stream.node.is_some_and(|node| full.node_by_id(node).is_err()) {
                    stream.rendered.forget();
                }
            }
        }
    }

    fn start_file(&mut self) {
        self.played.insert(self.file);
        self.begin_rate();
        let end = self.playing.as_ref().and_then(|playing| playing.duration);
        let backwards = self.rating.wanted < 0.0;
        let position = match self.arguments.start.or(end.filter(|_| backwards)) {
            Some(start) => StartPosition::At(MediaTime::from_100ns(start.as_100ns())),
            None => StartPosition::Current,
        };
        self.heading = (None, false);
        let position = match self.playlist {
            // Each file of it begins there by itself.
            Some(_) => StartPosition::Current,
            None => position,
        };
        self.issue(self.session.start_at(position));
    }

    /// Tells of a command that could not be carried out; the file plays on.
    pub(super) fn tell_refused(&mut self, error: &Error) {
        self.problem(Problem::new(None, error));
    }

    fn file_failed(&mut self, error: &Error) {
        self.failed.insert(self.file);
        self.problem(Problem::new(None, error));
    }

    /// Tells a problem, once.
    fn problem(&mut self, problem: Problem) {
        self.problem_of(self.file, problem);
    }

    fn problem_of(&mut self, file: usize, problem: Problem) {
        let problem = FileProblem { file, problem };
        if self.problems.contains(&problem) {
            return;
        }
        let file = self.names.get(file).map_or("", String::as_str);
        self.screen.say(&problem.problem.line(file));
        self.problems.push(problem);
    }

    /// The present file is over: what follows?
    fn next_file(&mut self) {
        if self.file + 1 < self.arguments.files.len() {
            self.open_from(self.file + 1);
        } else if self.arguments.repeat && self.failed.len() < self.arguments.files.len() {
            if self.arguments.files.len() == 1 && self.playing.is_some() {
                self.start_file();
            } else {
                self.open_from(0);
            }
        } else if self.script.is_finished() {
            self.close();
        } else {
            self.at_end = true;
        }
    }

    // Events

    fn event(&mut self, event: &MediaEvent) {
        let about = self.about(event);
        let stream = event
            .attributes()
            .get(keys::MF_EVENT_OUTPUT_NODE)
            .ok()
            .zip(about)
            .and_then(|(node, playing)| stream_of_node(&playing.topology, openmf::NodeId(node)));
        let file = about.map_or(self.file, |playing| playing.file);
        if self.arguments.events || self.arguments.json {
            let elapsed = self.begun.elapsed().as_secs_f64();
            let at = self.time_of(event);
            let report = EventReport::new(file, stream, event, at, elapsed);
            match serde_json::to_string(&report) {
                Ok(line) if self.arguments.json => self.screen.print(&line),
                _ => self.screen.print(&report.line()),
            }
        }
        self.screen.refresh();
        if let Some(problem) = Problem::of_event(event, |_| stream) {
            self.problem_of(file, problem);
        }
        match event.event_type() {
            EventType::SessionTopologySet
            | EventType::SessionStarted
            | EventType::SessionPaused
            | EventType::SessionStopped
            | EventType::SessionClosed => self.pending = self.pending.saturating_sub(1),
            _ => {}
        }
        if event.event_type() == EventType::SessionTopologySet {
            self.setting = false;
        }
        if self.pending == 0 {
            self.heading.0 = None;
        }
        if let Ok(offset) = event.attributes().get(keys::MF_EVENT_PRESENTATION_TIME_OFFSET)
            && self.playlist.is_some()
        {
            self.zero = offset
                + self
                    .arguments
                    .start
                    .map_or(TimeSpan::ZERO, PresentationTime::since_zero);
        }
        self.script.event(event);
        if self.playlist.is_some() && self.playlist_event(event) {
            self.seek_on();
            return;
        }
        match (event.event_type(), event.result()) {
            (EventType::SessionScrubSampleComplete, Ok(())) => {
                let shown = event.attributes().get(keys::MF_EVENT_SCRUBSAMPLE_TIME).ok();
                self.rating.shown = shown.or(self.rating.shown);
            }
            (EventType::SessionRateChanged, Err(error)) => self.tell_refused(&error),
            (EventType::SessionTopologySet, Ok(())) => {
                self.shut_down_retired();
                self.note_left_out();
                if self.closing.is_none() {
                    self.start_file();
                }
            }
            (EventType::SessionTopologySet, Err(error)) if self.closing.is_none() => {
                self.file_failed(&error);
                self.next_file();
            }
            (EventType::Error | EventType::SessionStarted, Err(_)) if self.setting => {}
            (EventType::Error, _) => {
                self.failed.insert(self.file);
                if self.closing.is_none() {
                    self.next_file();
                }
            }
            (EventType::SessionEnded, _) => {
                // The script may have an answer to it.
                self.run_script();
                if self.pending == 0 && self.closing.is_none() {
                    self.next_file();
                }
            }
            // What was under way is ended by closing, and says so.
            (
                EventType::SessionStarted | EventType::SessionPaused | EventType::SessionStopped,
                Err(Error::InvalidRequest { .. }),
            ) if self.closing.is_some() => {}
            (EventType::SessionStarted, Err(error)) => {
                self.file_failed(&error);
                if self.closing.is_none() {
                    self.next_file();
                }
            }
            (EventType::SessionPaused | EventType::SessionStopped | EventType::SessionClosed, Err(error)) => {
                self.file_failed(&error)
            }
            (EventType::SessionStarted, Ok(())) => {
                self.at_end = false;
                self.begun_files.insert(self.file);
            }
            _ => {}
        }
        self.seek_on();
    }

    /// When an event occurred, in presentation time.
    fn time_of(&mut self, event: &MediaEvent) -> PresentationTime {
        let ended = matches!(
            event.event_type(),
            EventType::SessionEnded | EventType::EndOfPresentation
        );
        if matches!(
            event.event_type(),
            EventType::SessionStarted | EventType::SessionNotifyPresentationTime
        ) {
            self.last_position = PresentationTime::ZERO;
        }
        self.note_position();
        // By now the clock may have stopped; what came before this event did not come after it.
        if let Ok(time) = event
            .attributes()
            .get(keys::MF_SESSION_APPROX_EVENT_OCCURRENCE_TIME)
            && !self.plays_backwards()
        {
            self.last_position = self.last_position.max(time);
        }
        if let Some(end) = self
            .playing
            .as_ref()
            .and_then(|playing| playing.duration)
            .filter(|_| ended)
        {
            // Sound may be longer than the container says, and the end of backwards is where that is.
            if !self.plays_backwards() {
                self.last_position = self.last_position.max(end + self.zero);
            }
        }
        self.last_position
    }

    fn plays_backwards(&self) -> bool {
        self.session.rate().is_ok_and(|rate| rate.rate < 0.0)
    }

    /// Remembers where the presentation is, while it is somewhere. Forward it goes back only by a seek.
    fn note_position(&mut self) {
        if matches!(self.session.state(), SessionState::Started | SessionState::Paused) {
            let position = self.session.position();
            self.last_position = if self.plays_backwards() {
                position
            } else {
                self.last_position.max(position)
            };
        }
    }

    fn close(&mut self) {
        self.note_position();
        if self.closing.is_none() {
            self.closing = Some(Instant::now());
            self.issue(self.session.close());
        }
    }

    fn finish(mut self) -> Exit {
        if self.session.state() != SessionState::Shutdown {
            if self.pending > 0 {
                self.screen.say("openmf: the session did not close in time");
            }
            // Fails only if it was shut down before.
            let _ = self.session.shutdown();
        }
        self.release_playing();
        self.shut_down_retired();
        self.end_playlist();
        let recorded = match self.recording.as_ref().and_then(Recording::failure) {
            Some(error) => {
                self.screen.say(&format!("openmf: {error}"));
                Exit::Failed
            }
            None => Exit::Done,
        };
        let exit = self.exit().max(recorded);
        let elapsed = self.begun.elapsed().as_secs_f64();
        if self.arguments.json {
            let failure = self.script_failure.take();
            let report = RunReport::new(
                &self.names,
                self.totals.clone(),
                &self.problems,
                failure,
                elapsed,
                exit,
            );
            if let Ok(line) = serde_json::to_string(&report) {
                self.screen.print(&line);
            }
        } else {
            for totals in std::mem::take(&mut self.totals) {
                self.screen.print(&totals.line(&self.names));
            }
        }
        exit
    }

    fn exit(&self) -> Exit {
        let nothing_played = self.played.iter().all(|file| self.failed.contains(file));
        if self.script_failure.is_some() || (nothing_played && !self.failed.is_empty()) {
            Exit::Failed
        } else if self.cut_short {
            Exit::Interrupted
        } else if self.problems.is_empty() {
            Exit::Done
        } else {
            Exit::Partly
        }
    }

    // Commands

    pub(super) fn resume(&mut self) {
        self.heading.1 = false;
        self.command(|session| session.start());
    }

    pub(super) fn pause(&mut self) {
        self.heading.1 = true;
        self.command(|session| session.pause());
    }

    pub(super) fn seek(&mut self, position: PresentationTime) {
        self.heading = (Some(position), false);
        self.command(|session| session.seek(position));
    }

    /// Whether it is paused once the commands that were given have completed; `None` where neither makes sense.
    fn will_be_paused(&self) -> Option<bool> {
        match (self.wanted, self.session.state()) {
            (Some((_, paused)), _) => Some(paused),
            (None, SessionState::Started | SessionState::Paused) if self.pending > 0 => Some(self.heading.1),
            (None, SessionState::Started) => Some(false),
            (None, SessionState::Paused) => Some(true),
            _ => None,
        }
    }

    pub(super) fn command(&mut self, command: impl FnOnce(&MediaSession) -> Completion) {
        let completion = command(&self.session);
        self.issue(completion);
    }

    /// Notes a command that was given. It completes by its event.
    fn issue(&mut self, completion: Completion) {
        drop(completion);
        self.pending += 1;
    }
}

fn outputs(arguments: &Arguments, targets: Targets, sender: &Sender<Signal>) -> Outputs {
    let (tell, input) = (sender.clone(), sender.clone());
    let told_before = Mutex::new(HashSet::new());
    Outputs {
        audio: arguments.audio(),
        video: arguments.video(),
        rateless: arguments.rateless,
        targets,
        timeline: FileTimeline::default(),
        volume: Volume::new(arguments.volume),
        told: Arc::new(move |message| {
            // The same for each file is said once.
            if told_before
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(message.clone())
            {
                // Nobody listens any more when the run is over.
                let _ = tell.send(Signal::Told(format!("openmf: {message}")));
            }
        }),
        input: Arc::new(move |event| {
            let _ = input.send(Signal::Window(event));
        }),
    }
}

fn forward_events(platform: &Platform, session: &MediaSession, sender: Sender<Signal>) {
    let mut events = session.events();
    platform.runtime().spawn(async move {
        while let Some(event) = events.next_event().await {
            if sender.send(Signal::Event(event)).is_err() {
                break;
            }
        }
    });
}

/// The first interrupt closes the session; should the program not get that far, the second ends it.
fn forward_interrupts(sender: Sender<Signal>) {
    let interrupted = std::sync::atomic::AtomicBool::new(false);
    let handler = move || {
        if interrupted.swap(true, std::sync::atomic::Ordering::Relaxed)
            || sender.send(Signal::Interrupt).is_err()
        {
            leave_at_once();
        }
    };
    // Without a handler an interrupt ends the program at once, which is what is left to do.
    let _ = ctrlc::set_handler(handler);
}

fn leave_at_once() -> ! {
    restore_terminal();
    std::process::exit(INTERRUPTED)
}
