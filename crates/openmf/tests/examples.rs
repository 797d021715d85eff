//! The examples do what they say.

#[path = "../examples/custom_components.rs"]
#[allow(dead_code, reason = "`main` is the example's own")]
mod custom_components;
#[path = "../examples/frames_to_png.rs"]
#[allow(dead_code, reason = "`main` is the example's own")]
mod frames_to_png;
#[path = "../examples/play_file.rs"]
#[allow(dead_code, reason = "`main` is the example's own")]
mod play_file;

use std::fs;
use std::path::{Path, PathBuf};

use openmf::{AudioOutput, Player, TimeSpan, VideoOutput};

fn demo() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../testdata/demo.mp4")
        .display()
        .to_string()
}

/// A new folder of the test's own, which is left behind when it fails.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

#[test]
fn a_file_plays() {
    let player = Player::builder()
        .audio(AudioOutput::Null)
        .video(VideoOutput::Null)
        .rateless()
        .build();
    assert_eq!(play_file::play(&player, &demo()).unwrap(), 0);
    assert_eq!(player.statistics(0).unwrap().samples, 125);
    assert_eq!(player.statistics(1).unwrap().frames, 240_640);
    let missing = play_file::play(&player, "missing.mp4").unwrap_err();
    assert!(missing.to_string().contains("missing.mp4"), "{missing}");
}

#[test]
fn frames_become_pngs() {
    let folder = folder("frames_to_png");
    let written = futures_lite::future::block_on(frames_to_png::grab(
        &demo(),
        TimeSpan::from_millis(2_000),
        &folder,
    ))
    .unwrap();
    let names: Vec<_> = written
        .iter()
        .map(|path| path.file_name().unwrap().to_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["frame-0000.000.png", "frame-0002.000.png", "frame-0004.000.png"]
    );
    let mut pictures = Vec::new();
    for path in &written {
        let decoder = png::Decoder::new(std::io::BufReader::new(fs::File::open(path).unwrap()));
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!(
            (info.width, info.height, info.color_type),
            (640, 360, png::ColorType::Rgba)
        );
        assert!(pixels.chunks(4).all(|pixel| pixel[3] == 255));
        pictures.push(pixels);
    }
    assert!(
        pictures[0] != pictures[1] && pictures[1] != pictures[2],
        "the pictures move"
    );
}

#[test]
fn own_components_work_in_a_topology() {
    let path = folder("custom_components").join("tone.wav");
    assert_eq!(custom_components::run(&path).unwrap(), 25);
    let wave = fs::read(&path).unwrap();
    let data = wave.windows(4).position(|four| four == b"data").unwrap() + 8;
    let samples: Vec<_> = wave[data..]
        .chunks(2)
        .map(|two| i16::from_le_bytes([two[0], two[1]]))
        .collect();
    let expected: Vec<_> = (0..48_000)
        .map(|frame| custom_components::tone(frame) / 2)
        .collect();
    assert!(
        samples == expected,
        "{} samples, {:?}…",
        samples.len(),
        &samples[..8]
    );
}
