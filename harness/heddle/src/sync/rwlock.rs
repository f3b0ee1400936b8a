//! `std::sync::RwLock`.

use std::cell::UnsafeCell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::ptr::NonNull;
use std::sync::{LockResult, TryLockError, TryLockResult};

use heddle_runtime::{Datum, Op, RawRwLock, RwGuard, Whole};

use super::glimpse::glimpse;
use super::mutex::result;
use super::poison::{Entry, Flag};

/// [`std::sync::RwLock`]. In a model neither readers nor writers are preferred: std promises no order.
pub struct RwLock<T: ?Sized> {
    raw: RawRwLock,
    poison: Flag,
    data: UnsafeCell<T>,
}

// SAFETY: as for std's: the data is reached through `&mut self` or a guard.
unsafe impl<T: ?Sized + Send> Send for RwLock<T> {}
// SAFETY: as above; readers share the data, so it must be `Sync` too.
unsafe impl<T: ?Sized + Send + Sync> Sync for RwLock<T> {}
impl<T: ?Sized> UnwindSafe for RwLock<T> {}
impl<T: ?Sized> RefUnwindSafe for RwLock<T> {}

/// [`std::sync::RwLockReadGuard`].
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockReadGuard<'a, T: ?Sized + 'a> {
    /// The data itself and not the lock, which would hold `T` to one lifetime: as in std, a reader of
    /// `&'static str` is one of `&'a str`. A pointer, so a guard is not `Send`: a lock is given back by the
    /// thread that took it.
    data: NonNull<T>,
    lock: &'a RawRwLock,
    raw: RwGuard<'a>,
}

// SAFETY: as for std's: a shared guard only gives `&T`.
unsafe impl<T: ?Sized + Sync> Sync for RwLockReadGuard<'_, T> {}

/// [`std::sync::RwLockWriteGuard`].
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockWriteGuard<'a, T: ?Sized + 'a> {
    lock: &'a RwLock<T>,
    raw: RwGuard<'a>,
    entry: Entry,
    /// A lock is given back by the thread that took it.
    not_send: PhantomData<*const ()>,
}

// SAFETY: as for std's: a shared guard only gives `&T`.
unsafe impl<T: ?Sized + Sync> Sync for RwLockWriteGuard<'_, T> {}

impl<T> RwLock<T> {
    /// A lock that nobody holds.
    #[inline]
    pub const fn new(value: T) -> RwLock<T> {
        RwLock {
            raw: RawRwLock::new(),
            poison: Flag::new(),
            data: UnsafeCell::new(value),
        }
    }

    /// The data, for good.
    ///
    /// # Errors
    /// The data as well, if a thread panicked while it wrote.
    pub fn into_inner(self) -> LockResult<T> {
        let poisoned = self.poison.get();
        result(poisoned, self.data.into_inner())
    }
}

impl<T: ?Sized> RwLock<T> {
    fn whole(&self) -> Whole {
        (std::ptr::from_ref(self).cast(), size_of_val(self))
    }

    fn reader<'a>(&'a self, raw: RwGuard<'a>) -> LockResult<RwLockReadGuard<'a, T>> {
        result(self.poison.get(), RwLockReadGuard::new(self, raw))
    }

    fn writer<'a>(&'a self, raw: RwGuard<'a>) -> LockResult<RwLockWriteGuard<'a, T>> {
        let guard = RwLockWriteGuard {
            lock: self,
            raw,
            entry: Entry::now(),
            not_send: PhantomData,
        };
        result(self.poison.get(), guard)
    }

    /// Takes the lock with other readers; blocks while another thread writes.
    ///
    /// # Errors
    /// The guard as well, if a thread panicked while it wrote.
    #[track_caller]
    #[inline]
    pub fn read(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        self.reader(self.raw.lock(false, self.whole(), Location::caller()))
    }

