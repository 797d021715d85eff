//! The renderer that plays on the machine's sound device and gives the presentation clock its time.

mod device;
#[cfg(test)]
mod drift_tests;
mod player;
mod sink;
mod slaving;
#[cfg(not(windows))]
#[path = "miniaudio.rs"]
mod system;
#[cfg(windows)]
#[path = "wasapi.rs"]
mod system;
#[cfg(test)]
mod tests;
mod time_map;
mod timeline;
mod volume;

use std::sync::Arc;

use openmf_core::{ClockedSink, Guid, HostClock, MediaSink, PresentationTimeSource, Result};

use crate::statistics::Statistics;
use sink::AudioSink;

pub use device::AudioDevice;
pub use system::audio_devices;
pub use volume::AudioVolume;

/// How an audio renderer works.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AudioRendererOptions {
    /// The name of the device, as [`audio_devices`] gives it, or on Windows its endpoint identifier (`IMMDevice::GetId`).
    /// Default: the sound system's default device.
    pub device: Option<String>,
    /// The audio session (`MF_AUDIO_RENDERER_ATTRIBUTE_SESSION_ID`): renderers of the process that name the same one share
    /// their master volume and mute. Default: one of its own.
    pub session: Option<Guid>,
}

/// Plays audio on the machine's sound device (the documented streaming audio renderer).
///
/// It takes 32-bit floating-point and 16-bit PCM of 1 to 8 channels at 8 to 192 kHz; the sound system converts to what
/// the device has. The device is opened when the media type is set and runs until shutdown, silent while nothing is
/// played. It is prerolled with 100 ms and holds at most about 0.7 s.
///
/// As a time source it tells the time that is heard: the frames handed to the device, less the latency asked of it,
/// interpolated by host time. The time runs on while data are late; they are then cut, and their place is silent.
/// Gaps between samples of more than 10 ms are filled with silence, overlaps are cut.
///
/// If another time source drives the clock, the sound is played up to 1 % faster or slower, by resampling, so that it
/// stays with the clock although the device's own pace differs. It jumps when it is off by more than 60 ms.
///
/// A device that is lost (it stopped, or has not called for three seconds) is told by `MEAudioSessionDeviceRemoved`; the
/// renderer then goes on in silence by host time, so that the presentation reaches its end.
///
/// Services: [`AudioVolume`] under `MR_POLICY_VOLUME_SERVICE` and `MR_STREAM_VOLUME_SERVICE`, and
/// [`STATISTICS_SERVICE`](crate::STATISTICS_SERVICE).
///
/// It takes every rate. From 0.25 to 4 it plays samples that were stretched upstream: those keep their time and duration
/// and have fewer or more frames. At other rates, backwards and while scrubbing it is silent, and the time runs at the
/// rate all the same. Within its range a sample that was not stretched is silent too.
#[derive(Clone)]
pub struct AudioRenderer {
    sink: Arc<AudioSink>,
}

impl AudioRenderer {
    /// Connects to the sound system and finds the device. `host` is the clock on which the presentation clock's host
    /// time runs; the device's thread reads it.
    ///
    /// # Errors
    /// - [`Error::Device`](openmf_core::Error::Device): there is no sound system, or no such device.
    pub fn open(options: &AudioRendererOptions, host: Arc<dyn HostClock>) -> Result<Self> {
        let system = system::SoundSystem::connect(options.device.as_deref())?;
        Ok(Self {
            sink: AudioSink::new(Box::new(system), host, AudioVolume::of_session(options.session)),
        })
    }

    /// The sink, for a topology.
    pub fn sink(&self) -> Arc<dyn ClockedSink> {
        Arc::clone(&self.sink) as _
    }

    /// The time source.
    pub fn time_source(&self) -> Option<Arc<dyn PresentationTimeSource>> {
        self.sink.time_source()
    }

    /// The volume.
    pub fn volume(&self) -> AudioVolume {
        self.sink.volume()
    }

    /// What was played so far.
    pub fn statistics(&self) -> Statistics {
        self.sink.statistics()
    }
}
