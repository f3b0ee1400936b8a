//! State that threads change in one step and wait on: what channels, barriers and once-cells are
//! made of, written once for every engine.

use std::cell::UnsafeCell;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use super::identify;
use crate::kernel::{self, Announce, How, Kernel, Part, Shared, Until};
use crate::loom::Attempt;
use crate::outbox::{self, engine};
use crate::search::{self, Wake, step};
use crate::vocabulary::{Engine, ObjectCell, ObjectId, ObjectKind, Op, Outcome, Place, Whole};

/// A value behind an invisible lock, and a way to wait for it to change.
///
/// In loom the invisible lock orders more than std's own type would; what that hides is memory
/// ordering between two uses of the same object, never a schedule.
pub struct Monitor<S> {
    core: Core,
    state: UnsafeCell<S>,
}

/// All of a monitor but its state: not generic, so compiled once.
struct Core {
    cell: ObjectCell,
    kind: ObjectKind,
    real: std::sync::Mutex<()>,
    changed: std::sync::Condvar,
}

/// What a step of a [`Monitor`] came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn<R> {
    /// It cannot happen yet; nothing was changed.
    Wait,
    /// It happened, and made no difference that another thread could wait for.
    Quiet(R, Outcome),
    /// It happened; whoever waits looks again.
    Changed(R, Outcome),
}

// SAFETY: `state` is reached only through `&mut self`, under `real`, or by the one simulated thread
// that runs; in loom under the pool's lock.
unsafe impl<S: Send> Sync for Monitor<S> {}
// SAFETY: it owns its state.
unsafe impl<S: Send> Send for Monitor<S> {}
// A step is taken whole or not at all, whoever unwinds.
impl<S> std::panic::UnwindSafe for Monitor<S> {}
impl<S> std::panic::RefUnwindSafe for Monitor<S> {}

/// One use of a [`Monitor`]: what the learner called, and where.
#[derive(Clone, Copy)]
pub struct Use {
    /// As the learner wrote it.
    pub op: Op,
    /// Who called.
    pub place: Place,
    /// How long to wait at most.
    pub timeout: Option<Duration>,
    /// The memory of the façade value that a static may hold, where that is more than the monitor.
    pub whole: Option<Whole>,
}

impl Use {
    /// A use that waits for as long as it takes.
    pub fn new(op: Op, place: Place) -> Self {
        Use {
            op,
            place,
            timeout: None,
            whole: None,
        }
    }
}

impl<S> Monitor<S> {
    /// A monitor of a `kind` of object, as reports name it.
    pub const fn new(kind: ObjectKind, state: S) -> Self {
        let core = Core {
            cell: ObjectCell::new(),
            kind,
            real: std::sync::Mutex::new(()),
            changed: std::sync::Condvar::new(),
        };
        Monitor {
            core,
            state: UnsafeCell::new(state),
        }
    }

    /// The state, which nobody else can reach.
    pub fn get_mut(&mut self) -> &mut S {
        self.state.get_mut()
    }

    /// The state, for good.
    pub fn into_inner(self) -> S {
        self.state.into_inner()
    }

    /// Waits until `turn` is done, which is one step's work. `None` when the timeout passed first.
    pub fn turn<R>(&self, how: Use, mut turn: impl FnMut(&mut S) -> Turn<R>) -> Option<R> {
        let whole = how
            .whole
            .unwrap_or((std::ptr::from_ref(self).cast(), size_of::<Self>()));
        let mut result = None;
        let mut attempt = || {
            // SAFETY: see `Sync`: whoever gets here is alone with the state.
            let state = unsafe { &mut *self.state.get() };
            match turn(state) {
                Turn::Wait => Attempt::Wait,
                Turn::Quiet(done, outcome) => {
                    result = Some(done);
                    Attempt::Quiet(Done(false, outcome))
                }
                Turn::Changed(done, outcome) => {
                    result = Some(done);
                    Attempt::Changed(Done(true, outcome))
                }
            }
        };
        self.core.attempt(how, whole, &mut attempt);
        result
    }

    /// Says that the calling thread alone can change what others wait for, or no longer; no step.
    pub fn hold(&self, held: bool) {
        if engine() == Engine::Std {
            return;
        }
        kernel::with(|k| {
            let holder = held.then_some(k.exec.current);
            let id = k.known(&self.core.cell);
            if let Some(object) = id.and_then(|id| k.exec.objects.get_mut(id as usize)) {
                object.holder = holder;
            }
        });
    }

