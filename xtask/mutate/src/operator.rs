//! The mutation operators by name.
//!
//! Most stand in Bradbury, Cordy and Dingel, *Mutation Operators for Concurrent Java (J2SE 5.0)*, Mutation
//! 2006; the others are those of every tool for mutation testing.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// A kind of change.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ValueEnum, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Operator {
    /// `notify_all` becomes `notify_one`
    ReplaceNotifyAll,
    /// A notification or an `unpark` is dropped
    RemoveNotify,
    /// What waits in a loop waits once: `while` becomes `if`, `wait_while` one `wait`
    WaitOnce,
    /// A deadline is begun anew at each wake-up
    RestartDeadline,
    /// A lock is let go and taken again between two uses of what it protects
    SplitRegion,
    /// A memory ordering becomes a weaker one
    WeakenOrdering,
    /// An atomic update becomes a load and a store
    SplitAtomic,
    /// A condition of an `if`, a `while` or a `match` becomes `true` or `false`: re-checks above all
    RemoveConditional,
    /// `&&` becomes `||` and the other way round, or one side is dropped
    LogicalConnector,
    /// `<` becomes `<=`, `>` becomes `>=`, 0 becomes 1, each also the other way round; `+ 1` is dropped
    Boundary,
    /// Two neighbouring statements change places, one of which other threads can see
    SwapStatements,
    /// A statement that calls or assigns is dropped
    DeleteStatement,
    /// A poisoned lock is no longer taken as it is, or is from now on
    Poisoning,
    /// `drop` of an `impl Drop` does nothing
    EmptyDrop,
}

impl Operator {
    /// As it is typed, and as entries of `bank/equivalent.toml` name it.
    pub fn name(self) -> String {
        self.to_possible_value()
            .map_or_else(String::new, |value| value.get_name().to_owned())
    }
}
