//! What each worker does before its first task, and undoes when it ends. The hook is the process's: it has a test program.

use std::any::Any;
use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use openmf_runtime::Runtime;

static INSIDE: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static ENTERED: Cell<bool> = const { Cell::new(false) };
}

struct Membership;

impl Drop for Membership {
    fn drop(&mut self) {
        assert!(ENTERED.replace(false), "on the worker that entered");
        INSIDE.fetch_sub(1, Ordering::AcqRel);
    }
}

fn enter() -> Box<dyn Any> {
    assert!(!ENTERED.replace(true), "once");
    INSIDE.fetch_add(1, Ordering::AcqRel);
    Box::new(Membership)
}

#[test]
fn each_worker_enters_before_its_first_task_and_leaves_at_its_end() {
    Runtime::enter_workers_by(enter);
    // The first hook stays.
    Runtime::enter_workers_by(|| unreachable!("a second hook"));
    let runtime = Runtime::with_workers(2);
    let (sender, receiver) = channel();
    for depth in 0..20 {
        let (sender, waiting) = (sender.clone(), runtime.clone());
        runtime.run(move || {
            if depth % 4 == 0 {
                // Another worker stands in meanwhile, and enters too.
                waiting.block_on(async {});
            }
            sender.send(ENTERED.get()).unwrap();
        });
    }
    for _ in 0..20 {
        assert!(receiver.recv_timeout(Duration::from_secs(120)).unwrap());
    }
    assert!(!ENTERED.get(), "no thread of the application's");
    drop(runtime);
    let began = Instant::now();
    while INSIDE.load(Ordering::Acquire) > 0 {
        assert!(began.elapsed() < Duration::from_secs(120), "a worker stays");
        std::thread::yield_now();
    }
}
