//@ base: right/version-with-fences
//@ expect: memory-ordering
//! Nothing keeps the relaxed balances behind the version that says that they move.
pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let _alone = PAYING.lock().unwrap();
    if from.balance() < amount {
        return Err(Insufficient);
    }
    let version = VERSION.load(Ordering::Relaxed);
    VERSION.store(version + 1, Ordering::Relaxed);
    from.balance
        .store(from.balance() - amount, Ordering::Relaxed);
    to.balance.store(to.balance() + amount, Ordering::Relaxed);
    VERSION.store(version + 2, Ordering::Release);
    Ok(())
}
