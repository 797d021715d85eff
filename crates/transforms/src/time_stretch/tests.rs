use openmf_core::codes;

use super::*;

const TAU: f64 = std::f64::consts::TAU;
const HZ: u32 = 48_000;

fn sine(hz: u32, frame: usize) -> f32 {
    (0.5 * (TAU * 440.0 * frame as f64 / f64::from(hz)).sin()) as f32
}

/// A stretch for a type, at a rate.
fn stretch_of(format: &AudioFormat, rate: f32) -> TimeStretch {
    let mut stretch = TimeStretch::new();
    let media_type = format.to_media_type();
    stretch.set_input_type(0, &media_type).unwrap();
    stretch.set_output_type(0, &media_type).unwrap();
    set_rate(&stretch, rate);
    stretch
}

fn set_rate(stretch: &TimeStretch, rate: f32) {
    stretch.rate_control().unwrap().set_rate(false, rate).unwrap();
}

fn give(stretch: &mut TimeStretch, sample: Sample) -> Vec<Sample> {
    assert!(matches!(stretch.process_input(0, sample), Ok(Input::Accepted)));
    take(stretch)
}

fn take(stretch: &mut TimeStretch) -> Vec<Sample> {
    let next = || match stretch.process_output().unwrap() {
        Output::Sample(sample) => Some(sample),
        Output::NeedMoreInput => None,
        Output::StreamChange => panic!("a change of the stream"),
    };
    std::iter::from_fn(next).collect()
}

fn drain(stretch: &mut TimeStretch) -> Vec<Sample> {
    stretch.process_message(TransformMessage::Drain).unwrap();
    take(stretch)
}

/// Encodes frames, each number from its frame and channel.
fn encoded(
    format: &AudioFormat,
    frames: std::ops::Range<usize>,
    number: &dyn Fn(usize, usize) -> f32,
) -> Vec<u8> {
    let channels = format.channels as usize;
    let numbers: Vec<f64> = frames
        .flat_map(|frame| (0..channels).map(move |channel| (frame, channel)))
        .map(|(frame, channel)| f64::from(number(frame, channel)))
        .collect();
    let stored = format.sample_format().unwrap();
    let mut bytes = vec![0; numbers.len() * stored.bytes()];
    sample_format::encode(stored, &numbers, None, &mut bytes);
    bytes
}

/// The numbers of one channel.
fn channel(format: &AudioFormat, samples: &[Sample], channel: usize) -> Vec<f32> {
    let mut numbers = Vec::new();
    for sample in samples {
        sample_format::decode(
            format.sample_format().unwrap(),
            &sample.contiguous(),
            &mut numbers,
        );
    }
    let frames = numbers.chunks_exact(format.channels as usize);
    frames.map(|frame| frame[channel] as f32).collect()
}

/// Stretches so many frames in samples of 1000, at rates in turn.
fn stretched(
    format: &AudioFormat,
    total: usize,
    rates: &[f32],
    number: &dyn Fn(usize, usize) -> f32,
) -> Vec<Sample> {
    let hz = format.sample_rate;
    let mut stretch = stretch_of(format, rates[0]);
    let mut output = Vec::new();
    for from in (0..total).step_by(1_000) {
        set_rate(&stretch, rates[from * rates.len() / total]);
        let bytes = encoded(format, from..(from + 1_000).min(total), number);
        let time = MediaTime::ZERO + TimeSpan::from_frames(from as u64, hz);
        output.extend(give(&mut stretch, Sample::new(MediaBuffer::from(bytes)).at(time)));
    }
    output.extend(drain(&mut stretch));
    output
}

/// Between the first and the last time that it rises through 0, in Hz.
fn frequency(numbers: &[f32], hz: u32) -> f64 {
    let rises: Vec<f64> = numbers
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| pair[0] < 0.0 && pair[1] >= 0.0)
        .map(|(index, pair)| index as f64 + f64::from(pair[0] / (pair[0] - pair[1])))
        .collect();
    (rises.len() - 1) as f64 / (rises[rises.len() - 1] - rises[0]) * f64::from(hz)
}

