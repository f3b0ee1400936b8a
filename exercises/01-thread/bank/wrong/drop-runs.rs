//@ base: right/plain
//@ expect: wrong-answer
//@ adds: impl Drop for Thread<R>
//! A thread that was never started does its work when it is dropped.
impl<R: Run> Drop for Thread<R> {
    fn drop(&mut self) {
        let _ = self.start();
        let _ = self.join();
    }
}
