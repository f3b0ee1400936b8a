//! What must compile: the counter can be shared, and `update` takes any closure that changes a number.

use std::{cell::Cell, rc::Rc};

use counter::Counter;

fn can_be_shared_between_threads<T: Send + Sync + 'static>() {}

const _: fn() = can_be_shared_between_threads::<Counter>;

/// Every operation; the closure borrows, changes what it borrows, and cannot leave its thread.
#[expect(dead_code, reason = "it has to compile, not to run")]
fn takes_any_closure(counter: &Counter, text: &str) {
    let shared = Rc::new(Cell::new(0_u64));
    let mut calls = 0_u64;
    let _: u64 = counter.update(|old| {
        calls += 1;
        shared.set(old);
        old + text.len() as u64
    });
    let _: u64 = counter.update(u64::swap_bytes);
    let _: (u64, u64, u64) = (counter.add(1), counter.get(), counter.take());
    let _: Counter = Counter::new(0);
}
