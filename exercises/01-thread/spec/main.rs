//! The spec of exercise 01: a thread that is made first and started later.
//!
//! The scenarios follow the life of a thread: new, running, ended, panicked, gone. A learner is told
//! about the first that fails. What the types have to be is said in [`api`].

mod api;
mod dropping;
mod job;
mod joining;
mod life;
mod looking;
mod panicking;
mod running;
mod starting;

use grade::Spec;

fn main() {
    let chapters = [
        life::scenarios(),
        running::scenarios(),
        joining::scenarios(),
        starting::scenarios(),
        looking::scenarios(),
        panicking::scenarios(),
        dropping::scenarios(),
    ];
    grade::run(chapters.into_iter().flatten().fold(Spec::new(), Spec::with))
}
