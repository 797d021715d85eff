//! `IMFActivate` on output and transform nodes, and the activation objects of the built-in renderers.

use std::ffi::c_void;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use openmf::FallbackActivate;
use openmf_core::{
    AttributeValue, Attributes, Error, MediaSink, MediaType, SharedTransform, SinkActivate,
    TransformActivate, UserObject, codes, guids,
};
use openmf_sinks::{
    GrabberOptions, NullActivate, NullOptions, SampleGrabber, SampleGrabberCallback, VideoRendererActivate,
    VideoWindowOptions,
};
use windows_core::{GUID, IUnknown, Interface, implement};

use crate::attributes::{HasAttributes, Store, attributes_of};
use crate::bindings::{IMFActivate, IMFActivate_Impl, IMFSampleGrabberSinkCallback};
use crate::convert::{code, fail, to_guid};
use crate::identity::{self, IOwn, Kind, Registration, own};
use crate::{audio_renderer, foreign, inward, sink, transform};

type Result<T> = windows_core::Result<T>;

/// An activation object of a sink as an object.
struct SinkActivateHandle(Arc<dyn SinkActivate>);
/// An activation object of a transform as an object.
struct TransformActivateHandle(Arc<dyn TransformActivate>);

type MakeSink = Box<dyn Fn(&Attributes) -> Arc<dyn SinkActivate> + Send + Sync>;
type MakeTransform = Box<dyn Fn() -> openmf_core::Result<SharedTransform> + Send + Sync>;

/// Makes a renderer or grabber with what its attributes say when it is made.
pub(crate) struct Maker {
    attributes: Attributes,
    make: MakeSink,
    made: Mutex<Option<Arc<dyn SinkActivate>>>,
    name: &'static str,
}

impl SinkActivate for Maker {
    fn activate(&self) -> openmf_core::Result<Arc<dyn MediaSink>> {
        let known = self.made.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let activate = known.unwrap_or_else(|| {
            let made = (self.make)(&self.attributes);
            let mut known = self.made.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(known.get_or_insert(made))
        });
        let sink = activate.activate();
        if sink.is_err() {
            // The attributes may say something else next time.
            let made = self.made.lock().unwrap_or_else(PoisonError::into_inner).take();
            drop(made);
        }
        sink
    }

    fn shutdown_object(&self) {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(made) = made {
            made.shutdown_object();
        }
    }

    fn name(&self) -> String {
        self.name.to_owned()
    }
}

/// Makers that live, for those whose COM object ended before them.
static MAKERS: Mutex<Vec<Weak<Maker>>> = Mutex::new(Vec::new());

enum What {
    Maker(Arc<Maker>),
    Sink(Arc<dyn SinkActivate>, Attributes),
    Transform(Arc<dyn TransformActivate>, Arc<Attributes>),
}

impl HasAttributes for What {
    fn attributes(&self) -> &Attributes {
        match self {
            Self::Maker(maker) => &maker.attributes,
            Self::Sink(_, attributes) => attributes,
            Self::Transform(_, attributes) => attributes,
        }
    }
}

#[implement(IMFActivate, IOwn)]
struct ActivateObject {
    store: Store<What>,
    own: UserObject,
    _registration: Registration,
}

attributes_of!(ActivateObject_Impl);
own!(ActivateObject_Impl);

impl IMFActivate_Impl for ActivateObject_Impl {
    fn ActivateObject(&self, iid: *const GUID, result: *mut *mut c_void) -> Result<()> {
        let object: IUnknown = match self.store.inner() {
            What::Maker(maker) => sink::to_com(&maker.activate().map_err(fail)?)?.cast()?,
            What::Sink(activate, _) => sink::to_com(&activate.activate().map_err(fail)?)?.cast()?,
            What::Transform(activate, _) => transform::to_com(&activate.activate().map_err(fail)?)?.cast()?,
        };
        // SAFETY: the interface's caller gives pointers as the method documents them.
        unsafe { foreign::query(&object, iid, result) }.ok()
    }

    fn ShutdownObject(&self) -> Result<()> {
        match self.store.inner() {
            What::Maker(maker) => maker.shutdown_object(),
            What::Sink(activate, _) => activate.shutdown_object(),
            What::Transform(activate, _) => activate.shutdown_object(),
        }
        Ok(())
    }

    fn DetachObject(&self) -> Result<()> {
        let What::Maker(maker) = self.store.inner() else {
            return Err(code(codes::E_NOTIMPL));
        };
        let made = maker.made.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(made);
        Ok(())
    }
}

