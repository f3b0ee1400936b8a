//! The locks and condition variables below the façade's, without the learner's data.

use std::sync::PoisonError;
use std::time::Duration;

use crate::kernel::{self, Until, Wake};
use crate::object::{ObjectCell, ObjectId};
use crate::schedule::{Announce, step};
use crate::trace::{Op, Value};
use crate::{Engine, Kind, Place, engine, loom_pool};

/// A façade value's memory, for statics that start afresh: address and size.
pub type Whole = (*const u8, usize);

/// The lock below `heddle::sync::Mutex`.
#[derive(Debug, Default)]
pub struct RawMutex {
    cell: ObjectCell,
    real: std::sync::Mutex<()>,
}

/// What a thread holds while it holds a [`RawMutex`]. It must be given back to
/// [`RawMutex::unlock`]; dropped, it leaves a simulated lock held for ever.
#[derive(Debug)]
pub enum RawGuard<'a> {
    /// The real lock.
    Std(std::sync::MutexGuard<'a, ()>),
    /// Held by the thread that the kernel names.
    Search(ObjectId, Place),
    /// loom's lock.
    Loom(ObjectId, Place, LoomGuard),
    /// Given back.
    Gone,
}

impl RawGuard<'_> {
    /// The lock, where a model runs.
    #[inline]
    pub fn object(&self) -> Option<ObjectId> {
        match self {
            RawGuard::Search(id, _) | RawGuard::Loom(id, ..) => Some(*id),
            RawGuard::Std(_) | RawGuard::Gone => None,
        }
    }
}

impl RawMutex {
    /// A lock that nobody holds.
    pub const fn new() -> Self {
        RawMutex {
            cell: ObjectCell::new(),
            real: std::sync::Mutex::new(()),
        }
    }

    fn id(&self, whole: Whole, place: Place) -> ObjectId {
        kernel::with(|k| self.cell.id(k, Kind::Mutex, whole, place))
    }

    /// Takes the lock; blocks while another thread has it.
    pub fn lock(&self, whole: Whole, place: Place) -> RawGuard<'_> {
        let engine = engine();
        if engine == Engine::Std {
            return RawGuard::Std(self.real.lock().unwrap_or_else(PoisonError::into_inner));
        }
        let id = self.id(whole, place);
        let announce = locks(id, place);
        if engine == Engine::Search {
            step(announce);
            taken(id, place, "lock");
            return RawGuard::Search(id, place);
        }
        let guard = loom_pool::operation(announce, || {
            loom_pool::mutex(id)
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        });
        taken(id, place, "lock");
        RawGuard::Loom(id, place, guard)
    }

    /// Takes the lock if nobody has it.
    pub fn try_lock(&self, whole: Whole, place: Place) -> Option<RawGuard<'_>> {
        match engine() {
            Engine::Std => match self.real.try_lock() {
                Ok(guard) => Some(RawGuard::Std(guard)),
                Err(std::sync::TryLockError::Poisoned(poisoned)) => {
                    Some(RawGuard::Std(poisoned.into_inner()))
                }
                Err(std::sync::TryLockError::WouldBlock) => None,
            },
            Engine::Search => {
                let id = self.id(whole, place);
                tries();
                step(Announce {
                    until: Until::Always,
                    op: Op("try_lock"),
                    ..locks(id, place)
                });
                let free = kernel::with(|k| k.objects[id as usize].holder.is_none());
                if !free {
                    let held = Value::Word("it is held");
                    kernel::with(|k| k.record(Op("try_lock"), Some(id), held, Some(place), false));
                    return None;
                }
                taken(id, place, "try_lock");
                Some(RawGuard::Search(id, place))
            }
            // loom's own blocks where std's would return (its issue 376).
            Engine::Loom => crate::unsupported("`Mutex::try_lock`", Some(place)),
        }
    }

    /// Gives the lock back. In the model this is a step of its own only where someone tries locks:
    /// otherwise no thread can tell whether it happens before or with the next step.
    pub fn unlock(&self, guard: &mut RawGuard<'_>) {
        match std::mem::replace(guard, RawGuard::Gone) {
            RawGuard::Std(guard) => drop(guard),
            RawGuard::Search(id, place) => {
                if kernel::with(|k| k.tries) {
                    step(Announce {
                        until: Until::Always,
                        op: Op("unlock"),
                        ..locks(id, place)
                    });
                }
                given_back(id, place);
            }
            RawGuard::Loom(id, place, guard) => {
                if std::thread::panicking() {
                    // loom's lock would stay poisoned for ever.
                    crate::unsupported("a panic while a lock is held", Some(place));
                }
                given_back(id, place);
                let me = kernel::with(|k| k.current);
                drop(guard);
                kernel::with(|k| k.current = me);
            }
            RawGuard::Gone => {}
        }
    }
}

