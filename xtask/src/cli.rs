//! The command line.

use std::{ffi::OsString, path::PathBuf};

use clap::{Args, Parser, Subcommand};

use crate::{exit::Exit, subject::Choice};

/// Concurrency exercises whose every schedule is explored.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
#[command(after_help = exit_codes())]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

fn exit_codes() -> String {
    let of = |exit: &Exit| format!("{} {}", exit.code(), exit.meaning());
    let all: Vec<String> = Exit::ALL.iter().map(of).collect();
    format!("Exit codes: {}", all.join(" · "))
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
    /// For authors: check that every overlay of the bank fits its base; or show or write one
    Bank(Bank),
    /// For authors: measure how fast the harness is; takes minutes
    #[command(disable_help_flag = true)]
    Bench {
        /// What to measure, and how; `--help` says more
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// For authors: change right answers in one place at a time, and show the changes that still pass
    #[command(disable_help_flag = true)]
    Mutate {
        /// The exercise, and which changes; `--help` says more
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
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

/// Arguments of `bank`.
#[derive(Debug, Args)]
pub struct Bank {
    /// Number, name or path; without it, every exercise
    pub exercise: Option<String>,
    /// Print this file of the bank whole, as in `wrong/if-wait`
    pub name: Option<String>,
    /// Print what differs from the base in place of the whole file
    #[arg(long, requires = "name", conflicts_with = "save")]
    pub diff: bool,
    /// Write this whole file into the bank, as an overlay
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,
    /// The base to compare with; without it, the file's own or the nearest
    #[arg(long, value_name = "NAME")]
    pub base: Option<String>,
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
