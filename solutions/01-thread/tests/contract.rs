//! The contract of exercise 01 on real threads.
//!
//! No test sleeps to give another thread time: channels say when something has happened.

use std::cell::Cell;
use std::collections::HashSet;
use std::sync::mpsc;
use std::sync::{Arc, OnceLock, Weak};
use std::thread;

use custom_thread_solution::{AlreadyStarted, JoinError, Run, Thread};

/// A closure as something to do.
struct Job<F>(F);

impl<T: Send + 'static, F: FnOnce() -> T + Send + 'static> Run for Job<F> {
    type Out = T;

    fn run(self) -> T {
        (self.0)()
    }
}

#[test]
fn a_new_thread_has_not_begun() {
    let thread = Thread::new(None, Job(|| unreachable!("nobody starts it")));
    assert!(!thread.is_alive());
    assert_eq!(thread.join(), Err(JoinError::NotStarted));
    assert_eq!(thread.take(), None::<u8>);
}

#[test]
fn a_thread_runs_elsewhere_and_its_output_is_taken_once() {
    let thread = Thread::new(None, Job(|| thread::current().id()));
    assert_eq!(thread.start(), Ok(()));
    assert_eq!(thread.join(), Ok(()));
    assert!(!thread.is_alive());
    assert!(thread.take().is_some_and(|id| id != thread::current().id()));
    assert_eq!(thread.take(), None);
    assert_eq!(thread.join(), Ok(()));
    assert_eq!(thread.start(), Err(AlreadyStarted));
}

#[test]
fn a_running_thread_is_alive_and_has_no_output() {
    let (open, gate) = mpsc::channel();
    let thread = Thread::new(None, Job(move || gate.recv().is_ok()));
    thread.start().unwrap();
    assert!(thread.is_alive());
    assert_eq!(thread.take(), None);
    assert_eq!(thread.start(), Err(AlreadyStarted));
    open.send(()).unwrap();
    thread.join().unwrap();
    assert_eq!(thread.take(), Some(true));
}

#[test]
fn all_who_join_wait_for_the_end() {
    let (open, gate) = mpsc::channel::<()>();
    let end = Arc::new(OnceLock::new());
    let mark = Arc::clone(&end);
    let thread = Thread::new(
        None,
        Job(move || {
            gate.recv().unwrap();
            mark.set(()).unwrap();
        }),
    );
    thread.start().unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                assert_eq!(thread.join(), Ok(()));
                assert!(end.get().is_some());
            });
        }
        open.send(()).unwrap();
    });
}

#[test]
fn a_panic_reaches_each_who_joins_and_nobody_else() {
    let thread = Thread::new(None, Job(|| -> u8 { panic!("a test wants this panic") }));
    thread.start().unwrap();
    for _ in 0..2 {
        assert_eq!(thread.join(), Err(JoinError::Panicked));
    }
    assert_eq!(thread.take(), None);
    assert!(!thread.is_alive());
    assert_eq!(thread.start(), Err(AlreadyStarted));
}

/// Panics when it is dropped.
struct Spiteful;

impl Drop for Spiteful {
    fn drop(&mut self) {
        if !thread::panicking() {
            panic!("a test wants this panic, too");
        }
    }
}

#[test]
fn what_a_panic_carries_may_panic_when_it_is_dropped() {
    let thread = Thread::new(None, Job(|| -> u8 { std::panic::panic_any(Spiteful) }));
    thread.start().unwrap();
    assert_eq!(thread.join(), Err(JoinError::Panicked));
    assert!(!thread.is_alive());
}

/// Joins itself.
struct Ouroboros(Arc<OnceLock<Weak<Thread<Ouroboros>>>>);

impl Run for Ouroboros {
    type Out = Result<(), JoinError>;

    fn run(self) -> Self::Out {
        let me = self.0.get().and_then(Weak::upgrade).unwrap();
        me.join()
    }
}

#[test]
fn a_thread_that_joins_itself_is_told_so() {
    let slot = Arc::new(OnceLock::new());
    let thread = Arc::new(Thread::new(None, Ouroboros(Arc::clone(&slot))));
    assert!(slot.set(Arc::downgrade(&thread)).is_ok());
    thread.start().unwrap();
    thread.join().unwrap();
    assert_eq!(thread.take(), Some(Err(JoinError::CurrentThread)));
}

#[test]
fn names_are_kept_or_found() {
    assert_eq!(Thread::new(Some("mine".into()), Job(|| ())).name(), "mine");
    let names = || -> Vec<String> {
        (0..50)
            .map(|_| Thread::new(None, Job(|| ())).name().to_owned())
            .collect()
    };
    let mut all = names();
    let other = thread::spawn(names);
    all.extend(names());
    all.extend(other.join().unwrap());
    for name in &all {
        let number = name.strip_prefix("Thread-").unwrap();
        assert!(number.parse::<u64>().is_ok(), "{name}");
    }
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), 150);
}

#[test]
fn of_many_who_start_one_succeeds() {
    let thread = Thread::new(None, Job(|| ()));
    let started: usize = thread::scope(|scope| {
        let starters: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| thread.start().is_ok()))
            .collect();
        starters
            .into_iter()
            .map(|starter| usize::from(starter.join().unwrap()))
            .sum()
    });
    assert_eq!(started, 1);
    thread.join().unwrap();
    assert_eq!(thread.take(), Some(()));
}

#[test]
fn what_is_never_started_is_dropped_with_its_thread() {
    let item = Arc::new(());
    let inside = Arc::clone(&item);
    drop(Thread::new(None, Job(move || drop(inside))));
    assert_eq!(Arc::strong_count(&item), 1);
}

#[test]
fn a_thread_of_what_only_moves_is_shared() {
    fn shared<T: Send + Sync>(_: &T) {}
    // A cell may move to another thread but may not be shared; its thread may.
    let cell = Cell::new(7);
    shared(&Thread::new(None, Job(move || cell)));
}
