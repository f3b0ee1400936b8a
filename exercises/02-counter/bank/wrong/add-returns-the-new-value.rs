//@ base: right/plain
//@ expect: wrong-answer
//! `add` returns what is there now, not what was there before.
impl Counter {
    pub fn add(&self, n: u64) -> u64 {
        let mut value = self.lock();
        *value += n;
        *value
    }
}
