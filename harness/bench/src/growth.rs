//! What the search costs as threads and operations grow: the reference queue and semaphore, used by
//! more and more of both.

use std::num::NonZeroUsize;
use std::sync::Arc;

use heddle::thread;
use heddle_protocol::ScenarioInfo;
use queue::Queue;
use semaphore::Semaphore;

/// Threads beside main.
const THREADS: std::ops::RangeInclusive<u32> = 2..=4;
/// Operations of each thread.
const OPERATIONS: std::ops::RangeInclusive<u32> = 1..=4;

/// Runs so many threads with so many operations each.
type Model = fn(u32, u32);

/// `queue-2-1` to `queue-4-4`, and the same for the semaphore: threads, then operations of each.
pub fn scenarios() -> impl Iterator<Item = explore::Scenario> {
    let models: [(&str, Model); 2] = [("queue", queue), ("semaphore", semaphore)];
    models.into_iter().flat_map(|(name, body)| {
        THREADS.flat_map(move |threads| {
            OPERATIONS.map(move |operations| scenario(name, body, threads, operations))
        })
    })
}

fn scenario(name: &str, body: Model, threads: u32, operations: u32) -> explore::Scenario {
    explore::Scenario {
        info: ScenarioInfo {
            name: format!("{name}-{threads}-{operations}"),
            about: format!("{threads} threads with {operations} operations each."),
            threads: Vec::new(),
            loom: false,
            preemptions: None,
            alone: None,
        },
        body: Box::new(move || body(threads, operations)),
        no_thread_left_blocked: None,
    }
}

/// Every other thread puts, the rest get; there is room for one item. Where the number of threads is
/// odd, main gets what is left over.
fn queue(threads: u32, operations: u32) {
    let queue = Arc::new(Queue::bounded(NonZeroUsize::MIN));
    let handles: Vec<_> = (0..threads)
        .map(|number| {
            let queue = Arc::clone(&queue);
            thread::spawn(move || {
                for item in 0..operations {
                    if number % 2 == 0 {
                        queue.put(item).expect("nobody closes it");
                    } else {
                        queue.get().expect("nobody closes it");
                    }
                }
            })
        })
        .collect();
    for _ in 0..threads % 2 * operations {
        queue.get().expect("nobody closes it");
    }
    for handle in handles {
        handle.join().expect("no thread panics");
    }
}

/// Each thread takes a permit and gives it back; there is one fewer than threads.
fn semaphore(threads: u32, operations: u32) {
    let semaphore = Arc::new(Semaphore::new(threads as usize - 1));
    let handles: Vec<_> = (0..threads)
        .map(|_| {
            let semaphore = Arc::clone(&semaphore);
            thread::spawn(move || {
                for _ in 0..operations {
                    drop(semaphore.permit());
                }
            })
        })
        .collect();
    for handle in handles {
        handle.join().expect("no thread panics");
    }
}
