//! Systems without Linux's `/proc`: nothing is known.

use std::io;

use crate::{Descriptor, Process, Thread};

/// Whether this system tells what the other functions ask.
pub fn supported() -> bool {
    false
}

/// Not here.
pub fn adopt_orphans() -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Nothing.
pub fn children(_id: u32) -> Vec<u32> {
    Vec::new()
}

/// Nothing.
pub fn below(_id: u32) -> Vec<u32> {
    Vec::new()
}

/// Nothing.
pub fn look(_id: u32) -> Option<Process> {
    None
}

/// Nothing.
pub fn threads(_id: u32) -> Vec<Thread> {
    Vec::new()
}

/// Nothing.
pub fn descriptors(_id: u32) -> Vec<Descriptor> {
    Vec::new()
}

/// Not known.
pub fn this_thread() -> u32 {
    0
}

/// Does not wait.
pub fn await_end(_id: u32) {}

/// Does nothing.
pub fn end_all(_roots: &[u32]) {}

/// Does nothing.
pub fn signal(_id: u32, _signal: i32) {}
