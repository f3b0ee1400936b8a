//! Where the threads of this process are: each is asked by a signal, and answers with its stack.

use std::backtrace::Backtrace;
use std::collections::HashMap;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::time::{Duration, Instant};

use heddle_processes::Thread;
use heddle_protocol::Location;

/// How long a thread may take to answer.
const PATIENCE: Duration = Duration::from_millis(150);
/// Frames of one thread that are told.
const MOST_FRAMES: usize = 40;

/// The answer of the thread that was asked last; written by its signal handler.
static ANSWER: AtomicPtr<Backtrace> = AtomicPtr::new(std::ptr::null_mut());

/// Says how the question is answered. To be called before anybody asks.
pub fn prepare() {
    // SAFETY: an all-zero sigaction is a valid value of it; the handler is a function that lives for
    // ever. SA_RESTART lets the interrupted call go on.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = answer as *const () as usize;
        action.sa_flags = libc::SA_RESTART;
        libc::sigaction(libc::SIGUSR2, &raw const action, std::ptr::null_mut());
    }
}

/// Takes the stack of the thread that is asked.
///
/// It makes room on the heap, which a signal handler must not do where the thread could have been
/// interrupted in the allocator. One that waits for ever is not there. One that polls could be, in one case of
/// thousands: then its answer does not come and its line is missing from the page. Nothing else is lost, for
/// no thread of this process goes on after it was asked. A stack without the heap would take a library that
/// reads debug information by itself, which each learner would have to compile first.
extern "C" fn answer(_signal: i32) {
    let trace = Box::new(Backtrace::force_capture());
    ANSWER.store(Box::into_raw(trace), Ordering::Release);
}

/// Where these threads of this process are. A thread that does not answer is left out.
pub fn of_threads(threads: &[Thread]) -> HashMap<u32, Vec<Location>> {
    let me = heddle_processes::this_thread();
    let mut all = HashMap::new();
    for thread in threads.iter().filter(|thread| thread.id != me) {
        if let Some(trace) = ask(thread.id) {
            all.insert(thread.id, places(&trace.to_string()));
        }
    }
    all
}

fn ask(thread: u32) -> Option<Box<Backtrace>> {
    ANSWER.store(std::ptr::null_mut(), Ordering::Relaxed);
    // SAFETY: takes numbers. If the thread is gone, nobody answers.
    #[cfg(target_os = "linux")]
    unsafe {
        libc::syscall(libc::SYS_tgkill, std::process::id(), thread, libc::SIGUSR2);
    }
    let asked = Instant::now();
    loop {
        let answer = ANSWER.swap(std::ptr::null_mut(), Ordering::Acquire);
        if !answer.is_null() {
            // SAFETY: the handler made it from a box, and it is taken once.
            return Some(unsafe { Box::from_raw(answer) });
        }
        if asked.elapsed() > PATIENCE {
            return None;
        }
        std::thread::sleep(Duration::from_micros(200));
    }
}

/// The places that a printed backtrace names, as `at file:line:column`.
fn places(text: &str) -> Vec<Location> {
    let lines = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("at "));
    lines
        .filter_map(|place| {
            let mut parts = place.rsplitn(3, ':');
            let (column, line, file) = (parts.next()?, parts.next()?, parts.next()?);
            Some(Location {
                file: file.to_owned(),
                line: line.parse().ok()?,
                column: column.parse().ok()?,
            })
        })
        // The standard library is nobody's fault.
        .filter(|place| !place.file.starts_with("/rustc/"))
        .take(MOST_FRAMES)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_from_a_backtrace() {
        let trace = "   0: std::sys::read\n             at /rustc/0a/library/std/src/x.rs:1:2\n   \
                     1: pool::Pool::map\n             at /home/me/src/lib.rs:88:13\n   2: main\n";
        let place = Location {
            file: "/home/me/src/lib.rs".to_owned(),
            line: 88,
            column: 13,
        };
        assert_eq!(places(trace), [place]);
    }
}
