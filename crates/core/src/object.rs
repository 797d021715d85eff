use std::any::Any;
use std::fmt;
use std::sync::Arc;

/// An opaque, shared object of the application or of another component.
///
/// What has identity (the token of a request, the state of a callback, a foreign sample) is carried through
/// the engine as one of these and comes out as the same object.
#[derive(Clone)]
pub struct UserObject(Arc<dyn Any + Send + Sync>);

impl UserObject {
    /// Wraps a new object.
    pub fn new<T: Any + Send + Sync>(value: T) -> Self {
        Self(Arc::new(value))
    }

    /// Wraps an object that is already shared.
    pub fn from_arc<T: Any + Send + Sync>(value: Arc<T>) -> Self {
        Self(value)
    }

    /// The object, if it is a `T`.
    pub fn downcast<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        // Asked first: to count a reference for nothing costs more.
        self.is::<T>().then(|| Arc::clone(&self.0).downcast().ok())?
    }

    /// Whether it is a `T`.
    pub fn is<T: Any>(&self) -> bool {
        (*self.0).is::<T>()
    }

    /// As [`UserObject::downcast`], by the handle itself.
    pub fn into_arc<T: Any + Send + Sync>(self) -> Option<Arc<T>> {
        self.0.downcast().ok()
    }

    /// Whether both are the same object, not merely equal ones.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// How many references exist; a token whose count falls to one was released by everybody else.
    pub fn reference_count(&self) -> usize {
        Arc::strong_count(&self.0)
    }
}

impl PartialEq for UserObject {
    /// Identity.
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other)
    }
}

impl fmt::Debug for UserObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UserObject({:p})", Arc::as_ptr(&self.0))
    }
}
