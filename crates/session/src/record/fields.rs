//! How the things that inputs and actions are made of are written.

use openmf_core::{
    ClockStart, Error, EventType, Guid, HResult, HostTime, MediaTime, PresentationTime, RateBounds,
    RateModes, RateRange, Result as CoreResult, StartPosition, TICKS_PER_SECOND, TimeSpan, UserObject,
    Variant,
};

use super::value::{Record, Value};
use crate::{
    BranchId, EventKey, Generation, OpId, SessionState, SinkId, SourceId, StreamSinkId, TopologyKey,
};

/// Something that can be written.
pub(super) trait Put {
    fn value(&self) -> Value;

    /// As a field. What is not there, empty or false is left out.
    fn put(&self, key: &str, record: &mut Record) {
        record.fields.push((key.to_owned(), Some(self.value())));
    }
}

/// Something that can be read back.
pub(super) trait Take: Sized {
    fn read(value: Value) -> Result<Self, String>;

    /// What a field stands for that was left out.
    fn absent() -> Option<Self> {
        None
    }

    fn take(key: &str, record: &mut Record) -> Result<Self, String> {
        match record.remove(key) {
            Some(Some(value)) => Self::read(value).map_err(|why| format!("`{key}`: {why}")),
            Some(None) => Err(format!("`{key}` has no value")),
            None => Self::absent().ok_or_else(|| format!("`{}` needs `{key}`", record.name)),
        }
    }
}

fn atom(value: Value) -> Result<String, String> {
    match value {
        Value::Atom(atom) => Ok(atom),
        other => Err(format!("{other} is no single word")),
    }
}

/// A time in seconds, exact to its 100 ns.
fn seconds(ticks: i64) -> Value {
    let (sign, ticks) = (if ticks < 0 { "-" } else { "" }, ticks.unsigned_abs());
    let unit = TICKS_PER_SECOND as u64;
    Value::Atom(format!("{sign}{}.{:07}", ticks / unit, ticks % unit))
}

fn ticks(value: Value) -> Result<i64, String> {
    let text = atom(value)?;
    let wrong = || format!("`{text}` is no time in seconds with seven decimals");
    let (whole, part) = text.split_once('.').ok_or_else(wrong)?;
    let (negative, whole) = match whole.strip_prefix('-') {
        Some(whole) => (true, whole),
        None => (false, whole),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if part.len() != 7 || whole.is_empty() || !digits(whole) || !digits(part) {
        return Err(wrong());
    }
    let whole: i128 = whole.parse().map_err(|_| wrong())?;
    let part: i128 = part.parse().map_err(|_| wrong())?;
    let ticks = whole
        .checked_mul(i128::from(TICKS_PER_SECOND))
        .and_then(|whole| whole.checked_add(part))
        .ok_or_else(wrong)?;
    i64::try_from(if negative { -ticks } else { ticks }).map_err(|_| wrong())
}

macro_rules! times {
    ($($type:ident)*) => {$(
        impl Put for $type {
            fn value(&self) -> Value {
                seconds(self.as_100ns())
            }
        }
        impl Take for $type {
            fn read(value: Value) -> Result<Self, String> {
                ticks(value).map(Self::from_100ns)
            }
        }
    )*};
}
times!(HostTime MediaTime PresentationTime TimeSpan);

macro_rules! numbers {
    ($($type:ident)*) => {$(
        impl Put for $type {
            fn value(&self) -> Value {
                // Of a real number the shortest text that is read as the same one.
                Value::Atom(format!("{self:?}"))
            }
        }
        impl Take for $type {
            fn read(value: Value) -> Result<Self, String> {
                let text = atom(value)?;
                text.parse().map_err(|_| format!("`{text}` is no {}", stringify!($type)))
            }
        }
    )*};
}
numbers!(u8 u32 u64 i32 i64 f32 f64);

macro_rules! ids {
    ($($type:ident)*) => {$(
        impl Put for $type {
            fn value(&self) -> Value {
                self.0.value()
            }
        }
        impl Take for $type {
            fn read(value: Value) -> Result<Self, String> {
                Take::read(value).map(Self)
            }
        }
    )*};
}
ids!(OpId TopologyKey SourceId BranchId SinkId StreamSinkId EventKey Generation);

impl Put for bool {
    fn value(&self) -> Value {
        Value::atom(if *self { "yes" } else { "no" })
    }

    fn put(&self, key: &str, record: &mut Record) {
        if *self {
            record.fields.push((key.to_owned(), None));
        }
    }
}

impl Take for bool {
    fn read(value: Value) -> Result<Self, String> {
        match &*atom(value)? {
            "yes" => Ok(true),
            "no" => Ok(false),
            other => Err(format!("`{other}` is neither yes nor no")),
        }
    }

    fn take(key: &str, record: &mut Record) -> Result<Self, String> {
        match record.remove(key) {
            Some(Some(value)) => Self::read(value).map_err(|why| format!("`{key}`: {why}")),
            Some(None) => Ok(true),
            None => Ok(false),
        }
    }
}

impl Put for String {
    fn value(&self) -> Value {
        Value::Text(self.clone())
    }
}

impl Take for String {
    fn read(value: Value) -> Result<Self, String> {
        match value {
            Value::Text(text) => Ok(text),
            other => Err(format!("{other} is no text in quotation marks")),
        }
    }
}

impl Put for &'static str {
    fn value(&self) -> Value {
        Value::Text((*self).to_owned())
    }
}

