//! A media source over any [`Demuxer`].

mod control;
mod pace;
mod rate;
mod stream;

use std::ops::{Deref, DerefMut};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

use openmf_core::{
    Attributes, ByteStream, Error, EventQueue, EventType, Guid, MediaEvent, MediaSource, MediaTime,
    MediaType, MetadataProviderObject, PresentationDescriptor, Result, SourceCharacteristics, StartPosition,
    StreamDescriptor, StreamObject, TimeSpan, UserObject, Variant, guids, keys,
};

use crate::Demuxer;
use crate::metadata::DescribedMetadata;
use crate::start_codes::with_start_codes;
use control::{Control, Message, Run};
use stream::DemuxStream;

/// The media source over a demuxer (`IMFMediaSource`).
///
/// Every call does its work before it returns: its events are queued then, and a sample that is requested while the
/// source is started is on its stream's queue when `request_sample` returns. Only `start` and reading a stream may
/// wait, for the byte stream.
///
/// `stop` does not wait for a read that is under way in another thread; the packet it brings is dropped. It cannot
/// interrupt the read itself, because [`ByteStream::cancel`] is final; `shutdown` does that.
///
/// A stream that is selected but that nobody reads keeps up to [`crate::limits::MAX_UNREAD_BYTES`] for a late reader,
/// then drops its packets; it never holds up `EndOfPresentation`. A stream that is read more slowly than the others
/// may lag behind by [`crate::limits::MAX_QUEUED_BYTES`]; then it ends with [`Error::LimitReached`].
///
/// H.264 and HEVC of tracks with a configuration record are given as `MFVideoFormat_H264` and `MFVideoFormat_HEVC` are
/// documented: with start codes, and with parameter sets in front of clean points that have none of their own.
///
/// The streams work as long as the source does: dropping it shuts it down.
pub struct DemuxSource {
    shared: Arc<Shared>,
}

impl DemuxSource {
    /// A stopped source. `name` says in messages what is played; `stream` is what the demuxer reads from, which
    /// `shutdown` cancels.
    #[expect(
        clippy::new_ret_no_self,
        reason = "a source is always shared and used through its trait"
    )]
    pub fn new(
        name: impl Into<String>,
        demuxer: Box<dyn Demuxer>,
        stream: Arc<dyn ByteStream>,
    ) -> Arc<dyn MediaSource> {
        Self::with_search(name, demuxer, stream, None)
    }

    /// As [`DemuxSource::new`], with what opens the content again: key frames are then searched for with a demuxer of its
    /// own while the source is started, so that its streams go on where they are.
    pub(crate) fn with_search(
        name: impl Into<String>,
        demuxer: Box<dyn Demuxer>,
        stream: Arc<dyn ByteStream>,
        again: Option<OpenAgain>,
    ) -> Arc<dyn MediaSource> {
        let demuxer = with_start_codes(demuxer);
        let again = again.map(|again| -> OpenAgain { Box::new(move || again().map(with_start_codes)) });
        let presentation = demuxer.presentation();
        let capabilities = stream.capabilities();
        let characteristics = SourceCharacteristics {
            can_seek: presentation.can_seek,
            has_slow_seek: capabilities.slow_seek,
            ..SourceCharacteristics::FILE
        };
        let descriptor = describe(&presentation.tracks, &presentation.attributes);
        let about = descriptor.attributes();
        // Whoever brings the stream may know what the content does not say.
        let told = stream.attributes().get(keys::MF_BYTESTREAM_DURATION).ok();
        let told = told.filter(|duration| *duration >= TimeSpan::ZERO);
        if let Some(duration) = presentation.duration.or(told) {
            about.set(keys::MF_PD_DURATION, duration);
        }
        if let Some(len) = stream.len() {
            about.set(keys::MF_PD_TOTAL_FILE_SIZE, len);
        }
        let modified = stream.attributes().get(keys::MF_BYTESTREAM_LAST_MODIFIED_TIME);
        if let Ok(modified) = modified
            && modified.len() == size_of::<u64>()
        {
            about.set(keys::MF_PD_LAST_MODIFIED_TIME, modified);
        }
        set_encoding_bitrates(&descriptor);
        let types = presentation.tracks.iter().map(|track| &track.media_type);
        let end = presentation.duration.map(|duration| MediaTime::ZERO + duration);
        let shared = Shared {
            name: name.into(),
            events: EventQueue::inline(),
            descriptor,
            characteristics,
            end,
            control: Mutex::new(Control::new(types, stream)),
            reading: Mutex::new(Reading {
                demuxer: Some(demuxer),
                at_start: true,
                again,
                searcher: None,
            }),
            reader: Mutex::default(),
        };
        Arc::new(Self {
            shared: Arc::new(shared),
        })
    }
}

