//! How a thread ends: what becomes of its result, of a panic's payload, and of its thread-locals.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use super::{Expect, Row, aborts, fails, gives, holds};

pub(super) fn rows() -> Vec<Row> {
    [results(), destructors(), scoped(), first_uses()]
        .into_iter()
        .flatten()
        .collect()
}

/// Its destructor panics.
struct Loud;

impl Drop for Loud {
    fn drop(&mut self) {
        panic!("loud");
    }
}

/// Its destructor is counted.
struct Counted<'a>(&'a AtomicUsize);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
    }
}

fn results() -> Vec<Row> {
    vec![
        holds("a result that was joined is its joiner's", || {
            let result = thread::spawn(|| Loud).join().unwrap();
            assert!(catch_unwind(AssertUnwindSafe(|| drop(result))).is_err());
        }),
        holds("a payload that was joined is its joiner's", || {
            let payload = thread::spawn(|| panic_any(Loud)).join().unwrap_err();
            assert!(catch_unwind(AssertUnwindSafe(|| drop(payload))).is_err());
        }),
        holds(
            "a payload that was caught panics where it is dropped",
            || {
                let payload = catch_unwind(|| panic_any(Loud)).unwrap_err();
                let again = catch_unwind(AssertUnwindSafe(|| drop(payload))).unwrap_err();
                assert_eq!(*again.downcast::<&str>().unwrap(), "loud");
                assert!(!thread::panicking());
            },
        ),
        fails(
            "main panics with a payload that panics again",
            "panic",
            || {
                panic_any(Loud);
            },
        ),
        aborts("nobody takes a result whose destructor panics", || {
            let other = thread::spawn(|| Loud);
            let (sender, receiver) = mpsc::channel::<()>();
            // Whoever is the last drops it: the thread or the handle.
            let last = thread::spawn(move || drop((other, sender)));
            assert!(receiver.recv().is_err());
            last.join().unwrap();
            thread::sleep(std::time::Duration::from_millis(200));
        }),
        aborts("nobody takes a payload whose destructor panics", || {
            thread::scope(|scope| drop(scope.spawn(|| panic_any(Loud))));
        }),
        holds(
            "a result that nobody takes goes with its thread or its handle",
            || {
                let value = Arc::new(());
                let theirs = Arc::clone(&value);
                let (sender, receiver) = mpsc::channel::<()>();
                let other = thread::spawn(move || (theirs, sender));
                drop(other);
                assert!(receiver.recv().is_err());
                while Arc::strong_count(&value) > 1 {
                    thread::yield_now();
                }
            },
        )
        // The sender, which is dropped second, is the last of it that a model can see.
        .on_loom(Expect::Gives(&["ok"])),
    ]
}

