//! `std::sync::OnceLock`.

use std::cell::{Cell, UnsafeCell};
use std::fmt;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};

use heddle_runtime::{Op, Place, Whole};

use super::Once;

/// [`std::sync::OnceLock`].
pub struct OnceLock<T> {
    once: Once,
    /// Some exactly when `once` is complete; written only while it runs. An `Option`, and no `Drop` of our
    /// own: so a value that borrows may outlive what it borrows from, as with std's `#[may_dangle]`.
    value: UnsafeCell<Option<T>>,
}

// SAFETY: as for std's: any thread may come to drop the value or read it.
unsafe impl<T: Sync + Send> Sync for OnceLock<T> {}
// SAFETY: it owns its value.
unsafe impl<T: Send> Send for OnceLock<T> {}
impl<T: RefUnwindSafe + UnwindSafe> RefUnwindSafe for OnceLock<T> {}
impl<T: UnwindSafe> UnwindSafe for OnceLock<T> {}

impl<T> OnceLock<T> {
    /// One without a value.
    #[must_use]
    #[inline]
    pub const fn new() -> OnceLock<T> {
        OnceLock {
            once: Once::new(),
            value: UnsafeCell::new(None),
        }
    }

    fn whole(&self) -> Whole {
        (std::ptr::from_ref(self).cast(), size_of::<Self>())
    }

    /// # Safety
    /// `once` was seen complete.
    unsafe fn value(&self) -> &T {
        // SAFETY: complete means written, and nobody writes again while `self` is shared.
        unsafe { (*self.value.get()).as_ref().unwrap_unchecked() }
    }

    /// The value, if there is one.
    #[track_caller]
    #[inline]
    pub fn get(&self) -> Option<&T> {
        let complete = self
            .once
            .completed(Op::Get, self.whole(), Location::caller());
        // SAFETY: just seen.
        complete.then(|| unsafe { self.value() })
    }

    /// The value, if there is one, which nobody else can reach.
    #[inline]
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.value.get_mut().as_mut()
    }

    /// Waits until there is a value.
    #[track_caller]
    pub fn wait(&self) -> &T {
        self.once.wait_for(true, self.whole(), Location::caller());
        // SAFETY: the wait ends when `once` is complete.
        unsafe { self.value() }
    }

    fn initialise(&self, op: Op, place: Place, make: &dyn Fn() -> Option<T>) {
        self.once.call(op, true, self.whole(), place, &|_| {
            if let Some(value) = make() {
                // SAFETY: `once` runs this alone, before anyone may read.
                unsafe { *self.value.get() = Some(value) };
            }
        });
    }

    /// Gives the value, if there is none.
    ///
    /// # Errors
    /// `value`, if there was one already.
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), T> {
        let value = Cell::new(Some(value));
        self.initialise(Op::Set, Location::caller(), &|| value.take());
        match value.take() {
            None => Ok(()),
            Some(value) => Err(value),
        }
    }

    /// The value; made by `f` if there is none.
    #[track_caller]
    #[inline]
    pub fn get_or_init<F: FnOnce() -> T>(&self, f: F) -> &T {
        let place = Location::caller();
        if !self.once.completed(Op::GetOrInit, self.whole(), place) {
            let f = Cell::new(Some(f));
            self.initialise(Op::GetOrInit, place, &|| f.take().map(|f| f()));
        }
        // SAFETY: complete now, or `initialise` would have panicked.
        unsafe { self.value() }
    }

    /// The value, for good.
    pub fn into_inner(mut self) -> Option<T> {
        self.take()
    }

    /// The value, and none is left.
    pub fn take(&mut self) -> Option<T> {
        let value = self.value.get_mut().take()?;
        self.once = Once::new();
        Some(value)
    }
}

impl<T> Default for OnceLock<T> {
    fn default() -> Self {
        OnceLock::new()
    }
}

impl<T: fmt::Debug> fmt::Debug for OnceLock<T> {
    /// Shows the value only where no model runs: looking must not be a step.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_tuple("OnceLock");
        if heddle_runtime::engine() != heddle_runtime::Engine::Std {
            return shown.finish_non_exhaustive();
        }
        match self.get() {
            Some(value) => shown.field(value),
            None => shown.field(&format_args!("<uninit>")),
        };
        shown.finish()
    }
}

impl<T: Clone> Clone for OnceLock<T> {
    fn clone(&self) -> Self {
        match self.get() {
            Some(value) => OnceLock::from(value.clone()),
            None => OnceLock::new(),
        }
    }
}

impl<T> From<T> for OnceLock<T> {
    fn from(value: T) -> Self {
        let mut cell = OnceLock::new();
        // Nobody else knows the cell yet, so this is no step of a model.
        *cell.value.get_mut() = Some(value);
        cell.once.complete();
        cell
    }
}

impl<T: PartialEq> PartialEq for OnceLock<T> {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl<T: Eq> Eq for OnceLock<T> {}
