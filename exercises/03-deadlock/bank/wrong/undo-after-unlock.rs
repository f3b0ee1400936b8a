//@ base: right/early-release
//@ expect: atomicity-violation
//! Moves the money, lets go of both locks, and takes a transfer back that was too large.
pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let left = {
        let (mut source, mut target) = lock_both(from, to);
        *source -= amount;
        *target += amount;
        *source
    };
    if left < 0 {
        let (mut source, mut target) = lock_both(from, to);
        *source += amount;
        *target -= amount;
        return Err(Insufficient);
    }
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    let mut accounts = accounts.to_vec();
    accounts.sort_by_key(|account| rank(account));
    let balances: Vec<_> = accounts.iter().map(|a| a.balance.lock().unwrap()).collect();
    balances.iter().map(|balance| **balance).sum()
}
