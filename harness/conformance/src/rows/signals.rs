//! Condition variables, barriers and parking again: who is woken, and what a wait gives back.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::{Expect, Row, fails, gives, holds};

pub(super) fn rows() -> Vec<Row> {
    [waits(), barriers(), parks()]
        .into_iter()
        .flatten()
        .collect()
}

const SHORT: Duration = Duration::from_micros(50);

fn waits() -> Vec<Row> {
    vec![
        holds(
            "a wait whose condition is met already does not wait",
            || {
                let (lock, changed) = (Mutex::new(1), Condvar::new());
                let guard = changed
                    .wait_while(lock.lock().unwrap(), |n| *n == 0)
                    .unwrap();
                let waited = changed.wait_timeout_while(guard, Duration::ZERO, |n| *n == 0);
                let (guard, result) = waited.unwrap();
                assert_eq!((*guard, result.timed_out()), (1, false));
            },
        ),
        holds("a wait gives the lock back while it waits", || {
            let shared = Arc::new((Mutex::new(0), Condvar::new()));
            let theirs = Arc::clone(&shared);
            let other = thread::spawn(move || {
                let mut guard = theirs.0.lock().unwrap();
                *guard += 1;
                theirs.1.notify_one();
                // Whoever was woken has to wait for this one to leave.
                *guard += 1;
            });
            let waited = shared.1.wait_while(shared.0.lock().unwrap(), |n| *n == 0);
            assert_eq!(*waited.unwrap(), 2);
            other.join().unwrap();
        }),
        holds(
            "a condition is asked with the lock held, and may change the data",
            || {
                let shared = Arc::new((Mutex::new(0_u32), Condvar::new()));
                let theirs = Arc::clone(&shared);
                let other = thread::spawn(move || {
                    *theirs.0.lock().unwrap() += 10;
                    theirs.1.notify_all();
                });
                let takes_ten = |n: &mut u32| {
                    let enough = *n >= 10;
                    *n -= if enough { 10 } else { 0 };
                    !enough
                };
                let left = shared.1.wait_while(shared.0.lock().unwrap(), takes_ten);
                assert_eq!(*left.unwrap(), 0);
                other.join().unwrap();
            },
        ),
        holds("a notification needs no lock, and nobody who waits", || {
            let changed = Condvar::new();
            changed.notify_one();
            changed.notify_all();
        }),
        holds("one mutex may have two condition variables", || {
            let shared = Arc::new((Mutex::new((false, false)), Condvar::new(), Condvar::new()));
            let theirs = Arc::clone(&shared);
            let other = thread::spawn(move || {
                let mut guard = theirs.0.lock().unwrap();
                guard.0 = true;
                theirs.1.notify_one();
                drop(theirs.2.wait_while(guard, |seen| !seen.1).unwrap());
            });
            let guard = shared.0.lock().unwrap();
            let mut guard = shared.1.wait_while(guard, |seen| !seen.0).unwrap();
            guard.1 = true;
            shared.2.notify_one();
            drop(guard);
            other.join().unwrap();
        }),
        fails(
            "a wait for another condition takes the notification",
            "lost-wake-up",
            || {
                let shared = Arc::new((Mutex::new((false, false)), Condvar::new()));
                let wait = |second: bool| {
                    let shared = Arc::clone(&shared);
                    move || {
                        let blocked =
                            |seen: &mut (bool, bool)| !(if second { seen.1 } else { seen.0 });
                        drop(
                            shared
                                .1
                                .wait_while(shared.0.lock().unwrap(), blocked)
                                .unwrap(),
                        );
                    }
                };
                let first = thread::spawn(wait(false));
                let second = thread::spawn(wait(true));
                shared.0.lock().unwrap().0 = true;
                shared.1.notify_one();
                first.join().unwrap();
                shared.0.lock().unwrap().1 = true;
                shared.1.notify_all();
                second.join().unwrap();
            },
        ),
        holds("a wait of no time at all ends", || {
            let (lock, changed) = (Mutex::new(()), Condvar::new());
            let (guard, _) = changed
                .wait_timeout(lock.lock().unwrap(), Duration::ZERO)
                .unwrap();
            drop(guard);
            assert!(lock.lock().is_ok());
        }),
        holds("a timed wait lasts as long as it was told to", || {
            let (lock, changed) = (Mutex::new(()), Condvar::new());
            let start = Instant::now();
            let waited = changed.wait_timeout_while(lock.lock().unwrap(), SHORT, |()| true);
            assert!(waited.unwrap().1.timed_out());
            assert!(start.elapsed() >= SHORT);
        }),
    ]
}

