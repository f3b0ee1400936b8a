//! Workers that are replaced after so many tasks.

use grade::{Code, Deed, Gate, Scenario, check, scenario};

use crate::pool::{Graded, recycling};

pub fn scenarios() -> Vec<Scenario> {
    vec![
        scenario(
            "after-two-tasks",
            "One worker, five tasks, and no worker does more than two: three workers in turn.",
        )
        .run(|| {
            let mut graded = recycling(1, Some(2));
            let tasks = ["a", "b", "c", "d", "e"].map(|body| (Deed::Echo, body));
            graded.maps(&tasks, 1);
            in_turn(&graded, &[0, 0, 1, 1, 2]);
            graded.greeted();
            graded.knows_its_workers(1);
            graded.drops();
        }),
        scenario(
            "over-several-maps",
            "What a worker has done in earlier maps counts.",
        )
        .run(|| {
            let mut graded = recycling(1, Some(3));
            graded.maps(&[(Deed::Echo, "a")], 1);
            graded.maps(&[(Deed::Echo, "b")], 1);
            graded.maps(&[(Deed::Echo, "c"), (Deed::Echo, "d")], 1);
            in_turn(&graded, &[0, 1]);
            graded.drops();
        }),
        scenario(
            "failed-tasks-count",
            "A task that failed was done, too.",
        )
        .run(|| {
            let mut graded = recycling(1, Some(2));
            // How that ends is other scenarios' business. It may have cost the worker its place.
            let _ = graded.map(&[Deed::Fail.with("a")], 1);
            graded.maps(&[(Deed::Echo, "b"), (Deed::Echo, "c")], 1);
            let begun = graded.shop.begun();
            let more = begun.iter().filter(|(worker, _)| *worker == 0).count();
            check!(
                more <= 1,
                Code::WrongAnswer,
                "a worker did three tasks, the first of which failed, although `max_tasks` is 2"
            );
            graded.drops();
        }),
        scenario(
            "counted-from-its-start",
            "A worker that replaces a dead one has done nothing yet.",
        )
        .run(|| {
            let mut graded = recycling(1, Some(3));
            graded.maps(&[(Deed::Echo, "a")], 1);
            // How that ends is other scenarios' business.
            let _ = graded.map(&[Deed::Exit(3).with("c")], 1);
            graded.maps(&[(Deed::Echo, "d"), (Deed::Echo, "e"), (Deed::Echo, "f")], 1);
            let working = graded.shop.working().len();
            check!(
                working == 1,
                Code::WrongAnswer,
                "three tasks were done by {working} workers, although `max_tasks` is 3 and the first of them \
                 was new"
            );
            graded.drops();
        }),
        scenario(
            "one-task-each",
            "Six workers in turn do one task each, and those that are done with do not pile up.",
        )
        .run(|| {
            let mut graded = recycling(1, Some(1));
            let tasks = ["a", "b", "c", "d", "e", "f"].map(|body| (Deed::Echo, body));
            graded.maps(&tasks, 1);
            in_turn(&graded, &[0, 1, 2, 3, 4, 5]);
            // The last one may still be on its way.
            grade::few_zombies(1);
            graded.drops();
        }),
        scenario(
            "two-in-turn",
            "Two workers, each for one task at most: four tasks, four workers, two at once.",
        )
        .run(|| {
            let mut graded = recycling(2, Some(1));
            let meet = || Deed::At(Gate::Meet(2));
            let tasks = [(meet(), "a"), (meet(), "b"), (meet(), "c"), (meet(), "d")];
            grade::must_end(
                Code::Serialised,
                "two workers are there at any time, but here one task waits for the end of another",
                || graded.maps(&tasks, 1),
            );
            for (worker, task) in graded.shop.begun() {
                let begun = graded.shop.begun();
                let times = begun.iter().filter(|(other, _)| *other == worker).count();
                check!(
                    times == 1,
                    Code::WrongAnswer,
                    "worker {} did {times} tasks (task {task} among them), although `max_tasks` is 1",
                    worker + 1
                );
            }
            graded.greeted();
            graded.drops();
        }),
        scenario(
            "one-is-busy-meanwhile",
            "Two workers, each for one task at most: while the first task takes long, three workers do the \
             others.",
        )
        .run(|| {
            let mut graded = recycling(2, Some(1));
            let takes_long = (Deed::At(Gate::Begun(3)), "a");
            let echo = |body| (Deed::Echo, body);
            grade::must_end(
                Code::Serialised,
                "one worker is busy with its task, and the other has done one and is not given its next",
                || graded.maps(&[takes_long, echo("b"), echo("c"), echo("d")], 1),
            );
            graded.drops();
        }),
        scenario(
            "chunks-are-not-split",
            "Chunks of four and a limit of two: a worker does its whole chunk, and then it is replaced.",
        )
        .run(|| {
            let mut graded = recycling(1, Some(2));
            graded.maps(&vec![(Deed::Echo, "a"); 8], 4);
            in_turn(&graded, &[0, 0, 0, 0, 1, 1, 1, 1]);
            graded.drops();
        }),
        scenario(
            "tasks-are-counted",
            "Chunks of two and a limit of three: after its second chunk a worker has done four tasks.",
        )
        .run(|| {
            let mut graded = recycling(1, Some(3));
            graded.maps(&vec![(Deed::Echo, "a"); 8], 2);
            in_turn(&graded, &[0, 0, 0, 0, 1, 1, 1, 1]);
            graded.drops();
        }),
        scenario(
            "without-a-limit",
            "Without `max_tasks` a worker does all the tasks that there are.",
        )
        .run(|| {
            let mut graded = recycling(1, None);
            graded.maps(&vec![(Deed::Echo, "a"); 6], 1);
            in_turn(&graded, &[0; 6]);
            graded.drops();
        }),
    ]
}

/// In the last `map`, the tasks were done by these workers, counted in the order of their start.
fn in_turn(graded: &Graded, wanted: &[usize]) {
    let begun = graded.shop.begun();
    let workers: Vec<usize> = begun.iter().map(|(worker, _)| *worker).collect();
    check!(
        workers == wanted,
        Code::WrongAnswer,
        "the tasks were done by workers {}, not {}",
        numbers(&workers),
        numbers(wanted)
    );
}

fn numbers(workers: &[usize]) -> String {
    let numbers: Vec<String> = workers.iter().map(|w| (w + 1).to_string()).collect();
    numbers.join(", ")
}
