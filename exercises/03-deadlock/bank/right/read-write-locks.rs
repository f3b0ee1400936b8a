//! Each account has a read-write lock: snapshots share it. All are taken by rank.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::ptr;
use std::sync::RwLock;

#[derive(Debug, PartialEq, Eq)]
pub struct Insufficient;

pub struct Account {
    id: u32,
    balance: RwLock<i64>,
}

impl Account {
    pub fn new(id: u32, balance: i64) -> Self {
        Account {
            id,
            balance: RwLock::new(balance),
        }
    }

    pub fn id(&self) -> u32 {
        self.id
    }

    pub fn balance(&self) -> i64 {
        *self.balance.read().unwrap()
    }
}

/// Its place in the order of locks: the id, and for equal ids the address.
fn rank(account: &Account) -> (u32, usize) {
    (account.id, ptr::from_ref(account).addr())
}

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let (mut source, mut target);
    if rank(from) < rank(to) {
        source = from.balance.write().unwrap();
        target = to.balance.write().unwrap();
    } else {
        target = to.balance.write().unwrap();
        source = from.balance.write().unwrap();
    }
    if *source < amount {
        return Err(Insufficient);
    }
    *source -= amount;
    *target += amount;
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    let mut accounts = accounts.to_vec();
    accounts.sort_by_key(|account| rank(account));
    let balances: Vec<_> = accounts.iter().map(|a| a.balance.read().unwrap()).collect();
    balances.iter().map(|balance| **balance).sum()
}
