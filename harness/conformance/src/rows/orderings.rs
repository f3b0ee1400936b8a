//! What orders memory. The search engine is sequentially consistent; only loom sees the rest. That
//! what loom alone finds is called `memory-ordering` is for whoever has asked both.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering, Ordering::*, fence};
use std::sync::{Arc, Barrier, Condvar, Mutex, Once, OnceLock, mpsc};
use std::thread;

use super::{Expect, Row, fails, gives, holds};

pub(super) fn rows() -> Vec<Row> {
    [publications(), both_read(), flags_as_locks(), edges()]
        .into_iter()
        .flatten()
        .collect()
}

/// One thread writes and raises a flag; the other, if it sees the flag, reads.
fn publish(store: Ordering, load: Ordering) {
    let shared = Arc::new((AtomicUsize::new(0), AtomicBool::new(false)));
    let theirs = Arc::clone(&shared);
    let other = thread::spawn(move || {
        theirs.0.store(1, Relaxed);
        theirs.1.store(true, store);
    });
    if shared.1.load(load) {
        assert_eq!(
            shared.0.load(Relaxed),
            1,
            "the flag is up, and the data is not there"
        );
    }
    other.join().unwrap();
}

fn publications() -> Vec<Row> {
    vec![
        fails("a relaxed flag publishes nothing", "panic", || {
            publish(Relaxed, Relaxed)
        })
        .on_search(Expect::Gives(&["no failure"])),
        fails(
            "a release without an acquire publishes nothing",
            "panic",
            || {
                publish(Release, Relaxed);
            },
        )
        .on_search(Expect::Gives(&["no failure"])),
        holds("release and acquire publish", || publish(Release, Acquire)),
        holds("sequential consistency publishes", || {
            publish(SeqCst, SeqCst)
        }),
        holds("fences publish", || {
            let shared = Arc::new((AtomicUsize::new(0), AtomicBool::new(false)));
            let theirs = Arc::clone(&shared);
            let other = thread::spawn(move || {
                theirs.0.store(1, Relaxed);
                fence(Release);
                theirs.1.store(true, Relaxed);
            });
            if shared.1.load(Relaxed) {
                fence(Acquire);
                assert_eq!(shared.0.load(Relaxed), 1);
            }
            other.join().unwrap();
        }),
        holds("a reader never goes back to an older value", || {
            let value = Arc::new(AtomicUsize::new(0));
            let theirs = Arc::clone(&value);
            let other = thread::spawn(move || {
                theirs.store(1, Relaxed);
                theirs.store(2, Relaxed);
            });
            let first = value.load(Relaxed);
            assert!(value.load(Relaxed) >= first);
            other.join().unwrap();
        }),
    ]
}

/// Each of two threads writes its own and reads the other's.
fn store_buffering(order: (Ordering, Ordering)) -> &'static str {
    let shared = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
    let theirs = Arc::clone(&shared);
    let other = thread::spawn(move || {
        theirs.0.store(1, order.0);
        theirs.1.load(order.1)
    });
    shared.1.store(1, order.0);
    let mine = shared.0.load(order.1);
    match (mine, other.join().unwrap()) {
        (0, 0) => "neither saw the other",
        (0, _) => "the other saw main",
        (_, 0) => "main saw the other",
        _ => "both",
    }
}

fn both_read() -> Vec<Row> {
    const ALL: &[&str] = &[
        "neither saw the other",
        "the other saw main",
        "main saw the other",
        "both",
    ];
    const ONE_AT_LEAST: &[&str] = &["the other saw main", "main saw the other", "both"];
    vec![
        gives(
            "with SeqCst one of two sees the other",
            ONE_AT_LEAST,
            || store_buffering((SeqCst, SeqCst)),
        ),
        gives("without SeqCst neither need see the other", ALL, || {
            store_buffering((Release, Acquire))
        })
        .on_search(Expect::Gives(ONE_AT_LEAST)),
        holds("Dekker's entry with SeqCst lets one in", || dekker(SeqCst)),
        fails("Dekker's entry with Relaxed lets both in", "panic", || {
            dekker(Relaxed)
        })
        .on_search(Expect::Gives(&["no failure"])),
    ]
}

fn dekker(order: Ordering) {
    let shared = Arc::new((
        [AtomicBool::new(false), AtomicBool::new(false)],
        AtomicUsize::new(0),
    ));
    let enter = move |shared: &([AtomicBool; 2], AtomicUsize), me: usize| {
        shared.0[me].store(true, order);
        if !shared.0[1 - me].load(order) {
            assert_eq!(shared.1.fetch_add(1, SeqCst), 0, "two threads are in");
            shared.1.fetch_sub(1, SeqCst);
            shared.0[me].store(false, order);
        }
    };
    let theirs = Arc::clone(&shared);
    let other = thread::spawn(move || enter(&theirs, 0));
    enter(&shared, 1);
    other.join().unwrap();
}

/// Adds one to a value that is behind a lock made of a flag, on two threads.
fn locked_by_flag(lock: fn(&AtomicBool, &Sleep), unlock: fn(&AtomicBool, &Sleep)) {
    let shared = Arc::new((
        AtomicBool::new(false),
        Sleep::default(),
        AtomicUsize::new(0),
    ));
    let add = move |shared: &(AtomicBool, Sleep, AtomicUsize)| {
        lock(&shared.0, &shared.1);
        shared.2.store(shared.2.load(Relaxed) + 1, Relaxed);
        unlock(&shared.0, &shared.1);
    };
    let theirs = Arc::clone(&shared);
    let other = thread::spawn(move || add(&theirs));
    add(&shared);
    other.join().unwrap();
    assert_eq!(shared.2.load(Relaxed), 2);
}

