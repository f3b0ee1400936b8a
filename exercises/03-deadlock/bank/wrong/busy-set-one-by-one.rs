//@ expect: lost-wake-up
//! Marks one account as busy, keeps it, and waits for the next. It is the same circle, but of sleepers:
//! nobody is left to wake them.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::collections::BTreeSet;
use std::ptr;
use std::sync::{Condvar, Mutex};

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

/// The addresses of the accounts that somebody works on. Whoever wants some takes all in one step.
static BUSY: Mutex<BTreeSet<usize>> = Mutex::new(BTreeSet::new());
static FREED: Condvar = Condvar::new();

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

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    alone_with(&[from, to], || {
        if from.balance() < amount {
            return Err(Insufficient);
        }
        *from.balance.lock().unwrap() -= amount;
        *to.balance.lock().unwrap() += amount;
        Ok(())
    })
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    alone_with(accounts, || {
        accounts.iter().map(|account| account.balance()).sum()
    })
}
