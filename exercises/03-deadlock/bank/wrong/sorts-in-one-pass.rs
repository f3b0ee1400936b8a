//@ base: right/plain
//@ expect: deadlock
//! A snapshot puts its accounts in order by swapping neighbours once, from front to back. Of two that is
//! right, of three it is not.
pub fn snapshot(accounts: &[&Account]) -> i64 {
    let mut accounts = accounts.to_vec();
    for next in 1..accounts.len() {
        if rank(accounts[next]) < rank(accounts[next - 1]) {
            accounts.swap(next - 1, next);
        }
    }
    let balances: Vec<_> = accounts.iter().map(|a| a.balance.lock().unwrap()).collect();
    balances.iter().map(|balance| **balance).sum()
}
