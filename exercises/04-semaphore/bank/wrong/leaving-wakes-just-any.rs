//@ base: right/tickets
//@ expect: lost-wake-up
//! Who gives up does not look once more, and wakes one of the others: that need not be the one that comes next.
impl Semaphore {
    pub fn try_acquire(&self) -> bool {
        let mut state = self.state.lock().unwrap();
        let free = state.free > 0;
        state.free -= usize::from(free);
        free
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let deadline = Instant::now() + timeout;
        let (mut state, ticket) = self.draw();
        while !state.take_turn(ticket) {
            let left = deadline.saturating_duration_since(Instant::now());
            let (guard, waited) = self.changed.wait_timeout(state, left).unwrap();
            state = guard;
            if waited.timed_out() {
                state.waiting.remove(&ticket);
                self.changed.notify_one();
                return false;
            }
        }
        self.changed.notify_all();
        true
    }
}
