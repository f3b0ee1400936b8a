//! Poisoning, kept here for every engine, because "is this thread panicking" is a question about a
//! simulated thread.

use std::sync::atomic::{AtomicBool, Ordering};

use heddle_runtime::Outcome;

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

    /// What a look at it comes to.
    pub(crate) fn seen(&self, answer: &mut bool) -> Outcome {
        *answer = self.get();
        Outcome::Answered(*answer)
    }

    /// What clearing it comes to.
    pub(crate) fn cleared(&self) -> Outcome {
        self.0.store(false, Ordering::Relaxed);
        Outcome::Done
    }

    pub(crate) fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
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
        self.leaving(flag)();
    }

    /// Asked when the guard is dropped; what it gives sets the flag if a panic is under way, and asks
    /// nothing more.
    pub(crate) fn leaving<'a>(&self, flag: &'a Flag) -> impl FnOnce() + use<'a> {
        let poisons = !self.panicking && heddle_runtime::panicking();
        move || {
            if poisons {
                flag.set();
            }
        }
    }
}
