//! `std::hint`, with a [`spin_loop`] that lets the other threads of a model go on.

pub use ::std::hint::*;

use heddle_runtime::{Engine, engine};
use std::panic::Location;

/// [`std::hint::spin_loop`]; in a model it yields, since the processor would do the rest.
#[track_caller]
#[inline]
pub fn spin_loop() {
    match engine() {
        Engine::Std => ::std::hint::spin_loop(),
        _ => heddle_runtime::yield_now(heddle_runtime::Op::SpinLoop, Location::caller()),
    }
}
