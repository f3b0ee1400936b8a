//@ base: right/returns-at-the-first-error
//@ expect: process-hang
//! Whoever is busy when the pool is dropped is let do its task to the end.
impl Drop for Seat {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
