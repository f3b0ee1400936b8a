//! What a process pool and its workers say to each other, and how a worker listens.
//!
//! A worker is a program. It reads [`Request`]s from its standard input and writes [`Reply`]s to its
//! standard output. A pipe knows nothing of where one message ends and the next begins, so each one
//! travels as a *frame*: first its length, then its bytes.
//!
//! ```text
//! 4 bytes              1 byte   8 bytes                 the rest
//! length of what       kind     index of the task       payload, or a message in UTF-8
//! follows, LE                   (not in `Init`), LE
//! ```
//!
//! A worker is sent one `Init`, and then tasks. It answers each task with one reply that repeats the
//! task's index, in the order of the tasks, and sends each reply off before it reads on. `Init` has no
//! answer. Where its standard input ends, between two frames, the worker ends as well, with exit
//! code 0.
//!
//! ```
//! use frames::{Reply, Request};
//!
//! let mut pipe = Vec::new();
//! let task = Request::Task { index: 3, payload: b"seven".to_vec() };
//! task.write_to(&mut pipe)?;
//! assert_eq!(Request::read_from(&mut pipe.as_slice())?, Some(task));
//! # std::io::Result::Ok(())
//! ```

mod frame;
mod serve;

pub use frame::{LONGEST, Reply, Request};
pub use serve::serve;
