//! The life of a process that explores, and of each of its executions: what `explore` asks for.

use std::time::Duration;

use heddle_protocol::{Code, Finding, Stopped};
use shuttle_engine::scheduler::{Task, TaskId};

use crate::kernel::{self, Announce, Kernel, Part, Status, Strategy, Until};
use crate::loom::{self, Need};
use crate::mode::{self, Role};
use crate::objects::{local, panics, promise};
use crate::outbox::{self, or_stop};
use crate::search::step;
use crate::vocabulary::{Engine, Op};

pub use crate::kernel::{Progress, Stop};

/// One process, one engine. There is one of it; copies are the same one.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    engine: Engine,
}

impl Session {
    /// Says which engine this process explores with, and where its events go. Once a process, before
    /// anything else. A model whose thread sleeps for real for `asleep` cannot judge.
    pub fn open(
        engine: Engine,
        descriptor: i32,
        nonce: String,
        step_limit: u64,
        asleep: Duration,
    ) -> Session {
        outbox::open(descriptor, nonce);
        mode::set_role(Role::Host);
        if engine != Engine::Std {
            kernel::with(|k| {
                k.config.engine = engine;
                k.config.step_limit = step_limit;
            });
            if engine == Engine::Search {
                kernel::make_heap();
            }
            outbox::start_watchdog(asleep);
            mode::set(engine);
        }
        Session { engine }
    }

    /// Executions are decided by this strategy from now on.
    pub fn decide_by(self, strategy: Box<dyn Strategy>) {
        kernel::with(|k| k.config.strategy = Some(strategy));
    }

    /// Whether each unlock is a step from the start: to repeat an execution.
    pub fn set_unlocks_are_steps(self, steps: bool) {
        kernel::with(|k| k.config.unlocks_are_steps = steps);
    }

    /// Whether the scenario's main is a child of loom's from the start: to repeat an execution.
    pub fn set_main_is_child(self, child: bool) {
        kernel::with(|k| k.config.main_is_child = child);
    }

    /// Executions from now on run on that many simulated cores.
    pub fn set_cores(self, count: u32) {
        kernel::with(|k| k.config.cores = Some(count));
    }

    /// How far the exploration is.
    pub fn progress(self) -> Progress {
        kernel::with(|k| k.totals.progress)
    }

    /// Says how far it is, where it is more than one execution further.
    pub fn set_progress(self, change: impl FnOnce(&mut Progress)) {
        kernel::with(|k| change(&mut k.totals.progress));
    }

    /// Steps so far, of all executions.
    pub fn steps(self) -> u64 {
        kernel::with(|k| k.all_steps())
    }

    /// The most that one of the executions so far needed of loom.
    pub fn most_used(self) -> Need {
        loom::most_used()
    }

    /// Whether the search has to start again, because an execution met an operation that changes what
    /// is a step. Asking takes the mark away.
    pub fn take_restart(self) -> bool {
        kernel::with(|k| std::mem::take(&mut k.totals.restart))
    }

    /// Whether loom has to be asked once more, with the scenario's main as a child of its own, because
    /// that main was seen to spin. Says yes once, and only if loom has a thread to spare.
    pub fn take_spinning_main(self) -> bool {
        kernel::with(|k| {
            let spare = k.totals.most_threads < loom::THREADS;
            let again = k.totals.main_spins && !k.config.main_is_child && spare;
            k.config.main_is_child |= again;
            again
        })
    }

    /// Whether the strategy is told of each move from now on.
    pub fn tell_moves(self, tell: bool) {
        kernel::with(|k| k.config.reduces = tell);
    }

    /// Whether some thread, in some execution so far, let others go first or looked again and again.
    pub fn has_yielded(self) -> bool {
        kernel::with(|k| k.totals.yielded)
    }

    /// What shuttle's scheduler trait asks: which task runs now? `None` ends the execution.
    pub fn next_task(self, tasks: &[&Task], current: Option<TaskId>) -> Option<TaskId> {
        or_stop(kernel::with(|k| k.next_task(tasks, current)))
    }