/// Opens the content of a source once more.
pub(crate) type OpenAgain = Box<dyn Fn() -> Result<Box<dyn Demuxer>> + Send + Sync>;

fn describe(tracks: &[crate::Track], attributes: &Attributes) -> PresentationDescriptor {
    // The documentation wants at least one stream to be selected by default.
    let none_selected = !tracks.iter().any(|track| track.selected);
    let streams = tracks.iter().enumerate().map(|(index, track)| {
        let stream = StreamDescriptor::new(track.id, vec![track.media_type.clone()]);
        stream.attributes().copy_from(&track.attributes);
        (Arc::new(stream), track.selected || (none_selected && index == 0))
    });
    let descriptor = PresentationDescriptor::new(streams);
    descriptor.attributes().copy_from(attributes);
    descriptor
}

/// Says `MF_PD_AUDIO_ENCODING_BITRATE` and `MF_PD_VIDEO_ENCODING_BITRATE` for what is selected by default, where all of it
/// is known: a sum without some of its streams would be wrong.
fn set_encoding_bitrates(descriptor: &PresentationDescriptor) {
    let bits = |media_type: &MediaType| {
        let a = media_type.attributes();
        let bits = match media_type.major_type() {
            guids::MFMediaType_Audio => a
                .get(keys::MF_MT_AUDIO_AVG_BYTES_PER_SECOND)
                .ok()?
                .checked_mul(8)?,
            _ => a.get(keys::MF_MT_AVG_BITRATE).ok()?,
        };
        (bits != 0).then_some(bits)
    };
    let kinds = [
        (guids::MFMediaType_Audio, keys::MF_PD_AUDIO_ENCODING_BITRATE),
        (guids::MFMediaType_Video, keys::MF_PD_VIDEO_ENCODING_BITRATE),
    ];
    for (major_type, key) in kinds {
        let types = descriptor
            .streams()
            .filter(|(_, selected)| *selected)
            .map(|(stream, _)| stream.current_type())
            .filter(|media_type| media_type.major_type() == major_type);
        let sum = types
            .map(|media_type| bits(&media_type))
            .try_fold(0_u32, |sum, bits| {
                // What does not fit cannot be said.
                sum.checked_add(bits?)
            });
        if let Some(sum) = sum.filter(|sum| *sum != 0) {
            descriptor.attributes().set(key, sum);
        }
    }
}

struct Shared {
    name: String,
    events: EventQueue,
    descriptor: PresentationDescriptor,
    characteristics: SourceCharacteristics,
    end: Option<MediaTime>,
    /// Never held while something waits or foreign code runs.
    control: Mutex<Control>,
    /// Held while the demuxer reads. Taken before `control` where both are.
    reading: Mutex<Reading>,
    /// Who reads: the byte stream may be an application's, which may call the source from inside a read.
    reader: Mutex<Option<ThreadId>>,
}

