//! WAV and Y4M files byte by byte, against ffmpeg and sox where they are installed, and what is left of unfinished ones.

#![expect(clippy::print_stdout, reason = "a test that skips says so")]

mod common;

use std::fs;
use std::path::Path;

use common::{Folder, Rig, run, sample};
use openmf_core::{
    AudioFormat, ClockStart, ClockedSink, Error, FrameLayout, FrameSize, HostTime, MediaBuffer, MediaSink,
    MediaTime, MediaType, PixelFormat, PresentationTime, Ratio, Sample, SampleFormat, VideoFormat, codes,
};
use openmf_sinks::{WaveSink, Y4mSink};
use std::sync::Arc;

/// Writes `data` in uneven pieces.
fn write(sink: Arc<dyn ClockedSink>, media_type: &MediaType, data: &[u8], piece: usize) {
    let rig = Rig::new(sink, media_type);
    rig.start(0);
    for part in data.chunks(piece) {
        assert!(rig.wants());
        rig.stream
            .process_sample(Sample::new(MediaBuffer::from(part.to_vec())))
            .unwrap();
    }
    rig.clock.stop();
    rig.sink.finalizable().unwrap().finalize().unwrap();
    rig.sink.shutdown().unwrap();
}

#[test]
fn wav_files_are_ffmpegs_byte_by_byte() {
    let table = [
        (SampleFormat::U8, "u8", 1, 8_000),
        (SampleFormat::S16, "s16le", 1, 44_100),
        (SampleFormat::S16, "s16le", 2, 48_000),
        (SampleFormat::S24, "s24le", 1, 48_000),
        (SampleFormat::S24, "s24le", 2, 96_000),
        (SampleFormat::S32, "s32le", 2, 48_000),
        (SampleFormat::F32, "f32le", 2, 48_000),
        (SampleFormat::F64, "f64le", 1, 48_000),
        (SampleFormat::S16, "s16le", 6, 48_000),
        (SampleFormat::F32, "f32le", 8, 192_000),
    ];
    let folder = Folder::new();
    for (format, codec, channels, rate) in table {
        let layout = match channels {
            1 => "mono",
            2 => "stereo",
            6 => "5.1",
            _ => "7.1",
        };
        let frames = 1_001;
        let data: Vec<u8> = (0..frames * channels as usize * format.bytes())
            .map(|i| (i * 7 % 61) as u8)
            .collect();
        let (raw, ours, theirs) = (
            folder.file("raw"),
            folder.file("ours.wav"),
            folder.file("theirs.wav"),
        );
        fs::write(&raw, &data).unwrap();
        let media_type = AudioFormat::pcm(format, rate, channels).to_media_type();
        let frame = format.bytes() * channels as usize;
        write(
            WaveSink::create(&ours).unwrap().sink(),
            &media_type,
            &data,
            frame * 37,
        );
        let arguments = format!(
            "-v error -y -f {codec} -ar {rate} -channel_layout {layout} -i {} -c:a pcm_{codec} -fflags +bitexact \
             -flags +bitexact -rf64 auto -f wav {}",
            raw.display(),
            theirs.display()
        );
        let arguments = arguments
            .replace("-channel_layout", "-ac")
            .replace(layout, &channels.to_string());
        let mut list: Vec<&str> = arguments.split_whitespace().collect();
        let filter = format!("aformat=channel_layouts={layout}");
        let at = list.len() - 3;
        list.splice(at..at, ["-af", &filter]);
        if run("ffmpeg", &list).is_none() {
            return;
        }
        let (ours, theirs) = (fs::read(&ours).unwrap(), fs::read(&theirs).unwrap());
        let header = ours.len() - data.len() - ours.len() % 2;
        assert_eq!(
            ours.get(..120.min(header)),
            theirs.get(..120.min(header)),
            "{codec} {channels}"
        );
        assert!(ours == theirs, "{codec} {channels} {rate}");
    }
}

#[test]
fn sox_reads_the_wav_files() {
    let folder = Folder::new();
    let path = folder.file("a.wav");
    let data: Vec<u8> = (0..48_000_u32).flat_map(|i| (i as i16).to_le_bytes()).collect();
    let media_type = AudioFormat::pcm(SampleFormat::S16, 48_000, 1).to_media_type();
    write(WaveSink::create(&path).unwrap().sink(), &media_type, &data, 4_000);
    let path = path.to_str().unwrap();
    let Some(raw) = run("sox", &[path, "-t", "raw", "-e", "signed", "-b", "16", "-"]) else {
        return;
    };
    assert!(raw == data);
}

