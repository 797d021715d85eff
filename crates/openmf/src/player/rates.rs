//! Rates and frame steps of a player.

use openmf_core::{Error, EventType, PresentationTime, RateSupport, Result, SharedEvent, keys};
use openmf_session::Rate;

use super::actor::{Actor, Exchange, Intent, Next, Start, nothing_open};
use super::{PlayerEvent, PlayerState};

/// A player that is stepped: its session is at rate 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steps {
    /// The rate to go back to.
    former: f32,
}

impl Actor {
    /// Plays at another rate from here on.
    pub(super) async fn set_rate(&mut self, rate: f32) -> Result<()> {
        if self.is_empty() {
            return Err(nothing_open());
        }
        if rate == 0.0 {
            return Err(Error::invalid_argument(
                "a player stands still by pausing, and is stepped by frames",
            ));
        }
        let to = self.mode_of(rate)?;
        let (intent, position) = (self.intent, self.position());
        let former = self.shared.session.rate()?.rate;
        let turns = (former < 0.0) != (rate < 0.0);
        if turns && intent != Intent::Stopped {
            // Source: "How to Perform Rate Changes" (Microsoft Learn): a presentation turns round by stopping.
            self.silently_stop().await?;
        } else if self.steps.is_some() {
            let paused = self.shared.session.pause();
            self.pauses.push_back(false);
            self.complete(paused).await?;
        }
        self.steps = None;
        self.complete(self.shared.session.set_rate(to.thin, to.rate))
            .await?;
        self.tell_rate(rate);
        if turns && intent != Intent::Stopped {
            self.go_on_at(position, intent).await?;
        }
        Ok(())
    }

    /// Every frame where that is possible, else key frames.
    fn mode_of(&self, rate: f32) -> Result<Rate> {
        let support = self.shared.session.rate_support()?;
        match support.is_rate_supported(false, rate) {
            Ok(()) => Ok(Rate { thin: false, rate }),
            Err(refused) => support
                .is_rate_supported(true, rate)
                .map(|()| Rate { thin: true, rate })
                .map_err(|_| refused.error),
        }
    }

    /// Shows the next frame, or the one before, and pauses.
    pub(super) async fn step(&mut self, back: bool) -> Result<PresentationTime> {
        if self.is_empty() {
            return Err(nothing_open());
        }
        let first = self.steps.is_none();
        if first {
            self.begin_steps(back).await?;
        }
        let step = self.shared.session.step(back);
        self.show(step).await
    }

    async fn begin_steps(&mut self, back: bool) -> Result<()> {
        let former = self.shared.session.rate()?.rate;
        let position = self.position();
        let reverse = former < 0.0;
        match self.intent {
            Intent::Stopped => {}
            Intent::Playing | Intent::Paused if reverse => self.silently_stop().await?,
            Intent::Playing => {
                self.pauses.push_back(false);
                self.complete(self.shared.session.pause()).await?;
            }
            Intent::Paused => {}
        }
        self.complete(self.shared.session.set_rate(false, 0.0)).await?;
        self.steps = Some(Steps { former });
        self.intent = Intent::Paused;
        self.set_state(PlayerState::Paused);
        if back || reverse {
            // Which frame is on the screen is known when it has been shown while the clock stands still.
            let seek = self.shared.session.seek(position);
            self.show(seek).await?;
        }
        Ok(())
    }

    /// Waits until the frame of a start is shown.
    async fn show(&mut self, start: openmf_runtime::Completion) -> Result<PresentationTime> {
        self.starts.push_back(Start::Step);
        self.complete(start).await?;
        while self.scrubbed.is_none() {
            match self.next_event().await {
                Next::Closed => return Err(Error::Shutdown),
                other => self.take(other),
            }
        }
        self.scrubbed.take().unwrap_or(Err(Error::Aborted))?;
        let position = self.position();
        self.tell(PlayerEvent::Stepped { position });
        Ok(position)
    }

    /// Takes the events that tell of scrubs and rates.
    pub(super) fn rate_event(&mut self, event: &SharedEvent) {
        match event.event_type() {
            EventType::SessionScrubSampleComplete => {
                if let Ok(time) = event.attributes().get(keys::MF_EVENT_SCRUBSAMPLE_TIME) {
                    self.shared.status().shown = Some(time);
                }
                self.scrubbed = Some(event.result());
            }
            // Nothing is shown any more that could be waited for.
            EventType::Error | EventType::SessionStopped | EventType::SessionEnded => {
                self.scrubbed
                    .get_or_insert(event.result().and(Err(Error::Aborted)));
            }
            _ => {}
        }
    }

    /// Goes on playing from the frame that is shown.
    pub(super) async fn leave_steps(&mut self) -> Result<()> {
        let Some(Steps { former }) = self.steps.take() else {
            return Ok(());
        };
        let rate = if former > 0.0 { former } else { 1.0 };
        self.pauses.push_back(false);
        self.complete(self.shared.session.pause()).await?;
        let to = self.mode_of(rate)?;
        self.complete(self.shared.session.set_rate(to.thin, to.rate))
            .await?;
        self.tell_rate(rate);
        Ok(())
    }

    /// The session, which is stopped, is at rate 1 again.
    pub(super) async fn reset_rate(&mut self) {
        self.steps = None;
        self.shared.status().shown = None;
        if self
            .shared
            .session
            .rate()
            .is_ok_and(|rate| rate != Rate::default())
        {
            // Always possible while stopped.
            let _ = self.complete(self.shared.session.set_rate(false, 1.0)).await;
            self.tell_rate(1.0);
        }
    }

    pub(super) fn tell_rate(&self, rate: f32) {
        let former = std::mem::replace(&mut self.shared.status().rate, rate);
        if former != rate {
            self.tell(PlayerEvent::RateChanged { rate });
        }
    }

    async fn silently_stop(&mut self) -> Result<()> {
        self.exchange = Exchange::Clearing;
        let result = self.complete(self.shared.session.stop()).await;
        self.exchange = Exchange::No;
        result
    }

    async fn go_on_at(&mut self, position: PresentationTime, intent: Intent) -> Result<()> {
        self.shared.outputs.frames.expect_start();
        self.starts.push_back(Start::Play);
        let started = self.shared.session.seek(position);
        self.intent = intent;
        if intent == Intent::Paused {
            self.pauses.push_back(false);
            let paused = self.shared.session.pause();
            self.complete(started).await?;
            return self.complete(paused).await;
        }
        self.complete(started).await
    }

    pub(super) fn position(&self) -> PresentationTime {
        self.shared.position()
    }
}
