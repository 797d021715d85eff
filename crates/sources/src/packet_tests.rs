//! Packets compared with ffprobe's, and damaged files, for the containers with video.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use openmf_core::{ByteStream, MediaTime, Sample};

use crate::demuxer::Demuxer;
use crate::{FileByteStream, MemoryByteStream};

fn open(stream: Arc<dyn ByteStream>, extension: &str) -> openmf_core::Result<Box<dyn Demuxer>> {
    Ok(match extension {
        "mp4" | "m4a" | "mov" => Box::new(crate::mp4::Mp4Demuxer::open(stream)?),
        "mkv" | "webm" => Box::new(crate::matroska::MatroskaDemuxer::open(stream)?),
        "avi" => Box::new(crate::avi::AviDemuxer::open(stream)?),
        other => panic!("no demuxer for {other}"),
    })
}

fn extension(path: &Path) -> &str {
    path.extension().and_then(|ext| ext.to_str()).unwrap_or("")
}

fn open_file(path: &Path) -> Box<dyn Demuxer> {
    open(Arc::new(FileByteStream::open(path).unwrap()), extension(path)).unwrap()
}

fn have(program: &str) -> bool {
    let found = Command::new(program).arg("-version").output().is_ok();
    if !found {
        println!("skipped: {program} is not installed");
    }
    found
}

fn clips() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/clips");
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| matches!(extension(path), "mp4" | "m4a" | "mov" | "mkv" | "webm" | "avi"))
        .collect();
    found.sort();
    assert!(found.len() > 20);
    found
}

fn ffmpeg(arguments: &[&str]) {
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-y"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// What one packet is, of either side.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Packet {
    pts: Option<i64>,
    dts: Option<i64>,
    key: bool,
    size: usize,
    hash: String,
}

/// MD5, which ffprobe prints.
fn md5(data: &[u8]) -> String {
    const SHIFTS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
    let sines: Vec<u32> = (1..=64).map(|i| (f64::sin(f64::from(i)).abs() * 4_294_967_296.0) as u32).collect();
    let mut state: [u32; 4] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    let mut message = data.to_vec();
    message.push(0x80);
    while message.len() % 64 != 56 {
        message.push(0);
    }
    message.extend((data.len() as u64 * 8).to_le_bytes());
    for block in message.chunks_exact(64) {
        let words: Vec<u32> = block.chunks_exact(4).map(|w| u32::from_le_bytes(w.try_into().unwrap())).collect();
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
    state.iter().flat_map(|word| word.to_le_bytes()).map(|byte| format!("{byte:02x}")).collect()
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
        let output = Command::new("ffprobe").args(["-v", "error"]).args(arguments).arg(path).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let mut streams = Vec::new();
    let mut bases = Vec::new();
    for line in run(&["-show_entries", "stream=codec_name,codec_type,time_base", "-of", "csv=p=0"]).lines() {
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
            line.split('|').find_map(|field| field.strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
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
            hash: field("data_hash").map(|hash| hash.trim_start_matches("MD5:").to_owned()).unwrap_or_default(),
        });
    }
    streams
}

