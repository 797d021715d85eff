//! The player: a media session with everything around it that playing files takes.

mod actor;
mod event;
mod frames;
mod media;
mod operation;
mod output;
mod rates;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::Waker;

use openmf_core::{ByteStream, MediaSource, PresentationTime, Result, TimeSpan};
use openmf_registry::Cancellation;
use openmf_runtime::Recording;
use openmf_sinks::{AudioVolume, STATISTICS_SERVICE, Statistics, StatisticsReader};

#[cfg(doc)]
use openmf_core::Error;

use crate::{MediaSession, Platform};
use actor::Actor;
use event::PlayerEventQueue;
pub use event::{PlayerEvent, PlayerEvents};
use media::Media;
pub use media::{MediaInfo, StreamInfo, StreamKind};
pub use operation::Operation;
use operation::Reply;
use output::Outputs;
pub use output::{AudioBlock, AudioFunction, AudioOutput, RgbaFrame, VideoFunction, VideoOutput};

/// Plays one file after another: opens, plays, pauses, seeks, stops, and tells what happens.
///
/// Every operation is queued by its call and returns at once, with an [`Operation`] that is awaited in any executor,
/// waited for with [`Operation::wait`], or ignored. Operations take effect in the order of their calls, from any
/// thread, also from inside an event handler, and each completes exactly once. No runtime is needed.
///
/// Opening a file closes the one before, whether or not the new one can be opened. An operation that fails leaves the
/// player usable. Times are [`PresentationTime`]s, in units of 100 ns from the beginning of the file.
///
/// Clones are the same player. Dropping the last one shuts it down, without waiting; [`Player::shutdown`] waits.
///
/// ```no_run
/// # fn main() -> Result<(), openmf::Error> {
/// use openmf::{Player, PlayerEvent};
///
/// let player = Player::new();
/// player.open("clip.mp4").wait()?;
/// player.play().wait()?;
/// for event in player.events() {
///     match event {
///         PlayerEvent::Ended => break,
///         PlayerEvent::Opened { media } => println!("{}", media.name),
///         PlayerEvent::Failed { error } => return Err(error),
///         other => println!("{:6.2} {other:?}", player.position().as_secs_f64()),
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Player {
    shared: Arc<Shared>,
    _owner: Arc<Owner>,
}

/// What a player is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum PlayerState {
    /// Nothing is open.
    #[default]
    Empty,
    /// A file is being opened.
    Opening,
    /// A file is open and was not started, or was stopped. The position is 0.
    Stopped,
    /// The position advances.
    Playing,
    /// The position stands.
    Paused,
    /// The end was reached. The position is the duration.
    Ended,
    /// [`Player::shutdown`] was called.
    Shutdown,
}

/// Shuts the player down when its last handle is gone.
struct Owner(Arc<Shared>);

impl Drop for Owner {
    fn drop(&mut self) {
        self.0.request_shutdown();
    }
}

/// What handles and the actor share.
struct Shared {
    platform: Platform,
    session: MediaSession,
    outputs: Outputs,
    events: Arc<PlayerEventQueue>,
    inbox: Mutex<Inbox>,
    status: Mutex<Status>,
}

#[derive(Default)]
struct Inbox {
    commands: VecDeque<Command>,
    waker: Option<Waker>,
    closed: bool,
    /// What cancels the opening that is under way.
    openings: Vec<Cancellation>,
}

struct Status {
    state: PlayerState,
    media: Option<Media>,
    looping: bool,
    volume: f32,
    muted: bool,
    rate: f32,
    /// The frame that is shown while frames are stepped.
    shown: Option<PresentationTime>,
}

enum Command {
    Open(Origin, Reply<Arc<MediaInfo>>),
    Close(Reply<()>),
    Play(Reply<()>),
    Pause(Reply<()>),
    Seek(PresentationTime, Reply<()>),
    Stop(Reply<()>),
    Select(usize, bool, Reply<()>),
    Rate(f32, Reply<()>),
    Step {
        back: bool,
        reply: Reply<PresentationTime>,
    },
}

/// What is to be opened.
enum Origin {
    Url(String),
    Path(PathBuf),
    Stream(Arc<dyn ByteStream>),
    Source(Arc<dyn MediaSource>),
}

