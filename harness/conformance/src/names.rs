//! Names and traits.
