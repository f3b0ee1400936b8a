//@ base: right/plain
//@ expect: wrong-answer
//! Off by one: the last permit but none is taken, too.
impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits: permits + 1,
            free: Mutex::new(permits + 1),
            released: Condvar::new(),
        }
    }
}
