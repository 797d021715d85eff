//! The source's side of a reader: how it is started, and what it tells.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Weak};

use openmf_core::{
    Error, EventType, MediaStream, SharedEvent, StreamDescriptor, StreamObject, Variant, codes,
};

use super::engine::Shared;
use crate::branch::panic_message;
use crate::driver::guarded;
use crate::driver::pump::Pump;

/// A source that announces new streams without end is not followed further.
const MAX_STREAMS: usize = 1024;

impl Shared {
    /// Reads the source's events from now on.
    pub(super) fn start_pump(self: &Arc<Self>) {
        let reader = Arc::downgrade(self);
        let pump = Pump {
            queue: self.source.events().clone(),
            stop: Arc::clone(&self.pump),
            deliver: move |event: Result<SharedEvent, Error>| deliver(&reader, event),
        };
        self.runtime.spawn(pump);
    }

    /// Tells the source to start. Its event says that it has.
    pub(super) fn start_source(&self, generation: u64) {
        let Ok(this) = self.arc() else { return };
        self.calls.run(move || {
            let position = this.lock().take_target();
            let started = guarded(&this.source.name(), || {
                this.source.start(&this.presentation(), &position)
            });
            if let Err(error) = started {
                this.change(|state, after| state.start_failed(generation, error, after));
            }
        });
    }

    fn announced(&self, descriptor: Arc<StreamDescriptor>, stream: Arc<dyn MediaStream>) {
        let id = descriptor.id();
        let (known, count) = {
            let state = self.lock();
            let known = state.streams.iter().any(|known| known.id == id);
            (known, state.streams.len())
        };
        if !known {
            if count >= MAX_STREAMS {
                return tracing::warn!(id, "a source announces ever more streams; this one is left out");
            }
            self.add_stream(descriptor);
        }
        self.change(|state, after| {
            let Some(index) = state.streams.iter().position(|known| known.id == id) else {
                return;
            };
            if let Some(known) = state.streams.get_mut(index) {
                let former = known.source_stream.replace(stream);
                after.let_go(former);
            }
            state.run_stream(self, index, after);
        });
    }
}

fn deliver(reader: &Weak<Shared>, event: Result<SharedEvent, Error>) {
    let Some(reader) = reader.upgrade() else { return };
    let event = match event {
        Ok(event) => event,
        // The application has shut its source down.
        Err(error) => return reader.fail(error),
    };
    match event.event_type() {
        EventType::SourceStarted | EventType::SourceSeeked => match event.result() {
            Ok(()) => reader.change(|state, after| state.started(&reader, after)),
            Err(error) => reader.change(|state, after| {
                let generation = state.generation;
                state.start_failed(generation, error, after);
            }),
        },
        EventType::NewStream | EventType::UpdatedStream => {
            let Variant::Object(object) = event.value() else {
                return;
            };
            let Some(stream) = object.downcast::<StreamObject>() else {
                return;
            };
            match catch_unwind(AssertUnwindSafe(|| stream.0.descriptor())) {
                Ok(descriptor) => reader.announced(descriptor, Arc::clone(&stream.0)),
                Err(panic) => reader.fail(Error::ComponentPanicked {
                    component: "media stream".to_owned(),
                    message: panic_message(&*panic),
                }),
            }
        }
        EventType::Error => {
            let error = event.result().err();
            reader.fail(error.unwrap_or(Error::Code { code: codes::E_FAIL }));
        }
        EventType::BufferingStarted
        | EventType::BufferingStopped
        | EventType::ConnectStart
        | EventType::ConnectEnd
        | EventType::ExtendedType
        | EventType::SourceCharacteristicsChanged
        | EventType::SourceMetadataChanged => {
            reader.tell(move |events| events.event(event));
        }
        _ => {}
    }
}
