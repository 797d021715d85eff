//! Prints how long the converters take for a frame of video or a second of sound, on one thread: the fastest of many
//! runs, which other programs on the machine disturb least.

#![allow(clippy::print_stdout, reason = "a program for the console")]

use std::time::{Duration, Instant};

use openmf_core::{
    AudioFormat, Error, FrameLayout, FrameSize, MediaType, Output, PixelFormat, Result, Sample, SampleFormat,
    SharedTransform, VideoFormat,
};

/// How long each conversion is repeated.
const TIME_PER_LINE: Duration = Duration::from_millis(400);

fn main() -> Result<()> {
    use PixelFormat::{I010, I420, Nv12, P010, Rgb32};
    let (hd, full_hd, small) = ((1280, 720), (1920, 1080), (640, 360));
    for (from, from_size, to, to_size, rotation) in [
        (I420, hd, Rgb32, hd, 0),
        (Nv12, hd, Rgb32, hd, 0),
        (I010, hd, Rgb32, hd, 0),
        (P010, hd, Rgb32, hd, 0),
        (I420, hd, Nv12, hd, 0),
        (Nv12, hd, I420, hd, 0),
        (I010, hd, I420, hd, 0),
        (Rgb32, hd, Nv12, hd, 0),
        (I420, full_hd, Rgb32, hd, 0),
        (I420, hd, Rgb32, full_hd, 0),
        (I420, full_hd, I420, hd, 0),
        (I420, full_hd, I420, small, 0),
        (I420, hd, I420, (720, 1280), 90),
        (I420, hd, Rgb32, (720, 1280), 90),
    ] {
        let mut input = VideoFormat::new(from.subtype(), frame_size(from_size));
        input.rotation = rotation;
        let output = VideoFormat::new(to.subtype(), frame_size(to_size));
        let layout = FrameLayout::packed(from, input.size)?;
        let sample = Sample::new(vec![90; layout.total_len()].into());
        let time = measure(&input.to_media_type(), &output.to_media_type(), &sample)?;
        println!(
            "{from:?} {} to {to:?} {}, {rotation} degrees: {:.3} ms/frame",
            input.size,
            output.size,
            time.as_secs_f64() * 1_000.0
        );
    }
    for (from, from_rate, from_channels, to, to_rate, to_channels) in [
        (SampleFormat::S16, 44_100, 2, SampleFormat::F32, 44_100, 2),
        (SampleFormat::F32, 48_000, 6, SampleFormat::S16, 48_000, 2),
        (SampleFormat::S16, 44_100, 2, SampleFormat::F32, 48_000, 2),
        (SampleFormat::F32, 48_000, 6, SampleFormat::F32, 44_100, 6),
        (SampleFormat::S16, 44_100, 2, SampleFormat::F32, 48_001, 2),
    ] {
        let input = AudioFormat::pcm(from, from_rate, from_channels);
        let output = AudioFormat::pcm(to, to_rate, to_channels);
        let bytes = input.frame_bytes().unwrap_or(1) * from_rate as usize;
        let sample = Sample::new(vec![33; bytes].into());
        let time = measure(&input.to_media_type(), &output.to_media_type(), &sample)?;
        println!(
            "{from:?} {from_rate} Hz {from_channels} ch to {to:?} {to_rate} Hz {to_channels} ch: {:.3} ms/s",
            time.as_secs_f64() * 1_000.0
        );
    }
    Ok(())
}

fn frame_size((width, height): (u32, u32)) -> FrameSize {
    FrameSize { width, height }
}

fn converter(media_type: &MediaType) -> Result<SharedTransform> {
    let names = ["audio converter", "video converter"];
    let registration = openmf_transforms::registrations()
        .into_iter()
        .find(|registration| names.contains(&registration.name) && registration.takes(media_type))
        .ok_or(Error::NotFound {
            what: "a converter".into(),
        })?;
    registration.create()
}

fn measure(input: &MediaType, output: &MediaType, sample: &Sample) -> Result<Duration> {
    let converter = converter(input)?;
    let mut converter = converter.lock();
    converter.set_input_type(0, input)?;
    converter.set_output_type(0, output)?;
    let (mut total, mut best) = (Duration::ZERO, Duration::MAX);
    while total < TIME_PER_LINE {
        let start = Instant::now();
        converter.process_input(0, sample.clone())?;
        while let Output::Sample(sample) = converter.process_output()? {
            std::hint::black_box(sample);
        }
        let time = start.elapsed();
        total += time;
        best = best.min(time);
    }
    Ok(best)
}
