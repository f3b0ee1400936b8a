//@ base: right/plain
//@ expect: wrong-answer
//! A semaphore without permits seemed useless, so it gets one.
impl Semaphore {
    pub fn new(permits: usize) -> Self {
        let permits = permits.max(1);
        Semaphore {
            permits,
            free: Mutex::new(permits),
            released: Condvar::new(),
        }
    }
}
