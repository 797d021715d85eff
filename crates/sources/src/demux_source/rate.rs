//! Rates, and reading backwards.

use openmf_core::{
    Error, EventType, MediaEvent, MediaTime, RateBounds, RateControl, RateDirection, RateModes, RateRange,
    RateRefused, RateSupport, Result, Sample, SeekInfo, TimeSpan, Variant,
};

use super::control::Run;
use super::pace::Pace;
use super::{Reading, Shared};
use crate::{Demuxer, limits};

impl Shared {
    /// Backwards, and thinned, only what has key frames can be played: something must say where the silent streams
    /// are.
    fn bounds(&self) -> RateBounds {
        if !self.characteristics.can_seek {
            return RateBounds::NORMAL;
        }
        let range = |slowest, fastest| Some(RateRange { slowest, fastest });
        let forward = RateModes {
            forward: range(limits::SLOWEST_RATE, limits::FASTEST_RATE),
            reverse: None,
            scrub: true,
        };
        if !self.has_video() {
            return RateBounds {
                whole: forward,
                thinned: RateModes::NONE,
            };
        }
        RateBounds {
            whole: RateModes {
                reverse: range(limits::SLOWEST_RATE, limits::FASTEST_WHOLE_REVERSE),
                ..forward
            },
            thinned: RateModes {
                forward: range(limits::SLOWEST_RATE, limits::FASTEST_THINNED),
                reverse: range(limits::SLOWEST_RATE, limits::FASTEST_THINNED),
                scrub: true,
            },
        }
    }

    fn has_video(&self) -> bool {
        self.control().tracks.iter().any(|track| track.is_video)
    }

    /// The part of the next thing to deliver while going backwards: read it, unless another thread has.
    pub(super) fn read_back(&self, track: usize, generation: u64, reading: &mut Reading) {
        let (upper, whole) = {
            let mut control = self.control();
            if control.generation != generation || control.is_ready(track) {
                return;
            }
            // Each group is sought anew, and only this stream is read.
            control.wanted_changed = true;
            let whole = !control.pace.thin && control.is_branch(track);
            let target = control.target;
            let Some(state) = control.tracks.get(track) else {
                return;
            };
            let first = target + TimeSpan::from_100ns(1);
            (state.passage.before.unwrap_or(first), whole)
        };
        let Some(demuxer) = reading.demuxer.as_mut() else {
            return;
        };
        want_only(demuxer.as_mut(), track);
        let group = read_group(demuxer.as_mut(), track, upper, whole);
        let mut control = self.control();
        if control.generation != generation {
            return;
        }
        if let (Ok(group), Some(state)) = (&group, control.tracks.get_mut(track)) {
            state.passage.before = group.packets.first().and_then(|key| key.time);
        }
        if matches!(&group, Ok(group) if group.cut) {
            let error = Error::LimitReached {
                what: "bytes of a group of pictures that is played backwards; its key frame alone is shown",
                limit: limits::MAX_GROUP_BYTES as u64,
            };
            let event = MediaEvent::new(EventType::NonFatalError)
                .with_value(Variant::U32(error.hresult().0 as u32))
                .with_cause(error);
            control.tell(&self.events, event);
        }
        control.accept_group(track, group.map(|group| group.packets));
    }

    /// Asks the demuxer about the key frames of the stream by which the source is sought.
    fn ask<T>(
        &self,
        time: MediaTime,
        without_video: T,
        ask: impl FnOnce(&mut dyn Demuxer, usize) -> Result<T>,
    ) -> Result<T> {
        self.control().alive()?;
        self.check_position(time)?;
        let result = self.reading().and_then(|mut reading| {
            let reading = &mut *reading;
            if reading.demuxer.is_none() {
                return Err(Error::Shutdown);
            }
            let (started, is_running) = {
                let control = self.control();
                let mut tracks = control.tracks.iter();
                let video = tracks.position(|track| track.is_video && track.stream.is_some());
                (video, control.run != Run::Stopped)
            };
            let by_default = || {
                let mut streams = self.descriptor.streams();
                streams.position(|(stream, selected)| selected && stream.current_type().is_video())
            };
            let Some(track) = started.or_else(by_default) else {
                return Ok(without_video);
            };
            if !self.characteristics.can_seek {
                return Err(Error::invalid_request("the source cannot seek"));
            }
            let demuxer = match &reading.again {
                Some(again) if is_running => {
                    if reading.searcher.is_none() {
                        reading.searcher = Some(again()?);
                    }
                    reading.searcher.as_mut()
                }
                _ => {
                    self.control().wanted_changed = true;
                    reading.at_start = false;
                    reading.demuxer.as_mut()
                }
            };
            let demuxer = demuxer.ok_or(Error::Shutdown)?;
            want_only(demuxer.as_mut(), track);
            ask(demuxer.as_mut(), track)
        });
        self.release_after_shutdown();
        result
    }
}

