//! Objects of others that end where no lock of the engine is held.
//!
//! What is dropped may be the last reference to an object of the application's, whose end is code of the application's:
//! it may call back, or wait for another thread. The engine drops things under its locks, such as the samples in a
//! queue. So who keeps such an object does not drop it but passes it to [`later`]. It ends when the thread leaves the
//! work that it is in, which is where nothing is locked: a task of the pool, or a call from outside.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::mem::MaybeUninit;

/// What a thread is in, and what waits for it to leave that. In one place: every call from outside looks at it when it comes
/// and when it goes, and where the system keeps the places each look is a call.
struct Thread {
    depth: Cell<u32>,
    waiting: RefCell<Vec<Waiting>>,
}

thread_local! {
    static THREAD: Thread = const {
        Thread { depth: Cell::new(0), waiting: RefCell::new(Vec::new()) }
    };
}

impl Thread {
    fn next(&self) -> Option<Waiting> {
        self.waiting.borrow_mut().pop()
    }

    /// What ends may itself let something wait, which ends by this loop too.
    fn settle(&self) {
        while let Some(value) = self.next() {
            value.end();
        }
    }
}

/// Room for a small value whose type its owner alone knows.
pub type Words = MaybeUninit<[*mut (); 3]>;

enum Waiting {
    Value { _value: Box<dyn Any> },
    Words(Words, fn(Words)),
}

impl Waiting {
    fn end(self) {
        if let Self::Words(words, end) = self {
            end(words);
        }
    }
}

/// A thread is in work of the engine's for as long as this lives.
#[derive(Debug)]
pub struct Entered(());

/// Says that this thread begins work of the engine's and holds no lock. May be nested: a component that is called may
/// call back.
pub fn enter() -> Entered {
    // A thread that ends has no list any more, and what it drops ends at once.
    let _ = THREAD.try_with(|thread| thread.depth.set(thread.depth.get() + 1));
    Entered(())
}

impl Drop for Entered {
    fn drop(&mut self) {
        let _ = THREAD.try_with(|thread| {
            // Still inside, so that what ends because of this ends by this loop, not by recursion.
            thread.settle();
            thread.depth.set(thread.depth.get().saturating_sub(1));
        });
    }
}

/// Drops the value when this thread leaves what it [entered](enter) last; at once if it is in nothing.
pub fn later<T: Any>(value: T) {
    // A thread that ends has no list any more, and no lock either.
    let mut value = Some(value);
    let _ = THREAD.try_with(|thread| {
        if thread.depth.get() > 0
            && let Some(value) = value.take()
        {
            let value = Box::new(value);
            thread.waiting.borrow_mut().push(Waiting::Value { _value: value });
        }
    });
}

/// As [`later`], without memory of its own: `end` is called with the words once, and ends what they are.
pub fn later_in_words(words: Words, end: fn(Words)) {
    let kept = THREAD.try_with(|thread| {
        let entered = thread.depth.get() > 0;
        if entered {
            thread.waiting.borrow_mut().push(Waiting::Words(words, end));
        }
        entered
    });
    if kept != Ok(true) {
        end(words);
    }
}

/// Drops what waits. For a thread that holds no lock and is about to wait for what a component does: the component may
/// itself wait for an object to come back.
pub fn settle() {
    // A thread that ends has no list any more, but may call still: it ends objects of the application's.
    let _ = THREAD.try_with(Thread::settle);
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    struct Ends(Rc<RefCell<Vec<&'static str>>>, &'static str, Option<Box<Ends>>);

    impl Drop for Ends {
        fn drop(&mut self) {
            self.0.borrow_mut().push(self.1);
            if let Some(next) = self.2.take() {
                later(next);
            }
        }
    }

    #[test]
    fn values_end_when_the_thread_leaves() {
        let log = Rc::<RefCell<Vec<&'static str>>>::default();
        let ends = |name| Ends(Rc::clone(&log), name, None);
        later(ends("at once"));
        assert_eq!(*log.borrow(), ["at once"]);
        let outer = enter();
        later(ends("outer"));
        assert_eq!(log.borrow().len(), 1);
        drop(enter());
        assert_eq!(
            *log.borrow(),
            ["at once", "outer"],
            "a component that is called may call back"
        );
        later(ends("settled"));
        settle();
        assert_eq!(log.borrow().last(), Some(&"settled"));
        later(Ends(Rc::clone(&log), "first", Some(Box::new(ends("next")))));
        drop(outer);
        assert_eq!(*log.borrow(), ["at once", "outer", "settled", "first", "next"]);
    }

    #[test]
    fn words_end_when_the_thread_leaves_once() {
        thread_local! {
            static ENDED: Cell<u32> = const { Cell::new(0) };
        }
        let end = |_: Words| ENDED.set(ENDED.get() + 1);
        later_in_words(Words::uninit(), end);
        assert_eq!(ENDED.get(), 1, "the thread is in nothing");
        let entered = enter();
        later_in_words(Words::uninit(), end);
        assert_eq!(ENDED.get(), 1);
        drop(entered);
        assert_eq!(ENDED.get(), 2);
        drop(enter());
        assert_eq!(ENDED.get(), 2);
    }
}
