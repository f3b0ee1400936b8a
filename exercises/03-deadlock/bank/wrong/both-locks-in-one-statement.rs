//@ base: right/plain
//@ expect: deadlock
//! Believes that one `let` takes both locks in one step. They are taken one after the other.
pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let (mut source, mut target) = (from.balance.lock().unwrap(), to.balance.lock().unwrap());
    if *source < amount {
        return Err(Insufficient);
    }
    *source -= amount;
    *target += amount;
    Ok(())
}
