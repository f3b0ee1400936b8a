//! What transfers and snapshots have to do, as a sequential model, and what a violation is called.

use accounts::{Account, Insufficient, snapshot, transfer};
use grade::{Call, Code, Contract, History, Violation};

use crate::calls::{A, B, C, D, Op, Place, Ret, name};

/// A property that the model can be told to overlook, to find out whether it is the violated one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Overlook {
    Nothing,
    /// A transfer may say that it was made, and move nothing.
    NotMade,
}

/// Some accounts, as the contract describes them. A number means nothing: it is there to mislead.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Bank {
    ids: &'static [u32],
    balances: Vec<i64>,
    overlook: Overlook,
}

/// The learner's accounts, one beside the other: `a` has the lowest address.
///
/// They begin on a page of their own, so that code which looks at an address finds the same last
/// digits in each execution.
pub struct Page(Box<Aligned>);

#[repr(align(4096))]
struct Aligned([Option<Account>; 4]);

impl Page {
    fn account(&self, place: Place) -> &Account {
        let Aligned(accounts) = &*self.0;
        accounts[place]
            .as_ref()
            .expect("a scenario names only accounts that it has")
    }
}

impl Bank {
    /// Accounts with these numbers, each with that much money. At most four.
    pub fn new(ids: &'static [u32], balances: &[i64]) -> Self {
        assert_eq!(ids.len(), balances.len(), "each account has a number");
        Bank {
            ids,
            balances: balances.to_vec(),
            overlook: Overlook::Nothing,
        }
    }

    fn total(&self) -> i64 {
        self.balances.iter().sum()
    }

    /// Whether no transfer can be refused, in whatever order they are made.
    fn has_enough_for_all(&self, calls: &[Call<Op, Ret>]) -> bool {
        let spent = |place: Place| -> i64 {
            let amounts = calls.iter().map(|call| match call.op {
                Op::Transfer(from, _, amount) if from == place => amount,
                _ => 0,
            });
            amounts.sum()
        };
        (0..self.balances.len()).all(|place| spent(place) <= self.balances[place])
    }

    /// Whether some transfer need not be refused, if it is the first that is made.
    fn has_enough_for_any(&self, calls: &[Call<Op, Ret>]) -> bool {
        calls.iter().any(|call| match call.op {
            Op::Transfer(from, _, amount) => self.balances[from] >= amount,
            _ => false,
        })
    }

    fn transferring(&self, from: Place, to: Place, amount: i64) -> Vec<(Ret, Self)> {
        let unchanged = |ret| (ret, self.clone());
        let enough = self.balances[from] >= amount;
        if from == to {
            // Which of the two it is when the money does not suffice, the contract leaves open.
            let refused = (!enough).then(|| unchanged(Ret::Refused));
            return refused.into_iter().chain([unchanged(Ret::Moved)]).collect();
        }
        if !enough {
            return vec![unchanged(Ret::Refused)];
        }
        let mut after = self.clone();
        after.balances[from] -= amount;
        after.balances[to] += amount;
        let not_made = (self.overlook == Overlook::NotMade).then(|| unchanged(Ret::Moved));
        [(Ret::Moved, after)].into_iter().chain(not_made).collect()
    }
}

impl Contract for Bank {
    type Object = Page;
    type Op = Op;
    type Ret = Ret;

    fn create(&self) -> Page {
        let account = |place: Place| {
            let balance = *self.balances.get(place)?;
            Some(Account::new(self.ids[place], balance))
        };
        Page(Box::new(Aligned([
            account(A),
            account(B),
            account(C),
            account(D),
        ])))
    }

    fn apply(page: &Page, op: &Op) -> Ret {
        match *op {
            Op::Transfer(from, to, amount) => {
                match transfer(page.account(from), page.account(to), amount) {
                    Ok(()) => Ret::Moved,
                    Err(Insufficient) => Ret::Refused,
                }
            }
            Op::Snapshot(places) => {
                let chosen: Vec<&Account> = places.iter().map(|&p| page.account(p)).collect();
                Ret::Sum(snapshot(&chosen))
            }
            Op::Balance(place) => Ret::Sum(page.account(place).balance()),
            Op::Id(place) => Ret::Id(page.account(place).id()),
        }
    }

