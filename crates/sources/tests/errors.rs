//! What is wrong with a file is told by format, offset and element.

mod contract;

use contract::{Rig, clip_path, open_bytes, poll};
use openmf_core::{Error, Result, StreamItem};

fn clip(name: &str) -> Vec<u8> {
    std::fs::read(clip_path(name)).unwrap()
}

fn find(bytes: &[u8], what: &[u8]) -> usize {
    bytes
        .windows(what.len())
        .position(|window| window == what)
        .unwrap()
}

/// The clip with these bytes at an offset from where `mark` stands.
fn patched(name: &str, mark: &[u8], offset: usize, with: &[u8]) -> Vec<u8> {
    let mut bytes = clip(name);
    let at = find(&bytes, mark) + offset;
    bytes[at..at + with.len()].copy_from_slice(with);
    bytes
}

#[test]
fn a_malformed_file_says_where_and_what() {
    let riff = |rest: &[u8]| [b"RIFF\0\0\0\0WAVE", rest].concat();
    let table: Vec<(&str, Vec<u8>, u64, &str)> = vec![
        ("wav", b"RIFF".to_vec(), 0, "RIFF header"),
        ("wav", b"RIFF\0\0\0\0AVI ".to_vec(), 0, "RIFF header"),
        ("wav", riff(b""), 12, "fmt "),
        ("wav", riff(b"fmt \x02\0\0\0\x01\0"), 20, "fmt "),
        ("wav", riff(b"fmt \x10\0\0\0\x01\0"), 20, "fmt "),
        ("wav", clip("wav-s16.wav")[..36].to_vec(), 36, "data"),
        ("wav", patched("wav-s16.wav", b"fmt ", 10, &[0, 0]), 20, "fmt "),
        ("wav", patched("wav-s16.wav", b"fmt ", 20, &[9, 0]), 20, "fmt "),
        ("aiff", b"FORM\0\0\0\0AIFF".to_vec(), 12, "COMM"),
        ("flac", b"fLaC\x04\0\0\0".to_vec(), 4, "STREAMINFO"),
        ("flac", clip("flac-s16.flac")[..20].to_vec(), 8, "STREAMINFO"),
        (
            "flac",
            patched("flac-s16.flac", b"fLaC", 8, &[0, 0]),
            4,
            "STREAMINFO",
        ),
        ("ogg", clip("opus.opus")[..20].to_vec(), 0, "headers"),
        ("mp3", vec![0; 5000], 0, "frame"),
        ("mp3", vec![], 0, "frame"),
        ("adts", vec![0xff; 300], 0, "frame"),
    ];
    for (handler, bytes, offset, element) in table {
        match open_bytes(handler, "damaged", bytes) {
            Err(Error::Malformed(found)) => {
                assert_eq!(
                    (found.offset, &*found.element),
                    (Some(offset), element),
                    "{found:?}"
                );
            }
            Err(error) => panic!("{handler}, {element}: {error}"),
            Ok(_) => panic!("{handler}, {element}: opened"),
        }
    }
}

#[test]
fn what_is_not_supported_is_named() {
    let theora = {
        // One page with a packet that no codec of ours begins with; the checksum is the page's own.
        let mut bytes = clip("opus.opus");
        let at = find(&bytes, b"OpusHead");
        bytes[at..at + 8].copy_from_slice(b"\x80theora.");
        let end = at + 19;
        bytes[22..26].fill(0);
        let crc = bytes[..end].iter().fold(0_u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte) << 24, |crc, _| {
                crc << 1 ^ if crc >> 31 == 1 { 0x04c1_1db7 } else { 0 }
            })
        });
        bytes[22..26].copy_from_slice(&crc.to_le_bytes());
        bytes
    };
    let table = [
        ("wav", patched("wav-s16.wav", b"fmt ", 8, &[0x50, 0]), "0x0050"),
        ("wav", patched("wav-s16.wav", b"fmt ", 22, &[64, 0]), "64 bits"),
        ("aiff", patched("aifc-ulaw.aifc", b"ulaw", 0, b"QDM2"), "QDM2"),
        ("mp3", vec![0xff, 0xfb, 0x00, 0x00, 0, 0, 0, 0], "free format"),
        ("ogg", theora, "Vorbis, Opus or FLAC"),
    ];
    for (handler, bytes, named) in table {
        match open_bytes(handler, "unsupported", bytes) {
            Err(Error::UnsupportedFormat { what }) => assert!(what.contains(named), "{what}"),
            Err(error) => panic!("{handler}, {named}: {error}"),
            Ok(_) => panic!("{handler}, {named}: opened"),
        }
    }
}

