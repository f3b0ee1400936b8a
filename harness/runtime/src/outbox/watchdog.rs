//! Code that never reaches its next step: it computes for ever, or it waits for real.
//!
//! A loop without any operation that other threads could see never gives the model a chance to stop
//! it. So a timer of the process's own processor time, which a busy machine does not speed up, looks
//! now and then whether steps are still made. It is a signal and no thread: with a second thread each
//! stack that an engine gives back would have to be forgotten by both cores.
//!
//! Simulated threads never wait for real: the kernel only switches between them. If the thread that
//! runs them all is asleep, it is in something that the model does not know, a channel of crossbeam's
//! or rayon's pool, and what it waits for may be a simulated thread that can never run. A second timer,
//! of real time, sees that. It subtracts the time that the thread was ready to run and did not get a
//! processor, so that a busy machine does not look like a wait.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use heddle_protocol::{Event, Failure, Finding};

use super::{foreign, wire};
use crate::kernel;

/// What [`kernel::heartbeat`] was when the timer last looked.
static SEEN: AtomicU64 = AtomicU64::new(0);
/// The failure, written down before there is one: a signal handler may not allocate.
static LINE: OnceLock<Vec<u8>> = OnceLock::new();
/// The event that says that the model cannot judge a real wait.
static ASLEEP: OnceLock<Vec<u8>> = OnceLock::new();
/// What [`kernel::heartbeat`] was when the other timer last looked, and how long the thread had been awake then.
static SEEN_ASLEEP: AtomicU64 = AtomicU64::new(0);
static AWAKE: AtomicU64 = AtomicU64::new(0);
/// Seconds of processor time between two looks, so what one step may take at least.
const LOOK_EVERY: u64 = 2;
/// Nanoseconds of real time between two looks for a thread that is asleep.
static LOOK_FOR_SLEEP_EVERY: AtomicU64 = AtomicU64::new(0);
/// A thread that was awake for a smaller part of that time was asleep.
const AWAKE_PART: u64 = 5;

/// Watches from now on. `asleep`: how long a thread sleeps before that is told.
pub(crate) fn start(asleep: Duration) {
    let failure = Failure::without_steps(Finding::NeverSteps {
        seconds: LOOK_EVERY,
    });
    LINE.get_or_init(|| Event::Failure(Box::new(failure)).to_line());
    ASLEEP.get_or_init(|| Event::Unsupported(foreign::wait_unknown()).to_line());
    let half = asleep / 2;
    LOOK_FOR_SLEEP_EVERY.store(half.as_nanos() as u64, Ordering::Relaxed);
    let (timer, sleep_timer) = (every(Duration::from_secs(LOOK_EVERY)), every(half));
    // SAFETY: `look` only does what a signal handler may; the structures are plain data, and zero is
    // an empty mask. Should a call fail, there is still the parent's own limit.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = look as *const () as libc::sighandler_t;
        // On the stack for signals: a simulated thread's own is small.
        action.sa_flags = libc::SA_RESTART | libc::SA_ONSTACK;
        libc::sigaction(libc::SIGPROF, &raw const action, std::ptr::null_mut());
        libc::setitimer(libc::ITIMER_PROF, &raw const timer, std::ptr::null_mut());
        action.sa_sigaction = look_for_sleep as *const () as libc::sighandler_t;
        libc::sigaction(libc::SIGALRM, &raw const action, std::ptr::null_mut());
        libc::setitimer(
            libc::ITIMER_REAL,
            &raw const sleep_timer,
            std::ptr::null_mut(),
        );
    }
}

fn every(time: Duration) -> libc::itimerval {
    let interval = libc::timeval {
        tv_sec: time.as_secs() as libc::time_t,
        tv_usec: time.subsec_micros() as libc::suseconds_t,
    };
    libc::itimerval {
        it_interval: interval,
        it_value: interval,
    }
}

extern "C" fn look(_signal: libc::c_int) {
    let steps = kernel::heartbeat();
    if SEEN.swap(steps, Ordering::Relaxed) == steps
        && let Some(line) = LINE.get()
    {
        wire::last_line(line);
    }
}

/// Two looks in a row at the same step, and hardly awake in between.
extern "C" fn look_for_sleep(_signal: libc::c_int) {
    let Some(awake) = awake() else { return };
    let before = AWAKE.swap(awake, Ordering::Relaxed);
    let steps = kernel::heartbeat();
    let same = SEEN_ASLEEP.swap(steps, Ordering::Relaxed) == steps;
    if same
        && awake.saturating_sub(before) < LOOK_FOR_SLEEP_EVERY.load(Ordering::Relaxed) / AWAKE_PART
        && let Some(line) = ASLEEP.get()
    {
        wire::last_line(line);
    }
}

/// Nanoseconds for which the calling thread has run or been ready to; `None` where the system does not
/// count. Only what a signal handler may do.
fn awake() -> Option<u64> {
    let mut text = [0u8; 96];
    // SAFETY: the path ends with a zero byte, and `text` is a valid buffer of that length.
    let length = unsafe {
        let path = c"/proc/thread-self/schedstat";
        let file = libc::open(path.as_ptr(), libc::O_RDONLY | libc::O_CLOEXEC);
        if file < 0 {
            return None;
        }
        let length = libc::read(file, text.as_mut_ptr().cast(), text.len());
        libc::close(file);
        usize::try_from(length).ok()?
    };
    let mut numbers = text[..length].split(|byte| *byte == b' ').map(|digits| {
        digits
            .iter()
            .take_while(|digit| digit.is_ascii_digit())
            .fold(0u64, |number, digit| {
                number
                    .wrapping_mul(10)
                    .wrapping_add(u64::from(digit - b'0'))
            })
    });
    Some(numbers.next()?.wrapping_add(numbers.next()?))
}
