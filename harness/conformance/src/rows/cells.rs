//! `Once`, `OnceLock` and `LazyLock` again: who initialises, who waits, and what is dropped.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, LazyLock, Mutex, Once, OnceLock};
use std::thread;

use super::{Row, fails, gives, holds};

pub(super) fn rows() -> Vec<Row> {
    [onces(), once_locks(), lazy_locks()]
        .into_iter()
        .flatten()
        .collect()
}

fn onces() -> Vec<Row> {
    vec![
        holds("what was never poisoned says so", || {
            let once = Once::new();
            once.call_once_force(|state| assert!(!state.is_poisoned()));
            once.call_once_force(|_| unreachable!("it is complete"));
            once.wait();
            once.wait_force();
        }),
        holds("wait panics where the initialisation did", || {
            let once = Once::new();
            let panics = || once.call_once(|| panic!("poisons"));
            assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
            assert!(catch_unwind(AssertUnwindSafe(|| once.wait())).is_err());
        }),
        holds("wait_force waits for one that does not panic", || {
            let once = Arc::new(Once::new());
            let theirs = Arc::clone(&once);
            let other = thread::spawn(move || {
                let panics = || theirs.call_once(|| panic!("poisons"));
                assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
                theirs.call_once_force(|state| assert!(state.is_poisoned()));
            });
            once.wait_force();
            assert!(once.is_completed());
            other.join().unwrap();
        }),
        fails("nobody runs what wait waits for", "lost-wake-up", || {
            Once::new().wait();
        }),
        gives(
            "of two calls either may be the one that runs",
            &["main", "the other"],
            || {
                let shared = Arc::new((Once::new(), AtomicUsize::new(0)));
                let theirs = Arc::clone(&shared);
                let other = thread::spawn(move || theirs.0.call_once(|| theirs.1.store(2, SeqCst)));
                shared.0.call_once(|| shared.1.store(1, SeqCst));
                let ran = shared.1.load(SeqCst);
                other.join().unwrap();
                assert_eq!(shared.1.load(SeqCst), ran, "both ran");
                if ran == 1 { "main" } else { "the other" }
            },
        ),
    ]
}

fn once_locks() -> Vec<Row> {
    vec![
        holds("only one value is made, and everyone has that one", || {
            let shared = Arc::new((OnceLock::new(), AtomicUsize::new(0)));
            let value = |shared: &(OnceLock<usize>, AtomicUsize)| {
                *shared.0.get_or_init(|| shared.1.fetch_add(1, SeqCst) + 1)
            };
            let theirs = Arc::clone(&shared);
            let other = thread::spawn(move || value(&theirs));
            assert_eq!((value(&shared), other.join().unwrap()), (1, 1));
        }),
        gives(
            "a panic leaves the next one to try",
            &["ours", "theirs"],
            || {
                let cell = Arc::new(OnceLock::new());
                let theirs = Arc::clone(&cell);
                let panics = AtomicUsize::new(1);
                let other = thread::spawn(move || {
                    let first = || panics.swap(0, SeqCst) == 0;
                    let made =
                        || *theirs.get_or_init(|| if first() { 2 } else { panic!("not yet") });
                    let tried = catch_unwind(AssertUnwindSafe(made));
                    tried.unwrap_or_else(|_| made())
                });
                let ours = *cell.get_or_init(|| 1);
                assert_eq!(other.join().unwrap(), ours);
                if ours == 1 { "ours" } else { "theirs" }
            },
        ),
        gives(
            "get does not wait for who initialises",
            &["value", "none"],
            || {
                let cell = OnceLock::new();
                let turn = Mutex::new(());
                thread::scope(|scope| {
                    let guard = turn.lock().unwrap();
                    // It is within the initialisation, or before it, as long as we have the lock.
                    scope.spawn(|| cell.get_or_init(|| drop(turn.lock().unwrap())));
                    assert_eq!(cell.get(), None);
                    drop(guard);
                    if cell.get().is_some() {
                        "value"
                    } else {
                        "none"
                    }
                })
            },
        ),
        gives(
            "set waits for who initialises",
            &["set", "too late"],
            || {
                let cell = OnceLock::new();
                let count = AtomicUsize::new(0);
                thread::scope(|scope| {
                    scope.spawn(|| cell.get_or_init(|| count.fetch_add(1, SeqCst)));
                    match cell.set(7) {
                        Ok(()) => "set",
                        Err(7) if cell.get() == Some(&0) => "too late",
                        Err(_) => "neither",
                    }
                })
            },
        ),
        fails("nobody sets what wait waits for", "lost-wake-up", || {
            OnceLock::<u8>::new().wait();
        }),
        fails("a value that needs itself", "deadlock", || {
            let cell: OnceLock<u8> = OnceLock::new();
            cell.get_or_init(|| *cell.get_or_init(|| 1));
        }),
        holds(
            "a OnceLock drops its value once, and none that it did not take",
            || {
                let value = Arc::new(());
                let cell = OnceLock::new();
                cell.set(Arc::clone(&value)).unwrap();
                drop(cell.set(Arc::clone(&value)).unwrap_err());
                assert_eq!(Arc::strong_count(&value), 2);
                drop(cell);
                assert_eq!(Arc::strong_count(&value), 1);
                drop(OnceLock::<Arc<()>>::new());
            },
        ),
    ]
}

