//! The state of a source and its streams, and every rule that needs no reading.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::Waker;

use openmf_core::{
    ByteStream, Error, EventQueue, EventType, MediaEvent, MediaTime, MediaType, Result, Sample, UserObject,
    Variant,
};

use super::DemuxStream;
use super::pace::{Pace, Passage};
use crate::limits;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Run {
    Stopped,
    Started,
    Paused,
    ShutDown,
}

/// Who takes a stream's samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reader {
    /// Nobody so far.
    Unknown,
    /// A branch, by `poll_next`.
    Branch,
    /// Somebody, by `request_sample`.
    Requests,
    /// Nobody, for certain: packets are dropped.
    Nobody,
}

pub(super) struct Control {
    pub(super) run: Run,
    /// Counts the changes of position; what was read under another number is dropped.
    pub(super) generation: u64,
    pub(super) tracks: Vec<TrackState>,
    /// The time of the last sample that was handed out, or where the source was started.
    pub(super) position: MediaTime,
    /// The position asked for; samples that end before it are marked as preroll.
    pub(super) target: MediaTime,
    /// The demuxer has to be told anew what is wanted.
    pub(super) wanted_changed: bool,
    pub(super) pace: Pace,
    pub(super) outbox: VecDeque<Message>,
    pub(super) delivering: bool,
    /// Samples were asked for from inside a read, which answers them when it is over.
    pub(super) has_more_requests: bool,
    /// Tokens of requests that will not be answered. Releasing one runs foreign code, so it waits for the lock's end.
    pub(super) discarded: Vec<UserObject>,
    presentation_ended: bool,
    byte_stream: Option<Arc<dyn ByteStream>>,
    /// Branches that were waiting for another stream; woken once no lock is held.
    pub(super) wakes: Vec<Waker>,
}

/// What is told once no lock is held.
pub(super) enum Message {
    Event(EventQueue, MediaEvent),
    Shutdown(EventQueue),
}

pub(super) struct TrackState {
    /// The stream, while it is selected.
    pub(super) stream: Option<Arc<DemuxStream>>,
    reader: Reader,
    packets: VecDeque<Packet>,
    bytes: usize,
    requests: VecDeque<Option<UserObject>>,
    end: Option<End>,
    /// The end was handed out.
    ended: bool,
    discontinuity: bool,
    waker: Option<Waker>,
    pub(super) is_video: bool,
    pub(super) passage: Passage,
    types: Types,
}

/// A sample, and its type where the stream has changed.
struct Packet {
    sample: Sample,
    changed: Option<Arc<MediaType>>,
}

/// What the reader of a stream knows of its type.
struct Types {
    /// The one of the stream's descriptor.
    described: MediaType,
    /// What was told last; `None` if it is the one above.
    told: Option<Arc<MediaType>>,
    /// It is told again, whatever was told last: what was on its way may be lost.
    again: bool,
}

impl Types {
    /// The type to tell before a sample of this type.
    fn change(&mut self, to: &Option<Arc<MediaType>>) -> Option<MediaType> {
        let same = match (&self.told, to) {
            (None, None) => true,
            (Some(told), Some(to)) => Arc::ptr_eq(told, to),
            (None, Some(_)) | (Some(_), None) => false,
        };
        let again = std::mem::take(&mut self.again) && (self.told.is_some() || to.is_some());
        if same && !again {
            return None;
        }
        self.told = to.clone();
        Some(to.as_deref().unwrap_or(&self.described).clone())
    }
}

#[derive(Clone)]
pub(super) enum End {
    Stream,
    Failed(Error),
}

/// The next thing a stream has.
pub(super) enum Next {
    Sample(Sample),
    /// There is no data up to this time.
    Tick(MediaTime),
    /// Later samples have this type.
    FormatChanged(MediaType),
    /// Key frames alone come from here on, or come no longer alone.
    ThinMode(bool),
    End(End),
    /// The demuxer has to read.
    Nothing,
    /// Another stream has to get further first.
    Wait,
}

