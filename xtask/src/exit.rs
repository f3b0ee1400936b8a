//! The two kinds of error behind the exit codes, which are `heddle-report`'s.
//!
//! A user's mistake is a [`Usage`]; every other error is a fault of the tool.

use std::fmt;

pub use heddle_report::Exit;

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
