//! Small programs over everything that threads can share, made from a number.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use heddle::sync::atomic::{AtomicU32, Ordering::SeqCst};
use heddle::sync::mpsc::{Receiver, SyncSender, sync_channel};
use heddle::sync::{Barrier, Condvar, Mutex, OnceLock, RwLock};
use heddle::thread::{self, Thread};
use heddle::time::Instant;

/// Numbers that are the same each time (Marsaglia, *Xorshift RNGs*, 2003).
pub struct Numbers(u64);

impl Numbers {
    pub fn new(seed: u64) -> Self {
        let mut numbers = Numbers(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        for _ in 0..8 {
            numbers.below(2);
        }
        numbers
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }
}

/// One thing that a thread does.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    Load(usize),
    Store(usize, u32),
    Add(usize),
    Exchange(usize),
    /// Adds one to what a lock guards, and sees what it was.
    Locked(usize),
    /// The same, where it is there to be had.
    TryLocked(usize),
    /// Holds one lock while it takes the other.
    Nested(usize),
    /// Waits once, while what the lock guards is 0.
    Wait,
    WaitAtMost,
    Notify,
    NotifyAll,
    /// Changes what is waited for, and notifies.
    Signal,
    Shared,
    Exclusive,
    TryShared,
    Send,
    TrySend,
    Receive,
    TryReceive,
    ReceiveAtMost,
    Park,
    ParkAtMost,
    Unpark(usize),
    Sleep,
    Now,
    Meet,
    Set,
    Get,
    /// A call of a scenario's, around the next step.
    Call,
}

use Step::*;

/// The kinds of objects that a program may be about: few at a time, so that they meet.
const THEMES: [&[Step]; 10] = [
    &[
        Load(0),
        Store(0, 1),
        Store(0, 2),
        Load(1),
        Store(1, 1),
        Add(1),
        Exchange(0),
    ],
    &[Locked(0), Locked(1), Nested(0), Nested(1), Load(0), Add(0)],
    &[Wait, Notify, Signal, NotifyAll, Locked(0), Wait],
    &[WaitAtMost, Wait, Signal, Notify, Now, Locked(0)],
    &[Shared, Shared, Exclusive, TryShared, Load(0), Store(0, 1)],
    &[Send, TrySend, Receive, TryReceive, ReceiveAtMost, Add(0)],
    &[
        Park,
        ParkAtMost,
        Unpark(0),
        Unpark(1),
        Unpark(2),
        Load(0),
        Add(0),
    ],
    &[Locked(0), TryLocked(0), Locked(1), TryLocked(1), Add(0)],
    &[Sleep, Now, Load(0), Store(0, 1), WaitAtMost, Signal],
    &[Meet, Set, Get, Add(0), Locked(0), Receive, Send],
];

/// A timeout.
const SOON: Duration = Duration::from_millis(10);

/// A program: what each of its threads does.
pub struct Program {
    pub threads: Vec<Vec<Step>>,
}

impl Program {
    pub fn new(seed: u64) -> Self {
        let mut numbers = Numbers::new(seed);
        let theme = THEMES[numbers.below(THEMES.len() as u64) as usize];
        let other = THEMES[numbers.below(THEMES.len() as u64) as usize];
        let count = 2 + numbers.below(3);
        // Many threads and many steps have more schedules than can be tried without a reduction.
        let most = [0, 0, 3, 2, 1][count as usize];
        let mut threads = Vec::new();
        for _ in 0..count {
            let steps = 1 + numbers.below(most);
            let mut list = Vec::new();
            for _ in 0..steps {
                let from = if numbers.below(4) == 0 { other } else { theme };
                if numbers.below(8) == 0 {
                    list.push(Call);
                }
                list.push(from[numbers.below(from.len() as u64) as usize]);
            }
            threads.push(list);
        }
        Program { threads }
    }
}

struct World {
    atomics: [AtomicU32; 2],
    locks: [Mutex<u32>; 2],
    changed: Condvar,
    shared: RwLock<u32>,
    barrier: Barrier,
    once: OnceLock<u32>,
    sender: SyncSender<u32>,
    receiver: Mutex<Receiver<u32>>,
    began: Instant,
    threads: std::sync::Mutex<Vec<Thread>>,
    /// How many of them can be unparked by now.
    known: AtomicU32,
    /// What each thread saw. A real lock: it is no step.
    seen: Vec<std::sync::Mutex<String>>,
    /// When each call began and ended, and whose it was.
    calls: std::sync::Mutex<Vec<(usize, heddle_runtime::CallId, u32)>>,
}

/// Runs it once, and says what came of it.
pub fn run(program: &Arc<Program>) -> String {
    let (sender, receiver) = sync_channel(1);
    let world = Arc::new(World {
        atomics: Default::default(),
        locks: Default::default(),
        changed: Condvar::new(),
        shared: RwLock::new(0),
        barrier: Barrier::new(2),
        once: OnceLock::new(),
        sender,
        receiver: Mutex::new(receiver),
        began: Instant::now(),
        threads: Default::default(),
        known: AtomicU32::new(0),
        seen: program.threads.iter().map(|_| Default::default()).collect(),
        calls: Default::default(),
    });
    let steps = program.threads.iter().flatten();
    let unparks = steps.clone().any(|step| matches!(step, Unpark(_)));
    for index in 0..program.threads.len() {
        let (own, program) = (Arc::clone(&world), Arc::clone(program));
        let handle = thread::spawn(move || own.perform(index, &program.threads[index]));
        if unparks {
            world.threads.lock().unwrap().push(handle.thread().clone());
            world.known.fetch_add(1, SeqCst);
        }
    }
    heddle_runtime::session::others_come_to_rest();
    world.says()
}

