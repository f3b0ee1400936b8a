//! State that threads change in one step and wait on: what channels, barriers and once-cells are
//! made of, written once for every engine.

use std::cell::UnsafeCell;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use crate::kernel::{self, Until, Wake};
use crate::lock::Whole;
use crate::object::{ObjectCell, ObjectId};
use crate::schedule::{Announce, step};
use crate::trace::{Op, Value};
use crate::{Engine, Kind, Place, engine, loom_pool};

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
    kind: Kind,
    real: std::sync::Mutex<()>,
    changed: std::sync::Condvar,
}

/// What a step of a [`Monitor`] came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn<R> {
    /// It cannot happen yet; nothing was changed.
    Wait,
    /// It happened, and made no difference that another thread could wait for.
    Quiet(R),
    /// It happened; whoever waits looks again.
    Changed(R),
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
    pub op: &'static str,
    /// Who called.
    pub place: Place,
    /// How long to wait at most.
    pub timeout: Option<Duration>,
    /// The memory of the façade value that a static may hold, where that is more than the monitor.
    pub whole: Option<Whole>,
}

impl Use {
    /// A use that waits for as long as it takes.
    pub fn new(op: &'static str, place: Place) -> Self {
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
    pub const fn new(kind: Kind, state: S) -> Self {
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
                Turn::Wait => Turn::Wait,
                Turn::Quiet(done) => {
                    result = Some(done);
                    Turn::Quiet(())
                }
                Turn::Changed(done) => {
                    result = Some(done);
                    Turn::Changed(())
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
            let holder = held.then_some(k.current);
            if let Some(object) = self
                .core
                .cell
                .known(k)
                .and_then(|id| k.objects.get_mut(id as usize))
            {
                object.holder = holder;
            }
        });
    }

    /// One step that never waits. `effect`: it may change the state, so whoever waits looks again.
    pub fn now<R>(
        &self,
        op: &'static str,
        place: Place,
        effect: bool,
        f: impl FnOnce(&mut S) -> R,
    ) -> R {
        let mut f = Some(f);
        let once = |state: &mut S| match (f.take(), effect) {
            (None, _) => Turn::Wait,
            (Some(f), true) => Turn::Changed(f(state)),
            (Some(f), false) => Turn::Quiet(f(state)),
        };
        self.turn(Use::new(op, place), once)
            .expect("a step that never waits gives a result")
    }
}

impl Core {
    fn attempt(&self, how: Use, whole: Whole, attempt: &mut dyn FnMut() -> Turn<()>) {
        let Use {
            op, place, timeout, ..
        } = how;
        let engine = engine();
        if engine == Engine::Std {
            return self.on_real_threads(timeout, attempt);
        }
        let id = kernel::with(|k| self.cell.id(k, self.kind, whole, place));
        let mut announce = Announce {
            op: Op(op),
            object: Some(id),
            place: Some(place),
            until: Until::Always,
            deadline: None,
        };
        if engine == Engine::Loom {
            announce.until = Until::Changed(id, 0);
            let Some(timeout) = timeout else {
                let effect = loom_pool::take_turn(announce, attempt);
                return happened(id, effect, op, place);
            };
            return match loom_pool::try_turn(announce, attempt) {
                Some(effect) => happened(id, effect, op, place),
                None => {
                    crate::time::pass_in_loom(timeout);
                    record_late(id, op, place);
                }
            };
        }
        let deadline = timeout.map(|timeout| kernel::with(|k| k.deadline(timeout)));
        loop {
            if step(announce) == Wake::TimedOut {
                return record_late(id, op, place);
            }
            match attempt() {
                Turn::Wait => {}
                Turn::Quiet(()) => return happened(id, false, op, place),
                Turn::Changed(()) => return happened(id, true, op, place),
            }
            if kernel::with(|k| k.ending == kernel::Ending::TearingDown) {
                // Nothing will change any more.
                if kernel::with(|k| k.me().panicking) {
                    crate::failure::abandoned();
                }
                crate::schedule::tear_down();
            }
            let version = kernel::with(|k| k.objects[id as usize].version);
            announce.until = Until::Changed(id, version);
            announce.deadline = deadline;
        }
    }

    fn on_real_threads(&self, timeout: Option<Duration>, attempt: &mut dyn FnMut() -> Turn<()>) {
        // A deadline beyond what the clock can count: for ever.
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut guard = self.real.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match attempt() {
                Turn::Wait => {}
                Turn::Quiet(()) => return,
                Turn::Changed(()) => {
                    drop(guard);
                    return self.changed.notify_all();
                }
            }
            let Some(deadline) = deadline else {
                guard = self
                    .changed
                    .wait(guard)
                    .unwrap_or_else(PoisonError::into_inner);
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

fn record_late(id: ObjectId, op: &'static str, place: Place) {
    let late = Value::Word("its timeout passed");
    kernel::with(|k| k.record(Op(op), Some(id), late, Some(place), true));
}

fn happened(id: ObjectId, effect: bool, op: &'static str, place: Place) {
    kernel::with(|k| {
        // Destructors may run after the end, when no object is left.
        if let Some(object) = k.objects.get_mut(id as usize)
            && effect
        {
            object.version += 1;
        }
        k.record(Op(op), Some(id), Value::None, Some(place), effect);
    });
}
