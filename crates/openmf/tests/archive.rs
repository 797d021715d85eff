//! Clips are written into other files by a session, without a decoder in it: the same packets at the same times, of which
//! other programs make the same pictures and sound.
//!
//! Sources: `MFCreateMPEG4MediaSink`, "MPEG-4 File Sink", `IMFFinalizableMediaSink` (Microsoft Learn).
#![allow(clippy::print_stdout, reason = "a skipped test says so")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use openmf::sinks::{ArchiveFile, ArchiveSink};
use openmf::{
    EventType, MediaSession, MediaSource, MediaStream, MediaTime, MediaType, Platform, Sample, StartPosition,
    StreamItem, StreamObject, TimeSpan, Topology, TopologyNode, Variant, codes, guids, keys,
};
use openmf_core::annex_b;
use openmf_core::nal::Family;
use openmf_core::{ClockStart, HostTime, Marker, MarkerKind, MediaBuffer, MediaSink, PresentationTime};
use openmf_testkit::ManualClock;
use support::sound::Folder;
use support::testdata;

/// A stream as its source gives it.
struct Track {
    media_type: MediaType,
    samples: Vec<Sample>,
}

impl Track {
    /// Bytes, time, decoding time and duration of each packet.
    fn packets(&self) -> Vec<Packet> {
        self.samples.iter().map(Packet::of).collect()
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Packet {
    bytes: Vec<u8>,
    time: Option<MediaTime>,
    decode_time: Option<MediaTime>,
    duration: Option<TimeSpan>,
    is_key: bool,
}

impl Packet {
    fn of(sample: &Sample) -> Self {
        let data = sample.contiguous();
        Self {
            bytes: data.to_vec(),
            time: sample.time,
            decode_time: sample.decode_time,
            duration: sample.duration,
            is_key: sample.flags.clean_point,
        }
    }
}

/// The streams of a file that are selected, as they are stored.
fn read(path: &Path) -> Vec<Track> {
    let source: Arc<dyn MediaSource> = Platform::shared().open_path(path).unwrap();
    let descriptor = source.create_presentation_descriptor().unwrap();
    source.start(&descriptor, &StartPosition::Current).unwrap();
    let mut streams: Vec<Arc<dyn MediaStream>> = Vec::new();
    while let Ok(event) = source.events().try_get_event() {
        if let (EventType::NewStream, Variant::Object(object)) = (event.event_type(), event.value()) {
            streams.push(object.downcast::<StreamObject>().unwrap().0.clone());
        }
    }
    let mut tracks: Vec<Track> = streams
        .iter()
        .map(|stream| Track {
            media_type: stream.descriptor().current_type(),
            samples: Vec::new(),
        })
        .collect();
    for stream in &streams {
        stream.direct().unwrap().set_attached(true);
    }
    let mut open: Vec<usize> = (0..streams.len()).collect();
    while !open.is_empty() {
        open.retain(|at| {
            let direct = streams[*at].direct().unwrap();
            match direct.poll_next(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(Ok(StreamItem::Sample(sample))) => tracks[*at].samples.push(sample),
                Poll::Ready(Ok(StreamItem::EndOfStream)) => return false,
                Poll::Ready(Ok(_)) | Poll::Pending => {}
                Poll::Ready(Err(error)) => panic!("{}: {error}", path.display()),
            }
            true
        });
    }
    source.shutdown().unwrap();
    tracks
}

/// What a session is to do with a clip.
#[derive(Clone, Copy, Default)]
struct Play {
    /// Where it begins, in 100-nanosecond units.
    from: i64,
}

/// Writes the selected streams of a clip by a session into another file.
fn remux(clip: &Path, kind: ArchiveFile, to: &Path, play: Play) {
    let platform = Platform::shared();
    let source = platform.open_path(clip).unwrap();
    let descriptor = source.create_presentation_descriptor().unwrap();
    let selected: Vec<_> = descriptor
        .streams()
        .filter(|(_, selected)| *selected)
        .map(|(stream, _)| Arc::clone(stream))
        .collect();
    let types: Vec<MediaType> = selected.iter().map(|stream| stream.current_type()).collect();
    let made = ArchiveSink::create(kind, to, &types).unwrap();
    let sink = made.sink();
    let topology = Topology::new();
    for (stream, output) in selected.into_iter().zip(sink.stream_sinks().unwrap()) {
        let input = TopologyNode::source(Arc::clone(&source), Arc::clone(&descriptor), stream);
        let output = TopologyNode::output_for(output);
        input.connect_output(0, &output, 0).unwrap();
        topology.add_node(&input).unwrap();
        topology.add_node(&output).unwrap();
    }
    let session = MediaSession::new(&platform);
    session.set_topology(&topology).wait().unwrap();
    session
        .start_at(StartPosition::At(MediaTime::from_100ns(play.from)))
        .wait()
        .unwrap();
    for event in session.events() {
        match event.event_type() {
            EventType::SessionEnded => break,
            EventType::Error | EventType::NonFatalError => panic!("{}: {:?}", clip.display(), event.cause()),
            _ => {}
        }
    }
    session.close().wait().unwrap();
    session.shutdown().unwrap();
    source.shutdown().unwrap();
}

fn clip(name: &str) -> PathBuf {
    testdata().join("clips").join(name)
}

/// What ffmpeg makes of a file: the pictures' and sounds' hashes with their times; `None` where it is not installed.
fn hashes(path: &Path, of: &str) -> Option<String> {
    let run = Command::new("ffmpeg")
        .args(["-v", "error", "-xerror", "-i"])
        .arg(path)
        .args(["-map", of, "-f", "framemd5", "-"])
        .output();
    let Ok(done) = run else {
        println!("skipped: no ffmpeg");
        return None;
    };
    let problems = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(
        done.status.success() && problems.is_empty(),
        "{}: {problems}",
        path.display()
    );
    let lines = String::from_utf8(done.stdout).unwrap();
    let frames = lines.lines().filter(|line| !line.starts_with('#'));
    // Stream, size and hash: times are in another scale.
    let fields = frames.map(|line| {
        line.split(',')
            .skip(4)
            .map(str::trim)
            .collect::<Vec<_>>()
            .join(" ")
    });
    Some(fields.collect::<Vec<_>>().join("\n"))
}

/// Size and hash of the packets of the pictures as they are stored; `None` where ffprobe is not installed.
fn stored(path: &Path) -> Option<String> {
    let run = Command::new("ffprobe")
        .args(["-v", "error", "-ignore_editlist", "1", "-select_streams", "v:0"])
        .args(["-show_data_hash", "md5", "-show_entries", "packet=size,data_hash"])
        .args(["-of", "csv=p=0"])
        .arg(path)
        .output();
    let Ok(done) = run else {
        println!("skipped: no ffprobe");
        return None;
    };
    assert!(done.status.success(), "{}", path.display());
    Some(String::from_utf8(done.stdout).unwrap())
}

/// Clips in which times, tables or descriptions are each of another kind.
const CLIPS: [&str; 19] = [
    "h264-main-cabac-b.mp4",
    "h264-high-8x8.mp4",
    "h264-paff.mp4",
    "hevc-8bit.mp4",
    "hevc-open-gop.mp4",
    "av1-8bit.mp4",
    "vp9.mp4",
    "mp4-edit-delay.mp4",
    "mp4-video-longer.mp4",
    "mp4-audio-longer.mp4",
    "mp4-rotated.mp4",
    "mp4-one-frame.mp4",
    "mp4-fragmented.mp4",
    "mp4-index-last.mp4",
    "aac-51.m4a",
    "aac-edit-list.m4a",
    "alac-s16.m4a",
    "he-aac-v1.m4a",
    "he-aac-v2.m4a",
];

/// Writes a clip into another file, which is to have the same packets at the same times.
fn compare(name: &str, kind: ArchiveFile, to: &Path) {
    let from = clip(name);
    remux(&from, kind, to, Play::default());
    let (expected, found) = (read(&from), read(to));
    assert_eq!(found.len(), expected.len(), "{name}");
    for (expected, found) in expected.iter().zip(&found) {
        let what = expected.media_type.to_string();
        let (packets, others) = (expected.packets(), found.packets());
        assert_eq!(others.len(), packets.len(), "{name}: {what}");
        for (at, (packet, other)) in packets.iter().zip(&others).enumerate() {
            assert!(packet.bytes == other.bytes, "{name}: {what} {at}");
            let facts = |packet: &Packet| (packet.time, packet.decode_time, packet.duration, packet.is_key);
            assert_eq!(facts(other), facts(packet), "{name}: {what} {at}");
        }
        let (was, is) = (expected.media_type.attributes(), found.media_type.attributes());
        for key in [keys::MF_MT_MPEG_SEQUENCE_HEADER, keys::MF_MT_USER_DATA] {
            assert_eq!(is.get(key).ok(), was.get(key).ok(), "{name}: {what}");
        }
        let facts = |media_type: &MediaType| {
            let a = media_type.attributes();
            (
                media_type.subtype(),
                a.get(keys::MF_MT_FRAME_SIZE).ok(),
                a.get(keys::MF_MT_PIXEL_ASPECT_RATIO).ok(),
                a.get(keys::MF_MT_VIDEO_ROTATION).ok(),
                a.get(keys::MF_MT_AUDIO_SAMPLES_PER_SECOND).ok(),
                a.get(keys::MF_MT_AUDIO_NUM_CHANNELS).ok(),
            )
        };
        assert_eq!(facts(&found.media_type), facts(&expected.media_type), "{name}");
        // Fragments do not say it.
        if let Ok(rate) = was.get(keys::MF_MT_FRAME_RATE)
            && kind != ArchiveFile::FragmentedMp4
        {
            assert_eq!(is.get(keys::MF_MT_FRAME_RATE).ok(), Some(rate), "{name}");
        }
    }
    if kind != ArchiveFile::Avi
        && let Some(was) = stored(&from)
    {
        assert!(!was.is_empty() || expected.iter().all(|track| !track.media_type.is_video()));
        assert!(stored(to).unwrap() == was, "{name}: other bytes are stored");
    }
    for stream in 0..expected.len() {
        let of = format!("0:{stream}");
        if let Some(was) = hashes(&from, &of) {
            let is = hashes(to, &of).unwrap();
            // Of fragments ffmpeg gives out what is before the start too.
            let same = is == was || kind == ArchiveFile::FragmentedMp4 && is.ends_with(&was);
            assert!(same, "{name}: {of} decodes to something else");
        }
    }
}

#[test]
fn mp4_files_have_the_packets_and_times_of_their_source() {
    let folder = Folder::new("archive-mp4");
    for name in CLIPS {
        compare(name, ArchiveFile::Mp4, &folder.path(&format!("{name}.mp4")));
    }
}

#[test]
fn fragments_have_the_packets_and_times_of_their_source() {
    let folder = Folder::new("archive-fragments");
    for name in CLIPS {
        compare(
            name,
            ArchiveFile::FragmentedMp4,
            &folder.path(&format!("{name}.mp4")),
        );
    }
}

#[test]
fn phones_take_h264_and_aac() {
    let folder = Folder::new("archive-3gp");
    let to = folder.path("clip.3gp");
    for name in ["h264-baseline.mp4", "mp4-video-longer.mp4", "aac-edit-list.m4a"] {
        compare(name, ArchiveFile::ThreeGp, &to);
        assert_eq!(fs::read(&to).unwrap()[4..12], *b"ftyp3gp6");
    }
    let alac = read(&clip("alac-s16.m4a"));
    let refused = ArchiveSink::create(ArchiveFile::ThreeGp, &to, &[alac[0].media_type.clone()]);
    assert_eq!(refused.err().unwrap().hresult(), codes::MF_E_INVALIDMEDIATYPE);
}

#[test]
fn avi_files_have_the_packets_and_times_of_their_source() {
    let folder = Folder::new("archive-avi");
    for name in [
        "avi-mjpeg-pcm.avi",
        "avi-h264-mp3.avi",
        "mjpeg-175x143.avi",
        "mjpeg-420.avi",
        "avi-pcm.avi",
    ] {
        compare(name, ArchiveFile::Avi, &folder.path(name));
    }
}

#[test]
fn pictures_of_mp4_become_a_byte_stream_in_avi() {
    let folder = Folder::new("archive-mp4-avi");
    for name in ["h264-main-cabac-b.mp4", "hevc-8bit.mp4", "aac-51.m4a"] {
        let (from, to) = (clip(name), folder.path(&format!("{name}.avi")));
        remux(&from, ArchiveFile::Avi, &to, Play::default());
        let (expected, found) = (read(&from), read(&to));
        assert_eq!(found[0].samples.len(), expected[0].samples.len(), "{name}");
        if let Some(was) = hashes(&from, "0:0") {
            // AVI has no word for what is before the start.
            assert!(
                hashes(&to, "0:0").unwrap().ends_with(&was),
                "{name} decodes to something else"
            );
        }
    }
}

/// `MF_MT_MPEG_SEQUENCE_HEADER` has what the samples need not have.
#[test]
fn pictures_without_parameter_sets_get_those_of_their_header_in_avi() {
    let folder = Folder::new("archive-header-avi");
    for (name, family) in [
        ("h264-main-cabac-b.mp4", Family::H264),
        ("hevc-8bit.mp4", Family::Hevc),
    ] {
        let from = clip(name);
        let (usual, to) = (
            folder.path(&format!("{name}.usual.avi")),
            folder.path(&format!("{name}.avi")),
        );
        remux(&from, ArchiveFile::Avi, &usual, Play::default());
        let track = read(&from).remove(0);
        let made = ArchiveSink::create(ArchiveFile::Avi, &to, &[track.media_type]).unwrap();
        let sink = made.sink();
        let clock = ManualClock::new(HostTime::from_100ns(0));
        let media_sink: Arc<dyn MediaSink> = sink.clone();
        media_sink.set_presentation_clock(Some(clock.clone())).unwrap();
        for answer in clock.start(ClockStart::At(PresentationTime::ZERO)) {
            answer.unwrap();
        }
        let stream = sink.stream_sinks().unwrap().remove(0);
        for mut sample in track.samples {
            let (data, mut bytes) = (sample.contiguous(), Vec::new());
            for unit in annex_b::units(&data).filter(|unit| !family.role(unit).is_set()) {
                annex_b::push_unit(&mut bytes, unit);
            }
            drop(data);
            sample.set_buffer(MediaBuffer::from(bytes));
            stream.process_sample(sample).unwrap();
        }
        stream
            .place_marker(Marker {
                kind: MarkerKind::EndOfSegment,
                context: Variant::Empty,
            })
            .unwrap();
        let media_sink: &dyn MediaSink = sink.as_ref();
        media_sink.finalizable().unwrap().finalize().unwrap();
        media_sink.shutdown().unwrap();
        let packets = |path: &Path| read(path)[0].samples.len();
        assert_eq!(packets(&to), packets(&usual), "{name}");
        if let Some(expected) = hashes(&usual, "0:0") {
            assert_eq!(hashes(&to, "0:0").unwrap(), expected, "{name}");
        }
    }
}

#[test]
fn other_containers_become_mp4() {
    let folder = Folder::new("archive-others");
    let clips = [
        "mkv-h264-aac.mkv",
        "mkv-hevc-flac.mkv",
        "mkv-vp9-opus.mkv",
        "h264-vfr.mkv",
        "h264-open-gop.mkv",
        "h264-slices-cavlc.mkv",
        "mp3-cbr.mp3",
        "flac-s24.flac",
        "opus-51.opus",
    ];
    for name in clips {
        let (from, to) = (clip(name), folder.path(&format!("{name}.mp4")));
        remux(&from, ArchiveFile::Mp4, &to, Play::default());
        let (expected, found) = (read(&from), read(&to));
        assert_eq!(found.len(), expected.len(), "{name}");
        for (expected, found) in expected.iter().zip(&found) {
            let (packets, others) = (expected.packets(), found.packets());
            let bytes = |packets: &[Packet]| {
                packets
                    .iter()
                    .map(|packet| packet.bytes.clone())
                    .collect::<Vec<_>>()
            };
            assert!(
                bytes(&others) == bytes(&packets),
                "{name}: {}",
                expected.media_type
            );
            // Matroska counts in milliseconds, sound in MP4 in frames.
            let near = if expected.media_type.is_audio() { 10_000 } else { 0 };
            for (packet, other) in packets.iter().zip(&others) {
                let apart = other.time.unwrap() - packet.time.unwrap();
                assert!(
                    apart.abs() <= TimeSpan::from_100ns(near),
                    "{name}: {:?} {:?}",
                    packet.time,
                    other.time
                );
            }
        }
        // What MP3 and Ogg say of their ends is in no packet.
        let trims = name.ends_with("mp3") || name.ends_with("opus");
        if let Some(was) = hashes(&from, "0:0").filter(|_| !trims) {
            assert!(
                hashes(&to, "0:0").unwrap() == was,
                "{name} decodes to something else"
            );
        }
    }
}

#[test]
fn what_is_before_the_start_is_there_and_not_presented() {
    let folder = Folder::new("archive-start");
    let (from, to) = (clip("h264-main-cabac-b.mp4"), folder.path("part.mp4"));
    let whole = read(&from);
    let video = whole.iter().find(|track| track.media_type.is_video()).unwrap();
    // Between two key frames.
    let start = video
        .samples
        .iter()
        .filter_map(|sample| sample.time)
        .max()
        .unwrap()
        .as_100ns()
        * 3
        / 4;
    remux(&from, ArchiveFile::Mp4, &to, Play { from: start });
    let part = read(&to);
    let found = part.iter().find(|track| track.media_type.is_video()).unwrap();
    assert!(found.samples[0].flags.clean_point);
    let presented = |track: &Track, from: i64| {
        let mut times: Vec<i64> = track
            .samples
            .iter()
            .filter(|sample| sample.end().unwrap().as_100ns() > from)
            .map(|sample| sample.time.unwrap().as_100ns() - from)
            .collect();
        times.sort_unstable();
        times
    };
    assert_eq!(presented(found, 0), presented(video, start));
    assert_eq!(found.media_type.subtype(), guids::MFVideoFormat_H264);
}