fn locks(id: ObjectId, place: Place) -> Announce {
    Announce {
        op: Op("lock"),
        object: Some(id),
        place: Some(place),
        until: Until::Free(id),
        deadline: None,
    }
}

/// Someone asks whether a lock is held, so when it is given back makes a difference from now on. The
/// executions so far were explored without that difference: the search starts again.
pub(crate) fn tries() {
    kernel::with(|k| {
        if !k.tries {
            k.tries = true;
            k.restart = true;
        }
    });
}

fn taken(id: ObjectId, place: Place, op: &'static str) {
    kernel::with(|k| {
        let me = k.current;
        k.overlap |= k.objects.iter().any(|object| {
            object.kind == Kind::Mutex && object.holder.is_some_and(|other| other != me)
        });
        k.objects[id as usize].holder = Some(me);
        k.record(Op(op), Some(id), Value::None, Some(place), true);
    });
}

fn given_back(id: ObjectId, place: Place) {
    kernel::with(|k| {
        // After the scenario's end a lock may be given back by whoever drops its guard.
        if let Some(lock) = k.objects.get_mut(id as usize) {
            lock.holder = None;
            k.record(Op("unlock"), Some(id), Value::None, Some(place), true);
        }
    });
}

/// What a report says of a wake-up that nobody caused.
pub(crate) const SPURIOUS: &str = "for no reason: a spurious wake-up";

/// The condition variable below `heddle::sync::Condvar`.
#[derive(Debug, Default)]
pub struct RawCondvar {
    cell: ObjectCell,
    real: std::sync::Condvar,
}

impl RawCondvar {
    /// A condition variable that nobody waits on.
    pub const fn new() -> Self {
        RawCondvar {
            cell: ObjectCell::new(),
            real: std::sync::Condvar::new(),
        }
    }

    /// Gives `guard`'s lock back, sleeps until notified (or for no reason), takes the lock again.
    /// Returns whether it woke because `timeout` passed.
    pub fn wait<'a>(
        &self,
        whole: Whole,
        guard: RawGuard<'a>,
        timeout: Option<Duration>,
        place: Place,
    ) -> (RawGuard<'a>, bool) {
        match guard {
            RawGuard::Std(guard) => match timeout {
                None => {
                    let guard = self
                        .real
                        .wait(guard)
                        .unwrap_or_else(PoisonError::into_inner);
                    (RawGuard::Std(guard), false)
                }
                Some(timeout) => {
                    let waited = self.real.wait_timeout(guard, timeout);
                    let (guard, result) = waited.unwrap_or_else(PoisonError::into_inner);
                    (RawGuard::Std(guard), result.timed_out())
                }
            },
            RawGuard::Search(lock, _) => {
                let id = kernel::with(|k| self.cell.id(k, Kind::Condvar, whole, place));
                let timed_out = search_wait(id, lock, timeout, place) == Wake::TimedOut;
                (RawGuard::Search(lock, place), timed_out)
            }
            RawGuard::Loom(lock, _, guard) => {
                let id = kernel::with(|k| self.cell.id(k, Kind::Condvar, whole, place));
                if let Some(timeout) = timeout {
                    let guard = time_out_in_loom(id, lock, guard, timeout, place);
                    return (RawGuard::Loom(lock, place, guard), true);
                }
                fall_asleep(id, lock, false, place);
                let announce = sleeps(id, lock, None, place);
                let guard = loom_pool::operation(announce, || {
                    let condvar = loom_pool::condvar(id);
                    condvar.wait(guard).unwrap_or_else(PoisonError::into_inner)
                });
                wake_up(id, lock, Value::None, place);
                (RawGuard::Loom(lock, place, guard), false)
            }
            RawGuard::Gone => unreachable!("a guard that was given back cannot wait"),
        }
    }

    /// Wakes one of the threads that wait, any one; nothing if there is none.
    pub fn notify_one(&self, whole: Whole, place: Place) {
        match engine() {
            Engine::Std => self.real.notify_one(),
            engine => self.notify(engine, whole, place, "notify_one"),
        }
    }

    /// Wakes every thread that waits now.
    pub fn notify_all(&self, whole: Whole, place: Place) {
        match engine() {
            Engine::Std => self.real.notify_all(),
            engine => self.notify(engine, whole, place, "notify_all"),
        }
    }

    fn notify(&self, engine: Engine, whole: Whole, place: Place, op: &'static str) {
        let id = kernel::with(|k| self.cell.id(k, Kind::Condvar, whole, place));
        let announce = Announce {
            op: Op(op),
            object: Some(id),
            place: Some(place),
            until: Until::Always,
            deadline: None,
        };
        if engine == Engine::Search {
            step(announce);
        } else {
            loom_pool::operation(announce, || match op {
                "notify_one" => loom_pool::condvar(id).notify_one(),
                _ => loom_pool::condvar(id).notify_all(),
            });
        }
        kernel::with(|k| {
            let waiting = k.objects[id as usize].waiters.len();
            let value = match waiting {
                0 => Value::Word("nobody is waiting"),
                _ if op == "notify_one" => {
                    let chosen = k.choose(waiting, false);
                    let woken = k.objects[id as usize].waiters.remove(chosen);
                    wake(k, woken);
                    Value::Thread(woken)
                }
                _ => {
                    for woken in std::mem::take(&mut k.objects[id as usize].waiters) {
                        wake(k, woken);
                    }
                    Value::Word("wakes everyone who waits")
                }
            };
            k.record(Op(op), Some(id), value, Some(place), true);
        });
    }
}

