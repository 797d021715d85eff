//! Sound at another rate: a transform in front of the sink stretches it, so that it keeps its pitch.
//!
//! The transform belongs to the branch; no topology shows it. It comes when a rate makes it necessary and goes with the
//! next flush at rate 1.0: to leave off in between would click.

use openmf_core::{AUDIBLE_RATES, Result, TIME_STRETCH_CLASS};

use super::{Branch, Conduct, Mode, Outlet, Stage};

impl Branch {
    /// Tells the stretch the rate of a run, and puts one in or takes it out if need be. `flushed`: nothing of a former run is
    /// held.
    pub(super) fn set_tempo(&mut self, rate: f32, flushed: bool) -> Result<()> {
        let audible = AUDIBLE_RATES.contains(&rate);
        if flushed && (rate == 1.0 || !audible) {
            self.remove_stretch();
        }
        // At a rate at which nothing is heard there are no samples, or nobody listens.
        if !audible {
            return Ok(());
        }
        if rate != 1.0 && self.stretch.is_none() {
            self.insert_stretch()?;
        }
        let Some(stretch) = &self.stretch else {
            return Ok(());
        };
        match stretch.lock().rate_control() {
            Some(control) => control.set_rate(false, rate),
            None => Ok(()),
        }
    }

    fn insert_stretch(&mut self) -> Result<()> {
        let Outlet::Sink(port) = &self.outlet else {
            return Ok(());
        };
        // A sink that was shut down is told by other ways.
        if !port.takes_stretched_sound() {
            return Ok(());
        }
        let Ok(media_type) = self.outlet.current_type() else {
            return Ok(());
        };
        // Without one in the catalog, and for sound that stays compressed, the sink gets what there is.
        if !media_type.is_audio() || media_type.is_compressed() {
            return Ok(());
        }
        let Ok(registration) = self.catalog.by_class(&TIME_STRETCH_CLASS) else {
            return Ok(());
        };
        let stretch = registration.create()?;
        {
            let mut transform = stretch.lock();
            transform.set_input_type(0, &media_type)?;
            transform.set_output_type(0, &media_type)?;
        }
        // What is put in before it later is in front of the sink, as far as the topology knows.
        let (node, _) = self.end_node;
        self.stages
            .push(Stage::new(stretch.clone(), node, Conduct::OF_THE_ENGINE));
        self.stretch = Some(stretch);
        Ok(())
    }

    /// Does what exchanges the sink's type, without the stretch: what is converted is converted in front of it.
    pub(super) fn without_stretch(&mut self, change: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let stretches = self.stretch.is_some();
        self.remove_stretch();
        change(self)?;
        match self.mode {
            Mode::Running(run) if stretches => self.set_tempo(run.rate, false),
            Mode::Running(_) | Mode::Holding | Mode::Ended(_) => Ok(()),
        }
    }

    /// Whether the stage of this number is the stretch.
    pub(super) fn is_stretch(&self, index: usize) -> bool {
        let stage = self.stages.get(index);
        self.stretch
            .as_ref()
            .zip(stage)
            .is_some_and(|(stretch, stage)| stage.transform.is_same(stretch))
    }

    fn remove_stretch(&mut self) {
        if let Some(stretch) = self.stretch.take() {
            self.stages.retain(|stage| !stage.transform.is_same(&stretch));
        }
    }
}
