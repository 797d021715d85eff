//! The objects of our media sinks. Which interfaces an object answers depends on what the sink is: one that makes a file
//! is finalized, one that renders by a clock is prerolled, one with a clock of its own is a time source.
//!
//! Sources: "Media Sinks", `IMFMediaSink`, `IMFFinalizableMediaSink`, `IMFClockStateSink` (Microsoft Learn).

use std::ffi::c_void;
use std::sync::{Arc, Mutex, PoisonError};

use openmf_core::{
    ClockState, ClockStateSink, MediaSink, PresentationClock, PresentationTime, PresentationTimeSource,
    RateSupport, UserObject, codes,
};
use windows_core::{BOOL, GUID, HRESULT, IUnknown, Ref, implement};

use crate::bindings::{
    IMFAsyncCallback, IMFAsyncResult, IMFClock_Impl, IMFClockStateSink, IMFClockStateSink_Impl,
    IMFFinalizableMediaSink, IMFFinalizableMediaSink_Impl, IMFGetService, IMFGetService_Impl, IMFMediaEvent,
    IMFMediaEventGenerator, IMFMediaSink, IMFMediaSink_Impl, IMFMediaSinkPreroll, IMFMediaSinkPreroll_Impl,
    IMFMediaType, IMFPresentationClock, IMFPresentationTimeSource, IMFPresentationTimeSource_Impl,
    IMFRateSupport, IMFRateSupport_Impl, IMFStreamSink, MFCLOCK_PROPERTIES, MFCLOCK_STATE, MFRATE_DIRECTION,
    MFTIME, PROPVARIANT,
};
use crate::clock::{clock_start, host_time};
use crate::convert::{code, fail, read_guid};
use crate::edge::Live;
use crate::event_queue::{Events, generator_of};
use crate::identity::{IOwn, Registration, own};
use crate::media_type::media_type;
use crate::rate::Rates;
use crate::sink::{SinkHandle, flags, stream_to_com};
use crate::{clock, foreign, identity, operation, rate, services};

type Result<T> = windows_core::Result<T>;

/// `MFCLOCK_CHARACTERISTICS_FLAG_FREQUENCY_10MHZ`.
const FREQUENCY_10MHZ: u32 = 2;

/// What the objects of all sinks have.
struct Handle {
    sink: Arc<dyn MediaSink>,
    /// The clock that came from outside, and what the sink got for it.
    clock: Mutex<Option<(IMFPresentationClock, Arc<dyn PresentationClock>)>>,
}

impl Handle {
    fn set_clock(&self, set: Option<&IMFPresentationClock>) -> Result<()> {
        self.alive()?;
        // Source: `IMFMediaSink::SetPresentationClock`. Only a clock that says so has none.
        // SAFETY: a live object.
        if let Some(Err(error)) = set.map(|set| unsafe { set.GetTimeSource() })
            && error.code().0 == codes::MF_E_CLOCK_NO_TIME_SOURCE.0
        {
            return Err(error);
        }
        let core = set.map(clock::to_core).transpose()?;
        Arc::clone(&self.sink)
            .set_presentation_clock(core.clone())
            .map_err(fail)?;
        let former = {
            let mut kept = self.clock.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *kept, set.cloned().zip(core))
        };
        drop(former);
        Ok(())
    }

    fn alive(&self) -> Result<()> {
        self.sink.stream_sinks().map(drop).map_err(fail)
    }

    fn clock(&self) -> Result<IMFPresentationClock> {
        self.alive()?;
        let core = self.sink.presentation_clock();
        let core = core.ok_or_else(|| code(codes::MF_E_NO_CLOCK))?;
        let kept = self.clock.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match kept {
            Some((given, known)) if identity::address(&known) == identity::address(&core) => Ok(given),
            // A session's.
            _ => clock::to_com(&core),
        }
    }

    fn shutdown(&self) -> Result<()> {
        let former = self.clock.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(former);
        self.sink.shutdown().map_err(fail)
    }

    /// What a clock tells: one that has this sink as its time source tells the device.
    fn state_sink(&self) -> Result<Arc<dyn ClockStateSink>> {
        self.alive()?;
        if let Some(source) = self.sink.time_source() {
            return Ok(source);
        }
        let sink = Arc::clone(&self.sink).clock_state_sink();
        sink.ok_or_else(|| code(codes::E_NOTIMPL))
    }

    fn preroll(&self, start: MFTIME) -> Result<()> {
        self.alive()?;
        let preroll = self.sink.preroll().ok_or_else(|| code(codes::E_NOTIMPL))?;
        preroll
            .notify_preroll(PresentationTime::from_100ns(start.0))
            .map_err(fail)
    }
}