fn wake(k: &mut kernel::Kernel, thread: u32) {
    let thread = &mut k.threads[thread as usize];
    thread.notified = true;
    thread.deadline = None;
}

fn sleeps(id: ObjectId, lock: ObjectId, deadline: Option<u64>, place: Place) -> Announce {
    Announce {
        op: Op("wait"),
        object: Some(id),
        place: Some(place),
        until: Until::Notified(lock),
        deadline,
    }
}

fn fall_asleep(id: ObjectId, lock: ObjectId, spurious: bool, place: Place) {
    kernel::with(|k| {
        let me = k.current;
        k.me().notified = spurious;
        if !spurious {
            k.objects[id as usize].waiters.push(me);
        }
        k.objects[lock as usize].holder = None;
        k.record(Op("wait"), Some(id), Value::None, Some(place), true);
    });
}

fn wake_up(id: ObjectId, lock: ObjectId, value: Value, place: Place) {
    kernel::with(|k| {
        let me = k.current;
        k.me().notified = false;
        k.objects[lock as usize].holder = Some(me);
        k.record(Op("wake"), Some(id), value, Some(place), true);
    });
}

type LoomGuard = loom::sync::MutexGuard<'static, ()>;

/// loom's wait with a timeout: it is over as soon as the others had their turn.
fn time_out_in_loom(
    id: ObjectId,
    lock: ObjectId,
    guard: LoomGuard,
    timeout: Duration,
    place: Place,
) -> LoomGuard {
    given_back(lock, place);
    let me = kernel::with(|k| k.current);
    drop(guard);
    kernel::with(|k| k.current = me);
    crate::time::pass_in_loom(timeout);
    let guard = loom_pool::operation(locks(lock, place), || {
        loom_pool::mutex(lock)
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    });
    wake_up(id, lock, Value::Word("after its timeout"), place);
    guard
}

fn search_wait(id: ObjectId, lock: ObjectId, timeout: Option<Duration>, place: Place) -> Wake {
    step(Announce {
        until: Until::Always,
        ..sleeps(id, lock, None, place)
    });
    // Waking for no reason is decided here: from now on the thread may run again whenever the
    // lock is free, which is all that a spurious wake-up at any later time could do.
    let spurious = kernel::with(|k| k.choose(2, true)) == 1;
    fall_asleep(id, lock, spurious, place);
    let deadline = timeout.map(|timeout| kernel::with(|k| k.deadline(timeout)));
    let wake = step(sleeps(id, lock, deadline, place));
    if wake == Wake::TimedOut {
        kernel::with(|k| {
            let me = k.current;
            k.objects[id as usize]
                .waiters
                .retain(|&waiter| waiter != me);
            k.record(Op("time out"), Some(id), Value::None, Some(place), true);
        });
        step(locks(lock, place));
    }
    let value = match wake {
        Wake::TimedOut => Value::Word("after its timeout"),
        Wake::Ready if spurious => Value::Word(SPURIOUS),
        Wake::Ready => Value::None,
    };
    wake_up(id, lock, value, place);
    wake
}
