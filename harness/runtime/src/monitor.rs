//! State that threads change in one step and wait on: what channels, barriers and once-cells are
//! made of, written once for every engine.

use std::cell::UnsafeCell;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use crate::kernel::{self, Announce, Until, Wake, step};
use crate::lock::Whole;
use crate::object::{ObjectCell, ObjectId};
use crate::trace::{Op, Value};
use crate::{Engine, Kind, Place, engine, loom_pool};

/// A value behind an invisible lock, and a way to wait for it to change.
///
/// In loom the invisible lock orders more than std's own type would; what that hides is memory
/// ordering between two uses of the same object, never a schedule.
pub struct Monitor<S> {
    cell: ObjectCell,
    kind: Kind,
    real: std::sync::Mutex<()>,
    changed: std::sync::Condvar,
    state: UnsafeCell<S>,
}

// SAFETY: `state` is reached only through `&mut self`, under `real`, or by the one simulated thread
// that runs; in loom under the pool's lock.
unsafe impl<S: Send> Sync for Monitor<S> {}
// SAFETY: it owns its state.
unsafe impl<S: Send> Send for Monitor<S> {}

impl<S> Monitor<S> {
    /// A monitor of a `kind` of object, as reports name it.
    pub const fn new(kind: Kind, state: S) -> Self {
        Monitor {
            cell: ObjectCell::new(),
            kind,
            real: std::sync::Mutex::new(()),
            changed: std::sync::Condvar::new(),
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

    fn whole(&self) -> Whole {
        (std::ptr::from_ref(self).cast(), size_of::<Self>())
    }

    /// One step. `effect`: it may change the state, so whoever waits looks again.
    pub fn now<R>(
        &self,
        op: &'static str,
        place: Place,
        effect: bool,
        f: impl FnOnce(&mut S) -> R,
    ) -> R {
        let mut f = Some(f);
        let mut once = |state: &mut S| f.take().map(|f| f(state));
        let result = self.attempt(op, place, None, effect, self.whole(), &mut once);
        result.expect("a step that never waits gives a result")
    }

    /// Waits until `f` gives something, which must then be one step's work; `f` must not change the
    /// state when it gives nothing. `None` when `timeout` passed first.
    ///
    /// `whole` is the memory of the value that holds this monitor, where that is more than itself.
    pub fn until<R>(
        &self,
        op: &'static str,
        place: Place,
        timeout: Option<Duration>,
        mut f: impl FnMut(&mut S) -> Option<R>,
    ) -> Option<R> {
        self.attempt(op, place, timeout, true, self.whole(), &mut f)
    }

    /// [`Monitor::until`] for a monitor inside a larger façade value that a static may hold.
    pub fn until_within<R>(
        &self,
        op: &'static str,
        place: Place,
        whole: Whole,
        mut f: impl FnMut(&mut S) -> Option<R>,
    ) -> R {
        let result = self.attempt(op, place, None, true, whole, &mut f);
        result.expect("a wait without a timeout gives a result")
    }

    fn attempt<R>(
        &self,
        op: &'static str,
        place: Place,
        timeout: Option<Duration>,
        effect: bool,
        whole: Whole,
        f: &mut dyn FnMut(&mut S) -> Option<R>,
    ) -> Option<R> {
        let mut try_once = || {
            // SAFETY: see `Sync`: whoever gets here is alone with the state.
            f(unsafe { &mut *self.state.get() })
        };
        let engine = engine();
        if engine == Engine::Std {
            return self.real_attempt(timeout, &mut try_once);
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
            if timeout.is_some() {
                crate::unsupported(&format!("`{op}` with a timeout"), Some(place));
            }
            announce.until = Until::Changed(id, 0);
            let result = loom_pool::wait_until(announce, try_once);
            changed(id, effect, op, place);
            return Some(result);
        }
        let deadline = timeout.map(|timeout| kernel::with(|k| k.deadline(timeout)));
        loop {
            if step(announce) == Wake::TimedOut {
                let late = Value::Word("its timeout passed");
                kernel::with(|k| k.record(Op(op), Some(id), late, Some(place), true));
                return None;
            }
            if let Some(result) = try_once() {
                changed(id, effect, op, place);
                return Some(result);
            }
            if kernel::with(|k| k.ending == kernel::Ending::TearingDown) {
                // Nothing will change any more, and nobody looks at what this destructor does.
                crate::failure::abandoned();
            }
            let version = kernel::with(|k| k.objects[id as usize].version);
            announce.until = Until::Changed(id, version);
            announce.deadline = deadline;
        }
    }

    fn real_attempt<R>(
        &self,
        timeout: Option<Duration>,
        try_once: &mut dyn FnMut() -> Option<R>,
    ) -> Option<R> {
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut guard = self.real.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(result) = try_once() {
                drop(guard);
                self.changed.notify_all();
                return Some(result);
            }
            guard = match deadline {
                None if timeout.is_none() => {
                    self.changed.wait(guard).unwrap_or_else(PoisonError::into_inner)
                }
                // Beyond what the clock can count: for ever.
                None => self.changed.wait(guard).unwrap_or_else(PoisonError::into_inner),
                Some(deadline) => {
                    let left = deadline.checked_duration_since(Instant::now())?;
                    let waited = self.changed.wait_timeout(guard, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }
}

fn changed(id: ObjectId, effect: bool, op: &'static str, place: Place) {
    kernel::with(|k| {
        if effect {
            k.objects[id as usize].version += 1;
        }
        k.record(Op(op), Some(id), Value::None, Some(place), effect);
    });
}
