use openmf_core::Result;

/// How long a period of the device is asked to be.
pub(super) const PERIOD_MILLIS: u32 = 10;

/// Fills a buffer of interleaved numbers.
pub(super) type Callback = Box<dyn FnMut(&mut [f32]) + Send>;

/// Opens sound devices; a test has its own.
pub(super) trait Backends: Send + Sync {
    /// Opens a device, which starts to call at once.
    fn open(&self, rate: u32, channels: u32, callback: Callback) -> Result<Box<dyn OpenDevice>>;
}

/// A device that calls its callback until it is dropped.
pub(super) trait OpenDevice: Send {
    /// Whether the device still works, as far as it knows.
    fn is_alive(&self) -> bool;
}

/// A sound device of this machine that can play.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AudioDevice {
    /// The name by which [`AudioRendererOptions::device`](crate::AudioRendererOptions::device) selects it.
    pub name: String,
}

/// What messages call the device that the sound system chooses.
pub(super) const DEFAULT_DEVICE: &str = "default sound device";
