//! Small streams that ask for huge pictures: what their decoders take is bounded.
//!
//! Each stream is decoded in a process of its own, whose greatest resident memory the system tells (Linux).

#![cfg(target_os = "linux")]
#![allow(clippy::print_stdout, reason = "what was measured is shown with --nocapture")]

mod common;

use std::process::Command;

use common::{Decoded, Stream, clip, drain, have_ffmpeg, open, push, start};
use openmf_core::{Error, MediaBuffer, MediaType, Sample, guids, keys};

/// Set to the name of a stream in the process that decodes it.
const CHILD: &str = "OPENMF_TEST_MEMORY";
/// The most that hostile data may make a process take.
const LIMIT_KIB: u64 = 256 << 10;

/// Bits, the first one the highest of its byte.
#[derive(Default)]
struct Bits(Vec<bool>);

impl Bits {
    fn of(bytes: &[u8]) -> Self {
        let bit = |byte: &u8, at: u32| byte >> (7 - at) & 1 == 1;
        Self(
            bytes
                .iter()
                .flat_map(|byte| (0..8).map(move |at| bit(byte, at)))
                .collect(),
        )
    }

    fn put(&mut self, value: u32, count: u32) {
        self.0.extend((0..count).rev().map(|at| value >> at & 1 == 1));
    }

    /// An unsigned Exp-Golomb number.
    fn put_ue(&mut self, value: u32) {
        let length = (value + 1).ilog2();
        self.put(0, length);
        self.put(value + 1, length + 1);
    }

    fn ue_at(&self, at: &mut usize) -> u32 {
        let zeros = self.0[*at..].iter().position(|bit| *bit).unwrap();
        let end = *at + 2 * zeros + 1;
        let value = self.0[*at + zeros..end]
            .iter()
            .fold(0, |n, bit| n << 1 | u32::from(*bit));
        *at = end;
        value - 1
    }

    fn bytes(&self) -> Vec<u8> {
        let byte = |bits: &[bool]| {
            bits.iter()
                .enumerate()
                .fold(0, |n, (at, bit)| n | u8::from(*bit) << (7 - at))
        };
        self.0.chunks(8).map(byte).collect()
    }

    /// With the stop bit of a NAL unit and what keeps start codes out.
    fn unit(mut self, header: &[u8]) -> Vec<u8> {
        self.put(1, 1);
        escaped(header, &self.bytes())
    }
}

fn escaped(header: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut unit = [&[0, 0, 0, 1], header].concat();
    let mut zeros = 0;
    for byte in payload {
        if zeros == 2 && *byte <= 3 {
            unit.push(3);
            zeros = 0;
        }
        zeros = if *byte == 0 { zeros + 1 } else { 0 };
        unit.push(*byte);
    }
    unit
}

/// 8192x4096 at level 6.2 with 16 pictures to refer to: one that is grey, and others that repeat it in a few bytes.
fn h264() -> Stream {
    const MACROBLOCKS: u32 = 512 * 256;
    let mut sps = Bits::default();
    sps.put(66, 8);
    sps.put(0, 8);
    sps.put(62, 8);
    // Identity, bits of frame_num and of the order count, references, no gaps.
    for value in [0, 4, 0, 4, 16] {
        sps.put_ue(value);
    }
    sps.put(0, 1);
    sps.put_ue(511);
    sps.put_ue(255);
    // Frames only, direct 8x8, no cropping, no usability information.
    sps.put(0b1100, 4);
    let mut pps = Bits::default();
    pps.put_ue(0);
    pps.put_ue(0);
    pps.put(0, 2);
    // One slice group, reference counts, no weights, quantizers, deblocking control.
    pps.put_ue(0);
    pps.put_ue(0);
    pps.put_ue(0);
    pps.put(0, 3);
    for _ in 0..3 {
        pps.put_ue(0);
    }
    pps.put(0, 3);
    let mut first = Bits::default();
    // First macroblock, an I slice, set, frame_num, IDR identity, order count, no long-term references, quantizer.
    first.put_ue(0);
    first.put_ue(7);
    first.put_ue(0);
    first.put(0, 8);
    first.put_ue(0);
    first.put(0, 8);
    first.put(0, 2);
    first.put_ue(0);
    for _ in 0..MACROBLOCKS {
        // Intra 16x16 from the mean, chroma too, the same quantizer, no coefficients.
        first.put_ue(3);
        first.put_ue(0);
        first.put_ue(0);
        first.put(1, 1);
    }
    let key = [sps.unit(&[0x67]), pps.unit(&[0x68]), first.unit(&[0x65])].concat();
    let mut samples = vec![Sample::new(MediaBuffer::from(key)).clean_point(true)];
    for number in 1..40u32 {
        let mut slice = Bits::default();
        // As above, a P slice; no override of counts, no reordering, no marking.
        slice.put_ue(0);
        slice.put_ue(5);
        slice.put_ue(0);
        slice.put(number % 256, 8);
        slice.put(number * 2 % 256, 8);
        slice.put(0, 3);
        slice.put_ue(0);
        slice.put_ue(MACROBLOCKS);
        samples.push(Sample::new(MediaBuffer::from(slice.unit(&[0x61]))));
    }
    let media_type = MediaType::partial(guids::MFMediaType_Video, guids::MFVideoFormat_H264);
    Stream { media_type, samples }
}

