//@ base: right/recursive-snapshot
//@ expect: atomicity-violation
//@ drops: fn sum
//! The snapshot keeps two locks at a time and lets go of the first when it has the third.
pub fn snapshot(accounts: &[&Account]) -> i64 {
    let mut accounts = accounts.to_vec();
    accounts.sort_by_key(|account| rank(account));
    let mut sum = 0;
    let mut last = None;
    for account in accounts {
        let balance = account.balance.lock().unwrap();
        sum += *balance;
        last.replace(balance); // lets go of the one before
    }
    sum
}
