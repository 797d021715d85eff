use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use openmf_core::{AudioFormat, Error, Result};

/// The volume of an audio renderer (`IMFSimpleAudioVolume`, `IMFAudioStreamVolume`): a master level, one level for each
/// channel, and mute. Clones are the same volume. Levels are linear from 0 to 1, default 1; the product is applied.
///
/// A change is heard after the device's latency, over one period of the device, so that it makes no click.
#[derive(Clone)]
pub struct AudioVolume {
    levels: Arc<Levels>,
}

struct Levels {
    master: AtomicU32,
    muted: AtomicBool,
    channels: [AtomicU32; AudioFormat::MAX_CHANNELS as usize],
}

impl Default for AudioVolume {
    fn default() -> Self {
        let levels = Levels {
            master: AtomicU32::new(FULL.to_bits()),
            muted: AtomicBool::new(false),
            channels: [const { AtomicU32::new(FULL.to_bits()) }; AudioFormat::MAX_CHANNELS as usize],
        };
        Self {
            levels: Arc::new(levels),
        }
    }
}

const FULL: f32 = 1.0;

impl AudioVolume {
    /// The master level.
    pub fn master(&self) -> f32 {
        f32::from_bits(self.levels.master.load(Ordering::Relaxed))
    }

    /// Sets the master level.
    ///
    /// # Errors
    /// - [`Error::InvalidArgument`]: it is not between 0 and 1.
    pub fn set_master(&self, level: f32) -> Result<()> {
        self.levels
            .master
            .store(checked(level)?.to_bits(), Ordering::Relaxed);
        Ok(())
    }

    /// Whether the sound is muted.
    pub fn is_muted(&self) -> bool {
        self.levels.muted.load(Ordering::Relaxed)
    }

    /// Mutes the sound or not; the levels stay.
    pub fn set_muted(&self, muted: bool) {
        self.levels.muted.store(muted, Ordering::Relaxed);
    }

    /// The level of a channel.
    ///
    /// # Errors
    /// - [`Error::InvalidIndex`]: there is no such channel.
    pub fn channel(&self, index: usize) -> Result<f32> {
        Ok(f32::from_bits(self.slot(index)?.load(Ordering::Relaxed)))
    }

    /// Sets the level of a channel.
    ///
    /// # Errors
    /// - [`Error::InvalidArgument`]: it is not between 0 and 1.
    /// - [`Error::InvalidIndex`]: there is no such channel.
    pub fn set_channel(&self, index: usize, level: f32) -> Result<()> {
        self.slot(index)?
            .store(checked(level)?.to_bits(), Ordering::Relaxed);
        Ok(())
    }

    /// By what the numbers of a channel are multiplied.
    pub(crate) fn gain(&self, channel: usize) -> f32 {
        if self.is_muted() {
            return 0.0;
        }
        self.master() * self.channel(channel).unwrap_or(FULL)
    }

    fn slot(&self, index: usize) -> Result<&AtomicU32> {
        self.levels.channels.get(index).ok_or(Error::InvalidIndex {
            index: index as u64,
            count: u64::from(AudioFormat::MAX_CHANNELS),
        })
    }
}

fn checked(level: f32) -> Result<f32> {
    if (0.0..=FULL).contains(&level) {
        Ok(level)
    } else {
        Err(Error::invalid_argument(format!(
            "a volume of {level}, not between 0 and 1"
        )))
    }
}

impl fmt::Debug for AudioVolume {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AudioVolume")
            .field("master", &self.master())
            .field("muted", &self.is_muted())
            .finish_non_exhaustive()
    }
}
