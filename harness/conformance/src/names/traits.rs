//! The traits of every type.

use std::cell::{Cell, UnsafeCell};
use std::error::Error;
use std::fmt::{Debug, Display, Pointer};
use std::hash::Hash;
use std::ops::{Add, AddAssign, Deref, DerefMut, Sub, SubAssign};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::rc::Rc;
use std::sync::atomic::*;
use std::sync::{mpsc::*, *};
use std::thread::*;
use std::time::*;

/// Asserts that a type has traits, and that it has not others.
macro_rules! traits {
    ($($type:ty: [$($has:path),*] not [$($not:path),*];)*) => {$(
        const _: () = {
            $(
                const fn has<T: ?Sized + $has>() {}
                has::<$type>();
            )*
            $(
                // Ambiguous, and so an error, if the type has the trait.
                trait Ambiguous<A> { fn some() {} }
                impl<T: ?Sized> Ambiguous<()> for T {}
                const _: () = {
                    struct Has;
                    impl<T: ?Sized + $not> Ambiguous<Has> for T {}
                    let _ = <$type as Ambiguous<_>>::some;
                };
            )*
        };
    )*};
}

/// `Send` and `Sync`.
type Both = u8;
/// `Send`, not `Sync`.
type Moves = Cell<u8>;
/// Neither.
type Stays = Rc<u8>;
/// Neither kind of unwind safe.
type Torn = &'static mut UnsafeCell<u8>;
/// Without `Debug`, `Default` and the rest.
struct Plain;

macro_rules! one {
    ($(($($item:tt)*))*) => {$( const _: () = { traits! { $($item)*; } }; )*};
}

