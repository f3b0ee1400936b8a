//! The search engine's state: simulated threads, what each would do next, and who may run.
//!
//! Every operation of the façade is one *step*. Before it takes effect its thread announces it
//! ([`step`]) with the condition under which it can happen ([`Until`]). The kernel lists the threads
//! that could run ([`Kernel::options`]), a [`Strategy`] picks one, and only a thread whose condition
//! holds is resumed. Shuttle supplies the coroutines and does the switching.
//!
//! **Fairness.** A thread that yields must let each thread that could run then make a step first, or
//! the choice costs as much as a preemption (the priority relation of Musuvathi and Qadeer, *Fair
//! Stateless Model Checking*, PLDI 2008). A thread that runs on for long without yielding is taken to
//! yield, as an operating system would see to it. An execution that is out of steps, in which every
//! thread that can run had its turn many times and none got any further, is a livelock.
//!
//! **Time** is virtual. A wait with a deadline may time out whenever another thread could be chosen;
//! the clock then moves to at least that deadline.

use std::cell::UnsafeCell;
use std::mem::ManuallyDrop;
use std::time::Duration;

use shuttle::scheduler::{Task, TaskId};

use crate::object::{ObjectId, Statics};
use crate::trace::{Op, Record, Value};
use crate::{Engine, Kind, Place};

/// An execution that is out of steps is a livelock if every thread that can run has yielded so often
/// since anyone got further.
const LIVELOCK_ROUNDS: u32 = 20;
/// Steps in a row that change nothing, after which a thread is taken to yield.
const IDLE_STREAK: u32 = 30;
/// Steps in a row of any sort, after which a thread is taken to yield.
const LONG_STREAK: u32 = 200;
/// Steps after main's return that detached threads get to come to rest.
const DRAIN_STEPS: u64 = 2_000;

/// A thread that could run next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The thread.
    pub thread: u32,
    /// It runs because its wait times out.
    pub timeout: bool,
    /// It counts against the preemption bound.
    pub costs: bool,
    /// A number for what it would do: code that is deterministic repeats it.
    pub doing: u32,
}

/// Decides what the code under check cannot: which thread runs, and what std leaves open.
pub trait Strategy {
    /// An index into `options`, which has at least two entries; the first never costs anything.
    /// `tasks` are the same threads in the same order, for schedulers of shuttle's.
    fn pick(&mut self, options: &[Choice], tasks: &[&Task], current: Option<TaskId>) -> usize;

    /// One of `n ≥ 2` outcomes that std allows, 0 being the plain one. A `disturbance` is a spurious
    /// wake-up or a weak compare-exchange that fails: legal, rare, and rationed.
    fn choose(&mut self, n: usize, disturbance: bool) -> usize;
}

/// The condition under which an announced step can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Until {
    Always,
    /// The lock has no holder, and no readers.
    Free(ObjectId),
    /// The lock has no writer.
    Readable(ObjectId),
    /// Woken from the condition variable, and the lock is free.
    Notified(ObjectId),
    /// The object changed since this version.
    Changed(ObjectId, u32),
    Finished(u32),
    Token,
    Never,
    /// No other thread can run: how main waits for detached threads after its return.
    OthersDone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Running,
    /// Announced a step and waits to be picked.
    Waiting,
    Finished,
}

/// A simulated thread.
pub(crate) struct Thread {
    pub name: Option<Box<str>>,
    pub spawned: Option<Place>,
    pub status: Status,
    pub until: Until,
    pub op: Op,
    pub object: Option<ObjectId>,
    pub place: Option<Place>,
    pub deadline: Option<u64>,
    /// The wait ended by its deadline.
    timed_out: bool,
    pub notified: bool,
    pub token: bool,
    pub panicking: bool,
    /// Bit t: thread t must make a step before this one may run again for nothing.
    lag: u64,
    streak: u32,
    idle: u32,
    rounds: u32,
    /// Number of the record of its last step.
    pub last: Option<u64>,
    pub locals: Vec<(usize, crate::local::Local)>,
    pub park_object: Option<ObjectId>,
    /// The call that its next step begins.
    pub pending_call: Option<(u32, Box<str>)>,
    preempted_other: bool,
    runnable: u64,
}

impl Thread {
    /// See [`Choice::doing`].
    fn doing(&self) -> u32 {
        let line = self.place.map_or(0, |place| place.line() << 8 ^ place.column());
        let object = self.object.map_or(0, |id| id + 1);
        (self.op.0.len() as u32) << 24 ^ line.wrapping_mul(31).wrapping_add(object)
    }
}

/// A shared object of the running execution.
pub(crate) struct Object {
    pub kind: Kind,
    pub place: Place,
    pub holder: Option<u32>,
    pub readers: Vec<u32>,
    /// Condition variable: who waits, longest first.
    pub waiters: Vec<u32>,
    pub version: u32,
    pub shadow: crate::atomic::Shadow,
}

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// What it waited for holds.
    Ready,
    /// Its deadline passed first.
    TimedOut,
}

