//@ base: right/spin-lock-for-the-bank
//@ expect: atomicity-violation
//! The debit is made first and undone if it was too much. `balance` needs no lock and looks between.
pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    alone(|| {
        let left = from.balance() - amount;
        from.balance.store(left, Relaxed);
        if left < 0 {
            from.balance.store(left + amount, Relaxed);
            return Err(Insufficient);
        }
        to.balance.store(to.balance() + amount, Relaxed);
        Ok(())
    })
}
