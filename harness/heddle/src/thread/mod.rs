//! `std::thread`, with threads that a model can schedule.

pub use ::std::thread::{AccessError, Result, available_parallelism};

mod handle;
mod spawn;

pub use handle::{Thread, ThreadId, current, park, park_timeout};
pub use spawn::{Builder, JoinHandle, spawn};

use std::panic::Location;
use std::time::Duration;

use heddle_runtime::{Engine, engine};

/// [`std::thread::yield_now`].
#[track_caller]
pub fn yield_now() {
    match engine() {
        Engine::Std => ::std::thread::yield_now(),
        _ => heddle_runtime::yield_now("yield_now", Location::caller()),
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
