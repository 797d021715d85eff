//! A [`RenderSink`] as a session knows it: the sink, its stream, its types, and what follows the clock.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll};

use openmf_core::{
    ClockStart, ClockStateSink, DirectStreamSink, Error, EventQueue, FinalizableMediaSink, Guid, HostTime,
    Marker, MarkerKind, MediaSink, MediaSinkPreroll, MediaType, MediaTypeHandler, PresentationClock,
    PresentationTime, RateBounds, RateSupport, Result, Sample, SinkCharacteristics, StandIn, StreamSink,
    TakenBack, UserObject,
};

use super::render::{ClockChange, Render, enters_at, is_ahead};
use super::{RenderSink, cancel};
use crate::stream_queue::Phase;

impl<R: Render> MediaSink for RenderSink<R> {
    fn characteristics(&self) -> SinkCharacteristics {
        SinkCharacteristics {
            fixed_streams: true,
            cannot_match_clock: false,
            rateless: !self.schedule.clocked,
            can_preroll: self.schedule.clocked,
        }
    }

    fn stream_sinks(&self) -> Result<Vec<Arc<dyn StreamSink>>> {
        Ok(vec![self.sink()?])
    }

    fn set_presentation_clock(self: Arc<Self>, clock: Option<Arc<dyn PresentationClock>>) -> Result<()> {
        let (former, timer) = {
            let mut state = self.lock();
            if state.queue.phase() == Phase::ShutDown {
                return Err(Error::Shutdown);
            }
            state.epoch += 1;
            let timer = state.take_timer();
            (std::mem::replace(&mut state.clock, clock.clone()), timer)
        };
        cancel(timer);
        let as_state_sink: Arc<dyn ClockStateSink> = Arc::clone(&self) as _;
        if let Some(former) = former {
            // A clock that was shut down has forgotten its sinks; leaving it cannot fail in a way that matters.
            let _ = former.remove_state_sink(&as_state_sink);
        }
        if let Some(clock) = &clock {
            clock.add_state_sink(as_state_sink)?;
        }
        self.render.clock_set(clock.as_ref())
    }

    fn presentation_clock(&self) -> Option<Arc<dyn PresentationClock>> {
        self.lock().clock.clone()
    }

    fn shutdown(&self) -> Result<()> {
        let (clock, timer) = {
            let mut state = self.lock();
            state.queue.shut_down()?;
            state.epoch += 1;
            let timer = state.take_timer();
            (state.clock.take(), timer)
        };
        cancel(timer);
        if let (Some(clock), Some(this)) = (clock, self.this.upgrade()) {
            let this: Arc<dyn ClockStateSink> = this;
            let _ = clock.remove_state_sink(&this);
        }
        self.events.shutdown();
        self.emit();
        self.render.shut_down();
        Ok(())
    }

    fn clock_state_sink(self: Arc<Self>) -> Option<Arc<dyn ClockStateSink>> {
        Some(self)
    }

    fn finalizable(&self) -> Option<&dyn FinalizableMediaSink> {
        self.render.finalizable()
    }

    fn rate_support(&self) -> Option<&dyn RateSupport> {
        // Whatever the rate, a sample is rendered when the clock comes upon it, or as it comes.
        Some(&RateBounds::ALL)
    }

    fn preroll(&self) -> Option<&dyn MediaSinkPreroll> {
        if self.schedule.clocked { Some(self) } else { None }
    }

    fn service(&self, service: &Guid) -> Option<UserObject> {
        self.render.service(service)
    }

    fn stand_in(&self) -> Option<&StandIn> {
        self.render.stand_in()
    }

    fn takes_stretched_sound(&self) -> bool {
        self.render.takes_stretched_sound()
    }

    fn name(&self) -> String {
        self.render.name()
    }
}

impl<R: Render> MediaSinkPreroll for RenderSink<R> {
    fn notify_preroll(&self, start: PresentationTime) -> Result<()> {
        self.begin_preroll(start, None)
    }

    fn notify_numbered_preroll(&self, start: PresentationTime, number: u64) -> Result<()> {
        self.begin_preroll(start, Some(number))
    }
}

impl<R: Render> StreamSink for RenderSink<R> {
    fn events(&self) -> &EventQueue {
        &self.events
    }

    fn id(&self) -> u32 {
        self.id
    }

    fn media_sink(&self) -> Result<Arc<dyn MediaSink>> {
        let sink = self.told(self.sink())?;
        match &self.owner {
            Some(owner) => owner.upgrade().ok_or(Error::Shutdown),
            None => Ok(sink),
        }
    }

    fn media_type_handler(&self) -> &dyn MediaTypeHandler {
        self
    }

