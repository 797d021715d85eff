//! Broken data: the decoder must report it, come to an end, and decode a sound stream right after.

#![allow(clippy::print_stdout, reason = "the seed belongs to a failure report")]

mod support;

use std::fs;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use openmf_av1::{Decoder, Sent, SequenceHeader, Settings};
use support::{Packet, hash, read_ivf};

const NAMES: [&str; 6] = ["8bit", "10bit_odd", "444", "422_12bit", "mono", "grain"];

/// Far longer than any of these clips takes; only a hang reaches it.
const HANG: Duration = Duration::from_secs(300);

fn packets(name: &str) -> Vec<Packet> {
    read_ivf(&fs::read(format!("{}/tests/data/{name}.ivf", env!("CARGO_MANIFEST_DIR"))).unwrap())
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
}

/// The seed: of the environment, to repeat a failure, or a fixed one.
fn seed() -> u64 {
    let seed = std::env::var("OPENMF_SEED")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(20_240_601);
    println!("OPENMF_SEED={seed}");
    seed
}

/// How often each kind of damage is done; the environment can ask for more.
fn rounds() -> usize {
    std::env::var("OPENMF_ROUNDS")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(20)
}

/// Threads and frames in flight.
const MODES: [(u32, u32); 3] = [(2, 2), (3, 2), (4, 4)];

fn within_time<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = mpsc::channel();
    let worker = thread::spawn(move || {
        let result = work();
        // The receiver is gone only after the time is over, when the test has failed already.
        let _ = sender.send(());
        result
    });
    match receiver.recv_timeout(HANG) {
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("the decoder hangs"),
        _ => worker.join().unwrap(),
    }
}

/// Feeds what may be anything, reads every picture that comes out, and returns how many did.
fn feed<'a>(decoder: &mut Decoder, packets: impl IntoIterator<Item = &'a [u8]>) -> usize {
    let mut shown = 0;
    let mut take = |decoder: &mut Decoder| {
        // An error uses up a frame; a decoder that gives errors for ever hangs its caller.
        for _ in 0..1000 {
            match decoder.get_picture() {
                Ok(Some(picture)) => {
                    shown += 1;
                    assert_eq!(hash(&picture).len(), 64);
                }
                Ok(None) => return,
                Err(_) => {}
            }
        }
        panic!("neither data nor an end after 1000 pictures and errors");
    };
    for data in packets {
        for attempt in 0.. {
            assert!(attempt < 1000, "the decoder never accepts the data");
            match decoder.send_data(data, 0, 0) {
                Ok(Sent::Accepted) | Err(_) => break,
                Ok(Sent::Again) => take(decoder),
            }
        }
        take(decoder);
    }
    decoder.drain();
    take(decoder);
    shown
}

fn is_sound_after(decoder: &mut Decoder, name: &str) {
    decoder.flush().unwrap();
    let packets = packets(name);
    assert_eq!(
        feed(decoder, packets.iter().map(|p| &p.data[..])),
        packets.len(),
        "{name} after broken data"
    );
}

#[test]
fn truncated_packets() {
    within_time(|| {
        for threads in [2, 3] {
            let mut decoder = Decoder::new(&Settings {
                threads,
                ..Settings::default()
            })
            .unwrap();
            for name in NAMES {
                let packets = packets(name);
                for cut in 0..packets[0].data.len().min(200) {
                    let first = &packets[0].data[..cut];
                    // Any prefix that is not empty is either refused or read; the parser must not look past it.
                    let _ = SequenceHeader::parse(first);
                    decoder.flush().unwrap();
                    feed(&mut decoder, [first, &packets[1].data]);
                }
                for index in 0..packets.len() {
                    let halves = packets.iter().enumerate().map(|(i, p)| {
                        let len = if i == index {
                            p.data.len() / 2
                        } else {
                            p.data.len()
                        };
                        &p.data[..len]
                    });
                    decoder.flush().unwrap();
                    feed(&mut decoder, halves);
                }
                is_sound_after(&mut decoder, name);
            }
        }
    });
}

#[test]
fn mutated_packets() {
    let seed = seed();
    within_time(move || {
        let mut random = Random(seed);
        for (threads, max_frame_delay) in MODES {
            let settings = Settings {
                threads,
                max_frame_delay,
                frame_size_limit: 1 << 18,
                ..Settings::default()
            };
            let mut decoder = Decoder::new(&settings).unwrap();
            for name in NAMES {
                let sound: Vec<_> = packets(name).into_iter().map(|p| p.data).collect();
                for _ in 0..rounds() {
                    let mut broken = sound.clone();
                    for packet in &mut broken {
                        mutate(packet, &mut random);
                    }
                    if random.below(4) == 0 {
                        decoder.flush().unwrap();
                    }
                    for packet in &broken {
                        let _ = SequenceHeader::parse(packet);
                    }
                    if random.below(4) == 0 {
                        // Flushed while frames, some of them broken, are in flight.
                        for packet in broken.iter().take(random.below(broken.len())) {
                            let _ = decoder.send_data(packet, 0, 0);
                        }
                        decoder.flush().unwrap();
                    }
                    feed(&mut decoder, broken.iter().map(|p| &p[..]));
                }
                is_sound_after(&mut decoder, name);
            }
        }
    });
}

#[test]
fn noise() {
    let seed = seed();
    within_time(move || {
        let mut random = Random(seed ^ 1);
        let mut decoder = Decoder::new(&Settings {
            threads: 2,
            ..Settings::default()
        })
        .unwrap();
        for _ in 0..rounds() * 50 {
            let noise: Vec<u8> = (0..random.below(300)).map(|_| random.next() as u8).collect();
            let _ = SequenceHeader::parse(&noise);
            feed(&mut decoder, [&noise[..]]);
        }
        is_sound_after(&mut decoder, "8bit");
    });
}

#[test]
fn dropping_a_decoder_at_any_point() {
    within_time(|| {
        let packets = packets("8bit");
        for threads in [2, 3, 4] {
            for stop in 0..packets.len() {
                let settings = Settings {
                    threads,
                    max_frame_delay: threads,
                    ..Settings::default()
                };
                let mut decoder = Decoder::new(&settings).unwrap();
                let mut kept = Vec::new();
                for packet in &packets[..stop] {
                    while decoder.send_data(&packet.data, 0, 0) == Ok(Sent::Again) {
                        kept.extend(decoder.get_picture().unwrap());
                    }
                }
                drop(decoder);
                assert!(kept.iter().all(|picture| hash(picture).len() == 64));
            }
        }
    });
}

/// Leaves most packets sound, so that damage reaches deep, and changes bits, bytes, lengths or order in the rest.
fn mutate(packet: &mut Vec<u8>, random: &mut Random) {
    if random.below(3) != 0 {
        return;
    }
    for _ in 0..=random.below(4) {
        let Some(last) = packet.len().checked_sub(1) else {
            return;
        };
        let at = random.below(last + 1);
        // Headers decide more than the entropy-coded rest.
        let at = if random.below(2) == 0 {
            at.min(random.below(40))
        } else {
            at
        };
        match random.below(6) {
            0 | 1 => packet[at] ^= 1 << random.below(8),
            2 => packet[at] = random.next() as u8,
            3 => packet.truncate(at),
            4 => packet.insert(at, random.next() as u8),
            _ => {
                packet.remove(at);
            }
        }
    }
}
