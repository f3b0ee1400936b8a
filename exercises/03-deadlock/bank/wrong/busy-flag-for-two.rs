//@ expect: atomicity-violation
//! A flag says that money is on its way, and a snapshot waits until it is down. The first of two
//! transfers that ends takes it down for both.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::ptr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::SeqCst};
use std::thread;

#[derive(Debug, PartialEq, Eq)]
pub struct Insufficient;

pub struct Account {
    id: u32,
    /// Whoever changes the balance has this lock; whoever reads it looks at the flag.
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

/// Money is on its way.
static MOVING: AtomicBool = AtomicBool::new(false);
/// How many transfers began: a snapshot that saw one begin looks again.
static BEGUN: AtomicU64 = AtomicU64::new(0);

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
    MOVING.store(true, SeqCst);
    BEGUN.fetch_add(1, SeqCst);
    from.balance.fetch_sub(amount, SeqCst);
    to.balance.fetch_add(amount, SeqCst);
    MOVING.store(false, SeqCst);
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    loop {
        let begun = BEGUN.load(SeqCst);
        if !MOVING.load(SeqCst) {
            let sum = accounts.iter().map(|account| account.balance()).sum();
            if BEGUN.load(SeqCst) == begun {
                return sum;
            }
        }
        thread::yield_now();
    }
}
