//! `std::thread`, with threads that a model can schedule.

pub use ::std::thread::{Result, available_parallelism};

mod handle;
mod local;
mod scope;
mod spawn;

#[expect(deprecated, reason = "std still has it")]
pub use handle::park_timeout_ms;
pub use handle::{Thread, ThreadId, current, park, park_timeout};
pub use local::{AccessError, LocalKey};
pub use scope::{Scope, ScopedJoinHandle, scope};
pub use spawn::{Builder, JoinHandle, spawn};

use std::panic::Location;
use std::time::Duration;

use heddle_runtime::{Engine, engine};

/// [`std::thread::yield_now`].
#[track_caller]
pub fn yield_now() {
    match engine() {
        Engine::Std => ::std::thread::yield_now(),
        _ => heddle_runtime::yield_now(heddle_runtime::Op::YieldNow, Location::caller()),
    }
}

/// [`std::thread::sleep`]; in a model it costs no time, and any other thread may run meanwhile.
#[track_caller]
pub fn sleep(duration: Duration) {
    heddle_runtime::sleep(duration, Location::caller());
}

/// [`std::thread::panicking`], of the calling simulated thread where a model runs.
#[must_use]
pub fn panicking() -> bool {
    heddle_runtime::panicking()
}

/// [`std::thread::sleep_ms`].
#[deprecated(note = "replaced by `std::thread::sleep`")]
#[track_caller]
pub fn sleep_ms(ms: u32) {
    sleep(Duration::from_millis(u64::from(ms)));
}
