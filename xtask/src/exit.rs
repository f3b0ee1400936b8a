//! How the tool ends: one documented set of exit codes, and the two kinds of error behind them.
//!
//! A user's mistake is a [`Usage`]; every other error is a fault of the tool.

use std::fmt;

use heddle_protocol::Verdict;

/// What the process tells whoever started it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The code under check passed, or there was nothing to check.
    Pass,
    /// The code under check failed.
    Fail,
    /// The command line, a file that it names or the machine's set-up is not as it has to be.
    Usage,
    /// It cannot be told whether the code is right.
    Inconclusive,
    /// The tool itself is wrong.
    Fault,
}

impl Exit {
    /// The number.
    pub const fn code(self) -> i32 {
        match self {
            Exit::Pass => 0,
            Exit::Fail => 1,
            Exit::Usage => 2,
            Exit::Inconclusive => 3,
            Exit::Fault => 70,
        }
    }
}

impl From<Verdict> for Exit {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Pass => Exit::Pass,
            Verdict::Fail => Exit::Fail,
            Verdict::Inconclusive => Exit::Inconclusive,
        }
    }
}

/// Something that whoever typed the command can put right.
#[derive(Debug)]
pub struct Usage(pub String);

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// Shorthand for an `Err` that holds a [`Usage`].
pub fn usage<T>(message: impl Into<String>) -> anyhow::Result<T> {
    Err(Usage(message.into()).into())
}
