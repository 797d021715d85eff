//! Who is told the session's clock and the work queues of its branches, besides the sinks.

use std::sync::{Arc, PoisonError};

use openmf_core::{ClockConsumer, PresentationClock};
use openmf_session::TopologyKey;

use super::super::Shared;
use super::super::services::Components;
use super::Core;
use super::calls::guarded;
use crate::sync::Mutex;

/// Sources and transforms that have the clock, by their addresses.
pub(super) type Consumers = Arc<Mutex<Vec<(usize, Arc<dyn ClockConsumer>)>>>;

impl Core {
    /// A topology becomes the current one. In front of the call that makes it so, which goes through the same lane: a
    /// component has the clock before it has data.
    pub(super) fn introduce(&mut self, shared: &Arc<Shared>, key: TopologyKey) {
        if self.introduced.replace(key) == Some(key) {
            return;
        }
        let Some(topology) = self.topologies.get(&key).and_then(|entry| entry.full.clone()) else {
            return;
        };
        shared
            .services
            .topology_changed(topology.clone(), shared.tasks.enter());
        let consumers = Arc::clone(&self.consumers);
        let clock: Arc<dyn PresentationClock> = shared.clock.clone();
        self.call_sinks(shared, move || {
            let components = Components::of(&topology);
            let sources = components.sources.iter();
            let sources = sources.filter_map(|source| {
                let consumer = source.clock_consumer()?;
                Some((Arc::as_ptr(source).addr(), consumer))
            });
            let transforms = components.transforms.iter();
            let transforms = transforms.filter_map(|transform| {
                let consumer = transform.clock_consumer()?;
                Some((transform.address(), consumer))
            });
            give_clock(&consumers, sources.chain(transforms).collect(), Some(&clock));
        });
    }

    /// A topology is dropped.
    pub(super) fn dismiss(&mut self, shared: &Arc<Shared>, key: TopologyKey) {
        if self.introduced.take_if(|known| *known == key).is_none() {
            return;
        }
        shared.services.topology_left(shared.tasks.enter());
        let consumers = Arc::clone(&self.consumers);
        self.call_sinks(shared, move || give_clock(&consumers, Vec::new(), None));
    }
}

/// Gives those the clock that do not have it, and takes it from all others.
fn give_clock(
    consumers: &Consumers,
    now: Vec<(usize, Arc<dyn ClockConsumer>)>,
    clock: Option<&Arc<dyn PresentationClock>>,
) {
    let lock = || consumers.lock().unwrap_or_else(PoisonError::into_inner);
    let former = std::mem::take(&mut *lock());
    let has =
        |list: &[(usize, Arc<dyn ClockConsumer>)], of: usize| list.iter().any(|(known, _)| *known == of);
    let tell = |consumer: &Arc<dyn ClockConsumer>, clock: Option<&Arc<dyn PresentationClock>>| {
        let told = guarded("clock consumer", || {
            consumer.set_presentation_clock(clock.cloned())
        });
        if let Err(error) = told {
            tracing::warn!(%error, "a component does not take the session's clock");
        }
    };
    for (_, consumer) in former.iter().filter(|(of, _)| !has(&now, *of)) {
        tell(consumer, None);
    }
    for (_, consumer) in now.iter().filter(|(of, _)| !has(&former, *of)) {
        tell(consumer, clock);
    }
    *lock() = now;
}
