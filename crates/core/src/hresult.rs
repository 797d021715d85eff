use std::fmt;

/// A result code as a COM caller sees it. Negative values are failures.
///
/// The documented codes are in [`crate::codes`]; any other value round-trips unchanged.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct HResult(pub i32);

impl HResult {
    /// Whether the code is a success code (`SUCCEEDED`).
    pub const fn is_ok(self) -> bool {
        self.0 >= 0
    }

    /// Whether the code is a failure code (`FAILED`).
    pub const fn is_err(self) -> bool {
        self.0 < 0
    }

    /// `Ok` for a success code, else [`crate::Error::Code`].
    ///
    /// # Errors
    /// - [`crate::Error::Code`]: this code is a failure.
    pub fn ok(self) -> Result<(), crate::Error> {
        if self.is_ok() {
            Ok(())
        } else {
            Err(crate::Error::Code { code: self })
        }
    }
}

impl fmt::Display for HResult {
    /// `MF_E_SHUTDOWN (0xC00D3E85)`, or the digits alone for a code without a documented name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match crate::codes::name(*self) {
            Some(name) => write!(f, "{name} (0x{:08X})", self.0 as u32),
            None => write!(f, "0x{:08X}", self.0 as u32),
        }
    }
}

impl fmt::Debug for HResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
