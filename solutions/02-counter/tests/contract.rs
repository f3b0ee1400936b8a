//! The contract of exercise 02 on real threads.
//!
//! No test sleeps to give another thread time: whatever the order, the sum is the same.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::thread;

use counter_solution::Counter;

#[test]
fn add_and_take_return_what_was_there_before() {
    let counter = Counter::new(5);
    assert_eq!(counter.add(2), 5);
    assert_eq!(counter.get(), 7);
    assert_eq!(counter.take(), 7);
    assert_eq!(counter.take(), 0);
}

#[test]
fn update_returns_what_is_there_afterwards() {
    let counter = Counter::new(5);
    assert_eq!(counter.update(|n| n * 2), 10);
    assert_eq!(counter.get(), 10);
}

#[test]
fn every_number_has_room() {
    let counter = Counter::new(u64::MAX);
    assert_eq!(counter.update(|n| n - 1), u64::MAX - 1);
    assert_eq!(counter.add(1), u64::MAX - 1);
    assert_eq!(counter.take(), u64::MAX);
}

#[test]
fn a_panic_in_update_changes_nothing() {
    let counter = Counter::new(5);
    let panic = catch_unwind(AssertUnwindSafe(|| {
        counter.update(|_| panic!("this panic is part of the test"))
    }));
    assert!(panic.is_err());
    assert_eq!(counter.get(), 5);
    assert_eq!(counter.update(|n| n + 1), 6);
}

#[test]
fn nothing_is_lost_between_threads() {
    const THREADS: u64 = 4;
    const EACH: u64 = 1000;
    let counter = Counter::new(0);
    let start = Barrier::new(THREADS as usize + 1);
    let taken: u64 = thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                start.wait();
                for _ in 0..EACH {
                    counter.add(1);
                    counter.update(|n| n + 1);
                }
            });
        }
        start.wait();
        (0..EACH).map(|_| counter.take()).sum()
    });
    assert_eq!(taken + counter.take(), 2 * THREADS * EACH);
}

#[test]
fn no_two_adds_return_the_same() {
    let counter = Counter::new(0);
    let mut numbers: Vec<u64> = thread::scope(|scope| {
        let adders: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| (0..250).map(|_| counter.add(1)).collect::<Vec<_>>()))
            .collect();
        let join = |adder: thread::ScopedJoinHandle<'_, _>| adder.join().expect("an adder ends");
        adders.into_iter().flat_map(join).collect()
    });
    numbers.sort_unstable();
    assert!(numbers.into_iter().eq(0..1000));
}
