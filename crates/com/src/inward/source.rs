//! An application's media source and its streams.

use std::sync::{Arc, Weak};

use openmf_core::{
    EventQueue, Guid, MediaSource, MediaStream, PresentationDescriptor, RateControl, RateDirection,
    RateRefused, RateSupport, Result, SourceCharacteristics, StartPosition, StreamDescriptor, UserObject,
    guids,
};
use windows_core::{BOOL, IUnknown, Interface};

use crate::bindings::{
    IMFGetService, IMFMediaSource, IMFMediaSourcePresentationProvider, IMFMediaStream, IMFRateControl,
    IMFRateSupport,
};
use crate::convert::to_guid;
use crate::foreign::Foreign;
use crate::identity::{self, Adapted, Kind};
use crate::inward::pump::Pump;
use crate::inward::{Object, check, error};
use crate::{descriptors, objects, propvariant, source};

struct ForeignSource {
    source: Object<IMFMediaSource>,
    pump: Arc<Pump>,
    rates: Option<ForeignRates>,
    provider: Option<Object<IMFMediaSourcePresentationProvider>>,
    _adapted: Adapted,
}

/// The source as a component.
///
/// # Errors
/// Whatever it answers to `QueryInterface`.
pub(crate) fn adapt(source: &IMFMediaSource) -> windows_core::Result<Arc<dyn MediaSource>> {
    let unknown: IUnknown = source.cast()?;
    let adapter = identity::adapter(Kind::MediaSource, &unknown, |unknown| {
        let pump = Arc::new(Pump::new(source.cast()?));
        let rates = ForeignRates::of(unknown).map(|rates| ForeignRates {
            pump: Some(Arc::clone(&pump)),
            ..rates
        });
        Ok::<_, windows_core::Error>(Arc::new_cyclic(|this: &Weak<ForeignSource>| ForeignSource {
            source: Object::new(source.clone()),
            pump,
            rates,
            provider: source.cast().ok().map(Object::new),
            _adapted: Adapted::note(&[Kind::MediaSource], this.as_ptr().addr(), unknown),
        }))
    })?;
    Ok(adapter)
}

impl MediaSource for ForeignSource {
    fn events(&self) -> &EventQueue {
        self.pump.queue()
    }

    fn characteristics(&self) -> Result<SourceCharacteristics> {
        // SAFETY: a live object.
        let flags = unsafe { self.source.GetCharacteristics() }.map_err(error)?;
        let has = |bit: u32| flags & bit != 0;
        // Source: `MFMEDIASOURCE_CHARACTERISTICS`.
        Ok(SourceCharacteristics {
            is_live: has(1),
            can_seek: has(2),
            can_pause: has(4),
            has_slow_seek: has(8),
            has_multiple_presentations: has(0x10),
            can_skip_forward: has(0x20),
            can_skip_backward: has(0x40),
        })
    }

    fn create_presentation_descriptor(&self) -> Result<Arc<PresentationDescriptor>> {
        // SAFETY: a live object.
        let descriptor = unsafe { self.source.CreatePresentationDescriptor() }.map_err(error)?;
        descriptors::presentation_to_core(&descriptor).map_err(error)
    }

    fn start(&self, descriptor: &PresentationDescriptor, position: &StartPosition) -> Result<()> {
        // Observed: when it cannot be listened to it is not started.
        self.pump.run().map_err(error)?;
        let descriptor = descriptors::borrowed_to_com(descriptor).map_err(error)?;
        let (format, value) = source::position_value(position);
        let format = to_guid(format);
        let mut value = propvariant::make(&value).map_err(error)?;
        // SAFETY: a live object, and valid arguments; the value is cleared once.
        let started = unsafe {
            let started = self.source.Start(&descriptor, &format, &value);
            propvariant::clear(&mut value);
            started
        };
        check(started)
    }

    fn pause(&self) -> Result<()> {
        // SAFETY: a live object.
        check(unsafe { self.source.Pause() })
    }

    fn stop(&self) -> Result<()> {
        // SAFETY: a live object.
        check(unsafe { self.source.Stop() })
    }

    fn shutdown(&self) -> Result<()> {
        // SAFETY: a live object.
        check(unsafe { self.source.Shutdown() })
    }

    fn service(&self, service: &Guid) -> Option<UserObject> {
        let services: IMFGetService = self.source.cast().ok()?;
        // SAFETY: a live object.
        let object: IUnknown = unsafe { services.GetService(&to_guid(*service)) }.ok()?;
        Some(Foreign::wrap(&object))
    }

    fn rate_control(&self) -> Option<&dyn RateControl> {
        self.rates.as_ref().map(|rates| rates as &dyn RateControl)
    }

    fn presentation_provider(&self) -> Option<&dyn openmf_core::PresentationProvider> {
        self.provider
            .is_some()
            .then_some(self as &dyn openmf_core::PresentationProvider)
    }

    fn name(&self) -> String {
        "the application's media source".to_owned()
    }
}

