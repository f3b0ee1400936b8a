//! Everything that stable std has in the modules that the façade shadows, used once, and the traits
//! of every type. Compiled twice, on std and on the façade: what compiles there compiles here.
//!
//! Missing on purpose: `Atomic*::from_ptr`, since an atomic of the façade is more than its value.

#![expect(dead_code, reason = "compiling is the test")]
#![expect(clippy::type_complexity, reason = "signatures are what it is about")]

pub mod auto;
mod items;
mod lifetimes;
mod traits;
