//! Process groups: each child leads one, and whatever ends this tool ends them all.
//!
//! A process can leave its group. On Linux this tool therefore adopts whatever a child of its leaves
//! behind, and ends it: what is a child of ours and in no registry was never started by us.
//!
//! The registry's lock is held while a child is started and while it is reaped, so that a signal never
//! finds a child that it does not know of, and never kills a number that the system has given away again.

use std::{
    collections::BTreeSet,
    io,
    os::unix::process::CommandExt as _,
    process::{self, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

/// Leaders of the groups that are alive; written under its lock by [`spawn`] and [`Member::wait`].
static GROUPS: Mutex<BTreeSet<i32>> = Mutex::new(BTreeSet::new());

/// Orphans come to us. Relaxed: written once, before any child is started.
static ADOPTS: AtomicBool = AtomicBool::new(false);

fn groups() -> MutexGuard<'static, BTreeSet<i32>> {
    GROUPS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A child process that leads a group of its own. Dropping it ends the group.
#[derive(Debug)]
pub struct Member {
    child: process::Child,
    group: i32,
    reaped: bool,
}

/// Starts `command` as the leader of a new group.
pub fn spawn(command: &mut Command) -> io::Result<Member> {
    command.process_group(0);
    let mut groups = groups();
    let child = command.spawn()?;
    let group = i32::try_from(child.id()).map_err(io::Error::other)?;
    groups.insert(group);
    Ok(Member {
        child,
        group,
        reaped: false,
    })
}

impl Member {
    /// Its standard input, the first time.
    pub fn take_stdin(&mut self) -> Option<ChildStdin> {
        self.child.stdin.take()
    }

    /// Its standard output.
    pub fn take_stdout(&mut self) -> ChildStdout {
        self.child
            .stdout
            .take()
            .expect("stdout is piped, and taken once")
    }

    /// Its standard error.
    pub fn take_stderr(&mut self) -> ChildStderr {
        self.child
            .stderr
            .take()
            .expect("stderr is piped, and taken once")
    }

    /// The number of its group, and its own.
    pub fn group(&self) -> i32 {
        self.group
    }

    /// Ends the whole group.
    pub fn kill(&self) {
        kill_group(self.group);
    }

    /// Waits for its end, then ends what is left of its group.
    pub fn wait(&mut self) -> io::Result<ExitStatus> {
        wait_unreaped(self.group)?;
        self.reap()
    }

    fn reap(&mut self) -> io::Result<ExitStatus> {
        let mut groups = groups();
        // Not reaped yet, so the number is still its own.
        kill_group(self.group);
        let status = self.child.wait();
        groups.remove(&self.group);
        self.reaped = true;
        end_orphans(&groups);
        status
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        if !self.reaped {
            // There is nobody left to tell.
            let _ = self.reap();
        }
    }
}

/// Waits until the process has ended, and leaves it there to be reaped.
pub fn wait_unreaped(process: i32) -> io::Result<()> {
    loop {
        // SAFETY: an all-zero siginfo_t is a valid value of it, and the call writes only to it.
        let result = unsafe {
            let mut info: libc::siginfo_t = std::mem::zeroed();
            let process = process.cast_unsigned();
            libc::waitid(
                libc::P_PID,
                process,
                &raw mut info,
                libc::WEXITED | libc::WNOWAIT,
            )
        };
        if result == 0 {
            return Ok(());
        }
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
}

/// Ends what the code under check has left behind outside its group. The lock on the registry keeps
/// others from starting a child meanwhile.
fn end_orphans(groups: &BTreeSet<i32>) {
    if !ADOPTS.load(Ordering::Relaxed) {
        return;
    }
    // What is ended may leave something behind as well.
    loop {
        let mut orphans = heddle_processes::children(process::id());
        orphans.retain(|&id| !i32::try_from(id).is_ok_and(|id| groups.contains(&id)));
        if orphans.is_empty() {
            return;
        }
        heddle_processes::end_all(&orphans);
    }
}

fn kill_group(group: i32) {
    // SAFETY: kill has no memory to get wrong. Failure means that nobody is left in the group.
    unsafe {
        libc::kill(-group, libc::SIGKILL);
    }
}

/// From now on orphans are adopted, and an interrupt ends every group and then this process, with
/// 128 + the signal's number.
pub fn end_with_us() -> io::Result<()> {
    ADOPTS.store(
        heddle_processes::supported() && heddle_processes::adopt_orphans().is_ok(),
        Ordering::Relaxed,
    );
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            if let Some(signal) = signals.forever().next() {
                // Kept until the end, so that no further child is started.
                let groups = groups();
                groups.iter().copied().for_each(kill_group);
                if ADOPTS.load(Ordering::Relaxed) {
                    heddle_processes::end_all(&heddle_processes::children(process::id()));
                }
                if console::Term::stderr().is_term() {
                    // A half-drawn bar; it does not matter if it stays.
                    let _ = console::Term::stderr().clear_line();
                }
                process::exit(128 + signal);
            }
        })?;
    Ok(())
}
