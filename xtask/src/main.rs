//! The tool that learners type.
fn main() {}
