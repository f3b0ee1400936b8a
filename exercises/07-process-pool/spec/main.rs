//! The spec of exercise 07: processes that wait for work.
//!
//! First a pool that nothing happens to, then how work is shared out, sizes, errors, deaths at chosen
//! moments and who comes after, workers that are replaced, and last how a pool ends. Each scenario runs in a process of its
//! own, with real workers. When it is over, everything has to be gone: that is asked of each.

mod basics;
mod deaths;
mod ends;
mod errors;
mod pool;
mod recycling;
mod sharing;
mod sizes;
mod speed;
mod successors;

use grade::Spec;

fn main() {
    let chapters = [
        basics::scenarios(),
        sharing::scenarios(),
        sizes::scenarios(),
        errors::scenarios(),
        deaths::scenarios(),
        successors::scenarios(),
        recycling::scenarios(),
        ends::scenarios(),
    ];
    let spec = chapters.into_iter().flatten().fold(Spec::new(), Spec::with);
    grade::run(speed::workloads().into_iter().fold(spec, Spec::speedup))
}
