use openmf_core::HostTime;
use openmf_session::{Action, Input};

/// Is shown every input of a session's machine, and what the machine did about it. Set by
/// [`crate::SessionDriver::record`].
///
/// The calls come in the order of the inputs, one at a time, from inside the driver: they have to be short, and must
/// not call the session.
pub trait Recorder: Send + Sync {
    /// The machine gets `input` at `now`.
    fn input(&self, now: HostTime, input: &Input);

    /// The machine's answer to the input before: what will be done, in order.
    fn actions(&self, actions: &[Action]);
}
