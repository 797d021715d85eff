//! Which COM object stands for which object of the core, and the other way round.
//!
//! An object of the core has one COM object at a time: who asks twice gets the same pointer. An application's object has
//! one adapter at a time: two nodes with the same media source have the same source in the core.

use std::any::Any;
use std::collections::HashMap;
use std::ffi::c_void;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use openmf_core::{SharedTransform, UserObject, WeakTransform};
use openmf_topology::{TopologyNode, WeakTopologyNode};
use windows_core::{IUnknown, Interface, Weak as WeakCom, implement, interface};

use crate::edge::Live;
use crate::foreign::{self, Foreign};

/// Answered by the objects of this engine alone, and by this copy of it: what its memory holds is known here.
///
/// # Safety
/// `inner` gives NULL, or a [`UserObject`] that lives as long as the object.
#[interface("6f70656e-6d66-4e03-9a7c-2f6b1d0e5a31")]
pub(crate) unsafe trait IOwn: IUnknown {
    pub(crate) fn inner(&self, engine: *const c_void) -> *const c_void;
}

/// Its address tells this copy of the engine from others in the process.
static ENGINE: u8 = 0;

/// What an object of ours is asked with, whether it is of this copy of the engine.
pub(crate) fn engine() -> *const c_void {
    (&raw const ENGINE).cast()
}

/// What an object of ours answers to [`IOwn`].
pub(crate) fn give(asked: *const c_void, own: &UserObject) -> *const c_void {
    if asked == engine() {
        std::ptr::from_ref(own).cast()
    } else {
        std::ptr::null()
    }
}

/// Implements [`IOwn`] for an object with a field `own`.
macro_rules! own {
    ($object:ty) => {
        impl crate::identity::IOwn_Impl for $object {
            unsafe fn inner(&self, engine: *const core::ffi::c_void) -> *const core::ffi::c_void {
                crate::identity::give(engine, &self.own)
            }
        }
    };
}
pub(crate) use own;

/// What an object of ours stands for; `None` for anybody else's.
pub(crate) fn inner(object: &IUnknown) -> Option<UserObject> {
    let own: IOwn = object.cast().ok()?;
    if !foreign::is_one(object, &own) {
        return None;
    }
    // SAFETY: the interface's contract: only this copy of the engine knows the address it is asked with, and its objects
    // keep what they give for as long as they live.
    unsafe {
        let user = own.inner(engine()).cast::<UserObject>();
        user.as_ref().cloned()
    }
}

/// As [`inner`], but an opaque object stays what it is: who put it in gets the same pointer back.
pub(crate) fn known(object: &IUnknown) -> Option<UserObject> {
    let inner = inner(object)?;
    foreign::own_of::<Opaque>(object).is_none().then_some(inner)
}

/// As [`inner`], of a type.
pub(crate) fn inner_of<T: Any + Send + Sync>(object: &IUnknown) -> Option<Arc<T>> {
    inner(object)?.downcast()
}

/// An opaque object of the core as a COM object, such as the token of a request.
#[implement(IOwn)]
struct Opaque {
    own: UserObject,
    _live: Live,
}

own!(Opaque_Impl);

/// The COM form of an object without a COM form of its own.
#[track_caller]
pub(crate) fn opaque(object: UserObject) -> IUnknown {
    let own: IOwn = Opaque {
        own: object,
        _live: Live::new(),
    }
    .into();
    own.into()
}

/// What the core carries for a COM object: what ours stands for, else the object itself.
pub(crate) fn to_core(object: &IUnknown) -> UserObject {
    inner(object).unwrap_or_else(|| Foreign::wrap(object))
}

/// What kind of object an address is of: a sink may be a stream sink at the same place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Clock,
    MediaSink,
    MediaSource,
    MediaStream,
    PresentationDescriptor,
    SinkActivate,
    StateSink,
    StreamDescriptor,
    StreamSink,
    Topology,
    TopologyNode,
    Transform,
    TransformActivate,
}

#[derive(Default)]
struct Table {
    /// Our COM objects, by what they stand for.
    ours: HashMap<(Kind, usize), (usize, WeakCom<IUnknown>)>,
    /// Applications' objects, by their adapters.
    adapted: HashMap<(Kind, usize), Foreign>,
    /// Adapters, by the identity of the application's object.
    adapters: HashMap<(Kind, usize), Box<dyn AnyWeak>>,
}

/// A shared object of the core that can stand for an application's.
pub(crate) trait Adapter: Any + Send + Sync {
    /// A handle that does not keep it alive.
    fn weak(&self) -> Box<dyn AnyWeak>;
}

/// An adapter that may be gone.
pub(crate) trait AnyWeak: Send {
    fn upgrade(&self) -> Option<Box<dyn Any + Send + Sync>>;
    fn is_dead(&self) -> bool;
}

impl<T: Any + Send + Sync> Adapter for Arc<T> {
    fn weak(&self) -> Box<dyn AnyWeak> {
        Box::new(Self::downgrade(self))
    }
}

impl<T: Any + Send + Sync> AnyWeak for Weak<T> {
    fn upgrade(&self) -> Option<Box<dyn Any + Send + Sync>> {
        let object = Self::upgrade(self)?;
        Some(Box::new(object))
    }

    fn is_dead(&self) -> bool {
        self.strong_count() == 0
    }
}