/// The events of a sink itself, which end with it: also when who shuts it down knows nothing of its object.
struct SinkEvents {
    sink: Arc<dyn MediaSink>,
    events: Events,
}

impl SinkEvents {
    fn now(&self) -> &Events {
        if self.sink.stream_sinks().is_err() {
            self.events.shutdown();
        }
        &self.events
    }

    fn get(&self, flags: u32) -> Result<IMFMediaEvent> {
        self.now().get(flags)
    }

    fn begin(&self, callback: Option<&IMFAsyncCallback>, state: Option<&IUnknown>) -> Result<()> {
        self.now().begin(callback, state)
    }

    fn end(&self, result: Option<&IMFAsyncResult>) -> Result<IMFMediaEvent> {
        self.now().end(result)
    }

    /// # Safety
    /// `extended` is NULL or a GUID, `value` is NULL or a valid variant.
    unsafe fn queue(
        &self,
        kind: u32,
        extended: *const GUID,
        status: HRESULT,
        value: *const PROPVARIANT,
    ) -> Result<()> {
        // SAFETY: by the caller's promise.
        unsafe { self.now().queue(kind, extended, status, value) }
    }
}

/// A sink that renders by the clock of somebody else.
#[implement(
    IMFMediaSink,
    IMFMediaSinkPreroll,
    IMFClockStateSink,
    IMFMediaEventGenerator,
    IMFGetService,
    IOwn
)]
struct Renderer {
    handle: Handle,
    events: SinkEvents,
    own: UserObject,
    _registration: Registration,
}

/// A sink that renders by a clock of its own.
#[implement(
    IMFMediaSink,
    IMFMediaSinkPreroll,
    IMFPresentationTimeSource,
    IMFClockStateSink,
    IMFMediaEventGenerator,
    IMFGetService,
    IOwn
)]
struct ClockedRenderer {
    handle: Handle,
    events: SinkEvents,
    own: UserObject,
    _registration: Registration,
}

/// A sink that takes samples as they come, and so is not prerolled (no `MEDIASINK_CAN_PREROLL`).
#[implement(IMFMediaSink, IMFClockStateSink, IMFMediaEventGenerator, IMFGetService, IOwn)]
struct Taker {
    handle: Handle,
    events: SinkEvents,
    own: UserObject,
    _registration: Registration,
}

/// A sink whose result has to be completed.
#[implement(
    IMFFinalizableMediaSink,
    IMFClockStateSink,
    IMFMediaEventGenerator,
    IMFGetService,
    IOwn
)]
struct Archive {
    handle: Handle,
    events: SinkEvents,
    own: UserObject,
    _registration: Registration,
}

/// The object of a sink.
pub(crate) fn create(sink: &Arc<dyn MediaSink>, registration: Registration) -> IUnknown {
    let handle = Handle {
        sink: Arc::clone(sink),
        clock: Mutex::default(),
    };
    let events = SinkEvents {
        sink: Arc::clone(sink),
        events: Events::new(),
    };
    let own = UserObject::new(SinkHandle(Arc::clone(sink)));
    if sink.finalizable().is_some() {
        let object: IMFFinalizableMediaSink = Archive {
            handle,
            events,
            own,
            _registration: registration,
        }
        .into();
        object.into()
    } else if sink.time_source().is_some() {
        let object: IMFMediaSink = ClockedRenderer {
            handle,
            events,
            own,
            _registration: registration,
        }
        .into();
        object.into()
    } else if sink.preroll().is_none() {
        let object: IMFMediaSink = Taker {
            handle,
            events,
            own,
            _registration: registration,
        }
        .into();
        object.into()
    } else {
        let object: IMFMediaSink = Renderer {
            handle,
            events,
            own,
            _registration: registration,
        }
        .into();
        object.into()
    }
}

/// A service of a sink into a caller's pointer.
///
/// # Errors
/// `MF_E_UNSUPPORTED_SERVICE`: it does not have it. `E_NOINTERFACE`.
///
/// # Safety
/// `service` and `iid` are NULL or readable, `result` is NULL or writable.
pub(crate) unsafe fn service(
    sink: &Arc<dyn MediaSink>,
    service: *const GUID,
    iid: *const GUID,
    result: *mut *mut c_void,
) -> Result<()> {
    sink.stream_sinks().map_err(fail)?;
    // SAFETY: by the caller's promise.
    unsafe {
        let service = read_guid(service)?;
        let object = services::of_sink(sink, &service)?;
        foreign::query(&object, iid, result).ok()
    }
}