fn largest_step(numbers: &[f32]) -> f32 {
    let steps = numbers.windows(2).map(|pair| (pair[1] - pair[0]).abs());
    steps.fold(0.0, f32::max)
}

const RATES: [f32; 9] = [0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0];

#[test]
fn a_sine_keeps_its_pitch_and_strength_and_gets_its_length() {
    for hz in [8_000, 11_025, 22_050, 44_100, 48_000, 96_000, 192_000] {
        let format = AudioFormat::pcm(SampleFormat::F32, hz, 1);
        let total = 2 * hz as usize;
        for rate in RATES {
            let case = format!("{hz} Hz at {rate}");
            let output = stretched(&format, total, &[rate], &|frame, _| sine(hz, frame));
            let found = channel(&format, &output, 0);
            let wanted = (total as f64 / f64::from(rate)).round();
            assert!(
                (found.len() as f64 - wanted).abs() <= 1.0,
                "{case}: {}",
                found.len()
            );
            let pitch = frequency(&found, hz);
            assert!((pitch / 440.0 - 1.0).abs() < 0.002, "{case}: {pitch} Hz");
            // From one frame to the next the sine itself moves by so much at most.
            let own = 0.5 * (TAU * 440.0 / f64::from(hz)) as f32;
            let step = largest_step(&found);
            assert!(step < 1.05 * own, "{case}: {step} where the sine has {own}");
            // The last segment is where the end is, not where it fits best.
            let whole = &found[..found.len() - hz as usize / 20];
            for part in whole.chunks_exact(hz as usize / 100) {
                let peak = part.iter().fold(0.0_f32, |peak, number| peak.max(number.abs()));
                assert!((0.47..0.505).contains(&peak), "{case}: {peak}");
            }
        }
    }
}

#[test]
fn at_1_it_passes_exactly() {
    let format = AudioFormat::pcm(SampleFormat::S16, HZ, 2);
    // Not a sine: anything else than the same frames would show.
    let number =
        |frame: usize, channel: usize| ((frame * 7919 + channel * 104_729) % 65_536) as f32 / 32_768.0 - 1.0;
    let output = stretched(&format, 20_000, &[1.0], &number);
    let bytes: Vec<u8> = output
        .iter()
        .flat_map(|sample| sample.contiguous().to_vec())
        .collect();
    assert!(bytes == encoded(&format, 0..20_000, &number));
}

#[test]
fn samples_keep_media_time() {
    let format = AudioFormat::pcm(SampleFormat::F32, 44_100, 1);
    for rate in RATES {
        let output = stretched(&format, 88_200, &[rate], &|frame, _| sine(44_100, frame));
        let mut time = MediaTime::ZERO;
        for sample in &output {
            assert_eq!(sample.time, Some(time), "at {rate}");
            let own = TimeSpan::from_frames(sample.total_len() as u64 / 4, 44_100).as_100ns() as f64;
            let duration = sample.duration.unwrap().as_100ns() as f64;
            // A frame more or less at the end.
            assert!(
                (duration / f64::from(rate) - own).abs() <= 230.0,
                "at {rate}: {duration} for {own}"
            );
            time = sample.end().unwrap();
        }
        assert_eq!(time, MediaTime::from_100ns(20_000_000), "at {rate}");
    }
}

