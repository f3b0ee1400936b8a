//@ base: right/one-lock-for-the-bank
//@ expect: compile-error
//! One lock for the whole bank, but `let _ =` lets go of it at once.
pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let _ = BANK.lock().unwrap();
    if from.balance() < amount {
        return Err(Insufficient);
    }
    *from.balance.lock().unwrap() -= amount;
    *to.balance.lock().unwrap() += amount;
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    let _ = BANK.lock().unwrap();
    accounts.iter().map(|account| account.balance()).sum()
}
