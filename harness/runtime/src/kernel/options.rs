//! Who may run next, and the way there.
//!
//! Every operation of the façade is one *step*. Before it takes effect its thread announces it
//! ([`Kernel::announce`]) with the condition under which it can happen ([`Until`]). The kernel lists the
//! threads that could run, a [`Strategy`](super::Strategy) picks one, and only a thread whose condition
//! holds is resumed.
//!
//! **Option 0 is free.** Of what could be next, the first never costs anything: a search that takes it at
//! every new decision stays within any bound.
//!
//! **Fairness.** A thread that yields must let each thread that could run then make a step first, or
//! the choice costs as much as a preemption (the priority relation of Musuvathi and Qadeer, *Fair
//! Stateless Model Checking*, PLDI 2008). A thread that runs on for long without yielding is taken to
//! yield, as an operating system would see to it. An execution that is out of steps, in which every
//! thread that can run had its turn many times and none got any further, is a livelock; so long as values
//! come up that were not there before, somebody gets further.
//!
//! **Time** is virtual. A wait with a deadline may time out whenever another thread could be chosen;
//! the clock then moves to at least that deadline. It also moves when a thread yields, and a thread
//! whose deadline has passed has its turn like any other that could run.

use std::time::Duration;

use heddle_protocol::DepartureKind;
use shuttle_engine::scheduler::{Task, TaskId};

use super::{Announce, Choice, How, Kernel, Part, Shared, Status, Stop, Thread, Until};
use crate::trace::still_new;
use crate::vocabulary::{Engine, ThreadId, ThreadSet};

/// An execution that is out of steps is a livelock if every thread that can run has yielded so often
/// since anyone got further.
const LIVELOCK_ROUNDS: u32 = 20;
/// Steps in a row that change nothing, after which a thread is taken to yield.
const IDLE_STREAK: u32 = 30;
/// Steps in a row of any sort, after which a thread is taken to yield.
const LONG_STREAK: u32 = 200;
/// How often a thread's time may be over in one execution before it is taken to poll.
const MOST_TIME_OUTS: u32 = 6;
/// Steps after main's return that detached threads get to come to rest.
const DRAIN_STEPS: u64 = 2_000;

/// Main's own step after its return, when nobody else can make one.
const MAIN_ENDS: Choice = Choice {
    thread: 0,
    timeout: false,
    costs: false,
    doing: 0,
    clock: 0,
};

/// What a look at all threads that stand before a step has shown.
#[derive(Default)]
struct Round {
    /// Who will run whatever the others do: what it waits for holds, or its deadline has passed.
    ready: ThreadSet,
    /// What some thread waits for holds.
    anyone_can: bool,
    /// The first deadline, and whose it is.
    earliest: Option<(Duration, ThreadId)>,
}

impl Kernel {
    /// Puts the current thread before its next step. Returns whether another thread may be next, so that
    /// shuttle has to be asked.
    ///
    /// # Errors
    /// If nobody can be next, or the execution has made all the steps that it may.
    pub fn announce(&mut self, announce: Announce, yields: bool) -> Result<bool, Stop> {
        if self.exec.part == Part::TearingDown {
            return Ok(false);
        }
        self.count_step();
        if self.exec.steps > self.config.step_limit && self.is_under_way() {
            return Err(self.out_of_steps());
        }
        self.move_is_over();
        let me = self.me();
        me.status = Status::Waiting;
        me.next = announce;
        me.had_deadline = announce.deadline.is_some();
        me.wakes_by = announce.deadline.or(me.wakes_by);
        me.doing = announce.number();
        me.streak += 1;
        self.spend_tick(yields);
        let me = self.me();
        let yields = yields || me.idle >= IDLE_STREAK || me.streak >= LONG_STREAK;
        if yields {
            self.totals.yielded |= self.is_under_way();
            self.tick();
            self.let_others_go_first(self.exec.current);
        }
        self.find_options(!yields);
        match self.exec.options[..] {
            [] => Err(Stop::Stuck),
            [only] if only.thread == self.exec.current => {
                self.resume(only, false);
                Ok(false)
            }
            _ => {
                self.exec.switching = true;
                Ok(true)
            }
        }
    }

