//! Calls to components, in lanes on the pool.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use openmf_core::{Error, MediaSink, MediaTime, Result, SharedEvent, StartPosition};
use openmf_session::{Component, Input, SinkId, SourceId, StreamSinkId, TopologyKey};

use super::super::lane::Lane;
use super::super::pump::AnnouncedStream;
use super::super::survey::rates_of_source;
use super::super::{Message, Shared};
use crate::branch::panic_message;
use crate::watched::Call;

use super::Core;

impl Core {
    pub(super) fn take_stream(&mut self, shared: &Arc<Shared>, source: SourceId, announced: AnnouncedStream) {
        let AnnouncedStream {
            stream,
            id,
            is_direct,
            events,
        } = announced;
        let mut read = false;
        let mut former = Vec::new();
        for (of, stream_id, slot) in self.segments().filter_map(|segment| segment.stream.as_ref()) {
            if (*of, *stream_id) == (source, id) {
                former.extend(slot.put(Arc::clone(&stream)));
                read = true;
            }
        }
        if let Some(running) = self.sources.get_mut(&source) {
            if !read || is_direct {
                // Nobody reads the events of a stream that is read directly, or not at all.
                while events.try_get_event().is_ok() {}
            }
            if !read && is_direct {
                // Before the next start, which comes through the same lane and may be for somebody who reads it.
                let (guard, stream) = (shared.tasks.enter(), Arc::clone(&stream));
                running.lane.run(move || {
                    let _guard = guard;
                    if let Some(direct) = stream.direct() {
                        direct.set_attached(false);
                    }
                });
            }
            former.extend(running.streams.insert(id, Arc::clone(&stream)));
            // Mostly it is the same one, which is kept.
            former.retain(|known| !Arc::ptr_eq(known, &stream));
        } else {
            former.push(stream);
        }
        if !former.is_empty() {
            self.discard(former);
        }
    }

    /// A source says that what it can do has changed. The application hears of it when the session knows.
    pub(super) fn ask_characteristics(&self, shared: &Arc<Shared>, id: SourceId, event: SharedEvent) {
        let (Some(source), Some(running)) = (self.components.source(id).cloned(), self.sources.get(&id))
        else {
            return;
        };
        let session = Arc::clone(shared);
        let guard = shared.tasks.enter();
        running.lane.run(move || {
            let _guard = guard;
            let asked = guarded("media source", || {
                let now = source.characteristics()?;
                session.post_behind(Message::Input(Input::SourceCharacteristicsChanged {
                    source: id,
                    can_seek: now.can_seek,
                    can_pause: now.can_pause,
                    rates: rates_of_source(&*source),
                }));
                Ok(())
            });
            if let Err(error) = asked {
                tracing::debug!(%error, "a source does not say what it can do");
            }
            session.post_behind(Message::Forward(event));
        });
    }

    pub(super) fn start_source(
        &mut self,
        shared: &Arc<Shared>,
        id: SourceId,
        topology: TopologyKey,
        position: StartPosition,
    ) {
        let descriptor = self.topologies.get(&topology).and_then(|entry| {
            entry
                .descriptors
                .iter()
                .find(|(source, _)| *source == id)
                .map(|(_, descriptor)| Arc::clone(descriptor))
        });
        let Some(descriptor) = descriptor else { return };
        self.call_source(
            shared,
            id,
            move |source| source.start(&descriptor, &position),
            move |result| Input::SourceStarted { source: id, result },
        );
    }

    pub(super) fn force_end(&mut self, shared: &Arc<Shared>, id: SourceId, topology: TopologyKey) {
        let descriptor = self.topologies.get(&topology).and_then(|entry| {
            let known = entry.descriptors.iter().find(|(source, _)| *source == id);
            known.map(|(_, descriptor)| Arc::clone(descriptor))
        });
        let (Some(descriptor), Some(source), Some(running)) = (
            descriptor,
            self.components.source(id).cloned(),
            self.sources.get(&id),
        ) else {
            return;
        };
        let guard = shared.tasks.enter();
        running.lane.run(move || {
            let _guard = guard;
            let result = guarded(&source.name(), || match source.presentation_provider() {
                Some(provider) => provider.force_end_of_presentation(&descriptor),
                None => Ok(()),
            });
            if let Err(error) = result {
                tracing::debug!(%error, "a source did not end its presentation");
            }
        });
    }

    pub(super) fn find_key_frame(&self, shared: &Arc<Shared>, source: SourceId, time: MediaTime) {
        let session = Arc::clone(shared);
        self.call_source(
            shared,
            source,
            move |media_source| {
                let found = match media_source.seek_info() {
                    Some(info) => info.previous_key_frame(time)?,
                    None => time,
                };
                let result = Ok(found);
                session.post_behind(Message::Input(Input::KeyFrameFound { source, result }));
                Ok(())
            },
            move |result| Input::KeyFrameFound {
                source,
                result: result.map(|()| time),
            },
        );
    }

