//@ base: right/plain
//@ expect: wrong-answer
//! `try_get` says `Empty`, "try again later", on a closed queue that nothing can come into.
impl<T> Queue<T> {
    pub fn try_get(&self) -> Result<T, TryGetError> {
        let mut state = self.state.lock().unwrap();
        match state.items.pop_front() {
            Some(item) => {
                self.not_full.notify_one();
                Ok(item)
            }
            None => Err(TryGetError::Empty),
        }
    }
}
