//! The processes below a process: who is there, what their threads wait for, and ending them all.
//!
//! It reads Linux's `/proc` (see proc(5)). Elsewhere [`supported`] is false, and everything else finds
//! nothing: who uses it has to say what it could not check.
//!
//! Nothing here is a snapshot. Processes come and go while it looks, so each answer is one that was
//! true of each process at some moment of the call.

mod process;
#[cfg_attr(target_os = "linux", path = "linux.rs")]
#[cfg_attr(not(target_os = "linux"), path = "elsewhere.rs")]
mod system;

pub use process::{Descriptor, Process, Thread, Wait};
pub use system::{
    adopt_orphans, await_end, below, children, descriptors, end_all, look, signal, supported,
    this_thread, threads,
};
