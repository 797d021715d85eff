//! What an application's component is advised by a quality manager.

use std::sync::Arc;

use openmf_core::{DropMode, Error, MediaEvent, QualityAdvise, QualityLevel, Result, TimeSpan, guids};
use windows_core::{IUnknown, Interface};

use crate::bindings::{IMFGetService, IMFQualityAdvise, IMFQualityAdvise2, IMFQualityAdviseLimits};
use crate::convert::to_guid;
use crate::event;
use crate::inward::{Object, check, error};

/// `MF_QUALITY_CANNOT_KEEP_UP`.
const CANNOT_KEEP_UP: u32 = 1;

struct Advice {
    advise: Object<IMFQualityAdvise>,
    /// The same, if it adjusts itself.
    itself: Option<Object<IMFQualityAdvise2>>,
    limits: Option<Object<IMFQualityAdviseLimits>>,
}

fn adapt(advise: IMFQualityAdvise) -> Arc<dyn QualityAdvise> {
    Arc::new(Advice {
        itself: advise.cast().ok().map(Object::new),
        limits: advise.cast().ok().map(Object::new),
        advise: Object::new(advise),
    })
}

/// Of a transform or a stream sink, which are asked themselves.
pub(crate) fn of(object: &IUnknown) -> Option<Arc<dyn QualityAdvise>> {
    object.cast().ok().map(adapt)
}

/// Of a media source, which has it as a service.
pub(crate) fn of_source(source: &IUnknown) -> Option<Arc<dyn QualityAdvise>> {
    let services: IMFGetService = source.cast().ok()?;
    // SAFETY: a live object.
    let advise = unsafe { services.GetService(&to_guid(guids::MF_QUALITY_SERVICES)) };
    advise.ok().map(adapt)
}

const LEVELS: [QualityLevel; 6] = [
    QualityLevel::Normal,
    QualityLevel::Minus1,
    QualityLevel::Minus2,
    QualityLevel::Minus3,
    QualityLevel::Minus4,
    QualityLevel::Minus5,
];

impl QualityAdvise for Advice {
    fn set_drop_mode(&self, mode: DropMode) -> Result<()> {
        if let Some(limits) = &self.limits {
            // SAFETY: a live object.
            let most = unsafe { limits.GetMaximumDropMode() };
            if most.is_ok_and(|most| mode.number() > most as u32) {
                return Err(Error::NoMoreDropModes);
            }
        }
        // SAFETY: a live object.
        check(unsafe { self.advise.SetDropMode(mode.number() as _) })
    }

    fn drop_mode(&self) -> DropMode {
        // SAFETY: a live object.
        let mode = unsafe { self.advise.GetDropMode() };
        mode.ok()
            .and_then(|mode| DropMode::from_number(mode as u32))
            .unwrap_or_default()
    }

    fn set_quality_level(&self, level: QualityLevel) -> Result<()> {
        if let Some(limits) = &self.limits {
            // SAFETY: a live object.
            let least = unsafe { limits.GetMinimumQualityLevel() };
            if least.is_ok_and(|least| level as u32 > least as u32) {
                return Err(Error::NoMoreQualityLevels);
            }
        }
        // SAFETY: a live object.
        check(unsafe { self.advise.SetQualityLevel(level as u32 as _) })
    }

    fn quality_level(&self) -> QualityLevel {
        // SAFETY: a live object.
        let level = unsafe { self.advise.GetQualityLevel() };
        level
            .ok()
            .and_then(|level| LEVELS.get(level as usize).copied())
            .unwrap_or_default()
    }

    fn drop_time(&self, amount: TimeSpan) -> Result<()> {
        // SAFETY: a live object.
        check(unsafe { self.advise.DropTime(amount.as_100ns()) })
    }

    fn adjusts_itself(&self) -> bool {
        self.itself.is_some()
    }

