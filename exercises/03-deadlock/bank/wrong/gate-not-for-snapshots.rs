//@ base: right/gate-while-locking
//@ expect: deadlock
//! Transfers take their locks behind a gate, so one at a time. Snapshots do not know of the gate.
pub fn snapshot(accounts: &[&Account]) -> i64 {
    let balances: Vec<_> = accounts.iter().map(|a| a.balance.lock().unwrap()).collect();
    balances.iter().map(|balance| **balance).sum()
}
