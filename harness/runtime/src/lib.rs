//! What the façade and the exploration share.
//!
//! Code under check is compiled once. Which engine runs it is decided when a process starts to
//! explore ([`engine`]): the real std, our own search on shuttle's coroutines, or loom. The façade
//! types in `heddle` hold a *raw* part from this crate ([`RawMutex`], [`RawCondvar`], [`RawRwLock`],
//! [`RawAtomic`], [`Monitor`]), which is not generic over the learner's data, so that the engines are
//! compiled here and not again into every subject.
//!
//! In the search engine a blocked thread stays runnable for shuttle; who may run is decided by the
//! [`kernel`](Kernel) alone, which knows what each thread would do next. So an operation is one
//! step, a lock that is held costs no failed attempt, and a deadlock is found with everything that
//! led to it still in place.
//!
//! This crate leaves to `explore`: which of the possible threads runs next. To `heddle`: std's types.

mod arena;
mod atomic;
mod call;
mod cause;
mod cores;
mod data;
mod failure;
mod foreign;
mod kernel;
mod local;
mod lock;
mod loom_pool;
mod monitor;
mod object;
mod ordering;
mod panics;
mod promise;
mod relations;
mod rwlock;
mod schedule;
pub mod story;
mod thread;
mod time;
mod torn;
mod trace;
mod watchdog;

use std::cell::Cell;
use std::panic::Location;
use std::sync::atomic::{AtomicU8, Ordering};

pub use arena::{Heap, aside};
pub use atomic::{Access, RawAtomic, Storage, fence};
pub use call::{CallId, called, record_call, record_return, schedule_is_plain};
pub use cores::work;
pub use data::{Datum, settle, touch};
pub use failure::{emit, fail, fail_with, unsupported, without_trace};
pub use kernel::{Choice, Ending, Kernel, Strategy, Wake};
pub use local::LocalSlot;
pub use lock::{RawCondvar, RawGuard, RawMutex, Whole};
pub use loom_pool::Need;
pub use monitor::{Monitor, Turn, Use};
pub use object::ObjectCell;
pub use panics::{
    ExpectedPanic, catch_unwind, expected_panic, install_hook, of_first as of_first_panic,
    panicking, resume_unwind, set_hook, take_hook,
};
pub use promise::{broken_on_real_threads, must_end};
pub use rwlock::{RawRwLock, RwGuard};
pub use thread::{Packet, Spawned, ThreadKey, current_thread, spawn, threads_alive, yield_now};
pub use time::{now, park, sleep, unpark};
pub use trace::Kind;

pub mod model;

/// Who called: the place in the learner's source that a step is shown at.
pub type Place = &'static Location<'static>;

/// What runs the code under check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The real std: real threads, real time.
    Std,
    /// Simulated threads, sequentially consistent, scheduled by a [`Strategy`].
    Search,
    /// loom: simulated threads under the C11 memory model.
    Loom,
}

/// The engine that this process explores with; written once, before the first execution.
static MODE: AtomicU8 = AtomicU8::new(STD);
const STD: u8 = 0;
const SEARCH: u8 = 1;
const LOOM: u8 = 2;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// A thread that the harness does not know.
    Unknown,
    /// The harness itself, outside an execution.
    Host,
    /// Inside an execution.
    Model,
}

thread_local! {
    static ROLE: Cell<Role> = const { Cell::new(Role::Unknown) };
}

/// The engine that the calling code runs under.
///
/// Costs one relaxed load where no model runs. In a process that explores, a thread that the engine
/// does not know (one of rayon's, say) cannot be judged: the process says so and ends.
#[inline]
pub fn engine() -> Engine {
    match MODE.load(Ordering::Relaxed) {
        STD => Engine::Std,
        mode => engine_of_model(mode),
    }
}

fn engine_of_model(mode: u8) -> Engine {
    match ROLE.get() {
        Role::Model if mode == SEARCH => Engine::Search,
        Role::Model => Engine::Loom,
        Role::Host => Engine::Std,
        Role::Unknown => foreign::thread_unknown(),
    }
}
