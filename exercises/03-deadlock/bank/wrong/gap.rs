//@ base: right/plain
//@ expect: atomicity-violation
//! One lock at a time: it cannot deadlock. Between the two the money is nowhere.
pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    {
        let mut source = from.balance.lock().unwrap();
        if *source < amount {
            return Err(Insufficient);
        }
        *source -= amount;
    }
    *to.balance.lock().unwrap() += amount;
    Ok(())
}
