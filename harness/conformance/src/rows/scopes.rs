//! `thread::scope`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::*};
use std::thread::{self, Builder};

use super::{Row, gives, holds};

pub(super) fn rows() -> Vec<Row> {
    [ends(), handles()].into_iter().flatten().collect()
}

fn ends() -> Vec<Row> {
    vec![
        holds("a scope ends after its threads", || {
            let mut numbers = vec![1, 2];
            let count = AtomicUsize::new(0);
            let result = thread::scope(|scope| {
                for number in &mut numbers {
                    let count = &count;
                    scope.spawn(move || {
                        *number += 1;
                        count.fetch_add(1, Relaxed);
                    });
                }
                "result"
            });
            assert_eq!(
                (numbers, count.into_inner(), result),
                (vec![2, 3], 2, "result")
            );
        }),
        holds(
            "a scope ends after the threads that its threads start",
            || {
                let count = AtomicUsize::new(0);
                thread::scope(|scope| {
                    scope.spawn(|| {
                        scope.spawn(|| count.fetch_add(1, Relaxed));
                        count.fetch_add(1, Relaxed);
                    });
                });
                assert_eq!(count.into_inner(), 2);
            },
        ),
        holds("a scope whose thread panicked panics", || {
            let other_ran = AtomicBool::new(false);
            let scope = catch_unwind(AssertUnwindSafe(|| {
                thread::scope(|scope| {
                    scope.spawn(|| panic!("in a thread"));
                    scope.spawn(|| other_ran.store(true, Relaxed));
                });
            }));
            let payload = scope.unwrap_err();
            assert_eq!(
                *payload.downcast_ref::<&str>().unwrap(),
                "a scoped thread panicked"
            );
            assert!(other_ran.into_inner());
        }),
        holds("a panic that was joined is not the scope's", || {
            let result = thread::scope(|scope| {
                let other = scope.spawn(|| panic!("in a thread"));
                other.join().is_err()
            });
            assert!(result);
        }),
        holds(
            "a scope that panics itself waits first, and panics with its own",
            || {
                let ran = AtomicBool::new(false);
                let scope = catch_unwind(AssertUnwindSafe(|| {
                    thread::scope(|scope| {
                        scope.spawn(|| ran.store(true, Relaxed));
                        std::panic::panic_any(4_u8);
                    })
                }));
                let payload: Box<dyn std::any::Any + Send> = scope.map(|(): ()| ()).unwrap_err();
                assert_eq!(*payload.downcast_ref::<u8>().unwrap(), 4);
                assert!(ran.into_inner());
            },
        ),
    ]
}

fn handles() -> Vec<Row> {
    vec![
        holds("a scoped thread gives its result, borrowed or not", || {
            let text = String::from("text");
            let part = thread::scope(|scope| scope.spawn(|| &text[1..]).join().unwrap());
            assert_eq!(part, "ext");
        }),
        holds("a scoped thread can have a name", || {
            thread::scope(|scope| {
                let named = Builder::new().name("inner".into());
                let named = named
                    .spawn_scoped(scope, || thread::current().id())
                    .unwrap();
                assert_eq!(named.thread().name(), Some("inner"));
                let id = named.thread().id();
                assert_eq!(named.join().unwrap(), id);
            });
        }),
        gives(
            "a scoped thread's is_finished is seen both ways",
            &["yes", "no"],
            || {
                thread::scope(|scope| {
                    let other = scope.spawn(|| ());
                    if other.is_finished() { "yes" } else { "no" }
                })
            },
        )
        .not_loom("`JoinHandle::is_finished`"),
        holds("scoped threads share a borrowed lock", || {
            let count = Mutex::new(0);
            thread::scope(|scope| {
                for _ in 0..2 {
                    scope.spawn(|| *count.lock().unwrap() += 1);
                }
            });
            assert_eq!(count.into_inner().unwrap(), 2);
        }),
    ]
}