fn lazy_locks() -> Vec<Row> {
    vec![
        holds("two threads force one value", || {
            static MADE: AtomicUsize = AtomicUsize::new(0);
            let lazy: Arc<LazyLock<usize>> =
                Arc::new(LazyLock::new(|| MADE.fetch_add(1, SeqCst) + 1));
            let before = MADE.load(SeqCst);
            let theirs = Arc::clone(&lazy);
            let other = thread::spawn(move || **theirs);
            assert_eq!((**lazy, other.join().unwrap()), (before + 1, before + 1));
        }),
        holds("a panic of one thread poisons a LazyLock for all", || {
            let lazy: Arc<LazyLock<u8>> = Arc::new(LazyLock::new(|| panic!("no value")));
            let theirs = Arc::clone(&lazy);
            assert!(thread::spawn(move || **theirs).join().is_err());
            assert!(catch_unwind(AssertUnwindSafe(|| **lazy)).is_err());
            assert_eq!(LazyLock::get(&lazy), None);
        }),
        holds(
            "a panic poisons a LazyLock for who has it alone, too",
            || {
                let mut lazy: LazyLock<u8> = LazyLock::new(|| panic!("no value"));
                for _ in 0..2 {
                    let force = AssertUnwindSafe(|| *LazyLock::force_mut(&mut lazy));
                    assert!(catch_unwind(force).is_err());
                }
                assert!(catch_unwind(AssertUnwindSafe(|| *lazy)).is_err());
                assert_eq!(LazyLock::get_mut(&mut lazy), None);
            },
        ),
        gives(
            "get sees the value once it is made",
            &["value", "none"],
            || {
                let lazy = Arc::new(LazyLock::new(|| 5));
                let theirs = Arc::clone(&lazy);
                let other = thread::spawn(move || **theirs);
                let seen = match LazyLock::get(&lazy) {
                    Some(5) => "value",
                    _ => "none",
                };
                assert_eq!(other.join().unwrap(), 5);
                seen
            },
        ),
        holds("a LazyLock drops its function, used or not", || {
            let held = Arc::new(());
            let make = || {
                let held = Arc::clone(&held);
                LazyLock::new(move || Arc::strong_count(&held))
            };
            drop(make());
            assert_eq!(Arc::strong_count(&held), 1);
            let lazy = make();
            assert_eq!(*lazy, 2);
            assert_eq!(Arc::strong_count(&held), 1, "it was used up");
        }),
        fails("a LazyLock that needs itself", "deadlock", || {
            static NUMBER: LazyLock<u8> = LazyLock::new(|| *NUMBER + 1);
            assert_eq!(*NUMBER, 1);
        }),
    ]
}
