//! Decodes the VP8 frames of an IVF file: `decode_vp8 FILE`.
//!
//! Prints the number of pictures and the time of decoding; writes the planes to the standard output if it is given
//! `-` as a second argument.

#![allow(clippy::print_stderr)]

use std::error::Error;
use std::io::Write;
use std::time::{Duration, Instant};

use openmf_transforms::vp8::Decoder;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("usage: decode_vp8 FILE [-]")?;
    let write = args.next().is_some();
    let file = std::fs::read(path)?;
    let mut rest = file.get(32..).unwrap_or_default();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut decoder = Decoder::new();
    let mut decoding = Duration::ZERO;
    let mut pictures = 0_u32;
    while let Some((header, tail)) = rest.split_first_chunk::<12>() {
        let size = u32::from_le_bytes([header[0], header[1], header[2], header[3]]) as usize;
        let Some((data, tail)) = tail.split_at_checked(size) else {
            break;
        };
        rest = tail;
        let start = Instant::now();
        let frame = decoder.decode(data);
        decoding += start.elapsed();
        match frame {
            Ok(Some(frame)) => {
                pictures += 1;
                for plane in (0..3).filter_map(|i| frame.plane(i)).take_while(|_| write) {
                    for row in plane.rows() {
                        out.write_all(row)?;
                    }
                }
            }
            Ok(None) => {}
            Err(error) => eprintln!("{error}"),
        }
    }
    let milliseconds = decoding.as_secs_f64() * 1000.0;
    eprintln!(
        "{pictures} pictures in {milliseconds:.0} ms, {:.2} ms each",
        milliseconds / f64::from(pictures.max(1))
    );
    Ok(())
}
