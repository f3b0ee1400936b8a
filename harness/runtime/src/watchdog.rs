//! Code that never reaches its next step.
//!
//! A loop without any operation that other threads could see never gives the model a chance to stop
//! it. A real thread of the child looks now and then whether steps are still made; it counts the
//! processor's time, not the clock's, so a busy machine makes nobody late.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use heddle_protocol::Code;

use crate::failure;

/// Steps of all executions; only the model's thread writes it, and only a change of it counts.
static STEPS: AtomicU64 = AtomicU64::new(0);
/// Processor time that one step may take.
const LONGEST_STEP: Duration = Duration::from_secs(2);
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// The model made a step.
#[inline]
pub(crate) fn step() {
    STEPS.store(STEPS.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
}

/// Watches from now on.
pub(crate) fn start() {
    // Without a thread to spare there is still the parent's own limit.
    let _ = thread::Builder::new().name("watchdog".into()).spawn(watch);
}

fn watch() {
    let (mut seen, mut since) = (0, processor_time());
    loop {
        thread::sleep(LOOK_EVERY);
        let (steps, now) = (STEPS.load(Ordering::Relaxed), processor_time());
        if steps != seen {
            (seen, since) = (steps, now);
        } else if now.saturating_sub(since) > LONGEST_STEP {
            let seconds = LONGEST_STEP.as_secs();
            failure::without_trace(
                Code::Timeout,
                format!(
                    "it computed for {seconds} s without a single operation that another thread \
                     could see; perhaps a loop never ends"
                ),
            );
        }
    }
}

/// What all threads of this process have computed so far.
fn processor_time() -> Duration {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `time` is a valid place for the answer; if there is none, it stays zero.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &raw mut time) };
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