    /// One step that never waits and may change the state, so whoever waits looks again.
    pub fn now<R>(&self, op: Op, place: Place, f: impl FnOnce(&mut S) -> (R, Outcome)) -> R {
        let mut f = Some(f);
        let once = |state: &mut S| match f.take() {
            None => Turn::Wait,
            Some(f) => {
                let (result, outcome) = f(state);
                Turn::Changed(result, outcome)
            }
        };
        self.turn(Use::new(op, place), once)
            .expect("a step that never waits gives a result")
    }
}

/// A turn that happened: whether it changed anything, and what came of it.
struct Done(bool, Outcome);

type Attempts<'a> = &'a mut dyn FnMut() -> Attempt<Done>;

impl Core {
    fn attempt(&self, how: Use, whole: Whole, attempt: Attempts<'_>) {
        let engine = engine();
        if engine == Engine::Std {
            return self.on_real_threads(how.timeout, attempt);
        }
        let id = identify(&self.cell, self.kind, whole, how.place);
        if engine == Engine::Loom {
            in_loom(id, how, attempt);
        } else {
            in_search(id, how, attempt);
        }
    }

    fn on_real_threads(&self, timeout: Option<Duration>, attempt: Attempts<'_>) {
        // A deadline beyond what the clock can count: for ever.
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut guard = self.real.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match attempt() {
                Attempt::Wait => {}
                Attempt::Quiet(_) => return,
                Attempt::Changed(_) => {
                    drop(guard);
                    return self.changed.notify_all();
                }
            }
            let Some(deadline) = deadline else {
                let waited = self.changed.wait(guard);
                guard = waited.unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let Some(left) = deadline.checked_duration_since(Instant::now()) else {
                return;
            };
            let waited = self.changed.wait_timeout(guard, left);
            guard = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

fn in_search(id: ObjectId, how: Use, attempt: Attempts<'_>) {
    let deadline = how
        .timeout
        .and_then(|timeout| kernel::with(|k| k.deadline(timeout)));
    let mut announce = Announce::new(how.op, how.place).on(id);
    loop {
        if step(announce) == Wake::TimedOut {
            return kernel::with(|k| late(k, id, how));
        }
        match attempt() {
            Attempt::Wait => {}
            Attempt::Quiet(done) | Attempt::Changed(done) => {
                return kernel::with(|k| happened(k, id, how, done));
            }
        }
        if kernel::with(|k| k.exec.part == Part::TearingDown) {
            // Nothing will change any more.
            if kernel::with(|k| k.me().panicking) {
                outbox::unsupported(
                    "a destructor that waits, on a thread that never ended",
                    None,
                );
            }
            search::tear_down();
        }
        let version = kernel::with(|k| {
            k.affects(Shared::Object(id), How::Look);
            k.object(id).version
        });
        announce = announce
            .until(Until::Changed(id, version))
            .at_most(deadline);
    }
}

fn in_loom(id: ObjectId, how: Use, attempt: Attempts<'_>) {
    let announce = Announce::new(how.op, how.place)
        .on(id)
        .until(Until::Changed(id, 0));
    let Some(timeout) = how.timeout.and_then(kernel::finite) else {
        let settle = |k: &mut Kernel, done| happened(k, id, how, done);
        return crate::loom::take_turn(announce, attempt, settle);
    };
    let settle = |k: &mut Kernel, done: Option<Done>| {
        let happens = done.is_some();
        if let Some(done) = done {
            happened(k, id, how, done);
        }
        happens
    };
    if !crate::loom::try_turn(announce, attempt, settle) {
        crate::loom::pass(timeout);
        kernel::with(|k| late(k, id, how));
    }
}

fn late(k: &mut Kernel, id: ObjectId, how: Use) {
    k.affects(Shared::Object(id), How::Look);
    k.record(how.op, Some(id), Outcome::TimedOut, Some(how.place), true);
}

fn happened(k: &mut Kernel, id: ObjectId, how: Use, Done(effect, outcome): Done) {
    let affects = if effect { How::Change } else { How::Look };
    k.affects(Shared::Object(id), affects);
    // Destructors may run after the end, when no object is left.
    if let Some(object) = k.exec.objects.get_mut(id as usize)
        && effect
    {
        object.version += 1;
    }
    k.record(how.op, Some(id), outcome, Some(how.place), effect);
}
