//@ base: right/early-release
//@ expect: lost-update
//! Reads both balances, computes, and writes back what may be out of date by then.
pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let (has, gets) = (from.balance(), to.balance());
    if has < amount {
        return Err(Insufficient);
    }
    let (mut source, mut target) = lock_both(from, to);
    *source = has - amount;
    *target = gets + amount;
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    let mut accounts = accounts.to_vec();
    accounts.sort_by_key(|account| rank(account));
    let balances: Vec<_> = accounts.iter().map(|a| a.balance.lock().unwrap()).collect();
    balances.iter().map(|balance| **balance).sum()
}
