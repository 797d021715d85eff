use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::{
    Attributes, ClockConsumer, Error, Guid, MediaType, QualityAdvise, RateControl, RealTimeClient, Result,
    Sample, TransformKind, UserObject,
};

/// More available types than this are not looked at.
const MAX_LISTED_TYPES: usize = 256;

/// Turns samples into samples (`IMFTransform`): a decoder, a converter, an effect.
///
/// A synchronous transform with its types set either accepts input or has output. One task at a time uses it.
/// Streams are numbered from 0; most transforms have one input and one output.
pub trait Transform: Send {
    /// A short name for messages: "AAC decoder".
    fn name(&self) -> &str;

    /// The number of inputs and outputs. Default: one each.
    fn stream_count(&self) -> (u32, u32) {
        (1, 1)
    }

    /// The fewest and the most inputs that it can have (`IMFTransform::GetStreamLimits`). Default: as many as it has.
    fn input_limits(&self) -> (u32, u32) {
        let (inputs, _) = self.stream_count();
        (inputs, inputs)
    }

    /// Adds an input behind the others (`IMFTransform::AddInputStreams`), of an identifier that none of them has.
    ///
    /// # Errors
    /// - [`Error::NotImplemented`]: its inputs are fixed.
    fn add_input(&mut self, _id: u32) -> Result<()> {
        Err(Error::NotImplemented {
            what: "a transform's inputs that are added".into(),
        })
    }

    /// Removes an input (`IMFTransform::DeleteInputStream`); those behind it move up.
    ///
    /// # Errors
    /// - [`Error::NotImplemented`]: its inputs are fixed.
    fn remove_input(&mut self, _stream: u32) -> Result<()> {
        Err(Error::NotImplemented {
            what: "a transform's inputs that are removed".into(),
        })
    }

    /// A media type the input would take, which may be partial.
    ///
    /// # Errors
    /// - [`Error::NoMoreTypes`]: the list is shorter.
    /// - [`Error::NotImplemented`]: there is no list.
    fn input_available_type(&self, stream: u32, index: usize) -> Result<MediaType>;

    /// A media type the output can have, in order of preference.
    ///
    /// # Errors
    /// - [`Error::NoMoreTypes`]: the list is shorter.
    /// - [`Error::TypeNotSet`]: the input type has to be set first.
    fn output_available_type(&self, stream: u32, index: usize) -> Result<MediaType>;

    /// Whether [`Transform::set_input_type`] would succeed (`MFT_SET_TYPE_TEST_ONLY`).
    ///
    /// # Errors
    /// - [`Error::InvalidMediaType`]: it would not; the text says why.
    fn test_input_type(&self, stream: u32, media_type: &MediaType) -> Result<()>;

    /// Sets the input type. Resets the output type if that does not fit any more.
    ///
    /// # Errors
    /// - [`Error::InvalidMediaType`]: the type is not accepted.
    fn set_input_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()>;

    /// Sets the output type, which must be complete.
    ///
    /// # Errors
    /// - [`Error::InvalidMediaType`]: the type is not possible with this input.
    /// - [`Error::TypeNotSet`]: the input type has to be set first.
    fn set_output_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()>;

    /// Whether [`Transform::set_output_type`] would succeed (`MFT_SET_TYPE_TEST_ONLY`). Default: whether the type is one of
    /// those that are available.
    ///
    /// # Errors
    /// - [`Error::InvalidMediaType`]: it would not.
    /// - [`Error::TypeNotSet`]: the input type has to be set first.
    fn test_output_type(&self, stream: u32, media_type: &MediaType) -> Result<()> {
        for index in 0..MAX_LISTED_TYPES {
            match self.output_available_type(stream, index) {
                Ok(listed) if media_type.satisfies(&listed) => return Ok(()),
                Ok(_) => {}
                Err(Error::NoMoreTypes) => break,
                Err(error) => return Err(error),
            }
        }
        Err(Error::invalid_media_type(format!(
            "{} does not make {media_type}",
            self.name()
        )))
    }

    /// The current input type.
    ///
    /// # Errors
    /// - [`Error::TypeNotSet`]: none was set.
    fn input_type(&self, stream: u32) -> Result<MediaType>;

    /// The current output type.
    ///
    /// # Errors
    /// - [`Error::TypeNotSet`]: none was set.
    fn output_type(&self, stream: u32) -> Result<MediaType>;

    /// Gives the transform a sample, or gets it back if output has to be taken first.
    ///
    /// # Errors
    /// - [`Error::Codec`]: the sample is damaged. The transform stays usable: the next clean point starts afresh.
    fn process_input(&mut self, stream: u32, sample: Sample) -> Result<Input>;

