#![expect(
    clippy::print_stdout,
    reason = "tests print what they measure and what they skip"
)]

use std::f64::consts::TAU;
use std::io::Write;
use std::process::{Command, Stdio};

use super::*;

fn converter(from: &AudioFormat, to: &AudioFormat) -> AudioConverter {
    let mut converter = AudioConverter::new();
    converter.set_input_type(0, &from.to_media_type()).unwrap();
    converter.set_output_type(0, &to.to_media_type()).unwrap();
    converter
}

fn take_all(converter: &mut AudioConverter, out: &mut Vec<Sample>) {
    while let Output::Sample(sample) = converter.process_output().unwrap() {
        out.push(sample);
    }
}

/// Sends a whole stream through in samples of `chunk` bytes, stamped from `start` on.
fn run(from: &AudioFormat, to: &AudioFormat, bytes: &[u8], chunk: usize, start: i64) -> Vec<Sample> {
    let mut converter = converter(from, to);
    let mut out = Vec::new();
    let frame = from.frame_bytes().unwrap();
    for (index, part) in bytes.chunks(chunk).enumerate() {
        let time = TimeSpan::from_frames((index * chunk / frame) as u64, from.sample_rate);
        let sample = Sample::new(part.to_vec().into()).at(MediaTime::from_100ns(start) + time);
        assert!(matches!(converter.process_input(0, sample), Ok(Input::Accepted)));
        take_all(&mut converter, &mut out);
    }
    converter.process_message(TransformMessage::Drain).unwrap();
    take_all(&mut converter, &mut out);
    out
}

fn bytes_of(samples: &[Sample]) -> Vec<u8> {
    samples.iter().flat_map(|s| s.contiguous().to_vec()).collect()
}

fn f64s(bytes: &[u8]) -> Vec<f64> {
    bytes
        .as_chunks()
        .0
        .iter()
        .map(|b| f64::from_le_bytes(*b))
        .collect()
}

fn sine(rate: u32, frequency: f64, frames: usize) -> Vec<f64> {
    (0..frames)
        .map(|n| 0.5 * (TAU * frequency * n as f64 / f64::from(rate)).sin())
        .collect()
}

