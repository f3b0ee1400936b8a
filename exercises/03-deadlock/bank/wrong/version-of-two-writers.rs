//@ expect: atomicity-violation
//! A version is odd while money moves. Two transfers at once make it even.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::ptr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::SeqCst};
use std::thread;

#[derive(Debug, PartialEq, Eq)]
pub struct Insufficient;

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

    pub fn id(&self) -> u32 {
        self.id
    }

    pub fn balance(&self) -> i64 {
        self.balance.load(SeqCst)
    }
}

/// Odd while money moves.
static VERSION: AtomicU64 = AtomicU64::new(0);

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

pub fn snapshot(accounts: &[&Account]) -> i64 {
    loop {
        let version = VERSION.load(SeqCst);
        if version % 2 == 0 {
            let sum = accounts.iter().map(|account| account.balance()).sum();
            if VERSION.load(SeqCst) == version {
                return sum;
            }
        }
        thread::yield_now();
    }
}
