//! A stop that moves while a segment beside the junction is about to end as of the former one.

use openmf_core::{Input, Output, Transform, TransformMessage, guids};

use super::*;

/// Gives everything that goes in to both of its outputs.
#[derive(Default)]
struct Both {
    held: VecDeque<(u32, Sample)>,
}

impl Transform for Both {
    fn name(&self) -> &str {
        "both"
    }

    fn stream_count(&self) -> (u32, u32) {
        (1, 2)
    }

    fn input_available_type(&self, _stream: u32, _index: usize) -> Result<MediaType> {
        Err(Error::NoMoreTypes)
    }

    fn output_available_type(&self, _stream: u32, _index: usize) -> Result<MediaType> {
        Err(Error::NoMoreTypes)
    }

    fn test_input_type(&self, _stream: u32, _media_type: &MediaType) -> Result<()> {
        Ok(())
    }

    fn set_input_type(&mut self, _stream: u32, _media_type: &MediaType) -> Result<()> {
        Ok(())
    }

    fn set_output_type(&mut self, _stream: u32, _media_type: &MediaType) -> Result<()> {
        Ok(())
    }

    fn input_type(&self, _stream: u32) -> Result<MediaType> {
        Err(Error::TypeNotSet { side: "input" })
    }

    fn output_type(&self, _stream: u32) -> Result<MediaType> {
        Err(Error::TypeNotSet { side: "output" })
    }

    fn process_input(&mut self, _stream: u32, sample: Sample) -> Result<Input> {
        self.held.extend([(0, sample.clone()), (1, sample)]);
        Ok(Input::Accepted)
    }

    fn process_output(&mut self) -> Result<Output> {
        self.process_any_output().map(|(_, output)| output)
    }

    fn process_any_output(&mut self) -> Result<(u32, Output)> {
        Ok(match self.held.pop_front() {
            Some((stream, sample)) => (stream, Output::Sample(sample)),
            None => (0, Output::NeedMoreInput),
        })
    }

    fn process_message(&mut self, _message: TransformMessage) -> Result<()> {
        Ok(())
    }
}

/// A junction of one input and two outputs, a tee or a transform, as the segments around it have it.
fn junction(splits: bool) -> (Arc<Junction>, JunctionInput, [JunctionOutput; 2]) {
    junction_of(
        if splits {
            JunctionKind::Transform(SharedTransform::new(Box::new(Both::default())))
        } else {
            JunctionKind::Tee {
                primary: 0,
                discardable: Vec::new(),
            }
        },
        false,
    )
}

fn junction_of(kind: JunctionKind, prerolls: bool) -> (Arc<Junction>, JunctionInput, [JunctionOutput; 2]) {
    let junction = Junction::new(
        "junction".to_owned(),
        kind,
        Conduct::OF_THE_ENGINE,
        vec![Some(None)],
        2,
    );
    let mut input = JunctionInput::new(Arc::clone(&junction), 0);
    let mut outputs = [0, 1].map(|index| JunctionOutput::new(Arc::clone(&junction), index));
    junction.begin(1, &[0, 1], prerolls);
    input.begin(1);
    outputs.iter_mut().for_each(|output| output.begin(1));
    (junction, input, outputs)
}

fn sample(time: i64) -> StreamItem {
    let mut sample = Sample::default();
    sample.time = Some(openmf_core::MediaTime::from_100ns(time));
    StreamItem::Sample(sample)
}

/// The time of the sample that comes next, or what comes instead.
fn next(output: &JunctionOutput) -> String {
    match output.poll_next(&mut Context::from_waker(Waker::noop())) {
        Poll::Pending => "nothing".to_owned(),
        Poll::Ready(Ok(StreamItem::Sample(sample))) => sample.time.unwrap().as_100ns().to_string(),
        Poll::Ready(Ok(StreamItem::EndOfStream)) => "end".to_owned(),
        Poll::Ready(other) => panic!("{other:?}"),
    }
}

/// The segments behind ask, until one of them has something; what that is.
fn ask(outputs: &[JunctionOutput; 2], input: &JunctionInput) -> bool {
    assert_eq!(outputs.each_ref().map(next), ["nothing", "nothing"]);
    input
        .poll_request(&mut Context::from_waker(Waker::noop()))
        .is_ready()
}

