//! `cargo xtask mutate 05`: is there a small mistake that the spec does not see?
//!
//! The solution and every right answer of the bank are changed in one place at a time, and graded as any
//! subject is. A mutant that passes is a mistake that no scenario finds, or no mistake: then the exercise's
//! `bank/equivalent.toml` says why.
//!
//! A program of its own, so that nobody who only wants a verdict compiles it. It grades as the tool does,
//! through the tool's library.

mod equivalent;
mod facts;
mod grade;
mod mutant;
mod operator;
mod operators;
mod page;
mod source;

use std::time::Instant;

use clap::Parser;

use equivalent::Equivalent;
use grade::Grader;
use mutant::Mutant;
use operator::Operator;
use page::{Document, Row};
use xtask::{
    catalog::{self, Exercise, bank},
    exit::{Exit, usage},
    progress::Progress,
    screen,
    subject::{Choice, Source},
    workspace::Workspace,
};

/// Change right answers in one place at a time: which changes does the spec not see?
#[derive(Debug, Parser)]
#[command(name = "cargo xtask mutate", bin_name = "cargo xtask mutate")]
struct Arguments {
    /// Number, name or path; without it, the exercise round the current folder
    exercise: Option<String>,
    /// Only this right answer: `solution` or `right/NAME`
    #[arg(long, value_name = "NAME")]
    of: Vec<String>,
    /// Only this operator
    #[arg(long, value_name = "NAME", value_enum)]
    op: Vec<Operator>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

fn main() {
    let arguments = Arguments::parse();
    xtask::program(|| run(&Workspace::find()?, &arguments))
}

fn run(workspace: &Workspace, arguments: &Arguments) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let exercise = catalog::find(workspace, arguments.exercise.as_deref())?;
    let manifest = exercise.manifest(workspace)?;
    let equivalent = Equivalent::read(workspace, &exercise)?;
    let names = subjects(&exercise, &arguments.of)?;
    let wanted = |operator| arguments.op.is_empty() || arguments.op.contains(&operator);
    let mut mutants: Vec<(String, Mutant)> = Vec::new();
    for name in &names {
        let found = of_subject(workspace, &exercise, name)?;
        let found = found.into_iter().filter(|mutant| wanted(mutant.operator));
        mutants.extend(found.map(|mutant| (name.clone(), mutant)));
    }
    let progress = Progress::shown();
    let grader = Grader {
        workspace,
        exercise: &exercise,
        manifest: &manifest,
        progress: &progress,
    };
    let only: Vec<&Mutant> = mutants.iter().map(|(_, mutant)| mutant).collect();
    let mut rows = Vec::new();
    let graded = grader.grade(&only, &mut |index, fate, seconds| {
        let (of, mutant) = &mutants[index];
        let reason = equivalent.reason(of, mutant);
        let row = Row::new(of, mutant, fate, reason, seconds);
        if row.is_open() {
            // A part of something long, so that an interrupt does not lose it.
            progress.note(&page::told(&row, screen::paint()));
        }
        rows.push(row);
    });
    progress.clear();
    graded?;
    let asked = |of: &str, operator| names.iter().any(|name| name == of) && wanted(operator);
    let document = Document::new(
        &exercise.id,
        rows,
        equivalent.path.clone(),
        equivalent.stale(&asked),
        started.elapsed().as_secs_f64(),
    );
    screen::write(&if arguments.json {
        format!("{}\n", serde_json::to_string_pretty(&document)?)
    } else {
        page::render(&document, screen::paint())
    })?;
    Ok(if document.is_clean() {
        Exit::Pass
    } else {
        Exit::Fail
    })
}

/// The right answers that are changed.
fn subjects(exercise: &Exercise, wanted: &[String]) -> anyhow::Result<Vec<String>> {
    let mut all = vec!["solution".to_owned()];
    all.extend(bank(exercise, "right"));
    if let Some(unknown) = wanted.iter().find(|name| !all.contains(name)) {
        return usage(format!(
            "{} has no right answer `{unknown}`: it has {}",
            exercise.id,
            all.join(", ")
        ));
    }
    all.retain(|name| wanted.is_empty() || wanted.contains(name));
    Ok(all)
}

fn of_subject(
    workspace: &Workspace,
    exercise: &Exercise,
    name: &str,
) -> anyhow::Result<Vec<Mutant>> {
    let choice = match name {
        "solution" => Choice::Solution,
        name => Choice::Bank(name.to_owned()),
    };
    let source = Source::open(workspace, exercise, &choice)?;
    operators::mutants(source.whole())
        .or_else(|error| usage(format!("{} does not parse: {error}", source.subject.path)))
}