/// The turn to read.
struct Turn<'a> {
    reading: MutexGuard<'a, Reading>,
    reader: &'a Mutex<Option<ThreadId>>,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.reader.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Deref for Turn<'_> {
    type Target = Reading;

    fn deref(&self) -> &Reading {
        &self.reading
    }
}

impl DerefMut for Turn<'_> {
    fn deref_mut(&mut self) -> &mut Reading {
        &mut self.reading
    }
}

struct Reading {
    /// `None` after shutdown.
    demuxer: Option<Box<dyn Demuxer>>,
    /// Nothing was read and nothing sought yet, so that starting at 0 needs no seek.
    at_start: bool,
    /// `None` after shutdown.
    again: Option<OpenAgain>,
    /// Searches for key frames while the source is started.
    searcher: Option<Box<dyn Demuxer>>,
}

impl MediaSource for DemuxSource {
    fn service(&self, service: &Guid) -> Option<UserObject> {
        let provider = || MetadataProviderObject(Arc::new(DescribedMetadata));
        (*service == guids::MF_METADATA_PROVIDER_SERVICE).then(|| UserObject::new(provider()))
    }

    fn events(&self) -> &EventQueue {
        &self.shared.events
    }

    fn characteristics(&self) -> Result<SourceCharacteristics> {
        self.shared.control().alive()?;
        Ok(self.shared.characteristics)
    }

    fn create_presentation_descriptor(&self) -> Result<Arc<PresentationDescriptor>> {
        self.shared.control().alive()?;
        Ok(Arc::new(self.shared.descriptor.clone()))
    }

    /// Besides the trait's errors: [`Error::NoStreamsSelected`], [`Error::InvalidRequest`] for a seek that the byte stream
    /// asks for from inside a read, and [`Error::Aborted`] when another `start`, a `stop`
    /// or a `shutdown` overtook this one while it was positioning.
    fn start(&self, descriptor: &PresentationDescriptor, position: &StartPosition) -> Result<()> {
        self.shared.start(descriptor, position)
    }

    fn pause(&self) -> Result<()> {
        let shared = &self.shared;
        {
            let mut control = shared.control();
            control.alive()?;
            if control.run != Run::Started {
                return Err(Error::InvalidStateTransition);
            }
            control.run = Run::Paused;
            control.tell(&shared.events, MediaEvent::new(EventType::SourcePaused));
            control.tell_streams(|| MediaEvent::new(EventType::StreamPaused));
        }
        shared.deliver();
        Ok(())
    }

    fn stop(&self) -> Result<()> {
        let shared = &self.shared;
        let wakers = {
            let mut control = shared.control();
            control.alive()?;
            control.generation += 1;
            control.run = Run::Stopped;
            control.position = MediaTime::ZERO;
            control.clear();
            control.drop_requests();
            control.tell(&shared.events, MediaEvent::new(EventType::SourceStopped));
            control.tell_streams(|| MediaEvent::new(EventType::StreamStopped));
            control.take_wakers()
        };
        wakers.into_iter().for_each(std::task::Waker::wake);
        shared.deliver();
        Ok(())
    }

    fn shutdown(&self) -> Result<()> {
        self.shared.shutdown()
    }

    fn rate_control(&self) -> Option<&dyn openmf_core::RateControl> {
        self.shared.characteristics.can_seek.then_some(&*self.shared)
    }

    fn seek_info(&self) -> Option<&dyn openmf_core::SeekInfo> {
        Some(&*self.shared)
    }

    fn name(&self) -> String {
        self.shared.name.clone()
    }
}

impl Drop for DemuxSource {
    fn drop(&mut self) {
        // Streams and sources hold each other; only shutdown parts them. Fails if that has happened already.
        let _ = self.shared.shutdown();
    }
}

