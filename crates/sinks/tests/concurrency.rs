//! Samples, markers and changes of the clock from several threads: nothing is lost, answered twice, or stuck.

mod common;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use common::{Rig, marker, ms, sample, video_type};
use openmf_core::{ClockStart, Error, EventType, Variant};
use openmf_sinks::{GrabberOptions, NullOptions, NullRenderer, SampleGrabber};

#[test]
fn every_marker_is_answered_once_whatever_the_clock_does() {
    for rateless in [true, false] {
        let options = NullOptions {
            rateless,
            ..NullOptions::default()
        };
        let renderer = NullRenderer::video(options);
        let rig = Rig::new(renderer.sink(), &video_type());
        rig.wants();
        let done = AtomicBool::new(false);
        let (accepted, markers) = (AtomicU64::new(0), 400_u32);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for index in 0..markers {
                    for step in 0..5 {
                        let time = i64::from(index * 5 + step);
                        match rig.stream.process_sample(sample(time, 1, 12)) {
                            Ok(()) => {
                                accepted.fetch_add(1, Ordering::Relaxed);
                            }
                            Err(Error::InvalidRequest { .. } | Error::InvalidStateTransition) => {}
                            Err(Error::LimitReached { .. }) => std::thread::yield_now(),
                            Err(error) => panic!("{error}"),
                        }
                    }
                    while let Err(error) = rig.stream.place_marker(marker(index)) {
                        assert!(matches!(error, Error::LimitReached { .. }), "{error}");
                        std::thread::yield_now();
                    }
                }
                done.store(true, Ordering::Release);
            });
            scope.spawn(|| {
                let mut turn = 0_u32;
                while !done.load(Ordering::Acquire) {
                    turn = turn.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    match turn >> 29 {
                        0 => drop(rig.clock.stop()),
                        1 => drop(rig.clock.pause()),
                        2 => rig.stream.flush().unwrap(),
                        3 => drop(rig.clock.start(ClockStart::Current)),
                        4 => drop(rig.clock.start(ClockStart::At(common::at(0)))),
                        _ => rig.clock.advance(ms(3)),
                    }
                }
            });
        });
        rig.clock.stop();
        let mut answers = BTreeMap::<u32, u32>::new();
        while let Ok(event) = rig.stream.events().try_get_event() {
            if let (EventType::StreamSinkMarker, Variant::U32(index)) = (event.event_type(), event.value()) {
                *answers.entry(*index).or_default() += 1;
            }
        }
        assert_eq!(
            answers,
            (0..markers).map(|index| (index, 1)).collect(),
            "rateless {rateless}"
        );
        let statistics = renderer.statistics();
        let rendered = statistics.samples + statistics.dropped + statistics.skipped;
        assert!(rendered <= accepted.load(Ordering::Relaxed));
        assert_eq!(rig.clock.timer_count(), 0);
    }
}

#[test]
fn samples_given_from_several_threads_are_grabbed_one_at_a_time() {
    let inside = Arc::new(Mutex::new(0_u32));
    let grabber = SampleGrabber::from_fn(
        video_type(),
        GrabberOptions {
            ignore_clock: true,
            ..GrabberOptions::default()
        },
        {
            let inside = Arc::clone(&inside);
            move |_| {
                *inside.try_lock().expect("one at a time") += 1;
                Ok(())
            }
        },
    );
    let rig = Rig::new(grabber.sink(), &video_type());
    rig.start(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for time in 0..2_000 {
                    while let Err(error) = rig.stream.process_sample(sample(time, 1, 12)) {
                        assert!(matches!(error, Error::LimitReached { .. }), "{error}");
                        std::thread::yield_now();
                    }
                }
            });
        }
    });
    assert_eq!(*inside.lock().unwrap(), 8_000);
}

#[test]
fn a_callback_may_stop_the_clock_and_shut_the_sink_down() {
    for shut_down in [false, true] {
        let rig_slot: Arc<Mutex<Option<Arc<Rig>>>> = Arc::default();
        let grabber = SampleGrabber::from_fn(video_type(), GrabberOptions::default(), {
            let slot = Arc::clone(&rig_slot);
            move |_| {
                let rig = slot.lock().unwrap().take();
                if let Some(rig) = rig {
                    rig.clock.stop();
                    if shut_down {
                        rig.sink.shutdown()?;
                    }
                }
                Ok(())
            }
        });
        let rig = Arc::new(Rig::new(grabber.sink(), &video_type()));
        rig.wants();
        *rig_slot.lock().unwrap() = Some(Arc::clone(&rig));
        rig.start(0);
        rig.stream.process_sample(sample(10, 40, 12)).unwrap();
        rig.stream.process_sample(sample(50, 40, 12)).unwrap();
        rig.clock.advance(ms(10));
        if shut_down {
            assert!(matches!(rig.stream.flush(), Err(Error::Shutdown)));
        } else {
            assert_eq!(rig.events(), ["Started", "Stopped"]);
        }
        assert_eq!(rig.clock.timer_count(), 0);
    }
}
