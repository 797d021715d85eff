//! Several files, or one again and again, as one presentation: a sequencer source plays them without a gap.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;

use openmf::{
    Error, EventType, MediaEvent, MediaSource, MediaTime, PresentationTime, Result, SequencerSource,
    SinkActivate, StartPosition, TimeSpan, Topology, TopologyBuilder, TopologyStatus, Variant, keys,
};

use super::super::Arguments;
use super::super::outputs::{Outputs, Rendered};
use super::super::report::StreamOutput;
use super::{Playing, Run};
use crate::name;
use crate::problem::Problem;

pub(super) struct Playlist {
    sequencer: Arc<SequencerSource>,
    /// The files that were appended and have not begun, in order.
    waiting: VecDeque<Waiting>,
    /// The element that plays, and whether everything of it was rendered.
    current: Option<(u32, bool)>,
    /// The file to open next.
    next: usize,
    /// The first topology is being set; nothing plays yet.
    is_first: bool,
    /// The element that was started because the one before it failed.
    tried: Option<u32>,
    audio: RefCell<Option<Renderer>>,
    video: RefCell<Option<Renderer>>,
    /// The streams of all files.
    streams: Vec<StreamOutput>,
}

type Renderer = (Arc<dyn SinkActivate>, Rendered);

struct Waiting {
    element: u32,
    playing: Playing,
}

impl Playlist {
    /// What holds for each file.
    pub(super) fn prepare(&self, builder: TopologyBuilder, arguments: &Arguments) -> Result<TopologyBuilder> {
        let Some(start) = arguments.start else {
            return Ok(builder);
        };
        let duration = builder.descriptor().attributes().get(keys::MF_PD_DURATION);
        if duration.is_ok_and(|duration| start.since_zero() > duration) {
            return Err(Error::InvalidRequest {
                what: format!("{start} is past the end").into(),
            });
        }
        Ok(builder.media_start(MediaTime::from_100ns(start.as_100ns())))
    }

    /// The renderer that the files have in common, if they do.
    pub(super) fn shared(
        &self,
        outputs: &Outputs,
        video: bool,
        make: impl FnOnce(bool) -> Renderer,
    ) -> Option<Renderer> {
        let (shares, renderer) = match video {
            true => (outputs.shares_video(), &self.video),
            false => (outputs.shares_audio(), &self.audio),
        };
        shares.then(|| renderer.borrow_mut().get_or_insert_with(|| make(video)).clone())
    }
}

