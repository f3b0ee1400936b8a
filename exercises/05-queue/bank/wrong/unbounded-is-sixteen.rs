//@ base: right/room-and-let-else
//@ expect: wrong-answer
//! Unbounded means a capacity that looked large enough.
impl<T> Queue<T> {
    pub fn unbounded() -> Self {
        Self::new(16)
    }
}
