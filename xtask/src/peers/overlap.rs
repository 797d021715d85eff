//! Whether the streams of one file are decoded at the same time: CPU time against wall time of a file of two videos.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use super::{ROUNDS, TESTDATA, median, timed};

/// `USER_HZ`: the unit of times in `/proc`, fixed on Linux.
const TICKS: f64 = 100.0;
/// A library that uses one thread for each stream.
const CLIP: &str = "clips/h264-main-cabac-b.mp4";
const REPEATS: &str = "79";

/// The CPU time of all children that have ended, in seconds; `None` where there is no `/proc`.
fn children() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // After the name, which may have spaces: cutime and cstime are the 16th and 17th values.
    let mut values = stat.rsplit_once(')')?.1.split_whitespace().skip(13);
    let mut next = || values.next()?.parse::<f64>().ok();
    Some((next()? + next()?) / TICKS)
}

pub(super) fn run(bench: &Path, folder: &Path) -> Result<(), String> {
    let clip = Path::new(TESTDATA).join(CLIP);
    for (name, streams) in [("one video", 1), ("two videos", 2)] {
        let file = folder.join(format!("videos-{streams}.mkv"));
        let mut make = Command::new("ffmpeg");
        make.args(["-v", "error", "-y", "-stream_loop", REPEATS, "-i"])
            .arg(&clip);
        for _ in 0..streams {
            make.args(["-map", "0:v"]);
        }
        timed(make.args(["-c", "copy"]).arg(&file))?;
        let (mut shares, mut times) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let (Some(before), began) = (children(), Instant::now()) else {
                println!("no CPU times on this system");
                return Ok(());
            };
            timed(Command::new(bench).arg("--file").arg(&file))?;
            let wall = began.elapsed().as_secs_f64();
            let cpu = children().unwrap_or(before) - before;
            times.push(wall * 1e3);
            shares.push(cpu / wall);
        }
        println!(
            "{name}: {:.0} ms, CPU time / wall time {:.2} (medians of {ROUNDS})",
            median(&times),
            median(&shares)
        );
    }
    Ok(())
}
