//@ base: right/plain
//@ expect: deadlock
//! Calls `balance()`, which takes the lock, with the lock in its hand.
pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let (low, high) = if rank(from) < rank(to) {
        (from, to)
    } else {
        (to, from)
    };
    let mut first = low.balance.lock().unwrap();
    let mut second = high.balance.lock().unwrap();
    if from.balance() < amount {
        return Err(Insufficient);
    }
    let (source, target) = match ptr::eq(low, from) {
        true => (&mut first, &mut second),
        false => (&mut second, &mut first),
    };
    **source -= amount;
    **target += amount;
    Ok(())
}
