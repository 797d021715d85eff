//! Writes a picture for every so many seconds of a file as PNG:
//! `cargo run -p openmf --example frames_to_png -- testdata/demo.mp4 1 /tmp`

#![allow(clippy::print_stdout, reason = "an example talks to the terminal")]

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use openmf::{AudioOutput, Player, PresentationTime, RgbaFrame, TimeSpan, VideoOutput};

type AnyError = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), AnyError> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [file, every, folder] = arguments.as_slice() else {
        return Err("usage: frames_to_png FILE SECONDS FOLDER".into());
    };
    let every = TimeSpan::from_secs_f64(every.parse()?);
    // Any executor will do; this is the smallest.
    for path in futures_lite::future::block_on(grab(file, every, Path::new(folder)))? {
        println!("{}", path.display());
    }
    Ok(())
}

/// Seeks from one wanted time to the next and writes what is shown there. Returns the files' names.
pub(crate) async fn grab(file: &str, every: TimeSpan, folder: &Path) -> Result<Vec<PathBuf>, AnyError> {
    if every <= TimeSpan::ZERO {
        return Err("the time between pictures has to be more than 0".into());
    }
    let player = Player::builder()
        .audio(AudioOutput::None)
        .video(VideoOutput::Frames)
        .build();
    let media = player.open(file).await?;
    let end = PresentationTime::ZERO + media.duration.ok_or("the file does not tell its duration")?;
    let mut written = Vec::new();
    let mut time = PresentationTime::ZERO;
    while time < end {
        player.seek(time).await?;
        // The sound may last longer than the pictures.
        let Some(frame) = player.next_frame().await else {
            break;
        };
        let path = folder.join(format!("frame-{:08.3}.png", time.as_secs_f64()));
        write_png(&frame?, &path)?;
        written.push(path);
        time += every;
    }
    player.shutdown();
    Ok(written)
}

fn write_png(frame: &RgbaFrame, path: &Path) -> Result<(), AnyError> {
    let mut encoder = png::Encoder::new(BufWriter::new(File::create(path)?), frame.width, frame.height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    // The stride is four times the width, as PNG wants it.
    encoder.write_header()?.write_image_data(&frame.pixels)?;
    Ok(())
}
