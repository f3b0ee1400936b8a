//! Simulated threads: how they begin, end and are waited for.

use std::any::Any;
use std::cell::Cell;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use shuttle_engine::{runtime::execution::ExecutionState, thread_support::thread_fn};

use super::local;
use super::panics::crashed;
use crate::kernel::{self, Announce, How, Kernel, Part, Shared, Status, Until};
use crate::outbox::{self, engine};
use crate::search::{step, step_yielding};
use crate::vocabulary::{Engine, Op, Outcome, Place, ThreadId};

/// Which simulated thread, in which execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ThreadKey {
    execution: u32,
    thread: ThreadId,
}

impl ThreadKey {
    pub(super) fn number(self) -> ThreadId {
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
            execution: k.number(),
            thread: k.exec.current,
        };
        (key, k.me().name.clone())
    }))
}

/// Where a thread leaves its result for whoever joins it.
#[derive(Debug)]
pub struct Packet<T>(Arc<Left<T>>);

#[derive(Debug)]
struct Left<T>(Mutex<Option<std::thread::Result<T>>>);

impl<T> Drop for Left<T> {
    /// A result that nobody took goes with the last handle, or with the thread. Nobody could catch a panic of
    /// its destructor there, so std aborts.
    fn drop(&mut self) {
        let result = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        let Some(result) = result.take() else { return };
        if let Err(payload) = std::panic::catch_unwind(AssertUnwindSafe(|| drop(result))) {
            crashed("the destructor of a thread's result panicked", payload);
        }
    }
}

impl<T> Clone for Packet<T> {
    fn clone(&self) -> Self {
        Packet(Arc::clone(&self.0))
    }
}

impl<T> Default for Packet<T> {
    fn default() -> Self {
        Packet(Arc::new(Left(Mutex::new(None))))
    }
}

impl<T> Packet<T> {
    fn lock(&self) -> MutexGuard<'_, Option<std::thread::Result<T>>> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leaves the result.
    pub fn put(&self, result: std::thread::Result<T>) {
        *self.lock() = Some(result);
    }

    /// Takes the result, which must be there.
    pub fn take(&self) -> std::thread::Result<T> {
        let result = self.lock().take();
        result.unwrap_or_else(|| Err(Box::new("the thread left no result") as Box<dyn Any + Send>))
    }
}

