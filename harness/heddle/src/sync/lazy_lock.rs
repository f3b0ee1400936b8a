//! `std::sync::LazyLock`.

use std::cell::UnsafeCell;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::{Location, RefUnwindSafe, UnwindSafe};

use heddle_runtime::{Op, Place, Whole};

use super::Once;

/// [`std::sync::LazyLock`].
pub struct LazyLock<T, F = fn() -> T> {
    once: Once,
    /// `Value` once `once` is complete; changed only while it runs.
    state: UnsafeCell<State<T, F>>,
}

enum State<T, F> {
    Init(F),
    Value(T),
    /// The initialisation runs, or has panicked.
    Gone,
}

// SAFETY: as for std's: the value may be shared, and `F` is called by one thread.
unsafe impl<T: Sync + Send, F: Send> Sync for LazyLock<T, F> {}
impl<T: RefUnwindSafe + UnwindSafe, F: UnwindSafe> RefUnwindSafe for LazyLock<T, F> {}
impl<T: UnwindSafe, F: UnwindSafe> UnwindSafe for LazyLock<T, F> {}

const POISONED: &str = "LazyLock instance has previously been poisoned";

impl<T, F: FnOnce() -> T> LazyLock<T, F> {
    /// A value that `f` makes when it is first used.
    #[inline]
    pub const fn new(f: F) -> LazyLock<T, F> {
        LazyLock {
            once: Once::new(),
            state: UnsafeCell::new(State::Init(f)),
        }
    }

    /// The value; made now if nobody has used it yet.
    ///
    /// # Panics
    /// If making it panics, or has panicked.
    #[track_caller]
    #[inline]
    pub fn force(this: &LazyLock<T, F>) -> &T {
        let place = Location::caller();
        if !this.once.completed(Op::Force, this.whole(), place) {
            this.initialise(place);
        }
        // SAFETY: complete, so nobody writes any more.
        match unsafe { &*this.state.get() } {
            State::Value(value) => value,
            _ => panic!("{POISONED}"),
        }
    }

    fn initialise(&self, place: Place) {
        self.once
            .call(Op::Force, true, self.whole(), place, &|state| {
                assert!(!state.is_poisoned(), "{POISONED}");
                // SAFETY: `once` runs this alone, before anyone may read.
                let taken = unsafe { std::mem::replace(&mut *self.state.get(), State::Gone) };
                if let State::Init(f) = taken {
                    let value = f();
                    // SAFETY: as above; `f` had no reference to the state.
                    unsafe { *self.state.get() = State::Value(value) };
                }
            });
    }

    /// The value, which nobody else can reach; made now if nobody has used it yet.
    ///
    /// # Panics
    /// If making it panics, or has panicked.
    pub fn force_mut(this: &mut LazyLock<T, F>) -> &mut T {
        let state = this.state.get_mut();
        if let State::Init(_) = state
            && let State::Init(f) = std::mem::replace(state, State::Gone)
        {
            // A panic leaves `Gone`, which is what later uses find.
            *state = State::Value(f());
            this.once.complete();
        }
        match state {
            State::Value(value) => value,
            _ => panic!("{POISONED}"),
        }
    }
}

impl<T, F> LazyLock<T, F> {
    fn whole(&self) -> Whole {
        (std::ptr::from_ref(self).cast(), size_of::<Self>())
    }

    /// The value, if it is made.
    #[track_caller]
    pub fn get(this: &LazyLock<T, F>) -> Option<&T> {
        if !this
            .once
            .completed(Op::Get, this.whole(), Location::caller())
        {
            return None;
        }
        // SAFETY: complete, so nobody writes any more.
        match unsafe { &*this.state.get() } {
            State::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The value, if it is made, which nobody else can reach.
    pub fn get_mut(this: &mut LazyLock<T, F>) -> Option<&mut T> {
        match this.state.get_mut() {
            State::Value(value) => Some(value),
            _ => None,
        }
    }
}

/// std's has one, so what a value or its function borrows has to outlive the cell.
impl<T, F> Drop for LazyLock<T, F> {
    fn drop(&mut self) {}
}

impl<T, F: FnOnce() -> T> Deref for LazyLock<T, F> {
    type Target = T;

    #[track_caller]
    #[inline]
    fn deref(&self) -> &T {
        LazyLock::force(self)
    }
}

impl<T, F: FnOnce() -> T> DerefMut for LazyLock<T, F> {
    fn deref_mut(&mut self) -> &mut T {
        LazyLock::force_mut(self)
    }
}

impl<T: Default> Default for LazyLock<T> {
    fn default() -> LazyLock<T> {
        LazyLock::new(T::default)
    }
}

impl<T: fmt::Debug, F> fmt::Debug for LazyLock<T, F> {
    /// Shows the value only where no model runs: looking must not be a step.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_tuple("LazyLock");
        if heddle_runtime::engine() != heddle_runtime::Engine::Std {
            return shown.finish_non_exhaustive();
        }
        match LazyLock::get(self) {
            Some(value) => shown.field(value),
            None => shown.field(&format_args!("<uninit>")),
        };
        shown.finish()
    }
}
