//! Looks whether there is enough money, lets go of the lock, and locks again to take it.

use std::ptr;

use super::std::sync::{Arc, Mutex, MutexGuard};
use super::std::thread;

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
    if from.balance() < amount {
        return Err(Insufficient);
    }
    let (mut source, mut target) = lock_both(from, to);
    *source -= amount;
    *target += amount;
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    let mut accounts = accounts.to_vec();
    accounts.sort_by_key(|account| rank(account));
    let balances: Vec<_> = accounts.iter().map(|a| a.balance.lock().unwrap()).collect();
    balances.iter().map(|balance| **balance).sum()
}

// The scenario.

/// Two threads want 7 each from `a`, which has 10: one gets it, the other is refused.
pub fn two_spenders() {
    let bank = Arc::new([Account::new(3, 10), Account::new(1, 0), Account::new(2, 0)]);
    let spender = {
        let bank = Arc::clone(&bank);
        thread::spawn(move || transfer(&bank[0], &bank[1], 7))
    };
    let mine = transfer(&bank[0], &bank[2], 7);
    let other = spender.join().unwrap();
    assert!(mine.is_ok() != other.is_ok(), "{mine:?} and {other:?}");
    assert_eq!(snapshot(&[&bank[0], &bank[1], &bank[2]]), 10);
    assert_eq!(snapshot(&[&bank[0]]), 3);
    assert_eq!(snapshot(&[&bank[1]]), if other.is_ok() { 7 } else { 0 });
    assert_eq!(snapshot(&[&bank[2]]), if mine.is_ok() { 7 } else { 0 });
}
