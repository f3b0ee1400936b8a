//@ base: right/busy-set
//@ expect: lost-wake-up
//! Marks one account as busy, keeps it, and waits for the next. It is the same circle, but of sleepers:
//! nobody is left to wake them.
fn alone_with<R>(accounts: &[&Account], work: impl FnOnce() -> R) -> R {
    let wanted: Vec<usize> = accounts.iter().map(|a| ptr::from_ref(*a).addr()).collect();
    let mut busy = BUSY.lock().unwrap();
    for account in &wanted {
        while busy.contains(account) {
            busy = FREED.wait(busy).unwrap();
        }
        busy.insert(*account);
    }
    drop(busy);
    let result = work();
    BUSY.lock()
        .unwrap()
        .retain(|account| !wanted.contains(account));
    FREED.notify_all();
    result
}
