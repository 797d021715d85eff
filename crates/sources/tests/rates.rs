//! Rates of the sources: thinned, backwards, and the key frames that both live by.

#![allow(clippy::print_stdout, reason = "the contract's helpers print")]

mod contract;

use std::sync::Arc;

use contract::{Rig, clip_path, drain, poll, types};
use openmf_core::keys::MF_PD_DURATION;
use openmf_core::{
    Error, EventType, MediaStream, MediaTime, RateControl, RateDirection, Sample, StreamItem, TimeSpan,
    Variant,
};
use openmf_sources::{FileByteStream, limits};

/// Every container that holds video, with and without reordered pictures, with an index and without.
const VIDEO: [&str; 18] = [
    "av1-8bit.mp4",
    "avi-h264-mp3.avi",
    "avi-mjpeg-pcm.avi",
    "h264-main-cabac-b.mp4",
    "h264-slices-cavlc.mkv",
    "hevc-8bit.mp4",
    "hevc-open-gop.mp4",
    "hevc-162x98.mkv",
    "h264-open-gop.mkv",
    "mkv-h264-aac.mkv",
    "mkv-hevc-flac.mkv",
    "mkv-vp9-opus.mkv",
    "mp4-edit-delay.mp4",
    "mp4-fragmented.mp4",
    "mp4-index-last.mp4",
    "mp4-two-audio.mp4",
    "vp8.webm",
    "webm-vp9-opus.webm",
];

fn open(clip: &str) -> Rig {
    let path = clip_path(clip);
    let extension = path.extension().unwrap().to_str().unwrap().to_owned();
    let handler = openmf_sources::handlers()
        .into_iter()
        .find(|handler| handler.extensions().contains(&extension.as_str()))
        .unwrap();
    let stream = Arc::new(FileByteStream::open(&path).unwrap());
    Rig::new(handler.open(stream).unwrap())
}

fn control(rig: &Rig) -> &dyn RateControl {
    rig.source.rate_control().unwrap()
}

fn video(rig: &Rig) -> Arc<dyn MediaStream> {
    let mut streams = rig.streams.iter();
    let is_video = |stream: &&Arc<dyn MediaStream>| stream.descriptor().current_type().is_video();
    Arc::clone(streams.find(is_video).unwrap())
}

fn audio(rig: &Rig) -> Option<Arc<dyn MediaStream>> {
    let mut streams = rig.streams.iter();
    let is_audio = |stream: &&Arc<dyn MediaStream>| stream.descriptor().current_type().is_audio();
    streams.find(is_audio).map(Arc::clone)
}

fn attach(rig: &Rig) {
    let attach = |stream: &Arc<dyn MediaStream>| stream.direct().unwrap().set_attached(true);
    rig.streams.iter().for_each(attach);
}

/// Reads a stream to its end: the samples, and the other items in between as text.
fn read(stream: &dyn MediaStream) -> (Vec<Sample>, Vec<String>) {
    let mut samples = Vec::new();
    let mut others = Vec::new();
    loop {
        match poll(stream).unwrap() {
            StreamItem::Sample(sample) => samples.push(sample),
            StreamItem::EndOfStream => return (samples, others),
            other => others.push(format!("{other:?}")),
        }
        assert!(samples.len() < 100_000 && others.len() < 1_000);
    }
}

fn times(samples: &[Sample]) -> Vec<MediaTime> {
    samples.iter().map(|sample| sample.time.unwrap()).collect()
}

fn sorted(mut times: Vec<MediaTime>) -> Vec<MediaTime> {
    times.sort();
    times
}

/// What the video stream of a clip is when it is simply played, and where the last picture, or the end if that is
/// earlier, is.
fn forward(clip: &str) -> (Vec<Sample>, f64) {
    let mut rig = open(clip);
    rig.at(0.0);
    attach(&rig);
    let (samples, _) = read(&*video(&rig));
    let last = samples.iter().filter_map(|sample| sample.time).max().unwrap();
    let duration = rig.descriptor.attributes().get(MF_PD_DURATION).unwrap();
    let end = last.min(MediaTime::ZERO + duration);
    (samples, end.as_secs_f64())
}

