//@ base: right/tickets
//@ expect: lost-wake-up
//! A getter that gives up does not look once more, and wakes one of the others: that need not be the next.
use std::time::Instant;

impl<T> Queue<T> {
    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetTimeoutError> {
        let mut state = self.state.lock().unwrap();
        let ticket = state.draw_ticket();
        state.getters.push_back(ticket);
        let start = Instant::now();
        while !(state.closed || state.getters.front() == Some(&ticket) && !state.items.is_empty()) {
            let left = timeout.saturating_sub(start.elapsed());
            let (guard, waited) = self.changed.wait_timeout(state, left).unwrap();
            state = guard;
            if waited.timed_out() && !state.closed {
                state.getters.retain(|other| *other != ticket);
                self.changed.notify_one();
                return Err(GetTimeoutError::Timeout);
            }
        }
        state.getters.retain(|other| *other != ticket);
        self.changed.notify_all();
        match state.items.pop_front() {
            Some(item) => Ok(item),
            None if state.closed => Err(GetTimeoutError::Closed),
            None => Err(GetTimeoutError::Timeout),
        }
    }
}
