//! One child process: one job in, a stream of events out, and limits on everything else.

use std::{
    hash::{BuildHasher as _, Hasher as _, RandomState},
    io::{BufRead as _, BufReader, Read, Write as _},
    os::unix::process::{CommandExt as _, ExitStatusExt as _},
    path::Path,
    process::{ChildStdin, ChildStdout, Command, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use heddle_protocol::{Event, How, Job, Request, Schedule, StageName, VERSION};

use crate::{
    groups,
    record::{Child, Ending, Task, Trial},
};

/// What the code under check may print before the rest is cut.
const OUTPUT_LIMIT: u64 = 64 * 1024;
/// What a child may say: a failure with the longest interleaving has room a few times over.
const EVENTS_LIMIT: u64 = 64 * 1024 * 1024;
/// Address space: enough for thousands of simulated threads' stacks, too little to hurt the machine.
const MEMORY_LIMIT: u64 = 8 << 30;
/// How long a pipe may stay open after its process has ended: a process that fled its group can hold it.
const PIPE_PATIENCE: Duration = Duration::from_secs(1);

/// Runs `task` in a child process of its own. `schedule` is what a replay repeats.
///
/// An error is a fault of the tool: the process could not be started, or speaks another version.
pub fn run(
    binary: &Path,
    folder: &Path,
    task: Task,
    schedule: Option<Schedule>,
    on_event: &dyn Fn(&Event),
) -> anyhow::Result<Child> {
    let nonce = nonce();
    let job = Job {
        nonce: nonce.clone(),
        request: request(&task, schedule),
    };
    let limit = time_limit(&task);
    let started = Instant::now();
    let mut child = groups::spawn(&mut command(binary, folder))
        .with_context(|| format!("cannot start {}", binary.display()))?;
    let events = read_in_background(child.take_stdout());
    let output = read_output(child.take_stderr());
    let job = serde_json::to_string(&job).context("a job has no JSON")?;
    let is_timed = matches!(task, Task::Measure(_));
    let mut talk = Talk::begin(child.take_stdin(), &job, is_timed);
    let mut heard = |event: &Event| {
        talk.heard(event);
        on_event(event);
    };
    let mut collected = Vec::new();
    let ended = end_in_background(child.group());
    let timed_out = !wait(&ended, &events, started + limit, &mut collected, &mut heard);
    if timed_out {
        child.kill();
    }
    let status = child.wait().context("a child process got lost")?;
    let patience = Instant::now() + PIPE_PATIENCE;
    while let Ok(event) = events.recv_timeout(patience.saturating_duration_since(Instant::now())) {
        collected.push(event);
    }
    let output = output.recv_timeout(PIPE_PATIENCE).unwrap_or_default();
    let ending = if timed_out {
        Ending::TimedOut
    } else {
        ending(status)
    };
    let seconds = started.elapsed().as_secs_f64();
    same_version(&mut collected).with_context(|| binary.display().to_string())?;
    Ok(Child {
        task,
        nonce,
        events: collected,
        ending,
        output,
        seconds,
        measured: talk.measured,
    })
}

/// What is said to the child, and the time of a measurement in between.
struct Talk {
    stdin: Option<ChildStdin>,
    begun: Option<Instant>,
    measured: Option<f64>,
}

impl Talk {
    /// Says the job. Only a measurement has more to be told: other code that reads from its standard input
    /// finds the end of it.
    fn begin(mut stdin: Option<ChildStdin>, job: &str, is_timed: bool) -> Self {
        say(&mut stdin, job);
        Talk {
            stdin: stdin.filter(|_| is_timed),
            begun: None,
            measured: None,
        }
    }

    fn heard(&mut self, event: &Event) {
        match event {
            Event::Ready { .. } if self.begun.is_none() => {
                self.begun = Some(Instant::now());
                say(&mut self.stdin, "go");
                self.stdin = None;
            }
            Event::Done if self.measured.is_none() => {
                self.measured = self.begun.map(|begun| begun.elapsed().as_secs_f64());
            }
            _ => {}
        }
    }
}

/// Takes the first event off, which says what the others mean. A child that said nothing died before it
/// could; how it ended tells.
fn same_version(events: &mut Vec<Event>) -> anyhow::Result<()> {
    match events.first() {
        None => return Ok(()),
        Some(Event::Begin { version: VERSION }) => {}
        Some(Event::Begin { version }) => anyhow::bail!(
            "it speaks version {version} of the stream of events, and this tool reads version {VERSION}: \
             run `cargo clean` and check again"
        ),
        Some(_) => anyhow::bail!(
            "it did not say which version of the stream of events it speaks: run \
             `cargo clean` and check again"
        ),
    }
    events.remove(0);
    Ok(())
}

/// A line to the child. One that has died already is no error of ours: how it ended tells.
fn say(stdin: &mut Option<ChildStdin>, line: &str) {
    if let Some(stdin) = stdin {
        let _ = writeln!(stdin, "{line}");
    }
}

fn request(task: &Task, replay: Option<Schedule>) -> Request {
    match task {
        Task::List => Request::List,
        Task::Predict(simulation) => Request::Predict {
            workload: simulation.workload.clone(),
            cores: simulation.cores.clone(),
            seed: simulation.seed,
            asleep: simulation.asleep,
        },
        Task::Measure(measurement) => Request::Measure(measurement.clone()),
        Task::Explore(trial)
        | Task::Replay(trial)
        | Task::Without(trial, _)
        | Task::Retry(trial) => Request::Run {
            scenario: trial.scenario.clone(),
            how: how(trial, replay),
        },
    }
}

/// How a stage runs a scenario.
fn how(trial: &Trial, replay: Option<Schedule>) -> How {
    let Trial { budget, seed, .. } = *trial;
    match (trial.stage, replay) {
        (_, Some(schedule)) => How::Replay(schedule, budget),
        (StageName::Search, None) => How::Search(budget),
        (StageName::Random, None) => How::Random(budget, seed),
        (StageName::Loom, None) => How::Loom(budget),
        (StageName::Process, None) => How::Processes {
            seconds: budget.seconds,
        },
        // The other stages ask no scenario.
        (StageName::Std | StageName::Scan | StageName::Build | StageName::Speedup, None) => {
            How::Threads {
                runs: budget.executions,
                seconds: budget.seconds,
            }
        }
    }
}

/// The child stops by itself when its budget is spent; this is for one that cannot.
fn time_limit(task: &Task) -> Duration {
    let (seconds, margin) = match task.trial() {
        // Work of some 25 ms.
        None if matches!(task, Task::Measure(_)) => (0.0, 6.0),
        None => (0.0, 10.0),
        Some(trial) if matches!(trial.stage, StageName::Std | StageName::Process) => {
            (trial.budget.seconds, 2.0)
        }
        Some(trial) => (trial.budget.seconds, 5.0),
    };
    Duration::from_secs_f64((seconds + margin).clamp(1.0, 3600.0))
}

fn command(binary: &Path, folder: &Path) -> Command {
    let mut command = Command::new(binary);
    command
        .env_clear()
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // SAFETY: between fork and exec only async-signal-safe calls are made: setrlimit, prctl, getppid.
    unsafe {
        let parent = libc::getpid();
        command.pre_exec(move || before_exec(parent));
    }
    command
}

/// Limits, in the child: no core dumps, bounded memory, and no life after ours.
fn before_exec(parent: libc::pid_t) -> std::io::Result<()> {
    let limit = |resource, value| {
        let limit = libc::rlimit {
            rlim_cur: value,
            rlim_max: value,
        };
        // SAFETY: the pointer is to a value that lives through the call.
        if unsafe { libc::setrlimit(resource, &raw const limit) } == 0 {
            Ok(())
        } else {
            Err(std::io::Error::last_os_error())
        }
    };
    limit(libc::RLIMIT_CORE, 0)?;
    #[cfg(target_os = "linux")]
    {
        // A lower limit that is in force already is as good, and cannot be raised.
        let _ = limit(libc::RLIMIT_AS, MEMORY_LIMIT);
        // SAFETY: takes a number.
        if unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) } != 0 {
            return Err(std::io::Error::last_os_error());
        }
    }
    // SAFETY: takes nothing.
    if unsafe { libc::getppid() } != parent {
        // The parent died before the line above could tell.
        return Err(std::io::Error::other("the checker is gone"));
    }
    Ok(())
}

