//! The tool that learners type: `cargo xtask check 05`.
//!
//! catalog → subject → scan → builder → run → verdict → report. It never links an engine or the code
//! under check: those run in processes of their own, and only their events are believed.

mod backup;
mod builder;
mod catalog;
mod cli;
mod commands;
mod exit;
mod overlay;
mod progress;
mod record;
mod report;
mod run;
mod scan;
mod screen;
mod state;
mod subject;
mod token;
mod verdict;
mod workspace;

use std::{
    io::Write as _,
    panic::{self, PanicHookInfo},
    process,
};

use clap::Parser as _;

use exit::{Exit, Usage};

fn main() {
    panic::set_hook(Box::new(fault));
    let cli = cli::Cli::parse();
    let exit = panic::catch_unwind(|| {
        run::groups::end_with_us()?;
        commands::run(&cli.command)
    });
    let exit = match exit {
        Ok(Ok(exit)) => exit,
        Ok(Err(error)) => failed(&error),
        // The hook has said it.
        Err(_) => Exit::Fault,
    };
    process::exit(exit.code());
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
