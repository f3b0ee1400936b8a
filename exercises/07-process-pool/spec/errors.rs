//! Tasks that fail. Their workers live on.

use grade::{Code, Deed, Gate, Scenario, check, scenario};
use process_pool::PoolError;

use crate::pool::{Answer, graded, recycling, words};

pub fn scenarios() -> Vec<Scenario> {
    vec![
        scenario(
            "a-task-fails",
            "The second of four tasks fails: `map` says which and why, and the pool works on.",
        )
        .run(|| {
            let mut graded = graded(2);
            let tasks = [Deed::Echo, Deed::Fail, Deed::Echo, Deed::Echo];
            let answer = graded.map(&tasks.map(|deed| deed.with("because")), 1);
            failed(&answer, 1);
            let begun = graded.shop.begun();
            let times = begun.iter().filter(|(_, task)| *task == 1).count();
            check!(
                times == 1,
                Code::WrongAnswer,
                "task 1 failed, and was done {times} times"
            );
            graded.works_again(2);
            graded.drops();
        }),
        scenario(
            "left-over-answers",
            "A task fails while another worker is busy; the answer that comes late is not the next `map`'s.",
        )
        .run(|| {
            let mut graded = graded(2);
            let late = Deed::At(Gate::AfterReply(0)).with("late");
            let tasks = [
                Deed::Fail.with("because"),
                late,
                Deed::Echo.with("old"),
                Deed::Echo.with("old"),
            ];
            failed(&graded.map(&tasks, 1), 0);
            let new = [(Deed::Echo, "a"), (Deed::Echo, "b"), (Deed::Echo, "c"), (Deed::Echo, "d")];
            graded.maps(&new, 1);
            graded.works_again(2);
            graded.drops();
        }),
        scenario(
            "left-over-chunk",
            "The first task of a chunk fails; nothing of that chunk reaches the next `map`.",
        )
        .run(|| {
            let mut graded = graded(1);
            let tasks = [Deed::Fail, Deed::Echo, Deed::Echo, Deed::Echo];
            failed(&graded.map(&tasks.map(|deed| deed.with("because")), 4), 0);
            let new = [(Deed::Echo, "a"), (Deed::Echo, "b"), (Deed::Echo, "c"), (Deed::Echo, "d")];
            graded.maps(&new, 4);
            graded.maps(&new, 1);
            graded.drops();
        }),
        scenario(
            "fails-in-a-chunk",
            "The second task of a chunk fails: that one is named.",
        )
        .run(|| {
            let mut graded = graded(2);
            let echo = Deed::Echo;
            let tasks = [&echo, &echo, &echo, &echo, &Deed::Fail, &echo];
            failed(&graded.map(&tasks.map(|deed| deed.with("because")), 3), 4);
            graded.works_again(2);
            graded.drops();
        }),
        scenario(
            "nothing-new-after-an-error",
            "A task fails while another one takes long: of the four that are left nobody begins any.",
        )
        .run(|| {
            // A limit of one, so that no worker was given more than one.
            let mut graded = recycling(2, Some(1));
            let mut tasks = vec![Deed::At(Gate::WhenStill).with("because"); 6];
            tasks[0] = Deed::FailAt(Gate::Begun(2)).with("because");
            failed(&graded.map(&tasks, 1), 0);
            let begun = graded.shop.begun_after(0);
            // Another thread of the pool may have taken one before it heard of the error.
            check!(
                begun.len() <= 1,
                Code::WrongAnswer,
                "task 0 failed, and after that tasks {begun:?} were begun"
            );
            graded.drops();
        }),
        scenario(
            "two-tasks-fail",
            "Two tasks fail: `map` names one of them.",
        )
        .run(|| {
            let mut graded = graded(2);
            let tasks = [Deed::Echo, Deed::Fail, Deed::Fail, Deed::Echo];
            let answer = graded.map(&tasks.map(|deed| deed.with("because")), 1);
            let index = match &answer {
                Err(PoolError::Task { index: 2, .. }) => 2,
                _ => 1,
            };
            failed(&answer, index);
            graded.works_again(2);
            graded.drops();
        }),
    ]
}

/// It is the error of this task.
fn failed(answer: &Answer, task: usize) {
    let msg = "because".to_owned();
    let wanted = PoolError::Task { index: task, msg };
    let got = match answer {
        Ok(_) => "results".to_owned(),
        Err(error) => words(error),
    };
    check!(
        *answer == Err(wanted),
        Code::WrongAnswer,
        "task {task} failed with the message \"because\", but `map` returned {got}"
    );
}