type Handler = Box<dyn Fn(&Player, &PlayerEvent) + Send + Sync>;

/// Makes a [`Player`] that differs from the usual one.
#[derive(Default)]
pub struct PlayerBuilder {
    platform: Option<Platform>,
    outputs: Outputs,
    handler: Option<Handler>,
    recording: Option<Recording>,
}

impl PlayerBuilder {
    /// On this platform. Default: [`Platform::shared`].
    #[must_use]
    pub fn platform(mut self, platform: &Platform) -> Self {
        self.platform = Some(platform.clone());
        self
    }

    /// Where the sound goes. Default: the machine's sound device.
    #[must_use]
    pub fn audio(mut self, output: AudioOutput) -> Self {
        self.outputs.audio = output;
        self
    }

    /// Where the pictures go. Default: a window.
    #[must_use]
    pub fn video(mut self, output: VideoOutput) -> Self {
        self.outputs.video = output;
        self
    }

    /// Runs as fast as data flows: functions get their data at once, and the null renderers stand in for devices.
    /// Default: in real time.
    #[must_use]
    pub fn rateless(mut self) -> Self {
        self.outputs.rateless = true;
        self
    }

    /// Gives all events to a function, one after the other, on a thread of the pool; [`Player::next_event`] gets none
    /// then. The function may call everything, and may wait.
    #[must_use]
    pub fn on_event(mut self, handler: impl Fn(&Player, &PlayerEvent) + Send + Sync + 'static) -> Self {
        self.handler = Some(Box::new(handler));
        self
    }

    /// Writes everything that happens to the player's session into this file, for `openmf replay`. A recording holds one
    /// session: one that is in use records nothing more. Default: nothing is recorded.
    #[must_use]
    pub fn record(mut self, recording: &Recording) -> Self {
        self.recording = Some(recording.clone());
        self
    }

    /// The player, with nothing open.
    pub fn build(self) -> Player {
        let platform = self.platform.unwrap_or_else(Platform::shared);
        let runtime = platform.runtime().clone();
        let session = MediaSession::new(&platform);
        if let Some(recording) = &self.recording {
            // The session is new. What else can fail, the recording tells.
            let _ = session.record(recording);
        }
        let shared = Arc::new(Shared {
            session,
            platform,
            outputs: self.outputs,
            events: Arc::default(),
            inbox: Mutex::default(),
            status: Mutex::new(Status {
                state: PlayerState::Empty,
                media: None,
                looping: false,
                volume: 1.0,
                muted: false,
                rate: 1.0,
                shown: None,
            }),
        });
        runtime.spawn(Actor::new(Arc::clone(&shared)).run());
        let owner = Arc::new(Owner(Arc::clone(&shared)));
        if let Some(handler) = self.handler {
            runtime.spawn(dispatch(
                Arc::clone(&shared.events),
                Arc::downgrade(&shared),
                Arc::downgrade(&owner),
                handler,
            ));
        }
        Player {
            shared,
            _owner: owner,
        }
    }
}

async fn dispatch(events: Arc<PlayerEventQueue>, shared: Weak<Shared>, owner: Weak<Owner>, handler: Handler) {
    while let Some(event) = events.next().await {
        let (Some(shared), Some(owner)) = (shared.upgrade(), owner.upgrade()) else {
            return;
        };
        handler(
            &Player {
                shared,
                _owner: owner,
            },
            &event,
        );
    }
}

impl Player {
    /// A player on the machine's sound device and in a window, on the shared platform.
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// For everything else than the usual.
    pub fn builder() -> PlayerBuilder {
        PlayerBuilder::default()
    }

    /// Opens a file name or URL; what was open before is closed first. The operation gives what is in the file; the
    /// player is then stopped at its beginning. [`Player::play`] may be called right away.
    ///
    /// The operation fails, and [`PlayerEvent::Failed`] tells it too, with
    /// - [`Error::Io`], [`Error::UnsupportedByteStream`], [`Error::CannotOpen`], [`Error::UnsupportedScheme`]: see
    ///   [`Platform::open`].
    /// - [`Error::CodecNotFound`], [`Error::CannotConnect`]: none of the streams can be played.
    /// - [`Error::NoStreamsSelected`]: it has no stream that has an output.
    /// - [`Error::Shutdown`]: the player was shut down.
    pub fn open(&self, url: impl Into<String>) -> Operation<Arc<MediaInfo>> {
        self.open_origin(Origin::Url(url.into()))
    }

