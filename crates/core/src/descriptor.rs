use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::{Attributes, Error, Guid, MediaType, Result};

/// Describes the presentation of a media source (`IMFPresentationDescriptor`): its streams, which of them are
/// selected, and attributes such as `MF_PD_DURATION`.
#[derive(Debug, Default)]
pub struct PresentationDescriptor {
    attributes: Attributes,
    streams: Vec<(Arc<StreamDescriptor>, AtomicBool)>,
}

impl PresentationDescriptor {
    /// A descriptor of these streams; the flag tells which are selected.
    pub fn new(streams: impl IntoIterator<Item = (Arc<StreamDescriptor>, bool)>) -> Self {
        let streams = streams
            .into_iter()
            .map(|(stream, on)| (stream, AtomicBool::new(on)))
            .collect();
        Self {
            attributes: Attributes::new(),
            streams,
        }
    }

    /// The presentation's attributes.
    pub fn attributes(&self) -> &Attributes {
        &self.attributes
    }

    /// How many streams there are.
    pub fn stream_count(&self) -> usize {
        self.streams.len()
    }

    /// A stream and whether it is selected.
    ///
    /// # Errors
    /// - [`Error::InvalidIndex`]: there are fewer streams.
    pub fn stream(&self, index: usize) -> Result<(&Arc<StreamDescriptor>, bool)> {
        let count = self.streams.len() as u64;
        let (stream, on) = self.streams.get(index).ok_or(Error::InvalidIndex {
            index: index as u64,
            count,
        })?;
        Ok((stream, on.load(Ordering::Acquire)))
    }

    /// All streams and whether they are selected.
    pub fn streams(&self) -> impl Iterator<Item = (&Arc<StreamDescriptor>, bool)> {
        self.streams
            .iter()
            .map(|(stream, on)| (stream, on.load(Ordering::Acquire)))
    }

    /// Selects or deselects a stream. Takes effect when the source is started.
    ///
    /// # Errors
    /// - [`Error::InvalidIndex`]: there are fewer streams.
    pub fn select(&self, index: usize, selected: bool) -> Result<()> {
        let count = self.streams.len() as u64;
        let (_, on) = self.streams.get(index).ok_or(Error::InvalidIndex {
            index: index as u64,
            count,
        })?;
        on.store(selected, Ordering::Release);
        Ok(())
    }
}

impl Clone for PresentationDescriptor {
    /// A shallow copy: its own selection and attributes, shared stream descriptors.
    fn clone(&self) -> Self {
        let streams = self
            .streams()
            .map(|(stream, on)| (Arc::clone(stream), AtomicBool::new(on)))
            .collect();
        Self {
            attributes: self.attributes.clone(),
            streams,
        }
    }
}

/// Describes one stream of a presentation (`IMFStreamDescriptor`).
#[derive(Debug)]
pub struct StreamDescriptor {
    id: u32,
    attributes: Attributes,
    handler: Arc<TypeList>,
}

impl StreamDescriptor {
    /// A stream that can deliver these media types, in order of preference; the first becomes the current one.
    pub fn new(id: u32, types: Vec<MediaType>) -> Self {
        let handler = Arc::new(TypeList::new(types));
        if let Ok(first) = handler.type_by_index(0) {
            handler.set_unchecked(first);
        }
        Self {
            id,
            attributes: Attributes::new(),
            handler,
        }
    }

    /// The stream's identifier, unique within its source.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// The stream's attributes, such as `MF_SD_LANGUAGE`.
    pub fn attributes(&self) -> &Attributes {
        &self.attributes
    }

    /// The stream's media types.
    pub fn type_handler(&self) -> &Arc<TypeList> {
        &self.handler
    }

    /// The current media type, else the first of the list, else an empty type.
    pub fn current_type(&self) -> MediaType {
        self.handler
            .current_type()
            .or_else(|_| self.handler.type_by_index(0))
            .unwrap_or_default()
    }
}

