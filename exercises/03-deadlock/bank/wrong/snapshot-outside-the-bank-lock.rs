//@ base: right/one-lock-for-the-bank
//@ expect: atomicity-violation
//! Transfers share one lock. The snapshot believes that it only reads, and needs none.
pub fn snapshot(accounts: &[&Account]) -> i64 {
    accounts.iter().map(|account| account.balance()).sum()
}
