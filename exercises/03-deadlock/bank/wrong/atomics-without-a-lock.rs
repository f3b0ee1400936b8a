//@ base: right/spin-lock-for-the-bank
//@ expect: atomicity-violation
//@ drops: static BUSY, fn alone
//! Each balance is an atomic, and two atomic steps are believed to be one.
use std::sync::atomic::Ordering::SeqCst;

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    from.balance
        .fetch_update(SeqCst, SeqCst, |has| (has >= amount).then(|| has - amount))
        .map_err(|_| Insufficient)?;
    to.balance.fetch_add(amount, SeqCst);
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    accounts
        .iter()
        .map(|account| account.balance.load(SeqCst))
        .sum()
}
