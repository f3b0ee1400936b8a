//! The life of an execution, for `explore`.

use std::time::Duration;

use heddle_protocol::{Blocked, Code, Stopped};

use crate::kernel::{self, Ending, Kernel, Status, Strategy, Until};
use crate::loom_pool::Need;
use crate::schedule::{Announce, step};
use crate::thread::LOOM_THREADS;
use crate::trace::Op;
use crate::{Engine, LOOM, MODE, ROLE, Role, SEARCH, arena, failure, local, loom_pool};

/// Says which engine this process explores with, and where its events go. Once a process, before
/// anything else. A model whose thread sleeps for real for that long cannot judge.
pub fn open(engine: Engine, descriptor: i32, nonce: String, step_limit: u64, asleep: Duration) {
    failure::open(descriptor, nonce);
    ROLE.set(Role::Host);
    let mode = match engine {
        Engine::Std => return,
        Engine::Search => SEARCH,
        Engine::Loom => LOOM,
    };
    kernel::with(|k| {
        k.engine = engine;
        k.step_limit = step_limit;
    });
    if engine == Engine::Search {
        arena::make();
    }
    crate::watchdog::start(asleep);
    MODE.store(mode, std::sync::atomic::Ordering::Relaxed);
}

/// Executions are decided by this strategy from now on.
pub fn set_strategy(strategy: Box<dyn Strategy>) {
    kernel::with(|k| k.strategy = Some(strategy));
}

/// The bound that failures name from now on, and the largest one that is complete.
pub fn set_bound(bound: u32, completed: Option<u32>) {
    kernel::with(|k| {
        k.bound = bound;
        k.completed = completed;
    });
}

/// Every schedule with so many delays was run.
pub fn set_delays(delays: u32) {
    kernel::with(|k| k.delays = Some(delays));
}

/// Executions so far.
pub fn executions() -> u64 {
    kernel::with(|k| k.executions)
}

/// Steps so far, of all executions.
pub fn steps() -> u64 {
    kernel::with(|k| k.all_steps + k.steps)
}

/// The most that one of the executions so far needed of loom.
pub fn most_used() -> Need {
    kernel::with(|k| k.most_used)
}

/// loom counts executions within a bound: what [`executions`] says starts again.
pub fn restart_count() {
    kernel::with(|k| k.executions = 0);
}

/// Says how many executions there were, over several counts.
pub fn set_executions(executions: u64) {
    kernel::with(|k| k.executions = executions);
}

/// Whether the search has to start again, because an execution met an operation that changes what
/// is a step. Asking takes the mark away.
pub fn take_restart() -> bool {
    kernel::with(|k| std::mem::take(&mut k.restart))
}

/// Says from the start whether each unlock is a step, to repeat an execution.
pub fn set_unlocks_are_steps(steps: bool) {
    kernel::with(|k| k.tries = steps);
}

/// Whether loom has to be asked once more, with the scenario's main as a child of its own, because
/// that main was seen to spin. Says yes once, and only if loom has a thread to spare.
pub fn take_spinning_main() -> bool {
    kernel::with(|k| {
        let again = k.main_spins && !k.main_is_child && k.most_threads < LOOM_THREADS;
        k.main_is_child |= again;
        again
    })
}

/// Says from the start whether the scenario's main is a child of loom's, to repeat an execution.
pub fn set_main_is_child(child: bool) {
    kernel::with(|k| k.main_is_child = child);
}

/// What shuttle's scheduler trait asks; see [`Kernel::next_task`].
pub fn with_kernel<R>(f: impl FnOnce(&mut Kernel) -> R) -> R {
    kernel::with(f)
}

/// Runs one execution of `body` on the calling model thread; a panic of it is a failure. `pool`: how
/// many objects loom gets.
pub fn execute(pool: Need, body: &(dyn Fn() + Sync), left_blocked: Option<Code>) {
    kernel::with(Kernel::reset);
    crate::panics::forget_hook();
    ROLE.set(Role::Model);
    crate::install_hook();
    let (engine, main_is_child) = kernel::with(|k| (k.engine, k.main_is_child));
    if engine == Engine::Loom {
        loom_pool::fill(pool);
        if main_is_child {
            run_child(body);
        } else {
            run_main_in_loom(body);
        }
    } else {
        arena::set_open(true);
        run_main(body);
        settle(left_blocked);
        arena::set_open(false);
        kernel::with(|k| k.threads[0].status = Status::Finished);
    }
}

