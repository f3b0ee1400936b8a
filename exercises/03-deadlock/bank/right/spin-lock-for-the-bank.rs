//! One spin lock for the bank, with the two orderings that it needs; balances are relaxed atomics.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::ptr;
use std::sync::atomic::{
    AtomicBool, AtomicI64,
    Ordering::{Acquire, Relaxed, Release},
};
use std::thread;

#[derive(Debug, PartialEq, Eq)]
pub struct Insufficient;

pub struct Account {
    id: u32,
    balance: AtomicI64,
}

impl Account {
    pub fn new(id: u32, balance: i64) -> Self {
        Account {
            id,
            balance: AtomicI64::new(balance),
        }
    }

    pub fn id(&self) -> u32 {
        self.id
    }

    pub fn balance(&self) -> i64 {
        self.balance.load(Relaxed)
    }
}

static BUSY: AtomicBool = AtomicBool::new(false);

/// One thread at a time works at the bank.
fn alone<R>(work: impl FnOnce() -> R) -> R {
    while BUSY
        .compare_exchange(false, true, Acquire, Relaxed)
        .is_err()
    {
        thread::yield_now();
    }
    let result = work();
    BUSY.store(false, Release);
    result
}

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    alone(|| {
        if from.balance() < amount {
            return Err(Insufficient);
        }
        from.balance.store(from.balance() - amount, Relaxed);
        to.balance.store(to.balance() + amount, Relaxed);
        Ok(())
    })
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    alone(|| accounts.iter().map(|account| account.balance()).sum())
}