fn keys(samples: &[Sample]) -> Vec<MediaTime> {
    let keys = samples.iter().filter(|sample| sample.flags.clean_point);
    sorted(keys.map(|sample| sample.time.unwrap()).collect())
}

#[test]
fn thinned_backwards_the_key_frames_come_in_decreasing_order() {
    for clip in VIDEO {
        let (samples, end) = forward(clip);
        let mut expected = keys(&samples);
        expected.reverse();
        let mut rig = open(clip);
        control(&rig).set_rate(true, -2.0).unwrap();
        let changed = drain(rig.source.events());
        assert_eq!(types(&changed), [EventType::SourceRateChanged]);
        assert_eq!(changed[0].value(), &Variant::F32(-2.0));
        rig.at(end);
        attach(&rig);
        let (backwards, others) = read(&*video(&rig));
        assert_eq!(times(&backwards), expected, "{clip}");
        assert!(
            backwards
                .iter()
                .all(|sample| sample.flags.clean_point && sample.flags.discontinuity)
        );
        assert_eq!(others, ["ThinMode(true)"], "{clip}");
        // The bytes are those of the forward pass.
        for sample in &backwards {
            let same = samples
                .iter()
                .find(|forward| forward.time == sample.time)
                .unwrap();
            assert!(same.contiguous()[..] == sample.contiguous()[..], "{clip}");
        }
        assert_eq!(rig.source.rate_control().unwrap().rate(), (true, -2.0));
    }
}

#[test]
fn backwards_each_group_comes_whole_and_the_last_group_first() {
    for clip in VIDEO {
        let (samples, end) = forward(clip);
        let mut rig = open(clip);
        control(&rig).set_rate(false, -1.0).unwrap();
        rig.at(end);
        attach(&rig);
        let (backwards, others) = read(&*video(&rig));
        assert_eq!(others, Vec::<String>::new(), "{clip}");
        let mut upper = MediaTime::from_secs_f64(end) + TimeSpan::from_100ns(1);
        let mut shown = Vec::new();
        let groups = backwards.chunk_by(|_, next| !next.flags.discontinuity);
        let mut starts = Vec::new();
        for group in groups {
            let key = &group[0];
            assert!(key.flags.clean_point && key.flags.discontinuity, "{clip}");
            let lower = key.time.unwrap();
            assert!(lower < upper, "{clip}: groups go back");
            starts.push(lower);
            let own = times(group)
                .into_iter()
                .filter(|time| *time >= lower && *time < upper);
            shown.extend(own);
            upper = lower;
        }
        starts.reverse();
        assert_eq!(starts, keys(&samples), "{clip}");
        let (first, last) = (keys(&samples)[0], MediaTime::from_secs_f64(end));
        let wanted = times(&samples)
            .into_iter()
            .filter(|time| (first..=last).contains(time));
        let wanted = wanted.collect();
        assert_eq!(
            sorted(shown),
            sorted(wanted),
            "{clip}: every picture comes exactly once"
        );
    }
}

#[test]
fn backwards_from_the_middle_nothing_behind_it_comes_first() {
    let (samples, end) = forward("h264-open-gop.mkv");
    let middle = MediaTime::from_secs_f64(end / 2.0);
    let mut rig = open("h264-open-gop.mkv");
    control(&rig).set_rate(false, -1.0).unwrap();
    rig.at(end / 2.0);
    attach(&rig);
    let (backwards, _) = read(&*video(&rig));
    let expected = keys(&samples).into_iter().rfind(|key| *key <= middle);
    assert_eq!(backwards[0].time, expected);
}

#[test]
fn backwards_a_foreign_reader_gets_key_frames_by_events() {
    let (samples, end) = forward("h264-main-cabac-b.mp4");
    let mut expected = keys(&samples);
    expected.reverse();
    let mut rig = open("h264-main-cabac-b.mp4");
    control(&rig).set_rate(false, -1.0).unwrap();
    rig.at(end);
    let stream = video(&rig);
    let mut found = Vec::new();
    while stream.request_sample(None).is_ok() {
        for event in drain(stream.events()) {
            match (event.event_type(), event.value()) {
                (EventType::MediaSample, Variant::Object(object)) => {
                    found.push(object.downcast::<Sample>().unwrap().time.unwrap());
                }
                (EventType::StreamStarted | EventType::EndOfStream, _) => {}
                other => panic!("{other:?}"),
            }
        }
    }
    assert_eq!(found, expected);
}

