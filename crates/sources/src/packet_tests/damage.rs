//! Files that are cut off or damaged.

use super::*;
use openmf_core::MediaTime;

/// Reads everything that can be read, with seeks between, and checks that it stays in proportion.
fn exhaust(bytes: Vec<u8>, extension: &str, what: &str) {
    // Start codes instead of lengths of one byte before units of one byte, and parameter sets in front.
    let most = bytes.len() * 5 / 2 + 4096 + crate::limits::MAX_REPEATED_SETS.min(bytes.len() * 3);
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
                        assert!(at < tracks && sample.total_len() <= most, "{what}");
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
    assert!(
        started.elapsed().as_secs() < 10,
        "{what}: {packets} packets, {errors} errors in {:?}",
        started.elapsed()
    );
}

fn victims() -> Vec<PathBuf> {
    let names = [
        "aac-edit-list.m4a",
        "mp4-fragmented.mp4",
        "mp4-chapters-tags-cover.mp4",
        "mov-pcm.mov",
        "mkv-h264-aac.mkv",
        "webm-vp9-opus.webm",
        "avi-h264-mp3.avi",
        "avi-mjpeg-pcm.avi",
        "mp4-edit-cut.mp4",
    ];
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
            exhaust(
                bytes[..len].to_vec(),
                extension(&path),
                &format!("{} cut to {len} bytes", path.display()),
            );
        }
    }
}

/// A linear congruential generator: the same damage for the same seed on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
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
