//@ base: right/plain
//@ expect: wrong-answer
//! `take` returns what is there, and forgets to set the counter to 0.
impl Counter {
    pub fn take(&self) -> u64 {
        // The copy is set to 0, not the counter.
        let mut value = self.get();
        std::mem::take(&mut value)
    }
}