fn read_track(demuxer: &mut dyn Demuxer, track: usize) -> Vec<Sample> {
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

fn packet(sample: &Sample) -> Packet {
    let data = sample.contiguous();
    Packet {
        pts: sample.time.map(MediaTime::as_100ns),
        dts: sample.decode_time.or(sample.time).map(MediaTime::as_100ns),
        key: sample.flags.clean_point,
        size: data.len(),
        hash: md5(&data),
    }
}

/// Compares every stream of a file, and says what differs. Uncompressed audio is compared as one piece, since the number
/// of frames in a packet is each reader's own choice.
fn compare(path: &Path, dts: bool) {
    let name = path.file_name().unwrap().to_string_lossy();
    let mut expected = probe(path);
    expected.retain(|stream| stream.kind != "attachment" && stream.codec != "mjpeg" || name.contains("mjpeg"));
    let mut demuxer = open_file(path);
    assert_eq!(demuxer.presentation().tracks.len(), expected.len(), "{name}: streams");
    for (at, stream) in expected.iter().enumerate() {
        let mut demuxer = if at == 0 { std::mem::replace(&mut demuxer, open_file(path)) } else { open_file(path) };
        let media_type = demuxer.presentation().tracks[at].media_type.clone();
        let samples = read_track(&mut *demuxer, at);
        let found: Vec<Packet> = samples.iter().map(packet).collect();
        let grouped = stream.codec.starts_with("pcm_") || stream.codec.starts_with("adpcm_ima_qt");
        if grouped {
            let bytes: usize = found.iter().map(|packet| packet.size).sum();
            let expected_bytes: usize = stream.packets.iter().map(|packet| packet.size).sum();
            assert_eq!(bytes, expected_bytes, "{name} stream {at}: bytes");
            assert_eq!(found.first().map(|p| p.pts), stream.packets.first().map(|p| p.pts), "{name} stream {at}");
            continue;
        }
        if stream.kind == "subtitle" || stream.kind == "data" {
            // ffprobe passes over the track of the chapters.
            continue;
        }
        // Of sound before the first edit only as much is read as decoding needs; ffprobe goes back a second.
        let before = |packet: &&Packet| dts && stream.kind == "audio" && found.first().is_some_and(|f| packet.pts < f.pts);
        let skipped = stream.packets.iter().take_while(before).count();
        let stream_packets = &stream.packets[skipped..];
        assert_eq!(found.len(), stream_packets.len(), "{name} stream {at} ({media_type}): packets");
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
            assert_eq!(found, expected, "{name} stream {at} ({media_type}) packet {number}");
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

/// A folder of generated files, made once for all tests of a run.
fn generated() -> &'static Path {
    static FOLDER: std::sync::OnceLock<PathBuf> = std::sync::OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("openmf-sources-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let video = "testsrc2=s=176x144:r=25:d=4";
        let sound = "sine=f=440:r=44100:d=4";
        let x264 = ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "20", "-b_strategy", "0", "-pix_fmt", "yuv420p"];
        let aac = ["-c:a", "aac", "-b:a", "64k", "-ac", "2"];
        let out = |name: &str| folder.join(name).to_string_lossy().into_owned();
        let base = out("base.mp4");
        let inputs = ["-f", "lavfi", "-i", video, "-f", "lavfi", "-i", sound];
        ffmpeg(&[&inputs[..], &x264[..], &aac[..], &[&base]].concat());
        let copies: &[(&str, &[&str])] = &[
            ("fragment-key.mp4", &["-movflags", "frag_keyframe+empty_moov"]),
            ("fragment-base.mp4", &["-movflags", "frag_keyframe+empty_moov+default_base_moof"]),
            ("fragment-moov.mp4", &["-movflags", "frag_keyframe"]),
            ("fragment-omit.mp4", &["-movflags", "frag_keyframe+empty_moov+omit_tfhd_offset", "-frag_duration", "500000"]),
            ("fragment-every.mp4", &["-movflags", "frag_every_frame+empty_moov+separate_moof"]),
            ("dash.mp4", &["-movflags", "dash+global_sidx+frag_keyframe+empty_moov+delay_moov"]),
            ("negative.mp4", &["-movflags", "negative_cts_offsets"]),
            ("faststart.mov", &["-movflags", "faststart"]),
            ("small-timescale.mp4", &["-video_track_timescale", "1000", "-movie_timescale", "48000"]),
            ("plain.mkv", &[]),
            ("small-clusters.mkv", &["-cluster_time_limit", "300"]),
            ("live.mkv", &["-live", "1"]),
            ("plain.avi", &["-bsf:v", "h264_mp4toannexb"]),
        ];
        for (name, options) in copies {
            ffmpeg(&[&["-i", &base, "-c", "copy"][..], options, &[&out(name)]].concat());
        }
        let sounds: &[(&str, &[&str])] = &[
            ("s16.mov", &["-c:a", "pcm_s16be"]),
            ("s24.mov", &["-c:a", "pcm_s24le"]),
            ("f32.mov", &["-c:a", "pcm_f32be"]),
            ("ulaw.mov", &["-c:a", "pcm_mulaw"]),
            ("ima4.mov", &["-c:a", "adpcm_ima_qt"]),
            ("s8.mov", &["-c:a", "pcm_s8"]),
            ("alac.m4a", &["-c:a", "alac"]),
            ("flac.mp4", &["-c:a", "flac", "-strict", "-2"]),
            ("opus.mp4", &["-c:a", "libopus"]),
            ("mp3.mp4", &["-c:a", "libmp3lame"]),
            ("ac3.mp4", &["-c:a", "ac3"]),
            ("s24.mkv", &["-c:a", "pcm_s24be"]),
            ("vorbis.mkv", &["-c:a", "libvorbis"]),
            ("mp3.mkv", &["-c:a", "libmp3lame"]),
            ("alac.mkv", &["-c:a", "alac"]),
            ("opus.webm", &["-c:a", "libopus"]),
            ("adpcm.avi", &["-c:a", "adpcm_ms"]),
            ("mp3.avi", &["-c:a", "libmp3lame", "-b:a", "128k"]),
            ("ac3.avi", &["-c:a", "ac3"]),
        ];
        for (name, options) in sounds {
            ffmpeg(&[&["-f", "lavfi", "-i", sound, "-ac", "2"][..], options, &[&out(name)]].concat());
        }
        folder
    })
}

