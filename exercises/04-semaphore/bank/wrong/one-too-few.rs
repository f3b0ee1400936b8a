//@ base: right/plain
//@ expect: lost-wake-up
//! Off by one: the last permit is never given out.
impl Semaphore {
    pub fn acquire(&self) {
        let mut free = self.free.lock().unwrap();
        while *free <= 1 {
            free = self.released.wait(free).unwrap();
        }
        *free -= 1;
    }
}
