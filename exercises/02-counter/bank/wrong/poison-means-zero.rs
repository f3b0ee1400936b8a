//@ base: right/plain
//@ expect: wrong-answer
//! A poisoned lock is put right again, but the value is set to 0 for it.
impl Counter {
    fn lock(&self) -> MutexGuard<'_, u64> {
        self.value.lock().unwrap_or_else(|poison| {
            self.value.clear_poison();
            let mut value = poison.into_inner();
            *value = 0;
            value
        })
    }
}
