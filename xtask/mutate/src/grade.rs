//! What becomes of a mutant: it is scanned, built and run as any subject is, until the first scenario fails.

use std::{fs, path::Path, time::Instant};

use anyhow::Context as _;
use heddle_protocol::{Code, StageName};
use heddle_report::{Report, Stage, Status, Verdict};
use serde::Serialize;
use xtask::{
    builder::{self, Built, Effort, Package},
    catalog::Exercise,
    grading,
    manifest::Manifest,
    progress::Progress,
    record::Record,
    run::in_parallel,
    subject::{Choice, Source},
    verdict,
    workspace::{Workspace, write_if_changed},
};

use crate::mutant::Mutant;

/// So many are built by one call of cargo. Their places are used again, so that thousands of mutants leave
/// no more behind than these.
const AT_ONCE: usize = 48;

/// What became of a mutant.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "fate", rename_all = "kebab-case")]
pub enum Fate {
    /// The compiler refuses it.
    DoesNotCompile,
    /// It is found to be wrong.
    Killed {
        /// The diagnosis.
        code: Code,
        /// Which stage found it.
        stage: StageName,
        /// In which scenario.
        scenario: Option<String>,
    },
    /// It did not pass, and nobody can tell that it is wrong.
    Undecided {
        /// Why.
        note: String,
    },
    /// It passed.
    Survived,
}

/// Who grades.
pub struct Grader<'a> {
    /// The course.
    pub workspace: &'a Workspace,
    /// Whose spec.
    pub exercise: &'a Exercise,
    /// Its manifest.
    pub manifest: &'a Manifest,
    /// Who is told how far it is.
    pub progress: &'a Progress,
}

impl Grader<'_> {
    /// Grades them all, and says of each what became of it, in their order.
    pub fn grade(
        &self,
        mutants: &[&Mutant],
        told: &mut dyn FnMut(usize, Fate, f64),
    ) -> anyhow::Result<()> {
        let folder = self
            .workspace
            .heddle_dir()
            .join("mutants")
            .join(&self.exercise.id);
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        // Two of us at once would grade each other's mutants.
        let lock =
            fs::File::create(folder.join("lock")).context("cannot open the mutants' lock")?;
        lock.lock().context("cannot take the mutants' lock")?;
        let mut first = 0;
        for batch in mutants.chunks(AT_ONCE) {
            for (index, (fate, seconds)) in self.batch(&folder, batch)?.into_iter().enumerate() {
                told(first + index, fate, seconds);
            }
            first += batch.len();
            let (done, all) = (first, mutants.len());
            self.progress
                .note(&format!("{}: {done} of {all} mutants", self.exercise.id));
        }
        Ok(())
    }

    fn batch(&self, folder: &Path, mutants: &[&Mutant]) -> anyhow::Result<Vec<(Fate, f64)>> {
        let sources: Vec<Source> = mutants
            .iter()
            .enumerate()
            .map(|(place, mutant)| {
                let path = folder.join(format!("{place}.rs"));
                write_if_changed(&path, &mutant.text)?;
                Source::open(self.workspace, self.exercise, &Choice::File(path))
            })
            .collect::<anyhow::Result<_>>()?;
        let records: Vec<Record> = sources
            .iter()
            .map(|source| grading::scanned(self.workspace, self.exercise, self.manifest, source))
            .collect();
        let packages: Vec<Package<'_>> = sources
            .iter()
            .zip(&records)
            .filter(|(_, record)| record.findings.is_empty())
            .map(|(source, _)| Package {
                exercise: self.exercise,
                manifest: self.manifest,
                source,
            })
            .collect();
        let built = builder::build(self.workspace, &packages, Effort::Explored, self.progress)?;
        let mut built = built.into_iter();
        let jobs: Vec<(&Source, Record, Option<Built>)> = sources
            .iter()
            .zip(records)
            .map(|(source, record)| {
                let is_built = record.findings.is_empty();
                (source, record, is_built.then(|| built.next()).flatten())
            })
            .collect();
        self.progress.stage("mutants", jobs.len() as u64);
        in_parallel(grading::cores(), jobs, |(source, mut record, built)| {
            let started = Instant::now();
            if let Some(built) = built {
                if !built.build.succeeded() {
                    self.progress.done();
                    return Ok((Fate::DoesNotCompile, 0.0));
                }
                grading::first_failure(self.workspace, &mut record, built)?;
            }
            self.progress.done();
            let report = verdict::fold(&record, &source.texts);
            Ok((fate(report), started.elapsed().as_secs_f64()))
        })
        .into_iter()
        .collect()
    }
}

fn fate(report: Report) -> Fate {
    match (report.verdict, report.diagnosis) {
        (Verdict::Pass, _) => Fate::Survived,
        // The clock alone says so. What really hangs there is told in the same words as right code on a
        // machine that is too busy.
        (Verdict::Fail, Some(found))
            if (found.code, found.stage) == (Code::Timeout, StageName::Std) =>
        {
            Fate::Undecided {
                note: found.message,
            }
        }
        (Verdict::Fail, Some(found)) => Fate::Killed {
            code: found.code,
            stage: found.stage,
            scenario: found.scenario,
        },
        (_, found) => Fate::Undecided {
            note: found.map_or_else(|| open(report.stages), |found| found.message),
        },
    }
}

/// What the first stage says that could not tell.
fn open(stages: Vec<Stage>) -> String {
    let mut stages = stages.into_iter();
    let open = stages.find(|stage| stage.status == Status::Inconclusive);
    open.map(|stage| stage.note).unwrap_or_default()
}
