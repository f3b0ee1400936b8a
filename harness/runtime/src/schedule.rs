//! Who may run next, and the way there.
//!
//! Every operation of the façade is one *step*. Before it takes effect its thread announces it
//! ([`step`]) with the condition under which it can happen ([`Until`]). The kernel lists the threads
//! that could run, a [`Strategy`](crate::Strategy) picks one, and only a thread whose condition holds
//! is resumed. Shuttle supplies the coroutines and does the switching.
//!
//! **Fairness.** A thread that yields must let each thread that could run then make a step first, or
//! the choice costs as much as a preemption (the priority relation of Musuvathi and Qadeer, *Fair
//! Stateless Model Checking*, PLDI 2008). A thread that runs on for long without yielding is taken to
//! yield, as an operating system would see to it. An execution that is out of steps, in which every
//! thread that can run had its turn many times and none got any further, is a livelock.
//!
//! **Time** is virtual. A wait with a deadline may time out whenever another thread could be chosen;
//! the clock then moves to at least that deadline. It also moves when a thread yields, and a thread
//! whose deadline has passed has its turn like any other that could run.

use heddle_protocol::DepartureKind;
use shuttle_engine::scheduler::{Task, TaskId};

use crate::kernel::{Choice, Ending, Kernel, Status, Thread, Until, Wake, with};
use crate::object::ObjectId;
use crate::trace::Op;
use crate::{Engine, Place};

/// An execution that is out of steps is a livelock if every thread that can run has yielded so often
/// since anyone got further.
const LIVELOCK_ROUNDS: u32 = 20;
/// Steps in a row that change nothing, after which a thread is taken to yield.
const IDLE_STREAK: u32 = 30;
/// Steps in a row of any sort, after which a thread is taken to yield.
const LONG_STREAK: u32 = 200;
/// Steps after main's return that detached threads get to come to rest.
const DRAIN_STEPS: u64 = 2_000;

impl Kernel {
    /// Whether what a waiting thread waits for holds now.
    fn holds(&self, thread: u32) -> bool {
        let t = &self.threads[thread as usize];
        let free = |id: ObjectId| {
            let lock = &self.objects[id as usize];
            lock.holder.is_none() && lock.readers.is_empty()
        };
        match t.until {
            Until::Always => true,
            Until::Free(id) => free(id),
            Until::Readable(id) => self.objects[id as usize].holder.is_none(),
            Until::Notified(lock) => t.notified && free(lock),
            Until::Changed(id, version) => self.objects[id as usize].version != version,
            Until::Finished(other) => self.threads[other as usize].status == Status::Finished,
            Until::Token => t.token,
            Until::Never => false,
            Until::OthersDone => false,
        }
    }

    /// Whether a waiting thread's deadline has passed: it will wake whatever the others do.
    fn is_due(&self, thread: u32) -> bool {
        let deadline = self.threads[thread as usize].deadline;
        deadline.is_some_and(|deadline| deadline <= self.clock)
    }

    /// Lists who could run. `going_on`: the current thread announced a step and did not yield, so
    /// taking another one is a preemption if its condition holds.
    fn find_options(&mut self, going_on: bool) {
        let count = self.threads.len() as u32;
        let mut enabled = 0u64;
        let mut any_enabled = false;
        for t in 0..count {
            if self.threads[t as usize].status != Status::Waiting {
                continue;
            }
            let holds = self.holds(t);
            any_enabled |= holds;
            if holds || self.is_due(t) {
                enabled |= bit(t);
            }
            if self.cores.is_some() {
                self.catch_up(t, holds);
            }
        }
        let me = self.current;
        let can_go_on = going_on && enabled_has(enabled, me) && self.holds(me);
        let earliest = self.earliest_deadline();
        self.options.clear();
        // The current thread first, then the others in a circle: nobody is for ever the last.
        for offset in 0..count {
            let t = (me + offset) % count;
            let thread = &self.threads[t as usize];
            if thread.status != Status::Waiting {
                continue;
            }
            let lags = thread.lag & enabled & !bit(t) != 0;
            let doing = thread.doing();
            if self.holds(t) {
                let costs = if t == me && going_on {
                    false
                } else {
                    can_go_on || lags
                };
                self.options.push(Choice {
                    thread: t,
                    timeout: false,
                    costs,
                    doing,
                    clock: thread.clock,
                });
            } else if let Some(deadline) = thread.deadline {
                let late = !any_enabled && Some((deadline, t)) != earliest;
                let costs = can_go_on || lags || late;
                self.options.push(Choice {
                    thread: t,
                    timeout: true,
                    costs,
                    doing,
                    clock: u64::MAX,
                });
            }
        }
        self.options
            .sort_by_key(|choice| (choice.costs, choice.timeout));
        if self.ending == Ending::Draining && (self.options.is_empty() || self.steps > DRAIN_STEPS)
        {
            self.options.clear();
            self.options.push(Choice {
                thread: 0,
                timeout: false,
                costs: false,
                doing: 0,
                clock: 0,
            });
        }
        let runnable = self
            .options
            .iter()
            .fold(0, |set, choice| set | bit(choice.thread));
        for choice in &self.options {
            self.threads[choice.thread as usize].runnable = runnable;
        }
    }

