//! What a move does to what threads share, and which two moves may change places.
//!
//! A *move* is all that a thread does from one announcement to the next: the step that it announced, and what
//! comes after it that is no step (a lock given back, the end of the thread). Two neighbouring moves of two
//! threads that touch nothing in common, or only in ways that do not matter to each other, lead to the same
//! state in either order. A search need not try both (Mazurkiewicz, *Trace Theory*, 1986). So what is left
//! out here is never explored: whatever one thread can notice of another has to be told by
//! [`Kernel::affects`].

use super::{Kernel, Until};
use crate::vocabulary::{ObjectId, ThreadId};

/// Something that threads share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// A lock, an atomic, a channel …
    Object(ObjectId),
    /// What `unpark` leaves for a thread.
    Token(ThreadId),
    /// That a thread was woken from a condition variable.
    Wake(ThreadId),
    /// That a thread was started.
    Start(ThreadId),
    /// Whether a thread has ended.
    End(ThreadId),
    /// How many threads there are.
    Alive,
    /// In which order threads are started: they are numbered by it.
    Numbers,
    /// Virtual time.
    Clock,
    /// Which calls of the scenario ended before which began.
    Calls,
}

/// What is done to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It is looked at.
    Look,
    /// It may be another one now.
    Change,
    /// Something is added, and nobody sees in which order.
    Add,
    /// A lock is taken by whoever waited for it, alone or with other readers.
    Take,
    /// See [`Take`](How::Take).
    Share,
    /// A lock is taken by whoever would not have waited.
    TryTake,
    /// See [`TryTake`](How::TryTake).
    TryShare,
    /// A lock is held by others, and who tried is told so.
    TryInVain,
    /// A lock is given back by whoever had it alone.
    Give,
    /// A lock is given back by a reader.
    GiveShare,
    /// One thread waits for this of another …
    Enable,
    /// … and now goes on.
    Enabled,
    /// A call begins.
    Begin,
    /// A call has ended.
    Return,
}

/// One thing that a move does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// To what.
    pub on: Shared,
    /// What.
    pub how: How,
    /// The thread was blocked until somebody changed it.
    pub waited: bool,
}

/// What two effects on the same thing, of two threads, have to do with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Nothing: their order does not matter.
    None,
    /// Their order matters, and could have been the other one.
    Race,
    /// The second waits for the first to give something back. It could not have come right before it, but
    /// before that was taken.
    After,
    /// The second can happen only because of the first.
    Because,
}

/// How what is done first and what is done later to the same thing are related.
pub fn relation(first: How, later: How) -> Relation {
    use How::*;
    match (first, later) {
        (Enable, Enabled) => Relation::Because,
        (Enable | Enabled, Enable | Enabled) | (Enabled, Look) | (Look, Enabled) => Relation::None,
        (Look, Look) | (Add, Add) | (Begin, Begin) | (Return, Return) => Relation::None,
        (TryInVain, TryInVain) => Relation::None,
        (Share | TryShare | GiveShare, Share | TryShare | GiveShare) => Relation::None,
        (Give | GiveShare, Take | Share) => Relation::After,
        // Whoever gives it back has had it before.
        (Take | Share | TryTake | TryShare | Give | GiveShare, Give | GiveShare) => Relation::After,
        _ => Relation::Race,
    }
}

impl Effect {
    /// Whether their order matters, whoever comes first.
    pub fn conflicts(&self, other: &Effect) -> bool {
        let matters = |first, later| relation(first, later) != Relation::None;
        self.on == other.on && (matters(self.how, other.how) || matters(other.how, self.how))
    }
}

/// What a thread did between two announcements.
#[derive(Clone, Copy, Debug)]
pub struct Move<'a> {
    /// Who.
    pub thread: ThreadId,
    /// What it waited for might have been given up instead.
    pub had_deadline: bool,
    /// It stands before this and never came to it: the execution is over.
    pub pending: bool,
    /// What it did to what is shared.
    pub effects: &'a [Effect],
}

impl Kernel {
    /// The running thread does this, as a part of its move. Costs nothing unless a search asks for it.
    #[inline]
    pub fn affects(&mut self, on: Shared, how: How) {
        if self.config.reduces {
            self.note(on, how);
        }
    }

    fn note(&mut self, on: Shared, how: How) {
        let me = self.exec.current;
        let waited = match self.me().next.until {
            Until::Changed(id, _) => on == Shared::Object(id),
            Until::Token => on == Shared::Token(me),
            _ => false,
        };
        let effect = Effect { on, how, waited };
        if !self.exec.effects.contains(&effect) {
            self.exec.effects.push(effect);
        }
    }

    /// The running thread stands before its next step, or has ended: its move is over.
    pub(super) fn move_is_over(&mut self) {
        if !self.config.reduces || !std::mem::take(&mut self.exec.moving) {
            return;
        }
        let exec = &mut self.exec;
        let moved = Move {
            thread: exec.current,
            had_deadline: exec.threads[exec.current as usize].had_deadline,
            pending: false,
            effects: &exec.effects,
        };
        if let Some(strategy) = &mut self.config.strategy {
            strategy.moved(moved);
        }
        exec.effects.clear();
    }

    /// The execution is over: tells of the move that was under way, and of the threads that stand before a
    /// lock which they never got.
    pub fn last_moves(&mut self) {
        self.move_is_over();
        if !self.config.reduces {
            return;
        }
        for thread in 0..self.exec.threads.len() as ThreadId {
            let t = &self.exec.threads[thread as usize];
            let (on, how) = match t.next.until {
                _ if t.status != super::Status::Waiting => continue,
                Until::Free(id) => (Shared::Object(id), How::Take),
                Until::Readable(id) => (Shared::Object(id), How::Share),
                _ => continue,
            };
            let effects = [Effect {
                on,
                how,
                waited: false,
            }];
            let moved = Move {
                thread,
                had_deadline: false,
                pending: true,
                effects: &effects,
            };
            if let Some(strategy) = &mut self.config.strategy {
                strategy.moved(moved);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [How; 14] = [
        How::Look,
        How::Change,
        How::Add,
        How::Take,
        How::Share,
        How::TryTake,
        How::TryShare,
        How::TryInVain,
        How::Give,
        How::GiveShare,
        How::Enable,
        How::Enabled,
        How::Begin,
        How::Return,
    ];

    #[test]
    fn what_matters_in_one_order_matters_in_the_other() {
        for first in ALL {
            for later in ALL {
                let (one, other) = (relation(first, later), relation(later, first));
                let only_one = matches!(
                    (first, later),
                    (How::Enable, How::Enabled) | (How::Enabled, How::Enable)
                );
                assert!(
                    only_one || (one == Relation::None) == (other == Relation::None),
                    "{first:?} {later:?}"
                );
            }
        }
    }

    #[test]
    fn readers_do_not_mind_each_other() {
        assert_eq!(relation(How::Look, How::Look), Relation::None);
        assert_eq!(relation(How::Share, How::GiveShare), Relation::None);
        assert_eq!(relation(How::Share, How::Take), Relation::Race);
        assert_eq!(relation(How::GiveShare, How::Take), Relation::After);
        assert_eq!(relation(How::Give, How::TryInVain), Relation::Race);
    }
}
