//! What sound at another rate costs: how many times faster than it is heard it is stretched.
#![allow(clippy::print_stdout, reason = "a program that prints figures")]

use std::time::Instant;

use openmf::Platform;
use openmf_core::{
    AudioFormat, Input, MediaBuffer, MediaTime, Output, Result, Sample, SampleFormat, TIME_STRETCH_CLASS,
    TimeSpan, TransformCatalog, TransformMessage,
};

const SECONDS: u32 = 20;
const ROUNDS: usize = 3;
/// A stretch that takes more than a hundredth of the time in which it is heard would be felt.
const FLOOR: f64 = 100.0;

/// Seconds of sound that come out in a second of work.
fn factor(hz: u32, channels: u32, rate: f32) -> Result<f64> {
    let format = AudioFormat::pcm(SampleFormat::F32, hz, channels);
    let stretch = Platform::shared()
        .registry()
        .by_class(&TIME_STRETCH_CLASS)?
        .create()?;
    let mut stretch = stretch.lock();
    stretch.set_input_type(0, &format.to_media_type())?;
    stretch.set_output_type(0, &format.to_media_type())?;
    if let Some(control) = stretch.rate_control() {
        control.set_rate(false, rate)?;
    }
    // Noise, in which every place is as good as another: the search does all its work.
    let mut state = 1_u32;
    let count = (hz / 50) as usize;
    let numbers = (0..count * channels as usize).flat_map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((state >> 8) as f32 / 16_777_216.0 - 0.5).to_le_bytes()
    });
    let buffer = MediaBuffer::from(numbers.collect::<Vec<u8>>());
    let (began, mut bytes) = (Instant::now(), 0);
    let samples = SECONDS * 50;
    for number in 0..=samples {
        if number < samples {
            let time = MediaTime::ZERO + TimeSpan::from_millis(20 * i64::from(number));
            match stretch.process_input(0, Sample::new(buffer.clone()).at(time))? {
                Input::Accepted => {}
                Input::NotAccepting(_) => unreachable!("all output was taken"),
            }
        } else {
            stretch.process_message(TransformMessage::Drain)?;
        }
        while let Output::Sample(sample) = stretch.process_output()? {
            bytes += sample.total_len();
        }
    }
    let heard = bytes as f64 / f64::from(4 * channels * hz);
    Ok(heard / began.elapsed().as_secs_f64())
}

fn main() -> Result<()> {
    println!("seconds of sound stretched in a second of work, at least {FLOOR} wanted");
    for (hz, channels) in [(48_000, 1), (48_000, 2), (48_000, 6), (192_000, 2), (192_000, 8)] {
        for rate in [0.5, 1.5, 2.0, 4.0] {
            let mut rounds = Vec::new();
            for _ in 0..ROUNDS {
                rounds.push(factor(hz, channels, rate)?);
            }
            let best = rounds.into_iter().fold(0.0, f64::max);
            let verdict = if best < FLOOR { "  too slow" } else { "" };
            println!("{hz:>7} Hz  {channels} channels  rate {rate:<4} {best:>8.0}{verdict}");
        }
    }
    Ok(())
}
