//! What each command does, from the command line to the exit code.

mod bank;
mod check;
mod hint;
mod list;
mod other;
mod reset;
mod since;
mod verify;

use crate::{cli::Command, exit::Exit, workspace::Workspace};

/// Does what was asked.
pub fn run(command: &Command) -> anyhow::Result<Exit> {
    let workspace = Workspace::find()?;
    match command {
        Command::Check(check) => check::run(&workspace, check),
        Command::List { json } => list::run(&workspace, *json),
        Command::Hint { exercise, all } => hint::run(&workspace, exercise.as_deref(), *all),
        Command::Reset { exercise } => reset::run(&workspace, exercise.as_deref()),
        Command::Bank(bank) => bank::run(&workspace, bank),
        Command::Bench { arguments } => other::run(&workspace, "xtask-bench", arguments),
        Command::Mutate { arguments } => other::run(&workspace, "xtask-mutate", arguments),
        Command::Verify {
            exercise,
            since,
            json,
        } => verify::run(&workspace, exercise.as_deref(), since.as_deref(), *json),
    }
}
