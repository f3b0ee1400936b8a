//! From subjects to test binaries: writes the generated workspace and lets cargo build it.
//!
//! One package a subject, `[lib] path` being the subject itself, so that the compiler names the file
//! that the learner edits. Nothing else of the learner's is used: manifest, lockfile, spec and harness
//! are the course's own. All subjects are built by one call of cargo.

mod advice;
mod cargo;
mod generate;
mod messages;

use std::{collections::BTreeMap, fs, path::PathBuf, time::Instant};

use anyhow::Context as _;

use crate::{
    catalog::Exercise,
    manifest::Manifest,
    progress::Progress,
    record::{Build, CompileError},
    scan,
    subject::Source,
    workspace::Workspace,
};

/// A subject that is to be built.
#[derive(Clone, Debug)]
pub struct Package<'a> {
    /// The exercise whose spec it meets.
    pub exercise: &'a Exercise,
    /// The exercise's manifest.
    pub manifest: &'a Manifest,
    /// The file.
    pub source: &'a Source,
}

impl Package<'_> {
    /// The name of the generated package: unique for the subject, the same in each build.
    fn name(&self) -> String {
        let subject = &self.source.subject;
        let path = match subject.kind.as_str() {
            "bank" => subject
                .path
                .rsplit('/')
                .take(2)
                .collect::<Vec<_>>()
                .join("-"),
            "file" => format!(
                "{:016x}",
                crate::workspace::fingerprint([subject.path.as_bytes()])
            ),
            _ => String::new(),
        };
        let name = format!("{}-{}-{}", self.exercise.id, subject.kind, path);
        let name: String = name
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        format!(
            "subject-{}",
            name.trim_end_matches('-').trim_end_matches("-rs")
        )
    }
}

/// What became of one subject.
#[derive(Debug)]
pub struct Built {
    /// What the compiler said.
    pub build: Build,
    /// The test binary, if there is something to run.
    pub binary: Option<PathBuf>,
}

/// How much work the compiler puts into a subject and its spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// Where the exercise has a stage that times, as in a release. Elsewhere as [`Explored`](Self::Explored).
    Timed,
    /// As little as possible, a fifth of the other: what is built is explored and not timed. The engines
    /// and the façade are optimised all the same.
    Explored,
}

/// Builds all of them; the result is in the same order.
pub fn build(
    workspace: &Workspace,
    packages: &[Package<'_>],
    effort: Effort,
    progress: &Progress,
) -> anyhow::Result<Vec<Built>> {
    if packages.is_empty() {
        return Ok(Vec::new());
    }
    let started = Instant::now();
    let folder = workspace.heddle_dir();
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    // Two of us at once would write each other's workspace; cargo's own lock guards only the building.
    let lock = fs::File::create(folder.join("lock")).context("cannot open the build's lock")?;
    lock.lock().context("cannot take the build's lock")?;

    generate::write(workspace, packages, effort)?;
    progress.building(generate::parts(workspace) + 2 * packages.len() as u64);
    let names: Vec<String> = packages.iter().map(Package::name).collect();
    let messages = cargo::run(workspace, &names, progress)?;
    let seconds = started.elapsed().as_secs_f64();

    let mut sorted: BTreeMap<&str, messages::Sorted> = BTreeMap::new();
    messages::sort(&messages, &names, &mut sorted)?;
    packages
        .iter()
        .zip(&names)
        .map(|(package, name)| {
            let found = sorted.remove(name.as_str()).unwrap_or_default();
            let crates = &package.manifest.crates;
            let (own, spec): (Vec<_>, Vec<_>) =
                found.errors.into_iter().partition(|(spec, _)| !spec);
            let plain = |errors: Vec<(bool, CompileError)>| errors.into_iter().map(|(_, e)| e);
            let own = plain(own).map(|error| advice::only_std(error, crates));
            let build = Build {
                errors: own
                    .chain(scan::lints(&package.source.compiled().0))
                    .collect(),
                spec_errors: plain(spec).collect(),
                seconds,
            };
            anyhow::ensure!(
                found.binary.is_some() || !build.succeeded(),
                "cargo built no test for {} and named no error",
                package.source.subject.path
            );
            let binary = found.binary.filter(|_| build.succeeded());
            Ok(Built { build, binary })
        })
        .collect()
}
