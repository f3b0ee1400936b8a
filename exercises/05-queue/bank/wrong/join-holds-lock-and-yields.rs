//@ base: right/plain
//@ expect: livelock
//! `join` keeps the lock while it waits for the count, so nobody can lower it.
impl<T> Queue<T> {
    pub fn join(&self) {
        let state = self.state.lock().unwrap();
        while state.unfinished > 0 {
            std::thread::yield_now();
        }
    }
}
