//@ base: right/room-and-let-else
//@ expect: wrong-answer
//! A large capacity is silently made smaller.
impl<T> Queue<T> {
    pub fn bounded(capacity: NonZeroUsize) -> Self {
        Self::new(capacity.get().min(4))
    }
}
