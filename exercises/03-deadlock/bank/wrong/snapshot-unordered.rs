//@ base: right/recursive-snapshot
//@ expect: deadlock
//@ drops: fn sum
//! Transfers keep an order. The snapshot locks as the accounts happen to stand in the slice.
pub fn snapshot(accounts: &[&Account]) -> i64 {
    let balances: Vec<_> = accounts.iter().map(|a| a.balance.lock().unwrap()).collect();
    balances.iter().map(|balance| **balance).sum()
}