    /// As [`Player::open`], for a path of any characters.
    pub fn open_path(&self, path: impl Into<PathBuf>) -> Operation<Arc<MediaInfo>> {
        self.open_origin(Origin::Path(path.into()))
    }

    /// As [`Player::open`], for a byte stream.
    pub fn open_byte_stream(&self, stream: Arc<dyn ByteStream>) -> Operation<Arc<MediaInfo>> {
        self.open_origin(Origin::Stream(stream))
    }

    /// As [`Player::open`], for a media source of any kind. It becomes the player's: the player shuts it down.
    pub fn open_source(&self, source: Arc<dyn MediaSource>) -> Operation<Arc<MediaInfo>> {
        self.open_origin(Origin::Source(source))
    }

    /// Plays: from the beginning when stopped or ended, on from the position when paused.
    ///
    /// The operation fails with
    /// - [`Error::InvalidRequest`]: nothing is open.
    /// - [`Error::Shutdown`]: the player was shut down.
    /// - Whatever a component failed with.
    pub fn play(&self) -> Operation {
        self.shared.outputs.frames.expect_start();
        self.send(Command::Play)
    }

    /// Pauses. Fails as [`Player::play`], and with [`Error::PauseWhileStopped`] when nothing is played.
    pub fn pause(&self) -> Operation {
        self.send(Command::Pause)
    }

    /// Moves to a position, to the exact picture and audio frame. A paused player stays paused and shows the picture; a
    /// stopped or ended one starts to play there. Each of several seeks completes; the last one wins.
    ///
    /// The operation fails as [`Player::play`], and with [`Error::InvalidRequest`] when the position is past the end or
    /// the file cannot be sought in.
    pub fn seek(&self, position: PresentationTime) -> Operation {
        self.shared.outputs.frames.expect_start();
        self.send(|reply| Command::Seek(position, reply))
    }

    /// Plays at another rate, now and until it is changed again or the file is closed: 2 is twice as fast, 0.5 half as
    /// fast, negative plays backwards. Where not every frame can be played, key frames alone are. Sound keeps its pitch
    /// from 0.25 to 4 and is silent otherwise. At the end of backward play, which is the beginning, the rate is 1 again.
    /// Default: 1.
    ///
    /// The operation fails as [`Player::play`], and with
    /// - [`Error::UnsupportedRate`], [`Error::ReverseUnsupported`]: the file or an output does not play at it;
    ///   [`MediaSession::rate_support`] says what does.
    /// - [`Error::InvalidArgument`]: the rate is 0.
    pub fn set_rate(&self, rate: f32) -> Operation {
        self.send(|reply| Command::Rate(rate, reply))
    }

    /// The rate.
    pub fn rate(&self) -> f32 {
        self.shared.status().rate
    }

    /// Shows the next frame, and pauses. Its time is the operation's outcome, and the position until something else is
    /// asked for; [`Player::play`] goes on from it, in step with the sound. Behind the last frame it stays at that.
    ///
    /// The operation fails as [`Player::play`], and with [`Error::UnsupportedRate`] for what cannot be stepped.
    pub fn step_forward(&self) -> Operation<PresentationTime> {
        self.send(|reply| Command::Step { back: false, reply })
    }

    /// Shows the frame before, exactly, and pauses; otherwise as [`Player::step_forward`]. It is decoded from the key
    /// frame before it. At the first frame it stays at that.
    pub fn step_backward(&self) -> Operation<PresentationTime> {
        self.send(|reply| Command::Step { back: true, reply })
    }

    /// Stops; the position is 0 afterwards. Fails with [`Error::InvalidRequest`] when nothing is open.
    pub fn stop(&self) -> Operation {
        self.send(Command::Stop)
    }

    /// Stops and closes what is open; files that were written are completed. Does nothing when nothing is open. An
    /// opening that is under way is cancelled and fails with [`Error::Aborted`].
    pub fn close(&self) -> Operation {
        self.shared.cancel_openings();
        self.send(Command::Close)
    }