/// What part of an execution runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The scenario.
    Not,
    /// Main has returned; detached threads come to rest, without choices.
    Draining,
    /// The stacks of threads that never finished are dropped: no operation blocks or counts.
    TearingDown,
}

/// All of an execution's state, and what is kept from one to the next.
pub struct Kernel {
    pub(crate) engine: Engine,
    pub(crate) execution: u32,
    pub(crate) current: u32,
    pub(crate) threads: Vec<Thread>,
    pub(crate) objects: Vec<Object>,
    pub(crate) statics: Statics,
    pub(crate) clock: u64,
    ticks: u32,
    pub(crate) trace: Vec<Record>,
    /// When each call of the scenario began.
    pub(crate) calls: Vec<Option<u32>>,
    moments: u32,
    pub(crate) steps: u64,
    pub(crate) step_limit: u64,
    pub(crate) strategy: Option<Box<dyn Strategy>>,
    options: Vec<Choice>,
    switching: bool,
    pub(crate) ending: Ending,
    pub(crate) choices: Vec<u16>,
    pub(crate) panic: Option<heddle_protocol::PanicRecord>,
    pub(crate) bound: u32,
    pub(crate) executions: u64,
    pub(crate) most_threads: u32,
    /// The most objects that an execution had, as of its end.
    pub(crate) most_objects: usize,
    /// `try_lock` and its kin were used: a lock's release must then be a step of its own.
    pub(crate) tries: bool,
    /// The executions so far left something out; the search has to start again.
    pub(crate) restart: bool,
    pub(crate) left_blocked: Vec<heddle_protocol::Blocked>,
    /// The largest bound of which every schedule was run.
    pub(crate) completed: Option<u32>,
}

thread_local! {
    static KERNEL: UnsafeCell<ManuallyDrop<Kernel>> =
        const { UnsafeCell::new(ManuallyDrop::new(Kernel::new())) };
}

/// The kernel of the calling OS thread. `f` must neither switch threads nor call learner's code.
#[inline]
pub(crate) fn with<R>(f: impl FnOnce(&mut Kernel) -> R) -> R {
    // SAFETY: the kernel never leaves its OS thread, and `f` does not come back here (see above).
    KERNEL.with(|kernel| f(unsafe { &mut *kernel.get() }))
}

impl Kernel {
    const fn new() -> Self {
        Kernel {
            engine: Engine::Std,
            execution: 0,
            current: 0,
            threads: Vec::new(),
            objects: Vec::new(),
            statics: Statics::new(),
            clock: 0,
            ticks: 0,
            trace: Vec::new(),
            calls: Vec::new(),
            moments: 0,
            steps: 0,
            step_limit: u64::MAX,
            strategy: None,
            options: Vec::new(),
            switching: false,
            ending: Ending::Not,
            choices: Vec::new(),
            panic: None,
            bound: 0,
            executions: 0,
            most_threads: 1,
            most_objects: 0,
            tries: false,
            restart: false,
            left_blocked: Vec::new(),
            completed: None,
        }
    }

    /// Starts an execution: the main thread alone, nothing shared yet, every static as it was.
    pub(crate) fn reset(&mut self) {
        self.statics.restore();
        self.execution += 1;
        self.executions += 1;
        self.current = 0;
        self.threads.clear();
        self.most_objects = self.most_objects.max(self.objects.len());
        self.objects.clear();
        self.clock = 0;
        self.ticks = 0;
        self.trace.clear();
        self.calls.clear();
        self.moments = 0;
        self.steps = 0;
        self.switching = false;
        self.ending = Ending::Not;
        self.choices.clear();
        self.panic = None;
        self.add_thread(Some("main".into()), None);
        self.threads[0].status = Status::Running;
    }

    pub(crate) fn add_thread(&mut self, name: Option<Box<str>>, spawned: Option<Place>) -> u32 {
        let id = self.threads.len() as u32;
        self.threads.push(Thread {
            name,
            spawned,
            status: Status::Waiting,
            until: Until::Always,
            op: Op("start"),
            object: None,
            place: spawned,
            deadline: None,
            timed_out: false,
            notified: false,
            token: false,
            panicking: false,
            lag: 0,
            streak: 0,
            idle: 0,
            rounds: 0,
            last: None,
            locals: Vec::new(),
            park_object: None,
            pending_call: None,
            preempted_other: false,
            runnable: 0,
        });
        self.most_threads = self.most_threads.max(id + 1);
        id
    }

    pub(crate) fn register(&mut self, kind: Kind, place: Place) -> ObjectId {
        let object = Object {
            kind,
            place,
            holder: None,
            readers: Vec::new(),
            waiters: Vec::new(),
            version: 0,
            shadow: crate::atomic::Shadow::default(),
        };
        self.objects.push(object);
        self.objects.len() as u32 - 1
    }

