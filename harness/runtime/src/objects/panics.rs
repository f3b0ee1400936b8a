//! Panics of simulated threads.
//!
//! All simulated threads share one OS thread, so `std::thread::panicking()` is true in every one of
//! them while any unwinds, and an innocent lock would be poisoned. The flag is kept per simulated
//! thread: the hook sets it, [`catch_unwind`] clears it.

use std::any::Any;
use std::panic::{self, PanicHookInfo, UnwindSafe};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Once, PoisonError};

use heddle_protocol::{Code, Event, Finding, PanicRecord, Stopped};

use crate::kernel::{self, Object, Part, Status};
use crate::outbox::{self, engine};
use crate::trace::location;
use crate::vocabulary::{Engine, ObjectKind};

/// The payload of a panic that the scenario wants, to see what the code under check makes of it.
#[derive(Debug)]
pub struct ExpectedPanic;

/// Panics in a way that is never reported as the cause of anything.
pub fn expected_panic() -> ! {
    panic::panic_any(ExpectedPanic)
}

/// Whether this engine can go on if the calling thread panics now. While a thread unwinds in loom, each lock
/// that any thread gives back stays poisoned, also one within a channel; so it can where there are atomics
/// alone.
pub fn can_go_on_after_panic() -> bool {
    let is_atomic = |object: &Object| matches!(object.kind, ObjectKind::Atomic(_));
    engine() != Engine::Loom || kernel::with(|k| k.exec.objects.iter().all(is_atomic))
}

/// Panics written to the parent before anything unwinds; enough of them to explain an abort.
const MOST_WRITTEN: u64 = 20;

/// What the first panic on real threads is called, if there was one.
pub fn of_first() -> Option<(Code, String)> {
    let panic = outbox::story::first_panic()?;
    Some(if panic.message.starts_with("not yet implemented") {
        let message = "`todo!()` is still to be written";
        (Code::NotStarted, message.to_owned())
    } else {
        let message = format!("a thread panicked: {}", panic.message);
        (Code::Panic, message)
    })
}

/// Installs the panic hook that takes the record, once a process and over any engine's own.
pub fn install_hook() {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| {
        panic::set_hook(Box::new(|info| {
            hook(info);
            if let Some(learners) = learners_hook() {
                learners(info);
            }
        }));
        INSTALLED.store(true, Ordering::Relaxed);
    });
}

