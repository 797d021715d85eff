use std::fmt;
use std::marker::PhantomData;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::{Error, Guid, MediaTime, PresentationTime, Result, TimeSpan, UserObject};

/// The documented key/value store (`IMFAttributes`): GUID keys, seven types of value.
///
/// Any key may be stored, also ones the engine does not know. Items keep the order in which their keys were
/// first set. All methods take `&self` and may be called from any thread; each call is atomic.
///
/// ```
/// use openmf_core::{Attributes, keys};
/// let attributes = Attributes::new();
/// attributes.set(keys::MF_LOW_LATENCY, true);
/// assert_eq!(attributes.get(keys::MF_LOW_LATENCY)?, true);
/// # Ok::<(), openmf_core::Error>(())
/// ```
#[derive(Default)]
pub struct Attributes {
    items: RwLock<Vec<(Guid, AttributeValue)>>,
}

/// A value of the store.
#[derive(Clone, Debug, PartialEq)]
pub enum AttributeValue {
    /// `MF_ATTRIBUTE_UINT32`.
    U32(u32),
    /// `MF_ATTRIBUTE_UINT64`.
    U64(u64),
    /// `MF_ATTRIBUTE_DOUBLE`.
    F64(f64),
    /// `MF_ATTRIBUTE_GUID`.
    Guid(Guid),
    /// `MF_ATTRIBUTE_STRING`.
    String(String),
    /// `MF_ATTRIBUTE_BLOB`.
    Blob(Vec<u8>),
    /// `MF_ATTRIBUTE_IUNKNOWN`; equal only to itself.
    Object(UserObject),
}

impl AttributeValue {
    /// The type's name in error messages.
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::U32(_) => "UINT32",
            Self::U64(_) => "UINT64",
            Self::F64(_) => "double",
            Self::Guid(_) => "GUID",
            Self::String(_) => "string",
            Self::Blob(_) => "blob",
            Self::Object(_) => "object",
        }
    }
}

/// A key together with the type of its value.
pub struct Key<T> {
    guid: Guid,
    value: PhantomData<fn() -> T>,
}

impl<T> Key<T> {
    /// Gives the GUID a value type.
    pub const fn new(guid: Guid) -> Self {
        Self {
            guid,
            value: PhantomData,
        }
    }

    /// The key's GUID.
    pub const fn guid(&self) -> Guid {
        self.guid
    }
}

impl<T> Clone for Key<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Key<T> {}

impl<T> fmt::Debug for Key<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.guid, f)
    }
}

/// A type that is stored as one of the seven value types.
pub trait Attribute: Sized {
    /// What a value of another type is told was expected.
    const TYPE_NAME: &'static str;
    /// The stored form.
    fn into_value(self) -> AttributeValue;
    /// Reads the stored form; `None` if the value has another type.
    fn from_value(value: &AttributeValue) -> Option<Self>;
}

macro_rules! attribute {
    ($type:ty, $name:literal, $variant:ident, $into:expr, $from:expr) => {
        impl Attribute for $type {
            const TYPE_NAME: &'static str = $name;
            fn into_value(self) -> AttributeValue {
                AttributeValue::$variant($into(self))
            }
            fn from_value(value: &AttributeValue) -> Option<Self> {
                match value {
                    AttributeValue::$variant(value) => $from(value),
                    _ => None,
                }
            }
        }
    };
}

attribute!(u32, "UINT32", U32, |v| v, |v: &u32| Some(*v));
attribute!(bool, "UINT32", U32, u32::from, |v: &u32| Some(*v != 0));
attribute!(u64, "UINT64", U64, |v| v, |v: &u64| Some(*v));
attribute!(i64, "UINT64", U64, |v: i64| v as u64, |v: &u64| Some(*v as i64));
attribute!(f64, "double", F64, |v| v, |v: &f64| Some(*v));
attribute!(Guid, "GUID", Guid, |v| v, |v: &Guid| Some(*v));
attribute!(String, "string", String, |v| v, |v: &String| Some(v.clone()));
attribute!(Vec<u8>, "blob", Blob, |v| v, |v: &Vec<u8>| Some(v.clone()));
attribute!(UserObject, "object", Object, |v| v, |v: &UserObject| Some(
    v.clone()
));
attribute!(
    MediaTime,
    "UINT64",
    U64,
    |v: MediaTime| v.as_100ns() as u64,
    |v: &u64| Some(MediaTime::from_100ns(*v as i64))
);
attribute!(
    PresentationTime,
    "UINT64",
    U64,
    |v: PresentationTime| v.as_100ns() as u64,
    |v: &u64| Some(PresentationTime::from_100ns(*v as i64))
);
attribute!(
    TimeSpan,
    "UINT64",
    U64,
    |v: TimeSpan| v.as_100ns() as u64,
    |v: &u64| Some(TimeSpan::from_100ns(*v as i64))
);
attribute!(
    FrameSize,
    "UINT64",
    U64,
    |v: FrameSize| pack(v.width, v.height),
    |v: &u64| Some(FrameSize {
        width: (*v >> 32) as u32,
        height: *v as u32
    })
);
attribute!(
    Ratio,
    "UINT64",
    U64,
    |v: Ratio| pack(v.numerator, v.denominator),
    |v: &u64| Some(Ratio {
        numerator: (*v >> 32) as u32,
        denominator: *v as u32
    })
);