#[test]
fn a_flac_file_that_was_cut_off_ends_with_an_error_behind_its_samples() {
    let bytes = clip("flac-s16.flac");
    let mut rig = Rig::new(open_bytes("flac", "cut.flac", bytes[..30_000].to_vec()).unwrap());
    rig.at(0.0);
    let items: Vec<Result<StreamItem>> = (0..4).map(|_| poll(&*rig.streams[0])).collect();
    assert!(
        items[..2]
            .iter()
            .all(|item| matches!(item, Ok(StreamItem::Sample(_))))
    );
    for item in &items[2..] {
        match item {
            Err(Error::Malformed(found)) => assert_eq!(found.offset, Some(24_270)),
            other => panic!("{other:?}"),
        }
    }
    // Something behind the last frame is no error.
    let mut rig = Rig::new(open_bytes("flac", "padded.flac", [bytes, vec![0; 5000]].concat()).unwrap());
    rig.at(0.0);
    assert_eq!(rig.read_all()[0].len(), 5);
}

#[test]
fn a_header_that_promises_too_much_takes_no_memory() {
    // A metadata block of 16 MiB in a file of a few bytes, a comment of 4 GiB, a data chunk of 4 GiB.
    let mut flac = clip("flac-s16.flac")[..42].to_vec();
    flac[4] = 0;
    flac.extend(b"\x84\xff\xff\xff");
    assert!(matches!(
        open_bytes("flac", "a.flac", flac),
        Err(Error::Malformed(_))
    ));
    let wave = patched("wav-s16.wav", b"data", 4, &0xffff_fff0_u32.to_le_bytes());
    let rig = Rig::new(open_bytes("wav", "a.wav", wave).unwrap());
    let whole = Rig::new(open_bytes("wav", "b.wav", clip("wav-s16.wav")).unwrap());
    let duration = |rig: &Rig| {
        rig.descriptor
            .attributes()
            .get(openmf_core::keys::MF_PD_DURATION)
            .unwrap()
    };
    assert_eq!(duration(&rig), duration(&whole));
}

/// How long this thread has computed, where that is told: what else runs does not count. Else the time of day.
fn computed(begun: std::time::Instant) -> std::time::Duration {
    // The first number is the time on a processor, in nanoseconds. Source: Linux, Documentation/scheduler/sched-stats.
    let told = std::fs::read_to_string("/proc/thread-self/schedstat");
    let nanoseconds = told.ok().and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| begun.elapsed(), std::time::Duration::from_nanos)
}

#[test]
fn dense_false_starts_take_no_time() {
    // Each start looks right and leads nowhere; what follows it may be looked at only so often.
    let ogg_head = clip("opus.opus")[..500].to_vec();
    let mut page = b"OggS\0\0".to_vec();
    page.extend([0; 20]);
    page.push(255);
    page.extend([255; 8]);
    let flac = clip("flac-s16.flac");
    let start = 8256;
    let frame = flac[start..start + 16].to_vec();
    let table = [
        ("ogg", ogg_head, page),
        ("flac", flac[..start].to_vec(), frame),
        ("mp3", vec![], vec![0xff, 0xfb, 0xe0, 0x00, 0, 0]),
        ("adts", vec![], vec![0xff, 0xf1, 0x50, 0x80, 0x40, 0x1f, 0xfc, 0]),
        ("mp3", vec![], b"ID3\x04\0\0\0\0\0\0".to_vec()),
        ("wav", b"RIFF\0\0\0\0WAVE".to_vec(), b"LIST\0\0\0\0".to_vec()),
        (
            "wav",
            b"RIFF\0\0\0\0WAVE".to_vec(),
            b"LIST\0\x01\0\0INFOICMT\x02\0\0\0a\0".to_vec(),
        ),
    ];
    for (handler, head, unit) in table {
        let mut bytes = head;
        while bytes.len() < 8 << 20 {
            bytes.extend(&unit);
        }
        let begun = std::time::Instant::now();
        let before = computed(begun);
        if let Ok(source) = open_bytes(handler, "dense", bytes) {
            let mut rig = Rig::new(source);
            for position in [0.0, 0.05] {
                rig.at(position);
                while let Ok(StreamItem::Sample(_)) = poll(&*rig.streams[0]) {}
            }
        }
        let taken = computed(begun) - before;
        assert!(taken.as_secs() < 20, "{handler} {unit:02x?}: {taken:?}");
    }
}