    /// What shuttle asks: which task runs now? `None` ends the execution.
    ///
    /// # Errors
    /// If nobody can run, or the strategy finds other options than it met before.
    pub fn next_task(
        &mut self,
        tasks: &[&Task],
        current: Option<TaskId>,
    ) -> Result<Option<TaskId>, Stop> {
        let switching = std::mem::take(&mut self.exec.switching);
        if self.exec.part == Part::TearingDown {
            // Main has ended. For shuttle a thread whose handle was dropped still counts, so each is
            // taken apart in turn.
            let next = tasks.first().map(|task| task.id());
            if let Some(next) = next {
                self.exec.current = usize::from(next) as ThreadId;
            }
            return Ok(next);
        }
        if !switching {
            // Not one of our steps: shuttle's own bookkeeping, or a thread that has just ended.
            match current {
                None => return Ok(tasks.first().map(|task| task.id())),
                Some(id) if tasks.iter().any(|task| task.id() == id) => return Ok(Some(id)),
                Some(_) => self.find_options(false),
            }
        }
        let choice = self.choose_thread(switching, tasks, current)?;
        Ok(Some(TaskId::from(choice.thread as usize)))
    }

    /// Takes one of the options that were found, and makes it the running thread.
    pub(super) fn choose_thread(
        &mut self,
        switching: bool,
        tasks: &[&Task],
        current: Option<TaskId>,
    ) -> Result<Choice, Stop> {
        self.move_is_over();
        let Some(first) = self.exec.options.first() else {
            return Err(Stop::Stuck);
        };
        let could_go_on = switching && first.thread == self.exec.current;
        let index = self.decide(tasks, current)?;
        let choice = self.exec.options[index];
        let preemption = could_go_on && choice.costs;
        if index > 0 {
            self.departs(match choice.timeout {
                _ if preemption => DepartureKind::Preemption,
                true => DepartureKind::Timeout,
                false => DepartureKind::Order,
            });
        }
        self.resume(choice, preemption);
        Ok(choice)
    }

    fn decide(&mut self, tasks: &[&Task], current: Option<TaskId>) -> Result<usize, Stop> {
        if self.exec.options.len() == 1 || !self.is_under_way() {
            return Ok(0);
        }
        let strategy = self.config.strategy.as_mut();
        let strategy = strategy.expect("an execution runs under a strategy");
        let index = strategy.pick(&self.exec.options, tasks, current)?;
        self.exec.choices.push(index as u16);
        Ok(index)
    }

    /// One of `n` outcomes that std leaves open; outside the search the plain one.
    ///
    /// # Errors
    /// If the strategy finds other outcomes than it met before.
    pub fn choose(&mut self, n: usize, disturbance: bool) -> Result<usize, Stop> {
        if n < 2 || !self.is_under_way() || self.config.engine != Engine::Search {
            return Ok(0);
        }
        let strategy = self.config.strategy.as_mut();
        let strategy = strategy.expect("an execution runs under a strategy");
        let index = strategy.choose(n, disturbance)?;
        self.exec.choices.push(index as u16);
        if index > 0 {
            self.departs(match disturbance {
                true => DepartureKind::Disturbance,
                false => DepartureKind::Wake,
            });
        }
        Ok(index)
    }

    /// Whether what a waiting thread waits for holds now.
    fn holds(&self, thread: ThreadId) -> bool {
        let t = &self.exec.threads[thread as usize];
        let object = |id: u32| &self.exec.objects[id as usize];
        match t.next.until {
            Until::Always => true,
            Until::Free(id) => object(id).is_free(),
            Until::Readable(id) => object(id).holder.is_none(),
            Until::Notified(lock) => t.notified && object(lock).is_free(),
            Until::Changed(id, version) => object(id).version != version,
            Until::Reached(id, count) => object(id).version >= count,
            Until::Finished(other) => self.exec.threads[other as usize].status == Status::Finished,
            Until::Token => t.token,
            Until::Never | Until::OthersDone => false,
        }
    }

    /// Whether it will run whatever the others do: what it waits for holds, or its deadline has passed.
    fn is_ready(&self, thread: ThreadId) -> bool {
        let deadline = self.exec.threads[thread as usize].next.deadline;
        self.holds(thread) || deadline.is_some_and(|deadline| deadline <= self.exec.clock)
    }