    fn earliest_deadline(&self) -> Option<(u64, u32)> {
        let waiting = self
            .threads
            .iter()
            .enumerate()
            .filter(|(_, t)| t.status == Status::Waiting);
        waiting
            .filter_map(|(id, t)| Some((t.deadline?, id as u32)))
            .min()
    }

    /// Makes `choice` the running thread.
    fn resume(&mut self, choice: Choice, preemption: bool) {
        let t = choice.thread;
        for thread in &mut self.threads {
            thread.lag &= !bit(t);
        }
        if t != self.current {
            self.threads[t as usize].streak = 0;
            self.threads[t as usize].idle = 0;
        }
        if choice.timeout {
            let deadline = self.threads[t as usize].deadline.unwrap_or(0);
            self.clock = self.clock.max(deadline);
            self.let_others_go_first(t);
        }
        self.current = t;
        let thread = self.me();
        thread.timed_out = choice.timeout;
        thread.status = Status::Running;
        thread.preempted_other |= preemption;
        crate::call::begin(self, t);
    }

    /// Thread `t` yields: it lags until each thread that could run now has made a step.
    fn let_others_go_first(&mut self, t: u32) {
        let mut others = 0;
        for other in 0..self.threads.len() as u32 {
            if other != t
                && self.threads[other as usize].status == Status::Waiting
                && (self.holds(other) || self.is_due(other))
            {
                others |= bit(other);
            }
        }
        let thread = &mut self.threads[t as usize];
        thread.lag = others;
        thread.rounds += 1;
        thread.streak = 0;
        thread.idle = 0;
    }

    /// The execution made more steps than it may: does it only go round in circles?
    #[cold]
    fn too_many_steps(&mut self) -> ! {
        let goes_round = |thread: &Thread| match thread.status {
            Status::Finished => true,
            _ if thread.until == Until::Always || thread.deadline.is_some() => {
                thread.rounds >= LIVELOCK_ROUNDS
            }
            _ => true,
        };
        if self.threads.iter().all(goes_round) {
            crate::failure::livelock(self);
        }
        crate::failure::out_of_steps(self)
    }

    /// What shuttle asks: which task runs now? `None` ends the execution.
    pub fn next_task(&mut self, tasks: &[&Task], current: Option<TaskId>) -> Option<TaskId> {
        let switching = std::mem::take(&mut self.switching);
        if self.ending == Ending::TearingDown {
            // Main has ended. For shuttle a thread whose handle was dropped still counts, so each is
            // taken apart in turn.
            let next = tasks.first()?.id();
            self.current = usize::from(next) as u32;
            return Some(next);
        }
        if !switching {
            // Not one of our steps: shuttle's own bookkeeping, or a thread that has just ended.
            match current {
                None => return tasks.first().map(|task| task.id()),
                Some(id) if tasks.iter().any(|task| task.id() == id) => return Some(id),
                Some(_) => self.find_options(false),
            }
        }
        if self.options.is_empty() {
            crate::failure::stuck(self);
        }
        let could_go_on = switching && self.options[0].thread == self.current;
        let index = self.decide(tasks, current);
        let choice = self.options[index];
        let preemption = could_go_on && choice.costs;
        if index > 0 {
            self.departs(match choice.timeout {
                _ if preemption => DepartureKind::Preemption,
                true => DepartureKind::Timeout,
                false => DepartureKind::Order,
            });
        }
        self.resume(choice, preemption);
        Some(TaskId::from(choice.thread as usize))
    }

