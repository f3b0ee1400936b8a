//! Ending a child process with something to say.
//!
//! A failure is written out where it is found, with the whole execution still in place, and the
//! process ends without unwinding: no destructor of the learner's runs after it, no second panic can
//! hide the first, and no engine has to survive what the code did.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::time::Instant;

use heddle_protocol::{
    Blocked, Code, End, Event, Failure, Object, PanicRecord, Schedule, Stopped, Thread, Unsupported,
};

use crate::kernel::{self, Kernel, Status, Until};
use crate::trace::location;
use crate::{Engine, Place, call, cause, promise, relations, story};

/// Steps of a livelock that are shown.
const LIVELOCK_STEPS: usize = 120;
/// Exit code of a child that wrote a failure.
pub(crate) const EXIT_FAILED: i32 = 101;

static EVENTS: AtomicI32 = AtomicI32::new(-1);
static RUN: OnceLock<(String, Instant)> = OnceLock::new();
static OVER: AtomicBool = AtomicBool::new(false);

/// Events go to this descriptor from now on, and the end record carries this nonce.
pub(crate) fn open(descriptor: i32, nonce: String) {
    EVENTS.store(descriptor, Ordering::Relaxed);
    // A second job in one process would be a fault of the harness; the first one's nonce stays.
    let _ = RUN.set((nonce, Instant::now()));
}

/// Writes one event to the parent. Without a parent (a test of the façade itself) it does nothing.
pub fn emit(event: &Event) {
    if EVENTS.load(Ordering::Relaxed) >= 0 {
        write(&line(event));
    }
}

/// An event as it is written.
pub(crate) fn line(event: &Event) -> Vec<u8> {
    event.to_line()
}

/// Writes a line to the parent; a signal handler may do it.
pub(crate) fn write(line: &[u8]) {
    let descriptor = EVENTS.load(Ordering::Relaxed);
    let mut rest = line;
    while !rest.is_empty() {
        // SAFETY: `rest` is a valid buffer of that length.
        let written = unsafe { libc::write(descriptor, rest.as_ptr().cast(), rest.len()) };
        if written <= 0 {
            exit(EXIT_FAILED); // The parent is gone; nobody reads what follows.
        }
        rest = &rest[written as usize..];
    }
}

pub(crate) fn exit(code: i32) -> ! {
    // SAFETY: ends the process; nothing of it is used afterwards.
    unsafe { libc::_exit(code) }
}

/// Only the first thread to get here may speak; any other waits for the process to end.
fn once() {
    if OVER.swap(true, Ordering::AcqRel) {
        loop {
            std::thread::park();
        }
    }
}

/// The end record, then the end of the process.
pub(crate) fn end(k: &Kernel, stopped: Option<Stopped>, complete: bool, exhausted: bool) -> ! {
    once();
    let (nonce, started) = RUN
        .get()
        .cloned()
        .unwrap_or_else(|| (String::new(), Instant::now()));
    emit(&Event::End(End {
        nonce,
        executions: k.executions,
        bound: k.completed,
        complete,
        exhausted,
        delays: k.delays,
        stopped,
        threads: k.most_threads,
        overlap: k.overlap,
        left_blocked: k.left_blocked.clone(),
        seconds: started.elapsed().as_secs_f64(),
    }));
    exit(0)
}

/// Says that this engine cannot judge the code, and ends the process.
///
/// `item` is what cannot be judged, as the learner wrote it.
#[cold]
pub fn unsupported(item: &str, place: Option<Place>) -> ! {
    cannot_judge(Unsupported {
        item: item.to_owned(),
        location: place.map(location),
        outside: false,
    })
}

/// Like [`unsupported`], with the whole event.
#[cold]
pub(crate) fn cannot_judge(what: Unsupported) -> ! {
    once();
    emit(&Event::Unsupported(what));
    OVER.store(false, Ordering::Release);
    kernel::with(|k| end(k, None, false, false))
}

/// A destructor waits for something after the end of the scenario, when nothing happens any more.
#[cold]
pub(crate) fn abandoned() -> ! {
    unsupported(
        "a destructor that waits, on a thread that never ended",
        None,
    )
}

#[cold]
pub(crate) fn out_of_steps(k: &Kernel) -> ! {
    end(k, Some(Stopped::Steps), false, false)
}

/// A property of the scenario is violated: writes the failure with its interleaving and ends the
/// process. Nothing unwinds.
///
/// # Panics
/// Outside a child process of the grader (in a test of the façade), with `message`.
#[cold]
pub fn fail(code: Code, message: String) -> ! {
    if EVENTS.load(Ordering::Relaxed) < 0 {
        panic!("{code}: {message}");
    }
    if crate::engine() == Engine::Std {
        let (threads, steps) = story::told();
        fail_with(Failure {
            threads,
            steps,
            ..without_trace(code, message)
        });
    }
    kernel::with(|k| report(k, code, message, Vec::new()))
}

/// Writes a failure that somebody else has put together, and ends the process.
pub fn fail_with(failure: Failure) -> ! {
    once();
    emit(&Event::Failure(Box::new(failure)));
    exit(EXIT_FAILED)
}

/// A failure that no interleaving can be shown of: on real threads, or seen from outside the model.
pub fn without_trace(code: Code, message: String) -> Failure {
    Failure {
        code,
        message,
        cause: None,
        location: None,
        execution: 1,
        bound: None,
        panic: crate::panics::first(),
        threads: vec![Thread {
            name: "main".to_owned(),
            spawned: None,
        }],
        objects: Vec::new(),
        steps: Vec::new(),
        blocked: Vec::new(),
        processes: Vec::new(),
        departures: Vec::new(),
        schedule: None,
    }
}