    /// Chooses whether a stream of [`MediaInfo::streams`] is played. Choosing a stream leaves the other of its kind out.
    /// Playback goes on at its position; the outputs are made anew.
    ///
    /// The operation fails with
    /// - [`Error::InvalidIndex`]: there is no such stream.
    /// - [`Error::InvalidRequest`]: nothing is open, or the stream is neither sound nor pictures.
    /// - Those of [`Player::open`]: the choice cannot be played; what was open is closed.
    pub fn select_stream(&self, index: usize, selected: bool) -> Operation {
        self.send(|reply| Command::Select(index, selected, reply))
    }

    /// Stops everything and releases it, from any state; returns when it is gone, after at most 500 ms if a component
    /// is stuck. Operations that have not completed fail with [`Error::Shutdown`]; events end.
    pub fn shutdown(&self) {
        self.shared.shutdown();
    }

    /// The next event, as soon as there is one; `None` after the player was shut down.
    pub async fn next_event(&self) -> Option<PlayerEvent> {
        self.shared.events.next().await
    }

    /// The events, as an iterator that waits and as an asynchronous stream.
    pub fn events(&self) -> PlayerEvents {
        PlayerEvents::new(
            Arc::clone(&self.shared.events),
            self.shared.platform.runtime().clone(),
        )
    }

    /// The next frame of [`VideoOutput::Frames`], in the order of presentation; `None` at the end, and when the player
    /// neither plays nor was asked to. The end of the presentation waits until all frames are fetched.
    ///
    /// # Errors
    /// - [`Error::InvalidMediaType`]: the decoder's picture is not what it announced.
    pub async fn next_frame(&self) -> Option<Result<RgbaFrame>> {
        self.shared.outputs.frames.next().await
    }

    /// What it is doing.
    pub fn state(&self) -> PlayerState {
        self.shared.status().state
    }

    /// What is open.
    pub fn media(&self) -> Option<Arc<MediaInfo>> {
        self.shared
            .status()
            .media
            .as_ref()
            .map(|media| Arc::clone(&media.info))
    }

    /// Where it is: 0 when stopped, the duration when ended.
    pub fn position(&self) -> PresentationTime {
        self.shared.position()
    }

    /// How long what is open lasts, if that is known.
    pub fn duration(&self) -> Option<TimeSpan> {
        self.shared.status().media.as_ref()?.info.duration
    }

    /// The volume, from 0 to 1. Default: 1.
    pub fn volume(&self) -> f32 {
        self.shared.status().volume
    }

    /// Sets the volume of the sound device, for this and the following files. What goes to functions and null
    /// renderers stays as it is.
    ///
    /// # Errors
    /// - [`Error::InvalidArgument`]: it is not between 0 and 1.
    pub fn set_volume(&self, volume: f32) -> Result<()> {
        // The same check as of a renderer, also when none is there.
        AudioVolume::default().set_master(volume)?;
        self.change_volume(|status| status.volume = volume);
        Ok(())
    }

    /// Whether the sound is muted. Default: it is not.
    pub fn is_muted(&self) -> bool {
        self.shared.status().muted
    }

    /// Mutes the sound or not; the volume stays.
    pub fn set_muted(&self, muted: bool) {
        self.change_volume(|status| status.muted = muted);
    }

    /// Whether it begins again at the end. Default: it does not.
    pub fn is_looping(&self) -> bool {
        self.shared.status().looping
    }

    /// Says whether it begins again at the end.
    pub fn set_looping(&self, looping: bool) {
        self.shared.status().looping = looping;
    }

    /// What the output of a stream has done so far, if it counts: device, window, and null renderers do.
    pub fn statistics(&self, stream: usize) -> Option<Statistics> {
        let activate = {
            let status = self.shared.status();
            let mut branches = status.media.as_ref()?.branches.iter();
            Arc::clone(&branches.find(|branch| branch.stream == stream)?.activate)
        };
        let reader = activate.activate().ok()?.service(&STATISTICS_SERVICE)?;
        Some(reader.downcast::<StatisticsReader>()?.read())
    }

    /// The session that plays, for what the player does not offer. Its events are the player's.
    pub fn session(&self) -> &MediaSession {
        &self.shared.session
    }

    fn open_origin(&self, origin: Origin) -> Operation<Arc<MediaInfo>> {
        self.send(|reply| Command::Open(origin, reply))
    }

