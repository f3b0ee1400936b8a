//! The contract of exercise 06 on real threads.
//!
//! Nothing here measures time. That calls overlap is shown by making them wait for each other.

use std::cell::Cell;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Barrier, Mutex};
use std::thread;

use parallel_map_solution::{par_map, par_map_chunked};

fn n(number: usize) -> NonZeroUsize {
    NonZeroUsize::new(number).expect("tests ask for at least one")
}

#[test]
fn results_are_in_the_order_of_the_items() {
    let items: Vec<usize> = (0..1000).collect();
    let squares: Vec<usize> = items.iter().map(|item| item * item).collect();
    for workers in [1, 2, 3, 8] {
        assert_eq!(par_map(&items, n(workers), |item| item * item), squares);
        for chunk in [1, 3, 999, 1000, 1001, usize::MAX] {
            let results = par_map_chunked(&items, n(workers), n(chunk), |item| item * item);
            assert_eq!(results, squares);
        }
    }
}

#[test]
fn no_items_make_no_results() {
    let none: [u8; 0] = [];
    assert!(par_map(&none, n(4), |item| *item).is_empty());
    assert!(par_map_chunked(&none, n(4), n(2), |item| *item).is_empty());
}

#[test]
fn more_workers_than_any_machine_has_are_no_harm() {
    assert_eq!(par_map(&[1, 2], NonZeroUsize::MAX, |item| item + 1), [2, 3]);
}

#[test]
fn each_item_is_done_once() {
    let calls: Vec<AtomicUsize> = (0..500).map(|_| AtomicUsize::new(0)).collect();
    par_map(&calls, n(4), |calls| calls.fetch_add(1, Relaxed));
    assert!(calls.iter().all(|calls| calls.load(Relaxed) == 1));
}

#[test]
fn as_many_calls_as_there_are_workers_are_under_way_at_once() {
    let meeting = Barrier::new(3);
    par_map(&[(), (), ()], n(3), |()| _ = meeting.wait());
    par_map_chunked(&[(); 3], n(3), n(1), |()| _ = meeting.wait());
}

#[test]
fn one_worker_does_one_thing_at_a_time() {
    let inside = AtomicUsize::new(0);
    par_map(&[(); 100], n(1), |()| {
        assert_eq!(inside.fetch_add(1, Relaxed), 0);
        thread::yield_now();
        inside.fetch_sub(1, Relaxed);
    });
}

#[test]
fn a_chunk_is_done_by_one_thread_in_order() {
    let items: Vec<usize> = (0..50).collect();
    let log = Mutex::new(Vec::new());
    par_map_chunked(&items, n(3), n(7), |item| {
        log.lock().unwrap().push((*item, thread::current().id()));
    });
    let log = log.into_inner().unwrap();
    for chunk in items.chunks(7) {
        let done: Vec<_> = log
            .iter()
            .filter(|(item, _)| chunk.contains(item))
            .collect();
        assert!(done.iter().map(|(item, _)| item).eq(chunk));
        assert!(done.iter().all(|(_, thread)| *thread == done[0].1));
    }
}

#[test]
fn a_panic_comes_through_with_its_message_when_nothing_runs_any_more() {
    for bad in [0, 5, 9] {
        let inside = AtomicUsize::new(0);
        let items: Vec<usize> = (0..10).collect();
        let result = catch_unwind(AssertUnwindSafe(|| {
            par_map(&items, n(3), |item| {
                assert_ne!(*item, bad, "this item is bad");
                inside.fetch_add(1, Relaxed);
                thread::yield_now();
                inside.fetch_sub(1, Relaxed);
            })
        }));
        assert_eq!(inside.load(Relaxed), 0);
        let payload = result.expect_err("`f` has panicked");
        let message = payload.downcast_ref::<String>().expect("it was text");
        assert!(message.contains("this item is bad"), "{message}");
    }
}

#[test]
fn results_need_only_be_sent() {
    // Not shared, not cloned, no default.
    let results = par_map(&["a", "b"], n(2), |text| Cell::new(*text));
    assert_eq!(results[1].get(), "b");
}

#[test]
fn results_are_dropped_once() {
    let counted = Arc::new(());
    let results = par_map(&[(); 20], n(3), |()| Arc::clone(&counted));
    assert_eq!(Arc::strong_count(&counted), 21);
    drop(results);
    assert_eq!(Arc::strong_count(&counted), 1);
}
