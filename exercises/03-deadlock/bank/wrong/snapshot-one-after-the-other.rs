//@ base: right/recursive-snapshot
//@ expect: atomicity-violation
//@ drops: fn sum
//! The snapshot lets go of one account before it looks at the next.
pub fn snapshot(accounts: &[&Account]) -> i64 {
    accounts.iter().map(|account| account.balance()).sum()
}
