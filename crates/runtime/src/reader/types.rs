//! Which types the streams of a reader have, and what makes them.

use std::sync::Arc;

use openmf_core::{Error, Guid, MediaType, MediaTypeHandler, Result, SharedTransform};

use super::chain::Chain;
use super::engine::Shared;
use super::{ReadFlags, VideoConversion};
use crate::branch::Order;

/// The most native types that are looked through; a source's list may have no end.
const MAX_TYPES: usize = 256;

/// What the application asks a stream's type to be.
enum Ask {
    /// What it has asked before.
    Same,
    /// Whatever the source gives.
    Nothing,
    Type(MediaType),
}

impl Shared {
    pub(super) fn native_type(&self, index: usize, at: Option<usize>) -> Result<MediaType> {
        self.with_stream(index, |_| Ok(()))?;
        let presentation = self.presentation();
        let (descriptor, _) = presentation.stream(index)?;
        let Some(at) = at else {
            return Ok(descriptor.current_type());
        };
        let listed = descriptor.type_handler().type_by_index(at);
        match (listed, at) {
            // A source need not list what it gives anyway.
            (Err(Error::NoMoreTypes), 0) => Ok(descriptor.current_type()),
            (listed, _) => listed,
        }
    }

    pub(super) fn set_native_type(&self, index: usize, media_type: &MediaType) -> Result<ReadFlags> {
        self.idle_stream(index)?;
        let presentation = self.presentation();
        let (descriptor, _) = presentation.stream(index)?;
        descriptor.type_handler().set_current_type(media_type)?;
        let (effects, before) = self.with_stream(index, |stream| {
            Ok((!stream.effects.is_empty(), stream.current.clone()))
        })?;
        let native = descriptor.current_type();
        let chain = Chain::direct(&self.arc()?, index, &native, None);
        let changed = chain.output != before;
        self.install(index, chain, Ask::Nothing, Some(Vec::new()))?;
        Ok(ReadFlags {
            current_type_changed: changed,
            effects_removed: effects,
            ..ReadFlags::default()
        })
    }

    pub(super) fn set_current_type(&self, index: usize, wanted: &MediaType) -> Result<()> {
        self.idle_stream(index)?;
        let presentation = self.presentation();
        let (descriptor, _) = presentation.stream(index)?;
        let native = descriptor.current_type();
        if wanted.major_type() != native.major_type() {
            return Err(Error::invalid_media_type(format!(
                "the stream is {native}, not {wanted}"
            )));
        }
        if wanted.subtype() == Guid::ZERO {
            return Err(Error::invalid_media_type("the type has no subtype"));
        }
        let effects = self.with_stream(index, |stream| Ok(stream.effects.clone()))?;
        // One of the source's own types needs no transform.
        if effects.is_empty() && !native.satisfies(wanted) {
            let types = descriptor.type_handler();
            let listed = (0..MAX_TYPES).map_while(|at| types.type_by_index(at).ok());
            if let Some(own) = listed.into_iter().find(|own| own.satisfies(wanted)) {
                types.set_current_type(&own)?;
            }
        }
        let chain = Chain::find(&self.arc()?, index, wanted, &effects)?;
        self.install(index, chain, Ask::Type(wanted.clone()), None)
    }

    pub(super) fn add_effect(&self, index: usize, effect: SharedTransform) -> Result<()> {
        self.idle_stream(index)?;
        if self.options.disable_converters || self.options.video == VideoConversion::Basic {
            return Err(Error::invalid_request("the reader's options allow no effects"));
        }
        let (mut effects, wanted) =
            self.with_stream(index, |stream| Ok((stream.effects.clone(), stream.asked())))?;
        effects.push(effect);
        let chain = Chain::find(&self.arc()?, index, &wanted, &effects)?;
        self.install(index, chain, Ask::Same, Some(effects))
    }

