//! Every packet is that of ffprobe.

use super::*;
use openmf_core::{MediaTime, Sample};

/// What one packet is, of either side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Packet {
    pts: Option<i64>,
    dts: Option<i64>,
    key: bool,
    size: usize,
    hash: String,
}

/// MD5, which ffprobe prints.
fn md5(data: &[u8]) -> String {
    const SHIFTS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
    let sines: Vec<u32> = (1..=64)
        .map(|i| (f64::sin(f64::from(i)).abs() * 4_294_967_296.0) as u32)
        .collect();
    let mut state: [u32; 4] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    let mut message = data.to_vec();
    message.push(0x80);
    while message.len() % 64 != 56 {
        message.push(0);
    }
    message.extend((data.len() as u64 * 8).to_le_bytes());
    for block in message.chunks_exact(64) {
        let words: Vec<u32> = block
            .chunks_exact(4)
            .map(|w| u32::from_le_bytes(w.try_into().unwrap()))
            .collect();
        let [mut a, mut b, mut c, mut d] = state;
        for i in 0..64_usize {
            let (f, g) = match i / 16 {
                0 => (b & c | !b & d, i),
                1 => (d & b | !d & c, (5 * i + 1) % 16),
                2 => (b ^ c ^ d, (3 * i + 5) % 16),
                _ => (c ^ (b | !d), 7 * i % 16),
            };
            let k = sines[i];
            let turned = a
                .wrapping_add(f)
                .wrapping_add(k)
                .wrapping_add(words[g])
                .rotate_left(SHIFTS[i / 16][i % 4]);
            (a, d, c, b) = (d, c, b, b.wrapping_add(turned));
        }
        for (word, new) in state.iter_mut().zip([a, b, c, d]) {
            *word = word.wrapping_add(new);
        }
    }
    state
        .iter()
        .flat_map(|word| word.to_le_bytes())
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[test]
fn md5_of_known_texts() {
    assert_eq!(md5(b""), "d41d8cd98f00b204e9800998ecf8427e");
    assert_eq!(md5(b"abc"), "900150983cd24fb0d6963f7d28e17f72");
    assert_eq!(md5(&[b'a'; 64]), "014842d480b571495a4a0363793f7367");
}

struct Probed {
    codec: String,
    kind: String,
    packets: Vec<Packet>,
}

fn probe(path: &Path) -> Vec<Probed> {
    let run = |arguments: &[&str]| {
        let output = Command::new("ffprobe")
            .args(["-v", "error"])
            .args(arguments)
            .arg(path)
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let mut streams = Vec::new();
    let mut bases = Vec::new();
    for line in run(&[
        "-show_entries",
        "stream=codec_name,codec_type,time_base",
        "-of",
        "csv=p=0",
    ])
    .lines()
    {
        if line.trim().is_empty() {
            continue;
        }
        let fields: Vec<&str> = line.trim_end_matches(',').split(',').collect();
        // A codec that ffprobe does not know is left out of the line.
        let (codec, kind, base) = match fields[..] {
            [codec, kind, base] if base.contains('/') => (codec, kind, base),
            [kind, base, ..] => ("unknown", kind, base),
            _ => panic!("{line}"),
        };
        let (num, den) = base.split_once('/').unwrap();
        bases.push((num.parse::<i64>().unwrap(), den.parse::<u32>().unwrap()));
        streams.push(Probed {
            codec: codec.to_owned(),
            kind: kind.to_owned(),
            packets: Vec::new(),
        });
    }
    let text = run(&[
        "-show_packets",
        "-show_data_hash",
        "md5",
        "-show_entries",
        "packet=stream_index,pts,dts,size,flags,data_hash",
        "-of",
        "compact=p=0",
    ]);
    for line in text.lines() {
        let field = |name: &str| {
            line.split('|')
                .find_map(|field| field.strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
        };
        let Some(at) = field("stream_index").and_then(|at| at.parse::<usize>().ok()) else {
            continue;
        };
        let (num, den) = bases[at];
        let time = |name| {
            let ticks: i64 = field(name)?.parse().ok()?;
            Some(MediaTime::from_ticks(ticks * num, den).unwrap().as_100ns())
        };
        streams[at].packets.push(Packet {
            pts: time("pts"),
            dts: time("dts"),
            key: field("flags").unwrap().starts_with('K'),
            size: field("size").unwrap().parse().unwrap(),
            hash: field("data_hash")
                .map(|hash| hash.trim_start_matches("MD5:").to_owned())
                .unwrap_or_default(),
        });
    }
    streams
}

pub(super) fn read_track(demuxer: &mut dyn Demuxer, track: usize) -> Vec<Sample> {
    let mut wanted = vec![false; demuxer.presentation().tracks.len()];
    wanted[track] = true;
    demuxer.set_wanted(&wanted);
    let mut samples = Vec::new();
    while let Some((at, sample)) = demuxer.next_packet(track).unwrap() {
        assert_eq!(at, track);
        samples.push(sample);
    }
    samples
}

pub(super) fn packet(sample: &Sample) -> Packet {
    let data = sample.contiguous();
    Packet {
        pts: sample.time.map(MediaTime::as_100ns),
        dts: sample.decode_time.or(sample.time).map(MediaTime::as_100ns),
        key: sample.flags.clean_point,
        size: data.len(),
        hash: md5(&data),
    }
}

/// Compares every stream of a file as it is stored, and says what differs. Uncompressed audio is compared as one piece, since the number
/// of frames in a packet is each reader's own choice.
fn compare(path: &Path, dts: bool) {
    let name = path.file_name().unwrap().to_string_lossy();
    let mut expected = probe(path);
    expected
        .retain(|stream| stream.kind != "attachment" && stream.codec != "mjpeg" || name.contains("mjpeg"));
    let mut demuxer = open_stored_file(path);
    assert_eq!(
        demuxer.presentation().tracks.len(),
        expected.len(),
        "{name}: streams"
    );
    for (at, stream) in expected.iter().enumerate() {
        let mut demuxer = if at == 0 {
            std::mem::replace(&mut demuxer, open_stored_file(path))
        } else {
            open_stored_file(path)
        };
        let media_type = demuxer.presentation().tracks[at].media_type.clone();
        let samples = read_track(&mut *demuxer, at);
        let found: Vec<Packet> = samples.iter().map(packet).collect();
        let grouped = stream.codec.starts_with("pcm_") || stream.codec.starts_with("adpcm_ima_qt");
        if grouped {
            let bytes: usize = found.iter().map(|packet| packet.size).sum();
            let expected_bytes: usize = stream.packets.iter().map(|packet| packet.size).sum();
            assert_eq!(bytes, expected_bytes, "{name} stream {at}: bytes");
            assert_eq!(
                found.first().map(|p| p.pts),
                stream.packets.first().map(|p| p.pts),
                "{name} stream {at}"
            );
            continue;
        }
        if stream.kind == "subtitle" || stream.kind == "data" {
            // ffprobe passes over the track of the chapters.
            continue;
        }
        // Of sound before the first edit only as much is read as decoding needs; ffprobe goes back a second.
        let before = |packet: &&Packet| {
            dts && stream.kind == "audio" && found.first().is_some_and(|f| packet.pts < f.pts)
        };
        let skipped = stream.packets.iter().take_while(before).count();
        let stream_packets = &stream.packets[skipped..];
        assert_eq!(
            found.len(),
            stream_packets.len(),
            "{name} stream {at} ({media_type}): packets"
        );
        for (number, (found, expected)) in found.iter().zip(stream_packets).enumerate() {
            let mut found = found.clone();
            let mut expected = expected.clone();
            if !dts || expected.dts.is_none() {
                (found.dts, expected.dts) = (None, None);
            }
            if expected.pts.is_none() {
                found.pts = None;
            }
            // ffprobe's times of Matroska are in milliseconds; ours take exact delays off them.
            if let (Some(ours), Some(theirs), true) = (found.pts, expected.pts, !dts)
                && (ours - theirs).abs() <= 10_000
            {
                found.pts = expected.pts;
            }
            // A packet with side data is printed over several lines.
            if expected.hash.is_empty() {
                found.hash.clear();
            }
            assert_eq!(
                found, expected,
                "{name} stream {at} ({media_type}) packet {number}"
            );
        }
    }
}

#[test]
fn mp4_packets_equal_ffprobes() {
    if !have("ffprobe") {
        return;
    }
    compare_all(&clips(), &["mp4", "m4a", "mov"], true);
}

#[test]
fn matroska_packets_equal_ffprobes() {
    if have("ffprobe") {
        compare_all(&clips(), &["mkv", "webm"], false);
    }
}

#[test]
fn avi_packets_equal_ffprobes() {
    if have("ffprobe") {
        compare_all(&clips(), &["avi"], false);
    }
}

/// Compares all files with these extensions before it fails, so that one run shows everything.
fn compare_all(paths: &[PathBuf], extensions: &[&str], dts: bool) {
    let paths = paths.iter().filter(|path| extensions.contains(&extension(path)));
    let failed: Vec<_> = paths
        .filter(|path| std::panic::catch_unwind(|| compare(path, dts)).is_err())
        .collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn packets_of_generated_files_equal_ffprobes() {
    if have("ffprobe") && have("ffmpeg") {
        let files = generated_files();
        compare_all(&files, &["mp4", "m4a", "mov"], true);
        compare_all(&files, &["mkv", "webm", "avi"], false);
    }
}
