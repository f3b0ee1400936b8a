//! One job: read from standard input, done, and the end of the process.

use std::io::BufRead;
use std::sync::Arc;
use std::time::Duration;

use heddle_protocol::{Budget, Event, How, Job, Request, Schedule};
use heddle_runtime::Engine;
use heddle_runtime::session::Session;

use crate::{Scenario, Workload, bounded, loom, processes, random, replay, speedup, threads};

/// Steps of one run on simulated cores.
const SIMULATED_STEPS: u64 = 1_000_000;

/// Reads the job from standard input, does it, and ends the process.
///
/// From the first line on, standard output belongs to the events, and what the code under check
/// prints goes to standard error.
///
/// What is no job is answered with exit code 2, and a job for another spec than this with the one that says
/// that the harness is at fault.
pub fn serve(scenarios: Vec<Scenario>, workloads: Vec<Workload>) -> ! {
    let child = Child {
        events: take_stdout(),
        scenarios,
        workloads,
    };
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
    match request {
        Request::List => child.list(nonce),
        Request::Predict {
            workload,
            cores,
            seed,
            asleep,
        } => {
            let session = child.open(Engine::Search, nonce, SIMULATED_STEPS, asleep);
            speedup::predict(session, child.workload(&workload), cores, seed)
        }
        Request::Measure(measurement) => {
            let session = child.open_for_real(nonce);
            speedup::measure(
                session,
                &child.workload(&measurement.workload),
                &measurement,
            )
        }
        Request::Run { scenario, how } => child.run(&scenario, how, nonce),
    }
}

/// This process: what it knows, and where its events go.
struct Child {
    events: i32,
    scenarios: Vec<Scenario>,
    workloads: Vec<Workload>,
}

impl Child {
    fn open(&self, engine: Engine, nonce: String, steps: u64, asleep: f64) -> Session {
        let asleep = Duration::from_secs_f64(asleep);
        Session::open(engine, self.events, nonce, steps, asleep)
    }

    fn open_for_real(&self, nonce: String) -> Session {
        self.open(Engine::Std, nonce, u64::MAX, Budget::PATIENT)
    }

    fn list(self, nonce: String) -> ! {
        let session = self.open_for_real(nonce);
        for scenario in self.scenarios {
            heddle_runtime::emit(&Event::Scenario(scenario.info));
        }
        for workload in self.workloads {
            heddle_runtime::emit(&Event::Workload(workload.info));
        }
        session.end(None, true, true)
    }

    fn workload(self, name: &str) -> Workload {
        let mut workloads = self.workloads.into_iter();
        let found = workloads.find(|workload| workload.info.name == name);
        found.unwrap_or_else(|| heddle_runtime::fault(&format!("there is no workload `{name}`")))
    }

    fn run(mut self, name: &str, how: How, nonce: String) -> ! {
        let engine = match &how {
            How::Search(budget) | How::Random(budget, _) => Some((Engine::Search, *budget)),
            How::Loom(budget) => Some((Engine::Loom, *budget)),
            How::Replay(Schedule::Choices(_), budget) => Some((Engine::Search, *budget)),
            How::Replay(Schedule::Loom { .. }, budget) => Some((Engine::Loom, *budget)),
            How::Threads { .. } | How::Processes { .. } => None,
        };
        let session = match engine {
            Some((engine, budget)) => self.open(engine, nonce, budget.steps, budget.asleep),
            None => self.open_for_real(nonce),
        };
        let index = self.scenarios.iter().position(|s| s.info.name == name);
        let Some(index) = index else {
            heddle_runtime::fault(&format!("there is no scenario `{name}`"))
        };
        let scenario = Arc::new(self.scenarios.swap_remove(index));
        match how {
            How::Search(budget) => bounded::explore(session, scenario, budget),
            How::Random(budget, seed) => random::explore(session, scenario, budget, seed),
            How::Loom(budget) => loom::explore(session, scenario, budget),
            How::Replay(Schedule::Choices(choices), _) => replay::run(session, scenario, choices),
            How::Replay(
                Schedule::Loom {
                    bound,
                    execution,
                    main_spins,
                },
                budget,
            ) => loom::replay(session, scenario, budget, (bound, execution, main_spins)),
            How::Threads { runs, seconds } => threads::run(session, &scenario, runs, seconds),
            How::Processes { seconds } => processes::run(session, &scenario, seconds),
        }
    }
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
