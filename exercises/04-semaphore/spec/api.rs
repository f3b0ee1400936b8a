//! What must compile: the public API, shared between threads.

use std::{fmt::Debug, time::Duration};

use semaphore::{Permit, Semaphore, TooManyReleases};

fn can_be_shared_between_threads<T: Send + Sync>() {}
fn derives_debug_and_eq<T: Debug + Eq>() {}

const _: fn() = || {
    can_be_shared_between_threads::<Semaphore>();
    derives_debug_and_eq::<TooManyReleases>();
};

#[expect(dead_code, reason = "it has to compile, not to run")]
fn has_every_operation(permits: usize) {
    let semaphore: Semaphore = Semaphore::new(permits);
    let () = semaphore.acquire();
    let _: bool = semaphore.try_acquire();
    let _: bool = semaphore.acquire_timeout(Duration::ZERO);
    let _: Result<(), TooManyReleases> = semaphore.release();
    let _: Permit<'_> = semaphore.permit();
}
