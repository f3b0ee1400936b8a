//! The search as a whole, on the façade: exact counts of schedules, what is found at which bound, and that
//! each failure is found again from its schedule.
//!
//! Each row runs in a process of its own, since an engine ends the process where it finds something.

mod oracle;

use std::io::Write;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;

use explore::Scenario;
use heddle::sync::atomic::{AtomicU32, Ordering::SeqCst};
use heddle::sync::{Condvar, Mutex, mpsc};
use heddle::thread;
use heddle_explain::Named;
use heddle_protocol::{
    Budget, Code, End, Event, Failure, How, Job, Outcome, Request, ScenarioInfo, Schedule,
};

/// What a scenario has to come to.
enum Expect {
    /// Complete, with so many schedules within each bound.
    Counts(Vec<u64>),
    /// A failure with this diagnosis and so many preemptions.
    Fails(Code, usize),
}

struct Row {
    name: String,
    body: Box<dyn Fn() + Send + Sync>,
    expect: Expect,
    disturbances: u32,
}

fn row(name: &str, expect: Expect, body: impl Fn() + Send + Sync + 'static) -> Row {
    Row {
        name: name.to_owned(),
        body: Box::new(body),
        expect,
        disturbances: 0,
    }
}

/// Threads that only make steps, as many as the oracle counts for.
fn steps(main: u32, others: &'static [u32]) -> Row {
    let counts = (0..3).map(|bound| oracle::schedules(main, others, bound));
    let name = format!("main makes {main} steps beside {others:?}");
    row(&name, Expect::Counts(counts.collect()), move || {
        let counter = Arc::new(AtomicU32::new(0));
        let work = |counter: &AtomicU32, steps| {
            for _ in 0..steps {
                counter.fetch_add(1, SeqCst);
            }
        };
        let threads: Vec<_> = others
            .iter()
            .map(|&steps| {
                let counter = Arc::clone(&counter);
                thread::spawn(move || work(&counter, steps))
            })
            .collect();
        work(&counter, main);
        for thread in threads {
            thread.join().unwrap();
        }
        let all = main + others.iter().sum::<u32>();
        assert_eq!(counter.load(SeqCst), all);
    })
}

fn rows() -> Vec<Row> {
    [counted(), orders(), sleepers(), others()]
        .into_iter()
        .flatten()
        .collect()
}

/// Schedules that the oracle counts, too.
fn counted() -> Vec<Row> {
    vec![
        steps(0, &[1]),
        steps(2, &[2]),
        steps(0, &[1, 1]),
        steps(1, &[2, 1]),
        steps(0, &[2, 2]),
        steps(0, &[1, 1, 1]),
    ]
}

/// What takes a switch at the wrong moment.
fn orders() -> Vec<Row> {
    vec![
        row(
            "a lost update takes one preemption",
            Expect::Fails(Code::Panic, 1),
            || {
                let counter = Arc::new(AtomicU32::new(0));
                let add = |counter: &AtomicU32| {
                    let old = counter.load(SeqCst);
                    counter.store(old + 1, SeqCst);
                };
                let other = Arc::clone(&counter);
                let thread = thread::spawn(move || add(&other));
                add(&counter);
                thread.join().unwrap();
                assert_eq!(counter.load(SeqCst), 2);
            },
        ),
        row(
            "two locks in two orders are a deadlock after one preemption",
            Expect::Fails(Code::Deadlock, 1),
            || {
                let locks = Arc::new((Mutex::new(()), Mutex::new(())));
                let other = Arc::clone(&locks);
                let thread = thread::spawn(move || {
                    let _second = other.1.lock().unwrap();
                    let _first = other.0.lock().unwrap();
                });
                {
                    let _first = locks.0.lock().unwrap();
                    let _second = locks.1.lock().unwrap();
                }
                thread.join().unwrap();
            },
        ),
    ]
}

/// Waits on a condition variable.
fn sleepers() -> Vec<Row> {
    vec![
        row(
            "a notification that nobody hears is a lost wake-up without a preemption",
            Expect::Fails(Code::LostWakeUp, 0),
            || {
                let pair = Arc::new((Mutex::new(()), Condvar::new()));
                let other = Arc::clone(&pair);
                let thread = thread::spawn(move || other.1.notify_one());
                thread.join().unwrap();
                let guard = pair.0.lock().unwrap();
                drop(pair.1.wait(guard));
            },
        ),
        Row {
            disturbances: 1,
            ..row(
                "a wait in an if is found by a wake-up for no reason",
                Expect::Fails(Code::Panic, 1),
                || {
                    let pair = Arc::new((Mutex::new(false), Condvar::new()));
                    let other = Arc::clone(&pair);
                    let thread = thread::spawn(move || {
                        let mut ready = other.0.lock().unwrap();
                        if !*ready {
                            ready = other.1.wait(ready).unwrap();
                        }
                        assert!(*ready);
                    });
                    *pair.0.lock().unwrap() = true;
                    pair.1.notify_one();
                    thread.join().unwrap();
                },
            )
        },
    ]
}

