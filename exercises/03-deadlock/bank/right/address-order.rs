//! By the address alone. Nobody looks at the ids, so equal ones do not matter.
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

fn in_order(accounts: &mut [&Account]) {
    accounts.sort_by_key(|account| ptr::from_ref(*account).addr());
}

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let mut both = [from, to];
    in_order(&mut both);
    let mut guards = both.map(|account| account.balance.lock().unwrap());
    let swapped = ptr::eq(both[0], to);
    guards.rotate_left(usize::from(swapped));
    let [source, target] = &mut guards;
    if **source < amount {
        return Err(Insufficient);
    }
    **source -= amount;
    **target += amount;
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    let mut accounts = accounts.to_vec();
    in_order(&mut accounts);
    let balances: Vec<_> = accounts.iter().map(|a| a.balance.lock().unwrap()).collect();
    balances.iter().map(|balance| **balance).sum()
}
