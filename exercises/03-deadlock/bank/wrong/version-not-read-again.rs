//@ base: right/one-lock-for-the-bank
//@ expect: atomicity-violation
//@ adds: static VERSION
//! A version counter is odd while money moves. The snapshot looks at it before, but not after.
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::SeqCst;
use std::thread;

/// Odd while money moves.
static VERSION: AtomicU64 = AtomicU64::new(0);

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let _alone = BANK.lock().unwrap();
    if from.balance() < amount {
        return Err(Insufficient);
    }
    VERSION.fetch_add(1, SeqCst);
    *from.balance.lock().unwrap() -= amount;
    *to.balance.lock().unwrap() += amount;
    VERSION.fetch_add(1, SeqCst);
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    while VERSION.load(SeqCst) % 2 == 1 {
        thread::yield_now();
    }
    accounts.iter().map(|account| account.balance()).sum()
}
