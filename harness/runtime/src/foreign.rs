//! Threads that the engine does not know.

/// A façade object was used on a thread that no engine started: rayon's, crossbeam's own.
///
/// Nothing that such a thread does can be scheduled, so the stage does not apply. The record is
/// written and the process ends; an engine asked from here would only panic.
pub(crate) fn thread_unknown() -> ! {
    crate::unsupported(
        "a thread that the model does not know (one of rayon's, say)",
        None,
    )
}
