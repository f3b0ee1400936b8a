//@ base: right/tickets
//@ expect: wrong-answer
//! Who is not the first in the line, and is woken, waits for all of its time again.
use std::time::Instant;

impl<T> Queue<T> {
    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetTimeoutError> {
        let mut state = self.state.lock().unwrap();
        let ticket = state.draw_ticket();
        state.getters.push_back(ticket);
        let start = Instant::now();
        while !(state.closed || state.getters.front() == Some(&ticket) && !state.items.is_empty()) {
            let left = match state.getters.front() == Some(&ticket) {
                true => timeout.saturating_sub(start.elapsed()),
                false => timeout,
            };
            let (guard, waited) = self.changed.wait_timeout(state, left).unwrap();
            state = guard;
            if waited.timed_out() || left.is_zero() {
                break;
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
