//! `std::sync::Once`.

use std::cell::Cell;
use std::fmt;
use std::panic::{AssertUnwindSafe, Location};
use std::sync as real;

use heddle_runtime::{Engine, Monitor, ObjectKind, Op, Outcome, Place, Turn, Use, Whole, engine};

/// [`std::sync::Once`].
pub struct Once {
    real: real::Once,
    stage: Monitor<Stage>,
}

/// How far the initialisation is, where a model runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    New,
    Running,
    Poisoned,
    Complete,
}

/// [`std::sync::OnceState`].
pub struct OnceState {
    poisoned: bool,
    /// As in std, for one thread alone.
    not_sync: std::marker::PhantomData<Cell<()>>,
}

/// [`std::sync::ONCE_INIT`].
#[deprecated(note = "the `Once::new()` function is now preferred")]
#[expect(clippy::declare_interior_mutable_const, reason = "std's own is one")]
pub const ONCE_INIT: Once = Once::new();

impl Once {
    /// One that has not run.
    #[expect(clippy::new_without_default, reason = "std's has no default either")]
    #[must_use]
    #[inline]
    pub const fn new() -> Once {
        Once {
            real: real::Once::new(),
            stage: Monitor::new(ObjectKind::Once, Stage::New),
        }
    }

    fn whole(&self) -> Whole {
        (std::ptr::from_ref(self).cast(), size_of::<Self>())
    }

    /// Runs `f` if nothing has run before; waits while another thread runs its own.
    ///
    /// # Panics
    /// If an `f` panicked before.
    #[track_caller]
    pub fn call_once<F: FnOnce()>(&self, f: F) {
        let f = Cell::new(Some(f));
        self.call(
            Op::CallOnce,
            false,
            self.whole(),
            Location::caller(),
            &|_| {
                if let Some(f) = f.take() {
                    f();
                }
            },
        );
    }

    /// [`call_once`](Once::call_once) that tries again after a panic.
    #[track_caller]
    pub fn call_once_force<F: FnOnce(&OnceState)>(&self, f: F) {
        let f = Cell::new(Some(f));
        self.call(
            Op::CallOnceForce,
            true,
            self.whole(),
            Location::caller(),
            &|state| {
                if let Some(f) = f.take() {
                    f(state);
                }
            },
        );
    }

    /// `whole` is the memory of what this is a part of.
    pub(super) fn call(
        &self,
        op: Op,
        force: bool,
        whole: Whole,
        place: Place,
        f: &dyn Fn(&OnceState),
    ) {
        let state = |poisoned| OnceState {
            poisoned,
            not_sync: std::marker::PhantomData,
        };
        if engine() == Engine::Std {
            return match force {
                true => self.real.call_once_force(|s| f(&state(s.is_poisoned()))),
                false => self.real.call_once(|| f(&state(false))),
            };
        }
        if self.real.is_completed() {
            return; // Initialised before anything was modelled.
        }
        let how = Use {
            whole: Some(whole),
            ..Use::new(op, place)
        };
        let before = self.stage.turn(how, |stage| match *stage {
            Stage::Running => Turn::Wait,
            Stage::Complete => Turn::Quiet(Stage::Complete, Outcome::Done),
            Stage::Poisoned if !force => Turn::Quiet(Stage::Poisoned, Outcome::Done),
            before => {
                *stage = Stage::Running;
                Turn::Changed(before, Outcome::Done)
            }
        });
        let poisoned = match before {
            None | Some(Stage::Complete) => return,
            Some(Stage::Poisoned) if !force => panic!("Once instance has previously been poisoned"),
            Some(before) => before == Stage::Poisoned,
        };
        self.stage.hold(true);
        let result = heddle_runtime::catch_unwind(AssertUnwindSafe(|| f(&state(poisoned))));
        let after = if result.is_ok() {
            Stage::Complete
        } else {
            Stage::Poisoned
        };
        self.stage.hold(false);
        self.stage.turn(how, |stage| {
            *stage = after;
            Turn::Changed((), Outcome::Done)
        });
        if let Err(payload) = result {
            heddle_runtime::resume_unwind(payload);
        }
    }

    /// Whether an initialisation is complete.
    #[track_caller]
    #[inline]
    pub fn is_completed(&self) -> bool {
        self.completed(Op::IsCompleted, self.whole(), Location::caller())
    }

    #[inline]
    pub(super) fn completed(&self, op: Op, whole: Whole, place: Place) -> bool {
        // The real one is complete in a model too, if it was before anything was modelled.
        self.real.is_completed() || engine() != Engine::Std && self.look(op, whole, place)
    }

    fn look(&self, op: Op, whole: Whole, place: Place) -> bool {
        let how = Use {
            whole: Some(whole),
            ..Use::new(op, place)
        };
        self.stage.turn(how, |stage| {
            Turn::Quiet(*stage == Stage::Complete, Outcome::Done)
        }) == Some(true)
    }

    /// Makes it complete at once, for whoever is alone: no step of a model.
    pub(super) fn complete(&mut self) {
        self.real.call_once(|| {});
    }

    /// Waits until an initialisation is complete.
    ///
    /// # Panics
    /// If one panicked.
    #[track_caller]
    pub fn wait(&self) {
        self.wait_for(false, self.whole(), Location::caller());
    }

    /// [`wait`](Once::wait) that goes on waiting after a panic.
    #[track_caller]
    pub fn wait_force(&self) {
        self.wait_for(true, self.whole(), Location::caller());
    }

    pub(super) fn wait_for(&self, force: bool, whole: Whole, place: Place) {
        if engine() == Engine::Std {
            return match force {
                true => self.real.wait_force(),
                false => self.real.wait(),
            };
        }
        if self.real.is_completed() {
            return;
        }
        let how = Use {
            whole: Some(whole),
            ..Use::new(Op::Wait, place)
        };
        let poisoned = self.stage.turn(how, |stage| match *stage {
            Stage::Complete => Turn::Quiet(false, Outcome::Done),
            Stage::Poisoned if !force => Turn::Quiet(true, Outcome::Done),
            _ => Turn::Wait,
        });
        assert!(
            poisoned != Some(true),
            "Once instance has previously been poisoned"
        );
    }
}

impl fmt::Debug for Once {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Once").finish_non_exhaustive()
    }
}

impl OnceState {
    /// Whether an initialisation panicked before.
    #[must_use]
    pub fn is_poisoned(&self) -> bool {
        self.poisoned
    }
}

impl fmt::Debug for OnceState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnceState")
            .field("poisoned", &self.is_poisoned())
            .finish()
    }
}
