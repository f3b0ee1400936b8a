//! Simulated cores: how long the code under check would take on a machine with so many of them.
//!
//! Each simulated thread has a clock of its own. A strategy that always resumes the thread whose clock
//! is smallest runs an execution as a discrete-event simulation: work takes the core that is free
//! first and moves the thread's clock on, and a thread that had to wait goes on no earlier than what
//! it waited for. Whoever is ready gets a core as soon as one is free, so by Graham's bound (*Bounds
//! on Multiprocessing Timing Anomalies*, 1969) nothing better than twice as fast was possible with the
//! same division of the work.
//!
//! Left out: what a step itself costs (one tick, so that every loop moves on), caches, and the core
//! that a spinning thread keeps from the others.

use super::{Kernel, Status, Thread};
use crate::vocabulary::ThreadId;

/// Ticks of one unit of work; a step of any other sort takes one tick.
const UNIT: u64 = 1_000;

/// The machine that is simulated.
#[derive(Default)]
pub(crate) struct Cores {
    /// When each core is free again, in ticks.
    free: Vec<u64>,
    /// What each thread computed, in units.
    shares: Vec<u64>,
}

impl Cores {
    pub(super) fn new(count: u32) -> Self {
        Cores {
            free: vec![0; count.max(1) as usize],
            shares: Vec::new(),
        }
    }

    /// A core from `from` on for `units`; returns when it is done.
    fn take(&mut self, thread: ThreadId, from: u64, units: u64) -> u64 {
        let index = thread as usize;
        if self.shares.len() <= index {
            self.shares.resize(index + 1, 0);
        }
        self.shares[index] += units;
        let core = self.free.iter_mut().min().expect("there is a core");
        *core = from.max(*core) + units * UNIT;
        *core
    }
}

impl Kernel {
    /// The current thread computes for so many units: it takes the core that is free first.
    pub fn compute(&mut self, units: u32) {
        let (me, from) = (self.exec.current, self.me().clock);
        let Some(cores) = &mut self.exec.cores else {
            return;
        };
        let done = cores.take(me, from, u64::from(units));
        self.me().clock = done;
        self.progress();
    }

    /// The current thread has made a step; when it yields, it waits at least for the next thread.
    pub(super) fn spend_tick(&mut self, yields: bool) {
        if self.exec.cores.is_none() {
            return;
        }
        let me = self.exec.current;
        let ready = |(id, thread): &(usize, &Thread)| {
            *id as ThreadId != me && thread.status == Status::Waiting && !thread.behind
        };
        let next = self.exec.threads.iter().enumerate().filter(ready);
        let next = next.map(|(_, thread)| thread.clock).min();
        let thread = self.me();
        thread.clock += 1;
        if let Some(next) = next.filter(|_| yields) {
            thread.clock = thread.clock.max(next + 1);
        }
    }

    /// Whoever can go on only now goes on no earlier than the thread that saw to it.
    pub(super) fn catch_up(&mut self, thread: ThreadId, can_go_on: bool) {
        if self.exec.cores.is_none() {
            return;
        }
        let now = self.me().clock;
        let thread = self.thread(thread);
        if !can_go_on {
            thread.behind = true;
        } else if std::mem::take(&mut thread.behind) {
            thread.clock = thread.clock.max(now);
        }
    }

    /// Units from the start of the execution to where its main thread is now, and every thread's share.
    pub fn simulated(&self) -> (u64, Vec<u64>) {
        let shares = self.exec.cores.as_ref().map(|cores| cores.shares.clone());
        let time = self.exec.threads[0].clock.div_ceil(UNIT);
        (time, shares.unwrap_or_default())
    }
}
