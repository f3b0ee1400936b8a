//@ base: right/plain
//@ expect: livelock
//! Gives the first lock back when it does not get the second. An account that pays itself is in its
//! own way for ever.
use std::thread;

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    let (mut source, mut target) = loop {
        let source = from.balance.lock().unwrap();
        if let Ok(target) = to.balance.try_lock() {
            break (source, target);
        }
        drop(source);
        thread::yield_now();
    };
    if *source < amount {
        return Err(Insufficient);
    }
    *source -= amount;
    *target += amount;
    Ok(())
}
