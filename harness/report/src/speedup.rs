//! Speed in a report: what simulated cores predict, and what real cores took.

use heddle_protocol::{Prediction, WorkloadInfo};
use serde::{Deserialize, Serialize};

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