/// Loops and channels.
fn others() -> Vec<Row> {
    vec![
        row(
            "a loop that nobody ends is a livelock",
            Expect::Fails(Code::Livelock, 0),
            || {
                let flag = AtomicU32::new(0);
                while flag.load(SeqCst) == 0 {
                    thread::yield_now();
                }
            },
        ),
        row(
            "messages follow their own sending, whatever was refused between",
            Expect::Fails(Code::Panic, 0),
            || {
                let (sender, receiver) = mpsc::sync_channel(1);
                sender.try_send(1).unwrap();
                assert!(sender.try_send(2).is_err());
                let thread = thread::spawn(move || {
                    receiver.recv().unwrap();
                    receiver.recv().unwrap();
                });
                sender.send(3).unwrap();
                thread.join().unwrap();
                panic!("to be looked at");
            },
        ),
    ]
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|word| word == "--child") {
        explore::serve(rows().into_iter().map(scenario).collect(), Vec::new())
    }
    let wanted = arguments.iter().find(|word| !word.starts_with('-'));
    let rows = rows().into_iter();
    let rows: Vec<Row> = rows
        .filter(|row| wanted.is_none_or(|word| row.name.contains(word.as_str())))
        .collect();
    println!("\nrunning {} tests", rows.len());
    let mut failures = 0;
    for row in &rows {
        match check(row) {
            Ok(()) => println!("test {} ... ok", row.name),
            Err(why) => {
                println!("test {} ... FAILED: {why}", row.name);
                failures += 1;
            }
        }
    }
    println!(
        "\ntest result: {}. {} passed; {failures} failed; 0 ignored\n",
        if failures == 0 { "ok" } else { "FAILED" },
        rows.len() - failures,
    );
    ExitCode::from(u8::from(failures > 0) * 101)
}

fn scenario(row: Row) -> Scenario {
    Scenario {
        info: ScenarioInfo {
            name: row.name,
            about: String::new(),
            threads: Vec::new(),
            loom: false,
            preemptions: None,
            alone: None,
        },
        body: row.body,
        no_thread_left_blocked: None,
    }
}

/// What a child said that counts.
struct Told {
    completed: Vec<u64>,
    end: Option<End>,
    failure: Option<Failure>,
}

fn ask(row: &Row, replay: Option<Schedule>) -> Told {
    let budget = Budget {
        preemptions: 2,
        disturbances: row.disturbances,
        executions: 100_000,
        steps: 2_000,
        seconds: 60.0,
        asleep: Budget::PATIENT,
        reduces: false,
    };
    let request = Request::Run {
        scenario: row.name.clone(),
        how: match replay {
            Some(schedule) => How::Replay(schedule, budget),
            None => How::Search(budget),
        },
    };
    let job = Job {
        nonce: "the test's own".to_owned(),
        request,
    };
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .arg("--child")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("this program starts again");
    let job = serde_json::to_string(&job).expect("a job is plain data");
    // A child that does not read it has ended, and that is what will be reported.
    let _ = writeln!(child.stdin.take().expect("it is piped"), "{job}");
    let output = child.wait_with_output().expect("its output can be read");
    let mut told = Told {
        completed: Vec::new(),
        end: None,
        failure: None,
    };
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        match serde_json::from_str(line).expect("each line is an event") {
            Event::BoundComplete { executions, .. } => told.completed.push(executions),
            Event::Failure(failure) => told.failure = Some(*failure),
            Event::End(end) => told.end = Some(end),
            _ => {}
        }
    }
    told
}

fn check(row: &Row) -> Result<(), String> {
    let told = ask(row, None);
    match &row.expect {
        Expect::Counts(counts) => {
            let complete = told.end.is_some_and(|end| end.complete);
            if let Some(failure) = &told.failure {
                let Named { code, message } = heddle_explain::name(failure);
                return Err(format!("{code}: {message}"));
            }
            // Where a bound left nothing out, no larger one is asked.
            let is_prefix = counts.starts_with(&told.completed) && !told.completed.is_empty();
            let rest = &counts[told.completed.len().min(counts.len())..];
            let is_all = rest
                .iter()
                .all(|count| Some(count) == told.completed.last());
            match complete && is_prefix && is_all {
                true => Ok(()),
                false => Err(format!("expected {counts:?}, counted {:?}", told.completed)),
            }
        }
        Expect::Fails(code, preemptions) => {
            let failure = told.failure.ok_or("nothing was found")?;
            let shown = failure.steps.iter().filter(|step| step.preemption).count();
            let named = heddle_explain::name(&failure).code;
            // What a schedule shows that is not the plain one is an atomicity violation.
            let named = match named {
                Code::AtomicityViolation => Code::Panic,
                other => other,
            };
            if (named, shown) != (*code, *preemptions) {
                return Err(format!("found {named} with {shown} preemptions"));
            }
            again(row, &failure)?;
            edges(row, &failure)
        }
    }
}

/// The schedule leads to the same failure, step by step.
fn again(row: &Row, failure: &Failure) -> Result<(), String> {
    let second = ask(row, failure.schedule.clone()).failure;
    let second = second.ok_or("its schedule passes")?;
    let same = |one: &Failure, other: &Failure| {
        one.steps == other.steps
            && one.finding == other.finding
            && one.waiting == other.waiting
            && one.departures == other.departures
            && one.schedule == other.schedule
    };
    match same(failure, &second) {
        true => Ok(()),
        false => Err("its schedule leads elsewhere".to_owned()),
    }
}

/// Each message that was taken comes after the step that sent it, and after no other.
fn edges(row: &Row, failure: &Failure) -> Result<(), String> {
    let relations = heddle_explain::relations(failure);
    let sent = |number: u64| {
        let sends = |step: &heddle_protocol::Step| step.outcome == Outcome::Sent(number);
        failure.steps.iter().position(sends)
    };
    for (step, relations) in failure.steps.iter().zip(&relations) {
        let Outcome::Took(number) = step.outcome else {
            continue;
        };
        let from = sent(number).ok_or("a message came from nowhere")?;
        let is_other = failure.steps[from].thread != step.thread;
        if is_other && !relations.follows.contains(&(from as u64)) {
            return Err(format!("{}: message {number} is not ordered", row.name));
        }
    }
    Ok(())
}
