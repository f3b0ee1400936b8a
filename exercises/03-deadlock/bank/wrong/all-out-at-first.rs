//@ base: right/spin-lock-for-the-bank
//@ expect: atomicity-violation
//! The payer's money is all taken out, and what is left is put back. `balance` needs no lock and looks
//! between.
pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    alone(|| {
        if from.balance() < amount {
            return Err(Insufficient);
        }
        let money = from.balance.swap(0, Relaxed);
        to.balance.store(to.balance() + amount, Relaxed);
        from.balance.store(money - amount, Relaxed);
        Ok(())
    })
}