impl SeekInfo for Shared {
    fn previous_key_frame(&self, time: MediaTime) -> Result<MediaTime> {
        self.ask(time, time, |demuxer, track| {
            let found = match last_key(demuxer, track, time + TimeSpan::from_100ns(1))? {
                Some(key) => Some(key),
                None => {
                    demuxer.seek(MediaTime::ZERO)?;
                    next_key(demuxer, track)?
                }
            };
            Ok(found.and_then(|key| key.time).unwrap_or(time))
        })
    }

    fn next_key_frame(&self, time: MediaTime) -> Result<Option<MediaTime>> {
        let behind = time + TimeSpan::from_100ns(1);
        self.ask(time, Some(behind), |demuxer, track| {
            demuxer.seek(time.max(MediaTime::ZERO))?;
            let mut bytes = 0_usize;
            for _ in 0..limits::MAX_GROUP_PACKETS {
                let Some((found, packet)) = demuxer.next_packet(track)? else {
                    return Ok(None);
                };
                bytes = bytes.saturating_add(packet.total_len());
                if bytes > limits::MAX_GROUP_BYTES {
                    return Ok(None);
                }
                let later = packet
                    .time
                    .filter(|at| *at > time && found == track && packet.flags.clean_point);
                if later.is_some() {
                    return Ok(later);
                }
            }
            Ok(None)
        })
    }
}

impl RateSupport for Shared {
    fn slowest_rate(&self, direction: RateDirection, thin: bool) -> Result<f32> {
        self.bounds().slowest_rate(direction, thin)
    }

    fn fastest_rate(&self, direction: RateDirection, thin: bool) -> Result<f32> {
        self.bounds().fastest_rate(direction, thin)
    }

    fn is_rate_supported(&self, thin: bool, rate: f32) -> Result<(), RateRefused> {
        self.bounds().is_rate_supported(thin, rate)
    }
}

impl RateControl for Shared {
    /// The direction changes only while the source is stopped, and between forward and 0 at any time. Takes effect
    /// with the next sample that is delivered.
    fn set_rate(&self, thin: bool, rate: f32) -> Result<()> {
        self.is_rate_supported(thin, rate)
            .map_err(|refused| refused.error)?;
        {
            let mut control = self.control();
            control.alive()?;
            let (former, new) = (control.pace, Pace { thin, rate });
            if former.is_reverse() != new.is_reverse() && control.run != Run::Stopped {
                return Err(Error::UnsupportedRateTransition);
            }
            control.pace = new;
            if control.run != Run::Stopped && former.is_silent() != new.is_silent() {
                control.wanted_changed = true;
                let position = control.position;
                for track in &mut control.tracks {
                    if !new.is_silent() {
                        track.passage.resume(position, track.is_video);
                    }
                }
            }
            if control.run != Run::Stopped && former.thin != new.thin && new.is_reverse() {
                control.drop_group();
            }
            let event = MediaEvent::new(EventType::SourceRateChanged).with_value(Variant::F32(rate));
            control.tell(&self.events, event);
            control.wake_all();
        }
        self.deliver();
        let waiting = self.control().streams_with_requests();
        for stream in waiting {
            self.answer_requests(&stream);
        }
        Ok(())
    }

    fn rate(&self) -> (bool, f32) {
        let pace = self.control().pace;
        (pace.thin, pace.rate)
    }

