//! The spec of exercise 04: a semaphore that counts its permits both ways.
//!
//! The scenarios go from one thread to several, then to time and to many who wait, then to permits that
//! give themselves back: a learner is told about the first that fails. What a semaphore has to do in each of them is
//! said once, in [`contract`]; what its types have to be is said in [`api`].

mod api;
mod calls;
mod contract;
mod line;
mod one_thread;
mod permits;
mod time;
mod waiting;

use grade::Spec;

fn main() {
    let chapters = [
        one_thread::scenarios(),
        waiting::scenarios(),
        time::scenarios(),
        line::scenarios(),
        permits::scenarios(),
    ];
    grade::run(chapters.into_iter().flatten().fold(Spec::new(), Spec::with))
}
