//@ expect: wrong-answer
//! Two locks as in Java, and `close` takes one after the other.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std;

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Condvar, Mutex};
use std::time::Duration;
use std::time::Instant;

#[derive(Debug, PartialEq, Eq)]
pub struct Closed<T>(pub T);
#[derive(Debug, PartialEq, Eq)]
pub enum TryPutError<T> {
    Full(T),
    Closed(T),
}
#[derive(Debug, PartialEq, Eq)]
pub enum TryGetError {
    Empty,
    Closed,
}
#[derive(Debug, PartialEq, Eq)]
pub enum GetTimeoutError {
    Timeout,
    Closed,
}
#[derive(Debug, PartialEq, Eq)]
pub struct TooManyDone;

struct Tail<T> {
    chain: Sender<T>,
    closed: bool,
}
struct Head<T> {
    chain: Receiver<T>,
    closed: bool,
}

/// After Java's LinkedBlockingQueue: those who put have one lock, those who take another.
pub struct Queue<T> {
    tail: Mutex<Tail<T>>,
    head: Mutex<Head<T>>,
    count: AtomicUsize,
    unfinished: Mutex<usize>,
    capacity: usize,
    not_full: Condvar,
    not_empty: Condvar,
    done: Condvar,
}

impl<T> Queue<T> {
    fn with_capacity(capacity: usize) -> Self {
        let (sender, receiver) = channel();
        Queue {
            tail: Mutex::new(Tail {
                chain: sender,
                closed: false,
            }),
            head: Mutex::new(Head {
                chain: receiver,
                closed: false,
            }),
            count: AtomicUsize::new(0),
            unfinished: Mutex::new(0),
            capacity,
            not_full: Condvar::new(),
            not_empty: Condvar::new(),
            done: Condvar::new(),
        }
    }
    pub fn bounded(capacity: NonZeroUsize) -> Self {
        Self::with_capacity(capacity.get())
    }
    pub fn unbounded() -> Self {
        Self::with_capacity(usize::MAX)
    }
    fn enqueue(&self, tail: &Tail<T>, item: T) -> usize {
        tail.chain.send(item).ok().expect("the receiver is in self");
        let mut unfinished = self.unfinished.lock().unwrap();
        *unfinished += 1;
        self.count.fetch_add(1, SeqCst)
    }
    fn signal_not_empty(&self) {
        let _head = self.head.lock().unwrap();
        self.not_empty.notify_one();
    }
    fn signal_not_full(&self) {
        let _tail = self.tail.lock().unwrap();
        self.not_full.notify_one();
    }
    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        let before = {
            let mut tail = self.tail.lock().unwrap();
            while !tail.closed && self.count.load(SeqCst) == self.capacity {
                tail = self.not_full.wait(tail).unwrap();
            }
            if tail.closed {
                return Err(Closed(item));
            }
            let before = self.enqueue(&tail, item);
            if before + 1 < self.capacity {
                self.not_full.notify_one();
            }
            before
        };
        if before == 0 {
            self.signal_not_empty();
        }
        Ok(())
    }
    pub fn try_put(&self, item: T) -> Result<(), TryPutError<T>> {
        let before = {
            let tail = self.tail.lock().unwrap();
            if tail.closed {
                return Err(TryPutError::Closed(item));
            }
            if self.count.load(SeqCst) == self.capacity {
                return Err(TryPutError::Full(item));
            }
            let before = self.enqueue(&tail, item);
            if before + 1 < self.capacity {
                self.not_full.notify_one();
            }
            before
        };
        if before == 0 {
            self.signal_not_empty();
        }
        Ok(())
    }
    fn take(&self, wait: bool, until: Option<Instant>) -> Result<T, GetTimeoutError> {
        let (item, before) = {
            let mut head = self.head.lock().unwrap();
            while self.count.load(SeqCst) == 0 {
                if head.closed {
                    return Err(GetTimeoutError::Closed);
                }
                if !wait {
                    return Err(GetTimeoutError::Timeout);
                }
                head = match until {
                    None => self.not_empty.wait(head).unwrap(),
                    Some(until) => {
                        let left = until.saturating_duration_since(Instant::now());
                        if left.is_zero() {
                            return Err(GetTimeoutError::Timeout);
                        }
                        self.not_empty.wait_timeout(head, left).unwrap().0
                    }
                };
            }
            let item = head.chain.recv().expect("counted");
            let before = self.count.fetch_sub(1, SeqCst);
            if before > 1 {
                self.not_empty.notify_one();
            }
            (item, before)
        };
        if before == self.capacity {
            self.signal_not_full();
        }
        Ok(item)
    }
    pub fn get(&self) -> Result<T, Closed<()>> {
        self.take(true, None).map_err(|_| Closed(()))
    }
    pub fn try_get(&self) -> Result<T, TryGetError> {
        self.take(false, None).map_err(|why| match why {
            GetTimeoutError::Closed => TryGetError::Closed,
            GetTimeoutError::Timeout => TryGetError::Empty,
        })
    }
    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetTimeoutError> {
        self.take(true, Instant::now().checked_add(timeout))
    }
    pub fn task_done(&self) -> Result<(), TooManyDone> {
        let mut unfinished = self.unfinished.lock().unwrap();
        *unfinished = unfinished.checked_sub(1).ok_or(TooManyDone)?;
        if *unfinished == 0 {
            self.done.notify_all();
        }
        Ok(())
    }
    pub fn join(&self) {
        let mut unfinished = self.unfinished.lock().unwrap();
        while *unfinished != 0 {
            unfinished = self.done.wait(unfinished).unwrap();
        }
    }
    pub fn close(&self) {
        self.tail.lock().unwrap().closed = true;
        self.not_full.notify_all();
        self.head.lock().unwrap().closed = true;
        self.not_full.notify_all();
        self.not_empty.notify_all();
    }
    pub fn len(&self) -> usize {
        self.count.load(SeqCst)
    }
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
