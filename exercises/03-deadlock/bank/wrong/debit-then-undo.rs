//@ base: right/early-release
//@ expect: atomicity-violation
//! Takes the money first, looks whether that was too much, and gives it back. Meanwhile it is missing.
pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let left = {
        let mut source = from.balance.lock().unwrap();
        *source -= amount;
        *source
    };
    let (mut source, mut target) = lock_both(from, to);
    if left < 0 {
        *source += amount;
        return Err(Insufficient);
    }
    *target += amount;
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    let mut accounts = accounts.to_vec();
    accounts.sort_by_key(|account| rank(account));
    let balances: Vec<_> = accounts.iter().map(|a| a.balance.lock().unwrap()).collect();
    balances.iter().map(|balance| **balance).sum()
}