    fn notify_quality_event(&self, told: &MediaEvent) -> Result<bool> {
        let Some(itself) = &self.itself else {
            return Err(Error::NotImplemented {
                what: "quality events of a component that does not adjust itself".into(),
            });
        };
        let copy = MediaEvent::new(told.event_type())
            .with_extended_type(told.extended_type())
            .with_status(told.status())
            .with_value(told.value().clone());
        copy.attributes().copy_from(told.attributes());
        let told = event::to_com(Arc::new(copy)).map_err(error)?;
        // SAFETY: live objects.
        let flags = unsafe { itself.NotifyQualityEvent(&told) }.map_err(error)?;
        Ok(flags & CANNOT_KEEP_UP == 0)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use openmf_core::{EventType, Variant, codes};
    use windows_core::{Ref, implement};

    use super::*;
    use crate::bindings::{
        IMFMediaEvent, IMFQualityAdvise_Impl, IMFQualityAdvise2_Impl, IMFQualityAdviseLimits_Impl,
        MF_QUALITY_DROP_MODE, MF_QUALITY_LEVEL,
    };
    use crate::convert::code;

    /// A decoder that adjusts itself as far as its second drop mode and its first level.
    #[implement(IMFQualityAdvise2, IMFQualityAdviseLimits)]
    #[derive(Default)]
    struct Decoder {
        told: Mutex<Vec<i64>>,
        mode: Mutex<MF_QUALITY_DROP_MODE>,
    }

    impl IMFQualityAdvise_Impl for Decoder_Impl {
        fn SetDropMode(&self, mode: MF_QUALITY_DROP_MODE) -> windows_core::Result<()> {
            *self.mode.lock().unwrap() = mode;
            Ok(())
        }
        fn SetQualityLevel(&self, _level: MF_QUALITY_LEVEL) -> windows_core::Result<()> {
            Ok(())
        }
        fn GetDropMode(&self) -> windows_core::Result<MF_QUALITY_DROP_MODE> {
            Ok(*self.mode.lock().unwrap())
        }
        fn GetQualityLevel(&self) -> windows_core::Result<MF_QUALITY_LEVEL> {
            Ok(1)
        }
        fn DropTime(&self, _amount: i64) -> windows_core::Result<()> {
            Err(code(codes::MF_E_DROPTIME_NOT_SUPPORTED))
        }
    }

    impl IMFQualityAdvise2_Impl for Decoder_Impl {
        fn NotifyQualityEvent(&self, told: Ref<'_, IMFMediaEvent>) -> windows_core::Result<u32> {
            let event = event::to_core_event(told.as_ref().unwrap())?;
            assert_eq!(event.event_type(), EventType::QualityNotify);
            assert_eq!(event.extended_type(), guids::MF_QUALITY_NOTIFY_SAMPLE_LAG);
            let Variant::I64(lag) = *event.value() else {
                panic!("{event:?}")
            };
            self.told.lock().unwrap().push(lag);
            Ok(u32::from(lag > 100))
        }
    }

    impl IMFQualityAdviseLimits_Impl for Decoder_Impl {
        fn GetMaximumDropMode(&self) -> windows_core::Result<MF_QUALITY_DROP_MODE> {
            Ok(2)
        }
        fn GetMinimumQualityLevel(&self) -> windows_core::Result<MF_QUALITY_LEVEL> {
            Ok(1)
        }
    }

    #[test]
    fn a_component_is_advised_within_its_limits_and_told_what_the_sink_says() {
        let decoder: IMFQualityAdvise2 = Decoder::default().into();
        let advice = of(&decoder.cast().unwrap()).unwrap();
        assert_eq!(advice.set_drop_mode(DropMode::Mode2), Ok(()));
        assert_eq!(advice.set_drop_mode(DropMode::Mode3), Err(Error::NoMoreDropModes));
        assert_eq!(advice.drop_mode(), DropMode::Mode2);
        assert_eq!(advice.set_quality_level(QualityLevel::Minus1), Ok(()));
        assert_eq!(
            advice.set_quality_level(QualityLevel::Minus2),
            Err(Error::NoMoreQualityLevels)
        );
        assert_eq!(advice.quality_level(), QualityLevel::Minus1);
        let refused = advice.drop_time(TimeSpan::from_millis(1)).unwrap_err();
        assert_eq!(refused.hresult(), codes::MF_E_DROPTIME_NOT_SUPPORTED);
        assert!(advice.adjusts_itself());
        for (lag, keeps_up) in [(100, true), (101, false)] {
            let event = MediaEvent::new(EventType::QualityNotify)
                .with_extended_type(guids::MF_QUALITY_NOTIFY_SAMPLE_LAG)
                .with_value(Variant::I64(lag));
            assert_eq!(advice.notify_quality_event(&event), Ok(keeps_up));
        }
        let told = decoder.cast_object_ref::<Decoder>().unwrap();
        assert_eq!(*told.told.lock().unwrap(), [100, 101]);
    }
}
