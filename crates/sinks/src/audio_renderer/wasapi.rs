//! The machine's sound system on Windows: WASAPI.
//!
//! cpal puts the thread that calls it into a single-threaded apartment of COM, for as long as the thread lives. No thread of
//! an application or of the pool is to be in one, so that each device has a thread of its own.

use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{BufferSize, Device, Stream, StreamConfig};
use openmf_core::{Error, Result};

use super::device::{AudioDevice, Backends, Callback, DEFAULT_DEVICE, OpenDevice, PERIOD_MILLIS};

/// The sound devices of this machine that can play, the sound system's order kept.
///
/// # Errors
/// - [`Error::Device`]: there is no sound system.
pub fn audio_devices() -> Result<Vec<AudioDevice>> {
    SoundThread::start("list of sound devices")?.run(|| {
        Ok(playback_devices()?
            .iter()
            .filter_map(|device| name_of(device).map(|name| AudioDevice { name }))
            .collect())
    })
}

/// The thread on which a device is found, opened and asked. It ends with the last handle to it: what cpal has made there
/// needs the COM library for as long.
#[derive(Clone)]
struct SoundThread {
    name: Arc<str>,
    work: Sender<Work>,
}

type Work = Box<dyn FnOnce() + Send>;

impl SoundThread {
    /// `name` is for messages.
    fn start(name: &str) -> Result<Self> {
        let (work, todo) = channel::<Work>();
        let this = Self {
            name: name.into(),
            work,
        };
        let started = thread::Builder::new().name("openmf-sound".to_owned());
        match started.spawn(move || todo.into_iter().for_each(|work| work())) {
            Ok(_) => Ok(this),
            Err(error) => Err(this.failed(error)),
        }
    }

    /// Runs a function there and waits for it.
    fn run<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let (answer, answered) = channel();
        // Who has asked waits for the answer: it is received.
        let sent = self.work.send(Box::new(move || {
            let _ = answer.send(work());
        }));
        sent.map_err(|error| self.failed(error))?;
        answered.recv().map_err(|error| self.failed(error))?
    }

    fn failed(&self, error: impl Display) -> Error {
        failed(&self.name, &error)
    }
}

/// The default device, or one by its name.
pub(super) struct SoundSystem {
    device: Device,
    name: String,
    thread: SoundThread,
}

impl SoundSystem {
    /// Finds the device of this name or identifier, or else the default one.
    pub(super) fn connect(name: Option<&str>) -> Result<Self> {
        let wanted = name.map(str::to_owned);
        let name = name.unwrap_or(DEFAULT_DEVICE).to_owned();
        let thread = SoundThread::start(&name)?;
        let device = thread.run(move || {
            Ok(match wanted {
                Some(name) => playback_devices()?
                    .into_iter()
                    .find(|device| is_called(device, &name)),
                None => cpal::default_host().default_output_device(),
            })
        })?;
        match device {
            Some(device) => Ok(Self { device, name, thread }),
            None => Err(Error::Device {
                device: name.into(),
                what: "there is no such sound device".into(),
            }),
        }
    }
}

impl Backends for SoundSystem {
    fn open(&self, rate: u32, channels: u32, mut callback: Callback) -> Result<Box<dyn OpenDevice>> {
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
        let (device, name) = (self.device.clone(), self.name.clone());
        let stream = self.thread.run(move || {
            let refused = |error| failed(&name, &error);
            let stream = device
                .build_output_stream(
                    config,
                    move |out: &mut [f32], _| callback(out),
                    move |_| lost.store(false, Ordering::Relaxed),
                    None,
                )
                .map_err(refused)?;
            stream.play().map_err(refused)?;
            Ok(stream)
        })?;
        Ok(Box::new(Opened {
            _stream: stream,
            alive,
            _thread: self.thread.clone(),
        }))
    }
}

struct Opened {
    /// Plays until it is dropped.
    _stream: Stream,
    alive: Arc<AtomicBool>,
    /// Outlives the stream.
    _thread: SoundThread,
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

fn failed(device: &str, error: &impl Display) -> Error {
    Error::Device {
        device: device.to_owned().into(),
        what: error.to_string().into(),
    }
}
