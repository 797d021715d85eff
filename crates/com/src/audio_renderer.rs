//! The audio renderer of `MFCreateAudioRenderer` and `MFCreateAudioRendererActivate`, and what its attributes say.

use std::sync::Arc;

use openmf::{FallbackActivate, SinkFactory};
use openmf_core::{Attributes, Error, Guid, HostClock, Key, MediaSink, Result, SinkActivate, codes, guids};
use openmf_sinks::{AudioRendererActivate, AudioRendererOptions, NullActivate, NullOptions};

use crate::neighbours;

/// `ERole_enum_count`: `eConsole`, `eMultimedia` and `eCommunications` are below it.
const ROLES: u32 = 3;

/// The audio renderer that attributes describe.
///
/// | attribute | type | |
/// | --- | --- | --- |
/// | `MF_AUDIO_RENDERER_ATTRIBUTE_ENDPOINT_ID` | string | the device of this identifier, on Windows the audio endpoint's, or of this name. No other one takes its place, and no null renderer |
/// | `MF_AUDIO_RENDERER_ATTRIBUTE_ENDPOINT_ROLE` | `UINT32` | checked; each role has the sound system's default device |
/// | `MF_AUDIO_RENDERER_ATTRIBUTE_SESSION_ID` | GUID | the audio session whose volume it shares, also as a null renderer |
/// | `MF_AUDIO_RENDERER_ATTRIBUTE_FLAGS` | `UINT32` | the type is checked; ignored: sessions end with the process, and nothing of them is kept |
/// | `MF_AUDIO_RENDERER_ATTRIBUTE_STREAM_CATEGORY` | `UINT32` | the type is checked; ignored: the sound system has no categories |
///
/// Without an endpoint's identifier, a null renderer takes the place of a device that is missing; the session tells it by
/// `MENonFatalError`.
///
/// # Errors
/// Of the activation:
/// - `MF_E_NO_AUDIO_PLAYBACK_DEVICE`: there is no device of the identifier.
/// - [`Error::InvalidArgument`] (`E_INVALIDARG`): both an identifier and a role, or no role of `ERole`.
/// - [`Error::AttributeType`] (`MF_E_INVALIDTYPE`): an attribute has another type.
///
/// Source: "Audio Renderer Attributes"; `MFCreateAudioRendererActivate` (Microsoft Learn).
pub(crate) fn activate(attributes: &Attributes) -> Arc<dyn SinkActivate> {
    let options = match options(attributes) {
        Ok(options) => options,
        Err(error) => return SinkFactory::new(NAME, move || Err(error.clone())),
    };
    let null = NullActivate::null_audio(NullOptions {
        session: options.session,
        ..NullOptions::default()
    });
    let host: Arc<dyn HostClock> = Arc::new(neighbours::pool());
    let is_named = options.device.is_some();
    let device: Arc<dyn SinkActivate> = Arc::new(AudioRendererActivate::audio_renderer(options, host));
    if is_named {
        return Arc::new(Named(device));
    }
    FallbackActivate::new(device, Arc::new(null), |error| {
        tracing::warn!(%error, "no sound device: a null renderer stands in");
    })
}

const NAME: &str = "audio renderer";

fn options(attributes: &Attributes) -> Result<AudioRendererOptions> {
    let device: Option<String> = given(attributes, guids::MF_AUDIO_RENDERER_ATTRIBUTE_ENDPOINT_ID)?;
    let role: Option<u32> = given(attributes, guids::MF_AUDIO_RENDERER_ATTRIBUTE_ENDPOINT_ROLE)?;
    if device.is_some() && role.is_some() {
        return Err(Error::invalid_argument(
            "an audio renderer has an endpoint's identifier or a role, not both",
        ));
    }
    if role.is_some_and(|role| role >= ROLES) {
        return Err(Error::invalid_argument("no role of an audio endpoint"));
    }
    for ignored in [
        guids::MF_AUDIO_RENDERER_ATTRIBUTE_FLAGS,
        guids::MF_AUDIO_RENDERER_ATTRIBUTE_STREAM_CATEGORY,
    ] {
        given::<u32>(attributes, ignored)?;
    }
    Ok(AudioRendererOptions {
        device,
        session: given(attributes, guids::MF_AUDIO_RENDERER_ATTRIBUTE_SESSION_ID)?,
    })
}

/// What is under a key, if anything is.
fn given<T: openmf_core::Attribute>(attributes: &Attributes, key: Guid) -> Result<Option<T>> {
    match attributes.get(Key::<T>::new(key)) {
        Ok(value) => Ok(Some(value)),
        Err(Error::AttributeNotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A device that was asked for by its identifier.
struct Named(Arc<dyn SinkActivate>);

impl SinkActivate for Named {
    fn activate(&self) -> Result<Arc<dyn MediaSink>> {
        self.0.activate().map_err(|error| match error {
            Error::Device { .. } => {
                tracing::warn!(%error, "the audio endpoint that was asked for is not there");
                Error::Code {
                    code: codes::MF_E_NO_AUDIO_PLAYBACK_DEVICE,
                }
            }
            error => error,
        })
    }

    fn shutdown_object(&self) {
        self.0.shutdown_object();
    }

    fn name(&self) -> String {
        self.0.name()
    }
}
