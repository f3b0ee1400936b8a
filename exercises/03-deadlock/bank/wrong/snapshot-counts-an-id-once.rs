//@ base: right/recursive-snapshot
//@ expect: wrong-answer
//@ drops: fn sum
//! The snapshot removes what it takes for repetitions: accounts with an id that it had already.
pub fn snapshot(accounts: &[&Account]) -> i64 {
    let mut accounts = accounts.to_vec();
    accounts.sort_by_key(|account| rank(account));
    accounts.dedup_by_key(|account| account.id);
    let balances: Vec<_> = accounts.iter().map(|a| a.balance.lock().unwrap()).collect();
    balances.iter().map(|balance| **balance).sum()
}
