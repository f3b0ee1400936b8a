//! The contract of exercise 04 on real threads.
//!
//! No test sleeps to give another thread time: where one must be known to wait, the order of events
//! is forced through the semaphore itself, or every order is right.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use semaphore_solution::{Semaphore, TooManyReleases};

#[test]
fn as_many_permits_can_be_taken_as_there_are() {
    let semaphore = Semaphore::new(3);
    semaphore.acquire();
    assert!(semaphore.try_acquire());
    assert!(semaphore.acquire_timeout(Duration::ZERO));
    assert!(!semaphore.try_acquire());
    assert!(!semaphore.acquire_timeout(Duration::ZERO));
}

#[test]
fn a_released_permit_can_be_taken_again() {
    let semaphore = Semaphore::new(1);
    for _ in 0..3 {
        semaphore.acquire();
        assert_eq!(semaphore.release(), Ok(()));
    }
}

#[test]
fn a_release_too_many_is_refused_and_changes_nothing() {
    let semaphore = Semaphore::new(1);
    assert_eq!(semaphore.release(), Err(TooManyReleases));
    assert!(semaphore.try_acquire());
    assert!(!semaphore.try_acquire());
    assert_eq!(semaphore.release(), Ok(()));
    assert_eq!(semaphore.release(), Err(TooManyReleases));
}

#[test]
fn of_no_permits_none_can_be_had() {
    let semaphore = Semaphore::new(0);
    assert!(!semaphore.try_acquire());
    assert_eq!(semaphore.release(), Err(TooManyReleases));
    assert!(!semaphore.try_acquire());
}

#[test]
fn acquire_timeout_waits_for_all_of_its_time() {
    let semaphore = Semaphore::new(1);
    let _held = semaphore.permit();
    let timeout = Duration::from_millis(20);
    let start = Instant::now();
    assert!(!semaphore.acquire_timeout(timeout));
    assert!(start.elapsed() >= timeout);
}

#[test]
fn a_timeout_longer_than_the_clock_can_count_is_none() {
    let semaphore = Semaphore::new(1);
    semaphore.acquire();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| semaphore.acquire_timeout(Duration::MAX));
        assert_eq!(semaphore.release(), Ok(()));
        assert!(waiting.join().unwrap());
    });
}

#[test]
fn a_permit_is_given_back_when_it_is_dropped() {
    let semaphore = Semaphore::new(1);
    let permit = semaphore.permit();
    assert!(!semaphore.try_acquire());
    drop(permit);
    assert!(semaphore.try_acquire());
}

#[test]
fn a_permit_is_given_back_by_a_panic() {
    let semaphore = Semaphore::new(1);
    let result = catch_unwind(AssertUnwindSafe(|| {
        let _permit = semaphore.permit();
        panic!("as this test wants it");
    }));
    assert!(result.is_err());
    assert!(semaphore.try_acquire());
}

#[test]
fn a_permit_that_was_released_by_hand_is_not_given_back_twice() {
    let semaphore = Semaphore::new(1);
    let permit = semaphore.permit();
    assert_eq!(semaphore.release(), Ok(()));
    drop(permit);
    assert!(semaphore.try_acquire());
    assert!(!semaphore.try_acquire());
}

#[test]
fn as_many_threads_as_permits_are_inside_together() {
    let semaphore = Semaphore::new(3);
    let all_inside = Barrier::new(3);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let _permit = semaphore.permit();
                all_inside.wait();
            });
        }
    });
}

#[test]
fn never_more_threads_than_permits_are_inside() {
    let semaphore = Semaphore::new(2);
    let inside = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..300 {
                    let _permit = semaphore.permit();
                    assert!(inside.fetch_add(1, Ordering::Relaxed) < 2);
                    inside.fetch_sub(1, Ordering::Relaxed);
                }
            });
        }
    });
    assert!(semaphore.try_acquire() && semaphore.try_acquire());
    assert!(!semaphore.try_acquire());
}
