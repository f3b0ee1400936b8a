//! Workloads: how a spec asks about speed.

use heddle_protocol::{Balance, WorkloadInfo};

use explore::Way;

pub use explore::{Piece, Prepare, Prepared, Random, Share};

/// A bag of pieces of work that the subject shares out among threads: the input of the stage
/// `speedup`.
///
/// First it is run on simulated cores, where a unit of work is a unit of time: the same figures on
/// every machine. Then on real ones, against the grader's own threads in the same run.
///
/// ```no_run
/// use grade::{Piece, Speedup};
/// # fn par_map<R>(pieces: &[Piece], _: std::num::NonZeroUsize, f: impl Fn(&Piece) -> R) -> Vec<R> {
/// #     pieces.iter().map(f).collect()
/// # }
/// let even = Speedup::new("even", "64 pieces, all of them alike.")
///     .units(|_workers, random| (0..64).map(|_| random.between(15, 17)).collect())
///     .subject(|pieces, workers| par_map(pieces, workers, Piece::work))
///     .balanced(4, 1.3);
/// ```
pub struct Speedup(pub(crate) explore::Workload);

impl Speedup {
    /// A workload: its kebab-case name, and one sentence that says how the work lies in it.
    pub fn new(name: &str, about: &str) -> Self {
        Speedup(explore::Workload {
            info: WorkloadInfo {
                name: name.into(),
                about: about.into(),
                processes: false,
                balance: None,
            },
            units: |_, random| (0..64).map(|_| random.between(15, 17)).collect(),
            subject: Way::Threads(|pieces, _| pieces.iter().map(Piece::work).collect()),
        })
    }

    /// The units of each piece, where so many workers are asked for. One unit is some 25 µs on a real
    /// core: 1,000 units in all are a good measure. Not more than 64 pieces, or simulating 64 workers
    /// tells nothing.
    #[must_use]
    pub fn units(mut self, units: fn(u32, &mut Random) -> Vec<u32>) -> Self {
        self.0.units = units;
        self
    }

    /// How the subject does it: with so many workers, [`Piece::work`] for each piece, and the results
    /// in the order of the pieces.
    #[must_use]
    pub fn subject(mut self, share: Share) -> Self {
        self.0.subject = Way::Threads(share);
        self
    }

    /// How the subject does it with worker processes: starts so many of them, and then does the pieces
    /// with what it returns, as often as it is called. Only the second part is timed; beside it the
    /// subject is timed with one worker. Nothing is simulated: a model knows no processes.
    #[must_use]
    pub fn processes(mut self, prepare: Prepare) -> Self {
        self.0.subject = Way::Processes(prepare);
        self.0.info.processes = true;
        self
    }

    /// Makes it a failure, `too-slow`, when on so many simulated cores it takes more than `factor`
    /// times as long as a perfect division of the work would.
    #[must_use]
    pub fn balanced(mut self, cores: u32, factor: f64) -> Self {
        self.0.info.balance = Some(Balance { cores, factor });
        self
    }
}
