//! One execution: its threads, its objects, and what they did.

use std::any::Any;
use std::time::Duration;

use heddle_protocol::{Code, Departure, DepartureKind, PanicRecord};

use super::{Announce, Choice, Effect, Kernel, cores::Cores, patience::Patience};
use crate::trace::Record;
use crate::vocabulary::{
    MemoryOrder, ObjectId, ObjectKind, Op, Outcome, Place, ThreadId, ThreadSet,
};

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
    /// The step that it announced last, and its number.
    pub next: Announce,
    pub doing: u32,
    /// What it waits for held when the kernel last looked.
    pub able: bool,
    /// What it announced last might be given up.
    pub had_deadline: bool,
    /// When the last wait that could be given up would have been.
    pub wakes_by: Option<Duration>,
    /// The wait ended by its deadline.
    pub timed_out: bool,
    /// How often it did, in this execution.
    pub time_outs: u32,
    pub notified: bool,
    pub token: bool,
    pub panicking: bool,
    /// Who must make a step before this one may run again for nothing.
    pub lag: ThreadSet,
    /// Steps in a row, of any sort and of those that change nothing.
    pub streak: u32,
    pub idle: u32,
    /// How often it yielded since anyone got further.
    pub rounds: u32,
    /// Number of the record of its last step.
    pub last: Option<u64>,
    pub locals: Vec<(usize, Local)>,
    pub park_object: Option<ObjectId>,
    /// The call that its next step begins.
    pub pending_call: Option<(u32, Box<str>)>,
    /// Of a call with a timeout.
    pub patience: Option<Patience>,
    pub preempted_other: bool,
    /// Who could have run when it was last chosen.
    pub runnable: ThreadSet,
    /// Simulated cores: where it is in time, in ticks of the cores.
    pub clock: u64,
    /// Simulated cores: it could not go on when last looked at.
    pub behind: bool,
}

/// A thread-local value of a simulated thread.
pub(crate) enum Local {
    Live(Box<dyn Any>),
    /// Its destructor has run, or runs now.
    Dead,
}

/// A shared object of the running execution.
pub(crate) struct Object {
    pub kind: ObjectKind,
    pub place: Place,
    pub holder: Option<ThreadId>,
    pub readers: Vec<ThreadId>,
    /// Condition variable: who waits, longest first.
    pub waiters: Vec<ThreadId>,
    pub version: u32,
    pub shadow: Shadow,
}

impl Object {
    /// Whether a thread could take it for itself alone.
    pub fn is_free(&self) -> bool {
        self.holder.is_none() && self.readers.is_empty()
    }
}

/// What loom's side knows of an atomic beside its value.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shadow {
    /// What the pool's 0 stands for.
    pub initial: u64,
    /// The last value in modification order.
    pub latest: u64,
    pub known: bool,
    /// A read–modify–write has changed it in this execution.
    pub updated: bool,
}

/// A promise that a thread waits for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Promise {
    pub thread: ThreadId,
    pub code: Code,
    pub message: &'static str,
}

/// What part of an execution runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The scenario itself.
    Scenario,
    /// Main has returned; detached threads come to rest, without choices.
    Draining,
    /// The stacks of threads that never finished are dropped: no operation blocks or counts.
    TearingDown,
}

/// All that is made anew for each execution.
pub(crate) struct Execution {
    pub current: ThreadId,
    pub threads: Vec<Thread>,
    pub objects: Vec<Object>,
    /// Virtual time.
    pub clock: Duration,
    /// Looks at the clock since anyone got further.
    pub looks: u32,
    pub trace: Vec<Record>,
    /// When each call of the scenario began.
    pub calls: Vec<Option<u32>>,
    pub moments: u32,
    pub steps: u64,
    pub options: Vec<Choice>,
    /// The threads in them.
    pub could_run: ThreadSet,
    pub switching: bool,
    /// The running thread is under way from one step to the next, and what it affects meanwhile.
    pub moving: bool,
    pub effects: Vec<Effect>,
    pub part: Part,
    /// The schedule so far, as `heddle_protocol::Schedule::Choices` says.
    pub choices: Vec<u16>,
    /// Where they are not the plain ones.
    pub departures: Vec<Departure>,
    pub panic: Option<PanicRecord>,
    pub promises: Vec<Promise>,
    pub cores: Option<Cores>,
}

impl Execution {
    pub(super) const fn new() -> Self {
        Execution {
            current: 0,
            threads: Vec::new(),
            objects: Vec::new(),
            clock: Duration::ZERO,
            looks: 0,
            trace: Vec::new(),
            calls: Vec::new(),
            moments: 0,
            steps: 0,
            options: Vec::new(),
            could_run: ThreadSet::NONE,
            switching: false,
            moving: false,
            effects: Vec::new(),
            part: Part::Scenario,
            choices: Vec::new(),
            departures: Vec::new(),
            panic: None,
            promises: Vec::new(),
            cores: None,
        }
    }