fn destructors() -> Vec<Row> {
    vec![
        aborts("the destructor of a thread-local panics", || {
            thread_local!(static LOUD: Loud = const { Loud });
            drop(thread::spawn(|| LOUD.with(|_| ())).join());
        }),
        aborts("the destructor of main's thread-local panics", || {
            thread_local!(static LOUD: Loud = const { Loud });
            LOUD.with(|_| ());
        }),
        holds("a thread-local that was not used is never dropped", || {
            thread_local!(static LOUD: Loud = const { Loud });
            let uses = std::hint::black_box(false);
            let other = thread::spawn(move || uses && LOUD.with(|_| true));
            assert!(!other.join().unwrap());
        }),
        holds(
            "a destructor may make another thread-local, which is dropped as well",
            || {
                static DROPPED: AtomicUsize = AtomicUsize::new(0);
                struct Second;
                impl Drop for Second {
                    fn drop(&mut self) {
                        DROPPED.fetch_add(1, SeqCst);
                    }
                }
                struct First;
                impl Drop for First {
                    fn drop(&mut self) {
                        SECOND.with(|_| DROPPED.fetch_add(10, SeqCst));
                    }
                }
                thread_local!(static FIRST: First = const { First });
                thread_local!(static SECOND: Second = const { Second });
                thread::spawn(|| FIRST.with(|_| ())).join().unwrap();
                assert_eq!(DROPPED.load(SeqCst), 11);
            },
        ),
        holds("a channel in a thread-local ends with its thread", || {
            thread_local!(static KEPT: RefCell<Option<mpsc::Sender<u8>>> = const { RefCell::new(None) });
            let (sender, receiver) = mpsc::channel();
            let other = thread::spawn(move || {
                sender.send(1).unwrap();
                KEPT.set(Some(sender));
            });
            assert_eq!(receiver.recv(), Ok(1));
            assert!(receiver.recv().is_err());
            other.join().unwrap();
        }),
        holds("join waits for a destructor that takes a lock", || {
            struct Adds(Arc<Mutex<u32>>);
            impl Drop for Adds {
                fn drop(&mut self) {
                    *self.0.lock().unwrap() += 1;
                }
            }
            thread_local!(static ADDS: RefCell<Option<Adds>> = const { RefCell::new(None) });
            let count = Arc::new(Mutex::new(0));
            let theirs = Arc::clone(&count);
            let other = thread::spawn(move || ADDS.set(Some(Adds(theirs))));
            let before = *count.lock().unwrap();
            other.join().unwrap();
            assert!(before <= 1);
            assert_eq!(*count.lock().unwrap(), 1);
        }),
        holds("thread-locals are dropped after a panic, too", || {
            static DROPPED: AtomicUsize = AtomicUsize::new(0);
            thread_local!(static COUNTED: Counted<'static> = const { Counted(&DROPPED) });
            let other = thread::spawn(|| COUNTED.with(|_| panic!("in between")));
            assert!(other.join().is_err());
            assert_eq!(DROPPED.load(SeqCst), 1);
        }),
    ]
}

fn scoped() -> Vec<Row> {
    vec![
        holds(
            "a scoped thread's result is dropped before its scope ends",
            || {
                let dropped = AtomicUsize::new(0);
                thread::scope(|scope| {
                    drop(scope.spawn(|| Counted(&dropped)));
                    let _kept = scope.spawn(|| Counted(&dropped));
                });
                assert_eq!(dropped.into_inner(), 2);
            },
        ),
        gives(
            "a scope does not wait for thread-locals",
            &["dropped", "not yet"],
            || {
                static DROPPED: AtomicUsize = AtomicUsize::new(0);
                thread_local!(static COUNTED: Counted<'static> = const { Counted(&DROPPED) });
                thread::scope(|scope| {
                    scope.spawn(|| COUNTED.with(|_| ()));
                });
                match DROPPED.load(SeqCst) {
                    1 => "dropped",
                    _ => "not yet",
                }
            },
        )
        .on_loom(Expect::Gives(&["dropped"])),
        holds(
            "the join of a scoped thread waits for its thread-locals",
            || {
                static DROPPED: AtomicUsize = AtomicUsize::new(0);
                thread_local!(static COUNTED: Counted<'static> = const { Counted(&DROPPED) });
                thread::scope(|scope| {
                    scope.spawn(|| COUNTED.with(|_| ())).join().unwrap();
                    assert_eq!(DROPPED.load(SeqCst), 1);
                });
            },
        ),
        holds("each scoped thread has thread-locals of its own", || {
            thread_local!(static COUNT: Cell<u32> = const { Cell::new(0) });
            let add = || {
                COUNT.set(COUNT.get() + 1);
                thread::yield_now();
                COUNT.get()
            };
            let counts = thread::scope(|scope| {
                let (one, two) = (scope.spawn(add), scope.spawn(add));
                (one.join().unwrap(), two.join().unwrap())
            });
            assert_eq!((counts, COUNT.get()), ((1, 1), 0));
        }),
    ]
}

fn first_uses() -> Vec<Row> {
    vec![
        holds(
            "a thread-local that reaches for itself is made twice, and the outer stays",
            || {
                static DROPPED: AtomicUsize = AtomicUsize::new(0);
                thread_local! {
                    static DEPTH: Cell<u32> = const { Cell::new(0) };
                    static WHO: (u32, Counted<'static>) = {
                        DEPTH.set(DEPTH.get() + 1);
                        let mine = DEPTH.get();
                        if mine == 1 {
                            WHO.with(|inner| assert_eq!(inner.0, 2));
                        }
                        (mine, Counted(&DROPPED))
                    };
                }
                let other = thread::spawn(|| {
                    assert_eq!(WHO.with(|who| who.0), 1);
                    assert_eq!(DROPPED.load(SeqCst), 1, "the inner one went");
                    WHO.with(|who| who.0)
                });
                assert_eq!(other.join().unwrap(), 1);
                assert_eq!(DROPPED.load(SeqCst), 2);
            },
        ),
        holds(
            "a first value that panics is made anew at the next use",
            || {
                thread_local! {
                    static TRIES: Cell<u32> = const { Cell::new(0) };
                    static LATE: u32 = {
                        TRIES.set(TRIES.get() + 1);
                        assert!(TRIES.get() > 1, "not yet");
                        TRIES.get()
                    };
                }
                let other = thread::spawn(|| {
                    assert!(catch_unwind(|| LATE.with(|_| ())).is_err());
                    LATE.with(|late| *late)
                });
                assert_eq!(other.join().unwrap(), 2);
            },
        ),
        holds(
            "a first value may be made by another thread's message",
            || {
                let (sender, receiver) = mpsc::channel();
                let other = thread::spawn(move || {
                    thread_local!(static HEARD: Cell<u8> = const { Cell::new(0) });
                    HEARD.set(receiver.recv().unwrap());
                    HEARD.get()
                });
                sender.send(7).unwrap();
                assert_eq!(other.join().unwrap(), 7);
            },
        ),
        holds(
            "a thread-local that is borrowed cannot be borrowed to change it",
            || {
                thread_local!(static LIST: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) });
                let other = thread::spawn(|| {
                    let twice = || LIST.with_borrow(|_| LIST.with_borrow_mut(Vec::clear));
                    assert!(catch_unwind(AssertUnwindSafe(twice)).is_err());
                    LIST.with_borrow_mut(|list| list.push(1));
                    LIST.take()
                });
                assert_eq!(other.join().unwrap(), [1]);
            },
        ),
    ]
}
