use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use openmf_core::{Error, HostClock, MediaSink, MediaType, Result, SinkActivate};
use openmf_runtime::Runtime;
use openmf_sinks::{
    AudioRendererActivate, AudioRendererOptions, NullActivate, NullOptions, VideoRendererActivate,
    VideoWindowOptions,
};

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
    #[expect(
        clippy::new_ret_no_self,
        reason = "what is made is used as an activation object only"
    )]
    pub fn new(
        name: impl Into<String>,
        make: impl Fn() -> Result<Arc<dyn MediaSink>> + Send + Sync + 'static,
    ) -> Arc<dyn SinkActivate> {
        Arc::new(Self {
            name: name.into(),
            make: Box::new(make),
            made: Mutex::new(None),
        })
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

/// An activation object that stands in with another one when a device is missing.
///
/// Only [`Error::Device`] makes it turn to the second; other errors are passed on. The choice holds until the sink is
/// shut down. The second sink notes why it was made ([`MediaSink::stand_in`]), if it is one that can, as a null renderer
/// is: the session that gets it sends one `MENonFatalError` for it, with the error's code as the value,
/// `MF_EVENT_OUTPUT_NODE`, and the sink's name as [`OPENMF_EVENT_STAND_IN`](openmf_core::keys::OPENMF_EVENT_STAND_IN).
pub struct FallbackActivate {
    first: Arc<dyn SinkActivate>,
    second: Arc<dyn SinkActivate>,
    told: Box<dyn Fn(&Error) + Send + Sync>,
    stands_in: AtomicBool,
}

impl FallbackActivate {
    /// Makes the sink of `first`, else that of `second`. `told` gets the error that made it so.
    #[expect(
        clippy::new_ret_no_self,
        reason = "what is made is used as an activation object only"
    )]
    pub fn new(
        first: Arc<dyn SinkActivate>,
        second: Arc<dyn SinkActivate>,
        told: impl Fn(&Error) + Send + Sync + 'static,
    ) -> Arc<dyn SinkActivate> {
        Arc::new(Self {
            first,
            second,
            told: Box::new(told),
            stands_in: AtomicBool::new(false),
        })
    }
}

impl SinkActivate for FallbackActivate {
    fn activate(&self) -> Result<Arc<dyn MediaSink>> {
        if self.stands_in.load(Ordering::Acquire) {
            return self.second.activate();
        }
        match self.first.activate() {
            Err(error @ Error::Device { .. }) => {
                (self.told)(&error);
                self.stands_in.store(true, Ordering::Release);
                let sink = self.second.activate()?;
                if let Some(stand_in) = sink.stand_in() {
                    stand_in.note(error);
                }
                Ok(sink)
            }
            result => result,
        }
    }

    fn shutdown_object(&self) {
        self.first.shutdown_object();
        self.second.shutdown_object();
        self.stands_in.store(false, Ordering::Release);
    }

    fn name(&self) -> String {
        if self.stands_in.load(Ordering::Acquire) {
            self.second.name()
        } else {
            self.first.name()
        }
    }
}

/// The renderer of a stream's kind, with a null renderer where there is no device; `None` for streams that are neither
/// sound nor pictures.
pub(crate) fn renderer_for(media_type: &MediaType, runtime: &Runtime) -> Option<Arc<dyn SinkActivate>> {
    let null = NullOptions::default();
    if media_type.is_audio() {
        let host: Arc<dyn HostClock> = Arc::new(runtime.clone());
        let device = AudioRendererActivate::audio_renderer(AudioRendererOptions::default(), host);
        Some(FallbackActivate::new(
            Arc::new(device),
            Arc::new(NullActivate::null_audio(null)),
            |_| {},
        ))
    } else if media_type.is_video() {
        let window = VideoRendererActivate::video_renderer(VideoWindowOptions::default(), |_| {});
        Some(FallbackActivate::new(
            Arc::new(window),
            Arc::new(NullActivate::null_video(null)),
            |_| {},
        ))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU32;

    use openmf_sinks::NullRenderer;

    use super::*;

    fn failing(error: Error) -> Arc<dyn SinkActivate> {
        SinkFactory::new("first", move || Err(error.clone()))
    }

    fn null() -> Arc<dyn SinkActivate> {
        SinkFactory::new("second", || {
            Ok(NullRenderer::audio(NullOptions::default()).sink() as Arc<dyn MediaSink>)
        })
    }

    #[test]
    fn a_missing_device_and_nothing_else_is_stood_in_for() {
        let told = Arc::<AtomicU32>::default();
        let count = Arc::clone(&told);
        let missing = Error::Device {
            device: "sound".into(),
            what: "there is none".into(),
        };
        let activate = FallbackActivate::new(failing(missing), null(), move |_| {
            count.fetch_add(1, Ordering::Relaxed);
        });
        assert_eq!(activate.name(), "first");
        let sink = activate.activate().unwrap();
        assert!(Arc::ptr_eq(&sink, &activate.activate().unwrap()));
        assert_eq!(
            (activate.name().as_str(), told.load(Ordering::Relaxed)),
            ("second", 1)
        );
        activate.shutdown_object();
        assert!(!Arc::ptr_eq(&sink, &activate.activate().unwrap()));
        assert_eq!(told.load(Ordering::Relaxed), 2);

        let activate = FallbackActivate::new(failing(Error::Aborted), null(), |_| {
            panic!("no device is missing")
        });
        assert!(matches!(activate.activate(), Err(Error::Aborted)));
    }
}
