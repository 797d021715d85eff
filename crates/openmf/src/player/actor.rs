use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use openmf_core::{
    Error, EventType, MediaSource, PresentationTime, Result, SharedEvent, StartPosition, keys,
};
use openmf_registry::{Cancellation, ResolveOptions};
use openmf_runtime::Completion;
use openmf_session::{SessionState, SetTopologyFlags};

use super::media::{Media, MediaInfo};
use super::operation::Reply;
use super::rates::Steps;
use super::{Command, Origin, PlayerEvent, PlayerState, Shared};

/// The one task of a player: carries out its commands and reads its session's events, both in order.
pub(super) struct Actor {
    pub(super) shared: Arc<Shared>,
    /// The starts that the session was asked for and has not completed.
    pub(super) starts: VecDeque<Start>,
    /// The pauses, likewise; the value says whether the application is told.
    pub(super) pauses: VecDeque<bool>,
    /// What state the commands so far lead to.
    pub(super) intent: Intent,
    /// What the session works on, and who waits for it.
    pending: Vec<(Outcome, Reply<()>)>,
    pub(super) exchange: Exchange,
    /// What is to be told of the streams of the topology being resolved.
    findings: Vec<PlayerEvent>,
    pub(super) steps: Option<Steps>,
    /// How the scrub that is waited for went.
    pub(super) scrubbed: Option<Result<()>>,
}

type Outcome = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    Play,
    Seek {
        position: PresentationTime,
        stay_paused: bool,
    },
    Loop,
    /// One frame, while the rate is 0.
    Step,
}

/// Whether the topology is being exchanged, which the application is not told step by step.
#[derive(PartialEq, Eq)]
pub(super) enum Exchange {
    No,
    Clearing,
    Resolving,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Intent {
    Stopped,
    Playing,
    Paused,
}

pub(super) enum Next {
    Event(SharedEvent),
    /// The session completed what this is the answer of.
    Settled(Reply<()>, Result<()>),
    /// The session completed what is waited for.
    Completed(Result<()>),
    Command(Command),
    Closed,
}

/// What is waited for, besides events.
enum Wait<'a> {
    Command,
    Completion(&'a mut Completion),
    Event,
}

impl Actor {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self {
            shared,
            starts: VecDeque::new(),
            pauses: VecDeque::new(),
            intent: Intent::Stopped,
            pending: Vec::new(),
            exchange: Exchange::No,
            findings: Vec::new(),
            steps: None,
            scrubbed: None,
        }
    }

    pub(super) async fn run(mut self) {
        loop {
            match self.next(Wait::Command).await {
                Next::Command(command) => self.command(command).await,
                Next::Closed => break,
                other => self.take(other),
            }
        }
        self.shared.shutdown();
    }

    /// Waits for an operation of the session, with its events; all that belong to it are taken when this returns.
    /// Commands wait meanwhile.
    pub(super) async fn complete(&mut self, mut completion: Completion) -> Result<()> {
        loop {
            match self.next(Wait::Completion(&mut completion)).await {
                Next::Completed(result) => {
                    self.take_events();
                    return result;
                }
                Next::Closed => return Err(Error::Shutdown),
                other => self.take(other),
            }
        }
    }

