//! Plays a file on the sound device and in a window, or without them where there are none:
//! `cargo run -p openmf --example play_file -- testdata/demo.mp4`

#![allow(clippy::print_stdout, reason = "an example talks to the terminal")]

use openmf::{Error, Player, PlayerEvent};

fn main() -> Result<(), Error> {
    let Some(file) = std::env::args().nth(1) else {
        return Err(Error::InvalidArgument {
            what: "usage: play_file FILE".into(),
        });
    };
    play(&Player::new(), &file).map(drop)
}

/// Plays a file to its end; how many things were wrong with it.
pub(crate) fn play(player: &Player, file: &str) -> Result<usize, Error> {
    let media = player.open(file).wait()?;
    for stream in media.streams.iter().filter(|stream| stream.selected) {
        println!("{:?} {}", stream.kind, stream.codec);
    }
    player.play().wait()?;
    let mut problems = 0;
    for event in player.events() {
        match event {
            PlayerEvent::Ended => break,
            PlayerEvent::Opened { media } => println!("{}", media.name),
            PlayerEvent::Failed { error } => return Err(error),
            PlayerEvent::StreamLeftOut { error, .. } | PlayerEvent::Damaged { error, .. } => {
                println!("{error}");
                problems += 1;
            }
            event => println!("{:6.2} s  {event:?}", player.position().as_secs_f64()),
        }
    }
    Ok(problems)
}
