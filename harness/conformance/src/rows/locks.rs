//! `Mutex` and `RwLock`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, RwLock, RwLockWriteGuard, TryLockError, Weak};
use std::thread;

use super::{Expect, Row, gives, holds};

const PANIC_WITH_LOCK: &str = "a panic while a lock is held";

pub(super) fn rows() -> Vec<Row> {
    [mutexes(), poisoning(), rwlocks()]
        .into_iter()
        .flatten()
        .collect()
}

fn mutexes() -> Vec<Row> {
    vec![
        holds("a mutex lets one thread in at a time", || {
            let count = Arc::new(Mutex::new(0));
            let add = |count: &Mutex<i32>| {
                let mut count = count.lock().unwrap();
                let before = *count;
                *count = before + 1;
            };
            let theirs = Arc::clone(&count);
            let other = thread::spawn(move || add(&theirs));
            add(&count);
            other.join().unwrap();
            assert_eq!(*count.lock().unwrap(), 2);
        }),
        gives("try_lock is seen both ways", &["held", "free"], || {
            let lock = Arc::new(Mutex::new(0));
            let theirs = Arc::clone(&lock);
            let other = thread::spawn(move || *theirs.lock().unwrap() += 1);
            let seen = match lock.try_lock() {
                Ok(_) => "free",
                Err(TryLockError::WouldBlock) => "held",
                Err(TryLockError::Poisoned(_)) => "poisoned",
            };
            other.join().unwrap();
            seen
        })
        .not_loom("`Mutex::try_lock`"),
        holds("a mutex may hold what has no size", || {
            trait Count: Send {
                fn next(&mut self) -> u32;
            }
            impl Count for u32 {
                fn next(&mut self) -> u32 {
                    *self += 1;
                    *self
                }
            }
            let count: Arc<Mutex<dyn Count>> = Arc::new(Mutex::new(0));
            let weak: Weak<Mutex<dyn Count>> = Arc::downgrade(&count);
            let other =
                thread::spawn(move || weak.upgrade().map(|count| count.lock().unwrap().next()));
            let mine = count.lock().unwrap().next();
            let theirs = other.join().unwrap().unwrap();
            assert_eq!(mine + theirs, 3);
            let bytes: Arc<Mutex<[u8]>> = Arc::new(Mutex::new([1, 2, 3]));
            assert_eq!(bytes.lock().unwrap().len(), 3);
        }),
        holds("a mutex gives its data to whoever has it alone", || {
            let mut lock = Mutex::new(1);
            *lock.get_mut().unwrap() += 1;
            assert_eq!(lock.into_inner().unwrap(), 2);
            assert_eq!(*Mutex::<u8>::default().lock().unwrap(), 0);
            assert_eq!(*Mutex::from(7).lock().unwrap(), 7);
        }),
    ]
}

/// Counts when it is dropped: a step of a model in the middle of unwinding.
struct CountOnDrop<'a>(&'a AtomicUsize);

impl Drop for CountOnDrop<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