#[test]
fn an_odd_wav_file_is_padded_and_an_empty_one_has_a_header() {
    let folder = Folder::new();
    let path = folder.file("odd.wav");
    let media_type = AudioFormat::pcm(SampleFormat::U8, 8_000, 1).to_media_type();
    write(
        WaveSink::create(&path).unwrap().sink(),
        &media_type,
        &[1, 2, 3],
        2,
    );
    let bytes = fs::read(&path).unwrap();
    assert_eq!(bytes.len(), 80 + 4);
    assert_eq!(bytes[4..8], 76_u32.to_le_bytes());
    assert_eq!(bytes[72..84], *b"data\x03\0\0\0\x01\x02\x03\0");

    let path = folder.file("empty.wav");
    write(WaveSink::create(&path).unwrap().sink(), &media_type, &[], 1);
    assert_eq!(fs::read(&path).unwrap()[72..], *b"data\0\0\0\0");
}

const FORMATS: [(PixelFormat, &str); 11] = [
    (PixelFormat::I420, "yuv420p"),
    (PixelFormat::I422, "yuv422p"),
    (PixelFormat::I444, "yuv444p"),
    (PixelFormat::I400, "gray"),
    (PixelFormat::I010, "yuv420p10le"),
    (PixelFormat::I210, "yuv422p10le"),
    (PixelFormat::I410, "yuv444p10le"),
    (PixelFormat::I410Gray, "gray10le"),
    (PixelFormat::I012, "yuv420p12le"),
    (PixelFormat::I212, "yuv422p12le"),
    (PixelFormat::I412, "yuv444p12le"),
];

/// A picture of a layout with padding, and the same picture packed.
fn picture(format: PixelFormat, size: FrameSize, seed: usize) -> (Sample, Vec<u8>) {
    let layout = FrameLayout::new(format, size).unwrap();
    let mut bytes = vec![0xee; layout.total_len()];
    let mut packed = Vec::new();
    for plane in layout.planes() {
        for row in 0..plane.rows {
            for x in 0..plane.width_bytes {
                let high = format.bytes_per_component() == 2 && x % 2 == 1;
                let value = if high { 1 } else { (seed + row * 13 + x * 5) as u8 };
                bytes[plane.offset + row * plane.stride + x] = value;
                packed.push(value);
            }
        }
    }
    let buffer = MediaBuffer::from(bytes).with_layout(Arc::new(layout)).unwrap();
    (Sample::new(buffer).at(MediaTime::ZERO), packed)
}

fn video(format: PixelFormat, size: FrameSize) -> VideoFormat {
    let mut video = VideoFormat::new(format.subtype(), size);
    video.frame_rate = Some(Ratio {
        numerator: 30_000,
        denominator: 1_001,
    });
    video
}

#[test]
fn y4m_files_are_ffmpegs_byte_by_byte() {
    let folder = Folder::new();
    for (format, name) in FORMATS {
        // ffmpeg 5.1 miscounts the bytes of odd chroma rows of 16-bit words.
        let width = if format.bit_depth() > 8 { 36 } else { 35 };
        let size = FrameSize { width, height: 17 };
        let (raw, ours, theirs) = (
            folder.file("raw"),
            folder.file("ours.y4m"),
            folder.file("theirs.y4m"),
        );
        let video = video(format, size);
        let rig = Rig::new(Y4mSink::create(&ours).unwrap().sink(), &video.to_media_type());
        rig.start(0);
        let mut all = Vec::new();
        for seed in 0..3 {
            let (mut sample, packed) = picture(format, size, seed);
            sample.time = MediaTime::from_ticks(seed as i64 * 1_001, 30_000);
            rig.stream.process_sample(sample).unwrap();
            all.extend(packed);
        }
        rig.sink.finalizable().unwrap().finalize().unwrap();
        fs::write(&raw, &all).unwrap();
        let arguments = format!(
            "-v error -y -f rawvideo -pix_fmt {name} -s {}x17 -r 30000/1001 -i {} -vf setsar=1 -pix_fmt {name} \
             -strict -1 -fflags +bitexact {}",
            width,
            raw.display(),
            theirs.display()
        );
        let list: Vec<&str> = arguments.split_whitespace().collect();
        if run("ffmpeg", &list).is_none() {
            return;
        }
        let (ours, theirs) = (fs::read(&ours).unwrap(), fs::read(&theirs).unwrap());
        let line =
            |bytes: &[u8]| String::from_utf8_lossy(bytes.split(|b| *b == b'\n').next().unwrap()).into_owned();
        assert_eq!(line(&ours), line(&theirs), "{name}");
        assert!(ours == theirs, "{name}");
    }
}

#[test]
fn y4m_headers_state_what_the_type_says() {
    let size = FrameSize { width: 4, height: 2 };
    let folder = Folder::new();
    let header = |video: &VideoFormat| {
        let path = folder.file("a.y4m");
        let rig = Rig::new(Y4mSink::create(&path).unwrap().sink(), &video.to_media_type());
        rig.start(0);
        rig.stream
            .process_sample(picture(PixelFormat::I420, size, 0).0.lasting(common::ms(50)))
            .unwrap();
        rig.sink.finalizable().unwrap().finalize().unwrap();
        String::from_utf8_lossy(fs::read(&path).unwrap().split(|b| *b == b'\n').next().unwrap()).into_owned()
    };
    let mut format = VideoFormat::new(PixelFormat::I420.subtype(), size);
    assert_eq!(
        header(&format),
        "YUV4MPEG2 W4 H2 F10000000:500000 Ip A1:1 C420jpeg XYSCSS=420JPEG"
    );
    format.interlace_mode = 4;
    format.color.range = 1;
    format.pixel_aspect = Ratio {
        numerator: 8,
        denominator: 9,
    };
    assert_eq!(
        header(&format),
        "YUV4MPEG2 W4 H2 F10000000:500000 Ib A8:9 C420jpeg XYSCSS=420JPEG XCOLORRANGE=FULL"
    );
}

