//! How `par_map` stortoises work out: predicted on simulated cores, measured on real ones.

use std::{
    num::NonZeroUsize,
    sync::{Mutex, PoisonError},
};

use grade::{Piece, Random, Speedup};
use heddle::thread::{self, ThreadId};
use parallel_map::par_map;

/// Pieces of one input.
const PIECES: u32 = 64;
/// Whoever gives each worker that is free the next piece needs less than twice the best time, whatever
/// the pieces are (Graham, *Bounds on Multiprocessing Timing Anomalies*, 1969).
const GREEDY: f64 = 2.0;
/// Where one of so many threads is slow, in the prediction that is bounded.
const SLOWED: usize = 4;

pub fn workloads() -> Vec<Speedup> {
    vec![
        Speedup::new(
            "even",
            "64 pieces, all about alike; one of four simulated threads is three times as slow.",
        )
        .units(|_, random| units(random, |_| false))
        .subject(|pieces, workers| {
            let tortoise = Tortoise::default();
            par_map(pieces, workers, |piece| tortoise.work(piece, workers))
        })
        .balanced(4, GREEDY),
        Speedup::new(
            "heavy-first",
            "The first quarter of the pieces is ten times as heavy as the rest.",
        )
        .units(|_, random| units(random, |index| index < PIECES / 4))
        .subject(|pieces, workers| par_map(pieces, workers, Piece::work))
        .balanced(4, GREEDY),
        Speedup::new(
            "every-fourth-heavy",
            "Every fourth piece is ten times as heavy as the rest.",
        )
        .units(|_, random| units(random, |index| index.is_multiple_of(4)))
        .subject(|pieces, workers| par_map(pieces, workers, Piece::work))
        .balanced(4, GREEDY),
    ]
}

/// Slows one thread down, as another program on its core would: the first that begins a piece. Whoever dealt
/// the pieces out, however finely, waits for it. On real cores all are as fast as they are.
#[derive(Default)]
struct Tortoise(Mutex<Option<ThreadId>>);

impl Tortoise {
    fn work(&self, piece: &Piece, workers: NonZeroUsize) -> u64 {
        let me = thread::current().id();
        let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let slow = *first.get_or_insert(me) == me;
        drop(first);
        if slow && workers.get() == SLOWED && grade::in_a_model() {
            piece.work();
            piece.work();
        }
        piece.work()
    }
}

/// Some 1,000 units where a quarter of the pieces is heavy or none is.
fn units(random: &mut Random, heavy: impl Fn(u32) -> bool) -> Vec<u32> {
    let any = (0..PIECES).any(&heavy);
    (0..PIECES)
        .map(|index| match (any, heavy(index)) {
            (false, _) => random.between(15, 17),
            (true, true) => random.between(45, 53),
            (true, false) => random.between(4, 6),
        })
        .collect()
}
