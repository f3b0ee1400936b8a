//! Poisoning again, and what readers and writers see of each other.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex, RwLock, RwLockWriteGuard, TryLockError};
use std::thread;
use std::time::Duration;

use super::{Row, gives, holds};

const PANIC_WITH_LOCK: &str = "a panic while a lock is held";

pub(super) fn rows() -> Vec<Row> {
    [mutexes(), waits(), rwlocks()]
        .into_iter()
        .flatten()
        .collect()
}

/// Panics with the lock held.
fn poison(lock: &Mutex<u8>) {
    let panics = AssertUnwindSafe(|| {
        let _guard = lock.lock();
        panic!("poisons");
    });
    assert!(catch_unwind(panics).is_err());
}

fn mutexes() -> Vec<Row> {
    vec![
        holds(
            "a poisoned mutex still gives its data to whoever has it alone",
            || {
                let mut lock = Mutex::new(4);
                poison(&lock);
                assert_eq!(*lock.get_mut().unwrap_err().into_inner(), 4);
                assert_eq!(lock.into_inner().unwrap_err().into_inner(), 4);
            },
        )
        .not_loom(PANIC_WITH_LOCK),
        holds("a poisoned mutex stays so until that is cleared", || {
            let lock = Mutex::new(1);
            poison(&lock);
            drop(lock.lock().unwrap_or_else(|poisoned| poisoned.into_inner()));
            assert!(lock.is_poisoned() && lock.lock().is_err());
            lock.clear_poison();
            assert!(!lock.is_poisoned() && lock.lock().is_ok());
            poison(&lock);
            assert!(lock.is_poisoned());
        })
        .not_loom(PANIC_WITH_LOCK),
        holds(
            "a guard that was given back before the panic poisons nothing",
            || {
                let lock = Arc::new(Mutex::new(0));
                let theirs = Arc::clone(&lock);
                let other = thread::spawn(move || {
                    *theirs.lock().unwrap() += 1;
                    panic!("afterwards");
                });
                assert!(other.join().is_err());
                assert_eq!(*lock.lock().unwrap(), 1);
            },
        ),
        holds("both of two locks that a panic passes are poisoned", || {
            let locks = (Mutex::new(0), Mutex::new(0));
            let panics = AssertUnwindSafe(|| {
                let _outer = locks.0.lock().unwrap();
                let _inner = locks.1.lock().unwrap();
                panic!("through both");
            });
            assert!(catch_unwind(panics).is_err());
            assert!(locks.0.is_poisoned() && locks.1.is_poisoned());
        })
        .not_loom(PANIC_WITH_LOCK),
        gives(
            "another thread sees the poison, or came before it",
            &["poisoned", "before"],
            || {
                let lock = Arc::new(Mutex::new(0));
                let theirs = Arc::clone(&lock);
                let other = thread::spawn(move || poison(&theirs));
                let seen = match lock.lock() {
                    Ok(_) => "before",
                    Err(_) => "poisoned",
                };
                other.join().unwrap();
                seen
            },
        )
        .not_loom(PANIC_WITH_LOCK),
        holds(
            "a lock in a panicking thread's result is not poisoned by it",
            || {
                let lock = Mutex::new(vec![1]);
                let caught = catch_unwind(|| std::panic::panic_any(Mutex::new(2)));
                let inner = caught.unwrap_err().downcast::<Mutex<i32>>().unwrap();
                assert_eq!(*inner.lock().unwrap(), 2);
                assert!(lock.lock().is_ok());
            },
        ),
        gives(
            "poison is seen when the lock is given back, and not before",
            &["nothing yet", "meanwhile", "still held", "poisoned"],
            || {
                let shared = Arc::new((Mutex::new(()), AtomicBool::new(false)));
                let theirs = Arc::clone(&shared);
                let other = thread::spawn(move || {
                    let _guard = theirs.0.lock();
                    theirs.1.store(true, SeqCst);
                    panic!("with the lock");
                });
                let begun = shared.1.load(SeqCst);
                let seen = match (begun, shared.0.is_poisoned()) {
                    (false, false) => "nothing yet",
                    (false, true) => "meanwhile",
                    (true, false) => "still held",
                    (true, true) => "poisoned",
                };
                assert!(other.join().is_err());
                seen
            },
        )
        .not_loom(PANIC_WITH_LOCK),
        gives(
            "clear_poison is a step of its own",
            &["before", "said but not done", "done"],
            || {
                let lock = RwLock::new(());
                let panics = AssertUnwindSafe(|| {
                    let _guard = lock.write();
                    panic!("poisons");
                });
                assert!(catch_unwind(panics).is_err());
                let said = AtomicBool::new(false);
                thread::scope(|scope| {
                    scope.spawn(|| {
                        said.store(true, SeqCst);
                        lock.clear_poison();
                    });
                    match (said.load(SeqCst), lock.is_poisoned()) {
                        (_, false) => "done",
                        (true, true) => "said but not done",
                        (false, true) => "before",
                    }
                })
            },
        )
        .not_loom(PANIC_WITH_LOCK),
    ]
}

