use std::process::ExitCode;

/// How the program ends. Wrong usage (2) is reported by the argument parser too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Everything was done.
    Done,
    /// It failed; nothing useful was done.
    Failed,
    /// The arguments do not fit together.
    Usage,
    /// Something could not be decoded, or the file ends early; the rest was done.
    Partly,
    /// The user or a signal ended it before its end, as shells have it.
    Interrupted,
}

impl Exit {
    /// The number that the program's caller sees.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Partly => 3,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
