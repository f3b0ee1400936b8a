//! Which engine this process explores with, and what the calling thread is to it.

use std::cell::Cell;
use std::sync::atomic::{AtomicU8, Ordering};

use crate::vocabulary::Engine;

/// The engine that this process explores with; written once, before the first execution.
static MODE: AtomicU8 = AtomicU8::new(STD);
const STD: u8 = 0;
const SEARCH: u8 = 1;
const LOOM: u8 = 2;

/// What the calling thread is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
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

/// No engine started the calling thread: it is one of rayon's, say.
pub(crate) struct UnknownThread;

/// The engine that the calling code runs under. Costs one relaxed load where no model runs.
#[inline]
pub(crate) fn engine() -> Result<Engine, UnknownThread> {
    match MODE.load(Ordering::Relaxed) {
        STD => Ok(Engine::Std),
        mode => engine_of_model(mode),
    }
}

fn engine_of_model(mode: u8) -> Result<Engine, UnknownThread> {
    match ROLE.get() {
        Role::Model if mode == SEARCH => Ok(Engine::Search),
        Role::Model => Ok(Engine::Loom),
        Role::Host => Ok(Engine::Std),
        Role::Unknown => Err(UnknownThread),
    }
}

/// Models run in this process from now on.
pub(crate) fn set(engine: Engine) {
    let mode = match engine {
        Engine::Std => STD,
        Engine::Search => SEARCH,
        Engine::Loom => LOOM,
    };
    MODE.store(mode, Ordering::Relaxed);
}

/// What the calling thread is from now on.
pub(crate) fn set_role(role: Role) {
    ROLE.set(role);
}
