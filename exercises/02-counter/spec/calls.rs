//! The calls that scenarios are made of, written as a learner would write them.

use std::fmt;

/// A call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Add(u64),
    Get,
    Take,
    Update(Change),
}

/// What the closure of an `update` does. It only computes, since it may be called several times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Double,
    Plus(u64),
    Minus(u64),
    Nothing,
    Panic,
}

/// What a call returned.
#[derive(Clone, Copy, Debug)]
pub enum Ret {
    Value(u64),
    /// The closure panicked, and so did the call.
    Panicked,
    /// The contract, or the scenario, asks for nothing particular. It equals everything.
    Whatever,
}

impl Change {
    /// The new value. The first tries of an `update` may be given a value that never was, so no
    /// number is too large or too small.
    pub fn of(self, old: u64) -> u64 {
        match self {
            Change::Double => old.wrapping_mul(2),
            Change::Plus(n) => old.wrapping_add(n),
            Change::Minus(n) => old.wrapping_sub(n),
            Change::Nothing => old,
            Change::Panic => {
                grade::expected_panic_where_judged();
                old
            }
        }
    }
}

impl PartialEq for Ret {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Ret::Whatever, _) | (_, Ret::Whatever) | (Ret::Panicked, Ret::Panicked) => true,
            (Ret::Value(one), Ret::Value(other)) => one == other,
            _ => false,
        }
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Op::Add(n) => write!(f, "add({n})"),
            Op::Get => f.write_str("get()"),
            Op::Take => f.write_str("take()"),
            Op::Update(change) => write!(f, "update({change})"),
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Change::Double => f.write_str("|n| n * 2"),
            Change::Plus(n) => write!(f, "|n| n + {n}"),
            Change::Minus(n) => write!(f, "|n| n - {n}"),
            Change::Nothing => f.write_str("|n| n"),
            Change::Panic => f.write_str("|_| panic!()"),
        }
    }
}

impl fmt::Display for Ret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ret::Value(value) => write!(f, "{value}"),
            Ret::Panicked => f.write_str("panic"),
            Ret::Whatever => f.write_str("anything"),
        }
    }
}
