//! Linux: `/proc`, and a few calls.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::{Descriptor, Process, Thread, Wait};

/// Whether this system tells what the other functions ask.
pub fn supported() -> bool {
    let me = std::process::id();
    Path::new(&format!("/proc/{me}/task/{me}/children")).is_file()
}

/// From now on a process below this one whose parent ends becomes this one's child (see prctl(2),
/// `PR_SET_CHILD_SUBREAPER`): nothing gets away, and the caller has to wait for what it adopts.
///
/// # Errors
/// If the system does not know the call.
pub fn adopt_orphans() -> io::Result<()> {
    // SAFETY: takes numbers.
    if unsafe { libc::prctl(libc::PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) } == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

/// The children of a process, zombies included.
pub fn children(id: u32) -> Vec<u32> {
    let mut all = Vec::new();
    for thread in numbers(&format!("/proc/{id}/task")) {
        let list = fs::read_to_string(format!("/proc/{id}/task/{thread}/children"));
        let list = list.unwrap_or_default();
        all.extend(
            list.split_whitespace()
                .filter_map(|id| id.parse::<u32>().ok()),
        );
    }
    all
}

/// All processes below a process, parents first.
pub fn below(id: u32) -> Vec<u32> {
    let mut all = children(id);
    let mut next = 0;
    while let Some(&one) = all.get(next) {
        next += 1;
        for child in children(one) {
            if !all.contains(&child) {
                all.push(child);
            }
        }
    }
    all
}

/// What a process is; `None` if it is not there.
pub fn look(id: u32) -> Option<Process> {
    let (name, state, parent) = stat(&format!("/proc/{id}/stat"))?;
    let command = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
    let parts: Vec<String> = command
        .split(|&byte| byte == 0)
        .filter(|part| !part.is_empty())
        .map(|part| String::from_utf8_lossy(part).into_owned())
        .collect();
    Some(Process {
        id,
        parent,
        command: if parts.is_empty() {
            name
        } else {
            parts.join(" ")
        },
        ended: matches!(state, 'Z' | 'X'),
    })
}

/// The threads of a process; none if it has ended.
pub fn threads(id: u32) -> Vec<Thread> {
    let threads = numbers(&format!("/proc/{id}/task")).into_iter();
    threads
        .filter_map(|thread| {
            let folder = format!("/proc/{id}/task/{thread}");
            // Before the state: should it run and wait again in between, the two looks will differ.
            let switches = switches(&folder)?;
            let (name, state, _) = stat(&format!("{folder}/stat"))?;
            let waits = match state {
                'S' => fs::read_to_string(format!("{folder}/syscall"))
                    .ok()
                    .and_then(|call| wait(&call)),
                'T' | 't' => Some(Wait::Stopped),
                'Z' | 'X' => return None,
                _ => None,
            };
            Some(Thread {
                id: thread,
                name,
                switches,
                waits,
            })
        })
        .collect()
}

/// The open descriptors of a process, in the order of their numbers.
pub fn descriptors(id: u32) -> Vec<Descriptor> {
    let folder = format!("/proc/{id}/fd");
    let mut all: Vec<Descriptor> = numbers(&folder)
        .into_iter()
        .filter_map(|number| {
            let path = format!("{folder}/{number}");
            let target = fs::read_link(&path).ok()?.to_string_lossy().into_owned();
            let mode = fs::symlink_metadata(&path).ok()?.permissions().mode();
            Some(Descriptor {
                number,
                target,
                writes: mode & 0o200 != 0,
            })
        })
        // The folder that is being read is open, too.
        .filter(|descriptor| !(id == std::process::id() && descriptor.target.ends_with("/fd")))
        .collect();
    all.sort();
    all
}

/// The calling thread's number.
pub fn this_thread() -> u32 {
    // SAFETY: takes nothing.
    unsafe { libc::gettid() }.cast_unsigned()
}

/// Waits until a child of ours has ended, and leaves it there: whoever started it hears of it as well.
pub fn await_end(id: u32) {
    loop {
        // SAFETY: an all-zero siginfo_t is a valid value of it, and the call writes only to it.
        let result = unsafe {
            let mut info: libc::siginfo_t = std::mem::zeroed();
            let options = libc::WEXITED | libc::WNOWAIT;
            libc::waitid(libc::P_PID, id, &raw mut info, options)
        };
        // Of one that somebody has waited for already there is nothing to be heard.
        if result == 0 || io::Error::last_os_error().kind() != io::ErrorKind::Interrupted {
            return;
        }
    }
}

/// Ends these children of ours and everything below them, and waits for them.
///
/// First everything is stopped, until nothing new turns up, so that it cannot start more than is
/// ended. Whoever [adopts orphans](adopt_orphans) has nothing left afterwards. Gives up after some ten
/// thousand looks, where the system hides a process or does not let it be stopped.
pub fn end_all(roots: &[u32]) {
    let mut known = BTreeSet::new();
    for _ in 0..10_000 {
        let all = roots.iter().flat_map(|&root| {
            let mut tree = below(root);
            tree.push(root);
            tree
        });
        let new: Vec<u32> = all.filter(|id| !known.contains(id)).collect();
        for &id in &new {
            signal(id, libc::SIGSTOP);
        }
        if new.is_empty() {
            break;
        }
        known.extend(new);
    }
    for &id in &known {
        signal(id, libc::SIGKILL);
    }
    // Those further down become our children when their parents have ended.
    for &id in roots.iter().chain(&known) {
        wait_for(id);
    }
}

/// Sends a signal. A process that is gone gets none.
pub fn signal(id: u32, signal: i32) {
    // SAFETY: takes numbers. Failure means that it is gone.
    unsafe {
        libc::kill(id.cast_signed(), signal);
    }
}

/// Waits for the end of a child; of a process that is none, it does nothing.
fn wait_for(id: u32) {
    loop {
        // SAFETY: a null pointer says that the status is not wanted.
        let result = unsafe { libc::waitpid(id.cast_signed(), std::ptr::null_mut(), 0) };
        let interrupted = io::Error::last_os_error().kind() == io::ErrorKind::Interrupted;
        if result >= 0 || !interrupted {
            return;
        }
    }
}

fn numbers(folder: &str) -> Vec<u32> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect()
}

