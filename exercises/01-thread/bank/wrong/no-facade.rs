//@ base: right/plain
//@ expect: forbidden
//@ drops: extern crate std
//! The line that brings in the façade is gone, so nothing of this can be scheduled.
