//! What the spec of an exercise is written with.
//!
//! A spec is a list of scenarios. The checker runs each of them under every schedule within a bound,
//! so a scenario says *what must hold*, never when. There are two kinds.
//!
//! **Threads as data**: each thread is a list of operations on one shared object. What the object
//! must do is said once, by a [`Contract`]: a sequential model whose results every history has to
//! agree with. This is linearizability: each operation takes effect at one moment between its call
//! and its return. The first operation that no such order explains ends the execution.
//!
//! **Free form**: a closure that uses `heddle::thread`, `heddle::sync` and `heddle::time` as the
//! learner does, and says what it found with [`check!`].
//!
//! # Example
//!
//! The whole spec of a counter with `add(&self, u64) -> u64`, which returns the old value:
//!
//! ```no_run
//! use std::fmt;
//! use grade::{Code, Contract, History, Spec, Violation, check, scenario};
//!
//! # mod counter {
//! #     use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
//! #     pub struct Counter(AtomicU64);
//! #     impl Counter {
//! #         pub fn new(start: u64) -> Self { Counter(AtomicU64::new(start)) }
//! #         pub fn add(&self, n: u64) -> u64 { self.0.fetch_add(n, Relaxed) }
//! #     }
//! # }
//! use counter::Counter;
//!
//! #[derive(Clone, Debug)]
//! enum Op { Add(u64) }
//!
//! impl fmt::Display for Op {
//!     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
//!         let Op::Add(n) = self;
//!         write!(f, "add({n})")
//!     }
//! }
//!
//! /// A counter, as the contract describes it: a number.
//! #[derive(Clone, PartialEq, Eq, Hash)]
//! struct Total(u64);
//!
//! impl Contract for Total {
//!     type Object = Counter;
//!     type Op = Op;
//!     type Ret = u64;
//!
//!     fn create(&self) -> Counter {
//!         Counter::new(self.0)
//!     }
//!     fn apply(counter: &Counter, Op::Add(n): &Op) -> u64 {
//!         counter.add(*n)
//!     }
//!     fn outcomes(&self, Op::Add(n): &Op) -> Vec<(u64, Self)> {
//!         vec![(self.0, Total(self.0 + n))]
//!     }
//!     fn diagnose(&self, history: &History<Self>) -> Violation {
//!         Violation::new(Code::LostUpdate, history.complaint(self))
//!     }
//! }
//!
//! fn main() {
//!     grade::run(
//!         Spec::new()
//!             .with(
//!                 scenario("two-adders", "Two threads add at once, and neither addition is lost.")
//!                     .on(Total(0))
//!                     .thread("adder", [Op::Add(1)])
//!                     .main([Op::Add(2)])
//!                     .after([Op::Add(0)]),
//!             )
//!             .with(scenario("starts-anywhere", "A new counter holds what it was made with.").run(
//!                 || {
//!                     let seen = Counter::new(7).add(1);
//!                     check!(seen == 7, Code::WrongAnswer, "`add(1)` returned {seen}, not 7");
//!                 },
//!             )),
//!     )
//! }
//! ```
//!
//! # Rules for scenarios
//!
//! - A body runs tens of thousands of times. Two or three threads and two or three operations each
//!   say most of what there is to say, and every thread more multiplies the schedules.
//! - Bookkeeping uses the real `std::sync`, held briefly and never across a call to the façade: in
//!   the models all simulated threads share one thread of the operating system.
//! - Nothing sleeps to let another thread go first, and nothing measures that time was short.
//! - The order of the scenarios is the order in which a learner is told about them.
//!
//! This crate runs nothing itself: exploring is the work of `explore`, and what a failure looks like
//! is decided far from here.

mod census;
mod contract;
mod history;
mod linear;
mod numbers;
mod panics;
mod processes;
mod rendezvous;
mod run;
mod scenario;
mod spec;
mod speedup;
mod threads;
mod timed;

pub use census::{Census, Item};
pub use contract::{Contract, Violation};
pub use explore::few_zombies;
pub use heddle_protocol::Code;
pub use heddle_runtime::{fail, in_a_model, must_end, threads_alive, time};
pub use history::{Call, History};
pub use panics::{expected_panic, expected_panic_where_judged, panics};
pub use processes::{Deed, Gate, Workshop, plain_worker};
pub use rendezvous::Rendezvous;
pub use scenario::{Draft, Scenario, scenario};
pub use spec::{Spec, run};
pub use speedup::{Piece, Prepare, Prepared, Random, Share, Speedup};
pub use threads::Threads;
pub use timed::Timed;

/// Ends the execution with a diagnosis unless the condition holds.
///
/// `check!(condition, Code::EarlyReturn, "`join` returned with {n} items unfinished")`. The message
/// names the values that show the violation. Nothing unwinds: the process reports and ends.
#[macro_export]
macro_rules! check {
    ($condition:expr, $code:expr, $($message:tt)+) => {
        if !$condition {
            $crate::fail($code, ::std::format!($($message)+));
        }
    };
}