impl Adapter for SharedTransform {
    fn weak(&self) -> Box<dyn AnyWeak> {
        Box::new(self.downgrade())
    }
}

impl AnyWeak for WeakTransform {
    fn upgrade(&self) -> Option<Box<dyn Any + Send + Sync>> {
        let transform = self.upgrade()?;
        Some(Box::new(transform))
    }

    fn is_dead(&self) -> bool {
        self.is_dead()
    }
}

impl Adapter for TopologyNode {
    fn weak(&self) -> Box<dyn AnyWeak> {
        Box::new(self.downgrade())
    }
}

impl AnyWeak for WeakTopologyNode {
    fn upgrade(&self) -> Option<Box<dyn Any + Send + Sync>> {
        let node = self.upgrade()?;
        Some(Box::new(node))
    }

    fn is_dead(&self) -> bool {
        self.is_dead()
    }
}

// Only objects of ours are made, upgraded and referenced under this lock; nothing is released under it.
fn table() -> MutexGuard<'static, Table> {
    static TABLE: OnceLock<Mutex<Table>> = OnceLock::new();
    TABLE
        .get_or_init(Mutex::default)
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
}

/// Kept by a COM object of ours: its place in the table.
pub(crate) struct Registration {
    key: (Kind, usize),
    number: usize,
    _live: Live,
}

impl Drop for Registration {
    fn drop(&mut self) {
        let mut table = table();
        // Another object may have been made for the same thing while this one ended.
        let ours = table
            .ours
            .get(&self.key)
            .is_some_and(|(number, _)| *number == self.number);
        let removed = ours.then(|| table.ours.remove(&self.key));
        drop(table);
        drop(removed);
    }
}

/// The COM object of what is at this address: the one that exists, else a new one. `make` makes an object of ours and
/// calls nobody.
#[track_caller]
pub(crate) fn outward(kind: Kind, address: usize, make: impl FnOnce(Registration) -> IUnknown) -> IUnknown {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let key = (kind, address);
    let mut table = table();
    if let Some(original) = table.adapted.get(&key) {
        return original.object();
    }
    if let Some(object) = table.ours.get(&key).and_then(|(_, weak)| weak.upgrade()) {
        return object;
    }
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let registration = Registration {
        key,
        number,
        _live: Live::new(),
    };
    let object = make(registration);
    let former = object
        .downgrade()
        .ok()
        .and_then(|weak| table.ours.insert(key, (number, weak)));
    drop(table);
    drop(former);
    object
}

/// The COM object of what is at this address, if there is one.
pub(crate) fn existing(kind: Kind, address: usize) -> Option<IUnknown> {
    let table = table();
    if let Some(original) = table.adapted.get(&(kind, address)) {
        return Some(original.object());
    }
    // Held beyond the lock, for it may be the last reference by now.
    let found = table
        .ours
        .get(&(kind, address))
        .and_then(|(_, weak)| weak.upgrade());
    drop(table);
    found
}

/// Kept by an adapter: the application's object comes out again where the adapter does.
pub(crate) struct Adapted {
    keys: Vec<(Kind, usize)>,
}

impl Adapted {
    /// Notes that the adapter at this address stands for the object.
    pub(crate) fn note(kinds: &[Kind], address: usize, object: &IUnknown) -> Self {
        let keys: Vec<_> = kinds.iter().map(|kind| (*kind, address)).collect();
        let mut table = table();
        for key in &keys {
            table.adapted.insert(*key, Foreign::new(object));
        }
        Self { keys }
    }
}

impl Drop for Adapted {
    fn drop(&mut self) {
        let mut table = table();
        let removed: Vec<_> = self.keys.iter().map(|key| table.adapted.remove(key)).collect();
        drop(table);
        // The application's object may end here.
        drop(removed);
    }
}

/// The adapter of an application's object: the one that exists, else a new one. `make` may call the object.
///
/// # Errors
/// Those of `make`.
pub(crate) fn adapter<A: Adapter, E>(
    kind: Kind,
    object: &IUnknown,
    make: impl FnOnce(&IUnknown) -> Result<A, E>,
) -> Result<A, E> {
    // The one pointer that identifies a COM object.
    let canonical: IUnknown = object.cast().unwrap_or_else(|_| object.clone());
    let key = (kind, canonical.as_raw().addr());
    let known = |table: &Table| {
        let found = table.adapters.get(&key).and_then(|weak| weak.upgrade());
        found.and_then(|adapter| adapter.downcast::<A>().ok())
    };
    let found = known(&table());
    if let Some(found) = found {
        return Ok(*found);
    }
    let made = make(&canonical)?;
    let mut table = table();
    // Somebody else may have been faster: an adapter too much ends outside the lock.
    if let Some(found) = known(&table) {
        drop(table);
        return Ok(*found);
    }
    let (dead, alive): (HashMap<_, _>, _) = std::mem::take(&mut table.adapters)
        .into_iter()
        .partition(|(_, weak)| weak.is_dead());
    table.adapters = alive;
    table.adapters.insert(key, made.weak());
    drop(table);
    drop(dead);
    Ok(made)
}

/// The address of a shared object of the core.
pub(crate) fn address<T: ?Sized>(object: &Arc<T>) -> usize {
    Arc::as_ptr(object).cast::<()>().addr()
}
