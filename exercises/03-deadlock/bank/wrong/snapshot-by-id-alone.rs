//@ base: right/recursive-snapshot
//@ expect: deadlock
//@ drops: fn sum
//! Transfers break ties by the address, the snapshot sorts by the id alone: accounts with the same id
//! stay as they stand.
pub fn snapshot(accounts: &[&Account]) -> i64 {
    let mut accounts = accounts.to_vec();
    accounts.sort_by_key(|account| account.id);
    let balances: Vec<_> = accounts.iter().map(|a| a.balance.lock().unwrap()).collect();
    balances.iter().map(|balance| **balance).sum()
}
