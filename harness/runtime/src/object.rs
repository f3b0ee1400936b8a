//! Identity of shared objects, and statics that start afresh in each execution.
//!
//! `new` is `const` in std, so an object cannot register itself when it is made. It registers at its
//! first use in an execution and keeps its number, stamped with that execution, in an [`ObjectCell`].
//!
//! A static's value was made by the compiler, so before its first use its bytes *are* its initial
//! value, with no heap behind them. They are copied then and put back before each execution; what the
//! last execution hung below the value is leaked. An object of an earlier execution that is met again
//! and was not put back (a real thread-local, a leaked box) cannot be judged, and is named.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::kernel::Kernel;
use crate::{Kind, Place};

/// Number of an object within one execution.
pub type ObjectId = u32;

/// Where an object keeps its number: `execution << 32 | number`, or 0 before its first use.
///
/// Only the model's one OS thread writes it, so plain relaxed operations do.
#[derive(Debug, Default)]
pub struct ObjectCell(AtomicU64);

impl ObjectCell {
    /// An object that no execution has met.
    pub const fn new() -> Self {
        ObjectCell(AtomicU64::new(0))
    }

    /// The number of the object, if it was used in the running execution.
    pub(crate) fn known(&self, kernel: &Kernel) -> Option<ObjectId> {
        let stamp = self.0.load(Ordering::Relaxed);
        ((stamp >> 32) as u32 == kernel.execution).then_some(stamp as u32)
    }

    /// The number of the object in the running execution; registers it at its first use.
    ///
    /// `whole` is the memory of the façade value that holds this cell, data included.
    #[inline]
    pub(crate) fn id(
        &self,
        kernel: &mut Kernel,
        kind: Kind,
        whole: (*const u8, usize),
        place: Place,
    ) -> ObjectId {
        let stamp = self.0.load(Ordering::Relaxed);
        if (stamp >> 32) as u32 == kernel.execution {
            return stamp as u32;
        }
        if stamp == 0 {
            kernel.statics.remember(whole);
        } else {
            crate::unsupported(
                "a value that outlives the execution (a leaked box, or a `thread_local!` of another crate)",
                Some(place),
            );
        }
        let id = kernel.register(kind, place);
        self.0.store(
            u64::from(kernel.execution) << 32 | u64::from(id),
            Ordering::Relaxed,
        );
        id
    }
}

/// The initial bytes of each static that the code under check has used.
pub(crate) struct Statics {
    segments: Option<Vec<(usize, usize)>>,
    initial: Vec<(*mut u8, Box<[u8]>)>,
}

impl Statics {
    pub(crate) const fn new() -> Self {
        Statics {
            segments: None,
            initial: Vec::new(),
        }
    }

    fn remember(&mut self, (start, len): (*const u8, usize)) {
        let address = start as usize;
        let segments = self.segments.get_or_insert_with(writable_segments);
        if !segments
            .iter()
            .any(|&(from, to)| from <= address && address < to)
        {
            return;
        }
        let known = |(at, bytes): &(*mut u8, Box<[u8]>)| {
            *at as usize <= address && address + len <= *at as usize + bytes.len()
        };
        if self.initial.iter().any(known) {
            return;
        }
        // SAFETY: the caller passes the memory of a live value, and no other thread runs.
        let bytes = unsafe { std::slice::from_raw_parts(start, len) };
        self.initial.push((start.cast_mut(), bytes.into()));
    }

    /// Puts every static back to its initial value. The last one first: a static within another one
    /// may have been met after the outer one was initialised, and the outer one's bytes must win.
    pub(crate) fn restore(&mut self) {
        for (at, bytes) in self.initial.iter().rev() {
            // SAFETY: a static lives for ever, these are the bytes that the compiler gave it, and no
            // execution runs now, so nothing borrows it.
            unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), *at, bytes.len()) };
        }
    }
}

/// The writable segments of this program: its statics, nothing else.
#[cfg(target_os = "linux")]
fn writable_segments() -> Vec<(usize, usize)> {
    unsafe extern "C" fn visit(
        info: *mut libc::dl_phdr_info,
        _size: libc::size_t,
        segments: *mut libc::c_void,
    ) -> libc::c_int {
        // SAFETY: the loader passes a valid record, and the pointer that was given to it.
        let (info, segments) = unsafe { (&*info, &mut *segments.cast::<Vec<(usize, usize)>>()) };
        for index in 0..usize::from(info.dlpi_phnum) {
            // SAFETY: the record says how many headers there are.
            let header = unsafe { &*info.dlpi_phdr.add(index) };
            if header.p_type == libc::PT_LOAD && header.p_flags & libc::PF_W != 0 {
                let from = (info.dlpi_addr + header.p_vaddr) as usize;
                segments.push((from, from + header.p_memsz as usize));
            }
        }
        1 // The first object is the program itself; no need to see the libraries.
    }
    let mut segments: Vec<(usize, usize)> = Vec::new();
    // SAFETY: `visit` has the signature that the loader calls, and does not keep the pointer.
    unsafe { libc::dl_iterate_phdr(Some(visit), (&raw mut segments).cast()) };
    segments
}

/// Elsewhere statics are not known, so one that is used again is named as not to be judged.
#[cfg(not(target_os = "linux"))]
fn writable_segments() -> Vec<(usize, usize)> {
    Vec::new()
}