macro_rules! media_sink_of {
    ($($object:ty),*) => { $(
        own!($object);
        generator_of!($object);

        impl IMFMediaSink_Impl for $object {
            fn GetCharacteristics(&self) -> Result<u32> {
                self.handle.sink.stream_sinks().map_err(fail)?;
                Ok(flags(self.handle.sink.characteristics()))
            }

            fn AddStreamSink(&self, id: u32, wanted: Ref<'_, IMFMediaType>) -> Result<IMFStreamSink> {
                self.handle.alive()?;
                let wanted = wanted.as_ref().map(media_type).transpose()?;
                stream_to_com(&self.handle.sink.add_stream_sink(id, wanted.as_ref()).map_err(fail)?)
            }

            fn RemoveStreamSink(&self, id: u32) -> Result<()> {
                self.handle.alive()?;
                self.handle.sink.remove_stream_sink(id).map_err(fail)
            }

            fn GetStreamSinkCount(&self) -> Result<u32> {
                Ok(self.handle.sink.stream_sinks().map_err(fail)?.len() as u32)
            }

            fn GetStreamSinkByIndex(&self, index: u32) -> Result<IMFStreamSink> {
                let streams = self.handle.sink.stream_sinks().map_err(fail)?;
                let stream = streams.get(index as usize);
                stream_to_com(stream.ok_or_else(|| code(codes::MF_E_INVALIDINDEX))?)
            }

            fn GetStreamSinkById(&self, id: u32) -> Result<IMFStreamSink> {
                stream_to_com(&self.handle.sink.stream_sink_by_id(id).map_err(fail)?)
            }

            fn SetPresentationClock(&self, set: Ref<'_, IMFPresentationClock>) -> Result<()> {
                self.handle.set_clock(set.as_ref())
            }

            fn GetPresentationClock(&self) -> Result<IMFPresentationClock> {
                self.handle.clock()
            }

            fn Shutdown(&self) -> Result<()> {
                self.handle.shutdown()?;
                self.events.now();
                Ok(())
            }
        }

        impl IMFClockStateSink_Impl for $object {
            fn OnClockStart(&self, system: MFTIME, offset: i64) -> Result<()> {
                let sink = self.handle.state_sink()?;
                sink.on_clock_start(host_time(system), clock_start(offset)).map_err(fail)
            }

            fn OnClockStop(&self, system: MFTIME) -> Result<()> {
                self.handle.state_sink()?.on_clock_stop(host_time(system)).map_err(fail)
            }

            fn OnClockPause(&self, system: MFTIME) -> Result<()> {
                self.handle.state_sink()?.on_clock_pause(host_time(system)).map_err(fail)
            }

            fn OnClockRestart(&self, system: MFTIME) -> Result<()> {
                self.handle.state_sink()?.on_clock_restart(host_time(system)).map_err(fail)
            }

            fn OnClockSetRate(&self, system: MFTIME, rate: f32) -> Result<()> {
                self.handle.state_sink()?.on_clock_set_rate(host_time(system), rate).map_err(fail)
            }
        }

        impl IMFGetService_Impl for $object {
            fn GetService(&self, of: *const GUID, iid: *const GUID, result: *mut *mut c_void) -> Result<()> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { service(&self.handle.sink, of, iid, result) }
            }
        }
    )* };
}

media_sink_of!(Renderer_Impl, ClockedRenderer_Impl, Taker_Impl, Archive_Impl);

impl IMFMediaSinkPreroll_Impl for Renderer_Impl {
    fn NotifyPreroll(&self, start: MFTIME) -> Result<()> {
        self.handle.preroll(start)
    }
}

impl IMFMediaSinkPreroll_Impl for ClockedRenderer_Impl {
    fn NotifyPreroll(&self, start: MFTIME) -> Result<()> {
        self.handle.preroll(start)
    }
}

impl ClockedRenderer {
    fn time_source(&self) -> Result<Arc<dyn PresentationTimeSource>> {
        let source = self.handle.sink.time_source();
        source.ok_or_else(|| code(codes::MF_E_CLOCK_NO_TIME_SOURCE))
    }
}

impl IMFClock_Impl for ClockedRenderer_Impl {
    fn GetClockCharacteristics(&self) -> Result<u32> {
        self.time_source()?.correlated_time().map_err(fail)?;
        Ok(FREQUENCY_10MHZ)
    }

