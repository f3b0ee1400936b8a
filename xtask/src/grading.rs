//! From a subject to the record of its grading: what all commands that grade share.

use std::{fs, path::PathBuf, thread};

use anyhow::Context as _;

use crate::{
    builder::Built,
    catalog::Exercise,
    judged::{self, Judged, LastFailure},
    manifest::Manifest,
    progress::Progress,
    record::{Purpose, Record},
    run::Runner,
    scan,
    subject::Source,
    workspace::{Workspace, fingerprint},
};

/// A record with the scan's findings in it, and nothing else yet.
pub fn scanned(
    workspace: &Workspace,
    exercise: &Exercise,
    manifest: &Manifest,
    source: &Source,
) -> Record {
    let (texts, root) = source.compiled();
    Record {
        purpose: Purpose::Grading,
        exercise: exercise.id.clone(),
        title: manifest.title.clone(),
        subject: source.subject.clone(),
        root: workspace.root.to_string_lossy().into_owned(),
        stages: manifest.stages.clone(),
        bounds: manifest.bounds,
        libraries: scan::libraries(&texts, &manifest.crates),
        fingerprint: binding(exercise, source),
        findings: scan::scan(&texts, &root, manifest.allow_unsafe),
        build: None,
        scenarios: Vec::new(),
        workloads: Vec::new(),
        cores: u32::try_from(cores()).unwrap_or(u32::MAX),
        children: Vec::new(),
    }
}

/// Runs what was built, if it was, and adds it to the record. Times are taken only where it may use
/// more than one core: with one, others are graded beside it. `last` is what failed before, if that is
/// worth a try.
pub fn run(
    workspace: &Workspace,
    record: &mut Record,
    built: Built,
    workers: usize,
    progress: &Progress,
    last: Option<&LastFailure>,
) -> anyhow::Result<()> {
    started(
        workspace,
        record,
        built,
        workers,
        progress,
        |runner, record| runner.grade(record, last),
    )
}

/// As [`run`] with one worker, but no further than the first failure, and with nothing that explains it.
pub fn first_failure(
    workspace: &Workspace,
    record: &mut Record,
    built: Built,
) -> anyhow::Result<()> {
    let silent = Progress::silent();
    started(workspace, record, built, 1, &silent, |runner, record| {
        runner.first_failure(record)
    })
}

fn started(
    workspace: &Workspace,
    record: &mut Record,
    built: Built,
    workers: usize,
    progress: &Progress,
    work: impl FnOnce(&Runner<'_>, &mut Record) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    record.build = Some(built.build);
    if let Some(binary) = &built.binary {
        let folder = scratch(workspace)?;
        let runner = Runner {
            binary,
            folder: &folder,
            workers,
            progress,
            alone: workers > 1,
        };
        work(&runner, record)?;
    }
    faultless(record)
}

/// An error if a child process said that the harness is at fault.
pub fn faultless(record: &Record) -> anyhow::Result<()> {
    for child in &record.children {
        if let Judged::Fault(reason) = judged::child(child) {
            anyhow::bail!("grading {}: {reason}", record.subject.path);
        }
    }
    Ok(())
}

/// The folder in which child processes start.
pub fn scratch(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let folder = workspace.heddle_dir().join("scratch");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

/// One job for each of the machine's cores.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// What a replay token is bound to: the code, the spec, and how they are run.
fn binding(exercise: &Exercise, source: &Source) -> u64 {
    let mut spec: Vec<PathBuf> = fs::read_dir(exercise.folder.join("spec"))
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .collect();
    spec.push(exercise.folder.join("exercise.toml"));
    spec.sort();
    let texts: Vec<Vec<u8>> = spec
        .iter()
        .map(|path| fs::read(path).unwrap_or_default())
        .collect();
    let own = source.fingerprint().to_le_bytes();
    let version = env!("CARGO_PKG_VERSION");
    let parts = texts.iter().map(Vec::as_slice);
    fingerprint(parts.chain([own.as_slice(), version.as_bytes()]))
}
