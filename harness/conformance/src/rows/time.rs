//! Time: virtual in a model, and still what std promises.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::{Expect, Row, holds};

pub(super) fn rows() -> Vec<Row> {
    vec![
        holds("an Instant never goes back", || {
            let first = Instant::now();
            let second = Instant::now();
            assert!(second >= first);
            assert_eq!(first.duration_since(second), Duration::ZERO);
            assert_eq!(
                first.checked_duration_since(first + Duration::from_secs(1)),
                None
            );
            assert_eq!(
                first + Duration::from_secs(1) - first,
                Duration::from_secs(1)
            );
        }),
        holds("a sleep lasts as long as it was told to", || {
            let before = Instant::now();
            thread::sleep(Duration::from_micros(20));
            assert!(before.elapsed() >= Duration::from_micros(20));
        }),
        holds("a loop that polls a deadline ends", || {
            let deadline = Instant::now() + Duration::from_millis(5);
            while Instant::now() < deadline {
                thread::yield_now();
            }
        }),
        holds("a spin loop with a hint ends", || {
            spin(std::hint::spin_loop);
        })
        .on_loom(Expect::Gives(&["ok"])),
        holds("a spin loop that yields ends", || spin(thread::yield_now)),
        holds("a spin loop without a hint ends", || spin(|| ())),
        holds("a sleeper has its turn beside a loop that yields", || {
            let flag = Arc::new(AtomicBool::new(false));
            let theirs = Arc::clone(&flag);
            let other = thread::spawn(move || {
                thread::sleep(Duration::from_millis(5));
                theirs.store(true, Ordering::SeqCst);
            });
            while !flag.load(Ordering::SeqCst) {
                thread::yield_now();
            }
            other.join().unwrap();
        }),
        holds("the real clock is there", || {
            assert!(SystemTime::now() > SystemTime::UNIX_EPOCH);
        }),
    ]
}

fn spin(hint: fn()) {
    let flag = Arc::new(AtomicBool::new(false));
    let theirs = Arc::clone(&flag);
    let other = thread::spawn(move || theirs.store(true, Ordering::Release));
    while !flag.load(Ordering::Acquire) {
        hint();
    }
    other.join().unwrap();
}