/// A clip whose sequence parameter set says 8192x4320.
fn hevc() -> Stream {
    let mut stream = open(&clip("hevc-8bit.mp4"), "v");
    let attributes = stream.media_type.attributes();
    let record = attributes.get(keys::MF_MT_MPEG_SEQUENCE_HEADER).unwrap();
    // The parameter sets into the first sample, in the form of a byte stream; the slices too.
    let mut key = Vec::new();
    let mut at = 23;
    for _ in 0..record[22] {
        let count = u16::from_be_bytes([record[at + 1], record[at + 2]]);
        at += 3;
        for _ in 0..count {
            let len = usize::from(u16::from_be_bytes([record[at], record[at + 1]]));
            let unit = &record[at + 2..at + 2 + len];
            at += 2 + len;
            if unit[0] >> 1 == 33 {
                key.extend(enlarged_sps(unit));
            } else {
                key.extend([&[0, 0, 0, 1], unit].concat());
            }
        }
    }
    attributes.delete(&keys::MF_MT_MPEG_SEQUENCE_HEADER.guid());
    for (number, sample) in stream.samples.iter_mut().enumerate() {
        let data = sample.contiguous();
        let mut bytes = if number == 0 { key.clone() } else { Vec::new() };
        let mut rest = &data[..];
        while let Some((length, after)) = rest.split_first_chunk::<4>() {
            let (unit, after) = after.split_at(u32::from_be_bytes(*length) as usize);
            bytes.extend([&[0, 0, 0, 1], unit].concat());
            rest = after;
        }
        sample.set_buffer(MediaBuffer::from(bytes));
    }
    stream
}

fn enlarged_sps(unit: &[u8]) -> Vec<u8> {
    let mut payload = Vec::new();
    for (at, byte) in unit.iter().enumerate().skip(2) {
        if !(*byte == 3 && unit[at - 2..at] == [0, 0]) {
            payload.push(*byte);
        }
    }
    let bits = Bits::of(&payload);
    // One byte, then 12 of profile, tier and level; identity and chroma format.
    let mut at = 13 * 8;
    bits.ue_at(&mut at);
    bits.ue_at(&mut at);
    let mut enlarged = Bits(bits.0[..at].to_vec());
    bits.ue_at(&mut at);
    bits.ue_at(&mut at);
    enlarged.put_ue(8192);
    enlarged.put_ue(4320);
    enlarged.0.extend_from_slice(&bits.0[at..]);
    escaped(&unit[..2], &enlarged.bytes())
}

/// A clip whose key frames say 8192x4352. Source: VP9 bitstream specification §6.2.
fn vp9() -> Stream {
    let mut stream = open(&clip("vp9-profile0.webm"), "v");
    for sample in &mut stream.samples {
        let mut bits = Bits::of(&sample.contiguous());
        // Frame marker 2, profile 0, no repetition, a key frame.
        if bits.0[..6] == [true, false, false, false, false, false] {
            let mut size = Bits::default();
            size.put(8191, 16);
            size.put(4351, 16);
            bits.0[36..68].copy_from_slice(&size.0);
        }
        sample.set_buffer(MediaBuffer::from(bits.bytes()));
    }
    stream
}

/// A clip whose key frames say 8191x4351. Source: RFC 6386 §9.1.
fn vp8() -> Stream {
    let mut stream = open(&clip("vp8.webm"), "v");
    for sample in &mut stream.samples {
        let mut bytes = sample.contiguous().to_vec();
        if bytes[0] & 1 == 0 {
            bytes[6..10].copy_from_slice(&[0xff, 0x1f, 0xff, 0x10]);
        }
        sample.set_buffer(MediaBuffer::from(bytes));
    }
    stream
}

/// The greatest resident memory of this process so far, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn huge_pictures_of_few_bytes_are_refused() {
    type Make = fn() -> Stream;
    let streams: [(&str, Make); 4] = [("H.264", h264), ("HEVC", hevc), ("VP9", vp9), ("VP8", vp8)];
    if let Ok(wanted) = std::env::var(CHILD) {
        let (_, make) = streams.iter().find(|(name, _)| *name == wanted).unwrap();
        let stream = make();
        let before = peak();
        let mut transform = start(&stream.media_type);
        let mut decoded = Decoded::default();
        let mut pictures = 0;
        for sample in &stream.samples {
            push(transform.as_mut(), sample.clone(), &mut decoded);
            // All but the last: a renderer has one.
            let gone = decoded.samples.len().saturating_sub(1);
            decoded.samples.drain(..gone);
            pictures += gone;
        }
        drain(transform.as_mut(), &mut decoded);
        let refused = decoded
            .errors
            .iter()
            .filter(|error| matches!(error, Error::PicturesTooLarge { .. }))
            .count();
        println!(
            "peak {} KiB, {before} KiB before; {pictures} pictures, {refused} times refused, {} errors",
            peak(),
            decoded.errors.len()
        );
        assert!(refused > 0, "{:?}", decoded.errors);
        assert!(peak() < LIMIT_KIB);
        return;
    }
    for (name, _) in streams {
        if name != "H.264" && !have_ffmpeg() {
            continue;
        }
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "--nocapture", "huge_pictures_of_few_bytes_are_refused"])
            .env(CHILD, name)
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&child.stdout);
        let line = printed
            .lines()
            .find(|line| line.contains("peak"))
            .unwrap_or("no figures");
        println!("{name}: {line}");
        let error = String::from_utf8_lossy(&child.stderr);
        assert!(child.status.success(), "{name}: {line}\n{error}");
    }
}
