//! What must compile: the public API holds for everything that can be run.

use std::{cell::Cell, fmt::Debug};

use custom_thread::{AlreadyStarted, JoinError, Run, Thread};

/// It can be sent, but neither shared, cloned, compared nor printed; its output neither.
struct Plain(Cell<u8>);

impl Run for Plain {
    type Out = Cell<u8>;

    fn run(self) -> Cell<u8> {
        self.0
    }
}

fn can_be_shared_between_threads<T: Send + Sync + 'static>() {}
fn derives_debug_and_eq<T: Debug + Eq>() {}

/// Nothing is asked of `R` but that it runs.
fn shared_for_all<R: Run>() {
    can_be_shared_between_threads::<Thread<R>>();
}

const _: fn() = || {
    shared_for_all::<Plain>();
    derives_debug_and_eq::<AlreadyStarted>();
    derives_debug_and_eq::<JoinError>();
};

/// Every operation, for anything that runs.
#[expect(dead_code, reason = "it has to compile, not to run")]
fn takes_anything_that_runs<R: Run>(name: Option<String>, run: R) {
    let thread: Thread<R> = Thread::new(name, run);
    let _: Result<(), AlreadyStarted> = thread.start();
    let _: Result<(), JoinError> = thread.join();
    let _: (bool, &str) = (thread.is_alive(), thread.name());
    let _: Option<R::Out> = thread.take();
    let _ = [
        JoinError::NotStarted,
        JoinError::CurrentThread,
        JoinError::Panicked,
    ];
}