    /// Runs one execution of `body` on the calling model thread; a panic of it is a failure. `pool`: how
    /// many objects loom gets. `left_blocked`: what it is called if a thread is still blocked at the end,
    /// which is legal otherwise.
    pub fn execute(self, pool: Need, body: &(dyn Fn() + Sync), left_blocked: Option<Code>) {
        kernel::with(Kernel::begin_execution);
        panics::forget_hook();
        mode::set_role(Role::Model);
        panics::install_hook();
        if self.engine == Engine::Loom {
            loom::fill(pool);
            if kernel::with(|k| k.config.main_is_child) {
                run_child(body);
            } else {
                run_main_in_loom(body);
            }
        } else {
            kernel::use_heap(true);
            run_main(body);
            settle(left_blocked);
            kernel::use_heap(false);
            kernel::with(|k| {
                k.last_moves();
                k.exec.threads[0].status = Status::Finished;
            });
        }
    }

    /// Between executions the calling thread is the harness again.
    pub fn leave(self) {
        mode::set_role(Role::Host);
    }

    /// On real threads: a promise that is still waited for after that time is a failure.
    pub fn watch_promises(self, time: Duration) {
        promise::watch(time);
    }

    /// The exploration cannot go on: the account of it, and the end of the process.
    pub fn stop(self, why: Stop) -> ! {
        outbox::stop(why)
    }

    /// The end record, then the end of the process.
    pub fn end(self, stopped: Option<Stopped>, complete: bool, exhausted: bool) -> ! {
        outbox::end(stopped, complete, exhausted)
    }
}

/// The scenario's main as a child of loom's. To loom the thread that made the pool has seen every
/// initial value, and once that thread yields it may not read one again, however stale it could be:
/// a spinning main would never see an old value.
fn run_child(body: &(dyn Fn() + Sync)) {
    // SAFETY: joined below, before `body` can end; nothing between unwinds.
    let body: &'static (dyn Fn() + Sync) = unsafe { std::mem::transmute(body) };
    let main = ::loom::thread::spawn(move || run_main_in_loom(body));
    // A panic of the scenario has ended the process, so there is no error to hear of.
    let _ = main.join();
}

fn run_main_in_loom(body: &dyn Fn()) {
    kernel::with(|k| k.exec.current = 0);
    run_main(body);
    kernel::with(|k| {
        k.exec.current = 0;
        k.exec.threads[0].status = Status::Finished;
    });
}

fn run_main(body: &dyn Fn()) {
    if let Err(_payload) = panics::catch_unwind(std::panic::AssertUnwindSafe(body)) {
        // With the payload still there: its destructor could panic as well.
        outbox::found(Finding::Panicked);
    }
    local::drop_all();
}

/// Main has returned. In std the process would end here; so nothing that the other threads do from
/// now on counts, but whether they come to rest does.
fn settle(forbidden: Option<Code>) {
    let all_done = kernel::with(|k| {
        let mut others = k.exec.threads.iter().skip(1);
        others.all(|thread| thread.status == Status::Finished)
    });
    if all_done {
        return;
    }
    kernel::with(|k| {
        k.exec.part = Part::Draining;
        k.exec.steps = 0;
    });
    step(Announce::anywhere(Op::End).until(Until::OthersDone));
    let blocked = kernel::with(|k| {
        let blocked = outbox::announced(k);
        if !blocked.is_empty() && k.totals.left_blocked.is_empty() && forbidden.is_none() {
            k.totals.left_blocked.clone_from(&blocked);
        }
        !blocked.is_empty()
    });
    if let Some(code) = forbidden.filter(|_| blocked) {
        outbox::found(Finding::LeftBlocked(code));
    }
    kernel::with(|k| k.exec.part = Part::TearingDown);
}

/// Waits, in a search, until no other thread can go on: each has ended, or waits for ever. How a test sees
/// what becomes of threads that nobody joins.
pub fn others_come_to_rest() {
    step(Announce::anywhere(Op::End).until(Until::OthersDone));
}

/// Whether the running execution is one of those that a search without a bound has chosen.
pub fn is_reduced() -> bool {
    kernel::with(|k| k.config.reduces)
}

/// On simulated cores: units of work since the execution began, and what each thread computed.
pub fn simulated() -> (u64, Vec<u64>) {
    kernel::with(|k| k.simulated())
}

/// A panic came out of a scenario on real threads.
pub fn std_panicked() -> ! {
    let (code, message) = panics::of_first().unwrap_or_else(|| {
        let message = "a panic that the scenario raised reached its main thread";
        (Code::Panic, message.to_owned())
    });
    outbox::fail(code, message)
}
