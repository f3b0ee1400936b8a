//@ base: right/plain
//@ expect: forbidden
//@ drops: extern crate std
//! The line that makes `std` schedulable is gone, so this would run on the real one and pass by luck.
