//! The spec of exercise 03: transfers between accounts that never block each other for ever.
//!
//! The scenarios go from one thread to transfers at once, then to balances and to snapshots beside
//! transfers, then to a crowd: a learner is told about the first that fails. What a transfer and a snapshot
//! have to do is said once, in [`contract`]; what has to compile is said in [`api`].
//!
//! Nothing here says how: one lock for all, a lock for each account, an order of any sort, giving
//! back and trying again are all right. Whether transfers between other accounts overlap is open.

mod api;
mod balances;
mod calls;
mod contract;
mod crowd;
mod one_thread;
mod snapshots;
mod transfers;

use grade::Spec;

fn main() {
    let chapters = [
        one_thread::scenarios(),
        transfers::scenarios(),
        balances::scenarios(),
        snapshots::scenarios(),
        crowd::scenarios(),
    ];
    grade::run(chapters.into_iter().flatten().fold(Spec::new(), Spec::with))
}
