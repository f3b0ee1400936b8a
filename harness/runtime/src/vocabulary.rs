//! The words that every part of this crate uses: engines, places, numbers of threads and objects.

use std::panic::Location;
use std::sync::atomic::AtomicU64;

pub use heddle_protocol::{MemoryOrder, ObjectKind, Op, Outcome, Refusal, Scalar};

/// Who called: the place in the learner's source that a step is shown at.
pub type Place = &'static Location<'static>;

/// Number of a thread within one execution; main is 0.
pub type ThreadId = u32;

/// Number of an object within one execution.
pub type ObjectId = u32;

/// A façade value's memory, for statics that start afresh: address and size.
pub type Whole = (*const u8, usize);

/// What runs the code under check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The real std: real threads, real time.
    Std,
    /// Simulated threads, sequentially consistent, scheduled by a [`Strategy`](crate::Strategy).
    Search,
    /// loom: simulated threads under the C11 memory model.
    Loom,
}

/// A set of threads. Those beyond the 64th are never members: they take no part in what is fair, and
/// no report says that they could have run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ThreadSet(u64);

impl ThreadSet {
    pub(crate) const NONE: ThreadSet = ThreadSet(0);

    pub(crate) fn insert(&mut self, thread: ThreadId) {
        self.0 |= bit(thread);
    }

    pub(crate) fn remove(&mut self, thread: ThreadId) {
        self.0 &= !bit(thread);
    }

    /// Whether it has one of these, other than `but`.
    pub(crate) fn meets(self, others: ThreadSet, but: ThreadId) -> bool {
        self.0 & others.0 & !bit(but) != 0
    }

    /// Bit t: thread t is a member.
    pub(crate) fn bits(self) -> u64 {
        self.0
    }
}

fn bit(thread: ThreadId) -> u64 {
    1u64.checked_shl(thread).unwrap_or(0)
}

/// Where an object keeps its number: `execution << 32 | number`, or 0 before its first use.
///
/// `new` is `const` in std, so an object cannot register itself when it is made. It registers at its
/// first use in an execution. Only the model's one OS thread writes it, so plain relaxed operations do.
#[derive(Debug, Default)]
pub struct ObjectCell(pub(crate) AtomicU64);

impl ObjectCell {
    /// An object that no execution has met.
    pub const fn new() -> Self {
        ObjectCell(AtomicU64::new(0))
    }
}

/// std's ordering, as it is recorded.
pub(crate) fn order(order: std::sync::atomic::Ordering) -> MemoryOrder {
    use std::sync::atomic::Ordering;
    match order {
        Ordering::Relaxed => MemoryOrder::Relaxed,
        Ordering::Release => MemoryOrder::Release,
        Ordering::Acquire => MemoryOrder::Acquire,
        Ordering::AcqRel => MemoryOrder::AcqRel,
        // The enum may grow; the strongest is the safe reading.
        _ => MemoryOrder::SeqCst,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_beyond_the_64th_are_in_no_set() {
        let mut set = ThreadSet::default();
        set.insert(63);
        set.insert(64);
        set.insert(200);
        assert_eq!(set.bits(), 1 << 63);
        set.remove(64);
        assert_eq!(set.bits(), 1 << 63);
    }

    #[test]
    fn two_sets_meet_in_a_thread_that_is_not_left_out() {
        let of = |threads: &[ThreadId]| {
            threads
                .iter()
                .fold(ThreadSet::default(), |mut set, &thread| {
                    set.insert(thread);
                    set
                })
        };
        assert!(of(&[1, 2]).meets(of(&[2, 3]), 1));
        assert!(!of(&[1, 2]).meets(of(&[2, 3]), 2));
        assert!(!of(&[70]).meets(of(&[70]), 0));
    }
}
