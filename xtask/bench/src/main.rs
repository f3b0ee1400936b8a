//! `cargo xtask bench`: how fast the harness is, as figures to compare and never as a test.
//!
//! A program of its own, so that nobody who only wants a verdict compiles it. It grades as the tool does,
//! through the tool's library.
//!
//! A figure that depends on the machine is put beside another one that depends on it in the same way:
//! what the façade does beside what the bare engine does, a check beside a bare build. The two take
//! turns, and the ratio is the median of the ratios of neighbours. See [`table`] for what is printed.

mod bank;
mod busy;
mod edit;
mod engines;
mod growth;
mod measure;
mod steady;
mod table;
mod waiting;

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Parser, ValueEnum};

use table::{Document, SCHEMA};
use xtask::{
    builder::{self, Effort, Package},
    catalog::Exercise,
    exit::Exit,
    grading,
    manifest::Manifest,
    progress::Progress,
    record::Record,
    screen,
    subject::{Choice, Source},
    workspace::Workspace,
};

/// Measure how fast the harness is; takes minutes
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench", bin_name = "cargo xtask bench")]
struct Arguments {
    /// What to measure; without it, all but `first-build`, `busy` and `steady`
    parts: Vec<Part>,
    /// Measure a check with nothing built yet
    #[arg(long)]
    first_build: bool,
    /// Measure what people wait for, here and in another checkout of the course
    #[arg(long, value_name = "PATH")]
    beside: Option<PathBuf>,
    /// For `steady`: runs of each scenario of a right answer, on a quiet machine and on a busy one
    #[arg(long, value_name = "N", default_value_t = 10)]
    times: u32,
    /// For `steady`: only answers whose name has this in it, such as `right/`
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Executions per second: the façade beside the bare engines
    Engines,
    /// How soon each engine finds each wrong variant of the banks
    Bank,
    /// From a saved file to the verdict
    Edit,
    /// A check with nothing built yet
    FirstBuild,
    /// What the search costs as threads and operations grow
    Growth,
    /// The speed-up stage alone, hundreds of times, beside a hog on every core
    Busy,
    /// Scenarios with real processes, for every right answer, again and again: is the verdict always the same?
    Steady,
}

impl Arguments {
    fn ask_for(&self, part: Part) -> bool {
        let usual = [Part::Engines, Part::Bank, Part::Edit, Part::Growth];
        let none = self.parts.is_empty() && !self.first_build && self.beside.is_none();
        self.parts.contains(&part)
            || none && usual.contains(&part)
            || self.first_build && part == Part::FirstBuild
    }
}

fn main() {
    let arguments = Arguments::parse();
    xtask::program(|| run(&Workspace::find()?, &arguments))
}

/// A subject, ready to run: its source, a record with nothing in it but the scan and the build, and the
/// binary.
fn built(
    workspace: &Workspace,
    exercise: &Exercise,
    manifest: &Manifest,
    choice: &Choice,
    progress: &Progress,
) -> anyhow::Result<(Source, Record, PathBuf)> {
    let source = Source::open(workspace, exercise, choice)?;
    let mut record = grading::scanned(workspace, exercise, manifest, &source);
    let package = Package {
        exercise,
        manifest,
        source: &source,
    };
    let built = builder::build(workspace, &[package], Effort::Timed, progress)?;
    let built = built
        .into_iter()
        .next()
        .context("one package, and no result")?;
    let binary = built.binary.context("it does not compile")?;
    record.build = Some(built.build);
    Ok((source, record, binary))
}

/// Runs the command. Without parts: all but the first build, which takes a minute, what needs another
/// checkout, and what is repeated hundreds of times, which takes half an hour.
fn run(workspace: &Workspace, arguments: &Arguments) -> anyhow::Result<Exit> {
    let wanted = |part| arguments.ask_for(part);
    let progress = Progress::shown();
    let mut document = Document {
        schema: SCHEMA,
        cores: xtask::grading::cores(),
        figures: Vec::new(),
        bank: Vec::new(),
        growth: Vec::new(),
        busy: Vec::new(),
        steady: Vec::new(),
    };
    if wanted(Part::Engines) {
        document
            .figures
            .extend(engines::measure(workspace, &progress)?);
    }
    if wanted(Part::Edit) {
        document
            .figures
            .extend(edit::measure(workspace, &progress)?);
    }
    if let Some(other) = &arguments.beside {
        document
            .figures
            .extend(waiting::measure(workspace, other, &progress)?);
    }
    if wanted(Part::Bank) {
        document.bank = bank::measure(workspace, &progress)?;
    }
    if wanted(Part::Growth) {
        document.growth = growth::measure(workspace, &progress)?;
    }
    if wanted(Part::Busy) {
        document.busy = busy::measure(workspace, &progress)?;
    }
    if wanted(Part::Steady) {
        let plan = steady::Plan {
            times: arguments.times,
            only: arguments.only.as_deref(),
        };
        document.steady = steady::measure(workspace, plan, &progress)?;
    }
    if wanted(Part::FirstBuild) {
        document
            .figures
            .push(edit::first_build(workspace, &progress)?);
    }
    progress.clear();
    if arguments.json {
        screen::write(&format!("{}\n", serde_json::to_string_pretty(&document)?))?;
    } else {
        screen::write(&table::render(&document, screen::paint()))?;
    }
    Ok(Exit::Pass)
}