    fn process_sample(&self, sample: Sample) -> Result<()> {
        self.there()?;
        if !self.typed.load(Ordering::Acquire) {
            return Err(match self.lock().queue.phase() {
                Phase::ShutDown => Error::Shutdown,
                _ => Error::NotInitialized {
                    what: "the stream sink's media type",
                },
            });
        }
        if self.schedule.clocked && sample.time.is_none() {
            return Err(Error::NoSampleTimestamp);
        }
        if !self.schedule.clocked && self.begin_passing(&sample)? {
            self.render_one(sample, None);
            let more = {
                let mut state = self.lock();
                state.pumping = false;
                state.pump_again || state.queue.has_work()
            };
            if more {
                self.settle();
            }
            return Ok(());
        }
        let enters = [1.0, -1.0].map(|rate| enters_at(&sample, rate));
        let (taken, clock, rate) = {
            let mut state = self.lock();
            if let Some(failure) = &state.failure {
                return Err(failure.clone());
            }
            if self.schedule.clocked && state.clock.is_none() && state.queue.phase() != Phase::ShutDown {
                return Err(Error::NoClock);
            }
            let taken = state.queue.push_sample(sample)?;
            let running = self.schedule.clocked && state.queue.phase() == Phase::Running;
            let clock = running.then(|| state.clock.clone()).flatten();
            (taken, clock, state.queue.rate())
        };
        let [forward, backwards] = enters;
        let time = if rate < 0.0 { backwards } else { forward };
        if !taken {
            self.render.skipped();
        } else if let (Some(clock), Some(time)) = (clock, time)
            && rate != 0.0
            && clock
                .time()
                .is_ok_and(|now| is_ahead(now, self.with_lead(time, rate), rate))
        {
            self.render.arrived_late();
        }
        self.settle();
        Ok(())
    }

    fn place_marker(&self, marker: Marker) -> Result<()> {
        self.there()?;
        let showing = self.is_showing();
        let ends = matches!(marker.kind, MarkerKind::EndOfSegment);
        let at_once = {
            let mut state = self.lock();
            let rendering = state.pumping || showing;
            let waiting = state.queue.front().is_some() || rendering;
            let at_once = ends && !waiting && state.queue.phase() == Phase::Paused;
            state.queue.push_marker(marker, rendering)?;
            at_once
        };
        if at_once {
            self.render.segment_ended();
        }
        self.settle();
        Ok(())
    }

    fn flush(&self) -> Result<()> {
        self.there()?;
        let timer = {
            let mut state = self.lock();
            state.queue.flush()?;
            state.consumed_until = None;
            state.epoch += 1;
            state.take_timer()
        };
        cancel(timer);
        self.settle();
        Ok(())
    }

    fn direct(&self) -> Option<&dyn DirectStreamSink> {
        // Asked before each sample: only the first time there is something to do.
        if !self.direct.load(Ordering::Relaxed) && !self.direct.swap(true, Ordering::AcqRel) {
            self.lock().queue.use_direct();
        }
        Some(self)
    }
}

impl<R: Render> DirectStreamSink for RenderSink<R> {
    fn poll_request(&self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        self.render.asked();
        let wanted = self.lock().queue.poll_request(cx);
        wanted.map(|answer| self.told(answer))
    }

    fn take_back(&self, from: PresentationTime) -> Option<TakenBack> {
        let clock = self.lock().clock.clone().filter(|_| self.schedule.clocked);
        // Asked without the lock, like everything of the clock.
        let now = clock.and_then(|clock| clock.time().ok());
        let (back, timer) = {
            let mut state = self.lock();
            let items = state.queue.take_back(from);
            if let Some(until) = state.consumed_until.filter(|until| *until > from)
                && self.schedule.clocked
            {
                let over = now.map_or(from, |now| now.max(from));
                state.consumed_until = Some(until.min(over));
            }
            let until = state.queue.end().or(state.consumed_until);
            state.epoch += 1;
            (TakenBack { items, until }, state.take_timer())
        };
        cancel(timer);
        self.settle();
        Some(back)
    }
}

impl<R: Render> ClockStateSink for RenderSink<R> {
    fn on_clock_start(&self, host_time: HostTime, start: ClockStart) -> Result<()> {
        self.change(host_time, ClockChange::Start(start))
    }

    fn on_clock_stop(&self, host_time: HostTime) -> Result<()> {
        self.change(host_time, ClockChange::Stop)
    }

    fn on_clock_pause(&self, host_time: HostTime) -> Result<()> {
        self.change(host_time, ClockChange::Pause)
    }

    fn on_clock_restart(&self, host_time: HostTime) -> Result<()> {
        self.change(host_time, ClockChange::Restart)
    }

    fn on_clock_set_rate(&self, host_time: HostTime, rate: f32) -> Result<()> {
        self.change(host_time, ClockChange::Rate(rate))
    }
}

impl<R: Render> MediaTypeHandler for RenderSink<R> {
    fn is_supported(&self, media_type: &MediaType) -> Result<()> {
        self.there()?;
        self.render.is_supported(media_type)
    }

    fn type_by_index(&self, index: usize) -> Result<MediaType> {
        self.there()?;
        self.render
            .preferred_types()
            .into_iter()
            .nth(index)
            .ok_or(Error::NoMoreTypes)
    }

    fn set_current_type(&self, media_type: &MediaType) -> Result<()> {
        self.there()?;
        self.render.is_supported(media_type)?;
        self.render.set_type(media_type)?;
        *self.current_type.lock().unwrap_or_else(PoisonError::into_inner) = Some(media_type.clone());
        self.typed.store(true, Ordering::Release);
        Ok(())
    }

    fn current_type(&self) -> Result<MediaType> {
        let current = self.current_type.lock().unwrap_or_else(PoisonError::into_inner);
        current.clone().ok_or(Error::NotInitialized {
            what: "the stream sink's media type",
        })
    }
}