impl openmf_core::PresentationProvider for ForeignSource {
    fn force_end_of_presentation(&self, descriptor: &PresentationDescriptor) -> Result<()> {
        let Some(provider) = &self.provider else {
            return Ok(());
        };
        let descriptor = descriptors::borrowed_to_com(descriptor).map_err(error)?;
        // SAFETY: live objects.
        check(unsafe { provider.ForceEndOfPresentation(&descriptor) })
    }
}

/// The rate of an application's component.
pub(crate) struct ForeignRates {
    control: Option<Object<IMFRateControl>>,
    support: Object<IMFRateSupport>,
    /// Of a source, which completes by an event: it is listened to before its first start too.
    pump: Option<Arc<Pump>>,
}

impl ForeignRates {
    /// What an object answers for `MF_RATE_CONTROL_SERVICE`; `None` if it says nothing about rates.
    pub(crate) fn of(object: &IUnknown) -> Option<Self> {
        let services: IMFGetService = object.cast().ok()?;
        let service = to_guid(guids::MF_RATE_CONTROL_SERVICE);
        // SAFETY: calls of a live object.
        unsafe {
            let support: IMFRateSupport = services.GetService(&service).ok()?;
            let control = services.GetService(&service).ok();
            Some(Self {
                control: control.map(Object::new),
                support: Object::new(support),
                pump: None,
            })
        }
    }
}

fn number(direction: RateDirection) -> i32 {
    match direction {
        RateDirection::Forward => 0,
        RateDirection::Reverse => 1,
    }
}

impl RateSupport for ForeignRates {
    fn slowest_rate(&self, direction: RateDirection, thin: bool) -> Result<f32> {
        // SAFETY: a live object.
        unsafe { self.support.GetSlowestRate(number(direction), thin) }.map_err(error)
    }

    fn fastest_rate(&self, direction: RateDirection, thin: bool) -> Result<f32> {
        // SAFETY: a live object.
        unsafe { self.support.GetFastestRate(number(direction), thin) }.map_err(error)
    }

    fn is_rate_supported(&self, thin: bool, rate: f32) -> Result<(), RateRefused> {
        let mut nearest = f32::NAN;
        // SAFETY: a live object, and a writable local.
        let answer = unsafe { self.support.IsRateSupported(thin, rate, &mut nearest) };
        check(answer).map_err(|error| RateRefused {
            error,
            nearest: nearest.is_finite().then_some(nearest),
        })
    }
}

impl RateControl for ForeignRates {
    fn set_rate(&self, thin: bool, rate: f32) -> Result<()> {
        if let Some(pump) = &self.pump {
            pump.run().map_err(error)?;
        }
        match &self.control {
            // SAFETY: a live object.
            Some(control) => check(unsafe { control.SetRate(thin, rate) }),
            None => Err(openmf_core::codes::MF_E_UNSUPPORTED_RATE.into()),
        }
    }

    fn rate(&self) -> (bool, f32) {
        let (mut thin, mut rate) = (BOOL(0), 1.0);
        if let Some(control) = &self.control {
            // SAFETY: a live object, and writable locals.
            let _ = unsafe { control.GetRate(&mut thin, &mut rate) };
        }
        (thin.as_bool(), rate)
    }
}

struct ForeignStream {
    stream: Object<IMFMediaStream>,
    descriptor: Arc<StreamDescriptor>,
    pump: Pump,
    _adapted: Adapted,
}

/// The stream as a component; its events are read from now on.
///
/// # Errors
/// Whatever it answers.
pub(crate) fn adapt_stream(stream: &IMFMediaStream) -> windows_core::Result<Arc<dyn MediaStream>> {
    let unknown: IUnknown = stream.cast()?;
    let adapter = identity::adapter(Kind::MediaStream, &unknown, |unknown| {
        // SAFETY: a live object.
        let descriptor = unsafe { stream.GetStreamDescriptor() }?;
        let descriptor = descriptors::stream_to_core(&descriptor)?;
        let generator = stream.cast()?;
        Ok::<_, windows_core::Error>(Arc::new_cyclic(|this: &Weak<ForeignStream>| ForeignStream {
            stream: Object::new(stream.clone()),
            descriptor,
            pump: Pump::new(generator),
            _adapted: Adapted::note(&[Kind::MediaStream], this.as_ptr().addr(), unknown),
        }))
    })?;
    adapter.pump.run()?;
    Ok(adapter)
}

impl MediaStream for ForeignStream {
    fn events(&self) -> &EventQueue {
        self.pump.queue()
    }

    fn descriptor(&self) -> Arc<StreamDescriptor> {
        Arc::clone(&self.descriptor)
    }

    fn request_sample(&self, token: Option<UserObject>) -> Result<()> {
        let token = token.map(|token| objects::to_com(&token).unwrap_or_else(|| identity::opaque(token)));
        // SAFETY: live objects.
        check(unsafe { self.stream.RequestSample(token.as_ref()) })
    }
}
