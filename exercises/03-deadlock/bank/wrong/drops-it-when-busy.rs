//@ base: right/plain
//@ expect: lost-item
//! When the second account is busy, the transfer is dropped, and the caller is told that it was made.
pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let mut source = from.balance.lock().unwrap();
    if *source < amount {
        return Err(Insufficient);
    }
    if let Ok(mut target) = to.balance.try_lock() {
        *source -= amount;
        *target += amount;
    }
    Ok(())
}