    fn decide(&mut self, tasks: &[&Task], current: Option<TaskId>) -> usize {
        if self.options.len() == 1 || self.ending != Ending::Not {
            return 0;
        }
        let strategy = self
            .strategy
            .as_mut()
            .expect("an execution runs under a strategy");
        let index = strategy.pick(&self.options, tasks, current);
        self.choices.push(index as u16);
        index
    }

    /// One of `n` outcomes that std leaves open.
    pub(crate) fn choose(&mut self, n: usize, disturbance: bool) -> usize {
        if n < 2 || self.ending != Ending::Not || self.engine != Engine::Search {
            return 0;
        }
        let strategy = self
            .strategy
            .as_mut()
            .expect("an execution runs under a strategy");
        let index = strategy.choose(n, disturbance);
        self.choices.push(index as u16);
        if index > 0 {
            self.departs(match disturbance {
                true => DepartureKind::Disturbance,
                false => DepartureKind::Wake,
            });
        }
        index
    }
}

fn bit(thread: u32) -> u64 {
    1u64.checked_shl(thread).unwrap_or(0)
}

fn enabled_has(enabled: u64, thread: u32) -> bool {
    thread >= 64 || enabled & bit(thread) != 0
}

/// What a thread announces before a step.
#[derive(Clone, Copy)]
pub(crate) struct Announce {
    pub op: Op,
    pub object: Option<ObjectId>,
    pub place: Option<Place>,
    pub until: Until,
    pub deadline: Option<u64>,
}

/// Announces a step of the search engine and returns when it may take effect.
pub(crate) fn step(announce: Announce) -> Wake {
    step_as(announce, false)
}

/// Like [`step`], for a thread that lets others go first.
pub(crate) fn step_yielding(announce: Announce) -> Wake {
    step_as(announce, true)
}

/// Takes the stack of a thread apart that was still blocked, or going round, when main returned.
/// Destructors run as if nothing could block; `catch_unwind` lets this through.
#[cold]
pub(crate) fn tear_down() -> ! {
    with(|k| k.me().panicking = true);
    std::panic::resume_unwind(Box::new(TornDown))
}

struct TornDown;

fn step_as(announce: Announce, yields: bool) -> Wake {
    let switch = with(|k| k.announce(announce, yields));
    if switch {
        crate::arena::closed(shuttle_engine::thread_support::yield_now);
        if with(|k| k.ending == Ending::TearingDown && k.current != 0 && !k.me().panicking) {
            tear_down();
        }
    }
    with(|k| {
        let me = k.me();
        me.deadline = None;
        if std::mem::take(&mut me.timed_out) {
            Wake::TimedOut
        } else {
            Wake::Ready
        }
    })
}

impl Kernel {
    /// Puts the current thread before its next step. Returns whether shuttle has to be asked.
    fn announce(&mut self, announce: Announce, yields: bool) -> bool {
        if self.ending == Ending::TearingDown {
            return false;
        }
        self.steps += 1;
        crate::watchdog::step();
        if self.steps > self.step_limit && self.ending == Ending::Not {
            self.too_many_steps();
        }
        let me = self.me();
        me.status = Status::Waiting;
        me.until = announce.until;
        me.op = announce.op;
        me.object = announce.object;
        me.place = announce.place;
        me.deadline = announce.deadline;
        me.streak += 1;
        self.spend_tick(yields);
        let me = self.me();
        let yields = yields || me.idle >= IDLE_STREAK || me.streak >= LONG_STREAK;
        if yields {
            self.tick();
            self.let_others_go_first(self.current);
        }
        self.find_options(!yields);
        if let [only] = self.options[..]
            && only.thread == self.current
        {
            self.resume(only, false);
            return false;
        }
        if self.options.is_empty() {
            crate::failure::stuck(self);
        }
        self.switching = true;
        true
    }
}
