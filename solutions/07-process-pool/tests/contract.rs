//! The contract of exercise 07 with a worker that behaves. Faults at chosen moments are the checker's.

use std::num::{NonZeroU32, NonZeroUsize};
use std::process::Command;

use process_pool_solution::{Config, Pool, PoolError};

fn n(number: usize) -> NonZeroUsize {
    NonZeroUsize::new(number).expect("tests ask for at least one")
}

fn pool(workers: usize, max_tasks: Option<u32>) -> Pool {
    let config = Config {
        workers: n(workers),
        init: b"> ".to_vec(),
        max_tasks: max_tasks.and_then(NonZeroU32::new),
    };
    let shout = Command::new(env!("CARGO_BIN_EXE_shout"));
    Pool::new(shout, config).expect("the worker is there")
}

fn tasks(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

#[test]
fn results_are_in_the_order_of_the_tasks() {
    let mut pool = pool(3, None);
    for chunk in [1, 2, 5, usize::MAX] {
        let results = pool.map(&tasks(&["a", "b", "c", "d", "e"]), n(chunk));
        assert_eq!(results, Ok(tasks(&["> A", "> B", "> C", "> D", "> E"])));
    }
    assert_eq!(pool.map(&[], n(1)), Ok(Vec::new()));
    pool.close();
    pool.join();
}

#[test]
fn large_tasks_and_results_pass() {
    let mut pool = pool(2, None);
    let large = vec![vec![b'a'; 1 << 20]; 3];
    let results = pool.map(&large, n(2)).expect("nothing fails");
    assert!(results.iter().all(|result| result.len() == (1 << 20) + 2));
}

#[test]
fn a_task_that_fails_and_a_worker_that_dies_cost_one_map() {
    let mut pool = pool(2, None);
    let error = pool.map(&tasks(&["a", "fail", "c"]), n(1)).unwrap_err();
    let msg = "as you asked".to_owned();
    assert_eq!(error, PoolError::Task { index: 1, msg });
    let error = pool.map(&tasks(&["a", "b", "die"]), n(3)).unwrap_err();
    let PoolError::WorkerDied { index: 2, status } = error else {
        panic!("{error:?}");
    };
    assert_eq!(status.code(), Some(7));
    let results = pool.map(&tasks(&["x", "y"]), n(1));
    assert_eq!(results, Ok(tasks(&["> X", "> Y"])));
}

#[test]
fn a_worker_is_replaced_when_it_has_done_enough() {
    let mut pool = pool(1, Some(2));
    let first = pool.pids();
    pool.map(&tasks(&["a", "fail"]), n(1))
        .expect_err("one fails");
    assert_eq!(pool.pids(), first);
    pool.map(&tasks(&["c"]), n(1)).expect("nothing fails");
    assert_ne!(pool.pids(), first);
    pool.terminate();
}

#[test]
fn a_program_that_is_not_there_is_an_error() {
    let config = Config {
        workers: n(2),
        init: Vec::new(),
        max_tasks: None,
    };
    assert!(Pool::new(Command::new("/no/such/program"), config).is_err());
}

#[test]
#[should_panic(expected = "closed")]
fn a_closed_pool_maps_no_more() {
    let mut pool = pool(1, None);
    pool.close();
    let _ = pool.map(&[], n(1));
}
