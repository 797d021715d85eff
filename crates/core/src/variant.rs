use crate::{Guid, UserObject};

/// A value of variant type (`PROPVARIANT`), as events carry it.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Variant {
    /// `VT_EMPTY`.
    #[default]
    Empty,
    /// `VT_BOOL`.
    Bool(bool),
    /// `VT_I4`.
    I32(i32),
    /// `VT_UI4`.
    U32(u32),
    /// `VT_I8`.
    I64(i64),
    /// `VT_UI8`.
    U64(u64),
    /// `VT_R4`.
    F32(f32),
    /// `VT_R8`.
    F64(f64),
    /// `VT_CLSID`.
    Guid(Guid),
    /// `VT_LPWSTR`.
    String(String),
    /// `VT_VECTOR | VT_UI1`.
    Blob(Vec<u8>),
    /// `VT_UNKNOWN`.
    Object(UserObject),
}
