//! Simulated threads: how they begin, end and are waited for.

use std::any::Any;
use std::cell::Cell;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};

use shuttle_engine::{runtime::execution::ExecutionState, thread_support::thread_fn};

use crate::kernel::{self, Ending, Status, Until};
use crate::schedule::{Announce, step, step_yielding};
use crate::trace::{Op, Value};
use crate::{Engine, Place, arena, engine, local};

/// Threads that loom can have at once, its own main included.
pub(crate) const LOOM_THREADS: u32 = 5;

/// Which simulated thread, in which execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ThreadKey {
    execution: u32,
    thread: u32,
}

impl ThreadKey {
    pub(crate) fn number(self) -> u32 {
        self.thread
    }

    /// A number that no other thread of the process has.
    pub fn unique(self) -> u64 {
        u64::from(self.execution) << 32 | u64::from(self.thread)
    }
}

/// The calling simulated thread and its name; `None` on a real one.
pub fn current_thread() -> Option<(ThreadKey, Option<Box<str>>)> {
    if engine() == Engine::Std {
        return None;
    }
    Some(kernel::with(|k| {
        let key = ThreadKey {
            execution: k.execution,
            thread: k.current,
        };
        (key, k.me().name.clone())
    }))
}

/// Where a thread leaves its result for whoever joins it.
#[derive(Debug)]
pub struct Packet<T>(Arc<Mutex<Option<std::thread::Result<T>>>>);

impl<T> Clone for Packet<T> {
    fn clone(&self) -> Self {
        Packet(Arc::clone(&self.0))
    }
}

impl<T> Default for Packet<T> {
    fn default() -> Self {
        Packet(Arc::new(Mutex::new(None)))
    }
}

impl<T> Packet<T> {
    /// Leaves the result.
    pub fn put(&self, result: std::thread::Result<T>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
    }

    /// Takes the result, which must be there.
    pub fn take(&self) -> std::thread::Result<T> {
        let result = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        result.unwrap_or_else(|| Err(Box::new("the thread left no result") as Box<dyn Any + Send>))
    }
}

/// A simulated thread that was spawned.
pub struct Spawned {
    key: ThreadKey,
    loom: Cell<Option<loom::thread::JoinHandle<()>>>,
}

impl std::fmt::Debug for Spawned {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Spawned").field(&self.key).finish()
    }
}

// SAFETY: the handle is used by one simulated thread at a time, all on one OS thread.
unsafe impl Send for Spawned {}
// SAFETY: as above.
unsafe impl Sync for Spawned {}

/// Spawns a simulated thread; only in a model. `body` must not unwind, and leaves its result itself.
pub fn spawn(body: Box<dyn FnOnce()>, name: Option<Box<str>>, place: Place) -> Spawned {
    let engine = engine();
    let announce = Announce {
        op: Op("spawn"),
        object: None,
        place: Some(place),
        until: Until::Always,
        deadline: None,
    };
    if engine == Engine::Search {
        step(announce);
    }
    let key = kernel::with(|k| {
        let thread = k.add_thread(name, Some(place));
        k.record(Op("spawn"), None, Value::Thread(thread), Some(place), true);
        ThreadKey {
            execution: k.execution,
            thread,
        }
    });
    let run = move || {
        begin(key.thread);
        // Nothing unwinds out of `body`, unless its stack is taken apart after main's end.
        let _ = std::panic::catch_unwind(AssertUnwindSafe(|| {
            if kernel::with(|k| k.ending != Ending::TearingDown) {
                body();
            }
        }));
        end(key.thread);
        arena::set_open(false);
    };
    let run = Movable(run);
    let loom = match engine {
        Engine::Search => {
            arena::closed(|| spawn_in_shuttle(move || run.call()));
            None
        }
        _ => {
            let spare = u32::from(kernel::with(|k| k.main_is_child));
            if key.thread + spare >= LOOM_THREADS {
                crate::unsupported("more than five threads in one execution", Some(place));
            }
            let me = key_of_current();
            let handle = loom::thread::spawn(move || run.call());
            kernel::with(|k| k.current = me);
            Some(handle)
        }
    };
    Spawned {
        key,
        loom: Cell::new(loom),
    }
}

