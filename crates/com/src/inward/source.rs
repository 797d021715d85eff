//! An application's media source and its streams.

use std::sync::{Arc, Weak};

use openmf_core::{
    ClockConsumer, EventQueue, Guid, MediaSource, MediaStream, MediaTime, PresentationDescriptor,
    QualityAdvise, RateControl, RateDirection, RateRefused, RateSupport, RealTimeClient, Result, SeekInfo,
    SourceCharacteristics, StartPosition, StreamDescriptor, UserObject, Variant, guids,
};
use windows_core::{BOOL, GUID, IUnknown, Interface};

use crate::bindings::{
    IMFGetService, IMFMediaSource, IMFMediaSourceEx, IMFMediaSourcePresentationProvider, IMFMediaStream,
    IMFRateControl, IMFRateSupport, IMFSeekInfo, PROPVARIANT,
};
use crate::convert::to_guid;
use crate::foreign::Foreign;
use crate::identity::{self, Adapted, Kind};
use crate::inward::pump::Pump;
use crate::inward::{Object, advice, check, error, real_time};
use crate::{descriptors, objects, propvariant, source};

struct ForeignSource {
    source: Object<IMFMediaSource>,
    pump: Arc<Pump>,
    rates: Option<ForeignRates>,
    provider: Option<Object<IMFMediaSourcePresentationProvider>>,
    seeks: Option<ForeignSeeks>,
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
            seeks: ForeignSeeks::of(unknown),
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

    fn quality_advise(&self) -> Option<Arc<dyn QualityAdvise>> {
        advice::of_source(&self.source.cast().ok()?)
    }

    fn seek_info(&self) -> Option<&dyn SeekInfo> {
        self.seeks.as_ref().map(|seeks| seeks as &dyn SeekInfo)
    }

    fn presentation_provider(&self) -> Option<&dyn openmf_core::PresentationProvider> {
        self.provider
            .is_some()
            .then_some(self as &dyn openmf_core::PresentationProvider)
    }

    fn name(&self) -> String {
        "the application's media source".to_owned()
    }

    fn real_time_client(&self) -> Option<Arc<dyn RealTimeClient>> {
        real_time::client_of(&self.source.cast().ok()?)
    }

    fn clock_consumer(&self) -> Option<Arc<dyn ClockConsumer>> {
        real_time::consumer_of(&self.source.cast().ok()?)
    }

    fn set_device_manager(&self, manager: Option<&UserObject>) -> Result<()> {
        let source: IMFMediaSourceEx = self.source.cast().map_err(error)?;
        let manager = manager.and_then(Foreign::unwrap);
        // SAFETY: live objects, or NULL.
        check(unsafe { source.SetD3DManager(manager.as_ref()) })
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

/// Where the key frames of an application's source are.
struct ForeignSeeks(Object<IMFSeekInfo>);

impl ForeignSeeks {
    fn of(source: &IUnknown) -> Option<Self> {
        let services: IMFGetService = source.cast().ok()?;
        // SAFETY: a live object.
        let seeks = unsafe { services.GetService(&to_guid(guids::MF_SCRUBBING_SERVICE)) };
        seeks.ok().map(|seeks| Self(Object::new(seeks)))
    }

    /// The nearest key frame before a time, and behind it; none where the source gives no time.
    fn nearest(&self, time: MediaTime) -> Result<(Option<MediaTime>, Option<MediaTime>)> {
        let mut start = propvariant::make(&Variant::I64(time.as_100ns())).map_err(error)?;
        let (mut previous, mut next) = (PROPVARIANT::default(), PROPVARIANT::default());
        // SAFETY: a live object, valid arguments and writable locals; each value is read and cleared once.
        unsafe {
            let found = self
                .0
                .GetNearestKeyFrames(&GUID::zeroed(), &start, &mut previous, &mut next);
            propvariant::clear(&mut start);
            let times = [&mut previous, &mut next].map(|value| {
                let time = match propvariant::read(value) {
                    Ok(Variant::I64(time)) => Some(MediaTime::from_100ns(time)),
                    Ok(_) | Err(_) => None,
                };
                propvariant::clear(value);
                time
            });
            check(found)?;
            Ok((times[0], times[1]))
        }
    }
}

impl SeekInfo for ForeignSeeks {
    fn previous_key_frame(&self, time: MediaTime) -> Result<MediaTime> {
        Ok(self.nearest(time)?.0.unwrap_or(time))
    }

    fn next_key_frame(&self, time: MediaTime) -> Result<Option<MediaTime>> {
        Ok(self.nearest(time)?.1)
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

#[cfg(test)]
mod tests {
    use std::ffi::c_void;

    use openmf_core::codes;
    use windows_core::{HRESULT, implement};

    use super::*;
    use crate::bindings::{IMFGetService_Impl, IMFSeekInfo_Impl};
    use crate::convert::code;

    /// Has a key frame at each 100, from 0 to 300.
    #[implement(IMFGetService, IMFSeekInfo)]
    struct Frames;

    impl IMFGetService_Impl for Frames_Impl {
        fn GetService(
            &self,
            service: *const GUID,
            iid: *const GUID,
            result: *mut *mut c_void,
        ) -> windows_core::Result<()> {
            // SAFETY: the interface's caller gives pointers as the method documents them.
            unsafe {
                if *service != to_guid(guids::MF_SCRUBBING_SERVICE) {
                    return Err(code(codes::MF_E_UNSUPPORTED_SERVICE));
                }
                let this: IMFSeekInfo = windows_core::IUnknownImpl::to_object(self).to_interface();
                crate::foreign::query(&this.into(), iid, result).ok()
            }
        }
    }

    impl IMFSeekInfo_Impl for Frames_Impl {
        fn GetNearestKeyFrames(
            &self,
            format: *const GUID,
            start: *const PROPVARIANT,
            previous: *mut PROPVARIANT,
            next: *mut PROPVARIANT,
        ) -> windows_core::Result<()> {
            // SAFETY: the interface's caller gives pointers as the method documents them.
            unsafe {
                assert_eq!(*format, GUID::zeroed());
                let Variant::I64(time) = propvariant::read(start)? else {
                    return Err(code(codes::MF_E_INVALIDTYPE));
                };
                if time > 400 {
                    return Err(windows_core::Error::from_hresult(HRESULT(
                        codes::MF_E_INVALIDREQUEST.0,
                    )));
                }
                previous.write(propvariant::make(&Variant::I64(time.min(300) / 100 * 100))?);
                if time < 300 {
                    next.write(propvariant::make(&Variant::I64(time / 100 * 100 + 100))?);
                }
            }
            Ok(())
        }
    }

    #[test]
    fn a_source_tells_its_key_frames() {
        let frames: IMFSeekInfo = Frames.into();
        let seeks = ForeignSeeks::of(&frames.into()).unwrap();
        let at = MediaTime::from_100ns;
        for (time, previous, next) in [(0, 0, Some(100)), (199, 100, Some(200)), (350, 300, None)] {
            assert_eq!(seeks.previous_key_frame(at(time)), Ok(at(previous)), "{time}");
            assert_eq!(seeks.next_key_frame(at(time)), Ok(next.map(at)), "{time}");
        }
        let refused = seeks.previous_key_frame(at(401)).unwrap_err();
        assert_eq!(refused.hresult(), codes::MF_E_INVALIDREQUEST);
    }
}
