//! The order of a queue.
//!
//! Source: `IMFMediaEventQueue` (Microsoft Learn).

use openmf_core::{EventQueue, EventType, MediaEvent, Variant};

#[test]
fn events_are_read_in_the_order_in_which_they_were_queued() {
    let queue = EventQueue::inline();
    for number in 0..1_000 {
        let event = MediaEvent::new(EventType::from_code(10_000 + number % 7));
        queue.queue(event.with_value(Variant::U32(number))).unwrap();
        // Some are read in between.
        if number % 10 == 9 {
            let first = queue.get_event().unwrap();
            assert_eq!(first.value(), &Variant::U32(number / 10));
        }
    }
    for number in 100..1_000 {
        let event = queue.get_event().unwrap();
        assert_eq!(event.event_type().code(), 10_000 + number % 7);
        assert_eq!(event.value(), &Variant::U32(number));
    }
    assert!(queue.try_get_event().is_err());
}