const fn pack(high: u32, low: u32) -> u64 {
    (high as u64) << 32 | low as u64
}

/// A picture's size in pixels (`MF_MT_FRAME_SIZE`): the width in the high 32 bits of the stored value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct FrameSize {
    /// Pixels per row.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl fmt::Display for FrameSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.width, self.height)
    }
}

/// A ratio such as a frame rate: the numerator in the high 32 bits of the stored value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ratio {
    /// The number above the line.
    pub numerator: u32,
    /// The number below the line.
    pub denominator: u32,
}

impl Ratio {
    /// One to one.
    pub const ONE: Self = Self {
        numerator: 1,
        denominator: 1,
    };

    /// The quotient; zero for a zero denominator.
    pub fn as_f64(self) -> f64 {
        if self.denominator == 0 {
            0.0
        } else {
            f64::from(self.numerator) / f64::from(self.denominator)
        }
    }

    /// The length of one frame at this rate, rounded to the nearest unit; `None` for rate zero.
    pub fn frame_duration(self) -> Option<TimeSpan> {
        (self.numerator != 0 && self.denominator != 0)
            .then(|| TimeSpan::from_frames(u64::from(self.denominator), self.numerator))
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

/// How two stores are compared (`MF_ATTRIBUTES_MATCH_TYPE`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchType {
    /// Every item of this store is in the other one.
    OurItems,
    /// Every item of the other store is in this one.
    TheirItems,
    /// Both stores have the same items.
    AllItems,
    /// Items whose keys are in both stores are equal.
    Intersection,
    /// As `OurItems` or `TheirItems`, whichever store is smaller.
    Smaller,
}

impl Attributes {
    /// An empty store.
    pub const fn new() -> Self {
        Self {
            items: RwLock::new(Vec::new()),
        }
    }

    /// The value under a key, in the key's type.
    ///
    /// # Errors
    /// - [`Error::AttributeNotFound`]: there is no such item.
    /// - [`Error::AttributeType`]: its value has another type.
    pub fn get<T: Attribute>(&self, key: Key<T>) -> Result<T> {
        let items = self.read();
        let value = find(&items, key.guid).ok_or(Error::AttributeNotFound { key: key.guid })?;
        T::from_value(value).ok_or(Error::AttributeType {
            key: key.guid,
            expected: T::TYPE_NAME,
            found: value.type_name(),
        })
    }

    /// The value under a key, or `default` if it is missing or has another type.
    pub fn get_or<T: Attribute>(&self, key: Key<T>, default: T) -> T {
        self.get(key).unwrap_or(default)
    }

    /// Sets or replaces an item.
    pub fn set<T: Attribute>(&self, key: Key<T>, value: T) {
        self.set_item(key.guid, value.into_value());
    }

    /// The value under a key, whatever its type.
    pub fn item(&self, key: &Guid) -> Option<AttributeValue> {
        find(&self.read(), *key).cloned()
    }

    /// Sets or replaces an item of any type. A replaced item keeps its place.
    pub fn set_item(&self, key: Guid, value: AttributeValue) {
        let mut items = self.write();
        let replaced = match items.iter_mut().find(|(existing, _)| *existing == key) {
            Some((_, existing)) => Some(std::mem::replace(existing, value)),
            None => {
                items.push((key, value));
                None
            }
        };
        // An object may end here, and its end may call back.
        drop(items);
        drop(replaced);
    }

    /// Removes an item; nothing happens if there is none.
    pub fn delete(&self, key: &Guid) {
        let mut items = self.write();
        let at = items.iter().position(|(existing, _)| existing == key);
        let removed = at.map(|at| items.remove(at));
        drop(items);
        drop(removed);
    }

    /// Removes all items.
    pub fn delete_all(&self) {
        let removed = std::mem::take(&mut *self.write());
        drop(removed);
    }

