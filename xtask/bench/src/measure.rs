//! Running something once and knowing what it cost.

use std::{
    hint,
    process::{Command, ExitStatus, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Instant,
};

use anyhow::Context as _;

use xtask::groups;

/// What one run cost.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// By the clock.
    pub seconds: f64,
    /// On the cores, the kernel's share included: what other programs do hardly disturbs it.
    pub cpu: f64,
    /// How it ended.
    pub status: ExitStatus,
}

/// Runs the command to its end and drops what it writes on standard error. Nothing else may run
/// children meanwhile: the system adds them all up.
pub fn run(command: &mut Command) -> anyhow::Result<(Cost, String)> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let (before, started) = (cpu_of_children(), Instant::now());
    let mut child = groups::spawn(command)
        .with_context(|| format!("cannot start {}", command.get_program().display()))?;
    let output = std::io::read_to_string(child.take_stdout()).context("its output broke off")?;
    let status = child.wait().context("a child process got lost")?;
    let cost = Cost {
        seconds: started.elapsed().as_secs_f64(),
        cpu: cpu_of_children() - before,
        status,
    };
    Ok((cost, output))
}

/// Seconds that ended children have spent so far, and their children.
pub fn cpu_of_children() -> f64 {
    // SAFETY: an all-zero rusage is a valid value of it, and the call writes only to it.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(libc::RUSAGE_CHILDREN, &raw mut usage);
        usage
    };
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

/// Cargo, without what the cargo that runs us said about this tool.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        let ours = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        });
        if ours {
            command.env_remove(name);
        }
    }
    command
}

/// The one in the middle; of an even number, the mean of the two.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => values[middle],
        _ => f64::midpoint(values[middle - 1], values[middle]),
    }
}

/// Runs `work` while one thread for each core does nothing but keep it busy.
pub fn with_hogs<R>(work: impl FnOnce() -> R) -> R {
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..xtask::grading::cores() {
            // Relaxed: whether a hog ends a moment later does not matter.
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    hint::spin_loop();
                }
            });
        }
        let result = work();
        over.store(true, Ordering::Relaxed);
        result
    })
}
