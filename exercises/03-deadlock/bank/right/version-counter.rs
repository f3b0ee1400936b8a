//! A version that is odd while money moves (a sequence lock). A snapshot that saw it change looks again.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::ptr;
use std::sync::atomic::{
    AtomicI64, AtomicU64,
    Ordering::{Relaxed, SeqCst},
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
        self.balance.load(SeqCst)
    }
}

/// Odd while money moves.
static VERSION: AtomicU64 = AtomicU64::new(0);

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let version = loop {
        let version = VERSION.load(SeqCst) & !1;
        let odd = VERSION.compare_exchange(version, version + 1, SeqCst, Relaxed);
        if odd.is_ok() {
            break version;
        }
        thread::yield_now();
    };
    let result = if from.balance() < amount {
        Err(Insufficient)
    } else {
        from.balance.store(from.balance() - amount, SeqCst);
        to.balance.store(to.balance() + amount, SeqCst);
        Ok(())
    };
    VERSION.store(version + 2, SeqCst);
    result
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
