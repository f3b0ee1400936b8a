//! `std::sync::Barrier`.

use std::fmt;
use std::panic::Location;
use std::sync as real;

use heddle_runtime::{Engine, Monitor, ObjectKind, Op, Outcome, Turn, Use, Whole, engine};

/// [`std::sync::Barrier`].
pub struct Barrier {
    real: real::Barrier,
    threads: usize,
    arrivals: Monitor<Arrivals>,
}

/// Who waits, where a model runs.
struct Arrivals {
    waiting: usize,
    /// How many times the barrier has opened.
    opened: usize,
}

/// [`std::sync::BarrierWaitResult`].
pub struct BarrierWaitResult(bool);

impl Barrier {
    /// A barrier that opens when `n` threads wait at it.
    #[must_use]
    pub const fn new(n: usize) -> Barrier {
        let arrivals = Monitor::new(
            ObjectKind::Barrier,
            Arrivals {
                waiting: 0,
                opened: 0,
            },
        );
        Barrier {
            real: real::Barrier::new(n),
            threads: n,
            arrivals,
        }
    }

    /// Waits until enough threads do. One of them, any one, is told that it is the leader.
    #[track_caller]
    pub fn wait(&self) -> BarrierWaitResult {
        if engine() == Engine::Std {
            return BarrierWaitResult(self.real.wait().is_leader());
        }
        let whole: Whole = (std::ptr::from_ref(self).cast(), size_of::<Self>());
        let how = Use {
            whole: Some(whole),
            ..Use::new(Op::Wait, Location::caller())
        };
        let arrived = self.arrivals.turn(how, |state| {
            state.waiting += 1;
            if state.waiting < self.threads {
                return Turn::Quiet(Some(state.opened), Outcome::Done);
            }
            state.waiting = 0;
            state.opened = state.opened.wrapping_add(1);
            Turn::Changed(None, Outcome::Done)
        });
        if let Some(Some(before)) = arrived {
            self.arrivals.turn(how, |state| {
                if state.opened == before {
                    Turn::Wait
                } else {
                    Turn::Quiet((), Outcome::Done)
                }
            });
            return BarrierWaitResult(false);
        }
        BarrierWaitResult(true)
    }
}

impl fmt::Debug for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Barrier").finish_non_exhaustive()
    }
}

impl BarrierWaitResult {
    /// Whether this thread is the leader.
    #[must_use]
    pub fn is_leader(&self) -> bool {
        self.0
    }
}

impl fmt::Debug for BarrierWaitResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BarrierWaitResult")
            .field("is_leader", &self.is_leader())
            .finish()
    }
}
