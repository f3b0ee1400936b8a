//! Statics that start afresh in each execution.
//!
//! A static's value was made by the compiler, so before its first use its bytes *are* its initial
//! value, with no heap behind them. They are copied then and put back before each execution; what the
//! last execution hung below the value is leaked.

use crate::vocabulary::Whole;

/// The initial bytes of each static that the code under check has used.
pub(super) struct Statics {
    segments: Option<Vec<(usize, usize)>>,
    initial: Vec<(*mut u8, Box<[u8]>)>,
}

impl Statics {
    pub(super) const fn new() -> Self {
        Statics {
            segments: None,
            initial: Vec::new(),
        }
    }

    /// Remembers the bytes of a static; anything else is left alone.
    pub(super) fn remember(&mut self, (start, len): Whole) {
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
    pub(super) fn restore(&mut self) {
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