one! {
    (Mutex<Moves>: [Send] not [])
    (Mutex<Moves>: [Sync] not [])
    (Mutex<Stays>: [Debug] not [Send])
    (Mutex<Stays>: [] not [Sync])
    (Mutex<Torn>: [UnwindSafe] not [])
    (Mutex<Torn>: [RefUnwindSafe] not [])
    (Mutex<u8>: [Default] not [Clone])
    (Mutex<u8>: [From<u8>] not [PartialEq])
    (Mutex<dyn Debug>: [Debug] not [Send])
    (Mutex<Plain>: [] not [Debug])
    (MutexGuard<'static, Both>: [Sync] not [Send])
    (MutexGuard<'static, Moves>: [] not [Sync])
    (MutexGuard<'static, u8>: [Debug] not [Clone])
    (MutexGuard<'static, u8>: [Display] not [])
    (MutexGuard<'static, u8>: [DerefMut] not [])
    (MutexGuard<'static, Torn>: [UnwindSafe] not [])
    (MutexGuard<'static, Torn>: [RefUnwindSafe] not [])
    (RwLock<Moves>: [Send] not [Sync])
    (RwLock<Both>: [Sync] not [Clone])
    (RwLock<Stays>: [Debug] not [Send])
    (RwLock<Torn>: [UnwindSafe] not [])
    (RwLock<Torn>: [RefUnwindSafe] not [])
    (RwLock<u8>: [Default] not [])
    (RwLock<u8>: [From<u8>] not [])
    (RwLockReadGuard<'static, Both>: [Sync] not [Send])
    (RwLockReadGuard<'static, u8>: [Deref] not [DerefMut])
    (RwLockReadGuard<'static, u8>: [Debug] not [])
    (RwLockReadGuard<'static, u8>: [Display] not [])
    (RwLockReadGuard<'static, u8>: [UnwindSafe] not [])
    (RwLockReadGuard<'static, u8>: [RefUnwindSafe] not [])
    (RwLockWriteGuard<'static, Both>: [Sync] not [Send])
    (RwLockWriteGuard<'static, u8>: [DerefMut] not [])
    (RwLockWriteGuard<'static, u8>: [Debug] not [])
    (RwLockWriteGuard<'static, u8>: [Display] not [])
    (RwLockWriteGuard<'static, Torn>: [UnwindSafe] not [])
    (Condvar: [Send] not [Clone])
    (Condvar: [Sync] not [])
    (Condvar: [Debug] not [])
    (Condvar: [Default] not [])
    (Condvar: [UnwindSafe] not [])
    (Condvar: [RefUnwindSafe] not [])
    (WaitTimeoutResult: [Copy] not [Default])
    (WaitTimeoutResult: [Eq] not [Ord])
    (WaitTimeoutResult: [Debug] not [Hash])
    (Barrier: [Send] not [Default])
    (Barrier: [Sync] not [Clone])
    (Barrier: [Debug] not [])
    (Barrier: [UnwindSafe] not [])
    (Barrier: [RefUnwindSafe] not [])
    (BarrierWaitResult: [Debug] not [Clone])
    (BarrierWaitResult: [Send] not [PartialEq])
    (Once: [Send] not [Default])
    (Once: [Sync] not [Clone])
    (Once: [Debug] not [])
    (Once: [UnwindSafe] not [])
    (Once: [RefUnwindSafe] not [])
    (OnceState: [Debug] not [Clone])
    (OnceState: [UnwindSafe] not [Sync])
    (OnceLock<Moves>: [Send] not [Sync])
    (OnceLock<Both>: [Sync] not [])
    (OnceLock<Stays>: [Debug] not [Send])
    (OnceLock<u8>: [Default] not [Hash])
    (OnceLock<u8>: [Clone] not [Copy])
    (OnceLock<u8>: [Eq] not [PartialOrd])
    (OnceLock<u8>: [From<u8>] not [])
    (OnceLock<u8>: [UnwindSafe] not [])
    (OnceLock<u8>: [RefUnwindSafe] not [])
    (OnceLock<Torn>: [] not [UnwindSafe])
    (OnceLock<Torn>: [] not [RefUnwindSafe])
    (LazyLock<Both>: [Sync] not [Clone])
    (LazyLock<Moves>: [Send] not [Sync])
    (LazyLock<u8>: [Default] not [])
    (LazyLock<u8>: [Debug] not [])
    (LazyLock<u8>: [DerefMut] not [])
    (LazyLock<u8>: [UnwindSafe] not [])
    (LazyLock<u8>: [RefUnwindSafe] not [])
    (LazyLock<Torn>: [] not [UnwindSafe])
    (LazyLock<u8, Moves>: [Sync] not [Deref])
    (LazyLock<u8, Stays>: [Debug] not [Sync])
    (Sender<Moves>: [Send] not [])
    (Sender<Moves>: [Sync] not [])
    (Sender<Stays>: [Clone] not [Send])
    (Sender<Stays>: [Debug] not [Sync])
    (Sender<Torn>: [UnwindSafe] not [])
    (Sender<Torn>: [RefUnwindSafe] not [])
    (SyncSender<Moves>: [Send] not [])
    (SyncSender<Moves>: [Sync] not [])
    (SyncSender<Stays>: [Clone] not [Send])
    (SyncSender<Stays>: [Debug] not [Sync])
    (SyncSender<Torn>: [UnwindSafe] not [])
    (Receiver<Both>: [Send] not [Sync])
    (Receiver<Stays>: [Debug] not [Send])
    (Receiver<Both>: [IntoIterator] not [Clone])
    (&'static Receiver<Both>: [IntoIterator] not [])
    (Receiver<Torn>: [UnwindSafe] not [])
    (Receiver<Torn>: [RefUnwindSafe] not [])
    (mpsc::Iter<'static, u8>: [Iterator] not [Send])
    (mpsc::Iter<'static, u8>: [Debug] not [Clone])
    (mpsc::TryIter<'static, u8>: [Iterator] not [])
    (mpsc::TryIter<'static, u8>: [Debug] not [])
    (mpsc::IntoIter<u8>: [Iterator] not [])
    (mpsc::IntoIter<u8>: [Debug] not [])
    (SendError<Plain>: [Error] not [Default])
    (TrySendError<Plain>: [Error] not [])
    (TrySendError<Plain>: [From<SendError<Plain>>] not [])
    (RecvError: [Error] not [])
    (TryRecvError: [Error] not [])
    (TryRecvError: [From<RecvError>] not [])
    (RecvTimeoutError: [Error] not [])
    (RecvTimeoutError: [From<RecvError>] not [])
    (PoisonError<u8>: [Error] not [Clone])
    (TryLockError<u8>: [From<PoisonError<u8>>] not [])
    (JoinHandle<Both>: [Send] not [Clone])
    (JoinHandle<Stays>: [Send] not [])
    (JoinHandle<Stays>: [Sync] not [])
    (JoinHandle<Plain>: [Debug] not [])
    (JoinHandle<u8>: [] not [UnwindSafe])
    (JoinHandle<u8>: [] not [RefUnwindSafe])
    (ScopedJoinHandle<'static, Moves>: [Send] not [Clone])
    (ScopedJoinHandle<'static, Moves>: [Sync] not [])
    (ScopedJoinHandle<'static, Stays>: [] not [Send])
    (ScopedJoinHandle<'static, Stays>: [] not [Sync])
    (ScopedJoinHandle<'static, Plain>: [Debug] not [])
    (ScopedJoinHandle<'static, u8>: [] not [UnwindSafe])
    (Scope<'static, 'static>: [Send] not [Clone])
    (Scope<'static, 'static>: [Sync] not [])
    (Scope<'static, 'static>: [Debug] not [UnwindSafe])
    (Scope<'static, 'static>: [RefUnwindSafe] not [])
    (Builder: [Debug] not [Clone])
    (Builder: [Send] not [Default])
    (Builder: [Sync] not [])
    (Thread: [Clone] not [Copy])
    (Thread: [Debug] not [PartialEq])
    (Thread: [Send] not [])
    (Thread: [Sync] not [])
    (Thread: [UnwindSafe] not [])
    (Thread: [RefUnwindSafe] not [])
    (ThreadId: [Copy] not [Ord])
    (ThreadId: [Hash] not [Display])
    (ThreadId: [Eq] not [])
    (ThreadId: [Debug] not [])
    (LocalKey<Stays>: [Send] not [Clone])
    (LocalKey<Stays>: [Sync] not [])
    (LocalKey<Plain>: [Debug] not [])
    (LocalKey<Torn>: [UnwindSafe] not [])
    (AccessError: [Error] not [Default])
    (AccessError: [Copy] not [Ord])
    (AccessError: [Eq] not [Hash])
    (Instant: [Copy] not [Default])
    (Instant: [Ord] not [Display])
    (Instant: [Hash] not [])
    (Instant: [Debug] not [])
    (Instant: [Add<Duration>] not [])
    (Instant: [Sub<Duration>] not [])
    (Instant: [Sub<Instant>] not [])
    (Instant: [AddAssign<Duration>] not [])
    (Instant: [SubAssign<Duration>] not [])
    (AtomicUsize: [Send] not [Clone])
    (AtomicUsize: [Sync] not [PartialEq])
    (AtomicUsize: [Default] not [Display])
    (AtomicUsize: [Debug] not [])
    (AtomicUsize: [From<usize>] not [])
    (AtomicUsize: [UnwindSafe] not [])
    (AtomicUsize: [RefUnwindSafe] not [])
    (AtomicBool: [From<bool>] not [])
    (AtomicBool: [Default] not [])
    (AtomicBool: [RefUnwindSafe] not [])
    (AtomicPtr<Stays>: [Send] not [Clone])
    (AtomicPtr<Stays>: [Sync] not [])
    (AtomicPtr<Plain>: [Debug] not [])
    (AtomicPtr<Plain>: [Pointer] not [])
    (AtomicPtr<Plain>: [Default] not [])
    (AtomicPtr<u8>: [From<*mut u8>] not [])
    (AtomicPtr<Torn>: [RefUnwindSafe] not [])
}
