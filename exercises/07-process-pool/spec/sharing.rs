//! Who gets which task, and what overlaps.

use grade::{Code, Deed, Gate, Scenario, check, must_end, scenario};

use crate::pool::{Graded, graded};

pub fn scenarios() -> Vec<Scenario> {
    vec![
        scenario(
            "all-at-once",
            "Three tasks wait for each other in three workers.",
        )
        .run(|| {
            let mut graded = graded(3);
            let meet = || Deed::At(Gate::Meet(3));
            must_end(
                Code::Serialised,
                "with three workers three tasks are under way at once, but here one waits for the end of \
                 another",
                || graded.maps(&[(meet(), "a"), (meet(), "b"), (meet(), "c")], 1),
            );
            graded.drops();
        }),
        scenario(
            "every-worker-is-used",
            "Four tasks that take long and three workers: none of the three stands idle.",
        )
        .run(|| {
            let mut graded = graded(3);
            graded.maps(&vec![(Deed::At(Gate::WhenStill), "a"); 4], 1);
            let working = graded.shop.working().len();
            check!(
                working == 3,
                Code::Serialised,
                "four tasks took long, and {working} of three workers had any of them"
            );
            graded.drops();
        }),
        scenario(
            "six-at-once",
            "Six tasks wait for each other in six workers.",
        )
        .run(|| {
            let mut graded = graded(6);
            must_end(
                Code::Serialised,
                "with six workers six tasks are under way at once, but here one waits for the end of another",
                || graded.maps(&vec![(Deed::At(Gate::Meet(6)), "a"); 6], 1),
            );
            graded.drops();
        }),
        scenario(
            "later-task-first",
            "The second task is answered before the first one, and the results keep the tasks' order.",
        )
        .run(|| {
            let mut graded = graded(2);
            let after = |task| Deed::At(Gate::AfterReply(task));
            must_end(
                Code::Serialised,
                "with two workers two tasks are under way at once, but here the second one waits for the \
                 first",
                || {
                    graded.maps(
                        &[
                            (after(1), "first"),
                            (Deed::Echo, "second"),
                        ],
                        1,
                    );
                },
            );
            graded.drops();
        }),
        scenario(
            "chunks-stay-together",
            "Four tasks in chunks of two: a chunk is done by one worker, in order, and two chunks at once.",
        )
        .run(|| {
            let mut graded = graded(2);
            let meet = || Deed::At(Gate::Meet(2));
            must_end(
                Code::Serialised,
                "in chunks of two, tasks 0 and 2 begin different chunks, and with two workers they are under \
                 way at once; here one waits for the other",
                || {
                    graded.maps(
                        &[
                            (meet(), "a"),
                            (Deed::Echo, "b"),
                            (meet(), "c"),
                            (Deed::Echo, "d"),
                        ],
                        2,
                    );
                },
            );
            chunks_are_whole(&graded, 4, 2);
            let letters = ["a", "b", "c", "d", "e", "f", "g"].map(|letter| (Deed::Echo, letter));
            graded.maps(&letters, 2);
            chunks_are_whole(&graded, 7, 2);
            graded.drops();
        }),
        scenario(
            "a-short-last-chunk",
            "Five tasks in chunks of four: the first worker has four of them, the second one.",
        )
        .run(|| {
            let mut graded = graded(2);
            let meet = || Deed::At(Gate::Meet(2));
            must_end(
                Code::Serialised,
                "in chunks of four, tasks 0 and 4 begin different chunks, and with two workers they are \
                 under way at once; here one waits for the other",
                || {
                    graded.maps(
                        &[
                            (meet(), "a"),
                            (Deed::Echo, "b"),
                            (Deed::Echo, "c"),
                            (Deed::Echo, "d"),
                            (meet(), "e"),
                        ],
                        4,
                    );
                },
            );
            chunks_are_whole(&graded, 5, 4);
            graded.drops();
        }),
        scenario(
            "one-large-chunk",
            "A chunk may be larger than the list, up to the largest number there is.",
        )
        .run(|| {
            let mut graded = graded(2);
            let tasks = [(Deed::Echo, "a"), (Deed::Echo, "b"), (Deed::Echo, "c")];
            graded.maps(&tasks, 4);
            chunks_are_whole(&graded, 3, 4);
            // Twice the second one is nothing, if nobody looks.
            for chunk in [usize::MAX, 1 << (usize::BITS - 1)] {
                graded.maps(&tasks, chunk);
                chunks_are_whole(&graded, 3, chunk);
            }
            graded.drops();
        }),
    ]
}

/// Each chunk was done by one worker, in order.
fn chunks_are_whole(graded: &Graded, tasks: usize, chunk: usize) {
    let begun = graded.shop.begun();
    let who = |task: usize| {
        begun
            .iter()
            .find(|(_, index)| *index == task)
            .map(|(who, _)| *who)
    };
    for task in 0..tasks {
        let times = begun.iter().filter(|(_, index)| *index == task).count();
        check!(
            times == 1,
            Code::WrongAnswer,
            "in chunks of {chunk}, task {task} was done {times} times"
        );
        let first = task - task % chunk;
        check!(
            who(task) == who(first),
            Code::WrongAnswer,
            "in chunks of {chunk}, tasks {first} and {task} belong together, but two workers did them"
        );
        let place = |index| begun.iter().position(|(_, task)| *task == index);
        check!(
            place(first) <= place(task),
            Code::WrongAnswer,
            "task {task} was begun before task {first}, which stands before it in the same chunk"
        );
    }
}
