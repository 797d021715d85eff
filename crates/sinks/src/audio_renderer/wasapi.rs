//! The machine's sound system on Windows: WASAPI.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{BufferSize, Device, Stream, StreamConfig};
use openmf_core::{Error, Result};

use super::device::{AudioDevice, Backends, Callback, DEFAULT_DEVICE, OpenDevice, PERIOD_MILLIS};

/// The sound devices of this machine that can play, the sound system's order kept.
///
/// # Errors
/// - [`Error::Device`]: there is no sound system.
pub fn audio_devices() -> Result<Vec<AudioDevice>> {
    Ok(playback_devices()?
        .iter()
        .filter_map(|device| name_of(device).map(|name| AudioDevice { name }))
        .collect())
}

/// The default device, or one by its name.
pub(super) struct SoundSystem {
    device: Device,
    name: String,
}

impl SoundSystem {
    /// Finds the device of this name or identifier, or else the default one.
    pub(super) fn connect(name: Option<&str>) -> Result<Self> {
        let device = match name {
            Some(name) => playback_devices()?
                .into_iter()
                .find(|device| is_called(device, name)),
            None => cpal::default_host().default_output_device(),
        };
        let name = name.unwrap_or(DEFAULT_DEVICE).to_owned();
        match device {
            Some(device) => Ok(Self { device, name }),
            None => Err(Error::Device {
                device: name.into(),
                what: "there is no such sound device".into(),
            }),
        }
    }
}

impl Backends for SoundSystem {
    fn open(&self, rate: u32, channels: u32, mut callback: Callback) -> Result<Box<dyn OpenDevice>> {
        let refused = |error| failed(&self.name, &error);
        let config = StreamConfig {
            channels: u16::try_from(channels).map_err(|_| Error::Device {
                device: self.name.clone().into(),
                what: "more channels than a sound device can have".into(),
            })?,
            sample_rate: rate,
            buffer_size: BufferSize::Fixed(rate.saturating_mul(PERIOD_MILLIS) / 1000),
        };
        let alive = Arc::new(AtomicBool::new(true));
        let lost = Arc::clone(&alive);
        let stream = self
            .device
            .build_output_stream(
                config,
                move |out: &mut [f32], _| callback(out),
                move |_| lost.store(false, Ordering::Relaxed),
                None,
            )
            .map_err(refused)?;
        stream.play().map_err(refused)?;
        Ok(Box::new(Opened {
            _stream: stream,
            alive,
        }))
    }
}

struct Opened {
    /// Plays until it is dropped.
    _stream: Stream,
    alive: Arc<AtomicBool>,
}

impl OpenDevice for Opened {
    fn is_alive(&self) -> bool {
        self.alive.load(Ordering::Relaxed)
    }
}

fn playback_devices() -> Result<Vec<Device>> {
    let devices = cpal::default_host()
        .output_devices()
        .map_err(|error| failed("list of sound devices", &error))?;
    Ok(devices.collect())
}

/// Whether a device has this name or endpoint identifier.
fn is_called(device: &Device, name: &str) -> bool {
    name_of(device).as_deref() == Some(name) || device.id().is_ok_and(|known| known.id() == name)
}

fn name_of(device: &Device) -> Option<String> {
    let description = device.description().ok()?;
    Some(description.name().to_owned())
}

fn failed(device: &str, error: &cpal::Error) -> Error {
    Error::Device {
        device: device.to_owned().into(),
        what: error.to_string().into(),
    }
}
