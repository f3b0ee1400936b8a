//! Runs every row of the table on std and on the façade under each engine, each in a process of its
//! own: an engine ends the process where it finds something.

#[path = "../src/names/mod.rs"]
mod names;
#[path = "../src/rows/mod.rs"]
#[expect(
    dead_code,
    reason = "what the rows are expected to come to is asked of the library's copy"
)]
mod on_std;

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use conformance::rows::{self, Expect};
use heddle_protocol::{Budget, Event, How, Job, Request, ScenarioInfo};

/// A child that has not ended by then never will.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often real threads run a row: once shows little.
const REPEATS: u64 = 20;
const NONCE: &str = "the-suite's-own";

#[derive(Clone, Copy, PartialEq)]
enum Engine {
    /// The rows compiled on std.
    RealStd,
    Std,
    Search,
    Loom,
}

impl Engine {
    const ALL: [Engine; 4] = [Engine::RealStd, Engine::Std, Engine::Search, Engine::Loom];

    fn name(self) -> &'static str {
        match self {
            Engine::RealStd => "std itself",
            Engine::Std => "real threads",
            Engine::Search => "search",
            Engine::Loom => "loom",
        }
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [word, row] if word == "--child-on-std" => on_real_std(row),
        [word] if word == "--child" => {
            end_when_out_of_patience();
            explore::serve(rows::all().into_iter().map(scenario).collect(), Vec::new())
        }
        _ => parent(arguments.iter().find(|word| !word.starts_with('-'))),
    }
}

fn end_when_out_of_patience() {
    std::thread::spawn(|| {
        std::thread::sleep(PATIENCE);
        eprintln!("never ended");
        std::process::exit(9);
    });
}

/// Says on standard error what came of an execution, once for each outcome.
fn saw(outcome: &'static str) {
    static SEEN: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
    if SEEN.lock().unwrap().insert(outcome) {
        eprintln!("saw: {outcome}");
    }
}

fn scenario(row: rows::Row) -> explore::Scenario {
    let info = ScenarioInfo {
        name: row.name.to_owned(),
        about: row.name.to_owned(),
        threads: Vec::new(),
        loom: true,
        preemptions: None,
        alone: None,
    };
    let body = row.body;
    explore::Scenario {
        info,
        body: Box::new(move || saw(body())),
        no_thread_left_blocked: None,
    }
}

fn on_real_std(name: &str) -> ExitCode {
    end_when_out_of_patience();
    std::panic::set_hook(Box::new(|_| {}));
    let row = on_std::all()
        .into_iter()
        .find(|row| row.name == name)
        .expect("a row of this name");
    for _ in 0..REPEATS {
        explore::in_a_copy(|| saw((row.body)()));
    }
    ExitCode::SUCCESS
}

/// What a child said.
struct Told {
    outcomes: BTreeSet<String>,
    end: String,
    executions: u64,
    seconds: f64,
}

fn run(row: &rows::Row, engine: Engine) -> Told {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    match engine {
        Engine::RealStd => command.args(["--child-on-std", row.name]),
        _ => command.arg("--child"),
    };
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let started = Instant::now();
    let mut child = command.spawn().expect("this program starts again");
    let job = serde_json::to_string(&job(row, engine)).expect("a job is plain data");
    // A child that does not read it has ended, and that is what will be reported.
    let _ = writeln!(child.stdin.take().expect("it is piped"), "{job}");
    let output = child.wait_with_output().expect("its output is text");
    let said = String::from_utf8_lossy(&output.stderr);
    let outcomes = said.lines().filter_map(|line| line.strip_prefix("saw: "));
    let mut told = Told {
        outcomes: outcomes.map(str::to_owned).collect(),
        end: format!("{} without an end record: {}", output.status, said.trim()),
        executions: 0,
        seconds: started.elapsed().as_secs_f64(),
    };
    if engine == Engine::RealStd && output.status.success() {
        told.end = "complete".to_owned();
    }
    let events = String::from_utf8_lossy(&output.stdout);
    let events = events
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    judge(&mut told, events);
    told
}

fn judge(told: &mut Told, events: impl Iterator<Item = Event>) {
    for event in events {
        match event {
            Event::Unsupported(unsupported) => {
                told.end = format!("unsupported: {}", unsupported.item);
            }
            Event::Failure(failure) => {
                let named = heddle_explain::name(&failure);
                told.executions = failure.execution;
                told.end = format!("{}: {}", named.code, named.message);
            }
            Event::End(end) => {
                told.executions = end.executions;
                told.end = match end.stopped {
                    _ if end.nonce != NONCE => "an end record of another's".to_owned(),
                    None if end.complete => "complete".to_owned(),
                    stopped => format!("incomplete: {stopped:?}"),
                };
            }
            _ => {}
        }
    }
}

fn job(row: &rows::Row, engine: Engine) -> Job {
    let budget = Budget {
        preemptions: 2,
        disturbances: row.disturbances,
        executions: 300_000,
        steps: 20_000,
        seconds: PATIENCE.as_secs_f64() / 2.0,
        asleep: Budget::PATIENT,
        reduces: true,
    };
    let how = match engine {
        Engine::RealStd | Engine::Std => How::Threads {
            runs: REPEATS,
            seconds: budget.seconds,
        },
        Engine::Search => How::Search(budget),
        Engine::Loom => How::Loom(budget),
    };
    let request = Request::Run {
        scenario: row.name.to_owned(),
        how,
    };
    Job {
        nonce: NONCE.to_owned(),
        request,
    }
}

