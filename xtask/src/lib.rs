//! The tool that learners type: `cargo xtask check 05`.
//!
//! catalog → subject → scan → builder → run → verdict → report. It never links an engine or the code
//! under check: those run in processes of their own, and only their events are believed.
//!
//! It is a library so that `cargo xtask bench`, a crate of its own, grades as the tool does. What is public
//! is public for that, and promised to nobody else.

mod backup;
pub mod builder;
pub mod catalog;
mod cli;
mod commands;
pub mod exit;
pub mod grading;
pub mod groups;
pub mod judged;
pub mod manifest;
pub mod overlay;
pub mod progress;
pub mod record;
pub mod report;
pub mod run;
mod scan;
pub mod screen;
pub mod sources;
mod state;
pub mod subject;
mod token;
pub mod verdict;
pub mod words;
pub mod workspace;

use std::{
    io::Write as _,
    panic::{self, PanicHookInfo},
    process,
};

use clap::Parser as _;

use exit::{Exit, Usage};

/// Does what the command line asks, and ends the process.
pub fn main() -> ! {
    let cli = cli::Cli::parse();
    program(|| commands::run(&cli.command))
}

/// Ends the process as `work` says: with its exit code, or with one line about its error. Whatever ends this
/// process meanwhile ends its children too.
pub fn program(work: impl FnOnce() -> anyhow::Result<Exit> + panic::UnwindSafe) -> ! {
    panic::set_hook(Box::new(fault));
    let exit = panic::catch_unwind(|| {
        groups::end_with_us()?;
        work()
    });
    let exit = match exit {
        Ok(Ok(exit)) => exit,
        Ok(Err(error)) => failed(&error),
        // The hook has said it.
        Err(_) => Exit::Fault,
    };
    process::exit(exit.code())
}

fn failed(error: &anyhow::Error) -> Exit {
    let (text, exit) = match error.downcast_ref::<Usage>() {
        Some(usage) => (format!("error: {usage}"), Exit::Usage),
        None => (
            format!("error: a fault of the tool, not of your code: {error:#}"),
            Exit::Fault,
        ),
    };
    say(&report::sanitised(&text));
    exit
}

/// One line in place of Rust's own message: a learner has nothing to do with a backtrace of ours.
fn fault(info: &PanicHookInfo<'_>) {
    let message = info.payload_as_str().unwrap_or("a panic");
    let place = info
        .location()
        .map(|at| format!(" ({}:{})", at.file(), at.line()));
    let text = format!(
        "error: a fault of the tool, not of your code: {message}{}",
        place.unwrap_or_default()
    );
    say(&report::sanitised(&text));
}

fn say(text: &str) {
    // Whoever closed standard error does not want to know.
    let _ = writeln!(std::io::stderr(), "{text}");
}
