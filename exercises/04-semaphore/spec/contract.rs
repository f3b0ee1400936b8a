//! What a semaphore has to do, as a sequential model, and what a violation of it is called.

use grade::{Code, Contract, History, Violation};
use semaphore::{Semaphore, TooManyReleases};

use crate::{
    calls::{Op, Ret},
    time::{Clock, RELEASE_RETURNS, returns_soon},
};

/// A property that the model can be told to overlook, to find out whether it is the violated one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Overlook {
    Nothing,
    /// Somebody got in although nothing was free.
    Bound,
    /// A release was accepted although nothing was out.
    Releases,
}

/// A semaphore as the contract describes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Permits {
    limit: usize,
    free: usize,
    overlook: Overlook,
}

/// The learner's semaphore, and when things happened to it.
pub struct Watched {
    semaphore: Semaphore,
    clock: Clock,
}

impl Permits {
    /// A new semaphore with that many permits.
    pub fn new(limit: usize) -> Self {
        Permits {
            limit,
            free: limit,
            overlook: Overlook::Nothing,
        }
    }

    fn but(&self, overlook: Overlook) -> Self {
        Permits {
            overlook,
            ..self.clone()
        }
    }

    /// The state is the same afterwards.
    fn stays(&self, ret: Ret) -> Vec<(Ret, Self)> {
        vec![(ret, self.clone())]
    }

    fn with_free(&self, ret: Ret, free: usize) -> Vec<(Ret, Self)> {
        let after = Permits {
            free,
            ..self.clone()
        };
        vec![(ret, after)]
    }

    /// Taking a permit; `none` is what happens when there is none, and nothing means to wait.
    fn taking(&self, took: Ret, none: Option<Ret>) -> Vec<(Ret, Self)> {
        if let Some(left) = self.free.checked_sub(1) {
            return self.with_free(took, left);
        }
        let mut outcomes = Vec::new();
        outcomes.extend(none.map(|ret| (ret, self.clone())));
        if self.overlook == Overlook::Bound {
            outcomes.extend(self.stays(took));
        }
        outcomes
    }
}

impl Contract for Permits {
    type Object = Watched;
    type Op = Op;
    type Ret = Ret;

    fn create(&self) -> Watched {
        Watched {
            semaphore: Semaphore::new(self.limit),
            clock: Clock::start(),
        }
    }

    fn apply(object: &Watched, op: &Op) -> Ret {
        let Watched { semaphore, clock } = object;
        match *op {
            Op::Acquire => {
                clock.somebody_takes();
                semaphore.acquire();
                Ret::Unit
            }
            Op::TryAcquire => {
                clock.somebody_takes();
                Ret::Took(semaphore.try_acquire())
            }
            Op::AcquireTimeout(millis) | Op::AcquireInLine(millis) => {
                Ret::Took(clock.in_time(semaphore, millis, false))
            }
            Op::AcquireWithin(millis) => Ret::Took(clock.in_time(semaphore, millis, true)),
            Op::Release => match returns_soon(RELEASE_RETURNS, || semaphore.release()) {
                Ok(()) => {
                    clock.permit_is_free();
                    Ret::Released
                }
                Err(TooManyReleases) => Ret::TooManyReleases,
            },
            Op::SleepUntil(millis) => {
                clock.sleep_until(millis);
                Ret::Unit
            }
        }
    }

    fn outcomes(&self, op: &Op) -> Vec<(Ret, Self)> {
        match *op {
            Op::Acquire => self.taking(Ret::Unit, None),
            Op::TryAcquire | Op::AcquireTimeout(_) | Op::AcquireWithin(_) => {
                self.taking(Ret::Took(true), Some(Ret::Took(false)))
            }
            Op::AcquireInLine(_) => {
                let mut outcomes = self.taking(Ret::Took(true), None);
                outcomes.extend(self.stays(Ret::Took(false)));
                outcomes
            }
            Op::Release if self.free < self.limit => self.with_free(Ret::Released, self.free + 1),
            Op::Release if self.overlook == Overlook::Releases => self.stays(Ret::Released),
            Op::Release => self.stays(Ret::TooManyReleases),
            Op::SleepUntil(_) => self.stays(Ret::Unit),
        }
    }

    fn diagnose(&self, history: &History<Self>) -> Violation {
        let complaint = history.complaint(self);
        let says = |code, text: &str| Violation::new(code, format!("{text} {complaint}"));
        let violates = |property| history.fits(&self.but(property));
        let last = history.last().and_then(|last| last.ret);
        // What goes wrong while one thread alone makes calls has nothing to do with another, unless it
        // woke for no reason and did not look again.
        let split = if history.is_concurrent() || history.took_bad_luck() {
            Code::AtomicityViolation
        } else {
            Code::WrongAnswer
        };

        if violates(Overlook::Bound) {
            let text = match self.limit {
                0 => "A permit was taken, and there are none.".to_owned(),
                1 => "The one permit was taken twice.".to_owned(),
                limit => format!("More permits were taken than the {limit} that there are."),
            };
            return match last {
                Some(Ret::Unit | Ret::Took(true)) => says(split, &text),
                // It shows only now that another call, which returned before, took too much.
                _ => Violation::new(split, text),
            };
        }
        if violates(Overlook::Releases) {
            return says(split, "A permit was given back that nobody had.");
        }
        // What is left is a refusal without a reason: a wrong answer, unless it takes bad luck.
        let code = if history.took_bad_luck() {
            split
        } else {
            Code::WrongAnswer
        };
        match last {
            Some(Ret::Took(false)) => {
                says(code, "A permit was free, and the call did not take it.")
            }
            Some(Ret::TooManyReleases) => {
                says(code, "A permit was out, and nobody could give it back.")
            }
            _ => Violation::new(code, complaint),
        }
    }
}
