use std::borrow::Cow;
use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::sync::atomic::{AtomicBool, Ordering};

static LOST: AtomicBool = AtomicBool::new(false);

/// Writes to standard output. A reader that has gone, as in `| head`, is no reason to fail; any other failure is
/// remembered for [`lost`].
pub(crate) fn print(text: fmt::Arguments<'_>) {
    note(
        io::stdout()
            .lock()
            .write_all(harmless(&text.to_string()).as_bytes()),
    );
}

/// Text in which no character commands a terminal: names and tags of files are anybody's. Line ends and tabs stay.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    let commands = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if text.contains(commands) {
        return Cow::Owned(text.replace(commands, "\u{fffd}"));
    }
    Cow::Borrowed(text)
}

/// Whether something that was printed could not be written, such as on a full disk.
pub(crate) fn lost() -> bool {
    note(io::stdout().lock().flush());
    LOST.load(Ordering::Relaxed)
}

fn note(result: io::Result<()>) {
    if let Err(error) = result
        && error.kind() != ErrorKind::BrokenPipe
        && !LOST.swap(true, Ordering::Relaxed)
    {
        eprintln!("openmf: cannot write to standard output: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminals_are_not_commanded() {
        assert_eq!(harmless("a\tb é\n"), "a\tb é\n");
        assert_eq!(harmless("\x1b[2Jx\u{9b}\r"), "\u{fffd}[2Jx\u{fffd}\u{fffd}");
    }
}
