//! Files keep the time of the presentation: gaps, uneven pictures, rotation, volume, and what is left of a
//! presentation that was interrupted.

mod common;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use common::{Folder, Rig, end_of_segment, ms};
use openmf_core::{
    AudioFormat, ClockedSink, FrameSize, MediaBuffer, MediaTime, MediaType, PixelFormat, Ratio, Sample,
    SampleFormat, VideoFormat,
};
use openmf_sinks::{Evened, FileOptions, WaveSink, Y4mSink};

/// 1000 Hz, mono, 8 bits: a millisecond is a byte.
fn sound() -> MediaType {
    AudioFormat::pcm(SampleFormat::U8, 1_000, 1).to_media_type()
}

fn pictures(rotation: u32) -> MediaType {
    let size = FrameSize { width: 2, height: 1 };
    let mut format = VideoFormat::new(PixelFormat::I400.subtype(), size);
    format.frame_rate = Some(Ratio {
        numerator: 10,
        denominator: 1,
    });
    format.rotation = rotation;
    format.to_media_type()
}

/// `value` for `len` milliseconds.
fn stretch(time: i64, len: i64, value: u8) -> Sample {
    Sample::new(MediaBuffer::from(vec![value; len as usize]))
        .at(MediaTime::ZERO + ms(time))
        .lasting(ms(len))
}

fn picture(time: i64, len: i64, value: u8) -> Sample {
    Sample::new(MediaBuffer::from(vec![value, value + 100]))
        .at(MediaTime::ZERO + ms(time))
        .lasting(ms(len))
}

fn give(rig: &Rig, samples: impl IntoIterator<Item = Sample>) {
    for sample in samples {
        assert!(rig.wants());
        rig.stream.process_sample(sample).unwrap();
    }
}

fn finish(rig: &Rig) {
    rig.clock.stop();
    rig.sink.finalizable().unwrap().finalize().unwrap();
    rig.sink.shutdown().unwrap();
}

/// The data behind the header, as runs of equal bytes.
fn runs(path: &Path) -> Vec<(u8, usize)> {
    let bytes = fs::read(path).unwrap();
    let data = bytes.windows(4).position(|four| four == b"data").unwrap() + 8;
    let len = u32::from_le_bytes(bytes[data - 4..data].try_into().unwrap()) as usize;
    let mut runs: Vec<(u8, usize)> = Vec::new();
    for byte in &bytes[data..data + len] {
        match runs.last_mut() {
            Some((value, count)) if value == byte => *count += 1,
            _ => runs.push((*byte, 1)),
        }
    }
    runs
}

/// The header, and the first byte of each picture.
fn shown(path: &Path) -> (String, Vec<u8>) {
    let bytes = fs::read(path).unwrap();
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let header = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let frames = bytes[end..].chunks(8);
    let values = frames
        .map(|frame| {
            assert!(frame.starts_with(b"FRAME\n"));
            frame[6]
        })
        .collect();
    (header, values)
}

#[test]
fn gaps_of_sound_are_silence_and_overlaps_are_left_out() {
    let folder = Folder::new();
    let path = folder.file("a.wav");
    let sink = WaveSink::create(&path).unwrap();
    let rig = Rig::new(sink.sink(), &sound());
    rig.start(1_000);
    let samples = [
        stretch(1_100, 100, 1),
        // Rounding is neither gap nor overlap.
        stretch(1_215, 100, 2),
        stretch(1_290, 110, 3),
        stretch(1_600, 100, 4),
        stretch(1_650, 100, 5),
        stretch(1_300, 100, 6),
    ];
    give(&rig, samples);
    finish(&rig);
    assert_eq!(
        runs(&path),
        [
            (0x80, 100),
            (1, 100),
            (2, 100),
            (3, 110),
            (0x80, 190),
            (4, 100),
            (5, 50)
        ]
    );
    let expected = Evened {
        filled: 290,
        left_out: 150,
    };
    assert_eq!(sink.evened(), expected);
}