    /// Takes a sample out.
    ///
    /// # Errors
    /// - [`Error::Codec`]: the sample could not be made. The transform stays usable.
    fn process_output(&mut self) -> Result<Output>;

    /// Takes a sample out, and says of which output stream it is. Default: [`Transform::process_output`], of stream 0.
    /// A transform with several outputs answers this one.
    ///
    /// # Errors
    /// As [`Transform::process_output`].
    fn process_any_output(&mut self) -> Result<(u32, Output)> {
        self.process_output().map(|output| (0, output))
    }

    /// One of its inputs has ended (`MFT_MESSAGE_NOTIFY_END_OF_STREAM` with a stream identifier); the others go on.
    /// [`TransformMessage::Drain`] follows when all have. Default: nothing for the inputs behind the first.
    ///
    /// # Errors
    /// Whatever went wrong while it was carried out.
    fn end_input(&mut self, stream: u32) -> Result<()> {
        match stream {
            0 => self.process_message(TransformMessage::NotifyEndOfStream),
            _ => Ok(()),
        }
    }

    /// Has it give out what it holds of one input, which takes no more until then; the others go on
    /// (`MFT_MESSAGE_COMMAND_DRAIN` with a stream identifier). Returns whether it drains its inputs one by one. Default: it
    /// does not, and is drained by [`TransformMessage::Drain`] when all have ended.
    ///
    /// # Errors
    /// Whatever went wrong while it was carried out.
    fn drain_input(&mut self, _stream: u32) -> Result<bool> {
        Ok(false)
    }

    /// Tells the transform about the stream. An unknown message is ignored.
    ///
    /// # Errors
    /// Whatever went wrong while it was carried out.
    fn process_message(&mut self, message: TransformMessage) -> Result<()>;

    /// The transform's attributes, if it has any.
    fn attributes(&self) -> Option<&Attributes> {
        None
    }

    /// The control of its rate. Default: none, it takes every forward rate, and plays backwards thinned only.
    fn rate_control(&self) -> Option<&dyn RateControl> {
        None
    }

    /// What a quality manager may tell it. Default: nothing.
    fn quality_advise(&self) -> Option<Arc<dyn QualityAdvise>> {
        None
    }

    /// A service object.
    fn service(&self, _service: &Guid) -> Option<UserObject> {
        None
    }

    /// Ends it for good (`IMFShutdown::Shutdown`): the session was shut down, or the topology was dropped that takes it
    /// along (`MF_TOPONODE_NOSHUTDOWN_ON_REMOVE` is false). It may come again. Default: nothing, as for a synchronous
    /// transform, which has no such method.
    fn shut_down(&mut self) {}

    /// Makes handles of this transform, if several may use it at a time. Then no lock is held while it is called: it may
    /// call back, and whoever it calls may ask it. Default: none, one user at a time locks it.
    fn handles(&self) -> Option<TransformHandles> {
        None
    }

    /// Who is told the work queue and the scheduling class of its branch (`IMFRealTimeClient`). Default: nobody.
    fn real_time_client(&self) -> Option<Arc<dyn RealTimeClient>> {
        None
    }

    /// Who is told the session's clock (`IMFClockConsumer`). Default: nobody.
    fn clock_consumer(&self) -> Option<Arc<dyn ClockConsumer>> {
        None
    }

    /// The Direct3D devices that it may work with (`MFT_MESSAGE_SET_D3D_MANAGER`); `None`: none any more. Who gives them
    /// asks the attributes first (`MF_SA_D3D_AWARE`, `MF_SA_D3D11_AWARE`). Default: it has no use for them.
    ///
    /// # Errors
    /// - [`Error::NotImplemented`]: it has no use for them.
    fn set_device_manager(&mut self, _manager: Option<&UserObject>) -> Result<()> {
        Err(Error::NotImplemented {
            what: "Direct3D in a transform".into(),
        })
    }

    /// Whether it works with devices that it was given. Default: it does not.
    fn has_device_manager(&self) -> bool {
        false
    }
}

/// Makes handles of one transform, each for one use.
pub type TransformHandles = Box<dyn Fn() -> Box<dyn Transform> + Send + Sync>;

/// What became of a sample given to a transform.
#[derive(Debug)]
pub enum Input {
    /// It was taken.
    Accepted,
    /// `MF_E_NOTACCEPTING`: output has to be taken first; here is the sample.
    NotAccepting(Sample),
}