#[test]
fn impulses_keep_their_time() {
    // A click of 1 ms every half a second.
    let clicks: Vec<usize> = (1..20).map(|n| n * 24_000 + n * 37).collect();
    let number = |frame: usize, _: usize| {
        let since = clicks.iter().rev().find(|at| **at <= frame).map(|at| frame - at);
        since
            .filter(|since| *since < 48)
            .map_or(0.0, |since| (since as f32 * 0.4).sin())
    };
    let format = AudioFormat::pcm(SampleFormat::F32, HZ, 1);
    for rate in RATES {
        let found = channel(&format, &stretched(&format, 480_000, &[rate], &number), 0);
        let mut heard = 0;
        for click in &clicks {
            let wanted = (*click as f32 / rate) as usize;
            let around = wanted - 4_800..(wanted + 4_800).min(found.len());
            let loudest = around.max_by(|a, b| found[*a].abs().total_cmp(&found[*b].abs()));
            let loudest = loudest.unwrap();
            if found[loudest].abs() > 0.3 {
                heard += 1;
                let off = loudest.abs_diff(wanted) as f32 / 48.0;
                assert!(off < 30.0, "at {rate}: off by {off} ms");
            }
        }
        // Faster, something has to be left out.
        assert!(heard as f32 >= 19.0 / rate.max(1.0), "at {rate}: {heard}");
        assert!(rate > 1.5 || heard == 19, "at {rate}: {heard}");
    }
}

#[test]
fn every_format_and_number_of_channels_is_stretched_alike() {
    use SampleFormat::{F32, F64, S16, S24, S32, U8};
    for (stored, precision) in [
        (U8, 0.01_f32),
        (S16, 1e-4),
        (S24, 1e-6),
        (S32, 1e-6),
        (F32, 0.0),
        (F64, 1e-7),
    ] {
        let mono = AudioFormat::pcm(F32, HZ, 1);
        let number = |frame: usize, _: usize| sine(HZ, frame);
        let expected = channel(&mono, &stretched(&mono, 48_000, &[1.5], &number), 0);
        let format = AudioFormat::pcm(stored, HZ, 1);
        let found = channel(&format, &stretched(&format, 48_000, &[1.5], &number), 0);
        assert_eq!(found.len(), 32_000);
        // A rounded sine may fit better elsewhere.
        if precision < 1e-3 {
            let off = found.iter().zip(&expected).map(|(a, b)| (a - b).abs());
            assert!(
                off.fold(0.0, f32::max) <= precision.max(1e-7) + 1e-3,
                "{stored:?}"
            );
        }
        assert!((frequency(&found, HZ) / 440.0 - 1.0).abs() < 0.005, "{stored:?}");
    }
    for channels in [1, 2, 3, 6, 8] {
        let format = AudioFormat::pcm(F32, HZ, channels);
        // Each channel fainter than the one before, every other one upside down.
        let gain = |channel: usize| if channel.is_multiple_of(2) { 1.0 } else { -1.0 } / (1 + channel) as f32;
        for rate in [0.5, 2.0] {
            let output = stretched(&format, 48_000, &[rate], &|frame, channel| {
                sine(HZ, frame) * gain(channel)
            });
            let first = channel(&format, &output, 0);
            assert_eq!(first.len(), (48_000.0 / rate) as usize);
            let pitch = frequency(&first, HZ);
            assert!(
                (pitch / 440.0 - 1.0).abs() < 0.005,
                "{channels} channels: {pitch}"
            );
            for other in 1..channels as usize {
                let alike = channel(&format, &output, other)
                    .iter()
                    .zip(&first)
                    .all(|(number, first)| (number - first * gain(other)).abs() < 1e-6);
                assert!(alike, "channel {other} of {channels}");
            }
        }
    }
}

#[test]
fn channels_in_opposite_phase_do_not_cancel() {
    let format = AudioFormat::pcm(SampleFormat::F32, HZ, 2);
    let number = |frame: usize, channel: usize| sine(HZ, frame) * if channel == 0 { 1.0 } else { -1.0 };
    let found = channel(&format, &stretched(&format, 96_000, &[1.7], &number), 0);
    let own = 0.5 * (TAU * 440.0 / f64::from(HZ)) as f32;
    assert!(largest_step(&found) < 1.05 * own);
    assert!((frequency(&found, HZ) / 440.0 - 1.0).abs() < 0.002);
}

