//! An application's activation objects.

use std::sync::{Arc, Weak};

use openmf_core::{MediaSink, Result, SharedTransform, SinkActivate, TransformActivate};
use windows_core::{IUnknown, Interface};

use crate::bindings::{IMFActivate, IMFMediaSink, IMFTransform};
use crate::identity::{self, Adapted, Kind};
use crate::inward::{Object, error};
use crate::{sink, transform};

struct ForeignActivate {
    activate: Object<IMFActivate>,
    _adapted: Adapted,
}

fn adapt(activate: &IMFActivate, kind: Kind) -> windows_core::Result<Arc<ForeignActivate>> {
    let unknown: IUnknown = activate.cast()?;
    identity::adapter(kind, &unknown, |unknown| {
        Ok(Arc::new_cyclic(|this: &Weak<ForeignActivate>| ForeignActivate {
            activate: Object::new(activate.clone()),
            _adapted: Adapted::note(&[kind], this.as_ptr().addr(), unknown),
        }))
    })
}

/// The object as one that makes a sink.
///
/// # Errors
/// Whatever it answers to `QueryInterface`.
pub(crate) fn adapt_sink(activate: &IMFActivate) -> windows_core::Result<Arc<dyn SinkActivate>> {
    Ok(adapt(activate, Kind::SinkActivate)?)
}

/// The object as one that makes a transform.
///
/// # Errors
/// Whatever it answers to `QueryInterface`.
pub(crate) fn adapt_transform(activate: &IMFActivate) -> windows_core::Result<Arc<dyn TransformActivate>> {
    Ok(adapt(activate, Kind::TransformActivate)?)
}

impl ForeignActivate {
    fn shut_down(&self) {
        // SAFETY: a live object. There is nothing to do about a failure.
        let _ = unsafe { self.activate.ShutdownObject() };
    }
}

impl SinkActivate for ForeignActivate {
    fn activate(&self) -> Result<Arc<dyn MediaSink>> {
        // SAFETY: a live object.
        let made: IMFMediaSink = unsafe { self.activate.ActivateObject() }.map_err(error)?;
        sink::to_core(&made).map_err(error)
    }

    fn shutdown_object(&self) {
        self.shut_down();
    }

    fn name(&self) -> String {
        "the application's activation object".to_owned()
    }
}

impl TransformActivate for ForeignActivate {
    fn activate(&self) -> Result<SharedTransform> {
        // SAFETY: a live object.
        let made: IMFTransform = unsafe { self.activate.ActivateObject() }.map_err(error)?;
        transform::to_core(&made).map_err(error)
    }

    fn shutdown_object(&self) {
        self.shut_down();
    }
}
