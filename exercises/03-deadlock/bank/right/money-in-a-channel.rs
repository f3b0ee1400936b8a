//! The money lies in a channel of its own. Who takes it out has the account, and puts it back when done.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::ptr;
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender};

#[derive(Debug, PartialEq, Eq)]
pub struct Insufficient;

pub struct Account {
    id: u32,
    /// Holds one message, or none while somebody has the money in hand.
    out: Mutex<Receiver<i64>>,
    back: Sender<i64>,
}

/// The money of an account, which goes back when this is dropped.
struct InHand<'a> {
    account: &'a Account,
    money: i64,
}

impl Drop for InHand<'_> {
    fn drop(&mut self) {
        self.account.back.send(self.money).unwrap();
    }
}

impl Account {
    pub fn new(id: u32, balance: i64) -> Self {
        let (back, out) = mpsc::channel();
        back.send(balance).unwrap();
        Account {
            id,
            out: Mutex::new(out),
            back,
        }
    }

    pub fn id(&self) -> u32 {
        self.id
    }

    pub fn balance(&self) -> i64 {
        self.in_hand().money
    }

    fn in_hand(&self) -> InHand<'_> {
        let money = self.out.lock().unwrap().recv().unwrap();
        InHand {
            account: self,
            money,
        }
    }
}

/// The money of all of them, taken out in the order of their addresses, and given in the order asked for.
fn all_in_hand<'a>(accounts: &[&'a Account]) -> Vec<InHand<'a>> {
    let mut order: Vec<usize> = (0..accounts.len()).collect();
    order.sort_by_key(|&place| ptr::from_ref(accounts[place]).addr());
    let mut all: Vec<_> = accounts.iter().map(|_| None).collect();
    for place in order {
        all[place] = Some(accounts[place].in_hand());
    }
    all.into_iter().flatten().collect()
}

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let mut both = all_in_hand(&[from, to]);
    if both[0].money < amount {
        return Err(Insufficient);
    }
    both[0].money -= amount;
    both[1].money += amount;
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    all_in_hand(accounts)
        .iter()
        .map(|account| account.money)
        .sum()
}