    pub(crate) fn me(&mut self) -> &mut Thread {
        &mut self.threads[self.current as usize]
    }

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

    /// Lists who could run. `going_on`: the current thread announced a step and did not yield, so
    /// taking another one is a preemption if its condition holds.
    fn find_options(&mut self, going_on: bool) {
        let count = self.threads.len() as u32;
        let mut enabled = 0u64;
        let mut any_enabled = false;
        for t in 0..count {
            if self.threads[t as usize].status == Status::Waiting && self.holds(t) {
                any_enabled = true;
                enabled |= bit(t);
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
                let costs = if t == me && going_on { false } else { can_go_on || lags };
                self.options.push(Choice { thread: t, timeout: false, costs, doing });
            } else if let Some(deadline) = thread.deadline {
                let late = !any_enabled && Some((deadline, t)) != earliest;
                let costs = can_go_on || lags || late;
                self.options.push(Choice { thread: t, timeout: true, costs, doing });
            }
        }
        self.options.sort_by_key(|choice| (choice.costs, choice.timeout));
        if self.ending == Ending::Draining && (self.options.is_empty() || self.steps > DRAIN_STEPS) {
            self.options.clear();
            self.options.push(Choice { thread: 0, timeout: false, costs: false, doing: 0 });
        }
        let runnable = self.options.iter().fold(0, |set, choice| set | bit(choice.thread));
        for choice in &self.options {
            self.threads[choice.thread as usize].runnable = runnable;
        }
    }

    fn earliest_deadline(&self) -> Option<(u64, u32)> {
        let waiting = self.threads.iter().enumerate().filter(|(_, t)| t.status == Status::Waiting);
        waiting.filter_map(|(id, t)| Some((t.deadline?, id as u32))).min()
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
        thread.preempted_other = preemption;
        crate::call::begin(self, t);
    }

    pub(crate) fn next_moment(&mut self) -> u32 {
        self.moments += 1;
        self.moments
    }

    /// Thread `t` yields: it lags until each thread that could run now has made a step.
    fn let_others_go_first(&mut self, t: u32) {
        let mut others = 0;
        for other in 0..self.threads.len() as u32 {
            if other != t && self.threads[other as usize].status == Status::Waiting && self.holds(other) {
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

    /// Something got further, so nobody has been going in circles.
    pub(crate) fn progress(&mut self) {
        self.ticks = 0;
        for thread in &mut self.threads {
            thread.rounds = 0;
        }
    }

    /// Time passes a little: more and more, as long as nothing else happens, so that a loop that
    /// polls a deadline ends whatever the deadline is.
    pub(crate) fn tick(&mut self) {
        self.ticks += 1;
        let nanos = 1_000u64 << self.ticks.saturating_sub(4).min(40);
        self.clock = self.clock.saturating_add(nanos);
    }

    /// The virtual time at which a wait of `timeout` that begins now may end.
    pub(crate) fn deadline(&self, timeout: Duration) -> u64 {
        let nanos = u64::try_from(timeout.as_nanos()).unwrap_or(u64::MAX);
        self.clock.saturating_add(nanos)
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
        self.resume(choice, could_go_on && choice.costs);
        Some(TaskId::from(choice.thread as usize))
    }

    fn decide(&mut self, tasks: &[&Task], current: Option<TaskId>) -> usize {
        if self.options.len() == 1 || self.ending != Ending::Not {
            return 0;
        }
        let strategy = self.strategy.as_mut().expect("an execution runs under a strategy");
        let index = strategy.pick(&self.options, tasks, current);
        self.choices.push(index as u16);
        index
    }

    /// One of `n` outcomes that std leaves open.
    pub(crate) fn choose(&mut self, n: usize, disturbance: bool) -> usize {
        if n < 2 || self.ending != Ending::Not || self.engine != Engine::Search {
            return 0;
        }
        let strategy = self.strategy.as_mut().expect("an execution runs under a strategy");
        let index = strategy.choose(n, disturbance);
        self.choices.push(index as u16);
        index
    }

    /// Records what the current thread has just done. `effect`: other threads may see a difference.
    pub(crate) fn record(
        &mut self,
        op: Op,
        object: Option<ObjectId>,
        value: Value,
        place: Option<Place>,
        effect: bool,
    ) {
        let thread = self.current;
        let last = self.trace.len() as u64;
        let me = self.me();
        me.last = Some(last);
        me.idle = if effect { 0 } else { me.idle + 1 };
        let preemption = std::mem::take(&mut me.preempted_other);
        let runnable = me.runnable;
        self.trace.push(Record { thread, op, object, value, place, preemption, runnable });
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
        shuttle::thread::yield_now();
        if with(|k| k.ending == Ending::TearingDown && k.current != 0 && !k.me().panicking) {
            tear_down();
        }
    }
    with(|k| {
        let me = k.me();
        me.deadline = None;
        if std::mem::take(&mut me.timed_out) { Wake::TimedOut } else { Wake::Ready }
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
