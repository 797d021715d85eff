//! Changes of format while data flows.
//!
//! A change travels with the data, as an item of the stream, from where it happens down to the sink: each transform gives
//! out what it holds of the old format before it takes the new one, and says so in turn if its output changes. Where the
//! new type is not taken, a transform is put in between, or a decoder in the place of another, and the driver is told.
//!
//! Source: "Handling Stream Changes", `MFT_SUPPORT_DYNAMIC_FORMAT_CHANGE`, `MF_TOPOLOGY_DYNAMIC_CHANGE_NOT_ALLOWED`
//! (Microsoft Learn).

use openmf_core::{Error, Guid, MediaType, Result, SharedTransform, TransformMessage, guids, keys};
use openmf_topology::{NodeId, TopologyNode};

use super::junction::changes_in_flight;
use super::{Branch, Conduct, Report, Stage, StageState};

/// Nodes that came or went while data flowed.
#[derive(Debug)]
pub(crate) struct Reshaping {
    /// The node that is gone.
    pub removed: Option<NodeId>,
    /// The nodes that are new, in the order of the data; none is connected yet.
    pub inserted: Vec<TopologyNode>,
    /// The node behind them and its input.
    pub before: (NodeId, u32),
}

/// The most types that are taken from one list; a transform's list may have no end.
const MAX_TYPES: usize = 256;

impl Branch {
    /// What comes into a stage is of another type from now on.
    pub(super) fn change_input(&mut self, index: usize, media_type: &MediaType) -> Result<()> {
        // A converter has to be in front of the stretch: behind it, durations and numbers of frames do not agree.
        let fits = !self.is_stretch(index) || self.outlet.accepts(media_type).is_ok();
        let Some(stage) = self.stages.get_mut(index) else {
            return Ok(());
        };
        let (known, taken) = {
            let transform = stage.transform.lock();
            (
                transform.input_type(0).ok(),
                transform.test_input_type(0, media_type).is_ok(),
            )
        };
        let taken = taken && fits;
        if known.as_ref() == Some(media_type) {
            self.trim_to_type(index, media_type);
            return Ok(());
        }
        let replaces = known.is_some_and(|known| known.is_compressed()) && media_type.is_compressed();
        if !taken && !replaces {
            let is_optional = stage.is_optional;
            return match self.bridge(index, media_type) {
                Err(error) if is_optional => {
                    tracing::info!(%media_type, %error, "an effect is taken out");
                    self.take_out(index);
                    Ok(())
                }
                bridged => bridged,
            };
        }
        if stage.has_started() && !(taken && changes_in_flight(&stage.transform)) {
            stage.transform.lock().process_message(TransformMessage::Drain)?;
            stage.drained = true;
            stage.state = StageState::Changing;
            stage.pending = Some(media_type.clone());
            return Ok(());
        }
        self.apply_input(index, media_type)
    }

    /// The stage holds nothing of the former type any more.
    pub(super) fn apply_input(&mut self, index: usize, media_type: &MediaType) -> Result<()> {
        let Some(stage) = self.stages.get(index) else {
            return Ok(());
        };
        let shared = stage.transform.clone();
        let mut transform = shared.lock();
        self.trim_to_type(index, media_type);
        if transform.test_input_type(0, media_type).is_err() {
            drop(transform);
            return self.replace(index, media_type);
        }
        let before = transform.output_type(0).ok();
        transform.set_input_type(0, media_type)?;
        let after = transform.output_type(0).ok();
        drop(transform);
        match after {
            None => self.choose_output(index),
            after if after == before => Ok(()),
            Some(after) => {
                self.announce(index, after);
                Ok(())
            }
        }
    }

    /// A type may say which part of what the last decoder makes of it is valid.
    fn trim_to_type(&mut self, index: usize, media_type: &MediaType) {
        if self.decoder() == Some(index) {
            self.trim.set_valid(media_type);
        }
    }

    /// Chooses the output type of a stage again: the first that what follows takes, else the first there is.
    pub(super) fn choose_output(&mut self, index: usize) -> Result<()> {
        let Some(stage) = self.stages.get(index) else {
            return Ok(());
        };
        let shared = stage.transform.clone();
        let offers = offers(&shared)?;
        let chosen = offers.iter().find(|offer| self.accepts(index + 1, offer));
        let Some(chosen) = chosen.or(offers.first()) else {
            return Err(Error::invalid_media_type(format!(
                "{} offers no output type",
                shared.name()
            )));
        };
        shared.lock().set_output_type(0, chosen)?;
        self.announce(index, chosen.clone());
        Ok(())
    }