fn barriers() -> Vec<Row> {
    vec![
        holds("each round of a barrier has one leader", || {
            let barrier = Arc::new(Barrier::new(2));
            let leads = |barrier: &Barrier| [(); 2].map(|()| barrier.wait().is_leader());
            let theirs = Arc::clone(&barrier);
            let other = thread::spawn(move || leads(&theirs));
            let (mine, theirs) = (leads(&barrier), other.join().unwrap());
            assert!(mine[0] != theirs[0] && mine[1] != theirs[1]);
        }),
        gives(
            "one barrier's leader need not be the next one's",
            &["same", "another"],
            || {
                let barriers = [const { Barrier::new(2) }; 2];
                let [first, second] = thread::scope(|scope| {
                    let other = scope.spawn(|| drop(barriers.each_ref().map(Barrier::wait)));
                    let leads = barriers
                        .each_ref()
                        .map(|barrier| barrier.wait().is_leader());
                    other.join().unwrap();
                    leads
                });
                if first == second { "same" } else { "another" }
            },
        ),
        fails(
            "a thread too many waits for the next round",
            "lost-wake-up",
            || {
                let barrier = Barrier::new(2);
                thread::scope(|scope| {
                    for _ in 0..3 {
                        scope.spawn(|| barrier.wait().is_leader());
                    }
                });
            },
        ),
        holds(
            "what was written before a barrier is read behind it",
            || {
                let (barrier, sum) = (Barrier::new(2), Mutex::new(0));
                let add = || {
                    *sum.lock().unwrap() += 1;
                    barrier.wait();
                    assert_eq!(*sum.lock().unwrap(), 2);
                };
                thread::scope(|scope| {
                    scope.spawn(add);
                    add();
                });
            },
        ),
    ]
}

fn parks() -> Vec<Row> {
    vec![
        holds("a token is one thread's", || {
            let other = thread::spawn(thread::park);
            thread::current().unpark();
            other.thread().unpark();
            thread::park();
            other.join().unwrap();
        }),
        holds("a thread that has ended may be unparked", || {
            let other = thread::spawn(thread::current);
            let handle = other.thread().clone();
            let own = other.join().unwrap();
            own.unpark();
            handle.unpark();
            assert_eq!(own.id(), handle.id());
        }),
        holds("park_timeout takes a token that is there", || {
            thread::current().unpark();
            thread::park_timeout(Duration::from_secs(600));
            thread::park_timeout(Duration::ZERO);
        }),
        fails("park_timeout has taken the token", "lost-wake-up", || {
            thread::current().unpark();
            thread::park_timeout(SHORT);
            thread::park();
        }),
        holds(
            "a scoped thread may be unparked by its handle, or by what it says of itself",
            || {
                let main = thread::current();
                let count = AtomicUsize::new(0);
                thread::scope(|scope| {
                    let other = scope.spawn(|| {
                        while count.load(SeqCst) == 0 {
                            thread::park();
                        }
                        count.store(2, SeqCst);
                        main.unpark();
                    });
                    count.store(1, SeqCst);
                    other.thread().unpark();
                    while count.load(SeqCst) < 2 {
                        thread::park();
                    }
                });
            },
        ),
        gives(
            "two who give one thread tokens wake it once or twice",
            &["1", "2"],
            || {
                let woken = Arc::new(AtomicUsize::new(0));
                let main = thread::current();
                let givers = [(); 2].map(|()| {
                    let (main, woken) = (main.clone(), Arc::clone(&woken));
                    thread::spawn(move || {
                        woken.fetch_add(1, SeqCst);
                        main.unpark();
                    })
                });
                let mut times = 0;
                while woken.load(SeqCst) < 2 {
                    thread::park();
                    times += 1;
                }
                for giver in givers {
                    giver.join().unwrap();
                }
                // A token may be left of an earlier one, and a wake-up may have no reason.
                if times <= 1 { "1" } else { "2" }
            },
        )
        .on_loom(Expect::Gives(&["1", "2"])),
    ]
}
