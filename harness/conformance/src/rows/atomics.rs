//! What each atomic operation does, and that an operation is one step.

use std::sync::Arc;
use std::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI64, AtomicPtr, AtomicU8, AtomicU64, AtomicUsize, Ordering::*,
};
use std::thread;

use super::{Expect, Row, fails, gives, holds};

pub(super) fn rows() -> Vec<Row> {
    vec![
        holds("integers compute as std's do", integers),
        holds(
            "booleans and pointers compute as std's do",
            booleans_and_pointers,
        ),
        holds("a read-modify-write is one step", || {
            let count = Arc::new(AtomicUsize::new(0));
            let theirs = Arc::clone(&count);
            let other = thread::spawn(move || theirs.fetch_add(1, Relaxed));
            count.fetch_add(1, Relaxed);
            other.join().unwrap();
            assert_eq!(count.load(Relaxed), 2);
        }),
        fails("a load and a store are two", "atomicity-violation", || {
            let count = Arc::new(AtomicUsize::new(0));
            let add = |count: &AtomicUsize| count.store(count.load(SeqCst) + 1, SeqCst);
            let theirs = Arc::clone(&count);
            let other = thread::spawn(move || add(&theirs));
            add(&count);
            other.join().unwrap();
            assert_eq!(count.load(SeqCst), 2, "an update is lost");
        })
        .on_loom(Expect::Fails("panic")),
        holds("compare-exchange in a loop adds up", || {
            let count = Arc::new(AtomicUsize::new(0));
            let add = |count: &AtomicUsize| {
                let mut old = count.load(Relaxed);
                while let Err(found) = count.compare_exchange_weak(old, old + 1, AcqRel, Relaxed) {
                    old = found;
                }
            };
            let theirs = Arc::clone(&count);
            let other = thread::spawn(move || add(&theirs));
            add(&count);
            other.join().unwrap();
            assert_eq!(count.load(Relaxed), 2);
        }),
        holds("fetch_update adds up", || {
            let count = Arc::new(AtomicUsize::new(0));
            let add =
                |count: &AtomicUsize| count.fetch_update(AcqRel, Acquire, |old| Some(old + 1));
            let theirs = Arc::clone(&count);
            let other = thread::spawn(move || add(&theirs));
            add(&count).unwrap();
            other.join().unwrap().unwrap();
            assert_eq!(count.load(Relaxed), 2);
        }),
        fails(
            "a weak compare-exchange may fail for no reason",
            "atomicity-violation",
            || {
                let flag = AtomicBool::new(false);
                assert!(
                    flag.compare_exchange_weak(false, true, AcqRel, Relaxed)
                        .is_ok()
                );
            },
        )
        .on_loom(Expect::Gives(&["no failure"])),
        gives(
            "one of two that compare and exchange wins",
            &["main", "the other"],
            || {
                let taken = Arc::new(AtomicBool::new(false));
                let theirs = Arc::clone(&taken);
                let take = |taken: &AtomicBool| {
                    taken.compare_exchange(false, true, AcqRel, Acquire).is_ok()
                };
                let other = thread::spawn(move || take(&theirs));
                let mine = take(&taken);
                assert_ne!(mine, other.join().unwrap());
                if mine { "main" } else { "the other" }
            },
        ),
    ]
}

fn integers() {
    let byte = AtomicU8::new(250);
    assert_eq!(byte.fetch_add(10, SeqCst), 250);
    assert_eq!(byte.fetch_sub(5, Relaxed), 4);
    assert_eq!(byte.load(Acquire), 255);
    assert_eq!(byte.swap(0b1100, AcqRel), 255);
    assert_eq!(byte.fetch_and(0b0110, SeqCst), 0b1100);
    assert_eq!(byte.fetch_or(0b0011, SeqCst), 0b0100);
    assert_eq!(byte.fetch_xor(0b0101, SeqCst), 0b0111);
    assert_eq!(byte.fetch_nand(0b0011, SeqCst), 0b0010);
    assert_eq!(byte.into_inner(), 0b1111_1101);
    let signed = AtomicI8::new(-100);
    assert_eq!(signed.fetch_sub(100, SeqCst), -100);
    assert_eq!(signed.load(SeqCst), 56);
    assert_eq!(signed.fetch_max(-3, SeqCst), 56);
    assert_eq!(signed.fetch_min(-3, SeqCst), 56);
    assert_eq!(signed.compare_exchange(56, 0, SeqCst, Relaxed), Err(-3));
    assert_eq!(
        signed.compare_exchange(-3, i8::MIN, SeqCst, Relaxed),
        Ok(-3)
    );
    assert_eq!(signed.load(SeqCst), i8::MIN);
    let mut wide = AtomicI64::new(i64::MIN);
    assert_eq!(wide.fetch_min(-1, SeqCst), i64::MIN);
    *wide.get_mut() = 7;
    assert_eq!(wide.fetch_add(1, SeqCst), 7);
    assert_eq!(wide.load(SeqCst), 8);
    let largest = AtomicU64::new(u64::MAX);
    assert_eq!(largest.fetch_max(1, SeqCst), u64::MAX);
    assert_eq!(
        largest.fetch_update(SeqCst, SeqCst, |_| None),
        Err(u64::MAX)
    );
    assert_eq!(
        largest.try_update(SeqCst, SeqCst, |old| Some(old / 2)),
        Ok(u64::MAX)
    );
    assert_eq!(largest.update(SeqCst, SeqCst, |_| 3), u64::MAX / 2);
    assert_eq!(format!("{largest:?}"), "3");
}

fn booleans_and_pointers() {
    let flag = AtomicBool::new(true);
    assert!(flag.fetch_and(false, SeqCst));
    assert!(!flag.fetch_or(true, SeqCst));
    assert!(flag.fetch_xor(true, SeqCst));
    assert!(!flag.fetch_nand(true, SeqCst));
    assert!(flag.fetch_not(SeqCst));
    assert!(!flag.load(SeqCst));
    let mut numbers = [1, 2];
    let pointer = AtomicPtr::new(&raw mut numbers[0]);
    let first = pointer.fetch_ptr_add(1, SeqCst);
    assert_eq!(first, &raw mut numbers[0]);
    assert_eq!(
        pointer.swap(std::ptr::null_mut(), SeqCst),
        &raw mut numbers[1]
    );
    assert!(pointer.load(SeqCst).is_null());
    pointer.store(&raw mut numbers[1], SeqCst);
    // SAFETY: it points at a number of this frame.
    assert_eq!(unsafe { *pointer.load(SeqCst) }, 2);
}
