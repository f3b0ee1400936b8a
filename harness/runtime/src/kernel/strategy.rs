//! Who decides what the code under check cannot.

use shuttle_engine::scheduler::{Task, TaskId};

use super::Move;
use crate::vocabulary::ThreadId;

/// A thread that could run next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The thread.
    pub thread: ThreadId,
    /// It runs because its wait times out.
    pub timeout: bool,
    /// It counts against the preemption bound.
    pub costs: bool,
    /// A number for what it would do: code that is deterministic repeats it.
    pub doing: u32,
    /// Simulated cores: where the thread is in time.
    pub clock: u64,
}

/// What was decided before cannot be decided again: the code made other choices possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Diverged;

/// Decides which thread runs, and what std leaves open. It is asked while the kernel is at work, so it must
/// not ask the kernel for anything itself.
pub trait Strategy {
    /// An index into `options`, which has at least two entries; the first never costs anything.
    /// `tasks` are the same threads in the same order, for schedulers of shuttle's.
    ///
    /// # Errors
    /// If it repeats a schedule in which these options cannot be.
    fn pick(
        &mut self,
        options: &[Choice],
        tasks: &[&Task],
        current: Option<TaskId>,
    ) -> Result<usize, Diverged>;

    /// One of `n ≥ 2` outcomes that std allows, 0 being the plain one. A `disturbance` is a spurious
    /// wake-up or a weak compare-exchange that fails: legal, rare, and rationed.
    ///
    /// # Errors
    /// As for [`pick`](Self::pick).
    fn choose(&mut self, n: usize, disturbance: bool) -> Result<usize, Diverged>;

    /// A thread has made a move, the one that it was picked for last, or the only one that there was. Told
    /// only if it was asked for ([`Session::tell_moves`](crate::session::Session::tell_moves)).
    fn moved(&mut self, _moved: Move<'_>) {}
}