/// From the system's randomness, by way of the standard hasher's keys.
fn nonce() -> String {
    let part = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", part(), part())
}

fn read_in_background(stdout: ChildStdout) -> Receiver<Event> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let lines = BufReader::new(stdout.take(EVENTS_LIMIT)).split(b'\n');
        for line in lines.map_while(Result::ok) {
            // What is no event is no evidence, and neither is a line that broke off.
            if let Ok(event) = serde_json::from_slice(&line)
                && sender.send(event).is_err()
            {
                break;
            }
        }
    });
    receiver
}

fn read_output(stderr: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut stderr = stderr;
        let mut kept = Vec::new();
        let cut = (&mut stderr)
            .take(OUTPUT_LIMIT)
            .read_to_end(&mut kept)
            .is_ok()
            && std::io::copy(&mut stderr, &mut std::io::sink()).is_ok_and(|more| more > 0);
        let mut text = String::from_utf8_lossy(&kept).into_owned();
        if cut {
            text.push_str("\n… (the rest is cut)\n");
        }
        // Nobody waits for it any more if its process fled.
        let _ = sender.send(text);
    });
    receiver
}

fn end_in_background(process: i32) -> Receiver<()> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        // An error means that there is nothing to wait for.
        let _ = groups::wait_unreaped(process);
        let _ = sender.send(());
    });
    receiver
}

/// Collects events until the process has ended (`true`) or its time is over (`false`).
fn wait(
    ended: &Receiver<()>,
    events: &Receiver<Event>,
    deadline: Instant,
    collected: &mut Vec<Event>,
    on_event: &mut dyn FnMut(&Event),
) -> bool {
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        match events.recv_timeout(left) {
            Ok(event) => {
                on_event(&event);
                collected.push(event);
            }
            // Its standard output is closed: it is about to end, or does without.
            Err(RecvTimeoutError::Disconnected) => return ended.recv_timeout(left).is_ok(),
            Err(RecvTimeoutError::Timeout) => return ended.try_recv().is_ok(),
        }
    }
}

fn ending(status: ExitStatus) -> Ending {
    match (status.code(), status.signal()) {
        (Some(code), _) => Ending::Exited(code),
        (None, signal) => Ending::Signal(signal.unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_of_the_events_is_one_line_that_says_what_to_do() {
        for (first, expected) in [
            (Event::Begin { version: 7 }, "it speaks version 7"),
            (Event::Done, "did not say which version"),
        ] {
            let error = same_version(&mut vec![first, Event::Done]).unwrap_err();
            let error = format!("{error:#}");
            assert!(error.contains(expected), "{error}");
            assert!(error.contains("`cargo clean`"), "{error}");
            assert!(!error.contains('\n'), "{error}");
        }
    }

    #[test]
    fn the_version_is_no_part_of_the_record() {
        let mut events = vec![Event::Begin { version: VERSION }, Event::Done];
        same_version(&mut events).unwrap();
        assert!(matches!(events[..], [Event::Done]), "{events:?}");
        same_version(&mut Vec::new()).unwrap();
    }
}
