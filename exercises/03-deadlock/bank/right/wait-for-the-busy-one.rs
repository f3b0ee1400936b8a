//! As C++'s `std::lock` does it: whoever finds an account busy lets go of the other, and begins the next
//! round by waiting for the busy one.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::mem;
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

/// Locks all of them, however long it takes, and gives the guards in the order of the arguments.
fn lock_all<'a>(accounts: &[&'a Account]) -> Vec<MutexGuard<'a, i64>> {
    let mut first = 0;
    'again: loop {
        let mut guards: Vec<Option<MutexGuard<'a, i64>>> = accounts.iter().map(|_| None).collect();
        for (index, account) in accounts
            .iter()
            .enumerate()
            .cycle()
            .skip(first)
            .take(accounts.len())
        {
            if index == first {
                guards[index] = Some(account.balance.lock().unwrap());
            } else if let Ok(guard) = account.balance.try_lock() {
                guards[index] = Some(guard);
            } else {
                first = index; // all that was taken is given back here
                continue 'again;
            }
        }
        return guards.into_iter().flatten().collect();
    }
}

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let mut guards = lock_all(&[from, to]);
    let [source, target] = &mut guards[..] else {
        unreachable!("two accounts have two guards");
    };
    if **source < amount {
        return Err(Insufficient);
    }
    **source -= amount;
    **target = mem::take(&mut **target) + amount;
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    lock_all(accounts).iter().map(|balance| **balance).sum()
}