/// The COM object of an activation object of a sink.
///
/// # Errors
/// None in practice.
pub(crate) fn sink_to_com(activate: &Arc<dyn SinkActivate>) -> Result<IUnknown> {
    let address = identity::address(activate);
    Ok(identity::outward(Kind::SinkActivate, address, |registration| {
        let makers = MAKERS.lock().unwrap_or_else(PoisonError::into_inner);
        let maker = makers.iter().find(|maker| maker.as_ptr().addr() == address);
        let what = match maker.and_then(Weak::upgrade) {
            Some(maker) => What::Maker(maker),
            None => What::Sink(Arc::clone(activate), Attributes::new()),
        };
        drop(makers);
        object(
            what,
            UserObject::new(SinkActivateHandle(Arc::clone(activate))),
            registration,
        )
    }))
}

fn object(what: What, own: UserObject, registration: Registration) -> IUnknown {
    let object: IMFActivate = ActivateObject {
        store: Store::new(what),
        own,
        _registration: registration,
    }
    .into();
    object.into()
}

/// The core's form of somebody's activation object of a sink.
///
/// # Errors
/// Whatever the object answers.
pub(crate) fn sink_to_core(activate: &IMFActivate) -> Result<Arc<dyn SinkActivate>> {
    let unknown: IUnknown = activate.cast()?;
    match identity::inner_of::<SinkActivateHandle>(&unknown) {
        Some(ours) => Ok(Arc::clone(&ours.0)),
        None => inward::activate::adapt_sink(activate),
    }
}

/// The COM object of an activation object of a transform.
///
/// # Errors
/// None in practice.
pub(crate) fn transform_to_com(activate: &Arc<dyn TransformActivate>) -> Result<IUnknown> {
    transform_with(activate, Arc::default())
}

/// As [`transform_to_com`], with these attributes if it is made now.
///
/// # Errors
/// None in practice.
pub(crate) fn transform_with(
    activate: &Arc<dyn TransformActivate>,
    attributes: Arc<Attributes>,
) -> Result<IUnknown> {
    let address = identity::address(activate);
    Ok(identity::outward(
        Kind::TransformActivate,
        address,
        |registration| {
            let own = UserObject::new(TransformActivateHandle(Arc::clone(activate)));
            object(
                What::Transform(Arc::clone(activate), attributes),
                own,
                registration,
            )
        },
    ))
}

/// The core's form of somebody's activation object of a transform.
///
/// # Errors
/// Whatever the object answers.
pub(crate) fn transform_to_core(activate: &IMFActivate) -> Result<Arc<dyn TransformActivate>> {
    let unknown: IUnknown = activate.cast()?;
    match identity::inner_of::<TransformActivateHandle>(&unknown) {
        Some(ours) => Ok(Arc::clone(&ours.0)),
        None => inward::activate::adapt_transform(activate),
    }
}

fn create(
    name: &'static str,
    make: impl Fn(&Attributes) -> Arc<dyn SinkActivate> + Send + Sync + 'static,
) -> Result<IMFActivate> {
    let maker = Arc::new(Maker {
        attributes: Attributes::new(),
        make: Box::new(make),
        made: Mutex::default(),
        name,
    });
    let mut makers = MAKERS.lock().unwrap_or_else(PoisonError::into_inner);
    makers.retain(|maker| maker.strong_count() > 0);
    makers.push(Arc::downgrade(&maker));
    drop(makers);
    let activate: Arc<dyn SinkActivate> = maker;
    sink_to_com(&activate)?.cast()
}

/// The application's window, or none yet (0).
#[cfg(windows)]
fn video_window(window: usize) -> VideoRendererActivate {
    VideoRendererActivate::video_surface(VideoWindowOptions::default(), move || {
        Ok(Arc::new(crate::hwnd::WindowSurface::of(window)?))
    })
}

/// A window of ours: off Windows the application's number names none.
#[cfg(not(windows))]
fn video_window(_window: usize) -> VideoRendererActivate {
    VideoRendererActivate::video_renderer(VideoWindowOptions::default(), |_| {})
}

fn video(window: usize) -> Arc<dyn SinkActivate> {
    let window = video_window(window);
    let null = NullActivate::null_video(NullOptions::default());
    FallbackActivate::new(Arc::new(window), Arc::new(null), |error| {
        tracing::warn!(%error, "no window: a null renderer stands in");
    })
}

/// `MFCreateAudioRendererActivate`: see [`audio_renderer::activate`]. The attributes are read when a renderer is made.
///
/// # Errors
/// None in practice.
pub(crate) fn audio_renderer() -> Result<IMFActivate> {
    create("audio renderer", audio_renderer::activate)
}

