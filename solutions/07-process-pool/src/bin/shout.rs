//! A worker for the tests: it gives texts back in capitals, after what `Init` said.
//!
//! Some tasks are not for shouting: `fail` is answered with an error, `die` ends the worker.

use std::{cell::RefCell, process};

fn main() -> std::io::Result<()> {
    let before = RefCell::new(Vec::new());
    frames::serve(
        |init| *before.borrow_mut() = init,
        |task| match task.as_slice() {
            b"fail" => Err("as you asked".to_owned()),
            b"die" => process::exit(7),
            text => Ok([&before.borrow()[..], &text.to_ascii_uppercase()].concat()),
        },
    )
}
