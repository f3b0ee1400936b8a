//@ base: right/plain
//@ expect: livelock
//! Keeps the first lock and tries the second until it is free. The other thread does the same.
use std::thread;

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let mut source = from.balance.lock().unwrap();
    let mut target = loop {
        match to.balance.try_lock() {
            Ok(target) => break target,
            Err(_) => thread::yield_now(),
        }
    };
    if *source < amount {
        return Err(Insufficient);
    }
    *source -= amount;
    *target += amount;
    Ok(())
}
