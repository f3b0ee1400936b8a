//! The way to the parent: one event a line, and the end of the process.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::time::Instant;

use heddle_protocol::{Event, VERSION};

/// Exit code of a child that wrote a failure.
const EXIT_FAILED: i32 = 101;
/// Exit code by which a child says that the harness is at fault.
const EXIT_FAULT: i32 = 70;

static EVENTS: AtomicI32 = AtomicI32::new(-1);
static RUN: OnceLock<(String, Instant)> = OnceLock::new();
static OVER: AtomicBool = AtomicBool::new(false);

/// Events go to this descriptor from now on, and the end record carries this nonce. The first event says
/// which version the others have, so that a parent of another one does not misread them.
pub(crate) fn open(descriptor: i32, nonce: String) {
    EVENTS.store(descriptor, Ordering::Relaxed);
    emit(&Event::Begin { version: VERSION });
    // A second job in one process would be a fault of the harness; the first one's nonce stays.
    let _ = RUN.set((nonce, Instant::now()));
}

/// Whether there is a parent to write to: not in a test of the façade itself.
pub(super) fn is_open() -> bool {
    EVENTS.load(Ordering::Relaxed) >= 0
}

/// The job's nonce, and the seconds since it came.
pub(super) fn run() -> (String, f64) {
    RUN.get().map_or((String::new(), 0.0), |(nonce, started)| {
        (nonce.clone(), started.elapsed().as_secs_f64())
    })
}

/// Writes one event to the parent. Without a parent (a test of the façade itself) it does nothing.
pub fn emit(event: &Event) {
    if is_open() {
        write(&event.to_line());
    }
}

fn write(line: &[u8]) {
    let descriptor = EVENTS.load(Ordering::Relaxed);
    let mut rest = line;
    while !rest.is_empty() {
        // SAFETY: `rest` is a valid buffer of that length.
        let written = unsafe { libc::write(descriptor, rest.as_ptr().cast(), rest.len()) };
        if written <= 0 {
            exit(EXIT_FAILED); // The parent is gone; nobody reads what follows.
        }
        rest = &rest[written as usize..];
    }
}

fn exit(code: i32) -> ! {
    // SAFETY: ends the process; nothing of it is used afterwards.
    unsafe { libc::_exit(code) }
}

/// The last word of this process, if nobody else is speaking it: any other thread waits for the end.
pub(super) fn last_word(event: &Event) -> ! {
    if OVER.swap(true, Ordering::AcqRel) {
        loop {
            std::thread::park();
        }
    }
    emit(event);
    exit(match event {
        Event::End(_) => 0,
        _ => EXIT_FAILED,
    })
}

/// [`last_word`] for a signal handler, which may neither wait nor allocate: the line was written down
/// before. Nothing where somebody is speaking already, since a long report takes its time.
pub(super) fn last_line(line: &[u8]) {
    if !OVER.swap(true, Ordering::AcqRel) {
        write(line);
        exit(EXIT_FAILED);
    }
}

/// The harness is at fault: says so where the parent looks for it, and ends the process.
pub fn fault(message: &str) -> ! {
    eprintln!("{message}");
    exit(EXIT_FAULT)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Should it fail, the process ends, and with it the whole test.
    #[test]
    fn a_watchdog_says_nothing_while_somebody_speaks_the_last_word() {
        OVER.store(true, Ordering::Release);
        last_line(b"too late");
        OVER.store(false, Ordering::Release);
    }
}
