//! The spec of exercise 06: a map that several threads share.
//!
//! First what comes back, then who works at the same time as whom, then chunks, then panics, and last
//! how well skewed work is shared out: a learner is told about the first scenario that fails. Each of
//! them is one or two calls of the learner's function, and [`job`] watches every call of `f` in it.

mod api;
mod at_once;
mod chunks;
mod job;
mod panics;
mod results;
mod speed;
mod watch;

use grade::Spec;

fn main() {
    let chapters = [
        results::scenarios(),
        at_once::scenarios(),
        chunks::scenarios(),
        panics::scenarios(),
    ];
    let spec = chapters.into_iter().flatten().fold(Spec::new(), Spec::with);
    grade::run(speed::workloads().into_iter().fold(spec, Spec::speedup))
}
