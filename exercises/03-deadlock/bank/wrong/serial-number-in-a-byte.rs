//@ expect: wrong-answer
//! The serial numbers are bytes: account 257 has the number of the first one.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, MutexGuard};

/// There is too little money in the account that should pay.
#[derive(Debug, PartialEq, Eq)]
pub struct Insufficient;

static NEXT: AtomicU8 = AtomicU8::new(0);

pub struct Account {
    id: u32,
    unique: u8,
    balance: Mutex<i64>,
}

impl Account {
    pub fn new(id: u32, balance: i64) -> Self {
        Account {
            id,
            unique: NEXT.fetch_add(1, Ordering::Relaxed),
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

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if from.unique == to.unique {
        return if from.balance() < amount {
            Err(Insufficient)
        } else {
            Ok(())
        };
    }
    let (mut source, mut target);
    if from.unique < to.unique {
        source = from.balance.lock().unwrap();
        target = to.balance.lock().unwrap();
    } else {
        target = to.balance.lock().unwrap();
        source = from.balance.lock().unwrap();
    }
    if *source < amount {
        return Err(Insufficient);
    }
    *source -= amount;
    *target += amount;
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    let mut sorted = accounts.to_vec();
    sorted.sort_by_key(|account| account.unique);
    let guards: Vec<MutexGuard<'_, i64>> =
        sorted.iter().map(|a| a.balance.lock().unwrap()).collect();
    guards.iter().map(|g| **g).sum()
}
