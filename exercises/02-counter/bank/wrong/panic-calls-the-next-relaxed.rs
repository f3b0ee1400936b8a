//@ base: right/ticket-lock
//@ expect: memory-ordering
//! After a panic the next ticket is called with `Relaxed`: who holds it may miss what was there before.
impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let order = if thread::panicking() {
            Ordering::Relaxed
        } else {
            Ordering::Release
        };
        self.counter.called.store(self.ticket + 1, order);
    }
}
