//@ base: right/version-with-fences
//@ expect: memory-ordering
//! The first look at the version takes no `Acquire`, so the balances behind it may be older.
pub fn snapshot(accounts: &[&Account]) -> i64 {
    loop {
        let before = VERSION.load(Ordering::Relaxed);
        let sum = accounts.iter().map(|account| account.balance()).sum();
        fence(Ordering::Acquire);
        if before % 2 == 0 && VERSION.load(Ordering::Relaxed) == before {
            return sum;
        }
        thread::yield_now();
    }
}
