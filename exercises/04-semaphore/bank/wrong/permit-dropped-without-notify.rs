//@ base: right/plain
//@ expect: lost-wake-up
//! A dropped `Permit` adds one to the count and wakes nobody.
impl Drop for Permit<'_> {
    fn drop(&mut self) {
        *self.semaphore.free.lock().unwrap() += 1;
    }
}
