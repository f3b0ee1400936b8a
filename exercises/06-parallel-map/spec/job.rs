//! One call of the learner's function, with all that can be seen from outside checked.

use std::num::NonZeroUsize;

use grade::{Census, Code, Item, check};
use parallel_map::{par_map, par_map_chunked};

use crate::watch::{Inside, Watch};

/// What the learner's function is asked to do.
#[derive(Clone, Copy)]
pub struct Job {
    items: usize,
    workers: usize,
    chunk: Option<usize>,
}

/// An item: it can be shared but is neither cloned, compared nor printed.
struct Task {
    index: usize,
}

/// The number of the result of an item. They go down, so that nobody gets the order by sorting them.
fn id(index: usize) -> u32 {
    100 - index as u32
}

impl Job {
    /// `par_map`.
    pub const fn map(items: usize, workers: usize) -> Self {
        Job {
            items,
            workers,
            chunk: None,
        }
    }

    /// `par_map_chunked`.
    pub const fn chunked(items: usize, workers: usize, chunk: usize) -> Self {
        Job {
            items,
            workers,
            chunk: Some(chunk),
        }
    }

    /// The function that it calls.
    pub fn name(&self) -> &'static str {
        match self.chunk {
            None => "par_map",
            Some(_) => "par_map_chunked",
        }
    }

    pub fn watch(&self) -> Watch {
        Watch::new(self.workers, self.chunk)
    }

    /// Calls the learner's function. `body` is what `f` does with item number so-and-so.
    pub fn call(
        &self,
        watch: &Watch,
        census: &Census,
        body: impl Fn(usize, &Inside<'_>) + Sync,
    ) -> Vec<Item> {
        let items: Vec<Task> = (0..self.items).map(|index| Task { index }).collect();
        let f = |task: &Task| {
            let inside = watch.enter(task.index);
            body(task.index, &inside);
            census.item(id(task.index))
        };
        match self.chunk {
            None => par_map(&items, number(self.workers), f),
            Some(chunk) => par_map_chunked(&items, number(self.workers), number(chunk), f),
        }
    }

    /// Calls it, and checks what came back.
    pub fn check(&self, body: impl Fn(usize, &Inside<'_>) + Sync) {
        self.check_with(self.watch(), body);
    }

    /// The same while others may call it too.
    pub fn check_among_others(&self) {
        self.check_with(self.watch().among_others(), |_, _| ());
    }

    fn check_with(&self, watch: Watch, body: impl Fn(usize, &Inside<'_>) + Sync) {
        let census = Census::new();
        let results = self.call(&watch, &census, body);
        watch.check_all_over(self.name());
        self.check_results(&watch, &census, &results);
        drop(results);
        census.check_each_dropped_once();
    }

    fn check_results(&self, watch: &Watch, census: &Census, results: &[Item]) {
        let name = self.name();
        let missed = (0..self.items).find(|item| !watch.seen(*item));
        check!(
            missed.is_none(),
            Code::LostItem,
            "`{name}` has returned, but `f` was never called for `items[{}]`.",
            missed.unwrap_or_default()
        );
        let gone = census.gone();
        check!(
            gone.is_none(),
            Code::LostItem,
            "The result of `items[{}]` was dropped instead of returned.",
            100 - gone.unwrap_or(100)
        );
        let came: Vec<u32> = results.iter().map(|item| 100 - item.id()).collect();
        check!(
            came.len() == self.items,
            Code::LostItem,
            "{} items went in, but {} results came out: those of items {came:?}.",
            self.items,
            came.len()
        );
        check!(
            came.is_sorted(),
            Code::WrongAnswer,
            "The results came out in another order than the items went in: those of items {came:?}."
        );
    }
}

fn number(number: usize) -> NonZeroUsize {
    NonZeroUsize::new(number).expect("scenarios ask for at least one")
}