/// A coroutine of shuttle's that nobody joins there: the kernel says when an execution is over.
#[track_caller]
fn spawn_in_shuttle(run: impl FnOnce() + 'static) {
    let stack = ExecutionState::with(|state| state.config.stack_size);
    let body = || thread_fn(run, true, Arc::default());
    let here = std::panic::Location::caller();
    ExecutionState::spawn_thread(Box::new(body), stack, None, None, here);
}

/// Simulated threads share one OS thread, so what they run need not be `Send`; the façade's `spawn`
/// has std's bounds.
struct Movable<F>(F);
// SAFETY: see above.
unsafe impl<F> Send for Movable<F> {}
impl<F: FnOnce()> Movable<F> {
    fn call(self) {
        (self.0)();
    }
}

fn key_of_current() -> u32 {
    kernel::with(|k| k.current)
}

fn begin(thread: u32) {
    kernel::with(|k| {
        k.current = thread;
        k.me().status = Status::Running;
        arena::set_open(k.engine == Engine::Search);
    });
}

/// The last thing that a thread does: its thread-locals go, then joiners may go on.
pub(crate) fn end(thread: u32) {
    local::drop_all();
    kernel::with(|k| {
        if k.ending != Ending::TearingDown {
            k.current = thread;
            k.record(Op("end"), None, Value::None, None, true);
            k.me().status = Status::Finished;
            k.progress();
        }
    });
}

impl Spawned {
    /// Which thread it is.
    pub fn key(&self) -> ThreadKey {
        self.key
    }

    /// Waits for the thread to end.
    pub fn join(&self, place: Place) {
        let thread = self.key.thread;
        let announce = Announce {
            op: Op("join"),
            object: None,
            place: Some(place),
            until: Until::Finished(thread),
            deadline: None,
        };
        match self.loom.take() {
            None if engine() == Engine::Loom => {
                // Joined already, by a thread that the caller waits for as well (a scope).
                return;
            }
            None => {
                step(announce);
            }
            Some(handle) => crate::loom_pool::operation(announce, || {
                // The body never unwinds, so there is no error to hear of.
                let _ = handle.join();
            }),
        }
        kernel::with(|k| {
            if k.ending == Ending::Not {
                k.record(Op("join"), None, Value::Thread(thread), Some(place), true);
            }
        });
    }

    /// Whether the thread has ended.
    pub fn is_finished(&self, place: Place) -> bool {
        if engine() == Engine::Loom {
            crate::unsupported("`JoinHandle::is_finished`", Some(place));
        }
        step(Announce {
            op: Op("is_finished"),
            object: None,
            place: Some(place),
            until: Until::Always,
            deadline: None,
        });
        kernel::with(|k| {
            let ended = k.threads[self.key.thread as usize].status == Status::Finished;
            let value = Value::Word(if ended { "yes" } else { "no" });
            k.record(Op("is_finished"), None, value, Some(place), false);
            ended
        })
    }
}

/// Lets other threads run first; only in a model. `op` is what the learner wrote.
pub fn yield_now(op: &'static str, place: Place) {
    if engine() == Engine::Loom {
        loom_yields();
    } else {
        step_yielding(Announce {
            op: Op(op),
            object: None,
            place: Some(place),
            until: Until::Always,
            deadline: None,
        });
    }
    kernel::with(|k| k.record(Op(op), None, Value::None, Some(place), true));
}

/// Lets loom's other threads run first.
pub(crate) fn loom_yields() {
    let me = key_of_current();
    loom::thread::yield_now();
    kernel::with(|k| {
        k.current = me;
        k.main_spins |= me == 0;
    });
}

/// How many simulated threads have been started and have not ended, main included; `None` on real
/// threads, where nobody counts.
pub fn threads_alive() -> Option<usize> {
    match engine() {
        Engine::Std => None,
        _ => Some(kernel::with(|k| {
            let alive = |thread: &&kernel::Thread| thread.status != Status::Finished;
            k.threads.iter().filter(alive).count()
        })),
    }
}
