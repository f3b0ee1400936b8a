//! What the spec of an exercise is written with.
