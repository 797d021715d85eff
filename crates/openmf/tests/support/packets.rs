use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use openmf::{
    EventType, MediaSource, MediaStream, MediaType, Platform, Sample, StartPosition, StreamItem,
    StreamObject, Variant,
};

use super::testdata;

/// The pictures of a clip as they are coded, and their type.
pub fn packets(platform: &Platform, clip: &str) -> (MediaType, Vec<Sample>) {
    let path = testdata().join(clip);
    let source: Arc<dyn MediaSource> = platform.open_path(&path).unwrap();
    let descriptor = source.create_presentation_descriptor().unwrap();
    source.start(&descriptor, &StartPosition::Current).unwrap();
    let mut stream: Option<Arc<dyn MediaStream>> = None;
    while let Ok(event) = source.events().try_get_event() {
        if let (EventType::NewStream, Variant::Object(object)) = (event.event_type(), event.value()) {
            let new = object.downcast::<StreamObject>().unwrap().0.clone();
            if new.descriptor().current_type().is_video() {
                stream = Some(new);
            }
        }
    }
    let stream = stream.unwrap();
    let direct = stream.direct().unwrap();
    direct.set_attached(true);
    let mut samples = Vec::new();
    loop {
        match direct.poll_next(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(StreamItem::Sample(sample))) => samples.push(sample),
            Poll::Ready(Ok(StreamItem::EndOfStream)) => break,
            Poll::Ready(Ok(_)) => {}
            other => panic!("{other:?}"),
        }
    }
    let media_type = stream.descriptor().current_type();
    source.shutdown().unwrap();
    (media_type, samples)
}
