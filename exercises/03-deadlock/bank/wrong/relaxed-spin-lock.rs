//@ base: right/spin-lock-for-the-bank
//@ expect: memory-ordering
//! A spin lock whose store and exchange are both `Relaxed`: it keeps others out, but hands nothing on.
/// One thread at a time works at the bank.
fn alone<R>(work: impl FnOnce() -> R) -> R {
    while BUSY
        .compare_exchange(false, true, Relaxed, Relaxed)
        .is_err()
    {
        thread::yield_now();
    }
    let result = work();
    BUSY.store(false, Relaxed);
    result
}
