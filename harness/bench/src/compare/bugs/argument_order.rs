//! Locks the payer first and the payee second. Two accounts that pay each other form a circle.

use std::ptr;

use super::std::sync::{Arc, Mutex};
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
}

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let mut source = from.balance.lock().unwrap();
    let mut target = to.balance.lock().unwrap();
    if *source < amount {
        return Err(Insufficient);
    }
    *source -= amount;
    *target += amount;
    Ok(())
}

/// Its place in the order of locks: the id, and for equal ids the address.
fn rank(account: &Account) -> (u32, usize) {
    (account.id, ptr::from_ref(account).addr())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    let mut accounts = accounts.to_vec();
    accounts.sort_by_key(|account| rank(account));
    let balances: Vec<_> = accounts.iter().map(|a| a.balance.lock().unwrap()).collect();
    balances.iter().map(|balance| **balance).sum()
}

// The scenario.

/// Two accounts pay each other at once, and both transfers are made; each has 10.
pub fn both_directions() {
    let bank = Arc::new([Account::new(1, 10), Account::new(2, 10)]);
    let payer = {
        let bank = Arc::clone(&bank);
        thread::spawn(move || transfer(&bank[0], &bank[1], 3))
    };
    assert_eq!(transfer(&bank[1], &bank[0], 5), Ok(()));
    assert_eq!(payer.join().unwrap(), Ok(()));
    assert_eq!(snapshot(&[&bank[0], &bank[1]]), 20);
    assert_eq!(snapshot(&[&bank[0]]), 12);
    assert_eq!(snapshot(&[&bank[1]]), 8);
}
