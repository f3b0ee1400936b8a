//! The same sixteen locks, chosen by the address.
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

static STRIPES: [Mutex<()>; 16] = [const { Mutex::new(()) }; 16];

fn stripe(account: &Account) -> usize {
    ptr::from_ref(account).addr() / size_of::<Account>() % STRIPES.len()
}

fn alone_with<R>(accounts: &[&Account], work: impl FnOnce() -> R) -> R {
    let mut stripes: Vec<usize> = accounts.iter().map(|account| stripe(account)).collect();
    stripes.sort_unstable();
    stripes.dedup();
    let _locked: Vec<_> = stripes
        .iter()
        .map(|&s| STRIPES[s].lock().unwrap())
        .collect();
    work()
}

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    alone_with(&[from, to], || {
        if from.balance() < amount {
            return Err(Insufficient);
        }
        *from.balance.lock().unwrap() -= amount;
        *to.balance.lock().unwrap() += amount;
        Ok(())
    })
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    alone_with(accounts, || {
        accounts.iter().map(|account| account.balance()).sum()
    })
}
