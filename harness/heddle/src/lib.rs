//! std as learners see it: the same names and promises, over real std, shuttle and loom.