    fn GetCorrelatedTime(&self, _reserved: u32, time: *mut i64, system: *mut MFTIME) -> Result<()> {
        let read = self.time_source()?.correlated_time();
        // SAFETY: the interface's caller gives pointers as the method documents them.
        unsafe { clock::write_times(read, time, system) }
    }

    fn GetContinuityKey(&self) -> Result<u32> {
        Ok(0)
    }

    fn GetState(&self, _reserved: u32) -> Result<MFCLOCK_STATE> {
        // The sink goes with the clock that it was given; without one it is stopped.
        let clock = self.handle.clock();
        let state = match clock {
            Ok(clock) => clock::to_core(&clock)?.state(),
            Err(error) if error.code().0 == codes::MF_E_NO_CLOCK.0 => ClockState::Stopped,
            Err(error) => return Err(error),
        };
        Ok(clock::state_number(state))
    }

    fn GetProperties(&self, result: *mut MFCLOCK_PROPERTIES) -> Result<()> {
        if result.is_null() {
            return Err(code(codes::E_POINTER));
        }
        self.time_source()?.correlated_time().map_err(fail)?;
        // SAFETY: not NULL, so writable by the interface's contract.
        unsafe { result.write(clock::properties()) };
        Ok(())
    }
}

impl IMFPresentationTimeSource_Impl for ClockedRenderer_Impl {
    /// The device's own clock is no object apart from this one.
    fn GetUnderlyingClock(&self) -> Result<crate::bindings::IMFClock> {
        Err(code(codes::MF_E_NO_CLOCK))
    }
}

impl IMFFinalizableMediaSink_Impl for Archive_Impl {
    fn BeginFinalize(&self, callback: Ref<'_, IMFAsyncCallback>, state: Ref<'_, IUnknown>) -> Result<()> {
        self.handle.sink.stream_sinks().map_err(fail)?;
        let sink = Arc::clone(&self.handle.sink);
        operation::begin(callback.as_ref(), state.as_ref(), move || {
            let finalizable = sink.finalizable().ok_or_else(|| code(codes::E_NOTIMPL))?;
            finalizable.finalize().map(|()| Finalized).map_err(fail)
        })
    }

    fn EndFinalize(&self, result: Ref<'_, IMFAsyncResult>) -> Result<()> {
        operation::end::<Finalized>(result.as_ref()).map(drop)
    }
}

/// What [`IMFFinalizableMediaSink`]'s operation gives.
struct Finalized;

/// The rates of a sink, which are its own and not set: they follow the clock's.
#[implement(IMFRateSupport)]
struct SinkRates {
    rates: Supported,
    _live: Live,
}

struct Supported(Arc<dyn MediaSink>);

impl Rates for Supported {
    fn set(&self, _thin: bool, _rate: f32) -> openmf_core::Result<()> {
        Err(openmf_core::Error::invalid_request(
            "the rate of a sink is its clock's",
        ))
    }

    fn get(&self) -> openmf_core::Result<(bool, f32)> {
        Ok((false, 1.0))
    }

    fn ask(&self, question: &mut dyn FnMut(&dyn RateSupport)) -> openmf_core::Result<()> {
        self.0.stream_sinks()?;
        let none = openmf_core::Error::UnsupportedService {
            service: openmf_core::guids::MF_RATE_CONTROL_SERVICE,
        };
        question(self.0.rate_support().ok_or(none)?);
        Ok(())
    }
}

/// `IMFRateSupport` of a sink that says something about rates. Source: `MF_RATE_CONTROL_SERVICE`: media sinks support
/// `IMFRateSupport` alone.
pub(crate) fn rates(sink: &Arc<dyn MediaSink>) -> Option<IUnknown> {
    sink.rate_support()?;
    let object: IMFRateSupport = SinkRates {
        rates: Supported(Arc::clone(sink)),
        _live: Live::new(),
    }
    .into();
    Some(object.into())
}

impl IMFRateSupport_Impl for SinkRates_Impl {
    fn GetSlowestRate(&self, direction: MFRATE_DIRECTION, thin: BOOL) -> Result<f32> {
        rate::bound(&self.rates, true, direction, thin)
    }

    fn GetFastestRate(&self, direction: MFRATE_DIRECTION, thin: BOOL) -> Result<f32> {
        rate::bound(&self.rates, false, direction, thin)
    }

    fn IsRateSupported(&self, thin: BOOL, asked: f32, nearest: *mut f32) -> Result<()> {
        // SAFETY: the interface's caller gives pointers as the method documents them.
        unsafe { rate::supported(&self.rates, thin, asked, nearest) }
    }
}
