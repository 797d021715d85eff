//! Names of files as the user gave them, which need not be UTF-8.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::sync::Arc;

use openmf::{MediaSource, Platform, Result};

/// A name for people and for JSON: what is not UTF-8 in it becomes U+FFFD.
pub(crate) fn shown(name: &OsStr) -> String {
    name.to_string_lossy().into_owned()
}

/// Opens a file or a URL. A name that is not UTF-8 is a file's.
pub(crate) fn open(platform: &Platform, name: &OsStr) -> Result<Arc<dyn MediaSource>> {
    match name.to_str() {
        Some(url) => platform.open(url),
        None => platform.open_path(Path::new(name)),
    }
}

/// What follows a prefix of ASCII characters.
#[cfg(unix)]
pub(crate) fn behind(name: &OsStr, prefix: &str) -> Option<OsString> {
    use std::os::unix::ffi::{OsStrExt, OsStringExt};
    let rest = name.as_bytes().strip_prefix(prefix.as_bytes())?;
    Some(OsString::from_vec(rest.to_vec()))
}

/// What follows a prefix of ASCII characters.
#[cfg(not(unix))]
pub(crate) fn behind(name: &OsStr, prefix: &str) -> Option<OsString> {
    name.to_str()?.strip_prefix(prefix).map(OsString::from)
}
