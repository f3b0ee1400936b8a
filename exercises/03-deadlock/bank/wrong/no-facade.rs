//@ base: right/recursive-snapshot
//@ expect: forbidden
//@ drops: extern crate std, fn sum
//! A right answer, but the line that lets the checker see the threads is gone.
pub fn snapshot(accounts: &[&Account]) -> i64 {
    let mut accounts = accounts.to_vec();
    accounts.sort_by_key(|account| rank(account));
    let balances: Vec<_> = accounts.iter().map(|a| a.balance.lock().unwrap()).collect();
    balances.iter().map(|balance| **balance).sum()
}