#[test]
fn uneven_pictures_are_repeated_and_left_out() {
    let folder = Folder::new();
    let path = folder.file("a.y4m");
    let sink = Y4mSink::create(&path).unwrap();
    let rig = Rig::new(sink.sink(), &pictures(0));
    rig.start(0);
    let samples = [
        picture(100, 100, 1),
        picture(210, 90, 2),
        picture(300, 30, 3),
        picture(330, 60, 4),
        picture(420, 200, 5),
        picture(800, 200, 6),
    ];
    give(&rig, samples);
    finish(&rig);
    let (header, values) = shown(&path);
    assert!(header.starts_with("YUV4MPEG2 W2 H1 F10:1 "), "{header}");
    assert_eq!(values, [1, 1, 2, 4, 5, 5, 5, 5, 6, 6]);
    let expected = Evened {
        filled: 5,
        left_out: 1,
    };
    assert_eq!(sink.evened(), expected);
    assert_eq!(sink.frame_rate().unwrap().numerator, 10);
}

#[test]
fn rotation_is_applied() {
    let folder = Folder::new();
    for (rotation, size, first) in [(90, "W1 H2", 7), (180, "W2 H1", 107), (270, "W1 H2", 107)] {
        let path = folder.file("a.y4m");
        let rig = Rig::new(Y4mSink::create(&path).unwrap().sink(), &pictures(rotation));
        rig.start(0);
        give(&rig, [picture(0, 100, 7)]);
        finish(&rig);
        let (header, values) = shown(&path);
        assert!(header.starts_with(&format!("YUV4MPEG2 {size} ")), "{header}");
        assert_eq!(values, [first], "{rotation}");
    }
}

#[test]
fn volume_is_applied_to_every_format() {
    let folder = Folder::new();
    let table: [(SampleFormat, Vec<u8>, Vec<u8>); 6] = [
        (
            SampleFormat::U8,
            vec![0, 0x80, 0xff, 0x81],
            vec![0x40, 0x80, 0xc0, 0x81],
        ),
        (SampleFormat::S16, vec![0, 0x80, 3, 0], vec![0, 0xc0, 2, 0]),
        (
            SampleFormat::S24,
            vec![0, 0, 0x80, 4, 0, 0],
            vec![0, 0, 0xc0, 2, 0, 0],
        ),
        (SampleFormat::S32, vec![0, 0, 0, 0x80], vec![0, 0, 0, 0xc0]),
        (
            SampleFormat::F32,
            0.5_f32.to_le_bytes().to_vec(),
            0.25_f32.to_le_bytes().to_vec(),
        ),
        (
            SampleFormat::F64,
            (-1.0_f64).to_le_bytes().to_vec(),
            (-0.5_f64).to_le_bytes().to_vec(),
        ),
    ];
    for (format, data, halved) in table {
        for (level, expected) in [(1.0, &data), (0.5, &halved)] {
            let path = folder.file("a.wav");
            let sink = WaveSink::create(&path).unwrap();
            sink.volume().set_master(level).unwrap();
            let rig = Rig::new(sink.sink(), &AudioFormat::pcm(format, 8_000, 1).to_media_type());
            rig.start(0);
            give(&rig, [Sample::new(MediaBuffer::from(data.clone()))]);
            finish(&rig);
            let bytes = fs::read(&path).unwrap();
            assert_eq!(
                bytes[bytes.len() - data.len()..],
                expected[..],
                "{format:?} {level}"
            );
        }
    }
}

struct Pair {
    sound: Rig,
    pictures: Rig,
    wave: std::path::PathBuf,
    y4m: std::path::PathBuf,
    _folder: Folder,
}

impl Pair {
    fn new() -> Self {
        let folder = Folder::new();
        let options = FileOptions::default();
        let (wave, y4m) = (folder.file("a.wav"), folder.file("a.y4m"));
        let sound_sink: Arc<dyn ClockedSink> = WaveSink::create_with(&wave, &options).unwrap().sink();
        let picture_sink: Arc<dyn ClockedSink> = Y4mSink::create_with(&y4m, &options).unwrap().sink();
        Self {
            sound: Rig::new(sound_sink, &sound()),
            pictures: Rig::new(picture_sink, &pictures(0)),
            wave,
            y4m,
            _folder: folder,
        }
    }