/// `MFCreateAudioRenderer`: as the activation object's, made now, with these attributes.
///
/// # Errors
/// Those of [`audio_renderer::activate`].
pub(crate) fn audio_sink(attributes: &Attributes) -> Result<crate::bindings::IMFMediaSink> {
    sink::to_com(&audio_renderer::activate(attributes).activate().map_err(fail)?)
}

/// `MFCreateVideoRendererActivate`: the application's window on Windows and one of ours elsewhere, or a null renderer
/// where there is none.
///
/// # Errors
/// None in practice.
pub(crate) fn video_renderer(window: usize) -> Result<IMFActivate> {
    let activate = create("video renderer", |attributes| {
        let window = match attributes.item(&guids::MF_ACTIVATE_VIDEO_WINDOW) {
            // A handle has the size of a pointer.
            Some(AttributeValue::U64(window)) => window as usize,
            _ => 0,
        };
        if has_custom_plumbing(attributes) {
            return openmf::SinkFactory::new("video renderer", || {
                Err(Error::NotImplemented {
                    what: "a mixer or presenter of the application's".into(),
                })
            });
        }
        video(window)
    })?;
    // SAFETY: a live object.
    unsafe { activate.SetUINT64(&to_guid(guids::MF_ACTIVATE_VIDEO_WINDOW), window as u64) }.ok()?;
    Ok(activate)
}

/// Whether the attributes name a mixer or a presenter without which there is to be no renderer. Source:
/// `MF_ACTIVATE_CUSTOM_VIDEO_PRESENTER_FLAGS`, `MF_ACTIVATE_CUSTOM_VIDEO_MIXER_FLAGS`.
fn has_custom_plumbing(attributes: &Attributes) -> bool {
    /// `MF_ACTIVATE_CUSTOM_MIXER_ALLOWFAIL`, `MF_ACTIVATE_CUSTOM_PRESENTER_ALLOWFAIL`.
    const MAY_FAIL: u32 = 1;
    let parts = [
        (
            guids::MF_ACTIVATE_CUSTOM_VIDEO_MIXER_CLSID,
            guids::MF_ACTIVATE_CUSTOM_VIDEO_MIXER_ACTIVATE,
            guids::MF_ACTIVATE_CUSTOM_VIDEO_MIXER_FLAGS,
        ),
        (
            guids::MF_ACTIVATE_CUSTOM_VIDEO_PRESENTER_CLSID,
            guids::MF_ACTIVATE_CUSTOM_VIDEO_PRESENTER_ACTIVATE,
            guids::MF_ACTIVATE_CUSTOM_VIDEO_PRESENTER_FLAGS,
        ),
    ];
    parts.iter().any(|(class, activate, flags)| {
        let may_fail = matches!(
            attributes.item(flags),
            Some(AttributeValue::U32(flags)) if flags & MAY_FAIL != 0
        );
        (attributes.contains(class) || attributes.contains(activate)) && !may_fail
    })
}

/// `MFCreateVideoRenderer`: as the activation object's, made now.
///
/// # Errors
/// Those of the device.
pub(crate) fn video_sink() -> Result<crate::bindings::IMFMediaSink> {
    sink::to_com(&video(0).activate().map_err(fail)?)
}

/// `MFCreateSampleGrabberSinkActivate`.
///
/// # Errors
/// None in practice.
pub(crate) fn sample_grabber(
    media_type: MediaType,
    callback: &IMFSampleGrabberSinkCallback,
) -> Result<IMFActivate> {
    let callback: Arc<dyn SampleGrabberCallback> = inward::grabber::adapt(callback)?;
    create("sample grabber", move |attributes| {
        let (media_type, callback) = (media_type.clone(), Arc::clone(&callback));
        let options = GrabberOptions::from(attributes);
        openmf::SinkFactory::new("sample grabber", move || {
            let grabber = SampleGrabber::new(media_type.clone(), options, Arc::clone(&callback));
            Ok(grabber.sink() as Arc<dyn MediaSink>)
        })
    })
}

/// A transform that is made by a function, and the same one until it is shut down.
pub(crate) struct TransformMaker {
    make: MakeTransform,
    made: Mutex<Option<SharedTransform>>,
}

impl TransformMaker {
    pub(crate) fn create(
        make: impl Fn() -> openmf_core::Result<SharedTransform> + Send + Sync + 'static,
    ) -> Arc<dyn TransformActivate> {
        Arc::new(Self {
            make: Box::new(make),
            made: Mutex::default(),
        })
    }
}

impl TransformActivate for TransformMaker {
    fn activate(&self) -> openmf_core::Result<SharedTransform> {
        let known = self.made.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known {
            return Ok(known);
        }
        let made = (self.make)()?;
        let mut known = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(known.get_or_insert(made).clone())
    }

    fn shutdown_object(&self) {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(made);
    }
}
