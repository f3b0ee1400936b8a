//! The money is in one list behind one lock. An account only knows its place in it.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::Mutex;

#[derive(Debug, PartialEq, Eq)]
pub struct Insufficient;

/// All balances there are.
static LEDGER: Mutex<Vec<i64>> = Mutex::new(Vec::new());

pub struct Account {
    id: u32,
    place: usize,
}

impl Account {
    pub fn new(id: u32, balance: i64) -> Self {
        let mut ledger = LEDGER.lock().unwrap();
        ledger.push(balance);
        Account {
            id,
            place: ledger.len() - 1,
        }
    }

    pub fn id(&self) -> u32 {
        self.id
    }

    pub fn balance(&self) -> i64 {
        LEDGER.lock().unwrap()[self.place]
    }
}

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    let mut ledger = LEDGER.lock().unwrap();
    if ledger[from.place] < amount {
        return Err(Insufficient);
    }
    ledger[from.place] -= amount;
    ledger[to.place] += amount;
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    let ledger = LEDGER.lock().unwrap();
    accounts.iter().map(|account| ledger[account.place]).sum()
}
