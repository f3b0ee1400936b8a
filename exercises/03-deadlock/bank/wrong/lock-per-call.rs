//@ expect: atomicity-violation
//! Every call makes a lock of its own, so it keeps nobody out.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::ptr;
use std::sync::Mutex;

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
    let bank = Mutex::new(());
    let _alone = bank.lock().unwrap();
    if from.balance() < amount {
        return Err(Insufficient);
    }
    *from.balance.lock().unwrap() -= amount;
    *to.balance.lock().unwrap() += amount;
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    let bank = Mutex::new(());
    let _alone = bank.lock().unwrap();
    accounts.iter().map(|account| account.balance()).sum()
}
