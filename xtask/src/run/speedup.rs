//! Speed: first on simulated cores, then on this machine's, one process a measurement.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use heddle_protocol::{Contestant, Measurement, StageName};

use super::{Runner, SEED};
use crate::{
    judged::{
        self, Judged,
        speedup::{is_balanced, is_too_busy},
    },
    progress::stage_label,
    record::{Record, Simulation, Task},
};

/// Simulated machines.
const CORES: [u32; 4] = [2, 4, 16, 64];
/// Measurements of each contestant: of six pairs, the smallest and the largest ratio enclose the true
/// median 97 times in 100.
const PAIRS: u32 = 6;

impl Runner<'_> {
    /// Every workload: predicted, and measured if that is worth it.
    pub fn speedup(&self, record: &mut Record) -> anyhow::Result<()> {
        let names = record.workloads.iter();
        let names: Vec<(String, bool)> = names.map(|w| (w.name.clone(), w.processes)).collect();
        self.progress
            .stage(stage_label(StageName::Speedup), names.len() as u64);
        for workload in record.workloads.clone() {
            if workload.processes {
                continue;
            }
            let name = &workload.name;
            let simulation = Simulation {
                workload: name.clone(),
                cores: CORES.to_vec(),
                seed: SEED,
                asleep: super::asleep(record),
            };
            let child = self.run_one(Task::Predict(simulation), None)?;
            // What came to no end here comes to none on real cores, and each of those would cost its limit.
            let stands =
                judged::hung(&child) || matches!(judged::child(&child), Judged::Failed { .. });
            record.children.push(child);
            if stands {
                return Ok(());
            }
        }
        let balanced = names.iter().all(|(name, _)| is_balanced(record, name));
        if !balanced || !self.alone || record.cores < 2 {
            return Ok(());
        }
        for (name, processes) in &names {
            for pair in 0..PAIRS {
                for contestant in order(pair, *processes) {
                    let measurement = Measurement {
                        workload: name.clone(),
                        contestant,
                        pair,
                        workers: record.cores,
                        seed: fresh_seed(record, name, pair),
                    };
                    let child = self.run_one(Task::Measure(measurement), None)?;
                    let failed = matches!(judged::child(&child), Judged::Failed { .. });
                    record.children.push(child);
                    if failed {
                        return Ok(()); // One that did not get to its end says it all.
                    }
                }
            }
            self.progress.done();
            if is_too_busy(record, name) {
                break; // It will not be quieter for the next one.
            }
        }
        Ok(())
    }
}

/// Subject and reference right after each other, and each as often first.
fn order(pair: u32, processes: bool) -> Vec<Contestant> {
    use Contestant::{Baseline, OneWorker, Reference, Subject};
    let mut order = vec![Baseline, Reference, Subject];
    if processes {
        order.push(OneWorker);
    }
    if !pair.is_multiple_of(2) {
        order.reverse();
    }
    order
}

/// One for each pair, the same for its contestants, and new in each check: nobody can know the results.
fn fresh_seed(record: &Record, workload: &str, pair: u32) -> u64 {
    let same_pair = record.children.iter().find_map(|child| match &child.task {
        Task::Measure(one) if one.workload == workload && one.pair == pair => Some(one.seed),
        _ => None,
    });
    same_pair.unwrap_or_else(|| RandomState::new().build_hasher().finish())
}