#[test]
fn a_picture_of_another_size_or_too_short_is_an_error_and_leaves_no_file() {
    let size = FrameSize { width: 4, height: 2 };
    let other = picture(PixelFormat::I420, FrameSize { width: 6, height: 2 }, 0).0;
    for (bad, code) in [
        (other, codes::MF_E_INVALIDMEDIATYPE),
        (sample(0, 40, 11), codes::E_INVALIDARG),
    ] {
        let folder = Folder::new();
        let sink = Y4mSink::create(folder.file("a.y4m")).unwrap().sink();
        let rig = Rig::new(sink, &video(PixelFormat::I420, size).to_media_type());
        rig.start(0);
        rig.wants();
        rig.events();
        rig.stream
            .process_sample(picture(PixelFormat::I420, size, 0).0)
            .unwrap();
        rig.stream.process_sample(bad).unwrap();
        assert_eq!(rig.events(), [format!("MEError {code}")]);
        let finalized = rig.sink.finalizable().unwrap().finalize().unwrap_err();
        assert_eq!(finalized.hresult(), code);
        assert!(folder.names().is_empty(), "{:?}", folder.names());
    }
}

#[test]
fn nothing_is_under_the_final_name_before_the_file_is_complete() {
    let media_type = AudioFormat::pcm(SampleFormat::S16, 48_000, 2).to_media_type();
    let folder = Folder::new();
    let path = folder.file("a.wav");
    let begin = |path: &Path| {
        let rig = Rig::new(WaveSink::create(path).unwrap().sink(), &media_type);
        rig.start(0);
        rig.stream.process_sample(sample(0, 10, 1_920)).unwrap();
        rig
    };
    let rig = begin(&path);
    assert_eq!(folder.names().len(), 1);
    assert!(!path.exists());
    rig.sink.shutdown().unwrap();
    assert!(folder.names().is_empty(), "shut down without finalizing");
    assert!(matches!(
        rig.sink.finalizable().unwrap().finalize(),
        Err(Error::InvalidRequest { .. })
    ));
    drop(rig);

    let rig = begin(&path);
    let sink: Arc<dyn MediaSink> = rig.sink.clone();
    sink.set_presentation_clock(None).unwrap();
    drop(rig.sink);
    drop(rig.stream);
    drop(rig.clock);
    assert!(folder.names().is_empty(), "dropped");

    fs::write(&path, b"precious").unwrap();
    let rig = begin(&path);
    assert_eq!(fs::read(&path).unwrap(), b"precious");
    rig.sink.finalizable().unwrap().finalize().unwrap();
    assert_eq!(fs::read(&path).unwrap().len(), 80 + 1_920);
    assert_eq!(folder.names(), ["a.wav"]);
    assert!(rig.sink.finalizable().unwrap().finalize().is_err());
    rig.stream.process_sample(sample(0, 10, 4)).unwrap();
    assert!(rig.stream.process_sample(sample(0, 10, 4)).is_err());
    assert_eq!(fs::read(&path).unwrap().len(), 80 + 1_920);
}

#[test]
fn a_file_without_a_type_cannot_be_finalized() {
    let folder = Folder::new();
    let sink = WaveSink::create(folder.file("a.wav")).unwrap().sink();
    sink.on_clock_start(HostTime::ZERO, ClockStart::At(PresentationTime::ZERO))
        .unwrap();
    assert!(matches!(
        sink.finalizable().unwrap().finalize(),
        Err(Error::NotInitialized { .. })
    ));
    assert!(folder.names().is_empty());
}

#[test]
fn a_file_that_cannot_be_made_is_an_error_that_names_it() {
    let folder = Folder::new();
    for path in [folder.file("missing/a.wav"), folder.0.clone()] {
        match WaveSink::create(&path) {
            Err(Error::Io { operation, name, .. }) => {
                assert_eq!((operation, &*name), ("create", path.to_str().unwrap()));
            }
            other => panic!("{:?}", other.map(|_| ())),
        }
    }
    assert!(folder.names().is_empty());
}

#[test]
fn a_device_is_written_in_place() {
    if !Path::new("/dev/null").exists() {
        println!("skipped: there is no /dev/null");
        return;
    }
    let media_type = AudioFormat::pcm(SampleFormat::S16, 48_000, 2).to_media_type();
    write(
        WaveSink::create("/dev/null").unwrap().sink(),
        &media_type,
        &[0; 400],
        100,
    );
    use std::os::unix::fs::FileTypeExt;
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
}