    /// Whether an item with this key exists.
    pub fn contains(&self, key: &Guid) -> bool {
        find(&self.read(), *key).is_some()
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.read().len()
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at an index, in order of insertion.
    pub fn item_by_index(&self, index: usize) -> Option<(Guid, AttributeValue)> {
        self.read().get(index).cloned()
    }

    /// Shows all items, in order of insertion, to a function that must not use the store.
    pub fn visit(&self, mut show: impl FnMut(&Guid, &AttributeValue)) {
        for (key, value) in &*self.read() {
            show(key, value);
        }
    }

    /// All items, in order of insertion.
    pub fn items(&self) -> Vec<(Guid, AttributeValue)> {
        self.read().clone()
    }

    /// Replaces all items by those of another store (`CopyAllItems`).
    pub fn copy_from(&self, other: &Self) {
        let items = other.items();
        let replaced = std::mem::replace(&mut *self.write(), items);
        drop(replaced);
    }

    /// Compares two stores. Objects are equal only to themselves.
    ///
    /// Source: `IMFAttributes::Compare`.
    pub fn matches(&self, other: &Self, how: MatchType) -> bool {
        // Copies, not two guards: two threads comparing in opposite directions must not deadlock.
        let (ours, theirs) = (self.items(), other.items());
        let within = |a: &[(Guid, AttributeValue)], b: &[(Guid, AttributeValue)]| {
            a.iter().all(|(key, value)| find(b, *key) == Some(value))
        };
        match how {
            MatchType::OurItems => within(&ours, &theirs),
            MatchType::TheirItems => within(&theirs, &ours),
            MatchType::AllItems => ours.len() == theirs.len() && within(&ours, &theirs),
            MatchType::Intersection => ours
                .iter()
                .all(|(key, value)| find(&theirs, *key).is_none_or(|other_value| other_value == value)),
            MatchType::Smaller if theirs.len() < ours.len() => within(&theirs, &ours),
            MatchType::Smaller => within(&ours, &theirs),
        }
    }

    // A poisoned store is still whole: every write is a single assignment or push.
    fn read(&self) -> RwLockReadGuard<'_, Vec<(Guid, AttributeValue)>> {
        self.items.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Vec<(Guid, AttributeValue)>> {
        self.items.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn find(items: &[(Guid, AttributeValue)], key: Guid) -> Option<&AttributeValue> {
    items
        .iter()
        .find(|(existing, _)| *existing == key)
        .map(|(_, value)| value)
}

impl Clone for Attributes {
    /// A new store with the same items; objects are shared.
    fn clone(&self) -> Self {
        Self {
            items: RwLock::new(self.items()),
        }
    }
}

impl PartialEq for Attributes {
    fn eq(&self, other: &Self) -> bool {
        self.matches(other, MatchType::AllItems)
    }
}

impl fmt::Debug for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (key, value) in self.items() {
            map.entry(&format_args!("{key}"), &value);
        }
        map.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys;

    #[test]
    fn items_keep_their_order_and_their_type() {
        let store = Attributes::new();
        store.set(keys::MF_MT_SAMPLE_SIZE, 7);
        store.set(
            keys::MF_MT_FRAME_SIZE,
            FrameSize {
                width: 640,
                height: 360,
            },
        );
        store.set(keys::MF_MT_SAMPLE_SIZE, 9);
        let (first, value) = store.item_by_index(0).unwrap();
        assert_eq!(
            (first, value),
            (keys::MF_MT_SAMPLE_SIZE.guid(), AttributeValue::U32(9))
        );
        assert_eq!(
            store.item(&keys::MF_MT_FRAME_SIZE.guid()),
            Some(AttributeValue::U64(640 << 32 | 360))
        );
        let wrong: Key<String> = Key::new(keys::MF_MT_FRAME_SIZE.guid());
        assert!(matches!(
            store.get(wrong),
            Err(Error::AttributeType {
                expected: "string",
                found: "UINT64",
                ..
            })
        ));
        store.delete(&first);
        assert!(matches!(
            store.get(keys::MF_MT_SAMPLE_SIZE),
            Err(Error::AttributeNotFound { .. })
        ));
    }

    #[test]
    fn comparison_follows_the_match_type() {
        let (small, large, other) = (Attributes::new(), Attributes::new(), Attributes::new());
        small.set(keys::MF_MT_SAMPLE_SIZE, 1);
        large.copy_from(&small);
        large.set(keys::MF_LOW_LATENCY, true);
        other.set(keys::MF_MT_SAMPLE_SIZE, 2);
        let table = [
            (&small, &large, MatchType::OurItems, true),
            (&large, &small, MatchType::OurItems, false),
            (&large, &small, MatchType::TheirItems, true),
            (&small, &large, MatchType::AllItems, false),
            (&small, &large, MatchType::Smaller, true),
            (&large, &small, MatchType::Smaller, true),
            (&small, &large, MatchType::Intersection, true),
            (&small, &other, MatchType::Intersection, false),
        ];
        for (ours, theirs, how, expected) in table {
            assert_eq!(ours.matches(theirs, how), expected, "{how:?}");
        }
    }

    #[test]
    fn objects_are_equal_only_to_themselves() {
        let (one, same, equal) = (Attributes::new(), Attributes::new(), Attributes::new());
        let object = UserObject::new(5_u8);
        one.set(keys::MF_TOPONODE_SOURCE, object.clone());
        same.set(keys::MF_TOPONODE_SOURCE, object);
        equal.set(keys::MF_TOPONODE_SOURCE, UserObject::new(5_u8));
        assert_eq!(one, same);
        assert_ne!(one, equal);
    }
}
