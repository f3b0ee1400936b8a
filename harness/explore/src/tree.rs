//! The tree of decisions, walked depth first.
//!
//! Each execution repeats a prefix and then takes the first option, which costs nothing, at every new
//! decision. What an execution may cost is limited: preemptions, disturbances and delays, each by itself.

use heddle_runtime::Diverged;

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
pub(crate) struct Price {
    pub preemptions: u32,
    pub disturbances: u32,
    pub delays: u32,
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
    pub cut: bool,
}

impl Tree {
    /// At the root, with these limits.
    pub(crate) fn within(limit: Price) -> Self {
        Tree {
            limit,
            ..Tree::default()
        }
    }

    pub(crate) fn decide(
        &mut self,
        options: u16,
        costs: u64,
        disturbance: bool,
    ) -> Result<usize, Diverged> {
        self.decide_among(0, options, costs, disturbance)
    }

    pub(crate) fn decide_among(
        &mut self,
        shape: u64,
        options: u16,
        costs: u64,
        disturbance: bool,
    ) -> Result<usize, Diverged> {
        let depth = self.depth;
        self.depth += 1;
        if let Some(node) = self.path.get(depth) {
            let met = (shape, options, costs, disturbance);
            if (node.shape, node.options, node.costs, node.disturbance) != met {
                return Err(Diverged);
            }
            return Ok(usize::from(node.taken));
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
        Ok(0)
    }

    /// Moves to the next execution within the limits. `false`: there is none.
    pub(crate) fn advance(&mut self) -> Result<bool, Diverged> {
        if self.depth < self.path.len() {
            return Err(Diverged); // The execution ended before all that was repeated had come.
        }
        self.depth = 0;
        while let Some(node) = self.path.last_mut() {
            for option in node.taken + 1..node.options {
                let spent = node.spent.plus(node.price(option));
                let limit = self.limit;
                if spent.delays > limit.delays {
                    continue;
                }
                if spent.preemptions > limit.preemptions {
                    self.cut = true;
                } else if spent.disturbances <= limit.disturbances {
                    node.taken = option;
                    return Ok(true);
                }
            }
            self.path.pop();
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs every execution of a program that makes decisions through `decide`.
    fn walk(
        limit: (u32, u32, u32),
        program: impl Fn(&mut Tree) -> Vec<usize>,
    ) -> (Vec<Vec<usize>>, bool) {
        let (preemptions, disturbances, delays) = limit;
        let mut tree = Tree::within(Price {
            preemptions,
            disturbances,
            delays,
        });
        let mut seen = Vec::new();
        loop {
            seen.push(program(&mut tree));
            if !tree.advance().unwrap() {
                return (seen, tree.cut);
            }
        }
    }

    #[test]
    fn a_bound_of_zero_takes_only_what_is_free() {
        let (seen, cut) = walk((0, 0, 9), |tree| {
            vec![
                tree.decide(2, 0b10, false).unwrap(),
                tree.decide(2, 0, false).unwrap(),
            ]
        });
        assert_eq!(seen, [[0, 0], [0, 1]]);
        assert!(cut);
    }

    #[test]
    fn every_combination_within_the_bound_is_run_once() {
        let three = |tree: &mut Tree| {
            (0..3)
                .map(|_| tree.decide(2, 0b10, false).unwrap())
                .collect()
        };
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
            (0..3).map(|_| tree.decide(2, 0, true).unwrap()).collect()
        });
        assert_eq!(seen.len(), 4);
        assert!(!cut, "no preemption was left out");
    }

    #[test]
    fn a_decision_may_depend_on_the_ones_before() {
        let (seen, _) = walk((9, 9, 9), |tree| {
            let first = tree.decide(2, 0, false).unwrap();
            let rest = if first == 0 {
                vec![]
            } else {
                vec![tree.decide(3, 0, false).unwrap()]
            };
            [vec![first], rest].concat()
        });
        assert_eq!(seen, [vec![0], vec![1, 0], vec![1, 1], vec![1, 2]]);
    }

    #[test]
    fn a_delay_is_paid_for_whether_the_switch_is_free_or_not() {
        let (seen, cut) = walk((9, 9, 2), |tree| {
            vec![
                tree.decide(4, 0, false).unwrap(),
                tree.decide(2, 0b10, false).unwrap(),
            ]
        });
        assert_eq!(seen, [[0, 0], [0, 1], [1, 0], [1, 1], [2, 0]]);
        assert!(!cut, "no preemption was left out");
    }
}
