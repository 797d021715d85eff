//! Coded samples of clips by ffprobe, decoded pictures and sound by ffmpeg, and a transform's output beside them.

// Each test program uses its part, and is a crate of its own.
#![allow(dead_code, unreachable_pub, clippy::print_stdout)]

use std::path::{Path, PathBuf};
use std::process::Command;

use openmf_core::{
    FrameSize, Guid, Input, MediaBuffer, MediaTime, MediaType, Output, PixelFormat, Ratio, Sample, TimeSpan,
    Transform, TransformMessage, guids, keys,
};
use serde_json::Value;

/// Whether the programs are there; a test that needs them ends if not.
pub fn have_ffmpeg() -> bool {
    let found = ["ffmpeg", "ffprobe"].iter().all(|program| {
        Command::new(program)
            .arg("-version")
            .output()
            .is_ok_and(|output| output.status.success())
    });
    if !found {
        println!("skipped: ffmpeg and ffprobe are not there");
    }
    found
}

pub fn clip(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../testdata/clips")
        .join(name)
}

pub fn run(program: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

/// Makes a clip in a folder of temporary files; made once for each name.
pub fn generate(name: &str, arguments: &[&str]) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("openmf-decoder-clips-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    let mut all = vec!["-v", "error", "-y"];
    all.extend(arguments);
    all.push(path.to_str().unwrap());
    run("ffmpeg", &all);
    path
}

/// One stream of a file.
pub struct Stream {
    pub media_type: MediaType,
    pub samples: Vec<Sample>,
}

fn unhex(dump: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for line in dump.lines().filter(|line| !line.is_empty()) {
        // "00000000: 0011 2233 ...  text"
        let digits = line.get(10..50.min(line.len())).unwrap_or("");
        let digits: Vec<u8> = digits.bytes().filter(u8::is_ascii_hexdigit).collect();
        for pair in digits.chunks_exact(2) {
            bytes.push(u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap());
        }
    }
    bytes
}

fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

fn ratio(value: &Value, separator: char) -> Option<(i64, i64)> {
    let (numerator, denominator) = value.as_str()?.split_once(separator)?;
    Some((numerator.parse().ok()?, denominator.parse().ok()?))
}

fn subtype(codec: &str) -> Guid {
    match codec {
        "aac" => guids::MFAudioFormat_AAC,
        "mp3" => guids::MFAudioFormat_MP3,
        "mp2" => guids::MFAudioFormat_MPEG,
        "flac" => guids::MFAudioFormat_FLAC,
        "alac" => guids::MFAudioFormat_ALAC,
        "vorbis" => guids::MFAudioFormat_Vorbis,
        "opus" => guids::MFAudioFormat_Opus,
        "pcm_alaw" => Guid::from_tag(6),
        "pcm_mulaw" => Guid::from_tag(7),
        "adpcm_ms" => Guid::from_tag(2),
        "adpcm_ima_wav" => Guid::from_tag(0x11),
        "adpcm_ima_qt" => Guid::from_fourcc(*b"ima4"),
        "h264" => guids::MFVideoFormat_H264,
        "hevc" => guids::MFVideoFormat_HEVC,
        "vp8" => guids::MFVideoFormat_VP80,
        "vp9" => guids::MFVideoFormat_VP90,
        "av1" => guids::MFVideoFormat_AV1,
        "mjpeg" => guids::MFVideoFormat_MJPG,
        other => panic!("no subtype for {other}"),
    }
}

/// nBlockAlign of the `fmt ` chunk of a WAVE file.
fn wave_block_alignment(path: &Path) -> Option<u32> {
    let data = std::fs::read(path).ok()?;
    let at = data.windows(4).position(|window| window == b"fmt ")?;
    Some(u32::from(u16::from_le_bytes([data[at + 20], data[at + 21]])))
}

/// Reads the first stream of a kind, "v" or "a".
pub fn open(path: &Path, kind: &str) -> Stream {
    let selection = format!("{kind}:0");
    let mov = path
        .extension()
        .is_some_and(|e| e == "mp4" || e == "m4a" || e == "mov");
    let mut arguments = vec!["-v", "error"];
    if mov {
        arguments.extend(["-ignore_editlist", "1"]);
    }
    arguments.extend([
        "-select_streams",
        &selection,
        "-show_streams",
        "-show_packets",
        "-show_data",
        "-of",
        "json",
    ]);
    arguments.push(path.to_str().unwrap());
    let json: Value = serde_json::from_slice(&run("ffprobe", &arguments)).unwrap();
    let stream = &json["streams"][0];
    let codec = stream["codec_name"].as_str().unwrap();
    let extra = stream["extradata"].as_str().map(unhex).unwrap_or_default();
    let video = kind == "v";
    let major = if video {
        guids::MFMediaType_Video
    } else {
        guids::MFMediaType_Audio
    };
    let media_type = MediaType::partial(major, subtype(codec));
    let a = media_type.attributes();
    if video {
        a.set(
            keys::MF_MT_FRAME_SIZE,
            FrameSize {
                width: number(&stream["width"]).unwrap() as u32,
                height: number(&stream["height"]).unwrap() as u32,
            },
        );
        if let Some((numerator, denominator)) =
            ratio(&stream["avg_frame_rate"], '/').filter(|rate| rate.0 > 0)
        {
            a.set(
                keys::MF_MT_FRAME_RATE,
                Ratio {
                    numerator: numerator as u32,
                    denominator: denominator as u32,
                },
            );
        }
        let in_band = path
            .extension()
            .is_some_and(|e| e == "avi" || e == "h264" || e == "hevc" || e == "ivf");
        if !extra.is_empty() && !in_band && codec != "vp9" {
            a.set(keys::MF_MT_MPEG_SEQUENCE_HEADER, extra);
        }
    } else {
        a.set(
            keys::MF_MT_AUDIO_NUM_CHANNELS,
            number(&stream["channels"]).unwrap() as u32,
        );
        a.set(
            keys::MF_MT_AUDIO_SAMPLES_PER_SECOND,
            number(&stream["sample_rate"]).unwrap() as u32,
        );
        if let Some(block) = wave_block_alignment(path) {
            a.set(keys::MF_MT_AUDIO_BLOCK_ALIGNMENT, block);
        }
        if codec == "aac" && path.extension().is_some_and(|e| e == "aac") {
            a.set(keys::MF_MT_AAC_PAYLOAD_TYPE, 1);
        }
        if !extra.is_empty() {
            a.set(keys::MF_MT_USER_DATA, extra);
        }
    }
    let (numerator, denominator) = ratio(&stream["time_base"], '/').unwrap();
    let time = |value: &Value| {
        let ticks = i128::from(number(value)?) * 10_000_000 * i128::from(numerator);
        Some((ticks * 2 + i128::from(denominator)).div_euclid(i128::from(denominator) * 2) as i64)
    };
    let packets = json["packets"].as_array().unwrap();
    let samples = packets
        .iter()
        .map(|packet| {
            let data = unhex(packet["data"].as_str().unwrap());
            assert_eq!(data.len() as i64, number(&packet["size"]).unwrap());
            let mut sample = Sample::new(MediaBuffer::from(data));
            sample.time = time(&packet["pts"]).map(MediaTime::from_100ns);
            sample.duration = time(&packet["duration"]).map(TimeSpan::from_100ns);
            sample.clean_point(packet["flags"].as_str().unwrap().starts_with('K'))
        })
        .collect();
    Stream { media_type, samples }
}

/// A test picture of this size for so many seconds, encoded with FFmpeg's options.
pub fn pattern(name: &str, size: &str, seconds: f64, encoder: &str) -> PathBuf {
    let source = format!("testsrc2=size={size}:rate=25:duration={seconds}");
    let mut arguments = vec!["-f", "lavfi", "-i", &source];
    arguments.extend(encoder.split_whitespace());
    generate(name, &arguments)
}

/// What ffmpeg decodes, as raw bytes; nothing trimmed or repeated.
pub fn reference(path: &Path, kind: &str, format: &[&str]) -> Vec<u8> {
    let map = format!("0:{kind}:0");
    let mov = path
        .extension()
        .is_some_and(|e| e == "mp4" || e == "m4a" || e == "mov");
    let mut arguments = vec!["-v", "error", "-threads", "1"];
    if mov {
        arguments.extend(["-ignore_editlist", "1"]);
    }
    // FFmpeg's own Opus decoder differs from the reference implementation by several steps of 16 bits.
    if path.extension().is_some_and(|e| e == "opus") {
        arguments.extend(["-c:a", "libopus"]);
    }
    // FFmpeg's own Vorbis decoder departs from libvorbis on what FFmpeg's own encoder makes.
    if path.file_name().is_some_and(|name| name == "native-encoder.ogg") {
        arguments.extend(["-c:a", "libvorbis"]);
    }
    // Sound with its priming.
    arguments.extend(["-flags2", "+skip_manual", "-noautorotate"]);
    arguments.extend([
        "-i",
        path.to_str().unwrap(),
        "-map",
        &map,
        "-vsync",
        "passthrough",
    ]);
    arguments.extend(format);
    arguments.push("-");
    run("ffmpeg", &arguments)
}

/// The transform for a media type.
pub fn decoder_for(media_type: &MediaType) -> Box<dyn Transform> {
    let registration = openmf_transforms::registrations()
        .into_iter()
        .find(|registration| registration.takes(media_type))
        .unwrap_or_else(|| panic!("no decoder for {media_type}"));
    (registration.factory)().unwrap()
}

/// What came out, with the type it had.
#[derive(Default)]
pub struct Decoded {
    pub samples: Vec<Sample>,
    pub types: Vec<MediaType>,
    pub changes: usize,
    pub errors: Vec<openmf_core::Error>,
}

impl Decoded {
    /// All samples without padding, one after the other.
    pub fn bytes(&self) -> Vec<u8> {
        self.samples.iter().flat_map(packed).collect()
    }
}

/// A sample's bytes; a picture's planes without the padding of rows.
pub fn packed(sample: &Sample) -> Vec<u8> {
    let buffer = sample.buffer().unwrap();
    let Some(layout) = buffer.layout() else {
        return buffer.to_vec();
    };
    let mut bytes = Vec::new();
    for index in 0..layout.planes().len() {
        let (data, plane) = buffer.plane(index).unwrap();
        for row in 0..plane.rows {
            bytes.extend_from_slice(&data[row * plane.stride..][..plane.width_bytes]);
        }
    }
    bytes
}

/// Takes out what is there.
pub fn pull(transform: &mut dyn Transform, decoded: &mut Decoded) {
    loop {
        match transform.process_output() {
            Ok(Output::Sample(sample)) => {
                decoded.samples.push(sample);
                decoded.types.push(transform.output_type(0).unwrap());
            }
            Ok(Output::NeedMoreInput) => return,
            Ok(Output::StreamChange) => {
                decoded.changes += 1;
                let media_type = transform.output_available_type(0, 0).unwrap();
                transform.set_output_type(0, &media_type).unwrap();
            }
            Err(error) => decoded.errors.push(error),
        }
    }
}

pub fn push(transform: &mut dyn Transform, sample: Sample, decoded: &mut Decoded) {
    match transform.process_input(0, sample) {
        Ok(Input::Accepted) => {}
        Ok(Input::NotAccepting(_)) => panic!("input refused though nothing is waiting"),
        Err(error) => decoded.errors.push(error),
    }
    pull(transform, decoded);
}

/// A decoder with its types set.
pub fn start(media_type: &MediaType) -> Box<dyn Transform> {
    let mut transform = decoder_for(media_type);
    transform.set_input_type(0, media_type).unwrap();
    let output = transform.output_available_type(0, 0).unwrap();
    transform.set_output_type(0, &output).unwrap();
    transform
}

pub fn drain(transform: &mut dyn Transform, decoded: &mut Decoded) {
    if let Err(error) = transform.process_message(TransformMessage::Drain) {
        decoded.errors.push(error);
    }
    pull(transform, decoded);
}

/// Decodes a whole stream.
pub fn decode(stream: &Stream) -> Decoded {
    let mut transform = start(&stream.media_type);
    let mut decoded = Decoded::default();
    for sample in &stream.samples {
        push(transform.as_mut(), sample.clone(), &mut decoded);
    }
    drain(transform.as_mut(), &mut decoded);
    decoded
}

/// ffmpeg's name of a pixel format.
pub fn pixel_format_name(format: PixelFormat) -> &'static str {
    match format {
        PixelFormat::I400 => "gray",
        PixelFormat::I420 => "yuv420p",
        PixelFormat::I422 => "yuv422p",
        PixelFormat::I444 => "yuv444p",
        PixelFormat::I410Gray => "gray10le",
        PixelFormat::I010 => "yuv420p10le",
        PixelFormat::I210 => "yuv422p10le",
        PixelFormat::I410 => "yuv444p10le",
        PixelFormat::I012 => "yuv420p12le",
        PixelFormat::I212 => "yuv422p12le",
        PixelFormat::I412 => "yuv444p12le",
        other => panic!("{other:?} is not a decoder's"),
    }
}