impl Run<'_> {
    pub(super) fn begin_playlist(&mut self) {
        self.playlist = Some(Playlist {
            sequencer: self.platform.new_sequencer(),
            waiting: VecDeque::new(),
            current: None,
            next: 0,
            is_first: true,
            tried: None,
            audio: RefCell::default(),
            video: RefCell::default(),
            streams: Vec::new(),
        });
        self.set_first();
    }

    /// Gives the session the first file that can be opened; closes it if there is none.
    fn set_first(&mut self) {
        if self.waiting().is_none() {
            self.extend();
        }
        let topology = self.waiting().and_then(|first| {
            let (file, sequencer) = (first.playing.file, &self.playlist.as_ref()?.sequencer);
            let descriptor = sequencer.create_presentation_descriptor().ok()?;
            Some((file, sequencer.media_source_topology(&descriptor).ok()?))
        });
        match topology {
            Some((file, topology)) => {
                self.file = file;
                self.issue(self.session.set_topology(&topology));
            }
            None => self.close(),
        }
    }

    fn waiting(&self) -> Option<&Waiting> {
        self.playlist.as_ref()?.waiting.front()
    }

    /// Appends the next file that can be opened. Behind the last one the sequence ends.
    fn extend(&mut self) {
        let count = self.arguments.files.len();
        for _ in 0..=2 * count {
            let Some(playlist) = &mut self.playlist else {
                return;
            };
            if playlist.next >= count && self.arguments.repeat && self.failed.len() < count {
                playlist.next = 0;
            }
            let file = playlist.next;
            let Some(name) = self.arguments.files.get(file) else {
                break;
            };
            playlist.next += 1;
            // What failed once is not tried in every round.
            if self.failed.contains(&file) {
                continue;
            }
            match self.append(file, name) {
                Ok(()) => {
                    self.mark_last();
                    return;
                }
                Err(error) => self.fail(file, &error),
            }
        }
        self.mark_last();
    }

    fn append(&mut self, file: usize, name: &std::ffi::OsStr) -> Result<()> {
        let source = name::open(&self.platform, name)?;
        let appended = self.topology(&name::shown(name), &source).and_then(|playing| {
            let playlist = self.playlist.as_ref().ok_or(Error::Shutdown)?;
            let element = playlist.sequencer.append_topology(&playing.topology, false)?;
            Ok((element, playing))
        });
        match appended {
            Ok((element, playing)) => {
                if let Some(playlist) = &mut self.playlist {
                    playlist.streams.extend(playing.streams.iter().cloned());
                    let playing = Playing { file, ..playing };
                    playlist.waiting.push_back(Waiting { element, playing });
                }
                Ok(())
            }
            Err(error) => {
                // The source was not used.
                let _ = source.shutdown();
                Err(error)
            }
        }
    }

    /// The last element ends the sequence, if no other follows.
    fn mark_last(&mut self) {
        let count = self.arguments.files.len();
        let Some(playlist) = &self.playlist else { return };
        let more = self.arguments.repeat && self.failed.len() < count;
        if playlist.next < count || more {
            return;
        }
        let waiting = playlist.waiting.back().map(|waiting| waiting.element);
        if let Some(last) = waiting.or(playlist.current.map(|(element, _)| element)) {
            // It is in the list.
            let _ = playlist.sequencer.update_topology_flags(last, true);
        }
    }

    fn fail(&mut self, file: usize, error: &Error) {
        self.failed.insert(file);
        self.problem_of(file, Problem::new(None, error));
    }

    /// The file that an event is about, as far as it says so.
    pub(super) fn about(&self, event: &MediaEvent) -> Option<&Playing> {
        let waiting = self.playlist.iter().flat_map(|playlist| &playlist.waiting);
        let mut all = self.playing.iter().chain(waiting.map(|waiting| &waiting.playing));
        if let Some(topology) = topology_of(event) {
            return all.find(|playing| playing.topology.id() == topology.id());
        }
        let node = event.attributes().get(keys::MF_EVENT_OUTPUT_NODE).ok()?;
        all.find(|playing| playing.topology.node_by_id(openmf::NodeId(node)).is_ok())
    }

    /// Returns whether there is nothing more to be done about the event.
    pub(super) fn playlist_event(&mut self, event: &MediaEvent) -> bool {
        if self.closing.is_some() {
            return matches!(
                event.event_type(),
                EventType::SessionTopologySet | EventType::Error
            );
        }
        match (event.event_type(), event.result()) {
            (EventType::NewPresentation, _) => self.set_announced(event),
            (EventType::SessionTopologySet, Ok(())) => {
                self.leave_out(event);
                if let Some(playlist) = &mut self.playlist
                    && std::mem::replace(&mut playlist.is_first, false)
                {
                    self.start_file();
                }
            }
            (EventType::SessionTopologySet, Err(error)) => self.refused(event, &error),
            (EventType::SessionTopologyStatus, Ok(())) => self.status(event),
            (EventType::SessionTopologyStatus, Err(error)) => self.refused(event, &error),
            (EventType::SessionEnded, _) => {
                // The script may have an answer to it.
                self.run_script();
                if self.pending == 0 && self.closing.is_none() {
                    if self.script.is_finished() {
                        self.close();
                    } else {
                        self.at_end = true;
                    }
                }
            }
            (EventType::Error, result) => {
                let file = self.failing_file();
                if let Err(error) = result {
                    self.fail(file, &error);
                }
                self.failed.insert(file);
                self.go_on();
            }
            (EventType::SessionStarted, Err(error)) => {
                let file = self.failing_file();
                self.fail(file, &error);
                self.go_on();
            }
            _ => return false,
        }
        true
    }

    fn set_announced(&mut self, event: &MediaEvent) {
        let Variant::Object(object) = event.value() else {
            return;
        };
        let topology = self.playlist.as_ref().and_then(|playlist| {
            let descriptor = object.downcast()?;
            playlist.sequencer.media_source_topology(&descriptor).ok()
        });
        if let Some(topology) = topology {
            self.issue(self.session.set_topology(&topology));
        }
    }

    /// A topology cannot be played; what follows it is next.
    fn refused(&mut self, event: &MediaEvent, error: &Error) {
        let (Some(topology), Some(playlist)) = (topology_of(event), &mut self.playlist) else {
            return;
        };
        let mut waiting = playlist.waiting.iter();
        let index = waiting.position(|waiting| waiting.playing.topology.id() == topology.id());
        let Some(refused) = index.and_then(|index| playlist.waiting.remove(index)) else {
            return;
        };
        // It is in the list; its source goes with it.
        let _ = playlist.sequencer.delete_topology(refused.element);
        let is_first = playlist.is_first;
        self.fail(refused.playing.file, error);
        if is_first {
            self.set_first();
        } else {
            self.extend();
        }
    }

    /// Streams that no decoder or sink takes have no renderer.
    fn leave_out(&mut self, event: &MediaEvent) {
        let (Some(full), Some(playlist)) = (topology_of(event), &mut self.playlist) else {
            return;
        };
        let mut waiting = playlist.waiting.iter_mut();
        let Some(waiting) = waiting.find(|waiting| waiting.playing.topology.id() == full.id()) else {
            return;
        };
        for stream in &mut waiting.playing.streams {
            if stream.node.is_some_and(|node| full.node_by_id(node).is_err()) {
                stream.rendered = Rendered::default();
            }
        }
    }

    fn status(&mut self, event: &MediaEvent) {
        let Ok(status) = event.attributes().get(keys::MF_EVENT_TOPOLOGY_STATUS) else {
            return;
        };
        let Some(topology) = topology_of(event) else {
            return;
        };
        if status == TopologyStatus::Ended.code()
            && self
                .playing
                .as_ref()
                .is_some_and(|playing| playing.topology.id() == topology.id())
            && let Some(Playlist {
                current: Some((_, ended)),
                ..
            }) = &mut self.playlist
        {
            *ended = true;
        }
        if status == TopologyStatus::StartedSource.code() {
            self.file_begun(&topology);
        }
    }

    /// A file takes the place of the one before.
    fn file_begun(&mut self, topology: &Topology) {
        let Some(playlist) = &mut self.playlist else {
            return;
        };
        let mut waiting = playlist.waiting.iter();
        let Some(index) = waiting.position(|waiting| waiting.playing.topology.id() == topology.id()) else {
            // The one that plays was started again.
            if let Some((_, ended)) = &mut playlist.current {
                *ended = false;
            }
            return;
        };
        let mut skipped: Vec<u32> = playlist
            .waiting
            .drain(..index)
            .map(|waiting| waiting.element)
            .collect();
        let Some(begun) = playlist.waiting.pop_front() else {
            return;
        };
        skipped.extend(
            playlist
                .current
                .replace((begun.element, false))
                .map(|(element, _)| element),
        );
        playlist.tried = None;
        let sequencer = Arc::clone(&playlist.sequencer);
        self.release_playing();
        for element in skipped {
            // It was in the list.
            let _ = sequencer.delete_topology(element);
        }
        self.shut_down_retired();
        self.file = begun.playing.file;
        self.played.insert(self.file);
        self.begun_files.insert(self.file);
        self.playing = Some(begun.playing);
        self.extend();
    }

    /// The file that an error is about, which may be the next one.
    fn failing_file(&self) -> usize {
        let Some(playlist) = &self.playlist else {
            return self.file;
        };
        let next = playlist.waiting.front().filter(|waiting| {
            playlist.tried == Some(waiting.element) || playlist.current.is_some_and(|(_, ended)| ended)
        });
        next.map_or(self.file, |waiting| waiting.playing.file)
    }

    /// Plays what follows a file that failed.
    fn go_on(&mut self) {
        if let Some(playlist) = &mut self.playlist
            && let Some(tried) = playlist.tried
            && playlist
                .waiting
                .front()
                .is_some_and(|waiting| waiting.element == tried)
        {
            playlist.waiting.pop_front();
            let _ = playlist.sequencer.delete_topology(tried);
            self.extend();
        }
        let Some(next) = self.waiting().map(|waiting| waiting.element) else {
            return self.close();
        };
        if let Some(playlist) = &mut self.playlist {
            playlist.tried = Some(next);
        }
        let position = StartPosition::segment_offset(next, TimeSpan::ZERO);
        self.issue(self.session.start_at(position));
    }

    /// The sources go with the sequencer.
    pub(super) fn end_playlist(&mut self) {
        let Some(playlist) = self.playlist.take() else {
            return;
        };
        // Fails only if it was shut down before.
        let _ = playlist.sequencer.shutdown();
        if !self.begun_files.is_empty() {
            for what in self.outputs.unused(&playlist.streams) {
                self.problem(Problem::new(None, &Error::NotFound { what: what.into() }));
            }
        }
    }
}

fn topology_of(event: &MediaEvent) -> Option<Arc<Topology>> {
    match event.value() {
        Variant::Object(object) => object.downcast(),
        _ => None,
    }
}

/// How long a file is from where it begins.
pub(super) fn shortened(duration: PresentationTime, start: Option<PresentationTime>) -> PresentationTime {
    let start = start.map_or(TimeSpan::ZERO, PresentationTime::since_zero);
    (duration - start).max(PresentationTime::ZERO)
}
