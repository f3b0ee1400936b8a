//! That the search without a bound loses nothing: of many small programs, all that can come of them comes of
//! the executions that it chooses, too.
//!
//! `cargo test -p explore --test reduced -- FROM COUNT` asks the programs with these numbers.

mod program;

use std::collections::{BTreeSet, HashSet};
use std::io::Write;
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use explore::Scenario;
use heddle_protocol::{Budget, End, Event, How, Job, Request, ScenarioInfo};
use program::Program;

/// How many programs are asked unless it is said.
const PROGRAMS: u64 = 150;
/// Executions of one program; one that has more is left out.
const EXECUTIONS: u64 = 20_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| arguments.get(at).and_then(|word| word.parse().ok());
    if arguments.first().is_some_and(|word| word == "--child") {
        let seed: u64 = number(1).expect("the number of a program");
        explore::serve(vec![scenario(seed)], Vec::new())
    }
    let from: u64 = number(0).unwrap_or(0);
    let count: u64 = number(1).unwrap_or(PROGRAMS);
    let next = AtomicU64::new(from);
    let sums = Mutex::new(Sums::default());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    // Relaxed: each number is taken once.
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= from + count {
                        return;
                    }
                    let compared = compare(seed);
                    sums.lock()
                        .expect("nothing panics with it")
                        .add(seed, compared);
                }
            });
        }
    });
    let sums = sums.into_inner().expect("nothing panics with it");
    println!(
        "{} programs compared, {} with too many schedules; executions {} without a reduction, {} with",
        sums.compared, sums.left_out, sums.plain, sums.reduced
    );
    println!(
        "\ntest result: {}. {} passed; {} failed; 0 ignored\n",
        if sums.failed == 0 { "ok" } else { "FAILED" },
        sums.compared - sums.failed,
        sums.failed,
    );
    ExitCode::from(u8::from(sums.failed > 0) * 101)
}

#[derive(Default)]
struct Sums {
    compared: u64,
    left_out: u64,
    failed: u64,
    plain: u64,
    reduced: u64,
}

impl Sums {
    fn add(&mut self, seed: u64, compared: Result<Option<(u64, u64)>, String>) {
        match compared {
            Ok(Some((plain, reduced))) => {
                self.compared += 1;
                self.plain += plain;
                self.reduced += reduced;
            }
            Ok(None) => self.left_out += 1,
            Err(why) => {
                self.compared += 1;
                self.failed += 1;
                println!("program {seed}: {why}");
                for steps in Program::new(seed).threads {
                    println!("    {steps:?}");
                }
            }
        }
    }
}

fn scenario(seed: u64) -> Scenario {
    let program = Arc::new(Program::new(seed));
    let said: Mutex<HashSet<(bool, String)>> = Mutex::new(HashSet::new());
    Scenario {
        info: ScenarioInfo {
            name: "program".to_owned(),
            about: String::new(),
            threads: Vec::new(),
            loom: false,
            preemptions: None,
            alone: None,
        },
        body: Box::new(move || {
            let outcome = program::run(&program);
            let key = (heddle_runtime::session::is_reduced(), outcome);
            heddle_runtime::aside(|| {
                let mut said = said.lock().expect("nothing panics with it");
                if !said.contains(&key) {
                    eprintln!("{} {}", u8::from(key.0), key.1);
                    said.insert(key.clone());
                }
            });
        }),
        no_thread_left_blocked: None,
    }
}

/// The executions of both searches, if both came to an end; what only one of them found.
fn compare(seed: u64) -> Result<Option<(u64, u64)>, String> {
    let (plain, all) = ask(seed, false)?;
    let (reduced, some) = ask(seed, true)?;
    if !plain.complete || !reduced.exhausted {
        return Ok(None);
    }
    // Where nothing was left to be reduced, bound 0 was all.
    if some.is_empty() {
        return Ok(None);
    }
    let missing: Vec<&String> = all.difference(&some).collect();
    let invented: Vec<&String> = some.difference(&all).collect();
    match (missing.first(), invented.first()) {
        (None, None) => Ok(Some((plain.executions, reduced.executions))),
        (Some(one), _) => Err(format!(
            "{} of {} outcomes are missing, such as {one}; {some:?}",
            missing.len(),
            all.len()
        )),
        (_, Some(one)) => Err(format!("an outcome that there is not: {one}")),
    }
}

/// Searches all schedules of a program: the end record, and what came of it.
fn ask(seed: u64, reduces: bool) -> Result<(End, BTreeSet<String>), String> {
    let budget = Budget {
        preemptions: if reduces { 0 } else { u32::MAX },
        disturbances: 1,
        executions: EXECUTIONS,
        steps: 2_000,
        seconds: 60.0,
        asleep: Budget::PATIENT,
        reduces,
    };
    let job = Job {
        nonce: "the test's own".to_owned(),
        request: Request::Run {
            scenario: "program".to_owned(),
            how: How::Search(budget),
        },
    };
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--child", &seed.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("this program starts again");
    let job = serde_json::to_string(&job).expect("a job is plain data");
    // A child that does not read it has ended, and that is what will be reported.
    let _ = writeln!(child.stdin.take().expect("it is piped"), "{job}");
    let output = child.wait_with_output().expect("its output can be read");
    let events = String::from_utf8_lossy(&output.stdout).into_owned();
    let events = events.lines().map(serde_json::from_str);
    let end = events.flatten().find_map(|event| match event {
        Event::End(end) => Some(end),
        _ => None,
    });
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let end = end.ok_or_else(|| format!("no end record: {said}"))?;
    let phase = format!("{} ", u8::from(reduces));
    let outcomes = said.lines().filter_map(|line| line.strip_prefix(&phase));
    Ok((end, outcomes.map(str::to_owned).collect()))
}
