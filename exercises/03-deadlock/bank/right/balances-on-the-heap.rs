//! Each balance lies on the heap, and locks are taken in the order in which the heap put them.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// There is too little money in the account that should pay.
#[derive(Debug, PartialEq, Eq)]
pub struct Insufficient;

pub struct Account {
    id: u32,
    balance: Arc<Mutex<i64>>,
}

impl Account {
    pub fn new(id: u32, balance: i64) -> Self {
        Account {
            id,
            balance: Arc::new(Mutex::new(balance)),
        }
    }
    pub fn id(&self) -> u32 {
        self.id
    }
    pub fn balance(&self) -> i64 {
        *self.balance.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn lock_all<'a>(accounts: &[&'a Account]) -> Vec<(*const Mutex<i64>, MutexGuard<'a, i64>)> {
    let mut locks: Vec<&Arc<Mutex<i64>>> = accounts.iter().map(|a| &a.balance).collect();
    locks.sort_by_key(|l| Arc::as_ptr(l));
    locks.dedup_by_key(|l| Arc::as_ptr(l));
    locks
        .into_iter()
        .map(|l| {
            (
                Arc::as_ptr(l),
                l.lock().unwrap_or_else(PoisonError::into_inner),
            )
        })
        .collect()
}

fn find<'g, 'a>(
    guards: &'g mut [(*const Mutex<i64>, MutexGuard<'a, i64>)],
    account: &Account,
) -> &'g mut i64 {
    let me = Arc::as_ptr(&account.balance);
    &mut guards.iter_mut().find(|(p, _)| *p == me).unwrap().1
}

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    let mut guards = lock_all(&[from, to]);
    let source = find(&mut guards, from);
    if *source < amount {
        return Err(Insufficient);
    }
    *source -= amount;
    *find(&mut guards, to) += amount;
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    lock_all(accounts).iter().map(|(_, g)| **g).sum()
}
