//@ expect: atomicity-violation
//! Takes the money first and looks then whether the account is below zero. It may be so because of
//! somebody else.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::ptr;
use std::sync::{Mutex, MutexGuard};

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

/// Its place in the order of locks: the id, and for equal ids the address.
fn rank(account: &Account) -> (u32, usize) {
    (account.id, ptr::from_ref(account).addr())
}

type Guard<'a> = MutexGuard<'a, i64>;

fn lock_both<'a>(one: &'a Account, other: &'a Account) -> (Guard<'a>, Guard<'a>) {
    if rank(one) < rank(other) {
        let first = one.balance.lock().unwrap();
        (first, other.balance.lock().unwrap())
    } else {
        let first = other.balance.lock().unwrap();
        (one.balance.lock().unwrap(), first)
    }
}

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    {
        let (mut source, mut target) = lock_both(from, to);
        *source -= amount;
        *target += amount;
    }
    if from.balance() >= 0 {
        return Ok(());
    }
    let (mut source, mut target) = lock_both(from, to);
    *source += amount;
    *target -= amount;
    Err(Insufficient)
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    let mut accounts = accounts.to_vec();
    accounts.sort_by_key(|account| rank(account));
    let balances: Vec<_> = accounts.iter().map(|a| a.balance.lock().unwrap()).collect();
    balances.iter().map(|balance| **balance).sum()
}
