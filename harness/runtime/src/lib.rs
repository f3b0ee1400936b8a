//! What the façade and the exploration share.
//!
//! Code under check is compiled once. Which engine runs it is decided when a process starts to
//! explore ([`engine`]): the real std, our own search on shuttle's coroutines, or loom. The façade
//! types in `heddle` hold a *raw* part from this crate ([`RawMutex`], [`RawCondvar`], [`RawRwLock`],
//! [`RawAtomic`], [`Monitor`]), which is not generic over the learner's data, so that the engines are
//! compiled here and not again into every subject.
//!
//! In the search engine a blocked thread stays runnable for shuttle; who may run is decided by the
//! kernel alone, which knows what each thread would do next. So an operation is one
//! step, a lock that is held costs no failed attempt, and a deadlock is found with everything that
//! led to it still in place.
//!
//! The parts, each of which knows only those before it: the `vocabulary` and the `mode`; the `trace` of an
//! execution; the `kernel`, which decides and ends nothing; the `outbox`, through which everything leaves
//! the process; `search` and `loom`, which switch; the `objects` of the façade; the [`session`].
//!
//! This crate leaves to `explore`: which of the possible threads runs next. To `heddle`: std's types. To the
//! parent process: what a failure is called, and why it came so.

mod kernel;
mod loom;
mod mode;
mod objects;
mod outbox;
mod search;
pub mod session;
mod trace;
mod vocabulary;

pub use kernel::{
    Choice, Diverged, Effect, Heap, How, Move, Relation, Shared, Strategy, aside, relation,
};
pub use loom::Need;
pub use objects::atomic::{Access, RawAtomic, Storage, fence};
pub use objects::calls::{
    CallId, Spent, Waits, called, record_call, record_return, schedule_is_plain, timed,
};
pub use objects::condvar::RawCondvar;
pub use objects::data::{Datum, settle, touch};
pub use objects::local::LocalSlot;
pub use objects::meeting::RawMeeting;
pub use objects::monitor::{Monitor, Turn, Use};
pub use objects::mutex::{RawGuard, RawMutex};
pub use objects::panics::{
    ExpectedPanic, can_go_on_after_panic, catch_unwind, expected_panic, install_hook,
    of_first as of_first_panic, panicking, resume_unwind, set_hook, take_hook,
};
pub use objects::promise::{broken_on_real_threads, must_end};
pub use objects::rwlock::{RawRwLock, RwGuard};
pub use objects::thread::{
    Packet, Spawned, ThreadKey, current_thread, in_a_model, spawn, threads_alive, work, yield_now,
};
pub use objects::time::{now, now_unseen, park, sleep, time, unpark};
pub use outbox::{emit, engine, fail, fail_with, fault, story, unsupported};
pub use vocabulary::{
    Engine, ObjectCell, ObjectId, ObjectKind, Op, Outcome, Place, Refusal, Scalar, Whole,
};
