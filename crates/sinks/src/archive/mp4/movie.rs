//! The movie box.
//!
//! Source: ISO/IEC 14496-12 §8.2 to §8.8.

use openmf_core::VideoFormat;

use super::boxes::Boxes;
use super::entry;
use super::timing::{FINEST, to_ticks, to_time};
use super::track::{Tables, Track};
use crate::archive::format::Shape;

/// The movie's scale where nothing asks for another.
const MILLISECONDS: u32 = 1000;
/// `und`, three letters of five bits.
const UNDETERMINED: u16 = 0x55c4;

/// The movie box of tracks with their tables; in a fragmented file `tables` are empty. A track without what its
/// description needs is left out; which are there.
pub(super) fn movie(tracks: &[(&Track, Tables)], is_fragmented: bool, boxes: &mut Boxes) -> Vec<bool> {
    let scale = movie_scale(tracks);
    let len = |tables: &Tables| -> u64 {
        let edits = tables.edits.iter();
        edits.map(|edit| edit_len(edit.len, scale)).sum()
    };
    let longest = tracks.iter().map(|(_, tables)| len(tables)).max().unwrap_or(0);
    let mut described = Vec::new();
    boxes.put(b"moov", |boxes| {
        let version = u8::from(longest > u64::from(u32::MAX));
        boxes.put_full(b"mvhd", version, 0, |boxes| {
            boxes.sized(version, 0).sized(version, 0).u32(scale);
            boxes.sized(version, longest);
            // Rate and volume 1.
            boxes.u32(0x1_0000).u16(0x100).zeros(10);
            matrix(0, 0, 0, boxes);
            boxes.zeros(24).u32(tracks.len() as u32 + 1);
        });
        for (number, (track, tables)) in (1_u32..).zip(tracks) {
            let mut trak = Boxes::new();
            let is_described = put_track(number, track, tables, scale, len(tables), &mut trak);
            described.push(is_described);
            if is_described {
                boxes.raw(&trak.into_bytes());
            }
        }
        if is_fragmented {
            boxes.put(b"mvex", |boxes| {
                for (number, _) in (1_u32..).zip(&described).filter(|(_, there)| **there) {
                    boxes.put_full(b"trex", 0, 0, |boxes| {
                        boxes.u32(number).u32(1).zeros(12);
                    });
                }
            });
        }
    });
    described
}

/// A scale in which the waits before tracks come out as they went in.
fn movie_scale(tracks: &[(&Track, Tables)]) -> u32 {
    let waits: Vec<i64> = tracks
        .iter()
        .flat_map(|(_, tables)| tables.edits.iter())
        .filter(|edit| edit.media.is_none())
        .map(|edit| edit.len)
        .collect();
    let scales = tracks.iter().map(|(_, tables)| tables.scale);
    let fits = |scale: &u32| {
        waits
            .iter()
            .all(|wait| to_time(to_ticks(*wait, *scale), *scale) == *wait)
    };
    std::iter::once(MILLISECONDS)
        .chain(scales)
        .find(fits)
        .unwrap_or(FINEST)
}

/// The length of an edit in ticks of the movie, of which the last may be begun only.
fn edit_len(len: i64, scale: u32) -> u64 {
    let ticks = to_ticks(len, scale);
    let short = to_time(ticks, scale) < len;
    u64::try_from(ticks).unwrap_or(0) + u64::from(short)
}

/// Whether the track's description is complete.
fn put_track(
    number: u32,
    track: &Track,
    tables: &Tables,
    movie_scale: u32,
    len: u64,
    boxes: &mut Boxes,
) -> bool {
    let Some(format) = &track.format else {
        return false;
    };
    let mut stsd = Boxes::new();
    let bitrate = if tables.bitrate == 0 {
        format.bitrate
    } else {
        tables.bitrate
    };
    if !entry::describe(format, bitrate, &mut stsd) {
        return false;
    }
    let is_audio = track.is_audio();
    boxes.put(b"trak", |boxes| {
        let version = u8::from(len > u64::from(u32::MAX));
        // Enabled, in the movie.
        boxes.put_full(b"tkhd", version, 3, |boxes| {
            boxes.sized(version, 0).sized(version, 0).u32(number).u32(0);
            boxes.sized(version, len).zeros(8);
            boxes.u16(0).u16(0).u16(if is_audio { 0x100 } else { 0 }).u16(0);
            match &format.shape {
                Shape::Video(video) => {
                    let (width, height) = display_size(video);
                    matrix(video.rotation, width, height, boxes);
                    boxes.u32(width).u32(height);
                }
                Shape::Audio(_) => {
                    matrix(0, 0, 0, boxes);
                    boxes.zeros(8);
                }
            }
        });
        if !tables.edits.is_empty() {
            boxes.put(b"edts", |boxes| edits(tables, movie_scale, boxes));
        }
        boxes.put(b"mdia", |boxes| {
            let duration = u64::try_from(tables.duration).unwrap_or(0);
            let version = u8::from(duration > u64::from(u32::MAX));
            boxes.put_full(b"mdhd", version, 0, |boxes| {
                boxes.sized(version, 0).sized(version, 0).u32(tables.scale);
                boxes.sized(version, duration).u16(UNDETERMINED).u16(0);
            });
            boxes.put_full(b"hdlr", 0, 0, |boxes| {
                let (kind, name) = if is_audio {
                    (b"soun", b"SoundHandler\0")
                } else {
                    (b"vide", b"VideoHandler\0")
                };
                boxes.u32(0).raw(kind).zeros(12).raw(name);
            });
            boxes.put(b"minf", |boxes| {
                if is_audio {
                    boxes.put_full(b"smhd", 0, 0, |boxes| {
                        boxes.zeros(4);
                    });
                } else {
                    boxes.put_full(b"vmhd", 0, 1, |boxes| {
                        boxes.zeros(8);
                    });
                }
                boxes.put(b"dinf", |boxes| {
                    boxes.put_full(b"dref", 0, 0, |boxes| {
                        boxes.u32(1);
                        // In this file.
                        boxes.put_full(b"url ", 0, 1, |_| {});
                    });
                });
                boxes.put(b"stbl", |boxes| {
                    boxes.raw(&stsd.into_bytes());
                    sample_tables(track, tables, boxes);
                });
            });
        });
    });
    true
}

