//! `thread_local!`.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

use super::{Row, holds};

thread_local! {
    /// Made by an expression, at its first use on a thread.
    static LAZY: RefCell<Vec<u32>> = RefCell::new(vec![1]);
    static CONSTANT: Cell<u32> = const { Cell::new(5) };
    #[allow(unused, reason = "attributes are allowed")]
    pub(super) static LAST: Cell<u8> = const { Cell::new(0) }
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        holds("each thread has its own value", || {
            LAZY.set(vec![1]);
            CONSTANT.set(5);
            LAZY.with_borrow_mut(|numbers| numbers.push(2));
            let other = thread::spawn(|| {
                CONSTANT.set(CONSTANT.get() + 1);
                LAZY.with_borrow_mut(|numbers| numbers.push(3));
                (CONSTANT.get(), LAZY.take())
            });
            CONSTANT.set(CONSTANT.get() + 2);
            assert_eq!(other.join().unwrap(), (6, vec![1, 3]));
            assert_eq!(
                (CONSTANT.replace(0), LAZY.replace(Vec::new())),
                (7, vec![1, 2])
            );
            assert!(LAZY.with_borrow(Vec::is_empty));
        }),
        holds("set does not make the first value", || {
            thread_local!(static NEVER: Cell<u32> = panic!("made for nothing"));
            let other = thread::spawn(|| {
                NEVER.set(4);
                NEVER.set(NEVER.get() + 1);
                NEVER.take()
            });
            assert_eq!(other.join().unwrap(), 5);
        }),
        holds("a value is dropped when its thread ends", || {
            thread_local!(static KEPT: RefCell<Option<Arc<()>>> = const { RefCell::new(None) });
            let value = Arc::new(());
            let theirs = Arc::clone(&value);
            thread::spawn(move || KEPT.set(Some(theirs)))
                .join()
                .unwrap();
            assert_eq!(Arc::strong_count(&value), 1);
        }),
        holds(
            "a destructor finds its own value gone, and may use others",
            || {
                static SEEN: AtomicUsize = AtomicUsize::new(0);
                struct Looks;
                impl Drop for Looks {
                    fn drop(&mut self) {
                        let gone = MINE.try_with(|_| ()).is_err();
                        let other = CONSTANT.get();
                        SEEN.store(if gone { other as usize } else { 99 }, SeqCst);
                    }
                }
                thread_local!(static MINE: Looks = const { Looks });
                thread::spawn(|| MINE.with(|_| ())).join().unwrap();
                assert_eq!(SEEN.load(SeqCst), 5);
            },
        ),
        holds("threads that overlap do not share", || {
            let add = || {
                for _ in 0..2 {
                    CONSTANT.set(CONSTANT.get() + 1);
                    thread::yield_now();
                }
                CONSTANT.get()
            };
            let (first, second) = (thread::spawn(add), thread::spawn(add));
            assert_eq!((first.join().unwrap(), second.join().unwrap()), (7, 7));
        }),
    ]
}