#[test]
fn until_the_clock_starts_an_output_that_may_lose_samples_is_filled_too() {
    for prerolls in [false, true] {
        let tee = JunctionKind::Tee {
            primary: 0,
            discardable: vec![1],
        };
        let (junction, input, outputs) = junction_of(tee, prerolls);
        let is_wanted = || {
            input
                .poll_request(&mut Context::from_waker(Waker::noop()))
                .is_ready()
        };
        assert!(ask(&outputs, &input), "{prerolls}");
        input.put(sample(7));
        assert_eq!(outputs.each_ref().map(next), ["7", "7"], "{prerolls}");
        // The primary sink has enough; the decoder of the other one needs more for its first picture.
        assert_eq!(next(&outputs[1]), "nothing");
        assert_eq!(is_wanted(), prerolls);
        if prerolls {
            input.put(sample(8));
            assert_eq!(next(&outputs[1]), "8");
            assert_eq!(next(&outputs[1]), "nothing");
            assert!(is_wanted());
            junction.clock_starts();
            assert!(!is_wanted());
            assert_eq!(next(&outputs[0]), "8");
        }
        assert_eq!(next(&outputs[0]), "nothing");
        assert!(is_wanted(), "{prerolls}");
    }
}

#[test]
fn at_rate_0_an_output_that_may_lose_samples_does_not_wait_for_the_primary_one() {
    let tee = JunctionKind::Tee {
        primary: 0,
        discardable: vec![1],
    };
    let (_junction, input, outputs) = junction_of(tee, false);
    let is_wanted = || {
        input
            .poll_request(&mut Context::from_waker(Waker::noop()))
            .is_ready()
    };
    outputs.iter().for_each(|output| output.tell_rate(false, 0.0));
    assert!(ask(&outputs, &input));
    input.put(sample(0));
    assert_eq!(outputs.each_ref().map(next), ["0", "0"]);
    // The primary sink is full and shows nothing; the other one shows a frame for every step.
    for step in 1..=64 {
        assert_eq!(next(&outputs[1]), "nothing");
        assert!(is_wanted(), "step {step}");
        input.put(sample(step));
        assert_eq!(next(&outputs[1]), step.to_string());
    }
    // What the primary one is kept has its limit.
    assert_eq!(next(&outputs[1]), "nothing");
    assert!(!is_wanted());
    assert_eq!(next(&outputs[0]), "1");
    assert!(is_wanted());
    // Where the clock runs the primary one alone asks again, and has missed nothing.
    outputs.iter().for_each(|output| output.tell_rate(false, 1.0));
    assert!(!is_wanted());
    for step in 2..=64 {
        assert_eq!(next(&outputs[0]), step.to_string());
    }
    assert!(!is_wanted());
    assert_eq!(next(&outputs[0]), "nothing");
    assert!(is_wanted());
}

/// What an output holds, until nothing comes: how many samples, the first one, whether that follows a gap, and the last one.
fn rest(output: &JunctionOutput) -> (usize, i64, bool, i64) {
    let mut samples = Vec::new();
    while let Poll::Ready(item) = output.poll_next(&mut Context::from_waker(Waker::noop())) {
        let Ok(StreamItem::Sample(sample)) = item else {
            panic!("{item:?}");
        };
        samples.push(sample);
    }
    let time = |sample: &Sample| sample.time.unwrap().as_100ns();
    let (first, last) = (samples.first().unwrap(), samples.last().unwrap());
    let gaps = samples.iter().filter(|sample| sample.flags.discontinuity);
    assert_eq!(gaps.count(), usize::from(first.flags.discontinuity));
    (samples.len(), time(first), first.flags.discontinuity, time(last))
}

#[test]
fn what_a_sink_that_shows_nothing_at_rate_0_does_not_take_makes_room_for_newer_samples() {
    for (full, compressed) in [(0, false), (1, false), (0, true), (1, true)] {
        let tee = JunctionKind::Tee {
            primary: 0,
            discardable: Vec::new(),
        };
        let (junction, input, outputs) = junction_of(tee, false);
        let subtype = if compressed {
            guids::MFVideoFormat_H264
        } else {
            guids::MFVideoFormat_NV12
        };
        let media_type = MediaType::partial(guids::MFMediaType_Video, subtype);
        input.put(StreamItem::FormatChanged(media_type));
        for output in &outputs {
            output.tell_rate(false, 0.0);
            let item = output.poll_next(&mut Context::from_waker(Waker::noop()));
            assert!(matches!(item, Poll::Ready(Ok(StreamItem::FormatChanged(_)))));
        }
        junction.set_shows(full, false);
        assert!(ask(&outputs, &input));
        let shows = &outputs[1 - full];
        let step = |step: i64| {
            let mut sample = Sample::default();
            sample.time = Some(openmf_core::MediaTime::from_100ns(step));
            // Ten seconds a sample: at rate 0 time is no measure.
            sample.duration = Some(TimeSpan::from_millis(10_000));
            sample.flags.clean_point = step % 300 == 0;
            input.put(StreamItem::Sample(sample));
            assert_eq!(next(shows), step.to_string());
            assert_eq!(next(shows), "nothing");
            let request = input.poll_request(&mut Context::from_waker(Waker::noop()));
            assert!(request.is_ready(), "step {step}");
        };
        (0..1024).for_each(step);
        assert_eq!(next(&outputs[full]), "0", "nothing is lost yet");
        (1024..1250).for_each(step);
        let held = rest(&outputs[full]);
        if compressed {
            // There was room for 1024 only; the clean point at 1200 took the place of all.
            assert_eq!(held, (50, 1200, true, 1249));
        } else {
            assert_eq!(held, (1024, 226, true, 1249));
        }
        let lost = junction.statistics()[full].discarded;
        assert_eq!(lost, if compressed { 1199 } else { 225 });
        // What it asks for while the other one is full is bounded.
        let mut given = 0;
        while input
            .poll_request(&mut Context::from_waker(Waker::noop()))
            .is_ready()
        {
            input.put(sample(given));
            assert_eq!(next(&outputs[full]), given.to_string());
            assert_eq!(next(&outputs[full]), "nothing");
            given += 1;
        }
        assert_eq!(given, if full == 0 { 1024 } else { 64 });
    }
}

