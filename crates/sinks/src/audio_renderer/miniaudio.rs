//! The machine's sound system through miniaudio, which loads its library at run time.

use std::sync::Mutex;

use maudio::audio::sample_rate::SampleRate;
use maudio::backend::Backend;
use maudio::context::{Context, ContextBuilder, ContextOps};
use maudio::device::device_builder::{DeviceBuilder, DeviceBuilderOps};
use maudio::device::device_info::DeviceInfo;
use maudio::device::device_state::DeviceState;
use maudio::device::{Device, DeviceOps};
use openmf_core::{Error, Result};

use super::device::{AudioDevice, Backends, Callback, DEFAULT_DEVICE, OpenDevice, PERIOD_MILLIS};

/// The sound devices of this machine that can play, the sound system's order kept.
///
/// # Errors
/// - [`Error::Device`]: there is no sound system.
pub fn audio_devices() -> Result<Vec<AudioDevice>> {
    Ok(playback_devices(&connect()?)?
        .iter()
        .map(|info| AudioDevice {
            name: info.device_name().to_owned(),
        })
        .collect())
}

/// The machine's sound system through miniaudio, which loads its library at run time.
pub(super) struct SoundSystem {
    context: Context,
    device: Option<String>,
}

impl SoundSystem {
    /// Connects, and finds the device of this name or else the default one.
    pub(super) fn connect(name: Option<&str>) -> Result<Self> {
        let context = connect()?;
        match name {
            Some(name) => {
                find(&context, name)?;
            }
            None if playback_devices(&context)?.is_empty() => {
                return Err(Error::Device {
                    device: DEFAULT_DEVICE.into(),
                    what: "the sound system has no device that can play".into(),
                });
            }
            None => {}
        }
        Ok(Self {
            context,
            device: name.map(str::to_owned),
        })
    }
}

impl Backends for SoundSystem {
    fn open(&self, rate: u32, channels: u32, mut callback: Callback) -> Result<Box<dyn OpenDevice>> {
        let name = self.device.as_deref().unwrap_or(DEFAULT_DEVICE);
        let mut builder = DeviceBuilder::playback().f32();
        builder
            .context(&self.context)
            .playback_channels(channels)
            .sample_rate(SampleRate::Custom(rate))
            .period_size_millis(PERIOD_MILLIS);
        if let Some(device) = &self.device {
            builder.playback_device_id(&find(&self.context, device)?.device_id());
        }
        let mut device = builder
            .with_callback(move |_, out| callback(out))
            .map_err(|error| failed(name, error))?;
        device.device_start().map_err(|error| failed(name, error))?;
        Ok(Box::new(Opened(Mutex::new(device))))
    }
}

fn playback_devices(context: &Context) -> Result<Vec<DeviceInfo>> {
    let devices = context
        .get_devices()
        .map_err(|error| failed("list of sound devices", error))?;
    Ok(devices.playback)
}

fn find(context: &Context, name: &str) -> Result<DeviceInfo> {
    playback_devices(context)?
        .into_iter()
        .find(|info| info.device_name() == name)
        .ok_or_else(|| Error::Device {
            device: name.to_owned().into(),
            what: "there is no such sound device".into(),
        })
}

struct Opened(Mutex<Device<f32>>);

impl OpenDevice for Opened {
    fn is_alive(&self) -> bool {
        let Ok(device) = self.0.lock() else {
            return false;
        };
        !device.data_callback_panicked()
            && device
                .get_state()
                .is_ok_and(|state| state == DeviceState::Started)
    }
}

fn connect() -> Result<Context> {
    let mut last = None;
    for backend in usable_backends() {
        match ContextBuilder::new().preferred_backends([backend]).build() {
            Ok(context) => return Ok(context),
            Err(error) => last = Some(failed("sound system", error)),
        }
    }
    Err(last.unwrap_or_else(|| Error::Device {
        device: "sound system".into(),
        what: "none is running on this machine".into(),
    }))
}

/// The sound systems to try. Those are left out that would print to standard error because nothing is there for
/// them: ALSA without a sound card, JACK without a server.
fn usable_backends() -> Vec<Backend> {
    let mut backends: Vec<_> = Backend::all_supported_on_this_platform()
        .filter(|backend| match backend {
            Backend::Null | Backend::Custom => false,
            Backend::Alsa => has_entry("/dev/snd", |name| name.starts_with("pcm") && name.ends_with('p')),
            Backend::Jack => has_entry("/dev/shm", |name| name.starts_with("jack")),
            _ => true,
        })
        .collect();
    // The others go through a sound server where there is one.
    backends.sort_by_key(|backend| *backend != Backend::PulseAudio);
    backends
}

fn has_entry(folder: &str, fits: impl Fn(&str) -> bool) -> bool {
    std::fs::read_dir(folder).is_ok_and(|entries| {
        entries
            .flatten()
            .any(|entry| entry.file_name().to_str().is_some_and(&fits))
    })
}

fn failed(device: &str, error: maudio::MaudioError) -> Error {
    Error::Device {
        device: device.to_owned().into(),
        what: error.to_string().into(),
    }
}
