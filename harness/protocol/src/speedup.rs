//! What is asked about speed: workloads, runs on simulated cores, measurements on real ones.

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