#[test]
fn a_reader_that_ends_as_of_the_former_stop_loses_nothing_of_what_comes_behind_it() {
    for splits in [false, true] {
        let (junction, input, outputs) = junction(splits);
        assert!(ask(&outputs, &input));
        input.end(0, true);
        assert_eq!(outputs.each_ref().map(next), ["end", "end"]);
        // The first one has ended before the stop moves, the other one is about to.
        outputs[0].finish(0);
        junction.reopen(1, 0, 1);
        outputs[1].finish(0);
        assert!(ask(&outputs, &input), "{splits}");
        input.put(sample(7));
        assert_eq!(outputs.each_ref().map(next), ["7", "7"], "{splits}");
        // Both have their orders, and end as of these.
        assert!(ask(&outputs, &input), "{splits}");
        input.end(1, false);
        assert_eq!(outputs.each_ref().map(next), ["end", "end"], "{splits}");
        outputs[0].finish(1);
        outputs[1].finish(2);
        assert!(
            input
                .poll_request(&mut Context::from_waker(Waker::noop()))
                .is_pending()
        );
    }
}

#[test]
fn a_writer_that_ends_as_of_the_former_stop_ends_nothing_behind_it() {
    for splits in [false, true] {
        let (junction, input, outputs) = junction(splits);
        assert!(ask(&outputs, &input));
        junction.reopen(1, 0, 3);
        input.end(2, true);
        assert!(ask(&outputs, &input), "{splits}");
        input.put(sample(7));
        assert_eq!(outputs.each_ref().map(next), ["7", "7"], "{splits}");
        assert!(ask(&outputs, &input), "{splits}");
        input.end(3, true);
        assert_eq!(outputs.each_ref().map(next), ["end", "end"], "{splits}");
        assert!(outputs[0].is_marked_out(), "{splits}");
        // The next run knows nothing of it.
        junction.begin(2, &[0, 1], false);
        assert!(!outputs[0].is_marked_out(), "{splits}");
    }
}

#[test]
fn a_writer_whose_readers_have_all_come_to_a_moved_stop_rests_until_one_reads_again() {
    struct Woken(std::sync::atomic::AtomicU32);
    impl std::task::Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        }
    }
    for splits in [false, true] {
        let (_junction, input, outputs) = junction(splits);
        let woken = Arc::new(Woken(0.into()));
        let waker = Waker::from(Arc::clone(&woken));
        let is_wanted = || input.poll_request(&mut Context::from_waker(&waker)).is_ready();
        let wakes = || woken.0.swap(0, std::sync::atomic::Ordering::Relaxed);
        assert!(ask(&outputs, &input));
        assert!(is_wanted());
        // It is in front of its own source meanwhile, and is told all the same.
        outputs[0].rest();
        assert_eq!(
            (is_wanted(), input.rests(), wakes()),
            (true, false, 1),
            "{splits}"
        );
        outputs[1].rest();
        assert_eq!(
            (is_wanted(), input.rests(), wakes()),
            (false, true, 1),
            "{splits}"
        );
        outputs[1].rest();
        assert_eq!(wakes(), 0, "{splits}: it knows");
        assert_eq!(next(&outputs[1]), "nothing");
        assert_eq!(
            (is_wanted(), input.rests(), wakes()),
            (true, false, 1),
            "{splits}"
        );
        outputs[0].finish(0);
        outputs[1].finish(0);
        assert_eq!(
            (is_wanted(), input.rests()),
            (false, false),
            "{splits}: it has ended"
        );
    }
}
