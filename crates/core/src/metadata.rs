use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{PresentationDescriptor, Result, Variant};

/// What a file says about itself: names and values, for each language (`IMFMetadata`).
///
/// Names are those of the documented properties where there is one: "Title", "Author", "WM/AlbumTitle", …; a name that
/// has none is the file's own. The language is a tag of RFC 1766 ("en-us"), or empty for what belongs to none.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct MediaMetadata {
    language: String,
    languages: BTreeMap<String, BTreeMap<String, Variant>>,
}

impl MediaMetadata {
    /// The languages in which there are properties (`GetAllLanguages`), the neutral one left out.
    pub fn languages(&self) -> Vec<&str> {
        let named = self
            .languages
            .iter()
            .filter(|(tag, of)| !tag.is_empty() && !of.is_empty());
        named.map(|(tag, _)| tag.as_str()).collect()
    }

    /// The language of the calls that follow (`GetLanguage`). Default: the neutral one, an empty text.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Chooses the language of the calls that follow (`SetLanguage`).
    pub fn set_language(&mut self, language: &str) {
        self.language = language.to_ascii_lowercase();
    }

    /// The names of the properties in the chosen language (`GetAllPropertyNames`).
    pub fn names(&self) -> Vec<&str> {
        let chosen = self.languages.get(&self.language);
        chosen
            .into_iter()
            .flat_map(|of| of.keys().map(String::as_str))
            .collect()
    }

    /// The value of a property in the chosen language (`GetProperty`).
    pub fn get(&self, name: &str) -> Option<&Variant> {
        self.languages.get(&self.language)?.get(name)
    }

    /// Sets a property in the chosen language (`SetProperty`).
    pub fn set(&mut self, name: &str, value: Variant) {
        let chosen = self.languages.entry(self.language.clone()).or_default();
        chosen.insert(name.to_owned(), value);
    }

    /// Removes a property of the chosen language (`DeleteProperty`); returns its value.
    pub fn remove(&mut self, name: &str) -> Option<Variant> {
        self.languages.get_mut(&self.language)?.remove(name)
    }
}

/// Tells what a source's content says about itself (`IMFMetadataProvider`).
pub trait MetadataProvider: Send + Sync {
    /// The metadata of the presentation, or of the stream of this identifier.
    ///
    /// # Errors
    /// - [`crate::Error::NotFound`]: there is none.
    /// - [`crate::Error::InvalidStreamNumber`]: there is no such stream.
    /// - [`crate::Error::Shutdown`]: the source was shut down.
    fn metadata(&self, presentation: &PresentationDescriptor, stream: Option<u32>) -> Result<MediaMetadata>;
}

/// A metadata provider as a service's object: what `MF_METADATA_PROVIDER_SERVICE` answers with.
#[derive(Clone)]
pub struct MetadataProviderObject(pub Arc<dyn MetadataProvider>);
