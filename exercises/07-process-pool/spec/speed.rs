//! How much faster several processes are than one, and than threads.

use std::num::NonZeroUsize;

use grade::{Deed, Piece, Prepared, Speedup, plain_worker};
use process_pool::{Config, Pool};

pub fn workloads() -> Vec<Speedup> {
    vec![
        Speedup::new("computing", "16 tasks that compute, all about alike.")
            .units(|_, random| (0..16).map(|_| random.between(60, 66)).collect())
            .processes(pool),
    ]
}

/// A pool whose workers have answered already.
fn pool(workers: NonZeroUsize) -> Prepared {
    let config = Config {
        workers,
        init: Vec::new(),
        max_tasks: None,
    };
    let mut pool = Pool::new(plain_worker(), config).expect("the worker is there");
    let first = vec![Deed::Echo.with("ready"); workers.get()];
    pool.map(&first, NonZeroUsize::MIN)
        .expect("nothing fails that only answers");
    Box::new(move |pieces| {
        let task = |piece: &Piece| Deed::Work(piece.units()).with(piece.seed().to_le_bytes());
        let tasks: Vec<Vec<u8>> = pieces.iter().map(task).collect();
        let results = pool.map(&tasks, NonZeroUsize::MIN);
        let results = results.expect("nothing fails that only computes");
        let number = |bytes: &Vec<u8>| bytes.first_chunk().copied().map(u64::from_le_bytes);
        results.iter().filter_map(number).collect()
    })
}
