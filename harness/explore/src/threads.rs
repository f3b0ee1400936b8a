//! Real threads: nothing is explored, the scenario is run a few times.
//!
//! Each run is a process of its own, a copy of this one from before the first: statics are as the compiler
//! made them, no thread of an earlier run is about, and main's thread-locals are destroyed at its end.

use std::io::{ErrorKind, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use heddle_runtime::session::{Session, std_panicked};

use crate::{PATIENCE, Scenario};

/// Real threads are run again until this time is over, and so often at least.
const ENOUGH: Duration = Duration::from_millis(400);
const LEAST_RUNS: u64 = 5;

/// Runs it so many times at most, and ends the process. The parent ends what hangs for so many seconds.
pub(crate) fn run(session: Session, scenario: &Scenario, runs: u64, seconds: f64) -> ! {
    heddle_runtime::install_hook();
    let patience = Duration::from_secs_f64(seconds * PATIENCE);
    let started = Instant::now();
    for run in 1..=runs.max(1) {
        session.set_progress(|progress| progress.executions = run);
        in_a_copy(|| {
            session.watch_promises(patience.saturating_sub(started.elapsed()));
            if let Err(_payload) = catch_unwind(AssertUnwindSafe(|| (scenario.body)())) {
                // With the payload still there: its destructor could panic as well.
                std_panicked();
            }
        });
        if run >= LEAST_RUNS && started.elapsed() > ENOUGH {
            break;
        }
    }
    session.end(None, true, true)
}

/// Runs `body` in a copy of this process, whose other threads, if it has any, hold no lock. If the copy ends in
/// any other way than by coming to the end of `body`, this process ends in the same way.
pub fn in_a_copy(body: impl FnOnce()) {
    // What is written once should not come out of both.
    let _ = std::io::stdout().flush();
    let mut pipe = [0; 2];
    // SAFETY: the array has room for both descriptors.
    if unsafe { libc::pipe(pipe.as_mut_ptr()) } != 0 {
        heddle_runtime::fault("the system has no pipe to give");
    }
    let [reads, writes] = pipe;
    // SAFETY: no other thread holds a lock, so the copy may do whatever this process may.
    match unsafe { libc::fork() } {
        -1 => heddle_runtime::fault("the system has no process to give"),
        0 => {
            end_with_parent();
            if catch_unwind(AssertUnwindSafe(body)).is_err() {
                std::process::exit(101);
            }
            // SAFETY: one byte of a live value, to a descriptor of our own.
            unsafe { libc::write(writes, [1_u8].as_ptr().cast(), 1) };
            // As a program's end: main's thread-locals go, and other threads end wherever they are.
            std::process::exit(0)
        }
        copy => {
            let mut status = 0;
            let mut came_to_the_end = [0_u8];
            // SAFETY: descriptors of our own, a child of our own, and pointers to live values. Somebody whom
            // the copy started may have the other end for longer, so the copy is waited for first.
            unsafe {
                libc::close(writes);
                while libc::waitpid(copy, &raw mut status, 0) < 0 && interrupted() {}
                libc::fcntl(reads, libc::F_SETFL, libc::O_NONBLOCK);
                libc::read(reads, came_to_the_end.as_mut_ptr().cast(), 1);
                libc::close(reads);
            }
            if status != 0 || came_to_the_end != [1] {
                end_alike(status);
            }
        }
    }
}

fn interrupted() -> bool {
    std::io::Error::last_os_error().kind() == ErrorKind::Interrupted
}

/// A copy does not outlive the process that waits for it.
fn end_with_parent() {
    #[cfg(target_os = "linux")]
    // SAFETY: takes a number.
    unsafe {
        libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
    }
}

fn end_alike(status: i32) -> ! {
    if libc::WIFSIGNALED(status) {
        let signal = libc::WTERMSIG(status);
        // SAFETY: no handler of anybody's runs: the signal does what it does by itself.
        unsafe {
            libc::signal(signal, libc::SIG_DFL);
            libc::raise(signal);
        }
    }
    // SAFETY: ends the process; nothing of it is used afterwards.
    unsafe { libc::_exit(libc::WEXITSTATUS(status)) }
}
