//! A thread of its own does all the work at the bank, one order after the other. Accounts are only
//! numbers to it.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::OnceLock;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

#[derive(Debug, PartialEq, Eq)]
pub struct Insufficient;

pub struct Account {
    id: u32,
    place: usize,
    /// Where orders are handed in.
    desk: Sender<Order>,
}

enum Order {
    Open(i64, Sender<usize>),
    Transfer(usize, usize, i64, Sender<bool>),
    Sum(Vec<usize>, Sender<i64>),
}

fn clerk(orders: Receiver<Order>) {
    let mut balances = Vec::new();
    // Whoever asked waits for the answer, so it can always be sent.
    for order in orders {
        match order {
            Order::Open(balance, answer) => {
                balances.push(balance);
                answer.send(balances.len() - 1).unwrap();
            }
            Order::Transfer(from, to, amount, answer) => {
                let enough = balances[from] >= amount;
                if enough {
                    balances[from] -= amount;
                    balances[to] += amount;
                }
                answer.send(enough).unwrap();
            }
            Order::Sum(places, answer) => {
                answer
                    .send(places.iter().map(|&p| balances[p]).sum())
                    .unwrap();
            }
        }
    }
}

/// The desk of the only clerk there is; the first who asks for it finds the clerk.
fn desk() -> Sender<Order> {
    static DESK: OnceLock<Sender<Order>> = OnceLock::new();
    let hire = || {
        let (desk, orders) = mpsc::channel();
        thread::spawn(move || clerk(orders));
        desk
    };
    DESK.get_or_init(hire).clone()
}

fn ask<T>(desk: &Sender<Order>, order: impl FnOnce(Sender<T>) -> Order) -> T {
    let (sender, answer) = mpsc::channel();
    desk.send(order(sender)).unwrap();
    answer.recv().unwrap()
}

impl Account {
    pub fn new(id: u32, balance: i64) -> Self {
        let desk = desk();
        let place = ask(&desk, |answer| Order::Open(balance, answer));
        Account { id, place, desk }
    }

    pub fn id(&self) -> u32 {
        self.id
    }

    pub fn balance(&self) -> i64 {
        ask(&self.desk, |answer| Order::Sum(vec![self.place], answer))
    }
}

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    match ask(&from.desk, |answer| {
        Order::Transfer(from.place, to.place, amount, answer)
    }) {
        true => Ok(()),
        false => Err(Insufficient),
    }
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    let Some(first) = accounts.first() else {
        return 0;
    };
    let places = accounts.iter().map(|account| account.place).collect();
    ask(&first.desk, |answer| Order::Sum(places, answer))
}
