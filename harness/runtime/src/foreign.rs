//! What happens beyond the model: on threads and in waits of a library's own.

use heddle_protocol::Unsupported;

/// A façade object was used on a thread that no engine started: rayon's, crossbeam's own.
///
/// Nothing that such a thread does can be scheduled, so the stage does not apply. The record is
/// written and the process ends; an engine asked from here would only panic.
pub(crate) fn thread_unknown() -> ! {
    crate::failure::cannot_judge(Unsupported {
        item: "a thread that the model does not know (one of rayon's, say)".to_owned(),
        location: None,
        outside: true,
    })
}

/// What is said when a simulated thread waits for real, for something that no simulated thread does.
pub(crate) fn wait_unknown() -> Unsupported {
    Unsupported {
        item: "a wait that the model does not know (in a channel of crossbeam's, say)".to_owned(),
        location: None,
        outside: true,
    }
}
