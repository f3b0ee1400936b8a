//! The spec of exercise 05: a queue between producers and consumers.
//!
//! The scenarios go from one thread to several, then to time, to closing and to joining: a learner is told
//! about the first that fails. What the queue has to do in each of them is said once, in
//! [`contract`]; what its types have to be is said in [`api`].

mod api;
mod calls;
mod contract;
mod ending;
mod one_thread;
mod time;
mod waiting;

use grade::Spec;

fn main() {
    let chapters = [
        one_thread::scenarios(),
        waiting::scenarios(),
        time::scenarios(),
        ending::scenarios(),
    ];
    grade::run(chapters.into_iter().flatten().fold(Spec::new(), Spec::with))
}
