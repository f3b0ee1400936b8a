//@ base: right/room-and-let-else
//@ expect: atomicity-violation
//! `len` says 0 when somebody else has the lock.
impl<T> Queue<T> {
    pub fn len(&self) -> usize {
        self.state.try_lock().map_or(0, |state| state.items.len())
    }
}
