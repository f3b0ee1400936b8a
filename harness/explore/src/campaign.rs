//! In which order a scenario's schedules are explored, and when that is enough.
//!
//! First with no preemption and with one, so that a failure which needs no more is shown with no more. Then
//! without a bound, by [partial-order reduction](crate::reduced): most scenarios end there. Where that does not
//! apply or is too much, bounds 2, 3 … as long as they come to an end, and delays where they do not. From the
//! start again when an execution met an operation that changes what is a step. Plain data: what it says is done
//! by [`bounded`](crate::bounded).

use heddle_protocol::{Budget, Event, Stopped};
use heddle_runtime::Diverged;
use heddle_runtime::session::Progress;

use crate::reduced::Reduced;
use crate::tree::{Price, Tree};

/// The part of the executions within which the search without preemptions has to end, and which are
/// added for delays where it does not.
const PART: u64 = 3;
/// The part of the executions within which the search without a bound has to end.
const REDUCED_PART: u64 = 2;
/// The bound after which none is tried, where that is possible.
const THEN_REDUCE: u32 = 1;
/// More delays than that are not tried.
const DELAYS: u32 = 3;
/// Steps that an execution has at most, on average: long ones count as several, so that the effort is
/// limited by something that each machine counts alike.
const STEPS: u64 = 80;

/// What bounds the search now.
#[derive(Clone, Copy)]
enum Bound {
    Preemptions(u32),
    /// Nothing: all that differ in something, as long as there are no more than this effort in all.
    Reduced(u64),
    /// So many, and the effort that there may be in all.
    Delays(u32, u64),
}

/// The walk over a scenario's schedules that is under way.
pub(crate) enum Search {
    Bounded(Tree),
    Reduced(Reduced),
}

impl Search {
    pub(crate) fn new() -> Self {
        Search::Bounded(Tree::default())
    }

    fn restart(&mut self, bound: Bound, budget: Budget) {
        *self = match bound {
            Bound::Reduced(_) => Search::Reduced(Reduced::new(budget.disturbances)),
            bound => Search::Bounded(Tree::within(bound.limit(budget))),
        };
    }

    fn advance(&mut self) -> Result<bool, Diverged> {
        match self {
            Search::Bounded(tree) => tree.advance(),
            Search::Reduced(reduced) => reduced.advance(),
        }
    }

    pub(crate) fn is_reduced(&self) -> bool {
        matches!(self, Search::Reduced(_))
    }

    /// It cannot keep account of the schedules.
    fn is_lost(&self, seen: Seen) -> bool {
        match self {
            Search::Bounded(_) => false,
            Search::Reduced(reduced) => reduced.lost || seen.yielded,
        }
    }

    fn left_out_preemptions(&self) -> bool {
        matches!(self, Search::Bounded(tree) if tree.cut)
    }
}

/// What is known of the executions so far.
#[derive(Clone, Copy)]
pub(crate) struct Seen {
    /// Steps of all of them.
    pub steps: u64,
    /// Some thread let others go first.
    pub yielded: bool,
}

impl Bound {
    /// Without a largest bound there is nothing to begin small for.
    fn first(budget: Budget) -> Self {
        match budget.preemptions {
            u32::MAX => Bound::Preemptions(u32::MAX),
            _ => Bound::Preemptions(0),
        }
    }

    fn limit(self, budget: Budget) -> Price {
        let (preemptions, delays) = match self {
            Bound::Preemptions(bound) => (bound, u32::MAX),
            Bound::Reduced(_) => (u32::MAX, u32::MAX),
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
            Bound::Delays(_, last) | Bound::Reduced(last) => effort >= last,
        }
    }
}

/// A search, between two of its executions.
pub(crate) struct Campaign {
    budget: Budget,
    bound: Bound,
    first_of_bound: u64,
    /// Not tried yet to do without a bound.
    can_reduce: bool,
    /// What is done if that leads to nothing; nothing, if all was done before.
    otherwise: Option<Bound>,
    /// Effort before it was tried, and all that was made while it was, in vain.
    before: u64,
    in_vain: u64,
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

/// The search is over, or goes on with another bound.
enum Then {
    End(Next),
    With(Bound),
}

impl Campaign {
    pub(crate) fn new(budget: Budget, search: &mut Search) -> Self {
        let bound = Bound::first(budget);
        search.restart(bound, budget);
        Campaign {
            budget,
            bound,
            first_of_bound: 0,
            can_reduce: budget.reduces,
            otherwise: None,
            before: 0,
            in_vain: 0,
        }
    }

