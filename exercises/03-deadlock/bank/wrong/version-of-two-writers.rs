//@ base: right/version-counter
//@ expect: atomicity-violation
//! A version is odd while money moves. Two transfers at once make it even.
use std::sync::Mutex;

pub struct Account {
    id: u32,
    /// Whoever changes the balance has this lock; whoever reads it looks at the version.
    writer: Mutex<()>,
    balance: AtomicI64,
}

impl Account {
    pub fn new(id: u32, balance: i64) -> Self {
        Account {
            id,
            writer: Mutex::new(()),
            balance: AtomicI64::new(balance),
        }
    }
}

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let mut both = [from, to];
    both.sort_by_key(|account| ptr::from_ref(*account).addr());
    let _writers = both.map(|account| account.writer.lock().unwrap());
    if from.balance() < amount {
        return Err(Insufficient);
    }
    VERSION.fetch_add(1, SeqCst);
    from.balance.fetch_sub(amount, SeqCst);
    to.balance.fetch_add(amount, SeqCst);
    VERSION.fetch_add(1, SeqCst);
    Ok(())
}