fn waits() -> Vec<Row> {
    vec![
        holds("a condition that panics poisons the mutex", || {
            let (lock, changed) = (Mutex::new(0), Condvar::new());
            let panics = AssertUnwindSafe(|| {
                let guard = lock.lock().unwrap();
                drop(changed.wait_while(guard, |_| panic!("in the condition")));
            });
            assert!(catch_unwind(panics).is_err());
            assert!(lock.is_poisoned());
        })
        .not_loom(PANIC_WITH_LOCK),
        holds(
            "who waits is told of the poison, and has the guard all the same",
            || {
                let shared = Arc::new((Mutex::new(0), Condvar::new()));
                let theirs = Arc::clone(&shared);
                let other = thread::spawn(move || {
                    let mut number = theirs.0.lock().unwrap();
                    *number = 1;
                    theirs.1.notify_all();
                    panic!("with the lock");
                });
                // The other one may come before our lock, while we wait, or both.
                let mut guard = shared
                    .0
                    .lock()
                    .unwrap_or_else(|poisoned| poisoned.into_inner());
                while *guard == 0 {
                    guard = match shared.1.wait(guard) {
                        Ok(guard) => guard,
                        Err(poisoned) => {
                            assert_eq!(**poisoned.get_ref(), 1);
                            poisoned.into_inner()
                        }
                    };
                }
                drop(guard);
                assert!(other.join().is_err() && shared.0.is_poisoned());
            },
        )
        .not_loom(PANIC_WITH_LOCK),
        holds(
            "a timed wait on a poisoned mutex gives its guard back",
            || {
                let (lock, changed) = (Mutex::new(3), Condvar::new());
                poison(&lock);
                let guard = lock.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                let waited = changed.wait_timeout(guard, Duration::ZERO);
                let (guard, _) = waited.unwrap_err().into_inner();
                assert_eq!(*guard, 3);
            },
        )
        .not_loom(PANIC_WITH_LOCK),
    ]
}

fn rwlocks() -> Vec<Row> {
    vec![
        holds("a poisoned RwLock gives its data all the same", || {
            let mut lock = RwLock::new(5);
            let panics = AssertUnwindSafe(|| {
                *lock.write().unwrap() += 1;
                let _guard = lock.write().unwrap();
                panic!("writes");
            });
            assert!(catch_unwind(panics).is_err());
            assert!(matches!(lock.try_read(), Err(TryLockError::Poisoned(_))));
            assert!(matches!(lock.try_write(), Err(TryLockError::Poisoned(_))));
            assert_eq!(*lock.read().unwrap_err().into_inner(), 6);
            assert_eq!(*lock.get_mut().unwrap_err().into_inner(), 6);
            assert_eq!(lock.into_inner().unwrap_err().into_inner(), 6);
        })
        .not_loom(PANIC_WITH_LOCK),
        holds("a panic after a downgrade poisons nothing", || {
            let lock = RwLock::new(0);
            let panics = AssertUnwindSafe(|| {
                let mut writes = lock.write().unwrap();
                *writes = 1;
                let _reads = RwLockWriteGuard::downgrade(writes);
                panic!("reads");
            });
            assert!(catch_unwind(panics).is_err());
            assert_eq!(*lock.read().unwrap(), 1);
        })
        .not_loom(PANIC_WITH_LOCK),
        holds("a reader never sees half of what a writer does", || {
            let pair = Arc::new(RwLock::new((0, 0)));
            let theirs = Arc::clone(&pair);
            let other = thread::spawn(move || {
                let mut pair = theirs.write().unwrap();
                pair.0 += 1;
                pair.1 += 1;
            });
            let seen = *pair.read().unwrap();
            assert_eq!(seen.0, seen.1);
            other.join().unwrap();
        }),
        holds("a writer has its turn when the reader has gone", || {
            let lock = RwLock::new(0);
            let reads = lock.read().unwrap();
            assert!(matches!(lock.try_write(), Err(TryLockError::WouldBlock)));
            drop(reads);
            *lock.try_write().unwrap() = 1;
            assert_eq!(lock.into_inner().unwrap(), 1);
        })
        .not_loom("`RwLock::try_write`"),
        gives(
            "two writers are one after the other",
            &["1 2", "2 1"],
            || {
                let lock = RwLock::new(Vec::new());
                thread::scope(|scope| {
                    scope.spawn(|| lock.write().unwrap().push(1));
                    scope.spawn(|| lock.write().unwrap().push(2));
                });
                if *lock.read().unwrap() == [1, 2] {
                    "1 2"
                } else {
                    "2 1"
                }
            },
        ),
    ]
}