impl<T: Put> Put for Vec<T> {
    fn value(&self) -> Value {
        Value::List(self.iter().map(Put::value).collect())
    }

    fn put(&self, key: &str, record: &mut Record) {
        if !self.is_empty() {
            record.fields.push((key.to_owned(), Some(self.value())));
        }
    }
}

impl<T: Take> Take for Vec<T> {
    fn read(value: Value) -> Result<Self, String> {
        match value {
            Value::List(values) => values.into_iter().map(T::read).collect(),
            other => Err(format!("{other} is no list")),
        }
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

impl<T: Put> Put for Option<T> {
    fn value(&self) -> Value {
        self.as_ref().map_or(Value::atom("none"), Put::value)
    }

    fn put(&self, key: &str, record: &mut Record) {
        if let Some(value) = self {
            value.put(key, record);
        }
    }
}

impl<T: Take> Take for Option<T> {
    fn read(value: Value) -> Result<Self, String> {
        match value {
            Value::Atom(atom) if atom == "none" => Ok(None),
            value => T::read(value).map(Some),
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<A: Put, B: Put> Put for (A, B) {
    fn value(&self) -> Value {
        Value::List(vec![self.0.value(), self.1.value()])
    }
}

impl<A: Take, B: Take> Take for (A, B) {
    fn read(value: Value) -> Result<Self, String> {
        let pair: Result<[Value; 2], _> = match value {
            Value::List(values) => values.try_into(),
            _ => Err(Vec::new()),
        };
        let [first, second] = pair.map_err(|_| "not a list of two")?;
        Ok((A::read(first)?, B::read(second)?))
    }
}

impl Put for () {
    fn value(&self) -> Value {
        Value::atom("ok")
    }
}

impl Take for () {
    fn read(value: Value) -> Result<Self, String> {
        match &*atom(value)? {
            "ok" => Ok(()),
            other => Err(format!("`{other}` is neither `ok` nor an error")),
        }
    }
}

impl<T: Put> Put for CoreResult<T> {
    fn value(&self) -> Value {
        match self {
            Ok(value) => value.value(),
            Err(error) => error.value(),
        }
    }
}

impl<T: Take> Take for CoreResult<T> {
    fn read(value: Value) -> Result<Self, String> {
        match &value {
            Value::Record(record) if record.name == "error" => Error::read(value).map(Err),
            _ => T::read(value).map(Ok),
        }
    }
}

impl Put for HResult {
    fn value(&self) -> Value {
        let code = self.0 as u32;
        match openmf_core::codes::name(*self) {
            Some(name) => Value::Atom(format!("{name}:0x{code:08X}")),
            None => Value::Atom(format!("0x{code:08X}")),
        }
    }
}

impl Take for HResult {
    fn read(value: Value) -> Result<Self, String> {
        let text = atom(value)?;
        let digits = text.rsplit(':').next().and_then(|code| code.strip_prefix("0x"));
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let code = code.ok_or_else(|| format!("`{text}` is no result code"))?;
        Ok(Self(code as i32))
    }
}

/// The code and the message. Of the message the machine knows nothing, and it is not read back: the error that is, has
/// the code alone.
impl Put for Error {
    fn value(&self) -> Value {
        let mut record = Record::named("error");
        self.hresult().put("code", &mut record);
        match self {
            Self::Code { .. } => {}
            told => told.to_string().put("message", &mut record),
        }
        Value::Record(record)
    }
}

impl Take for Error {
    fn read(value: Value) -> Result<Self, String> {
        let mut record = value.into_record()?;
        if record.name != "error" {
            return Err(format!("`{}` is no error", record.name));
        }
        let code = HResult::take("code", &mut record)?;
        let message: Option<String> = Take::take("message", &mut record)?;
        record.finish()?;
        // The one error by which the machine knows more than its code: the object is gone, and does not merely say so.
        Ok(match message {
            Some(message) if code == Self::Shutdown.hresult() && message == Self::Shutdown.to_string() => {
                Self::Shutdown
            }
            _ => Self::Code { code },
        })
    }
}

impl Put for EventType {
    fn value(&self) -> Value {
        Value::Atom(match self {
            Self::Other(code) => format!("event:{code}"),
            known => known.to_string(),
        })
    }
}

impl Put for Guid {
    fn value(&self) -> Value {
        Value::Atom(format!("{self:?}"))
    }
}

impl Take for Guid {
    fn read(value: Value) -> Result<Self, String> {
        let text = atom(value)?;
        let wrong = || format!("`{text}` is no GUID");
        let inner = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        let parts: Vec<&str> = inner.ok_or_else(wrong)?.split('-').collect();
        let lengths = parts.iter().map(|part| part.len());
        if !lengths.eq([8, 4, 4, 4, 12]) {
            return Err(wrong());
        }
        let number = u128::from_str_radix(&parts.concat(), 16).map_err(|_| wrong())?;
        Ok(Self {
            data1: (number >> 96) as u32,
            data2: (number >> 80) as u16,
            data3: (number >> 64) as u16,
            data4: (number as u64).to_be_bytes(),
        })
    }
}

/// The types of variants by the names that they have in the documentation.
impl Put for Variant {
    fn value(&self) -> Value {
        let mut record = Record::default();
        let mut put = |name: &str, value: &dyn Put| {
            record.name = name.to_owned();
            value.put("value", &mut record);
        };
        match self {
            Self::Empty => return Value::atom("VT_EMPTY"),
            // An object is the application's own: the machine hands it on and never looks at it.
            Self::Object(_) => return Value::atom("VT_UNKNOWN"),
            Self::Bool(value) => put("VT_BOOL", value),
            Self::I32(value) => put("VT_I4", value),
            Self::U32(value) => put("VT_UI4", value),
            Self::I64(value) => put("VT_I8", value),
            Self::U64(value) => put("VT_UI8", value),
            Self::F32(value) => put("VT_R4", value),
            Self::F64(value) => put("VT_R8", value),
            Self::Guid(value) => put("VT_CLSID", value),
            Self::String(value) => put("VT_LPWSTR", value),
            Self::Blob(value) => put("VT_BLOB", value),
        }
        Value::Record(record)
    }
}

impl Take for Variant {
    fn read(value: Value) -> Result<Self, String> {
        let mut record = value.into_record()?;
        let from = &mut record;
        let variant = match &*from.name.clone() {
            "VT_EMPTY" => Self::Empty,
            "VT_UNKNOWN" => Self::Object(UserObject::new(())),
            "VT_BOOL" => Self::Bool(Take::take("value", from)?),
            "VT_I4" => Self::I32(Take::take("value", from)?),
            "VT_UI4" => Self::U32(Take::take("value", from)?),
            "VT_I8" => Self::I64(Take::take("value", from)?),
            "VT_UI8" => Self::U64(Take::take("value", from)?),
            "VT_R4" => Self::F32(Take::take("value", from)?),
            "VT_R8" => Self::F64(Take::take("value", from)?),
            "VT_CLSID" => Self::Guid(Take::take("value", from)?),
            "VT_LPWSTR" => Self::String(Take::take("value", from)?),
            "VT_BLOB" => Self::Blob(Take::take("value", from)?),
            other => return Err(format!("`{other}` is no type of a variant")),
        };
        record.finish()?;
        Ok(variant)
    }
}

impl Put for StartPosition {
    fn value(&self) -> Value {
        match self {
            Self::Current => Value::atom("current"),
            Self::At(time) => time.value(),
            Self::Other { format, value } => {
                let mut record = Record::named("other");
                format.put("format", &mut record);
                value.put("value", &mut record);
                Value::Record(record)
            }
        }
    }
}

impl Take for StartPosition {
    fn read(value: Value) -> Result<Self, String> {
        match value {
            Value::Atom(text) if text == "current" => Ok(Self::Current),
            Value::Record(mut record) if record.name == "other" => {
                let format = Take::take("format", &mut record)?;
                let value = Take::take("value", &mut record)?;
                record.finish()?;
                Ok(Self::Other { format, value })
            }
            time => MediaTime::read(time).map(Self::At),
        }
    }
}

impl Put for ClockStart {
    fn value(&self) -> Value {
        match self {
            Self::Current => Value::atom("current"),
            Self::At(time) => time.value(),
        }
    }
}

impl Put for RateRange {
    fn value(&self) -> Value {
        let Self { slowest, fastest } = self;
        Value::List(vec![slowest.value(), fastest.value()])
    }
}

impl Take for RateRange {
    fn read(value: Value) -> Result<Self, String> {
        let (slowest, fastest) = Take::read(value)?;
        Ok(Self { slowest, fastest })
    }
}

super::schema::structs! {
    RateBounds { whole, thinned }
    RateModes { forward, reverse, scrub }
}

/// The states by their names.
pub(super) const STATES: [(SessionState, &str); 6] = [
    (SessionState::New, "new"),
    (SessionState::Stopped, "stopped"),
    (SessionState::Started, "started"),
    (SessionState::Paused, "paused"),
    (SessionState::Closed, "closed"),
    (SessionState::Shutdown, "shutdown"),
];