type Hook = dyn Fn(&PanicHookInfo<'_>) + Sync + Send;

/// The harness's hook is in place, so a learner's is called after it and never instead of it.
static INSTALLED: AtomicBool = AtomicBool::new(false);
/// The hook that the code under check has set in the running execution.
static LEARNERS: Mutex<Option<Arc<Hook>>> = Mutex::new(None);

fn learners_hook() -> Option<Arc<Hook>> {
    LEARNERS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone()
}

/// `std::panic::set_hook`, which leaves the harness's own hook in place.
pub fn set_hook(hook: Box<Hook>) {
    if INSTALLED.load(Ordering::Relaxed) {
        *LEARNERS.lock().unwrap_or_else(PoisonError::into_inner) = Some(hook.into());
    } else {
        panic::set_hook(hook);
    }
}

/// `std::panic::take_hook`, which leaves the harness's own hook in place.
pub fn take_hook() -> Box<Hook> {
    if !INSTALLED.load(Ordering::Relaxed) {
        return panic::take_hook();
    }
    match LEARNERS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take()
    {
        Some(hook) => Box::new(move |info| hook(info)),
        None => Box::new(|_| {}),
    }
}

/// Each execution starts without a hook of the learner's.
pub(crate) fn forget_hook() {
    *LEARNERS.lock().unwrap_or_else(PoisonError::into_inner) = None;
}

fn hook(info: &PanicHookInfo<'_>) {
    let place = info.location();
    if place.is_some_and(|place| is_crate(place.file(), "generator")) {
        return; // loom puts an end to one of its own coroutines.
    }
    let is_of_loom = place.is_some_and(|place| is_crate(place.file(), "loom"));
    let message = info.payload_as_str().unwrap_or("a value that is not text");
    let record = |thread, step| PanicRecord {
        thread,
        message: message.to_owned(),
        location: place.map(location),
        step,
    };
    let is_expected = info.payload().is::<ExpectedPanic>();
    if engine() == Engine::Std {
        if !is_expected {
            let record = record(0, 0);
            emit(&record);
            outbox::story::panicked(record);
        }
        return;
    }
    let noted = kernel::try_with(|k| {
        if k.config.engine == Engine::Loom && is_of_loom {
            return Err(k.exec.threads[0].status == Status::Finished);
        }
        k.me().panicking = true;
        let is_first = !is_expected && k.is_under_way() && k.exec.panic.is_none();
        Ok(is_first.then(|| {
            let record = record(k.exec.current, k.exec.trace.len() as u64);
            k.exec.panic = Some(record.clone());
            record
        }))
    });
    match noted {
        Some(Ok(Some(record))) => emit(&record),
        Some(Ok(None)) => {}
        Some(Err(main_has_ended)) => loom_stopped(message, main_has_ended),
        // The kernel itself panicked: nothing that it says can be trusted any more.
        None => outbox::fault(&format!("the model is at fault: {info}")),
    }
}

fn emit(record: &PanicRecord) {
    static WRITTEN: AtomicU64 = AtomicU64::new(0);
    if WRITTEN.fetch_add(1, Ordering::Relaxed) < MOST_WRITTEN {
        outbox::emit(&Event::Panic(record.clone()));
    }
}

/// Whether a source file belongs to this dependency. loom's panics are how it reports.
/// Asked for each thread of loom's, since each ends with a panic of its own: so without making a text.
fn is_crate(file: &str, name: &str) -> bool {
    file.rsplit(['/', '\\']).any(|folder| {
        let version = folder.strip_prefix(name);
        version.is_some_and(|version| version.starts_with("-0."))
    })
}

/// loom gave up on an execution: a deadlock, or one of its limits. It would abort next.
fn loom_stopped(message: &str, main_has_ended: bool) {
    if message.starts_with("deadlock") {
        if main_has_ended {
            // Legal in std: the process would have ended. loom cannot go on from here.
            outbox::unsupported(
                "a detached thread that is still blocked when main returns",
                None,
            );
        }
        outbox::found(Finding::Standstill);
    }
    if message.contains("exceeded maximum number of branches") {
        outbox::end(Some(Stopped::Branches), false, false);
    }
    if kernel::with(|k| k.exec.panic.is_none()) {
        outbox::unsupported(
            &format!("something that loom does not model ({message})"),
            None,
        );
    }
}

/// Whether the calling thread, simulated or real, is unwinding.
pub fn panicking() -> bool {
    match engine() {
        Engine::Std => std::thread::panicking(),
        _ => kernel::with(|k| k.me().panicking),
    }
}

/// `std::panic::catch_unwind` that keeps the flag of each simulated thread.
///
/// # Errors
/// The payload of the panic that `f` raised.
pub fn catch_unwind<F: FnOnce() -> R + UnwindSafe, R>(f: F) -> std::thread::Result<R> {
    let result = panic::catch_unwind(f);
    match result {
        Err(payload) if engine() != Engine::Std => {
            if kernel::with(|k| k.exec.part == Part::TearingDown) {
                // The engine takes the stack of a thread that never ended apart by unwinding it; a
                // loop round this call would never let it.
                panic::resume_unwind(payload);
            }
            kernel::with(|k| k.me().panicking = false);
            Err(payload)
        }
        result => result,
    }
}

/// `std::panic::resume_unwind`: the calling simulated thread panics again, without the hook.
pub fn resume_unwind(payload: Box<dyn Any + Send>) -> ! {
    if engine() != Engine::Std {
        kernel::with(|k| k.me().panicking = true);
    }
    panic::resume_unwind(payload)
}

/// Where std aborts the process, after a panic with this payload: a failure, and the end of the process. If
/// the scenario's main has returned, the process would have ended before, so nothing happens.
#[cold]
pub(crate) fn crashed(what: &str, payload: Box<dyn Any + Send>) {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let panic = text.map_or_else(String::new, |text| format!(": {text}"));
    let message = format!("{what}{panic}. Where no checker runs, this aborts the whole process");
    // Its destructor could panic as well.
    std::mem::forget(payload);
    if engine() == Engine::Std || kernel::with(|k| k.is_under_way()) {
        outbox::crashed(message);
    }
}
