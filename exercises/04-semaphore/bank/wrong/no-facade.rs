//@ base: right/plain
//@ expect: forbidden
//@ drops: extern crate std
//! The line with `heddle` is gone, so the threads are ones that nobody can schedule.