/// A simulated thread that was spawned.
pub struct Spawned {
    key: ThreadKey,
    /// The thread that destroys its thread-locals, if that is another one.
    heir: Rc<Cell<Option<ThreadId>>>,
    loom: Cell<Option<::loom::thread::JoinHandle<()>>>,
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
/// `scoped`: somebody waits for the end of `body`, and not for the destructors of thread-locals.
pub fn spawn(
    body: Box<dyn FnOnce()>,
    name: Option<Box<str>>,
    scoped: bool,
    place: Place,
) -> Spawned {
    let engine = engine();
    if engine == Engine::Search {
        step(Announce::new(Op::Spawn, place));
    }
    let key = kernel::with(|k| ThreadKey {
        execution: k.number(),
        thread: add(k, name, place),
    });
    let heir: Rc<Cell<Option<ThreadId>>> = Rc::default();
    let inherits = (scoped && engine == Engine::Search).then(|| Rc::clone(&heir));
    let run = move || {
        begin(key.thread);
        // Nothing unwinds out of `body`, unless its stack is taken apart after main's end.
        let _ = std::panic::catch_unwind(AssertUnwindSafe(|| {
            if kernel::with(|k| k.exec.part != Part::TearingDown) {
                body();
            }
        }));
        if let Some(heir) = inherits {
            heir.set(leave_locals(place));
        }
        end(key.thread);
        kernel::use_heap(false);
    };
    let run = Movable(run);
    let loom = match engine {
        Engine::Search => {
            kernel::aside(|| spawn_in_shuttle(move || run.call()));
            None
        }
        _ => {
            let spare = u32::from(kernel::with(|k| k.config.main_is_child));
            if key.thread + spare >= crate::loom::THREADS {
                outbox::unsupported("more than five threads in one execution", Some(place));
            }
            let spawn = || ::loom::thread::spawn(move || run.call());
            Some(crate::loom::switching(spawn))
        }
    };
    Spawned {
        key,
        heir,
        loom: Cell::new(loom),
    }
}

fn add(k: &mut Kernel, name: Option<Box<str>>, place: Place) -> ThreadId {
    let thread = k.add_thread(name, Some(place));
    k.affects(Shared::Numbers, How::Change);
    k.affects(Shared::Alive, How::Add);
    k.affects(Shared::Start(thread), How::Enable);
    k.record(Op::Spawn, None, Outcome::Thread(thread), Some(place), true);
    thread
}

/// The destructors of the calling thread's thread-locals run on a thread that begins now, if there are any.
/// std documents that a scope does not wait for them, and the join of a handle does.
fn leave_locals(place: Place) -> Option<ThreadId> {
    if !kernel::with(|k| k.is_under_way()) || !local::have_destructors() {
        return None;
    }
    let heir = kernel::with(|k| {
        let (name, locals) = (k.me().name.clone(), std::mem::take(&mut k.me().locals));
        let heir = add(k, name, place);
        k.thread(heir).locals = locals;
        heir
    });
    let run = Movable(move || {
        begin(heir);
        end(heir);
        kernel::use_heap(false);
    });
    kernel::aside(|| spawn_in_shuttle(move || run.call()));
    Some(heir)
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

fn begin(thread: ThreadId) {
    kernel::with(|k| {
        k.exec.current = thread;
        k.me().status = Status::Running;
        kernel::use_heap(k.config.engine == Engine::Search);
    });
}

/// The last thing that a thread does: its thread-locals go, then joiners may go on.
fn end(thread: ThreadId) {
    local::drop_all();
    kernel::with(|k| {
        if k.exec.part != Part::TearingDown {
            k.exec.current = thread;
            k.affects(Shared::End(thread), How::Enable);
            k.affects(Shared::Alive, How::Add);
            k.record(Op::End, None, Outcome::Done, None, true);
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

    /// Waits for the thread to end, its thread-locals included.
    pub fn join(&self, place: Place) {
        self.join_body(place);
        if let Some(heir) = self.heir.get() {
            step(Announce::new(Op::Join, place).until(Until::Finished(heir)));
            joined(heir, place);
        }
    }

    /// Waits for the end of what the thread was told to do.
    pub fn join_body(&self, place: Place) {
        let thread = self.key.thread;
        let announce = Announce::new(Op::Join, place).until(Until::Finished(thread));
        match self.loom.take() {
            // Joined already, by a thread that the caller waits for as well (a scope).
            None if engine() == Engine::Loom => return,
            None => {
                step(announce);
            }
            Some(handle) => {
                // The body never unwinds, so there is no error to hear of.
                let join = |_| drop(handle.join());
                crate::loom::operation(announce, join, |_, ()| ());
            }
        }
        joined(thread, place);
    }

    /// Whether the thread has ended.
    pub fn is_finished(&self, place: Place) -> bool {
        if engine() == Engine::Loom {
            outbox::unsupported("`JoinHandle::is_finished`", Some(place));
        }
        step(Announce::new(Op::IsFinished, place));
        kernel::with(|k| {
            k.affects(Shared::End(self.key.thread), How::Look);
            let ended = k.thread(self.key.thread).status == Status::Finished;
            k.record(
                Op::IsFinished,
                None,
                Outcome::Answered(ended),
                Some(place),
                false,
            );
            ended
        })
    }
}

fn joined(thread: ThreadId, place: Place) {
    kernel::with(|k| {
        k.affects(Shared::End(thread), How::Enabled);
        if k.is_under_way() {
            k.record(Op::Join, None, Outcome::Thread(thread), Some(place), true);
        }
    });
}

/// Lets other threads run first; only in a model. `op` is what the learner wrote.
pub fn yield_now(op: Op, place: Place) {
    if engine() == Engine::Loom {
        crate::loom::yield_now();
    } else {
        step_yielding(Announce::new(op, place));
    }
    kernel::with(|k| k.record(op, None, Outcome::Done, Some(place), true));
}

/// Computes for so many units: on simulated cores it takes that long, anywhere else it is nothing.
pub fn work(units: u32) {
    if engine() != Engine::Search || kernel::with(|k| k.exec.cores.is_none()) {
        return;
    }
    let announce = Announce::anywhere(Op::Work);
    step(announce);
    kernel::with(|k| k.compute(units));
    // Whoever's clock is behind goes first: until then the work is not done.
    step(announce);
}

/// Whether a model runs the scenario, and not real threads.
pub fn in_a_model() -> bool {
    engine() != Engine::Std
}

/// How many simulated threads have been started and have not ended, main included; `None` on real
/// threads, where nobody counts.
pub fn threads_alive() -> Option<usize> {
    match engine() {
        Engine::Std => None,
        _ => Some(kernel::with(|k| {
            k.affects(Shared::Alive, How::Look);
            let alive = |thread: &&kernel::Thread| thread.status != Status::Finished;
            k.exec.threads.iter().filter(alive).count()
        })),
    }
}
