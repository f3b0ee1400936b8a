//! The search engine's state: simulated threads, what each would do next, what they share.
//!
//! The main type is [`Kernel`], one for each OS thread that models run on. It is plain data and what
//! keeps it consistent; who runs next is decided in `schedule`, by what the threads announced and by a
//! [`Strategy`].

use std::cell::UnsafeCell;
use std::mem::ManuallyDrop;
use std::time::Duration;

use heddle_protocol::{Departure, DepartureKind};
use shuttle_engine::scheduler::{Task, TaskId};

use crate::loom_pool::Need;
use crate::object::{ObjectId, Statics};
use crate::trace::{Op, Record, Value};
use crate::{Engine, Kind, Place};

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
    /// Simulated cores: where the thread is in time.
    pub clock: u64,
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
    pub timed_out: bool,
    pub notified: bool,
    pub token: bool,
    pub panicking: bool,
    /// Bit t: thread t must make a step before this one may run again for nothing.
    pub lag: u64,
    pub streak: u32,
    pub idle: u32,
    pub rounds: u32,
    /// Number of the record of its last step.
    pub last: Option<u64>,
    pub locals: Vec<(usize, crate::local::Local)>,
    pub park_object: Option<ObjectId>,
    /// The call that its next step begins.
    pub pending_call: Option<(u32, Box<str>)>,
    pub preempted_other: bool,
    pub runnable: u64,
    /// Simulated cores: where it is in time, in ticks.
    pub clock: u64,
    /// Simulated cores: it could not go on when last looked at.
    pub behind: bool,
}

impl Thread {
    /// See [`Choice::doing`].
    pub(crate) fn doing(&self) -> u32 {
        let line = self
            .place
            .map_or(0, |place| place.line() << 8 ^ place.column());
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
    /// loom: where its parts stand in the pool.
    pub in_pool: Need,
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
    /// The same, of all executions before.
    pub(crate) all_steps: u64,
    pub(crate) step_limit: u64,
    pub(crate) strategy: Option<Box<dyn Strategy>>,
    pub(crate) options: Vec<Choice>,
    pub(crate) switching: bool,
    pub(crate) ending: Ending,
    /// The schedule so far, as `heddle_protocol::Schedule::Choices` says.
    pub(crate) choices: Vec<u16>,
    /// Where they are not the plain ones.
    pub(crate) departures: Vec<Departure>,
    pub(crate) panic: Option<heddle_protocol::PanicRecord>,
    pub(crate) bound: u32,
    pub(crate) executions: u64,
    pub(crate) most_threads: u32,
    /// loom: what the objects of this execution are made of, and the most of any execution.
    used: Need,
    pub(crate) most_used: Need,
    /// `try_lock` and its kin were used: a lock's release must then be a step of its own.
    pub(crate) tries: bool,
    /// loom: the scenario's main yielded in some execution.
    pub(crate) main_spins: bool,
    /// loom: the scenario's main is a child of loom's.
    pub(crate) main_is_child: bool,
    /// The executions so far left something out; the search has to start again.
    pub(crate) restart: bool,
    pub(crate) left_blocked: Vec<heddle_protocol::Blocked>,
    /// Two threads held a lock each at the same time, in some execution.
    pub(crate) overlap: bool,
    /// A fence was met.
    pub(crate) fences: bool,
    /// The largest bound of which every schedule was run.
    pub(crate) completed: Option<u32>,
    /// The same for delays.
    pub(crate) delays: Option<u32>,
    pub(crate) promises: Vec<crate::promise::Promise>,
    /// The machine that is simulated, where time is what is asked for.
    pub(crate) cores: Option<crate::cores::Cores>,
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
            all_steps: 0,
            step_limit: u64::MAX,
            strategy: None,
            options: Vec::new(),
            switching: false,
            ending: Ending::Not,
            choices: Vec::new(),
            departures: Vec::new(),
            panic: None,
            bound: 0,
            executions: 0,
            most_threads: 1,
            used: Need::each(0),
            most_used: Need::each(0),
            tries: false,
            main_spins: false,
            main_is_child: false,
            restart: false,
            left_blocked: Vec::new(),
            overlap: false,
            fences: false,
            completed: None,
            delays: None,
            promises: Vec::new(),
            cores: None,
        }
    }

    /// Starts an execution: the main thread alone, nothing shared yet, every static as it was.
    pub(crate) fn reset(&mut self) {
        self.statics.restore();
        self.execution += 1;
        self.executions += 1;
        self.current = 0;
        self.threads.clear();
        self.objects.clear();
        self.used = Need::default();
        self.clock = 0;
        self.ticks = 0;
        self.trace.clear();
        self.calls.clear();
        self.moments = 0;
        self.all_steps += self.steps;
        self.steps = 0;
        self.switching = false;
        self.ending = Ending::Not;
        self.choices.clear();
        self.choices.push(u16::from(self.tries));
        self.departures.clear();
        self.panic = None;
        self.promises.clear();
        crate::arena::begin();
        self.add_thread(Some("main".into()), None);
        self.threads[0].status = Status::Running;
    }

    pub(crate) fn add_thread(&mut self, name: Option<Box<str>>, spawned: Option<Place>) -> u32 {
        let id = self.threads.len() as u32;
        let clock = self
            .threads
            .get(self.current as usize)
            .map_or(0, |t| t.clock);
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
            clock,
            behind: false,
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
            in_pool: self.used,
        };
        self.objects.push(object);
        self.used = self.used.with(Need::of(kind), |a, b| a + b);
        self.most_used = self.most_used.with(self.used, usize::max);
        self.objects.len() as u32 - 1
    }

    pub(crate) fn me(&mut self) -> &mut Thread {
        &mut self.threads[self.current as usize]
    }

    /// Something got further, so nobody has been going in circles.
    pub(crate) fn progress(&mut self) {
        self.ticks = 0;
        for thread in &mut self.threads {
            thread.rounds = 0;
        }
    }

    /// Whether each thread ran as long as it could go on so far, and nothing rare happened: the first
    /// schedule of a search, and of a replay as well.
    pub(crate) fn schedule_is_plain(&self) -> bool {
        self.choices.iter().skip(1).all(|&choice| choice == 0)
    }

    /// A choice that was not the plain one has just been made.
    pub(crate) fn departs(&mut self, kind: DepartureKind) {
        self.departures.push(Departure {
            kind,
            choice: self.choices.len() as u64 - 1,
            step: self.trace.len() as u64,
        });
    }

    /// A number that is larger than all that were given before in this execution.
    pub(crate) fn next_moment(&mut self) -> u32 {
        self.moments += 1;
        self.moments
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
        self.trace.push(Record {
            thread,
            op,
            object,
            value,
            place,
            order: None,
            preemption,
            runnable,
        });
    }
}