/// Lists and holds the media types of a stream (`IMFMediaTypeHandler`).
pub trait MediaTypeHandler: Send + Sync {
    /// Whether the object would accept this type.
    ///
    /// # Errors
    /// - [`Error::InvalidMediaType`]: it would not; the text says why.
    fn is_supported(&self, media_type: &MediaType) -> Result<()>;

    /// A type of the list of preferred types, which may be partial.
    ///
    /// # Errors
    /// - [`Error::NoMoreTypes`]: the list is shorter.
    fn type_by_index(&self, index: usize) -> Result<MediaType>;

    /// Sets the current type.
    ///
    /// # Errors
    /// - [`Error::InvalidMediaType`]: it is not supported.
    fn set_current_type(&self, media_type: &MediaType) -> Result<()>;

    /// The current type.
    ///
    /// # Errors
    /// - [`Error::NotInitialized`]: none was set.
    fn current_type(&self) -> Result<MediaType>;

    /// The major type of all types, or [`Guid::ZERO`] if there are none.
    fn major_type(&self) -> Guid {
        self.type_by_index(0)
            .map_or(Guid::ZERO, |media_type| media_type.major_type())
    }
}

/// A [`MediaTypeHandler`] over a fixed list: a type is supported if it satisfies one of the list, or if the list is
/// empty.
#[derive(Debug, Default)]
pub struct TypeList {
    types: Vec<MediaType>,
    current: Mutex<Option<MediaType>>,
}

impl TypeList {
    /// A handler over these types, which may be partial, in order of preference; none is current yet.
    pub fn new(types: Vec<MediaType>) -> Self {
        Self {
            types,
            current: Mutex::new(None),
        }
    }

    fn set_unchecked(&self, media_type: MediaType) {
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = Some(media_type);
    }
}

impl MediaTypeHandler for TypeList {
    fn is_supported(&self, media_type: &MediaType) -> Result<()> {
        if self.types.is_empty() || self.types.iter().any(|ours| media_type.satisfies(ours)) {
            Ok(())
        } else {
            Err(Error::invalid_media_type(format!(
                "{media_type} is not one of the stream's types"
            )))
        }
    }

    fn type_by_index(&self, index: usize) -> Result<MediaType> {
        self.types.get(index).cloned().ok_or(Error::NoMoreTypes)
    }

    fn set_current_type(&self, media_type: &MediaType) -> Result<()> {
        self.is_supported(media_type)?;
        self.set_unchecked(media_type.clone());
        Ok(())
    }

    fn current_type(&self) -> Result<MediaType> {
        let current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        current.clone().ok_or(Error::NotInitialized {
            what: "the stream's current media type",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AudioFormat, SampleFormat, guids};

    #[test]
    fn a_clone_selects_on_its_own() {
        let stream = Arc::new(StreamDescriptor::new(1, vec![]));
        let original = PresentationDescriptor::new([(stream, true)]);
        let copy = original.clone();
        copy.select(0, false).unwrap();
        assert!(original.stream(0).unwrap().1 && !copy.stream(0).unwrap().1);
        assert!(Arc::ptr_eq(
            original.stream(0).unwrap().0,
            copy.stream(0).unwrap().0
        ));
        assert!(matches!(
            copy.select(1, true),
            Err(Error::InvalidIndex { index: 1, count: 1 })
        ));
    }

    #[test]
    fn a_type_list_accepts_what_completes_one_of_its_types() {
        let list = TypeList::new(vec![MediaType::partial(
            guids::MFMediaType_Audio,
            guids::MFAudioFormat_PCM,
        )]);
        assert!(matches!(list.current_type(), Err(Error::NotInitialized { .. })));
        let float = AudioFormat::pcm(SampleFormat::F32, 48_000, 2).to_media_type();
        assert!(matches!(
            list.set_current_type(&float),
            Err(Error::InvalidMediaType { .. })
        ));
        let pcm = AudioFormat::pcm(SampleFormat::S16, 48_000, 2).to_media_type();
        list.set_current_type(&pcm).unwrap();
        assert_eq!(list.current_type().unwrap(), pcm);
        assert!(matches!(list.type_by_index(1), Err(Error::NoMoreTypes)));
    }
}
