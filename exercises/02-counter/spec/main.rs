//! The spec of exercise 02: a counter that threads share.
//!
//! The scenarios go from one thread to several. Among those with several, the first only look at what
//! the counter holds in the end, so what they find is a lost change; the next look at every answer;
//! the last let `update` panic. What the counter has to do is said once, in [`contract`]; what its
//! type has to be is said in [`api`].

mod api;
mod calls;
mod contract;
mod one_thread;
mod panicking;
mod slow;
mod together;

use grade::Spec;

fn main() {
    let chapters = [
        one_thread::scenarios(),
        together::nothing_is_lost(),
        together::answers_fit(),
        slow::scenarios(),
        panicking::scenarios(),
    ];
    grade::run(chapters.into_iter().flatten().fold(Spec::new(), Spec::with))
}