    /// The preemption bound that is being explored, or that was, before there were too many schedules.
    pub(crate) fn preemptions(&self) -> u32 {
        match self.bound {
            Bound::Preemptions(bound) => bound,
            Bound::Reduced(_) | Bound::Delays(..) => self.budget.preemptions,
        }
    }

    /// An operation was met that changes what is a step.
    pub(crate) fn restart(&mut self, search: &mut Search, progress: &mut Progress) {
        self.bound = Bound::first(self.budget);
        self.can_reduce = self.budget.reduces;
        search.restart(self.bound, self.budget);
        (progress.bound, progress.completed) = (0, None);
    }

    /// An execution is over. Moves the search on, and says how far it is.
    ///
    /// # Errors
    /// If the execution ended before all that it repeated had come.
    pub(crate) fn next(
        &mut self,
        search: &mut Search,
        progress: &mut Progress,
        seen: Seen,
        tell: impl FnOnce(Event),
    ) -> Result<Next, Diverged> {
        let effort = progress.executions.max(seen.steps / STEPS) - self.in_vain;
        self.can_reduce &= !seen.yielded;
        let too_much = search.is_lost(seen) || self.bound.is_too_much(effort, self.budget);
        if !too_much && search.advance()? {
            return Ok(Next::Run);
        }
        let then = match self.bound {
            Bound::Preemptions(_) if too_much => {
                let last = effort + self.budget.executions / PART;
                self.reduce_or(Some(Bound::Delays(1, last)), effort)
            }
            Bound::Preemptions(bound) => {
                tell(Event::BoundComplete {
                    bound,
                    executions: progress.executions - self.first_of_bound,
                });
                progress.completed = Some(bound);
                match search.left_out_preemptions() {
                    true => self.after(bound, effort),
                    false => Then::End(self.exhausted(progress)),
                }
            }
            Bound::Reduced(_) if !too_much => Then::End(self.exhausted(progress)),
            Bound::Reduced(_) => {
                self.in_vain += effort - self.before;
                self.otherwise.map_or(Then::End(COMPLETE), Then::With)
            }
            Bound::Delays(delays, last) => {
                if !too_much {
                    progress.delays = Some(delays);
                }
                match too_much || delays == DELAYS {
                    true => Then::End(TOO_MANY),
                    false => Then::With(Bound::Delays(delays + 1, last)),
                }
            }
        };
        match then {
            Then::End(end) => return Ok(end),
            Then::With(bound) => self.bound = bound,
        }
        if let Bound::Preemptions(bound) = self.bound {
            progress.bound = bound;
            self.first_of_bound = progress.executions;
        }
        search.restart(self.bound, self.budget);
        Ok(Next::Run)
    }

    /// What comes after all schedules with so many preemptions.
    fn after(&mut self, bound: u32, effort: u64) -> Then {
        let larger = bound < self.budget.preemptions;
        let otherwise = larger.then_some(Bound::Preemptions(bound + 1));
        match otherwise {
            Some(next) if bound < THEN_REDUCE => Then::With(next),
            otherwise => self.reduce_or(otherwise, effort),
        }
    }

    /// Without a bound, if that was not tried yet; and this if it was, or leads to nothing.
    fn reduce_or(&mut self, otherwise: Option<Bound>, effort: u64) -> Then {
        if std::mem::take(&mut self.can_reduce) {
            (self.otherwise, self.before) = (otherwise, effort);
            return Then::With(Bound::Reduced(
                effort + self.budget.executions / REDUCED_PART,
            ));
        }
        otherwise.map_or(Then::End(COMPLETE), Then::With)
    }

    /// Nothing was left out, so the larger bounds have nothing more to offer.
    fn exhausted(&self, progress: &mut Progress) -> Next {
        progress.completed = Some(self.budget.preemptions);
        Next::End {
            stopped: None,
            complete: true,
            exhausted: true,
        }
    }
}

const COMPLETE: Next = Next::End {
    stopped: None,
    complete: true,
    exhausted: false,
};
const TOO_MANY: Next = Next::End {
    stopped: Some(Stopped::Executions),
    complete: false,
    exhausted: false,
};

#[cfg(test)]
mod tests;
