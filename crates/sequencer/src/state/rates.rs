//! Rates: those of the sources that the session has, which are told each rate, and the others when they are started.

use openmf_core::{RateBounds, RateModes, RateRefused, RateSupport};

use super::*;

impl State {
    /// The rates that the elements which the session has have in common. Not backwards: an element comes before the next
    /// one is known, and does not come again.
    pub(crate) fn rates(&self) -> RateBounds {
        let first = self.entries.first().filter(|_| self.held.is_empty());
        let held = self.held.iter().filter_map(|element| self.entry(*element));
        let sources = first
            .into_iter()
            .chain(held)
            .flat_map(|entry| &entry.segment.parts)
            .filter_map(|part| self.native(&part.source));
        let common = sources
            .map(|native| native.rates.unwrap_or(RateBounds::NORMAL))
            .reduce(RateBounds::and)
            .unwrap_or(RateBounds::NORMAL);
        let forward = |modes| RateModes {
            reverse: None,
            ..modes
        };
        RateBounds {
            whole: forward(common.whole),
            thinned: forward(common.thinned),
        }
    }

    pub(crate) fn pace(&self) -> Pace {
        self.pace
    }

    pub(crate) fn set_rate(&mut self, pace: Pace) -> Result<()> {
        self.alive()?;
        let supported = self.rates().is_rate_supported(pace.thin, pace.rate);
        supported.map_err(|RateRefused { error, .. }| error)?;
        self.pace = pace;
        for native in self
            .natives
            .iter_mut()
            .filter(|native| native.run != Run::Stopped)
        {
            native.set_rate(pace);
        }
        self.rating = Some(Ok(()));
        self.rated();
        Ok(())
    }

    /// A source has answered, or could not be told.
    pub(super) fn rate_answered(&mut self, id: NativeId, result: Result<()>) {
        if let Some(native) = self.natives.iter_mut().find(|native| native.id == id) {
            native.rating = native.rating.saturating_sub(1);
            if result.is_err() {
                native.pace = Pace::NORMAL;
            }
        }
        if let (Some(rating), Err(error)) = (&mut self.rating, result) {
            *rating = std::mem::replace(rating, Ok(())).and(Err(error));
        }
        self.rated();
    }

    /// Tells the rate when all sources have it.
    fn rated(&mut self) {
        if self.natives.iter().any(|native| native.rating > 0) {
            return;
        }
        let Some(result) = self.rating.take() else {
            return;
        };
        let event = MediaEvent::completion(EventType::SourceRateChanged, result);
        let event = event.with_value(Variant::F32(self.pace.rate));
        self.events.push(Arc::new(event));
    }
}
