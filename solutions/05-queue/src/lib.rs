//! Exercise 05, solved.
