//@ base: right/early-release
//@ expect: atomicity-violation
//! Takes the money first and looks then whether the account is below zero. It may be so because of
//! somebody else.
pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    {
        let (mut source, mut target) = lock_both(from, to);
        *source -= amount;
        *target += amount;
    }
    if from.balance() >= 0 {
        return Ok(());
    }
    let (mut source, mut target) = lock_both(from, to);
    *source += amount;
    *target -= amount;
    Err(Insufficient)
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    let mut accounts = accounts.to_vec();
    accounts.sort_by_key(|account| rank(account));
    let balances: Vec<_> = accounts.iter().map(|a| a.balance.lock().unwrap()).collect();
    balances.iter().map(|balance| **balance).sum()
}
