use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use openmf_core::{AudioFormat, Error, EventQueue, EventType, Guid, MediaEvent, Result};

/// The volume of an audio renderer (`IMFSimpleAudioVolume`, `IMFAudioStreamVolume`): a master level and mute, which all
/// renderers of one audio session share, and one level for each channel. Clones are the same volume. Levels are linear
/// from 0 to 1, default 1; the product is applied.
///
/// A change is heard after the device's latency, over one period of the device, so that it makes no click. A change of
/// the master level or of mute that another renderer of the session made is told by `MEAudioSessionVolumeChanged`.
#[derive(Clone)]
pub struct AudioVolume {
    session: Arc<AudioSession>,
    stream: Arc<Stream>,
}

/// What the renderers of an audio session share.
struct AudioSession {
    master: AtomicU32,
    muted: AtomicBool,
    /// The streams that belong to it.
    streams: Mutex<Vec<Weak<Stream>>>,
}

struct Stream {
    channels: [AtomicU32; AudioFormat::MAX_CHANNELS as usize],
    /// Where changes that others made are told.
    events: Mutex<Option<EventQueue>>,
}

impl Default for AudioVolume {
    /// In a session of its own.
    fn default() -> Self {
        Self::joining(Arc::default())
    }
}

impl Default for AudioSession {
    fn default() -> Self {
        Self {
            master: AtomicU32::new(FULL.to_bits()),
            muted: AtomicBool::new(false),
            streams: Mutex::default(),
        }
    }
}

const FULL: f32 = 1.0;

impl AudioVolume {
    /// In the audio session of this identifier, which all renderers of the process share that name it; `None`: in one of
    /// its own.
    pub(crate) fn of_session(session: Option<Guid>) -> Self {
        static SESSIONS: OnceLock<Mutex<HashMap<Guid, Weak<AudioSession>>>> = OnceLock::new();
        let Some(id) = session else {
            return Self::default();
        };
        let mut sessions = lock(SESSIONS.get_or_init(Mutex::default));
        sessions.retain(|_, session| session.strong_count() > 0);
        let known = sessions.get(&id).and_then(Weak::upgrade);
        let session = known.unwrap_or_else(|| {
            let session = Arc::<AudioSession>::default();
            sessions.insert(id, Arc::downgrade(&session));
            session
        });
        drop(sessions);
        Self::joining(session)
    }

    fn joining(session: Arc<AudioSession>) -> Self {
        let stream = Arc::new(Stream {
            channels: [const { AtomicU32::new(FULL.to_bits()) }; AudioFormat::MAX_CHANNELS as usize],
            events: Mutex::default(),
        });
        let mut streams = lock(&session.streams);
        streams.retain(|stream| stream.strong_count() > 0);
        streams.push(Arc::downgrade(&stream));
        drop(streams);
        Self { session, stream }
    }

    /// Changes that others make are told here.
    pub(crate) fn tell(&self, events: &EventQueue) {
        *lock(&self.stream.events) = Some(events.clone());
    }

    /// The master level.
    pub fn master(&self) -> f32 {
        f32::from_bits(self.session.master.load(Ordering::Relaxed))
    }

    /// Sets the master level.
    ///
    /// # Errors
    /// - [`Error::InvalidArgument`]: it is not between 0 and 1.
    pub fn set_master(&self, level: f32) -> Result<()> {
        let level = checked(level)?.to_bits();
        if self.session.master.swap(level, Ordering::Relaxed) != level {
            self.tell_others();
        }
        Ok(())
    }

    /// Whether the sound is muted.
    pub fn is_muted(&self) -> bool {
        self.session.muted.load(Ordering::Relaxed)
    }

    /// Mutes the sound or not; the levels stay.
    pub fn set_muted(&self, muted: bool) {
        if self.session.muted.swap(muted, Ordering::Relaxed) != muted {
            self.tell_others();
        }
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

    /// By what the numbers of a channel are multiplied: 0 when muted, else the master level times the channel's.
    pub fn gain(&self, channel: usize) -> f32 {
        if self.is_muted() {
            return 0.0;
        }
        self.master() * self.channel(channel).unwrap_or(FULL)
    }

    fn tell_others(&self) {
        let streams: Vec<_> = lock(&self.session.streams)
            .iter()
            .filter_map(Weak::upgrade)
            .collect();
        for stream in streams {
            if Arc::ptr_eq(&stream, &self.stream) {
                continue;
            }
            let events = lock(&stream.events).clone();
            if let Some(events) = events {
                // Fails when the renderer was shut down: then nobody is to know.
                let _ = events.queue(MediaEvent::new(EventType::AudioSessionVolumeChanged));
            }
        }
    }

    fn slot(&self, index: usize) -> Result<&AtomicU32> {
        self.stream.channels.get(index).ok_or(Error::InvalidIndex {
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

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for AudioVolume {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AudioVolume")
            .field("master", &self.master())
            .field("muted", &self.is_muted())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_heard_is_the_product_and_the_session_shares_its_master() {
        let id = Guid::from_u128(0x7e57_0001);
        let (first, second) = (
            AudioVolume::of_session(Some(id)),
            AudioVolume::of_session(Some(id)),
        );
        let other = AudioVolume::of_session(Some(Guid::from_u128(0x7e57_0002)));
        let own = AudioVolume::of_session(None);
        first.set_master(0.5).unwrap();
        first.set_channel(1, 0.25).unwrap();
        let gains = |volume: &AudioVolume| [volume.gain(0), volume.gain(1)];
        assert_eq!(gains(&first), [0.5, 0.125]);
        assert_eq!(gains(&second), [0.5, 0.5], "channels are each stream's own");
        assert_eq!([gains(&other), gains(&own)], [[1.0, 1.0]; 2]);
        second.set_muted(true);
        assert_eq!(gains(&first), [0.0, 0.0]);
        assert!(matches!(
            first.set_master(1.1),
            Err(Error::InvalidArgument { .. })
        ));
        assert!(matches!(
            first.set_master(f32::NAN),
            Err(Error::InvalidArgument { .. })
        ));
        assert!(matches!(
            first.set_channel(64, 1.0),
            Err(Error::InvalidIndex { .. })
        ));
        assert_eq!(first.master(), 0.5);
        drop((first, second));
        assert_eq!(
            AudioVolume::of_session(Some(id)).master(),
            1.0,
            "a session that nobody is in is gone"
        );
    }

    #[test]
    fn a_change_is_told_to_the_others_of_the_session_only() {
        let id = Guid::from_u128(0x7e57_0003);
        let volumes = [0; 2].map(|_| AudioVolume::of_session(Some(id)));
        let queues = [0; 2].map(|_| EventQueue::inline());
        for (volume, queue) in volumes.iter().zip(&queues) {
            volume.tell(queue);
        }
        let heard = || {
            queues.each_ref().map(|queue| {
                std::iter::from_fn(|| queue.try_get_event().ok())
                    .map(|event| event.event_type())
                    .collect::<Vec<_>>()
            })
        };
        let changed = EventType::AudioSessionVolumeChanged;
        volumes[0].set_master(0.5).unwrap();
        assert_eq!(heard(), [vec![], vec![changed]]);
        volumes[1].set_muted(true);
        assert_eq!(heard(), [vec![changed], vec![]]);
        // What changes nothing, and what is a stream's own, is not told.
        volumes[0].set_master(0.5).unwrap();
        volumes[0].set_muted(true);
        volumes[0].set_channel(0, 0.1).unwrap();
        assert_eq!(heard(), [vec![], vec![]]);
    }
}
