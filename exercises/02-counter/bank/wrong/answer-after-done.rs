//@ base: right/who-has-the-lock-serves-all
//@ expect: atomicity-violation
//! Who serves a posted call says that it is done before the answer is there.
impl Counter {
    fn serve(&self, value: &mut u64) {
        for slip in std::mem::take(&mut *self.posted.lock().unwrap()) {
            slip.done.store(1, Ordering::Release);
            slip.answer.store(*value, Ordering::Relaxed);
            *value = value.wrapping_add(slip.n);
            slip.done.store(1, Ordering::Release);
        }
    }
}
