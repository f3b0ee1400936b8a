//! Who waits for whom at the end of an execution.

use heddle_protocol::{Announced, Failure, Finding, Until};

/// Who stands still at the end of a failed execution.
pub(crate) struct Waits<'a> {
    failure: &'a Failure,
}

/// A thread that cannot go on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Blocked<'a> {
    /// Where it stands, and what it waits for.
    pub announced: &'a Announced,
    /// The thread that would have to act, where one can be named: a lock's holder, a join's target.
    pub waits_for: Option<u32>,
}

/// Who is stuck when an execution comes to a standstill, or goes round; nobody where it ended otherwise.
pub fn blocked(failure: &Failure) -> Vec<Blocked<'_>> {
    let goes_round = match failure.finding {
        Finding::Standstill | Finding::LeftBlocked(_) => false,
        Finding::GoesRound => true,
        _ => return Vec::new(),
    };
    let waits = Waits::of(failure);
    let threads = failure.waiting.iter();
    // Main waits for nothing any more once it has returned.
    let left = matches!(failure.finding, Finding::LeftBlocked(_));
    let threads = threads.filter(|wait| !(left && wait.thread == 0));
    threads
        .filter(|wait| !(goes_round && wait.until == Until::Always))
        .map(|announced| Blocked {
            announced,
            waits_for: waits.waits_for(announced.thread),
        })
        .collect()
}

impl<'a> Waits<'a> {
    pub fn of(failure: &'a Failure) -> Self {
        Waits { failure }
    }

    /// Every thread that stands before a step, in order.
    pub fn threads(&self) -> impl Iterator<Item = u32> + use<'a> {
        self.failure.waiting.iter().map(|wait| wait.thread)
    }

    pub fn get(&self, thread: u32) -> Option<&'a Announced> {
        let mut waiting = self.failure.waiting.iter();
        waiting.find(|wait| wait.thread == thread)
    }

    /// The one thread that would have to act for `thread` to go on, where there is one.
    pub fn waits_for(&self, thread: u32) -> Option<u32> {
        let object = |id: u32| self.failure.objects.get(id as usize);
        let holder = |id: u32| {
            let lock = object(id)?;
            lock.holder.or_else(|| lock.readers.first().copied())
        };
        match self.get(thread)?.until {
            Until::Free(lock) | Until::Readable(lock) => holder(lock),
            Until::Notified {
                lock,
                notified: true,
            } => holder(lock),
            Until::Finished(other) => Some(other),
            Until::Changed(id) => object(id)?.holder,
            Until::Notified { .. } | Until::Always | Until::Token | Until::Never => None,
        }
    }

    /// The thread waits for another thread's word, not for a lock. One that waits for a promise is not
    /// what is wrong.
    pub fn sleeps(&self, thread: u32) -> bool {
        if self.waits_for_promise(thread) {
            return false;
        }
        let object = |id: u32| self.failure.objects.get(id as usize);
        match self.get(thread).map(|wait| wait.until) {
            // Whoever was notified and finds the lock free could go on. In loom a thread that is about to
            // fall asleep is noted as asleep already, and can miss what seems to have woken it.
            Some(Until::Notified { lock, notified }) => {
                let free = |lock: &heddle_protocol::Object| {
                    lock.holder.is_none() && lock.readers.is_empty()
                };
                !notified || object(lock).is_none_or(free)
            }
            Some(Until::Changed(id)) => object(id).is_none_or(|object| object.holder.is_none()),
            Some(Until::Token | Until::Never) => true,
            _ => false,
        }
    }

    fn waits_for_promise(&self, thread: u32) -> bool {
        let mut promises = self.failure.promises.iter();
        promises.any(|promise| promise.thread == thread)
    }

    /// The circle that `thread` is part of, starting with it.
    pub fn circle(&self, thread: u32) -> Option<Vec<u32>> {
        let mut path = vec![thread];
        let mut next = self.waits_for(thread)?;
        while next != thread {
            if path.contains(&next) || self.get(next).is_none() {
                return None;
            }
            path.push(next);
            next = self.waits_for(next)?;
        }
        Some(path)
    }

    /// A stuck thread that waits for a lock which `thread` holds.
    pub fn kept_out_by(&self, thread: u32) -> Option<u32> {
        self.threads().find(|&other| {
            other != thread && !self.joins(other) && self.waits_for(other) == Some(thread)
        })
    }

    /// It waits for the end of a thread.
    pub fn joins(&self, thread: u32) -> bool {
        self.get(thread)
            .is_some_and(|wait| matches!(wait.until, Until::Finished(_)))
    }

    /// It waits for another thread's step in a monitor: of those, only an initialisation names who has to act.
    pub fn awaits_initialisation(&self, thread: u32) -> bool {
        self.get(thread)
            .is_some_and(|wait| matches!(wait.until, Until::Changed(_)))
    }

    /// Who sleeps on that condition variable.
    pub fn sleepers(&self, condvar: Option<u32>) -> Vec<u32> {
        let waiting = self.failure.waiting.iter();
        let there = waiting.filter(|wait| wait.object == condvar);
        there
            .map(|wait| wait.thread)
            .filter(|&thread| self.sleeps(thread))
            .collect()
    }
}
