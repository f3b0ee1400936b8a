//! `std::sync::Condvar`.

use std::fmt;
use std::panic::Location;
use std::sync::{LockResult, PoisonError};
use std::time::Duration;

use heddle_runtime::{RawCondvar, Whole};

use super::MutexGuard;

/// [`std::sync::Condvar`]. In a model any waiter may be woken by [`notify_one`](Condvar::notify_one),
/// a wait may end for no reason, and a timeout may pass at any moment.
#[derive(Default)]
pub struct Condvar {
    raw: RawCondvar,
}

/// [`std::sync::WaitTimeoutResult`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    /// Whether the wait ended because its time was over.
    #[must_use]
    pub fn timed_out(&self) -> bool {
        self.0
    }
}

/// What the waits with a timeout give.
type Timed<'a, T> = LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)>;

impl Condvar {
    /// A condition variable that nobody waits on.
    #[must_use]
    pub const fn new() -> Condvar {
        Condvar {
            raw: RawCondvar::new(),
        }
    }

    fn whole(&self) -> Whole {
        (std::ptr::from_ref(self).cast(), size_of::<Self>())
    }

    fn sleep<'a, T: ?Sized>(
        &self,
        guard: MutexGuard<'a, T>,
        timeout: Option<Duration>,
        place: heddle_runtime::Place,
    ) -> Timed<'a, T> {
        let (lock, raw) = guard.into_raw();
        let (raw, timed_out) = self.raw.wait(self.whole(), raw, timeout, place);
        let result = WaitTimeoutResult(timed_out);
        match MutexGuard::from_raw(lock, raw) {
            Ok(guard) => Ok((guard, result)),
            Err(poisoned) => Err(PoisonError::new((poisoned.into_inner(), result))),
        }
    }

    /// Gives the lock back and sleeps until notified, or for no reason; then takes the lock again.
    ///
    /// # Errors
    /// The guard as well, if a thread panicked while it held the mutex.
    #[track_caller]
    pub fn wait<'a, T: ?Sized>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        match self.sleep(guard, None, Location::caller()) {
            Ok((guard, _)) => Ok(guard),
            Err(poisoned) => Err(PoisonError::new(poisoned.into_inner().0)),
        }
    }

    /// [`wait`](Condvar::wait)s for as long as `condition` holds.
    ///
    /// # Errors
    /// The guard as well, if a thread panicked while it held the mutex.
    #[track_caller]
    pub fn wait_while<'a, T: ?Sized, F: FnMut(&mut T) -> bool>(
        &self,
        mut guard: MutexGuard<'a, T>,
        mut condition: F,
    ) -> LockResult<MutexGuard<'a, T>> {
        while condition(&mut *guard) {
            guard = self.wait(guard)?;
        }
        Ok(guard)
    }

    /// [`wait`](Condvar::wait)s, but not for longer than `timeout`.
    ///
    /// # Errors
    /// The guard as well, if a thread panicked while it held the mutex.
    #[track_caller]
    pub fn wait_timeout<'a, T: ?Sized>(
        &self,
        guard: MutexGuard<'a, T>,
        timeout: Duration,
    ) -> Timed<'a, T> {
        self.sleep(guard, Some(timeout), Location::caller())
    }

    /// [`wait_timeout`](Condvar::wait_timeout) in milliseconds; says whether it was woken in time.
    ///
    /// # Errors
    /// The guard as well, if a thread panicked while it held the mutex.
    #[deprecated(note = "replaced by `std::sync::Condvar::wait_timeout`")]
    #[track_caller]
    pub fn wait_timeout_ms<'a, T: ?Sized>(
        &self,
        guard: MutexGuard<'a, T>,
        ms: u32,
    ) -> LockResult<(MutexGuard<'a, T>, bool)> {
        let timeout = Duration::from_millis(u64::from(ms));
        match self.sleep(guard, Some(timeout), Location::caller()) {
            Ok((guard, result)) => Ok((guard, !result.timed_out())),
            Err(poisoned) => {
                let (guard, result) = poisoned.into_inner();
                Err(PoisonError::new((guard, !result.timed_out())))
            }
        }
    }

    /// [`wait`](Condvar::wait)s for as long as `condition` holds, but not for longer than `timeout`.
    ///
    /// # Errors
    /// The guard as well, if a thread panicked while it held the mutex.
    #[track_caller]
    pub fn wait_timeout_while<'a, T: ?Sized, F: FnMut(&mut T) -> bool>(
        &self,
        mut guard: MutexGuard<'a, T>,
        timeout: Duration,
        mut condition: F,
    ) -> Timed<'a, T> {
        let place = Location::caller();
        let start = heddle_runtime::now_unseen(place);
        loop {
            if !condition(&mut *guard) {
                return Ok((guard, WaitTimeoutResult(false)));
            }
            let passed = heddle_runtime::now_unseen(place).saturating_duration_since(start);
            let Some(left) = timeout.checked_sub(passed) else {
                return Ok((guard, WaitTimeoutResult(true)));
            };
            guard = self.wait_timeout(guard, left)?.0;
        }
    }

    /// Wakes one waiting thread, if there is one.
    #[track_caller]
    pub fn notify_one(&self) {
        self.raw.notify_one(self.whole(), Location::caller());
    }

    /// Wakes every waiting thread.
    #[track_caller]
    pub fn notify_all(&self) {
        self.raw.notify_all(self.whole(), Location::caller());
    }
}

impl fmt::Debug for Condvar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Condvar").finish_non_exhaustive()
    }
}
