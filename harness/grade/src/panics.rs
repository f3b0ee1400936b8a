//! Panics that a scenario wants.

use heddle::panic::{AssertUnwindSafe, catch_unwind};

/// Panics in a way that the checker knows to be part of the scenario. It is never reported as what
/// went wrong.
pub fn expected_panic() -> ! {
    heddle_runtime::expected_panic()
}

/// Panics as [`expected_panic`] does, unless loom runs and the code under check uses more than atomics: loom
/// could not go on. So orderings are judged where a panic leaves what was built of atomics, and a scenario
/// need not leave loom out for the sake of all others.
pub fn expected_panic_where_judged() {
    if heddle_runtime::can_go_on_after_panic() {
        expected_panic()
    }
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
    fn real_threads_judge_every_panic() {
        assert!(panics(expected_panic_where_judged));
    }

    #[test]
    fn an_expected_panic_is_seen_and_kept() {
        assert!(panics(|| expected_panic()));
        assert!(!panics(|| ()));
    }
}
