//! A line before the bank: who has to wait parks, and whoever comes out lets the first one in.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::collections::VecDeque;
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, Thread};

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

struct Waiter {
    thread: Thread,
    goes_in: AtomicBool,
}

struct Line {
    busy: bool,
    waiters: VecDeque<Arc<Waiter>>,
}

static LINE: Mutex<Line> = Mutex::new(Line {
    busy: false,
    waiters: VecDeque::new(),
});

struct Alone;

impl Drop for Alone {
    fn drop(&mut self) {
        let mut line = LINE.lock().unwrap();
        match line.waiters.pop_front() {
            Some(next) => {
                next.goes_in.store(true, Ordering::Release);
                next.thread.unpark();
            }
            None => line.busy = false,
        }
    }
}

fn alone() -> Alone {
    let mut line = LINE.lock().unwrap();
    if !line.busy {
        line.busy = true;
        return Alone;
    }
    let me = Arc::new(Waiter {
        thread: thread::current(),
        goes_in: AtomicBool::new(false),
    });
    line.waiters.push_back(Arc::clone(&me));
    drop(line);
    while !me.goes_in.load(Ordering::Acquire) {
        thread::park();
    }
    Alone
}

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let _alone = alone();
    let (source, target) = (from.balance(), to.balance());
    if source < amount {
        return Err(Insufficient);
    }
    *from.balance.lock().unwrap() = source - amount;
    *to.balance.lock().unwrap() = target + amount;
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    let _alone = alone();
    accounts.iter().map(|account| account.balance()).sum()
}
