//@ expect: deadlock
//! A lock for each pair of accounts keeps two that pay each other apart. In a ring of three, each
//! pair is another one.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::collections::BTreeMap;
use std::ptr;
use std::sync::{Arc, Mutex};

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

type Pair = ((u32, usize), (u32, usize));

static PAIRS: Mutex<BTreeMap<Pair, Arc<Mutex<()>>>> = Mutex::new(BTreeMap::new());

fn lock_of_the_pair(one: &Account, other: &Account) -> Arc<Mutex<()>> {
    let (low, high) = (rank(one).min(rank(other)), rank(one).max(rank(other)));
    let mut pairs = PAIRS.lock().unwrap();
    Arc::clone(pairs.entry((low, high)).or_default())
}

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let pair = lock_of_the_pair(from, to);
    let _alone = pair.lock().unwrap();
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
