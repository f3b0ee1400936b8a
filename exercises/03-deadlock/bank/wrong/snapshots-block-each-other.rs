//@ base: right/give-back-and-try-again
//@ expect: deadlock
//! A transfer that finds an account busy lets go of the other. A snapshot never does: two of them
//! block each other.
pub fn snapshot(accounts: &[&Account]) -> i64 {
    let balances: Vec<_> = accounts.iter().map(|a| a.balance.lock().unwrap()).collect();
    balances.iter().map(|balance| **balance).sum()
}
