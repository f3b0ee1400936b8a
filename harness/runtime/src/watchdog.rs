//! Code that never reaches its next step.
//!
//! A loop without any operation that other threads could see never gives the model a chance to stop
//! it. So a timer of the process's own processor time, which a busy machine does not speed up, looks
//! now and then whether steps are still made. It is a signal and no thread: with a second thread each
//! stack that an engine gives back would have to be forgotten by both cores.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use heddle_protocol::{Code, Event};

use crate::failure;

/// Steps of all executions; only the model's thread writes it, and only a change of it counts.
static STEPS: AtomicU64 = AtomicU64::new(0);
/// What `STEPS` was when the timer last looked.
static SEEN: AtomicU64 = AtomicU64::new(0);
/// The failure, written down before there is one: a signal handler may not allocate.
static LINE: OnceLock<Vec<u8>> = OnceLock::new();
/// Seconds of processor time between two looks, so what one step may take at least.
const LOOK_EVERY: i64 = 2;

/// The model made a step.
#[inline]
pub(crate) fn step() {
    STEPS.store(STEPS.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
}

/// Watches from now on.
pub(crate) fn start() {
    let message = format!(
        "it computed for {LOOK_EVERY} s without a single operation that another thread could see; \
         perhaps a loop never ends"
    );
    let failure = failure::without_trace(Code::Timeout, message);
    LINE.get_or_init(|| failure::line(&Event::Failure(Box::new(failure))));
    let every = libc::timeval {
        tv_sec: LOOK_EVERY,
        tv_usec: 0,
    };
    let timer = libc::itimerval {
        it_interval: every,
        it_value: every,
    };
    // SAFETY: `look` only does what a signal handler may; the structures are plain data, and zero is
    // an empty mask. Should a call fail, there is still the parent's own limit.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = look as *const () as libc::sighandler_t;
        // On the stack for signals: a simulated thread's own is small.
        action.sa_flags = libc::SA_RESTART | libc::SA_ONSTACK;
        libc::sigaction(libc::SIGPROF, &raw const action, std::ptr::null_mut());
        libc::setitimer(libc::ITIMER_PROF, &raw const timer, std::ptr::null_mut());
    }
}

extern "C" fn look(_signal: libc::c_int) {
    let steps = STEPS.load(Ordering::Relaxed);
    if SEEN.swap(steps, Ordering::Relaxed) == steps
        && let Some(line) = LINE.get()
    {
        failure::write(line);
        failure::exit(failure::EXIT_FAILED);
    }
}