pub(crate) fn report(k: &mut Kernel, code: Code, message: String, blocked: Vec<Blocked>) -> ! {
    once();
    for t in 0..k.threads.len() as u32 {
        let thread = &k.threads[t as usize];
        // A thread that is stuck in the first step of a call has begun the call, to a reader.
        if thread.status == Status::Waiting && thread.until != Until::Always {
            let running = std::mem::replace(&mut k.current, t);
            call::begin(k, t);
            k.current = running;
        }
    }
    let cause = cause::of(k, code, &blocked);
    let kind = |object| k.objects[object as usize].kind;
    let relations = relations::of(&k.trace, kind, &blocked);
    let failure = Failure {
        code,
        message,
        location: cause.as_ref().and_then(|cause| cause.place.map(location)),
        cause: cause.map(|cause| cause.sentence),
        execution: k.executions,
        bound: Some(k.bound),
        panic: k.panic.clone(),
        threads: (0..k.threads.len() as u32).map(|t| thread(k, t)).collect(),
        objects: k.objects.iter().map(object).collect(),
        steps: k
            .trace
            .iter()
            .zip(relations)
            .map(|(record, relations)| record.step(&k.objects, relations))
            .collect(),
        blocked,
        processes: Vec::new(),
        departures: k.departures.clone(),
        schedule: Some(schedule(k)),
    };
    emit(&Event::Failure(Box::new(failure)));
    exit(EXIT_FAILED)
}

fn thread(k: &Kernel, t: u32) -> Thread {
    let thread = &k.threads[t as usize];
    Thread {
        name: name(k, t),
        spawned: thread.spawned.map(location),
    }
}

/// What a thread is called: the name that it was given, else its number.
pub(crate) fn name(k: &Kernel, t: u32) -> String {
    match &k.threads[t as usize].name {
        Some(name) => name.to_string(),
        None => format!("thread {t}"),
    }
}

fn object(object: &kernel::Object) -> Object {
    Object {
        kind: object.kind.name().to_owned(),
        location: location(object.place),
        name: None,
    }
}

fn schedule(k: &Kernel) -> Schedule {
    if k.engine == Engine::Loom {
        return Schedule::Loom {
            bound: k.bound,
            execution: k.executions,
            main_spins: k.main_is_child,
        };
    }
    let used = k
        .choices
        .iter()
        .rposition(|&choice| choice != 0)
        .map_or(0, |last| last + 1);
    Schedule::Choices(k.choices[..used].to_vec())
}

/// Who is stuck, and on whom.
pub(crate) fn blocked(k: &Kernel) -> Vec<Blocked> {
    let waiting = |(_, t): &(usize, &kernel::Thread)| t.status == Status::Waiting;
    let threads = k.threads.iter().enumerate().filter(waiting);
    threads
        .filter(|(_, t)| t.until != Until::OthersDone)
        .map(|(id, t)| Blocked {
            thread: id as u32,
            operation: t.op.0.to_owned(),
            object: t.object,
            location: t.place.map(location),
            since: t.last,
            waits_for: waits_for(k, id as u32),
        })
        .collect()
}

/// The one thread that would have to act for `t` to go on, where there is one.
pub(crate) fn waits_for(k: &Kernel, t: u32) -> Option<u32> {
    let holder = |id: u32| {
        let lock = &k.objects[id as usize];
        lock.holder.or_else(|| lock.readers.first().copied())
    };
    match k.threads[t as usize].until {
        Until::Free(id) | Until::Readable(id) => holder(id),
        Until::Notified(lock) if k.threads[t as usize].notified => holder(lock),
        Until::Finished(other) => Some(other),
        Until::Changed(id, _) => k.objects[id as usize].holder,
        _ => None,
    }
}

/// No thread can run, and main has not returned.
#[cold]
pub(crate) fn stuck(k: &mut Kernel) -> ! {
    let blocked = blocked(k);
    if let Some(panic) = k.panic.clone() {
        let (code, message) = of_panic(k, &panic);
        report(k, code, message, blocked)
    }
    let (code, message) = promise::broken(k).unwrap_or_else(|| cause::name_of_standstill(k));
    report(k, code, message, blocked)
}

/// Every thread that can run goes in circles.
#[cold]
pub(crate) fn livelock(k: &mut Kernel) -> ! {
    // The rounds are all alike: the first ones are enough to see it.
    k.trace.truncate(LIVELOCK_STEPS);
    let mut blocked = blocked(k);
    blocked.retain(|b| k.threads[b.thread as usize].until != Until::Always);
    for b in &mut blocked {
        b.since = b.since.filter(|&step| step < LIVELOCK_STEPS as u64);
    }
    let (code, message) = promise::broken(k).unwrap_or_else(|| {
        let message = "the threads that can still run keep going round without getting any further";
        (Code::Livelock, message.to_owned())
    });
    report(k, code, message, blocked)
}

/// A panic came out of the scenario, or everything stopped after one: what it is called.
pub(crate) fn of_panic(k: &Kernel, panic: &PanicRecord) -> (Code, String) {
    let message = &panic.message;
    if message.starts_with("not yet implemented") {
        let place = panic.location.as_ref();
        let line = place.map_or_else(String::new, |place| format!(" at line {}", place.line));
        return (
            Code::NotStarted,
            format!("`todo!()`{line} is still to be written"),
        );
    }
    let who = name(k, panic.thread);
    // A panic that the plain schedule does not reach needs a particular interleaving, and that is what
    // the learner has to understand.
    if k.engine == Engine::Search && !k.schedule_is_plain() {
        let message = format!("`{who}` panicked, which only some interleavings reach: {message}");
        return (Code::AtomicityViolation, message);
    }
    (Code::Panic, format!("`{who}` panicked: {message}"))
}
