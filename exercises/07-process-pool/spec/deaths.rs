//! Workers that die, each at a moment of its own.

use std::os::unix::process::ExitStatusExt as _;
use std::process::ExitStatus;

use grade::{Code, Deed, Gate, Scenario, Workshop, check, scenario};
use process_pool::PoolError;

use crate::pool::{Answer, Graded, INIT, config, end, graded, started, words};

pub const SIGKILL: i32 = 9;
const SIGTERM: i32 = 15;
/// The exit code of a worker that panicked.
const PANICKED: i32 = 101;
/// The exit code of a worker that was told to end as soon as it starts.
const DOOMED: i32 = 9;

/// How a worker ends.
#[derive(Clone, Copy)]
pub enum End {
    Code(i32),
    Signal(i32),
    /// The pool ends it, in its own way, or nobody is there of whom it could be said.
    LeftOpen,
}

pub fn scenarios() -> Vec<Scenario> {
    let mut all = vec![
        in_a_task(
            "killed-in-a-task",
            "A worker is killed in the middle of the second task.",
            Deed::At(Gate::Kill(SIGKILL)),
            End::Signal(SIGKILL),
        ),
        in_a_task(
            "exits-in-a-task",
            "The second task makes its worker exit with code 3.",
            Deed::Exit(3),
            End::Code(3),
        ),
        in_a_task(
            "exits-with-zero",
            "The second task makes its worker exit with code 0, without an answer.",
            Deed::Exit(0),
            End::Code(0),
        ),
        in_a_task(
            "panics-in-a-task",
            "The second task makes its worker panic.",
            Deed::Panic,
            End::Code(PANICKED),
        ),
        in_a_task(
            "signals-itself",
            "The second task makes its worker send itself SIGTERM.",
            Deed::Signal(SIGTERM),
            End::Signal(SIGTERM),
        ),
        in_a_task(
            "half-an-answer",
            "A worker dies in the middle of its answer.",
            Deed::HalfFrame,
            End::Code(5),
        ),
        in_a_task(
            "garbage",
            "A worker writes what is no frame, and lives on.",
            Deed::Garbage,
            End::LeftOpen,
        ),
        in_a_task(
            "closes-its-output",
            "A worker closes its standard output, and lives on.",
            Deed::CloseOutput,
            End::LeftOpen,
        ),
        in_a_task(
            "another-tasks-failure",
            "A worker says that a task has failed which it does not have, and lives on.",
            Deed::FailsAnother,
            End::LeftOpen,
        ),
        in_a_task(
            "another-tasks-answer",
            "A worker answers a task that it does not have, and lives on.",
            Deed::WrongIndex,
            End::LeftOpen,
        ),
    ];
    all.extend([
        scenario(
            "garbage-without-an-end",
            "A worker writes what is no frame, and does not end when its input does.",
        )
        .run(|| {
            let mut graded = graded(1);
            let tasks = [Deed::Linger, Deed::Garbage, Deed::Echo];
            let answer = graded.map(&tasks.map(|deed| deed.with("a")), 3);
            died(&answer, 1, End::LeftOpen);
            graded.works_again(1);
            graded.drops();
        }),
        scenario(
            "half-a-long-answer",
            "A worker dies in the middle of an answer of 1 MiB, of which the beginning has come.",
        )
        .run(|| {
            let mut graded = graded(1);
            let long = Deed::HalfFrame.with(vec![b'x'; 1 << 20]);
            let answer = graded.map(&[Deed::Echo.with("a"), long], 1);
            died(&answer, 1, End::Code(5));
            graded.works_again(1);
            graded.drops();
        }),
        scenario(
            "in-a-chunk",
            "A worker dies in the second of its three tasks: that one is named, not its chunk's first.",
        )
        .run(|| {
            let mut graded = graded(2);
            let tasks = [
                Deed::Echo,
                Deed::Echo,
                Deed::Echo,
                Deed::Echo,
                Deed::Exit(3),
                Deed::Echo,
            ];
            let answer = graded.map(&tasks.map(|deed| deed.with("a")), 3);
            died(&answer, 4, End::Code(3));
            graded.works_again(2);
            graded.drops();
        }),
        scenario(
            "in-the-last-task",
            "The only worker dies in the last task of all.",
        )
        .run(|| {
            let mut graded = graded(1);
            let tasks = [Deed::Echo, Deed::Echo, Deed::At(Gate::Kill(SIGKILL))];
            let answer = graded.map(&tasks.map(|deed| deed.with("a")), 2);
            died(&answer, 2, End::Signal(SIGKILL));
            graded.works_again(1);
            graded.drops();
        }),
        scenario(
            "in-its-first-task",
            "The only worker dies before it has answered anything.",
        )
        .run(|| {
            let mut graded = graded(1);
            let tasks = [Deed::At(Gate::Kill(SIGKILL)), Deed::Echo];
            let answer = graded.map(&tasks.map(|deed| deed.with("a")), 1);
            died(&answer, 0, End::Signal(SIGKILL));
            graded.works_again(1);
            graded.drops();
        }),
        scenario(
            "between-two-tasks",
            "A worker answers, and dies before it reads the next request.",
        )
        .run(|| {
            let mut graded = graded(1);
            let tasks = [
                Deed::Echo,
                Deed::AnswerAndExit(3),
                Deed::Echo,
                Deed::Echo,
            ];
            for chunk in [1, 4] {
                let answer = graded.map(&tasks.clone().map(|deed| deed.with("a")), chunk);
                // Its answer was good. Who notices the death before the next task loses nothing; and
                // which is the next one, the pool decides.
                if answer != Ok(vec![b"a".to_vec(); 4]) {
                    let next = match &answer {
                        Err(PoolError::WorkerDied { index, .. }) if chunk == 1 => *index,
                        _ => 2,
                    };
                    check!(
                        next < 4 && next != 1,
                        Code::WorkerLost,
                        "the worker had answered task 1 when it died, but `map` names task {next}"
                    );
                    died(&answer, next, End::Code(3));
                }
                graded.works_again(1);
            }
            graded.drops();
        }),
        scenario(
            "while-it-is-written-to",
            "A worker reads no more, and is killed while a task of 1 MiB waits to be read.",
        )
        .run(|| {
            let mut graded = graded(1);
            let deaf = Deed::Deaf(Gate::KillWhenStill(SIGKILL)).with("a");
            let large = Deed::Echo.with(vec![b'x'; 1 << 20]);
            let answer = graded.map(&[deaf, large], 2);
            died(&answer, 1, End::Signal(SIGKILL));
            graded.works_again(1);
            graded.drops();
        }),
        scenario(
            "while-more-is-written",
            "A worker is killed in the first of three tasks, while the others wait to be read.",
        )
        .run(|| {
            let mut graded = graded(1);
            let first = Deed::At(Gate::KillWhenStill(SIGKILL)).with("a");
            let large = Deed::Echo.with(vec![b'x'; 1 << 20]);
            let answer = graded.map(&[first, large.clone(), large], 3);
            died(&answer, 0, End::Signal(SIGKILL));
            graded.works_again(1);
            graded.drops();
        }),
        scenario(
            "while-idle",
            "A worker is killed between two maps.",
        )
        .run(|| {
            let mut graded = graded(2);
            graded.maps(&[(Deed::Echo, "a"), (Deed::Echo, "b")], 1);
            graded.shop.await_inits();
            graded.shop.kills(0, SIGKILL);
            may_cost_a_task(&mut graded);
            graded.works_again(2);
            graded.drops();
        }),
        scenario(
            "before-its-first-request",
            "The second worker is killed before it has read anything.",
        )
        .run(|| {
            let shop = Workshop::new();
            shop.dooms(1, SIGKILL);
            // Whether `new` says so, or the task that it gets, is left open.
            if let Ok(pool) = started(&shop, config(2, None)) {
                let mut graded = Graded { pool, shop, init: INIT };
                graded.shop.await_gone(&[1]);
                may_cost_a_task(&mut graded);
                graded.works_again(2);
                graded.drops();
            }
        }),
        scenario(
            "all-die",
            "Both workers die in the same `map`.",
        )
        .run(|| {
            let mut graded = graded(2);
            let tasks = [Deed::Exit(3), Deed::Exit(3), Deed::Exit(3), Deed::Exit(3)];
            let answer = graded.map(&tasks.map(|deed| deed.with("a")), 1);
            let index = match &answer {
                Err(PoolError::WorkerDied { index, .. }) if *index < 4 => *index,
                _ => 0,
            };
            died(&answer, index, End::Code(3));
            // The second worker's death may have stayed unseen, if `map` was over by then.
            may_cost_a_task(&mut graded);
            graded.works_again(2);
            graded.drops();
        }),
        scenario(
            "every-worker-dies-at-once",
            "Each worker ends as soon as it is started: `map` fails, and does not try for ever.",
        )
        .run(|| {
            let shop = Workshop::new();
            shop.dooms_all(0);
            if let Ok(pool) = started(&shop, config(2, None)) {
                let mut graded = Graded { pool, shop, init: INIT };
                let answer = graded.map(&[Deed::Echo.with("a"), Deed::Echo.with("b")], 1);
                let index = match &answer {
                    Err(PoolError::WorkerDied { index: 1, .. }) => 1,
                    _ => 0,
                };
                died(&answer, index, End::Code(DOOMED));
                graded.shop.rests();
                graded.drops();
            }
        }),
    ]);
    all
}

