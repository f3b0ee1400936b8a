//@ base: right/park-lock
//@ expect: lost-wake-up
//! After a panic the lock is given to the first in the line, and the line is thrown away.
impl Drop for Guard<'_> {
    fn drop(&mut self) {
        let mut line = self.0.line.lock().unwrap();
        let next = line.waiters.pop_front();
        if thread::panicking() {
            line.waiters.clear();
        }
        match next {
            Some(next) => {
                next.has_the_lock.store(true, Ordering::Release);
                next.thread.unpark();
            }
            None => line.taken = false,
        }
    }
}
