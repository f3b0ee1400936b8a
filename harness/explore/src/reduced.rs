//! Every schedule that differs in something, and most of the others not at all.
//!
//! Dynamic partial-order reduction. Two executions that differ only in the order of moves which have nothing to
//! do with each other reach the same states, so one of them is enough. After each execution the *races* are
//! looked for: pairs of moves whose order matters and could have been the other one. Where the first of such a
//! pair was chosen, a thread is put on the list that leads to the other order (*source sets*: Abdulla, Aronis,
//! Jonsson and Sagonas, *Source Sets: A Foundation for Optimal Dynamic Partial Order Reduction*, JACM 2017,
//! algorithm 1). *Sleep sets* (Godefroid, 1996) keep what one branch has seen from being run again in the next.
//!
//! There is no bound on preemptions. What std leaves open (whom a notification wakes, wake-ups for no reason) is
//! a choice with all its outcomes, rationed as in the bounded search. Where threads yield, which schedules there
//! are depends on what is fair, and this search does not apply.

mod races;

use std::rc::Rc;

use heddle_runtime::{Choice, Diverged, Effect, Move};

/// More threads that could be next than that are not kept account of.
const MOST_OPTIONS: usize = 64;

/// An execution with more moves than that goes round, or has so many schedules that bounds are the better way.
/// Looking for its races would take longer than many executions, too.
const MOST_MOVES: usize = 150;

/// A decision on the way to the current execution.
enum Node {
    Thread(Fork),
    /// One of several outcomes of a step.
    Outcome {
        taken: usize,
        options: usize,
        disturbance: bool,
    },
}

/// Which thread comes next.
struct Fork {
    /// A number for what the options are.
    shape: u64,
    threads: Vec<u32>,
    /// Index of the option taken.
    taken: usize,
    /// Bit i: option i has to be tried, or has been.
    wanted: u64,
    tried: u64,
    /// Whose next move leads to nothing that was not seen elsewhere, and what it does.
    sleeping: Vec<Asleep>,
    /// What the move that was taken does, in whatever outcome.
    effects: Vec<Effect>,
}

/// A thread whose next move was explored in another branch; until something happens that matters to it.
#[derive(Clone)]
struct Asleep {
    thread: u32,
    effects: Rc<[Effect]>,
}

/// A move of the running execution.
struct Moved {
    thread: u32,
    /// The fork at which it was chosen, if there was anything to choose.
    fork: Option<usize>,
    had_deadline: bool,
    /// It never came to that.
    pending: bool,
    effects: std::ops::Range<usize>,
}

/// The tree of decisions, and where in it the search is.
#[derive(Default)]
pub(crate) struct Reduced {
    path: Vec<Node>,
    depth: usize,
    /// What the running execution has done.
    moves: Vec<Moved>,
    effects: Vec<Effect>,
    /// The fork at which the running move was chosen.
    chosen_at: Option<usize>,
    /// The first move that no execution before has made.
    first_new: usize,
    sleeping: Vec<Asleep>,
    /// From that move on, another execution has shown all that this one shows.
    redundant: Option<usize>,
    disturbances: u32,
    /// An execution could not be kept account of, so the search means nothing.
    pub(crate) lost: bool,
}

impl Reduced {
    pub(crate) fn new(disturbances: u32) -> Self {
        Reduced {
            disturbances,
            ..Reduced::default()
        }
    }

    /// Which thread comes next; see [`Strategy::pick`](heddle_runtime::Strategy::pick).
    pub(crate) fn pick(&mut self, options: &[Choice], shape: u64) -> Result<usize, Diverged> {
        if self.redundant.is_some() || options.len() > MOST_OPTIONS {
            self.lost |= options.len() > MOST_OPTIONS;
            return Ok(0);
        }
        let depth = self.depth;
        self.depth += 1;
        self.chosen_at = Some(depth);
        let is_last = depth + 1 == self.path.len();
        if let Some(node) = self.path.get(depth) {
            let Node::Thread(fork) = node else {
                return Err(Diverged);
            };
            if fork.shape != shape {
                return Err(Diverged);
            }
            if is_last {
                self.first_new = self.moves.len();
            }
            self.sleeping.clone_from(&fork.sleeping);
            return Ok(fork.taken);
        }
        let awake = |choice: &Choice| {
            let is_it = |asleep: &Asleep| asleep.thread == choice.thread;
            !self.sleeping.iter().any(is_it)
        };
        let Some(taken) = options.iter().position(awake) else {
            self.depth -= 1;
            self.chosen_at = None;
            self.redundant = Some(self.moves.len());
            return Ok(0);
        };
        self.path.push(Node::Thread(Fork {
            shape,
            threads: options.iter().map(|choice| choice.thread).collect(),
            taken,
            wanted: 1 << taken,
            tried: 0,
            sleeping: self.sleeping.clone(),
            effects: Vec::new(),
        }));
        Ok(taken)
    }