fn poisoning() -> Vec<Row> {
    vec![
        holds("a panic that passes a guard poisons the mutex", || {
            let lock = Arc::new(Mutex::new(1));
            let theirs = Arc::clone(&lock);
            let other = thread::spawn(move || {
                let mut guard = theirs.lock().unwrap();
                *guard = 2;
                panic!("with the lock held");
            });
            assert!(other.join().is_err());
            assert!(lock.is_poisoned());
            assert!(matches!(lock.try_lock(), Err(TryLockError::Poisoned(_))));
            let poisoned = lock.lock().unwrap_err();
            assert_eq!(**poisoned.get_ref(), 2);
            drop(poisoned);
            lock.clear_poison();
            assert_eq!(*lock.lock().unwrap(), 2);
        })
        .not_loom(PANIC_WITH_LOCK),
        holds(
            "a panic of one thread leaves the locks of others alone",
            || {
                let lock = Arc::new(Mutex::new(0));
                let other = thread::spawn(|| {
                    let count = AtomicUsize::new(0);
                    let _slow = CountOnDrop(&count);
                    panic!("without a lock");
                });
                for _ in 0..2 {
                    *lock.lock().unwrap() += 1;
                }
                assert!(other.join().is_err());
                assert!(!lock.is_poisoned());
            },
        ),
        holds(
            "a panic that is caught within the guard's life poisons nothing",
            || {
                let lock = Mutex::new(0);
                let guard = lock.lock().unwrap();
                assert!(catch_unwind(|| panic!("caught")).is_err());
                drop(guard);
                assert!(!lock.is_poisoned());
            },
        ),
        holds(
            "a lock taken while unwinding is not poisoned by that",
            || {
                struct Locks<'a>(&'a Mutex<i32>);
                impl Drop for Locks<'_> {
                    fn drop(&mut self) {
                        *self.0.lock().unwrap() += 1;
                    }
                }
                let lock = Mutex::new(0);
                let unwinding = catch_unwind(AssertUnwindSafe(|| {
                    let _locks = Locks(&lock);
                    panic!("unwinds");
                }));
                assert!(unwinding.is_err());
                assert_eq!(*lock.lock().unwrap(), 1);
            },
        )
        .not_loom(PANIC_WITH_LOCK),
        holds(
            "a writer's panic poisons an RwLock, a reader's does not",
            || {
                let lock = RwLock::new(0);
                let reader = catch_unwind(AssertUnwindSafe(|| {
                    let _guard = lock.read().unwrap();
                    panic!("reads");
                }));
                assert!(reader.is_err() && !lock.is_poisoned());
                let writer = catch_unwind(AssertUnwindSafe(|| {
                    let _guard = lock.write().unwrap();
                    panic!("writes");
                }));
                assert!(writer.is_err() && lock.is_poisoned());
                assert!(lock.read().is_err() && lock.write().is_err());
                lock.clear_poison();
                assert!(lock.read().is_ok());
            },
        )
        .not_loom(PANIC_WITH_LOCK),
    ]
}

fn rwlocks() -> Vec<Row> {
    vec![
        holds("readers share an RwLock", || {
            let lock = Arc::new(RwLock::new(1));
            let mine = lock.read().unwrap();
            let theirs = Arc::clone(&lock);
            // It could not end if a reader kept readers out.
            let read = thread::spawn(move || *theirs.read().unwrap())
                .join()
                .unwrap();
            assert_eq!(read, *mine);
        }),
        gives("a writer has an RwLock alone", &["before", "after"], || {
            let lock = Arc::new(RwLock::new((0, 0)));
            let theirs = Arc::clone(&lock);
            let writer = thread::spawn(move || {
                let mut pair = theirs.write().unwrap();
                pair.0 = 1;
                pair.1 = 1;
            });
            let seen = *lock.read().unwrap();
            writer.join().unwrap();
            assert_eq!(*lock.read().unwrap(), (1, 1));
            match seen {
                (0, 0) => "before",
                (1, 1) => "after",
                _ => "between",
            }
        }),
        gives(
            "try_read and try_write are seen both ways",
            &["neither", "read", "both"],
            || {
                let lock = Arc::new(RwLock::new(0));
                let theirs = Arc::clone(&lock);
                let other = thread::spawn(move || {
                    *theirs.write().unwrap() += 1;
                    drop(theirs.read().unwrap());
                });
                let write = lock.try_write().is_ok();
                let read = lock.try_read().is_ok();
                other.join().unwrap();
                match (read, write) {
                    (true, true) => "both",
                    (true, false) => "read",
                    // Free for a moment, and then written.
                    (false, _) => "neither",
                }
            },
        )
        .not_loom("`RwLock::try_write`"),
        gives("downgrade lets no writer in between", &["1", "2"], || {
            let lock = Arc::new(RwLock::new(0));
            let theirs = Arc::clone(&lock);
            let mut guard = lock.write().unwrap();
            let other = thread::spawn(move || {
                let mut guard = theirs.write().unwrap();
                *guard += 1;
                *guard
            });
            *guard += 1;
            let guard = RwLockWriteGuard::downgrade(guard);
            assert_eq!(*guard, 1);
            assert_eq!(*lock.read().unwrap(), 1, "other readers are let in");
            drop(guard);
            let after = *lock.read().unwrap();
            assert_eq!(other.join().unwrap(), 2);
            if after == 1 { "1" } else { "2" }
        })
        // A reader may have to wait for a writer that waits: the second `read` would never end.
        .on_std(Expect::Not),
    ]
}
