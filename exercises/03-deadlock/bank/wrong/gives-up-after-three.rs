//@ base: right/plain
//@ expect: lost-item
//! Three attempts have to do. The fourth might have got through.
use std::hint;

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    for _ in 0..3 {
        let mut source = from.balance.lock().unwrap();
        if *source < amount {
            return Err(Insufficient);
        }
        if let Ok(mut target) = to.balance.try_lock() {
            *source -= amount;
            *target += amount;
            return Ok(());
        }
        drop(source);
        hint::spin_loop();
    }
    Err(Insufficient)
}
