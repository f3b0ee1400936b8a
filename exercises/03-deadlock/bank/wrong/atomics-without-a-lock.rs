//@ expect: atomicity-violation
//! Each balance is an atomic, and two atomic steps are believed to be one.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::ptr;
use std::sync::atomic::{
    AtomicI64,
    Ordering::{Relaxed, SeqCst},
};

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

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    from.balance
        .fetch_update(SeqCst, SeqCst, |has| (has >= amount).then(|| has - amount))
        .map_err(|_| Insufficient)?;
    to.balance.fetch_add(amount, SeqCst);
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    accounts
        .iter()
        .map(|account| account.balance.load(SeqCst))
        .sum()
}
