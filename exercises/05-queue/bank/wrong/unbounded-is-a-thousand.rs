//@ base: right/plain
//@ expect: wrong-answer
//! A queue without a capacity has room for a thousand items.
impl<T> Queue<T> {
    pub fn unbounded() -> Self {
        Queue::bounded(NonZeroUsize::new(1_000).unwrap())
    }
}
