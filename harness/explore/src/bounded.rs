//! Every schedule with at most 0, then 1, then 2 … preemptions.
//!
//! Iterative context bounding (Musuvathi and Qadeer, *Iterative Context Bounding for Systematic
//! Testing of Multithreaded Programs*, PLDI 2007): most bugs need few preemptions, and the first one
//! found needs as few as any. Within a bound the search is a depth-first walk of the tree of
//! decisions; each execution repeats a prefix and then takes the first option at every new decision.
//!
//! A switch where a thread blocks or ends is free, so many threads that end at about the same time have
//! too many schedules even without a preemption. Where that shows, the search goes on by *delays* (Emmi,
//! Qadeer and Rakamarić, *Delay-Bounded Scheduling*, POPL 2011): the plain schedule lets each thread run
//! as long as it can and then the next in a circle, and passing over the thread whose turn it is costs
//! one, whether it could go on or not. There are about nᵈ/d! schedules of n decisions with d delays,
//! however many threads there are.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use heddle_protocol::{Budget, Event, Stopped};
use heddle_runtime::{Choice, Strategy, model};
use shuttle_engine::scheduler::{Task, TaskId};

use crate::{Scenario, Watch, engine};

/// A decision on the way to the current execution.
struct Node {
    /// The option taken.
    taken: u16,
    /// How many there are.
    options: u16,
    /// Bit i: option i is a preemption. Options beyond the 64th count as ones.
    costs: u64,
    /// A number for what the options are.
    shape: u64,
    /// The other outcomes are disturbances.
    disturbance: bool,
    /// What the decisions before this one cost.
    spent: Price,
}

/// What decisions cost, or may cost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Price {
    preemptions: u32,
    disturbances: u32,
    delays: u32,
}

impl Price {
    fn plus(self, other: Price) -> Price {
        Price {
            preemptions: self.preemptions + other.preemptions,
            disturbances: self.disturbances + other.disturbances,
            delays: self.delays.saturating_add(other.delays),
        }
    }
}

impl Node {
    fn price(&self, option: u16) -> Price {
        let preemption = self.costs.checked_shr(u32::from(option)).unwrap_or(1) & 1;
        Price {
            preemptions: preemption as u32,
            disturbances: u32::from(self.disturbance && option > 0),
            delays: u32::from(option),
        }
    }
}

/// The tree of decisions, and where in it the walk is.
#[derive(Default)]
pub(crate) struct Tree {
    path: Vec<Node>,
    depth: usize,
    limit: Price,
    /// An option was left out because of the preemption bound.
    cut: bool,
    /// The same for disturbances.
    cut_disturbance: bool,
    /// The same for delays.
    cut_delay: bool,
}

impl Tree {
    /// Starts at the root, with new limits.
    fn restart(&mut self, limit: Price) {
        *self = Tree {
            limit,
            ..Tree::default()
        };
    }

    fn decide(&mut self, options: u16, costs: u64, disturbance: bool) -> usize {
        self.decide_among(0, options, costs, disturbance)
    }

    fn decide_among(&mut self, shape: u64, options: u16, costs: u64, disturbance: bool) -> usize {
        let depth = self.depth;
        self.depth += 1;
        if let Some(node) = self.path.get(depth) {
            let met = (shape, options, costs, disturbance);
            if (node.shape, node.options, node.costs, node.disturbance) != met {
                model::diverged();
            }
            return usize::from(node.taken);
        }
        let before = |last: &Node| last.spent.plus(last.price(last.taken));
        let spent = self.path.last().map(before).unwrap_or_default();
        self.path.push(Node {
            taken: 0,
            options,
            costs,
            shape,
            disturbance,
            spent,
        });
        0
    }

    /// Moves to the next execution within the limits. `false`: there is none.
    fn advance(&mut self) -> bool {
        if self.depth < self.path.len() {
            model::diverged(); // The execution ended before all that was repeated had come.
        }
        self.depth = 0;
        while let Some(node) = self.path.last_mut() {
            for option in node.taken + 1..node.options {
                let spent = node.spent.plus(node.price(option));
                if spent.delays > self.limit.delays {
                    self.cut_delay = true;
                } else if spent.preemptions > self.limit.preemptions {
                    self.cut = true;
                } else if spent.disturbances > self.limit.disturbances {
                    self.cut_disturbance = true;
                } else {
                    node.taken = option;
                    return true;
                }
            }
            self.path.pop();
        }
        false
    }
}

struct Walk(Rc<RefCell<Tree>>);

impl Strategy for Walk {
    fn pick(&mut self, options: &[Choice], _tasks: &[&Task], _current: Option<TaskId>) -> usize {
        let costs = options.iter().take(64).enumerate();
        let costs = costs.fold(0, |set, (i, choice)| set | u64::from(choice.costs) << i);
        let shape = options.iter().fold(0, |shape: u64, choice| {
            let option = u64::from(choice.thread) << 33 | u64::from(choice.timeout) << 32;
            shape.rotate_left(7).wrapping_mul(31) ^ option ^ u64::from(choice.doing)
        });
        self.0
            .borrow_mut()
            .decide_among(shape, options.len() as u16, costs, false)
    }

