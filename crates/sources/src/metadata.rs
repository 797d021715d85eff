use openmf_core::{
    Attributes, Error, Key, MediaMetadata, MetadataProvider, PresentationDescriptor, Result, Variant, keys,
};

/// What the descriptors of a source say as metadata (`IMFMetadataProvider`).
///
/// The presentation's properties are the tags of the file, in no language; a name that occurs several times has its
/// values joined by "; ". A stream's are its name and its language, in that language.
pub(crate) struct DescribedMetadata;

/// The documented names of the tags. Source: "Metadata Properties for Media Files" (Microsoft Learn).
const NAMES: &[(&str, &str)] = &[
    ("ALBUM", "WM/AlbumTitle"),
    ("ALBUMARTIST", "WM/AlbumArtist"),
    ("ARTIST", "Author"),
    ("BPM", "WM/BeatsPerMinute"),
    ("COMMENT", "Description"),
    ("COMPOSER", "WM/Composer"),
    ("CONDUCTOR", "WM/Conductor"),
    ("COPYRIGHT", "Copyright"),
    ("DATE", "WM/Year"),
    ("DESCRIPTION", "Description"),
    ("DISCNUMBER", "WM/PartOfSet"),
    ("ENCODED_BY", "WM/EncodedBy"),
    ("ENCODER", "WM/ToolName"),
    ("GENRE", "WM/Genre"),
    ("ISRC", "WM/ISRC"),
    ("LYRICS", "WM/Lyrics"),
    ("PUBLISHER", "WM/Publisher"),
    ("TITLE", "Title"),
    ("TRACKNUMBER", "WM/TrackNumber"),
];

impl MetadataProvider for DescribedMetadata {
    fn metadata(&self, presentation: &PresentationDescriptor, stream: Option<u32>) -> Result<MediaMetadata> {
        match stream {
            None => Ok(of_presentation(presentation.attributes())),
            Some(id) => {
                let mut streams = presentation.streams();
                let (stream, _) = streams
                    .find(|(stream, _)| stream.id() == id)
                    .ok_or(Error::InvalidStreamNumber { stream: id })?;
                Ok(of_stream(stream.attributes()))
            }
        }
    }
}

fn of_presentation(attributes: &Attributes) -> MediaMetadata {
    let mut metadata = MediaMetadata::default();
    let tags = attributes.get_or(keys::OPENMF_TAGS, String::new());
    for (name, value) in tags.lines().filter_map(|line| line.split_once('=')) {
        let known = NAMES.iter().find(|(tag, _)| *tag == name);
        let name = known.map_or(name, |(_, documented)| documented);
        let value = match metadata.get(name) {
            Some(Variant::String(before)) => format!("{before}; {value}"),
            _ => value.to_owned(),
        };
        metadata.set(name, Variant::String(value));
    }
    if let Ok(title) = attributes.get(keys::OPENMF_TITLE)
        && metadata.get("Title").is_none()
    {
        metadata.set("Title", Variant::String(title));
    }
    if let Ok(picture) = attributes.get(keys::OPENMF_COVER_ART) {
        metadata.set("WM/Picture", Variant::Blob(picture));
    }
    if let Ok(duration) = attributes.get(keys::MF_PD_DURATION) {
        metadata.set("Duration", Variant::U64(duration.as_100ns().unsigned_abs()));
    }
    metadata
}

fn of_stream(attributes: &Attributes) -> MediaMetadata {
    let mut metadata = MediaMetadata::default();
    let text = |key: Key<String>| attributes.get(key).ok();
    if let Some(language) = text(keys::MF_SD_LANGUAGE) {
        metadata.set_language(&language);
        metadata.set("WM/Language", Variant::String(language));
    }
    if let Some(name) = text(keys::MF_SD_STREAM_NAME) {
        metadata.set("Title", Variant::String(name));
    }
    metadata
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use openmf_core::{AudioFormat, SampleFormat, StreamDescriptor};

    use super::*;

    fn text(value: &str) -> Variant {
        Variant::String(value.to_owned())
    }

    #[test]
    fn tags_have_their_documented_names_and_streams_their_language() {
        let media_type = AudioFormat::pcm(SampleFormat::S16, 48_000, 2).to_media_type();
        let streams = [("de", "Kommentar"), ("", "")].into_iter().enumerate();
        let streams = streams.map(|(index, (language, name))| {
            let stream = StreamDescriptor::new(index as u32 + 1, vec![media_type.clone()]);
            if !language.is_empty() {
                stream.attributes().set(keys::MF_SD_LANGUAGE, language.to_owned());
                stream.attributes().set(keys::MF_SD_STREAM_NAME, name.to_owned());
            }
            (Arc::new(stream), true)
        });
        let presentation = PresentationDescriptor::new(streams);
        let attributes = presentation.attributes();
        let tags = "TITLE=A\nARTIST=B\nARTIST=C\nX-OWN=D=E\nDATE=1999";
        attributes.set(keys::OPENMF_TAGS, tags.to_owned());
        attributes.set(keys::OPENMF_COVER_ART, vec![1, 2]);
        let metadata = DescribedMetadata.metadata(&presentation, None).unwrap();
        assert_eq!(metadata.languages(), [""; 0]);
        assert_eq!(
            metadata.names(),
            ["Author", "Title", "WM/Picture", "WM/Year", "X-OWN"]
        );
        assert_eq!(metadata.get("Author"), Some(&text("B; C")));
        assert_eq!(metadata.get("X-OWN"), Some(&text("D=E")));
        assert_eq!(metadata.get("WM/Picture"), Some(&Variant::Blob(vec![1, 2])));
        let mut first = DescribedMetadata.metadata(&presentation, Some(1)).unwrap();
        assert_eq!((first.languages(), first.language()), (vec!["de"], "de"));
        assert_eq!(first.get("Title"), Some(&text("Kommentar")));
        first.set_language("");
        assert_eq!(first.names(), [""; 0]);
        let second = DescribedMetadata.metadata(&presentation, Some(2)).unwrap();
        assert_eq!(second.names(), [""; 0]);
        assert_eq!(
            DescribedMetadata.metadata(&presentation, Some(3)),
            Err(Error::InvalidStreamNumber { stream: 3 })
        );
    }
}
