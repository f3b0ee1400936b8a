//@ expect: atomicity-violation
//! A version counter is odd while money moves. The snapshot looks at it before, but not after.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::ptr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::thread;

#[derive(Debug, PartialEq, Eq)]
pub struct Insufficient;

pub struct Account {
    id: u32,
    balance: Mutex<i64>,
}

impl Account {
    pub fn new(id: u32, balance: i64) -> Self {
        Account {
            id,
            balance: Mutex::new(balance),
        }
    }

    pub fn id(&self) -> u32 {
        self.id
    }

    pub fn balance(&self) -> i64 {
        *self.balance.lock().unwrap()
    }
}

static BANK: Mutex<()> = Mutex::new(());

/// Odd while money moves.
static VERSION: AtomicU64 = AtomicU64::new(0);

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let _alone = BANK.lock().unwrap();
    if from.balance() < amount {
        return Err(Insufficient);
    }
    VERSION.fetch_add(1, SeqCst);
    *from.balance.lock().unwrap() -= amount;
    *to.balance.lock().unwrap() += amount;
    VERSION.fetch_add(1, SeqCst);
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    while VERSION.load(SeqCst) % 2 == 1 {
        thread::yield_now();
    }
    accounts.iter().map(|account| account.balance()).sum()
}
