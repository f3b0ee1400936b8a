//@ base: right/plain
//@ expect: lost-update
//! If the lock is taken, `update` computes its answer and writes nothing.
use std::sync::TryLockError;

impl Counter {
    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let mut value = match self.value.try_lock() {
            Ok(value) => value,
            Err(TryLockError::Poisoned(poison)) => poison.into_inner(),
            Err(TryLockError::WouldBlock) => return change(self.get()),
        };
        *value = change(*value);
        *value
    }
}
