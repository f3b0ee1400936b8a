//! Mistakes that must be found, and named.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, Once};
use std::thread;
use std::time::SystemTime;

use super::{Expect, Row, fails, holds};

pub(super) fn rows() -> Vec<Row> {
    [standstills(), others()].into_iter().flatten().collect()
}

fn standstills() -> Vec<Row> {
    vec![
        fails("two locks in two orders", "deadlock", || {
            let locks = Arc::new((Mutex::new(0), Mutex::new(0)));
            let theirs = Arc::clone(&locks);
            let other = thread::spawn(move || {
                let _second = theirs.1.lock().unwrap();
                let _first = theirs.0.lock().unwrap();
            });
            {
                let _first = locks.0.lock().unwrap();
                let _second = locks.1.lock().unwrap();
            }
            other.join().unwrap();
        }),
        fails("one lock twice", "deadlock", || {
            let lock = Mutex::new(0);
            let _first = lock.lock().unwrap();
            let _second = lock.lock().unwrap();
        }),
        fails(
            "a lock held while joining a thread that wants it",
            "deadlock",
            || {
                let lock = Arc::new(Mutex::new(0));
                let theirs = Arc::clone(&lock);
                let _guard = lock.lock().unwrap();
                let other = thread::spawn(move || *theirs.lock().unwrap() += 1);
                other.join().unwrap();
            },
        ),
        fails("a guard that is forgotten", "deadlock", || {
            let lock = Mutex::new(0);
            std::mem::forget(lock.lock().unwrap());
            drop(lock.lock().unwrap());
        }),
        fails("a Once within itself", "deadlock", || {
            let once = Once::new();
            once.call_once(|| once.call_once(|| ()));
        }),
        fails("two polite threads", "livelock", || {
            let wants = Arc::new([AtomicBool::new(false), AtomicBool::new(false)]);
            let enter = |wants: &[AtomicBool; 2], me: usize| {
                wants[me].store(true, SeqCst);
                while wants[1 - me].load(SeqCst) {
                    wants[me].store(false, SeqCst);
                    thread::yield_now();
                    wants[me].store(true, SeqCst);
                }
                // It never leaves again.
            };
            let theirs = Arc::clone(&wants);
            let other = thread::spawn(move || enter(&theirs, 1));
            enter(&wants, 0);
            other.join().unwrap();
        })
        .on_loom(Expect::Stops("Branches")),
        holds("two threads that get further with every round", || {
            let table: Vec<AtomicUsize> = (0..40).map(AtomicUsize::new).collect();
            let rounds = AtomicUsize::new(0);
            let scan = || {
                while rounds.fetch_add(1, SeqCst) < 600 {
                    let sum: usize = table.iter().map(|number| number.load(SeqCst)).sum();
                    assert_eq!(sum, 780);
                }
            };
            thread::scope(|scope| {
                scope.spawn(scan);
                scope.spawn(scan);
            });
        })
        .on_search(Expect::Stops("Steps"))
        .on_loom(Expect::Stops("Branches")),
        fails("a loop that waits for what nobody does", "livelock", || {
            let flag = AtomicBool::new(false);
            while !flag.load(SeqCst) {
                thread::yield_now();
            }
        })
        .on_loom(Expect::Stops("Branches")),
    ]
}

fn others() -> Vec<Row> {
    vec![
        fails("a panic in every schedule", "panic", || panic!("always")),
        fails("what is still to do", "not-started", || todo!()),
        fails(
            "a panic that some schedules reach",
            "atomicity-violation",
            || {
                let value = Arc::new(AtomicUsize::new(0));
                let theirs = Arc::clone(&value);
                let other = thread::spawn(move || theirs.store(1, SeqCst));
                assert_eq!(value.load(SeqCst), 0, "the other came first");
                other.join().unwrap();
            },
        )
        .on_loom(Expect::Fails("panic")),
        fails("an order that a hash decides", "nondeterministic", || {
            let numbers: HashSet<u32> = (0..40).collect();
            let lock = Mutex::new(0);
            let atomic = AtomicUsize::new(0);
            thread::scope(|scope| {
                scope.spawn(|| atomic.store(1, SeqCst));
                for number in numbers.iter().take(12) {
                    if number % 2 == 0 {
                        atomic.store(2, SeqCst);
                    } else {
                        *lock.lock().unwrap() += 1;
                        thread::yield_now();
                    }
                }
            });
        })
        .on_loom(Expect::Not),
        fails(
            "a choice that the real clock makes",
            "nondeterministic",
            || {
                let atomic = Arc::new(AtomicUsize::new(0));
                let theirs = Arc::clone(&atomic);
                let other = thread::spawn(move || {
                    theirs.store(1, SeqCst);
                    theirs.store(2, SeqCst);
                });
                for _ in 0..8 {
                    let now = SystemTime::now()
                        .duration_since(SystemTime::UNIX_EPOCH)
                        .unwrap();
                    if now.subsec_nanos().count_ones().is_multiple_of(2) {
                        atomic.store(3, SeqCst);
                    } else {
                        atomic.fetch_add(1, SeqCst);
                    }
                }
                other.join().unwrap();
            },
        )
        .on_loom(Expect::Not),
    ]
}
