//! What a panic carries is a value like any other, and whoever has it last drops it.

use grade::{Code, Scenario, check, scenario};
use heddle::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    thread::panicking,
};

use crate::{
    job::{Shared, beside, thread},
    panicking::check_told,
};

/// Last of all, since few think of it. loom has no part: an answer that fails here may hold a lock.
pub fn scenarios() -> Vec<Scenario> {
    vec![the_payload_panics_too().loom(false)]
}

struct PanicsWhenDropped;

/// What comes of it.
struct InTurn;

impl Drop for PanicsWhenDropped {
    fn drop(&mut self) {
        // A panic within a panic would end the process.
        if !panicking() {
            resume_unwind(Box::new(InTurn));
        }
    }
}

fn the_payload_panics_too() -> Scenario {
    let about = "`run` panics with a value that panics when it is dropped; `join` says Panicked.";
    scenario("the-payload-panics-too", about).run(|| {
        let thread: Shared<u32> = thread(|| resume_unwind(Box::new(PanicsWhenDropped)));
        let _ = thread.start();
        let other = beside(&thread, check_told_without_a_panic);
        check_told_without_a_panic(&thread);
        other.join().expect("`join` does not panic");
        let (alive, output) = (thread.is_alive(), thread.take());
        check!(
            !alive && output.is_none(),
            Code::WrongAnswer,
            "After a panic in `run` and a `join()`, `is_alive()` returned {alive} and `take()` returned \
             {output:?}."
        );
    })
}

fn check_told_without_a_panic(thread: &Shared<u32>) {
    match catch_unwind(AssertUnwindSafe(|| check_told(thread, "one of two"))) {
        Ok(()) => (),
        Err(carried) => {
            check!(
                !carried.is::<InTurn>(),
                Code::Panic,
                "`run` panicked with a value that panics when it is dropped. `join()` dropped it, and \
                 panicked, too."
            );
            resume_unwind(carried);
        }
    }
}
