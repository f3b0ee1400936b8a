//! `bench`: how fast the harness is, as figures to compare and never as a test.
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

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::ValueEnum;
use heddle_protocol::Manifest;

use super::grading;
use crate::{
    builder::{self, Effort, Package},
    catalog::Exercise,
    exit::Exit,
    progress::Progress,
    record::Record,
    screen,
    subject::{Choice, Source},
    workspace::Workspace,
};
use table::{Document, SCHEMA};

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
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
    /// Scenarios with real processes, hundreds of times: is the verdict always the same?
    Steady,
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

/// Runs the command. Without parts: all but the first build, which takes a minute, what needs another checkout, and what is repeated
/// hundreds of times, which takes half an hour.
pub fn run(
    workspace: &Workspace,
    parts: &[Part],
    first_build: bool,
    beside: Option<&Path>,
    json: bool,
) -> anyhow::Result<Exit> {
    let usual = [Part::Engines, Part::Bank, Part::Edit, Part::Growth];
    let wanted = |part: Part| {
        let none = parts.is_empty() && !first_build && beside.is_none();
        parts.contains(&part)
            || none && usual.contains(&part)
            || first_build && part == Part::FirstBuild
    };
    let progress = Progress::new();
    let mut document = Document {
        schema: SCHEMA,
        cores: super::grading::cores(),
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
    if let Some(other) = beside {
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
        document.steady = steady::measure(workspace, &progress)?;
    }
    if wanted(Part::FirstBuild) {
        document
            .figures
            .push(edit::first_build(workspace, &progress)?);
    }
    progress.clear();
    if json {
        screen::write(&format!("{}\n", serde_json::to_string_pretty(&document)?))?;
    } else {
        screen::write(&table::render(&document, screen::paint()))?;
    }
    Ok(Exit::Pass)
}