fn generated_files() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(generated()).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

#[test]
fn packets_of_generated_files_equal_ffprobes() {
    if have("ffprobe") && have("ffmpeg") {
        let files = generated_files();
        compare_all(&files, &["mp4", "m4a", "mov"], true);
        compare_all(&files, &["mkv", "webm", "avi"], false);
    }
}

/// After a seek every track starts at or before the position, video with the last key frame there, and goes on exactly as
/// in a read from the start.
fn seek_everywhere(path: &Path) {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let tracks = open_file(path).presentation().tracks.len();
    let mut demuxer = open_file(path);
    let all: Vec<Vec<Sample>> = (0..tracks).map(|at| read_track(&mut *open_file(path), at)).collect();
    let duration = demuxer.presentation().duration.unwrap();
    let is_video: Vec<bool> = demuxer.presentation().tracks.iter().map(|track| track.media_type.is_video()).collect();
    for step in [7, 3, 9, 0, 5, 1, 8] {
        let target = MediaTime::from_100ns(duration.as_100ns() / 10 * step + 1234);
        demuxer.set_wanted(&vec![true; tracks]);
        demuxer.seek(target).unwrap();
        let mut found: Vec<Vec<Sample>> = vec![Vec::new(); tracks];
        for track in 0..tracks {
            while found[track].len() < 5 {
                match demuxer.next_packet(track).unwrap() {
                    Some((at, sample)) => found[at].push(sample),
                    None => break,
                }
            }
        }
        for track in 0..tracks {
            let Some(first) = found[track].first() else {
                assert!(all[track].is_empty(), "{name} track {track} to {target}: nothing");
                continue;
            };
            // Frames are grouped from the position on, so packets differ from those of a read from the start.
            if !demuxer.presentation().tracks[track].media_type.is_compressed() {
                let gap = target - first.time.unwrap();
                assert!((0..1_000_000).contains(&gap.as_100ns()), "{name} track {track} to {target}: {gap}");
                continue;
            }
            let at = all[track].iter().position(|sample| sample.time == first.time).unwrap_or_else(|| {
                panic!("{name} track {track} to {target}: {:?} is no packet of it", first.time)
            });
            if is_video[track] {
                let expected = all[track].iter().rposition(|s| s.flags.clean_point && s.time.unwrap() <= target);
                assert_eq!(at, expected.unwrap_or(0), "{name} track {track} to {target}");
            } else {
                assert!(at == 0 || first.time.unwrap() <= target, "{name} track {track} to {target}: {:?}", first.time);
            }
            for (offset, sample) in found[track].iter().enumerate() {
                let expected = packet(&all[track][at + offset]);
                assert_eq!(packet(sample), expected, "{name} track {track} to {target}, packet {offset}");
            }
        }
    }
}

