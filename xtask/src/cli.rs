//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::{commands::bench::Part, subject::Choice};

/// Concurrency exercises whose every schedule is explored.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
#[command(
    after_help = "Exit codes: 0 pass · 1 the code under check failed · 2 usage · \
                        3 inconclusive · 70 fault of the tool"
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Explore an exercise's schedules and say what was found
    Check(Check),
    /// Show the exercises and how far you are
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show the next hint of an exercise
    Hint {
        /// Number, name or path; without it, the exercise round the current folder
        exercise: Option<String>,
        /// Show all of them at once
        #[arg(long)]
        all: bool,
    },
    /// Put an exercise back to its beginning; your version is kept elsewhere
    Reset {
        /// Number, name or path; without it, the exercise round the current folder
        exercise: Option<String>,
    },
    /// For authors: grade starter, solution and the whole bug bank against what they declare
    Verify {
        /// Number, name or path; without it, every exercise
        exercise: Option<String>,
        /// Only the exercises that the changes since this revision of git can touch
        #[arg(long, value_name = "REV", conflicts_with = "exercise")]
        since: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// For authors: measure how fast the harness is; takes minutes
    Bench {
        /// What to measure; without it, all but `first-build` and `busy`
        parts: Vec<Part>,
        /// Measure a check with nothing built yet
        #[arg(long)]
        first_build: bool,
        /// Measure what people wait for, here and in another checkout of the course
        #[arg(long, value_name = "PATH")]
        beside: Option<PathBuf>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Number, name or path; without it, the exercise round the current folder
    pub exercise: Option<String>,
    #[command(flatten)]
    subject: SubjectArgs,
    /// Print one JSON document in place of the page
    #[arg(long)]
    pub json: bool,
    /// Run the one schedule that a report's token names
    #[arg(long, value_name = "TOKEN")]
    pub replay: Option<String>,
}

#[derive(Debug, Args)]
#[group(multiple = false)]
struct SubjectArgs {
    /// Check the reference solution
    #[arg(long)]
    solution: bool,
    /// Check the starter, as it was before you began
    #[arg(long)]
    starter: bool,
    /// Check a file of the bug bank, as in `--bank wrong/if-wait`
    #[arg(long, value_name = "NAME")]
    bank: Option<String>,
    /// Check any other file
    #[arg(long, value_name = "PATH")]
    file: Option<PathBuf>,
}

impl Check {
    /// Which file to grade.
    pub fn choice(&self) -> Choice {
        match &self.subject {
            SubjectArgs { solution: true, .. } => Choice::Solution,
            SubjectArgs { starter: true, .. } => Choice::Starter,
            SubjectArgs {
                bank: Some(name), ..
            } => Choice::Bank(name.clone()),
            SubjectArgs {
                file: Some(path), ..
            } => Choice::File(path.clone()),
            _ => Choice::Learner,
        }
    }
}
