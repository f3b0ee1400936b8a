//@ expect: atomicity-violation
//! Looks until two looks in a row are the same. Money that went there, back and there again looks so, too.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::Mutex;

/// There is too little money in the account that should pay.
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
    if std::ptr::eq(from, to) {
        return if from.balance() < amount {
            Err(Insufficient)
        } else {
            Ok(())
        };
    }
    let (mut source, mut target);
    if std::ptr::from_ref(from) < std::ptr::from_ref(to) {
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
    let collect = || accounts.iter().map(|a| a.balance()).collect::<Vec<i64>>();
    let mut last = collect();
    loop {
        let next = collect();
        if next == last {
            return next.iter().sum();
        }
        last = next;
    }
}