/// Name, state and parent, from a `stat` file. The name may contain anything, so it is found by its
/// last bracket.
fn stat(path: &str) -> Option<(String, char, u32)> {
    let text = fs::read(path).ok()?;
    let text = String::from_utf8_lossy(&text);
    let (start, end) = (text.find('(')?, text.rfind(')')?);
    let name = text.get(start + 1..end)?.to_owned();
    let mut rest = text.get(end + 1..)?.split_whitespace();
    let state = rest.next()?.chars().next()?;
    let parent = rest.next()?.parse().ok()?;
    Some((name, state, parent))
}

fn switches(folder: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("{folder}/status")).ok()?;
    let counts = status.lines().filter_map(|line| {
        let (key, value) = line.split_once(':')?;
        let counts = matches!(
            key,
            "voluntary_ctxt_switches" | "nonvoluntary_ctxt_switches"
        );
        counts.then(|| value.trim().parse::<u64>().ok())?
    });
    Some(counts.sum())
}

/// What a thread waits for that is in this system call; `None` if it goes on by itself.
fn wait(call: &str) -> Option<Wait> {
    let mut words = call.split_whitespace();
    let number: i64 = words.next()?.parse().ok()?;
    let arguments: Vec<u64> = words
        .filter_map(|word| u64::from_str_radix(word.strip_prefix("0x")?, 16).ok())
        .collect();
    let argument = |index: usize| arguments.get(index).copied();
    // A descriptor or a number of a process: an int, whatever the upper half of the register holds.
    let int = |index: usize| argument(index).map(|value| value as u32);
    match number {
        libc::SYS_read
        | libc::SYS_readv
        | libc::SYS_pread64
        | libc::SYS_recvfrom
        | libc::SYS_recvmsg
        | libc::SYS_accept
        | libc::SYS_accept4 => Some(Wait::Input(int(0)?)),
        libc::SYS_write | libc::SYS_writev | libc::SYS_sendto | libc::SYS_sendmsg => {
            Some(Wait::Output(int(0)?))
        }
        libc::SYS_wait4 => {
            let which = int(0)?.cast_signed();
            Some(Wait::Child(u32::try_from(which).ok().filter(|&id| id > 0)))
        }
        libc::SYS_waitid => {
            let one = argument(0)? == u64::from(libc::P_PID);
            Some(Wait::Child(int(1).filter(|_| one)))
        }
        // The operations that wait have their time limit as the fourth argument.
        libc::SYS_futex => (argument(3)? == 0).then_some(Wait::Thread),
        libc::SYS_ppoll => (argument(2)? == 0).then_some(Wait::Event),
        libc::SYS_pselect6 => (argument(4)? == 0).then_some(Wait::Event),
        libc::SYS_epoll_pwait => (int(3)?.cast_signed() < 0).then_some(Wait::Event),
        #[cfg(target_arch = "x86_64")]
        libc::SYS_poll => (int(2)?.cast_signed() < 0).then_some(Wait::Event),
        #[cfg(target_arch = "x86_64")]
        libc::SYS_epoll_wait => (int(3)?.cast_signed() < 0).then_some(Wait::Event),
        #[cfg(target_arch = "x86_64")]
        libc::SYS_pause => Some(Wait::Event),
        libc::SYS_rt_sigsuspend => Some(Wait::Event),
        _ => None,
    }
}

#[cfg(test)]
#[path = "linux/tests.rs"]
mod tests;