    /// Calls a source in its lane. Success is told by the source's event, failure by the call.
    pub(super) fn call_source(
        &self,
        shared: &Arc<Shared>,
        id: SourceId,
        call: impl FnOnce(&dyn openmf_core::MediaSource) -> Result<()> + Send + 'static,
        answer: impl FnOnce(Result<()>) -> Input + Send + 'static,
    ) {
        let (Some(source), Some(running)) = (self.components.source(id).cloned(), self.sources.get(&id))
        else {
            return shared.post(Message::Input(answer(Err(Error::Shutdown))));
        };
        let session = Arc::clone(shared);
        let guard = shared.tasks.enter();
        running.lane.run_behind(Call::Source, move || {
            let _guard = guard;
            if let Err(error) = guarded(&source.name(), || call(&*source)) {
                session.post_behind(Message::Input(answer(Err(error))));
            }
        });
    }

    pub(super) fn call_sinks(&self, shared: &Arc<Shared>, call: impl FnOnce() + Send + 'static) {
        let guard = shared.tasks.enter();
        self.sink_lane.run_behind(Call::Sinks, move || {
            let _guard = guard;
            call();
        });
    }

    /// Shuts down a sink that nothing uses any more.
    pub(super) fn shut_down_sink(&self, shared: &Arc<Shared>, sink: Arc<dyn MediaSink>) {
        self.retire_sinks(shared, move || {
            let _ = sink.shutdown();
        });
    }

    /// Calls sinks for the last time: behind the calls before it, but not in the way of those after it, which are to
    /// others and must not wait for one that hangs.
    pub(super) fn retire_sinks(&self, shared: &Arc<Shared>, call: impl FnOnce() + Send + 'static) {
        let guard = shared.tasks.enter();
        let last = Lane::new(self.runtime.clone());
        self.sink_lane.run(move || {
            last.run(move || {
                let _guard = guard;
                call();
            });
        });
    }

    pub(super) fn change_clock(
        &self,
        shared: &Arc<Shared>,
        change: impl FnOnce(&openmf_clock::SessionClock) -> Result<()> + Send + 'static,
    ) {
        let session = Arc::clone(shared);
        self.call_sinks(shared, move || {
            let result = guarded("presentation clock", || change(&session.clock));
            session.post_behind(Message::Input(Input::ClockChanged { result }));
        });
    }

    pub(super) fn join_clock(&mut self, shared: &Arc<Shared>, topology: TopologyKey, sinks: &[SinkId]) {
        let time_source = self.take_time_source(topology);
        let mut newcomers: Vec<Arc<dyn MediaSink>> = Vec::new();
        for id in sinks {
            if let (Some(running), Some(sink)) = (self.sinks.get_mut(id), self.components.sink(*id)) {
                running.has_clock = true;
                newcomers.push(Arc::clone(sink));
            }
        }
        self.introduce(shared, topology);
        self.watch_topology(shared, topology);
        let clock = Arc::clone(&shared.clock);
        self.call_sinks(shared, move || {
            let register = || {
                for sink in newcomers {
                    // A sink that refuses the clock does not answer, and is cut off for it.
                    let _ = sink.set_presentation_clock(Some(clock.clone()));
                }
            };
            if let Err(error) = clock.join(time_source, register) {
                tracing::warn!(%error, "the new time source was refused; the former one stays");
            }
        });
    }

    pub(super) fn stream_sinks_of(&self, sink: SinkId) -> Vec<StreamSinkId> {
        self.sinks
            .get(&sink)
            .map(|sink| sink.streams.keys().copied().collect())
            .unwrap_or_default()
    }

    pub(super) fn cut_off(&mut self, component: Component, error: &Error) {
        tracing::warn!(%component, %error, "a component was cut off");
        match component {
            Component::Source(id) => {
                if let Some(source) = self.sources.get(&id) {
                    source.lane.abandon();
                }
            }
            Component::Branch(id) => self.cut_off_branch(id),
            Component::Activation(_) | Component::Clock | Component::Sink(_) | Component::StreamSink(_) => {
                self.sink_lane.abandon()
            }
            Component::Loader(_) => {}
        }
    }
}

/// Calls into a component; its panic becomes an error that names it.
pub(crate) fn guarded(component: &str, call: impl FnOnce() -> Result<()>) -> Result<()> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|panic| {
        Err(Error::ComponentPanicked {
            component: component.to_owned(),
            message: panic_message(&*panic),
        })
    })
}
