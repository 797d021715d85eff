//! Seeks to every place of a file.

use super::equality::{packet, read_track};
use super::*;
use openmf_core::{MediaTime, Sample};

/// After a seek every track starts at or before the position, video with the last key frame there, and goes on exactly as
/// in a read from the start.
fn seek_everywhere(path: &Path) {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let tracks = open_file(path).presentation().tracks.len();
    let mut demuxer = open_file(path);
    let all: Vec<Vec<Sample>> = (0..tracks)
        .map(|at| read_track(&mut *open_file(path), at))
        .collect();
    let duration = demuxer.presentation().duration.unwrap();
    let is_video: Vec<bool> = demuxer
        .presentation()
        .tracks
        .iter()
        .map(|track| track.media_type.is_video())
        .collect();
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
                assert!(
                    (0..1_000_000).contains(&gap.as_100ns()),
                    "{name} track {track} to {target}: {gap}"
                );
                continue;
            }
            let at = all[track]
                .iter()
                .position(|sample| packet(sample) == packet(first))
                .unwrap_or_else(|| {
                    panic!(
                        "{name} track {track} to {target}: {:?} is no packet of it",
                        first.time
                    )
                });
            if is_video[track] {
                let expected = all[track]
                    .iter()
                    .rposition(|s| s.flags.clean_point && s.time.unwrap() <= target);
                assert_eq!(at, expected.unwrap_or(0), "{name} track {track} to {target}");
            } else {
                assert!(
                    at == 0 || first.time.unwrap() <= target,
                    "{name} track {track} to {target}: {:?}",
                    first.time
                );
            }
            for (offset, sample) in found[track].iter().enumerate() {
                let expected = packet(&all[track][at + offset]);
                assert_eq!(
                    packet(sample),
                    expected,
                    "{name} track {track} to {target}, packet {offset}"
                );
            }
        }
    }
}

#[test]
fn seeking_finds_the_last_key_frame() {
    if !have("ffmpeg") {
        return;
    }
    let names = [
        "base.mp4",
        "fragment-key.mp4",
        "fragment-base.mp4",
        "fragment-moov.mp4",
        "fragment-omit.mp4",
        "fragment-every.mp4",
        "dash.mp4",
        "negative.mp4",
        "plain.mkv",
        "small-clusters.mkv",
        "live.mkv",
        "plain.avi",
        "s16.mov",
        "alac.m4a",
        "opus.webm",
        "adpcm.avi",
        "vorbis.mkv",
        "mp3.mp4",
    ];
    let failed: Vec<_> = names
        .iter()
        .filter(|name| std::panic::catch_unwind(|| seek_everywhere(&generated().join(name))).is_err())
        .collect();
    assert!(failed.is_empty(), "{failed:#?}");
}
