//! Exercise 03, solved: every lock is taken in one order that holds for all accounts.
//!
//! A circle of threads that wait for each other needs somebody who holds a later lock and waits for an
//! earlier one. Here nobody does. The order is by `Rank`, and whoever takes more than one lock
//! takes them by it: `lock_both` for two, [`snapshot`] for many.
#[expect(
    unused_imports,
    reason = "std's macros are there whether a file uses one or not"
)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::ptr;
use std::sync::{Mutex, MutexGuard};

/// There is too little money in the account that should pay.
#[derive(Debug, PartialEq, Eq)]
pub struct Insufficient;

/// An account at a bank. Threads share it by `&Account`.
pub struct Account {
    id: u32,
    balance: Mutex<i64>,
}

/// An account's place in the order of locks: its id, then its address. No two accounts have the same
/// address, and none can move while somebody has a reference to it.
type Rank = (u32, usize);

impl Account {
    /// An account with that number, which need not be the only one with it, and that much money.
    pub fn new(id: u32, balance: i64) -> Self {
        Account {
            id,
            balance: Mutex::new(balance),
        }
    }

    /// The number that it was made with.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// The money in it, a moment ago.
    pub fn balance(&self) -> i64 {
        *self.lock()
    }

    fn rank(&self) -> Rank {
        (self.id, ptr::from_ref(self).addr())
    }

    /// Never poisoned: nothing panics while it has this lock.
    fn lock(&self) -> MutexGuard<'_, i64> {
        self.balance.lock().unwrap()
    }
}

/// Locks two different accounts, by rank, and gives the guards in the order of the arguments.
fn lock_both<'a>(
    one: &'a Account,
    other: &'a Account,
) -> (MutexGuard<'a, i64>, MutexGuard<'a, i64>) {
    if one.rank() < other.rank() {
        let first = one.lock();
        (first, other.lock())
    } else {
        let first = other.lock();
        (one.lock(), first)
    }
}

/// Moves `amount` from one account to the other, unless there is too little.
pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let (mut source, mut target) = lock_both(from, to);
    if *source < amount {
        return Err(Insufficient);
    }
    *source -= amount;
    *target += amount;
    Ok(())
}

/// The money in all of these accounts at one moment: the one at which all of them are locked.
pub fn snapshot(accounts: &[&Account]) -> i64 {
    let mut accounts = accounts.to_vec();
    accounts.sort_by_key(|account| account.rank());
    let balances: Vec<_> = accounts.iter().map(|account| account.lock()).collect();
    balances.iter().map(|balance| **balance).sum()
}
