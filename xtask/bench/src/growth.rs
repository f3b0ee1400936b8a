//! What the bounded search costs as threads and operations grow.

use heddle_protocol::{Budget, StageName};

use crate::{engines, table::GrowthRow};
use xtask::{
    grading,
    judged::{self, Judged},
    progress::Progress,
    record::{Task, Trial},
    run::{SEED, child},
    workspace::Workspace,
};

/// As in a check.
const PREEMPTIONS: u32 = 2;
/// More than any check makes, to see how far away an end is.
const EXECUTIONS: u64 = 500_000;
/// A net: the executions are the limit.
const SECONDS: f64 = 120.0;

/// Explores each model to its end, or to half a million executions.
pub fn measure(workspace: &Workspace, progress: &Progress) -> anyhow::Result<Vec<GrowthRow>> {
    let binary = engines::build(workspace)?;
    let folder = grading::scratch(workspace)?;
    let sizes = ["queue", "semaphore"].into_iter().flat_map(|model| {
        (2..=4).flat_map(move |threads| (1..=4).map(move |each| (model, threads, each)))
    });
    let sizes: Vec<(&str, u32, u32)> = sizes.collect();
    progress.stage("growth", sizes.len() as u64);
    let mut rows = Vec::new();
    for (model, threads, operations) in sizes {
        let trial = Trial {
            scenario: format!("{model}-{threads}-{operations}"),
            stage: StageName::Search,
            budget: Budget {
                preemptions: PREEMPTIONS,
                disturbances: 0,
                executions: EXECUTIONS,
                steps: 20_000,
                seconds: SECONDS,
                asleep: Budget::PATIENT,
                reduces: true,
            },
            seed: SEED,
        };
        let child = child::run(&binary, &folder, Task::Explore(trial), None, &|_| ())?;
        let end = match judged::child(&child) {
            Judged::Ended(end) => end,
            other => {
                anyhow::bail!("{model} with {threads} threads is right, and failed: {other:?}")
            }
        };
        rows.push(GrowthRow {
            model: model.to_owned(),
            threads,
            operations,
            executions: end.executions,
            bound: end.bound,
            complete: end.complete,
            seconds: child.seconds,
        });
        progress.done();
    }
    Ok(rows)
}
