//! `Condvar`, `park` and `Barrier`.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use super::{Expect, Row, fails, gives, holds};

const SHORT: Duration = Duration::from_micros(50);
const LONG: Duration = Duration::from_secs(3600);

pub(super) fn rows() -> Vec<Row> {
    [condvars(), timeouts(), parks(), barriers()]
        .into_iter()
        .flatten()
        .collect()
}

/// A flag, and a condition variable for its change.
type Flag = Arc<(Mutex<bool>, Condvar)>;

fn raise(flag: &Flag) {
    *flag.0.lock().unwrap() = true;
    flag.1.notify_one();
}

fn condvars() -> Vec<Row> {
    vec![
        holds("a waiter that looks again is woken in time", || {
            let flag = Flag::default();
            let theirs = Arc::clone(&flag);
            let other = thread::spawn(move || raise(&theirs));
            let mut up = flag.0.lock().unwrap();
            while !*up {
                up = flag.1.wait(up).unwrap();
            }
            drop(up);
            other.join().unwrap();
        }),
        holds("wait_while looks again", || {
            let flag = Flag::default();
            let theirs = Arc::clone(&flag);
            let other = thread::spawn(move || raise(&theirs));
            assert!(
                *flag
                    .1
                    .wait_while(flag.0.lock().unwrap(), |up| !*up)
                    .unwrap()
            );
            other.join().unwrap();
        }),
        fails(
            "a waiter that does not look again is woken for nothing",
            "atomicity-violation",
            || {
                let flag = Flag::default();
                let theirs = Arc::clone(&flag);
                let other = thread::spawn(move || raise(&theirs));
                let mut up = flag.0.lock().unwrap();
                if !*up {
                    up = flag.1.wait(up).unwrap();
                }
                assert!(*up, "woken although nothing happened");
                drop(up);
                other.join().unwrap();
            },
        )
        .on_loom(Expect::Gives(&["no failure"])),
        fails("a notification is not kept", "lost-wake-up", || {
            let flag = Flag::default();
            let theirs = Arc::clone(&flag);
            let other = thread::spawn(move || theirs.1.notify_one());
            drop(flag.1.wait(flag.0.lock().unwrap()).unwrap());
            other.join().unwrap();
        }),
        holds("notify_all wakes everyone", || {
            let flag = Flag::default();
            let wait = |flag: Flag| {
                move || {
                    drop(
                        flag.1
                            .wait_while(flag.0.lock().unwrap(), |up| !*up)
                            .unwrap(),
                    )
                }
            };
            let waiters = [(); 2].map(|()| thread::spawn(wait(Arc::clone(&flag))));
            *flag.0.lock().unwrap() = true;
            flag.1.notify_all();
            waiters
                .into_iter()
                .for_each(|waiter| waiter.join().unwrap());
        }),
        fails("notify_one does not wake everyone", "lost-wake-up", || {
            let flag = Flag::default();
            let wait = |flag: Flag| {
                move || {
                    drop(
                        flag.1
                            .wait_while(flag.0.lock().unwrap(), |up| !*up)
                            .unwrap(),
                    )
                }
            };
            let waiters = [(); 2].map(|()| thread::spawn(wait(Arc::clone(&flag))));
            raise(&flag);
            waiters
                .into_iter()
                .for_each(|waiter| waiter.join().unwrap());
        }),
        gives(
            "notify_one wakes any waiter",
            &["the first", "the second"],
            any_waiter,
        )
        .undisturbed()
        // loom wakes in the order of arrival.
        .on_loom(Expect::Gives(&["the first"])),
    ]
}

#[derive(Default)]
struct Queue {
    waiting: usize,
    token: bool,
    over: bool,
    winner: Option<usize>,
}

/// Two threads wait, the second one after the first; which of them does one notification wake?
fn any_waiter() -> &'static str {
    let shared = Arc::new((
        Mutex::new(Queue::default()),
        Condvar::new(),
        [Condvar::new(), Condvar::new()],
    ));
    let waiter = |number: usize| {
        let shared = Arc::clone(&shared);
        move || {
            let (lock, token, arrivals) = &*shared;
            let mut queue = lock.lock().unwrap();
            if number == 1 {
                queue = arrivals[0]
                    .wait_while(queue, |queue| queue.waiting < 1)
                    .unwrap();
            }
            queue.waiting += 1;
            arrivals[number].notify_one();
            queue = token
                .wait_while(queue, |queue| !queue.token && !queue.over)
                .unwrap();
            if queue.token && queue.winner.is_none() {
                queue.winner = Some(number);
                queue.over = true;
                token.notify_all();
            }
        }
    };
    let first = thread::spawn(waiter(0));
    let second = thread::spawn(waiter(1));
    let (lock, token, arrivals) = &*shared;
    let mut queue = lock.lock().unwrap();
    queue = arrivals[1]
        .wait_while(queue, |queue| queue.waiting < 2)
        .unwrap();
    queue.token = true;
    token.notify_one();
    drop(queue);
    first.join().unwrap();
    second.join().unwrap();
    let winner = lock.lock().unwrap().winner;
    if winner == Some(0) {
        "the first"
    } else {
        "the second"
    }
}

