use heddle_protocol::{Descriptor, Process, ProcessThread, Wait};

use super::*;

/// The pool's end of worker 1's pipes: to its standard input, and from its standard output.
const TO: u32 = 7;
const FROM: u32 = 8;

fn process(name: &str, waits: Option<Wait>, descriptors: &[(u32, &str)]) -> Process {
    Process {
        id: if name == "pool" { 1 } else { 2 },
        name: Some(name.to_owned()),
        command: String::new(),
        ended: false,
        threads: vec![ProcessThread {
            name: "main".to_owned(),
            waits,
            places: Vec::new(),
        }],
        descriptors: descriptors
            .iter()
            .map(|(number, target)| Descriptor {
                number: *number,
                target: (*target).to_owned(),
            })
            .collect(),
    }
}

/// A pool and its worker, which wait so.
fn waiting(pool: Option<Wait>, worker: Option<Wait>) -> Failure {
    let open = [(0, "pipe:[1]"), (1, "pipe:[2]"), (5, "socket:[9]")];
    let seen = Finding::Seen {
        code: Code::ProcessHang,
        message: "`map(4 tasks)` does not come to its end".to_owned(),
        cause: None,
    };
    Failure {
        processes: vec![
            process("pool", pool, &[(TO, "pipe:[1]"), (FROM, "pipe:[2]")]),
            process("worker 1", worker, &open),
        ],
        ..Failure::without_steps(seen)
    }
}

#[track_caller]
fn because(failure: &Failure, begins: &str) {
    let cause = crate::cause(failure, Code::ProcessHang, FILE).expect("there is a cause");
    assert!(cause.sentence.starts_with(begins), "{}", cause.sentence);
}

#[track_caller]
fn no_cause(failure: &Failure) {
    assert_eq!(crate::cause(failure, Code::ProcessHang, FILE), None);
}

#[test]
fn both_pipes_are_full() {
    because(
        &waiting(Some(Wait::Output(TO)), Some(Wait::Output(1))),
        "a pipe holds 64 KiB",
    );
    no_cause(&waiting(Some(Wait::Output(TO)), Some(Wait::Input(5))));
}

#[test]
fn the_pool_waits_for_an_end_that_its_worker_does_not_know_of() {
    because(
        &waiting(Some(Wait::Child(Some(2))), Some(Wait::Input(0))),
        "the pool waits for worker 1 to end, and worker 1 waits for its next request",
    );
    because(
        &waiting(Some(Wait::Child(Some(2))), Some(Wait::Thread)),
        "the pool waits for worker 1 to end, which worker 1 does not do",
    );
    no_cause(&waiting(Some(Wait::Child(None)), Some(Wait::Thread)));
}

#[test]
fn nobody_reads_what_a_worker_writes() {
    because(
        &waiting(Some(Wait::Thread), Some(Wait::Output(1))),
        "worker 1 writes its answer",
    );
    because(
        &waiting(Some(Wait::Thread), Some(Wait::Output(2))),
        "worker 1 writes to its standard error",
    );
    no_cause(&waiting(Some(Wait::Thread), Some(Wait::Output(3))));
}

#[test]
fn nobody_hears_that_a_worker_is_dead() {
    let mut failure = waiting(Some(Wait::Thread), None);
    no_cause(&failure);
    failure.processes[1].ended = true;
    because(&failure, "worker 1 is dead");
}

#[test]
fn each_waits_for_the_other_to_speak() {
    because(
        &waiting(Some(Wait::Input(FROM)), Some(Wait::Input(0))),
        "the pool waits for worker 1's answer, and worker 1 waits for its next request",
    );
    // The scenario keeps the worker in the middle of its task.
    no_cause(&waiting(Some(Wait::Input(FROM)), Some(Wait::Input(5))));
}

#[test]
fn what_was_seen_with_a_cause_keeps_it() {
    let mut failure = waiting(Some(Wait::Output(TO)), Some(Wait::Output(1)));
    failure.finding = Finding::Seen {
        code: Code::ProcessLeak,
        message: "worker 1 still runs".to_owned(),
        cause: Some("nobody has waited for it".to_owned()),
    };
    because(&failure, "nobody has waited for it");
}

#[test]
fn a_wait_reads_like_a_sentence() {
    let failure = waiting(Some(Wait::Input(FROM)), Some(Wait::Input(5)));
    let all = &failure.processes;
    let said = |index: usize| {
        let process = &all[index];
        crate::process_waits(all, process, &process.threads[0])
    };
    assert_eq!(said(0), "reads worker 1's standard output");
    assert_eq!(said(1), "is kept in the middle of its task by the scenario");
}