/// What came out of a transform.
#[derive(Debug)]
pub enum Output {
    /// A sample of the given output stream.
    Sample(Sample),
    /// `MF_E_TRANSFORM_NEED_MORE_INPUT`.
    NeedMoreInput,
    /// `MF_E_TRANSFORM_STREAM_CHANGE`: the output type has to be chosen again from the available ones, then
    /// output goes on.
    StreamChange,
}

/// A message to a transform (`MFT_MESSAGE_TYPE`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransformMessage {
    /// Drop everything held; the types stay.
    Flush,
    /// Give out everything held before more input is accepted.
    Drain,
    /// Data will come soon.
    NotifyBeginStreaming,
    /// No data will come for a while.
    NotifyEndStreaming,
    /// The input stream has ended.
    NotifyEndOfStream,
    /// The first sample will come now.
    NotifyStartOfStream,
}

/// A transform that a topology node and a branch share; one user at a time locks it, unless it has
/// [handles](Transform::handles).
#[derive(Clone)]
pub struct SharedTransform {
    name: Arc<str>,
    transform: Arc<Holder>,
    /// Who feeds it; 0: nobody.
    user: Arc<AtomicU64>,
}

impl SharedTransform {
    /// Makes a transform shareable.
    pub fn new(transform: Box<dyn Transform>) -> Self {
        Self {
            name: transform.name().into(),
            transform: Arc::new(Holder {
                advice: transform.quality_advise(),
                clock_consumer: transform.clock_consumer(),
                real_time_client: transform.real_time_client(),
                uses: match transform.handles() {
                    Some(handles) => Uses::Concurrent(handles),
                    None => Uses::Exclusive(Mutex::new(transform)),
                },
            }),
            user: Arc::default(),
        }
    }

    /// Says who feeds it from now on; returns who has fed it until now, 0 if nobody. A transform may be in several
    /// topologies, of which one follows the other.
    pub fn hand_over(&self, user: u64) -> u64 {
        self.user.swap(user, Ordering::AcqRel)
    }

    /// Says that this user feeds it no more; whether it was the one that did.
    pub fn give_back(&self, user: u64) -> bool {
        let given = self
            .user
            .compare_exchange(user, 0, Ordering::AcqRel, Ordering::Acquire);
        given.is_ok()
    }

    /// The transform's name, without locking.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What a quality manager may tell it, without locking: it was asked when it was made shareable.
    pub fn quality_advise(&self) -> Option<Arc<dyn QualityAdvise>> {
        self.transform.advice.clone()
    }

    /// Who takes the session's clock for it, without locking: it was asked when it was made shareable.
    pub fn clock_consumer(&self) -> Option<Arc<dyn ClockConsumer>> {
        self.transform.clock_consumer.clone()
    }

    /// Who is told its work queue, without locking: it was asked when it was made shareable.
    pub fn real_time_client(&self) -> Option<Arc<dyn RealTimeClient>> {
        self.transform.real_time_client.clone()
    }

    /// Exclusive use; of a transform with handles, a handle. A transform that panicked in a former use is still handed
    /// out; its user decides.
    pub fn lock(&self) -> TransformGuard<'_> {
        TransformGuard(match &self.transform.uses {
            Uses::Exclusive(transform) => {
                Guard::Exclusive(transform.lock().unwrap_or_else(PoisonError::into_inner))
            }
            Uses::Concurrent(handles) => Guard::Handle(handles()),
        })
    }

    /// Whether both are the same transform.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.transform, &other.transform)
    }

    /// A number that handles of this transform share, and no other transform's as long as it lives.
    pub fn address(&self) -> usize {
        Arc::as_ptr(&self.transform).addr()
    }
}

/// What ends with the transform: a weak handle keeps none of it.
struct Holder {
    advice: Option<Arc<dyn QualityAdvise>>,
    clock_consumer: Option<Arc<dyn ClockConsumer>>,
    real_time_client: Option<Arc<dyn RealTimeClient>>,
    uses: Uses,
}

enum Uses {
    Exclusive(Mutex<Box<dyn Transform>>),
    Concurrent(TransformHandles),
}

/// The use of a [`SharedTransform`].
pub struct TransformGuard<'a>(Guard<'a>);

enum Guard<'a> {
    Exclusive(MutexGuard<'a, Box<dyn Transform>>),
    Handle(Box<dyn Transform>),
}

impl Deref for TransformGuard<'_> {
    type Target = Box<dyn Transform>;

    fn deref(&self) -> &Self::Target {
        match &self.0 {
            Guard::Exclusive(guard) => guard,
            Guard::Handle(handle) => handle,
        }
    }
}

impl DerefMut for TransformGuard<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        match &mut self.0 {
            Guard::Exclusive(guard) => guard,
            Guard::Handle(handle) => handle,
        }
    }
}

