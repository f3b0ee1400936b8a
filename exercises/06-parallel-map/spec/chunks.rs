//! Chunks are done as they are given: each by one thread, in order, several at once.

use grade::{Scenario, scenario};

use crate::{at_once::meet, job::Job};

pub fn scenarios() -> Vec<Scenario> {
    vec![
        chunks_as_given(),
        short_last_chunk(),
        three_full_chunks(),
        chunk_larger_than_input(),
        largest_chunk(),
        half_of_all_numbers(),
        chunks_at_once(),
        at_most_two_chunks(),
    ]
}

fn chunks_as_given() -> Scenario {
    scenario(
        "chunks-as-given",
        "Five items in chunks of two: each chunk is done by one thread, in order; the last has one item.",
    )
    .run(|| Job::chunked(5, 2, 2).check(|_, inside| inside.linger()))
}

fn short_last_chunk() -> Scenario {
    scenario(
        "short-last-chunk",
        "Four items in chunks of three: three and one, not two and two.",
    )
    .run(|| Job::chunked(4, 2, 3).check(|_, inside| inside.linger()))
}

fn three_full_chunks() -> Scenario {
    scenario(
        "three-full-chunks",
        "Six items in chunks of two: the middle chunk is done by one thread, in order.",
    )
    .run(|| Job::chunked(6, 2, 2).check(|_, inside| inside.linger()))
    .preemptions(0)
}

fn chunk_larger_than_input() -> Scenario {
    scenario(
        "chunk-larger-than-input",
        "A chunk that is larger than the input is the whole input.",
    )
    .run(|| Job::chunked(3, 2, 7).check(|_, inside| inside.linger()))
}

fn largest_chunk() -> Scenario {
    scenario(
        "largest-chunk",
        "The largest chunk that there can be is the whole input.",
    )
    .run(|| Job::chunked(2, 2, usize::MAX).check(|_, _| ()))
}

/// Where two chunks begin is a number that wraps: it is 0 again.
fn half_of_all_numbers() -> Scenario {
    scenario(
        "half-of-all-numbers",
        "Twice the size of a chunk may be more than a number can hold; the input is done once.",
    )
    .run(|| Job::chunked(2, 3, 1 << (usize::BITS - 1)).check(|_, _| ()))
    .preemptions(0)
}

fn chunks_at_once() -> Scenario {
    scenario(
        "chunks-at-once",
        "Two chunks and two workers: both chunks are under way at once.",
    )
    .run(|| {
        let promise = "Two chunks and two workers, but the second chunk does not begin before the \
                       first is done. In this scenario each waits until both are under way.";
        meet(Job::chunked(4, 2, 2), 2, promise);
    })
}

fn at_most_two_chunks() -> Scenario {
    scenario(
        "at-most-two-chunks",
        "Three chunks and two workers: never are three chunks under way at once.",
    )
    .run(|| Job::chunked(3, 2, 1).check(|_, inside| inside.linger()))
}
