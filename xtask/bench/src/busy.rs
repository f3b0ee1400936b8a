//! The speed-up stage alone, many times, on a machine whose every core is busy with something else: it
//! may say that it cannot tell, and never that a right answer is slow.

use heddle_protocol::StageName;
use heddle_report::Verdict;

use crate::{measure::with_hogs, table::BusyRow};
use xtask::{
    catalog::{self, Exercise, bank},
    grading,
    manifest::{Manifest, Stages},
    progress::Progress,
    run::Runner,
    subject::Choice,
    verdict,
    workspace::Workspace,
};

/// Gradings of each solution.
const SOLUTION: u32 = 200;
/// Gradings of each right variant.
const VARIANT: u32 = 30;

/// Every right answer of every exercise that is timed.
pub fn measure(workspace: &Workspace, progress: &Progress) -> anyhow::Result<Vec<BusyRow>> {
    let mut rows = Vec::new();
    for exercise in catalog::all(workspace)? {
        let manifest = exercise.manifest(workspace)?;
        let mut choices = vec![("solution".to_owned(), Choice::Solution, SOLUTION)];
        let right = bank(&exercise, "right").into_iter();
        choices.extend(right.map(|name| (name.clone(), Choice::Bank(name), VARIANT)));
        for (name, choice, times) in choices {
            let found = of_subject(workspace, &exercise, &manifest, &choice, times, progress)?;
            let Some([passed, inconclusive, failed]) = found else {
                break; // The spec has no workloads.
            };
            progress.note(&format!(
                "{} {name}: {passed} passed, {inconclusive} could not tell, {failed} failed",
                exercise.id
            ));
            rows.push(BusyRow {
                exercise: exercise.id.clone(),
                subject: name,
                passed,
                inconclusive,
                failed,
            });
        }
    }
    Ok(rows)
}

/// How often it passed, was inconclusive and failed; `None` where nothing is timed.
fn of_subject(
    workspace: &Workspace,
    exercise: &Exercise,
    manifest: &Manifest,
    choice: &Choice,
    times: u32,
    progress: &Progress,
) -> anyhow::Result<Option<[u32; 3]>> {
    let (source, mut listed, binary) =
        crate::built(workspace, exercise, manifest, choice, progress)?;
    listed.stages = Stages {
        required: vec![StageName::Speedup],
        optional: Vec::new(),
    };
    let folder = grading::scratch(workspace)?;
    let runner = Runner {
        binary: &binary,
        folder: &folder,
        workers: 1,
        progress: &Progress::silent(),
        alone: true,
    };
    runner.list(&mut listed)?;
    if listed.workloads.is_empty() {
        return Ok(None);
    }
    progress.stage(&listed.subject.path, u64::from(times));
    let mut counts = [0; 3];
    with_hogs(|| {
        for _ in 0..times {
            let mut record = listed.clone();
            runner.speedup(&mut record)?;
            counts[match verdict::fold(&record, &source.texts).verdict {
                Verdict::Pass => 0,
                Verdict::Inconclusive => 1,
                Verdict::Fail => 2,
            }] += 1;
            progress.done();
        }
        anyhow::Ok(())
    })?;
    Ok(Some(counts))
}
