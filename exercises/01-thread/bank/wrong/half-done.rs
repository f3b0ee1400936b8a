//@ base: right/plain
//@ expect: not-started
//! Not a mistake: `join` and `take` are still to be written.
impl<R: Run> Thread<R> {
    pub fn join(&self) -> Result<(), JoinError> {
        todo!()
    }

    pub fn take(&self) -> Option<R::Out> {
        todo!()
    }
}
