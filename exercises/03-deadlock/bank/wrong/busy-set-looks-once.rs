//@ expect: atomicity-violation
//! Waits for one account, then for the other. Meanwhile the first may be busy again.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::collections::HashSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Condvar, LazyLock, Mutex};

static BUSY: LazyLock<Mutex<HashSet<usize>>> = LazyLock::new(|| Mutex::new(HashSet::new()));
static FREED: Condvar = Condvar::new();

/// There is too little money in the account that should pay.
#[derive(Debug, PartialEq, Eq)]
pub struct Insufficient;

pub struct Account {
    id: u32,
    balance: AtomicI64,
}

struct Hold(Vec<usize>);

impl Hold {
    fn all(accounts: &[&Account]) -> Hold {
        let mut names: Vec<usize> = accounts
            .iter()
            .map(|a| std::ptr::from_ref::<Account>(a).addr())
            .collect();
        names.sort_unstable();
        names.dedup();
        let busy = BUSY.lock().unwrap();
        let mut busy = busy;
        for name in &names {
            busy = FREED.wait_while(busy, |busy| busy.contains(name)).unwrap();
        }
        busy.extend(names.iter().copied());
        Hold(names)
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        let mut busy = BUSY.lock().unwrap();
        for name in &self.0 {
            busy.remove(name);
        }
        FREED.notify_all();
    }
}

impl Account {
    pub fn new(id: u32, balance: i64) -> Self {
        Account {
            id,
            balance: AtomicI64::new(balance),
        }
    }
    pub fn id(&self) -> u32 {
        self.id
    }
    pub fn balance(&self) -> i64 {
        let _hold = Hold::all(&[self]);
        self.balance.load(Ordering::Relaxed)
    }
}

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    let _hold = Hold::all(&[from, to]);
    if from.balance.load(Ordering::Relaxed) < amount {
        return Err(Insufficient);
    }
    from.balance.fetch_sub(amount, Ordering::Relaxed);
    to.balance.fetch_add(amount, Ordering::Relaxed);
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    let _hold = Hold::all(accounts);
    accounts
        .iter()
        .map(|a| a.balance.load(Ordering::Relaxed))
        .sum()
}
