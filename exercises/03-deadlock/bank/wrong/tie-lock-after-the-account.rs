//@ base: right/tie-lock
//@ expect: deadlock
//! A third lock decides between accounts with the same id, but it is taken when one of them is locked
//! already.
/// Whoever locks two accounts with the same id needs it.
static TIE: Mutex<()> = Mutex::new(());

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let (mut source, mut target);
    let _tie;
    if from.id < to.id {
        source = from.balance.lock().unwrap();
        target = to.balance.lock().unwrap();
    } else if from.id > to.id {
        target = to.balance.lock().unwrap();
        source = from.balance.lock().unwrap();
    } else {
        source = from.balance.lock().unwrap();
        _tie = TIE.lock().unwrap();
        target = to.balance.lock().unwrap();
    }
    if *source < amount {
        return Err(Insufficient);
    }
    *source -= amount;
    *target += amount;
    Ok(())
}
