//! What is said about speed: workloads, what simulated cores predict, what real cores took.

use serde::{Deserialize, Serialize};

/// A bag of pieces of work that the subject shares out among threads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkloadInfo {
    /// Kebab-case, unique in the spec.
    pub name: String,
    /// One sentence: how the work lies in the input.
    pub about: String,
    /// Worker processes do it, so that it cannot be simulated.
    #[serde(default)]
    pub processes: bool,
    /// How well the work has to be shared out on simulated cores, if the contract says so.
    pub balance: Option<Balance>,
}

/// On so many cores it may take so many times as long as it would if the work were shared out
/// perfectly.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Balance {
    /// Simulated cores, and workers.
    pub cores: u32,
    /// At least 1.
    pub factor: f64,
}

/// One run on simulated cores. Times are in units of work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// Simulated cores; the subject was told to use as many workers.
    pub cores: u32,
    /// T₁: all pieces together.
    pub work: u64,
    /// The largest piece: no number of cores does the whole in less.
    pub longest: u64,
    /// From the call to its return.
    pub time: u64,
    /// What each thread computed, main first, those that computed nothing left out.
    pub shares: Vec<u64>,
}

impl Prediction {
    /// T₁ / Tₚ.
    pub fn gain(&self) -> f64 {
        self.work as f64 / self.time.max(1) as f64
    }

    /// What a perfect division would take: the work over the cores, but no less than the largest piece.
    pub fn ideal(&self) -> u64 {
        let even = self.work.div_ceil(u64::from(self.cores.max(1)));
        even.max(self.longest)
    }

    /// How many times as long as [`ideal`](Self::ideal) it took.
    pub fn factor(&self) -> f64 {
        self.time as f64 / self.ideal().max(1) as f64
    }
}

/// Who does the work of a measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Contestant {
    /// The grader's loop over all pieces, on one thread.
    Baseline,
    /// The grader's own threads with a shared counter.
    Reference,
    /// The code under check.
    Subject,
    /// The code under check, told to use one worker.
    OneWorker,
}

/// One measurement, in a process of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// The workload's name.
    pub workload: String,
    /// Who works.
    pub contestant: Contestant,
    /// Measurements of the same pair were taken right after each other, on the same input.
    pub pair: u32,
    /// On how many threads.
    pub workers: u32,
    /// Where the input comes from.
    pub seed: u64,
}

/// A middle value, with the smallest and the largest.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The median of all pairs.
    pub median: f64,
    /// The smallest.
    pub low: f64,
    /// The largest. Of six pairs, the two enclose the true median 97 times in 100.
    pub high: f64,
}

impl Interval {
    /// Of these values; `None` if there are none.
    pub fn of(mut values: Vec<f64>) -> Option<Interval> {
        values.sort_by(f64::total_cmp);
        let (low, high) = (*values.first()?, *values.last()?);
        let middle = values.len() / 2;
        let median = if values.len().is_multiple_of(2) {
            f64::midpoint(values[middle - 1], values[middle])
        } else {
            values[middle]
        };
        Some(Interval { median, low, high })
    }
}

/// One workload in a report: predicted and measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Speedup {
    /// Which.
    pub workload: WorkloadInfo,
    /// On simulated cores, fewest first; empty where the subject cannot be simulated.
    pub predicted: Vec<Prediction>,
    /// On this machine.
    pub measured: Option<Measured>,
}

/// What this machine's cores took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Threads.
    pub workers: u32,
    /// Pairs of measurements.
    pub pairs: u32,
    /// The subject's speed-up over the baseline.
    pub subject: Interval,
    /// The reference's.
    pub reference: Interval,
    /// The subject's speed in terms of the reference's, pair by pair.
    pub ratio: Interval,
    /// The subject's speed in terms of its own with one worker, where that was asked.
    #[serde(default)]
    pub over_one: Option<Interval>,
    /// Seconds that it took to start the workers, which are not part of the rest.
    #[serde(default)]
    pub startup: Option<Interval>,
    /// How much of a core the baseline got, which needs one whole core: 1.0 on a quiet machine.
    pub quiet: f64,
}
