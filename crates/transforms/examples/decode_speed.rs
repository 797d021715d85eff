//! Times the decoders on a file's first stream of a kind, and, for some codecs, the library alone on the same samples.
//!
//! `decode_speed FILE v|a [RUNS]`. The file is taken apart by ffprobe, outside of the time that is measured.

#![allow(clippy::print_stdout, reason = "a program's output")]

#[path = "../tests/common/mod.rs"]
mod common;

use std::path::Path;
use std::time::{Duration, Instant};

use common::{Stream, open};
use openmf_core::{Output, TransformMessage, guids, keys};

fn transform(stream: &Stream) -> usize {
    let mut transform = common::start(&stream.media_type);
    let mut count = 0;
    let mut pull = |transform: &mut dyn openmf_core::Transform| {
        loop {
            match transform.process_output() {
                Ok(Output::Sample(_)) => count += 1,
                Ok(Output::StreamChange) => {
                    let media_type = transform.output_available_type(0, 0).unwrap();
                    transform.set_output_type(0, &media_type).unwrap();
                }
                Ok(Output::NeedMoreInput) => break,
                Err(error) => panic!("{error}"),
            }
        }
    };
    for sample in &stream.samples {
        transform.process_input(0, sample.clone()).unwrap();
        pull(transform.as_mut());
    }
    transform.process_message(TransformMessage::Drain).unwrap();
    pull(transform.as_mut());
    count
}

/// The units of a sample with four-byte lengths.
fn units(data: &[u8]) -> Vec<&[u8]> {
    let mut units = Vec::new();
    let mut rest = data;
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let (unit, after) = after.split_at(u32::from_be_bytes(*length) as usize);
        units.push(unit);
        rest = after;
    }
    units
}

fn annex_b(data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(data.len() + 16);
    for unit in units(data) {
        bytes.extend_from_slice(&[0, 0, 0, 1]);
        bytes.extend_from_slice(unit);
    }
    bytes
}

/// The parameter sets of an avcC or hvcC record, found by their lengths.
fn parameter_sets(record: &[u8], hevc: bool) -> Vec<Vec<u8>> {
    let mut sets = Vec::new();
    let mut at = if hevc { 23 } else { 6 };
    let mut take = |at: &mut usize| {
        let len = usize::from(record[*at]) << 8 | usize::from(record[*at + 1]);
        sets.push(record[*at + 2..*at + 2 + len].to_vec());
        *at += 2 + len;
    };
    if hevc {
        for _ in 0..record[22] {
            let count = usize::from(record[at + 1]) << 8 | usize::from(record[at + 2]);
            at += 3;
            (0..count).for_each(|_| take(&mut at));
        }
    } else {
        take(&mut at);
        at += 1;
        take(&mut at);
    }
    sets
}

/// Decodes with the library and nothing around it; `None` for codecs that are not done here.
fn library(stream: &Stream) -> Option<usize> {
    let record = stream
        .media_type
        .attributes()
        .get(keys::MF_MT_MPEG_SEQUENCE_HEADER)
        .unwrap_or_default();
    let subtype = stream.media_type.subtype();
    let mut count = 0;
    if subtype == guids::MFVideoFormat_H264 && record.len() > 8 && record[1] != 110 {
        let mut decoder = rusty_h264::Decoder::new();
        let mut header = Vec::new();
        for set in parameter_sets(&record, false) {
            header.extend_from_slice(&[0, 0, 0, 1]);
            header.extend_from_slice(&set);
        }
        decoder.decode(&header).ok()?;
        for sample in &stream.samples {
            count += usize::from(decoder.decode(&annex_b(&sample.contiguous())).ok()?.is_some());
        }
    } else if subtype == guids::MFVideoFormat_HEVC && record.len() > 23 {
        let mut decoder = rust_h265::Decoder::new().with_display_order().with_threads(2);
        for set in parameter_sets(&record, true) {
            decoder.decode_nal(&rust_h265::parse_nal(&set)?).ok()?;
        }
        for sample in &stream.samples {
            for unit in units(&sample.contiguous()) {
                decoder.decode_nal(&rust_h265::parse_nal(unit)?).ok()?;
                while decoder.next_output().is_some() {
                    count += 1;
                }
            }
        }
        while decoder.flush().is_some() {
            count += 1;
        }
    } else if subtype == guids::MFVideoFormat_VP90 {
        let mut decoder = rusty_vp9::Vp9Decoder::new();
        for sample in &stream.samples {
            decoder.push(&sample.contiguous(), None).ok()?;
            loop {
                match decoder.next_frame() {
                    Ok(_) => count += 1,
                    Err(rusty_vp9::Error::Again) => break,
                    Err(_) => return None,
                }
            }
        }
    } else {
        return None;
    }
    Some(count)
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64()
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, file, kind, rest @ ..] = arguments.as_slice() else {
        println!("usage: decode_speed FILE v|a [RUNS]");
        return;
    };
    let runs: usize = rest.first().and_then(|runs| runs.parse().ok()).unwrap_or(3);
    let stream = open(Path::new(file), kind);
    let (mut ours, mut alone) = (Vec::new(), Vec::new());
    let mut count = 0;
    for _ in 0..runs.max(1) {
        let started = Instant::now();
        count = transform(&stream);
        ours.push(started.elapsed());
        let started = Instant::now();
        if library(&stream).is_some() {
            alone.push(started.elapsed());
        }
    }
    print!("{file}: {count} samples, {:.3} s", median(ours));
    if alone.is_empty() {
        println!();
    } else {
        println!(", the library alone {:.3} s", median(alone));
    }
}
