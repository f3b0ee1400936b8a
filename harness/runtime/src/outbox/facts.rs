//! From the kernel's state to the record that the parent reads.

use heddle_protocol::{
    Announced, Failure, Finding, Object, Promise, Schedule, Thread, Until as Wanted,
};

use crate::kernel::{self, Kernel, Status, Until};
use crate::trace::location;
use crate::vocabulary::{Engine, ThreadId};

/// Steps of an execution that goes round which are kept.
const STEPS_OF_A_CIRCLE: usize = 120;

/// Everything that is known of the running execution, which ended so.
pub(super) fn failure(k: &mut Kernel, finding: Finding) -> Failure {
    if finding == Finding::GoesRound {
        // The rounds are all alike: the first ones are enough to see it.
        k.exec.trace.truncate(STEPS_OF_A_CIRCLE);
    }
    let waiting = announced(k);
    for t in 0..k.exec.threads.len() as ThreadId {
        let thread = k.thread(t);
        // A thread that is stuck in the first step of a call has begun the call, to a reader.
        if thread.status == Status::Waiting && thread.next.until != Until::Always {
            k.begin_call(t);
        }
    }
    let exec = &k.exec;
    let progress = k.totals.progress;
    Failure {
        finding,
        execution: progress.executions,
        bound: (!k.config.reduces).then_some(progress.bound),
        panic: exec.panic.clone(),
        threads: (0..).zip(&exec.threads).map(thread).collect(),
        objects: exec.objects.iter().map(object).collect(),
        steps: exec.trace.iter().map(|record| record.step()).collect(),
        waiting,
        promises: exec.promises.iter().map(promise).collect(),
        fences: k.totals.fences,
        processes: Vec::new(),
        departures: exec.departures.clone(),
        schedule: Some(schedule(k)),
    }
}

/// Who stands before a step.
pub(crate) fn announced(k: &Kernel) -> Vec<Announced> {
    let steps = k.exec.trace.len() as u64;
    let threads = (0..).zip(&k.exec.threads);
    let waiting = threads.filter(|(_, thread)| {
        thread.status == Status::Waiting && thread.next.until != Until::OthersDone
    });
    waiting
        .map(|(id, thread)| Announced {
            thread: id,
            op: thread.next.op,
            object: thread.next.object,
            location: thread.next.place.map(location),
            since: thread.last.filter(|&step| step < steps),
            until: until(thread),
        })
        .collect()
}

fn until(thread: &kernel::Thread) -> Wanted {
    match thread.next.until {
        Until::Always => Wanted::Always,
        Until::Free(lock) => Wanted::Free(lock),
        Until::Readable(lock) => Wanted::Readable(lock),
        Until::Notified(lock) => Wanted::Notified {
            lock,
            notified: thread.notified,
        },
        Until::Changed(object, _) => Wanted::Changed(object),
        Until::Finished(other) => Wanted::Finished(other),
        Until::Token => Wanted::Token,
        Until::Never | Until::OthersDone => Wanted::Never,
    }
}

/// A thread has the name that it was given, else its number.
fn thread((id, thread): (ThreadId, &kernel::Thread)) -> Thread {
    Thread {
        name: match &thread.name {
            Some(name) => name.to_string(),
            None => format!("thread {id}"),
        },
        spawned: thread.spawned.map(location),
    }
}

fn object(object: &kernel::Object) -> Object {
    Object {
        kind: object.kind,
        location: location(object.place),
        holder: object.holder,
        readers: object.readers.clone(),
    }
}

fn promise(promise: &kernel::Promise) -> Promise {
    Promise {
        thread: promise.thread,
        code: promise.code,
        message: promise.message.to_owned(),
    }
}

fn schedule(k: &Kernel) -> Schedule {
    let progress = k.totals.progress;
    if k.config.engine == Engine::Loom {
        return Schedule::Loom {
            bound: progress.bound,
            execution: progress.executions,
            main_spins: k.config.main_is_child,
        };
    }
    let choices = &k.exec.choices;
    let used = choices.iter().rposition(|&choice| choice != 0);
    Schedule::Choices(choices[..used.map_or(0, |last| last + 1)].to_vec())
}
