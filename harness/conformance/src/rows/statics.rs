//! Statics, which start afresh in each execution: in a model they are put back, on real threads each one is a
//! process.

use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Condvar, LazyLock, Mutex, Once, OnceLock, RwLock};
use std::thread;

use super::{Row, holds};

pub(super) fn rows() -> Vec<Row> {
    vec![
        holds("statics start afresh", every_kind),
        holds("what a static has on the heap starts afresh", || {
            static QUEUE: Mutex<VecDeque<Box<u32>>> = Mutex::new(VecDeque::new());
            static MAP: LazyLock<Mutex<Vec<String>>> =
                LazyLock::new(|| Mutex::new(vec!["a".into()]));
            let other = thread::spawn(|| QUEUE.lock().unwrap().push_back(Box::new(1)));
            QUEUE.lock().unwrap().push_back(Box::new(2));
            other.join().unwrap();
            assert_eq!(QUEUE.lock().unwrap().len(), 2);
            MAP.lock().unwrap().push("b".into());
            assert_eq!(MAP.lock().unwrap().len(), 2);
        }),
        holds("a static that was poisoned starts afresh", || {
            static ONCE: Once = Once::new();
            let other = thread::spawn(|| ONCE.call_once(|| panic!("poisons")));
            assert!(other.join().is_err());
            assert!(!ONCE.is_completed());
        }),
        holds("thread-locals start afresh", || {
            thread_local!(static LOCAL: Cell<u32> = const { Cell::new(1) });
            let other = thread::spawn(|| LOCAL.replace(2));
            assert_eq!(LOCAL.replace(3), 1);
            assert_eq!(other.join().unwrap(), 1);
        }),
    ]
}

fn every_kind() {
    static COUNT: AtomicUsize = AtomicUsize::new(7);
    static FLAG: AtomicBool = AtomicBool::new(false);
    static LOCK: Mutex<u32> = Mutex::new(1);
    static CHANGED: Condvar = Condvar::new();
    static TABLE: RwLock<[u8; 3]> = RwLock::new([1, 2, 3]);
    static CELL: OnceLock<String> = OnceLock::new();
    static LAZY: LazyLock<AtomicUsize> = LazyLock::new(|| AtomicUsize::new(40));
    let other = thread::spawn(|| {
        assert_eq!(*LOCK.lock().unwrap(), 1);
        *LOCK.lock().unwrap() = 2;
        CHANGED.notify_all();
    });
    assert_eq!(COUNT.fetch_add(1, SeqCst), 7);
    assert!(!FLAG.swap(true, SeqCst));
    assert_eq!(TABLE.read().unwrap()[0], 1);
    TABLE.write().unwrap()[0] = 9;
    assert_eq!(CELL.get(), None);
    CELL.set("set".into()).unwrap();
    assert_eq!(LAZY.fetch_add(1, SeqCst), 40);
    let mut number = LOCK.lock().unwrap();
    while *number != 2 {
        number = CHANGED.wait(number).unwrap();
    }
    drop(number);
    other.join().unwrap();
}
