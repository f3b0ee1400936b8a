//@ base: right/busy-set
//@ expect: lost-wake-up
//! Waits until both accounts are free. Whoever makes them free tells nobody.
fn alone_with<R>(accounts: &[&Account], work: impl FnOnce() -> R) -> R {
    let wanted: Vec<usize> = accounts.iter().map(|a| ptr::from_ref(*a).addr()).collect();
    let mut busy = BUSY.lock().unwrap();
    while wanted.iter().any(|account| busy.contains(account)) {
        busy = FREED.wait(busy).unwrap();
    }
    busy.extend(&wanted);
    drop(busy);
    let result = work();
    BUSY.lock()
        .unwrap()
        .retain(|account| !wanted.contains(account));
    result
}