    /// What comes to the end of the branch is of another type from now on.
    pub(super) fn change_outlet(&mut self, media_type: &MediaType) -> Result<()> {
        if self.outlet.current_type().is_ok_and(|now| now == *media_type) {
            return Ok(());
        }
        match self.outlet.accepts(media_type) {
            Ok(()) => self.outlet.set_type(media_type),
            Err(_) => self.bridge(self.stages.len(), media_type),
        }
    }

    /// The sink takes another type than before, which it has set already.
    pub(super) fn follow_sink(&mut self) -> Result<()> {
        let wanted = self.outlet.current_type()?;
        let Some(last) = self.stages.last() else {
            return match self.stream_type.clone() {
                Some(have) if have != wanted => self.bridge(0, &have),
                Some(_) | None => Ok(()),
            };
        };
        let shared = last.transform.clone();
        let mut transform = shared.lock();
        let have = transform.output_type(0)?;
        if have == wanted || transform.set_output_type(0, &wanted).is_ok() {
            return Ok(());
        }
        drop(transform);
        self.bridge(self.stages.len(), &have)
    }

    /// The sink's type is not valid any more: the present one is offered again, then those the sink lists.
    pub(super) fn renew_sink_type(&mut self) -> Result<()> {
        let have = match self.stages.last() {
            Some(last) => last.transform.lock().output_type(0)?,
            None => self
                .stream_type
                .clone()
                .ok_or(Error::TypeNotSet { side: "stream" })?,
        };
        if self.outlet.accepts(&have).is_ok() {
            return self.outlet.set_type(&have);
        }
        for wish in self.outlet.listed_types(MAX_TYPES) {
            if self.outlet.accepts(&wish).is_ok()
                && self.outlet.set_type(&wish).is_ok()
                && self.follow_sink().is_ok()
            {
                return Ok(());
            }
        }
        Err(Error::invalid_media_type(format!(
            "the stream sink takes {have} no longer"
        )))
    }

    fn announce(&mut self, index: usize, media_type: MediaType) {
        if let Some(stage) = self.stages.get_mut(index) {
            stage.announced = Some(media_type);
        }
    }

    /// Whether what follows takes this type: the stage of that number, or the sink behind the last one.
    fn accepts(&self, index: usize, media_type: &MediaType) -> bool {
        match self.stages.get(index) {
            Some(stage) => stage.transform.lock().test_input_type(0, media_type).is_ok(),
            None => self.outlet.accepts(media_type).is_ok(),
        }
    }

    /// Puts in front of a stage, or of the sink, what makes of this type the one that is taken there.
    fn bridge(&mut self, index: usize, media_type: &MediaType) -> Result<()> {
        let wanted = match self.stages.get(index) {
            Some(stage) => stage.transform.lock().input_type(0)?,
            None => self.outlet.current_type()?,
        };
        let chain = self.chain(media_type, &wanted)?;
        let before = self.place_of(index);
        let nodes = chain.iter().map(|link| link.node.clone()).collect();
        let count = chain.len();
        self.stages
            .splice(index..index, chain.into_iter().map(Link::into_stage));
        if let Some(place) = &mut self.trim_place
            && place.after > index
        {
            place.after += count;
        }
        self.reshaped(None, nodes, before);
        Ok(())
    }

    /// Takes out a stage and all that is behind it. What they hold is lost.
    fn take_out(&mut self, index: usize) {
        for mut stage in self.stages.split_off(index) {
            stage.release();
            self.reshaped(Some(stage.node), Vec::new(), self.end_node);
        }
    }

    /// Puts another decoder in a stage's place.
    fn replace(&mut self, index: usize, media_type: &MediaType) -> Result<()> {
        let Some(stage) = self.stages.get(index) else {
            return Ok(());
        };
        let wanted = stage.transform.lock().output_type(0)?;
        let removed = stage.node;
        let chain = self.chain(media_type, &wanted)?;
        let before = self.place_of(index + 1);
        let nodes = chain.iter().map(|link| link.node.clone()).collect();
        let count = chain.len();
        self.stages
            .splice(index..=index, chain.into_iter().map(Link::into_stage));
        if let Some(place) = &mut self.trim_place
            && place.after > index + 1
        {
            place.after = place.after - 1 + count;
        }
        self.reshaped(Some(removed), nodes, before);
        Ok(())
    }