/// Width and height in square pixels, as 16.16.
fn display_size(video: &VideoFormat) -> (u32, u32) {
    let aspect = video.pixel_aspect;
    let (n, d) = match (aspect.numerator, aspect.denominator) {
        (0, _) | (_, 0) => (1, 1),
        known => known,
    };
    let width = (u64::from(video.size.width) << 16) * u64::from(n) / u64::from(d);
    (u32::try_from(width).unwrap_or(u32::MAX), video.size.height << 16)
}

/// The matrix that turns pictures of this size, in 16.16, clockwise.
fn matrix(degrees: u32, width: u32, height: u32, boxes: &mut Boxes) {
    const ONE: i32 = 0x1_0000;
    let [a, b, c, d] = match degrees {
        90 => [0, ONE, -ONE, 0],
        180 => [-ONE, 0, 0, -ONE],
        270 => [0, -ONE, ONE, 0],
        _ => [ONE, 0, 0, ONE],
    };
    let (x, y) = match degrees {
        90 => (height, 0),
        180 => (width, height),
        270 => (0, width),
        _ => (0, 0),
    };
    boxes.i32(a).i32(b).u32(0).i32(c).i32(d).u32(0);
    boxes.u32(x).u32(y).u32(0x4000_0000);
}

fn edits(tables: &Tables, scale: u32, boxes: &mut Boxes) {
    let fits = |edit: &super::track::Edit| {
        edit_len(edit.len, scale) <= u64::from(u32::MAX)
            && edit.media.is_none_or(|media| i32::try_from(media).is_ok())
    };
    let version = u8::from(!tables.edits.iter().all(fits));
    boxes.put_full(b"elst", version, 0, |boxes| {
        boxes.u32(tables.edits.len() as u32);
        for edit in &tables.edits {
            boxes.sized(version, edit_len(edit.len, scale));
            let media = edit.media.unwrap_or(-1);
            if version == 0 {
                boxes.i32(media as i32);
            } else {
                boxes.u64(media as u64);
            }
            boxes.u32(0x1_0000);
        }
    });
}

fn sample_tables(track: &Track, tables: &Tables, boxes: &mut Boxes) {
    // In a fragmented file the samples are told of elsewhere.
    let entries = if tables.deltas.is_empty() {
        &[][..]
    } else {
        &track.entries
    };
    boxes.put_full(b"stts", 0, 0, |boxes| {
        boxes.u32(tables.deltas.len() as u32);
        for (count, delta) in &tables.deltas {
            boxes.u32(*count).u32(*delta);
        }
    });
    if tables.offsets.iter().any(|(_, offset)| *offset != 0) {
        boxes.put_full(b"ctts", 0, 0, |boxes| {
            boxes.u32(tables.offsets.len() as u32);
            for (count, offset) in &tables.offsets {
                boxes.u32(*count).u32(*offset);
            }
        });
    }
    if !entries.iter().all(|entry| entry.is_key()) {
        boxes.put_full(b"stss", 0, 0, |boxes| {
            let count = entries.iter().filter(|entry| entry.is_key()).count();
            boxes.u32(count as u32);
            for (number, _) in (1_u32..).zip(entries).filter(|(_, entry)| entry.is_key()) {
                boxes.u32(number);
            }
        });
    }
    boxes.put_full(b"stsc", 0, 0, |boxes| {
        let at = boxes.len();
        boxes.u32(0);
        let mut runs = 0;
        let mut last = 0;
        for (number, chunk) in (1_u32..).zip(&track.chunks) {
            if chunk.samples != last {
                boxes.u32(number).u32(chunk.samples).u32(1);
                runs += 1;
                last = chunk.samples;
            }
        }
        boxes.patch(at, runs);
    });
    boxes.put_full(b"stsz", 0, 0, |boxes| {
        boxes.u32(0).u32(entries.len() as u32);
        for entry in entries {
            boxes.u32(entry.size());
        }
    });
    let far = track
        .chunks
        .iter()
        .any(|chunk| chunk.offset > u64::from(u32::MAX));
    boxes.put_full(if far { b"co64" } else { b"stco" }, 0, 0, |boxes| {
        boxes.u32(track.chunks.len() as u32);
        for chunk in &track.chunks {
            boxes.sized(u8::from(far), chunk.offset);
        }
    });
}
