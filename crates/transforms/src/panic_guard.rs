//! Calls into libraries that may panic on hostile data.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::Once;

use openmf_core::{Error, Result};

/// Libraries that decode on threads of their own, whose panics reach the caller as well.
const THREADED: &[&str] = &["rust_h265", "rav1d"];

thread_local! {
    /// How many guards this thread is in.
    static GUARDS: Cell<u32> = const { Cell::new(0) };
    /// Where the last panic of a guarded call was.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs foreign code; a panic becomes [`Error::ComponentPanicked`] with its message and place, and prints nothing.
///
/// For that a panic hook is installed once, which passes on whatever is not from within such a call to the hook that
/// was there before. An application that sets a hook of its own afterwards hears of these panics too.
pub(crate) fn guard<T>(component: &str, call: impl FnOnce() -> Result<T>) -> Result<T> {
    install_hook();
    let _inside = Inside::enter();
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|payload| {
        let place = PLACE.take();
        Err(Error::ComponentPanicked {
            component: component.to_owned(),
            message: match place {
                Some(place) => format!("{} at {place}", text_of(&*payload)),
                None => text_of(&*payload).to_owned(),
            },
        })
    })
}

struct Inside;

impl Inside {
    fn enter() -> Self {
        GUARDS.set(GUARDS.get().saturating_add(1));
        Self
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        GUARDS.set(GUARDS.get().saturating_sub(1));
    }
}

fn text_of(payload: &(dyn Any + Send)) -> &str {
    payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a panic without a message")
}

fn install_hook() {
    static ONCE: Once = Once::new();
    // A thread that panics may not change the hook.
    if ONCE.is_completed() || std::thread::panicking() {
        return;
    }
    ONCE.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            // A thread that is ending has no values any more, and is in no guard.
            if GUARDS.try_with(Cell::get).unwrap_or(0) > 0 {
                let place = place_of(info);
                let _ = PLACE.try_with(|last| last.replace(place));
            } else if !is_threaded(info.location().map_or("", |location| location.file())) {
                previous(info);
            }
        }));
    });
}

/// File, line and column; of a registry's file, from the library's name on.
fn place_of(info: &PanicHookInfo<'_>) -> Option<String> {
    let place = info.location()?.to_string();
    let library = place
        .split_once("/registry/src/")
        .and_then(|(_, rest)| rest.split_once('/'));
    Some(library.map_or(place.as_str(), |(_, rest)| rest).to_owned())
}

/// Whether a file is of a library that has threads of its own: a folder of its name, with or without its version.
fn is_threaded(file: &str) -> bool {
    file.split(['/', '\\']).any(|folder| {
        THREADED.iter().any(|library| {
            folder
                .strip_prefix(library)
                .is_some_and(|version| version.is_empty() || version.starts_with('-'))
        })
    })
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    /// Set in the process that panics.
    const CHILD: &str = "OPENMF_TEST_PANIC_GUARD";

    #[test]
    fn a_guarded_panic_is_an_error_and_prints_nothing_and_others_print() {
        if std::env::var_os(CHILD).is_none() {
            let child = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "--nocapture"])
                .arg("panic_guard::tests::a_guarded_panic_is_an_error_and_prints_nothing_and_others_print")
                .env(CHILD, "1")
                .output()
                .unwrap();
            let printed = String::from_utf8_lossy(&child.stderr);
            assert!(child.status.success(), "{printed}");
            assert!(!printed.contains("secret"), "{printed}");
            assert_eq!(printed.matches("of the application").count(), 1, "{printed}");
            return;
        }
        let result: Result<()> = guard("a decoder", || {
            let nothing: [u8; 0] = [];
            let _ = nothing.first().ok_or(()).expect("secret");
            Ok(())
        });
        let Err(Error::ComponentPanicked { component, message }) = result else {
            panic!("{result:?}");
        };
        assert_eq!(component, "a decoder");
        assert!(
            message.starts_with("secret: () at ") && message.contains("panic_guard.rs:"),
            "{message}"
        );
        let other = std::thread::spawn(|| panic!("of the application")).join();
        assert!(other.is_err());
        assert_eq!(guard("a decoder", || Ok(5)), Ok(5));
    }

    #[test]
    fn files_of_threaded_libraries_are_known() {
        for (file, expected) in [
            (
                "/home/a/.cargo/registry/src/index.crates.io-1/rust_h265-0.4.0/src/cabac.rs",
                true,
            ),
            ("C:\\vendor\\rav1d\\src\\decode.rs", true),
            ("/home/a/rav1dplayer/src/main.rs", false),
            ("crates/transforms/src/hevc.rs", false),
        ] {
            assert_eq!(is_threaded(file), expected, "{file}");
        }
    }
}
