//! Causes, names and relations on recorded executions: for each pattern one that has it, and a near miss
//! that must not be told as one.

mod causes;
mod naming;
mod orderings;
mod processes;
mod relations;

use heddle_protocol::{
    Announced, Code, Departure, DepartureKind, Failure, Finding, Location, MemoryOrder, Object,
    ObjectKind, Op, Outcome, PanicRecord, Promise, Scalar, Schedule, Step, Thread, Until,
};

/// Objects of each test, by number.
const LOCK: u32 = 0;
const OTHER_LOCK: u32 = 1;
const CONDVAR: u32 = 2;
const FLAG: u32 = 3;
const DATA: u32 = 4;
const CHANNEL: u32 = 5;
const BARRIER: u32 = 6;
const ONCE: u32 = 7;

/// What the reader has open.
const FILE: &str = "exercises/05-queue/src/lib.rs";

fn at(line: u32) -> Location {
    Location {
        file: format!("/course/{FILE}"),
        line,
        column: 9,
    }
}

/// An execution of `main`, `a` and `b` that is put together step by step.
struct Execution(Failure);

/// An execution that ended so.
fn ended(finding: Finding) -> Execution {
    let kinds = [
        ObjectKind::Mutex,
        ObjectKind::Mutex,
        ObjectKind::Condvar,
        ObjectKind::Atomic(Scalar::Bool),
        ObjectKind::Atomic(Scalar::U64),
        ObjectKind::Channel,
        ObjectKind::Barrier,
        ObjectKind::Once,
    ];
    let object = |kind| Object {
        kind,
        location: at(1),
        holder: None,
        readers: Vec::new(),
    };
    let thread = |name: &str| Thread {
        name: name.to_owned(),
        spawned: None,
    };
    Execution(Failure {
        threads: ["main", "a", "b"].map(thread).into(),
        objects: kinds.map(object).into(),
        schedule: Some(Schedule::Choices(Vec::new())),
        ..Failure::without_steps(finding)
    })
}

fn violated(code: Code) -> Execution {
    ended(Finding::Violated {
        code,
        message: "it is not so".to_owned(),
    })
}

impl Execution {
    /// The next step.
    fn step(mut self, step: Step) -> Self {
        self.0.steps.push(step);
        self
    }

    /// Who stands before a step at the end, having slept or stopped after its last one.
    fn stands(mut self, thread: u32, op: Op, object: Option<u32>, line: u32, until: Until) -> Self {
        let own = |step: &Step| step.thread == thread;
        let since = self.0.steps.iter().rposition(own);
        self.0.waiting.push(Announced {
            thread,
            op,
            object,
            location: Some(at(line)),
            since: since.map(|at| at as u64),
            until,
        });
        self
    }

    fn wants(self, thread: u32, lock: u32, line: u32) -> Self {
        self.stands(thread, Op::Lock, Some(lock), line, Until::Free(lock))
    }

    fn sleeps(self, thread: u32, line: u32) -> Self {
        let until = Until::Notified {
            lock: LOCK,
            notified: false,
        };
        self.stands(thread, Op::Wait, Some(CONDVAR), line, until)
    }

    fn joins(self, thread: u32, other: u32, line: u32) -> Self {
        self.stands(thread, Op::Join, None, line, Until::Finished(other))
    }

    fn held(mut self, lock: u32, holder: u32) -> Self {
        self.0.objects[lock as usize].holder = Some(holder);
        self
    }

    fn promised(mut self, thread: u32) -> Self {
        self.0.promises.push(Promise {
            thread,
            code: Code::Serialised,
            message: "two pieces are under way at once".to_owned(),
        });
        self
    }

    fn panicked(mut self, thread: u32, message: &str) -> Self {
        self.0.panic = Some(PanicRecord {
            thread,
            message: message.to_owned(),
            location: Some(at(40)),
            step: 0,
        });
        self
    }

    /// It needed an unlucky moment.
    fn unlucky(mut self) -> Self {
        self.0.departures.push(Departure {
            kind: DepartureKind::Preemption,
            choice: 1,
            step: 1,
        });
        self
    }

    #[track_caller]
    fn is_named(&self, code: Code, message: &str) {
        let named = crate::name(&self.0);
        assert_eq!((named.code, named.message.as_str()), (code, message));
    }

    /// The cause that is told, without the line breaks that this file needs.
    #[track_caller]
    fn is_because(&self, sentence: &str, line: u32) {
        let cause =
            crate::cause(&self.0, crate::name(&self.0).code, FILE).expect("there is a cause");
        assert_eq!(cause.sentence, sentence);
        assert_eq!(cause.place, Some(at(line)));
    }

    #[track_caller]
    fn has_no_cause(&self) {
        assert_eq!(crate::cause(&self.0, crate::name(&self.0).code, FILE), None);
    }
}

/// What a thread did at a line; both other threads could have run.
fn did(thread: u32, op: Op, line: u32) -> Step {
    Step {
        thread,
        op,
        object: None,
        outcome: Outcome::Done,
        order: None,
        location: (line > 0).then(|| at(line)),
        preemption: false,
        runnable: 0b111,
    }
}

/// The bound of a call.
fn call(thread: u32, op: Op, text: &str) -> Step {
    came(did(thread, op, 0), Outcome::Text(text.into()))
}

fn on(object: u32, step: Step) -> Step {
    Step {
        object: Some(object),
        ..step
    }
}

fn came(step: Step, outcome: Outcome) -> Step {
    Step { outcome, ..step }
}

fn preempting(step: Step) -> Step {
    Step {
        preemption: true,
        ..step
    }
}

/// An operation on an atomic.
fn atomic(
    thread: u32,
    op: Op,
    object: u32,
    line: u32,
    order: MemoryOrder,
    outcome: Outcome,
) -> Step {
    Step {
        order: Some(order),
        ..on(object, came(did(thread, op, line), outcome))
    }
}

fn stores(thread: u32, object: u32, line: u32, order: MemoryOrder) -> Step {
    let outcome = Outcome::Changed { from: 0, to: 1 };
    atomic(thread, Op::Store, object, line, order, outcome)
}

fn loads(thread: u32, object: u32, line: u32, order: MemoryOrder) -> Step {
    atomic(thread, Op::Load, object, line, order, Outcome::Read(1))
}

fn loads_old(thread: u32, object: u32, line: u32, order: MemoryOrder) -> Step {
    let outcome = Outcome::Old { seen: 0, newest: 1 };
    atomic(thread, Op::Load, object, line, order, outcome)
}

fn notifies(thread: u32, line: u32, woken: &[u32]) -> Step {
    let outcome = match woken {
        [one] => Outcome::WokeOne(*one),
        all => Outcome::WokeAll(all.into()),
    };
    on(CONDVAR, came(did(thread, Op::NotifyOne, line), outcome))
}
