//@ base: right/plain
//@ expect: atomicity-violation
//! What `balance` shows is a copy that is written when the locks are given back. A later transfer may have
//! written its own by then.
use std::sync::atomic::{AtomicI64, Ordering};

pub struct Account {
    id: u32,
    balance: Mutex<i64>,
    shown: AtomicI64,
}

impl Account {
    pub fn new(id: u32, balance: i64) -> Self {
        Account {
            id,
            balance: Mutex::new(balance),
            shown: AtomicI64::new(balance),
        }
    }

    pub fn balance(&self) -> i64 {
        self.shown.load(Ordering::SeqCst)
    }
}

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let (mut source, mut target);
    if rank(from) < rank(to) {
        source = from.balance.lock().unwrap();
        target = to.balance.lock().unwrap();
    } else {
        target = to.balance.lock().unwrap();
        source = from.balance.lock().unwrap();
    }
    if *source < amount {
        return Err(Insufficient);
    }
    *source -= amount;
    *target += amount;
    let now = (*source, *target);
    drop((source, target));
    from.shown.store(now.0, Ordering::SeqCst);
    to.shown.store(now.1, Ordering::SeqCst);
    Ok(())
}
