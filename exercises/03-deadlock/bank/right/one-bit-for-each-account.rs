//! A number with a bit for each of 64 kinds of addresses. Whoever wants some sets all of their bits in one
//! step.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::ptr;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::thread;

#[derive(Debug, PartialEq, Eq)]
pub struct Insufficient;

pub struct Account {
    id: u32,
    balance: AtomicI64,
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
        self.balance.load(Ordering::Relaxed)
    }
}

/// The bits of all accounts that somebody works on. Some accounts share one.
static BUSY: AtomicU64 = AtomicU64::new(0);

struct Mine(u64);

impl Drop for Mine {
    fn drop(&mut self) {
        BUSY.fetch_and(!self.0, Ordering::Release);
    }
}

fn bit(account: &Account) -> u64 {
    1 << (ptr::from_ref(account).addr() / size_of::<Account>() % 64)
}

fn take(wanted: u64) -> Mine {
    let mut busy = BUSY.load(Ordering::Relaxed);
    loop {
        if busy & wanted != 0 {
            thread::yield_now();
            busy = BUSY.load(Ordering::Relaxed);
            continue;
        }
        let all = busy | wanted;
        match BUSY.compare_exchange_weak(busy, all, Ordering::Acquire, Ordering::Relaxed) {
            Ok(_) => return Mine(wanted),
            Err(now) => busy = now,
        }
    }
}

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let _mine = take(bit(from) | bit(to));
    if from.balance() < amount {
        return Err(Insufficient);
    }
    from.balance
        .store(from.balance() - amount, Ordering::Relaxed);
    to.balance.store(to.balance() + amount, Ordering::Relaxed);
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    let _mine = take(accounts.iter().fold(0, |bits, account| bits | bit(account)));
    accounts.iter().map(|account| account.balance()).sum()
}
