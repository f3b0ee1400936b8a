//! While `run` goes on: it does so on a thread of its own, and the thread is alive.

use std::sync::{Arc, Mutex, PoisonError};

use custom_thread::{AlreadyStarted, JoinError};
use grade::{Code, Rendezvous, Scenario, check, must_end, scenario};
use heddle::thread;

use crate::{
    job::{Bell, Shared, Tally, named, thread},
    joining::join_waits,
};

pub fn scenarios() -> Vec<Scenario> {
    vec![
        runs_elsewhere(),
        start_does_not_wait(),
        join_waits(),
        alive_while_running(),
        seen_from_inside(),
        join_from_inside(),
    ]
}

fn runs_elsewhere() -> Scenario {
    let about = "`run` is called on another thread than `start` and `join`.";
    scenario("runs-elsewhere", about).run(|| {
        let main = thread::current().id();
        let thread = thread(move || {
            check!(
                thread::current().id() != main,
                Code::Serialised,
                "`run` was called on the thread that called `start`. It needs one of its own."
            );
        });
        let started = thread.start();
        let joined = thread.join();
        check!(
            started.is_ok() && joined.is_ok(),
            Code::WrongAnswer,
            "`start()` returned {started:?} and `join()` returned {joined:?}."
        );
    })
}

fn start_does_not_wait() -> Scenario {
    let about = "`start` returns while `run` goes on, and `run` begins without a `join`.";
    scenario("start-does-not-wait", about).run(|| {
        let meeting = Arc::new(Rendezvous::new(2));
        let thread = {
            let meeting = Arc::clone(&meeting);
            thread(move || {
                let message = "`run` waits for what comes after `start`, and `start` does not \
                               return before `run` does.";
                must_end(Code::Serialised, message, || meeting.meet());
            })
        };
        let started = thread.start();
        let message = "`start` has returned, and `run` does not begin.";
        must_end(Code::Serialised, message, || meeting.meet());
        let joined = thread.join();
        check!(
            started.is_ok() && joined.is_ok(),
            Code::WrongAnswer,
            "`start()` returned {started:?} and `join()` returned {joined:?}."
        );
    })
}

fn alive_while_running() -> Scenario {
    let about =
        "A thread is alive when `start` returns and until `run` ends, and has no output yet.";
    scenario("alive-while-running", about).run(|| {
        let (inside, go_on) = (Bell::default(), Bell::default());
        let thread = {
            let (inside, go_on) = (inside.clone(), go_on.clone());
            thread(move || {
                inside.ring();
                go_on.wait();
                7
            })
        };
        let _ = thread.start();
        check_alive(&thread, "`start()` has returned");
        inside.wait();
        check_alive(&thread, "`run` has begun");
        let message = "`take()` waits for the end of `run`, where it should say None at once.";
        let output = must_end(Code::WrongAnswer, message, || thread.take());
        check!(
            output.is_none(),
            Code::EarlyReturn,
            "`take()` returned {output:?} while `run` was still going on."
        );
        go_on.ring();
        let (joined, alive, output) = (thread.join(), thread.is_alive(), thread.take());
        check!(
            joined.is_ok() && !alive,
            Code::EarlyReturn,
            "`join()` returned {joined:?} when `run` had ended, and then `is_alive()` said {alive}."
        );
        check!(
            output == Some(7),
            Code::LostItem,
            "`run` returned 7. A `take()` that came too early returned None, and one after `join()` \
             returned {output:?}."
        );
    })
}

fn check_alive<T: Send + 'static>(thread: &Shared<T>, when: &str) {
    check!(
        thread.is_alive(),
        Code::EarlyReturn,
        "{when} and `run` has not ended, but `is_alive()` said false."
    );
}

/// Where `run` finds the thread that it is run by. A real lock: it is held for a moment.
type Slot<T> = Arc<Mutex<Option<Shared<T>>>>;

/// A thread whose job is given that very thread.
fn thread_that_knows_itself<T: Send + 'static>(
    job: impl FnOnce(&Shared<T>) -> T + Send + 'static,
) -> Shared<T> {
    let slot: Slot<T> = Slot::default();
    let thread = {
        let slot = Arc::clone(&slot);
        named(Some("itself"), move || {
            let me = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
            job(&me.expect("main has put it there before `start`"))
        })
    };
    *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&thread));
    thread
}

fn join_from_inside() -> Scenario {
    let about = "A thread that joins itself is told CurrentThread: it would wait for ever.";
    scenario("join-from-inside", about).run(|| {
        let message = "`join()` inside `run` waits for the end of the thread that it is called on, \
                       which cannot come while it waits.";
        let thread = thread_that_knows_itself(move |me| {
            let joined = must_end(Code::Deadlock, message, || me.join());
            check!(
                joined == Err(JoinError::CurrentThread),
                Code::WrongAnswer,
                "`join()` inside `run` returned {joined:?}, not Err(CurrentThread)."
            );
        });
        let _ = thread.start();
        // Main waits for the same.
        let joined = must_end(Code::Deadlock, message, || thread.join());
        check!(
            joined.is_ok(),
            Code::WrongAnswer,
            "A thread tried to join itself and then ended. `join()` from main returned {joined:?}."
        );
    })
}

fn seen_from_inside() -> Scenario {
    let about = "Inside `run` every call works, while another thread waits in `join`.";
    scenario("seen-from-inside", about).run(|| {
        let ended = Tally::default();
        let thread = {
            let ended = ended.clone();
            thread_that_knows_itself(move |me| {
                let alive = me.is_alive();
                check!(
                    alive,
                    Code::EarlyReturn,
                    "Inside `run`, `is_alive()` said false."
                );
                let (started, taken) = (me.start(), me.take());
                check!(
                    started == Err(AlreadyStarted) && taken.is_none() && me.name() == "itself",
                    Code::WrongAnswer,
                    "Inside `run`, `start()` returned {started:?}, `take()` returned {taken:?} and \
                     `name()` returned {:?}. They should return Err(AlreadyStarted), None and \
                     \"itself\".",
                    me.name()
                );
                ended.add();
            })
        };
        let _ = thread.start();
        let joined = thread.join();
        check!(
            joined.is_ok() && ended.count() == 1,
            Code::EarlyReturn,
            "`join()` returned {joined:?} before `run` had ended."
        );
    })
}
