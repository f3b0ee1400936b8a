//! Panics that a scenario wants.

use heddle::panic::{AssertUnwindSafe, catch_unwind};

/// Panics in a way that the checker knows to be part of the scenario. It is never reported as what
/// went wrong.
pub fn expected_panic() -> ! {
    heddle_runtime::expected_panic()
}

/// Runs the closure and tells whether it panicked. Use it around code that has to pass an
/// [`expected_panic`] on, or to keep one inside a thread.
pub fn panics(body: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(body)).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expected_panic_is_seen_and_kept() {
        assert!(panics(|| expected_panic()));
        assert!(!panics(|| ()));
    }
}
