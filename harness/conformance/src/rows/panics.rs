//! Unwinding, and hooks.

use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::thread;

use super::{Row, gives, holds};

pub(super) fn rows() -> Vec<Row> {
    vec![
        holds(
            "catch_unwind gives the payload, and the thread goes on",
            || {
                let caught = panic::catch_unwind(|| panic!("caught"));
                assert_eq!(
                    *caught.unwrap_err().downcast_ref::<&str>().unwrap(),
                    "caught"
                );
                assert!(!thread::panicking());
                assert_eq!(panic::catch_unwind(|| 3).unwrap(), 3);
            },
        ),
        gives(
            "panicking is a thread's own",
            &["meanwhile", "before or after"],
            || {
                struct Waits<'a>(&'a AtomicBool);
                impl Drop for Waits<'_> {
                    fn drop(&mut self) {
                        assert!(thread::panicking());
                        self.0.store(true, SeqCst);
                        self.0.store(false, SeqCst);
                    }
                }
                let unwinding = Arc::new(AtomicBool::new(false));
                let theirs = Arc::clone(&unwinding);
                let other = thread::spawn(move || {
                    let _waits = Waits(&theirs);
                    panic!("unwinds");
                });
                let seen = unwinding.load(SeqCst);
                assert!(!thread::panicking());
                assert!(other.join().is_err());
                assert!(!thread::panicking());
                if seen { "meanwhile" } else { "before or after" }
            },
        ),
        holds("resume_unwind panics again, without the hook", || {
            static CALLS: AtomicUsize = AtomicUsize::new(0);
            let lock = Mutex::new(());
            let old = panic::take_hook();
            panic::set_hook(Box::new(|_| {
                CALLS.fetch_add(1, SeqCst);
            }));
            let before = CALLS.load(SeqCst);
            let caught =
                panic::catch_unwind(AssertUnwindSafe(|| panic::resume_unwind(Box::new(6))));
            assert_eq!(CALLS.load(SeqCst), before);
            drop(panic::take_hook());
            panic::set_hook(old);
            assert_eq!(*caught.unwrap_err().downcast::<i32>().unwrap(), 6);
            assert!(!thread::panicking());
            assert!(!lock.is_poisoned());
        }),
        holds("a hook of one's own is told of a panic", || {
            static TOLD: AtomicUsize = AtomicUsize::new(0);
            let before = TOLD.load(SeqCst);
            let old = panic::take_hook();
            panic::set_hook(Box::new(|info| {
                TOLD.fetch_add(info.payload_as_str().map_or(0, str::len), SeqCst);
            }));
            let caught = panic::catch_unwind(|| panic!("four"));
            panic::set_hook(old);
            assert!(caught.is_err());
            assert_eq!(TOLD.load(SeqCst), before + 4);
        }),
    ]
}