fn timeouts() -> Vec<Row> {
    vec![
        gives(
            "wait_timeout ends either way",
            &["notified", "timed out"],
            || {
                let flag = Flag::default();
                let theirs = Arc::clone(&flag);
                let other = thread::spawn(move || raise(&theirs));
                let mut up = flag.0.lock().unwrap();
                let mut timed_out = false;
                while !*up && !timed_out {
                    let (guard, result) = flag.1.wait_timeout(up, SHORT).unwrap();
                    up = guard;
                    timed_out = result.timed_out();
                }
                drop(up);
                other.join().unwrap();
                if timed_out { "timed out" } else { "notified" }
            },
        ),
        gives(
            "wait_timeout_while says why it ended",
            &["up", "timed out"],
            || {
                let flag = Flag::default();
                let theirs = Arc::clone(&flag);
                let other = thread::spawn(move || raise(&theirs));
                let waited = flag
                    .1
                    .wait_timeout_while(flag.0.lock().unwrap(), SHORT, |up| !*up);
                let (up, result) = waited.unwrap();
                assert_eq!(*up, !result.timed_out());
                let seen = if *up { "up" } else { "timed out" };
                drop(up);
                other.join().unwrap();
                seen
            },
        ),
        holds("an hour passes when nothing else can happen", || {
            let flag = Flag::default();
            let before = std::time::Instant::now();
            let waited = flag
                .1
                .wait_timeout_while(flag.0.lock().unwrap(), LONG, |up| !*up);
            assert!(waited.unwrap().1.timed_out());
            assert!(before.elapsed() >= LONG);
        })
        .on_std(Expect::Not),
    ]
}

fn parks() -> Vec<Row> {
    vec![
        holds("a token that comes first is kept", || {
            thread::current().unpark();
            thread::park();
            let flag = Arc::new(AtomicBool::new(false));
            let theirs = Arc::clone(&flag);
            let main = thread::current();
            let other = thread::spawn(move || {
                theirs.store(true, Ordering::Release);
                main.unpark();
            });
            while !flag.load(Ordering::Acquire) {
                thread::park();
            }
            other.join().unwrap();
        }),
        fails("two tokens are one", "lost-wake-up", || {
            thread::current().unpark();
            thread::current().unpark();
            thread::park();
            thread::park();
        }),
        gives(
            "park may end for no reason",
            &["woken", "for no reason"],
            || {
                let flag = Arc::new(AtomicBool::new(false));
                let theirs = Arc::clone(&flag);
                let main = thread::current();
                let other = thread::spawn(move || {
                    theirs.store(true, Ordering::SeqCst);
                    main.unpark();
                });
                thread::park();
                let seen = if flag.load(Ordering::SeqCst) {
                    "woken"
                } else {
                    "for no reason"
                };
                other.join().unwrap();
                seen
            },
        )
        .on_loom(Expect::Gives(&["woken"])),
        holds("park_timeout ends by itself", || {
            thread::park_timeout(SHORT);
        }),
        holds("a handle unparks the thread that it was got from", || {
            let other = thread::spawn(thread::park);
            other.thread().unpark();
            other.join().unwrap();
        }),
    ]
}

fn barriers() -> Vec<Row> {
    vec![
        gives(
            "a barrier has exactly one leader, any one",
            &["main", "the other"],
            || {
                let barrier = Arc::new(Barrier::new(2));
                let theirs = Arc::clone(&barrier);
                let other = thread::spawn(move || theirs.wait().is_leader());
                let mine = barrier.wait().is_leader();
                let theirs = other.join().unwrap();
                assert_ne!(mine, theirs);
                if mine { "main" } else { "the other" }
            },
        ),
        holds(
            "nobody passes a barrier before everyone is there, twice",
            || {
                let barrier = Arc::new(Barrier::new(2));
                let arrived = Arc::new(AtomicUsize::new(0));
                let (their_barrier, theirs) = (Arc::clone(&barrier), Arc::clone(&arrived));
                let other = thread::spawn(move || {
                    for round in 1..=2 {
                        theirs.fetch_add(1, Ordering::Relaxed);
                        their_barrier.wait();
                        assert!(theirs.load(Ordering::Relaxed) >= 2 * round);
                    }
                });
                for round in 1..=2 {
                    arrived.fetch_add(1, Ordering::Relaxed);
                    barrier.wait();
                    assert!(arrived.load(Ordering::Relaxed) >= 2 * round);
                }
                other.join().unwrap();
            },
        ),
        holds("a barrier for one thread, or none, is always open", || {
            assert!(Barrier::new(1).wait().is_leader());
            assert!(Barrier::new(0).wait().is_leader());
        }),
        fails(
            "a barrier waits for ever for a thread that does not come",
            "lost-wake-up",
            || {
                Barrier::new(2).wait();
            },
        ),
    ]
}
