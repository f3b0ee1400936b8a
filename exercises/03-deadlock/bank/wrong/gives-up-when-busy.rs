//@ base: right/plain
//@ expect: lost-item
//! No lock is waited for, so there is no deadlock, and no transfer either: a busy account is an error.
pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let mut source = from.balance.lock().unwrap();
    let Ok(mut target) = to.balance.try_lock() else {
        return Err(Insufficient);
    };
    if *source < amount {
        return Err(Insufficient);
    }
    *source -= amount;
    *target += amount;
    Ok(())
}