#[test]
fn a_change_of_rate_does_not_click_and_is_exact() {
    let format = AudioFormat::pcm(SampleFormat::F32, HZ, 1);
    let rates = [1.0, 2.0, 0.5, 4.0, 1.0, 1.5, 0.25, 1.0];
    let output = stretched(&format, 8 * 24_000, &rates, &|frame, _| sine(HZ, frame));
    let found = channel(&format, &output, 0);
    let own = 0.5 * (TAU * 440.0 / f64::from(HZ)) as f32;
    let step = largest_step(&found);
    assert!(step < 1.05 * own, "{step} where the sine has {own}");
    let frames = |sample: &Sample| sample.total_len() as f64 / 4.0;
    let mut time = MediaTime::ZERO;
    for sample in &output {
        assert_eq!(sample.time, Some(time));
        time = sample.end().unwrap();
        let made_for = sample.duration.unwrap().as_secs_f64() * f64::from(HZ) / frames(sample);
        // What is given out at a drain is of one rate as well, but for its last frame.
        assert!(
            rates
                .iter()
                .any(|rate| (made_for / f64::from(*rate) - 1.0).abs() < 1e-3),
            "{made_for}"
        );
    }
    assert_eq!(time, MediaTime::from_100ns(40_000_000));
}

#[test]
fn a_gap_begins_anew_a_flush_forgets_and_a_discontinuity_is_kept() {
    let format = AudioFormat::pcm(SampleFormat::S16, HZ, 2);
    let mut stretch = stretch_of(&format, 2.0);
    let sample = |millis: i64| {
        Sample::new(MediaBuffer::from(vec![1; 4 * 480])).at(MediaTime::from_100ns(millis * 10_000))
    };
    let told = |samples: &[Sample]| -> Vec<(Option<i64>, usize, bool)> {
        let told = |sample: &Sample| {
            let millis = sample.time.map(|time| time.as_100ns() / 10_000);
            (millis, sample.total_len() / 4, sample.flags.discontinuity)
        };
        samples.iter().map(told).collect()
    };
    assert_eq!(told(&give(&mut stretch, sample(0))), []);
    // 15 ms off is rounding; a second is not.
    assert_eq!(told(&give(&mut stretch, sample(25))), []);
    assert_eq!(told(&give(&mut stretch, sample(1_000))), [(Some(0), 480, false)]);
    assert_eq!(told(&give(&mut stretch, sample(1_010))), []);
    stretch.process_message(TransformMessage::Flush).unwrap();
    assert_eq!(told(&drain(&mut stretch)), []);
    assert_eq!(told(&give(&mut stretch, sample(2_000))), []);
    let mut broken = sample(2_010);
    broken.flags.discontinuity = true;
    assert_eq!(told(&give(&mut stretch, broken)), [(Some(2_000), 240, false)]);
    assert_eq!(told(&drain(&mut stretch)), [(Some(2_010), 240, true)]);
    // Without times there are none.
    let untimed = Sample::new(MediaBuffer::from(vec![1; 4 * 480]));
    give(&mut stretch, untimed);
    assert_eq!(told(&drain(&mut stretch)), [(None, 240, true)]);
}