impl SharedTransform {
    /// A handle that does not keep the transform alive.
    pub fn downgrade(&self) -> WeakTransform {
        WeakTransform {
            name: Arc::clone(&self.name),
            transform: Arc::downgrade(&self.transform),
            user: Arc::clone(&self.user),
        }
    }
}

/// A handle of a [`SharedTransform`] that does not keep it alive.
#[derive(Clone)]
pub struct WeakTransform {
    name: Arc<str>,
    transform: Weak<Holder>,
    user: Arc<AtomicU64>,
}

impl WeakTransform {
    /// The transform, if anybody has it still.
    pub fn upgrade(&self) -> Option<SharedTransform> {
        Some(SharedTransform {
            name: Arc::clone(&self.name),
            transform: self.transform.upgrade()?,
            user: Arc::clone(&self.user),
        })
    }

    /// Whether nobody has the transform any more.
    pub fn is_dead(&self) -> bool {
        self.transform.strong_count() == 0
    }
}

impl fmt::Debug for SharedTransform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SharedTransform({})", self.name)
    }
}

/// A registered transform: what it takes and how it is made (`MFTRegister`, `IMFActivate` of `MFTEnumEx`).
#[derive(Clone)]
pub struct TransformRegistration {
    /// The class identifier.
    pub class: Guid,
    /// The friendly name.
    pub name: &'static str,
    /// `MFT_CATEGORY_*`.
    pub category: Guid,
    /// Major type and subtype pairs of the input; a zero GUID matches anything.
    pub inputs: Vec<(Guid, Guid)>,
    /// Major type and subtype pairs of the output; a zero GUID matches anything.
    pub outputs: Vec<(Guid, Guid)>,
    /// Higher is tried first.
    pub merit: u32,
    /// How it is registered.
    pub kind: TransformKind,
    /// Makes a new instance.
    pub factory: TransformFactory,
}

/// The class identifier of the transform that plays sound faster or slower and keeps its pitch.
///
/// It takes uncompressed sound and gives out the same type. The rate is told by its [`RateControl`], at any time. Samples
/// keep time and duration of the presentation; they have `duration / rate` of frames. It is put in front of a sink that
/// [takes stretched sound](crate::MediaSink::takes_stretched_sound); no topology names it.
pub const TIME_STRETCH_CLASS: Guid = Guid::from_u128(0x6f70656e_6d66_4d03_8003_737472657463);

/// Makes new instances of a transform.
pub type TransformFactory = Arc<dyn Fn() -> Result<Box<dyn Transform>> + Send + Sync>;

impl TransformRegistration {
    /// Makes a new instance.
    ///
    /// # Errors
    /// Those of the factory.
    pub fn create(&self) -> Result<SharedTransform> {
        (self.factory)().map(SharedTransform::new)
    }

    /// Whether the registered types include the pair.
    pub fn takes(&self, media_type: &MediaType) -> bool {
        matches(&self.inputs, media_type)
    }

    /// Whether the registered output types include the pair.
    pub fn makes(&self, media_type: &MediaType) -> bool {
        matches(&self.outputs, media_type)
    }
}

fn matches(pairs: &[(Guid, Guid)], media_type: &MediaType) -> bool {
    let (major, sub) = (media_type.major_type(), media_type.subtype());
    pairs
        .iter()
        .any(|(m, s)| (*m == Guid::ZERO || *m == major) && (*s == Guid::ZERO || *s == sub))
}

impl fmt::Debug for TransformRegistration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransformRegistration")
            .field("name", &self.name)
            .field("category", &self.category)
            .field("merit", &self.merit)
            .finish_non_exhaustive()
    }
}

/// Where the topology loader looks for transforms (`MFTEnumEx`).
pub trait TransformCatalog: Send + Sync {
    /// The transforms of a category that take this input and make this output, highest merit first; `None` matches
    /// anything.
    fn enumerate(
        &self,
        category: &Guid,
        input: Option<&MediaType>,
        output: Option<&MediaType>,
    ) -> Vec<Arc<TransformRegistration>>;

    /// The transform of a class identifier.
    ///
    /// # Errors
    /// - [`Error::NotFound`]: there is none.
    fn by_class(&self, class: &Guid) -> Result<Arc<TransformRegistration>, Error>;
}

/// Makes a transform on demand (`IMFActivate` on a transform node).
pub trait TransformActivate: Send + Sync {
    /// The transform; the same one until [`TransformActivate::shutdown_object`].
    ///
    /// # Errors
    /// Whatever kept it from being made.
    fn activate(&self) -> Result<SharedTransform>;
    /// Releases the transform; a later `activate` makes a new one.
    fn shutdown_object(&self);
}
