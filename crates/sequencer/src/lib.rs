//! The sequencer source: a list of topologies as one media source (`MFCreateSequencerSource`).
//!
//! A media session plays one topology after the other without a gap, but somebody has to say which and when. The
//! [`SequencerSource`] does: the application appends topologies, the sequencer stands in for their sources, starts and
//! stops them, and announces each next one early enough by `MENewPresentation`.
//!
//! The order of calls:
//! 1. [`SequencerSource::append_topology`] for each element, the last one with `last`; more may be appended later.
//! 2. [`MediaSource::create_presentation_descriptor`](openmf_core::MediaSource::create_presentation_descriptor) gives
//!    the first element, [`SequencerSource::media_source_topology`] its topology, which goes to
//!    `IMFMediaSession::SetTopology`; then start the session.
//! 3. For each `MENewPresentation` of the session: its value is the descriptor of the next element; give its topology to
//!    `SetTopology` too.
//! 4. [`SequencerSource::delete_topology`] what was played, when the next element has started.
//! 5. Shut the sequencer down after the session. It shuts down the sources of its elements.
//!
//! A jump to any element is a start of the session from
//! [`StartPosition::segment_offset`](openmf_core::StartPosition::segment_offset) or
//! [`StartPosition::entry_relative`](openmf_core::StartPosition::entry_relative).
#![forbid(unsafe_code)]

mod native;
mod outbox;
mod segment;
mod sequencer;
mod state;
mod stream;

pub use sequencer::SequencerSource;