fn f64_bytes(values: &[f64]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

/// Signal to error in dB, without the ends, where the filter meets silence.
fn snr(actual: &[f64], ideal: &[f64]) -> f64 {
    let inner = 3_000..actual.len().min(ideal.len()) - 3_000;
    let (mut signal, mut error) = (0.0, 0.0);
    for (a, i) in actual[inner.clone()].iter().zip(&ideal[inner]) {
        signal += i * i;
        error += (a - i) * (a - i);
    }
    10.0 * (signal / error).log10()
}

fn resample(input_rate: u32, output_rate: u32, values: &[f64]) -> Vec<f64> {
    let from = AudioFormat::pcm(SampleFormat::F64, input_rate, 1);
    let to = AudioFormat::pcm(SampleFormat::F64, output_rate, 1);
    f64s(&bytes_of(&run(&from, &to, &f64_bytes(values), 8 * 1_152, 0)))
}

#[test]
fn a_sine_keeps_its_level_frequency_and_phase_at_every_rate() {
    let table = [
        (44_100, 48_000, 997.0),
        (48_000, 44_100, 997.0),
        (44_100, 48_000, 15_000.0),
        (44_100, 96_000, 18_000.0),
        (96_000, 44_100, 18_000.0),
        (8_000, 48_000, 1_000.0),
        (192_000, 48_000, 10_000.0),
        (22_050, 48_000, 5_000.0),
    ];
    for (from, to, frequency) in table {
        let frames = from as usize;
        let out = resample(from, to, &sine(from, frequency, frames));
        assert_eq!(out.len(), to as usize, "{from} to {to}");
        let snr = snr(&out, &sine(to, frequency, out.len()));
        println!("{from} to {to} Hz, {frequency} Hz: {snr:.1} dB");
        assert!(snr > 100.0, "{from} to {to} at {frequency} Hz: {snr:.1} dB");
    }
}

#[test]
fn ratios_of_large_numbers_are_as_clean_and_late_by_less_than_a_frame() {
    for (from, to, frequency) in [
        (44_100, 48_001, 997.0),
        (47_999, 44_100, 10_000.0),
        (48_000, 44_101, 15_000.0),
    ] {
        let out = resample(from, to, &sine(from, frequency, from as usize));
        assert_eq!(out.len(), to as usize, "{from} to {to}");
        // The sine that fits best, over a whole number of its periods.
        let step = TAU * frequency / f64::from(to);
        let inner = 3_000..out.len() - 3_000;
        let count = inner.len() as f64;
        let wave = |n: usize| (step * n as f64).sin_cos();
        let (mut sine, mut cosine) = (0.0, 0.0);
        for n in inner.clone() {
            sine += 2.0 / count * out[n] * wave(n).0;
            cosine += 2.0 / count * out[n] * wave(n).1;
        }
        // The corrections take out what the incomplete last period has left.
        for _ in 0..20 {
            let rest = |n: usize| out[n] - sine * wave(n).0 - cosine * wave(n).1;
            let more = inner.clone().fold((0.0, 0.0), |(s, c), n| {
                (
                    s + 2.0 / count * rest(n) * wave(n).0,
                    c + 2.0 / count * rest(n) * wave(n).1,
                )
            });
            sine += more.0;
            cosine += more.1;
        }
        let ideal: Vec<f64> = (0..out.len())
            .map(|n| sine * wave(n).0 + cosine * wave(n).1)
            .collect();
        let (snr, frames) = (snr(&out, &ideal), cosine.atan2(sine) / step);
        let level = 20.0 * (sine.hypot(cosine) / 0.5).log10();
        println!("{from} to {to} Hz, {frequency} Hz: {snr:.1} dB, {level:.5} dB, {frames:.3} frames");
        assert!(snr > 100.0 && level.abs() < 0.001 && frames.abs() < 1.0);
    }
}

#[test]
fn there_and_back_is_the_same() {
    let original = sine(44_100, 1_234.5, 44_100);
    let back = resample(48_000, 44_100, &resample(44_100, 48_000, &original));
    assert_eq!(back.len(), original.len());
    let snr = snr(&back, &original);
    println!("44.1 kHz to 48 kHz and back: {snr:.1} dB");
    assert!(snr > 100.0, "{snr:.1} dB");
}

#[test]
fn what_the_lower_rate_cannot_hold_is_removed() {
    for (from, to, frequency) in [
        (48_000, 44_100, 23_000.0),
        (96_000, 48_000, 30_000.0),
        (48_001, 44_100, 23_500.0),
    ] {
        let out = resample(from, to, &sine(from, frequency, from as usize));
        let inner = &out[3_000..out.len() - 3_000];
        let power = inner.iter().map(|v| v * v).sum::<f64>() / inner.len() as f64;
        let level = 10.0 * (power / 0.125).log10();
        println!("{frequency} Hz from {from} to {to} Hz: {level:.1} dB");
        assert!(level < -90.0, "{frequency} Hz from {from} to {to}: {level:.1} dB");
    }
}

#[test]
fn length_is_exact_and_times_are_continuous() {
    for (from, to) in [
        (44_100, 48_000),
        (48_000, 44_100),
        (48_000, 16_000),
        (11_025, 48_000),
        (44_100, 48_001),
    ] {
        for frames in [1, 2, 147, 1_000, 1_177, 44_101] {
            for chunk in [1_usize, 1_024, 100_000] {
                if chunk == 1 && frames > 2_000 {
                    continue;
                }
                let (from, to) = (
                    AudioFormat::pcm(SampleFormat::S16, from, 2),
                    AudioFormat::pcm(SampleFormat::F32, to, 2),
                );
                let start = 123_456_789;
                let out = run(&from, &to, &vec![0; frames * 4], chunk * 4, start);
                let total: usize = out.iter().map(|s| s.total_len() / 8).sum();
                let expected = (frames as f64 * f64::from(to.sample_rate) / f64::from(from.sample_rate))
                    .round() as usize;
                assert_eq!(
                    total, expected,
                    "{frames} frames from {} to {}",
                    from.sample_rate, to.sample_rate
                );
                let mut time = MediaTime::from_100ns(start);
                for sample in &out {
                    assert_eq!(sample.time, Some(time));
                    time = sample.end().unwrap();
                }
                let length = TimeSpan::from_frames(expected as u64, to.sample_rate);
                assert_eq!(time, MediaTime::from_100ns(start) + length);
            }
        }
    }
}

#[test]
fn a_gap_starts_a_new_timeline_and_jitter_does_not() {
    let from = AudioFormat::pcm(SampleFormat::S16, 44_100, 1);
    let to = AudioFormat::pcm(SampleFormat::S16, 48_000, 1);
    let mut converter = converter(&from, &to);
    let mut out = Vec::new();
    // The second sample is 1 ms late by rounding; the third one comes after a gap of one second.
    for time in [0_i64, 1_010_000, 13_000_000] {
        let sample = Sample::new(vec![0; 4_410 * 2].into()).at(MediaTime::from_100ns(time));
        assert!(matches!(converter.process_input(0, sample), Ok(Input::Accepted)));
        take_all(&mut converter, &mut out);
    }
    converter.process_message(TransformMessage::Drain).unwrap();
    take_all(&mut converter, &mut out);
    let breaks: Vec<usize> = (0..out.len()).filter(|i| out[*i].flags.discontinuity).collect();
    assert_eq!(breaks.len(), 1);
    let (before, after) = out.split_at(breaks[0]);
    let frames = |samples: &[Sample]| samples.iter().map(|s| s.total_len() / 2).sum::<usize>();
    assert_eq!((frames(before), frames(after)), (9_600, 4_800));
    assert_eq!(
        before.last().unwrap().end(),
        Some(MediaTime::from_100ns(2_000_000))
    );
    assert_eq!(after[0].time, Some(MediaTime::from_100ns(13_000_000)));

    // After the drain a new run begins, marked as such.
    let sample = Sample::new(vec![0; 44_100 * 2].into()).at(MediaTime::from_100ns(5));
    assert!(matches!(converter.process_input(0, sample), Ok(Input::Accepted)));
    let Output::Sample(first) = converter.process_output().unwrap() else {
        panic!("a second of sound gives output at once");
    };
    assert!(first.flags.discontinuity);
    assert_eq!(first.time, Some(MediaTime::from_100ns(5)));
}

#[test]
fn flush_drops_what_is_held() {
    let from = AudioFormat::pcm(SampleFormat::S16, 44_100, 1);
    let to = AudioFormat::pcm(SampleFormat::S16, 48_000, 1);
    let mut converter = converter(&from, &to);
    let loud: Vec<u8> = [0x40; 200].into();
    assert!(matches!(
        converter.process_input(0, Sample::new(loud.into())),
        Ok(Input::Accepted)
    ));
    converter.process_message(TransformMessage::Flush).unwrap();
    converter.process_message(TransformMessage::Drain).unwrap();
    assert!(matches!(converter.process_output(), Ok(Output::NeedMoreInput)));
    let sample = Sample::new(vec![0; 882].into()).at(MediaTime::from_100ns(70));
    assert!(matches!(converter.process_input(0, sample), Ok(Input::Accepted)));
    converter.process_message(TransformMessage::Drain).unwrap();
    let mut out = Vec::new();
    take_all(&mut converter, &mut out);
    assert_eq!(bytes_of(&out), vec![0; 480 * 2]);
    assert_eq!(out[0].time, Some(MediaTime::from_100ns(70)));
}

#[test]
fn equal_types_pass_the_same_memory_on() {
    let format = AudioFormat::pcm(SampleFormat::S24, 96_000, 6);
    let mut converter = converter(&format, &format);
    let buffer = MediaBuffer::from(vec![1; 180]);
    let sample = Sample::new(buffer.clone()).at(MediaTime::from_100ns(42));
    assert!(matches!(converter.process_input(0, sample), Ok(Input::Accepted)));
    let second = Sample::new(buffer.clone());
    assert!(matches!(
        converter.process_input(0, second),
        Ok(Input::NotAccepting(_))
    ));
    let Output::Sample(out) = converter.process_output().unwrap() else {
        panic!("the sample is there");
    };
    assert_eq!(out.buffer().unwrap().as_ptr(), buffer.as_ptr());
    assert_eq!(out.time, Some(MediaTime::from_100ns(42)));
}

#[test]
fn mono_becomes_stereo_without_a_change_of_level() {
    let out = run(
        &AudioFormat::pcm(SampleFormat::S16, 48_000, 1),
        &AudioFormat::pcm(SampleFormat::S16, 48_000, 2),
        &[1, 2, 3, 4],
        4,
        0,
    );
    assert_eq!(bytes_of(&out), [1, 2, 1, 2, 3, 4, 3, 4]);
    assert_eq!(out[0].duration, Some(TimeSpan::from_frames(2, 48_000)));
}

#[test]
fn large_samples_come_in_parts() {
    let frames = MAX_OUTPUT_FRAMES + 10;
    let out = run(
        &AudioFormat::pcm(SampleFormat::U8, 8_000, 1),
        &AudioFormat::pcm(SampleFormat::S16, 8_000, 1),
        &vec![128; frames],
        frames,
        0,
    );
    let lengths: Vec<usize> = out.iter().map(Sample::total_len).collect();
    assert_eq!(lengths, [MAX_OUTPUT_FRAMES * 2, 20]);
    assert_eq!(
        out[1].time,
        Some(MediaTime::ZERO + TimeSpan::from_frames(MAX_OUTPUT_FRAMES as u64, 8_000))
    );
}

#[test]
fn output_types_start_with_the_inputs_own_shape_and_complete_partial_ones() {
    let mut converter = AudioConverter::new();
    assert!(matches!(
        converter.output_available_type(0, 0),
        Err(Error::TypeNotSet { .. })
    ));
    let input = AudioFormat::pcm(SampleFormat::S16, 44_100, 6);
    converter.set_input_type(0, &input.to_media_type()).unwrap();
    for (index, format) in [
        SampleFormat::F32,
        SampleFormat::S16,
        SampleFormat::S24,
        SampleFormat::S32,
    ]
    .into_iter()
    .enumerate()
    {
        let expected = AudioFormat::pcm(format, 44_100, 6).to_media_type();
        assert_eq!(converter.output_available_type(0, index).unwrap(), expected);
    }
    let count = (0..)
        .take_while(|index| converter.output_available_type(0, *index).is_ok())
        .count();
    assert_eq!(count, 6 * (1 + 3 + 3));
    for index in 0..count {
        let offer = converter.output_available_type(0, index).unwrap();
        converter.set_output_type(0, &offer).unwrap();
        assert_eq!(converter.output_type(0).unwrap(), offer);
    }
    let partial = MediaType::partial(guids::MFMediaType_Audio, guids::MFAudioFormat_Float);
    partial.attributes().set(keys::MF_MT_AUDIO_NUM_CHANNELS, 2);
    converter.set_output_type(0, &partial).unwrap();
    let expected = AudioFormat::pcm(SampleFormat::F32, 44_100, 2);
    assert_eq!(
        AudioFormat::try_from(&converter.output_type(0).unwrap()).unwrap(),
        expected
    );
}

#[test]
fn impossible_types_are_refused() {
    let mut converter = AudioConverter::new();
    let good = AudioFormat::pcm(SampleFormat::S16, 48_000, 2);
    let mut odd = good.clone();
    odd.bits_per_sample = 20;
    let aac = AudioFormat::compressed(guids::MFAudioFormat_AAC, 48_000, 2);
    for bad in [odd, aac] {
        let refused = converter.set_input_type(0, &bad.to_media_type());
        assert!(matches!(refused, Err(Error::InvalidMediaType { .. })), "{bad:?}");
    }
    let mut slow = good.clone();
    slow.sample_rate = 1;
    converter.set_input_type(0, &slow.to_media_type()).unwrap();
    let refused = converter.set_output_type(0, &good.to_media_type());
    assert!(matches!(refused, Err(Error::InvalidMediaType { .. })));
    assert!(matches!(
        converter.process_input(0, Sample::default()),
        Err(Error::TypeNotSet { .. })
    ));
    assert!(matches!(
        converter.set_input_type(1, &good.to_media_type()),
        Err(Error::InvalidStreamNumber { stream: 1 })
    ));
}

#[test]
fn dither_is_added_only_when_asked_for_and_bits_are_lost() {
    let wide = AudioFormat::pcm(SampleFormat::S32, 48_000, 1);
    let narrow = AudioFormat::pcm(SampleFormat::S16, 48_000, 1);
    // 0x0100 and a third of a step.
    let bytes: Vec<u8> = [0x55, 0x55, 0x00, 0x01].repeat(1_000);
    for (to, dither, expect_noise) in [
        (&narrow, false, false),
        (&narrow, true, true),
        (&wide, true, false),
    ] {
        let mut converter = AudioConverter::new();
        converter.attributes().unwrap().set(DITHER, dither);
        converter.set_input_type(0, &wide.to_media_type()).unwrap();
        converter.set_output_type(0, &to.to_media_type()).unwrap();
        let sample = Sample::new(bytes.clone().into());
        assert!(matches!(converter.process_input(0, sample), Ok(Input::Accepted)));
        let Output::Sample(out) = converter.process_output().unwrap() else {
            panic!("the sample is there");
        };
        let out = out.contiguous();
        let frame = to.frame_bytes().unwrap();
        let same = out.chunks_exact(frame).all(|value| value == &out[..frame]);
        assert_eq!(!same, expect_noise, "{to:?} {dither}");
    }
}

#[test]
fn garbage_lengths_do_no_harm() {
    let from = AudioFormat::pcm(SampleFormat::S24, 44_100, 6);
    for to in [
        AudioFormat::pcm(SampleFormat::S16, 48_000, 2),
        AudioFormat::pcm(SampleFormat::S16, 44_100, 2),
    ] {
        for len in [0, 1, 17, 18, 19] {
            let out = run(&from, &to, &vec![7; len], len.max(1), 0);
            let frames: usize = out.iter().map(|s| s.total_len() / 4).sum();
            assert_eq!(frames, len / 18, "{len} bytes to {} Hz", to.sample_rate);
        }
    }
}

#[test]
fn sox_resamples_to_the_same_samples() {
    let values = sine(44_100, 3_000.0, 44_100);
    let arguments = "-t f64 -r 44100 -c 1 - -t f64 - rate -v 48000";
    let child = Command::new("sox")
        .args(arguments.split(' '))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        println!("skipped: sox is not installed");
        return;
    };
    let mut stdin = child.stdin.take().unwrap();
    let bytes = f64_bytes(&values);
    let writer = std::thread::spawn(move || stdin.write_all(&bytes));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let theirs = f64s(&output.stdout);
    let ours = resample(44_100, 48_000, &values);
    assert_eq!(ours.len(), theirs.len());
    let snr = snr(&ours, &theirs);
    println!("against sox: {snr:.1} dB");
    assert!(snr > 90.0, "{snr:.1} dB");
}
