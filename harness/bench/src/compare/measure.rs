//! Starts one process for each run, and keeps what it printed and what it counted.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::engines::{Engine, FIGURES};
use super::list::Bug;

/// A run that takes longer is ended.
const PATIENCE: Duration = Duration::from_secs(60);

/// How an engine is run.
#[derive(Clone, Copy)]
pub struct Way {
    pub engine: Engine,
    /// loom's bound.
    pub bound: Option<u32>,
    /// shuttle's.
    pub seed: u64,
    /// Everything that the engine and Rust print about places when they are asked.
    pub places: bool,
}

/// What came of one run.
pub struct Run {
    pub end: End,
    pub executions: u64,
    /// In the last execution; shuttle's only.
    pub preemptions: u64,
    /// Standard output, and standard error after it.
    pub text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum End {
    Found,
    NotFound,
    /// loom's limit for the steps of one execution, which is no failure of the code.
    TooLong,
    /// Ended after [`PATIENCE`].
    Patience,
}

/// Below the folder of this program: what each run printed.
pub fn folder() -> PathBuf {
    let program = std::env::current_exe().expect("this program has a path");
    program.with_file_name("heddle-compare")
}

pub fn run(bug: &Bug, way: Way) -> io::Result<Run> {
    fs::create_dir_all(folder())?;
    let name = way.name(bug);
    let file = |ending: &str| folder().join(format!("{name}.{ending}"));
    let mut command = command(bug, way)?;
    command.env(FIGURES, file("figures"));
    let ended = wait(&mut command, &file("out"), &file("err"))?;
    let text = fs::read_to_string(file("out"))? + &fs::read_to_string(file("err"))?;
    let figures = fs::read_to_string(file("figures"))?;
    let mut figures = figures
        .split_whitespace()
        .map_while(|figure| figure.parse().ok());
    Ok(Run {
        end: match ended {
            None => End::Patience,
            Some(true) => End::NotFound,
            Some(false) if text.contains("exceeded maximum number of branches") => End::TooLong,
            Some(false) => End::Found,
        },
        executions: figures.next().unwrap_or(0),
        // Between them stand the steps.
        preemptions: figures.nth(1).unwrap_or(0),
        text,
    })
}

impl Way {
    /// Of the files that keep what came of it.
    fn name(self, bug: &Bug) -> String {
        let mut name = format!("{}-{}", bug.name, self.engine.name());
        if self.engine != Engine::Loom {
            name += &format!("-seed-{}", self.seed);
        }
        if let Some(bound) = self.bound {
            name += &format!("-bound-{bound}");
        }
        if self.places {
            name += "-places";
        }
        name
    }
}

/// This program, with nothing in its environment that changes what an engine does but what is asked for.
fn command(bug: &Bug, way: Way) -> io::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    let seed = way.seed.to_string();
    command.args(["compare", way.engine.name(), bug.name, &seed]);
    for (variable, _) in std::env::vars_os() {
        let variable = variable.to_string_lossy().into_owned();
        let matters = ["RUST_BACKTRACE", "RUST_LIB_BACKTRACE", "LOOM_", "SHUTTLE_"];
        if matters.iter().any(|start| variable.starts_with(start)) {
            command.env_remove(variable);
        }
    }
    command.env("NO_COLOR", "1");
    if let Some(bound) = way.bound {
        command.env("LOOM_MAX_PREEMPTIONS", bound.to_string());
    }
    if way.places {
        command.env("RUST_BACKTRACE", "1");
        command.env("LOOM_LOCATION", "1");
        command.env("SHUTTLE_CAPTURE_BACKTRACE", "1");
    }
    Ok(command)
}

/// Whether it was a success; `None` if it had to be ended.
fn wait(command: &mut Command, out: &Path, err: &Path) -> io::Result<Option<bool>> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(File::create(out)?)
        .stderr(File::create(err)?)
        .spawn()?;
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status.success()));
        }
        if began.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// What Heddle says about the bank's file: its page, and the same as a document.
pub struct Check {
    pub page: String,
    pub document: Value,
}

pub fn check(bug: &Bug) -> io::Result<Check> {
    let file = format!("wrong/{}", bug.bank);
    let xtask = |more: &[&str]| -> io::Result<String> {
        let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
            .args(["xtask", "check", &bug.exercise[..2], "--bank", &file])
            .args(more)
            .stderr(Stdio::null())
            .output()?;
        String::from_utf8(output.stdout).map_err(io::Error::other)
    };
    let page = xtask(&[])?;
    fs::create_dir_all(folder())?;
    fs::write(folder().join(format!("{}-heddle.out", bug.name)), &page)?;
    let document = serde_json::from_str(&xtask(&["--json"])?)?;
    Ok(Check { page, document })
}
