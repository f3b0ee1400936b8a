//@ base: right/handoff
//@ expect: lost-item
//! A getter whose time is over leaves the line without a look at what was handed to it meanwhile.
impl<T> Queue<T> {
    fn get_until(&self, timeout: Option<Duration>) -> Result<T, GetTimeoutError> {
        let mut state = self.state.lock().unwrap();
        if let Some(item) = state.items.pop_front() {
            self.not_full.notify_one();
            return Ok(item);
        }
        if state.closed {
            return Err(GetTimeoutError::Closed);
        }
        let getter = Arc::new(Getter {
            place: Mutex::new(Place::Waiting),
            filled: Condvar::new(),
        });
        state.getters.push_back(Arc::clone(&getter));
        drop(state);

        let place = getter.place.lock().unwrap();
        let waiting = |place: &mut Place<T>| matches!(place, Place::Waiting);
        let mut place = match timeout {
            Some(timeout) => {
                let woken = getter.filled.wait_timeout_while(place, timeout, waiting);
                let (place, result) = woken.unwrap();
                if result.timed_out() {
                    drop(place);
                    let mut state = self.state.lock().unwrap();
                    state.getters.retain(|other| !Arc::ptr_eq(other, &getter));
                    return Err(GetTimeoutError::Timeout);
                }
                place
            }
            None => getter.filled.wait_while(place, waiting).unwrap(),
        };
        match std::mem::replace(&mut *place, Place::Waiting) {
            Place::Item(item) => Ok(item),
            Place::Closed => Err(GetTimeoutError::Closed),
            Place::Waiting => Err(GetTimeoutError::Timeout),
        }
    }
}