impl Control {
    /// `types` are those of the tracks.
    pub(super) fn new<'a>(
        types: impl Iterator<Item = &'a MediaType>,
        byte_stream: Arc<dyn ByteStream>,
    ) -> Self {
        let track = |media_type: &MediaType| TrackState {
            stream: None,
            reader: Reader::Unknown,
            packets: VecDeque::new(),
            bytes: 0,
            requests: VecDeque::new(),
            end: None,
            ended: false,
            discontinuity: false,
            waker: None,
            is_video: media_type.is_video(),
            passage: Passage::default(),
            types: Types {
                described: media_type.clone(),
                told: None,
                again: false,
            },
        };
        Self {
            run: Run::Stopped,
            generation: 0,
            tracks: types.map(track).collect(),
            position: MediaTime::ZERO,
            target: MediaTime::ZERO,
            wanted_changed: true,
            pace: Pace::default(),
            outbox: VecDeque::new(),
            delivering: false,
            has_more_requests: false,
            discarded: Vec::new(),
            presentation_ended: false,
            byte_stream: Some(byte_stream),
            wakes: Vec::new(),
        }
    }

    pub(super) fn alive(&self) -> Result<()> {
        if self.run == Run::ShutDown {
            return Err(Error::Shutdown);
        }
        Ok(())
    }

    pub(super) fn tell(&mut self, queue: &EventQueue, event: MediaEvent) {
        self.outbox.push_back(Message::Event(queue.clone(), event));
    }

    pub(super) fn tell_streams(&mut self, event: impl Fn() -> MediaEvent) {
        let streams = self.tracks.iter().filter_map(|track| track.stream.as_ref());
        self.outbox
            .extend(streams.map(|stream| Message::Event(stream.events.clone(), event())));
    }

    /// Forgets everything that belongs to the old position.
    pub(super) fn clear(&mut self) {
        self.presentation_ended = false;
        for track in &mut self.tracks {
            track.clear_packets();
            track.end = None;
            track.ended = false;
            track.discontinuity = false;
            track.passage.restart();
            track.types.again = true;
        }
    }

    pub(super) fn drop_requests(&mut self) {
        let requests = self.tracks.iter_mut().flat_map(|track| track.requests.drain(..));
        self.discarded.extend(requests.flatten());
    }

    pub(super) fn take_wakers(&mut self) -> Vec<Waker> {
        self.tracks
            .iter_mut()
            .filter_map(|track| track.waker.take())
            .collect()
    }

    /// Ends a stream that is no longer selected.
    pub(super) fn close(&mut self, index: usize) {
        let Some(track) = self.tracks.get_mut(index) else {
            return;
        };
        track.clear_packets();
        self.discarded.extend(track.requests.drain(..).flatten());
        track.reader = Reader::Unknown;
        if let Some(stream) = track.stream.take() {
            self.outbox.push_back(Message::Shutdown(stream.events.clone()));
        }
        self.wanted_changed = true;
    }

    pub(super) fn shut_down(&mut self) -> (Option<Arc<dyn ByteStream>>, Vec<EventQueue>, Vec<Waker>) {
        self.clear();
        self.drop_requests();
        self.outbox.clear();
        let wakers = self.take_wakers();
        let streams = self.tracks.iter_mut().filter_map(|track| track.stream.take());
        let queues = streams.map(|stream| stream.events.clone()).collect();
        (self.byte_stream.take(), queues, wakers)
    }

    /// What the demuxer is to read, if that changed since it was told.
    pub(super) fn take_wanted(&mut self) -> Option<Vec<bool>> {
        std::mem::take(&mut self.wanted_changed).then(|| {
            let tracks = self.tracks.iter();
            tracks
                .map(|track| {
                    let read = track.stream.is_some() && track.reader != Reader::Nobody;
                    read && (track.is_video || !self.pace.is_silent())
                })
                .collect()
        })
    }

    /// Whether [`Control::take`] has an answer.
    pub(super) fn is_ready(&self, track: usize) -> bool {
        self.tracks
            .get(track)
            .is_none_or(|track| !track.packets.is_empty() || track.end.is_some())
    }

    /// Whether a branch reads this stream, which knows how to play groups of pictures backwards.
    pub(super) fn is_branch(&self, track: usize) -> bool {
        self.tracks
            .get(track)
            .is_some_and(|track| track.reader == Reader::Branch)
    }

    /// What was read of one stream while going backwards, in the order in which it is delivered.
    pub(super) fn accept_group(&mut self, index: usize, result: Result<Vec<Sample>>) {
        let Some(track) = self.tracks.get_mut(index) else {
            return;
        };
        match result {
            Ok(group) if group.is_empty() => track.end = Some(End::Stream),
            Ok(group) => {
                track.bytes = group.iter().map(Sample::total_len).sum();
                let packet = |sample| Packet {
                    sample,
                    changed: None,
                };
                track.packets = group.into_iter().map(packet).collect();
            }
            Err(error) => track.end = Some(End::Failed(error)),
        }
    }

    /// What the demuxer brought when it was asked for `track`, and of which type it is where the stream has changed.
    pub(super) fn accept(
        &mut self,
        track: usize,
        result: Result<Option<(usize, Sample)>>,
        changed: Option<Arc<MediaType>>,
    ) {
        let (index, end) = match result {
            Ok(Some((index, sample))) => return self.keep(index, track, Packet { sample, changed }),
            Ok(None) => (track, End::Stream),
            Err(error) => (track, End::Failed(error)),
        };
        if let Some(track) = self.tracks.get_mut(index) {
            track.end = Some(end);
        }
    }

    fn keep(&mut self, index: usize, asked: usize, mut packet: Packet) {
        let sample = &mut packet.sample;
        let target = self.target;
        let Some(track) = self.tracks.get_mut(index) else {
            return;
        };
        let unwanted = track.stream.is_none() || track.end.is_some() || track.reader == Reader::Nobody;
        if unwanted && index != asked {
            return;
        }
        if sample.end().is_some_and(|end| end <= target) && target > MediaTime::ZERO {
            sample.flags.preroll = true;
        }
        if std::mem::take(&mut track.discontinuity) {
            sample.flags.discontinuity = true;
        }
        let bytes = track.bytes.saturating_add(sample.total_len());
        let too_many = track.packets.len() >= limits::MAX_QUEUED_PACKETS;
        match track.reader {
            Reader::Unknown if bytes > limits::MAX_UNREAD_BYTES || too_many => {
                self.discarded.extend(track.abandon());
                self.wanted_changed = true;
            }
            _ if !track.packets.is_empty() && (bytes > limits::MAX_QUEUED_BYTES || too_many) => {
                track.end = Some(End::Failed(Error::LimitReached {
                    what: "bytes of a stream that is read more slowly than the others",
                    limit: limits::MAX_QUEUED_BYTES as u64,
                }));
            }
            _ => {
                track.bytes = bytes;
                track.packets.push_back(packet);
            }
        }
    }

    /// Takes the next thing out of a stream.
    pub(super) fn take(&mut self, index: usize) -> Next {
        let pace = self.pace;
        let (position, paced) = (self.position, self.is_paced_by_others());
        let Some(track) = self.tracks.get_mut(index) else {
            return Next::End(End::Stream);
        };
        if track.passage.told_thin != pace.thin {
            track.passage.told_thin = pace.thin;
            return Next::ThinMode(pace.thin);
        }
        if pace.is_silent() && !track.is_video {
            track.clear_packets();
            return match paced {
                true => track.passage.tick(position),
                false => Next::End(End::Stream),
            };
        }
        while let Some(packet) = track.packets.front() {
            if let Some(media_type) = track.types.change(&packet.changed) {
                return Next::FormatChanged(media_type);
            }
            let Some(Packet { sample, .. }) = track.packets.pop_front() else {
                break;
            };
            track.bytes = track.bytes.saturating_sub(sample.total_len());
            if !track.passage.admits(&sample, pace, track.is_video) {
                continue;
            }
            if let Some(time) = sample.time {
                self.position = pace.further(self.position, time);
            }
            if pace.is_silent() {
                self.wake_silent();
            }
            return Next::Sample(sample);
        }
        match track.end.clone() {
            Some(end) => Next::End(end),
            None => Next::Nothing,
        }
    }

    /// Whether there is a video stream whose progress says where the silent ones are.
    fn is_paced_by_others(&self) -> bool {
        let mut videos = self.tracks.iter().filter(|track| track.is_video);
        videos.any(|track| track.stream.is_some() && track.reader != Reader::Nobody && !track.ended)
    }

    /// Forgets the group that is being delivered backwards, so that it is read anew in another way.
    pub(super) fn drop_group(&mut self) {
        self.generation += 1;
        let position = self.position;
        for track in &mut self.tracks {
            track.clear_packets();
            track.passage.before = Some(position);
        }
    }

    /// Every branch that waits looks again.
    pub(super) fn wake_all(&mut self) {
        let wakers = self.take_wakers();
        self.wakes.extend(wakers);
    }

    /// The streams that deliver ticks look again.
    fn wake_silent(&mut self) {
        let silent = self.tracks.iter_mut().filter(|track| !track.is_video);
        self.wakes.extend(silent.filter_map(|track| track.waker.take()));
    }

    /// Says who reads a stream; packets that were skipped for want of a reader make a discontinuity.
    pub(super) fn set_branch(&mut self, index: usize) {
        self.set_reader(index, Reader::Branch);
    }

    fn set_reader(&mut self, index: usize, reader: Reader) {
        if let Some(track) = self.tracks.get_mut(index) {
            if track.reader == Reader::Nobody {
                track.discontinuity = true;
                self.wanted_changed = true;
            }
            track.reader = reader;
        }
    }

    /// Somebody begins to read a stream who knows no type but that of its descriptor.
    pub(super) fn attach(&mut self, index: usize) {
        self.set_branch(index);
        if let Some(track) = self.tracks.get_mut(index) {
            track.types.told = None;
            track.types.again = true;
        }
    }

    /// Says that nobody reads a stream any more.
    pub(super) fn detach(&mut self, index: usize, events: &EventQueue) {
        if let Some(track) = self.tracks.get_mut(index) {
            self.discarded.extend(track.abandon());
            self.wanted_changed = true;
        }
        self.check_presentation_end(events);
    }

    /// Queues a request.
    pub(super) fn request(&mut self, stream: &DemuxStream, token: Option<UserObject>) -> Result<()> {
        stream.usable(self)?;
        self.set_reader(stream.track, Reader::Requests);
        if let Some(track) = self.tracks.get_mut(stream.track) {
            if track.ended {
                return Err(Error::EndOfStream);
            }
            track.requests.push_back(token);
        }
        Ok(())
    }

    /// Answers the requests of a stream; the generation to read for if more has to be read.
    pub(super) fn answer(&mut self, stream: &DemuxStream, events: &EventQueue) -> Option<u64> {
        while self.run == Run::Started && stream.usable(self).is_ok() {
            let pending = self.tracks.get(stream.track);
            if pending.is_none_or(|track| track.requests.is_empty()) {
                return None;
            }
            match self.take(stream.track) {
                Next::Nothing => return Some(self.generation),
                Next::Wait => return None,
                Next::Tick(time) => {
                    let value = Variant::I64(time.as_100ns());
                    let event = MediaEvent::new(EventType::StreamTick).with_value(value);
                    self.tell(&stream.events, event);
                }
                Next::ThinMode(thin) => {
                    let event = MediaEvent::new(EventType::StreamThinMode).with_value(Variant::Bool(thin));
                    self.tell(&stream.events, event);
                }
                Next::FormatChanged(media_type) => {
                    let value = Variant::Object(UserObject::new(media_type));
                    let event = MediaEvent::new(EventType::StreamFormatChanged).with_value(value);
                    self.tell(&stream.events, event);
                }
                Next::Sample(mut sample) => {
                    let track = self.tracks.get_mut(stream.track)?;
                    sample.set_token(track.requests.pop_front().flatten());
                    let value = Variant::Object(UserObject::new(sample));
                    let event = MediaEvent::new(EventType::MediaSample).with_value(value);
                    self.tell(&stream.events, event);
                }
                Next::End(end) => {
                    let event = match end {
                        End::Stream => MediaEvent::new(EventType::EndOfStream),
                        End::Failed(error) => MediaEvent::new(EventType::Error).with_error(error),
                    };
                    self.tell(&stream.events, event);
                    let track = self.tracks.get_mut(stream.track)?;
                    self.discarded.extend(track.requests.drain(..).flatten());
                    self.end(stream.track, events);
                }
            }
        }
        None
    }

    /// Notes that a stream's end was handed out.
    pub(super) fn end(&mut self, index: usize, events: &EventQueue) {
        if let Some(track) = self.tracks.get_mut(index) {
            track.ended = true;
        }
        if self.pace.is_silent() {
            self.wake_silent();
        }
        self.check_presentation_end(events);
    }

    /// After a start without a move: what has ended says so once more.
    pub(super) fn repeat_ends(&mut self, events: &EventQueue) {
        self.presentation_ended = false;
        for track in &mut self.tracks {
            let (Some(stream), true) = (&track.stream, track.ended) else {
                continue;
            };
            match (track.reader, &track.end) {
                (Reader::Requests, Some(End::Stream)) => {
                    let event = MediaEvent::new(EventType::EndOfStream);
                    self.outbox
                        .push_back(Message::Event(stream.events.clone(), event));
                }
                // A branch is told by `poll_next`, the reader of a failed stream by its next request.
                _ => track.ended = false,
            }
        }
        self.check_presentation_end(events);
    }

    fn check_presentation_end(&mut self, events: &EventQueue) {
        let mut selected = self.tracks.iter().filter(|track| track.stream.is_some());
        let some_ended = self
            .tracks
            .iter()
            .any(|track| track.stream.is_some() && track.ended);
        if some_ended
            && !self.presentation_ended
            && selected.all(|track| track.ended || matches!(track.reader, Reader::Unknown | Reader::Nobody))
        {
            self.presentation_ended = true;
            self.tell(events, MediaEvent::new(EventType::EndOfPresentation));
        }
    }

    /// Registers the waker of a branch that has to wait for the source to be resumed.
    pub(super) fn wait(&mut self, index: usize, waker: &Waker) {
        if let Some(track) = self.tracks.get_mut(index)
            && !track.waker.as_ref().is_some_and(|known| known.will_wake(waker))
        {
            track.waker = Some(waker.clone());
        }
    }

    /// The streams that deliver ticks now, and have requests.
    pub(super) fn silent_streams_with_requests(&self) -> Vec<Arc<DemuxStream>> {
        let silent = |track: &&TrackState| !track.is_video && !track.requests.is_empty();
        match self.pace.is_silent() {
            true => {
                let tracks = self.tracks.iter().filter(silent);
                tracks.filter_map(|track| track.stream.clone()).collect()
            }
            false => Vec::new(),
        }
    }

    pub(super) fn streams_with_requests(&self) -> Vec<Arc<DemuxStream>> {
        let tracks = self.tracks.iter().filter(|track| !track.requests.is_empty());
        tracks.filter_map(|track| track.stream.clone()).collect()
    }
}

impl TrackState {
    fn clear_packets(&mut self) {
        self.packets.clear();
        self.bytes = 0;
    }

    fn abandon(&mut self) -> Vec<UserObject> {
        // The memory goes too: the queue of an unread stream may have grown large.
        self.packets = VecDeque::new();
        self.bytes = 0;
        self.reader = Reader::Nobody;
        self.requests.drain(..).flatten().collect()
    }
}
