//! In which order a scenario's schedules are explored, and when that is enough.
//!
//! Bounds 0, 1, 2 … as long as they come to an end; delays where they do not; from the start again when an
//! execution met an operation that changes what is a step. Plain data: what it says is done by
//! [`bounded`](crate::bounded).

use heddle_protocol::{Budget, Event, Stopped};
use heddle_runtime::Diverged;
use heddle_runtime::session::Progress;

use crate::tree::{Price, Tree};

/// The part of the executions within which the search without preemptions has to end, and which are
/// added for delays where it does not.
const PART: u64 = 3;
/// More delays than that are not tried.
const DELAYS: u32 = 3;
/// Steps that an execution has at most, on average: long ones count as several, so that the effort is
/// limited by something that each machine counts alike.
const STEPS: u64 = 80;

/// What bounds the search now.
#[derive(Clone, Copy)]
enum Bound {
    Preemptions(u32),
    /// So many, and the effort that there may be in all.
    Delays(u32, u64),
}

impl Bound {
    fn limit(self, budget: Budget) -> Price {
        let (preemptions, delays) = match self {
            Bound::Preemptions(bound) => (bound, u32::MAX),
            Bound::Delays(delays, _) => (budget.preemptions, delays),
        };
        Price {
            preemptions,
            disturbances: budget.disturbances,
            delays,
        }
    }

    /// Whether there are too many schedules to come to an end.
    fn is_too_much(self, effort: u64, budget: Budget) -> bool {
        match self {
            Bound::Preemptions(0) => effort >= budget.executions / PART,
            Bound::Preemptions(_) => effort >= budget.executions,
            Bound::Delays(_, last) => effort >= last,
        }
    }
}

/// A search, between two of its executions.
pub(crate) struct Campaign {
    budget: Budget,
    bound: Bound,
    first_of_bound: u64,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Another execution.
    Run,
    /// The search is over.
    End {
        stopped: Option<Stopped>,
        /// Every schedule within the budget's bounds was run.
        complete: bool,
        /// No larger bound could find anything more.
        exhausted: bool,
    },
}

impl Campaign {
    pub(crate) fn new(budget: Budget, tree: &mut Tree) -> Self {
        let bound = Bound::Preemptions(0);
        tree.restart(bound.limit(budget));
        Campaign {
            budget,
            bound,
            first_of_bound: 0,
        }
    }

    /// The preemption bound that is being explored, or that was, before there were too many schedules.
    pub(crate) fn preemptions(&self) -> u32 {
        match self.bound {
            Bound::Preemptions(bound) => bound,
            Bound::Delays(..) => self.budget.preemptions,
        }
    }

    /// An operation was met that changes what is a step.
    pub(crate) fn restart(&mut self, tree: &mut Tree, progress: &mut Progress) {
        self.bound = Bound::Preemptions(0);
        tree.restart(self.bound.limit(self.budget));
        (progress.bound, progress.completed) = (0, None);
    }

    /// An execution is over: `steps` so far, of all of them. Moves the tree on, and says how far it is.
    ///
    /// # Errors
    /// If the execution ended before all that it repeated had come.
    pub(crate) fn next(
        &mut self,
        tree: &mut Tree,
        progress: &mut Progress,
        steps: u64,
        tell: impl FnOnce(Event),
    ) -> Result<Next, Diverged> {
        let budget = self.budget;
        let effort = progress.executions.max(steps / STEPS);
        let too_much = self.bound.is_too_much(effort, budget);
        if !too_much && tree.advance()? {
            return Ok(Next::Run);
        }
        match self.bound {
            Bound::Preemptions(_) if too_much => {
                self.bound = Bound::Delays(1, effort + budget.executions / PART);
            }
            Bound::Preemptions(preemptions) => {
                tell(Event::BoundComplete {
                    bound: preemptions,
                    executions: progress.executions - self.first_of_bound,
                });
                self.first_of_bound = progress.executions;
                if preemptions == budget.preemptions || !tree.cut {
                    // Where nothing was left out, the larger bounds have nothing more to offer.
                    progress.completed = Some(budget.preemptions);
                    return Ok(Next::End {
                        stopped: None,
                        complete: true,
                        exhausted: !tree.cut && !tree.cut_disturbance,
                    });
                }
                self.bound = Bound::Preemptions(preemptions + 1);
                (progress.bound, progress.completed) = (preemptions + 1, Some(preemptions));
            }
            Bound::Delays(delays, last) => {
                if !too_much {
                    progress.delays = Some(delays);
                }
                if too_much || delays == DELAYS {
                    return Ok(Next::End {
                        stopped: Some(Stopped::Executions),
                        complete: false,
                        exhausted: false,
                    });
                }
                self.bound = Bound::Delays(delays + 1, last);
            }
        }
        tree.restart(self.bound.limit(budget));
        Ok(Next::Run)
    }
}

#[cfg(test)]
mod tests;
