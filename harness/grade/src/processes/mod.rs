//! Real worker processes for a scenario: what they do ([`Deed`]), and the place where they report and
//! wait ([`Workshop`]).
//!
//! The worker program is the spec's own, started with other arguments. It speaks the framing of the
//! crate `frames` with the pool, and over a socket of its own with the workshop. It tells the workshop
//! of each thing that it is about to do, and waits for the answer. So a scenario knows exactly where each
//! worker is, and can end it there.

mod deed;
mod gates;
mod hub;
mod socket;
mod state;
mod worker;
mod workshop;

pub use deed::{Deed, Gate};
pub(crate) use worker::ROLE;
pub use workshop::{Workshop, plain_worker};

pub(crate) use worker::{copy, is_copy, main as worker};