    fn outcomes(&self, op: &Op) -> Vec<(Ret, Self)> {
        match *op {
            Op::Transfer(from, to, amount) => self.transferring(from, to, amount),
            Op::Snapshot(places) => {
                let sum = places.iter().map(|&place| self.balances[place]).sum();
                vec![(Ret::Sum(sum), self.clone())]
            }
            Op::Balance(place) => vec![(Ret::Sum(self.balances[place]), self.clone())],
            Op::Id(place) => vec![(Ret::Id(self.ids[place]), self.clone())],
        }
    }

    fn diagnose(&self, history: &History<Self>) -> Violation {
        let complaint = history.complaint(self);
        let says = |code, text: &str| Violation::new(code, format!("{text} {complaint}"));
        let Some(last) = history.last().filter(|_| history.is_concurrent()) else {
            // What goes wrong while one thread alone makes calls has nothing to do with another.
            return Violation::new(Code::WrongAnswer, complaint);
        };
        let calls = history.calls();
        let overlooked = Bank {
            overlook: Overlook::NotMade,
            ..self.clone()
        };
        match (last.op, last.ret) {
            (Op::Transfer(from, ..), Some(Ret::Refused)) if self.has_enough_for_all(calls) => {
                let text = format!(
                    "A transfer was given up because another thread was busy: `{}` always has enough \
                     money.",
                    name(from)
                );
                says(Code::LostItem, &text)
            }
            (Op::Transfer(..), Some(Ret::Refused)) => says(
                Code::AtomicityViolation,
                "A transfer was refused for want of money that another transfer had in hand just then.",
            ),
            (Op::Transfer(from, ..), _) => {
                let text = format!("More money left `{}` than was in it.", name(from));
                says(Code::AtomicityViolation, &text)
            }
            _ if !calls.iter().any(|call| matches!(call.op, Op::Transfer(..))) => {
                says(Code::AtomicityViolation, "Nobody moves any money.")
            }
            _ if !self.has_enough_for_any(calls) => says(
                Code::AtomicityViolation,
                "A transfer that has to be refused was seen all the same.",
            ),
            _ if history.fits(&overlooked) => says(
                Code::LostItem,
                "A transfer returned Ok(()), but its money was never moved.",
            ),
            (Op::Snapshot(places), Some(Ret::Sum(sum))) if places.len() == self.balances.len() => {
                self.wrong_total(sum, calls, last)
            }
            (Op::Balance(place), _) => {
                let text = format!(
                    "`{}` has that neither before a transfer nor after one, or has it no longer.",
                    name(place)
                );
                says(Code::AtomicityViolation, &text)
            }
            _ => says(
                Code::AtomicityViolation,
                "A transfer was seen half done: one side of it was there, the other was not.",
            ),
        }
    }
}

impl Bank {
    /// A snapshot of all accounts came to another sum than the money that there is.
    fn wrong_total(&self, sum: i64, calls: &[Call<Op, Ret>], last: &Call<Op, Ret>) -> Violation {
        let total = self.total();
        let (difference, what) = match total - sum {
            missing @ 1.. => (missing, "is missing"),
            surplus => (-surplus, "is there twice"),
        };
        let transfers = calls
            .iter()
            .filter(|call| matches!(call.op, Op::Transfer(..)));
        if transfers.clone().all(|call| call.returned < last.called) {
            return Violation::new(
                Code::LostUpdate,
                format!(
                    "All transfers are over, and {difference} {what} for good: `{}` returned {sum}, \
                     where it was {total} before them.",
                    last.op
                ),
            );
        }
        Violation::new(
            Code::AtomicityViolation,
            format!(
                "A transfer was seen half done, and {difference} {what}: `{}` returned {sum}, but \
                 there is {total} in these accounts at every moment.",
                last.op
            ),
        )
    }
}