    /// Lists who could run. `going_on`: the current thread announced a step and did not yield, so
    /// taking another one is a preemption if its condition holds.
    pub(super) fn find_options(&mut self, going_on: bool) {
        let Round {
            ready,
            anyone_can,
            earliest,
        } = self.look_round();
        let exec = &mut self.exec;
        let me = exec.current as usize;
        let preempts = going_on && exec.threads[me].able;
        exec.options.clear();
        let mut could = ThreadSet::default();
        // The current thread first, then the others in a circle: nobody is for ever the last.
        let (before, from_me) = exec.threads.split_at(me);
        let numbered = (me as ThreadId..).zip(from_me).chain((0..).zip(before));
        for (t, thread) in numbered.filter(|(_, thread)| thread.status == Status::Waiting) {
            let lags = thread.lag.meets(ready, t);
            let (timeout, costs, clock) = match thread.next.deadline {
                _ if thread.able => {
                    let goes_on = t as usize == me && going_on;
                    (false, !goes_on && (preempts || lags), thread.clock)
                }
                Some(deadline) => {
                    let late = !anyone_can && Some((deadline, t)) != earliest;
                    (true, preempts || lags || late, u64::MAX)
                }
                None => continue,
            };
            could.insert(t);
            exec.options.push(Choice {
                thread: t,
                timeout,
                costs,
                doing: thread.doing,
                clock,
            });
        }
        let options = &mut exec.options;
        options.sort_by_key(|choice| (choice.costs, choice.timeout));
        // Waits whose time is over at the same moment can each have to wait for the other: then somebody
        // has to be first all the same, and that is the plain order.
        if let Some(first) = options.first_mut() {
            first.costs = false;
        }
        let drained = exec.part == Part::Draining && exec.steps > DRAIN_STEPS;
        let main_waits = exec.threads[0].next.until == Until::OthersDone;
        if main_waits && (options.is_empty() || drained) {
            options.clear();
            options.push(MAIN_ENDS);
        }
        exec.could_run = could;
    }

    /// Looks at each thread that stands before a step: can it make it?
    fn look_round(&mut self) -> Round {
        let mut round = Round::default();
        let now = self.exec.clock;
        for t in 0..self.exec.threads.len() as ThreadId {
            let Thread { status, next, .. } = &self.exec.threads[t as usize];
            if *status != Status::Waiting {
                continue;
            }
            let deadline = next.deadline;
            let able = self.holds(t);
            round.anyone_can |= able;
            if able || deadline.is_some_and(|deadline| deadline <= now) {
                round.ready.insert(t);
            }
            if let Some(deadline) = deadline {
                let own = (deadline, t);
                round.earliest = Some(round.earliest.map_or(own, |other| own.min(other)));
            }
            self.thread(t).able = able;
            self.catch_up(t, able);
        }
        round
    }

    /// Makes `choice` the running thread.
    fn resume(&mut self, choice: Choice, preemption: bool) {
        let t = choice.thread;
        for thread in &mut self.exec.threads {
            thread.lag.remove(t);
        }
        if t != self.exec.current {
            let thread = self.thread(t);
            (thread.streak, thread.idle) = (0, 0);
        }
        if choice.timeout {
            let deadline = self.thread(t).next.deadline.unwrap_or_default();
            self.exec.clock = self.exec.clock.max(deadline);
            self.let_others_go_first(t);
            self.thread(t).time_outs += 1;
            // It asks again and again, and sleeps in between.
            self.totals.yielded |= self.thread(t).time_outs > MOST_TIME_OUTS;
        }
        self.exec.current = t;
        let could_run = self.exec.could_run;
        let thread = self.me();
        thread.runnable = could_run;
        thread.timed_out = choice.timeout;
        thread.next.deadline = None;
        thread.status = Status::Running;
        thread.preempted_other |= preemption;
        self.exec.moving = true;
        if choice.timeout {
            self.affects(Shared::Clock, How::Change);
        }
        self.begin_call(t);
    }

    /// Thread `t` yields: it lags until each thread that could run now has made a step.
    fn let_others_go_first(&mut self, t: ThreadId) {
        let mut others = ThreadSet::default();
        for other in 0..self.exec.threads.len() as ThreadId {
            let waits = self.exec.threads[other as usize].status == Status::Waiting;
            if other != t && waits && self.is_ready(other) {
                others.insert(other);
            }
        }
        let thread = self.thread(t);
        thread.lag = others;
        thread.rounds += 1;
        (thread.streak, thread.idle) = (0, 0);
    }

    /// The execution made more steps than it may: does it only go round in circles?
    #[cold]
    fn out_of_steps(&self) -> Stop {
        let goes_round = |thread: &Thread| match thread.status {
            Status::Finished => true,
            _ if thread.next.until == Until::Always || thread.next.deadline.is_some() => {
                thread.rounds >= LIVELOCK_ROUNDS
            }
            _ => true,
        };
        let round = self.exec.threads.iter().all(goes_round);
        Stop::OutOfSteps {
            goes_round: round && !still_new(&self.exec.trace),
        }
    }
}