#[test]
fn odd_input_is_taken() {
    let format = AudioFormat::pcm(SampleFormat::F32, HZ, 2);
    for numbers in [
        vec![f32::NAN; 9_600],
        vec![f32::INFINITY; 9_600],
        vec![f32::MAX; 9_600],
        vec![0.0; 9_600],
    ] {
        for rate in [0.25, 1.3, 4.0] {
            let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
            let mut stretch = stretch_of(&format, rate);
            let mut frames = 0;
            // Pieces that are no whole frames lose what is left over.
            for piece in bytes.chunks(8 * 100 + 3) {
                let output = give(&mut stretch, Sample::new(MediaBuffer::from(piece.to_vec())));
                frames += output.iter().map(|sample| sample.total_len() / 8).sum::<usize>();
            }
            let rest = drain(&mut stretch);
            frames += rest.iter().map(|sample| sample.total_len() / 8).sum::<usize>();
            let taken: usize = bytes.chunks(803).map(|piece| piece.len() / 8).sum();
            assert!(
                (frames as f32 - taken as f32 / rate).abs() <= 1.0,
                "{frames} of {taken} at {rate}"
            );
        }
    }
    // Shorter than a segment, and than a frame of it.
    for total in [0, 1, 2, 3, 50, 500, 1_919, 1_920, 1_921] {
        for rate in RATES {
            let output = stretched(&format, total, &[rate], &|_, _| 0.5);
            let frames = output.iter().map(|sample| sample.total_len() / 8).sum::<usize>();
            assert!(
                (frames as f32 - total as f32 / rate).abs() <= 1.0,
                "{frames} of {total} at {rate}"
            );
        }
    }
    // The lowest rates and the most channels that a media type can have.
    for (hz, channels) in [(1, 1), (7, 64), (100, 2), (1_536_000, 64)] {
        let format = AudioFormat::pcm(SampleFormat::U8, hz, channels);
        let output = stretched(&format, 3_000, &[0.7], &|_, _| 0.5);
        let frames: usize = output
            .iter()
            .map(|sample| sample.total_len() / channels as usize)
            .sum();
        assert!(
            frames.abs_diff(4_286) <= 1,
            "{hz} Hz, {channels} channels: {frames}"
        );
    }
}

#[test]
fn types_and_rates_that_it_does_not_have_are_refused() {
    let mut stretch = TimeStretch::new();
    let pcm = AudioFormat::pcm(SampleFormat::S16, HZ, 2).to_media_type();
    let aac = AudioFormat::compressed(guids::MFAudioFormat_AAC, HZ, 2).to_media_type();
    let other = AudioFormat::pcm(SampleFormat::S16, 44_100, 2).to_media_type();
    let code = |result: Result<()>| result.unwrap_err().hresult();
    assert_eq!(
        code(stretch.set_output_type(0, &pcm)),
        codes::MF_E_TRANSFORM_TYPE_NOT_SET
    );
    assert_eq!(
        code(stretch.set_input_type(0, &aac)),
        codes::MF_E_INVALIDMEDIATYPE
    );
    assert_eq!(
        code(stretch.set_input_type(1, &pcm)),
        codes::MF_E_INVALIDSTREAMNUMBER
    );
    stretch.set_input_type(0, &pcm).unwrap();
    assert_eq!(stretch.output_available_type(0, 0).unwrap(), pcm);
    assert!(matches!(
        stretch.output_available_type(0, 1),
        Err(Error::NoMoreTypes)
    ));
    assert_eq!(
        code(stretch.set_output_type(0, &other)),
        codes::MF_E_INVALIDMEDIATYPE
    );
    let early = stretch.process_input(0, Sample::default());
    assert_eq!(early.unwrap_err().hresult(), codes::MF_E_TRANSFORM_TYPE_NOT_SET);
    stretch.set_output_type(0, &pcm).unwrap();
    let control = stretch.rate_control().unwrap();
    for (rate, expected) in [
        (0.25, None),
        (4.0, None),
        (0.2, Some(codes::MF_E_UNSUPPORTED_RATE)),
        (4.1, Some(codes::MF_E_UNSUPPORTED_RATE)),
        (f32::NAN, Some(codes::MF_E_UNSUPPORTED_RATE)),
        (-1.0, Some(codes::MF_E_REVERSE_UNSUPPORTED)),
        (0.0, Some(codes::MF_E_UNSUPPORTED_RATE)),
    ] {
        let found = control.set_rate(false, rate).err().map(|error| error.hresult());
        assert_eq!(found, expected, "{rate}");
    }
    assert_eq!(RateControl::rate(control), (false, 4.0));
    // Another type forgets the output type.
    stretch.set_input_type(0, &other).unwrap();
    assert!(stretch.output_type(0).is_err());
}