    fn reshaped(&mut self, removed: Option<NodeId>, inserted: Vec<TopologyNode>, before: (NodeId, u32)) {
        self.update_trim_type();
        self.observer.report(Report::Reshaped(Reshaping {
            removed,
            inserted,
            before,
        }));
    }

    fn place_of(&self, index: usize) -> (NodeId, u32) {
        self.stages
            .get(index)
            .map_or(self.end_node, |stage| (stage.node, 0))
    }

    /// The transforms that make one type of another: a converter; a decoder, with a converter if need be.
    fn chain(&self, from: &MediaType, to: &MediaType) -> Result<Vec<Link>> {
        if !self.may_reshape {
            return Err(Error::invalid_media_type(format!(
                "the stream changed to {from}, which is not taken, and the topology may not be changed"
            )));
        }
        if !from.is_compressed() {
            return Ok(vec![self.converter(from, to)?]);
        }
        let mut refused = Vec::new();
        for registration in self.catalog.enumerate(&decoder_category(from), Some(from), None) {
            let attempt = registration.create().and_then(|decoder| {
                decoder.lock().set_input_type(0, from)?;
                let offers = offers(&decoder)?;
                let own =
                    |offer: &&MediaType| *offer == to && decoder.lock().set_output_type(0, offer).is_ok();
                if offers.iter().any(|offer| own(&offer)) {
                    return Ok(vec![Link::new(decoder, registration.class, true)]);
                }
                let mut last = Error::invalid_media_type("it offers no output type");
                for offer in &offers {
                    match self.converter(offer, to) {
                        Ok(converter) => {
                            decoder.lock().set_output_type(0, offer)?;
                            return Ok(vec![Link::new(decoder, registration.class, true), converter]);
                        }
                        Err(error) => last = error,
                    }
                }
                Err(last)
            });
            match attempt {
                Ok(chain) => return Ok(chain),
                Err(error) => refused.push(format!("{}: {error}", registration.name)),
            }
        }
        Err(Error::CodecNotFound {
            subtype: from.subtype(),
            media_type: from.to_string(),
            tried: refused,
        })
    }

    fn converter(&self, from: &MediaType, to: &MediaType) -> Result<Link> {
        let mut last = Error::invalid_media_type(format!("{from} cannot be converted to {to}"));
        for registration in self
            .catalog
            .enumerate(&converter_category(from), Some(from), Some(to))
        {
            let attempt = registration.create().and_then(|converter| {
                let mut transform = converter.lock();
                transform.set_input_type(0, from)?;
                transform.set_output_type(0, to)?;
                drop(transform);
                Ok(converter)
            });
            match attempt {
                Ok(converter) => return Ok(Link::new(converter, registration.class, false)),
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

/// A new transform and its node.
struct Link {
    transform: SharedTransform,
    node: TopologyNode,
}

impl Link {
    fn new(transform: SharedTransform, class: Guid, decodes: bool) -> Self {
        let node = TopologyNode::transform(transform.clone());
        node.attributes().set(keys::MF_TOPONODE_TRANSFORM_OBJECTID, class);
        if decodes {
            node.attributes().set(keys::MF_TOPONODE_DECODER, true);
        }
        Self { transform, node }
    }

    fn into_stage(self) -> Stage {
        Stage::new(self.transform, self.node.id(), Conduct::OF_THE_ENGINE)
    }
}

fn offers(transform: &SharedTransform) -> Result<Vec<MediaType>> {
    let transform = transform.lock();
    let mut offers = Vec::new();
    for index in 0..MAX_TYPES {
        match transform.output_available_type(0, index) {
            Ok(media_type) => offers.push(media_type),
            Err(Error::NoMoreTypes) => break,
            Err(error) => return Err(error),
        }
    }
    Ok(offers)
}

fn converter_category(media_type: &MediaType) -> Guid {
    if media_type.is_video() {
        guids::MFT_CATEGORY_VIDEO_PROCESSOR
    } else {
        guids::MFT_CATEGORY_AUDIO_EFFECT
    }
}

fn decoder_category(media_type: &MediaType) -> Guid {
    if media_type.is_video() {
        guids::MFT_CATEGORY_VIDEO_DECODER
    } else {
        guids::MFT_CATEGORY_AUDIO_DECODER
    }
}