impl World {
    fn perform(&self, me: usize, steps: &[Step]) {
        let mut call = None;
        for &step in steps {
            if let Call = step {
                call = Some(heddle_runtime::record_call(String::new()));
                continue;
            }
            let said = self.step(me, step);
            // Writing to a String cannot fail.
            let _ = write!(self.seen[me].lock().unwrap(), "{said} ");
            if let Some(call) = call.take() {
                let returned = heddle_runtime::record_return(String::new());
                self.calls.lock().unwrap().push((me, call, returned));
            }
        }
        self.seen[me].lock().unwrap().push('.');
    }

    fn step(&self, me: usize, step: Step) -> String {
        match step {
            Load(i) => self.atomics[i].load(SeqCst).to_string(),
            Store(i, value) => {
                self.atomics[i].store(value, SeqCst);
                String::new()
            }
            Add(i) => self.atomics[i].fetch_add(1, SeqCst).to_string(),
            Exchange(i) => {
                let done = self.atomics[i].compare_exchange_weak(0, 7, SeqCst, SeqCst);
                format!("{done:?}")
            }
            Locked(i) => added(&mut self.locks[i].lock().unwrap()),
            TryLocked(i) => match self.locks[i].try_lock() {
                Ok(mut guard) => added(&mut guard),
                Err(_) => "held".to_owned(),
            },
            Nested(i) => {
                let mut one = self.locks[i].lock().unwrap();
                let mut other = self.locks[1 - i].lock().unwrap();
                added(&mut one) + &added(&mut other)
            }
            Wait | WaitAtMost | Notify | NotifyAll | Signal => self.sleeps_or_wakes(step),
            Send | TrySend | Receive | TryReceive | ReceiveAtMost => self.passes_on(me, step),
            _ => self.anything_else(me, step),
        }
    }

    fn sleeps_or_wakes(&self, step: Step) -> String {
        match step {
            Wait => {
                let mut guard = self.locks[0].lock().unwrap();
                if *guard == 0 {
                    guard = self.changed.wait(guard).unwrap();
                }
                format!("w{}", *guard)
            }
            WaitAtMost => {
                let guard = self.locks[0].lock().unwrap();
                let (guard, over) = self.changed.wait_timeout(guard, SOON).unwrap();
                format!("w{}{}", *guard, over.timed_out())
            }
            Notify => {
                self.changed.notify_one();
                String::new()
            }
            NotifyAll => {
                self.changed.notify_all();
                String::new()
            }
            Signal => {
                *self.locks[0].lock().unwrap() += 1;
                self.changed.notify_one();
                String::new()
            }
            _ => unreachable!("it is no use of the condition variable"),
        }
    }

    fn passes_on(&self, me: usize, step: Step) -> String {
        match step {
            Send => format!("{:?}", self.sender.send(me as u32).is_ok()),
            TrySend => format!("{:?}", self.sender.try_send(me as u32).is_ok()),
            Receive => {
                let receiver = self.receiver.lock().unwrap();
                format!("{:?}", receiver.recv().ok())
            }
            TryReceive => format!("{:?}", self.receiver.lock().unwrap().try_recv().ok()),
            ReceiveAtMost => {
                let receiver = self.receiver.lock().unwrap();
                format!("{:?}", receiver.recv_timeout(SOON).ok())
            }
            _ => unreachable!("it is no use of the channel"),
        }
    }

    fn anything_else(&self, me: usize, step: Step) -> String {
        match step {
            Shared => self.shared.read().unwrap().to_string(),
            Exclusive => added(&mut self.shared.write().unwrap()),
            TryShared => match self.shared.try_read() {
                Ok(guard) => guard.to_string(),
                Err(_) => "held".to_owned(),
            },
            Park => {
                thread::park();
                String::new()
            }
            ParkAtMost => {
                thread::park_timeout(SOON);
                String::new()
            }
            Unpark(i) => {
                let there = self.known.load(SeqCst) as usize > i;
                if there {
                    let other = self.threads.lock().unwrap()[i].clone();
                    other.unpark();
                }
                there.to_string()
            }
            Sleep => {
                thread::sleep(SOON);
                String::new()
            }
            // What a look adds is too little to be seen.
            Now => self.began.elapsed().as_millis().to_string(),
            Meet => self.barrier.wait().is_leader().to_string(),
            Set => self.once.set(me as u32).is_ok().to_string(),
            Get => format!("{:?}", self.once.get()),
            _ => String::new(),
        }
    }

    /// What can be seen of an execution that has come to rest.
    fn says(&self) -> String {
        let mut text = String::new();
        for seen in &self.seen {
            text += &seen.lock().unwrap();
            text += "/ ";
        }
        for atomic in &self.atomics {
            // Writing to a String cannot fail.
            let _ = write!(text, "{} ", atomic.load(SeqCst));
        }
        let calls = self.calls.lock().unwrap();
        let mut orders: Vec<String> = Vec::new();
        for (i, (one, _, returned)) in calls.iter().enumerate() {
            for (j, (other, began, _)) in calls.iter().enumerate() {
                let began = heddle_runtime::called(*began);
                let nth = |at: usize, of| calls[..at].iter().filter(|call| call.0 == of).count();
                if one != other && began.is_some_and(|began| *returned < began) {
                    orders.push(format!("{one}.{}<{other}.{}", nth(i, *one), nth(j, *other)));
                }
            }
        }
        orders.sort();
        text + &orders.join(",")
    }
}

fn added(value: &mut u32) -> String {
    *value += 1;
    value.to_string()
}
