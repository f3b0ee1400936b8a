//@ base: right/plain
//@ expect: wrong-answer
//! A dropped `Permit` gives nothing back.
impl Drop for Permit<'_> {
    fn drop(&mut self) {
        // Whoever has the permit calls `release`.
    }
}
