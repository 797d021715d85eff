use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::sync::atomic::{AtomicBool, Ordering};

static LOST: AtomicBool = AtomicBool::new(false);

/// Writes to standard output. A reader that has gone, as in `| head`, is no reason to fail; any other failure is
/// remembered for [`lost`].
pub(crate) fn print(text: fmt::Arguments<'_>) {
    note(io::stdout().lock().write_fmt(text));
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
