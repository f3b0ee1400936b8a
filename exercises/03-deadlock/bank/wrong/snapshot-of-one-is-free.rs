//@ base: right/one-lock-for-the-bank
//@ expect: atomicity-violation
//! Transfers and snapshots share one lock, but a snapshot of one account goes past it.
pub fn snapshot(accounts: &[&Account]) -> i64 {
    if let [account] = accounts {
        return account.balance(); // one number is always whole
    }
    let _alone = BANK.lock().unwrap();
    accounts.iter().map(|account| account.balance()).sum()
}