    fn choose(&mut self, n: usize, disturbance: bool) -> usize {
        self.0.borrow_mut().decide(n as u16, 0, disturbance)
    }
}

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

/// Explores, and ends the process.
pub(crate) fn explore(scenario: Arc<Scenario>, budget: Budget) -> ! {
    let mut bound = Bound::Preemptions(0);
    let tree = Rc::new(RefCell::new(Tree::default()));
    tree.borrow_mut().restart(bound.limit(budget));
    model::set_strategy(Box::new(Walk(Rc::clone(&tree))));
    let mut watch = Watch::new(Budget {
        executions: u64::MAX,
        ..budget
    });
    let mut first_of_bound = 0;
    let mut begun = false;
    engine::run(scenario, move || {
        let executions = model::executions();
        if !std::mem::replace(&mut begun, true) {
            return true;
        }
        let mut tree = tree.borrow_mut();
        if model::take_restart() {
            bound = Bound::Preemptions(0);
            tree.restart(bound.limit(budget));
            model::set_bound(0, None);
            return true;
        }
        let of = match bound {
            Bound::Preemptions(bound) => bound,
            Bound::Delays(..) => budget.preemptions,
        };
        if let Some(stopped) = watch.stop(executions, of) {
            model::end(Some(stopped), false, false);
        }
        let effort = executions.max(model::steps() / STEPS);
        let too_much = bound.is_too_much(effort, budget);
        if !too_much && tree.advance() {
            return true;
        }
        match bound {
            Bound::Preemptions(_) if too_much => {
                bound = Bound::Delays(1, effort + budget.executions / PART);
            }
            Bound::Preemptions(preemptions) => {
                heddle_runtime::emit(&Event::BoundComplete {
                    bound: preemptions,
                    executions: executions - first_of_bound,
                });
                first_of_bound = executions;
                if preemptions == budget.preemptions || !tree.cut {
                    // Where nothing was left out, the larger bounds have nothing more to offer.
                    model::set_bound(preemptions, Some(budget.preemptions));
                    model::end(None, true, !tree.cut && !tree.cut_disturbance);
                }
                bound = Bound::Preemptions(preemptions + 1);
                model::set_bound(preemptions + 1, Some(preemptions));
            }
            Bound::Delays(delays, last) => {
                if !too_much {
                    model::set_delays(delays);
                }
                if too_much || delays == DELAYS {
                    model::end(Some(Stopped::Executions), false, false);
                }
                bound = Bound::Delays(delays + 1, last);
            }
        }
        tree.restart(bound.limit(budget));
        true
    });
    unreachable!("the search ends the process itself")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs every execution of a program that makes decisions through `decide`.
    fn walk(
        limit: (u32, u32, u32),
        program: impl Fn(&mut Tree) -> Vec<usize>,
    ) -> (Vec<Vec<usize>>, bool) {
        let mut tree = Tree::default();
        let (preemptions, disturbances, delays) = limit;
        tree.restart(Price {
            preemptions,
            disturbances,
            delays,
        });
        let mut seen = Vec::new();
        loop {
            seen.push(program(&mut tree));
            if !tree.advance() {
                return (seen, tree.cut);
            }
        }
    }

    #[test]
    fn a_bound_of_zero_takes_only_what_is_free() {
        let (seen, cut) = walk((0, 0, 9), |tree| {
            vec![tree.decide(2, 0b10, false), tree.decide(2, 0, false)]
        });
        assert_eq!(seen, [[0, 0], [0, 1]]);
        assert!(cut);
    }

    #[test]
    fn every_combination_within_the_bound_is_run_once() {
        let three = |tree: &mut Tree| (0..3).map(|_| tree.decide(2, 0b10, false)).collect();
        let (mut seen, _) = walk((2, 0, 9), three);
        assert_eq!(
            seen.len(),
            7,
            "of the eight, only the one with three preemptions is left out"
        );
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 7);
        let (all, cut) = walk((3, 0, 9), three);
        assert_eq!((all.len(), cut), (8, false));
    }

    #[test]
    fn disturbances_have_a_limit_of_their_own() {
        let (seen, cut) = walk((0, 1, 9), |tree| {
            (0..3).map(|_| tree.decide(2, 0, true)).collect()
        });
        assert_eq!(seen.len(), 4);
        assert!(!cut, "no preemption was left out");
    }

    #[test]
    fn a_decision_may_depend_on_the_ones_before() {
        let (seen, _) = walk((9, 9, 9), |tree| {
            let first = tree.decide(2, 0, false);
            let rest = if first == 0 {
                vec![]
            } else {
                vec![tree.decide(3, 0, false)]
            };
            [vec![first], rest].concat()
        });
        assert_eq!(seen, [vec![0], vec![1, 0], vec![1, 1], vec![1, 2]]);
    }

    #[test]
    fn a_delay_is_paid_for_whether_the_switch_is_free_or_not() {
        let (seen, cut) = walk((9, 9, 2), |tree| {
            vec![tree.decide(4, 0, false), tree.decide(2, 0b10, false)]
        });
        assert_eq!(seen, [[0, 0], [0, 1], [1, 0], [1, 1], [2, 0]]);
        assert!(!cut, "no preemption was left out");
    }
}
