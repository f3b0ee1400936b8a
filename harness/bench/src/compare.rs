//! The same bugs in loom, in shuttle and in Heddle: what each needs to find them and what it prints.
//!
//! A bug's file is compiled twice, with loom's `sync` and `thread` and with shuttle's. Heddle's own
//! version is the file of the bug bank. `docs/comparison.md` says what came of it.

mod engines;
mod list;
mod measure;
mod table;

use engines::Engine;

/// Bugs with loom's locks, atomics and threads.
#[path = "compare/bugs"]
mod on_loom {
    /// What a bug's file takes for std.
    mod std {
        pub use ::loom::{sync, thread};
    }

    pub mod argument_order;
    pub mod check_before_lock;
    pub mod if_wait;
    pub mod load_then_store;
    pub mod lock_per_call;
    pub mod notify_if_zero;
    pub mod one_condvar_notify_one;
    pub mod published_with_relaxed;
    pub mod relaxed_unlock;
    pub mod self_join;
}

/// Bugs with shuttle's.
#[expect(clippy::duplicate_mod, reason = "the same program for two engines")]
#[path = "compare/bugs"]
mod on_shuttle {
    /// What a bug's file takes for std.
    mod std {
        pub use ::shuttle::{sync, thread};
    }

    pub mod argument_order;
    pub mod check_before_lock;
    pub mod if_wait;
    pub mod load_then_store;
    pub mod lock_per_call;
    pub mod notify_if_zero;
    pub mod one_condvar_notify_one;
    pub mod published_with_relaxed;
    pub mod relaxed_unlock;
    pub mod self_join;
}

/// Does what follows `compare` on the command line. `None` if there is no such thing.
pub fn run(arguments: &[&str]) -> Option<()> {
    match *arguments {
        [] => list::BUGS.iter().for_each(|bug| println!("{bug}")),
        ["table"] => table::print(list::BUGS),
        ["table", bug] => table::print(std::slice::from_ref(list::find(bug)?)),
        [engine, bug, ref seed_and_depth @ ..] if seed_and_depth.len() <= 2 => {
            let seed = seed_and_depth.first().map(|seed| seed.parse());
            let depth = seed_and_depth.get(1).map(|depth| depth.parse());
            Engine::parse(engine)?.run(
                list::find(bug)?,
                seed.unwrap_or(Ok(engines::SEED)).ok()?,
                depth.unwrap_or(Ok(engines::DEPTH)).ok()?,
            );
        }
        _ => return None,
    }
    Some(())
}
