//! `Once`, `OnceLock` and `LazyLock`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, LazyLock, Once, OnceLock};
use std::thread;

use super::{Row, gives, holds};

pub(super) fn rows() -> Vec<Row> {
    [onces(), once_locks(), lazy_locks()]
        .into_iter()
        .flatten()
        .collect()
}

fn onces() -> Vec<Row> {
    vec![
        holds("call_once runs once, and everyone waits for it", || {
            let shared = Arc::new((Once::new(), AtomicUsize::new(0)));
            let call = |shared: &(Once, AtomicUsize)| {
                shared.0.call_once(|| {
                    let before = shared.1.load(SeqCst);
                    shared.1.store(before + 1, SeqCst);
                });
                assert_eq!(shared.1.load(SeqCst), 1);
                assert!(shared.0.is_completed());
            };
            let theirs = Arc::clone(&shared);
            let other = thread::spawn(move || call(&theirs));
            call(&shared);
            other.join().unwrap();
        }),
        gives("is_completed is seen both ways", &["yes", "no"], || {
            let once = Arc::new(Once::new());
            let theirs = Arc::clone(&once);
            let other = thread::spawn(move || theirs.call_once(|| ()));
            let seen = if once.is_completed() { "yes" } else { "no" };
            other.join().unwrap();
            seen
        }),
        holds("a panic poisons a Once, and force goes on", || {
            let once = Once::new();
            let panics = || once.call_once(|| panic!("the first"));
            assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
            assert!(!once.is_completed());
            let again = catch_unwind(AssertUnwindSafe(|| once.call_once(|| ())));
            assert!(again.is_err());
            once.call_once_force(|state| assert!(state.is_poisoned()));
            assert!(once.is_completed());
            once.call_once(|| unreachable!("it is complete"));
        }),
        holds("wait waits for the end of the call", || {
            let shared = Arc::new((Once::new(), AtomicUsize::new(0)));
            let theirs = Arc::clone(&shared);
            let other = thread::spawn(move || theirs.0.call_once(|| theirs.1.store(1, SeqCst)));
            shared.0.wait();
            assert_eq!(shared.1.load(SeqCst), 1);
            other.join().unwrap();
        }),
    ]
}

fn once_locks() -> Vec<Row> {
    vec![
        gives("one of two sets wins", &["main", "the other"], || {
            let cell = Arc::new(OnceLock::new());
            let theirs = Arc::clone(&cell);
            let other = thread::spawn(move || theirs.set(2));
            let mine = cell.set(1);
            let theirs = other.join().unwrap();
            assert!(mine.is_ok() != theirs.is_ok());
            match cell.get() {
                Some(1) if mine.is_ok() && theirs == Err(2) => "main",
                Some(2) if theirs.is_ok() && mine == Err(1) => "the other",
                _ => "nobody",
            }
        }),
        gives("get is seen both ways", &["value", "none"], || {
            let cell = Arc::new(OnceLock::new());
            let theirs = Arc::clone(&cell);
            let other = thread::spawn(move || *theirs.get_or_init(|| 3));
            let seen = if cell.get() == Some(&3) {
                "value"
            } else {
                "none"
            };
            assert_eq!(other.join().unwrap(), 3);
            assert_eq!(cell.wait(), &3);
            seen
        }),
        holds("a panic leaves a OnceLock empty", || {
            let cell: OnceLock<u8> = OnceLock::new();
            let panics = || *cell.get_or_init(|| panic!("no value"));
            assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
            assert_eq!(cell.get(), None);
            assert_eq!(cell.get_or_init(|| 4), &4);
        }),
        holds("a OnceLock is a value", || {
            let mut cell = OnceLock::from(Arc::new(1));
            let value = Arc::clone(cell.get().unwrap());
            assert_eq!(Arc::strong_count(&value), 2);
            let copy = cell.clone();
            assert_eq!(cell, copy);
            assert_eq!(cell.take(), Some(Arc::clone(&value)));
            assert_eq!(cell.take(), None);
            cell.set(Arc::new(2)).unwrap();
            assert_eq!(**cell.get_mut().unwrap(), 2);
            assert_eq!(copy.into_inner().as_deref(), Some(&1));
            assert_eq!(Arc::strong_count(&value), 1, "every copy was dropped");
            assert_eq!(OnceLock::<u8>::default(), OnceLock::new());
        }),
    ]
}

fn lazy_locks() -> Vec<Row> {
    vec![
        holds("a LazyLock is made once, at its first use", || {
            static MADE: AtomicUsize = AtomicUsize::new(0);
            static LAZY: LazyLock<String> = LazyLock::new(|| {
                MADE.fetch_add(1, SeqCst);
                "text".to_owned()
            });
            // On real threads the row runs more than once in one process.
            let other = thread::spawn(|| LAZY.len());
            assert_eq!(&*LAZY, "text");
            assert_eq!(other.join().unwrap(), 4);
            assert_eq!(MADE.load(SeqCst), 1);
            assert_eq!(LazyLock::get(&LAZY).map(String::as_str), Some("text"));
        }),
        holds("a panic poisons a LazyLock", || {
            let lazy: LazyLock<u8> = LazyLock::new(|| panic!("no value"));
            let first = catch_unwind(AssertUnwindSafe(|| *lazy)).unwrap_err();
            assert_eq!(*first.downcast_ref::<&str>().unwrap(), "no value");
            let second = catch_unwind(AssertUnwindSafe(|| *lazy)).unwrap_err();
            let message = "LazyLock instance has previously been poisoned";
            let text = second.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let text = text.or_else(|| second.downcast_ref::<String>().cloned());
            assert_eq!(text.as_deref(), Some(message));
        }),
        holds("a LazyLock is a value", || {
            let number = 3;
            let mut lazy = LazyLock::new(move || number + 1);
            assert!(LazyLock::get(&lazy).is_none());
            assert_eq!(*LazyLock::force(&lazy), 4);
            *lazy += 1;
            assert_eq!(LazyLock::get_mut(&mut lazy), Some(&mut 5));
            let mut fresh: LazyLock<u8> = LazyLock::default();
            *LazyLock::force_mut(&mut fresh) = 9;
            assert_eq!(*fresh, 9);
            assert_eq!(LazyLock::get(&fresh), Some(&9));
        }),
    ]
}
