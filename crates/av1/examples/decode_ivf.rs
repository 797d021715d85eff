//! Decodes an IVF file: `decode_ivf FILE [THREADS [FRAME_DELAY]]`.
//!
//! Prints the number of pictures, the time of decoding alone, and the SHA-256 of all planes.

#![allow(clippy::print_stdout)]

#[allow(dead_code)]
#[path = "../tests/support/mod.rs"]
mod support;

use std::error::Error;
use std::time::{Duration, Instant};

use openmf_av1::{Decoder, Picture, Sent, Settings};
use sha2::{Digest, Sha256};

struct Totals {
    decoding: Duration,
    pictures: u32,
    sha: Sha256,
}

impl Totals {
    fn timed<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        self.decoding += start.elapsed();
        result
    }

    fn show(&mut self, picture: &Picture) {
        self.pictures += 1;
        for index in 0..picture.layout().planes() {
            for row in picture.plane(index).into_iter().flat_map(|plane| plane.rows()) {
                self.sha.update(row);
            }
        }
    }

    fn take_all(&mut self, decoder: &mut Decoder) -> openmf_av1::Result<()> {
        while let Some(picture) = self.timed(|| decoder.get_picture())? {
            self.show(&picture);
        }
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let path = args
        .next()
        .ok_or("usage: decode_ivf FILE [THREADS [FRAME_DELAY]]")?;
    let threads = args.next().map_or(Ok(0), |n| n.parse())?;
    let max_frame_delay = args.next().map_or(Ok(0), |n| n.parse())?;
    let packets = support::read_ivf(&std::fs::read(path)?);

    let mut totals = Totals {
        decoding: Duration::ZERO,
        pictures: 0,
        sha: Sha256::new(),
    };
    let mut decoder = Decoder::new(&Settings {
        threads,
        max_frame_delay,
        ..Settings::default()
    })?;
    for packet in &packets {
        while totals.timed(|| decoder.send_data(&packet.data, packet.timestamp, 0))? == Sent::Again {
            totals.take_all(&mut decoder)?;
        }
        totals.take_all(&mut decoder)?;
    }
    decoder.drain();
    totals.take_all(&mut decoder)?;

    let Totals {
        decoding,
        pictures,
        sha,
    } = totals;
    let milliseconds = decoding.as_secs_f64() * 1000.0;
    println!(
        "{pictures} pictures in {milliseconds:.0} ms, {:.2} ms each",
        milliseconds / f64::from(pictures.max(1))
    );
    let hex: String = sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    println!("sha256 {hex}");
    Ok(())
}