impl Shared {
    fn control(&self) -> MutexGuard<'_, Control> {
        self.control.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn start(self: &Arc<Self>, descriptor: &PresentationDescriptor, position: &StartPosition) -> Result<()> {
        let target = match position {
            StartPosition::Current => None,
            StartPosition::At(time) => Some(*time),
            StartPosition::Other {
                format: Guid::ZERO,
                value: Variant::I64(time),
            } => Some(MediaTime::from_100ns(*time)),
            StartPosition::Other { format, .. } => {
                return Err(Error::UnsupportedTimeFormat { format: *format });
            }
        };
        let selection = self.selection(descriptor);
        let (generation, before, seek_to) = {
            let mut control = self.control();
            control.alive()?;
            if !selection.contains(&true) {
                return Err(Error::NoStreamsSelected);
            }
            let stopped = control.run == Run::Stopped;
            let seek_to = target.or_else(|| stopped.then_some(MediaTime::ZERO));
            if let Some(time) = seek_to {
                self.check_position(time)?;
                self.refuse_while_reading_here()?;
                // What a reader in another thread brings from now on belongs to the old position.
                control.generation += 1;
            }
            (control.generation, control.run, seek_to)
        };
        let wakers = match seek_to {
            Some(time) => self.reposition(time, generation, &selection, || {
                self.start_events(before, target, time, &selection)
            })?,
            None => self.start_events(before, None, MediaTime::ZERO, &selection)?,
        };
        wakers.into_iter().for_each(std::task::Waker::wake);
        self.deliver();
        let waiting = self.control().streams_with_requests();
        for stream in waiting {
            self.answer_requests(&stream);
        }
        Ok(())
    }

    /// Seeks and then runs `apply`, both while nobody can read.
    fn reposition<T>(
        &self,
        time: MediaTime,
        generation: u64,
        selection: &[bool],
        apply: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let result = self.reading().and_then(|mut reading| {
            self.seek(&mut reading, time, generation, selection)?;
            apply()
        });
        self.release_after_shutdown();
        result
    }

    fn seek(
        &self,
        reading: &mut Reading,
        time: MediaTime,
        generation: u64,
        selection: &[bool],
    ) -> Result<()> {
        let overtaken = |control: &Control| {
            control.alive()?;
            if control.generation != generation {
                return Err(Error::Aborted);
            }
            Ok(())
        };
        {
            let mut control = self.control();
            overtaken(&control)?;
            // The next read tells the demuxer what is really read.
            control.wanted_changed = true;
        }
        let demuxer = reading.demuxer.as_mut().ok_or(Error::Shutdown)?;
        // All selected streams are moved, so that one that finds a reader later is at the right place.
        demuxer.set_wanted(selection);
        if (reading.at_start && time == MediaTime::ZERO) || self.control().pace.is_reverse() {
            return Ok(());
        }
        if !self.characteristics.can_seek {
            return Err(Error::invalid_request(
                "the source cannot go back to its beginning",
            ));
        }
        reading.at_start = false;
        demuxer.seek(time)?;
        overtaken(&self.control())
    }

    /// Changes the state to started and queues the events of it.
    fn start_events(
        self: &Arc<Self>,
        before: Run,
        target: Option<MediaTime>,
        time: MediaTime,
        selection: &[bool],
    ) -> Result<Vec<std::task::Waker>> {
        let mut control = self.control();
        control.alive()?;
        let moved = target.is_some() || before == Run::Stopped;
        if !moved && control.run == Run::Stopped {
            return Err(Error::Aborted);
        }
        if moved {
            control.clear();
            control.position = time;
            control.target = time;
        }
        control.run = Run::Started;
        self.select(&mut control, selection);
        let (on_source, on_stream) = match (before, target) {
            (Run::Stopped, _) | (_, None) => (EventType::SourceStarted, EventType::StreamStarted),
            (_, Some(_)) => (EventType::SourceSeeked, EventType::StreamSeeked),
        };
        let position = control.position;
        let event = |event_type| {
            let event = MediaEvent::new(event_type);
            match target {
                Some(time) => event.with_value(Variant::I64(time.as_100ns())),
                None => {
                    event
                        .attributes()
                        .set(keys::MF_EVENT_SOURCE_ACTUAL_START, position);
                    event
                }
            }
        };
        control.tell(&self.events, event(on_source));
        control.tell_streams(|| event(on_stream));
        control.repeat_ends(&self.events);
        Ok(control.take_wakers())
    }