/// The scenario's main as a child of loom's. To loom the thread that made the pool has seen every
/// initial value, and once that thread yields it may not read one again, however stale it could be:
/// a spinning main would never see an old value.
fn run_child(body: &(dyn Fn() + Sync)) {
    // SAFETY: joined below, before `body` can end; nothing between unwinds.
    let body: &'static (dyn Fn() + Sync) = unsafe { std::mem::transmute(body) };
    let main = loom::thread::spawn(move || run_main_in_loom(body));
    // A panic of the scenario has ended the process, so there is no error to hear of.
    let _ = main.join();
}

fn run_main_in_loom(body: &dyn Fn()) {
    kernel::with(|k| k.current = 0);
    run_main(body);
    kernel::with(|k| {
        k.current = 0;
        k.threads[0].status = Status::Finished;
    });
}

fn run_main(body: &dyn Fn()) {
    if crate::catch_unwind(std::panic::AssertUnwindSafe(body)).is_err() {
        main_panicked();
    }
    local::drop_all();
}

/// Between executions the calling thread is the harness again.
pub fn leave() {
    ROLE.set(Role::Host);
}

fn main_panicked() -> ! {
    kernel::with(|k| {
        // The first panic is the cause; that main heard of it at a `join` is a consequence.
        let (code, message) = match k.panic.clone() {
            Some(panic) => failure::of_panic(k, &panic),
            None => (
                Code::Panic,
                "a panic that the scenario raised reached its main thread".into(),
            ),
        };
        failure::report(k, code, message, Vec::new())
    })
}

/// Main has returned. In std the process would end here; so nothing that the other threads do from
/// now on counts, but whether they come to rest does.
fn settle(forbidden: Option<Code>) {
    if kernel::with(|k| {
        k.threads
            .iter()
            .skip(1)
            .all(|t| t.status == Status::Finished)
    }) {
        return;
    }
    kernel::with(|k| {
        k.ending = Ending::Draining;
        k.steps = 0;
    });
    step(Announce {
        op: Op("end"),
        object: None,
        place: None,
        until: Until::OthersDone,
        deadline: None,
    });
    kernel::with(|k| {
        let blocked: Vec<Blocked> = failure::blocked(k)
            .into_iter()
            .filter(|b| b.thread != 0)
            .collect();
        if blocked.is_empty() {
            k.ending = Ending::TearingDown;
            return;
        }
        if let Some(code) = forbidden {
            let message = "a thread is still blocked when all the work is done".to_owned();
            failure::report(k, code, message, blocked);
        }
        if k.left_blocked.is_empty() {
            k.left_blocked = blocked;
        }
        k.ending = Ending::TearingDown;
    });
}

/// The end record, then the end of the process.
pub fn end(stopped: Option<Stopped>, complete: bool, exhausted: bool) -> ! {
    kernel::with(|k| failure::end(k, stopped, complete, exhausted))
}

/// The same code made other choices possible than when the same schedule ran before.
pub fn diverged() -> ! {
    kernel::with(|k| {
        let message = "the same schedule led to other steps than before: something outside the \
                       threads' control (a clock, a random number, an address, the order of a \
                       `HashMap`) decides what the code does";
        failure::report(k, Code::Nondeterministic, message.to_owned(), Vec::new())
    })
}

/// Executions from now on run on that many simulated cores.
pub fn set_cores(count: u32) {
    kernel::with(|k| k.cores = Some(crate::cores::Cores::new(count)));
}

/// On simulated cores: units of work since the execution began, and what each thread computed.
pub fn simulated() -> (u64, Vec<u64>) {
    kernel::with(|k| k.simulated())
}

/// On real threads: a promise that is still waited for after that time is a failure.
pub fn watch_promises(time: Duration) {
    crate::promise::watch(time);
}

/// A panic came out of a scenario on real threads.
pub fn std_panicked() -> ! {
    let (code, message) = crate::panics::of_first().unwrap_or_else(|| {
        let message = "a panic that the scenario raised reached its main thread";
        (Code::Panic, message.to_owned())
    });
    crate::fail(code, message)
}
