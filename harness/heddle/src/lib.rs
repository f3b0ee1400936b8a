//! std, with threads that a checker can schedule.
//!
//! A learner writes
//! ```
//! #[allow(unused_imports)]
//! #[macro_use]
//! extern crate heddle as std;
//!
//! use std::sync::Mutex;
//! # fn main() { Mutex::new(0); }
//! ```
//! and plain std below it. Everything of std is here under its own name; [`sync`], [`thread`],
//! [`time`], [`hint`] and [`mod@panic`] shadow std's modules with types that behave as std documents,
//! on real threads where no model runs and on simulated ones where one does. Nothing is here that
//! std does not have. Their lifetimes, auto traits and drop check are std's, too: what compiles there
//! compiles here, and what does not does not. Two things are not as std documents them: the size of an
//! atomic, and [`from_ptr`](::std::sync::atomic::AtomicU8::from_ptr) (see [`sync::atomic`]).

pub use ::std::*;

pub mod hint;
pub mod panic;
pub mod sync;
pub mod thread;
pub mod time;

/// For the façade's own macros, which must reach the real std. Not for anyone else: a submission
/// that names it is refused.
#[doc(hidden)]
pub mod __std {
    pub use ::std::*;
}