    /// Opens the streams that are selected now, closes those that are no more, and announces the former.
    fn select(self: &Arc<Self>, control: &mut Control, selection: &[bool]) {
        for (index, selected) in selection.iter().enumerate() {
            let Ok((descriptor, _)) = self.descriptor.stream(index) else {
                continue;
            };
            let Some(track) = control.tracks.get_mut(index) else {
                continue;
            };
            let (event_type, stream) = match (&track.stream, selected) {
                (Some(stream), true) => (EventType::UpdatedStream, Arc::clone(stream)),
                (None, true) => {
                    let stream = Arc::new(DemuxStream::new(Arc::clone(self), index, Arc::clone(descriptor)));
                    track.stream = Some(Arc::clone(&stream));
                    control.wanted_changed = true;
                    (EventType::NewStream, stream)
                }
                (Some(stream), false) => {
                    stream.closed.store(true, Ordering::Release);
                    control.close(index);
                    continue;
                }
                (None, false) => continue,
            };
            let object = UserObject::new(StreamObject(stream));
            control.tell(
                &self.events,
                MediaEvent::new(event_type).with_value(Variant::Object(object)),
            );
        }
    }

    /// Which of our streams the caller's descriptor selects. Streams it does not list are not selected.
    fn selection(&self, descriptor: &PresentationDescriptor) -> Vec<bool> {
        let wanted = |id| {
            descriptor
                .streams()
                .any(|(stream, selected)| selected && stream.id() == id)
        };
        self.descriptor
            .streams()
            .map(|(stream, _)| wanted(stream.id()))
            .collect()
    }

    fn check_position(&self, time: MediaTime) -> Result<()> {
        if time < MediaTime::ZERO {
            return Err(Error::invalid_request(format!(
                "start at {time}, before the beginning"
            )));
        }
        if time > MediaTime::ZERO && !self.characteristics.can_seek {
            return Err(Error::invalid_request("the source cannot seek"));
        }
        match self.end {
            Some(end) if time > end => Err(Error::invalid_request(format!(
                "start at {time}, the presentation ends at {end}"
            ))),
            _ => Ok(()),
        }
    }

    /// Whether the caller runs inside a read of this source.
    fn is_reading_here(&self) -> bool {
        let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        *reader == Some(thread::current().id())
    }

    fn refuse_while_reading_here(&self) -> Result<()> {
        if self.is_reading_here() {
            return Err(Error::invalid_request(format!(
                "{} is called by the stream that it reads",
                self.name
            )));
        }
        Ok(())
    }

