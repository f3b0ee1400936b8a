//! The search engine's state: simulated threads, what each would do next, what they share.
//!
//! The main type is [`Kernel`], one for each OS thread that models run on. It is plain data and what keeps
//! it consistent, by lifetime: [`Config`] stands before the first execution, [`Totals`] grows over all of
//! them, [`Execution`] is made anew for each. Who runs next is decided in [`options`], by what the threads
//! announced and by a [`Strategy`].
//!
//! The kernel ends nothing and writes nothing. What it cannot go on from it returns as a [`Stop`], so a
//! test sees it as a value. It knows no type of std's and no sentence of a report.

mod announce;
mod arena;
mod calls;
mod clock;
mod cores;
mod effect;
mod execution;
mod identity;
mod options;
mod patience;
mod statics;
mod strategy;

use std::cell::{Cell, UnsafeCell};
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicU64, Ordering};

pub(crate) use announce::{Announce, Until};
pub use arena::{Heap, aside};
pub(crate) use arena::{make as make_heap, set_open as use_heap};
pub(crate) use clock::finite;
pub use effect::{Effect, How, Move, Relation, Shared, relation};
pub(crate) use execution::{Execution, Local, Object, Part, Promise, Shadow, Status, Thread};
pub use strategy::{Choice, Diverged, Strategy};

use crate::vocabulary::{Engine, Place};
use cores::Cores;
use statics::Statics;

/// Why an execution cannot go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// No thread can run, and main has not returned.
    Stuck,
    /// It made more steps than it may.
    OutOfSteps {
        /// Every thread that can run has yielded many times since anyone got further.
        goes_round: bool,
    },
    /// The same schedule led to other choices than before.
    Diverged,
    /// A shared object was there in an earlier execution and was not put back.
    Outlives(Place),
}

impl From<Diverged> for Stop {
    fn from(_: Diverged) -> Stop {
        Stop::Diverged
    }
}

/// What is settled before an execution begins.
pub(crate) struct Config {
    pub engine: Engine,
    pub step_limit: u64,
    pub strategy: Option<Box<dyn Strategy>>,
    /// A lock's release is a step of its own: `try_lock` and its kin are used.
    pub unlocks_are_steps: bool,
    /// The strategy wants to hear of each move, and what it affects.
    pub reduces: bool,
    /// loom: the scenario's main is a child of loom's.
    pub main_is_child: bool,
    /// The machine that is simulated, where time is what is asked for.
    pub cores: Option<u32>,
}

/// What is known of all executions so far.
#[derive(Default)]
pub(crate) struct Totals {
    pub progress: Progress,
    /// Steps of the executions before this one.
    pub steps: u64,
    pub most_threads: u32,
    /// Two threads held a lock each at the same time.
    pub overlap: bool,
    /// A fence was met.
    pub fences: bool,
    /// Some thread let others go first: which schedules there are depends on what is fair.
    pub yielded: bool,
    /// loom: the scenario's main yielded.
    pub main_spins: bool,
    /// The executions so far left something out; the search has to start again.
    pub restart: bool,
    /// Who was blocked when main returned, in the first execution in which somebody was.
    pub left_blocked: Vec<heddle_protocol::Announced>,
}

/// How far an exploration is. `explore` keeps it up to date, and every report quotes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Executions so far.
    pub executions: u64,
    /// The bound that is being explored.
    pub bound: u32,
    /// The largest bound of which every schedule was run.
    pub completed: Option<u32>,
    /// The same for delays.
    pub delays: Option<u32>,
}

/// Everything that the model of one OS thread knows.
pub(crate) struct Kernel {
    pub config: Config,
    pub totals: Totals,
    pub exec: Execution,
    /// Number of the running execution; 0 before the first.
    number: u32,
    statics: Statics,
}

/// Steps of all executions; only the model's thread writes it, and only a change of it counts.
static HEARTBEAT: AtomicU64 = AtomicU64::new(0);

/// A number that changes with each step of a model. A signal handler may ask.
pub(crate) fn heartbeat() -> u64 {
    HEARTBEAT.load(Ordering::Relaxed)
}

struct Home {
    kernel: UnsafeCell<ManuallyDrop<Kernel>>,
    /// Somebody has it now.
    taken: Cell<bool>,
}

thread_local! {
    static HOME: Home = const { Home {
        kernel: UnsafeCell::new(ManuallyDrop::new(Kernel::new())),
        taken: Cell::new(false),
    } };
}

/// The kernel of the calling OS thread. `f` must not come back here, and so must neither switch threads nor
/// call learner's code.
///
/// # Panics
/// If it does come back. The panic hook sees that the kernel is taken, and calls it a fault of the harness.
#[inline]
pub(crate) fn with<R>(f: impl FnOnce(&mut Kernel) -> R) -> R {
    try_with(f).expect("the kernel is not asked from within itself")
}

/// [`with`], or `None` if somebody has the kernel now: in a panic hook, say, that the kernel's own code set off.
#[inline]
pub(crate) fn try_with<R>(f: impl FnOnce(&mut Kernel) -> R) -> Option<R> {
    HOME.with(|home| {
        if home.taken.replace(true) {
            return None;
        }
        // SAFETY: the kernel never leaves its OS thread, and `taken` was false: no other reference lives.
        // If `f` unwinds it stays taken, and nobody sees what it left half done.
        let result = f(unsafe { &mut *home.kernel.get() });
        home.taken.set(false);
        Some(result)
    })
}

impl Kernel {
    const fn new() -> Self {
        Kernel {
            config: Config {
                engine: Engine::Std,
                step_limit: u64::MAX,
                strategy: None,
                unlocks_are_steps: false,
                reduces: false,
                main_is_child: false,
                cores: None,
            },
            totals: Totals {
                progress: Progress {
                    executions: 0,
                    bound: 0,
                    completed: None,
                    delays: None,
                },
                steps: 0,
                most_threads: 1,
                overlap: false,
                fences: false,
                yielded: false,
                main_spins: false,
                restart: false,
                left_blocked: Vec::new(),
            },
            exec: Execution::new(),
            number: 0,
            statics: Statics::new(),
        }
    }

    /// Starts an execution: the main thread alone, nothing shared yet, every static as it was.
    pub fn begin_execution(&mut self) {
        self.statics.restore();
        arena::begin();
        self.number += 1;
        self.totals.progress.executions += 1;
        self.totals.steps += self.exec.steps;
        self.exec.clear();
        self.exec
            .choices
            .push(u16::from(self.config.unlocks_are_steps));
        self.exec.cores = self.config.cores.map(Cores::new);
        self.add_thread(Some("main".into()), None);
        self.exec.threads[0].status = Status::Running;
        self.exec.moving = true;
    }

    /// A step is made.
    #[inline]
    pub fn count_step(&mut self) {
        self.exec.steps += 1;
        HEARTBEAT.store(HEARTBEAT.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    }

    /// A number that no other execution of this process has.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Steps so far, of all executions.
    pub fn all_steps(&self) -> u64 {
        self.totals.steps + self.exec.steps
    }

    /// Someone asks whether a lock is held, so when it is given back makes a difference from now on. The
    /// executions so far were explored without that difference: the search starts again.
    pub fn unlocks_become_steps(&mut self) {
        if !self.config.unlocks_are_steps {
            self.config.unlocks_are_steps = true;
            self.totals.restart = true;
        }
    }
}

#[cfg(test)]
mod tests;
