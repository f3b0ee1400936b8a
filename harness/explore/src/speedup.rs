//! Speed: what simulated cores predict, and one run on real ones.

use std::io::BufRead;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use heddle_protocol::{Contestant, Event, Measurement, Prediction, ScenarioInfo, WorkloadInfo};
use heddle_runtime::session::{Session, simulated, std_panicked};
use heddle_runtime::{Choice, Diverged, Strategy};
use shuttle_engine::scheduler::{Task, TaskId};

use crate::{Scenario, engine};

/// Rounds of [`mix`] in one unit of work: some 25 µs on a machine of these years.
const ROUNDS: u32 = 16_000;

/// A workload of a spec.
pub struct Workload {
    /// What a reader sees of it.
    pub info: WorkloadInfo,
    /// The units of each piece, for so many workers.
    pub units: fn(u32, &mut Random) -> Vec<u32>,
    /// The subject's way.
    pub subject: Way,
}

/// How a subject does it: what [`Piece::work`] returns for each piece, in order.
#[derive(Clone, Copy)]
pub enum Way {
    /// With threads, started and ended within the call.
    Threads(Share),
    /// With worker processes, which are there before the clock starts.
    Processes(Prepare),
}

/// Shares pieces out among so many threads.
pub type Share = fn(&[Piece], NonZeroUsize) -> Vec<u64>;

/// Starts so many workers, and says how they share pieces out.
pub type Prepare = fn(NonZeroUsize) -> Prepared;

/// Workers that are ready. They end when it is dropped.
pub type Prepared = Box<dyn FnMut(&[Piece]) -> Vec<u64>>;

impl Way {
    fn prepare(self, workers: NonZeroUsize) -> Prepared {
        match self {
            Way::Threads(share) => Box::new(move |pieces| share(pieces, workers)),
            Way::Processes(prepare) => prepare(workers),
        }
    }
}

/// A piece of work that nobody can guess the result of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    seed: u64,
    units: u32,
}

impl Piece {
    /// So many units of work, whose result depends on the seed.
    pub fn new(seed: u64, units: u32) -> Self {
        Piece { seed, units }
    }

    /// The seed of its result.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Its size.
    pub fn units(&self) -> u32 {
        self.units
    }

    /// Does it. On simulated cores it takes its units of time, on real ones it computes.
    ///
    /// Costs some 25 µs a unit, on real cores.
    pub fn work(&self) -> u64 {
        match heddle_runtime::engine() {
            heddle_runtime::Engine::Std => {
                let rounds = 0..self.units * ROUNDS;
                rounds.fold(self.seed, |state, _| mix(state))
            }
            _ => {
                heddle_runtime::work(self.units);
                mix(self.seed)
            }
        }
    }
}

/// One round of `SplitMix64` (Steele, Lea, Flood, *Fast splittable pseudorandom number generators*,
/// 2014): each needs the one before.
fn mix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Where inputs come from: the same seed, the same numbers.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = mix(self.0);
        self.0
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        let span = u64::from(high.saturating_sub(low)) + 1;
        // Smaller than `span`, which is at most 2³².
        low + (self.next() % span) as u32
    }
}

fn pieces(workload: &Workload, workers: u32, seed: u64) -> Vec<Piece> {
    let mut random = Random(seed);
    let units = (workload.units)(workers, &mut random);
    let piece = |units| Piece {
        seed: random.next(),
        units,
    };
    units.into_iter().map(piece).collect()
}

fn threads(workers: u32) -> NonZeroUsize {
    NonZeroUsize::new(workers as usize).unwrap_or(NonZeroUsize::MIN)
}

/// Always the thread that is furthest behind in time.
struct SmallestClock;

impl Strategy for SmallestClock {
    fn pick(
        &mut self,
        options: &[Choice],
        _tasks: &[&Task],
        _current: Option<TaskId>,
    ) -> Result<usize, Diverged> {
        let clock = |index: &usize| (options[*index].clock, options[*index].thread);
        Ok((0..options.len()).min_by_key(clock).unwrap_or(0))
    }

    fn choose(&mut self, _n: usize, _disturbance: bool) -> Result<usize, Diverged> {
        Ok(0)
    }
}

