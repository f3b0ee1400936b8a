//@ base: right/recursive-snapshot
//@ expect: atomicity-violation
//@ drops: fn sum
//! The snapshot does not wait for an account that is busy, and leaves it out of the sum.
pub fn snapshot(accounts: &[&Account]) -> i64 {
    let mut accounts = accounts.to_vec();
    accounts.sort_by_key(|account| rank(account));
    let balances: Vec<_> = accounts
        .iter()
        .filter_map(|a| a.balance.try_lock().ok())
        .collect();
    balances.iter().map(|balance| **balance).sum()
}
