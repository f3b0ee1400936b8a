//@ expect: deadlock
//! Exercise 03: deadlock fix. It compiles, and it mostly works. Mend it; the chapter says why.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{Mutex, MutexGuard};

/// There is too little money in the account that should pay.
#[derive(Debug, PartialEq, Eq)]
pub struct Insufficient;

/// An account at a bank. Threads share it by `&Account`.
///
/// What is inside is yours to change, if you like. The signatures have to stay as they are.
pub struct Account {
    id: u32,
    balance: Mutex<i64>,
}

impl Account {
    /// An account with that number and that much money. Two accounts may have the same number!
    pub fn new(id: u32, balance: i64) -> Self {
        Account {
            id,
            balance: Mutex::new(balance),
        }
    }

    /// The number that it was made with.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// The money in this account alone, before a transfer or after it, and never what is there only in
    /// between. Other threads may change that before you look at the answer.
    ///
    /// Of a transfer that goes on just then, a look at one account and then at the other may find one side
    /// done and the other not. Who wants both at one moment asks [`snapshot`].
    pub fn balance(&self) -> i64 {
        *self.balance.lock().unwrap()
    }
}

/// Moves `amount` (0 or more) from one account to the other, in one step for every `snapshot`.
///
/// If `from` has less than `amount`, this is `Err(Insufficient)` and changes nothing. There is no
/// other reason for an error: when somebody else is busy with an account, this waits.
///
/// `from` and `to` may be one and the same account. Then nothing changes; if it has less than `amount`,
/// the answer is left to you.
///
/// It always comes to an end, whatever transfers and snapshots other threads make meanwhile.
pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    let mut source = from.balance.lock().unwrap();
    let mut target = to.balance.lock().unwrap();
    if *source < amount {
        return Err(Insufficient);
    }
    *source -= amount;
    *target += amount;
    Ok(())
}

/// The money in all of these accounts together, as it was at one single moment: no transfer is seen
/// half done. Each account stands in the slice once, in any order. No accounts have 0.
///
/// It always comes to an end, as `transfer` does.
pub fn snapshot(accounts: &[&Account]) -> i64 {
    let balances: Vec<MutexGuard<'_, i64>> = accounts
        .iter()
        .map(|account| account.balance.lock().unwrap())
        .collect();
    balances.iter().map(|balance| **balance).sum()
}
