//@ base: right/gate-while-locking
//@ expect: deadlock
//! A gate that only one may pass, but it is left before the second lock is taken.
pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let gate = GATE.lock().unwrap();
    let mut source = from.balance.lock().unwrap();
    drop(gate);
    let mut target = to.balance.lock().unwrap();
    if *source < amount {
        return Err(Insufficient);
    }
    *source -= amount;
    *target += amount;
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    let _gate = GATE.lock().unwrap();
    let balances: Vec<_> = accounts.iter().map(|a| a.balance.lock().unwrap()).collect();
    balances.iter().map(|balance| **balance).sum()
}
