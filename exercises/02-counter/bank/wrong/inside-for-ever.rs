//@ base: right/writers-lock-readers-load
//@ expect: atomicity-violation
//@ adds: thread_local! INSIDE
//! A thread that is inside needs no lock. After a panic nobody tells it that it is out again.
use std::cell::Cell;

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

impl Counter {
    fn change(&self, mut change: impl FnMut(u64) -> u64) -> (u64, u64) {
        let _guard =
            (!INSIDE.get()).then(|| self.writing.lock().unwrap_or_else(PoisonError::into_inner));
        INSIDE.set(true);
        let old = self.value.load(Relaxed);
        let new = change(old);
        self.value.store(new, Relaxed);
        INSIDE.set(false);
        (old, new)
    }
}
