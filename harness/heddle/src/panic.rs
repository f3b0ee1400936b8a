//! `std::panic`, where unwinding is a simulated thread's own.

pub use ::std::panic::*;

/// [`std::panic::catch_unwind`]; in a model it clears the flag of the simulated thread alone.
///
/// # Errors
/// The payload of the panic that `f` raised.
pub fn catch_unwind<F: FnOnce() -> R + UnwindSafe, R>(f: F) -> ::std::thread::Result<R> {
    heddle_runtime::catch_unwind(f)
}
