//@ base: right/give-back-and-sleep
//@ expect: atomicity-violation
//! Every call makes a lock of its own, so it keeps nobody out.
pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let bank = Mutex::new(());
    let _alone = bank.lock().unwrap();
    if from.balance() < amount {
        return Err(Insufficient);
    }
    *from.balance.lock().unwrap() -= amount;
    *to.balance.lock().unwrap() += amount;
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    let bank = Mutex::new(());
    let _alone = bank.lock().unwrap();
    accounts.iter().map(|account| account.balance()).sum()
}