#[test]
fn thinned_forward_key_frames_come_and_sound_is_ticks() {
    for clip in ["h264-open-gop.mkv", "mp4-index-last.mp4", "avi-h264-mp3.avi"] {
        let (samples, _) = forward(clip);
        let mut rig = open(clip);
        control(&rig).set_rate(true, 8.0).unwrap();
        rig.at(0.0);
        attach(&rig);
        let (stream, sound) = (video(&rig), audio(&rig).unwrap());
        // The sound waits for the pictures.
        assert!(matches!(poll(&*sound), Ok(StreamItem::ThinMode(true))));
        assert!(matches!(poll(&*sound), Ok(StreamItem::Tick(MediaTime::ZERO))));
        let (thinned, others) = read(&*stream);
        assert_eq!(times(&thinned), keys(&samples), "{clip}");
        assert_eq!(others, ["ThinMode(true)"], "{clip}");
        assert!(matches!(poll(&*sound), Ok(StreamItem::EndOfStream)));
        let ended = types(&drain(rig.source.events()));
        assert_eq!(ended, [EventType::EndOfPresentation], "{clip}");
    }
}

#[test]
fn thinning_changes_between_two_samples_and_ends_at_a_key_frame() {
    let (samples, _) = forward("h264-open-gop.mkv");
    let mut rig = open("h264-open-gop.mkv");
    rig.at(0.0);
    attach(&rig);
    let (stream, sound) = (video(&rig), audio(&rig).unwrap());
    for _ in 0..3 {
        assert!(matches!(poll(&*stream), Ok(StreamItem::Sample(_))));
    }
    control(&rig).set_rate(true, 4.0).unwrap();
    assert!(matches!(poll(&*stream), Ok(StreamItem::ThinMode(true))));
    let Ok(StreamItem::Sample(key)) = poll(&*stream) else {
        panic!("no key frame")
    };
    assert_eq!(key.time, keys(&samples).get(1).copied());
    control(&rig).set_rate(false, 2.0).unwrap();
    assert!(matches!(poll(&*stream), Ok(StreamItem::ThinMode(false))));
    let (rest, _) = read(&*stream);
    assert!(rest[0].flags.clean_point);
    assert_eq!(rest[0].time, keys(&samples).get(2).copied());
    let from_there = samples
        .iter()
        .position(|sample| sample.time == rest[0].time)
        .unwrap();
    // Those shown before that key frame need what was left out.
    let mut whole = times(&samples[from_there..]);
    whole.retain(|time| Some(*time) >= rest[0].time);
    assert_eq!(times(&rest), whole);
    // The sound goes on where the picture was, not where it was left.
    let (heard, others) = read(&*sound);
    let from = heard[0].time.unwrap();
    assert!(from + TimeSpan::from_millis(30) > key.time.unwrap(), "{from}");
    assert!(
        others.is_empty(),
        "it was never read while it was thinned: {others:?}"
    );
}

