//! The contract of exercise 05 on real threads.
//!
//! No test sleeps to give another thread time: where one must be known to wait, the order of events
//! is forced through the queue itself, or every order is right.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use queue_solution::{Closed, GetTimeoutError, Queue, TooManyDone, TryGetError, TryPutError};

fn room_for<T>(capacity: usize) -> Queue<T> {
    Queue::bounded(NonZeroUsize::new(capacity).expect("tests ask for room"))
}

#[test]
fn items_come_out_in_the_order_in_which_they_went_in() {
    let queue = Queue::unbounded();
    for item in 0..100 {
        queue.put(item).unwrap();
    }
    assert_eq!(queue.len(), 100);
    for item in 0..100 {
        assert_eq!(queue.get(), Ok(item));
    }
    assert!(queue.is_empty());
}

#[test]
fn a_full_queue_gives_the_item_back() {
    let queue = room_for(1);
    assert_eq!(queue.try_put("in"), Ok(()));
    assert_eq!(queue.try_put("out"), Err(TryPutError::Full("out")));
    assert_eq!(queue.len(), 1);
}

#[test]
fn a_queue_that_is_full_and_closed_says_closed() {
    let queue = room_for(1);
    queue.put(1).unwrap();
    queue.close();
    queue.close();
    assert_eq!(queue.try_put(2), Err(TryPutError::Closed(2)));
    assert_eq!(queue.put(3), Err(Closed(3)));
}

#[test]
fn a_closed_queue_is_drained_before_it_says_closed() {
    let queue = Queue::unbounded();
    for item in 1..=3 {
        queue.put(item).unwrap();
    }
    queue.close();
    assert_eq!(queue.get(), Ok(1));
    assert_eq!(queue.try_get(), Ok(2));
    assert_eq!(queue.get_timeout(Duration::ZERO), Ok(3));
    assert_eq!(queue.get(), Err(Closed(())));
    assert_eq!(queue.try_get(), Err(TryGetError::Closed));
    assert_eq!(
        queue.get_timeout(Duration::MAX),
        Err(GetTimeoutError::Closed)
    );
}

#[test]
fn an_empty_queue_makes_get_timeout_wait_for_all_of_its_time() {
    let queue = Queue::<u8>::unbounded();
    let timeout = Duration::from_millis(20);
    let start = Instant::now();
    assert_eq!(queue.get_timeout(timeout), Err(GetTimeoutError::Timeout));
    assert!(start.elapsed() >= timeout);
    assert_eq!(queue.try_get(), Err(TryGetError::Empty));
}

#[test]
fn task_done_counts_down_and_no_further() {
    let queue = Queue::unbounded();
    assert_eq!(queue.task_done(), Err(TooManyDone));
    queue.put(()).unwrap();
    queue.close();
    assert_eq!(queue.task_done(), Ok(()));
    assert_eq!(queue.task_done(), Err(TooManyDone));
}

#[test]
fn an_item_that_did_not_get_in_is_not_waited_for() {
    let queue = room_for(1);
    queue.join();
    queue.put(1).unwrap();
    assert!(queue.try_put(2).is_err());
    queue.task_done().unwrap();
    queue.join();
}

#[test]
fn close_reaches_all_who_wait_for_items() {
    let queue = Queue::<u8>::unbounded();
    thread::scope(|scope| {
        let getters: Vec<_> = (0..4).map(|_| scope.spawn(|| queue.get())).collect();
        queue.close();
        for getter in getters {
            assert_eq!(getter.join().unwrap(), Err(Closed(())));
        }
    });
}

#[test]
fn close_gives_those_who_wait_for_room_their_items_back() {
    let queue = room_for(1);
    queue.put(0).unwrap();
    thread::scope(|scope| {
        let queue = &queue;
        let putters: Vec<_> = (1..=4)
            .map(|item| scope.spawn(move || queue.put(item)))
            .collect();
        queue.close();
        for (item, putter) in (1..).zip(putters) {
            assert_eq!(putter.join().unwrap(), Err(Closed(item)));
        }
    });
    assert_eq!(queue.get(), Ok(0));
}

#[test]
fn join_waits_for_what_is_put_while_it_waits() {
    let queue = Queue::unbounded();
    let finished = AtomicUsize::new(0);
    queue.put(3).unwrap();
    thread::scope(|scope| {
        // Each item but the last puts another one before it is done.
        scope.spawn(|| {
            while let Ok(left) = queue.get() {
                if left > 0 {
                    queue.put(left - 1).unwrap();
                }
                finished.fetch_add(1, Ordering::Relaxed);
                queue.task_done().unwrap();
            }
        });
        let joiners: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    queue.join();
                    // Relaxed suffices: `task_done` comes before `join` returns, through the lock.
                    assert_eq!(finished.load(Ordering::Relaxed), 4);
                })
            })
            .collect();
        for joiner in joiners {
            joiner.join().unwrap();
        }
        queue.close();
    });
}

#[test]
fn many_threads_move_every_item_exactly_once() {
    const PRODUCERS: usize = 3;
    const EACH: usize = 500;
    let queue: Queue<usize> = room_for(2);
    let seen: Vec<AtomicUsize> = (0..PRODUCERS * EACH).map(|_| AtomicUsize::new(0)).collect();
    thread::scope(|consumers| {
        for _ in 0..3 {
            consumers.spawn(|| {
                while let Ok(item) = queue.get() {
                    assert!(queue.len() <= 2);
                    seen[item].fetch_add(1, Ordering::Relaxed);
                    queue.task_done().unwrap();
                }
            });
        }
        thread::scope(|producers| {
            for producer in 0..PRODUCERS {
                let queue = &queue;
                producers.spawn(move || {
                    for item in producer * EACH..(producer + 1) * EACH {
                        queue.put(item).unwrap();
                    }
                });
            }
        });
        // Nothing more is put, so now `join` means that all is done.
        queue.join();
        queue.close();
    });
    assert!(seen.iter().all(|n| n.load(Ordering::Relaxed) == 1));
}

#[test]
fn what_is_left_inside_is_dropped_with_the_queue() {
    let item = Arc::new(());
    let queue = Queue::unbounded();
    for _ in 0..3 {
        queue.put(Arc::clone(&item)).unwrap();
    }
    drop(queue.get().unwrap());
    assert_eq!(Arc::strong_count(&item), 3);
    drop(queue);
    assert_eq!(Arc::strong_count(&item), 1);
}

#[test]
fn a_queue_of_items_that_only_move_is_shared() {
    fn shared<T: Send + Sync>(_: &T) {}
    // A cell may move to another thread but may not be shared; the queue of them may.
    shared(&Queue::<std::cell::Cell<u8>>::unbounded());
}