    fn delivers_groups(&self) -> bool {
        true
    }
}

/// How far before the wanted time a container is asked again that came out behind it. Doubled each time.
const STEP_BACK: TimeSpan = TimeSpan::from_millis(500);
/// How often that is done: it covers six days.
const MAX_STEPS_BACK: u32 = 20;
/// How many pictures at most are decoded later than they are shown; the codecs' own limit is 16.
const MAX_REORDERED: u32 = 16;

/// A group of pictures, in the order in which it is decoded.
struct Group {
    packets: Vec<Sample>,
    /// It was too large, and is its key frame alone.
    cut: bool,
}

/// The last group of pictures that begins before `upper`, or its key frame alone; empty at the beginning of the stream.
///
/// After the group's own pictures come the next key frame and the pictures that are shown before that one but need both
/// groups to be decoded. Whoever shows the group leaves out what does not belong to it.
fn read_group(demuxer: &mut dyn Demuxer, track: usize, upper: MediaTime, whole: bool) -> Result<Group> {
    let mut group = Group {
        packets: Vec::new(),
        cut: false,
    };
    let Some(mut key) = last_key(demuxer, track, upper)? else {
        return Ok(group);
    };
    let mut bytes = key.total_len();
    key.flags.discontinuity = true;
    group.packets.push(key);
    if !whole {
        return Ok(group);
    }
    let mut next_key = None;
    let mut behind = 0;
    loop {
        // What is damaged ends the group, not the stream: what is before it plays on.
        let packet = match demuxer.next_packet(track) {
            Ok(Some((found, packet))) if found == track => packet,
            Ok(Some(_)) => continue,
            Ok(None) | Err(Error::Malformed(_)) => break,
            Err(error) => return Err(error),
        };
        let is_behind = packet.time.is_some_and(|time| time >= upper);
        behind = if is_behind { behind + 1 } else { 0 };
        let past = packet.decode_time.is_some_and(|time| time >= upper);
        let trails = next_key.is_some() && packet.time >= next_key;
        if past || trails || behind > MAX_REORDERED {
            break;
        }
        if is_behind && packet.flags.clean_point {
            next_key = packet.time;
        }
        bytes = bytes.saturating_add(packet.total_len());
        if bytes > limits::MAX_GROUP_BYTES || group.packets.len() >= limits::MAX_GROUP_PACKETS {
            group.packets.truncate(1);
            group.cut = true;
            break;
        }
        group.packets.push(packet);
    }
    Ok(group)
}

/// Seeks to the last key frame before `upper` and reads it.
fn last_key(demuxer: &mut dyn Demuxer, track: usize, upper: MediaTime) -> Result<Option<Sample>> {
    let mut target = upper - TimeSpan::from_100ns(1);
    let mut step = STEP_BACK;
    for _ in 0..MAX_STEPS_BACK {
        let from = target.max(MediaTime::ZERO);
        let key = demuxer.seek(from).and_then(|()| next_key(demuxer, track));
        match key {
            Ok(Some(key)) if key.time.is_some_and(|time| time < upper) => return Ok(Some(key)),
            // At the very end the container may find itself past it; damage hides a key frame, not those before it.
            Ok(_) | Err(Error::InvalidRequest { .. } | Error::Malformed(_)) if from > MediaTime::ZERO => {}
            Ok(_) => return Ok(None),
            Err(error) => return Err(error),
        }
        target = target - step;
        step = step + step;
    }
    Ok(None)
}

/// Reads on to the next key frame.
fn next_key(demuxer: &mut dyn Demuxer, track: usize) -> Result<Option<Sample>> {
    for _ in 0..limits::MAX_GROUP_PACKETS {
        match demuxer.next_packet(track)? {
            Some((found, packet)) if found == track && packet.flags.clean_point => return Ok(Some(packet)),
            Some(_) => {}
            None => return Ok(None),
        }
    }
    Ok(None)
}

fn want_only(demuxer: &mut dyn Demuxer, track: usize) {
    let tracks = demuxer.presentation().tracks.len();
    let wanted: Vec<bool> = (0..tracks).map(|index| index == track).collect();
    demuxer.set_wanted(&wanted);
}