/// Runs the workload once for each number of cores, and ends the process.
pub(crate) fn predict(session: Session, workload: Workload, cores: Vec<u32>, seed: u64) -> ! {
    session.decide_by(Box::new(SmallestClock));
    let run = Arc::new(AtomicUsize::new(0));
    let (current, all) = (Arc::clone(&run), cores.clone());
    let scenario = Scenario {
        info: ScenarioInfo {
            name: workload.info.name.clone(),
            about: workload.info.about.clone(),
            threads: Vec::new(),
            loom: false,
            preemptions: None,
            alone: None,
        },
        body: Box::new(move || {
            let count = all[current.load(Ordering::Relaxed)];
            let pieces = pieces(&workload, count, seed);
            workload.subject.prepare(threads(count))(&pieces);
            let (time, shares) = simulated();
            heddle_runtime::emit(&Event::Predicted(Prediction {
                cores: count,
                work: pieces.iter().map(|piece| u64::from(piece.units)).sum(),
                longest: pieces.iter().map(|p| u64::from(p.units)).max().unwrap_or(0),
                time,
                shares: shares.into_iter().filter(|units| *units > 0).collect(),
            }));
        }),
        no_thread_left_blocked: None,
    };
    let mut next = 0;
    engine::run(session, Arc::new(scenario), move || {
        let Some(count) = cores.get(next) else {
            session.end(None, true, true)
        };
        session.set_cores(*count);
        run.store(next, Ordering::Relaxed);
        next += 1;
        true
    });
    unreachable!("a prediction ends the process itself")
}

/// Makes the input, waits for the word, works, and ends the process. The parent's clock counts.
pub(crate) fn measure(session: Session, workload: &Workload, measurement: &Measurement) -> ! {
    heddle_runtime::install_hook();
    let pieces = pieces(workload, measurement.workers, measurement.seed);
    let workers = threads(measurement.workers);
    let started = Instant::now();
    let ready = std::panic::AssertUnwindSafe(|| match measurement.contestant {
        Contestant::Baseline => Way::Threads(baseline).prepare(workers),
        Contestant::Reference => Way::Threads(reference).prepare(workers),
        Contestant::Subject => workload.subject.prepare(workers),
        Contestant::OneWorker => workload.subject.prepare(NonZeroUsize::MIN),
    });
    let Ok(mut share) = std::panic::catch_unwind(ready) else {
        std_panicked()
    };
    let startup = started.elapsed().as_secs_f64();
    heddle_runtime::emit(&Event::Ready { startup });
    let mut line = String::new();
    // Whatever comes, or the end of the input, is the word.
    let _ = std::io::stdin().lock().read_line(&mut line);
    let before = processor_seconds();
    let work = std::panic::AssertUnwindSafe(|| share(&pieces));
    let Ok(results) = std::panic::catch_unwind(work) else {
        std_panicked()
    };
    heddle_runtime::emit(&Event::Done);
    let digest = results
        .iter()
        .fold(results.len() as u64, |digest, result| mix(digest ^ result));
    heddle_runtime::emit(&Event::Output {
        digest,
        processor: processor_seconds() - before,
    });
    session.end(None, true, true)
}

fn baseline(pieces: &[Piece], _workers: NonZeroUsize) -> Vec<u64> {
    pieces.iter().map(Piece::work).collect()
}

/// A shared counter, and as many threads as were asked for: what a good answer costs here and now.
fn reference(pieces: &[Piece], workers: NonZeroUsize) -> Vec<u64> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        // Relaxed: each index is taken once; the results are handed over by the join.
        while let Some((index, piece)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            pieces.get(index).map(|piece| (index, piece))
        } {
            done.push((index, piece.work()));
        }
        done
    };
    let mut all: Vec<(usize, u64)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers.get()).map(|_| scope.spawn(work)).collect();
        let results = threads.into_iter().map(|thread| thread.join());
        results.flatten().flatten().collect()
    });
    all.sort_unstable();
    all.into_iter().map(|(_, result)| result).collect()
}

/// Processor time of this process, over all its threads.
fn processor_seconds() -> f64 {
    // SAFETY: the structure is plain data, and the call only writes to it.
    let time = unsafe {
        let mut time: libc::timespec = std::mem::zeroed();
        libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &raw mut time);
        time
    };
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
