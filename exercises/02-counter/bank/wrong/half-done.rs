//@ base: right/plain
//@ expect: not-started
//! Three of four methods are there, and they are right.
impl Counter {
    pub fn update(&self, change: impl FnMut(u64) -> u64) -> u64 {
        todo!()
    }
}
