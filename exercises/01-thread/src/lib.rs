//! Exercise 01: custom thread. Fill in `Thread` and every `todo!()`; the chapter says why.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::marker::PhantomData;

/// What a thread has to do: a value that is used up by doing it.
pub trait Run: Send + 'static {
    /// What comes of it.
    type Out: Send + 'static;

    /// Does it.
    fn run(self) -> Self::Out;
}

/// `start` was called before. A thread is started once, and its end changes nothing about that.
#[derive(Debug, PartialEq, Eq)]
pub struct AlreadyStarted;

/// Why `join` has nothing good to tell.
#[derive(Debug, PartialEq, Eq)]
pub enum JoinError {
    /// The thread has not been started. Nothing happened, and it can still be started.
    NotStarted,
    /// This *is* the thread. It would wait for its own end, and so never end.
    CurrentThread,
    /// `run` panicked.
    Panicked,
}

/// A thread with a name, that is made first and started later.
///
/// Threads share it by `&Thread<R>`: any of them may start it, join it or look at it, at any time. It
/// can be joined from inside `run` too, by mistake, if `run` gets hold of it.
///
/// A `Thread` that is never started never runs; its `R` is dropped with it. Every `R` and every output
/// is dropped once, if nobody takes it. No `unsafe` is needed, and none is allowed.
pub struct Thread<R: Run> {
    fields: PhantomData<std::sync::Mutex<R>>, // TODO: put the fields that you need in its place
}

impl<R: Run> Thread<R> {
    /// A thread that will do `run` once it is started.
    ///
    /// Without a name it is called `Thread-N`, where N is a number. No two of them
    /// have the same, not even when one is gone.
    pub fn new(name: Option<String>, run: R) -> Self {
        todo!()
    }

    /// Begins to do `run` on a thread of its own, and does not wait for it.
    ///
    /// `run` is done once, however many threads call this: one of them is told `Ok`. When that call
    /// has returned, the thread has been started. While it is still at it, the others may be told
    /// `AlreadyStarted` all the same, and whoever joins then may be told `NotStarted`, or waits.
    pub fn start(&self) -> Result<(), AlreadyStarted> {
        todo!()
    }

    /// Waits until `run` has ended. Then the output is there, and so is all that `run` wrote.
    ///
    /// Any number of threads may wait, together or one after the other, and all get the same answer. A
    /// panic in `run` comes to them as `Panicked` and goes no further. The value that the panic carries can be
    /// dropped at any time: you may rely on it not to panic in turn.
    pub fn join(&self) -> Result<(), JoinError> {
        todo!()
    }

    /// Whether the thread is running: while `run` goes on, as seen from inside `run` too, and when
    /// `start` has returned `Ok` and `run` is still to begin. Not before `start`, and not after `join` has
    /// waited for the end. When `run` has ended and nobody has joined yet, the answer is left to you.
    /// What other threads ask at the same time changes no answer.
    pub fn is_alive(&self) -> bool {
        todo!()
    }

    /// The name that it was given or found for itself.
    pub fn name(&self) -> &str {
        todo!()
    }

    /// Takes the output, if it is there. It never waits.
    ///
    /// There is none before `run` has ended, none if it panicked, and none once it was taken. It is
    /// there when a `join` has returned; whether it is there sooner is left to you.
    pub fn take(&self) -> Option<R::Out> {
        todo!()
    }
}
