//! An open, portable Media Session: playback and frames from one crate.
