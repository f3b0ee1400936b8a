//@ base: right/plain
//@ expect: atomicity-violation
//! `get` does not want to wait, and says 0 when somebody else has the lock.
use std::sync::TryLockError;

impl Counter {
    pub fn get(&self) -> u64 {
        match self.value.try_lock() {
            Ok(value) => *value,
            Err(TryLockError::Poisoned(poison)) => *poison.into_inner(),
            Err(TryLockError::WouldBlock) => 0,
        }
    }
}
