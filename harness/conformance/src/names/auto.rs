//! Which types are `Send`, `Sync`, `Unpin`, `UnwindSafe` and `RefUnwindSafe`, for parameters that are and
//! that are not. Nobody writes these down for a type: they follow from what it is made of. So they are not
//! written down here either, and the two tables, std's and the façade's, are compared.

use std::any::Any;
use std::cell::{Cell, UnsafeCell};
use std::marker::{PhantomData, PhantomPinned};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::rc::Rc;
use std::sync::atomic::*;
use std::sync::{mpsc::*, *};
use std::thread::*;
use std::time::*;

/// A type, and whether it has each of the five.
pub type Row = (&'static str, [bool; 5]);

/// The five, in the order of a [`Row`].
pub const TRAITS: [&str; 5] = ["Send", "Sync", "Unpin", "UnwindSafe", "RefUnwindSafe"];

/// `YES` says whether `T` has the trait: where it has, the constant of its own goes before the fallback's.
macro_rules! has {
    ($type:ty: $trait:path) => {{
        struct Probe<T: ?Sized>(PhantomData<T>);
        trait Fallback {
            const YES: bool = false;
        }
        impl<T: ?Sized> Fallback for Probe<T> {}
        impl<T: ?Sized + $trait> Probe<T> {
            const YES: bool = true;
        }
        Probe::<$type>::YES
    }};
}

macro_rules! row {
    ($name:expr, $type:ty) => {
        (
            $name,
            [
                has!($type: Send),
                has!($type: Sync),
                has!($type: Unpin),
                has!($type: UnwindSafe),
                has!($type: RefUnwindSafe),
            ],
        )
    };
}

/// `Send`, not `Sync`.
type Moves = Cell<u8>;
/// Neither.
type Stays = Rc<u8>;
/// Neither, and neither kind of unwind safe.
type Points = *mut UnsafeCell<u8>;
/// `Send`, neither kind of unwind safe.
type Torn = &'static mut UnsafeCell<u8>;
/// `UnwindSafe`, not `RefUnwindSafe`.
type Broken = UnsafeCell<u8>;
/// Not `Unpin`.
type Pinned = PhantomPinned;
/// `Sync`, not `Send`.
struct Tied(PhantomData<*const u8>);
// SAFETY: there is nothing in it.
unsafe impl Sync for Tied {}

/// A type with each of these parameters.
macro_rules! of {
    ($of:ident: $($type:ty),*) => {
        &[$(row!(concat!(stringify!($of), " of ", stringify!($type)), $of<$type>)),*]
    };
}

macro_rules! table {
    ([$($plain:ty),*] sized [$($sized:ident),*] unsized [$($unsized:ident),*]) => {
        &[
            &[$(row!(stringify!($plain), $plain)),*],
            $(of!($sized: u8, Moves, Stays, Points, Torn, Broken, Pinned, Tied),)*
            $(of!(
                $unsized: u8, Moves, Stays, Points, Torn, Broken, Pinned, Tied,
                str, dyn Any, dyn Any + Send, dyn Any + Send + Sync
            ),)*
        ]
    };
}

type MutexGuards<T> = MutexGuard<'static, T>;
type ReadGuards<T> = RwLockReadGuard<'static, T>;
type WriteGuards<T> = RwLockWriteGuard<'static, T>;
type LazyLockBy<T> = LazyLock<u8, T>;
type Iters<T> = mpsc::Iter<'static, T>;
type TryIters<T> = TryIter<'static, T>;
type ScopedHandles<T> = ScopedJoinHandle<'static, T>;

/// Every type, with every parameter.
pub const TABLE: &[&[Row]] = table! {
    [
        Condvar, WaitTimeoutResult, Barrier, BarrierWaitResult, Once, OnceState, Thread, ThreadId,
        Builder, AccessError, Scope<'static, 'static>, Instant, SystemTime, AtomicBool, AtomicU8,
        AtomicI16, AtomicU32, AtomicI64, AtomicUsize, RecvError, TryRecvError, RecvTimeoutError
    ]
    sized [
        OnceLock, LazyLock, LazyLockBy, Sender, SyncSender, Receiver, Iters, TryIters, IntoIter,
        SendError, TrySendError, JoinHandle, ScopedHandles, LocalKey, AtomicPtr
    ]
    unsized [Mutex, MutexGuards, RwLock, ReadGuards, WriteGuards]
};