/// Two workers, four tasks, and the second task is fatal.
fn in_a_task(name: &'static str, about: &'static str, deed: Deed, end: End) -> Scenario {
    scenario(name, about).run(move || {
        let mut graded = graded(2);
        let tasks = [Deed::Echo, deed.clone(), Deed::Echo, Deed::Echo];
        let answer = graded.map(&tasks.map(|deed| deed.with("a")), 1);
        died(&answer, 1, end);
        graded.works_again(2);
        graded.drops();
    })
}

/// A worker has died that had nothing to do. Both workers get a task: the dead one's may be lost.
pub fn may_cost_a_task(graded: &mut Graded) {
    let both = || Deed::At(Gate::WhenStill).with("a");
    let answer = graded.map(&[both(), both()], 1);
    let index = match &answer {
        Ok(results) if *results == vec![b"a".to_vec(); 2] => return,
        Err(PoolError::WorkerDied { index: 1, .. }) => 1,
        _ => 0,
    };
    let status = match &answer {
        Err(PoolError::WorkerDied { status, .. }) if status.code() == Some(3) => End::Code(3),
        _ => End::Signal(SIGKILL),
    };
    died(&answer, index, status);
}

/// It is the death of the worker that had this task.
pub fn died(answer: &Answer, task: usize, how: End) {
    let (index, status) = match answer {
        Err(PoolError::WorkerDied { index, status }) => (*index, *status),
        other => {
            let got = match other {
                Ok(_) => "results".to_owned(),
                Err(error) => words(error),
            };
            grade::fail(
                Code::WorkerLost,
                format!("the worker that had task {task} died, but `map` returned {got}"),
            )
        }
    };
    check!(
        index == task,
        Code::WorkerLost,
        "a worker died with task {task} under way, but `map` names task {index}"
    );
    let (right, wanted) = match how {
        End::Code(code) => (status.code() == Some(code), format!("exit code {code}")),
        End::Signal(signal) => (status.signal() == Some(signal), format!("signal {signal}")),
        End::LeftOpen => (true, String::new()),
    };
    let _: ExitStatus = status;
    check!(
        right,
        Code::WorkerLost,
        "the worker ended with {wanted}, but `map` says {}",
        end(status)
    );
}