#[test]
fn seeking_finds_the_last_key_frame() {
    if !have("ffmpeg") {
        return;
    }
    let names = ["base.mp4", "fragment-key.mp4", "fragment-base.mp4", "fragment-moov.mp4", "fragment-omit.mp4",
        "fragment-every.mp4", "dash.mp4", "negative.mp4", "plain.mkv", "small-clusters.mkv", "live.mkv", "plain.avi",
        "s16.mov", "alac.m4a", "opus.webm", "adpcm.avi", "vorbis.mkv", "mp3.mp4"];
    let failed: Vec<_> = names
        .iter()
        .filter(|name| std::panic::catch_unwind(|| seek_everywhere(&generated().join(name))).is_err())
        .collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

/// Reads everything that can be read, with seeks between, and checks that it stays in proportion.
fn exhaust(bytes: Vec<u8>, extension: &str, what: &str) {
    let len = bytes.len();
    let started = std::time::Instant::now();
    let Ok(mut demuxer) = open(Arc::new(MemoryByteStream::new(bytes)), extension) else {
        return;
    };
    let tracks = demuxer.presentation().tracks.len();
    assert!(tracks <= 256, "{what}");
    let (mut packets, mut errors) = (0, 0);
    for round in 0..3_i64 {
        for track in 0..tracks {
            loop {
                match demuxer.next_packet(track) {
                    Ok(Some((at, sample))) => {
                        assert!(at < tracks && sample.total_len() <= len + 4096, "{what}");
                        packets += 1;
                    }
                    Ok(None) => break,
                    Err(_) => {
                        errors += 1;
                        if errors > 2000 {
                            break;
                        }
                    }
                }
                if packets > 200_000 {
                    break;
                }
            }
        }
        // A failed seek is as good as any.
        let _ = demuxer.seek(MediaTime::from_100ns(round * 7_000_000));
    }
    assert!(started.elapsed().as_secs() < 10, "{what}: {packets} packets, {errors} errors in {:?}", started.elapsed());
}

fn victims() -> Vec<PathBuf> {
    let names = ["aac-edit-list.m4a", "mp4-fragmented.mp4", "mp4-chapters-tags-cover.mp4", "mov-pcm.mov",
        "mkv-h264-aac.mkv", "webm-vp9-opus.webm", "avi-h264-mp3.avi", "avi-mjpeg-pcm.avi", "mp4-edit-cut.mp4"];
    clips()
        .into_iter()
        .filter(|path| names.contains(&&*path.file_name().unwrap().to_string_lossy()))
        .collect()
}

#[test]
fn truncated_files_neither_panic_nor_hang() {
    for path in victims() {
        let bytes = std::fs::read(&path).unwrap();
        for step in 0..200 {
            let len = bytes.len() * step / 200;
            exhaust(bytes[..len].to_vec(), extension(&path), &format!("{} cut to {len} bytes", path.display()));
        }
    }
}

/// A linear congruential generator: the same damage for the same seed on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

#[test]
fn damaged_files_neither_panic_nor_hang() {
    let seed = 0x0d15_ea5e;
    println!("seed {seed:#x}");
    let mut random = Random(seed);
    for path in victims() {
        let bytes = std::fs::read(&path).unwrap();
        for round in 0..300 {
            let mut damaged = bytes.clone();
            let what = format!("{} damaged, seed {seed:#x}, round {round}", path.display());
            for _ in 0..=random.below(12) {
                // Headers and indexes are at the ends; damage is sown more thickly there.
                let at = match random.below(3) {
                    0 => random.below(damaged.len().min(3000)),
                    1 => damaged.len() - 1 - random.below(damaged.len().min(6000)),
                    _ => random.below(damaged.len()),
                };
                match random.below(3) {
                    0 => damaged[at] = random.below(256) as u8,
                    1 => damaged[at] ^= 1 << random.below(8),
                    _ => {
                        let end = (at + 4).min(damaged.len());
                        let fill = [0, 0xff, 0x7f, 0x80][random.below(4)];
                        damaged[at..end].fill(fill);
                    }
                }
            }
            exhaust(damaged, extension(&path), &what);
        }
    }
}