    /// What comes of a step; see [`Strategy::choose`](heddle_runtime::Strategy::choose).
    pub(crate) fn choose(&mut self, options: usize, disturbance: bool) -> Result<usize, Diverged> {
        if self.redundant.is_some() {
            return Ok(0);
        }
        let depth = self.depth;
        self.depth += 1;
        let met = (options, disturbance);
        match self.path.get(depth) {
            Some(&Node::Outcome {
                taken,
                options,
                disturbance,
            }) if met == (options, disturbance) => {
                if depth + 1 == self.path.len() {
                    self.first_new = self.moves.len();
                }
                Ok(taken)
            }
            Some(_) => Err(Diverged),
            None => {
                self.path.push(Node::Outcome {
                    taken: 0,
                    options,
                    disturbance,
                });
                Ok(0)
            }
        }
    }

    /// A thread has made a move.
    pub(crate) fn moved(&mut self, moved: Move<'_>) {
        let fork = self.chosen_at.take();
        if let Some(Node::Thread(fork)) = fork.and_then(|index| self.path.get_mut(index)) {
            for effect in moved.effects {
                if !fork.effects.contains(effect) {
                    fork.effects.push(*effect);
                }
            }
        }
        let sleeps = |asleep: &Asleep| asleep.thread == moved.thread && !moved.pending;
        if self.redundant.is_none() && self.sleeping.iter().any(sleeps) {
            self.redundant = Some(self.moves.len());
        }
        self.sleeping
            .retain(|asleep| !conflict(&asleep.effects, moved.effects));
        self.lost |= self.moves.len() > MOST_MOVES;
        let start = self.effects.len();
        self.effects.extend_from_slice(moved.effects);
        self.moves.push(Moved {
            thread: moved.thread,
            fork,
            had_deadline: moved.had_deadline,
            pending: moved.pending,
            effects: start..self.effects.len(),
        });
    }

    /// Looks for the races of the execution that has ended, and moves to the next one. `false`: there is none.
    pub(crate) fn advance(&mut self) -> Result<bool, Diverged> {
        if self.depth < self.path.len() {
            return Err(Diverged); // The execution ended before all that was repeated had come.
        }
        let seen = self.redundant.unwrap_or(self.moves.len());
        races::find(self, seen);
        let found = self.next();
        self.depth = 0;
        self.moves.clear();
        self.effects.clear();
        self.sleeping.clear();
        (self.chosen_at, self.redundant, self.first_new) = (None, None, 0);
        Ok(found)
    }

    fn next(&mut self) -> bool {
        while !self.path.is_empty() {
            let may_disturb = self.spent_before_last() < self.disturbances;
            let last = self.path.last_mut().expect("it is not empty");
            if last.advance(may_disturb) {
                return true;
            }
            self.path.pop();
        }
        false
    }

    /// Rare outcomes on the way to the last decision.
    fn spent_before_last(&self) -> u32 {
        let before = &self.path[..self.path.len() - 1];
        let rare = |node: &&Node| {
            matches!(
                node,
                Node::Outcome {
                    taken: 1..,
                    disturbance: true,
                    ..
                }
            )
        };
        before.iter().filter(rare).count() as u32
    }
}

impl Node {
    /// Takes another option that has to be tried. `false`: there is none.
    fn advance(&mut self, may_disturb: bool) -> bool {
        match self {
            Node::Thread(fork) => fork.advance(),
            Node::Outcome {
                taken,
                options,
                disturbance,
            } => {
                let more = *taken + 1 < *options && (!*disturbance || may_disturb);
                *taken += usize::from(more);
                more
            }
        }
    }
}

impl Fork {
    /// Lets the thread sleep that was taken, and takes another one that has to be tried.
    fn advance(&mut self) -> bool {
        self.tried |= 1 << self.taken;
        self.sleeping.push(Asleep {
            thread: self.threads[self.taken],
            effects: std::mem::take(&mut self.effects).into(),
        });
        let left = self.wanted & !self.tried;
        let awake = |index: &usize| left & 1 << index != 0 && !self.sleeps(self.threads[*index]);
        match (0..self.threads.len()).find(awake) {
            Some(index) => {
                self.taken = index;
                true
            }
            None => false,
        }
    }

    fn sleeps(&self, thread: u32) -> bool {
        self.sleeping.iter().any(|asleep| asleep.thread == thread)
    }

    fn option(&self, thread: u32) -> Option<usize> {
        self.threads.iter().position(|&other| other == thread)
    }

    /// One of these threads has to be tried here, unless one of them is or was.
    fn want_one_of(&mut self, threads: &[u32]) {
        let is_seen = |&thread: &u32| {
            let option = self.option(thread);
            option.is_some_and(|option| self.wanted & 1 << option != 0) || self.sleeps(thread)
        };
        if threads.iter().any(is_seen) {
            return;
        }
        match threads.iter().find_map(|&thread| self.option(thread)) {
            Some(option) => self.wanted |= 1 << option,
            // None of them could go on: whatever could, may be on the way.
            None => {
                self.wanted =
                    (1 << (self.threads.len() - 1)) | ((1 << (self.threads.len() - 1)) - 1)
            }
        }
    }
}

fn conflict(some: &[Effect], others: &[Effect]) -> bool {
    let conflicts = |one: &Effect| others.iter().any(|other| one.conflicts(other));
    some.iter().any(conflicts)
}

#[cfg(test)]
mod tests;
