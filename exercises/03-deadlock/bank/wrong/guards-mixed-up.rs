//@ base: right/plain
//@ expect: wrong-answer
//! Locks in the right order, and then forgets which guard belongs to which account.
pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let (low, high) = if rank(from) < rank(to) {
        (from, to)
    } else {
        (to, from)
    };
    let mut source = low.balance.lock().unwrap();
    let mut target = high.balance.lock().unwrap();
    if *source < amount {
        return Err(Insufficient);
    }
    *source -= amount;
    *target += amount;
    Ok(())
}
