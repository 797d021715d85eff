use std::sync::{Arc, Mutex, PoisonError};

use openmf_core::{MediaSink, MediaType, Result, SinkActivate};
use openmf_sinks::{NullOptions, NullRenderer};

/// An activation object over a function that makes the sink.
///
/// The sink is made when a topology with this object is resolved, is the same one until it is shut down, and is then
/// made anew.
pub struct SinkFactory {
    name: String,
    make: Box<dyn Fn() -> Result<Arc<dyn MediaSink>> + Send + Sync>,
    made: Mutex<Option<Arc<dyn MediaSink>>>,
}

impl SinkFactory {
    /// An activation object that calls `make` when a sink is needed. `name` is for messages.
    pub fn new(
        name: impl Into<String>,
        make: impl Fn() -> Result<Arc<dyn MediaSink>> + Send + Sync + 'static,
    ) -> Arc<dyn SinkActivate> {
        Arc::new(Self { name: name.into(), make: Box::new(make), made: Mutex::new(None) })
    }
}

impl SinkActivate for SinkFactory {
    fn activate(&self) -> Result<Arc<dyn MediaSink>> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sink) = &*made {
            return Ok(Arc::clone(sink));
        }
        let sink = (self.make)()?;
        *made = Some(Arc::clone(&sink));
        Ok(sink)
    }

    fn shutdown_object(&self) {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(sink) = made {
            // Shut down before, by the session: then there is nothing left to do.
            let _ = sink.shutdown();
        }
    }

    fn name(&self) -> String {
        self.name.clone()
    }
}

/// The renderer of a stream's kind; `None` for streams that are neither sound nor pictures.
pub(crate) fn renderer_for(media_type: &MediaType) -> Option<Arc<dyn SinkActivate>> {
    if media_type.is_audio() {
        Some(SinkFactory::new("null audio renderer", || {
            Ok(NullRenderer::audio(NullOptions::default()).sink() as Arc<dyn MediaSink>)
        }))
    } else if media_type.is_video() {
        Some(SinkFactory::new("null video renderer", || {
            Ok(NullRenderer::video(NullOptions::default()).sink() as Arc<dyn MediaSink>)
        }))
    } else {
        None
    }
}