    fn reading(&self) -> Result<Turn<'_>> {
        self.refuse_while_reading_here()?;
        // A demuxer that panicked is in an unknown state.
        let reading = self.reading.lock().map_err(|_| Error::ComponentPanicked {
            component: self.name.clone(),
            message: "the demuxer panicked while it was reading".to_owned(),
        })?;
        *self.reader.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread::current().id());
        Ok(Turn {
            reading,
            reader: &self.reader,
        })
    }

    /// Lets the demuxer read one packet for `track`, unless the position changed since `generation` or another thread
    /// has read one meanwhile.
    fn read(&self, track: usize, generation: u64) {
        match self.reading() {
            Err(error) => self.control().accept(track, Err(error), None),
            Ok(mut reading) => {
                if self.control().pace.is_reverse() {
                    reading.at_start = false;
                    self.read_back(track, generation, &mut reading);
                    drop(reading);
                    return self.release_after_shutdown();
                }
                let wanted = {
                    let mut control = self.control();
                    if control.generation != generation || control.is_ready(track) {
                        return;
                    }
                    control.take_wanted()
                };
                reading.at_start = false;
                let Some(demuxer) = reading.demuxer.as_mut() else {
                    return;
                };
                if let Some(wanted) = wanted {
                    demuxer.set_wanted(&wanted);
                }
                let result = demuxer.next_packet(track);
                let changed = match &result {
                    Ok(Some((index, _))) => demuxer.changed_type(*index).cloned(),
                    Ok(None) | Err(_) => None,
                };
                let mut control = self.control();
                if control.generation == generation {
                    control.accept(track, result, changed);
                }
            }
        }
        self.release_after_shutdown();
    }

    /// Answers the requests of a stream as far as its state allows, and then those that waited for its progress.
    ///
    /// What is asked for from inside a read is answered behind it, by who reads.
    fn answer_requests(&self, stream: &DemuxStream) {
        if self.is_reading_here() {
            self.control().has_more_requests = true;
            return;
        }
        self.answer_stream(stream);
        while std::mem::take(&mut self.control().has_more_requests) {
            let waiting = self.control().streams_with_requests();
            waiting.iter().for_each(|stream| self.answer_stream(stream));
        }
    }

    fn answer_stream(&self, stream: &DemuxStream) {
        loop {
            let read = self.control().answer(stream, &self.events);
            self.deliver();
            match read {
                Some(generation) => self.read(stream.track, generation),
                None => break,
            }
        }
        let silent = self.control().silent_streams_with_requests();
        for stream in silent {
            // Never needs to read.
            let _ = self.control().answer(&stream, &self.events);
            self.deliver();
        }
    }

    /// Hands queued events over, in order, from one thread at a time and without a lock: an event's callback may call
    /// the source.
    fn deliver(&self) {
        struct Delivering<'a>(&'a Shared);
        impl Drop for Delivering<'_> {
            fn drop(&mut self) {
                self.0.control().delivering = false;
            }
        }
        loop {
            let (message, discarded, wakes) = {
                let mut control = self.control();
                let message = match control.delivering {
                    true => None,
                    false => control.outbox.pop_front(),
                };
                control.delivering |= message.is_some();
                let discarded = std::mem::take(&mut control.discarded);
                (message, discarded, std::mem::take(&mut control.wakes))
            };
            drop(discarded);
            wakes.into_iter().for_each(std::task::Waker::wake);
            let Some(message) = message else {
                return;
            };
            let _delivering = Delivering(self);
            match message {
                // Fails only after shutdown, when events are no longer due.
                Message::Event(queue, event) => drop(queue.queue(event)),
                Message::Shutdown(queue) => queue.shutdown(),
            }
        }
    }

    fn shutdown(&self) -> Result<()> {
        let (stream, queues, wakers) = {
            let mut control = self.control();
            control.alive()?;
            control.generation += 1;
            control.run = Run::ShutDown;
            control.shut_down()
        };
        if let Some(stream) = stream {
            stream.cancel();
        }
        self.events.shutdown();
        queues.iter().for_each(EventQueue::shutdown);
        wakers.into_iter().for_each(std::task::Waker::wake);
        self.deliver();
        self.release_after_shutdown();
        Ok(())
    }

    /// Drops the demuxer once the source is shut down. Whoever lets go of it last after the shutdown finds it free, so
    /// shutdown need not wait for a reader.
    fn release_after_shutdown(&self) {
        if self.control().run != Run::ShutDown {
            return;
        }
        let reading = match self.reading.try_lock() {
            Ok(reading) => Some(reading),
            Err(std::sync::TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(std::sync::TryLockError::WouldBlock) => None,
        };
        let ended = reading.map(|mut reading| {
            (
                reading.demuxer.take(),
                reading.searcher.take(),
                reading.again.take(),
            )
        });
        drop(ended);
    }
}
