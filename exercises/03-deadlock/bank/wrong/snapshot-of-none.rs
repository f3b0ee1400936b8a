//@ base: right/recursive-snapshot
//@ expect: panic
//@ drops: fn sum
//! The snapshot adds up with `reduce`, which has nothing to give when there is no account.
pub fn snapshot(accounts: &[&Account]) -> i64 {
    let mut accounts = accounts.to_vec();
    accounts.sort_by_key(|account| rank(account));
    let balances: Vec<_> = accounts.iter().map(|a| a.balance.lock().unwrap()).collect();
    balances
        .iter()
        .map(|balance| **balance)
        .reduce(|sum, balance| sum + balance)
        .unwrap()
}
