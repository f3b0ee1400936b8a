//! The calls that scenarios are made of, written as a learner would write them.

use std::fmt;

/// An account, by its place in the scenario: `a`, `b`, `c` or `d`.
pub type Place = usize;

pub const A: Place = 0;
pub const B: Place = 1;
pub const C: Place = 2;
pub const D: Place = 3;

/// A call, with the accounts that it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// From, to, and how much.
    Transfer(Place, Place, i64),
    Snapshot(&'static [Place]),
    Balance(Place),
    Id(Place),
}

/// What a call returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ret {
    /// `Ok(())`.
    Moved,
    /// `Err(Insufficient)`.
    Refused,
    Sum(i64),
    Id(u32),
}

/// What the account is called on the page.
pub fn name(place: Place) -> &'static str {
    ["a", "b", "c", "d"][place]
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Op::Transfer(from, to, amount) => {
                write!(f, "transfer(&{}, &{}, {amount})", name(from), name(to))
            }
            Op::Snapshot(places) => {
                let names: Vec<String> = places.iter().map(|&p| format!("&{}", name(p))).collect();
                write!(f, "snapshot(&[{}])", names.join(", "))
            }
            Op::Balance(place) => write!(f, "{}.balance()", name(place)),
            Op::Id(place) => write!(f, "{}.id()", name(place)),
        }
    }
}

impl fmt::Display for Ret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ret::Moved => f.write_str("Ok(())"),
            Ret::Refused => f.write_str("Err(Insufficient)"),
            Ret::Sum(sum) => write!(f, "{sum}"),
            Ret::Id(id) => write!(f, "{id}"),
        }
    }
}