    fn start(&self, time: i64) {
        self.sound.start(time);
        self.pictures.start(time);
    }

    fn finish(self) -> (Vec<(u8, usize)>, Vec<u8>) {
        finish(&self.pictures);
        finish(&self.sound);
        (runs(&self.wave), shown(&self.y4m).1)
    }
}

#[test]
fn files_that_are_interrupted_end_together() {
    let pair = Pair::new();
    pair.start(0);
    give(&pair.sound, [stretch(0, 250, 1), stretch(250, 250, 2)]);
    give(
        &pair.pictures,
        [picture(0, 100, 1), picture(100, 100, 2), picture(200, 100, 3)],
    );
    assert_eq!(pair.finish(), (vec![(1, 250), (2, 50)], vec![1, 2, 3]));

    let pair = Pair::new();
    pair.start(0);
    give(&pair.sound, [stretch(0, 200, 1)]);
    give(
        &pair.pictures,
        [picture(0, 100, 1), picture(100, 100, 2), picture(200, 500, 3)],
    );
    assert_eq!(pair.finish(), (vec![(1, 200)], vec![1, 2]));
}

#[test]
fn files_go_on_together_after_a_seek() {
    let pair = Pair::new();
    pair.start(0);
    give(&pair.sound, [stretch(0, 500, 1)]);
    give(&pair.pictures, [picture(0, 100, 1), picture(100, 200, 2)]);
    pair.start(2_000);
    give(&pair.sound, [stretch(2_000, 200, 3)]);
    // It starts in the middle of a picture, which is shown from there on.
    give(
        &pair.pictures,
        [
            picture(2_000, 100, 4),
            picture(2_100, 100, 5),
            picture(2_200, 100, 6),
        ],
    );
    assert_eq!(pair.finish(), (vec![(1, 300), (3, 200)], vec![1, 2, 2, 4, 5]));
}

#[test]
fn a_stream_that_ends_by_itself_holds_nothing_up() {
    let pair = Pair::new();
    pair.start(0);
    give(&pair.sound, [stretch(0, 100, 1)]);
    pair.sound.stream.place_marker(end_of_segment(1)).unwrap();
    give(
        &pair.pictures,
        [picture(0, 100, 1), picture(100, 100, 2), picture(200, 100, 3)],
    );
    pair.pictures.stream.place_marker(end_of_segment(1)).unwrap();
    // Again from the beginning: the sound is silent until the pictures are over.
    pair.start(0);
    give(&pair.sound, [stretch(0, 100, 7)]);
    pair.sound.stream.place_marker(end_of_segment(2)).unwrap();
    give(&pair.pictures, [picture(0, 100, 4)]);
    pair.pictures.stream.place_marker(end_of_segment(2)).unwrap();
    assert_eq!(
        pair.finish(),
        (vec![(1, 100), (0x80, 200), (7, 100)], vec![1, 2, 3, 4])
    );
}

#[test]
fn what_never_started_replaces_nothing() {
    let folder = Folder::new();
    let path = folder.file("a.wav");
    fs::write(&path, b"old").unwrap();
    let rig = Rig::new(WaveSink::create(&path).unwrap().sink(), &sound());
    rig.sink.finalizable().unwrap().finalize().unwrap();
    rig.sink.shutdown().unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"old");
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn what_cannot_be_sought_gets_a_header_for_an_unknown_length() {
    let folder = Folder::new();
    let path = folder.file("stream.wav");
    let file = fs::File::create(&path).unwrap();
    let sink = WaveSink::stream("a pipe", file, &FileOptions::default());
    let rig = Rig::new(sink.sink(), &sound());
    assert_eq!(rig.sink.name(), "WAV file a pipe");
    rig.start(0);
    give(&rig, [stretch(0, 10, 1)]);
    finish(&rig);
    let bytes = fs::read(&path).unwrap();
    assert_eq!(bytes[..8], *b"RIFF\xff\xff\xff\xff");
    assert_eq!(
        bytes[bytes.len() - 14..],
        *b"\xff\xff\xff\xff\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01"
    );
}
