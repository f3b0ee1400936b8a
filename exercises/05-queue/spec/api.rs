//! What must compile: the public API holds for every item that can be sent to another thread. A queue
//! is shared if its items may be: whether it needs that of them (behind an `RwLock` it does) is left open.

use std::{fmt::Debug, num::NonZeroUsize, time::Duration};

use queue::{Closed, GetTimeoutError, Queue, TooManyDone, TryGetError, TryPutError};

/// An item that can be sent and shared, but neither cloned, compared nor printed.
struct Plain;

fn can_be_shared_between_threads<T: Send + Sync>() {}
fn derives_debug_and_eq<T: Debug + Eq>() {}

const _: fn() = || {
    can_be_shared_between_threads::<Queue<Plain>>();
    derives_debug_and_eq::<Closed<u8>>();
    derives_debug_and_eq::<TryPutError<u8>>();
    derives_debug_and_eq::<TryGetError>();
    derives_debug_and_eq::<GetTimeoutError>();
    derives_debug_and_eq::<TooManyDone>();
};

/// Every operation, for any item: no `Clone`, no `Debug`, no `'static`.
#[expect(dead_code, reason = "it has to compile, not to run")]
fn takes_any_item<T: Send>(capacity: NonZeroUsize, one: T, two: T) {
    let queue: Queue<T> = Queue::bounded(capacity);
    let _: Result<(), Closed<T>> = queue.put(one);
    let _: Result<(), TryPutError<T>> = queue.try_put(two);
    let _: Result<T, Closed<()>> = queue.get();
    let _: Result<T, TryGetError> = queue.try_get();
    let _: Result<T, GetTimeoutError> = queue.get_timeout(Duration::ZERO);
    let _: Result<(), TooManyDone> = queue.task_done();
    let _: (usize, bool) = (queue.len(), queue.is_empty());
    let () = queue.join();
    let () = queue.close();
    let _: Queue<T> = Queue::unbounded();
}
