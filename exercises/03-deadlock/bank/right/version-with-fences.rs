//! A version that is odd while money moves. All is relaxed, and four orderings keep it in its place.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::ptr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering, fence};
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

static PAYING: Mutex<()> = Mutex::new(());
/// Odd while money moves.
static VERSION: AtomicU64 = AtomicU64::new(0);

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let _alone = PAYING.lock().unwrap();
    if from.balance() < amount {
        return Err(Insufficient);
    }
    let version = VERSION.load(Ordering::Relaxed);
    VERSION.store(version + 1, Ordering::Relaxed);
    // Whoever reads one of the balances below, and then fences, sees the odd version.
    fence(Ordering::Release);
    from.balance
        .store(from.balance() - amount, Ordering::Relaxed);
    to.balance.store(to.balance() + amount, Ordering::Relaxed);
    // Whoever reads the even version with `Acquire` sees both balances.
    VERSION.store(version + 2, Ordering::Release);
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    loop {
        let before = VERSION.load(Ordering::Acquire);
        let sum = accounts.iter().map(|account| account.balance()).sum();
        fence(Ordering::Acquire);
        if before % 2 == 0 && VERSION.load(Ordering::Relaxed) == before {
            return sum;
        }
        thread::yield_now();
    }
}
