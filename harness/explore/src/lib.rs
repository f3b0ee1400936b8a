//! Runs a scenario under an engine, in the child process that the parent started for it.
//!
//! [`serve`] reads one [`Job`] and answers with events. The engines differ in who decides:
//! [`bounded`] enumerates schedules by preemption bound, [`random`] draws them, [`replay`] repeats
//! one, [`loom`] explores memory orderings; the life of an execution is the runtime's. [`processes`]
//! explores nothing: it runs a scenario once, with real processes, and watches them.
//!
//! This crate never looks at results: a scenario that fails ends the process from where it stands.

mod bounded;
mod engine;
mod loom;
mod processes;
mod random;
mod replay;
mod speedup;

use std::io::BufRead;
use std::sync::Arc;
use std::time::{Duration, Instant};

use heddle_protocol::{
    Budget, Code, Event, Job, Request, ScenarioInfo, Schedule, StageName, Stopped,
};
use heddle_runtime::{Engine, model};

pub use processes::{few_zombies, when_still};
pub use speedup::{Piece, Prepare, Prepared, Random, Share, Way, Workload};

/// Every program that explores has this heap: in a model, the same schedule meets the same addresses.
#[global_allocator]
static HEAP: heddle_runtime::Heap = heddle_runtime::Heap;

/// A scenario of a spec.
pub struct Scenario {
    /// What a reader sees of it.
    pub info: ScenarioInfo,
    /// One execution. Runs once an execution, tens of thousands of times in the models.
    pub body: Box<dyn Fn() + Send + Sync>,
    /// A thread that is still blocked when the scenario's main returns is a failure with this code.
    pub no_thread_left_blocked: Option<Code>,
}

/// Steps of one run on simulated cores.
const SIMULATED_STEPS: u64 = 1_000_000;

/// Reads the job from standard input, does it, and ends the process.
///
/// From the first line on, standard output belongs to the events, and what the code under check
/// prints goes to standard error.
///
/// What is no job is answered with exit code 2.
pub fn serve(scenarios: Vec<Scenario>, workloads: Vec<Workload>) -> ! {
    let events = take_stdout();
    let mut line = Vec::new();
    let read = std::io::stdin().lock().read_until(b'\n', &mut line);
    let job = read.map_err(|error| error.to_string());
    let job = job.and_then(|_| Job::from_line(&line));
    let Job { nonce, request } = job.unwrap_or_else(|error| {
        eprintln!(
            "this program is run by `cargo xtask check`, which tells it what to do ({error})"
        );
        std::process::exit(2)
    });
    let patient = Duration::from_secs_f64(Budget::PATIENT);
    match request {
        Request::List => {
            model::open(Engine::Std, events, nonce, u64::MAX, patient);
            for scenario in scenarios {
                heddle_runtime::emit(&Event::Scenario(scenario.info));
            }
            for workload in workloads {
                heddle_runtime::emit(&Event::Workload(workload.info));
            }
            model::end(None, true, true)
        }
        Request::Predict {
            workload,
            cores,
            seed,
            asleep,
        } => {
            let asleep = Duration::from_secs_f64(asleep);
            model::open(Engine::Search, events, nonce, SIMULATED_STEPS, asleep);
            speedup::predict(named(workloads, &workload), cores, seed)
        }
        Request::Measure(measurement) => {
            model::open(Engine::Std, events, nonce, u64::MAX, patient);
            speedup::measure(&named(workloads, &measurement.workload), &measurement)
        }
        Request::Run {
            scenario,
            stage,
            budget,
            seed,
            replay,
        } => {
            let found = scenarios.into_iter().find(|s| s.info.name == scenario);
            let scenario = found.unwrap_or_else(|| {
                eprintln!("there is no scenario `{scenario}`");
                std::process::exit(2)
            });
            run(scenario, stage, events, nonce, budget, seed, replay)
        }
    }
}

fn named(workloads: Vec<Workload>, name: &str) -> Workload {
    let found = workloads.into_iter().find(|w| w.info.name == name);
    found.unwrap_or_else(|| {
        eprintln!("there is no workload `{name}`");
        std::process::exit(2)
    })
}

fn run(
    scenario: Scenario,
    stage: StageName,
    events: i32,
    nonce: String,
    budget: Budget,
    seed: u64,
    replay: Option<Schedule>,
) -> ! {
    let engine = match stage {
        StageName::Search | StageName::Random => Engine::Search,
        StageName::Loom => Engine::Loom,
        _ => Engine::Std,
    };
    let asleep = Duration::from_secs_f64(budget.asleep);
    model::open(engine, events, nonce, budget.steps, asleep);
    let scenario = Arc::new(scenario);
    match (stage, replay) {
        (
            StageName::Loom,
            Some(Schedule::Loom {
                bound,
                execution,
                main_spins,
            }),
        ) => loom::replay(scenario, budget, (bound, execution, main_spins)),
        (StageName::Loom, _) => loom::explore(scenario, budget),
        (StageName::Search | StageName::Random, Some(Schedule::Choices(choices))) => {
            replay::run(scenario, choices)
        }
        (StageName::Process, _) => processes::run(&scenario, budget),
        (StageName::Search, _) => bounded::explore(scenario, budget),
        (StageName::Random, _) => random::explore(scenario, budget, seed),
        _ => on_real_threads(&scenario, budget),
    }
}

/// The part of the time on real threads after which what is promised must have happened.
const PATIENCE: f64 = 0.8;

/// Real threads are run again until this time is over, and so often at least.
const ENOUGH: Duration = Duration::from_millis(400);
const LEAST_RUNS: u64 = 5;

/// A few times, on real threads. The parent's watchdog ends what hangs.
fn on_real_threads(scenario: &Scenario, budget: Budget) -> ! {
    heddle_runtime::install_hook();
    model::watch_promises(Duration::from_secs_f64(budget.seconds * PATIENCE));
    let started = Instant::now();
    for run in 1..=budget.executions.max(1) {
        model::set_executions(run);
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| (scenario.body)()));
        if result.is_err() {
            model::std_panicked();
        }
        if run >= LEAST_RUNS && started.elapsed() > ENOUGH {
            break;
        }
    }
    model::end(None, true, true)
}

/// Keeps standard output for the events, and sends what the learner's code prints to standard error.
fn take_stdout() -> i32 {
    // SAFETY: plain calls on descriptors that every process starts with.
    unsafe {
        let events = libc::fcntl(1, libc::F_DUPFD_CLOEXEC, 3);
        libc::dup2(2, 1);
        events
    }
}

/// Counts time and executions of one exploration, and says now and then that it is alive.
pub(crate) struct Watch {
    started: Instant,
    reported: Instant,
    budget: Budget,
}

impl Watch {
    pub(crate) fn new(budget: Budget) -> Self {
        let now = Instant::now();
        Watch {
            started: now,
            reported: now,
            budget,
        }
    }

    /// Called between executions: why to stop, if it is time to.
    pub(crate) fn stop(&mut self, executions: u64, bound: u32) -> Option<Stopped> {
        if executions >= self.budget.executions {
            return Some(Stopped::Executions);
        }
        // Reading the clock costs as much as a short execution, so not each time.
        if !executions.is_multiple_of(64) {
            return None;
        }
        let now = Instant::now();
        if now.duration_since(self.reported).as_millis() >= 200 {
            self.reported = now;
            heddle_runtime::emit(&Event::Progress { executions, bound });
        }
        let spent = now.duration_since(self.started).as_secs_f64();
        (spent > self.budget.seconds).then_some(Stopped::Seconds)
    }
}