    /// Empties it and keeps its memory: an execution is over within microseconds, and there are thousands.
    pub(super) fn clear(&mut self) {
        let Execution {
            current,
            threads,
            objects,
            clock,
            looks,
            trace,
            calls,
            moments,
            steps,
            options,
            could_run,
            switching,
            moving,
            effects,
            part,
            choices,
            departures,
            panic,
            promises,
            cores,
        } = self;
        for thread in threads.iter_mut() {
            // A destructor would be the learner's code, and there is no execution now that it could run in.
            std::mem::forget(std::mem::take(&mut thread.locals));
        }
        threads.clear();
        objects.clear();
        trace.clear();
        calls.clear();
        options.clear();
        effects.clear();
        choices.clear();
        departures.clear();
        promises.clear();
        (*current, *looks, *moments, *steps) = (0, 0, 0, 0);
        *clock = Duration::ZERO;
        (*switching, *moving, *part) = (false, false, Part::Scenario);
        (*panic, *cores) = (None, None);
        *could_run = ThreadSet::NONE;
    }

    /// Whether each thread ran as long as it could go on so far, and nothing rare happened: the first
    /// schedule of a search, and of a replay as well.
    pub fn is_plain(&self) -> bool {
        self.departures.is_empty()
    }
}

impl Kernel {
    pub fn add_thread(&mut self, name: Option<Box<str>>, spawned: Option<Place>) -> ThreadId {
        let exec = &mut self.exec;
        let id = exec.threads.len() as ThreadId;
        let clock = exec
            .threads
            .get(exec.current as usize)
            .map_or(0, |t| t.clock);
        let next = Announce {
            place: spawned,
            ..Announce::anywhere(Op::Start)
        };
        exec.threads.push(Thread {
            name,
            spawned,
            status: Status::Waiting,
            next,
            doing: next.number(),
            able: false,
            had_deadline: false,
            wakes_by: None,
            timed_out: false,
            time_outs: 0,
            notified: false,
            token: false,
            panicking: false,
            lag: ThreadSet::default(),
            streak: 0,
            idle: 0,
            rounds: 0,
            last: None,
            locals: Vec::new(),
            park_object: None,
            pending_call: None,
            patience: None,
            preempted_other: false,
            runnable: ThreadSet::default(),
            clock,
            behind: false,
        });
        self.totals.most_threads = self.totals.most_threads.max(id + 1);
        id
    }

    pub fn register(&mut self, kind: ObjectKind, place: Place) -> ObjectId {
        self.exec.objects.push(Object {
            kind,
            place,
            holder: None,
            readers: Vec::new(),
            waiters: Vec::new(),
            version: 0,
            shadow: Shadow::default(),
        });
        self.exec.objects.len() as ObjectId - 1
    }

    pub fn me(&mut self) -> &mut Thread {
        &mut self.exec.threads[self.exec.current as usize]
    }

    pub fn thread(&mut self, id: ThreadId) -> &mut Thread {
        &mut self.exec.threads[id as usize]
    }

    pub fn object(&mut self, id: ObjectId) -> &mut Object {
        &mut self.exec.objects[id as usize]
    }

    /// The scenario is still under way: what happens now counts.
    pub fn is_under_way(&self) -> bool {
        self.exec.part == Part::Scenario
    }

    /// A choice that was not the plain one has just been made.
    pub(super) fn departs(&mut self, kind: DepartureKind) {
        self.exec.departures.push(Departure {
            kind,
            choice: self.exec.choices.len() as u64 - 1,
            step: self.exec.trace.len() as u64,
        });
    }

    /// Records what the current thread has just done. `effect`: other threads may see a difference.
    pub fn record(
        &mut self,
        op: Op,
        object: Option<ObjectId>,
        outcome: Outcome,
        place: Option<Place>,
        effect: bool,
    ) {
        self.record_ordered(op, object, outcome, place, None, effect);
    }

    /// [`record`](Self::record) for an atomic: with the ordering that the learner wrote.
    pub fn record_ordered(
        &mut self,
        op: Op,
        object: Option<ObjectId>,
        outcome: Outcome,
        place: Option<Place>,
        order: Option<MemoryOrder>,
        effect: bool,
    ) {
        let last = self.exec.trace.len() as u64;
        let me = self.me();
        me.last = Some(last);
        me.idle = if effect { 0 } else { me.idle + 1 };
        let preemption = std::mem::take(&mut me.preempted_other);
        let runnable = me.runnable;
        self.exec.trace.push(Record {
            thread: self.exec.current,
            op,
            object,
            outcome,
            place,
            order,
            preemption,
            runnable,
        });
    }
}
