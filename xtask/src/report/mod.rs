//! What a person reads: a pure conversion of a report, and of the sources that it quotes.

mod columns;
mod failure;
mod page;
mod paint;
mod rows;
mod sources;
mod speed;

pub use page::{View, page};
pub use paint::{Paint, sanitised};

#[cfg(test)]
mod tests;
