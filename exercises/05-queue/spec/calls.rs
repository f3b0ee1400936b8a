//! The calls that scenarios are made of, written as a learner would write them.

use std::fmt;

/// A call, with the number of the item in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Put(u32),
    TryPut(u32),
    Get,
    TryGet,
    /// In milliseconds.
    GetTimeout(u64),
    /// The same call, which must not sleep beside an item either: for scenarios in which nobody else gets
    /// or waits with a timeout.
    GetAlone(u64),
    /// The same call among others who wait: where they stand in a line, one whose turn comes late may give
    /// up beside an item.
    GetInLine(u64),
    TaskDone,
    Join,
    Close,
    Len,
    IsEmpty,
    /// No call of the queue's: sleeps until so many milliseconds after the scenario began.
    SleepUntil(u64),
}

/// What a call returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ret {
    /// `()` of `join` and `close`.
    Unit,
    /// `Ok(())`.
    Done,
    /// `Ok(item)`.
    Item(u32),
    /// `Err(Closed(item))` of `put` and `try_put`.
    Refused(u32),
    Full(u32),
    /// `Err(Closed(()))` of `get`, `Err(Closed)` of `try_get` and `get_timeout`.
    Closed,
    Empty,
    Timeout,
    TooManyDone,
    Len(usize),
    IsEmpty(bool),
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Op::Put(item) => write!(f, "put({item})"),
            Op::TryPut(item) => write!(f, "try_put({item})"),
            Op::Get => f.write_str("get()"),
            Op::TryGet => f.write_str("try_get()"),
            Op::GetTimeout(millis) | Op::GetAlone(millis) | Op::GetInLine(millis) => {
                write!(f, "get_timeout({millis} ms)")
            }
            Op::TaskDone => f.write_str("task_done()"),
            Op::Join => f.write_str("join()"),
            Op::Close => f.write_str("close()"),
            Op::Len => f.write_str("len()"),
            Op::IsEmpty => f.write_str("is_empty()"),
            Op::SleepUntil(millis) => write!(f, "sleep until {millis} ms"),
        }
    }
}

impl fmt::Display for Ret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ret::Unit => f.write_str("()"),
            Ret::Done => f.write_str("Ok(())"),
            Ret::Item(item) => write!(f, "Ok({item})"),
            Ret::Refused(item) => write!(f, "Err(Closed({item}))"),
            Ret::Full(item) => write!(f, "Err(Full({item}))"),
            Ret::Closed => f.write_str("Err(Closed)"),
            Ret::Empty => f.write_str("Err(Empty)"),
            Ret::Timeout => f.write_str("Err(Timeout)"),
            Ret::TooManyDone => f.write_str("Err(TooManyDone)"),
            Ret::Len(len) => write!(f, "{len}"),
            Ret::IsEmpty(empty) => write!(f, "{empty}"),
        }
    }
}
