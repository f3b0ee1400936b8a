//! Spawning, joining, names and identities.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, Builder};

use super::{Expect, Row, gives, holds};

pub(super) fn rows() -> Vec<Row> {
    [results(), identities()].into_iter().flatten().collect()
}

fn results() -> Vec<Row> {
    vec![
        holds("join gives what the thread returned, or its panic", || {
            assert_eq!(thread::spawn(|| 7).join().unwrap(), 7);
            let payload = thread::spawn(|| panic!("text {}", std::hint::black_box(1)))
                .join()
                .unwrap_err();
            assert_eq!(payload.downcast_ref::<String>().unwrap(), "text 1");
            let payload = thread::spawn(|| std::panic::panic_any(5_u8))
                .join()
                .unwrap_err();
            assert_eq!(*payload.downcast::<u8>().unwrap(), 5);
        }),
        gives("is_finished is seen both ways", &["yes", "no"], || {
            let other = thread::spawn(|| ());
            let seen = if other.is_finished() { "yes" } else { "no" };
            other.join().unwrap();
            seen
        })
        .not_loom("`JoinHandle::is_finished`"),
        gives(
            "a detached thread ends whenever it likes",
            &["ran", "not yet"],
            || {
                let flag = Arc::new(AtomicUsize::new(0));
                let theirs = Arc::clone(&flag);
                drop(thread::spawn(move || theirs.store(1, Ordering::SeqCst)));
                if flag.load(Ordering::SeqCst) == 1 {
                    "ran"
                } else {
                    "not yet"
                }
            },
        ),
        holds("a detached thread may still be blocked at the end", || {
            let lock = Arc::new(Mutex::new(()));
            let theirs = Arc::clone(&lock);
            let guard = lock.lock().unwrap();
            drop(thread::spawn(move || drop(theirs.lock().unwrap())));
            std::mem::forget(guard);
        })
        .not_loom("a detached thread that is still blocked when main returns"),
        holds("a detached thread may still go round at the end", || {
            let flag = Arc::new(AtomicUsize::new(0));
            drop(thread::spawn(move || {
                while flag.load(Ordering::SeqCst) == 0 {
                    thread::yield_now();
                }
            }));
        })
        .on_loom(Expect::Stops("Branches")),
        holds(
            "a blocked thread may be in a loop that catches panics",
            || {
                drop(thread::spawn(|| {
                    loop {
                        let _ = std::panic::catch_unwind(thread::park);
                    }
                }));
            },
        )
        .not_loom("a detached thread that is still blocked when main returns"),
        holds("a panic of a detached thread is nobody's", || {
            drop(thread::spawn(|| panic!("alone")));
        }),
        holds("threads start threads", || {
            let inner = thread::spawn(|| thread::spawn(|| 3));
            assert_eq!(inner.join().unwrap().join().unwrap(), 3);
        }),
    ]
}

fn identities() -> Vec<Row> {
    vec![
        holds("a thread has the name that it was given", || {
            let named = Builder::new().name("worker".into()).stack_size(64 * 1024);
            let named = named
                .spawn(|| thread::current().name().map(str::to_owned))
                .unwrap();
            assert_eq!(named.thread().name(), Some("worker"));
            assert_eq!(named.join().unwrap().as_deref(), Some("worker"));
            let plain = thread::spawn(|| thread::current().name().map(str::to_owned));
            assert_eq!(plain.thread().name(), None);
            assert_eq!(plain.join().unwrap(), None);
            assert_eq!(thread::current().name(), Some("main"));
        }),
        holds("a name holds no zero byte", || {
            let builder = Builder::new().name("a\0b".into());
            assert!(std::panic::catch_unwind(|| builder.spawn(|| ())).is_err());
        }),
        holds("no two threads have one identity", || {
            let mut ids = HashSet::from([thread::current().id()]);
            for _ in 0..2 {
                let other = thread::spawn(|| thread::current().id());
                let id = other.thread().id();
                assert_eq!(other.join().unwrap(), id);
                assert!(ids.insert(id));
            }
            assert_eq!(thread::current().id(), thread::current().id());
        }),
        holds("yield_now and available_parallelism are there", || {
            thread::yield_now();
            assert!(thread::available_parallelism().is_ok());
        }),
    ]
}