#[test]
fn directions_change_only_while_stopped_and_limits_are_named() {
    let mut rig = open("h264-open-gop.mkv");
    {
        let rates = control(&rig);
        assert_eq!(rates.rate(), (false, 1.0));
        let fastest = |direction, thin| rates.fastest_rate(direction, thin).unwrap();
        assert_eq!(fastest(RateDirection::Forward, false), limits::FASTEST_RATE);
        assert_eq!(fastest(RateDirection::Forward, true), limits::FASTEST_THINNED);
        assert_eq!(
            fastest(RateDirection::Reverse, false),
            -limits::FASTEST_WHOLE_REVERSE
        );
        assert_eq!(fastest(RateDirection::Reverse, true), -limits::FASTEST_THINNED);
        assert!(rates.is_rate_supported(false, 0.0).is_ok());
        for rate in [f32::NAN, f32::INFINITY, 1e9] {
            let refused = rates.set_rate(false, rate);
            assert!(
                matches!(refused, Err(Error::UnsupportedRate { .. })),
                "{rate}: {refused:?}"
            );
        }
        let refused = rates.is_rate_supported(false, 1e9).unwrap_err();
        assert_eq!(refused.nearest, Some(limits::FASTEST_RATE));
    }
    rig.at(0.0);
    let refused = control(&rig).set_rate(false, -1.0);
    assert!(matches!(refused, Err(Error::UnsupportedRateTransition)));
    control(&rig).set_rate(false, 0.0).unwrap();
    rig.source.stop().unwrap();
    control(&rig).set_rate(false, -1.0).unwrap();

    // Sound alone has no key frames to go by.
    let sound = open("wav-s16.wav");
    let refused = control(&sound).set_rate(false, -1.0);
    assert!(matches!(refused, Err(Error::ReverseUnsupported)), "{refused:?}");
    let refused = control(&sound).set_rate(true, 4.0);
    assert!(matches!(refused, Err(Error::ThinningUnsupported)), "{refused:?}");
    control(&sound).set_rate(false, 4.0).unwrap();
    sound.source.shutdown().unwrap();
    assert!(matches!(
        control(&sound).set_rate(false, 1.0),
        Err(Error::Shutdown)
    ));
}

#[test]
fn key_frames_are_found_in_both_directions() {
    for clip in VIDEO {
        let (samples, end) = forward(clip);
        let keys = keys(&samples);
        let rig = open(clip);
        let info = rig.source.seek_info().unwrap();
        let tenths = (0..=(end * 10.0) as u64).map(|tenth| MediaTime::from_secs_f64(tenth as f64 / 10.0));
        for time in tenths {
            let previous = keys.iter().rfind(|key| **key <= time).or(keys.first()).unwrap();
            assert_eq!(info.previous_key_frame(time).unwrap(), *previous, "{clip} {time}");
            let next = keys.iter().find(|key| **key > time);
            assert_eq!(info.next_key_frame(time).unwrap().as_ref(), next, "{clip} {time}");
        }
        let past = MediaTime::from_secs_f64(end + 100.0);
        assert!(matches!(
            info.previous_key_frame(past),
            Err(Error::InvalidRequest { .. })
        ));
    }
    // Of sound every time is one.
    let rig = open("wav-s16.wav");
    let time = MediaTime::from_100ns(1_234_567);
    assert_eq!(rig.source.seek_info().unwrap().previous_key_frame(time), Ok(time));
}

#[test]
fn a_source_that_runs_tells_its_key_frames_and_goes_on_where_it_was() {
    let (samples, end) = forward("mp4-index-last.mp4");
    let keys = keys(&samples);
    let mut rig = open("mp4-index-last.mp4");
    rig.at(0.0);
    attach(&rig);
    let video = video(&rig);
    let mut read = Vec::new();
    let far = MediaTime::from_secs_f64(end);
    loop {
        match poll(&*video) {
            Ok(StreamItem::Sample(sample)) => read.push(sample),
            Ok(StreamItem::EndOfStream) => break,
            _ => panic!("a picture or the end"),
        }
        let info = rig.source.seek_info().unwrap();
        assert_eq!(info.previous_key_frame(far), Ok(*keys.last().unwrap()));
        assert_eq!(info.next_key_frame(MediaTime::ZERO), Ok(keys.get(1).copied()));
    }
    assert_eq!(times(&read), times(&samples));
}

#[test]
fn after_going_back_the_source_plays_forward_again() {
    let (samples, end) = forward("mp4-index-last.mp4");
    let mut rig = open("mp4-index-last.mp4");
    control(&rig).set_rate(false, -1.0).unwrap();
    rig.at(end);
    attach(&rig);
    for _ in 0..5 {
        assert!(matches!(poll(&*video(&rig)), Ok(StreamItem::Sample(_))));
    }
    rig.source.stop().unwrap();
    control(&rig).set_rate(false, 1.0).unwrap();
    rig.at(0.0);
    let (again, _) = read(&*video(&rig));
    assert_eq!(times(&again), times(&samples));
    let (heard, _) = read(&*audio(&rig).unwrap());
    assert!(!heard.is_empty());
}
