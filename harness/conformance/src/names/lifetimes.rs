//! How lifetimes go through the types: which of them may shrink, and what may go out of scope first. What
//! compiles here on std has to compile on the façade; what neither may compile stands in the library's
//! documentation, as programs that fail.

use std::sync::mpsc::{Receiver, RecvError, SendError, TryRecvError, TrySendError};
use std::sync::{LazyLock, LockResult, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};
use std::sync::{RwLockReadGuard, RwLockWriteGuard, TryLockError};
use std::thread::{Scope, ScopedJoinHandle};

/// A longer lifetime within is as good as a shorter one.
mod shrink {
    use super::*;

    fn read_guard<'a>(guard: RwLockReadGuard<'a, &'static str>) -> RwLockReadGuard<'a, &'a str> {
        guard
    }

    fn borrows<'a>(
        mutex: MutexGuard<'static, u8>,
        read: RwLockReadGuard<'static, u8>,
        write: RwLockWriteGuard<'static, u8>,
    ) -> (
        MutexGuard<'a, u8>,
        RwLockReadGuard<'a, u8>,
        RwLockWriteGuard<'a, u8>,
    ) {
        (mutex, read, write)
    }

    fn handle<'a>(handle: ScopedJoinHandle<'static, u8>) -> ScopedJoinHandle<'a, u8> {
        handle
    }

    fn errors<'a>(
        send: SendError<&'static str>,
        try_send: TrySendError<&'static str>,
        poison: PoisonError<&'static str>,
        locked: TryLockError<&'static str>,
        result: LockResult<&'static str>,
    ) -> (
        SendError<&'a str>,
        TrySendError<&'a str>,
        PoisonError<&'a str>,
        TryLockError<&'a str>,
        LockResult<&'a str>,
    ) {
        (send, try_send, poison, locked, result)
    }

    fn iterators<'a>(
        iter: std::sync::mpsc::Iter<'static, u8>,
        try_iter: std::sync::mpsc::TryIter<'static, u8>,
    ) -> (
        std::sync::mpsc::Iter<'a, u8>,
        std::sync::mpsc::TryIter<'a, u8>,
    ) {
        (iter, try_iter)
    }
}

/// What was borrowed may go first: nothing of a value is used when it is dropped.
mod outlived {
    use super::*;

    fn mutex() {
        let lock = Mutex::new("");
        let text = String::from("text");
        *lock.lock().unwrap() = &text;
    }

    fn rwlock() {
        let lock = RwLock::new("");
        let text = String::from("text");
        *lock.write().unwrap() = &text;
    }

    fn once_lock() {
        let cell: OnceLock<&str> = OnceLock::new();
        let text = String::from("text");
        cell.get_or_init(|| &text);
    }

    fn nested() {
        let cell: OnceLock<Mutex<Vec<&str>>> = OnceLock::new();
        let text = String::from("text");
        cell.get_or_init(Mutex::default).lock().unwrap().push(&text);
    }
}

/// What a guard or a handle borrows is free again when it is dropped.
fn given_back(lock: &mut Mutex<u8>, table: &mut RwLock<u8>, lazy: &mut LazyLock<u8>) {
    *lock.get_mut().unwrap() += 1;
    *table.write().unwrap() += *table.get_mut().unwrap();
    let first: &mut u8 = LazyLock::force_mut(lazy);
    *first += 1;
    **lazy += 1;
}

/// A thread of a scope borrows from it and from around it.
fn scoped<'scope, 'env>(scope: &'scope Scope<'scope, 'env>, text: &'env str) {
    let inner = scope.spawn(move || text.len());
    scope.spawn(move || inner.join().unwrap() + text.len());
}

fn received<'a>(receiver: &'a Receiver<&'static str>) -> Result<&'a str, RecvError> {
    receiver.recv()
}

fn seen<'a>(receiver: &'a Receiver<&'static str>) -> Result<&'a str, TryRecvError> {
    receiver.try_recv()
}

thread_local!(static ELIDED: &str = const { "a constant's" });
thread_local!(
    static SLICE: (&str, &[u8]) = const { ("several", &[1]) };
);
thread_local! {
    static NAMED: Vec<&'static str> = vec!["an expression's"];
    static AMONG: std::cell::Cell<&str> = const { std::cell::Cell::new("others") };
}

/// Names of one's own are not the macro's.
mod shadowed {
    #![expect(non_camel_case_types, reason = "these are std's own names")]

    struct u8;
    struct usize;
    struct Option;
    struct Some;
    mod core {}
    mod alloc {}
    fn drop() {}

    thread_local!(static CONSTANT: i32 = const { 0 });
    thread_local!(static EXPRESSION: Vec<i32> = vec![0]);
    thread_local!(static OWN: (u8, Option) = const { (u8, Option) });

    fn used() -> (i32, i32) {
        drop();
        OWN.with(|_| (CONSTANT.with(|n| *n), EXPRESSION.with(|n| n[0])))
    }
}
