//@ base: right/handle-behind-its-own-lock
//@ expect: deadlock
//! `take` wants the lock that a joiner holds until the end.
impl<R: Run> Thread<R> {
    pub fn take(&self) -> Option<R::Out> {
        if self.id.get() == Some(&thread::current().id()) {
            return None;
        }
        let _nobody_joins = self.handle.lock().unwrap();
        self.out.lock().unwrap().take()
    }
}
