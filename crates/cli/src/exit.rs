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
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Partly => 3,
        })
    }
}
