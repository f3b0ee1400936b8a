//! A heap whose addresses repeat.
//!
//! Code may decide by addresses: in which order to lock, in which stripe to look. An execution can be
//! repeated only if its values lie where they lay before, and an ordinary heap hands out what happens to
//! be free. So what the code under check allocates in the search comes one after the other from a region
//! of its own, nothing is used twice within an execution, and the next one begins where this one began.
//!
//! What outlives an execution stays where it is (an engine's table that grew, what hangs below a static),
//! and later executions begin behind it. When the region is used up, the ordinary heap takes over; then
//! an order of addresses may differ, and the search says `nondeterministic`.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Address space, not memory: pages count once they are touched.
const SIZE: usize = 1 << 27;
/// The same in each process, so that a replay sees the same addresses. Far from where systems put things.
const AT: usize = 0x1EDD_1E00_0000;

/// The heap of a program that runs models.
///
/// Only a model's own thread takes memory from the region; any thread may give it back.
#[derive(Debug)]
pub struct Heap;

thread_local! {
    /// The code under check runs on this thread, and not an engine.
    static OPEN: Cell<bool> = const { Cell::new(false) };
}

/// Where the region begins, or 0: not made, or not to be had.
static START: AtomicUsize = AtomicUsize::new(0);
/// The next free byte. Only the model's thread moves it.
static NEXT: AtomicUsize = AtomicUsize::new(0);
/// Where the running execution began.
static MARK: AtomicUsize = AtomicUsize::new(0);
/// Blocks behind the mark that are in use. Relaxed, like the others: whoever frees a block has got it
/// from its owner, and the count is looked at between executions.
static LIVE: AtomicUsize = AtomicUsize::new(0);

// SAFETY: blocks of the region do not overlap, since `NEXT` only grows until all behind the mark are
// given back; everything else is the system's.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if START.load(Relaxed) != 0 && OPEN.get() {
            let next = NEXT.load(Relaxed).next_multiple_of(layout.align());
            let end = next.saturating_add(layout.size());
            if end <= START.load(Relaxed) + SIZE {
                NEXT.store(end, Relaxed);
                LIVE.fetch_add(1, Relaxed);
                return std::ptr::with_exposed_provenance_mut(next);
            }
        }
        // SAFETY: the caller's promises are the system's conditions.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let (start, address) = (START.load(Relaxed), block.addr());
        if start != 0 && (start..start + SIZE).contains(&address) {
            if address >= MARK.load(Relaxed) {
                LIVE.fetch_sub(1, Relaxed);
            }
            return;
        }
        // SAFETY: it is none of ours, so it is the system's.
        unsafe { System.dealloc(block, layout) }
    }
}

/// From now on the calling thread takes memory from the region, or no longer.
pub(crate) fn set_open(open: bool) {
    OPEN.set(open);
}

/// Runs a piece of an engine or of the harness whose memory outlives an execution, or depends on what earlier
/// ones did: what the code under check allocates lies where it would lie without it.
pub fn aside<R>(work: impl FnOnce() -> R) -> R {
    let was_open = OPEN.replace(false);
    let result = work();
    // If it unwinds instead, the rest of this thread's memory comes from the ordinary heap.
    OPEN.set(was_open);
    result
}

/// Makes the region. Without it, and where the system refuses it, everything is the system's heap.
pub(crate) fn make() {
    // SAFETY: a mapping of fresh pages; it is never taken back.
    let region = unsafe {
        libc::mmap(
            std::ptr::without_provenance_mut(AT),
            SIZE,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
            -1,
            0,
        )
    };
    if region != libc::MAP_FAILED {
        let start = region.expose_provenance();
        NEXT.store(start, Relaxed);
        MARK.store(start, Relaxed);
        START.store(start, Relaxed);
    }
}

/// An execution begins, and nothing of the last one is needed any more.
pub(crate) fn begin() {
    if LIVE.load(Relaxed) == 0 {
        NEXT.store(MARK.load(Relaxed), Relaxed);
    } else {
        // What is left stays, and is not counted any more.
        MARK.store(NEXT.load(Relaxed), Relaxed);
        LIVE.store(0, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_that_takes_nothing_from_the_region_does_not_begin_to_after_a_piece_of_an_engine() {
        assert!(!OPEN.get());
        aside(|| assert!(!OPEN.get()));
        assert!(!OPEN.get());
        set_open(true);
        aside(|| assert!(!OPEN.get()));
        assert!(OPEN.get());
        set_open(false);
    }
}