    /// What happens next: events first, they belong to commands that were before.
    async fn next(&mut self, mut wait: Wait<'_>) -> Next {
        let Self { shared, pending, .. } = self;
        std::future::poll_fn(|cx| {
            match shared.session.event_queue().poll_event(cx) {
                Poll::Ready(Ok(event)) => return Poll::Ready(Next::Event(event)),
                Poll::Ready(Err(_)) => return Poll::Ready(Next::Closed),
                Poll::Pending => {}
            }
            for (index, (future, _)) in pending.iter_mut().enumerate() {
                if let Poll::Ready(result) = future.as_mut().poll(cx) {
                    let (_, reply) = pending.remove(index);
                    return Poll::Ready(Next::Settled(reply, result));
                }
            }
            if let Wait::Completion(completion) = &mut wait
                && let Poll::Ready(result) = Pin::new(&mut **completion).poll(cx)
            {
                return Poll::Ready(Next::Completed(result));
            }
            let mut inbox = shared.inbox();
            if inbox.closed {
                return Poll::Ready(Next::Closed);
            }
            let command = match wait {
                Wait::Command => inbox.commands.pop_front(),
                Wait::Completion(_) | Wait::Event => None,
            };
            match command {
                Some(command) => Poll::Ready(Next::Command(command)),
                None => {
                    inbox.waker = Some(cx.waker().clone());
                    Poll::Pending
                }
            }
        })
        .await
    }

    /// What happens next, while commands wait.
    pub(super) async fn next_event(&mut self) -> Next {
        self.next(Wait::Event).await
    }

    pub(super) fn take(&mut self, next: Next) {
        match next {
            Next::Event(event) => self.session_event(&event),
            Next::Settled(reply, result) => {
                // The event was queued before its operation completed; whoever waited finds the state it tells.
                self.take_events();
                reply.done(result);
            }
            Next::Command(_) | Next::Completed(_) | Next::Closed => {}
        }
    }

    fn take_events(&mut self) {
        while let Ok(event) = self.shared.session.event_queue().try_get_event() {
            self.session_event(&event);
        }
    }

    /// Answers when the session has completed the operation.
    fn follow(&mut self, future: impl Future<Output = Result<()>> + Send + 'static, reply: Reply<()>) {
        self.pending.push((Box::pin(future), reply));
    }