    /// Takes the lock with other readers if nobody writes.
    ///
    /// # Errors
    /// `WouldBlock` if somebody does; the guard as well, if a thread panicked while it wrote.
    #[track_caller]
    pub fn try_read(&self) -> TryLockResult<RwLockReadGuard<'_, T>> {
        match self.raw.try_lock(false, self.whole(), Location::caller()) {
            Some(raw) => Ok(self.reader(raw)?),
            None => Err(TryLockError::WouldBlock),
        }
    }

    /// Takes the lock alone; blocks while another thread reads or writes.
    ///
    /// # Errors
    /// The guard as well, if a thread panicked while it wrote.
    #[track_caller]
    #[inline]
    pub fn write(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        self.writer(self.raw.lock(true, self.whole(), Location::caller()))
    }

    /// Takes the lock alone if nobody has it.
    ///
    /// # Errors
    /// `WouldBlock` if somebody has; the guard as well, if a thread panicked while it wrote.
    #[track_caller]
    pub fn try_write(&self) -> TryLockResult<RwLockWriteGuard<'_, T>> {
        match self.raw.try_lock(true, self.whole(), Location::caller()) {
            Some(raw) => Ok(self.writer(raw)?),
            None => Err(TryLockError::WouldBlock),
        }
    }

    /// Whether a thread panicked while it wrote.
    #[track_caller]
    pub fn is_poisoned(&self) -> bool {
        let mut answer = false;
        let look = || self.poison.seen(&mut answer);
        let place = Location::caller();
        self.raw
            .about_poison(Op::IsPoisoned, self.whole(), place, look);
        answer
    }

    /// Forgets that a thread panicked while it wrote.
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
    /// The data as well, if a thread panicked while it wrote.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        result(self.poison.get(), self.data.get_mut())
    }
}

impl<T: Default> Default for RwLock<T> {
    fn default() -> Self {
        RwLock::new(T::default())
    }
}

impl<T> From<T> for RwLock<T> {
    fn from(value: T) -> Self {
        RwLock::new(value)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLock<T> {
    /// Shows the data only where no model runs: looking must not be a step.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("RwLock");
        if heddle_runtime::engine() == heddle_runtime::Engine::Std {
            match self.try_read() {
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

impl<'a, T: ?Sized> RwLockWriteGuard<'a, T> {
    /// Lets other readers in, and goes on reading; no other thread writes between.
    pub fn downgrade(mut s: Self) -> RwLockReadGuard<'a, T> {
        s.entry.leave(&s.lock.poison);
        s.lock.raw.downgrade(&mut s.raw);
        let raw = std::mem::replace(&mut s.raw, RwGuard::Gone);
        RwLockReadGuard::new(s.lock, raw)
    }
}

impl<'a, T: ?Sized> RwLockReadGuard<'a, T> {
    fn new(lock: &'a RwLock<T>, raw: RwGuard<'a>) -> Self {
        // SAFETY: a reference's pointer is not null.
        let data = unsafe { NonNull::new_unchecked(lock.data.get()) };
        RwLockReadGuard {
            data,
            lock: &lock.raw,
            raw,
        }
    }

    fn seen(&self) -> Option<Datum> {
        // SAFETY: this guard holds the lock.
        unsafe { glimpse(self.data.as_ptr()) }
    }
}

impl<T: ?Sized> RwLockWriteGuard<'_, T> {
    fn seen(&self) -> Option<Datum> {
        // SAFETY: this guard holds the lock.
        unsafe { glimpse(self.lock.data.get()) }
    }
}

impl<T: ?Sized> Deref for RwLockReadGuard<'_, T> {
    type Target = T;

    #[track_caller]
    #[inline]
    fn deref(&self) -> &T {
        heddle_runtime::touch(self.raw.object(), false, Location::caller(), || self.seen());
        // SAFETY: this guard holds the lock.
        unsafe { self.data.as_ref() }
    }
}

impl<T: ?Sized> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;

    #[track_caller]
    #[inline]
    fn deref(&self) -> &T {
        heddle_runtime::touch(self.raw.object(), false, Location::caller(), || self.seen());
        // SAFETY: this guard holds the lock.
        unsafe { &*self.lock.data.get() }
    }
}

impl<T: ?Sized> DerefMut for RwLockWriteGuard<'_, T> {
    #[track_caller]
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        heddle_runtime::touch(self.raw.object(), true, Location::caller(), || self.seen());
        // SAFETY: this guard holds the lock alone, and is borrowed mutably.
        unsafe { &mut *self.lock.data.get() }
    }
}

impl<T: ?Sized> Drop for RwLockReadGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.lock.unlock(&mut self.raw, || ());
    }
}

impl<T: ?Sized> Drop for RwLockWriteGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        if !matches!(self.raw, RwGuard::Gone) {
            heddle_runtime::settle(self.raw.object(), || self.seen());
            let last = self.entry.leaving(&self.lock.poison);
            self.lock.raw.unlock(&mut self.raw, last);
        }
    }
}

macro_rules! shown_as_data {
    ($($guard:ident)*) => {$(
        impl<T: ?Sized + fmt::Debug> fmt::Debug for $guard<'_, T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (**self).fmt(f)
            }
        }

        impl<T: ?Sized + fmt::Display> fmt::Display for $guard<'_, T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (**self).fmt(f)
            }
        }
    )*};
}

shown_as_data!(RwLockReadGuard RwLockWriteGuard);
