//! What the further behaviour of a session depends on, for those who compare states: an explorer of the machine.
//!
//! Every structure is taken apart whole, so that a new field cannot be left out unseen. What is left out is named here:
//! - [`Config`](crate::Config), which does not change.
//! - The time itself: only how far away each deadline is matters. How far it has passed does not, and for how long
//!   something was waited for is told only in the text of an error.
//! - The text of errors. [`Error::Shutdown`] alone is taken otherwise than the others.
//! - Of the shape of a presentation what no input changes. It is known by the topology's key.

use openmf_core::{Error, HostTime, MediaTime, PresentationTime, RateBounds, RateModes, StartPosition};

use crate::operations::{Deferred, Fate, QueuedOp, Setting, SettingStage};
use crate::pipeline::{ClockRun, Pipeline, SourceRun, ToldRate};
use crate::presentation::{Flow, Next, NextStage, Presentation, Running, Scrub, StartReport};
use crate::states::{
    Activating, AfterStop, Closing, Follow, Held, Hold, Kind, Pausing, Purpose, RateStage, Rating, Retiring,
    StartStage, Starting, State, Stopped, Stopping,
};
use crate::waits::Waits;
use crate::{
    BranchShape, Command, Component, Generation, OpId, PresentationShape, Rate, SeekMode, Session,
    SessionState, SetTopologyFlags, SourceShape, TopologyKey,
};

/// Takes what a session's further behaviour depends on, piece by piece and always in the same order.
///
/// Two sessions of the same configuration of which it takes the same do the same from then on. Numbers that only stand
/// for something come by methods of their own: two states that differ in the numbers alone are alike as well. Those of
/// operations, topologies and components have an order, those of generations and prerolls have none, but for 0.
pub trait Digest {
    /// A value, a count, or a case of several.
    fn value(&mut self, value: u64);
    /// An operation that is not complete.
    fn op(&mut self, op: OpId);
    /// A topology that is not released.
    fn topology(&mut self, topology: TopologyKey);
    /// The identifier that an application gave a topology, which is compared with those of others.
    fn topology_id(&mut self, id: u64);
    /// A generation of data.
    fn generation(&mut self, generation: Generation);
    /// The number of a preroll.
    fn preroll(&mut self, preroll: Generation);
    /// A component.
    fn component(&mut self, component: Component);
    /// Answers of components that it waits for now, which have to have a deadline.
    fn awaits(&mut self, answers: usize);
    /// Whether it is certain that the session will neither hear of this component nor be given it again. What it
    /// remembers of it is left out then.
    fn is_forgotten(&self, component: Component) -> bool;
}

impl Session {
    /// Passes on what its further behaviour depends on.
    pub fn digest(&self, to: &mut impl Digest) {
        let Self {
            config: _,
            now,
            out: _,
            state,
            ops,
            setting,
            deferred,
            queue,
            retiring,
            pipeline,
            dormant,
            announced,
            announced_rates,
            expected,
        } = self;
        let mut w = Writer { to, now: *now };
        w.pipeline(pipeline);
        w.state(state);
        w.all(ops, Writer::queued);
        w.optional(setting, Writer::setting);
        w.optional(deferred, |w, Deferred { op, deadline }| {
            w.to.awaits(1);
            w.to.op(*op);
            w.deadline(*deadline);
        });
        w.all(queue, Writer::presentation);
        w.all(retiring, |w, Retiring { presentation, waits }| {
            w.presentation(presentation);
            w.waits(waits);
        });
        w.remembered(dormant, |sink| Component::Sink(**sink), |_, _| {});
        w.value(u64::from(announced.bits()));
        w.bounds(announced_rates);
        w.all(expected, |w, (op, command)| {
            w.to.op(*op);
            w.command(command);
        });
    }
}

struct Writer<'a, D> {
    to: &'a mut D,
    now: HostTime,
}

