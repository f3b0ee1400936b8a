//! What is dropped, and when: before the start, while it runs, and after the end.

use grade::{Code, Scenario, check, must_end, scenario};

use crate::job::{Bell, RingsWhenDropped, Tally, thread};

/// loom does not see the `Arc`s that all of this is about.
pub fn scenarios() -> Vec<Scenario> {
    vec![
        dropped_before_start(),
        dropped_while_running(),
        nothing_leaks(),
    ]
    .into_iter()
    .map(|scenario| scenario.loom(false))
    .collect()
}

fn dropped_before_start() -> Scenario {
    let about = "What was never started is dropped, when its thread is, and does not run.";
    scenario("dropped-before-start", about).run(|| {
        let gone = Bell::default();
        let inside = RingsWhenDropped(gone.clone());
        let ran = Tally::default();
        let thread = {
            let ran = ran.clone();
            thread(move || {
                ran.add();
                drop(inside);
            })
        };
        drop(thread);
        let message = "The thread was dropped, and what it should have run was not: it leaked.";
        must_end(Code::LostItem, message, || gone.wait());
        check!(
            ran.count() == 0,
            Code::WrongAnswer,
            "Nobody called `start`, and `run` was called when the thread was dropped."
        );
    })
}

fn dropped_while_running() -> Scenario {
    let about = "`run` goes on to its end when the thread is dropped.";
    scenario("dropped-while-running", about).run(|| {
        let (done, gone) = (Bell::default(), Bell::default());
        let inside = RingsWhenDropped(gone.clone());
        let thread = {
            let done = done.clone();
            thread(move || {
                done.ring();
                drop(inside);
            })
        };
        let _ = thread.start();
        drop(thread);
        let message = "The thread was started and then dropped, and `run` never came to its end.";
        must_end(Code::LostItem, message, || {
            done.wait();
            gone.wait();
        });
    })
}

fn nothing_leaks() -> Scenario {
    let about =
        "An output that nobody takes is dropped after the thread has ended and was dropped.";
    scenario("nothing-leaks", about).run(|| {
        let gone = Bell::default();
        let output = RingsWhenDropped(gone.clone());
        let thread = thread(move || output);
        let _ = (thread.start(), thread.join());
        drop(thread);
        let message = "The thread has ended and was dropped, and its output was not: it leaked.";
        must_end(Code::LostItem, message, || gone.wait());
    })
}