    fn send<T>(&self, make: impl FnOnce(Reply<T>) -> Command) -> Operation<T> {
        let (operation, reply) = Operation::new(self.shared.platform.runtime());
        let command = make(reply);
        let mut inbox = self.shared.inbox();
        if inbox.closed {
            // Dropped, and by that answered, without the lock.
            drop(inbox);
            drop(command);
            return operation;
        }
        inbox.commands.push_back(command);
        let waker = inbox.waker.take();
        drop(inbox);
        if let Some(waker) = waker {
            waker.wake();
        }
        operation
    }

    fn change_volume(&self, change: impl FnOnce(&mut Status)) {
        let (volume, muted) = {
            let mut status = self.shared.status();
            change(&mut status);
            (status.volume, status.muted)
        };
        self.shared.apply_volume();
        self.shared
            .events
            .push(PlayerEvent::VolumeChanged { volume, muted });
    }
}

impl Default for Player {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Player {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Player")
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for PlayerBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Outputs {
            audio,
            video,
            rateless,
            ..
        } = &self.outputs;
        f.debug_struct("PlayerBuilder")
            .field("audio", audio)
            .field("video", video)
            .field("rateless", rateless)
            .finish_non_exhaustive()
    }
}

impl Shared {
    fn status(&self) -> MutexGuard<'_, Status> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn position(&self) -> PresentationTime {
        let (state, duration, shown) = {
            let status = self.status();
            (
                status.state,
                status.media.as_ref().and_then(|media| media.info.duration),
                status.shown,
            )
        };
        match (state, duration) {
            (PlayerState::Ended, Some(duration)) => PresentationTime::ZERO + duration,
            (PlayerState::Playing | PlayerState::Paused, _) => {
                shown.unwrap_or_else(|| self.session.position())
            }
            _ => PresentationTime::ZERO,
        }
    }

    fn inbox(&self) -> MutexGuard<'_, Inbox> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An opening begins, which may be cancelled from now on.
    fn opening(&self) -> Cancellation {
        let cancellation = Cancellation::new();
        let mut inbox = self.inbox();
        if inbox.closed {
            drop(inbox);
            cancellation.cancel();
        } else {
            inbox.openings.push(cancellation.clone());
        }
        cancellation
    }

    /// Nothing is left to cancel of this opening.
    fn opened(&self, cancellation: &Cancellation) {
        self.inbox().openings.retain(|known| !known.is_same(cancellation));
    }

    /// Whoever waits for a stream to open waits no longer.
    fn cancel_openings(&self) {
        let openings = std::mem::take(&mut self.inbox().openings);
        // Not under the lock: a byte stream may be the application's own.
        openings.iter().for_each(Cancellation::cancel);
    }

    /// Lets the actor take everything down.
    fn request_shutdown(&self) {
        let (waker, commands) = {
            let mut inbox = self.inbox();
            inbox.closed = true;
            (inbox.waker.take(), std::mem::take(&mut inbox.commands))
        };
        drop(commands);
        self.cancel_openings();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn shutdown(&self) {
        self.request_shutdown();
        self.outputs.frames.close();
        // Refused only when it was shut down before.
        let _ = self.session.shutdown();
        let media = {
            let mut status = self.status();
            status.state = PlayerState::Shutdown;
            status.media.take()
        };
        if let Some(media) = media {
            let _ = media.source.shutdown();
        }
        self.events.close();
    }

    /// Sets the volume of the sound device that plays, if one does.
    fn apply_volume(&self) {
        let (activates, volume, muted) = {
            let status = self.status();
            let branches = status.media.iter().flat_map(|media| &media.branches);
            let activates: Vec<_> = branches.map(|branch| Arc::clone(&branch.activate)).collect();
            (activates, status.volume, status.muted)
        };
        for activate in activates {
            let sink = activate.activate().ok();
            let service = sink.and_then(|sink| sink.service(&openmf_core::guids::MR_POLICY_VOLUME_SERVICE));
            if let Some(device) = service.and_then(|service| service.downcast::<AudioVolume>()) {
                // Checked when it was set.
                let _ = device.set_master(volume);
                device.set_muted(muted);
            }
        }
    }
}
