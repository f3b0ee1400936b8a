//! What happens beyond the model: on threads and in waits of a library's own.

use heddle_protocol::Unsupported;

use crate::mode;
use crate::vocabulary::Engine;

/// The engine that the calling code runs under.
///
/// Costs one relaxed load where no model runs. In a process that explores, a thread that the engine
/// does not know (one of rayon's, say) cannot be judged: nothing that it does can be scheduled, so the
/// process says so and ends.
#[inline]
pub fn engine() -> Engine {
    mode::engine().unwrap_or_else(|_| thread_unknown())
}

#[cold]
fn thread_unknown() -> ! {
    super::cannot_judge(Unsupported {
        item: "a thread that the model does not know (one of rayon's, say)".to_owned(),
        location: None,
        outside: true,
    })
}

/// What is said when a simulated thread waits for real, for something that no simulated thread does.
pub(super) fn wait_unknown() -> Unsupported {
    Unsupported {
        item: "a wait that the model does not know (in a channel of crossbeam's, say)".to_owned(),
        location: None,
        outside: true,
    }
}
