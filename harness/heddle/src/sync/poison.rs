//! Poisoning, kept here for every engine, because "is this thread panicking" is a question about a
//! simulated thread.

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a panic went through a lock's critical section.
#[derive(Debug, Default)]
pub(crate) struct Flag(AtomicBool);

impl Flag {
    pub(crate) const fn new() -> Self {
        Flag(AtomicBool::new(false))
    }

    // Relaxed, as in std: the lock that the flag belongs to orders it.
    pub(crate) fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(crate) fn clear(&self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

/// Noted when a guard is made: a panic that was under way already does not poison.
#[derive(Debug)]
pub(crate) struct Entry {
    panicking: bool,
}

impl Entry {
    pub(crate) fn now() -> Self {
        Entry {
            panicking: heddle_runtime::panicking(),
        }
    }

    /// Called when the guard is dropped.
    pub(crate) fn leave(&self, flag: &Flag) {
        if !self.panicking && heddle_runtime::panicking() {
            flag.set();
        }
    }
}
