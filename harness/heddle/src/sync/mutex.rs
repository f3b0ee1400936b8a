//! `std::sync::Mutex`.

use std::cell::UnsafeCell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::sync::{LockResult, PoisonError, TryLockError, TryLockResult};

use heddle_runtime::{Datum, Op, RawGuard, RawMutex, Whole};

use super::glimpse::glimpse;
use super::poison::{Entry, Flag};

/// [`std::sync::Mutex`].
pub struct Mutex<T: ?Sized> {
    raw: RawMutex,
    poison: Flag,
    data: UnsafeCell<T>,
}

// SAFETY: as for std's: the data is reached through `&mut self` or a guard, and there is one guard.
unsafe impl<T: ?Sized + Send> Send for Mutex<T> {}
// SAFETY: as above.
unsafe impl<T: ?Sized + Send> Sync for Mutex<T> {}
impl<T: ?Sized> UnwindSafe for Mutex<T> {}
impl<T: ?Sized> RefUnwindSafe for Mutex<T> {}

/// [`std::sync::MutexGuard`].
#[must_use = "if unused the Mutex will immediately unlock"]
pub struct MutexGuard<'a, T: ?Sized + 'a> {
    lock: &'a Mutex<T>,
    raw: RawGuard<'a>,
    entry: Entry,
    /// A lock is given back by the thread that took it.
    not_send: PhantomData<*const ()>,
}

// SAFETY: as for std's: a shared guard only gives `&T`.
unsafe impl<T: ?Sized + Sync> Sync for MutexGuard<'_, T> {}

impl<T> Mutex<T> {
    /// A mutex that nobody holds.
    #[inline]
    pub const fn new(value: T) -> Mutex<T> {
        Mutex {
            raw: RawMutex::new(),
            poison: Flag::new(),
            data: UnsafeCell::new(value),
        }
    }

    /// The data, for good.
    ///
    /// # Errors
    /// The data as well, if a thread panicked while it held the mutex.
    pub fn into_inner(self) -> LockResult<T> {
        let poisoned = self.poison.get();
        result(poisoned, self.data.into_inner())
    }
}

impl<T: ?Sized> Mutex<T> {
    fn whole(&self) -> Whole {
        (std::ptr::from_ref(self).cast(), size_of_val(self))
    }

    fn guard<'a>(&'a self, raw: RawGuard<'a>) -> LockResult<MutexGuard<'a, T>> {
        let guard = MutexGuard {
            lock: self,
            raw,
            entry: Entry::now(),
            not_send: PhantomData,
        };
        result(self.poison.get(), guard)
    }

    /// Takes the lock; blocks while another thread has it.
    ///
    /// # Errors
    /// The guard as well, if a thread panicked while it held the mutex.
    #[track_caller]
    #[inline]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        self.guard(self.raw.lock(self.whole(), Location::caller()))
    }

    /// Takes the lock if nobody has it.
    ///
    /// # Errors
    /// `WouldBlock` if it is held; the guard as well, if a thread panicked while it held the mutex.
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        match self.raw.try_lock(self.whole(), Location::caller()) {
            Some(raw) => Ok(self.guard(raw)?),
            None => Err(TryLockError::WouldBlock),
        }
    }

    /// Whether a thread panicked while it held the mutex.
    #[track_caller]
    pub fn is_poisoned(&self) -> bool {
        let mut answer = false;
        let look = || self.poison.seen(&mut answer);
        let place = Location::caller();
        self.raw
            .about_poison(Op::IsPoisoned, self.whole(), place, look);
        answer
    }

    /// Forgets that a thread panicked while it held the mutex.
    #[track_caller]
    pub fn clear_poison(&self) {
        let clear = || self.poison.cleared();
        let place = Location::caller();
        self.raw
            .about_poison(Op::ClearPoison, self.whole(), place, clear);
    }

    /// The data, which nobody else can reach.
    ///
    /// # Errors
    /// The data as well, if a thread panicked while it held the mutex.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        result(self.poison.get(), self.data.get_mut())
    }
}

pub(super) fn result<G>(poisoned: bool, value: G) -> LockResult<G> {
    if poisoned {
        Err(PoisonError::new(value))
    } else {
        Ok(value)
    }
}

impl<T: Default> Default for Mutex<T> {
    fn default() -> Self {
        Mutex::new(T::default())
    }
}

impl<T> From<T> for Mutex<T> {
    fn from(value: T) -> Self {
        Mutex::new(value)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Mutex<T> {
    /// Shows the data only where no model runs: looking must not be a step.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Mutex");
        if heddle_runtime::engine() == heddle_runtime::Engine::Std {
            match self.try_lock() {
                Ok(guard) => shown.field("data", &&*guard),
                Err(TryLockError::Poisoned(error)) => shown.field("data", &&**error.get_ref()),
                Err(TryLockError::WouldBlock) => shown.field("data", &format_args!("<locked>")),
            };
        }
        shown
            .field("poisoned", &self.poison.get())
            .finish_non_exhaustive()
    }
}

impl<'a, T: ?Sized> MutexGuard<'a, T> {
    fn seen(&self) -> Option<Datum> {
        // SAFETY: this guard holds the lock.
        unsafe { glimpse(self.lock.data.get()) }
    }

    /// Takes the guard apart without giving the lock back, for a condition variable's wait.
    pub(super) fn into_raw(mut self) -> (&'a Mutex<T>, RawGuard<'a>) {
        heddle_runtime::settle(self.raw.object(), || self.seen());
        self.entry.leave(&self.lock.poison);
        let raw = std::mem::replace(&mut self.raw, RawGuard::Gone);
        (self.lock, raw)
    }

    pub(super) fn from_raw(lock: &'a Mutex<T>, raw: RawGuard<'a>) -> LockResult<Self> {
        lock.guard(raw)
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;

    #[track_caller]
    #[inline]
    fn deref(&self) -> &T {
        heddle_runtime::touch(self.raw.object(), false, Location::caller(), || self.seen());
        // SAFETY: this guard holds the lock.
        unsafe { &*self.lock.data.get() }
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    #[track_caller]
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        heddle_runtime::touch(self.raw.object(), true, Location::caller(), || self.seen());
        // SAFETY: this guard holds the lock, and is borrowed mutably.
        unsafe { &mut *self.lock.data.get() }
    }
}

impl<T: ?Sized> Drop for MutexGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        if !matches!(self.raw, RawGuard::Gone) {
            heddle_runtime::settle(self.raw.object(), || self.seen());
            let last = self.entry.leaving(&self.lock.poison);
            self.lock.raw.unlock(&mut self.raw, last);
        }
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
