//! Nobody has a balance: a journal has all that was ever paid, and whoever asks adds it up.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock};

#[derive(Debug, PartialEq, Eq)]
pub struct Insufficient;

pub struct Account {
    id: u32,
    serial: usize,
}

enum Entry {
    Opened(usize, i64),
    Paid { from: usize, to: usize, amount: i64 },
}

static JOURNAL: RwLock<Vec<Entry>> = RwLock::new(Vec::new());
static ACCOUNTS: AtomicUsize = AtomicUsize::new(0);

impl Account {
    pub fn new(id: u32, balance: i64) -> Self {
        let serial = ACCOUNTS.fetch_add(1, Ordering::Relaxed);
        let mut journal = JOURNAL.write().unwrap_or_else(PoisonError::into_inner);
        journal.push(Entry::Opened(serial, balance));
        Account { id, serial }
    }

    pub fn id(&self) -> u32 {
        self.id
    }

    pub fn balance(&self) -> i64 {
        snapshot(&[self])
    }
}

fn sum(journal: &[Entry], of: impl Fn(usize) -> bool) -> i64 {
    let money = |entry: &Entry| match *entry {
        Entry::Opened(account, balance) if of(account) => balance,
        Entry::Opened(..) => 0,
        Entry::Paid { from, to, amount } => {
            i64::from(of(to)) * amount - i64::from(of(from)) * amount
        }
    };
    journal.iter().map(money).sum()
}

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    let mut journal = JOURNAL.write().unwrap_or_else(PoisonError::into_inner);
    if sum(&journal, |account| account == from.serial) < amount {
        return Err(Insufficient);
    }
    journal.push(Entry::Paid {
        from: from.serial,
        to: to.serial,
        amount,
    });
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    let journal = JOURNAL.read().unwrap_or_else(PoisonError::into_inner);
    sum(&journal, |serial| {
        accounts.iter().any(|account| account.serial == serial)
    })
}
