//! Runs a scenario under an engine, in the child process that the parent started for it.
//!
//! [`serve()`] reads one job and answers with events. The engines differ in who decides:
//! [`bounded`] enumerates schedules by preemption bound, [`random`] draws them, [`replay`] repeats
//! one, [`loom`] explores memory orderings; the life of an execution is the runtime's. [`processes`]
//! explores nothing: it runs a scenario once, with real processes, and watches them.
//!
//! This crate never looks at results: a scenario that fails ends the process from where it stands.

mod bounded;
mod campaign;
mod engine;
mod loom;
mod processes;
mod random;
mod reduced;
mod replay;
mod serve;
mod speedup;
mod threads;
mod tree;
mod watch;

use heddle_protocol::{Code, ScenarioInfo};

pub use processes::{few_zombies, when_still};
pub use serve::serve;
pub use speedup::{Piece, Prepare, Prepared, Random, Share, Way, Workload};
pub use threads::in_a_copy;

/// Every program that explores has this heap: in a model, the same schedule meets the same addresses.
#[global_allocator]
static HEAP: heddle_runtime::Heap = heddle_runtime::Heap;

/// A scenario of a spec.
pub struct Scenario {
    /// What a reader sees of it.
    pub info: ScenarioInfo,
    /// One execution. Runs once an execution, tens of thousands of times in the models.
    pub body: Box<dyn Fn() + Send + Sync>,
    /// A thread that is still blocked when the scenario's main returns is a failure with this code.
    pub no_thread_left_blocked: Option<Code>,
}

/// The part of the time for real threads and processes after which what is promised must have happened.
const PATIENCE: f64 = 0.8;