    pub(super) fn remove_effects(&self, index: usize) -> Result<()> {
        self.idle_stream(index)?;
        let wanted = self.with_stream(index, |stream| {
            Ok((!stream.effects.is_empty()).then(|| stream.wanted.clone()))
        })?;
        let chain = match wanted {
            None => return Ok(()),
            Some(Some(wanted)) => Chain::find(&self.arc()?, index, &wanted, &[])?,
            Some(None) => {
                let presentation = self.presentation();
                let native = presentation.stream(index)?.0.current_type();
                Chain::direct(&self.arc()?, index, &native, None)
            }
        };
        self.install(index, chain, Ask::Same, Some(Vec::new()))
    }

    pub(super) fn transform(&self, index: usize, at: usize) -> Result<(Guid, SharedTransform)> {
        self.with_stream(index, |stream| {
            let links = stream.chain.as_ref().map_or(&[][..], |chain| &chain.links);
            let link = links.get(at).ok_or(Error::InvalidIndex {
                index: at as u64,
                count: links.len() as u64,
            })?;
            Ok((link.category, link.transform.clone()))
        })
    }

    /// # Errors
    /// [`Error::InvalidRequest`]: a read is pending.
    fn idle_stream(&self, index: usize) -> Result<()> {
        let mut state = self.lock();
        state.alive()?;
        let any = !state.any.is_empty();
        if any || !state.stream(index)?.requests.is_empty() {
            return Err(Error::invalid_request("a read is pending"));
        }
        Ok(())
    }

    /// Puts a chain in the place of the former one.
    fn install(
        &self,
        index: usize,
        chain: Chain,
        wanted: Ask,
        effects: Option<Vec<SharedTransform>>,
    ) -> Result<()> {
        let (former_type, former_effects, others) = self.change(|state, after| {
            state.alive()?;
            let any = !state.any.is_empty();
            let stream = state.stream(index)?;
            if any || !stream.requests.is_empty() {
                return Err(Error::invalid_request("a read is pending"));
            }
            stream.current = chain.output.clone();
            stream.arriving = chain.output.clone();
            let links = stream.chain.as_ref().map_or(&[][..], |chain| &chain.links);
            // The former decoder goes on with the stream where it can: then it is not another one to the application.
            let others = !(links.is_empty() && chain.links.is_empty());
            let same_source = stream
                .chain
                .as_ref()
                .is_some_and(|former| former.stream_type == chain.stream_type);
            let converts = same_source
                && effects.is_none()
                && (!chain.stream_type.is_compressed()
                    || (chain.decodes() && stream.chain.as_ref().is_some_and(Chain::decodes)));
            let former_wanted = match wanted {
                Ask::Type(wanted) => stream.wanted.replace(wanted),
                Ask::Nothing => stream.wanted.take(),
                Ask::Same => None,
            };
            let former_effects = effects.map_or_else(Vec::new, |effects| {
                std::mem::replace(&mut stream.effects, effects)
            });
            match (&stream.branch, &mut stream.chain) {
                // The decoder goes on with what it holds; what is behind it follows the sink.
                (Some(branch), Some(former)) if converts && branch.runs && !stream.ended => {
                    let asked = chain.sink.current().unwrap_or_else(|| chain.output.clone());
                    former
                        .sink
                        .change(stream.wanted.clone().unwrap_or_else(|| asked.clone()), asked);
                    former.output = chain.output.clone();
                    after.sink_changes.push(Arc::clone(&branch.control));
                    after.chains.push(chain);
                }
                _ => {
                    after.chains.extend(stream.chain.replace(chain));
                    if let Some(branch) = stream.branch.take() {
                        after.orders.push((branch.control, Order::Exit));
                        state.exiting += 1;
                        state.stale = true;
                    }
                }
            }
            Ok((former_wanted, former_effects, others))
        })?;
        drop((former_type, former_effects));
        if others {
            self.tell(|events| events.transforms_changed());
        }
        Ok(())
    }
}