/// Whether the child said what was expected; else what is wrong.
fn check(engine: Engine, expect: Expect, told: &Told) -> Result<(), String> {
    let seen = || {
        told.outcomes
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(", ")
    };
    match expect {
        Expect::Gives(outcomes) => {
            let all: BTreeSet<String> =
                outcomes.iter().map(|&outcome| outcome.to_owned()).collect();
            let right = if model(engine) {
                told.outcomes == all
            } else {
                told.outcomes.is_subset(&all)
            };
            match told.end == "complete" {
                false => Err(format!("expected to hold; {}", told.end)),
                true if right && !told.outcomes.is_empty() => Ok(()),
                true => Err(format!("expected {}; saw {}", outcomes.join(", "), seen())),
            }
        }
        Expect::Fails(code) if told.end.starts_with(&format!("{code}: ")) => Ok(()),
        Expect::Aborts if told.end.starts_with("crashed: ") => Ok(()),
        Expect::Aborts if !model(engine) && told.end.starts_with("signal: 6") => Ok(()),
        Expect::Skips(item) if told.end == format!("unsupported: {item}") => Ok(()),
        Expect::Stops(limit) if told.end == format!("incomplete: Some({limit})") => Ok(()),
        Expect::Fails(_) | Expect::Skips(_) | Expect::Stops(_) | Expect::Aborts => {
            Err(format!("expected {expect:?}; {}, saw {}", told.end, seen()))
        }
        Expect::Not => Ok(()),
    }
}

fn model(engine: Engine) -> bool {
    matches!(engine, Engine::Search | Engine::Loom)
}

/// The types for which another of the five traits holds on the façade than on std.
fn other_auto_traits() -> Option<String> {
    let (std, facade) = (names::auto::TABLE, conformance::names::auto::TABLE);
    let pairs = std.concat().into_iter().zip(facade.concat());
    let differ = pairs.flat_map(|((name, std), (_, facade))| {
        let traits = names::auto::TRAITS.iter().zip(std.into_iter().zip(facade));
        traits.filter_map(move |(of, (std, facade))| {
            let is = |so| if so { "is" } else { "is not" };
            let (std, facade) = (std != facade).then_some((is(std), is(facade)))?;
            Some(format!("{name} {facade} {of}; std's {std}"))
        })
    });
    let differ: Vec<String> = differ.collect();
    (!differ.is_empty()).then(|| differ.join("\n    "))
}

fn parent(filter: Option<&String>) -> ExitCode {
    let started = Instant::now();
    let rows = rows::all();
    let cases: Vec<(&rows::Row, Engine, Expect)> = rows
        .iter()
        .filter(|row| filter.is_none_or(|word| row.name.contains(word.as_str())))
        .flat_map(|row| Engine::ALL.map(|engine| (row, engine, expected(row, engine))))
        .filter(|(_, _, expect)| *expect != Expect::Not)
        .collect();
    println!("\nrunning {} tests", cases.len() + 1);
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::from_iter(other_auto_traits()));
    let skipped = AtomicUsize::new(0);
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(&(row, engine, expect)) =
                    cases.get(next.fetch_add(1, Ordering::Relaxed))
                {
                    let told = run(row, engine);
                    let verdict = check(engine, expect, &told);
                    report(row.name, engine, expect, &told, &verdict);
                    if matches!(expect, Expect::Skips(_)) && verdict.is_ok() {
                        skipped.fetch_add(1, Ordering::Relaxed);
                    }
                    if let Err(why) = verdict {
                        failures.lock().unwrap().push(format!(
                            "{} [{}]: {why}",
                            row.name,
                            engine.name()
                        ));
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    if !failures.is_empty() {
        println!("\nfailures:");
        failures
            .iter()
            .for_each(|failure| println!("    {failure}"));
    }
    let skipped = skipped.into_inner();
    println!(
        "\ntest result: {}. {} passed; {} failed; {skipped} skipped; finished in {:.2}s\n",
        if failures.is_empty() { "ok" } else { "FAILED" },
        cases.len() + 1 - failures.len() - skipped,
        failures.len(),
        started.elapsed().as_secs_f64(),
    );
    ExitCode::from(u8::from(!failures.is_empty()) * 101)
}

fn expected(row: &rows::Row, engine: Engine) -> Expect {
    match engine {
        Engine::RealStd | Engine::Std => row.std,
        Engine::Search => row.search,
        Engine::Loom => row.loom,
    }
}

fn report(name: &str, engine: Engine, expect: Expect, told: &Told, verdict: &Result<(), String>) {
    let word = match (verdict, expect) {
        (Err(_), _) => "FAILED".to_owned(),
        (Ok(()), Expect::Skips(item)) => format!("skipped ({item})"),
        (Ok(()), Expect::Fails(code)) => format!("ok ({code}, execution {})", told.executions),
        (Ok(()), _) if told.executions > 1 => format!("ok ({} executions)", told.executions),
        _ => "ok".to_owned(),
    };
    let slow = if told.seconds > 2.0 {
        format!(" in {:.1} s", told.seconds)
    } else {
        String::new()
    };
    println!("test {name} [{}] ... {word}{slow}", engine.name());
}