type Sleep = (Mutex<()>, Condvar);

fn flags_as_locks() -> Vec<Row> {
    fn spin(flag: &AtomicBool, order: Ordering) {
        while flag.compare_exchange(false, true, order, Relaxed).is_err() {}
    }
    vec![
        // loom alone would let the second swap read what the first one wrote, after the store.
        holds("a flag that is swapped, and slept on, is a lock", || {
            locked_by_flag(
                |flag, (mutex, freed)| {
                    while flag.swap(true, Acquire) {
                        let mut guard = mutex.lock().unwrap();
                        while flag.load(Acquire) {
                            guard = freed.wait(guard).unwrap();
                        }
                    }
                },
                |flag, (mutex, freed)| {
                    let guard = mutex.lock().unwrap();
                    flag.store(false, Release);
                    drop(guard);
                    freed.notify_all();
                },
            );
        }),
        holds("a flag that is spun on without a hint is a lock", || {
            locked_by_flag(
                |flag, _| spin(flag, Acquire),
                |flag, _| flag.store(false, Release),
            );
        }),
        fails("with a relaxed unlock it is none", "panic", || {
            locked_by_flag(
                |flag, _| spin(flag, Acquire),
                |flag, _| flag.store(false, Relaxed),
            );
        })
        .on_search(Expect::Gives(&["no failure"])),
        fails(
            "with a relaxed unlock after an update of both orders it is none",
            "panic",
            || {
                locked_by_flag(
                    |flag, _| spin(flag, AcqRel),
                    |flag, _| flag.store(false, Relaxed),
                );
            },
        )
        .on_search(Expect::Gives(&["no failure"])),
    ]
}

/// What each kind of synchronisation orders: a relaxed write before it, a relaxed read after it.
fn edges() -> Vec<Row> {
    vec![
        holds("spawn and join order", || {
            let value = Arc::new(AtomicUsize::new(0));
            value.store(1, Relaxed);
            let theirs = Arc::clone(&value);
            let other = thread::spawn(move || {
                assert_eq!(theirs.load(Relaxed), 1);
                theirs.store(2, Relaxed);
            });
            other.join().unwrap();
            assert_eq!(value.load(Relaxed), 2);
        }),
        holds("the end of a scope orders", || {
            let value = AtomicUsize::new(0);
            thread::scope(|scope| {
                scope.spawn(|| value.store(1, Relaxed));
            });
            assert_eq!(value.load(Relaxed), 1);
        }),
        holds("a mutex orders", || {
            let shared = Arc::new((AtomicUsize::new(0), Mutex::new(false)));
            let theirs = Arc::clone(&shared);
            let other = thread::spawn(move || {
                theirs.0.store(1, Relaxed);
                *theirs.1.lock().unwrap() = true;
            });
            if *shared.1.lock().unwrap() {
                assert_eq!(shared.0.load(Relaxed), 1);
            }
            other.join().unwrap();
        }),
        holds("an initialised OnceLock orders", || {
            let shared = Arc::new((AtomicUsize::new(0), OnceLock::new()));
            let theirs = Arc::clone(&shared);
            let other = thread::spawn(move || {
                theirs.0.store(1, Relaxed);
                theirs.1.set(()).unwrap();
            });
            if shared.1.get().is_some() {
                assert_eq!(shared.0.load(Relaxed), 1);
            }
            other.join().unwrap();
        }),
        holds("a Once that was run orders", || {
            let shared = Arc::new((AtomicUsize::new(0), Once::new()));
            let theirs = Arc::clone(&shared);
            let other = thread::spawn(move || theirs.1.call_once(|| theirs.0.store(1, Relaxed)));
            shared.1.call_once(|| shared.0.store(1, Relaxed));
            assert_eq!(shared.0.load(Relaxed), 1);
            other.join().unwrap();
        }),
        holds(
            "a message orders, and so does the last sender's end",
            || {
                let value = Arc::new(AtomicUsize::new(0));
                let (sender, receiver) = mpsc::channel();
                let theirs = Arc::clone(&value);
                let other = thread::spawn(move || {
                    theirs.store(1, Relaxed);
                    sender.send(()).unwrap();
                    theirs.store(2, Relaxed);
                });
                receiver.recv().unwrap();
                assert!(value.load(Relaxed) >= 1);
                receiver.recv().unwrap_err();
                assert_eq!(value.load(Relaxed), 2);
                other.join().unwrap();
            },
        ),
        holds("a barrier orders", || {
            let shared = Arc::new((AtomicUsize::new(0), Barrier::new(2)));
            let theirs = Arc::clone(&shared);
            let other = thread::spawn(move || {
                theirs.0.store(1, Relaxed);
                theirs.1.wait();
            });
            shared.1.wait();
            assert_eq!(shared.0.load(Relaxed), 1);
            other.join().unwrap();
        }),
        holds("a token orders", || {
            let shared = Arc::new((AtomicUsize::new(0), AtomicBool::new(false)));
            let theirs = Arc::clone(&shared);
            let main = thread::current();
            let other = thread::spawn(move || {
                theirs.0.store(1, Relaxed);
                theirs.1.store(true, Relaxed);
                main.unpark();
            });
            thread::park();
            // Woken for no reason, it need not see anything.
            if shared.1.load(Acquire) {
                other.join().unwrap();
                assert_eq!(shared.0.load(Relaxed), 1);
            } else {
                other.join().unwrap();
            }
        }),
    ]
}