    async fn command(&mut self, command: Command) {
        match command {
            Command::Open(origin, reply) => {
                let result = self.open(origin).await;
                let result = match result {
                    Err(Error::Aborted) if self.shared.inbox().closed => Err(Error::Shutdown),
                    result => result,
                };
                reply.done(result);
            }
            Command::Close(reply) => {
                self.release().await;
                reply.done(Ok(()));
            }
            Command::Play(reply) => {
                if let Err(error) = self.leave_steps().await {
                    return self.refuse(reply, error);
                }
                self.start(Start::Play, reply);
            }
            Command::Rate(rate, reply) => match self.set_rate(rate).await {
                Ok(()) => reply.done(Ok(())),
                Err(error) => self.refuse(reply, error),
            },
            Command::Step { back, reply } => match self.step(back).await {
                Ok(position) => reply.done(Ok(position)),
                Err(error) => {
                    self.tell(PlayerEvent::Refused { error: error.clone() });
                    reply.done(Err(error));
                }
            },
            Command::Seek(position, reply) => {
                let stay_paused = self.intent == Intent::Paused;
                self.start(
                    Start::Seek {
                        position,
                        stay_paused,
                    },
                    reply,
                );
            }
            Command::Pause(reply) => {
                if self.is_empty() {
                    return self.refuse(reply, nothing_open());
                }
                if self.intent == Intent::Playing {
                    self.intent = Intent::Paused;
                }
                self.pauses.push_back(true);
                self.follow(self.shared.session.pause(), reply);
            }
            Command::Stop(reply) => {
                if self.is_empty() {
                    return self.refuse(reply, nothing_open());
                }
                self.intent = Intent::Stopped;
                if self.steps.is_some() {
                    let result = self.complete(self.shared.session.stop()).await;
                    self.reset_rate().await;
                    return reply.done(result);
                }
                self.follow(self.shared.session.stop(), reply);
            }
            Command::Select(index, selected, reply) => {
                match self.select(index, selected).await {
                    Ok(()) => reply.done(Ok(())),
                    // A failure to play it was told as such.
                    Err(error) if self.is_empty() => reply.done(Err(error)),
                    Err(error) => self.refuse(reply, error),
                }
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.shared.status().media.is_none()
    }

    fn start(&mut self, start: Start, reply: Reply<()>) {
        if self.is_empty() {
            self.shared.outputs.frames.start_completed();
            return self.refuse(reply, nothing_open());
        }
        self.starts.push_back(start);
        match start {
            Start::Play | Start::Loop | Start::Step => {
                let is_fresh = self.intent == Intent::Stopped;
                self.intent = Intent::Playing;
                let end = self.backward_start().filter(|_| is_fresh);
                let started = match end {
                    Some(end) => self.shared.session.seek(end),
                    None => self.shared.session.start(),
                };
                self.follow(started, reply);
            }
            // The frame is shown, and the clock stands still already.
            Start::Seek { position, .. } if self.steps.is_some() => {
                self.follow(self.shared.session.seek(position), reply);
            }
            Start::Seek {
                position,
                stay_paused: false,
            } => {
                self.intent = Intent::Playing;
                self.follow(self.shared.session.seek(position), reply);
            }
            Start::Seek {
                position,
                stay_paused: true,
            } => {
                let session = &self.shared.session;
                let (started, paused) = (session.seek(position), session.pause());
                self.pauses.push_back(false);
                let both = async move {
                    started.await?;
                    paused.await
                };
                self.follow(both, reply);
            }
        }
    }

    /// Where backward play begins.
    fn backward_start(&self) -> Option<PresentationTime> {
        let status = self.shared.status();
        let duration = status.media.as_ref()?.info.duration?;
        (status.rate < 0.0).then_some(PresentationTime::ZERO + duration)
    }

    async fn open(&mut self, origin: Origin) -> Result<Arc<MediaInfo>> {
        self.release().await;
        self.set_state(PlayerState::Opening);
        let cancellation = self.shared.opening();
        let source = self.make_source(origin, &cancellation);
        self.shared.opened(&cancellation);
        let result = match source.and_then(Media::new) {
            Ok(media) => self.present(media).await,
            Err(error) => Err(error),
        };
        match result {
            Ok(findings) => {
                self.set_state(PlayerState::Stopped);
                let media = self
                    .shared
                    .status()
                    .media
                    .as_ref()
                    .map(|media| Arc::clone(&media.info));
                let media = media.ok_or(Error::Shutdown)?;
                self.tell(PlayerEvent::Opened {
                    media: Arc::clone(&media),
                });
                findings.into_iter().for_each(|event| self.tell(event));
                Ok(media)
            }
            Err(error) => {
                self.set_state(PlayerState::Empty);
                self.tell(PlayerEvent::Failed { error: error.clone() });
                Err(error)
            }
        }
    }

    /// Reads the file on this thread; another worker stands in for it meanwhile.
    fn make_source(&self, origin: Origin, cancellation: &Cancellation) -> Result<Arc<dyn MediaSource>> {
        let resolver = self.shared.platform.resolver();
        let options = ResolveOptions {
            cancellation: Some(cancellation.clone()),
            ..ResolveOptions::default()
        };
        match origin {
            Origin::Url(url) => resolver.open_url(&url, &options),
            Origin::Path(path) => resolver.open_path(&path, &options),
            Origin::Stream(stream) => resolver.open_byte_stream(stream, &options),
            Origin::Source(source) => Ok(source),
        }
    }

    /// Gives the session its topology; returns what is to be told of the streams. On failure the source is shut down.
    async fn present(&mut self, mut media: Media) -> Result<Vec<PlayerEvent>> {
        let source = Arc::clone(&media.source);
        let topology = match media.topology(&self.shared.outputs, self.shared.platform.runtime()) {
            Ok(topology) => topology,
            Err(error) => {
                let _ = source.shutdown();
                return Err(error);
            }
        };
        self.shared.status().media = Some(media);
        self.exchange = Exchange::Resolving;
        let result = self.complete(self.shared.session.set_topology(&topology)).await;
        self.exchange = Exchange::No;
        let findings = std::mem::take(&mut self.findings);
        if let Err(error) = result {
            self.shared.status().media = None;
            // Refused only when it was shut down before.
            let _ = source.shutdown();
            return Err(error);
        }
        self.shared.apply_volume();
        Ok(findings)
    }

    /// Takes the present topology away; the source stays open.
    async fn clear(&mut self) {
        self.exchange = Exchange::Clearing;
        // Their sinks go with the topology; whoever asked an activation object now would make a new one.
        if let Some(media) = &mut self.shared.status().media {
            media.branches.clear();
        }
        // Both complete whatever happens, and a failure leaves nothing to be done: the topology goes.
        let _ = self.complete(self.shared.session.stop()).await;
        self.reset_rate().await;
        let flags = SetTopologyFlags {
            clear_current: true,
            ..SetTopologyFlags::default()
        };
        let _ = self
            .complete(self.shared.session.set_topology_with(flags, None))
            .await;
        self.exchange = Exchange::No;
        self.intent = Intent::Stopped;
        self.pauses.clear();
    }

    async fn release(&mut self) {
        if self.shared.status().media.is_none() {
            return;
        }
        self.clear().await;
        let media = {
            let mut status = self.shared.status();
            status.state = PlayerState::Empty;
            status.media.take()
        };
        if let Some(media) = media {
            let _ = media.source.shutdown();
            self.tell(PlayerEvent::Closed);
        }
    }

    async fn select(&mut self, index: usize, selected: bool) -> Result<()> {
        {
            let mut status = self.shared.status();
            let media = status.media.as_mut().ok_or_else(nothing_open)?;
            media.select(index, selected)?;
        }
        let (intent, position) = (self.intent, self.shared.session.position());
        self.clear().await;
        let media = self.shared.status().media.take().ok_or_else(nothing_open)?;
        match self.present(media).await {
            Ok(findings) => findings.into_iter().for_each(|event| self.tell(event)),
            Err(error) => {
                self.set_state(PlayerState::Empty);
                self.tell(PlayerEvent::Failed { error: error.clone() });
                return Err(error);
            }
        }
        if intent == Intent::Stopped {
            self.set_state(PlayerState::Stopped);
            return Ok(());
        }
        self.shared.outputs.frames.expect_start();
        self.starts.push_back(Start::Play);
        let at = StartPosition::At(openmf_core::MediaTime::from_100ns(position.as_100ns()));
        let started = self.shared.session.start_at(at);
        self.intent = intent;
        if intent == Intent::Paused {
            self.pauses.push_back(true);
            let paused = self.shared.session.pause();
            self.complete(started).await?;
            return self.complete(paused).await;
        }
        self.complete(started).await
    }

    fn session_event(&mut self, event: &SharedEvent) {
        self.rate_event(event);
        match event.event_type() {
            EventType::SessionStarted => self.started(event.result()),
            EventType::SessionPaused => match (self.pauses.pop_front(), event.result()) {
                (_, Err(error)) => self.tell(PlayerEvent::Refused { error }),
                (told, Ok(())) => {
                    self.set_state(PlayerState::Paused);
                    if told != Some(false) {
                        self.tell(PlayerEvent::Paused);
                    }
                }
            },
            EventType::SessionStopped if self.exchange == Exchange::No => match event.result() {
                Ok(()) => {
                    self.set_state(PlayerState::Stopped);
                    self.tell(PlayerEvent::Stopped);
                }
                Err(error) => self.tell(PlayerEvent::Refused { error }),
            },
            EventType::SessionEnded if self.exchange == Exchange::No => self.ended(),
            EventType::Error => {
                let error = event
                    .result()
                    .err()
                    .unwrap_or(Error::Code { code: event.status() });
                self.intent = Intent::Stopped;
                if self.shared.session.state() != SessionState::New {
                    self.set_state(PlayerState::Stopped);
                }
                self.tell(PlayerEvent::Failed { error });
            }
            EventType::NonFatalError => self.non_fatal(event),
            EventType::AudioSessionDeviceRemoved | EventType::SinkInvalidated => {
                self.tell(PlayerEvent::DeviceLost)
            }
            _ => {}
        }
    }

    fn started(&mut self, result: Result<()>) {
        let start = self.starts.pop_front();
        self.shared.outputs.frames.start_completed();
        if let Err(error) = result {
            if self.starts.is_empty() && self.shared.session.state() == SessionState::Stopped {
                self.intent = Intent::Stopped;
            }
            return self.tell(PlayerEvent::Refused { error });
        }
        let stay_paused = matches!(
            start,
            Some(Start::Seek {
                stay_paused: true,
                ..
            })
        );
        if start == Some(Start::Step) {
            // The scrub of a start before it is complete by now.
            self.scrubbed = None;
        } else if self.steps.is_none() {
            self.shared.status().shown = None;
        }
        match start {
            Some(Start::Seek { position, .. }) => self.tell(PlayerEvent::Seeked { position }),
            Some(Start::Loop) => self.tell(PlayerEvent::Looped),
            Some(Start::Play | Start::Step) | None => {}
        }
        if stay_paused || start == Some(Start::Step) {
            return;
        }
        let former = std::mem::replace(&mut self.shared.status().state, PlayerState::Playing);
        if former != PlayerState::Playing {
            self.tell(PlayerEvent::Playing);
        }
    }

    fn ended(&mut self) {
        if self.shared.status().rate < 0.0 {
            // Source: the seeking sample of Microsoft Learn: at the end of backward play the application sets 1.0 again,
            // or the next start would end at once. Possible now, because the session is stopped.
            drop(self.shared.session.set_rate(false, 1.0));
            self.tell_rate(1.0);
        }
        // A start that is under way says where to go on, not the loop.
        if self.starts.is_empty() && self.shared.status().looping {
            self.shared.outputs.frames.expect_start();
            self.starts.push_back(Start::Loop);
            // Its event says how it went.
            drop(self.shared.session.start());
            return;
        }
        if self.starts.is_empty() {
            self.intent = Intent::Stopped;
        }
        self.set_state(PlayerState::Ended);
        self.tell(PlayerEvent::Ended);
    }

    fn non_fatal(&mut self, event: &SharedEvent) {
        let error = event
            .cause()
            .cloned()
            .unwrap_or(Error::Code { code: event.status() });
        let node = event.attributes().get(keys::MF_EVENT_OUTPUT_NODE).ok();
        let mut status = self.shared.status();
        let Some(media) = &mut status.media else { return };
        if event.attributes().get(keys::OPENMF_EVENT_STAND_IN).is_ok() {
            let stream = media.stream_of(node);
            self.findings.push(PlayerEvent::NoDevice { stream, error });
            return;
        }
        match self.exchange {
            // While a topology is resolved, nothing flows that could be damaged.
            Exchange::Resolving => {
                if let Some(stream) = media.leave_out(node, &error) {
                    self.findings.push(PlayerEvent::StreamLeftOut { stream, error });
                }
            }
            Exchange::Clearing => {}
            Exchange::No => {
                let stream = media.stream_of(node);
                drop(status);
                self.tell(PlayerEvent::Damaged { stream, error });
            }
        }
    }

    fn refuse(&self, reply: Reply<()>, error: Error) {
        self.tell(PlayerEvent::Refused { error: error.clone() });
        reply.done(Err(error));
    }

    pub(super) fn set_state(&self, state: PlayerState) {
        self.shared.status().state = state;
    }

    pub(super) fn tell(&self, event: PlayerEvent) {
        self.shared.events.push(event);
    }
}

pub(super) fn nothing_open() -> Error {
    Error::InvalidRequest {
        what: "no file is open".into(),
    }
}
