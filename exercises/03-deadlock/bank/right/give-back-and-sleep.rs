//! Lets go of the first lock when the second is busy, and sleeps a little before it tries again.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::ptr;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

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

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let (mut source, mut target) = loop {
        let source = from.balance.lock().unwrap();
        if let Ok(target) = to.balance.try_lock() {
            break (source, target);
        }
        drop(source);
        thread::sleep(Duration::from_millis(1));
    };
    if *source < amount {
        return Err(Insufficient);
    }
    *source -= amount;
    *target += amount;
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    loop {
        let all: Option<Vec<_>> = accounts.iter().map(|a| a.balance.try_lock().ok()).collect();
        if let Some(balances) = all {
            return balances.iter().map(|balance| **balance).sum();
        }
        thread::sleep(Duration::from_millis(1));
    }
}