impl<D: Digest> Writer<'_, D> {
    fn value(&mut self, value: u64) {
        self.to.value(value);
    }

    fn flag(&mut self, flag: bool) {
        self.value(u64::from(flag));
    }

    fn all<'b, T: 'b>(&mut self, all: impl IntoIterator<Item = &'b T>, each: impl Fn(&mut Self, &'b T)) {
        for one in all {
            self.flag(true);
            each(self, one);
        }
        self.flag(false);
    }

    fn optional<T>(&mut self, optional: &Option<T>, some: impl FnOnce(&mut Self, &T)) {
        self.flag(optional.is_some());
        if let Some(value) = optional {
            some(self, value);
        }
    }

    /// What is known of components that matter still.
    fn remembered<'b, T: 'b>(
        &mut self,
        all: impl IntoIterator<Item = T>,
        component: impl Fn(&T) -> Component,
        each: impl Fn(&mut Self, &T),
    ) {
        for one in all {
            let component = component(&one);
            if !self.to.is_forgotten(component) {
                self.flag(true);
                self.to.component(component);
                each(self, &one);
            }
        }
        self.flag(false);
    }

    fn deadline(&mut self, at: HostTime) {
        self.value((at - self.now).as_100ns().max(0) as u64);
    }

    fn time(&mut self, time: MediaTime) {
        self.value(time.as_100ns() as u64);
    }

    fn presentation_time(&mut self, time: PresentationTime) {
        self.value(time.as_100ns() as u64);
    }

    fn maybe_at(&mut self, time: &Option<PresentationTime>) {
        self.optional(time, |w, time| w.presentation_time(*time));
    }

    fn error(&mut self, error: &Error) {
        self.flag(matches!(error, Error::Shutdown));
    }

    fn failure(&mut self, failure: &Option<Error>) {
        self.optional(failure, Self::error);
    }

    fn maybe_op(&mut self, op: &Option<OpId>) {
        self.optional(op, |w, op| w.to.op(*op));
    }

    fn rate(&mut self, rate: Rate) {
        let Rate { thin, rate } = rate;
        self.flag(thin);
        self.value(u64::from(rate.to_bits()));
    }

    fn bounds(&mut self, bounds: &RateBounds) {
        let RateBounds { whole, thinned } = bounds;
        for modes in [whole, thinned] {
            let RateModes {
                forward,
                reverse,
                scrub,
            } = modes;
            for range in [forward, reverse] {
                self.optional(range, |w, range| {
                    w.value(u64::from(range.slowest.to_bits()) << 32 | u64::from(range.fastest.to_bits()));
                });
            }
            self.flag(*scrub);
        }
    }

    fn position(&mut self, position: &StartPosition) {
        match position {
            StartPosition::Current => self.value(0),
            StartPosition::At(time) => {
                self.value(1);
                self.time(*time);
            }
            // No source here takes it, and what it holds is passed on unseen.
            StartPosition::Other { .. } => self.value(2),
        }
    }

    fn mode(&mut self, mode: SeekMode) {
        self.value(match mode {
            SeekMode::Exact => 0,
            SeekMode::KeyFrame => 1,
        });
    }

    fn documented(&mut self, state: SessionState) {
        self.value(match state {
            SessionState::New => 0,
            SessionState::Stopped => 1,
            SessionState::Started => 2,
            SessionState::Paused => 3,
            SessionState::Closed => 4,
            SessionState::Shutdown => 5,
        });
    }

    fn command(&mut self, command: &Command) {
        match command {
            Command::SetTopology {
                flags,
                topology,
                topology_id,
            } => {
                let SetTopologyFlags {
                    immediate,
                    no_resolution,
                    clear_current,
                } = flags;
                self.value(0);
                for flag in [immediate, no_resolution, clear_current] {
                    self.flag(*flag);
                }
                self.optional(topology, |w, topology| w.to.topology(*topology));
                self.to.topology_id(*topology_id);
            }
            Command::ClearTopologies => self.value(1),
            Command::Start { position, mode } => {
                self.value(2);
                self.position(position);
                self.mode(*mode);
            }
            Command::Pause => self.value(3),
            Command::Stop => self.value(4),
            Command::SetRate { rate } => {
                self.value(5);
                self.rate(*rate);
            }
            Command::StepBack => self.value(6),
            Command::Close => self.value(7),
        }
    }

    fn queued(&mut self, queued: &QueuedOp) {
        let QueuedOp {
            op,
            command,
            fate,
            overtakes_at,
            overtaken,
        } = queued;
        self.to.op(*op);
        self.command(command);
        match fate {
            Fate::Run => self.value(0),
            Fate::Fail(error) => {
                self.value(1);
                self.error(error);
            }
            Fate::FailWithoutTopology(error) => {
                self.value(2);
                self.error(error);
            }
        }
        self.optional(overtakes_at, |w, at| w.deadline(*at));
        self.flag(*overtaken);
    }

    fn setting(&mut self, setting: &Setting) {
        let Setting {
            op,
            topology,
            immediate,
            stage,
        } = setting;
        self.to.op(*op);
        self.to.topology(*topology);
        self.flag(*immediate);
        match stage {
            SettingStage::Resolving { deadline } => {
                self.value(0);
                self.to.awaits(1);
                self.deadline(*deadline);
            }
            SettingStage::Resolved(Ok(shape)) => {
                self.value(1);
                self.shape(shape);
            }
            SettingStage::Resolved(Err(error)) => {
                self.value(2);
                self.error(error);
            }
        }
    }

    fn waits(&mut self, waits: &Waits) {
        let Waits {
            pending,
            since: _,
            deadline,
        } = waits;
        self.to.awaits(pending.len());
        self.all(pending, |w, (answer, component)| {
            w.value(*answer as u64);
            w.to.component(*component);
        });
        self.deadline(*deadline);
    }

    fn shape(&mut self, shape: &PresentationShape) {
        let PresentationShape {
            topology_id: _,
            sources,
            branches,
            sinks: _,
            start_on_switch: _,
            playlist_sources: _,
            project: _,
        } = shape;
        for source in sources {
            self.flag(true);
            let SourceShape {
                id,
                name: _,
                can_seek,
                can_pause,
                is_live: _,
                is_local: _,
                duration: _,
                rates,
            } = source;
            self.to.component(Component::Source(*id));
            self.flag(*can_seek);
            self.flag(*can_pause);
            self.optional(rates, Self::bounds);
        }
        self.flag(false);
        for branch in branches {
            self.flag(true);
            let BranchShape {
                id,
                name: _,
                source: _,
                stream_sink: _,
                media_start: _,
                media_stop,
                transform_rates: _,
                joined: _,
            } = branch;
            self.to.component(Component::Branch(*id));
            self.optional(media_stop, |w, stop| w.time(*stop));
        }
        self.flag(false);
    }

    fn presentation(&mut self, presentation: &Presentation) {
        let Presentation { key, shape, ready } = presentation;
        self.to.topology(*key);
        self.shape(shape);
        self.flag(*ready);
    }

    fn flow(&mut self, flow: &Flow) {
        let Flow {
            presentation,
            generation,
            offset,
            start,
            announced,
            changed,
            ended_sources,
            ended_segments,
            from,
            report,
            is_forced,
            drained,
            ended,
        } = flow;
        self.presentation(presentation);
        self.to.generation(*generation);
        self.value(offset.as_100ns() as u64);
        self.presentation_time(*start);
        for flag in [announced, changed, is_forced] {
            self.flag(*flag);
        }
        for ended in [ended_sources, ended_segments] {
            self.all(ended, |w, source| w.to.component(Component::Source(*source)));
        }
        self.maybe_at(from);
        self.optional(
            report,
            |w,
             StartReport {
                 source,
                 actual,
                 is_fake,
             }| {
                w.to.component(Component::Source(*source));
                w.optional(actual, |w, actual| w.time(*actual));
                w.flag(*is_fake);
            },
        );
        for (branch, end) in drained {
            self.flag(true);
            self.to.component(Component::Branch(*branch));
            self.maybe_at(end);
        }
        self.flag(false);
        self.all(ended, |w, branch| w.to.component(Component::Branch(*branch)));
    }

    fn running(&mut self, running: &Running) {
        let Running {
            flow,
            ended,
            next,
            switching,
            hold,
            scrub,
            scrubbed_to,
        } = running;
        self.flow(flow);
        self.flag(*ended);
        self.optional(next, |w, Next { flow, stage }| {
            w.flow(flow);
            match stage {
                NextStage::Preparing(waits) => {
                    w.value(0);
                    w.waits(waits);
                }
                NextStage::Prepared => w.value(1),
                NextStage::Starting(waits) => {
                    w.value(2);
                    w.waits(waits);
                }
                NextStage::Flowing => w.value(3),
            }
        });
        self.optional(switching, Self::waits);
        self.value(match hold {
            Hold::Free => 0,
            Hold::Held => 1,
            Hold::Refused => 2,
        });
        self.optional(scrub, |w, Scrub { waits, time, failure }| {
            w.waits(waits);
            w.maybe_at(time);
            w.failure(failure);
        });
        self.maybe_at(scrubbed_to);
    }

    fn stopped(&mut self, stopped: &Stopped) {
        let Stopped {
            presentation,
            ended,
            follow,
        } = stopped;
        self.presentation(presentation);
        self.flag(*ended);
        self.optional(follow, |w, Follow { from, holds }| {
            w.maybe_at(from);
            w.flag(*holds);
        });
    }

    fn state(&mut self, state: &State) {
        match state {
            State::New => self.value(0),
            State::Stopped(stopped) => {
                self.value(1);
                self.stopped(stopped);
            }
            State::Started(running) => {
                self.value(2);
                self.running(running);
            }
            State::Paused(running) => {
                self.value(3);
                self.running(running);
            }
            State::Activating(activating) => {
                self.value(4);
                self.activating(activating);
            }
            State::Starting(starting) => {
                self.value(5);
                self.starting(starting);
            }
            State::Pausing(pausing) => {
                self.value(6);
                let Pausing {
                    running,
                    op,
                    waits,
                    failure,
                } = pausing;
                self.running(running);
                self.maybe_op(op);
                self.waits(waits);
                self.failure(failure);
            }
            State::Rating(rating) => {
                self.value(7);
                self.rating(rating);
            }
            State::Stopping(stopping) => {
                self.value(8);
                self.stopping(stopping);
            }
            State::Closing(closing) => {
                self.value(9);
                let Closing {
                    presentation,
                    op,
                    waits,
                    failure,
                } = closing;
                self.optional(presentation, Self::presentation);
                self.to.op(*op);
                self.waits(waits);
                self.failure(failure);
            }
            State::Closed(presentation) => {
                self.value(10);
                self.optional(presentation, Self::presentation);
            }
            State::ShutDown => self.value(11),
        }
    }

    fn activating(&mut self, activating: &Activating) {
        let Activating {
            presentation,
            purpose,
            waits,
        } = activating;
        self.presentation(presentation);
        match purpose {
            Purpose::Set { op, play } => {
                self.value(0);
                self.to.op(*op);
                self.flag(*play);
            }
            Purpose::Load { play, from } => {
                self.value(1);
                self.flag(*play);
                self.maybe_at(from);
            }
        }
        self.waits(waits);
    }

    fn starting(&mut self, starting: &Starting) {
        let Starting {
            op,
            kind,
            running,
            position,
            mode,
            stage,
            waits,
        } = starting;
        self.maybe_op(op);
        self.value(match kind {
            Kind::Fresh { switched } => u64::from(*switched),
            Kind::Seek { paused } => 2 + u64::from(*paused),
            Kind::Resume => 4,
            Kind::Step => 5,
            Kind::Buffered => 6,
        });
        self.running(running);
        self.position(position);
        self.mode(*mode);
        match stage {
            StartStage::Quiescing => self.value(0),
            StartStage::Locating { shift } => {
                self.value(1);
                self.value(shift.as_100ns() as u64);
            }
            StartStage::StartingSources => self.value(2),
            StartStage::Prerolling => self.value(3),
            StartStage::StartingClock { before } => {
                self.value(4);
                self.clock(*before);
            }
        }
        self.waits(waits);
    }

    fn rating(&mut self, rating: &Rating) {
        let Rating {
            held,
            op,
            rate,
            stage,
            clock_follows,
            waits,
            failure,
        } = rating;
        match held {
            Held::Stopped(stopped) => {
                self.value(0);
                self.stopped(stopped);
            }
            Held::Started(running) => {
                self.value(1);
                self.running(running);
            }
            Held::Paused(running) => {
                self.value(2);
                self.running(running);
            }
        }
        self.maybe_op(op);
        self.rate(*rate);
        self.value(match stage {
            RateStage::Sources => 0,
            RateStage::Clock => 1,
            RateStage::Undoing => 2,
        });
        self.flag(*clock_follows);
        self.waits(waits);
        self.failure(failure);
    }

    fn stopping(&mut self, stopping: &Stopping) {
        let Stopping {
            presentation,
            before,
            then,
            waits,
            failure,
            ended,
            prerolled,
        } = stopping;
        self.presentation(presentation);
        self.documented(*before);
        match then {
            AfterStop::Stop { op } => {
                self.value(0);
                self.to.op(*op);
            }
            AfterStop::Close { op } => {
                self.value(1);
                self.to.op(*op);
            }
            AfterStop::FailedStart { op, error } => {
                self.value(2);
                self.maybe_op(op);
                self.error(error);
            }
            AfterStop::Ended => self.value(3),
            AfterStop::Skipped => self.value(4),
            AfterStop::Awaiting { from } => {
                self.value(5);
                self.presentation_time(*from);
            }
            AfterStop::Failed => self.value(6),
            AfterStop::Replace { op, with, play } => {
                self.value(7);
                self.to.op(*op);
                self.presentation(with);
                self.flag(*play);
            }
            AfterStop::Refuse { op, topology, error } => {
                self.value(8);
                self.to.op(*op);
                self.to.topology(*topology);
                self.error(error);
            }
            AfterStop::Clear { op, topology, play } => {
                self.value(9);
                self.to.op(*op);
                self.optional(topology, |w, topology| w.to.topology(*topology));
                self.flag(*play);
            }
        }
        self.waits(waits);
        self.failure(failure);
        self.flag(*ended);
        self.all(prerolled, |w, stream_sink| {
            w.to.component(Component::StreamSink(*stream_sink));
        });
    }

    fn clock(&mut self, clock: ClockRun) {
        self.value(match clock {
            ClockRun::Stopped => 0,
            ClockRun::Running => 1,
            ClockRun::Paused => 2,
        });
    }

    fn pipeline(&mut self, pipeline: &Pipeline) {
        let Pipeline {
            clock,
            rate,
            source_rates,
            verdict_is_out,
            generation,
            preroll,
            sources,
            buffering,
            dismissed,
            cut_off,
            gone,
            finalized,
            lost,
        } = pipeline;
        self.clock(*clock);
        self.rate(*rate);
        self.remembered(
            source_rates,
            |(source, _)| Component::Source(**source),
            |w, (_, ToldRate { rate, confirmed })| {
                w.rate(*rate);
                w.flag(*confirmed);
            },
        );
        self.flag(*verdict_is_out);
        self.to.generation(*generation);
        self.to.preroll(*preroll);
        self.remembered(
            sources,
            |(source, _)| Component::Source(**source),
            |w, (_, run)| {
                w.flag(match run {
                    SourceRun::Started => false,
                    SourceRun::Paused => true,
                });
            },
        );
        for known in [buffering, dismissed, gone] {
            self.remembered(known, |source| Component::Source(**source), |_, _| {});
        }
        self.remembered(
            cut_off,
            |(component, _)| **component,
            |w, (_, error)| w.error(error),
        );
        self.remembered(finalized, |sink| Component::Sink(**sink), |_, _| {});
        self.remembered(
            lost,
            |(sink, _)| Component::Sink(**sink),
            |w, (_, error)| w.error(error),
        );
    }
}
