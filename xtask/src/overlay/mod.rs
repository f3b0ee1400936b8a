//! Files of the bank as overlays: a file that holds only the items in which it differs from another one.
//!
//! `header` reads the `//@` lines, `items` says which lines are whose, `make` puts the items of an overlay
//! in the place of its base's, and [`derive()`] is the way back. They are pure, and work on whole lines: what
//! an overlay does not name stays byte for byte as it is in the base. `files` finds the base of an overlay,
//! and `places` knows for each line of the made file where somebody wrote it.

mod derive;
mod files;
mod header;
mod items;
mod make;
mod places;
mod rendered;

pub use derive::derive;
pub use files::{Bases, open};
pub use header::read as header;
pub use places::Overlay;

use crate::exit::Usage;

/// What is wrong with a file of the bank, in one line that says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// From 1.
    pub line: usize,
    /// Without the place.
    pub problem: String,
}

impl Flaw {
    fn new(line: usize, problem: impl Into<String>) -> Self {
        Flaw {
            line,
            problem: problem.into(),
        }
    }

    /// The line that a person reads; `path` as reports name it.
    pub fn of(self, path: &str) -> Usage {
        Usage(format!("{path}:{}: {}", self.line, self.problem))
    }
}

#[cfg(test)]
mod tests;
