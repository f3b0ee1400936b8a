//! `std::panic`, where unwinding is a simulated thread's own, and the checker's record of a panic
//! comes before whatever a learner's hook does.

pub use ::std::panic::*;

use ::std::any::Any;

/// [`std::panic::catch_unwind`]; in a model it clears the flag of the simulated thread alone.
///
/// # Errors
/// The payload of the panic that `f` raised.
pub fn catch_unwind<F: FnOnce() -> R + UnwindSafe, R>(f: F) -> ::std::thread::Result<R> {
    heddle_runtime::catch_unwind(f)
}

/// [`std::panic::resume_unwind`].
pub fn resume_unwind(payload: Box<dyn Any + Send>) -> ! {
    heddle_runtime::resume_unwind(payload)
}

/// [`std::panic::set_hook`].
pub fn set_hook(hook: Box<dyn Fn(&PanicHookInfo<'_>) + Sync + Send + 'static>) {
    heddle_runtime::set_hook(hook);
}

/// [`std::panic::take_hook`].
#[must_use]
pub fn take_hook() -> Box<dyn Fn(&PanicHookInfo<'_>) + Sync + Send + 'static> {
    heddle_runtime::take_hook()
}
