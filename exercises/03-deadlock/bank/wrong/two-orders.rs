//@ base: right/plain
//@ expect: deadlock
//@ adds: fn address
//! Transfers go by the address, snapshots by the id. Each is an order, but they are two.
fn address(account: &Account) -> usize {
    ptr::from_ref(account).addr()
}

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let (mut source, mut target);
    if address(from) < address(to) {
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
    Ok(())
}
